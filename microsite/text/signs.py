"""The quick look before the slow one: signs without which a pattern finds nothing."""

from __future__ import annotations

from collections.abc import Iterable


def holds(text: str, signs: Iterable[str]) -> bool:
    """Tell whether a text holds one of the signs."""
    return any(map(text.__contains__, signs))


def held(text: str, signs: Iterable[str]) -> set[str]:
    """Return those of the signs that a text holds. For signs whose last character stands in few texts."""
    # One character is found in a sixth of the time of two.
    return {sign for sign in signs if sign[-1] in text and sign in text}
