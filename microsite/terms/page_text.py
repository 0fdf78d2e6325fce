"""The text of a page's tree, as a reader sees it and as terms are looked for in it, with its place for each letter."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree.ElementTree import Element

from .mentions import BREAK, LINKABLE, WALL, Why

TERM_MARK = "data-term-mark"
"""On an element: the author's own mark, with the slug of the term; "" or "!" says that nothing in it is linked."""
NO_TERMS = "data-no-terms"
WRITTEN_AT = "data-written-at"
"""On an element whose words come from another file: the place there, as path:line:column."""

INLINE = frozenset(
    "abbr b bdi bdo big cite data del dfn em font i ins mark q ruby s small span strike strong sub sup time u "
    "wbr".split()
)
"""Markup inside a line: words and mentions go through it. Any other element begins a text of its own."""

HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
NEVER: Mapping[str, Why] = {
    **dict.fromkeys(HEADINGS, Why.HEADING),
    "a": Why.LINK,
    **dict.fromkeys("code kbd pre samp tt var script style template noscript".split(), Why.CODE),
    **dict.fromkeys(
        "button input label legend meter option output progress select summary textarea".split(), Why.CONTROL
    ),
    **dict.fromkeys("audio canvas iframe img math object picture svg video".split(), Why.DRAWING),
}
"""Elements whose text is never linked; a mention there does not count as the first."""
OWN_TEXT = HEADINGS | {"pre", "legend", "summary"}
"""Those of NEVER that do not stand inside a line of text."""
UNSEEN = frozenset(
    "audio button canvas iframe img input math meter noscript object option picture progress script select style svg "
    "template textarea video".split()
)
"""Those of NEVER whose text is no part of the prose around them."""

Spot = tuple[Element, bool, int]
"""A place for a mark: an element, whether in its tail, and the offset in that string."""
Piece = tuple[int, int, Element, bool, int, int, int]
"""A string of the tree in the page's text: start and end there; element, whether its tail, offset and width in that;
container."""


@dataclass(slots=True, eq=False)
class Block:
    """What a reader takes in as one: a paragraph, a list item, a cell. A stretch of the page's text."""

    start: int
    end: int
    section: int
    why: Why = LINKABLE
    """Not LINKABLE: nothing in it is ever linked."""


NOWHERE = Block(0, 0, -1)


@dataclass(slots=True)
class Container:
    """Markup inside a block: a mention can be marked outside of it only if it begins or ends with it."""

    around: int
    """Number of the container around it, -1 for the block."""
    start: int
    before: Spot
    end: int = -1
    after: Spot | None = None


class Stretch(NamedTuple):
    """A stretch of text that the author marked; where everything is explained, also one that is never linked."""

    start: int
    end: int
    why: Why
    term: str = ""
    marks: tuple[Spot, Spot] | None = None


class PutIn(NamedTuple):
    """A stretch of text whose words are written in another file, or nowhere."""

    start: int
    end: int
    written_at: str
    """The place, "" for words of the generator."""


@dataclass(slots=True)
class PageText:
    """All blocks of a page, one after the other, with a BREAK between them."""

    seen: list[str] = field(default_factory=list)
    """Strings in which mentions are looked for; BREAK or WALL for each letter that holds none."""
    shown: list[str] = field(default_factory=list)
    """The same as a reader sees them, each as long; BREAK where there is nothing to see."""
    length: int = 0
    blocks: list[Block] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    containers: list[Container] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    put_in: list[PutIn] = field(default_factory=list)
    """The inner ones first."""

    @property
    def as_shown(self) -> str:
        """All that a reader sees; each white space a blank."""
        return "".join(self.shown).replace("\n", " ").replace("\t", " ").replace("\xa0", " ")

    def add(self, seen: str, shown: str) -> None:
        self.seen.append(seen)
        self.shown.append(shown)
        self.length += len(seen)


def _covered(words: str) -> str:
    """Return what stands for words that are not linked: a WALL where a letter would touch the text beside them."""
    first, last = WALL if words[0].isalnum() else BREAK, WALL if words[-1].isalnum() else BREAK
    return first + BREAK * (len(words) - 2) + last if len(words) > 1 else first


def page_text(root: Element, opaque: Callable[[str], str], *, everything: bool) -> PageText:
    """Return the text of a tree; `everything`: also the blocks of which nothing is linked."""
    walk = _Walk(opaque, everything)
    walk.inside(root)
    walk.cut()
    return walk.text


