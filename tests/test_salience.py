"""Which mentions become links: the rule, its budget, and what it does not depend on."""

from __future__ import annotations

import math
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.memory.later import Later
from microsite.model import Article, Candidate, Config, Draft, Linking, Page, Sketch, Source, Term, Wording
from microsite.terms.salience import Choice, choose, cut_at, met_in


def article(slug: str, title: str = "Something else", **more: object) -> Article:
    return Article(source=Source.of(f"content/articles/{slug}.md", ""), slug=slug, title=title, summary="", **more)  # type: ignore[arg-type]


def term(slug: str, title: str = "") -> Term:
    return Term(source=Source.of(f"content/glossary/{slug}.md", ""), slug=slug, title=title or slug, summary="")


def draft(*mentions: str, words: int = 100, block: int = 1) -> Draft:
    """Return a draft that mentions these terms; `!x` is marked by the author."""
    found = tuple(
        Candidate(name.lstrip("!"), name.lstrip("!"), block, 0, -1, is_forced=name.startswith("!")) for name in mentions
    )
    return Draft(wording=Later(Wording("", found, ("", ""))), words=words)


Drafts = list[tuple[Page, Draft]]


LEAST = 0.001
"""Links per 1,000 words that leave only those that any site may have."""


def chosen(drafts: Drafts, density: float | None, *terms: Term) -> Choice:
    known = {one.slug for one in terms}
    rest = {c.term for _, one in drafts for c in one.wording().candidates} - known
    everything = (*terms, *(term(slug) for slug in sorted(rest)))
    config = Config(title="x", density=density)
    made = {page.key: met(page, draft) for page, draft in drafts}
    sketches = {key: Sketch.of(draft) for key, draft in made.items()}
    mets = {key: draft.met for key, draft in made.items()}
    return choose([page for page, _ in drafts], sketches, made, lambda: mets, everything, config)


def met(page: Page, made: Draft) -> Draft:
    return replace(made, met=met_in(made.wording().candidates, page.title))


def linked(choice: Choice, drafts: Drafts) -> dict[str, list[str]]:
    return {page.key: [made.wording().candidates[n].term for n in choice.links[page.key]] for page, made in drafts}


def crowd(common: str, rare: str, pages: int = 60) -> Drafts:
    """Return many pages that all mention `common`, and one that mentions `rare` too."""
    return [*((article(f"page-{n}"), draft(common)) for n in range(pages)), (article("one"), draft(common, rare))]


def test_density_all_links_every_first_mention() -> None:
    drafts: Drafts = [(article("a"), draft("hip", "psoas", "hip"))]
    assert linked(chosen(drafts, None), drafts) == {"a": ["hip", "psoas"]}


def test_a_rare_term_wins_over_a_common_one() -> None:
    drafts = crowd("hip", "fossa")
    assert linked(chosen(drafts, LEAST), drafts)["one"] == ["fossa"]


def test_a_name_of_several_words_wins_over_one_word_as_common() -> None:
    drafts: Drafts = [(article(f"p{n}"), draft("psoas", "lesser-trochanter")) for n in range(60)]
    got = linked(chosen(drafts, LEAST, term("lesser-trochanter", "Lesser trochanter")), drafts)
    assert got["p0"] == ["lesser-trochanter"]


def test_a_handful_of_pages_is_not_starved() -> None:
    drafts: Drafts = [(article("a"), draft("hip", "psoas", words=20)), (article("b"), draft("hip", words=20))]
    assert linked(chosen(drafts, 1), drafts) == {"a": ["hip", "psoas"], "b": ["hip"]}


def test_a_short_definition_links_on_and_a_long_one_stands_alone() -> None:
    drafts: Drafts = [(article(f"p{n}"), draft("hip")) for n in range(60)]
    drafts.append((term("short"), draft("hip", words=20)))
    drafts.append((term("long"), draft("hip", words=400)))
    got = linked(chosen(drafts, LEAST), drafts)
    assert got["glossary/short"] == ["hip"]
    assert got["glossary/long"] == []


def test_what_the_title_names_is_always_linked() -> None:
    drafts = crowd("hip", "fossa")
    drafts.append((article("about", "What a Hip is"), draft("hip")))
    got = linked(chosen(drafts, LEAST), drafts)
    assert got["about"] == ["hip"]
    assert got["page-0"] == []


