"""From YAML to values with their places: nothing guessed, nothing run.

Reads parser events, not objects: they carry marks for every key and value, show duplicate keys, leave `no` and
`010` as text, and stop anchors and deep nesting as they come (composing dies in the C library on a run of
brackets). The only module that imports yaml.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from ..model import Source
from ..problem import Place, Problem
from .files import STRAY, stray_character
from .nodes import KINDS, SHOWN, Listing, Node, Scalar, Table

# libyaml is ten times quicker; PyYAML built without it reads the same, slower.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

DEEPEST = 12
"""Levels of nesting that a file may have; a real one has four."""
MOST_KEYS = 1_000
"""Keys that one group may have; a real one has thirty."""
MOST_ITEMS = 20_000
"""Items that one list may have."""


class _Fault(Exception):
    """A file that cannot be read any further; carries the problem."""

    def __init__(self, place: Place, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.problem = Problem(place, "yaml", message, hint)


def parsed(text: str, path: str, first_line: int) -> tuple[Table, tuple[Problem, ...]]:
    """Return what `fields.parse_yaml` does."""
    problems: list[Problem] = []
    empty = Table((), Place(path, first_line))
    stray = stray_character(text)
    if stray:
        # The two readers of YAML say differently where such a character stands, and one fails on half characters.
        position, name = stray
        return empty, (Problem(Source.of(path, text, first_line).place(position), "yaml", name, "Delete it."),)
    events = _Events(text, path, first_line, problems)
    try:
        node = events.document()
    except _Fault as fault:
        return empty, (*problems, fault.problem)
    except yaml.MarkedYAMLError as error:
        return empty, (*problems, _from_yaml(error, text, path, first_line))
    if node is None or (isinstance(node, Scalar) and node.is_empty):
        return empty, tuple(problems)
    if not isinstance(node, Table):
        lines = text.split("\n")
        if glued := _without_blank(lines, node.place.line - first_line):
            return empty, (*problems, _no_blank(glued, lines, path, first_line))
        hint = "Write one `key: value` a line."
        return empty, (*problems, Problem(node.place, "yaml", f"this is {KINDS[type(node)]}, not keys", hint))
    return node, tuple(problems)


@dataclass(slots=True)
class _Events:
    """Builds nodes from the stream of parser events."""

    text: str
    path: str
    first_line: int
    problems: list[Problem]
    stream: Iterator[Any] = field(init=False)
    last_line: int = field(init=False)
    """From 0."""

    def __post_init__(self) -> None:
        self.stream = iter(yaml.parse(self.text, Loader=LOADER))
        self.last_line = self.text.count("\n")

    def place(self, event: Any) -> Place:
        mark = event.start_mark
        if mark.line > self.last_line:
            line, column = _position(self.text.split("\n"), mark)
            return Place(self.path, self.first_line + line, column + 1)
        return Place(self.path, self.first_line + mark.line, mark.column + 1)

    def report(self, place: Place, message: str, hint: str) -> None:
        self.problems.append(Problem(place, "yaml", message, hint))

    def document(self) -> Node | None:
        node = None
        for event in self.stream:
            if isinstance(event, yaml.DocumentStartEvent):
                if node is not None:
                    raise _Fault(self.place(event), "a second YAML document begins here")
                node = self.node(next(self.stream), 0)
        return node

    def node(self, event: Any, depth: int) -> Node:
        place = self.place(event)
        if isinstance(event, yaml.AliasEvent):
            alias = str(event.anchor)[:SHOWN]
            raise _Fault(place, f"the alias “*{alias}” is not allowed here", "Write the value out.")
        # Neither of these two changes what follows, so that the rest can still be read and judged.
        if event.anchor is not None:
            self.report(place, f"the anchor “&{event.anchor[:SHOWN]}” is not allowed here", "Leave it out.")
        if event.tag is not None and event.tag != "!":
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")[:SHOWN]
            self.report(place, f"the tag “{tag}” is not allowed here", "Leave it out: values are text.")
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, place)
        if depth >= DEEPEST:
            raise _Fault(place, f"nested more than {DEEPEST} levels deep")
        if isinstance(event, yaml.SequenceStartEvent):
            return Listing(tuple(self.items(depth + 1)), place)
        return Table(tuple(self.entries(depth + 1)), place)

    def scalar(self, event: Any, place: Place) -> Scalar:
        if event.style not in (None, ""):
            # Only double quotes can make a character that does not stand in the text itself.
            stray = stray_character(event.value) if event.style == '"' else None
            if stray:
                self.report(place, f"{stray[1]}, written with a backslash", "Leave it out.")
            return Scalar(STRAY.sub("", event.value) if stray else event.value, place, is_plain=False)
        comment = COMMENT.match(self.text, event.end_mark.index)
        # Nobody cuts a text on purpose with one blank; `draft: # not yet` cuts none.
        if comment is None or not (comment[2] or (event.value and len(comment[1]) == 1)):
            return Scalar(event.value, place)
        mark = event.end_mark
        cut = Place(self.path, self.first_line + mark.line, mark.column + len(comment[1]) + 1)
        return Scalar(event.value, place, cut=cut)

    def items(self, depth: int) -> Iterator[Node]:
        for count in itertools.count(1):
            event = next(self.stream)
            if isinstance(event, yaml.SequenceEndEvent):
                return
            if count > MOST_ITEMS:
                raise _Fault(self.place(event), f"more than {MOST_ITEMS:,} items in one list")
            yield self.node(event, depth)

    def entries(self, depth: int) -> Iterator[tuple[Scalar, Node]]:
        seen: dict[str, Place] = {}
        for count in itertools.count(1):
            event = next(self.stream)
            if isinstance(event, yaml.MappingEndEvent):
                return
            key = self.node(event, depth)
            if not isinstance(key, Scalar):
                raise _Fault(key.place, f"a key must be text, not {KINDS[type(key)]}", "Put it in quotes.")
            if count > MOST_KEYS:
                raise _Fault(key.place, f"more than {MOST_KEYS:,} keys in one group")
            value = self.node(next(self.stream), depth)
            if key.is_plain and key.text.startswith(NO_BREAK):
                self.report(key.place, *NO_PLAIN_BLANK)
                continue
            if key.is_plain and key.text.endswith(NO_BREAKS):
                name = key.text.rstrip("".join(NO_BREAKS))
                place = key.place._replace(column=key.place.column + len(name))
                self.report(place, "a no-break blank before the colon", f"It looks like a plain one: write `{name}:`.")
                key = key._replace(text=name)
            if key.text in seen:
                hint = f"It stands in line {seen[key.text].line} already; leave one out."
                self.report(key.place, f"the key “{key.text[:SHOWN]}” is given twice", hint)
                continue
            seen[key.text] = key.place
            yield key, value


class Span(NamedTuple):
    """Where a value stands in a text, as offsets."""

    start: int
    end: int
    style: str
    """Of a scalar its quote, `|`, `>` or ""; of a list or a group `[` where it is written in brackets, else `-`."""


def spans_of(text: str) -> dict[str, Span]:
    """Return where each value of a YAML text stands, for those who edit it in place.

    Values go by the way to them, as in `title`, `related.0` or `routes.1.articles.0`; a key has a colon behind it
    (`title:`). What a text that cannot be read says up to its fault is in, and nothing after it.
    """
    found: dict[str, Span] = {}
    stream: Iterator[Any] = iter(yaml.parse(text, Loader=LOADER))

    def node(event: Any, path: str) -> int:
        start, end = event.start_mark.index, event.end_mark.index
        if not isinstance(event, yaml.CollectionStartEvent):
            style = getattr(event, "style", None) or ""
            # A block of lines ends where the next key begins.
            end = start + len(text[start:end].rstrip())
        elif isinstance(event, yaml.SequenceStartEvent):
            end = inside(path, yaml.SequenceEndEvent, (f"{path}.{n}" for n in itertools.count()))
        else:
            end = inside(path, yaml.MappingEndEvent, None)
        if isinstance(event, yaml.CollectionStartEvent):
            style = "[" if event.flow_style else "-"
        found[path] = Span(start, end, style)
        return int(end)

    def inside(path: str, closing: Any, names: Iterator[str] | None) -> int:
        end = 0
        event: Any = next(stream)
        while not isinstance(event, closing):
            if names is None:
                key = getattr(event, "value", "")
                name = f"{path}.{key}".lstrip(".")
                node(event, f"{name}:")
                end = node(next(stream), name)
            else:
                end = node(event, next(names))
            event = next(stream)
        # Without brackets a list ends with its last item, not where the next key begins.
        return int(event.end_mark.index) if event.end_mark.index > event.start_mark.index else end

    try:
        for event in stream:
            if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent | yaml.ScalarEvent):
                node(event, "")
    except yaml.YAMLError:
        pass
    return found


COMMENT = re.compile(r"([ \t]+)#([^\s#])?")
"""Blanks and a comment; the second group is there where no blank follows the #."""

