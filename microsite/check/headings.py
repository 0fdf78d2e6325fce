"""Headings step down one level at a time, so that a reader who hears them finds the way."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Site
from ..problem import Place, Problem, Severity


def check(site: Site) -> Iterator[Problem]:
    """Yield headings that skip a level (WCAG technique G141)."""
    for page in site.library.everything:
        level = 1
        for heading in site.bodies[page.key].draft.headings:
            if heading.level > level + 1:
                place = Place(page.source.path, heading.line)
                said = f"a heading of level {heading.level} follows one of level {level}"
                yield Problem(place, "heading", said, f"Use {'#' * (level + 1)}.", Severity.WARNING)
            level = heading.level
