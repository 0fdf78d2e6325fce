"""Where in its file stands what an author wrote, so that a problem leads to it.

The tree of a text knows the line of each block; what stands inside is looked for from there, as it was written.
"""

from __future__ import annotations

import bisect

from ..model import Figure, Source
from ..problem import Place
from .spans import code_spans

FURTHEST = 400
"""Lines below its block's first in which what an author wrote is looked for."""


class Places:
    """The places of one text. It is asked for them in the order of the text: of equal words, each is found once."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.lines = source.text.split("\n")
        self.alone: dict[int, Figure] = {}
        """Line -> the picture that stands alone on it: its words are read with the page."""
        self.seen: dict[tuple[int, str], tuple[int, int]] = {}
        self.code: dict[int, list[tuple[int, int]]] = {}

    def of_line(self, line: int, column: int = 0) -> Place:
        """Return a line of the text (not yet of the file) as a place."""
        return Place(self.source.path, self.source.first_line + line - 1, column)

    def first_column(self, line: int) -> int:
        """Return where on a line of the text a block begins: at its `:::`, or at the first character that shows."""
        written = self.lines[line - 1]
        fence = written.find(":::")
        return 1 + (fence if fence >= 0 else len(written) - len(written.lstrip()))

    def before(self, text: str, line: int) -> int:
        """Return how much the containers round a block put before `text` on this line."""
        return max(0, self.lines[line - 1].find(text))

    def of_words(self, literal: str, line: int, like_it: int = 0) -> Place:
        """Return where the author wrote `literal`, looking from `line` of the text on; else the line.

        Each call for the same words near the same line finds the next of them, and one that passes by `like_it` on
        the line itself the one behind those. Words in code of several lines may be taken for them; the place is near
        then. What came into the text with a picture stands in its sidecar.
        """
        place = self.in_sidecar(literal, line) or (self.behind(literal, line, like_it) if like_it else None)
        return place or self.found(literal, line) or self.of_line(line)

    def behind(self, literal: str, line: int, like_it: int) -> Place | None:
        """Return where `literal` stands on this line behind `like_it` others, or None; code counts as well."""
        written, first = self.lines[line - 1], literal.split("\n")[0]
        pieces = written.split(first, like_it + 1)
        at = len(written) - len(pieces[-1]) - len(first)
        return self.of_line(line, at + 1) if len(pieces) == like_it + 2 else None

    def of_address(self, written: str, line: int) -> Place:
        """Return where an address stands in its link, picture or definition."""
        for before, after in (("](", ")"), ("](", " "), ("](<", ">"), ("]: ", ""), ("<", ">"), ("", "")):
            literal = before + written + after
            if not literal:
                continue
            if place := self.in_sidecar(literal, line):
                return place
            if place := self.found(literal, line):
                return Place(place.path, place.line, place.column + len(before))
        return self.of_line(line)

    def in_sidecar(self, literal: str, line: int) -> Place | None:
        """Return the field of a sidecar that holds `literal`, if a picture stands alone on this line; else None."""
        figure = self.alone.get(line)
        texts = figure.texts() if figure else ()
        return next((figure.place_of(name) for name, text in texts if figure and literal in text), None)

    def found(self, literal: str, line: int) -> Place | None:
        first, is_cut, _ = literal.partition("\n")
        n, start = self.seen.get((line, first), (line - 1, -1))
        while n < min(len(self.lines), line + FURTHEST):
            while (start := self.lines[n].find(first, start + 1)) >= 0:
                # Of `<a` and an address on the line below, no `<a` is meant behind which the line goes on.
                if is_cut and self.lines[n][start + len(first) :].strip():
                    continue
                if first.startswith("`") or not self.is_in_code(n, start):
                    self.seen[line, first] = n, start
                    return self.of_line(n + 1, start + 1)
            n += 1
        self.seen[line, first] = n, -1
        return None

    def is_in_code(self, n: int, start: int) -> bool:
        """Return whether a place on the line with index `n` lies in a code span that begins and ends there."""
        if "`" not in self.lines[n]:
            return False
        if n not in self.code:
            self.code[n] = code_spans(self.lines[n])
        span = bisect.bisect_right(self.code[n], (start, len(self.lines[n])))
        return span > 0 and start < self.code[n][span - 1][1]
