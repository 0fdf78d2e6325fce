"""What a Markdown file says and names, as its author wrote it: its words, and every place that names a page or a term.

What becomes of a text is `body`'s; here nothing becomes of it. Blocks are found by the parser that also makes the
pages, so that both agree on what is code; `spans` says what is code inside a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

from ..text.blocks import STRUCTURED, TITLED
from ..text.dialect import dialect
from ..text.gfm import GitHubBlocks, RawHtml
from ..text.lines import BLANKS, LAZY, Line
from ..text.safe import COMMENT, OTHER_BLOCK
from ..text.spans import DEFINITION, INLINE_TARGET, LABELLED, VERBATIM, closing, decoded, emphasis

HOLD_TEXT = frozenset("p h1 h2 h3 h4 h5 h6 dt".split())


class Kind(StrEnum):
    """What an author may name a page by."""

    ADDRESS = "address"
    """Of a link, a picture or a definition: ../glossary/psoas-major.md#where."""
    TERM = "term"
    """The name in [[name]], [[name|words]] or [[!name]]."""
    FACT = "fact"
    """The term in {fact:term.field}."""
    HREF = "href"
    """The value of href in the author's own HTML."""


class Named(NamedTuple):
    """A place where a text names something."""

    kind: Kind
    written: str
    start: int
    """In the text."""

    @property
    def end(self) -> int:
        return self.start + len(self.written)


def named_in(text: str) -> tuple[Named, ...]:
    """Return every place of a Markdown text that names a page, a term or a fact, in order."""
    try:
        parser = parsed(text)[1]
    except RecursionError:
        return ()
    lines = _Lines(text)
    found: set[Named] = set()
    for passage in _prose(parser, lines):
        found |= set(named_in_words(passage.text, passage.starts))
    for written in parser.defined_lines:
        words = "\n".join(said.strip(f"{BLANKS}{LAZY}") for _, said in written)
        found |= set(_in_definitions(lines.passage(written[0][0], words)))
    for raw in parser.raw:
        passage = lines.passage(raw.line, raw.text)
        shown = COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment[0]), raw.text)
        found |= {Named(Kind.HREF, value, passage.offset(at)) for value, at in _hrefs(shown)}
    return tuple(sorted(found, key=lambda named: named.start))


# ----------------------------------------------------------------------------------------------------------- blocks


class Recorder(GitHubBlocks):
    """The parser of the pages, which also remembers what leaves the tree: rows of tables and definitions."""

    def __init__(self, md: Any) -> None:
        super().__init__(md, STRUCTURED, TITLED)
        self.rows: list[Line] = []
        self.defined_lines: list[list[Line]] = []

    def row(self, parent: Element, tag: str, line: Line, aligned: list[str]) -> None:
        self.rows.append(line)
        super().row(parent, tag, line, aligned)

    def define(self, lines: list[Line]) -> int:
        filled = super().define(lines)
        if filled:
            self.defined_lines.append(lines[:filled])
        return filled

    @property
    def raw(self) -> Iterator[RawHtml]:
        """Yield the author's own HTML, without what only says where other blocks stand between."""
        return (each for each in self.collected.raw if each.text != OTHER_BLOCK)

    def tighten(self, parent: Element) -> None:
        """Leave paragraphs in their <p>, where their line is known."""


def parsed(text: str) -> tuple[Element, Recorder]:
    """Return the blocks of a text with its footnotes last, and what their parser remembers.

    RecursionError where it is nested too deep.
    """
    md: Any = dialect()
    parser = Recorder(md)
    parser.footnotes, parser.abbreviations = md.blocks.footnotes, md.blocks.abbreviations
    md.blocks = md.parser = parser
    root = parser.parse(text.split("\n"))
    for note in list(parser.footnotes.footnotes.values()):
        holder = Element("div")
        parser.parseChunk(holder, note)
        root.append(holder)
    return root, parser


class _Passage(NamedTuple):
    """The running text of one block, and where each of its lines begins in the whole text."""

    text: str
    starts: tuple[int, ...]

    def offset(self, at: int) -> int:
        return _offset(self.text, self.starts, at)


def _offset(text: str, starts: tuple[int, ...], at: int) -> int:
    """Return where the character `at` of a passage stands in the whole text."""
    return starts[text.count("\n", 0, at)] + at - (text.rfind("\n", 0, at) + 1)


class _Lines:
    """The lines of a text and where they begin."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line) + 1)

    def passage(self, number: int, words: str) -> _Passage:
        """Return the passage whose words begin on line `number` or, in a footnote, soon below it.

        A block's text is the end of each of its lines, without what its containers put before it.
        """
        pieces = words.split("\n")
        for first in range(number - 1, min(number + 3, len(self.lines) - len(pieces) + 1)):
            starts = [self._start(first + n, piece) for n, piece in enumerate(pieces)]
            if None not in starts:
                return _Passage(words, tuple(start for start in starts if start is not None))
        raise AssertionError(f"line {number} does not hold the words that its block has: {words[:60]!r}")

    def _start(self, n: int, piece: str) -> int | None:
        """Return where a piece of line `n` begins, as if the tabs before its words were the blanks they stand for."""
        words = piece.strip()
        at = self.lines[n].rfind(words)
        return None if at < 0 else self.starts[n] + at - piece.index(words)


def _prose(parser: Recorder, lines: _Lines) -> Iterator[_Passage]:
    """Yield the running text of each block."""
    for element, number in parser.collected.lines.items():
        if element.tag in HOLD_TEXT and element.text:
            yield lines.passage(number, element.text)
        elif (title := element.get("data-arg", "")) and element.get("data-block") != "alert":
            yield lines.passage(number, title)
    for number, row in parser.rows:
        yield lines.passage(number, row.strip())


# ------------------------------------------------------------------------------------------------------ inside lines

TERM = r"\[\[!?(?P<term>[^\[\]|\\]+)(?:\\?\|[^\[\]]+)?\]\]"
FACT = r"\{fact:(?P<fact>[^{}\s.]+)[^{}\s]*\}"
INLINE = re.compile(rf"{VERBATIM}|{TERM}|{FACT}|(?P<opened>\[)", re.S)
HREF = re.compile(r"""<[A-Za-z][^<>]*?\shref\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)')""")


