"""A value that is remembered at once and unpickled only when somebody asks for it.

Most of what is remembered of a page is needed again only when that page is made anew. Kept inside another thing it
costs that thing no more than its bytes.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Later(Generic[T]):
    """Returns a value when it is called; one that came out of a memo is made of its bytes each time, so call once."""

    __slots__ = ("_blob", "_value")

    def __init__(self, value: T | None = None, blob: bytes = b"") -> None:
        self._value = value
        self._blob = blob

    def __call__(self) -> T:
        value: Any = pickle.loads(self._blob) if self._blob else self._value
        made: T = value
        return made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Later) and self() == other()

    def __hash__(self) -> int:
        return hash(self())

    def __repr__(self) -> str:
        return f"Later({self()!r})"

    def __reduce__(self) -> tuple[Callable[[bytes], Later[T]], tuple[bytes]]:
        return _from_bytes, (self._blob or pickle.dumps(self._value, pickle.HIGHEST_PROTOCOL),)


def _from_bytes(blob: bytes) -> Later[Any]:
    return Later(None, blob)
