"""The author's own HTML in a text: where each tag stands, where it leads, and what may not stand there.

Most tags stand in blocks of HTML, which the parser keeps out of the tree; the others stand in lines, where the tree
holds a sign for each.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import NamedTuple
from xml.etree.ElementTree import Element

from ..model import OwnAttribute
from ..problem import Place, Problem
from .gfm import RawHtml
from .places import Places
from .safe import VOID, WORDS_ONLY, cannot_stand_in_a_line, html_faults

BLOCKS = frozenset(("p li dd dt td th blockquote figcaption h1 h2 h3 h4 h5 h6 div section aside summary").split())
STASHED = re.compile("\x02wzxhzdk:([0-9]+)\x03")
"""Stands in a line of the tree for a tag that its author wrote there."""
TAG = re.compile(r"<!--.*?(?:-->|\Z)|<(?P<name>[A-Za-z][^<>]*)>", re.S)
LINKED = re.compile(r"""\s(href|src|id)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
"""Where an author's own HTML leads, what it loads, and what leads to it."""


class Tag(NamedTuple):
    """One of the author's own."""

    written: str
    place: Place

    def attributes(self) -> Iterator[OwnAttribute]:
        """Yield where it leads, what it loads, and its id."""
        for name, *values in LINKED.findall(self.written):
            yield OwnAttribute(unescape("".join(values)), name.lower() == "id", self.place)


def block_tags(raw: Iterable[RawHtml], places: Places, *, trusts_html: bool) -> Iterator[Tag | Problem]:
    """Yield the tags of HTML blocks, and what may not stand there, block by block and line by line."""
    containers: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for each in raw:
        containers[each.container].append((each.line, each.text))
    for pieces in containers.values():
        written = {line + n: text for line, piece in pieces for n, text in enumerate(piece.split("\n"))}
        before = {line: places.before(text, line) for line, text in written.items()}
        for line, column, tag in (found for piece in pieces for found in _tags_of(*piece)):
            yield Tag(tag, places.of_line(line, before[line] + column))
        for fault in html_faults(pieces) if not trusts_html else ():
            place = places.of_line(fault.line, before.get(fault.line, 0) + fault.column)
            yield Problem(place, fault.rule, fault.message, fault.hint)


def line_tags(
    root: Element, known: Mapping[int, str], lines: Mapping[Element, int], places: Places, *, trusts_html: bool
) -> Iterator[Tag | Problem]:
    """Yield the tags inside lines of text, and what may not stand there, or does not balance.

    `known` holds the tags by the number of their sign, `lines` the line on which a block begins.
    """
    if not known:
        return
    line = 1
    for element in root.iter():
        line = lines.get(element, line)
        if element.tag not in BLOCKS and element not in lines:
            continue
        pieces = list(_tags_in(element, known))
        if not any(is_written for _, is_written in pieces):
            continue
        found = [places.of_words(piece, line) if is_written else places.of_line(line) for piece, is_written in pieces]
        mine = [Tag(piece, place) for (piece, is_written), place in zip(pieces, found, strict=True) if is_written]
        yield from mine
        if trusts_html:
            continue
        for tag in mine if element.tag in WORDS_ONLY else ():
            if cannot_stand_in_a_line(tag.written):
                said = f"{tag.written.split()[0].rstrip('>')}> cannot stand in a line"
                yield Problem(tag.place, "html", said, "Put it on a line of its own, after a blank line.")
        # Each piece is a single tag: its number stands for the line, to tell which one is meant.
        numbered = ((n, " ".join(piece.split())) for n, (piece, _) in enumerate(pieces))
        for fault in html_faults(numbered, are_apart=False):
            yield Problem(found[fault.line], fault.rule, fault.message, fault.hint)


def is_inline(element: Element) -> bool:
    """Return whether an element stands in a line of text."""
    return element.tag not in BLOCKS and element.tag not in ("pre", "ul", "ol", "dl", "table", "figure", "details")


def _tags_of(line: int, html: str) -> Iterator[tuple[int, int, str]]:
    """Yield line, column and text of each tag of raw HTML that begins on `line`; what is in comments is none."""
    begun = at = 0
    for match in TAG.finditer(html):
        # From tag to tag, so that a line of a megabyte is read once.
        between = html[at : match.start()]
        if "\n" in between:
            line += between.count("\n")
            begun = at + between.rindex("\n") + 1
        at = match.start()
        if match["name"]:
            yield line, at - begun + 1, match[0]


def _tags_in(element: Element, known: Mapping[int, str]) -> Iterator[tuple[str, bool]]:
    """Yield the tags in a block's text, in order, and whether the author wrote them as tags.

    The others are those of emphasis and the like, with which they must nest.
    """
    yield from _written_tags(element.text, known)
    for child in element:
        if is_inline(child) and child.tag not in VOID:
            yield f"<{child.tag}>", False
            yield from _tags_in(child, known)
            yield f"</{child.tag}>", False
        yield from _written_tags(child.tail, known)


def _written_tags(text: str | None, known: Mapping[int, str]) -> Iterator[tuple[str, bool]]:
    numbers = (int(n) for n in STASHED.findall(text or ""))
    return ((known[n], True) for n in numbers if n in known)
