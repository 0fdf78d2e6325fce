"""Pages from views: what is escaped, what is refused, and how a fault in a template is told."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar
from urllib.parse import urldefrag, urljoin

import pytest

from microsite.memory.later import Later
from microsite.memory.memo import Forgetful
from microsite.model import Body, Site
from microsite.pages import plans as planning
from microsite.pages.render import UnsafeUrl, digest_of, press_of, read_templates, safe_url, way
from microsite.pages.setting import Setting
from microsite.pages.views import ArticleView
from microsite.problem import Problem
from microsite.reading.figures import picture_size
from tests.sample import ROOT, STATIC, TEMPLATES, TODAY, body, pages_of, plain_site, sample, views

T = TypeVar("T")
SITE = sample()
PAGES = pages_of(SITE)
KINDS = (
    "index.html",
    "articles/index.html",
    "articles/psoas.html",
    "glossary/index.html",
    "glossary/psoas-major.html",
    "claims.html",
    "sources.html",
    "about.html",
    "quality.html",
    "404.html",
    "psoas.html",
)
MADE = len(PAGES) - 1
"""Pages made by `render`: the build report comes after them."""
EVIL = "\"><script>alert(1)</script><i x='{{ 7*7 }}"


def render(site: Site, templates: Sequence[Path], **how: Any) -> Iterator[tuple[str, bytes] | Problem]:
    """Yield the address and the bytes of every page of the site, or what is wrong with a template."""
    for page in press_of(templates, **how).pages(planning.plans(site)):
        yield page if isinstance(page, Problem) else (page.address, page.data)


class Outline(HTMLParser):
    """The tags of a page, with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]

    def meta(self, name: str) -> list[str | None]:
        return [
            attrs.get("content") for attrs in self.all("meta") if name in (attrs.get("name"), attrs.get("property"))
        ]


def data_of(html: str) -> list[dict[str, object]]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found
    graph: list[dict[str, object]] = json.loads(found[1])["@graph"]
    return graph


# ---------------------------------------------------------------------------------------------------- every page


@pytest.mark.parametrize("url", KINDS)
def test_page_is_whole(url: str):
    page = Outline(PAGES[url])
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    assert page.all("html") == [{"lang": "en-GB"}]
    assert page.tags[3][1].get("http-equiv") == "Content-Security-Policy"
    assert page.all("a")[0].get("href") == f"#{page.all('main')[0]['id']}"


