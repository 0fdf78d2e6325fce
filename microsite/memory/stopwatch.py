"""How far a build has come, for whoever waits for it, and what took it so long, for whoever asks."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import TextIO

from ..problem import counted
from .memo import Task

PATIENCE = 1.0
"""Seconds after which somebody who waits wants to see that something happens."""
PERIOD = 0.1
"""Seconds between two looks."""
SLOWEST = 10
WIDEST = 78
"""Characters of a line that every terminal shows."""

DOING = {"draft": "converting", "page": "rendering"}
NAMES = {"page": "rendering a page", "draft": "converting a text", "facts": "learning of a finished page"}
"""What people call the things that a memo knows by other names."""


class Unwatched:
    """Hears what is to be made and how long it took, and tells nobody."""

    def expects(self, name: str, tasks: Collection[Task]) -> None:
        """Hear what will be made."""

    def took(self, name: str, key: str, seconds: float) -> None:
        """Hear that a thing was made."""

    def close(self) -> None:
        """Hear that all is made."""


class Watch(Unwatched):
    """Keeps what it hears for `lines`, and shows it on `screen`, if there is one, from PATIENCE on."""

    def __init__(self, screen: TextIO | None = None) -> None:
        self.screen = screen
        self.labels: dict[str, str] = {}
        self.seconds: dict[str, dict[str, float]] = defaultdict(dict)
        """Name of the kind of thing → key → seconds."""
        self._started = self._shown = time.monotonic()
        self._width = 0

    def expects(self, name: str, tasks: Collection[Task]) -> None:
        self.labels |= {task.key: task.label for task in tasks}

    def took(self, name: str, key: str, seconds: float) -> None:
        self.seconds[name][key] = seconds
        now = time.monotonic()
        if self.screen and name in DOING and now - self._started > PATIENCE and now - self._shown > PERIOD:
            self._shown = now
            self._show(f"{DOING[name]} {self.labels.get(key, '')} ({len(self.seconds[name])})")

    def _show(self, text: str) -> None:
        if self.screen:
            text = text[:WIDEST]
            self.screen.write(f"\r{text:<{self._width}}\r")
            self.screen.flush()
            self._width = len(text)

    def close(self) -> None:
        """Take the line away."""
        if self._width:
            self._show("")

    def lines(self) -> Iterator[str]:
        """Yield what took how long: each kind of thing, then the slowest ones."""
        totals = sorted(((sum(each.values()), name) for name, each in self.seconds.items()), reverse=True)
        for total, name in totals:
            yield f"{total:8.3f} s  {NAMES.get(name, name)}, {counted(len(self.seconds[name]), 'time')}"
        labelled = (
            (seconds, DOING[name], self.labels.get(key, key))
            for name, each in self.seconds.items()
            if name in DOING
            for key, seconds in each.items()
        )
        for seconds, doing, label in sorted(labelled, reverse=True)[:SLOWEST]:
            yield f"{seconds:8.3f} s  {doing} {label}"
