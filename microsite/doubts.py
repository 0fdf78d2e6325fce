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

    literal: str
    """As it stands in the text, to find the place by."""
    message: str
    hint: str


ADDRESS_LIKE = r"(?:https?://|\.{1,2}/|/|#)[^()\n]*|[^()\n]*\.(?:md|html?|svg|png|jpe?g|webp|ya?ml|pdf)(?:#[^()\n]*)?"
LINK_WITH_BLANKS = re.compile(rf"\]\((?=[^()\n<>\"']*[^()\n<>\"'\s][ \t]+[^()\n<>\"'\s])(?:{ADDRESS_LIKE})\)")
LINK_APART = re.compile(rf"\][ \t]\((?:{ADDRESS_LIKE})\)")
LINK_REVERSED = re.compile(rf"\([^()\n]+\)\[(?=[^\[\]\n]+\](?!\())(?:{ADDRESS_LIKE.replace('()', '[]')})\]")
EMOJI = re.compile(r"(?<![\w:./-]):[a-z+-][a-z0-9_+-]+:(?![\w:/])")
FORMULA = re.compile(r"(?<![\\$\w])(?:\$\$[^$\n]+\$\$|\$`[^`\n]+`\$)")
NO_HEADING = re.compile(r"^#{2,6}(?=[^#\s])", re.M)
BULLET = re.compile(r"^[•◦▪‣][ \t]", re.M)

DOUBTS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        LINK_WITH_BLANKS,
        "this is no link, on account of the blanks in its address",
        "Write %20 for each blank, or put <...> round the address.",
    ),
    (LINK_APART, "this is no link, on account of the blank before (", "Take the blank out."),
    (LINK_REVERSED, "this is no link: the brackets are the wrong way round", "Write [words](address)."),
    (EMOJI, "GitHub makes a picture of this; here it stays text", "Put the character itself."),
    (FORMULA, "GitHub sets this as a formula; here it stays text", "Write it out, or make it a figure."),
    (NO_HEADING, "this is no heading: there is no blank behind the #", "Put one."),
    (BULLET, "this makes no list", "Begin each item with “- ”."),
)


def doubts(text: str) -> Iterator[Doubt]:
    """Yield what its author should look at in the text of a paragraph, a heading or a cell."""
    if not SUSPECT.search(text):
        return
    visible = re.sub(VERBATIM, lambda match: "x" * len(match[0]), text, flags=re.S)
    for pattern, message, hint in DOUBTS:
        for match in pattern.finditer(visible):
            yield Doubt(text[match.start() : match.end()], message, hint)
    left = delimiters_left(visible, "**")
    if len(left) > 1:
        hint = "Put no blank inside the stars, and one behind them where the bold words end in a mark like “:”."
        start = left[0]
        yield Doubt(text[start : start + 12].split("\n")[0], "these ** make nothing bold; they stay as they are", hint)


SUSPECT = re.compile(r"[\])][ \t]?[(\[]|:[a-z+-][a-z0-9_+-]+:|\$[$`]|^#|^[•◦▪‣]|\*\*", re.M)
"""What most texts hold nothing of."""
