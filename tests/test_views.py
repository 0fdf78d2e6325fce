"""What each page shows."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import TypeVar

import pytest

from microsite.model import Cited, Draft, Heading, Name, Part, Site
from microsite.pages.entries import MOST_MENTIONS, first_letter, sorting_key, term_description
from microsite.pages.setting import clipped, contents, in_brief, letter_about, letters, tab_title
from microsite.pages.views import (
    ArticlesView,
    ArticleView,
    ClaimsView,
    GlossaryView,
    HomeView,
    Html,
    Link,
    LostView,
    MovedView,
    PlainView,
    ReviewView,
    SourcesView,
    TermView,
    View,
    full_address,
)
from microsite.problem import Place
from microsite.text.prose import first_sentence
from tests.sample import HERE, article, body, page, plain_site, sample, term, views

T = TypeVar("T")
ONE = sample()


def by_url(site: Site) -> dict[str, View]:
    return {view.frame.url: view for view in views(site)}


def the_article(site: Site, slug: str) -> ArticleView:
    view = by_url(site)[f"articles/{slug}.html"]
    assert isinstance(view, ArticleView)
    return view


def the_term(site: Site, slug: str) -> TermView:
    view = by_url(site)[f"glossary/{slug}.html"]
    assert isinstance(view, TermView)
    return view


def of_kind(site: Site, kind: type[T]) -> T:
    return next(view for view in views(site) if isinstance(view, kind))


def with_library(site: Site, **changed: object) -> Site:
    return replace(site, library=replace(site.library, **changed))  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------------------------- all pages


def test_every_kind_of_page_is_there():
    assert {type(view) for view in views(ONE)} == {
        HomeView, ArticleView, ArticlesView, TermView, GlossaryView,
        ClaimsView, SourcesView, PlainView, ReviewView, LostView, MovedView,
    }  # fmt: skip


def test_no_two_pages_share_an_address():
    urls = [view.frame.url for view in views(ONE)]
    assert len(urls) == len(set(urls))


def test_a_plain_site_gets_only_the_pages_it_can_fill():
    urls = set(by_url(plain_site(2)))
    assert urls == {"index.html", "articles/a0000.html", "articles/a0001.html", "articles/index.html", "404.html"}
    assert [link.url for link in of_kind(plain_site(2), HomeView).frame.menu] == ["articles/index.html"]


def test_an_empty_site_still_has_a_home_page():
    assert set(by_url(plain_site(0))) == {"index.html", "404.html"}


def test_menu_leads_to_what_the_site_has():
    menu = of_kind(ONE, HomeView).frame.menu
    assert [link.text for link in menu] == ["Articles", "Glossary", "Claims", "Sources", "About"]


def test_views_are_the_same_every_time():
    assert list(views(sample())) == list(views(sample()))
    assert [repr(view) for view in views(sample())] == [repr(view) for view in views(sample())]


def values_in(value: object) -> Iterator[object]:
    yield value
    if is_dataclass(value) and not isinstance(value, type):
        # A field that stays out of the repr is worked out from one that does not.
        for each in (each for each in fields(value) if each.repr):
            yield from values_in(getattr(value, each.name))
    if isinstance(value, tuple):
        for each in value:
            yield from values_in(each)


def test_views_hold_only_values_whose_repr_is_their_content():
    plain = (str, int, bool, datetime.date, tuple, type(None))
    for value in (value for view in views(ONE) for value in values_in(view)):
        assert isinstance(value, plain) or is_dataclass(value), value


def test_only_bodies_and_references_are_marked_as_html():
    for value in (value for view in views(ONE) for value in values_in(view) if isinstance(value, Html)):
        assert "Bogduk" in value.text or "Standring" in value.text or "World" in value.text


def test_a_new_term_changes_no_article():
    more = with_library(ONE, terms=(*ONE.library.terms, term("sacrum", "Sacrum", "Bone at the base of the spine.")))
    more = replace(more, bodies=MappingProxyType({**ONE.bodies, "glossary/sacrum": body("<p>x</p>")}))
    for slug in ("psoas", "what-tight-means", "stretching"):
        assert the_article(more, slug) == the_article(ONE, slug)


def test_a_new_article_at_the_end_changes_no_article_but_its_neighbour():
    more = with_library(ONE, articles=(*ONE.library.articles, article("walking", "Walking", part="Care")))
    more = replace(more, bodies=MappingProxyType({**ONE.bodies, "walking": body("<p>x</p>")}))
    changed = [
        slug
        for slug in ("psoas", "what-tight-means", "stretching")
        if the_article(more, slug) != the_article(ONE, slug)
    ]
    assert changed == ["stretching"]


def test_a_page_without_a_body_is_our_mistake():
    with pytest.raises(AssertionError, match="no body for psoas"):
        list(views(replace(ONE, bodies=MappingProxyType({"index": body("")}))))


# --------------------------------------------------------------------------------------------------- round the text


@pytest.mark.parametrize(
    ("url", "full"),
    [
        ("index.html", "https://a.org/x/"),
        ("articles/index.html", "https://a.org/x/articles/"),
        ("articles/index.html#part-2", "https://a.org/x/articles/#part-2"),
        ("articles/psoas.html", "https://a.org/x/articles/psoas.html"),
        ("my-index.html", "https://a.org/x/my-index.html"),
    ],
)
def test_a_folders_index_goes_by_the_folders_name(url: str, full: str):
    assert full_address("https://a.org/x/", url) == full
    assert full_address("", url) == ""


@pytest.mark.parametrize(
    ("parts", "title"),
    [
        (("Psoas", "Hip"), "Psoas · Hip"),
        (("Psoas", "Glossary", "Hip"), "Psoas · Glossary · Hip"),
        (("Psoas", "Glossary", "H" * 50), "Psoas · Glossary"),
        (("P" * 59, "Glossary", "Hip"), "P" * 59),
        (("P" * 70, "Hip"), "P" * 70),
        (("Hip", "Hip"), "Hip"),
    ],
)
def test_tab_title_takes_as_much_as_fits(parts: tuple[str, ...], title: str):
    assert tab_title(*parts) == title


def test_every_page_has_a_title_and_description_of_its_own():
    indexed = [view.frame for view in views(ONE) if view.frame.is_indexed]
    assert len({frame.title for frame in indexed}) == len(indexed)
    assert len({frame.description for frame in indexed}) == len(indexed)
    assert all(len(frame.title) <= 60 and 0 < len(frame.description) <= 160 for frame in indexed)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a b c", "a b c"),
        ("word " * 5, "word word…"),
        ("x" * 30, "x" * 11 + "…"),
        ("a\n b", "a b"),
        ("word, word word", "word, word…"),
        ("a word – words", "a word…"),
        ("words, wordswords", "words…"),
    ],
)
def test_clipped_cuts_at_a_word(text: str, said: str):
    assert clipped(text, 12) == said


def test_pages_without_an_address_have_no_canonical_link():
    assert {view.frame.canonical for view in views(plain_site())} == {""}


def test_what_is_lost_or_moved_is_not_to_be_found():
    hidden = [view for view in views(ONE) if isinstance(view, LostView | MovedView)]
    assert hidden
    assert all(not view.frame.is_indexed and not view.frame.canonical for view in hidden)


@pytest.mark.parametrize(("site_url", "root"), [("https://a.org/", "/"), ("https://a.org/x/y/", "/x/y/"), ("", "/")])
def test_lost_page_starts_from_the_root_of_the_site(site_url: str, root: str):
    assert of_kind(sample(site_url=site_url), LostView).frame.root == root


def test_foot_follows_the_menu_of_the_config():
    own = ["review.html", "quality.html"]
    assert [link.url for link in of_kind(ONE, HomeView).frame.foot] == ["about.html", "how-we-check.html", *own]
    chosen = of_kind(sample(menu=("how-we-check", "none")), HomeView).frame.foot
    assert [link.url for link in chosen] == ["how-we-check.html", *own]


# ------------------------------------------------------------------------------------------------------- redirects


def test_an_old_address_leads_to_the_page():
    moved = {view.frame.url: view.target for view in views(ONE) if isinstance(view, MovedView)}
    full = "https://example.org/hip/articles/psoas.html"
    target = Link("articles/psoas.html", "The psoas: what it is and what it is not", full)
    assert moved == {"articles/the-psoas.html": target, "psoas.html": target}


def test_a_live_page_keeps_its_address():
    articles = (
        replace(ONE.library.articles[0], redirect_from=("articles/stretching.html",)),
        *ONE.library.articles[1:],
    )
    assert isinstance(by_url(with_library(ONE, articles=articles))["articles/stretching.html"], ArticleView)


# ------------------------------------------------------------------------------------------------------------ home


def test_home_shows_routes_in_the_order_of_the_config():
    routes = of_kind(ONE, HomeView).routes
    assert [route.title for route in routes] == ["I just feel tight", "I study anatomy", "I hurt"]
    assert [link.url for link in routes[0].articles] == ["articles/what-tight-means.html", "articles/stretching.html"]


def test_home_of_a_large_site_shows_a_part_of_it():
    (part,) = of_kind(plain_site(30), HomeView).parts
    assert (len(part.articles), part.more, part.title) == (12, 18, "")


def test_home_without_a_page_of_its_own_goes_by_the_site():
    home = of_kind(plain_site(), HomeView)
    assert (home.title, home.summary, home.frame.title) == ("Notes", "", "Notes")


# -------------------------------------------------------------------------------------------------------- articles


def test_articles_stand_under_their_parts_in_the_order_of_the_config():
    parts = of_kind(ONE, ArticlesView).parts
    assert [(part.number, part.title, len(part.articles)) for part in parts] == [
        (1, "Know the muscles", 1), (2, "Tightness", 1), (3, "Care", 1),
    ]  # fmt: skip


def test_parts_without_articles_are_left_out_and_unknown_ones_come_last():
    articles = (article("a", "A", part="Unheard of"), article("b", "B", part="Care"), article("c", "C"))
    site = with_library(ONE, articles=articles)
    site = replace(site, bodies=MappingProxyType({**ONE.bodies, **{slug: body("") for slug in "abc"}}))
    parts = of_kind(site, ArticlesView).parts
    assert [(part.title, part.anchor) for part in parts] == [
        ("Care", "part-1"), ("Unheard of", "part-2"), ("", "part-other"),
    ]  # fmt: skip


def test_path_leads_on_and_back_and_names_the_other_part():
    view = the_article(ONE, "what-tight-means")
    assert view.previous == Link("articles/psoas.html", "The psoas: what it is and what it is not", "Know the muscles")
    assert view.next == Link("articles/stretching.html", "Stretching the front of the hip", "Care")
    assert the_article(ONE, "psoas").previous is None
    assert the_article(ONE, "stretching").next is None


def test_trail_leads_home_by_way_of_the_part():
    trail = the_article(ONE, "what-tight-means").frame.trail
    assert [link.url for link in trail] == ["index.html", "articles/index.html", "articles/index.html#part-2"]


def test_an_article_of_a_health_site_says_that_nobody_has_reviewed_it():
    assert the_article(ONE, "psoas").about.lacks_review
    assert not the_article(ONE, "what-tight-means").about.lacks_review
    assert not the_article(plain_site(1), "a0000").about.lacks_review


def test_a_review_without_a_reviewer_is_not_shown():
    articles = (replace(ONE.library.articles[0], reviewed=datetime.date(2026, 1, 1)), *ONE.library.articles[1:])
    assert the_article(with_library(ONE, articles=articles), "psoas").about.reviewed is None


def test_plain_article_has_nothing_about_itself():
    assert not the_article(plain_site(1), "a0000").about.says_anything


def headed(*levels: int) -> tuple[Heading, ...]:
    return tuple(Heading(level, f"h{n}", f"H{n}", n) for n, level in enumerate(levels))


def test_contents_hold_sections_with_their_subsections():
    tree = contents(headed(2, 3, 4, 3, 2, 2))
    assert [(entry.id, [below.id for below in entry.below]) for entry in tree] == [
        ("h0", ["h1", "h3"]),
        ("h4", []),
        ("h5", []),
    ]


@pytest.mark.parametrize("levels", [(), (2, 2), (2, 3, 3, 3, 2), (3, 3, 3)])
def test_short_page_needs_no_contents(levels: tuple[int, ...]):
    assert contents(headed(*levels)) == ()


def test_subsection_before_the_first_section_is_left_out():
    assert [entry.id for entry in contents(headed(3, 2, 2, 2))] == ["h1", "h2", "h3"]


# --------------------------------------------------------------------------------------------------------- sources


def test_sources_are_numbered_as_cited_with_the_ways_back():
    first, second = the_article(ONE, "psoas").sources
    assert (first.number, [(one.anchor, one.mark) for one in first.returns]) == (
        1, [("cite-1", "a"), ("cite-3", "b"), ("cite-4", "c")],
    )  # fmt: skip
    assert (second.number, second.is_unread) == (2, True)
    assert [(one.anchor, one.mark, one.locator) for one in second.returns] == [("cite-2", "", "p. 1367")]


def test_a_source_that_nobody_knows_is_not_shown():
    cited = (Cited("nobody", "", HERE, 1, "cite-1"), Cited("who2020", "", HERE, 2, "cite-2"))
    site = replace(ONE, bodies=MappingProxyType({**ONE.bodies, "psoas": body("", citations=cited)}))
    view = the_article(site, "psoas")
    assert [source.number for source in view.sources] == [2]
    assert view.about.sources == 1


@pytest.mark.parametrize(
    ("n", "mark"), [(0, "a"), (25, "z"), (26, "aa"), (51, "az"), (52, "ba"), (701, "zz"), (702, "aaa")]
)
def test_marks_go_on_after_z(n: int, mark: str):
    assert letters(n) == mark


def test_page_of_sources_is_by_author_and_says_who_cites_them():
    rows = of_kind(ONE, SourcesView).sources
    assert [row.key for row in rows] == ["bogduk1992", "standring2016", "who2020"]
    assert [link.url for link in rows[0].pages] == ["articles/psoas.html"]


# -------------------------------------------------------------------------------------------------------- glossary


def test_mentions_beyond_the_cap_are_set_apart():
    view = the_term(ONE, "psoas-major")
    assert (len(view.quotes), len(view.more_quotes)) == (MOST_MENTIONS, 3)
    assert view.quotes[0].url == "articles/psoas.html#mention-psoas-major"
    assert view.more_quotes[-1].url == "glossary/iliacus.html#mention-psoas-major"
    assert view.more_quotes[-1].is_term


def test_terms_that_share_a_name_point_at_each_other():
    assert [item.title for item in the_term(ONE, "psoas-major").confusable] == ["Psoas minor"]
    assert [item.title for item in the_term(ONE, "psoas-minor").confusable] == ["Psoas major"]
    assert the_term(ONE, "femur").confusable == ()


def test_facts_stand_in_the_order_of_the_model():
    assert [name for name, _ in the_term(ONE, "psoas-major").facts] == [
        "origin",
        "insertion",
        "nerve",
        "action",
        "artery",
    ]


def test_names_of_a_term_leave_out_its_title_and_repeats():
    made = replace(ONE.library.terms[0], aliases=("Femur", "thighbone", "thighbone"))
    assert the_term(with_library(ONE, terms=(made,)), "femur").names == ("thighbone", "femora")


@pytest.mark.parametrize(
    ("summary", "text", "said"),
    [
        ("A bone.", "It is long. It is strong.", "Femur: A bone. It is long."),
        ("A bone", "", "Femur: A bone."),
        ("A bone.", "Long " * 40, "Femur: A bone. " + "Long " * 39 + "Long."),
        ("D" * 100 + ".", "E" * 100, "Femur: " + "D" * 100 + "."),
    ],
)
def test_description_of_a_term_is_title_definition_and_first_sentence(summary: str, text: str, said: str):
    made = replace(ONE.library.terms[0], summary=summary)
    assert term_description(made, Draft(opening=first_sentence(text))) == said


def index(site: Site) -> dict[str, list[str]]:
    return {letter.letter: [word.text for word in letter.words] for letter in of_kind(site, GlossaryView).letters}


def test_index_lists_everyday_words_among_the_terms():
    found = index(ONE)
    assert found["T"] == ["thigh bone"]
    assert found["I"] == ["Iliacus", "Ilium"]
    assert found["D"] == ["deep hip muscle"]


def test_index_shows_every_letter_and_counts_both_kinds():
    view = of_kind(ONE, GlossaryView)
    assert "".join(letter.letter for letter in view.letters) == "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert (view.terms, view.everyday) == (6, 3)


def glossary_of(*titles: str, everyday: str = "") -> Site:
    terms = tuple(term(f"t{n}", title, "x", everyday=everyday) for n, title in enumerate(titles))
    site = with_library(ONE, terms=terms)
    return replace(
        site, bodies=MappingProxyType({**ONE.bodies, **{f"glossary/t{n}": body("") for n in range(len(titles))}})
    )


def test_index_puts_accents_with_their_letters_and_signs_last():
    found = index(glossary_of("Zebra", "éclair", "Echo", "3-D", "Ωmega"))
    assert found["E"] == ["Echo", "éclair"]
    assert list(found)[-2:] == ["Ω", ""]
    assert found[""] == ["3-D"]


def test_everyday_word_of_two_terms_leads_to_both():
    words = [
        word
        for letter in of_kind(glossary_of("Ilium", "Hip joint", everyday="hip"), GlossaryView).letters
        for word in letter.words
    ]
    assert [[link.text for link in word.leads_to] for word in words if word.text == "hip"] == [["Ilium", "Hip joint"]]


def test_everyday_word_that_is_a_terms_title_is_not_listed_twice():
    assert index(glossary_of("Hip", "Coxa", everyday="hip"))["H"] == ["Hip"]


@pytest.mark.parametrize(
    ("text", "letter"), [("ärger", "A"), ("“Quote", "Q"), ("7 up", ""), ("", ""), ("ß", "S"), ("Œuf", "O")]
)
def test_first_letter_is_a_capital_without_accents(text: str, letter: str):
    assert first_letter(text) == letter


def test_sorting_key_minds_accents_last():
    assert sorted(["Zoo", "Été", "Ete", "apple"], key=sorting_key) == ["apple", "Ete", "Été", "Zoo"]


def test_ligature_is_sorted_as_its_two_letters():
    assert sorted(["Orge", "Œuf", "Odeur", "Zeste"], key=sorting_key) == ["Odeur", "Œuf", "Orge", "Zeste"]


# ---------------------------------------------------------------------------------------------------------- claims


def test_claims_stand_under_their_topics_in_the_order_of_the_ledger():
    topics = of_kind(ONE, ClaimsView).topics
    assert [(topic.title, [claim.id for claim in topic.claims]) for topic in topics] == [
        ("The psoas", ["wraps-round-spine", "attaches-to-diaphragm"]),
        ("What hip flexors do", ["bends-hip", "burns-fat"]),
    ]


def test_claim_names_its_sources_and_the_pages_that_discuss_it():
    claim = of_kind(ONE, ClaimsView).topics[0].claims[1]
    assert [link.text for link in claim.sources] == ["Standring 2016", "Bogduk et al. 1992"]
    assert claim.sources[0].url == "sources.html#source.standring2016"
    assert [link.url for link in claim.pages] == ["articles/psoas.html"]


def test_verdicts_are_counted_in_the_order_of_the_model():
    assert of_kind(ONE, ClaimsView).tally == (("Supported", 1), ("Partly", 1), ("Unsupported", 1), ("Wrong", 1))


# ----------------------------------------------------------------------------------------------------- other sites


def test_words_follow_the_language_of_the_site():
    german = sample(language="de")
    assert [link.text for link in of_kind(german, HomeView).frame.menu][:2] == ["Artikel", "Glossar"]
    assert of_kind(sample(language="ar"), HomeView).frame.direction == "rtl"


def test_parts_of_the_config_keep_their_order_whatever_the_articles_say():
    site = sample(parts=(Part("Care"), Part("Know the muscles")))
    assert [part.title for part in of_kind(site, ArticlesView).parts] == ["Care", "Know the muscles", "Tightness"]


def test_plain_page_may_relate_to_articles_and_plain_pages():
    about = page("about", "About", "x", related=("psoas", "how-we-check", "nobody"))
    site = with_library(ONE, pages=(about, ONE.library.pages[1]))
    view = by_url(site)["about.html"]
    assert isinstance(view, PlainView)
    assert [item.url for item in view.related] == ["articles/psoas.html", "how-we-check.html"]


def test_place_is_not_part_of_any_view():
    assert not [value for view in views(ONE) for value in values_in(view) if isinstance(value, Place)]


def test_reader_without_scripts_looks_up_words_in_the_glossary_or_else_among_the_articles():
    assert of_kind(ONE, HomeView).frame.a_to_z == "glossary/index.html"
    assert of_kind(plain_site(1), HomeView).frame.a_to_z == "articles/index.html"
    assert of_kind(plain_site(0), HomeView).frame.a_to_z == ""


def test_letter_holds_title_and_address_and_needs_one():
    made = article("a", "A & B?")
    assert letter_about(made, "https://example.org/a.html") == (
        "mailto:?subject=A%20%26%20B%3F&body=https://example.org/a.html"
    )
    assert letter_about(made, "") == ""


def test_text_names_three_authors_of_a_source_and_the_page_of_sources_all():
    source = ONE.library.references["bogduk1992"]
    many = replace(source, authors=tuple(Name(f"N{n}", "A") for n in range(5)))
    site = with_library(ONE, references=MappingProxyType({**ONE.library.references, "bogduk1992": many}))
    article = next(view for view in views(site) if isinstance(view, ArticleView))
    assert article.sources[0].reference.text.startswith("N0 A, N1 A, N2 A, et al. ")
    assert [row for row in of_kind(site, SourcesView).sources if "N3 A, N4 A. " in row.reference.text]
    assert in_brief(source).authors == source.authors


@pytest.mark.parametrize(("doi", "shown"), [("10.1/x", ""), ("", "123")])
def test_text_leaves_out_the_pubmed_number_beside_a_doi_alone(doi: str, shown: str):
    source = replace(ONE.library.references["bogduk1992"], doi=doi, pmid="123", pmcid="PMC1")
    assert (in_brief(source).pmid, in_brief(source).pmcid) == (shown, "PMC1")
