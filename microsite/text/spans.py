"""What CommonMark finds inside a line: code, tags, addresses, and where brackets lead. Plain text in, plain values out.

`gfm` reads link definitions with it, `inline` links, pictures and all that is taken as it stands.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.entities import html5
from typing import NamedTuple

DEEPEST = 32
"""Brackets, or emphasis, inside each other; beyond that they are text, which keeps the work linear."""

PUNCTUATION = r"[!-/:-@\[-`{-~]"
ESCAPE = rf"\\{PUNCTUATION}"

# Quantifiers with + behind them never give back what they took: a text cannot make them slow.
CODE = r"(?P<ticks>`++)(?:(?P<code>.*?[^`])(?P=ticks)(?!`))?+"
# Those of HTML: at any other blank, a no-break space say, a browser goes on with the word.
BLANKS = r"[ \t\n]"
ATTRIBUTE = (
    rf"(?:{BLANKS}++[A-Za-z_:][A-Za-z0-9_.:-]*+"
    rf"""(?:{BLANKS}*+={BLANKS}*+(?:[^ \t\n"'=<>`]++|'[^']*+'|"[^"]*+"))?+)"""
)
OPENED = rf"<[A-Za-z][A-Za-z0-9-]*+{ATTRIBUTE}*+{BLANKS}*+/?>"
CLOSED = rf"</[A-Za-z][A-Za-z0-9-]*+{BLANKS}*+>"
OTHER = "|".join(
    rf"{opened}(?:(?!{opened}).)*?{closed}"
    for opened, closed in (("<!--", "-->"), (r"<\?", r"\?>"), (r"<!\[CDATA\[", r"\]\]>"))
)
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
INLINE_TARGET = re.compile(rf"\({BLANKS}*+{ADDRESS}?+(?:{BLANKS}++{TITLE})?+{BLANKS}*+\)", re.S)
LABELLED = re.compile(LABEL, re.S)
DEFINITION = re.compile(
    rf" {{0,3}}{LABEL}:[ \t]*+\n?[ \t]*+{ADDRESS}(?:(?:[ \t]++\n?|\n)[ \t]*+{TITLE})?[ \t]*(?:\n|\Z)", re.S
)
ENTITY = r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]*);"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def code_spans(line: str) -> list[tuple[int, int]]:
    """Return where the code spans of a line begin and end, in order."""
    found = re.finditer(rf"{ESCAPE}|{CODE}", line, re.S)
    return [match.span() for match in found if match["code"] is not None]


class Leads(NamedTuple):
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


def decoded(written: str) -> str:
    """Return a text with the characters that its entities stand for; what stands for a control character stays."""

    def meant(match: re.Match[str]) -> str:
        # html.unescape alone would read the beginning of a name that it does not know.
        is_known = match[0][1] == "#" or match[0][1:] in html5
        character = html.unescape(match[0]) if is_known else ""
        return match[0] if not character or CONTROL.search(character) else character

    return re.sub(ENTITY, meant, written) if "&" in written else written


def unescaped(written: str) -> str:
    """Return a text without its backslashes and entities."""
    return decoded(re.sub(rf"\\({PUNCTUATION})", r"\1", written))


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


def picture_alone(text: str, defined: Mapping[str, tuple[str, str | None]]) -> tuple[str, str] | None:
    """Return the plain words and the address of the picture that is all of `text`, or None."""
    if not text.startswith("!["):
        return None
    close = closing(text, 2)
    leads = leads_to(text, 2, close, defined) if close >= 0 else None
    return (plain(text[2:close]), leads.address) if leads and leads.end == len(text) else None


def holds_link(words: str, defined: Mapping[str, tuple[str, str | None]]) -> bool:
    """Return whether a link stands inside the words of another: then only the inner one is one."""
    for match in BRACKETS.finditer(words):
        if match["bracket"] == "[" and words[match.start() - 1 : match.start()] != "!":
            close = closing(words, match.end())
            if close >= 0 and leads_to(words, match.end(), close, defined):
                return True
    return False


HIDDEN = 0xF000
"""Added to an escaped character, out of reach of what it would mean."""
HIDDEN_ONE = f"[{chr(HIDDEN)}-{chr(HIDDEN + 127)}]"


def plain(words: str) -> str:
    """Return the text of a picture's [...] without markup, as it stands in `alt`."""
    words = re.sub(rf"\\({PUNCTUATION})", lambda match: chr(HIDDEN + ord(match[1])), words)
    before = ""
    while words != before:
        before = words
        words = re.sub(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])?", r"\1", words)
        words = re.sub(r"(?<![\\\w])(\*{1,3}|_{1,3}|~~|`+)(?=\S)(.{1,300}?)(?<=\S)\1(?!\w)", r"\2", words, flags=re.S)
    return unescaped(re.sub(HIDDEN_ONE, lambda match: chr(ord(match[0]) - HIDDEN), words))