def test_a_title_that_only_contains_the_letters_does_not_count() -> None:
    drafts = crowd("hip", "fossa")
    drafts.append((article("ship", "What a ship is"), draft("hip")))
    assert linked(chosen(drafts, LEAST), drafts)["ship"] == []


def test_the_path_links_a_term_where_it_comes_upon_it_first() -> None:
    drafts: Drafts = [(article(f"p{n:02}", part="Start"), draft("hip")) for n in range(60)]
    got = linked(chosen(drafts, LEAST), drafts)
    assert got["p00"] == ["hip"]
    assert got["p01"] == []


def test_outside_the_path_nothing_is_introduced() -> None:
    drafts: Drafts = [(article(f"p{n:02}"), draft("hip")) for n in range(60)]
    drafts.append((article("z"), draft("fossa")))
    assert linked(chosen(drafts, LEAST), drafts)["p00"] == []


def test_the_first_block_with_any_term_counts_more() -> None:
    drafts: Drafts = [(article(f"p{n}"), draft("hip")) for n in range(60)]
    drafts.append((article("early"), draft("hip", block=0)))
    choice = chosen(drafts, LEAST)
    assert choice.worths()["early", "hip"] > choice.worths()["p0", "hip"]


def test_an_authors_mark_is_linked_whatever_the_density() -> None:
    drafts = crowd("hip", "fossa")
    drafts.append((article("marked"), draft("hip", "!hip")))
    for density in (LEAST, 0):
        assert chosen(drafts, density).links["marked"] == (1,)


def test_links_come_in_the_order_of_the_text_whoever_asked_for_them() -> None:
    drafts: Drafts = [(article("a"), draft("hip", "!psoas", "fossa"))]
    assert linked(chosen(drafts, None), drafts) == {"a": ["hip", "psoas", "fossa"]}


def test_density_of_nothing_links_nothing_by_itself() -> None:
    drafts: Drafts = [(article("a", part="Start"), draft("hip", "psoas")), (article("b"), draft("hip"))]
    assert linked(chosen(drafts, LEAST), drafts)["a"] == ["hip", "psoas"]
    assert linked(chosen(drafts, 0), drafts) == {"a": [], "b": []}


def test_glossary_off_leaves_only_marks() -> None:
    drafts: Drafts = [(article("a", linking=Linking.OFF), draft("hip", "!psoas"))]
    assert linked(chosen(drafts, None), drafts) == {"a": ["psoas"]}


def test_glossary_every_links_each_mention() -> None:
    drafts: Drafts = [(article("a", linking=Linking.EVERY), draft("hip", "hip"))]
    assert linked(chosen(drafts, None), drafts) == {"a": ["hip", "hip"]}


def test_pairs_of_one_worth_stand_or_fall_together() -> None:
    assert cut_at({3.0: 1, 2.0: 3, 1.0: 1}, 3) == 3.0
    assert cut_at({3.0: 1, 2.0: 3, 1.0: 1}, 4) == 2.0


def test_the_best_are_in_even_over_budget() -> None:
    assert cut_at({2.0: 2, 1.0: 1}, 0) == 2.0
    assert cut_at({}, 5) == math.inf


@given(st.permutations(range(8)), st.floats(0, 50))
@settings(derandomize=True, deadline=None, max_examples=60)
def test_the_order_of_files_does_not_matter(order: list[int], density: float) -> None:
    names = ["hip", "psoas", "fossa", "femur", "tendon"]
    pages: Drafts = [
        (article(f"p{n}"), draft(*(name for i, name in enumerate(names) if (n * (i + 3)) % (i + 2) == 0), words=4000))
        for n in range(8)
    ]
    one, other = chosen(pages, density), chosen([pages[n] for n in order], density)
    assert dict(one.links) == dict(other.links)
    assert one.cut == other.cut


@given(st.floats(0, 100), st.floats(0, 100))
@settings(derandomize=True, deadline=None, max_examples=60)
def test_more_density_never_takes_a_link_away(one: float, other: float) -> None:
    drafts = crowd("hip", "fossa", pages=30)
    few, many = (chosen(drafts, density) for density in sorted((one, other)))
    assert all(set(few.links[key]) <= set(many.links[key]) for key in few.links)


def test_one_more_page_elsewhere_rarely_moves_a_link() -> None:
    drafts = crowd("hip", "fossa", pages=60)
    before = chosen(drafts, 9)
    drafts.append((article("new"), draft("hip")))
    after = chosen(drafts, 9)
    assert all(before.links[key] == after.links[key] for key in before.links)
