"""What the preview knows of its builds: the last one's problems, and which addresses changed since an earlier one."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from .problem import Problems, tally

REMEMBERED = 200
"""Builds whose changes are remembered. A page that has slept through more is loaded anew."""

SHOWN = 200
"""Problems that a page is sent at most."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one build came to."""

    problems: Problems = ()
    changed: frozenset[str] | None = None
    """Addresses that are not as they were, new and removed ones too; None means that any may have changed."""
    is_published: bool = True
    """Whether the output is this build's. False means that it still is the last good one."""


class Board:
    """Where the preview posts its builds and open pages look what is new. For one thread only."""

    def __init__(self) -> None:
        self.session = secrets.token_hex(8)
        """Another at every start, so that a page of an earlier preview is known for one."""
        self.revision = 0
        """Number of builds so far."""
        self.outcome = Outcome(changed=frozenset(), is_published=False)
        self._texts: tuple[str, ...] = ()
        self._changes: deque[frozenset[str] | None] = deque(maxlen=REMEMBERED)

    def post(self, outcome: Outcome, texts: Sequence[str]) -> None:
        """Take note of a build; `texts` are its problems in the words of the terminal."""
        self.revision += 1
        self.outcome = outcome
        self._texts = tuple(texts[:SHOWN])
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

    def state(self, revision: int, session: str) -> dict[str, object]:
        """Return, for JSON, what a page must know that was made at that revision."""
        changed = self.changed_since(revision, session)
        return {
            "session": self.session,
            "revision": self.revision,
            "isPublished": self.outcome.is_published,
            "changed": None if changed is None else sorted(changed),
            "tally": tally(self.outcome.problems),
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
                for problem, text in zip(self.outcome.problems, self._texts, strict=False)
            ],
        }
