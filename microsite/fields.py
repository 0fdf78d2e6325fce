"""YAML as an editor wrote it: every key and value with its place, nothing guessed, nothing run.

Reads parser events, not objects: they carry marks for every key and value, show duplicate keys, leave `no` and
`010` as text, and stop anchors and deep nesting as they come (composing dies in the C library on a run of
brackets). The only module that imports yaml.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import yaml

from .problem import Place, Problem, Severity, did_you_mean

# libyaml is ten times quicker; PyYAML built without it reads the same, slower.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

DEEPEST = 12
"""Levels of nesting that a file may have; a real one has four."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value, as text."""

    text: str
    place: Place
    is_plain: bool = True
    """Written without quotes."""

    @property
    def is_empty(self) -> bool:
        return self.is_plain and self.text in ("", "~", "null")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of values."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """Keys with their values, in the order written."""

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place

    def get(self, key: str) -> Node | None:
        return next((value for name, value in self.entries if name.text == key), None)


Node = Scalar | Listing | Table
KINDS = {Scalar: "text", Listing: "a list", Table: "a group of keys"}


class _Fault(Exception):
    """A file that cannot be read any further; carries the problem."""

    def __init__(self, place: Place, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.problem = Problem(place, "yaml", message, hint)


def parse_yaml(text: str, path: str, first_line: int = 1) -> tuple[Table, tuple[Problem, ...]]:
    """Return the keys of a YAML text and what is wrong with it; an empty table when it cannot be read.

    `first_line` is the line of the file on which `text` begins. Anchors, aliases, tags, a second document,
    duplicate keys and nesting beyond DEEPEST are errors at their place.
    """
    problems: list[Problem] = []
    empty = Table((), Place(path, first_line))
    events = _Events(text, path, first_line, problems)
    try:
        node = events.document()
    except _Fault as fault:
        return empty, (*problems, fault.problem)
    except yaml.reader.ReaderError as error:
        # The byte or character position is all that this error knows.
        position = int(error.position) if isinstance(error.position, int) else 0
        line = text.count("\n", 0, position)
        column = position - (text.rfind("\n", 0, position) + 1)
        place = Place(path, first_line + line, column + 1)
        return empty, (*problems, Problem(place, "yaml", "a character that YAML does not allow"))
    except yaml.MarkedYAMLError as error:
        return empty, (*problems, _from_yaml(error, text, path, first_line))
    if node is None:
        return empty, tuple(problems)
    if not isinstance(node, Table):
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

    def __post_init__(self) -> None:
        self.stream = iter(yaml.parse(self.text, Loader=LOADER))

    def place(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self.path, self.first_line + mark.line, mark.column + 1)

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
            raise _Fault(place, f"the alias “*{event.anchor}” is not allowed here", "Write the value out.")
        if event.anchor is not None:
            raise _Fault(place, f"the anchor “&{event.anchor}” is not allowed here", "Leave it out.")
        if event.tag is not None and event.tag != "!":
            raise _Fault(place, f"the tag “{event.tag}” is not allowed here", "Leave it out: values are text.")
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(event.value, place, event.style in (None, ""))
        if depth >= DEEPEST:
            raise _Fault(place, f"nested more than {DEEPEST} levels deep")
        if isinstance(event, yaml.SequenceStartEvent):
            return Listing(tuple(self.items(depth + 1)), place)
        return Table(tuple(self.entries(depth + 1)), place)

    def items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self.stream), yaml.SequenceEndEvent):
            yield self.node(event, depth)

    def entries(self, depth: int) -> Iterator[tuple[Scalar, Node]]:
        seen: dict[str, Place] = {}
        while not isinstance(event := next(self.stream), yaml.MappingEndEvent):
            key = self.node(event, depth)
            if not isinstance(key, Scalar):
                raise _Fault(key.place, f"a key must be text, not {KINDS[type(key)]}", "Put it in quotes.")
            value = self.node(next(self.stream), depth)
            if key.text in seen:
                hint = f"It stands in line {seen[key.text].line} already; leave one out."
                self.problems.append(Problem(key.place, "yaml", f"the key “{key.text}” is given twice", hint))
                continue
            seen[key.text] = key.place
            yield key, value


def _from_yaml(error: yaml.MarkedYAMLError, text: str, path: str, first_line: int) -> Problem:
    """Return YAML's own complaint in an editor's words."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    said = str(error.problem or error.context or error)
    if "mapping values are not allowed" in said:
        return Problem(
            Place(path, first_line + line, column + 1),
            "yaml",
            "a colon followed by a space inside a value",
            'Put the whole value in quotes: key: "first: second".',
        )
    if "unexpected end of stream" in said and error.context_mark:
        opened = error.context_mark
        return Problem(
            Place(path, first_line + opened.line, opened.column + 1),
            "yaml",
            "a quote or bracket is opened here and never closed",
            "Close it on the same line.",
        )
    if "cannot start any token" in said or "did not find expected alphabetic" in said:
        written = text.split("\n")[line][column : column + 1]
        said, hint = f"a value cannot begin with “{written}”", "Put the value in quotes."
    elif "\\t" in said or "tab" in said:
        said, hint = "a tab where YAML wants blanks", "Use blanks for indentation."
    else:
        hint = "Check the indentation, quotes and brackets here and in the line above."
    return Problem(Place(path, first_line + line, column + 1), "yaml", said, hint)