_OPAQUE = re.compile("(\x02[^\x02\x03]*\x03)")
_TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)[^<>]*?(/?)>")
_EMPTY_TAGS = frozenset(("wbr", "img", "input"))


class _Walk:
    """One way through a tree that gathers its text."""

    def __init__(self, opaque: Callable[[str], str], everything: bool) -> None:
        self.opaque = opaque
        self.everything = everything
        self.text = PageText()
        self.start = 0
        """Of the block."""
        self.section = -1
        self.container = -1
        self.is_raised = False
        self.raw: list[tuple[str, int | None]] = []
        """Tags opened in raw HTML: name, and the container around it (None: its text is not linked)."""

    def cut(self, why: Why = LINKABLE) -> None:
        """End the block."""
        text = self.text
        if text.length > self.start:
            text.blocks.append(Block(self.start, text.length, self.section, why))
            text.add(BREAK, BREAK)
            self.start = text.length

    def inside(self, element: Element) -> None:
        """Take in what an element holds."""
        opened = len(self.raw)
        if element.text:
            self.string(element.text, element, False)
        before: Element | None = None
        for child in element:
            tag, start = child.tag, self.text.length
            if child.attrib and (TERM_MARK in child.attrib or NO_TERMS in child.attrib):
                self.marked(child, element, before)
            elif tag in INLINE:
                self.inline(child, element, before)
            elif tag in NEVER:
                self.never(child, NEVER[tag])
            elif tag == "br":
                self.text.add(BREAK, " ")
            elif isinstance(tag, str):
                self.cut()
                self.inside(child)
                self.cut()
            if child.attrib and WRITTEN_AT in child.attrib:
                self.remember(child, start)
            if child.tail:
                self.string(child.tail, child, True)
            before = child
        # A raw tag that is never closed ends with the element around it.
        if len(self.raw) > opened:
            self.container = next((outer for _, outer in self.raw[opened:] if outer is not None), self.container)
            del self.raw[opened:]

    def inline(self, child: Element, parent: Element, before: Element | None) -> None:
        outer, was_raised = self.container, self.is_raised
        container = Container(outer, self.text.length, _spot_before(parent, before))
        self.container = len(self.text.containers)
        self.text.containers.append(container)
        self.is_raised = was_raised or child.tag == "sup"
        self.inside(child)
        container.end, container.after = self.text.length, (child, True, 0)
        self.container, self.is_raised = outer, was_raised

    def hide(self, words: str, why: Why, *, is_note: bool = False) -> None:
        """Add words that are not linked; a note (a raised reference number) is no part of the prose either."""
        if words:
            if self.everything:
                self.text.stretches.append(Stretch(self.text.length, self.text.length + len(words), why))
            nothing = BREAK * len(words)
            self.text.add(nothing if is_note else _covered(words), nothing if is_note else words)

    def never(self, child: Element, why: Why) -> None:
        """Pass by an element of which nothing is linked."""
        if child.tag in OWN_TEXT or not (child.tag in INLINE or child.tag in NEVER):
            self.cut()
            self.section += sum(1 for each in child.iter() if each.tag in HEADINGS)
            if self.everything:
                self.unlinked(child, why)
        elif child.tag in UNSEEN:
            self.text.add(BREAK, BREAK)
        else:
            is_note = self.is_raised or (len(child) > 0 and child[0].tag == "sup" and not child.text)
            self.hide(self.words(child), why, is_note=is_note)

    def unlinked(self, element: Element, why: Why) -> None:
        """Take in the words of an element of which nothing is linked, block by block."""
        self.bare(element.text)
        for child in element:
            start = self.text.length
            if child.tag in NEVER and child.tag not in OWN_TEXT:
                self.hide(self.words(child), NEVER[child.tag])
            elif child.tag in INLINE:
                self.bare(self.words(child))
            else:
                self.cut(why)
                self.unlinked(child, why)
            if WRITTEN_AT in child.attrib:
                self.remember(child, start)
            self.bare(child.tail)
        self.cut(why)

    def bare(self, string: str | None) -> None:
        """Add a string of the tree to a block of which nothing is linked."""
        if string:
            words = self.plain(string)
            self.text.add(words, words)

    def remember(self, child: Element, start: int) -> None:
        """Remember where the words of an element are written that was taken in from `start` on."""
        self.text.put_in.append(PutIn(start, self.text.length, child.attrib[WRITTEN_AT]))

    def marked(self, child: Element, parent: Element, before: Element | None) -> None:
        """Take in an element that the author marked to be linked or not."""
        term, words = child.get(TERM_MARK, ""), self.words(child)
        if NO_TERMS in child.attrib:
            self.never(child, Why.NO_TERMS)
        elif term in ("", "!"):
            self.hide(words, Why.SUPPRESSED)
        elif (why := self.hidden_by) or child.find(".//a") is not None:
            self.hide(words, why or Why.LINK)
        elif words:
            start, end = self.text.length, self.text.length + len(words)
            marks = _spot_before(parent, before), (child, True, 0)
            self.text.stretches.append(Stretch(start, end, Why.FORCED, term, marks))
            self.text.add(_covered(words), words)

    def words(self, element: Element) -> str:
        """Return all that an element shows, as plain text."""
        return self.plain("".join(element.itertext()) if len(element) else element.text or "")

    def plain(self, string: str) -> str:
        """Return a string of the tree with the characters that its placeholders stand for."""
        return _OPAQUE.sub(lambda match: _as_text(self.opaque(match[1])) or "", string) if "\x02" in string else string

    def string(self, string: str, element: Element, is_tail: bool) -> None:
        """Take in one string of the tree."""
        if "\x02" not in string and not self.raw:
            # Nearly all strings, so without a call to `add`.
            text, width = self.text, len(string)
            start, text.length = text.length, text.length + width
            text.seen.append(string)
            text.shown.append(string)
            text.pieces.append((start, text.length, element, is_tail, 0, width, self.container))
            return
        at = 0
        for n, part in enumerate(_OPAQUE.split(string)):
            if n % 2:
                self.opaque_part(part, (element, is_tail, at))
            elif part and (why := self.hidden_by):
                self.hide(part, why)
            elif part:
                self.plain_part(part, (element, is_tail, at), len(part))
            at += len(part)

    @property
    def hidden_by(self) -> Why | None:
        """Why raw HTML around keeps the text from being linked, if it does."""
        return next((NEVER[name] for name, outer in self.raw if outer is None), None)

    def plain_part(self, words: str, spot: Spot, width: int) -> None:
        start = self.text.length
        self.text.add(words, words)
        self.text.pieces.append((start, self.text.length, *spot, width, self.container))

    def opaque_part(self, part: str, spot: Spot) -> None:
        """Take in what stands behind a placeholder: characters, a tag, or anything else, which ends a word."""
        raw = self.opaque(part)
        words = _as_text(raw)
        tag = _TAG.fullmatch(raw)
        name = tag[2].lower() if tag else ""
        if words and not self.hidden_by:
            self.plain_part(words, spot, len(part))
        elif words:
            self.hide(words, self.hidden_by or Why.CODE)
        elif tag and not tag[3] and name not in _EMPTY_TAGS and (name in INLINE or name in NEVER):
            self.raw_tag(name, bool(tag[1]), spot, len(part))
        elif words is None and name != "wbr":
            self.text.add(BREAK, " " if name == "br" else BREAK)

    def raw_tag(self, name: str, is_end: bool, spot: Spot, width: int) -> None:
        """Follow a tag that the author wrote: the text in it is in a container, or is not linked at all."""
        if not is_end and name in NEVER:
            self.raw.append((name, None))
        elif not is_end:
            self.raw.append((name, self.container))
            self.text.containers.append(Container(self.container, self.text.length, spot))
            self.container = len(self.text.containers) - 1
        elif self.raw and self.raw[-1][0] == name:
            _, outer = self.raw.pop()
            if outer is not None:
                element, is_tail, at = spot
                container = self.text.containers[self.container]
                container.end, container.after = self.text.length, (element, is_tail, at + width)
                self.container = outer


def _as_text(raw: str) -> str | None:
    """Return the characters that a piece of HTML shows; None where it is a tag or not known."""
    if raw.startswith("<!--"):
        return ""
    return html.unescape(raw) if raw and "<" not in raw else None


def _spot_before(parent: Element, before: Element | None) -> Spot:
    if before is None:
        return parent, False, len(parent.text or "")
    return before, True, len(before.tail or "")
