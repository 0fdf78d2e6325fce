"""What in a paragraph is shown otherwise than its author meant: Markdown that slipped, and what others alone read.

Here as on GitHub a slip stays text, and nobody notices; so do words that were left in by mistake. Opinions, so
warnings. Code, tags and addresses in <...> are never looked into.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from .limits import MOST_DOUBTS
from .marks import false_marks
from .slips import LIST_BEHIND_BLANK, ROLE, likely
from .spans import VERBATIM, delimiters_left
from .wording import repeated, unfinished


class Doubt(NamedTuple):
    """Something in a text that an editor should look at."""

    start: int
    """Offset in the text."""
    literal: str
    """As it stands there, to find the column by."""
    message: str
    hint: str
    is_once: bool = False
    """Whether saying it once a page is enough."""
    rule: str = "markdown"
    is_broken: bool = False
    """Whether a mark of ours was meant, so that it is an error."""


def lists_apart(text: str) -> Iterator[Doubt]:
    """Yield the attribute lists in the text of a paragraph that are printed, as a blank stands before them."""
    slip = LIST_BEHIND_BLANK
    for match in slip.found_in(prose_of(text)) if "}" in text else ():
        yield Doubt(match.start("list"), text[match.start("list") : match.end("list")], slip.message, slip.hint)


@lru_cache(maxsize=2_000)
def doubts(text: str, language: str = "en") -> tuple[Doubt, ...]:
    """Return what its author should look at in the text of a paragraph, a heading or a cell."""
    return tuple(islice(_doubts(text, language), MOST_DOUBTS))


def prose_of(text: str) -> str:
    """Return a text with an x for each character of its code, its tags, and all else that is no text."""
    return NO_TEXT.sub(lambda match: "x" * len(match[0]), text) if HIDDEN.search(text) else text


def _doubts(text: str, language: str) -> Iterator[Doubt]:
    visible = prose_of(text)
    yield from _words_left_in(visible, language)
    for found in false_marks(visible):
        # All of the line: what begins alike before it may be whole.
        literal = text[found.start :].partition("\n")[0]
        yield Doubt(found.start, literal, found.message, found.hint, rule=found.rule, is_broken=True)
    for match in MERGE.finditer(visible) if "<<<<<<< " in visible else ():
        said, hint = "both sides of a merge stand here, as git left them", "Keep one, and delete git’s three lines."
        yield Doubt(match.start(), match[0], said, hint, rule="unfinished", is_broken=True)
    yield from _slips(text, visible)


def _words_left_in(visible: str, language: str) -> Iterator[Doubt]:
    for start, literal in repeated(visible, language):
        if set(literal) - set("x \n\t"):
            said = f"“{' '.join(literal.split())}”: a word that stands twice"
            yield Doubt(start, literal, said, "Delete one of them.", rule="repeated")
    for start, literal in unfinished(visible):
        said, hint = f"“{literal[:40]}” was left in the text", "Write what is meant, or put it into <!-- ... -->."
        yield Doubt(start, literal, said, hint, rule="unfinished")


def _slips(text: str, visible: str) -> Iterator[Doubt]:
    for slip in likely(visible):
        for match in slip.found_in(visible):
            literal = text[match.start() : match.end()]
            yield Doubt(match.start(), literal, slip.message, slip.hint, is_once=slip.is_once)
    for match in ROLE.found_in(text):
        # What stands in code itself is hidden.
        if visible[match.start()] == "{":
            yield Doubt(match.start(), match[0], ROLE.message, ROLE.hint)
    # Emphasis is read from end to end only where some ** is not plainly one of a pair.
    left = delimiters_left(visible, "**") if "**" in visible and "**" in BOLD.sub("", visible) else []
    if len(left) > 1:
        said = "these ** make nothing bold; they stay as they are"
        hint = "Put no blank inside the stars, and one behind them where the bold words end in a mark like “:”."
        yield Doubt(left[0], text[left[0] :].partition("\n")[0][:12], said, hint)


BOLD = re.compile(r"\*\*(?<![^\s(]\*\*)(?=[^\W_])[^*\n\[\]`<_~\\]*(?<=[^\W_])\*\*(?![\w*])")
"""Words that are bold whatever stands round them."""
MERGE = re.compile(r"^<{7} \S.*", re.M)
"""Where git has left both versions of a text for its editor to choose."""
NO_TEXT = re.compile(VERBATIM, re.S)
HIDDEN = re.compile(r"[`<\\]")
"""What all that is no text begins with."""
