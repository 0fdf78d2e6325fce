"""What holds for any text and any course of edits, tried on a few hundred that Hypothesis makes up."""

from __future__ import annotations

import datetime
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TypeVar

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import microsite.link as link_room
from microsite.memory.cache import DiskMemo
from microsite.memory.later import Later
from microsite.memory.memo import SHELF, Memo, MemoryMemo, remember_nothing
from microsite.model import Article, Draft, Linking, Source, Wording
from microsite.pipeline import Order, build, errors_held_back
from microsite.problem import Problems, Severity
from microsite.terms.glossary import Link, apply_links, unmarked
from microsite.terms.lexicon import Lexicon, lexicon_of
from microsite.text.body import to_draft
from microsite.text.scope import Scope
from microsite.text.scopes import scopes_of
from tests.sites import into
from tests.test_markdown import library, term

GOLDEN = Path(__file__).resolve().parent / "golden"
any_text = settings(deadline=None, derandomize=True, max_examples=200)

# Words that are terms, and all that may stand round, across and beside them.
WORDS = "hip psoas iliacus Psoas hips psoas’s hip-flexor hip-joint joint head the of a 12 Über ß \u0301".split()
MARKS = (
    *"* ** _ ~~ ~ ` `` [ ] ( ) ](b.md) ![ [[ ]] [[hip]] [[!hip]] | \\ < > ! # \" ' : $ ^ & \u200d 😀".split(),
    *"<b> </b> <div> <p> <p>x</p> <i>y</i> <li>z</li> <!-- --> &amp;".split(),
    *"{claim:burns-fat} {fact:psoas.origin} [@key] {.c} [^1] https://a.org/ me@a.org".split(),
    "\u00a0",
    '<a href="b.md">w</a>',
)
STARTS = (
    *("", "- ", "  ", "    ", "\t", "> ", "1. ", "2) ", "# ", "### ", "```\n", "~~~ x\n", "---\n", "===\n", "***\n"),
    *("::: note\n", ":::\n", "::: help\n", "emergency: ", "::: question q\n", "- [ ] ", "- [x] ", "::: compare\n"),
    *("| a | b |\n|---|---|\n", "| ", ": ", "[^1]: ", "[x]: /y ", "*[ABC]: ", "<div>\n", "</div>\n", "<!--\n"),
    *("> [!NOTE]\n", "![](../figures/leg.svg)\n", "::: claim burns-fat\n", "column: "),
)
lines = st.tuples(
    st.lists(st.sampled_from(STARTS), max_size=3),
    st.lists(st.sampled_from((*WORDS, *MARKS, " ", " ", " ", "  ")), max_size=12),
).map(lambda line: "".join(line[0]) + "".join(line[1]))
texts = st.lists(lines, max_size=12).map("\n".join)
characters = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t\n"), max_size=80)


# -------------------------------------------------------------------------------------------------------- one text


@cache
def whole() -> Lexicon:
    return lexicon_of((*library("en", trusts_html=False).terms, term("iliacus", "Iliacus")), "en")[0]


def scope_of(text: str, known: Lexicon, linking: Linking = Linking.FIRST) -> Scope:
    source = Source.of("content/articles/page.md", text)
    page = Article(source=source, slug="page", title="Page", summary="", linking=linking)
    return scopes_of(library("en", trusts_html=False), known).of(page)


def draft_of(text: str, known: Lexicon | None = None) -> Draft:
    scope = scope_of(text, whole())
    return to_draft(
        Source.of("content/articles/page.md", text), replace(scope, lexicon=lambda: known) if known else scope
    )


@any_text
@given(texts)
def test_taking_our_links_away_gives_what_there_is_without_a_glossary(text: str):
    with_terms, without = draft_of(text), draft_of(text, lexicon_of((), "en")[0])
    plain = re.sub(r"\[\[!?([^\[\]|]+)(?:\\?\|([^\[\]]+))?\]\]", "", text)
    assert unmarked(with_terms.wording().html) == unmarked(without.wording().html)
    links = {n: Link("TERM") for n, _ in enumerate(with_terms.wording().candidates)}
    linked = apply_links(with_terms.wording().html, links)
    assert linked.count('href="TERM"') == len(links)
    assert re.sub(r'<a class="term" href="TERM">(.*?)</a>', r"\1", linked, flags=re.S) == unmarked(
        without.wording().html
    )
    if "[[" not in plain:
        assert (with_terms.headings, with_terms.ids) == (without.headings, without.ids)
        assert with_terms.wording().text == without.wording().text


