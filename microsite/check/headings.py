"""Headings step down one level at a time and tell a page's parts apart, so that who hears them finds the way."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Heading, Page, Site
from ..problem import Place, Problem, Severity


def check(site: Site) -> Iterator[Problem]:
    """Yield what is wrong with the headings of each page."""
    for page in site.library.everything:
        headings = site.bodies[page.key].draft.headings
        yield from _levels(page, headings)
        yield from _doubles(page, headings)


def _levels(page: Page, headings: tuple[Heading, ...]) -> Iterator[Problem]:
    """Yield headings that skip a level: the part between, to which they belong, is missing (WCAG technique G141)."""
    level = 1
    for heading in headings:
        if heading.level > level + 1:
            place = Place(page.source.path, heading.line)
            said = f"a heading of level {heading.level} follows one of level {level}"
            yield Problem(place, "heading", said, f"Use {'#' * (level + 1)}.", Severity.WARNING)
        level = heading.level


def _doubles(page: Page, headings: tuple[Heading, ...]) -> Iterator[Problem]:
    """Yield headings that stand twice under the same heading: in a list of contents nobody can tell them apart, and
    their addresses hang on their order (WCAG 2.4.6). “Example” under two headings is none.
    """
    if len({heading.text for heading in headings}) == len(headings):
        return
    above: list[Heading] = []
    first: dict[tuple[str, ...], int] = {}
    for heading in headings:
        above = [each for each in above if each.level < heading.level] + [heading]
        way = tuple(each.id for each in above[:-1]) + (heading.text.casefold(),)
        if way in first:
            said = f"the heading “{heading.text}” stands on line {first[way]} already"
            place = Place(page.source.path, heading.line)
            yield Problem(place, "heading", said, "Say what sets this part apart.", Severity.WARNING)
        first.setdefault(way, heading.line)
