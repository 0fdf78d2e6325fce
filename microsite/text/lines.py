"""One line of Markdown, or a few: what begins or ends on it by CommonMark 0.31 and GitHub's rules.

Plain text in, plain values out; `gfm` puts blocks together with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

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
BLOCK_OPEN = re.compile(r"(:{3,})[ \t]*([\w-]+|\{[^{}]*\})[ \t]*(.*?)[ \t]*$")
"""The name in braces is one of MyST or Quarto: there is none here, but what it holds and its end are known."""
BLOCK_CLOSE = re.compile(r"(:{3,})[ \t]*$")
PART = re.compile(r"([a-z][a-z-]*):(?:[ \t]+(.*))?$")
ALERTS = {"note": "note", "tip": "note", "important": "note", "warning": "caution", "caution": "caution"}
"""GitHub's five alerts, and the block that each is; the words they open with differ."""
ALERT = re.compile(rf"\[!({'|'.join(ALERTS)})\][ \t]*$", re.I)
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
BLANK_LINE = re.compile(r"(?!)")
"""Ends an HTML block that no pattern ends."""
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


def begins_table(row: str, below: str) -> bool:
    """Return whether `row` is the head of a table, with its row of dashes below."""
    if not ("|" in below or ":" in below) or not DELIMITER.match(below) or ITEM.match(below):
        return False
    return len(cells(row)) == len(cells(below))


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


@dataclass(slots=True)
class Inner:
    """The lines inside a container, and whether a paragraph is open at their end.

    Each line is looked at once, and only if somebody asks.
    """

    lines: list[Line]
    seen: int = 0
    stretch: int = 0
    """Lines since the last blank one."""
    last: str = ""
    fence: str = ""
    html: re.Pattern[str] | None = None
    """What ends the HTML block that is open; BLANK_LINE where a blank line does."""
    is_html: bool = False
    """Whether the last line belongs to an HTML block."""
    is_table: bool = False

    def is_open(self) -> bool:
        """Return whether the last line belongs to a paragraph that may go on."""
        for _, text in self.lines[self.seen :]:
            self.look_at(bare(text))
        self.seen = len(self.lines)
        if not self.last or self.fence or self.is_html or self.is_table:
            return False
        if HEADING.match(self.last) or RULE.match(self.last) or FENCE.match(self.last):
            return False
        return not UNDERLINE.match(self.last) if self.stretch > 1 else columns(self.last) < 4

    def look_at(self, text: str) -> None:
        """Take one more line into account."""
        above, self.last = self.last, text
        was_code, self.fence = bool(self.fence), fence_after(self.fence, text)
        if was_code:
            return
        if not text:
            self.stretch, self.is_html, self.is_table = 0, False, False
            self.html = None if self.html is BLANK_LINE else self.html
            return
        self.stretch += 1
        self.is_table = self.stretch > 1 and (self.is_table or begins_table(above, text))
        self.is_html = self.html is not None
        if self.html is None:
            self.is_html, end = opened_html(text, alone=self.stretch == 1)
            self.html = (end or BLANK_LINE) if self.is_html else None
        if self.html and self.html.search(text):
            self.html = None


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


def alignment(cell: str) -> str:
    """Return how a cell of a table's row of dashes aligns its column: left, right, center or ""."""
    left, right = cell.startswith(":"), cell.endswith(":")
    return "center" if left and right else "right" if right else "left" if left else ""