@any_text
@given(texts)
def test_text_becomes_the_same_with_the_whole_lexicon_as_with_the_narrowed_one(text: str):
    assert draft_of(text) == draft_of(text, whole())


@any_text
@given(texts | characters)
def test_any_text_has_problems_but_no_exception(text: str):
    draft = draft_of(text)
    last = text.count("\n") + 1
    assert all(1 <= problem.place.line <= last for problem in draft.problems)
    for problem in draft.problems:
        line = text.split("\n")[problem.place.line - 1]
        assert problem.place.column <= len(line) + 1, problem


BROKEN = frozenset(
    "unexpected-end-tag unexpected-end-tag-implies-table-voodoo unexpected-cell-end-tag end-tag-too-early "
    "end-tag-too-early-named end-tag-too-early-ignored expected-closing-tag-but-got-eof adoption-agency-1.1 "
    "adoption-agency-1.2 adoption-agency-1.3 unexpected-start-tag-implies-end-tag unexpected-implied-end-tag "
    "unexpected-start-tag-ignored expected-named-closing-tag-but-got-eof".split()
)
"""What html5lib calls it when tags do not nest or are not closed."""


@any_text
@given(texts | characters)
def test_tags_of_a_text_without_errors_nest_and_close(text: str):
    draft = draft_of(text)
    if any(problem.severity == Severity.ERROR for problem in draft.problems):
        return
    links = {n: Link("x.html") for n, _ in enumerate(draft.wording().candidates)}
    parser = html5lib.HTMLParser()
    parser.parseFragment(apply_links(draft.wording().html, links))
    assert not [error for _, error, _ in parser.errors if error in BROKEN]
    assert "\x02" not in draft.wording().html
    assert "\x03" not in draft.wording().html


# -------------------------------------------------------------------------------------------------- a course of edits

Edit = Callable[[Path], None]
T = TypeVar("T")


def page(title: str, text: str, more: str = "") -> str:
    return f"---\ntitle: {title}\nsummary: About {title}.\n{more}---\n{text}\n"


SENTENCES = (
    "The hip flexors bend the hip.",
    "A psoas and an iliacus [@hu2011].",
    "See [the other](two.md#part) and [the term](../glossary/hip.md).",
    "## Part\n\n{claim:burns-fat} {fact:hip.origin}",
    "![](../figures/leg.svg)",
    "[[hip]] [[!psoas]]\n\n::: note\nThe psoas.\n:::",
)
ARTICLES, TERMS = ("one", "two", "three"), ("hip", "psoas", "iliacus")


def write(path: str, text: str) -> Edit:
    def edit(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")

    return edit


def delete(path: str) -> Edit:
    return lambda root: (root / path).unlink(missing_ok=True)


def article(slug: str, *sentences: str, more: str = "") -> Edit:
    return write(f"content/articles/{slug}.md", page(slug.title(), "\n\n".join(sentences), more))


def term_page(slug: str, alias: str, summary: str, more: str = "") -> Edit:
    more += f"kind: muscle\norigin: the {alias or 'spine'}\n" + (f"aliases: [{alias}]\n" if alias else "")
    return write(f"content/glossary/{slug}.md", page(slug.title(), f"{summary} It joins the psoas.", more))


def claims(evidence: str) -> Edit:
    row = "  - id: burns-fat\n    topic: Fat\n    said: It burns.\n    verdict: Wrong\n"
    return write("content/claims.yaml", f"claims:\n{row}    evidence: {evidence}\n    sources: [hu2011]\n")


def references(title: str) -> Edit:
    row = f"  - id: hu2011\n    type: book\n    title: {title}\n    issued: 2011\n"
    return write("content/references.yaml", f"references:\n{row}")


def drawing(part: str) -> Edit:
    def edit(root: Path) -> None:
        inside = f'<title>{part}</title><path id="{part}"/>'
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inside}</svg>'
        write("content/figures/leg.svg", svg)(root)
        write("content/figures/leg.yaml", f"alt: A leg\ncaption: The {part} and the iliacus.\n")(root)

    return edit


