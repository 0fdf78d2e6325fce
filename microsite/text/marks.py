"""Marks that were begun and are none: `[[name`, `[@key`, `[^1`, `{claim: id}`, `:: name`.

They would be printed as text, and nobody would notice. Whoever means the signs themselves puts a backslash
before them, or makes them code. Plain text in, plain values out.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from .spans import TERM_MARK, closing

CITATION = r"\[(@\s*[A-Za-z0-9][^\[\]]*)\]"
CLAIM = r"\{claim:([^{}\s]*)\}"
FACT = r"\{fact:([^{}\s]*)\}"

BEGUN = re.compile(
    rf"{TERM_MARK}|{CITATION}|{CLAIM}|{FACT}|"
    r"(?P<term>\[\[(?=[!|]?\w|[!|]?[ \t]+\w[^\[\]\n]*\]))|"
    r"(?P<cite>\[(?=[ \t]*@[A-Za-z0-9]))|"
    r"(?P<note>\[\^(?=[\w-]+(?![^\s\[]*\])|[ \t]+[\w-]+[ \t]*\]))|"
    r"(?P<braces>\{[ \t]*(?P<kind>(?i:claim|fact))s?[ \t]*:)"
)
"""A mark, which is passed by, or the beginning of one that came to nothing."""
SIGN = re.compile(r"\[[\[@^ \t]|\{[ \tcCfF]")
"""What each of them begins with."""
FENCE_SLIP = re.compile(r" {0,3}::(?!:)(?:[ \t]+(?P<apart>[\w-]+)|(?P<close>[ \t]*$)|(?P<name>[\w-]+)(?!::|[\w-]))")
"""Two colons where three were meant."""
LINK = re.compile(r"!?\[[^\[\]\n]+\]\((?:https?://|\.{1,2}/|#|[^()\s]+\.md\b)[^()\n]*\)")
LITERALLY = "For the signs themselves write \\{} or make them code."
WRITE = {
    "term": "Write [[term]], [[term|other words]] or [[!term]]; the bar in a table cell as \\|.",
    "citation": "Write [@key], [@key, p. 3] or [@one; @two].",
    "footnote": "Write [^name].",
    "claim": "Write {claim:the-id}, without blanks, and close it with }.",
    "fact": "Write {fact:term.field}, without blanks, and close it with }.",
}


class FalseMark(NamedTuple):
    """Where a mark was begun that is none."""

    start: int
    rule: str
    message: str
    hint: str


def false_marks(text: str) -> Iterator[FalseMark]:
    """Yield, in order, the marks that were begun in a text and would be printed as text.

    `text` is that of a paragraph, a heading or a cell, without its code, tags and escaped characters.
    """
    for match in _begun(text):
        if match["term"]:
            wrong, rule, signs = _wrong_term(text, match.start()), "term", "[["
        elif match["cite"]:
            wrong, rule, signs = _wrong_citation(text, match.start()), "citation", "[@"
        elif match["note"]:
            is_apart = text[match.end() : match.end() + 1] in (" ", "\t")
            said = "a blank stands behind this [^" if is_apart else "this [^ is not closed by ]"
            wrong, rule, signs = f"{said}: it would be printed as it is", "footnote", "[^"
        elif match["braces"]:
            rule = match["kind"].lower()
            wrong, signs = _wrong_braces(text, match.start(), match.end()), "{"
        else:
            continue
        if wrong:
            yield FalseMark(match.start(), rule, wrong, f"{WRITE[rule]} {LITERALLY.format(signs)}")


def marks_in_plain(text: str) -> Iterator[str]:
    """Yield the marks and links, whole or not, in a text whose signs all stand for themselves: a title, a summary."""
    if "[" in text or "{" in text:
        yield from (match[0] for match in LINK.finditer(text))
        yield from (match[0] for match in _begun(LINK.sub("", text)))


def _begun(text: str) -> Iterator[re.Match[str]]:
    """Yield the marks of a text, whole or not: those of `BEGUN.finditer` in a fraction of the time."""
    at = 0
    while sign := SIGN.search(text, at):
        match = BEGUN.match(text, sign.start())
        at = match.end() if match else sign.start() + 1
        if match:
            yield match


def _wrong_term(text: str, start: int) -> str:
    """Return why the [[ at `start` marks no term, or "" where it is a bracket round something else."""
    inner = closing(text, start + 2)
    if inner >= 0 and text[inner + 1 : inner + 2] in ("(", "["):
        # A link in brackets.
        return ""
    if inner >= 0 and text[inner + 1 : inner + 2] == "]":
        return "what stands between [[ and ]] is no name of a term, and would be printed as it is"
    if inner >= 0 and closing(text, start + 1) >= 0:
        return ""
    return "this [[ is not closed by ]]: it would be printed as it is"


def _wrong_citation(text: str, start: int) -> str:
    close = closing(text, start + 1)
    if close < 0:
        return "this [@ is not closed by ]: it would be printed as it is"
    if text[close + 1 : close + 2] in ("(", "["):
        return ""
    return "this is no citation, and would be printed as it is"


def _wrong_braces(text: str, start: int, end: int) -> str:
    close = re.compile(r"[^{}\n]*\}").match(text, end)
    if close is None:
        return f"this {text[start:end]} is not closed by }}: it would be printed as it is"
    return f"“{' '.join(text[start : close.end()].split())[:60]}” is no mark, and would be printed as it is"


def fence_slip(line: str, names: Collection[str]) -> tuple[str, str] | None:
    """Return what is wrong with a line of text that begins with two colons, and how to mend it; None for any other.

    `names` are those of the blocks: without a blank behind the colons only they are meant, `::operator` is not.
    """
    match = FENCE_SLIP.match(line)
    if match is None or (match["name"] and match["name"].lower() not in names):
        return None
    literally = LITERALLY.format("::")
    if match["close"] is not None:
        return "“::” closes no block: it would be printed as it is", f"A block is closed by three, `:::`. {literally}"
    name = match["apart"] or match["name"]
    said = f"“:: {name}” opens no block: it would be printed as it is"
    return said, f"A block is opened by three, `::: {name}`. {literally}"
