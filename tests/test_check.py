"""Opinions on the finished site: links, headings, policies, what nobody uses, what is overdue."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from microsite.check import check, headings, links, policy, review, usage
from microsite.check.pages import PageFacts, facts_of
from microsite.link import link
from microsite.memory.memo import MemoryMemo
from microsite.model import File, Page, Site
from microsite.problem import Problem
from tests.sites import library_of, write_site

TODAY = datetime.date(2026, 11, 22)


def site_of(root: Path, files: dict[str, str]) -> Site:
    return link(library_of(write_site(root, files))[0])


def page(text: str, more: str = "", title: str = "One") -> str:
    return f"---\ntitle: {title}\nsummary: What it says.\n{more}---\n{text}\n"


def said(problems: list[Problem] | object) -> list[str]:
    return [f"{problem.place} {problem.severity}: {problem.message}" for problem in problems]  # type: ignore[union-attr,attr-defined]


# ---------------------------------------------------------------------------------------------- a page's own bytes


def facts(html: str) -> PageFacts:
    return facts_of(File.of("", html.encode()))


def test_ids_and_links_of_a_page_are_found():
    found = facts('<h1 id="a">x</h1><a href="b.html#c">y</a><img src=d.png alt="e"><link rel=icon href=\'f\'>')
    assert found.ids == {"a"}
    assert found.links == (("a", "b.html#c"), ("img", "d.png"), ("link", "f"))
    assert found.h1 == 1


def test_link_that_stands_twice_is_looked_at_once():
    assert facts('<a href="b">y</a><a href="b">z</a>').links == (("a", "b"),)


def test_links_are_found_in_capitals_and_on_further_lines():
    assert facts('<A HREF="b">y</A><a class="x"\n\thref="c">z</a>').links == (("a", "b"), ("a", "c"))


def test_id_that_stands_twice_is_found():
    assert facts('<p id="a"></p><p id="b"></p><p id="a"></p>').double_ids == ("a",)


def test_comments_and_scripts_hold_no_tags():
    assert facts('<!-- <p id="a"> --><script>"<p id=b>"</script><script src="c"></script>').links == (("script", "c"),)


def test_text_that_looks_like_an_attribute_is_none():
    found = facts('<p title=\'id=a\'>id="b" href="c"</p>')
    assert (found.ids, found.links) == (frozenset(), ())


def test_entities_in_addresses_are_read():
    assert facts('<a href="b?c=1&amp;d=2">x</a>').links == (("a", "b?c=1&d=2"),)


def test_size_is_in_bytes():
    assert facts("ä").size == 2


# --------------------------------------------------------------------------------------------------------- links


@pytest.fixture
def plain(tmp_path: Path) -> Site:
    return site_of(tmp_path, {"content/articles/one.md": page("Text.")})


LINKS = [
    ('<a href="two.html">x</a>', ""),
    ('<a href="../index.html">x</a>', ""),
    ('<a href="">x</a>', ""),
    ('<a href="#here">x</a><p id="here"></p>', ""),
    ('<a href="two.html#there">x</a>', ""),
    ('<a href="two.html?x=1#there">x</a>', ""),
    ('<a href="https://example.org/none">x</a>', ""),
    ('<a href="mailto:a@b.org">x</a>', ""),
    ('<link rel="canonical" href="https://example.org/">', ""),
    ('<a href="none.html">x</a>', "“none.html” leads to no file of the site"),
    ('<a href="../../index.html">x</a>', "“../../index.html” leads to no file of the site"),
    ('<a href="#none">x</a>', "“#none” leads to no id on its page"),
    ('<a href="two.html#none">x</a>', "“two.html#none” leads to no id on its page"),
    ('<img src="https://example.org/a.png">', "<img> loads “https://example.org/a.png” from another host"),
    ('<script src="//example.org/a.js"></script>', "<script> loads “//example.org/a.js” from another host"),
    ('<a href="http://[">x</a>', "“http://[” is no address"),
    ('<p id="a"></p><p id="a"></p>', "the id “a” stands twice on the page"),
]


@pytest.mark.parametrize(("html", "expected"), LINKS, ids=[html for html, _ in LINKS])
def test_links_of_a_finished_page(plain: Site, html: str, expected: str):
    pages = {"articles/one.html": facts(html), "articles/two.html": facts('<p id="there"></p>')}
    found = said(links.check(plain, pages, frozenset({*pages, "index.html"})))
    assert found == ([f"content/articles/one.md error: {expected}"] if expected else [])


def test_link_from_the_root_stands_for_the_path_of_the_site(tmp_path: Path):
    config = "title: Site\nsite_url: https://example.org/hip/\n"
    site = site_of(tmp_path, {"config.yaml": config, "content/articles/one.md": page("Text.")})
    pages = {"404.html": facts('<a href="/hip/index.html">x</a><a href="/hip/">y</a><a href="/hip/none.html">z</a>')}
    found = said(links.check(site, pages, frozenset({"404.html", "index.html"})))
    assert found == ["404.html error: “/hip/none.html” leads to no file of the site"]


def test_what_was_reported_at_its_line_is_not_repeated(tmp_path: Path):
    site = site_of(tmp_path, {"content/articles/one.md": page("[a](none.md) [@none]")})
    pages = {"articles/one.html": facts('<a href="none.html">x</a>'), "index.html": facts('<a href="none.html">x</a>')}
    found = said(links.check(site, pages, frozenset(pages)))
    assert found == ["content/index.md error: “none.html” leads to no file of the site"]


# -------------------------------------------------------------------------------------------------------- headings


def of_pages(rule: Callable[[Page, Site], Iterator[Problem]], site: Site) -> Iterator[Problem]:
    return (problem for each in site.library.everything for problem in rule(each, site))


def test_heading_that_skips_a_level_is_named(tmp_path: Path):
    text = "## A\n\n#### B\n\n## C\n\n### D\n\n#### E\n\n## F"
    found = said(of_pages(headings.of_page, site_of(tmp_path, {"content/articles/one.md": page(text)})))
    assert found == ["content/articles/one.md:7:1 warning: a heading of level 4 follows one of level 2"]


def test_first_heading_stands_below_the_title(tmp_path: Path):
    found = said(of_pages(headings.of_page, site_of(tmp_path, {"content/articles/one.md": page("### A")})))
    assert found == ["content/articles/one.md:5:1 warning: the first heading is of level 3"]


# -------------------------------------------------------------------------------------------------------- policies

SOURCES = (
    "references:\n  - {id: a, type: book, title: A, issued: 2000}\n"
    "  - {id: b, type: book, title: B, issued: 2001, verified: memory}\n"
)
HELP = "::: help\nemergency: a\nurgent: b\nask: c\n:::\n"
CARE = "::: care\nhow: a\nbenefit: b\nrisk: c\nnothing: d\noptions: e\ndose: f\nstop-if: g\n:::\n"
STEPS = "::: steps x\ndose: a\nstart: b\nsteps: c\nstop-if: d\n:::\n"


def breaches(root: Path, policies: str, text: str, more: str = "") -> list[str]:
    files = {
        "config.yaml": f"title: Site\npolicies:\n{policies}",
        "content/references.yaml": SOURCES,
        "content/articles/one.md": page(text, more),
    }
    return said(of_pages(policy.of_page, site_of(root, files)))


def test_field_that_is_misspelt_is_not_missed_besides(tmp_path: Path):
    asked = "  article_fields: [question, authors]\n"
    assert breaches(tmp_path, asked, "Text.", "quesion: What?\nauthors: [A]\n") == []
    assert "“question”" in breaches(tmp_path, asked, "Text.", "authors: [A]\n")[0]


def test_site_without_policies_asks_nothing(tmp_path: Path):
    assert breaches(tmp_path, "  article_sources: 0\n", "Text.", "kind: care\n") == []


def test_field_that_the_site_asks_for_is_missing(tmp_path: Path):
    found = breaches(tmp_path, "  article_fields: [question, kind]\n", "Text.", "kind: guide\n")
    assert found == ["content/articles/one.md warning: this site asks every article for “question”"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Text [@a].", ["content/articles/one.md warning: 1 source; this site asks for 2"]),
        ("Text [@a] [@a, p. 2].", ["content/articles/one.md warning: 1 source; this site asks for 2"]),
        ("Text [@a] [@b].", []),
    ],
)
def test_sources_are_counted_once_each(tmp_path: Path, text: str, found: list[str]):
    assert breaches(tmp_path, "  article_sources: 2\n", text) == found


def test_source_that_nobody_has_read_does_not_stand_alone(tmp_path: Path):
    found = breaches(tmp_path, "  article_sources: 1\n", "Text [@b].")
    assert found == ["content/articles/one.md warning: all its sources are unread (`verified: memory`)"]


BLOCKS = "  care_blocks: true\n"


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("care", HELP + CARE, []),
        ("care", HELP, ["a page of kind care needs a block “care”"]),
        ("care", CARE, ["a page of kind care needs a block “help”"]),
        ("symptom", HELP, []),
        ("symptom", "Text.", ["a page of kind symptom needs a block “help”"]),
        ("anatomy", "Text.", []),
        ("guide", HELP + STEPS, []),
        ("guide", STEPS + HELP, ["an exercise stands before “when to get help”"]),
    ],
)
def test_care_and_symptom_pages_carry_their_blocks(tmp_path: Path, kind: str, text: str, found: list[str]):
    expected = [f"content/articles/one.md:4:7 warning: {message}" for message in found]
    assert breaches(tmp_path, BLOCKS, text, f"kind: {kind}\n") == expected


# ------------------------------------------------------------------------------------------------ used and overdue


def test_what_nobody_uses_is_named(tmp_path: Path):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
    files = {
        "content/references.yaml": SOURCES,
        "content/claims.yaml": "claims:\n  - {id: c, said: C., verdict: Wrong, evidence: No., sources: [a]}\n",
        "content/figures/leg.svg": svg,
        "content/figures/leg.yaml": "alt: A leg\n",
        "content/figures/used.svg": svg,
        "content/figures/used.yaml": "alt: Used\n",
        "content/glossary/hip.md": page("Next to the knee.", title="Hip"),
        "content/glossary/knee.md": page("Text.", title="Knee"),
        "content/glossary/foot.md": page("Text.", "orphan_ok: for later\n", title="Foot"),
        "content/articles/one.md": page("![](../figures/used.svg)"),
    }
    site = site_of(tmp_path, files)
    assert said([*usage.orphans(site, mentioned_on(site)), *usage.unused(site)]) == [
        "content/glossary/hip.md:2:8 warning: no page mentions “Hip”",
        "content/references.yaml:3:10 warning: no page cites “b”",
        "content/claims.yaml:2:10 warning: no page discusses the claim “c”",
        "content/figures/leg.yaml warning: no page shows “content/figures/leg.svg”",
    ]


def mentioned_on(site: Site) -> set[str]:
    return {met.term for body in site.bodies.values() for met in body.draft.met}


def test_term_that_is_too_common_to_be_linked_anywhere_is_named(tmp_path: Path):
    # One rare word, 40 equal pairs of page and common word, and 40 links to give away.
    files = {f"content/articles/a{n}.md": page("The hip.") for n in range(40)}
    files["content/articles/rare.md"] = page("A femur.")
    files |= {f"content/glossary/{name}.md": page("", title=name.capitalize()) for name in ("hip", "femur")}
    site = site_of(tmp_path, {"config.yaml": "title: Site\nglossary: {density: 0.001}\n", **files})
    found = [line for line in said(usage.unlinked(site, mentioned_on(site))) if "glossary" in line]
    assert found == ["content/glossary/hip.md:2:8 warning: “Hip” is mentioned, but never linked"]


def test_words_that_stand_twice_are_judged_anew_in_another_language(tmp_path: Path):
    memo = MemoryMemo()
    for language, count in (("en", 2), ("tr", 0)):
        files = {
            "config.yaml": f"title: Site\nlanguage: {language}\n",
            "content/claims.yaml": "claims:\n  - {id: c, said: A word word., verdict: Wrong, evidence: No.}\n",
            "content/articles/one.md": page("{claim:c}", title="A word word"),
        }
        found = check(site_of(tmp_path, files), {}, frozenset(), TODAY, memo)
        assert [problem.rule for problem in found].count("repeated") == count


@pytest.mark.parametrize(("day", "is_overdue"), [("2026-11-21", True), ("2026-11-22", False), ("2026-11-23", False)])
def test_page_is_overdue_the_day_after_its_review(tmp_path: Path, day: str, is_overdue: bool):
    site = site_of(tmp_path, {"content/articles/one.md": page("Text.", f"review_by: {day}\n")})
    message = f"content/articles/one.md:4:12 warning: this page was to be checked again by {day}"
    assert said(review.check(site, TODAY)) == ([message] if is_overdue else [])