edits = st.one_of(
    st.builds(
        lambda slug, said, more: article(slug, *said, more=more),
        st.sampled_from(ARTICLES),
        st.lists(st.sampled_from(SENTENCES), max_size=3),
        st.sampled_from(
            (
                *("", "draft: true\n", "glossary: every\n", "glossary: section\n", "aliases_off: [hip]\n"),
                *("part: Start\n", "related: [three]\nupdated: 2026-01-31\n", "order: 1\nevidence: B\n"),
                "reviewer: Ada\nreviewed: 2026-01-31\nreviewed_words: 0123456789abcdef\nredirect_from: [old]\n",
            )
        ),
    ),
    st.builds(
        lambda slug, title: write(f"content/articles/{slug}.md", page(title, SENTENCES[2])),
        st.sampled_from(ARTICLES),
        st.sampled_from(("Another", "The psoas", "Zebra")),
    ),
    st.sampled_from(
        [write("content/pages/about.md", page("About", text, "related: [one]\n")) for text in SENTENCES]
        + [delete("content/pages/about.md")]
    ),
    st.sampled_from([delete(f"content/articles/{slug}.md") for slug in ARTICLES]),
    st.builds(
        term_page,
        st.sampled_from(TERMS),
        st.sampled_from(("", "coxa", "flexor")),
        st.sampled_from(("A part.", "Another part.")),
        st.sampled_from(("", "related: [hip]\n", "everyday: front hip\n")),
    ),
    st.sampled_from([delete(f"content/glossary/{slug}.md") for slug in TERMS]),
    st.sampled_from([claims("No."), claims("Never, says the psoas."), delete("content/claims.yaml")]),
    st.sampled_from([references("One book"), references("Another"), delete("content/references.yaml")]),
    st.sampled_from([drawing("knee"), drawing("hip"), delete("content/figures/leg.svg")]),
    st.sampled_from(
        [
            write("config.yaml", config)
            for config in (
                "title: Site\n",
                "title: Other\nparts: [Start]\n",
                "title: Site\nlanguage: de\n",
                "title: Site\nglossary:\n  density: 20\n",
                "title: Site\nchecks:\n  crossref: off\n",
                "title: Site\nsite_url: https://example.org/\nmenu: [about]\n",
            )
        ]
    ),
    st.sampled_from(
        [write("templates/404.html", f"<!doctype html><title>{word}</title><h1>Lost</h1>") for word in ("a", "b")]
    ),
)

Outcome = tuple[dict[str, bytes], Problems, bool]


def outcome(root: Path, memo: Memo) -> Outcome:
    """Return all files of the site in `root`, its problems, and whether it may be published."""
    files: dict[str, bytes] = {}
    order = Order(config=root / "config.yaml", today=datetime.date(2026, 11, 22), bytecode=root.parent / "bytecode")
    built = build(order, into(files), memo)
    return files, built.problems, built.is_publishable


@contextmanager
def small_site() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "site"
        shutil.copytree(GOLDEN / "bare/templates", root / "templates")
        (root.parent / "bytecode").mkdir()
        start = (article("one", *SENTENCES), term_page("hip", "", "A joint."), term_page("psoas", "", "Long."))
        for edit in (write("config.yaml", "title: Site\n"), *start, claims("No."), references("One"), drawing("knee")):
            edit(root)
        yield root


def told(outcome: Outcome) -> Mapping[str, str]:
    files, problems, is_publishable = outcome
    pages = {address: data.decode() for address, data in files.items() if address.endswith((".html", ".js"))}
    return pages | {"problems": "\n".join(map(repr, problems)), "publishable": str(is_publishable)}


class Doubting(MemoryMemo):
    """Makes all that it remembers once more, and compares: a key must stand for everything that its maker looks at."""

    def __call__(self, name: str, key: str, make: Callable[[], T], *, is_whole: bool = False) -> T:
        known = self.knows(name, key)
        remembered = super().__call__(name, key, make, is_whole=is_whole)
        if known:
            assert make() == remembered, f"the key of {name} leaves something out"
        return remembered


@settings(deadline=None, derandomize=True, max_examples=40)
@given(st.lists(edits, min_size=1, max_size=6))
def test_what_was_remembered_changes_nothing(course: list[Edit]):
    """Warm is cold, byte for byte, after any edits: with a memo that lives on, and with one that comes from disk."""
    with small_site() as root:
        alive = Doubting()
        outcome(root, alive)
        for edit in course:
            edit(root)
            alive.turn()
            on_disk = DiskMemo(root.parent / "memo", "1")
            cold, warm, kept = outcome(root, remember_nothing), outcome(root, alive), outcome(root, on_disk)
            on_disk.save()
            assert told(warm) == told(cold)
            assert told(kept) == told(cold)
            assert warm[0] == kept[0] == cold[0]