NO_BREAK = "\N{NO-BREAK SPACE}"
NO_BREAKS = (NO_BREAK, "\N{NARROW NO-BREAK SPACE}")
"""What French word processors put before a colon."""
NO_PLAIN_BLANK = ("a no-break blank where YAML wants a plain one", "It looks the same: delete it, and type a blank.")
"""Comes along where front matter is copied from a page or a word processor."""

GLUED = re.compile(rf"[ \t]*(?:-[ \t]+)?[A-Za-z_][\w-]*:(?!//)(?=[\S{NO_BREAK}])")
"""A key and its colon, with the value close behind it."""

FIRST_KEY = re.compile(r"( +)(id|date):[ \t]+\S")
"""What begins an item of our lists. Where the next key stands deeper, the dash before it is missing."""

COLON = 'Put the whole value in quotes: key: "first: second".'
QUOTE_IT = "Put the value in quotes."
BLANKS = "Begin all keys of one group in the same column, and indent with blanks."
ITEM = "Begin an item with `- `, and all of its keys in one column."
CLOSE_IT = "Close it on the same line."

SAID: tuple[tuple[str, str, str], ...] = (
    (r"directive|%YAML", "a line that begins with %", QUOTE_IT),
    (r"end of stream|document (indicator|separator)", "a quote is opened here and never closed", CLOSE_IT),
    (r"expected ':'", "a line without a colon", "Write `key: value`, or indent it to go on with the value above."),
    (r"cannot start|alphabetic|node content|mapping keys|a tag|tag handle", "a value cannot begin with “{}”", QUOTE_IT),
    (r"sequence entries", "an item cannot begin behind a key", "Begin each `- item` on a line of its own below it."),
    (r"escape|hexdecimal", "a backslash that YAML does not know", "Write two, or use single quotes."),
    (r"'-' indicator|block collection.*<block end>", "this belongs to no item of the list above it", ITEM),
    (r"comment or (a )?line break|indicator", "text behind | or >", "Begin it on the next line, indented."),
    (r"\btab\b", "a tab where YAML wants blanks", "Indent with blanks."),
    (r"expected (key|<block end>|'?<document start>)", "the indentation does not fit", BLANKS),
)
"""What the two readers of YAML say, and the same in an editor's words; {} is the character at the place."""