@dataclass(slots=True)
class Fields:
    """Typed reading of one table: each method returns a value or its default and reports what does not fit."""

    table: Table
    problems: list[Problem]
    rule: str = "front-matter"
    places: dict[str, Place] = field(default_factory=dict)

    def frozen_places(self) -> MappingProxyType[str, Place]:
        return MappingProxyType(dict(self.places))

    def report(self, place: Place, message: str, hint: str = "", severity: Severity = Severity.ERROR) -> None:
        self.problems.append(Problem(place, self.rule, message, hint, severity))

    def only(self, known: Collection[str]) -> None:
        """Report every key that is not `known`."""
        for key, _ in self.table.entries:
            if key.text not in known:
                hint = did_you_mean(key.text, known) or f"Known here: {', '.join(sorted(known))}."
                self.report(key.place, f"unknown field “{key.text}”", hint)

    def node(self, name: str) -> Node | None:
        """Return the value of `name` and remember its place; None where it is absent or empty."""
        value = self.table.get(name)
        if value is None or (isinstance(value, Scalar) and value.is_empty):
            return None
        self.places[name] = value.place
        return value

    def scalar(self, name: str, wanted: str) -> Scalar | None:
        value = self.node(name)
        if value is None or isinstance(value, Scalar):
            return value
        self.report(value.place, f"“{name}” must be {wanted}, not {KINDS[type(value)]}")
        return None

    def text(self, name: str, default: str = "") -> str:
        value = self.scalar(name, "text")
        return " ".join(value.text.split()) if value else default

    def long_text(self, name: str) -> str:
        """Return a text whose line breaks count."""
        value = self.scalar(name, "text")
        return value.text.strip() if value else ""

    def required(self, name: str, why: str = "") -> str:
        text = self.text(name)
        if not text and not isinstance(self.table.get(name), Listing | Table):
            key = next((key for key, _ in self.table.entries if key.text == name), None)
            said = f"“{name}” is empty" if key else f"“{name}” is missing"
            self.report(key.place if key else self.table.place, said, why or f"Add a line `{name}: ...`.")
        return text

    def choice(self, name: str, allowed: Collection[str], default: str = "") -> str:
        value = self.scalar(name, "text")
        if value is None:
            return default
        if value.text in allowed:
            return value.text
        hint = did_you_mean(value.text, allowed) or f"One of: {', '.join(allowed)}."
        self.report(value.place, f"“{name}” cannot be “{value.text}”", hint)
        return default

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.scalar(name, "true or false")
        if value is None:
            return default
        spelt = value.text.lower()
        if spelt not in ("true", "false", "yes", "no"):
            self.report(value.place, f"“{name}” must be true or false, not “{value.text}”")
            return default
        return spelt in ("true", "yes")

    def integer(self, name: str, default: int = 0, least: int = 0, most: int = 1_000_000) -> int:
        value = self.scalar(name, "a whole number")
        if value is None:
            return default
        # No int() on a long run of digits: Python refuses some, and takes its time over others.
        number = int(value.text) if re.fullmatch(r"[+-]?[0-9]{1,9}", value.text) else None
        if number is None or not least <= number <= most:
            hint = f"From {least} to {most}."
            self.report(value.place, f"“{name}” must be a whole number, not “{value.text[:40]}”", hint)
            return default
        return number

    def number(self, name: str, least: float, most: float) -> float | None:
        value = self.scalar(name, "a number")
        if value is None:
            return None
        number = float(value.text) if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", value.text) else None
        if number is None or not least <= number <= most:
            hint = f"From {least:g} to {most:g}."
            self.report(value.place, f"“{name}” must be a number, not “{value.text[:40]}”", hint)
            return None
        return number

    def date(self, name: str) -> datetime.date | None:
        value = self.scalar(name, "a date")
        if value is None:
            return None
        found = as_date(value.text)
        if found is None:
            self.report(value.place, f"“{value.text[:40]}” is not a date", "Write it as YYYY-MM-DD.")
        return found

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts; each item's place is remembered as `name.0`, `name.1` ..."""
        return tuple(scalar.text for scalar in self.scalars(name))

    def scalars(self, name: str) -> tuple[Scalar, ...]:
        value = self.node(name)
        if value is None:
            return ()
        if not isinstance(value, Listing):
            written = f"Write it as [{value.text}]." if isinstance(value, Scalar) else ""
            self.report(value.place, f"“{name}” must be a list, not {KINDS[type(value)]}", written)
            return ()
        kept: list[Scalar] = []
        for item in value.items:
            if isinstance(item, Scalar) and not item.is_empty:
                self.places[f"{name}.{len(kept)}"] = item.place
                kept.append(Scalar(" ".join(item.text.split()), item.place))
            else:
                said = "empty" if isinstance(item, Scalar) else KINDS[type(item)]
                self.report(item.place, f"an item of “{name}” must be text, not {said}")
        return tuple(kept)

    def tables(self, name: str) -> tuple[Table, ...]:
        """Return a list of groups of keys."""
        value = self.node(name)
        if value is None:
            return ()
        if not isinstance(value, Listing):
            self.report(value.place, f"“{name}” must be a list, not {KINDS[type(value)]}")
            return ()
        kept = []
        for item in value.items:
            if isinstance(item, Table):
                kept.append(item)
            else:
                self.report(item.place, f"an item of “{name}” must be a group of keys, not {KINDS[type(item)]}")
        return tuple(kept)

    def group(self, name: str) -> Table | None:
        """Return a group of keys below `name`."""
        value = self.node(name)
        if value is None or isinstance(value, Table):
            return value
        self.report(value.place, f"“{name}” must be a group of keys, not {KINDS[type(value)]}")
        return None

    def inside(self, table: Table) -> Fields:
        """Return a reader of a nested table that reports to the same list."""
        return Fields(table, self.problems, self.rule)

    def each(self, name: str, read: Callable[[Fields], object]) -> tuple[Any, ...]:
        """Return what `read` makes of each group in the list `name`, without the Nones."""
        made = (read(self.inside(table)) for table in self.tables(name))
        return tuple(value for value in made if value is not None)


def as_date(text: str) -> datetime.date | None:
    """Return the day that `text` names as YYYY-MM-DD, or None."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None
