"""Typed reading of front matter and lists: each field with its place, and what does not fit."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from ..problem import Place, Problem, Severity, did_you_mean, nearest
from .nodes import KINDS, SHOWN, Listing, Node, Scalar, Table


def parse_yaml(text: str, path: str, first_line: int = 1) -> tuple[Table, tuple[Problem, ...]]:
    """Return the keys of a YAML text and what is wrong with it; no keys at all when it cannot be read.

    `first_line` is the line of the file on which `text` begins. Anchors, aliases, tags, a second document,
    duplicate keys, and more levels, keys or items than `parse` allows are errors at their place.
    """
    # Loaded late: an edit of a text leaves its front matter as it was, and the library takes longer to load than that.
    from .parse import parsed

    return parsed(text, path, first_line)


LONGEST_TEXT = 10_000
"""Characters of one value; the longest real one, what a claim's evidence is, has a tenth of it."""
MOST_TEXTS = 1_000
"""Texts in one list of them; a real one has thirty."""

DAY = "Write it as YYYY-MM-DD, as in 2026-01-31."
GROUPS = "Write its keys as `- key: value`, one a line below each other."

ELSEWHERE = {
    **dict.fromkeys(("description", "excerpt", "subtitle", "abstract"), "summary"),
    **dict.fromkeys(("date", "lastmod", "last_modified_at", "modified"), "updated"),
    **dict.fromkeys(("weight", "sidebar_position", "nav_order", "position"), "order"),
    **dict.fromkeys(("category", "categories", "chapter"), "part"),
    **dict.fromkeys(("keywords", "tags"), "search"),
    **dict.fromkeys(("url", "baseurl", "base_url"), "site_url"),
    "author": "authors",
    "redirects": "redirect_from",
    "lang": "language",
    "site_name": "title",
}
"""Names of fields in Hugo, Jekyll, Docusaurus, MkDocs and Quarto, and the field here that comes nearest."""


