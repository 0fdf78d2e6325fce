"""A review is bound to words: any change of them shows, no change of anything else does, and nobody is invented."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from microsite.model import Config, Library, Page, Source
from microsite.reading.naming import without_markup, written_words
from microsite.reading.reviewed import digest_of, plain_words
from tests.sites import run, write_site

TEXT = (
    "::: key\nIt *bends* the hip [@a].\n:::\n\n## Where\n\nFrom the [spine](two.md) to the thigh, "
    "{fact:psoas.origin}. {claim:wrong-one}\n\n![](../figures/bone.svg)\n\n::: question Which?\n- [x] This\n  Right.\n"
    "- [ ] That\n  No.\n:::\n"
)
PAGE = "---\ntitle: One\nsummary: What it says.  # short\nkind: anatomy\n---\n" + TEXT
SITE = {
    "config.yaml": "title: Site\n",
    "content/articles/one.md": PAGE,
    "content/articles/two.md": "---\ntitle: Two\nsummary: S.\n---\nText.\n",
    "content/glossary/psoas.md": "---\ntitle: Psoas\nsummary: A muscle.\norigin: the lower spine\n---\nText.\n",
    "content/references.yaml": "references:\n- id: a\n  type: book\n  title: A\n- id: b\n  type: book\n  title: B\n",
    "content/claims.yaml": "claims:\n- id: wrong-one\n  said: It glows.\n  verdict: Wrong\n  evidence: It does not.\n",
    "content/figures/bone.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0"/></svg>\n',
    "content/figures/bone.yaml": "alt: A bone\ncaption: The bone\ncredit: Us\n",
}
BY = ("--by", "Ada Example", "--role", "physiotherapist")


@pytest.fixture
def site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    root = write_site(tmp_path, SITE)
    assert run(root, "review", "one", *BY) == 0
    capsys.readouterr()
    return root


def change(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert old in text, old
    (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def reviews(root: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Return what `check` says of reviews."""
    capsys.readouterr()
    run(root, "check", "--format", "json")
    rows = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    return [
        f"{row['path']}:{row['line']}: {row['severity']}: {row['message']}" for row in rows if row["rule"] == "review"
    ]


def test_a_stamp_says_who_as_what_when_and_which_words(site: Path) -> None:
    text = (site / "content/articles/one.md").read_text(encoding="utf-8")
    stamp = "reviewed: 2026-11-22\nreviewer: Ada Example\nreviewer_role: physiotherapist\nreviewed_words: "
    digest = text.partition("reviewed_words: ")[2][:16]
    assert re.fullmatch("[0-9a-f]{16}", digest)
    assert text == PAGE.replace("---\n::: key", f"{stamp}{digest}\n---\n::: key")


def test_a_page_as_it_was_reviewed_has_no_warning(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert reviews(site, capsys) == []


ONE = "content/articles/one.md"


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (ONE, "title: One", "title: Won"),
        (ONE, "What it says", "What it said"),
        (ONE, "*bends*", "*turns*"),
        (ONE, "## Where", "## There"),
        (ONE, "[spine]", "[neck]"),
        (ONE, "thigh,", "thigh;"),
        (ONE, "- [x] This\n  Right.\n- [ ] That", "- [ ] This\n  Right.\n- [x] That"),
        (ONE, "question Which?", "question What?"),
        (ONE, "  No.", "  Yes."),
        (ONE, "kind: anatomy", "kind: anatomy\nmain_message: It bends"),
        (ONE, "kind: anatomy", "kind: anatomy\nquestion: Does it?"),
        (ONE, "{claim:wrong-one}", "It is so."),
        ("content/glossary/psoas.md", "the lower spine", "the upper spine"),
        ("content/claims.yaml", "It glows", "It shines"),
        ("content/claims.yaml", "verdict: Wrong", "verdict: Partly"),
        ("content/claims.yaml", "It does not.", "It may."),
        ("content/figures/bone.yaml", "The bone", "The other bone"),
        ("content/figures/bone.yaml", "A bone", "Two bones"),
    ],
)
def test_another_word_shows(site: Path, capsys: pytest.CaptureFixture[str], path: str, old: str, new: str) -> None:
    change(site, path, old, new)
    assert len(reviews(site, capsys)) == 1


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (ONE, "It *bends* the", "It **bends**\nthe"),
        (ONE, "It *bends* the", "It _bends_   the"),
        (ONE, "[spine](two.md)", "spine"),
        (ONE, "[spine](two.md)", "[[!spine]]"),
        (ONE, "[spine](two.md)", "[spine][x]"),
        (ONE, " [@a]", ""),
        (ONE, "[@a]", "[@b, p. 3]"),
        (ONE, "## Where", "### Where {#where}"),
        (ONE, "## Where\n", "Where\n-----\n"),
        (ONE, "::: key\n", "::: note\n"),
        (ONE, "the thigh", "the&nbsp;thigh"),
        (ONE, "the thigh", "the <b>thigh</b>"),
        (ONE, "## Where", "<!-- a remark -->\n\n## Where"),
        (ONE, "kind: anatomy", "kind: care\nrelated: [two]\nupdated: 2026-11-22"),
        (ONE, "title: One", "title: 'One'"),
        ("content/glossary/psoas.md", "A muscle", "One muscle"),
        ("content/figures/bone.yaml", "Us", "Them"),
        ("content/figures/bone.yaml", "The bone", "The *bone*"),
        ("content/figures/bone.svg", "M0 0", "M1 1"),
        ("config.yaml", "title: Site", "title: Site\nlanguage: de"),
    ],
)
def test_what_is_no_word_does_not_show(
    site: Path, capsys: pytest.CaptureFixture[str], path: str, old: str, new: str
) -> None:
    change(site, path, old, new)
    change(site, ONE, "- [ ] That", "- [ ] That") if path == ONE else None
    if "[x]" in new:
        (site / ONE).write_text((site / ONE).read_text(encoding="utf-8") + "\n[x]: two.md\n", encoding="utf-8")
    assert reviews(site, capsys) == []


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_are_no_words(site: Path, capsys: pytest.CaptureFixture[str], end: str) -> None:
    data = (site / ONE).read_bytes()
    (site / ONE).write_bytes(data.replace(b"\n", end.encode()))
    assert reviews(site, capsys) == []


