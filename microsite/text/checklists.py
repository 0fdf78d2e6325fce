"""Boxes to tick and blanks to fill in, for a sheet that a reader takes along.

They are plain controls, which need no script and send nothing; on paper they are boxes and lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

BLANK = re.compile("_{3,}")
"""What an editor leaves to be filled in."""
NESTED = frozenset("p ul ol dl table div pre blockquote".split())
"""What ends the words of an entry."""

Piece = str | Element


def put_controls(root: Element) -> None:
    """Make every box and blank of the checklists below `root` one that works, in place."""
    for block in root.iter("div"):
        if block.get("class") == "block checklist":
            title = "".join(block[0].itertext())
            _put_lines(block)
            for entry in [*block.iter("li"), *block.findall("p")[1:]]:
                _put(entry, title)
            # No browser shall keep what was ticked; and a form of this method goes nowhere when Enter is pressed.
            form = Element("form", {"autocomplete": "off", "method": "dialog"})
            form[:] = block[1:]
            block[1:] = [form]


def _put_lines(block: Element) -> None:
    """Make blanks of rules: underscores that stand alone are one, there as on GitHub."""
    for parent in list(block.iter()):
        for n, child in enumerate(parent):
            if child.tag == "hr" and n and parent[n - 1].tag == "input":
                parent[n - 1].tail = " ___"
                del parent[n]
            elif child.tag == "hr":
                parent[n] = Element("p")
                parent[n].text, parent[n].tail = "___", child.tail


def _put(entry: Element, title: str) -> None:
    holder = entry[0] if len(entry) and entry[0].tag == "p" and not (entry.text or "").strip() else entry
    nested = [child for child in holder if child.tag in NESTED]
    pieces = list(_pieces(holder, nested))
    has_box = any(isinstance(piece, Element) and piece.tag == "input" for piece in pieces)
    if not has_box and not any(map(_is_blank, pieces)):
        return
    holder.text, holder[:] = None, []
    named = _named(pieces, title)
    _fill(holder, _labelled(named, title) if has_box else named)
    holder.extend(nested)
    entry.set("class", "entry")


def _pieces(holder: Element, nested: list[Element]) -> Iterator[Piece]:
    """Yield the words and elements of a holder in their order, each blank by itself; their tails are taken off."""
    yield from _cut(holder.text)
    for child in holder:
        if child not in nested:
            tail, child.tail = child.tail, None
            yield child
            yield from _cut(tail)


def _cut(text: str | None) -> Iterator[str]:
    yield from (piece for piece in re.split(f"({BLANK.pattern})", text or "") if piece)


def _is_blank(piece: Piece) -> bool:
    return isinstance(piece, str) and bool(BLANK.fullmatch(piece))


def _named(pieces: Iterable[Piece], title: str) -> Iterator[Piece]:
    """Yield the pieces with a field for each blank, named by the words before it, or else by the list's title."""
    before = ""
    for piece in pieces:
        if _is_blank(piece):
            # Its placeholder is a blank: the stylesheet sees by it whether something was filled in.
            name = " ".join(before.split()).strip(" :.,;") or title
            yield Element("input", {"type": "text", "class": "blank", "aria-label": name, "placeholder": " "})
            before = ""
        else:
            yield piece
            before += _words(piece)


def _words(piece: Piece) -> str:
    if isinstance(piece, str):
        return piece
    return "" if piece.get("class") == "cites" else "".join(piece.itertext())


def _labelled(pieces: Iterable[Piece], title: str) -> Iterator[Piece]:
    """Yield the box with the words behind it in a label. There is room for one control: a blank stands outside."""
    label, rest = Element("label"), list(pieces)
    blanks = (n for n, piece in enumerate(rest) if isinstance(piece, Element) and piece.get("class") == "blank")
    end = next(blanks, len(rest))
    _fill(label, rest[:end])
    box = label[0]
    box.attrib.pop("disabled", None)
    if not "".join(label.itertext()).strip():
        box.set("aria-label", title)
    yield label
    yield from rest[end:]


def _fill(element: Element, pieces: Iterable[Piece]) -> None:
    for piece in pieces:
        if isinstance(piece, Element):
            element.append(piece)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + piece
        else:
            element.text = (element.text or "") + piece
