"""What in a paragraph is shown otherwise than its author meant: Markdown that slipped, and what GitHub alone shows.

Here as on GitHub a slip stays text, and nobody notices. Opinions, so warnings: each is a pattern that prose does not
hold by chance. Code, tags and addresses in <...> are never looked into.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .spans import VERBATIM, delimiters_left


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something in a text that an editor should look at."""

    start: int
    """Offset in the text."""
    literal: str
    """As it stands there, to find the column by."""
    message: str
    hint: str
    is_once: bool = False
    """Whether saying it once a page is enough."""


ADDRESS = (
    r"(?:https?://|\.{1,2}/|/|#)[^()\[\]\n]*|[^()\[\]\n]*\.(?:md|html?|svg|png|jpe?g|webp|ya?ml|pdf)(?:#[^()\[\]\n]*)?"
)
LINK_WITH_BLANKS = re.compile(rf"\]\((?=[^()\n<>\"']*[^()\n<>\"'\s][ \t]+[^()\n<>\"'\s])(?:{ADDRESS})\)")
LINK_APART = re.compile(rf"\][ \t]\((?:{ADDRESS})\)")
LINK_REVERSED = re.compile(rf"\([^()\n]+\)\[(?:{ADDRESS})\](?!\()")
EMOJI = re.compile(r"(?<![\w:./-]):[a-z+-][a-z0-9_+-]+:(?![\w:/])")
FORMULA = re.compile(r"(?<![\\$\w])(?:\$\$[^$\n]+\$\$|\$`[^`\n]+`\$)")
NO_HEADING = re.compile(r"^#{2,6}(?=[^#\s])", re.M)
BULLET = re.compile(r"^[•◦▪‣][ \t]", re.M)

SLIPS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        LINK_WITH_BLANKS,
        "this is no link, on account of the blanks in its address",
        "Write %20 for each blank, or put <...> round the address.",
    ),
    (LINK_APART, "this is no link, on account of the blank before (", "Take the blank out."),
    (LINK_REVERSED, "this is no link: the brackets are the wrong way round", "Write [words](address)."),
    (NO_HEADING, "this is no heading: there is no blank behind the #", "Put one."),
    (BULLET, "this makes no list", "Begin each item with “- ”."),
)
GITHUB_ONLY = (
    (EMOJI, "GitHub makes a picture of such a name; here it stays text", "Put the character itself."),
    (FORMULA, "GitHub sets this as a formula; here it stays text", "Write it out, or make it a figure."),
)


def doubts(text: str) -> Iterator[Doubt]:
    """Yield what its author should look at in the text of a paragraph, a heading or a cell."""
    if not SUSPECT.search(text):
        return
    visible = re.sub(VERBATIM, lambda match: "x" * len(match[0]), text, flags=re.S)
    for pattern, message, hint in (*SLIPS, *GITHUB_ONLY):
        for match in pattern.finditer(visible):
            is_once = (pattern, message, hint) in GITHUB_ONLY
            yield Doubt(match.start(), text[match.start() : match.end()], message, hint, is_once)
    left = delimiters_left(visible, "**")
    if len(left) > 1:
        said = "these ** make nothing bold; they stay as they are"
        hint = "Put no blank inside the stars, and one behind them where the bold words end in a mark like “:”."
        yield Doubt(left[0], text[left[0] :].partition("\n")[0][:12], said, hint)


SUSPECT = re.compile(r"[\])][ \t]?[(\[]|:[a-z+-][a-z0-9_+-]+:|\$[$`]|^#|^[•◦▪‣]|\*\*", re.M)
"""What most texts hold nothing of."""