@pytest.mark.parametrize("url", KINDS)
def test_headings_skip_no_level(url: str):
    levels = [int(tag[1]) for tag, _ in Outline(PAGES[url]).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("url", KINDS)
def test_landmarks_of_one_kind_have_different_names(url: str):
    names = [attrs.get("aria-label") for attrs in Outline(PAGES[url]).all("nav")]
    assert all(names)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("url", sorted(PAGES))
def test_ids_are_unique(url: str):
    ids = [attrs["id"] for _, attrs in Outline(PAGES[url]).tags if "id" in attrs]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("url", sorted(PAGES))
def test_nothing_on_a_page_runs_or_styles_inline(url: str):
    page = Outline(PAGES[url])
    assert not [attrs for _, attrs in page.tags if "style" in attrs or any(name.startswith("on") for name in attrs)]
    assert not page.all("style")
    own = {"claims.html": {"ledger.js"}, "review.html": {"review.js"}}.get(url, set())
    assert {attrs.get("type") or attrs.get("src") for attrs in page.all("script")} <= {
        "application/ld+json", way(url, "site.js"), "/hip/site.js", *own,
    }  # fmt: skip


def test_no_page_loads_anything_from_elsewhere():
    for html in PAGES.values():
        page = Outline(html)
        loaded = [attrs.get("src") for tag, attrs in page.tags if tag in ("script", "img", "iframe")]
        loaded += [attrs.get("href") for attrs in page.all("link") if attrs.get("rel") in ("stylesheet", "icon")]
        assert not [url for url in loaded if url and "://" in url]


def test_every_link_inside_the_site_arrives():
    ids = {url: {attrs.get("id") for _, attrs in Outline(html).tags} for url, html in PAGES.items()}
    files = {*PAGES, "site.css", "lists.css", "review.css", "site.js", "ledger.js", "review.js", "icon.svg", "feed.xml"}
    for url, html in PAGES.items():
        for tag, attrs in Outline(html).tags:
            link = attrs.get("href") or attrs.get("src")
            if not link or re.match(r"(https?|mailto):", link) or (tag == "link" and attrs.get("rel") == "canonical"):
                continue
            base = f"https://x.org/hip/{url}"
            target, anchor = urldefrag(urljoin(base, link))
            target = target.removeprefix("https://x.org/hip/")
            assert target in files, (url, link)
            # The sample's mentions are made up, so only the ids of the templates can be asked for.
            if anchor and not anchor.startswith("mention-"):
                assert anchor in ids[target], (url, link)


def test_links_are_relative_but_for_the_page_that_has_no_place():
    for url, html in PAGES.items():
        rooted = [attrs["href"] for attrs in Outline(html).all("a") if (attrs.get("href") or "").startswith("/")]
        assert bool(rooted) == (url == "404.html"), url
    assert 'href="/hip/articles/index.html"' in PAGES["404.html"]


def test_menu_marks_the_page_and_its_section():
    def current(url: str) -> list[tuple[str | None, str | None]]:
        return [(a.get("href"), a["aria-current"]) for a in Outline(PAGES[url]).all("a") if "aria-current" in a]

    assert current("glossary/index.html") == [("index.html", "page")]
    assert current("glossary/femur.html") == [("index.html", "true")]
    assert current("index.html") == [("index.html", "page")]


def test_pages_are_the_same_every_time():
    assert pages_of(sample()) == PAGES


def test_pages_are_the_same_in_another_process_with_another_hash_seed():
    script = (
        "import hashlib; from tests.sample import pages_of, sample\n"
        "print(hashlib.sha256(repr(pages_of(sample())).encode()).hexdigest())"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "LC_ALL": "C"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


# ---------------------------------------------------------------------------------------------------- one kind each


def test_article_shows_what_a_reader_needs_to_trust_it():
    text = " ".join(Outline(PAGES["articles/psoas.html"]).text.split())
    for said in (
        "Updated 22 November 2026 (what changed), next check due 22 November 2027",
        "Funding Nobody pays for this site. A mistake? Tell us what is wrong or missing",
        "What changed 22 November 2026: The level of the lowest slip. 1 October 2026: First published.",
        "Review Not yet reviewed by a clinician",
        "Evidence Mixed: some statements rest on firmer ground than others",
        "Written by The editors of this site",
        "2 sources",
        "What is the psoas and what does it really do? The psoas is a deep muscle",
    ):
        assert said in text


def test_reviewed_article_names_reviewer_role_and_day():
    text = " ".join(Outline(PAGES["articles/what-tight-means.html"]).text.split())
    assert "Reviewed by Dr Ada Example, physiotherapist, on 1 October 2026" in text
    assert "Not yet reviewed" not in text


@pytest.mark.parametrize("begins", ["::: help\n", "\n:::  help\n", "Words.\n\n::: help\n"])
def test_before_when_to_get_help_a_page_says_no_more_of_itself_than_who_checked_it(begins: str):
    articles = tuple(
        replace(article, source=replace(article.source, written=Later(begins))) if article.slug == "psoas" else article
        for article in SITE.library.articles
    )
    page = pages_of(replace(SITE, library=replace(SITE.library, articles=articles)))["articles/psoas.html"]
    before, _, after = page.partition('<div class="text">')
    is_first = not begins.startswith("Words")
    assert "Not yet reviewed by a clinician" in before
    assert ("<dt>Funding" in before, "<dt>Funding" in after) == (not is_first, is_first)


def test_overdue_banner_is_hidden_until_a_script_has_read_the_date():
    html = PAGES["articles/what-tight-means.html"]
    assert '<p class="overdue" hidden>This page was due to be checked again by 1 January 2025.' in html
    assert '<time datetime="2025-01-01" data-review-by>' in html
    assert "overdue" not in PAGES["articles/stretching.html"]


def test_sources_lead_back_to_every_mark():
    html = PAGES["articles/psoas.html"]
    assert re.findall(r'<li id="source-(\d+)">', html) == ["1", "2"]
    assert re.findall(r'<a (?:class="return" )?href="#(cite-\d)"', html) == ["cite-1", "cite-3", "cite-4", "cite-2"]
    assert 'role="group" aria-label="Back to the text"><a href="#cite-1">a</a>' in html
    back = '<a class="return" href="#cite-2" aria-label="Back to the text">↑</a>'
    assert f'{back} <span class="locator">(p. 1367)</span>' in html


def test_next_comes_before_previous_for_those_who_listen():
    html = PAGES["articles/what-tight-means.html"]
    assert html.index('rel="next"') < html.index('rel="prev"')


def test_term_quotes_the_sentence_with_the_word_marked():
    html = PAGES["glossary/psoas-major.html"]
    assert "Sentence 0: the <mark>psoas</mark> runs from the sides" in html
    assert html.count("<mark>") == 15
    assert html.index("Show 3 more places") > html.index("Sentence 11:")


def test_facts_of_a_muscle_are_named_in_the_language_of_the_site():
    german = pages_of(sample(language="de"))["glossary/psoas-major.html"]
    named = [re.findall('<th scope="row">([^<]*)', html)[:2] for html in (PAGES["glossary/psoas-major.html"], german)]
    assert named == [["Starts at (origin)", "Ends at (insertion)"], ["Ursprung", "Ansatz"]]


def test_claim_can_be_reached_by_its_id_and_says_its_verdict():
    html = PAGES["claims.html"]
    row = html.partition('id="attaches-to-diaphragm"')[2].partition("ledger-row")[0]
    assert '<span class="badge verdict-partly">Partly</span> They are neighbours' in row
    assert "no source found" in html.partition('id="burns-fat"')[2]


def test_old_address_sends_the_reader_on():
    page = Outline(PAGES["psoas.html"])
    refresh = [attrs["content"] for attrs in page.all("meta") if attrs.get("http-equiv") == "refresh"]
    assert refresh == ["0; url=articles/psoas.html"]
    assert page.meta("robots") == ["noindex"]
    assert [a["href"] for a in page.all("link") if a.get("rel") == "canonical"] == [
        "https://example.org/hip/articles/psoas.html"
    ]


def test_site_without_an_address_says_nothing_of_one():
    for html in pages_of(plain_site()).values():
        page = Outline(html)
        assert not [a for a in page.all("link") if a.get("rel") in ("canonical", "alternate")]
        assert not page.meta("og:url")


def test_page_is_in_the_language_of_the_site():
    html = pages_of(sample(language="de"))["articles/psoas.html"]
    text = " ".join(Outline(html).text.split())
    assert "Geändert 22. November 2026 (was sich geändert hat), nächste Prüfung fällig 22. November 2027" in text
    assert '<html lang="de">' in html
    assert '<html lang="ar" dir="rtl">' in pages_of(sample(language="ar"))["index.html"]


def test_thousand_plain_articles_make_a_light_home_page():
    pages = pages_of(plain_site(1000))
    assert len(pages) == 1004
    assert len(pages["index.html"]) < 6000
    assert "988 more articles" in pages["index.html"]


def test_hidden_files_among_templates_are_none(tmp_path: Path):
    """An editor leaves its locks there, which lead nowhere."""
    (tmp_path / "page.html").write_text("<p>", encoding="utf-8")
    (tmp_path / ".#page.html").symlink_to("ada@host.123:456")
    (tmp_path / ".old").mkdir()
    (tmp_path / ".old/page.html").write_bytes(b"\xff")
    found = read_templates([tmp_path])
    assert (dict(found.files), found.problems) == ({"page.html": "<p>"}, ())


def test_template_that_cannot_be_read_is_named(tmp_path: Path):
    (tmp_path / "article.html").mkdir()
    (tmp_path / "home.html").symlink_to("nowhere")
    said = [f"{fault.place.path}: {fault.message}" for fault in read_templates([tmp_path]).problems]
    assert said == [
        "templates/article.html: not an ordinary file",
        "templates/home.html: cannot be read: No such file or directory",
    ]


# ------------------------------------------------------------------------------------------------ structured data


def test_structured_data_says_what_the_page_says():
    article = data_of(PAGES["articles/what-tight-means.html"])[0]
    assert article["@type"] == "MedicalWebPage"
    assert article["reviewedBy"] == {"@type": "Person", "name": "Dr Ada Example", "jobTitle": "physiotherapist"}
    assert article["lastReviewed"] == "2026-10-01"
    assert article["author"] == [{"@type": "Organization", "name": "The editors of this site"}]


def test_structured_data_claims_no_review_that_was_not_made():
    assert {"reviewedBy", "lastReviewed"}.isdisjoint(data_of(PAGES["articles/psoas.html"])[0])


@pytest.mark.parametrize(
    ("kind", "is_medical"),
    [("", False), ("guide", False), ("anatomy", True), ("care", True), ("symptom", True), ("evidence", True)],
)
def test_structured_data_names_a_reviewer_of_medical_pages_alone(kind: str, is_medical: bool):
    """An Article of schema.org has none."""
    reviewed = {"reviewer": "Ada Example", "reviewer_role": "physiotherapist", "reviewed": TODAY}
    site = plain_site(1)
    page = replace(site.library.articles[0], kind=kind, **reviewed)
    pages = pages_of(replace(site, library=replace(site.library, articles=(page,))))
    data = data_of(pages["articles/a0000.html"])[0]
    assert data["@type"] == ("MedicalWebPage" if is_medical else "Article")
    assert {"reviewedBy", "lastReviewed"} & data.keys() == ({"reviewedBy", "lastReviewed"} if is_medical else set())


@pytest.mark.parametrize(
    ("author", "kind"),
    [
        ("Ada Example", "Person"),
        ("Dietrich Theiss", "Person"),
        ("The Makers", "Organization"),
        ("Our editors", "Organization"),
        ("Team Hip", "Organization"),
        ("Die Hüftschule", "Organization"),
        ("Redaktion Hüfte", "Organization"),
        ("Hip Society", "Organization"),
        ("University of Ulm", "Organization"),
        ("World Health Organization", "Organization"),
        ("World Hip Organisation", "Organization"),
    ],
)
def test_structured_data_tells_bodies_of_people_from_persons(author: str, kind: str):
    site = plain_site(1)
    page = replace(site.library.articles[0], authors=(author,))
    pages = pages_of(replace(site, library=replace(site.library, articles=(page,))))
    assert data_of(pages["articles/a0000.html"])[0]["author"] == [{"@type": kind, "name": author}]


VOCABULARY = json.loads((Path(__file__).parent / "vendor/schema-org.json").read_text(encoding="utf-8"))
"""Type -> property -> the types that its values may have."""


def things_in(value: object) -> Iterator[dict[str, object]]:
    if isinstance(value, dict):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from things_in(each)


def breaches_of_vocabulary(thing: dict[str, object]) -> list[str]:
    """Return what schema.org does not let a thing say."""
    type_ = str(thing["@type"])
    allowed = VOCABULARY.get(type_)
    if allowed is None:
        return [f"there is no type {type_}"]
    wrong = []
    for name, value in thing.items():
        for each in value if isinstance(value, list) else [value]:
            kinds = set(allowed.get(name, ()))
            if isinstance(each, dict):
                fits = str(each["@type"]) in kinds or "Thing" in kinds
            elif isinstance(each, int):
                fits = "Integer" in kinds
            elif re.fullmatch(r"https?://\S+", each):
                fits = bool(kinds & {"URL", "IdReference"})
            elif re.fullmatch(r"\d{4}-\d\d-\d\d", each):
                fits = "Date" in kinds
            else:
                fits = "Text" in kinds
            if name != "@type" and not fits:
                wrong.append(f"{type_}.{name}: {each}")
    return wrong


@pytest.mark.parametrize(
    ("thing", "wrong"),
    [
        ({"@type": "Artikel"}, ["there is no type Artikel"]),
        ({"@type": "WebSite", "jobTitle": "x"}, ["WebSite.jobTitle: x"]),
        ({"@type": "Article", "dateModified": "yesterday"}, ["Article.dateModified: yesterday"]),
        ({"@type": "Article", "author": [{"@type": "ListItem"}]}, ["Article.author: {'@type': 'ListItem'}"]),
        ({"@type": "Article", "url": "psoas.html"}, ["Article.url: psoas.html"]),
    ],
)
def test_breach_of_the_vocabulary_would_be_found(thing: dict[str, object], wrong: list[str]):
    assert breaches_of_vocabulary(thing) == wrong


def untrue_in(html: str) -> list[str]:
    """Return what a page's structured data says that its readers cannot see, or that schema.org does not know."""
    page = Outline(html)
    seen = " ".join(page.text.split()) + html.partition("</title>")[0]
    days = {attrs.get("datetime") for attrs in page.all("time")}
    wrong = []
    for thing in things_in(data_of(html)):
        wrong += breaches_of_vocabulary(thing)
        texts = (thing.get(name, "") for name in ("name", "headline", "description", "jobTitle"))
        names = thing.get("alternateName", [])
        assert isinstance(names, list)
        wrong += [f"unseen: {text}" for text in (*texts, *names) if " ".join(str(text).split()) not in seen]
        wrong += [
            f"unseen: {thing[name]}"
            for name in ("dateModified", "lastReviewed")
            if thing.get(name, "") not in {*days, ""}
        ]
    return wrong


@pytest.mark.parametrize("url", [url for url in sorted(PAGES) if "noindex" not in PAGES[url]])
def test_structured_data_keeps_to_the_vocabulary_and_to_what_can_be_seen(url: str):
    assert untrue_in(PAGES[url]) == []


def test_structured_data_of_our_own_site_is_true(real_site: Mapping[str, bytes]):
    pages = {url: page.decode() for url, page in real_site.items() if url.endswith(".html") and b"noindex" not in page}
    assert len(pages) > 160
    assert {url: wrong for url, html in pages.items() if (wrong := untrue_in(html))} == {}


# --------------------------------------------------------------------------------------------------- shared links


def test_each_page_of_our_own_site_can_be_shared(real_site: Mapping[str, bytes]):
    for url, html in real_site.items():
        if not url.endswith(".html") or b"noindex" in html:
            continue
        page = Outline(html.decode())
        given = {
            name: page.meta(f"og:{name}") for name in ("title", "type", "image", "url", "description", "site_name")
        }
        assert all(len(values) == 1 and values[0] for values in given.values()), (url, given)
        image = str(given["image"][0])
        assert picture_size(real_site[image.removeprefix("https://hip-flexors.example/")]) == (1200, 630)
        assert given["url"] == [attrs.get("href") for attrs in page.all("link") if attrs.get("rel") == "canonical"]


def test_pictures_for_shared_links_are_light():
    cards = sorted((STATIC / "cards").glob("*.png"))
    assert len(cards) >= 10
    assert [card.name for card in cards if card.stat().st_size > 40_000] == []


def test_page_shows_the_picture_of_its_part_or_kind_or_else_that_of_the_site():
    card = MappingProxyType({"default": "a.png", "Know the muscles": "b.png", "glossary": "c.png"})
    pages = pages_of(sample(card=card))
    shown = {url: Outline(pages[url]).meta("og:image") for url in KINDS[:6]}
    assert shown == {
        "index.html": ["https://example.org/hip/a.png"],
        "articles/index.html": ["https://example.org/hip/a.png"],
        "articles/psoas.html": ["https://example.org/hip/b.png"],
        "glossary/index.html": ["https://example.org/hip/c.png"],
        "glossary/psoas-major.html": ["https://example.org/hip/c.png"],
        "claims.html": ["https://example.org/hip/a.png"],
    }
    assert Outline(PAGES["index.html"]).meta("og:image") == []
    assert Outline(pages_of(sample(card=card, site_url=""))["index.html"]).meta("og:image") == []


def test_plain_article_is_just_an_article():
    (article,) = (
        thing for thing in data_of(pages_of(plain_site(1))["articles/a0000.html"]) if thing["@type"] == "Article"
    )
    assert article == {
        "@type": "Article", "headline": "Article 0", "description": "What article 0 says.", "inLanguage": "en-GB",
    }  # fmt: skip


def test_term_is_part_of_a_set():
    term = data_of(PAGES["glossary/femur.html"])[0]
    assert term["@type"] == "DefinedTerm"
    assert term["alternateName"] == ["thigh bone", "thighbone", "femora"]
    assert term["inDefinedTermSet"] == {
        "@type": "DefinedTermSet", "name": "Glossary", "url": "https://example.org/hip/glossary/",
    }  # fmt: skip


def test_trail_is_told_step_by_step():
    trail = data_of(PAGES["articles/psoas.html"])[1]
    steps = trail["itemListElement"]
    assert isinstance(steps, list)
    assert [step["name"] for step in steps] == [
        "Home", "Articles", "Know the muscles", "The psoas: what it is and what it is not",
    ]  # fmt: skip
    assert steps[2]["item"] == "https://example.org/hip/articles/#part-1"


@pytest.mark.parametrize("url", ["404.html", "psoas.html"])
def test_page_that_nobody_shall_find_describes_itself_to_nobody(url: str):
    assert "ld+json" not in PAGES[url]


# -------------------------------------------------------------------------------------------------------- escaping


def poisoned() -> Site:
    """Return the sample with markup in every text that an editor writes."""
    library = SITE.library
    articles = tuple(
        replace(
            each, title=EVIL, summary=EVIL, main_message=EVIL, question=EVIL, authors=(EVIL,), reviewer=EVIL, part=EVIL
        )
        for each in library.articles
    )
    terms = tuple(
        replace(each, title=EVIL, summary=EVIL, everyday=EVIL, aliases=(EVIL,), latin=EVIL, say=EVIL, ids=(EVIL,))
        for each in library.terms
    )
    claims = {
        key: replace(each, said=EVIL, evidence=EVIL, topic=EVIL, grade=EVIL) for key, each in library.claims.items()
    }
    sources = {key: replace(each, title=EVIL, container=EVIL, pages=EVIL) for key, each in library.references.items()}
    config = replace(library.config, title=EVIL, summary=EVIL, disclaimer=EVIL, licence=EVIL, funding=EVIL)

    def marked(body: Body) -> Body:
        evil = (one._replace(before=EVIL, surface=EVIL, after=EVIL, section=EVIL) for one in body.mentions)
        return body._replace(quote=partial(tuple, [*evil]))

    return replace(
        SITE,
        library=replace(
            library,
            config=config,
            articles=articles,
            terms=terms,
            claims=MappingProxyType(claims),
            references=MappingProxyType(sources),
        ),
        bodies=MappingProxyType({key: marked(body) for key, body in SITE.bodies.items()}),
    )


def test_markup_in_front_matter_stays_text():
    for url, html in pages_of(poisoned()).items():
        assert "<script>alert" not in html, url
        assert "{{ 7*7 }}" in html or "49" not in html, url
        assert not [attrs for tag, attrs in Outline(html).tags if tag == "i" and "x" in attrs], url


def test_end_of_script_cannot_be_written_into_structured_data():
    html = pages_of(poisoned())["articles/psoas.html"]
    assert data_of(html)[0]["name"] == EVIL


# ------------------------------------------------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    ("page", "target", "link"),
    [
        ("index.html", "articles/psoas.html", "articles/psoas.html"),
        ("articles/psoas.html", "articles/iliacus.html", "iliacus.html"),
        ("articles/psoas.html", "glossary/femur.html", "../glossary/femur.html"),
        ("articles/psoas.html", "index.html", "../index.html"),
        ("articles/psoas.html", "articles/psoas.html", "psoas.html"),
        ("articles/psoas.html", "articles/psoas.html#where", "#where"),
        ("articles/psoas.html", "glossary/femur.html#where", "../glossary/femur.html#where"),
        ("articles/psoas.html", "#page.sources", "#page.sources"),
        ("a/b/c.html", "a/d.html", "../d.html"),
        ("a/b/c.html", "x/y.html", "../../x/y.html"),
        ("a/b/c.html", "a/b/d/e.html", "d/e.html"),
        ("glossary/a.html", "glossary/index.html", "index.html"),
    ],
)
def test_link_is_relative_to_its_page(page: str, target: str, link: str):
    assert way(page, target) == link
    if not target.startswith("#"):
        assert urljoin(f"https://x.org/{page}", link) == f"https://x.org/{target}"


@pytest.mark.parametrize(
    "url",
    [
        "https://a.org/",
        "HTTP://a.org",
        "mailto:a@b.org",
        "tel:+441",
        "a.html",
        "../a.html#b",
        "#a",
        "",
        "?q=a:b",
        "/a/b",
        "a/b:c",
    ],
)
def test_link_to_a_page_is_let_through(url: str):
    assert safe_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " \x01javascript:alert(1)",
        "java\nscript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.org/",
        "\\\\evil.org",
        "/\\evil.org",
        "\n//evil.org",
        "blob:x",
    ],
)
def test_link_that_runs_or_leaves_in_disguise_is_refused(url: str):
    with pytest.raises(UnsafeUrl, match="no page may link to"):
        safe_url(url)


