"""Pictures: what those hear who cannot see them, and how long all others wait."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Site
from ..problem import Problem, Severity
from ..text.wording import poor_alt

HEAVIEST = 300_000
"""Bytes of one picture: a second and a half on the slow 4G that Lighthouse measures with (1.6 Mbit/s)."""


def check(site: Site) -> Iterator[Problem]:
    """Yield what is wrong with pictures and their sidecars."""
    for figure in site.library.figures.values():
        if wrong := poor_alt(figure.alt, figure.name, figure.caption):
            hint = "Say what the picture shows and the caption does not."
            yield Problem(figure.place_of("alt"), "alt", wrong, hint, Severity.WARNING)
        if figure.size > HEAVIEST:
            said = f"“{figure.path}” has {figure.size // 1000:,} kB".replace(",", " ")
            hint = f"Save it smaller or as WebP: at most {HEAVIEST // 1000} kB."
            yield Problem(figure.place, "weight", said, hint, Severity.WARNING)
