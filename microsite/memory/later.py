"""A value that is remembered at once and unpickled only when somebody asks for it.

Most of what is remembered of a page is needed again only when that page is made anew. What a `Later` holds lies apart
from the thing that holds it: in a memo on disk it stays there, and elsewhere it is no more than its bytes.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")
Spot = tuple[str, int, int]
"""Name and key of the thing that held a value when it was put into a memo, which of its parts that was, and which of
all that is held by the thing that holds it now."""
NOWHERE: Spot = ("", 0, 0)


class Later(Generic[T]):
    """Returns a value when it is called; one that came out of a memo is made of its bytes each time, so call once."""

    __slots__ = ("_read", "_value", "spot")

    def __init__(
        self, value: T | None = None, read: Callable[[Spot], bytes] | None = None, spot: Spot = NOWHERE
    ) -> None:
        """Hold `value`, or what a memo keeps at a spot, where `read` returns its bytes."""
        self._value = value
        self._read = read
        self.spot = spot

    def __call__(self) -> T:
        value: Any = pickle.loads(self._read(self.spot)) if self._read else self._value
        made: T = value
        return made

    def packed(self) -> bytes:
        """Return the value pickled."""
        return self._read(self.spot) if self._read else pickle.dumps(self._value, pickle.HIGHEST_PROTOCOL)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Later) and self() == other()

    def __hash__(self) -> int:
        return hash(self())

    def __repr__(self) -> str:
        return f"Later({self()!r})"

    def __reduce__(self) -> tuple[Callable[[bytes], Later[T]], tuple[bytes]]:
        return _unpacked, (self.packed(),)


def _unpacked(blob: bytes) -> Later[Any]:
    return Later(read=lambda _: blob)
