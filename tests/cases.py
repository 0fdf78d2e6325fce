"""Reads files of many short cases, so that a test of words needs no Python and a failure names its own line.

    # A comment. What stands here before the first case holds for all of them.
    term: psoas major; psoas

    == a hyphen makes a longer word
    key: value
    The psoas-like muscle
    => The psoas-like muscle

A case is its title, fields, what is given, and behind => what is expected, each up to the next sign or empty line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent
FIELD = re.compile(r"([a-z]+): (.+)")


@dataclass(frozen=True, slots=True)
class Case:
    """One case, with the fields of its file before its own."""

    title: str
    place: str
    """File and line, as an editor makes it clickable."""
    fields: tuple[tuple[str, str], ...]
    given: str
    expected: str

    def __str__(self) -> str:
        return f"{self.place} {self.title}"

    def all(self, name: str) -> tuple[str, ...]:
        """Return the values of every field of this name, in order."""
        return tuple(value for key, value in self.fields if key == name)

    def one(self, name: str, default: str = "") -> str:
        """Return the value of the last field of this name."""
        return self.all(name)[-1] if self.all(name) else default


def read_cases(path: str) -> tuple[Case, ...]:
    """Return the cases of a file below tests/, in its order."""
    name = f"tests/{path}"
    shared: list[tuple[str, str]] = []
    cases: list[Case] = []
    title, start, lines = "", 0, list[str]()
    for number, line in enumerate([*(ROOT / path).read_text(encoding="utf-8").splitlines(), "== "], 1):
        if line.startswith("== "):
            if title:
                cases.append(_case(title, f"{name}:{start}", shared, lines))
            else:
                shared += _fields(lines)[0]
            title, start, lines = line[3:], number, []
        elif not line.startswith("#"):
            lines.append(line)
    assert cases, f"{name}: no case stands here; was it lost?"
    return tuple(cases)


def _case(title: str, place: str, shared: list[tuple[str, str]], lines: list[str]) -> Case:
    fields, text = _fields(lines)
    given, arrow, expected = "\n".join(text).partition("=>")
    assert arrow, f"{place}: a case needs a line with =>"
    return Case(title, place, (*shared, *fields), given.strip("\n"), expected.strip())


def _fields(lines: list[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the fields at the beginning of some lines, and the lines after them."""
    fields = []
    for n, line in enumerate(lines):
        if match := FIELD.fullmatch(line):
            fields.append((match[1], match[2]))
        elif line.strip():
            return fields, lines[n:]
    return fields, []
