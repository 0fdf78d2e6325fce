"""Ids of headings, as GitHub makes them, so that a link that works there works here."""

from __future__ import annotations

import unicodedata

KEPT = ("L", "M", "Nd", "Pc")
"""Unicode categories of what stays: letters, their marks, digits, underlines."""


def github_id(text: str) -> str:
    """Return GitHub's id for a heading's words: lower case, punctuation gone, each blank a hyphen."""
    lowered = text.strip().lower()
    kept = (character for character in lowered if character in "- " or unicodedata.category(character).startswith(KEPT))
    return "".join(kept).replace(" ", "-")


def unique(wanted: str, taken: dict[str, int]) -> str:
    """Return `wanted`, or with -1, -2 ... behind it when it is taken; the result is then taken too.

    `taken` holds each name with the last number that was put behind it, so that a thousand equal headings do not try
    a thousand numbers each.
    """
    wanted = name = wanted or "section"
    while name in taken:
        taken[wanted] += 1
        name = f"{wanted}-{taken[wanted]}"
    taken[name] = 0
    return name
