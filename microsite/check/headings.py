"""Headings step down one level at a time and tell a page's parts apart, so that who hears them finds the way."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Heading, Page, Site
from ..problem import Place, Problem, Severity


def of_page(page: Page, site: Site) -> Iterator[Problem]:
    """Yield what is wrong with the headings of a page."""
    headings = site.bodies[page.key].draft.headings
    yield from _levels(page, headings)
    yield from _doubles(page, headings)


def _levels(page: Page, headings: tuple[Heading, ...]) -> Iterator[Problem]:
    """Yield headings that skip a level: the part between, to which they belong, is missing (WCAG technique G141)."""
    above = None
    for heading in headings:
        level = above.level if above else 1
        if heading.level > level + 1:
            place = _place(page, heading)
            hint = f"Use {'#' * (level + 1 - _moved(heading))}."
            yield Problem(place, "heading", _skipped(heading, above), hint, Severity.WARNING)
        above = heading


def _skipped(heading: Heading, above: Heading | None) -> str:
    """Return what is wrong, with the levels that the editor sees in the text."""
    level = heading.level - _moved(heading)
    if above is None:
        return f"the first heading is of level {level}"
    return f"a heading of level {level} follows one of level {above.level - _moved(above)}"


def _place(page: Page, heading: Heading) -> Place:
    """Return where a heading begins, behind the marks of a quote or an item that it may stand in."""
    written = page.source.text.split("\n")[heading.line - page.source.first_line]
    return Place(page.source.path, heading.line, 1 + len(written) - len(written.lstrip(" \t>")))


def _moved(heading: Heading) -> int:
    """Return how many levels a heading was moved down to make room for the page's title."""
    return heading.level - heading.written if heading.written else 0


def _doubles(page: Page, headings: tuple[Heading, ...]) -> Iterator[Problem]:
    """Yield headings that stand twice under the same heading: in a list of contents nobody can tell them apart, and
    their addresses hang on their order (WCAG 2.4.6). “Example” under two headings is none.
    """
    above: list[Heading] = []
    first: dict[tuple[str, ...], int] = {}
    for heading in headings:
        above = [each for each in above if each.level < heading.level] + [heading]
        way = tuple(each.id for each in above[:-1]) + (heading.text.casefold(),)
        if way in first:
            said = f"the heading “{heading.text}” stands on line {first[way]} already"
            place = _place(page, heading)
            yield Problem(place, "heading", said, "Say what sets this part apart.", Severity.WARNING)
        first.setdefault(way, heading.line)
