"""YAML as an editor wrote it: every key and value with its place."""

from __future__ import annotations

from typing import NamedTuple

from ..problem import Place

SHOWN = 60
"""Characters of an editor's text that a message repeats."""


class Scalar(NamedTuple):
    """A single value, as text."""

    text: str
    place: Place
    is_plain: bool = True
    """Written without quotes."""
    cut: Place | None = None
    """Where YAML took for a comment what the author may have meant as text: `title: Muscle #1`."""

    @property
    def is_empty(self) -> bool:
        return self.is_plain and self.text in ("", "~", "null")


class Listing(NamedTuple):
    """A list of values."""

    items: tuple[Node, ...]
    place: Place


class Table(NamedTuple):
    """Keys with their values, in the order written."""

    entries: tuple[tuple[Scalar, Node], ...]
    place: Place

    def get(self, key: str) -> Node | None:
        return next((value for name, value in self.entries if name.text == key), None)


Node = Scalar | Listing | Table
KINDS = {Scalar: "text", Listing: "a list", Table: "a group of keys"}