FROM_THE_START = re.compile(r"end of stream|document (indicator|separator)|expected ':'|alphabetic|a tag\b|directive")
"""Complaints whose cause is where YAML began to read, not where it gave up."""


def _from_yaml(error: yaml.MarkedYAMLError, text: str, path: str, first_line: int) -> Problem:
    """Return YAML's own complaint in an editor's words."""
    complaint = f"{error.context}: {error.problem}"
    lines = text.split("\n")
    gave_up = _position(lines, error.problem_mark or error.context_mark)
    began = _position(lines, error.context_mark or error.problem_mark)
    above = max(0, gave_up[0] - 1)
    suspect = {"expected ':'": began[0], "values are not allowed": above}
    for clue, n in suspect.items():
        if clue in complaint and (glued := _without_blank(lines, n)):
            return _no_blank(glued, lines, path, first_line)
    first = FIRST_KEY.match(lines[above])
    if first and "values are not allowed" in complaint and re.match(rf"{first[1]}  [\w-]+:", lines[gave_up[0]]):
        place = Place(path, first_line + above, first.end(1) + 1)
        return Problem(place, "yaml", "an item of a list without its dash", f"Write `- {first[2]}: ...`.")
    if re.search("expected ',' or", complaint):
        is_unclosed = began[0] != gave_up[0] or gave_up[1] == len(lines[gave_up[0]])
        line, column = began if is_unclosed else gave_up
        said, hint = "a comma or a closing bracket is missing here", "Write [first, second]."
        if lines[gave_up[0]][gave_up[1] :].startswith("?"):
            # PyYAML without its C library reads none there, as in an address.
            (line, column), said, hint = gave_up, "a question mark in a text without quotes", 'Write "...?...".'
        elif is_unclosed:
            said, hint = "a bracket is opened here and never closed", CLOSE_IT
    else:
        line, column = began if FROM_THE_START.search(complaint) else gave_up
        said, hint = _in_plain_words(complaint, lines[line], column)
    if dash := re.match(rf" *-(?={NO_BREAK})", lines[line]):
        column, (said, hint) = dash.end(), NO_PLAIN_BLANK
    return Problem(Place(path, first_line + line, column + 1), "yaml", said, hint)


