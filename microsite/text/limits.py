"""How much one text may hold: named limits, so that a build ends, and says where, instead of hanging.

They are judged when the blocks of a text are known and before its lines are read: reading a line takes time with the
square of the marks in it. A megabyte within these limits takes a few seconds, whatever it holds; real pages lie far
below (the longest measured holds 100 kB, and 200 marks in a block). Other limits have their own places: bytes of a
file (`files`), lists and quotes inside each other (`gfm`), brackets and emphasis inside each other (`spans`), tokens
and depth of YAML (`fields`), size and depth of drawings (`figures`), and time (`budget`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

LONGEST_RUN = 100
"""Brackets, exclamation marks or < in a row."""
MOST_MARKS_IN_A_BLOCK = 2_000
"""In one paragraph, heading or table cell."""
MOST_MARKS = 40_000
"""In the text of a page, code left out."""
MOST_BLOCKS = 20_000
"""Paragraphs, items, cells and the like on a page."""
MOST_FOOTNOTE_MARKS = 1_000
"""On a page: [^1] and its kin."""
MOST_ABBREVIATIONS = 500
"""On a page: `*[ABC]: meaning`."""
MOST_DOUBTS = 100
"""That are said of one paragraph: whoever has mended so many will look at the others."""

MARK = re.compile(r"[\[\]<&*_~`{\\|@]|https?:|www\.|  \n")
"""What begins something inside a line."""
OF_RUNS = "[]!<"
RUN = re.compile(rf"[{re.escape(OF_RUNS)}]{{{LONGEST_RUN + 1}}}")
FOOTNOTE_MARK = "[^"


class Overrun(NamedTuple):
    """Where a text holds more than it may."""

    block: int
    """Index of the block among those that were given."""
    offset: int
    """In the text of the block."""
    message: str
    hint: str


def overrun(blocks: Iterable[str]) -> Overrun | None:
    """Return the first place where the blocks of a text hold more than they may, or None; in linear time."""
    return next(_overruns(blocks), None)


def holds_too_much(text: str) -> bool:
    """Return whether one block alone goes beyond a limit."""
    return len(text) > LONGEST_RUN and overrun((text,)) is not None


def _overruns(blocks: Iterable[str]) -> Iterator[Overrun]:
    texts = [*blocks]
    # Most pages are short: their marks need not be counted.
    is_long = sum(map(len, texts)) > MOST_MARKS
    marks = footnotes = 0
    for n, text in enumerate(texts):
        if n >= MOST_BLOCKS:
            yield Overrun(n, 0, f"more than {MOST_BLOCKS:,} paragraphs, items and cells", "Split the page.")
        if sum(map(text.count, OF_RUNS)) > LONGEST_RUN and (run := RUN.search(text)):
            said = f"more than {LONGEST_RUN} brackets or the like in a row"
            yield Overrun(n, run.start(), said, "Take them out, or make them code.")
        if len(text) > MOST_MARKS_IN_A_BLOCK and (at := _nth(MARK, text, MOST_MARKS_IN_A_BLOCK)) >= 0:
            said = f"more than {MOST_MARKS_IN_A_BLOCK:,} marks (* [ < and their kin) in one paragraph"
            yield Overrun(n, at, said, "Split it with blank lines, or make it code.")
        marks += len(MARK.findall(text)) if is_long else 0
        if marks > MOST_MARKS:
            said = f"more than {MOST_MARKS:,} marks (* [ < and their kin) on one page"
            yield Overrun(n, 0, said, "Split the page.")
        footnotes += text.count(FOOTNOTE_MARK)
        if footnotes > MOST_FOOTNOTE_MARKS:
            yield Overrun(n, 0, f"more than {MOST_FOOTNOTE_MARKS:,} footnote marks on one page", "Split the page.")


def _nth(pattern: re.Pattern[str], text: str, most: int) -> int:
    """Return where the first match after `most` of them begins, or -1."""
    found = (match.start() for n, match in enumerate(pattern.finditer(text)) if n == most)
    return next(found, -1)
