"""What the preview knows of its builds: the last one's problems, and which addresses changed since an earlier one."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from ..problem import Place, Problem, Problems, Severity, tally

REMEMBERED = 200
"""Builds whose changes are remembered. A page that has slept through more is loaded anew."""

SHOWN = 200
"""Problems that a page is sent at most."""


@dataclass(frozen=True, slots=True)
class Question:
    """Why is this word linked, or not? As a reader of a page points at it."""

    url: str
    """Of the page, from the site's root."""
    word: str
    before: str
    after: str
    """What stands in the same paragraph on either side, as far as it tells one mention from another."""


@dataclass(frozen=True, slots=True)
class Way:
    """A line to paste, and what it does."""

    paste: str
    does: str


@dataclass(frozen=True, slots=True)
class Reason:
    """What was decided of one mention."""

    place: Place
    surface: str
    terms: tuple[tuple[str, str], ...]
    """Address and title of each term of that name."""
    said: str
    is_here: bool
    """Whether this is the mention that was pointed at."""
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of a word on a page."""

    word: str
    reasons: tuple[Reason, ...]
    """The mention that was pointed at first."""
    note: str = ""
    """What there is to say where there is no reason."""
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one build came to."""

    problems: Problems = ()
    changed: frozenset[str] | None = None
    """Addresses that are not as they were, new and removed ones too; None means that any may have changed."""
    is_published: bool = True
    """Whether the output is this build's. False means that it still is the last good one."""
    held_back: Mapping[str, tuple[Place, str]] = field(default_factory=lambda: MappingProxyType({}))
    """Address of a page that only the preview shows -> where that is said, and why: draft, scheduled, expired."""
    base: str = "/"
    """Path of the site's own address, with a slash at its end: /hip/ for https://example.org/hip/."""
    why: Callable[[Question], Answer | None] | None = None
    """Answers questions from this build; None where there is no such page."""


class Board:
    """Where the preview posts its builds and open pages look what is new. For one thread only."""

    def __init__(self) -> None:
        self.session = secrets.token_hex(8)
        """Another at every start, so that a page of an earlier preview is known for one."""
        self.revision = 0
        """Number of builds so far."""
        self.outcome = Outcome(changed=frozenset(), is_published=False)
        self.good = self.outcome
        """The last build that was published: the one that pages show."""
        self.told: tuple[tuple[Problem, str], ...] = ()
        """What pages are told is wrong, each in the words of the terminal: where there are errors, these alone."""
        self._changes: deque[frozenset[str] | None] = deque(maxlen=REMEMBERED)

    def post(self, outcome: Outcome, texts: Sequence[str]) -> None:
        """Take note of a build; `texts` are its problems in the words of the terminal."""
        self.revision += 1
        self.outcome = outcome
        if outcome.is_published:
            self.good = outcome
        told = tuple(zip(outcome.problems, texts, strict=True))
        errors = tuple(each for each in told if each[0].severity == Severity.ERROR)
        self.told = errors or told
        self._changes.append(outcome.changed)

    def changed_since(self, revision: int, session: str) -> frozenset[str] | None:
        """Return the addresses that changed after that revision; None when any may have."""
        builds = self.revision - revision
        if session != self.session or not 0 <= builds <= len(self._changes):
            return None
        changed: frozenset[str] = frozenset()
        for one in list(self._changes)[len(self._changes) - builds :]:
            if one is None:
                return None
            changed |= one
        return changed

    def state(self, revision: int, session: str) -> dict[str, Any]:
        """Return, for JSON, what a page must know that was made at that revision."""
        changed = self.changed_since(revision, session)
        return {
            "session": self.session,
            "revision": self.revision,
            "isPublished": self.outcome.is_published,
            "changed": None if changed is None else sorted(changed),
            "tally": tally([problem for problem, _ in self.told]),
            "untold": max(0, len(self.told) - SHOWN),
            "problems": [
                {
                    "severity": problem.severity.value,
                    "path": problem.place.path,
                    "line": problem.place.line,
                    "column": problem.place.column,
                    "rule": problem.rule,
                    "message": problem.message,
                    "hint": problem.hint,
                    "text": text,
                }
                for problem, text in self.told[:SHOWN]
            ],
        }