def retold(path: str, old: str, new: str) -> Edit:
    def edit(root: Path) -> None:
        text = (root / path).read_text(encoding="utf-8")
        assert old in text
        (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


QUESTION = "::: question Which?\n- [ ] This\n  No.\n- [x] That\n  Yes.\n:::"
CLAIM = "  - {id: b, said: B., verdict: Wrong, evidence: No., sources: [hu2011]}\n"


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        # What stands round a text, and what other pages show of this one: as neighbour, as related, as a quote.
        ("content/articles/two.md", "summary: About Two.", "summary: About Two.\nupdated: 2026-01-31"),
        ("content/articles/two.md", "title: Two", "title: Second"),
        ("content/articles/three.md", "title: Three", "title: A third"),
        ("content/articles/three.md", "summary: About Three.", "summary: Of three."),
        ("content/articles/three.md", "part: Start", "order: 1"),
        ("content/articles/one.md", "An iliacus", "The iliacus"),
        ("content/articles/three.md", "Nothing.", "A psoas, and the leg: ![](../figures/leg.svg)"),
        # What lists say.
        ("content/articles/two.md", "part: Start", "part: Care"),
        ("content/articles/two.md", "part: Start", "part: Start\nevidence: A"),
        ("content/articles/two.md", "A psoas.", f"A psoas.\n\n{QUESTION}"),
        ("content/articles/two.md", "A psoas.", "A psoas.\n\n![](../figures/leg.svg)"),
        ("content/figures/leg.yaml", "credit: Somebody", "credit: Another"),
        ("content/claims.yaml", "claims:\n", f"claims:\n{CLAIM}"),
        # The meaning of a word beside its mention, and on paper; the words that share a name.
        ("content/glossary/psoas.md", "title: Psoas", "title: Psoas major"),
        ("content/glossary/psoas.md", "summary: About Psoas.", "summary: A muscle."),
        ("content/glossary/iliacus.md", "aliases: [flexor]", "aliases: [bender]"),
        ("content/glossary/hip.md", "title: Hip", "title: Hip joint"),
        ("content/references.yaml", "title: One", "title: Other"),
        ("config.yaml", "title: Site", "title: Place"),
    ],
)
def test_keys_stand_for_what_other_pages_show(path: str, old: str, new: str):
    with small_site() as root:
        start = (
            article("one", "An iliacus and a hip [@hu2011].", more="part: Start\nrelated: [three]\n"),
            article("two", "A psoas.", more="part: Start\n"),
            article("three", "Nothing.", more="part: Start\n"),
            term_page("psoas", "flexor", "Long.", "related: [hip]\n"),
            term_page("iliacus", "flexor", "Wide."),
            write("content/pages/about.md", page("About", "Us.", "related: [three]\n")),
            write("config.yaml", "title: Site\nparts: [Start]\n"),
            retold("content/figures/leg.yaml", "alt: A leg", "alt: A leg\ncredit: Somebody"),
        )
        for edit in start:
            edit(root)
        memo = Doubting()
        outcome(root, memo)
        retold(path, old, new)(root)
        memo.turn()
        outcome(root, memo)
        assert memo.misses


def test_what_was_remembered_is_used():
    """Otherwise the property above would say nothing."""
    with small_site() as root:
        memo = MemoryMemo()
        outcome(root, memo)
        cold = memo.misses
        memo.turn()
        outcome(root, memo)
        assert memo.misses == 0
        memo.turn()
        article("one", "The iliacus.")(root)
        outcome(root, memo)
        assert 0 < memo.misses < cold


class Asked(MemoryMemo):
    """Hears what is asked for, and what is made."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.made: list[str] = []

    def __call__(self, name: str, key: str, make: Callable[[], T], *, is_whole: bool = False) -> T:
        self.asked.append(name)
        return super().__call__(name, key, lambda: (self.made.append(name), make())[1], is_whole=is_whole)

    def turn(self) -> None:
        super().turn()
        self.asked.clear()
        self.made.clear()


@contextmanager
def wide_site(memo: Memo) -> Iterator[Path]:
    """Give a site of many shelves, which was built with the memo."""
    with small_site() as root:
        for n in range(6 * SHELF):
            article(f"a{n:03}", f"Text {n} of a hip, [here](one.md).", more=f"order: {n}\n")(root)
        outcome(root, memo)
        yield root


def test_edit_asks_for_the_texts_of_one_shelf_only() -> None:
    memo = Asked()
    with wide_site(memo) as root:
        for _ in range(3):
            memo.turn()
            outcome(root, memo)
        # One text leads to what is not there, and is asked where.
        assert memo.asked.count("draft") <= 1
        assert "mentions" not in memo.asked
        memo.turn()
        article("a040", "Text 40 of a hip, [here](one.md). And no more.", more="order: 40\n")(root)
        outcome(root, memo)
        assert memo.made.count("draft") == 1
        assert memo.asked.count("draft") < 3 * SHELF
        assert memo.made.count("opinion") == 1
        # The article itself; each list looks at all.
        assert memo.made.count("view") <= 4
        assert memo.asked.count("page") < 4 * SHELF


class Counted(DiskMemo):
    """Hears what is made."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "1")
        self.made: list[str] = []

    def _kept(self, full: str, thing: object) -> object:
        self.made.append(full.split()[0])
        return super()._kept(full, thing)


