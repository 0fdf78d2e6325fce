"""Citation marks: `[@key]`, `[@key, p. 3]`, `[@one; @two]` become numbers that lead to the list of sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

KEY = re.compile(r"@([^\W_][\w:.-]*?)[.:-]*(?:,\s*(.*))?$", re.S)
"""Any letters: a source has none with accents, but who writes some is to be told which one is near."""

AT = re.compile(r"(?<![\w/(])@\w")
"""What begins another source, and no address."""

# Each begins with its signs, for which a text is searched in no time.
WHOLE = re.compile(r"\[@[^\[\]\n]*(?:\n[^\[\]\n]+)*\]")
BARE = re.compile(r"@([A-Za-z0-9](?:[A-Za-z0-9_:.-]*[A-Za-z0-9_])?)(?![\w@])")
ALONE = re.compile(r"\[([A-Za-z0-9][A-Za-z0-9_:.-]*[A-Za-z0-9_])\](?![\[\](])")
"""In brackets that are no part of a link or a mark, as far as what stands behind them tells; no [x] of a list."""
WIDEST = 100
"""Characters on either side of an @ among which its brackets are looked for."""


class Mark(NamedTuple):
    """One source inside a mark."""

    key: str
    locator: str


def marks_in(written: str) -> tuple[tuple[Mark, ...], str]:
    """Return the sources of a mark's inside, and the first piece that is none ("" when all are)."""
    marks: list[Mark] = []
    for piece in written.split(";"):
        match = KEY.match(piece.strip())
        # [@one, @two]: the comma stands for a semicolon, and the second would be printed as it is.
        if match is None or AT.search(match[2] or ""):
            return tuple(marks), piece.strip()
        marks.append(Mark(match[1], " ".join((match[2] or "").split())))
    return tuple(marks), ""


def may_miscite(text: str) -> bool:
    """Take the quick look: tell whether there may be anything for `miscited` in the paragraphs of a text."""
    in_marks = sum(mark.count("@") for mark in WHOLE.findall(text))
    return text.count("@") > in_marks or ALONE.search(text) is not None


def miscited(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield offset, words and key of what cites a source in other programs and nothing here: @key, [see @key], [key].

    `text` is that of a paragraph, a heading or a cell, without its code, tags and escaped characters. Addresses and
    handles look the same: whether there is such a source, only the bibliography can tell.
    """
    told = -1
    for match in BARE.finditer(text):
        start, before = match.start(), text[match.start() - 1 : match.start()]
        # A mark, as nearly always, or an address.
        if before and (before in "[/.+=&#?%:_@" or before.isalnum()):
            continue
        far = max(0, start - WIDEST)
        opened, close = text.rfind("[", far, start), text.find("]", start, start + WIDEST)
        if opened <= text.rfind("]", far, start) or close < 0:
            yield start, match[0], match[1]
            continue
        words = text[opened + 1 : start].strip()
        is_mark = not words or words[0] in "@^" or text[opened - 1 : opened] in ("[", "]", "!")
        if opened != told and not is_mark and text[close + 1 : close + 2] not in ("(", "["):
            told = opened
            yield opened, " ".join(text[opened : close + 1].split()), match[1]
    for match in ALONE.finditer(text):
        if text[match.start() - 1 : match.start()] not in ("[", "]", "!"):
            yield match.start(), match[0], match[1]


def miscitation(written: str, key: str) -> tuple[str, str]:
    """Return what is wrong with the words and the key that `miscited` yields, where there is such a source, and a hint.

    Words before a source come before the brackets.
    """
    inside = written.strip("[]")
    before, at, _ = inside.partition("@")
    sources = "; ".join(f"@{piece.partition('@')[2]}" for piece in inside.split(";"))
    _, wrong = marks_in(sources)
    mark = f"{before.strip(' -') if at else ''} [{f'@{key}' if wrong else sources}]".lstrip()
    said = f"“{written}” cites nothing, and is printed as it stands"
    return said, f"Write `{mark}`; for the sign itself `\\{at or '['}`."


def put_numbers(element: Element, cited: Sequence[tuple[int, str, str]]) -> None:
    """Make `element` the printed mark: [1] or [1, p. 3; 4], each number a link to the source below.

    `cited` holds number, locator and the id of each link, by which the list leads back to the text.
    """
    element.tag = "span"
    element.attrib.clear()
    element.set("class", "cites")
    element.text = "["
    for n, (number, locator, anchor) in enumerate(cited):
        link = SubElement(element, "a", {"class": "cite", "href": f"#source-{number}", "id": anchor})
        link.text = str(number)
        link.tail = (f", {locator}" if locator else "") + ("; " if locator else ", ")
        if n == len(cited) - 1:
            link.tail = (f", {locator}" if locator else "") + "]"
