"""What CommonMark finds inside a line: code, tags, addresses, and where brackets lead. Plain text in, plain values out.

`gfm` reads link definitions with it, `inline` links, pictures and all that is taken as it stands.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

DEEPEST = 32
"""Brackets inside each other; beyond that a bracket is text, which keeps the work linear."""

PUNCTUATION = r"[!-/:-@\[-`{-~]"
ESCAPE = rf"\\{PUNCTUATION}"

# Quantifiers with + behind them never give back what they took: a text cannot make them slow.
CODE = r"(?P<ticks>`++)(?:(?P<code>.*?[^`])(?P=ticks)(?!`))?+"
ATTRIBUTE = r"""(?:\s++[A-Za-z_:][\w.:-]*+(?:\s*+=\s*+(?:[^\s"'=<>`]++|'[^']*+'|"[^"]*+"))?+)"""
OPENED = rf"<[A-Za-z][A-Za-z0-9-]*+{ATTRIBUTE}*+\s*+/?>"
CLOSED = r"</[A-Za-z][A-Za-z0-9-]*+\s*+>"
OTHER = "|".join(rf"{opened}(?:(?!{opened}).)*?{closed}" for opened, closed in (
    ("<!--", "-->"), (r"<\?", r"\?>"), (r"<!\[CDATA\[", r"\]\]>")
))
TAG = rf"(?P<tag>{OPENED}|{CLOSED}|<!--(?:>|->)|{OTHER}|<![A-Za-z][^<>]*+>)"
AUTOLINK = (
    r"<(?:(?P<url>[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\x00-\x20<>]*+)|"
    r"(?P<mail>[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?))>"
)
VERBATIM = rf"{ESCAPE}|{CODE}|{AUTOLINK}|{TAG}"
"""What binds more tightly than brackets and is no text; an escaped character too."""

TERM_MARK = r"\[\[(!?)([^\[\]|\\]+)(?:\\?\|([^\[\]]+))?\]\]"
BRACKETS = re.compile(rf"{VERBATIM}|(?P<bracket>[\[\]])", re.S)

LABEL = rf"\[(?P<label>(?>{ESCAPE}|[^\[\]])*+)\]"
_CHARACTER = rf"(?>{ESCAPE}|[^()\x00-\x20\x7f])"
_BALANCED = rf"{_CHARACTER}*+"
for _ in range(4):
    _BALANCED = rf"(?>{_CHARACTER}|\({_BALANCED}\))*+"
ADDRESS = rf"(?:<(?P<angled>(?>{ESCAPE}|[^<>\n])*+)>|(?!<)(?P<bare>(?>{_CHARACTER}|\({_BALANCED}\))++))"
TITLE = (
    rf"""(?:"(?P<double>(?>{ESCAPE}|[^"])*+)"|'(?P<single>(?>{ESCAPE}|[^'])*+)'|"""
    rf"""\((?P<round>(?>{ESCAPE}|[^()])*+)\))"""
)
BLANKS = r"[ \t\n]"
INLINE_TARGET = re.compile(rf"\({BLANKS}*+{ADDRESS}?+(?:{BLANKS}++{TITLE})?+{BLANKS}*+\)", re.S)
LABELLED = re.compile(LABEL, re.S)
DEFINITION = re.compile(
    rf" {{0,3}}{LABEL}:[ \t]*+\n?[ \t]*+{ADDRESS}(?:(?:[ \t]++\n?|\n)[ \t]*+{TITLE})?[ \t]*(?:\n|\Z)", re.S
)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Leads:
    """Where brackets lead."""

    address: str
    title: str | None
    end: int
    """Offset in the text after all that belongs to the link or the definition."""
    label: str = ""
    """What a definition defines."""


def label_of(written: str) -> str:
    """Return the name by which a link label is known: blanks folded, any case."""
    return " ".join(written.split()).casefold()


def unescaped(written: str) -> str:
    """Return a text without its backslashes and entities; what an entity hides is never a control character."""
    return CONTROL.sub("", html.unescape(re.sub(rf"\\({PUNCTUATION})", r"\1", written)))


def _leads(match: re.Match[str], label: str = "") -> Leads:
    address = match["angled"] if match["angled"] is not None else match["bare"] or ""
    title = next((text for text in match.group("double", "single", "round") if text is not None), None)
    address = re.sub(rf"\\({PUNCTUATION})", r"\1", address)
    return Leads(address, None if title is None else unescaped(title), match.end(), label)


def definitions(text: str) -> Iterator[Leads]:
    """Yield the link definitions with which the text of a paragraph begins, in order."""
    end = 0
    while (match := DEFINITION.match(text, end)) and label_of(match["label"]) and match["label"][0] != "^":
        end = match.end()
        yield _leads(match, label_of(match["label"]))


def closing(text: str, start: int) -> int:
    """Return where the bracket is closed that was opened before `start`, or -1."""
    depth = 1
    for match in BRACKETS.finditer(text, start):
        if match["bracket"] == "[":
            depth += 1
            if depth > DEEPEST:
                return -1
        elif match["bracket"]:
            depth -= 1
            if not depth:
                return match.start()
    return -1


def leads_to(text: str, start: int, close: int, defined: Mapping[str, tuple[str, str | None]]) -> Leads | None:
    """Return where the words text[start:close] lead, whose closing bracket stands at `close`; None = nowhere.

    An address in (...) counts before a label in [...], which counts before the words themselves as a label.
    """
    if match := INLINE_TARGET.match(text, close + 1):
        return _leads(match)
    words, end = text[start:close], close + 1
    if match := LABELLED.match(text, end):
        end = match.end()
        words = match["label"] if match["label"].strip() else words if end == close + 3 else ""
    elif not LABELLED.fullmatch(f"[{words}]"):
        return None
    known = defined.get(label_of(words)) if words else None
    return Leads(known[0], known[1], end) if known else None


def holds_link(words: str, defined: Mapping[str, tuple[str, str | None]]) -> bool:
    """Return whether a link stands inside the words of another: then only the inner one is one."""
    for match in BRACKETS.finditer(words):
        if match["bracket"] == "[" and words[match.start() - 1 : match.start()] != "!":
            close = closing(words, match.end())
            if close >= 0 and leads_to(words, match.end(), close, defined):
                return True
    return False


def plain(words: str) -> str:
    """Return the text of a picture's [...] without markup, as it stands in `alt`."""
    before = ""
    while words != before:
        before = words
        words = re.sub(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])?", r"\1", words)
        words = re.sub(r"(?<![\\\w])(\*{1,3}|_{1,3}|~~|`+)(?=\S)(.{1,300}?)(?<=\S)\1(?!\w)", r"\2", words, flags=re.S)
    return unescaped(words)
