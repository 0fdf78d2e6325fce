"""One drawing: layers, labels, words; written as inert SVG that the generator can inline."""

from __future__ import annotations

import gzip
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from trace import paint_of

import yaml

TEXT = 38
"""Label size in drawing units: 16.6 px when 1,600 units are 700 px wide."""
NUMBER, DISC, LEADER = 0.046, 0.037, 0.0042
"""Of what narrow columns show of the width: size and disc (radius) of the numbers, and their leaders: 12.5, 10 and 1.1 px
in a window of 320 px, where a column has 273."""


@dataclass
class Label:
    term: str
    at: tuple[float, float]
    side: str
    """left or right: the column it stands in."""
    y: float = 0
    lines: list[str] = field(default_factory=list)
    number: int | str = 0


class Drawing:
    """Collects layers in painting order; `save` adds title, description and labels.

    `shown` is how much of the width, in the middle, narrow columns show: there numbers stand for the names at the sides.
    It must be a multiple of 5 %, because the stylesheet has one rule for each.
    """

    def __init__(self, name: str, title: str, folder: Path, width: int, height: int, shown: float = 1):
        self.name, self.title, self.folder, self.width, self.height = name, title, folder, width, height
        self.shown = shown
        self.words = yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8"))
        self.labels: list[Label] = []
        self.layers: list[str] = []
        self.terms: list[str] = [entry["term"] for entry in self.words.get("labels", [])]

    @property
    def number_size(self) -> float:
        return round(NUMBER * self.shown * self.width)

    @property
    def disc(self) -> float:
        return round(DISC * self.shown * self.width)

    def add(self, svg: str) -> None:
        self.layers.append(svg)

    def part(self, term: str, svg: str) -> str:
        """Return `svg` as the part a label names."""
        return f'<g data-term="{term}" data-label="{self.number(term)}">{svg}</g>'

    def number(self, term: str) -> int:
        if term not in self.terms:
            raise AssertionError(f"{self.name}: no label “{term}” in the sidecar")
        return self.terms.index(term) + 1

    def text_of(self, term: str) -> str:
        return self.words["labels"][self.number(term) - 1]["text"]

    def label(self, term: str, at: tuple[float, float], side: str, lines: list[str] | None = None) -> None:
        text = self.text_of(term)
        self.labels.append(Label(term, at, side, at[1], lines or [text], self.number(term)))

    def plain(self, words: str, letter: str, at: tuple[float, float], side: str) -> None:
        """Name something that has no glossary term: no link, and a letter for its number."""
        self.labels.append(Label("", at, side, at[1], [words], letter))

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = TEXT,
        anchor: str = "start",
        weight: int = 400,
        role: str = "ink",
    ) -> str:
        return (
            f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" font-weight="{weight}" text-anchor="{anchor}" '
            f'fill="{paint_of(role)}">{escape(words)}</text>'
        )

    def pointed(
        self, term: str, at: tuple[float, float], to: tuple[float, float], anchor: str = "start", narrow=None
    ) -> str:
        """Return one label with a straight leader from `at` to words at `to`, or to a number at `narrow`."""
        gap = 12 if anchor == "start" else -12 if anchor == "end" else 0
        drop = TEXT * 0.34 if gap else TEXT * 0.95
        words = self.text(to[0] + gap, to[1] + drop, self.text_of(term), anchor=anchor, weight=600)
        return (
            f'<g class="label-text">{self._leader([at, to], 2.8)}<a data-term="{term}">{words}</a></g>'
            + self._numbered(Label(term, at, "left", number=self.number(term)), narrow or to)
        )

    def both(self, x: float, y: float, words: str, *, size: float, narrow: str | None = None, **more) -> str:
        """Return words for wide columns, and the same or shorter words, larger, for narrow ones."""
        large = max(size, self.number_size)
        return (
            f'<g class="label-text">{self.text(x, y, words, size=size, **more)}</g>'
            f'<g class="label-number" display="none">{self.text(x, y, narrow or words, size=large, **more)}</g>'
        )

    def labelled(
        self,
        left: float,
        right: float,
        top: float = 40,
        bottom: float | None = None,
        narrow: tuple[float, float] | None = None,
    ) -> str:
        """Return all side labels, spread in two columns whose inner edges are at `left` and `right`.

        In narrow columns numbers take their place, at the edges of what is shown or where `narrow` says (left, right).
        """
        bottom = bottom or self.height - 20
        rim = self.width * (1 - self.shown) / 2 + self.disc + 6
        out = []
        for side, edge, far in (
            ("left", left, (narrow or (rim,))[0]),
            ("right", right, (narrow or (self.width - rim,))[-1]),
        ):
            column = sorted((label for label in self.labels if label.side == side), key=lambda label: label.at[1])
            _spread(column, top, bottom, lambda label: TEXT * 1.12 * len(label.lines) + 20)
            out += [self._named(label, edge, -1 if side == "left" else 1) for label in column]
            for label in column:
                label.y = label.at[1]
            _spread(column, min(top, self.height - bottom), bottom, lambda label: 2 * self.disc + 10)
            out += [self._numbered(label, (far, label.y)) for label in column]
        self.labels = []
        return "".join(out)

    def _leader(self, points: list[tuple[float, float]], width: float) -> str:
        """Return the line from a part to its name: dark, with a rim in the colour of the paper, so that it shows on both."""
        line = "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in points)
        x, y = points[0]
        return (
            f'<path d="{line}" fill="none" stroke="{paint_of("panel")}" stroke-width="{width * 2.3:.3g}" stroke-opacity=".75"/>'
            f'<path d="{line}" fill="none" stroke="{paint_of("ink")}" stroke-width="{width:.3g}"/>'
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{width * 3.1:.2g}" fill="{paint_of("panel")}" stroke="{paint_of("ink")}" '
            f'stroke-width="{width * 1.4:.2g}"/>'
        )

    def _named(self, label: Label, edge: float, way: int) -> str:
        gap = TEXT * 1.12
        first = label.y - gap * (len(label.lines) - 1) / 2 + TEXT * 0.34
        if len(label.lines) == 1:
            words = escape(label.lines[0])
        else:
            words = "".join(
                f'<tspan x="{edge:g}" y="{first + gap * k:.0f}">{escape(line)}</tspan>'
                for k, line in enumerate(label.lines)
            )
        link = (f'<a data-term="{label.term}">', "</a>") if label.term else ("", "")
        bend = [label.at, (edge - way * 52, label.y), (edge - way * 10, label.y)]
        return (
            f'<g class="label-text">{self._leader(bend, 2.8)}{link[0]}<text x="{edge:g}" y="{first:.0f}" font-size="{TEXT}" '
            f'font-weight="600" text-anchor="{"end" if way < 0 else "start"}" fill="{paint_of("ink")}">{words}</text>{link[1]}</g>'
        )

    def _numbered(self, label: Label, to: tuple[float, float]) -> str:
        """Return the number of a label in its disc, with the line that leads there."""
        x, y = to
        link = (f'<a data-term="{label.term}">', "</a>") if label.term else ("", "")
        width = LEADER * self.shown * self.width
        leader = self._leader([label.at, to], width)
        return (
            f'<g class="label-number" display="none">{leader}{link[0]}'
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{self.disc:g}" '
            f'fill="{paint_of("panel")}" stroke="{paint_of("ink")}" stroke-width="{width:.3g}"/>'
            f'<text x="{x:.0f}" y="{y + self.number_size * 0.35:.0f}" font-size="{self.number_size:g}" font-weight="700" '
            f'text-anchor="middle" fill="{paint_of("ink")}">{label.number}</text>{link[1]}</g>'
        )

    def svg(self) -> str:
        shown = "" if self.shown == 1 else f" shown-{100 * self.shown:.0f}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing{shown}" viewBox="0 0 {self.width} {self.height}" '
            f'role="img" aria-labelledby="title desc"><title id="title">{escape(self.title)}</title>'
            f'<desc id="desc">{escape(self.words["alt"].strip())}</desc>' + "".join(self.layers) + "</svg>\n"
        )

    def save(self) -> int:
        """Write the drawing and return its weight gzipped."""
        svg = self.svg()
        (self.folder / f"{self.name}.svg").write_text(svg, encoding="utf-8", newline="\n")
        return len(gzip.compress(svg.encode(), 9, mtime=0))


def _spread(column: list[Label], top: float, bottom: float, room: Callable[[Label], float]) -> None:
    """Move labels apart until none touches another or the edge."""
    for _ in range(500):
        for a, b in itertools.pairwise(column):
            lack = (room(a) + room(b)) / 2 - (b.y - a.y)
            if lack > 0:
                a.y -= lack / 2
                b.y += lack / 2
        for label in column:
            label.y = min(max(label.y, top + room(label) / 2), bottom - room(label) / 2)
