"""Changes to a file in place: what is not meant to change stays as it is, byte for byte.

An edit counts characters of the plain text, as the rest of the program reads it: without a byte order mark, each line
ending with \\n. The file keeps the line ends that it has; a new line ends as its neighbours do.
"""

from __future__ import annotations

import bisect
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..reading.fields import parse_yaml
from ..reading.nodes import Scalar
from ..reading.parse import Span, spans_of

MARK = b"\xef\xbb\xbf"
LINE_END = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Other words for a stretch of a text."""

    start: int
    end: int
    text: str


def plain_text(data: bytes) -> str:
    """Return the text of a file of UTF-8 as `Edit` counts it."""
    return LINE_END.sub("\n", data.removeprefix(MARK).decode("utf-8"))


def edited(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return a file with its edits made; they may not overlap, and equal ones count once."""
    mark = MARK if data.startswith(MARK) else b""
    text = data.removeprefix(MARK).decode("utf-8")
    lines = _Lines.of(text)
    parts, at = [], 0
    for edit in sorted(set(edits)):
        start, end = lines.offset(edit.start), lines.offset(edit.end)
        if start < at:
            raise AssertionError(f"two edits of one stretch, at {edit.start}: {edit.text[:40]!r}")
        parts += [text[at:start], edit.text.replace("\n", lines.end)]
        at = end
    return mark + "".join((*parts, text[at:])).encode("utf-8")


@dataclass(frozen=True, slots=True)
class _Lines:
    """Where lines begin in a plain text and in the file that it was read from."""

    plain: Sequence[int]
    raw: Sequence[int]
    end: str
    """What ends the first line."""

    @classmethod
    def of(cls, text: str) -> _Lines:
        plain, raw, longer = [0], [0], 0
        ends = list(LINE_END.finditer(text))
        for match in ends:
            longer += len(match[0]) - 1
            raw.append(match.end())
            plain.append(match.end() - longer)
        return cls(plain, raw, ends[0][0] if ends else "\n")

    def offset(self, plain: int) -> int:
        line = bisect.bisect_right(self.plain, plain) - 1
        return self.raw[line] + plain - self.plain[line]


# ------------------------------------------------------------------------------------------------------------- YAML