def named_in_words(text: str, starts: tuple[int, ...]) -> Iterator[Named]:
    """Yield what running text names, outside of code, in order; its lines begin at `starts` of the whole."""
    for match in INLINE.finditer(text):
        for value, at in _hrefs(match["tag"] or ""):
            yield Named(Kind.HREF, value, _offset(text, starts, match.start() + at))
        for name in ("term", "fact"):
            if match[name]:
                yield Named(Kind(name), match[name], _offset(text, starts, match.start(name)))
        if match["opened"]:
            close = closing(text, match.end())
            target = INLINE_TARGET.match(text, close + 1) if close >= 0 else None
            if target and (group := _written(target)):
                yield Named(Kind.ADDRESS, target[group], _offset(text, starts, target.start(group)))


def _written(target: re.Match[str]) -> str:
    """Return the group that holds the address, "" where there is none."""
    return next((name for name in ("angled", "bare") if target[name]), "")


def _in_definitions(passage: _Passage) -> Iterator[Named]:
    text, end = passage.text, 0
    while match := DEFINITION.match(text, end):
        end = match.end()
        if group := _written(match):
            yield Named(Kind.ADDRESS, match[group], passage.offset(match.start(group)))


def _hrefs(html: str) -> Iterator[tuple[str, int]]:
    """Yield the value of each href in HTML and where it stands."""
    for match in HREF.finditer(html):
        group = 1 if match[1] is not None else 2
        yield match[group], match.start(group)


# ------------------------------------------------------------------------------------------------------------- words


def written_words(text: str) -> tuple[str, ...]:
    """Return the words of each block of a Markdown text, in order, without markup, citations and what is inserted.

    Labels inside blocks and the right answers of questions are among them, as they say something; RecursionError
    where the text is nested too deep.
    """
    root, parser = parsed(text)
    pieces = []
    for element in root.iter():
        if element.get("data-part"):
            pieces.append(f"{element.get('data-part')}:")
        if element.get("data-task") == "done":
            pieces.append("[x]")
        if element.get("data-block") not in (None, "alert", "claim"):
            pieces.append(without_markup(element.get("data-arg", "")))
        if element.tag in HOLD_TEXT or element.tag in ("td", "th"):
            pieces.append(without_markup(element.text or ""))
        elif element.tag == "code":
            pieces.append(element.text or "")
    raw = (TAG.sub(" ", COMMENT.sub(" ", each.text)) for each in parser.raw)
    return tuple(piece for piece in (*pieces, *map(decoded, raw)) if piece.strip())


TAG = re.compile(r"</?[A-Za-z][^<>]*>")
MARKUP = re.compile(
    rf"{VERBATIM}|\[\[!?(?:[^\[\]|\\]+\\?\|)?(?P<words>[^\[\]|\\]+)\]\]|"
    r"(?P<gone>\s*(?:\[@[^\[\]]*\]|\{(?:claim|fact):[^{}\s]*\}|\[\^[^\]\s]+\]|\{:?[ ]*[#.][^{}\n]*\}))|"
    r"(?P<opened>!?\[)|(?P<closed>\])",
    re.S,
)
KEPT = 0xF000
"""Added to a character that is no emphasis though it looks like it."""


def without_markup(text: str) -> str:
    """Return the words of running text: of a link or a picture those in its brackets, of code what stands in it."""
    said, at = [], 0
    while match := MARKUP.search(text, at):
        said.append(text[at : match.start()])
        at = match.end()
        if match["closed"]:
            target = INLINE_TARGET.match(text, at) or LABELLED.match(text, at)
            at = target.end() if target else at
        elif not match["gone"] and not match["opened"] and not match["tag"]:
            verbatim = match["code"] or match["url"] or match["mail"]
            words = verbatim or match["words"] or match[0].removeprefix("\\")
            said.append(_hidden(words) if verbatim or match[0][0] == "\\" else words)
    plain = "".join((*said, text[at:]))
    pairs = emphasis(plain)
    marks = {place for p in pairs for side in ((p.start, p.inner), (p.close, p.end)) for place in range(*side)}
    return decoded("".join(_shown(character) for n, character in enumerate(plain) if n not in marks))


def _hidden(words: str) -> str:
    return "".join(chr(KEPT + ord(each)) if each in "*_~" else each for each in words)


def _shown(character: str) -> str:
    return chr(ord(character) - KEPT) if KEPT <= ord(character) < KEPT + 128 else character