# -------------------------------------------------------------------------------------------------- faulty templates


def problems_of(tmp_path: Path, **templates: str | bytes) -> list[Problem]:
    """Return what is said of the templates, which lie over the project's own."""
    own = tmp_path / "templates"
    for name, text in templates.items():
        path = own / f"{name.replace('__', '/')}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return [made for made in render(SITE, [own, TEMPLATES]) if isinstance(made, Problem)]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("<p>\n{{ view.titel }}", 2, "“ArticleView” has no attribute 'titel'"),
        ("\n\n{{ nobody }}", 3, "'nobody' is undefined"),
        ("{% if view.titel %}{% endif %}", 1, "“ArticleView” has no attribute 'titel'"),
        ("<p>\n{% if %}", 2, "Expected an expression"),
        ("{% for x in (1, 2) %}\n", 1, "Unexpected end of template"),
        ("{{ view.title|shout }}", 1, "No filter named 'shout'"),
        ("\n{% include 'none.html' %}", 2, "there is no template “none.html”"),
        ("{% extends 'none.html' %}", 1, "there is no template “none.html”"),
        ("\n{% include 'article.html' %}", 2, "includes or calls itself without end"),
        ("{% extends 'article.html' %}", 1, "includes or calls itself without end"),
        ("{% macro a() %}{{ a() }}{% endmacro %}\n{{ a() }}", 2, "includes or calls itself without end"),
        ("\n{{ 1 / 0 }}", 2, "division by zero"),
        ("\n\n{{ 'javascript:x'|safe_url }}", 3, "no page may link to “javascript:x”"),
        ("{{ view.title + 1 }}", 1, "can only concatenate str"),
        ("{{ 'x'.y.z }}", 1, "has no attribute"),
    ],
)
def test_fault_in_a_template_is_told_with_file_and_line(tmp_path: Path, text: str, line: int, said: str):
    (problem,) = problems_of(tmp_path, article=text)
    assert (problem.place.path, problem.place.line, problem.rule) == ("templates/article.html", line, "template")
    assert said in problem.message
    assert "0x" not in problem.message