def quoted(text: str, *, in_list: bool = False) -> str:
    """Return a text of one line as YAML: as it is where that says the same, else in quotes.

    `in_list` for an item between brackets, where a comma would end it.
    """
    for written in (text, "'" + text.replace("'", "''") + "'"):
        table, faults = parse_yaml(f"k: [{written}]" if in_list else f"k: {written}", "")
        value = table.get("k")
        items = [value] if isinstance(value, Scalar) else list(getattr(value, "items", ()))
        if not faults and len(items) == 1 and isinstance(items[0], Scalar):
            item = items[0]
            if item.text == text and not item.is_empty and item.cut is None and len(table.entries) == 1:
                return written
    return json.dumps(text, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The YAML of a file, which may be all of it or what stands between two lines `---`."""

    data: bytes
    start: int
    """Of the YAML in the plain text."""
    end: int
    text: str

    @classmethod
    def of(cls, data: bytes, *, is_page: bool) -> Sheet:
        text = plain_text(data)
        if not is_page:
            return cls(data, 0, len(text), text)
        lines = text.split("\n")
        if lines[0].rstrip() != "---":
            raise AssertionError("a page without front matter is none; `read` refuses it")
        last = next(n for n, line in enumerate(lines[1:], 1) if line.rstrip() in ("---", "..."))
        start = len(lines[0]) + 1
        inside = "\n".join(lines[1:last])
        return cls(data, start, start + len(inside), inside)

    @property
    def spans(self) -> dict[str, Span]:
        return spans_of(self.text)

    def changed(self, start: int, end: int, text: str) -> bytes:
        return edited(self.data, [Edit(self.start + start, self.start + end, text)])

    def with_line(self, line: str) -> bytes:
        """Return the page's file with one more line at the end of its YAML."""
        if not self.text:
            return self.changed(0, 0, line + "\n")
        # An empty line at the end is taken for it.
        end = "" if self.text.endswith("\n") else "\n"
        return self.changed(len(self.text), len(self.text), end + line)

    def without(self, key: str) -> bytes:
        """Return the file without a key, its value, and the lines that they fill."""
        spans = self.spans
        start = self.text.rfind("\n", 0, spans[f"{key}:"].start) + 1
        stop = self.text.find("\n", max(spans[key].end, spans[f"{key}:"].end))
        if stop < 0:
            return self.changed(max(start - 1, 0), len(self.text), "")
        return self.changed(start, stop + 1, "")


def with_value(data: bytes, key: str, text: str) -> bytes:
    """Return a page's file whose `key` has this value; the line is added at the end where there is none."""
    sheet = Sheet.of(data, is_page=True)
    spans = sheet.spans
    if key not in spans:
        return sheet.with_line(f"{key}: {quoted(text)}")
    span = spans[key]
    blank = " " if sheet.text[span.start - 1 : span.start] == ":" else ""
    return sheet.changed(span.start, span.end, blank + quoted(text))


def without_key(data: bytes, key: str) -> bytes:
    """Return a page's file without `key`, which need not be there."""
    sheet = Sheet.of(data, is_page=True)
    return sheet.without(key) if f"{key}:" in sheet.spans else data


def with_item(data: bytes, key: str, text: str) -> bytes:
    """Return a page's file whose list `key` has one more item, in the way in which the list is written."""
    sheet = Sheet.of(data, is_page=True)
    spans = sheet.spans
    span = spans.get(key)
    item = quoted(text, in_list=True)
    if span is None:
        return sheet.with_line(f"{key}: [{item}]")
    count = _count(spans, key)
    if span.style == "-" and count:
        first, last = spans[f"{key}.0"], spans[f"{key}.{count - 1}"]
        before = sheet.text[sheet.text.rfind("\n", 0, first.start) + 1 : first.start]
        stop = sheet.text.find("\n", last.end)
        stop = len(sheet.text) if stop < 0 else stop
        return sheet.changed(stop, stop, f"\n{before}{quoted(text)}")
    if span.style == "[":
        at = spans[f"{key}.{count - 1}"].end if count else span.start + 1
        return sheet.changed(at, at, f", {item}" if count else item)
    blank = " " if sheet.text[span.start - 1 : span.start] == ":" else ""
    return sheet.changed(span.start, span.end, f"{blank}[{item}]")


def without_item(data: bytes, key: str, n: int) -> bytes:
    """Return a page's file whose list `key` lacks its item `n`, from 0; with the last item goes the list."""
    sheet = Sheet.of(data, is_page=True)
    spans = sheet.spans
    count = _count(spans, key)
    if count == 1:
        return sheet.without(key)
    item = spans[f"{key}.{n}"]
    if spans[key].style == "[":
        if n:
            return sheet.changed(spans[f"{key}.{n - 1}"].end, item.end, "")
        return sheet.changed(item.start, spans[f"{key}.1"].start, "")
    start = sheet.text.rfind("\n", 0, item.start) + 1
    stop = sheet.text.find("\n", item.end)
    return sheet.changed(start, stop + 1, "") if stop >= 0 else sheet.changed(start - 1, len(sheet.text), "")


def with_items_renamed(data: bytes, key: str, old: str, new: str, *, is_page: bool) -> bytes:
    """Return a file in which each item `old` of the list `key` is `new`; `key` may be a way with dots."""
    sheet = Sheet.of(data, is_page=is_page)
    spans, edits = sheet.spans, []
    for n in range(_count(spans, key)):
        span = spans[f"{key}.{n}"]
        written = sheet.text[span.start : span.end]
        if written in (old, f"'{old}'", f'"{old}"'):
            at = sheet.start + span.start + written.index(old)
            edits.append(Edit(at, at + len(old), new))
    return edited(data, edits)


def _count(spans: dict[str, Span], key: str) -> int:
    n = 0
    while f"{key}.{n}" in spans:
        n += 1
    return n
