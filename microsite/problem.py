"""What is wrong, where, and how to mend it: the one form in which every room reports to the editor."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple


class Severity(StrEnum):
    """How much a problem weighs: an error stops publishing, a warning does under --strict, a notice never."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


class Place(NamedTuple):
    """A position an editor can jump to."""

    path: str
    """Relative to the site folder, with forward slashes; "" means the site as a whole."""
    line: int = 0
    """From 1; 0 means the file as a whole."""
    column: int = 0
    """From 1, in characters; 0 means the line as a whole."""

    def __str__(self) -> str:
        parts = [self.path, *(str(n) for n in (self.line, self.column) if n)]
        return ":".join(parts)

    @classmethod
    def of(cls, said: str) -> Place:
        """Return the place that str() says so."""
        path, line, column = re.findall(r"^(.*?)(?::(\d+))?(?::(\d+))?$", said, re.S)[0]
        return cls(path, int(line or 0), int(column or 0))


class Problem(NamedTuple):
    """One fault, in the editor's words."""

    place: Place
    rule: str
    """The rule's short name, as config.yaml's `checks` knows it."""
    message: str
    hint: str = ""
    """How to mend it; "" when the message says it all."""
    severity: Severity = Severity.ERROR

    @property
    def sort_key(self) -> tuple[object, ...]:
        return (self.place, self.severity != Severity.ERROR, self.rule, self.message)


Problems = tuple[Problem, ...]


def in_order(problems: Iterable[Problem]) -> Problems:
    """Return the problems sorted by place, each once."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda problem: problem.sort_key))


def distance(a: str, b: str, limit: int = 3) -> int:
    """Return the edit distance of `a` and `b` (a swap of neighbours counts 1), or `limit` + 1 if it is larger."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


@lru_cache(maxsize=1 << 16)
def _letters(name: str) -> int:
    """Return the letters of a name as a set of bits; some share one, which makes names seem nearer than they are."""
    bits = 0
    for character in name:
        bits |= 1 << (ord(character) & 63)
    return bits


def nearest(word: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """Return up to `most` of `known` that an editor who typed `word` may have meant, the nearest first.

    A name counts when at most a third of its letters differ (of two letters, one), or when one contains the other.
    """
    folded = word.casefold()
    limit = min(3, max(len(folded) // 3, len(folded) > 1))
    letters, scored = _letters(folded), []
    for name in set(known):
        other = name.casefold()
        # A step takes away one letter and brings another at most: most names need not be compared at all.
        others = _letters(other)
        apart = max((letters & ~others).bit_count(), (others & ~letters).bit_count())
        steps = distance(folded, other, limit) if apart <= limit else limit + 1
        if steps <= limit:
            scored.append((steps, name))
        elif len(folded) > 3 and (folded in other or (other in folded and len(other) > 3)):
            scored.append((limit + 1, name))
    return tuple(name for _, name in sorted(scored)[:most])


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return “Did you mean a or b?” for the names of `known` nearest to `word`, or "" when none is near."""
    names = nearest(word, known)
    return f"Did you mean {listed(names, 'or')}?" if names else ""


LONGEST_LINE = 160
"""Characters that are shown of a line."""
BEFORE_CARET = 100
"""Those of them, at most, up to the caret and its own."""
LONGEST_REPEATED = 120
"""Characters of a hint that is given each time."""


def as_text(
    problems: Sequence[Problem],
    line_of: Callable[[Place], str | None],
    seen: Callable[[Place], Place] = lambda place: place,
) -> str:
    """Return the problems as an editor reads them on a terminal: place first, then the line and a caret.

    `line_of` returns the source line of a place, or None where there is none to show; `seen` says how it is named.
    A long hint, the list of all names say, is given once; later ones say where.
    """
    said, first = [], dict[str, str]()
    for problem in problems:
        place = _shown(str(seen(problem.place))) or "site"
        is_said = len(problem.hint) > LONGEST_REPEATED and first.setdefault(problem.hint, place) != place
        hint = f"How to mend it stands at {first[problem.hint]}." if is_said else problem.hint
        said.append(_one_as_text(problem._replace(hint=hint), line_of(problem.place), place))
    return "\n".join(said)


def _one_as_text(problem: Problem, line: str | None, place: str) -> str:
    said = [f"{place}: {problem.severity}: {_shown(problem.message)} [{problem.rule}]"]
    if line is not None and problem.place.line:
        start = max(0, problem.place.column - BEFORE_CARET)
        said.append(f"{problem.place.line:>6} | {_cut(_shown(line).rstrip(), start)}")
        if problem.place.column:
            said.append(f"       | {' ' * (problem.place.column - 1 - start)}^")
    if problem.hint:
        said.append(f"    {_shown(problem.hint)}")
    return "\n".join(said) + "\n"


def _cut(line: str, start: int) -> str:
    """Return what is shown of a line from the index `start` on, a … in place of the last character on a cut side."""
    shown = line[start : start + LONGEST_LINE]
    if len(line) > start + LONGEST_LINE:
        shown = f"{shown[:-1]}…"
    return f"…{shown[1:]}" if start else shown


def _shown(text: str) -> str:
    """Return a text as one line of as many characters: a tab would move the caret, an escape the terminal."""
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def as_json(problems: Sequence[Problem]) -> str:
    """Return the problems as one JSON object a line, for tools."""
    rows = (
        {
            "path": problem.place.path,
            "line": problem.place.line,
            "column": problem.place.column,
            "severity": problem.severity.value,
            "rule": problem.rule,
            "message": problem.message,
            "hint": problem.hint,
        }
        for problem in problems
    )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def as_github(problems: Sequence[Problem]) -> str:
    """Return the problems as GitHub workflow commands, which show them beside the changed lines."""

    def escaped(text: str, *, is_property: bool = False) -> str:
        text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        return text.replace(":", "%3A").replace(",", "%2C") if is_property else text

    said = []
    for problem in problems:
        place = problem.place
        where = f"file={escaped(place.path, is_property=True)}," if place.path else ""
        where += f"line={place.line}," if place.line else ""
        where += f"col={place.column}," if place.column else ""
        title = escaped(problem.rule, is_property=True)
        message = escaped("\n".join(filter(None, (problem.message, problem.hint))))
        said.append(f"::{problem.severity} {where}title={title}::{message}\n")
    return "".join(said)


def counted(n: int, one: str, many: str = "") -> str:
    """Return “1 source” or “2 sources”: a number and its noun, whose plural is `many` where an s does not make it."""
    return f"{n} {one if n == 1 else many or f'{one}s'}"


def listed(names: Sequence[str], word: str = "and") -> str:
    """Return “a, b and c”, or "" for no names."""
    return f" {word} ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def tally(problems: Sequence[Problem]) -> str:
    """Return “2 errors, 1 warning and 1 notice in 2 files”, or "" when there are no problems."""
    counts = []
    for severity in Severity:
        n = sum(problem.severity == severity for problem in problems)
        if n:
            counts.append(counted(n, severity))
    files = len({problem.place.path for problem in problems})
    return f"{listed(counts)} in {counted(files, 'file')}" if counts else ""