def test_fault_in_an_included_part_is_told_where_it_is(tmp_path: Path):
    problems = problems_of(tmp_path, article="\n{% include 'parts/own.html' %}", parts__own="\n\n{{ nobody }}")
    assert [(p.place.path, p.place.line) for p in problems] == [("templates/parts/own.html", 3)]


def test_syntax_fault_in_an_included_part_is_told_where_it_is(tmp_path: Path):
    problems = problems_of(tmp_path, article="\n{% include 'parts/own.html' %}", parts__own="\n\n{% if %}")
    assert [(p.place.path, p.place.line) for p in problems] == [("templates/parts/own.html", 3)]


def test_template_in_another_encoding_is_told_with_its_line(tmp_path: Path):
    (problem,) = problems_of(tmp_path, article=b"<p>\nf" + b"\xfcnf")
    assert (str(problem.place), problem.message) == ("templates/article.html:2", "this is not UTF-8")


def test_fault_that_every_page_meets_is_told_once(tmp_path: Path):
    assert len(problems_of(tmp_path, base="\n{{ nobody }}")) == 1


def test_fault_of_one_kind_of_page_leaves_the_others(tmp_path: Path):
    own = tmp_path / "templates"
    own.mkdir()
    (own / "article.html").write_text("{{ nobody }}")
    made = list(render(SITE, [own, TEMPLATES]))
    assert len([one for one in made if not isinstance(one, Problem)]) == MADE - 3