def test_views_are_kept_with_the_pages_of_their_shelf(tmp_path: Path) -> None:
    """A page that comes early puts all behind it on other shelves, and leaves them as they were."""
    with wide_site(remember_nothing) as root:

        def made() -> list[str]:
            memo = Counted(tmp_path)
            outcome(root, memo)
            memo.save()
            return memo.made

        assert made().count("view") > 6 * SHELF
        for _ in range(2):
            assert not {"view", "page", "printed"} & {*made()}
        article("a000", "Text 0 of a hip, the first.", more="order: 0\n")(root)
        assert made().count("view") <= 4
        article("a0001", "Before all.", more="order: 1\n")(root)
        moved = made()
        assert moved.count("printed") > 5
        assert moved.count("view") <= 12


def test_front_matter_is_kept_with_its_page(tmp_path: Path) -> None:
    with wide_site(remember_nothing) as root:
        for n in range(40, 45):
            memo = Counted(tmp_path)
            outcome(root, memo)
            memo.save()
            # The first build reads all of them.
            assert ("front" in memo.made) == (n == 40)
            article(f"a{n:03}", f"Another text {n}.", more=f"order: {n}\n")(root)


def test_new_name_has_only_those_texts_looked_at_that_may_hold_it() -> None:
    memo = Asked()
    with wide_site(memo) as root:
        memo.turn()
        article("a040", "Text 40 of a hip, the coxa.", more="order: 40\n")(root)
        outcome(root, memo)
        memo.turn()
        retold("content/glossary/hip.md", "kind: muscle", "kind: muscle\naliases: [coxa]")(root)
        outcome(root, memo)
        assert memo.made.count("scope") <= 2 * SHELF
        assert memo.made.count("draft") <= 3


def test_what_is_held_back_is_converted_alone() -> None:
    memo = Asked()
    with wide_site(memo) as root:
        term_page("femur", "thigh bone", "A bone.", "draft: true\n")(root)
        order = Order(config=root / "config.yaml", today=datetime.date(2026, 11, 22))
        built = build(order, lambda file: None, memo)
        memo.turn()
        assert errors_held_back(order, built, memo) == {}
        assert memo.made.count("draft") == 1


def test_why_a_term_is_held_back_is_told_anew() -> None:
    memo = Doubting()
    with small_site() as root:
        article("one", "A [[coxa]].")(root)
        for more in ("draft: true\n", "publish: 2027-01-31\n", "publish: 2027-02-28\n", "draft: true\n", ""):
            for alias in ("coxa", "flexor"):
                term_page("femur", alias, "A bone.", more)(root)
                memo.turn()
                assert told(outcome(root, memo)) == told(outcome(root, remember_nothing))


def test_a_draft_of_a_term_has_only_those_texts_looked_at_that_name_it() -> None:
    memo = Asked()
    with wide_site(memo) as root:
        article("a040", "Text 40 of a hip, the [[coxa]].", more="order: 40\n")(root)
        outcome(root, memo)
        memo.turn()
        term_page("femur", "coxa", "A bone.", "draft: true\n")(root)
        outcome(root, memo)
        assert 0 < memo.made.count("scope") <= 2 * SHELF
        assert memo.made.count("draft") == 1


def test_only_the_text_that_was_edited_is_put_together_anew(monkeypatch: pytest.MonkeyPatch):
    made: list[str] = []
    together = link_room._linked

    def counted(wording: Later[Wording], url: str, chosen: Sequence[int]) -> str:
        made.append(url)
        return together(wording, url, chosen)

    monkeypatch.setattr(link_room, "_linked", counted)
    with small_site() as root:
        memo = MemoryMemo()
        outcome(root, memo)
        assert {"articles/one.html", "glossary/hip.html", "glossary/psoas.html"} <= {*made}
        made.clear()
        memo.turn()
        article("one", *SENTENCES, "And no more.")(root)
        outcome(root, memo)
        assert made == ["articles/one.html"]
