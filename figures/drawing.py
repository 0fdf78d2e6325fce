"""One drawing: layers, labels, words; written as inert SVG that the generator can inline."""

from __future__ import annotations

import gzip
import itertools
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from trace import paint_of

import numpy as np
import yaml

TEXT = 38
"""Label size in drawing units: 16.6 px when 1,600 units are 700 px wide."""
NUMBER = 60
"""Size of the numbers shown instead in narrow columns: 12 px at 320 px."""


@dataclass
class Label:
    term: str
    at: tuple[float, float]
    side: str
    """left, right (columns at the sides), or none: a number only."""
    y: float = 0
    lines: list[str] = field(default_factory=list)
    number: int = 0


class Drawing:
    """Collects layers in painting order; `save` adds title, description and labels."""

    def __init__(self, name: str, title: str, folder: Path, width: int, height: int):
        self.name, self.title, self.folder, self.width, self.height = name, title, folder, width, height
        self.words = yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8"))
        self.labels: list[Label] = []
        self.layers: list[str] = []
        self.markers: list[Label] = []
        self.terms: list[str] = [entry["term"] for entry in self.words.get("labels", [])]

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

    def plain(self, words: str, at: tuple[float, float], side: str) -> None:
        """Name something that has no glossary term: no link, no number."""
        self.labels.append(Label("", at, side, at[1], [words]))

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

    def pointed(self, term: str, at: tuple[float, float], to: tuple[float, float], anchor: str = "start") -> str:
        """Return one label with a straight leader from `at` to words at `to`."""
        (x, y), (tx, ty) = at, to
        gap = 12 if anchor == "start" else -12 if anchor == "end" else 0
        line = f"M{x:.0f} {y:.0f}L{tx:.0f} {ty:.0f}"
        drop = TEXT * 0.34 if gap else TEXT * 0.95
        return (
            f'<g class="label-text"><path d="{line}" fill="none" stroke="{paint_of("panel")}" stroke-width="6.5" stroke-opacity=".75"/>'
            f'<path d="{line}" fill="none" stroke="{paint_of("ink")}" stroke-width="2.8"/>'
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="9" fill="{paint_of("panel")}" stroke="{paint_of("ink")}" stroke-width="4"/>'
            f'<a data-term="{term}">{self.text(tx + gap, ty + drop, self.text_of(term), anchor=anchor, weight=600)}</a></g>'
            + self._only_number(Label(term, at, "none", number=self.number(term)))
        )

    def labelled(self, left: float, right: float, top: float = 40, bottom: float | None = None) -> str:
        """Return all side labels, spread in two columns whose inner edges are at `left` and `right`."""
        bottom = bottom or self.height - 20
        out = []
        for side, edge in (("left", left), ("right", right)):
            column = sorted((label for label in self.labels if label.side == side), key=lambda label: label.at[1])
            _spread(column, top, bottom)
            out += [self._label(label, edge, -1 if side == "left" else 1) for label in column]
        out += [self._only_number(label) for label in self.labels if label.side == "none"]
        self.labels = []
        return "".join(out)

    def _label(self, label: Label, edge: float, way: int) -> str:
        x, y = label.at
        knee = edge - way * 22
        gap = TEXT * 1.12
        first = label.y - gap * (len(label.lines) - 1) / 2 + TEXT * 0.34
        anchor = "end" if way < 0 else "start"
        if len(label.lines) == 1:
            words = escape(label.lines[0])
        else:
            words = "".join(
                f'<tspan x="{edge:g}" y="{first + gap * k:.0f}">{escape(line)}</tspan>'
                for k, line in enumerate(label.lines)
            )
        link = f'<a data-term="{label.term}">', "</a>"
        if not label.term:
            link = "", ""
        leader = f"M{x:.0f} {y:.0f}L{knee - way * 30:.0f} {label.y:.0f}H{edge - way * 10:.0f}"
        return (
            f'<g class="label-text"><path d="{leader}" fill="none" stroke="{paint_of("panel")}" stroke-width="6.5" stroke-opacity=".75"/>'
            f'<path d="{leader}" fill="none" stroke="{paint_of("ink")}" stroke-width="2.8"/>'
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="9" fill="{paint_of("panel")}" stroke="{paint_of("ink")}" stroke-width="4"/>'
            f'{link[0]}<text x="{edge:g}" y="{first:.0f}" font-size="{TEXT}" font-weight="600" '
            f'text-anchor="{anchor}" fill="{paint_of("ink")}">{words}</text>{link[1]}</g>' + self._only_number(label)
        )

    def _only_number(self, label: Label) -> str:
        if not label.term:
            return ""
        self.markers.append(label)
        return f"@marker{len(self.markers) - 1}@"

    def _marker(self, label: Label, at: np.ndarray) -> str:
        x, y = at
        return (
            f'<a data-term="{label.term}" class="label-number" display="none"><circle cx="{x:.0f}" cy="{y:.0f}" r="44" '
            f'fill="{paint_of("panel")}" stroke="{paint_of("ink")}" stroke-width="5"/>'
            f'<text x="{x:.0f}" y="{y + NUMBER * 0.35:.0f}" font-size="{NUMBER}" font-weight="700" text-anchor="middle" '
            f'fill="{paint_of("ink")}">{label.number}</text></a>'
        )

    def _markers_apart(self) -> list[np.ndarray]:
        """Return where the numbers go: at their parts, moved until none touches another."""
        places = [np.array(label.at, float) for label in self.markers]
        stepped = bool(self.words.get("steps"))
        for _ in range(200):
            for a in range(len(places)):
                for b in range(a):
                    way = places[a] - places[b]
                    gap = np.hypot(*way)
                    # Frames of a stepped figure are never seen together.
                    if not stepped and gap < 97:
                        push = (way / gap if gap else np.array([0, 1.0])) * (97 - gap) / 2
                        places[a] += push
                        places[b] -= push
            places = [np.clip(p, 50, [self.width - 50, self.height - 50]) for p in places]
        return places

    def svg(self) -> str:
        layers = "".join(self.layers)
        for number, place in enumerate(self._markers_apart()):
            layers = layers.replace(f"@marker{number}@", self._marker(self.markers[number], place))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" viewBox="0 0 {self.width} {self.height}" role="img" '
            f'aria-labelledby="title desc"><title id="title">{escape(self.title)}</title>'
            f'<desc id="desc">{escape(self.words["alt"].strip())}</desc>' + layers + "</svg>\n"
        )

    def save(self) -> int:
        """Write the drawing and return its weight gzipped."""
        svg = self.svg()
        (self.folder / f"{self.name}.svg").write_text(svg, encoding="utf-8", newline="\n")
        return len(gzip.compress(svg.encode(), 9, mtime=0))


def _spread(column: list[Label], top: float, bottom: float) -> None:
    """Move labels apart until none touches another or the edge."""

    def room(label):
        return TEXT * 1.12 * len(label.lines) + 20

    for _ in range(500):
        for a, b in itertools.pairwise(column):
            lack = (room(a) + room(b)) / 2 - (b.y - a.y)
            if lack > 0:
                a.y -= lack / 2
                b.y += lack / 2
        for label in column:
            label.y = min(max(label.y, top + room(label) / 2), bottom - room(label) / 2)