@dataclass(slots=True)
class Fields:
    """Typed reading of one table: each method returns a value or its default and reports what does not fit."""

    table: Table
    problems: list[Problem]
    rule: str = "front-matter"
    places: dict[str, Place] = field(default_factory=dict)
    misspelt: set[str] = field(default_factory=set)
    """Fields that unknown keys were meant for: these are not missed besides."""

    def frozen_places(self) -> MappingProxyType[str, Place]:
        return MappingProxyType(dict(self.places))

    def report(self, place: Place, message: str, hint: str = "", severity: Severity = Severity.ERROR) -> None:
        self.problems.append(Problem(place, self.rule, message, hint, severity))

    def only(self, known: Collection[str]) -> None:
        """Report every key that is not `known`."""
        for key, _ in self.table.entries:
            if key.text in known:
                continue
            meant: tuple[str, ...]
            here = ELSEWHERE.get(key.text.lower(), "")
            if here in known and self.table.get(here) is None:
                meant, hint = (here,), f"It is called {here} here."
            else:
                meant, hint = nearest(key.text, known, most=1), did_you_mean(key.text, known)
            hint = hint or f"Known here: {', '.join(sorted(known))}."
            self.report(key.place, f"unknown field “{key.text[:SHOWN]}”", hint)
            for name in meant:
                self.misspelt.add(name)
                # It has its own problem, so no policy is to miss it besides.
                self.places.setdefault(name, key.place)

    def node(self, name: str) -> Node | None:
        """Return the value of `name` and remember its place; None where it is absent or empty."""
        value = self.table.get(name)
        if value is None or (isinstance(value, Scalar) and value.is_empty):
            return None
        self.places[name] = value.place
        return value

    def scalar(self, name: str, wanted: str, hint: str = "") -> Scalar | None:
        value = self.node(name)
        if value is None or isinstance(value, Scalar):
            return value
        said = f"“{name}” must be {wanted}, not {KINDS[type(value)]}"
        self.report(value.place, said, hint or f"Write `{name}: ...`.")
        return None

    def text(self, name: str, default: str = "") -> str:
        """Return a text on one line."""
        self.whole(self.table.get(name))
        value = self.scalar(name, "text")
        return on_one_line(self.bounded(value)) if value else default

    def long_text(self, name: str) -> str:
        """Return a text whose line breaks count."""
        self.whole(self.table.get(name))
        value = self.scalar(name, "text")
        return self.bounded(value).strip() if value else ""

    def bounded(self, value: Scalar) -> str:
        """Return a text as far as it may go; one that is longer is reported."""
        if len(value.text) > LONGEST_TEXT:
            said = f"{len(value.text):,} characters in one value; at most {LONGEST_TEXT:,} are read"
            self.report(value.place, said, "Shorten it.")
        return value.text[:LONGEST_TEXT]

    def whole(self, value: Node | None) -> None:
        """Report a text that YAML has cut at a #, even if nothing is left of it."""
        if isinstance(value, Scalar) and value.cut:
            hint = "Put the whole value in quotes. Before a comment write two blanks, and one behind the #."
            self.report(value.cut, "what follows “#” is a comment to YAML, and lost", hint)

    def required(self, name: str) -> str:
        text = self.text(name)
        if not text and not isinstance(self.table.get(name), Listing | Table):
            key = next((key for key, _ in self.table.entries if key.text == name), None)
            if key is None and name in self.misspelt:
                return text
            said = f"“{name}” is empty" if key else f"“{name}” is missing"
            self.report(key.place if key else self.table.place, said, f"Add a line `{name}: ...`.")
        return text

    def choice(self, name: str, allowed: Collection[str], default: str = "") -> str:
        value = self.scalar(name, "text")
        if value is None:
            return default
        if value.text in allowed:
            return value.text
        hint = did_you_mean(value.text, allowed) or f"One of: {', '.join(allowed)}."
        self.report(value.place, f"“{name}” cannot be “{value.text[:SHOWN]}”", hint)
        return default

    def flag(self, name: str, default: bool = False) -> bool:
        hint = f"Write `{name}: true`, or leave it out."
        value = self.scalar(name, "true or false", hint)
        if value is None:
            return default
        spelt = value.text.lower()
        if spelt not in ("true", "false", "yes", "no"):
            self.report(value.place, f"“{name}” must be true or false, not “{value.text[:SHOWN]}”", hint)
            return default
        return spelt in ("true", "yes")

    def integer(self, name: str, least: int = 0, most: int = 1_000_000, *, example: int = 3) -> int:
        """Return a whole number, 0 where there is none."""
        hint = f"Write `{name}: {example}`, say."
        value = self.scalar(name, "a whole number", hint)
        if value is None:
            return 0
        # No int() on a long run of digits: Python refuses some, and takes its time over others.
        number = int(value.text) if re.fullmatch(r"[+-]?[0-9]{1,9}", value.text) else None
        if number is None or not least <= number <= most:
            said = f"“{name}” must be a whole number from {least} to {most}, not “{value.text[:SHOWN]}”"
            self.report(value.place, said, hint)
            return 0
        return number

    def number(self, name: str, least: float, most: float, *, example: float, word: str = "") -> float | None:
        """Return a number; `word` is what else the field may say, for the hint."""
        hint = f"Write `{name}: {example:g}`, say" + (f", or `{name}: {word}`." if word else ".")
        value = self.scalar(name, "a number", hint)
        if value is None:
            return None
        number = float(value.text) if re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", value.text) else None
        if number is None or not least <= number <= most:
            said = f"“{name}” must be a number from {least:g} to {most:g}, not “{value.text[:SHOWN]}”"
            self.report(value.place, said, hint)
            return None
        return number

    def date(self, name: str) -> datetime.date | None:
        value = self.scalar(name, "a date", DAY)
        if value is None:
            return None
        found = as_date(value.text)
        if found is None:
            self.report(value.place, *_no_date(value.text))
        return found

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, each once; each item's place is remembered as `name.0`, `name.1` ..."""
        return tuple(scalar.text for scalar in self.scalars(name))

    def scalars(self, name: str, *, may_repeat: bool = False) -> tuple[Scalar, ...]:
        """Return the same with the place of each; `may_repeat` for lists whose items need not differ."""
        value = self.node(name)
        if value is None:
            return ()
        if not isinstance(value, Listing):
            hint = f"Write `{name}: [{value.text[:SHOWN] if isinstance(value, Scalar) else 'first, second'}]`."
            self.report(value.place, f"“{name}” must be a list, not {KINDS[type(value)]}", hint)
            return ()
        kept: list[Scalar] = []
        seen: set[str] = set()
        if len(value.items) > MOST_TEXTS:
            said = f"{len(value.items):,} items in “{name}”; at most {MOST_TEXTS:,} are read"
            self.report(value.items[MOST_TEXTS].place, said, "Take out what nobody needs.")
        for item in value.items[:MOST_TEXTS]:
            self.whole(item)
            text = on_one_line(self.bounded(item)) if isinstance(item, Scalar) and not item.is_empty else ""
            if not text:
                said = "empty" if isinstance(item, Scalar) else KINDS[type(item)]
                hint = f"Write `{name}: [first, second]`."
                self.report(item.place, f"an item of “{name}” must be text, not {said}", hint)
            elif text in seen and not may_repeat:
                self.report(item.place, f"“{text[:SHOWN]}” stands in “{name}” twice", "Leave one out.")
            else:
                self.places[f"{name}.{len(kept)}"] = item.place
                kept.append(Scalar(text, item.place))
                seen.add(text)
        return tuple(kept)

    def tables(self, name: str, hint: str = GROUPS) -> tuple[Table, ...]:
        """Return a list of groups of keys; the place of each is remembered as `name.0`, `name.1` ...

        `hint` says how to write one.
        """
        value = self.node(name)
        if value is None:
            return ()
        if not isinstance(value, Listing):
            self.report(value.place, f"“{name}” must be a list, not {KINDS[type(value)]}", hint)
            return ()
        kept: list[Table] = []
        for item in value.items:
            if isinstance(item, Table):
                self.places[f"{name}.{len(kept)}"] = item.place
                kept.append(item)
            else:
                said = f"an item of “{name}” must be a group of keys, not {KINDS[type(item)]}"
                self.report(item.place, said, hint)
        return tuple(kept)

    def group(self, name: str) -> Table | None:
        """Return a group of keys below `name`."""
        value = self.node(name)
        if value is None or isinstance(value, Table):
            return value
        said = f"“{name}” must be a group of keys, not {KINDS[type(value)]}"
        self.report(value.place, said, "Write its keys on lines of their own below it, indented by two blanks.")
        return None

    def inside(self, table: Table) -> Fields:
        """Return a reader of a nested table that reports to the same list."""
        return Fields(table, self.problems, self.rule)

    def each(self, name: str, read: Callable[[Fields], object]) -> tuple[Any, ...]:
        """Return what `read` makes of each group in the list `name`, without the Nones."""
        made = (read(self.inside(table)) for table in self.tables(name))
        return tuple(value for value in made if value is not None)


def on_one_line(text: str) -> str:
    """Return a text without line ends and needless blanks; a no-break space inside it stays."""
    return re.sub(r"[ \t\n]+", " ", text).strip()


def _no_date(text: str) -> tuple[str, str]:
    """Return what is wrong with what is no date, and how to write what was probably meant."""
    said = f"“{text[:SHOWN]}” is not a date"
    if german := re.fullmatch(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})", text):
        day, month, year = map(int, german.groups())
    elif found := re.fullmatch(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})", text):
        year, month, day = map(int, found.groups())
    else:
        return said, DAY
    if as_date(meant := f"{year:04}-{month:02}-{day:02}"):
        return said, f"Write {meant}."
    last = next((last for last in (31, 30, 29, 28) if as_date(f"{year:04}-{month:02}-{last}")), 0)
    if last:
        return said, f"The month {year:04}-{month:02} has {last} days."
    return said, "Write year, month and day, YYYY-MM-DD, the month from 01 to 12."


def as_date(text: str) -> datetime.date | None:
    """Return the day that `text` names as YYYY-MM-DD, or None."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None