def test_sites_own_template_takes_the_place_of_ours(tmp_path: Path):
    (tmp_path / "404.html").write_text('{% extends "base.html" %}{% block main %}<h1>Gone</h1>{% endblock %}')
    pages = dict(one for one in render(SITE, [tmp_path, TEMPLATES]) if not isinstance(one, Problem))
    assert b"<h1>Gone</h1>" in pages["404.html"]
    assert pages["index.html"].decode() == PAGES["index.html"]


def test_missing_template_is_told(tmp_path: Path):
    problems = [one for one in render(SITE, [tmp_path]) if isinstance(one, Problem)]
    assert {problem.message for problem in problems} >= {"there is no template “home.html”"}


# ------------------------------------------------------------------------------------------------------------ memo


class Remembering(Forgetful):
    """A memo that counts the pages it had to make."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], object] = {}
        self.made: list[str] = []

    def __call__(self, name: str, key: str, make: Callable[[], T], *, is_whole: bool = False) -> T:
        if (name, key) not in self.known:
            if name == "page":
                self.made.append(f"{name}:{key.split()[0]}")
            self.known[name, key] = make()
        return self.known[name, key]  # type: ignore[return-value]

    def knows(self, name: str, key: str) -> bool:
        return (name, key) in self.known


def test_second_build_makes_nothing_and_is_the_same():
    memo = Remembering()
    first = list(render(SITE, [TEMPLATES], memo=memo))
    assert len(memo.made) == MADE
    assert list(render(sample(), [TEMPLATES], memo=memo)) == first
    assert len(memo.made) == MADE


def test_edited_body_makes_one_page():
    memo = Remembering()
    list(render(SITE, [TEMPLATES], memo=memo))
    edited = replace(SITE, bodies=MappingProxyType({**SITE.bodies, "stretching": body("<p>New.</p>")}))
    list(render(edited, [TEMPLATES], memo=memo))
    assert memo.made[MADE:] == ["page:articles/stretching.html"]


def test_view_is_made_only_where_what_it_looks_at_has_changed(monkeypatch: pytest.MonkeyPatch):
    made: list[str] = []
    article_view = planning.article_view

    def counted(setting: Setting, n: int) -> ArticleView:
        made.append(setting.library.articles[n].slug)
        return article_view(setting, n)

    monkeypatch.setattr(planning, "article_view", counted)
    memo = Remembering()
    list(render(SITE, [TEMPLATES], memo=memo))
    assert {*made} == {article.slug for article in SITE.library.articles}
    made.clear()
    edited = replace(SITE, bodies=MappingProxyType({**SITE.bodies, "stretching": body("<p>New.</p>")}))
    list(render(edited, [TEMPLATES], memo=memo))
    assert {*made} == {"stretching"}


def test_edited_template_makes_every_page(tmp_path: Path):
    memo = Remembering()
    list(render(SITE, [TEMPLATES], memo=memo))
    (tmp_path / "404.html").write_text("gone")
    list(render(SITE, [tmp_path, TEMPLATES], memo=memo))
    assert len(memo.made) == 2 * MADE


def test_key_differs_when_the_view_does():
    templates = read_templates([TEMPLATES])
    one = next(view for view in views(SITE) if isinstance(view, ArticleView))
    assert digest_of(one, templates) == digest_of(one._replace(), templates)
    assert digest_of(one, templates) != digest_of(one._replace(title="x"), templates)
    assert digest_of(one, templates) != digest_of(one._replace(about=one.about._replace(updated=None)), templates)
    assert TODAY.isoformat() in repr(one) or "datetime.date(2026, 11, 22)" in repr(one)


def test_compiled_templates_are_kept_where_they_are_told(tmp_path: Path):
    once = dict(one for one in render(SITE, [TEMPLATES], bytecode=tmp_path) if not isinstance(one, Problem))
    kept = sorted(path.name for path in tmp_path.iterdir())
    assert kept
    again = dict(one for one in render(SITE, [TEMPLATES], bytecode=tmp_path) if not isinstance(one, Problem))
    assert again == once
    assert sorted(path.name for path in tmp_path.iterdir()) == kept


def test_page_is_rendered_where_there_is_no_folder_for_compiled_templates(tmp_path: Path):
    assert [*render(SITE, [TEMPLATES], bytecode=tmp_path / "of another machine")] == [*render(SITE, [TEMPLATES])]


def test_jinja_is_not_even_imported_when_nothing_is_new():
    script = (
        "import sys; from tests.sample import *\n"
        "from microsite.model import File\n"
        "from microsite.memory.memo import Forgetful\n"
        "class Kept(Forgetful):\n"
        "    def __call__(self, name, key, make, *, is_whole=False):\n"
        "        page = File.of('x', b'')\n"
        "        return (page,) if name == 'printed' else page if name == 'page' else 'kept'\n"
        "list(press_of([TEMPLATES], memo=Kept()).pages(plans(sample())))\n"
        "print('jinja2' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"