# ----------------------------------------------------------------------------------------------------------- emphasis


RUN = re.compile(r"([*_~])\1*")


@dataclass(slots=True)
class _Run:
    """A run of *, _ or ~, of which pairs take away from the inside."""

    token: str
    start: int
    end: int
    length: int
    """As it was written."""
    opens: bool
    closes: bool


class Pair(NamedTuple):
    """What stands between two delimiters."""

    tag: str
    start: int
    inner: int
    """Where the text inside begins."""
    close: int
    """Where it ends."""
    end: int


def _is_point(character: str) -> bool:
    """Return whether a character is punctuation to CommonMark; a placeholder stands for what began with some."""
    return character in "\x02\x03" or unicodedata.category(character)[0] in "PS"


def _neighbours(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the characters on either side of a run, past any ~ as on GitHub; an edge of the text is a blank."""
    start -= 1
    if text[start + 1] != "~":
        while start >= 0 and text[start] == "~":
            start -= 1
        while end < len(text) and text[end] == "~":
            end += 1
    return text[start] if start >= 0 else " ", text[end] if end < len(text) else " "


def _runs(text: str) -> Iterator[_Run]:
    """Yield the runs that may open or close emphasis (CommonMark 6.2, rules 1 to 8)."""
    for match in RUN.finditer(text):
        before, after = _neighbours(text, match.start(), match.end())
        is_left = not after.isspace() and (not _is_point(after) or before.isspace() or _is_point(before))
        is_right = not before.isspace() and (not _is_point(before) or after.isspace() or _is_point(after))
        opens, closes = is_left, is_right
        token = match[0][0]
        if token == "_":
            opens = is_left and (not is_right or _is_point(before))
            closes = is_right and (not is_left or _is_point(after))
        if (opens or closes) and not (token == "~" and len(match[0]) > 2):
            yield _Run(token, match.start(), match.end(), len(match[0]), opens, closes)


def _fits(opener: _Run, closer: _Run) -> bool:
    if opener.token != closer.token:
        return False
    if opener.token == "~":
        return opener.length == closer.length
    # Rules 9 and 10, which let *a**b*c* be read in one way only.
    is_both = (opener.opens and opener.closes) or (closer.opens and closer.closes)
    return not is_both or (opener.length + closer.length) % 3 != 0 or opener.length % 3 == closer.length % 3 == 0


def emphasis(text: str) -> list[Pair]:
    """Return the emphasis of a text, in order of its beginnings, the outer before the inner (CommonMark, appendix)."""
    stack: list[_Run] = []
    bottoms: dict[tuple[str, bool, int], int] = {}
    """How much of the stack holds no opener for closers of a kind."""
    found = []
    for run in _runs(text):
        kind = (run.token, run.opens, run.length % 3 if run.token != "~" else run.length)
        while run.closes and run.start < run.end:
            n = next((n for n in range(len(stack) - 1, bottoms.get(kind, 0) - 1, -1) if _fits(stack[n], run)), -1)
            if n < 0:
                bottoms[kind] = len(stack)
                break
            found.append(_paired(stack[n], run))
            del stack[n + (stack[n].start < stack[n].end) :]
            bottoms = {kind: min(bottom, len(stack)) for kind, bottom in bottoms.items()}
        if run.opens and run.start < run.end:
            stack.append(run)
    return list(_not_too_deep(sorted(found, key=lambda pair: pair.start)))


def delimiters_left(text: str, run: str) -> list[int]:
    """Return where runs of delimiters stand that belong to no emphasis, though they touch a word as if they did."""
    pairs = emphasis(text)
    taken = {
        place for pair in pairs for side in ((pair.start, pair.inner), (pair.close, pair.end)) for place in range(*side)
    }
    return [found.start for found in _runs(text) if found.token * found.length == run and found.start not in taken]


def _not_too_deep(pairs: list[Pair]) -> Iterator[Pair]:
    ends: list[int] = []
    for pair in pairs:
        while ends and ends[-1] <= pair.start:
            ends.pop()
        ends.append(pair.end)
        if len(ends) <= DEEPEST:
            yield pair


def _paired(opener: _Run, closer: _Run) -> Pair:
    """Return the pair that two runs make, taking its delimiters away from both."""
    size = 2 if min(opener.end - opener.start, closer.end - closer.start) >= 2 else 1
    pair = Pair(TAGS[opener.token, size], opener.end - size, opener.end, closer.start, closer.start + size)
    opener.end -= size
    closer.start += size
    return pair


TAGS = {("*", 1): "em", ("*", 2): "strong", ("_", 1): "em", ("_", 2): "strong", ("~", 1): "del", ("~", 2): "del"}
