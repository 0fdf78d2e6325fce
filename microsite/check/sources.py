"""Sources that lie in the future. What is remembered of their list knows no day, so it is looked at here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ..model import Date, Site
from ..problem import Problem, Severity

AHEAD = timedelta(days=366)
"""How far ahead of its day an issue of a journal, or a book, may be dated."""


def check(site: Site, today: Date) -> Iterator[Problem]:
    """Yield sources that were looked at after today, and those that appear more than a year later."""
    for source in site.library.references.values():
        # Of a month or a year the first day counts.
        issued, accessed = (Date(*(*date, 1, 1)[:3]) if date else today for date in (source.issued, source.accessed))
        if accessed > today:
            said = f"the visit of {_written(source.accessed)} lies in the future"
            hint = "Use the day on which you looked at the page."
            yield Problem(source.places.get("accessed", source.place), "reference", said, hint)
        if issued - today > AHEAD:
            said = f"the date of issue {_written(source.issued)} lies more than a year ahead"
            hint = "Use the date that the source itself prints."
            yield Problem(source.places.get("issued", source.place), "reference", said, hint, Severity.WARNING)


def _written(date: tuple[int, ...]) -> str:
    """Return a date as far as it is known: 1998-05."""
    return "-".join(f"{part:02}" for part in date)
