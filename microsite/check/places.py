"""Where in its file a piece of a page's text stands, so that a problem found in finished text leads to its words."""

from __future__ import annotations

import re

from ..model import Page
from ..problem import Place

# Each step is atomic, so that no text can make the search slow.
BETWEEN = (
    r"(?>\[@[^\]\n]*+\]|\]\([^)\n]*+\)|\[\[[^\]|\n]*+\||\{[^}\n]*+\}|<!--[^\n]{0,200}?-->|\n(?!\s*\n)|[^\w\n]){1,160}?"
)
"""What may stand between two words of a sentence: a citation, the address of a link, the term of a mark, a badge, a
comment, one line break, other marks."""
ENOUGH = 6
"""Words by which a sentence is found again."""


def place_of(page: Page, words: str, line: int = 0) -> Place | None:
    """Return where `words` begin in a page's text, looking from `line` of the file on; None if they stand elsewhere.

    Only the first words count. Marks between them, which the finished text no longer has, do no harm; words that were
    put in from the ledger, or from a sidecar, stand in no line of this file.
    """
    source = page.source
    sought = re.findall(r"\w+", words)[:ENOUGH]
    if not sought:
        return None
    text = source.text
    lines = text.split("\n")
    start = sum(len(each) + 1 for each in lines[: max(0, line - source.first_line)])
    found = re.compile(rf"\b{BETWEEN.join(sought)}\b").search(text, start)
    return source.place(found.start()) if found else None


def place_near(page: Page, words: str, line: int) -> Place:
    """Return where `words` begin, or the line of the block that holds them where they cannot be found again."""
    return place_of(page, words, line) or Place(page.source.path, line)
