"""What was made before and need not be made again.

A memo is a function: given the kind of thing, a key that stands for everything it may depend on, and a way to make it,
it returns the thing. Because the key is a digest of all that the maker sees, there is no dependency graph and no
second way to build: a build with an empty memo does the same in the same order.

Some things are made of others that the memo holds, too: a shelf of sixteen pages. Such a whole is found by one key, and
what its maker asked the memo for is kept as long as the whole is, so that the fifteen others are still there when one
of them changes.
"""

from __future__ import annotations

import hashlib
import marshal
import threading
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


Full = tuple[str, str]
"""Name and key of a thing."""
Kept = tuple[Any, tuple[Full, ...]]
"""A thing, and what it was made of."""

PLAIN = 0
"""Version of marshal's format that says the same of the same values, whoever else holds them."""


class Task(NamedTuple):
    """Something that will be asked for."""

    key: str
    make: Callable[[], Any]
    """Can be sent to another process."""
    label: str
    """What people call it: a path, an address."""


def batches(things: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Yield the things in their order, `size` at a time."""
    waiting = iter(things)
    while batch := [*islice(waiting, size)]:
        yield batch


def one_behind(things: Iterable[T]) -> Iterator[T]:
    """Yield each thing when the next one has been made: what `ahead` was told of in its making is in good hands."""
    before: list[T] = []
    for thing in things:
        yield from before
        before = [thing]
    yield from before


def in_shelves(things: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield the things in their order, SHELF at a time."""
    return (things[start : start + SHELF] for start in range(0, len(things), SHELF))


class Memo(Protocol):
    """Returns what `make` makes, or made before under the same `key`."""

    def __call__(self, name: str, key: str, make: Callable[[], T], *, is_whole: bool = False) -> T:
        """Return the thing. Where it `is_whole`, what `make` asks the memo for is kept as long as it is."""
        ...

    def knows(self, name: str, key: str) -> bool:
        """Tell whether it need not be made."""
        ...

    def ahead(self, name: str, tasks: Iterable[Task]) -> None:
        """Hear what will be asked for, so that it can be made in the meantime. Waits for nothing; may do nothing."""
        ...

    def save(self) -> None:
        """End the run: keep what it asked for, where anything is kept."""
        ...


class Fleeting(Exception):
    """Raised by a maker with what it made, where that is not to be remembered: the next time it may come out better."""

    def __init__(self, thing: Any) -> None:
        super().__init__()
        self.thing = thing


def key_of(*parts: str | bytes) -> str:
    """Return a digest of the parts in their order; no two lists of parts have one digest."""
    # marshal says how long each part is, and takes half the time of a list of lengths.
    return hashlib.sha256(marshal.dumps(parts, PLAIN)).hexdigest()


def shelved(
    memo: Memo, name: str, things: Sequence[tuple[str, T]], make: Callable[[Sequence[tuple[str, T]]], R], *seen: str
) -> Iterator[R]:
    """Yield what `make` makes of SHELF things after the other, each with the key that stands for it.

    `seen` stands for all else that is looked at. Made anew is only what holds a thing that has changed.
    """
    for shelf in in_shelves(things):
        yield memo(name, key_of(*seen, *(key for key, _ in shelf)), partial(make, shelf), is_whole=True)


def one_by_one(
    memo: Memo, shelf_name: str, name: str, things: Sequence[tuple[str, T]], make: Callable[[T], R], *seen: str
) -> Iterator[R]:
    """Yield what `make` makes of one thing after the other, each with the key that stands for it.

    Remembered are shelves of them, and under `name` each by itself. `seen` stands for all else that is looked at.
    """
    for made in shelved(memo, shelf_name, things, partial(_shelf_of, memo, name, make, seen), *seen):
        yield from made


def announce_one_by_one(
    memo: Memo, shelf_name: str, name: str, things: Sequence[tuple[str, T]], make: Callable[[T], R], *seen: str
) -> None:
    """Announce what `one_by_one` will ask for."""
    for shelf in in_shelves(things):
        if not memo.knows(shelf_name, key_of(*seen, *(key for key, _ in shelf))):
            memo.ahead(name, [Task(key_of(*seen, key), partial(make, thing), "") for key, thing in shelf])


def _shelf_of(
    memo: Memo, name: str, make: Callable[[T], R], seen: Sequence[str], shelf: Sequence[tuple[str, T]]
) -> tuple[R, ...]:
    return tuple(memo(name, key_of(*seen, key), partial(make, thing)) for key, thing in shelf)


class Forgetful:
    """A memo that makes everything anew."""

    def __call__(self, name: str, key: str, make: Callable[[], T], *, is_whole: bool = False) -> T:
        return make()

    def knows(self, name: str, key: str) -> bool:
        return False

    def ahead(self, name: str, tasks: Iterable[Task]) -> None:
        """Do nothing."""

    def save(self) -> None:
        """Do nothing."""


remember_nothing: Memo = Forgetful()


class Lasting:
    """A memo that forgets nothing as long as it lives: what the one behind it does not keep, it holds itself."""

    def __init__(self, memo: Memo) -> None:
        self.memo = memo
        self._held: dict[Full, Any] = {}

    def __call__(self, name: str, key: str, make: Callable[[], T], *, is_whole: bool = False) -> T:
        full = (name, key)
        if full in self._held:
            made: T = self._held[full]
        else:
            made = self.memo(name, key, make, is_whole=is_whole)
            if not self.memo.knows(name, key):
                self._held[full] = made
        return made

    def knows(self, name: str, key: str) -> bool:
        return (name, key) in self._held or self.memo.knows(name, key)

    def ahead(self, name: str, tasks: Iterable[Task]) -> None:
        self.memo.ahead(name, tasks)

    def save(self) -> None:
        self.memo.save()


NEW = 0.1
"""Share of what a `MemoryMemo` holds that is made anew before it looks for what nobody asks for any more."""


class MemoryMemo:
    """Remembers what the last builds asked for, as long as the process lives.

    What is of no use to anybody any more is forgotten when as much has been made since that looking for it pays:
    an edit makes some dozens of ten thousand things.
    """

    def __init__(self) -> None:
        self._now: dict[Full, Kept] = {}
        self._before: dict[Full, Kept] = {}
        self._makers: list[dict[Full, None]] = []
        """What was asked for in the making of the wholes that are being made, the innermost last."""
        self._lock = threading.RLock()
        """A page may ask the preview why a word is a link while the next build runs: its asking is no part of that.

        It waits until what is being made is done.
        """
        self._new = 0
        """Things that were made since it was last looked for what is of no use."""
        self.hits = self.misses = 0

    def __call__(self, name: str, key: str, make: Callable[[], T], *, is_whole: bool = False) -> T:
        with self._lock:
            return self._of(name, key, make, is_whole=is_whole)

    def _of(self, name: str, key: str, make: Callable[[], T], *, is_whole: bool) -> T:
        full = (name, key)
        if self._makers:
            self._makers[-1][full] = None
        kept = self._now.get(full) or self._again(full)
        if kept:
            self.hits += 1
        else:
            self.misses += 1
            kept = self._now[full] = self._whole(make) if is_whole else (make(), ())
        made: T = kept[0]
        return made

    def _whole(self, make: Callable[[], T]) -> tuple[T, tuple[Full, ...]]:
        """Make a whole, and take down what is asked for on the way."""
        parts: dict[Full, None] = {}
        self._makers.append(parts)
        try:
            return make(), tuple(parts)
        finally:
            self._makers.pop()

    def _again(self, full: Full) -> Kept | None:
        """Return what an earlier build asked for, and keep it with all that it was made of."""
        kept = self._before.get(full)
        if kept:
            self._now[full] = kept
            for part in kept[1]:
                if part not in self._now:
                    self._again(part)
        return kept

    def knows(self, name: str, key: str) -> bool:
        return (name, key) in self._now or (name, key) in self._before

    def ahead(self, name: str, tasks: Iterable[Task]) -> None:
        """Do nothing: an edit leaves little to make."""

    def save(self) -> None:
        """Do nothing: it lives no longer than the process."""

    def turn(self) -> None:
        """Begin another build: what neither it nor one before it asks for is forgotten in time."""
        with self._lock:
            self._new += self.misses
            if self._new >= NEW * len(self._now):
                self._before, self._now = self._now, {}
                self._new = 0
        self.hits = self.misses = 0
