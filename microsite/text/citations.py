"""Citation marks: `[@key]`, `[@key, p. 3]`, `[@one; @two]` become numbers that lead to the list of sources."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

KEY = re.compile(r"@([A-Za-z0-9][A-Za-z0-9_:.-]*?)[.:-]*(?:,\s*(.*))?$", re.S)


AT = re.compile(r"(?<![\w/(])@\w")
"""What begins another source, and no address."""


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
