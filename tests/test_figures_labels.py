"""Names and numbers in the committed drawings: large enough, inside the picture, and none touching another.

Wide columns show names, narrow ones numbers in discs, at the sides of what they show of a picture. How wide a word is
depends on the reader's fonts; the widths taken here are those of a wide one.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
import yaml

ROOT = Path(__file__).parent.parent
DRAWINGS = sorted((ROOT / "content" / "figures").glob("*.svg"))
STYLES = (ROOT / "static" / "css" / "60-figures.css").read_text(encoding="utf-8")
SVG = "{http://www.w3.org/2000/svg}"
WIDE, NARROW = 568, 273
"""Pixels of a column in the narrowest window that shows names (640), and in the narrowest that we serve (320)."""
SMALLEST = 11
"""Pixels."""
BOLD, PLAIN = 0.62, 0.57
"""Mean width of a letter by its size."""

each_drawing = pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)


class Box(NamedTuple):
    what: str
    left: float
    right: float
    top: float
    bottom: float

    def is_inside(self, left: float, right: float, height: float) -> bool:
        return left <= self.left and self.right <= right and self.top >= 0 and self.bottom <= height

    def touches(self, other: Box) -> bool:
        return (
            min(self.right, other.right) > max(self.left, other.left)
            and min(self.bottom, other.bottom) > max(self.top, other.top)
        )  # fmt: skip


def seen(element: ElementTree.Element, hidden: str, step: str) -> Iterator[ElementTree.Element]:
    """Yield the words and discs that a column shows: without what is of class `hidden` or belongs to another step."""
    for child in element:
        if hidden in child.get("class", "").split() or child.get("data-step", step) != step:
            continue
        if child.tag == f"{SVG}text" or (child.tag == f"{SVG}circle" and element.tag == f"{SVG}a"):
            yield child
        yield from seen(child, hidden, step)


def boxes(element: ElementTree.Element) -> Iterator[Box]:
    if element.tag == f"{SVG}circle":
        x, y, r = (float(element.get(name, "")) for name in ("cx", "cy", "r"))
        yield Box("disc", x - r, x + r, y - r, y + r)
        return
    size = float(element.get("font-size", ""))
    letter = size * (BOLD if int(element.get("font-weight", "")) >= 600 else PLAIN)
    for line in list(element) or [element]:
        words = line.text or ""
        x, y, width = float(line.get("x", "")), float(line.get("y", "")), letter * len(words)
        back = {"start": 0.0, "middle": width / 2, "end": width}[element.get("text-anchor", "")]
        yield Box(words, x - back, x - back + width, y - size * 0.74, y + size * 0.22)


def views(path: Path, hidden: str) -> Iterator[tuple[list[Box], tuple[float, float, float]]]:
    """Yield for each step what is seen, and width, height and shown share of the picture."""
    root = ElementTree.parse(path).getroot()
    _, _, width, height = map(float, root.get("viewBox", "").split())
    share = re.search(r"shown-(\d+)", root.get("class", ""))
    steps = sorted({e.get("data-step", "") for e in root.iter() if e.get("data-step")}) or [""]
    for step in steps:
        found = list(seen(root, hidden, step))
        discs = [e for e in found if e.tag == f"{SVG}circle"]
        inside = {id(e) for e in _numbers_of(root, discs)}
        yield (
            [box for e in found if id(e) not in inside for box in boxes(e)],
            (width, height, int(share[1]) / 100 if share else 1.0),
        )


def _numbers_of(root: ElementTree.Element, discs: list[ElementTree.Element]) -> Iterator[ElementTree.Element]:
    """Yield the words that stand in a disc."""
    for parent in root.iter():
        if any(child in discs for child in parent):
            yield from parent.iter(f"{SVG}text")


@each_drawing
def test_names_touch_neither_each_other_nor_the_edge(path):
    for found, (width, height, _) in views(path, "label-number"):
        for box in found:
            assert box.is_inside(0, width, height), box
        for one, other in itertools.combinations(found, 2):
            assert not one.touches(other), (one.what, other.what)


@each_drawing
def test_numbers_touch_neither_each_other_nor_the_edge_of_what_is_shown(path):
    for found, (width, height, share) in views(path, "label-text"):
        rim = width * (1 - share) / 2
        for box in found:
            assert box.is_inside(rim, width - rim, height), box
        for one, other in itertools.combinations(found, 2):
            assert not one.touches(other), (one.what, other.what)


@each_drawing
@pytest.mark.parametrize(("hidden", "column"), [("label-number", WIDE), ("label-text", NARROW)])
def test_words_are_large_enough_in_the_narrowest_column_that_shows_them(path, hidden, column):
    root = ElementTree.parse(path).getroot()
    width = float(root.get("viewBox", "").split()[2])
    share = re.search(r"shown-(\d+)", root.get("class", ""))
    shown = width * (int(share[1]) / 100 if share and column == NARROW else 1)
    for step in sorted({e.get("data-step", "") for e in root.iter() if e.get("data-step")}) or [""]:
        for text in (e for e in seen(root, hidden, step) if e.tag == f"{SVG}text"):
            assert float(text.get("font-size", "")) * column / shown >= SMALLEST, text.text


@each_drawing
def test_every_name_has_its_number_for_narrow_columns(path):
    root = ElementTree.parse(path).getroot()
    order = [label["term"] for label in yaml.safe_load(path.with_suffix(".yaml").read_text(encoding="utf-8"))["labels"]]
    for step in sorted({e.get("data-step", "") for e in root.iter() if e.get("data-step")}) or [""]:
        for hidden in ("label-number", "label-text"):
            named = {link.get("data-term") for link in links(root, hidden, step)}
            assert named == set(order), (hidden, step)


def links(element: ElementTree.Element, hidden: str, step: str) -> Iterator[ElementTree.Element]:
    for child in element:
        if hidden in child.get("class", "").split() or child.get("data-step", step) != step:
            continue
        if child.tag == f"{SVG}a" and any(e.tag == f"{SVG}text" for e in seen(child, hidden, step)):
            yield child
        yield from links(child, hidden, step)


def test_stylesheet_has_a_rule_for_every_share_that_a_drawing_shows():
    for path in DRAWINGS:
        for share in re.findall(r'class="drawing (shown-\d+)"', path.read_text(encoding="utf-8")):
            assert f"svg.{share} {{" in STYLES


def test_stylesheet_needs_no_container():
    assert "container" not in STYLES
