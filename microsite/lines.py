"""One line of Markdown, or a few: what begins or ends on it by CommonMark 0.31 and GitHub's rules.

Plain text in, plain values out; `gfm` puts blocks together with it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

from .spans import CLOSED, OPENED

BLANKS = " \t"
LAZY = "\x01"
"""Put before a line that goes on with a paragraph from outside its container: it is text, whatever it looks like."""

Line = tuple[int, str]
"""Number in the file, and text without the prefixes of the containers around it."""

FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})[ \t]*(.*?)[ \t]*$")
HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
RULE = re.compile(r" {0,3}([-_*])[ \t]*(?:\1[ \t]*){2,}$")
QUOTE = re.compile(r" {0,3}>")
ITEM = re.compile(r"( {0,3})([-+*]|(\d{1,9})([.)]))(?=[ \t]|$)")
MARKS = re.compile(r"[ \t]*(?:(?:[-+*>]|\d{1,9}[.)])[ \t]+)*")
DEFINITION = re.compile(r" {0,3}:(?=[ \t]+\S)")
BLOCK_OPEN = re.compile(r"(:{3,})[ \t]*([\w-]+)[ \t]*(.*?)[ \t]*$")
BLOCK_CLOSE = re.compile(r"(:{3,})[ \t]*$")
PART = re.compile(r"([a-z][a-z-]*):(?:[ \t]+(.*))?$")
ALERT = re.compile(r"\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*$", re.I)
ALERT_LIKE = re.compile(r"\[!(\w+)\]")
FOOTNOTE = re.compile(r" {0,3}\[\^([^\]\s]+)\]:[ \t]*(.*)$")
ABBREVIATION = re.compile(r" {0,3}\*\[([^\]]+)\]:[ \t]*(.*?)[ \t]*$")
DELIMITER = re.compile(r" {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
BOX_LIKE = re.compile(r"\[[ xX]?\](?![(\[])")
TASK = re.compile(r"\[([ xX])\][ \t]+(?=\S)")

# CommonMark's seven kinds of HTML block: how each begins and what ends it (None: a blank line).
BLOCK_TAGS = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|"
    "fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|"
    "menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|"
    "track|ul"
)
HTML_STARTS: tuple[tuple[re.Pattern[str], re.Pattern[str] | None], ...] = (
    (
        re.compile(r" {0,3}<(?:pre|script|style|textarea)(?:\s|>|$)", re.I),
        re.compile(r"</(?:pre|script|style|textarea)>", re.I),
    ),
    (re.compile(r" {0,3}<!--"), re.compile(r"-->")),
    (re.compile(r" {0,3}<\?"), re.compile(r"\?>")),
    (re.compile(r" {0,3}<![A-Za-z]"), re.compile(r">")),
    (re.compile(r" {0,3}<!\[CDATA\["), re.compile(r"\]\]>")),
    (re.compile(rf" {{0,3}}</?(?:{BLOCK_TAGS})(?:\s|/?>|$)", re.I), None),
)
HTML_ALONE = re.compile(rf" {{0,3}}(?:{OPENED}|{CLOSED})[ \t]*$")


def columns(line: str) -> int:
    """Return how far `line` is indented, in columns; a tab goes on to the next multiple of four."""
    width = 0
    for character in line:
        if character == " ":
            width += 1
        elif character == "\t":
            width += 4 - width % 4
        else:
            break
    return width


def dedented(line: str, width: int) -> str:
    """Return `line` without its first `width` columns of blanks; a tab that is cut leaves blanks."""
    if not line.startswith((" ", "\t")):
        return line
    if "\t" not in line[:width]:
        return line[min(width, len(line) - len(line.lstrip(" "))) :]
    if width == 4:
        # What is cut ends where a tab does: the tabs behind it stay tabs.
        return line[line.index("\t") + 1 :]
    return " " * max(0, columns(line) - width) + line.lstrip(BLANKS)


def opened_html(line: str, *, alone: bool) -> tuple[bool, re.Pattern[str] | None]:
    """Return whether an HTML block begins on `line`, and what ends it (None: a blank line).

    `alone` admits the seventh kind, any tag alone on its line, which cannot interrupt a paragraph.
    """
    if "<" not in line[:4]:
        return False, None
    for start, end in HTML_STARTS:
        if start.match(line):
            return True, end
    return alone and HTML_ALONE.match(line) is not None, None


def cells(row: str) -> list[str]:
    """Return the cells of a table row, as GitHub splits it: at every bar that no backslash precedes."""
    row = row.strip(BLANKS).removeprefix("|")
    parts = re.split(r"(?<!\\)\|", row)
    if not parts[-1].strip(BLANKS):
        parts.pop()
    return [part.strip().replace("\\|", "|") for part in parts]


def bare(text: str) -> str:
    """Return a line without the marks of quotes and list items that it begins with."""
    while match := QUOTE.match(text) or ITEM.match(text):
        if RULE.match(text):
            break
        text = text[match.end() :]
        text = text.removeprefix(" ") if columns(text) < 5 else text
    return text.strip(BLANKS) if columns(text) < 4 or not text.strip() else text


def fence_after(fence: str, line: str) -> str:
    """Return the fence that is open after `line`, "" for none; `fence` is the one open before it."""
    match = FENCE.match(line)
    if match is None:
        return fence
    if not fence:
        return match[1]
    return "" if match[1].startswith(fence) and not match[2] else fence


def is_fence_open(lines: Iterable[str]) -> bool:
    """Return whether the last of these lines belongs to fenced code, or begins some."""
    fence = ""
    for line in lines:
        fence = fence_after(fence, line)
    return bool(fence)


def is_html_open(texts: list[str]) -> bool:
    """Return whether the last of these lines, between which no blank one stands, belongs to an HTML block."""
    n = 0
    while n < len(texts):
        begins, end = opened_html(texts[n], alone=n == 0)
        if begins:
            closed = (k for k in range(n, len(texts)) if end and end.search(texts[k]))
            n = next(closed, len(texts))
            if n >= len(texts) - 1:
                return True
        n += 1
    return False


def continued(text: str) -> str:
    """Return a line that goes on with a paragraph from outside its container: text, whatever it looks like."""
    return LAZY + text.lstrip(BLANKS + LAZY)


def joined(lines: Iterable[Line]) -> str:
    """Return the text of a paragraph; two blanks and more at the end of a line, which break it, stay two."""
    kept = []
    for _, text in lines:
        end = "  " if text.endswith("  ") else " " if text.endswith(("\\ ", "\\\t")) else ""
        kept.append(text.removeprefix(LAZY).strip(BLANKS) + end)
    return "\n".join(kept).rstrip(BLANKS)


def next_line(lines: list[Line], i: int) -> str:
    """Return the first line from `lines[i]` on that is not blank, or ""."""
    return next((text for _, text in itertools.islice(lines, i, None) if text.strip()), "")


def alignment(cell: str) -> str:
    """Return how a cell of a table's row of dashes aligns its column: left, right, center or ""."""
    left, right = cell.startswith(":"), cell.endswith(":")
    return "center" if left and right else "right" if right else "left" if left else ""
