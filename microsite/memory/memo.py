"""What was made before and need not be made again.

A memo is a function: given the kind of thing, a key that stands for everything it may depend on, and a way to make it,
it returns the thing. Because the key is a digest of all that the maker sees, there is no dependency graph and no
second way to build: a build with an empty memo does the same in the same order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any, NamedTuple, Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R")


BATCH = 256
"""Things that are announced at once: enough to share out, few enough to hold."""
SHELF = 16
"""Things whose results are remembered as one: an edit makes one shelf anew, and finding the others takes no time."""


BYTES = -1
"""Stands for the length of a part of bytes, of which a digest is hashed; no text is as long."""


class Task(NamedTuple):
    """Something that will be asked for."""

    key: str
    make: Callable[[], Any]
    """Can be sent to another process."""
    label: str
    """What people call it: a path, an address."""


def batches(things: Iterable[T]) -> Iterator[list[T]]:
    """Yield the things in their order, BATCH at a time."""
    waiting = iter(things)
    while batch := [*islice(waiting, BATCH)]:
        yield batch


class Memo(Protocol):
    """Returns what `make` makes, or made before under the same `key`."""

    def __call__(self, name: str, key: str, make: Callable[[], T]) -> T: ...

    def knows(self, name: str, key: str) -> bool:
        """Tell whether it need not be made."""
        ...

    def ahead(self, name: str, tasks: Iterable[Task]) -> None:
        """Hear what will be asked for, so that it can be made in the meantime. May do nothing."""
        ...

    def save(self) -> None:
        """End the run: keep what it asked for, where anything is kept."""
        ...


def key_of(*parts: str | bytes) -> str:
    """Return a digest of the parts in their order; no two lists of parts have one digest."""
    lengths = [len(part) if isinstance(part, str) else BYTES for part in parts]
    texts = [part if isinstance(part, str) else hashlib.sha256(part).hexdigest() for part in parts]
    whole = f"{lengths}{''.join(texts)}"
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


def shelved(
    memo: Memo, name: str, things: Sequence[tuple[str, T]], make: Callable[[Sequence[tuple[str, T]]], R], *seen: str
) -> Iterator[R]:
    """Yield what `make` makes of SHELF things after the other, each with the key that stands for it.

    `seen` stands for all else that is looked at. Made anew is only what holds a thing that has changed.
    """
    for start in range(0, len(things), SHELF):
        shelf = things[start : start + SHELF]
        yield memo(name, key_of(*seen, *(key for key, _ in shelf)), partial(make, shelf))


class Forgetful:
    """A memo that makes everything anew."""

    hits = misses = 0

    def __call__(self, name: str, key: str, make: Callable[[], T]) -> T:
        return make()

    def knows(self, name: str, key: str) -> bool:
        return False

    def ahead(self, name: str, tasks: Iterable[Task]) -> None:
        """Do nothing."""

    def save(self) -> None:
        """Do nothing."""


remember_nothing: Memo = Forgetful()


class MemoryMemo:
    """Remembers what the last two builds asked for, as long as the process lives."""

    def __init__(self) -> None:
        self._now: dict[tuple[str, str], Any] = {}
        self._before: dict[tuple[str, str], Any] = {}
        self.hits = self.misses = 0

    def __call__(self, name: str, key: str, make: Callable[[], T]) -> T:
        full = (name, key)
        if full in self._now:
            self.hits += 1
        elif full in self._before:
            self.hits += 1
            self._now[full] = self._before[full]
        else:
            self.misses += 1
            self._now[full] = make()
        made: T = self._now[full]
        return made

    def knows(self, name: str, key: str) -> bool:
        return (name, key) in self._now or (name, key) in self._before

    def ahead(self, name: str, tasks: Iterable[Task]) -> None:
        """Do nothing: an edit leaves little to make."""

    def save(self) -> None:
        """Do nothing: it lives no longer than the process."""

    def turn(self) -> None:
        """Begin another build: what neither it nor this one asks for is forgotten after it."""
        self._before, self._now = self._now, {}
        self.hits = self.misses = 0
