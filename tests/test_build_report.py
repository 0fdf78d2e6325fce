"""The public build report tells what is so, and nothing else."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from microsite.check.pages import PageFacts, facts_of
from microsite.cli import main
from microsite.memory.memo import MemoryMemo
from microsite.model import Body, Change, Draft, File, ReadingFacts, Site
from microsite.pages.plans import planned
from microsite.pages.render import press_of
from microsite.pages.views import QualityView
from microsite.pipeline import Order, build
from microsite.problem import Place, Problem, Severity
from microsite.quality import is_outside, quality
from tests.sample import TEMPLATES, pages_of, plain_site, sample
from tests.sites import into, write_site

SITE = sample()
FACTS = {url: facts_of(File.of(url, html.encode())) for url, html in pages_of(SITE).items()}
DAY = datetime.date(2026, 11, 22)


def report(site: Site = SITE, facts: dict[str, PageFacts] = FACTS, **given: object) -> QualityView:
    known: dict[str, object] = {"shared": {}, "problems": ()}
    (view,) = quality(site, facts, **{**known, **given})  # type: ignore[arg-type]
    return view


def page(inside: str) -> dict[str, PageFacts]:
    return {"articles/psoas.html": facts_of(File.of("", f"<!doctype html><title>A</title>{inside}".encode()))}


# ------------------------------------------------------------------------------------------------------ quiet and whole


@pytest.mark.parametrize(
    ("html", "count"),
    [
        ('<img src="https://elsewhere.example/a.png">', 1),
        ('<script src="//elsewhere.example/a.js"></script>', 1),
        ('<link rel="stylesheet" href="http://elsewhere.example/a.css">', 1),
        ('<link rel="canonical" href="https://own.example/a"><link rel="alternate" href="https://own.example/f">', 0),
        ('<a href="https://elsewhere.example/">there</a>', 0),
        ('<img src="data:image/png;base64,AA"><img src="../a.png"><use href="#a"></use>', 0),
    ],
)  # fmt: skip
def test_only_what_a_page_asks_for_by_itself_is_a_request(html: str, count: int):
    assert report(facts=page(html)).outside == count


def test_what_a_stylesheet_asks_for_is_a_request():
    sheet = (
        b"@import 'https://a.example/x.css'; a { background: url( \"//b.example/y\" ) } b { background: url(z.png) }"
    )
    assert report(shared={"site.css": sheet, "site.js": b"url(https://c.example/)"}).outside == 2


@pytest.mark.parametrize(("url", "is_so"), [("https://a/", True), ("//a/b", True), ("http://[", True), ("a/b", False)])
def test_outside_is_what_has_a_host(url: str, is_so: bool):
    assert is_outside(url) is is_so


def test_links_that_lead_nowhere_are_counted_whatever_the_site_makes_of_them():
    broken = [Problem(Place("a"), rule, "") for rule in ("link", "crossref", "image", "review", "unused")]
    doubt = Problem(Place("a"), "crossref", "the link “[x]” is not defined", severity=Severity.WARNING)
    assert report(problems=[*broken, doubt]).broken == 3


@pytest.mark.parametrize(
    ("html", "count"),
    [
        ("<script>run()</script>", 1),
        ("<style>a {}</style>", 1),
        ('<p style="color: red" onclick="run()">', 2),
        ('<script type="application/ld+json">{}</script><script src="a.js"></script>', 0),
        ("<code>&lt;p style=&quot;&quot; onclick&gt;</code><p class='style on' data-style='a'>", 0),
    ],
)
def test_what_stands_inline_is_counted(html: str, count: int):
    assert report(facts=page(html)).inline == count


def test_the_report_and_the_last_line_of_a_build_count_the_same_pages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    article = "---\ntitle: {0}\nsummary: S.\n{1}---\nText.\n"
    files = {
        "content/articles/a.md": article.format("A", "redirect_from: [old, older]\n"),
        "content/articles/b.md": article.format("B", ""),
        "content/glossary/c.md": article.format("C", ""),
        "config.yaml": "title: Site\nsite_url: https://a.example/\n",
    }
    config = write_site(tmp_path, files) / "config.yaml"
    assert main(["--config", str(config), "--no-cache", "--date", "2026-11-22"]) == 0
    made = {path.name for path in (tmp_path / "public").rglob("*.html")}
    assert {"old.html", "404.html", "quality.html"} <= made
    count = len([*(tmp_path / "public").rglob("*.html")]) - len(["old.html", "older.html"])
    assert f"Published {count} pages in" in capsys.readouterr().out
    report = (tmp_path / "public/quality.html").read_text(encoding="utf-8")
    assert f"(404.html) included</dt><dd>{count}</dd>" in report


def test_page_without_a_policy_is_counted():
    assert report(facts=page("")).unguarded == 1
    assert report(facts=page('<meta http-equiv="Content-Security-Policy" content="x">')).unguarded == 0
    assert report().unguarded == report().inline == report().outside == 0


# --------------------------------------------------------------------------------------------------------------- weight


def test_each_kind_of_page_is_weighed_and_stubs_are_not():
    rows = {row.kind: row for row in report().weights}
    assert list(rows) == ["home", "article", "term", "page", "list"]
    assert rows["article"].pages == len(SITE.library.articles)
    assert sum(row.pages for row in rows.values()) == len(FACTS) - 2
    psoas = FACTS["articles/psoas.html"]
    assert (rows["article"].heaviest, rows["article"].heaviest_packed) == (psoas.size, psoas.packed)
    assert rows["article"].requests == 4


def test_what_a_page_holds_itself_is_no_request():
    inside = '<img src="a.png"><img src="data:image/png;base64,AA"><svg><use href="#part"></use></svg>'
    (row,) = report(facts=page(inside)).weights
    assert row.requests == 2


def test_typical_page_is_the_median():
    facts = {
        a.url: FACTS["index.html"]._replace(size=size)
        for a, size in zip(SITE.library.articles, (1, 50, 7), strict=True)
    }
    assert report(facts=facts).weights[0].typical == 7


# ------------------------------------------------------------------------------------------- reading, evidence, reviews


def test_article_is_told_with_grade_words_sources_and_links():
    draft = Draft(words=500, reading=ReadingFacts(6.24, None))
    bodies = {**SITE.bodies, "psoas": Body.of(draft, mentions=SITE.mentions_of("iliacus"))}
    row = report(replace(SITE, bodies=MappingProxyType(bodies))).reading[0]
    assert (row.page.url, row.grade, row.plain_grade, row.words, row.links) == (
        "articles/psoas.html",
        6.24,
        None,
        500,
        2,
    )
    assert report().reading[0].sources == 2


def test_grades_are_shown_where_there_are_any():
    press = press_of([TEMPLATES])
    (plain,) = press.pages(map(planned, quality(SITE, FACTS, {}, ())))
    draft = Draft(reading=ReadingFacts(6.24, 5.1))
    bodies = {**SITE.bodies, "psoas": Body.of(draft)}
    (graded,) = press.pages(map(planned, quality(replace(SITE, bodies=MappingProxyType(bodies)), FACTS, {}, ())))
    assert not isinstance(plain, Problem)
    assert not isinstance(graded, Problem)
    assert b"Flesch-Kincaid" not in plain.data
    assert b"6.2</td>" in graded.data


def test_thousand_articles_are_counted_but_not_listed():
    view = report(plain_site(1000))
    assert (len(view.reading), view.more_reading, view.articles, view.unreviewed) == (250, 750, 1000, 1000)


def test_grades_and_verdicts_are_counted_in_their_order():
    articles = tuple(replace(a, evidence=e) for a, e in zip(SITE.library.articles, ("mixed", "B", ""), strict=True))
    view = report(replace(SITE, library=replace(SITE.library, articles=articles)))
    assert view.evidence == (("B", 1), ("mixed", 1))
    assert sum(count for _, count in view.verdicts) == len(SITE.library.claims)


def test_only_a_named_reviewer_counts():
    view = report()
    named = [article for article in SITE.library.articles if article.reviewer]
    assert (view.reviewed, view.unreviewed) == (len(named), len(SITE.library.articles) - len(named))
    assert [row.page.url for row in view.reviews if row.reviewer] == [article.url for article in named]


def test_site_that_owes_no_review_lists_none():
    assert report(plain_site(3)).reviews == ()
    (made,) = [
        page for page in press_of([TEMPLATES]).pages(map(planned, quality(plain_site(3), FACTS, {}, ()))) if page
    ]
    assert b"Reviews" not in made.data


def test_changes_are_told_the_newest_first():
    older, newer = Change(DAY - datetime.timedelta(9), "Older."), Change(DAY, "Newer.")
    first, *rest = SITE.library.articles
    articles = (replace(first, changes=(older,)), replace(rest[0], changes=(newer,)), *rest[1:])
    view = report(replace(SITE, library=replace(SITE.library, articles=articles)))
    assert [row.change for row in view.changes] == [newer, older]


# ------------------------------------------------------------------------------------------------------ the whole build


def built(root: Path, memo: MemoryMemo) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    assert build(Order(config=root / "config.yaml", today=DAY), into(files), memo).is_publishable
    return files


def test_report_is_the_same_with_and_without_a_memory(tmp_path: Path):
    write_site(tmp_path, {"content/articles/a.md": "---\ntitle: A\nsummary: S.\n---\nText.\n"})
    memo = MemoryMemo()
    cold = built(tmp_path, memo)
    write_site(tmp_path, {"content/articles/b.md": "---\ntitle: B\nsummary: S.\n---\nText.\n"})
    assert (
        built(tmp_path, memo)["quality.html"] == built(tmp_path, MemoryMemo())["quality.html"] != cold["quality.html"]
    )


def test_link_in_the_report_is_followed_too(tmp_path: Path):
    write_site(tmp_path, {
        "content/articles/a.md": "---\ntitle: A\nsummary: S.\n---\nText.\n",
        "templates/quality.html": '{% extends "base.html" %}{% block main %}<a href="nowhere.html">x</a>{% endblock %}',
    })  # fmt: skip
    result = build(Order(config=tmp_path / "config.yaml", today=DAY), lambda *_: None)
    assert [str(problem.place) for problem in result.problems if problem.rule == "link"] == ["quality.html"]


def test_fault_in_the_template_of_the_report_is_told(tmp_path: Path):
    write_site(tmp_path, {
        "content/articles/a.md": "---\ntitle: A\nsummary: S.\n---\nText.\n", "templates/quality.html": "{{ nobody }}",
    })  # fmt: skip
    result = build(Order(config=tmp_path / "config.yaml", today=DAY), lambda *_: None)
    assert "template" in {problem.rule for problem in result.problems}


def test_site_without_articles_has_no_report(tmp_path: Path):
    files: dict[str, bytes] = {}
    build(Order(config=write_site(tmp_path, {}) / "config.yaml", today=DAY), into(files))
    assert "quality.html" not in files
    assert b"quality.html" not in files["index.html"]


def test_a_sheet_that_only_some_pages_load_is_looked_into_too(tmp_path: Path):
    sheet = "a{background:url(https://b.example/x.png)}"
    article = "---\ntitle: One\nsummary: What one says.\n---\nText.\n"
    write_site(tmp_path, {"content/articles/one.md": article, "static/extra.css": sheet})
    files: dict[str, bytes] = {}
    build(Order(config=tmp_path / "config.yaml", today=DAY), into(files))
    assert b"<dt>Requests to other hosts</dt><dd>1</dd>" in files["quality.html"]