def _without_blank(lines: Sequence[str], n: int) -> tuple[int, int] | None:
    """Return line and column behind the colon of the first key without a blank there, of those that end on line `n`.

    Lines and columns count from 0. To YAML such lines are no keys but text, which goes on to the next line with one.
    """
    while n > 0 and (not lines[n].strip() or GLUED.match(lines[n - 1])):
        n -= 1
    match = GLUED.match(lines[n])
    return (n, match.end()) if match else None


def _no_blank(where: tuple[int, int], lines: Sequence[str], path: str, first_line: int) -> Problem:
    line, column = where
    place = Place(path, first_line + line, column + 1)
    if lines[line][column] == NO_BREAK:
        return Problem(place, "yaml", *NO_PLAIN_BLANK)
    return Problem(place, "yaml", "a blank is missing behind the colon", "Write `key: value`.")


def _position(lines: Sequence[str], mark: Any) -> tuple[int, int]:
    """Return a mark's line and column, from 0; what misses an end is placed behind the last words."""
    # The C library puts the end of a text on a line below its last.
    behind = [lines[mark.line][mark.column :], *lines[mark.line + 1 :]] if mark and mark.line < len(lines) else []
    if any(line.strip() for line in behind):
        return mark.line, mark.column
    line = max((n for n, text in enumerate(lines) if text.strip()), default=0)
    return line, len(lines[line].rstrip())


def _in_plain_words(complaint: str, line: str, column: int) -> tuple[str, str]:
    """Return message and hint for a complaint about a place of `line`."""
    written, before = line[column : column + 1], line[:column].rstrip()
    if written == "\t":
        return "a tab where YAML wants blanks", "Indent with blanks."
    if "mapping values are not allowed" in complaint:
        is_indented_key = re.match(r" +[\w-]+$", before)
        hint = "If this is a key, take the blanks before it away." if is_indented_key else COLON
        return "a colon followed by a space inside a value", hint
    if re.search(r"expected (key|<block end>|(the )?node content)", complaint):
        if not written.strip():
            return "a bracket is opened and never closed", CLOSE_IT
        if before.endswith(("'", '"')):
            return "text behind a closing quote", "Inside quotes, write '' for ' and \\\" for \"."
        if written == ":":
            return "a colon without a key before it", QUOTE_IT
        if written in "]}":
            return f"“{written}” closes nothing", QUOTE_IT
    for clue, message, hint in SAID:
        if re.search(clue, complaint):
            return message.format(written), hint
    return complaint, "Check the indentation, quotes and brackets here and in the line above."