def test_the_page_says_so_and_machines_are_told_nothing(site: Path) -> None:
    change(site, "config.yaml", "title: Site", "title: Site\nsite_url: https://site.example/")
    assert run(site, "--output", str(site / "out")) == 0
    page = (site / "out/articles/one.html").read_text(encoding="utf-8")
    assert "Reviewed by" in page
    assert "edited since" not in page
    assert '"lastReviewed":"2026-11-22"' in page.replace(" ", "")
    change(site, ONE, "the thigh", "the shin")
    assert run(site, "--output", str(site / "out")) == 0
    page = (site / "out/articles/one.html").read_text(encoding="utf-8")
    assert "(edited since)" in page
    assert "lastReviewed" not in page
    assert "reviewedBy" not in page
    report = (site / "out/quality.html").read_text(encoding="utf-8")
    assert "22 November 2026</time> (edited since)" in report
    assert "Articles reviewed by an expert: 0 of 2." in report


def test_the_warning_stands_at_its_line_with_a_way_out(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(site, ONE, "the thigh", "the shin")
    assert reviews(site, capsys) == [f"{ONE}:8: warning: edited since Ada Example checked it on 2026-11-22"]
    capsys.readouterr()
    run(site, "check")
    assert '`build.py review one`, or say why not: `--typo "reason"`' in capsys.readouterr().err


def test_a_typo_keeps_the_review_and_its_day_with_the_reason(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(site, ONE, "the thigh", "the  tihgh")
    assert run(site, "review", "one", "--date", "2026-11-23", "--typo", "letters: swapped") == 0
    assert reviews(site, capsys) == []
    text = (site / ONE).read_text(encoding="utf-8")
    assert "reviewed: 2026-11-22\n" in text
    assert "reviewed_typos: ['2026-11-23 letters: swapped']\n---\n" in text
    change(site, ONE, "tihgh", "thigh")
    assert run(site, "review", "one", "--typo", "and back") == 0
    assert "['2026-11-23 letters: swapped', 2026-11-22 and back]" in (site / ONE).read_text(encoding="utf-8")


def test_a_new_review_takes_the_place_of_the_old(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(site, ONE, "the thigh", "the shin")
    assert run(site, "review", "one", "--typo", "no") == 0
    change(site, ONE, "the shin", "the knee")
    assert run(site, "review", "one", "--by", "Bo: Two", "--role", "GP", "--next", "2028-01-01") == 0
    text = (site / ONE).read_text(encoding="utf-8")
    assert "reviewer: 'Bo: Two'\n" in text
    assert "review_by: 2028-01-01\n" in text
    assert "typos" not in text
    assert text.count("reviewed_words") == 1
    assert reviews(site, capsys) == []


def test_the_rest_of_the_file_stays_byte_for_byte(tmp_path: Path) -> None:
    text = "\ufeff---\r\ntitle:   One # x\r\nsummary: S\r\nreviewer: ''\r\n---\r\nText.  \r\nno end"
    root = write_site(tmp_path, {"content/articles/one.md": text.encode()})
    assert run(root, "review", "articles/one.md", *BY) == 0
    after = (root / ONE).read_bytes().decode()
    stamp = re.sub(r"reviewed: .*\r\nreviewer_role: .*\r\nreviewed_words: .*\r\n", "", after)
    assert stamp == text.replace("reviewer: ''", "reviewer: Ada Example")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("one",), "--by NAME is missing"),
        (("one", "--by", "Ada"), "--role ROLE is missing"),
        (("one", "--by", " ", "--role", "GP"), "--by NAME is missing"),
        (("one", "--by", "A\x07", "--role", "GP"), "a control character (U+0007) in --by."),
        (("won", *BY), "there is no page “won”."),
        (("one", *BY, "--date", "2999-01-01"), "lies in the future"),
        (("one", *BY, "--next", "soon"), "--next soon is not a date"),
        (("one", *BY, "--next", "2026-11-22"), "must lie after 2026-11-22"),
        (("one", *BY, "--next", "2036-11-22"), "by three years at most"),
        (("two", "--typo", "x"), "content/articles/two.md has no review to keep"),
        (("one", "--typo", "x"), "there is nothing to waive"),
        (("one", "--typo", ""), "--typo wants the reason"),
        (("one", "--typo", "x", "--by", "Ada"), "--typo keeps the review that there is"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_changes(
    site: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    before = {path: (site / path).read_bytes() for path in SITE}
    assert run(site, "review", *words) == 2
    assert said in capsys.readouterr().err
    assert {path: (site / path).read_bytes() for path in SITE} == before


def test_a_next_check_that_was_due_must_be_set_anew(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(site, ONE, "kind: anatomy", "kind: anatomy\nreview_by: 2026-11-22")
    assert run(site, "review", "one", *BY) == 2
    assert "was due on 2026-11-22" in capsys.readouterr().err
    assert run(site, "review", "one", *BY, "--next", "2027-11-22") == 0
    assert reviews(site, capsys) == []


@pytest.mark.parametrize(("day", "status"), [("2029-11-22", 0), ("2029-12-22", 2)])
def test_a_next_check_that_stands_there_is_three_years_away_at_most(
    site: Path, capsys: pytest.CaptureFixture[str], day: str, status: int
) -> None:
    change(site, ONE, "kind: anatomy", f"kind: anatomy\nreview_by: {day}")
    assert run(site, "review", "one", *BY) == status
    assert ("more than three years away: --next DAY." in capsys.readouterr().err) == (status == 2)


def test_a_review_that_is_bound_to_no_words_cannot_be_kept(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (site / ONE).read_text(encoding="utf-8")
    (site / ONE).write_text(re.sub("reviewed_words: .*\n", "", text), encoding="utf-8")
    assert run(site, "review", "one", "--typo", "a full stop") == 2
    assert "is bound to no words yet" in capsys.readouterr().err


def test_a_broken_page_is_not_reviewed(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(site, ONE, "[@a]", "[@c]")
    assert run(site, "review", "one", *BY) == 1
    assert "there is no source “c”" in capsys.readouterr().err


def test_front_matter_on_one_line_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "---\n{title: One, summary: S}\n---\nText.\n"
    root = write_site(tmp_path, {ONE: text})
    assert run(root, "review", "one", *BY) == 2
    assert "one `key: value` a line" in capsys.readouterr().err
    assert (root / ONE).read_text(encoding="utf-8") == text


def test_a_stamp_by_hand_is_checked(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(site, "content/articles/two.md", "summary: S.", "summary: S.\nreviewed_words: 0123456789abcdef")
    assert reviews(site, capsys) == ["content/articles/two.md:4: error: “reviewed_words” without a review"]
    change(site, "content/articles/two.md", "0123456789abcdef", "yes")
    run(site, "check")
    assert "“yes” is no digest of words" in capsys.readouterr().err


def test_drafts_can_be_reviewed(site: Path) -> None:
    change(site, "content/articles/two.md", "summary: S.", "summary: S.\ndraft: true")
    change(site, ONE, "[spine](two.md)", "spine")
    assert run(site, "review", "two", *BY) == 0


def test_the_digest_of_a_text_never_changes() -> None:
    # If this fails, every page that was ever reviewed would say that it was edited since.
    page = Page(source=Source.of("content/pages/a.md", TEXT), slug="a", title="It’s one", summary="S.")
    assert digest_of(page, Library(config=Config(title="Site"))) == "4dfe1be8b3f1bef2"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("*a* _b_ **c** ~~d~~ ***e***", "a b c d e"),
        ("snake_case 5 * 3", "snake_case 5 * 3"),
        (r"\*a\* `*b*`", "*a* *b*"),
        ("[a [b](c)](d.md 't') [e][f] [g]", "a b e g"),
        ("[[a]] [[b|c]] [[!d]] [[e\\|f]]", "a c d f"),
        ("a [@b; @c, p. 3]. d {claim:e} f {fact:g.h}", "a. d f"),
        ("a[^1] b{#c .d}", "a b"),
        ("![a *b*](c.png) <b>d</b> <https://e.f>", "a b d https://e.f"),
        ("&auml; &lt; “a” 'b'", "ä < 'a' 'b'"),
        ("[ ] [x] a]", "x a"),
    ],
)
def test_markup_is_taken_off(written: str, words: str) -> None:
    assert plain_words(without_markup(written)) == words


def test_the_words_of_all_blocks_are_read_in_order() -> None:
    text = (
        "# A\n\n- b\n  1. c\n\n> d\n\n| e | f |\n|---|---|\n| g | `h` |\n\n    i\n\n<p>j</p>\n\nk[^1]\n: l\n\n[^1]: m\n"
    )
    assert [piece.strip() for piece in written_words(text)] == list("ABCDEFGHIKLMJ".lower().replace("a", "A", 1))
