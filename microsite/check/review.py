"""Pages whose next check is overdue."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Date, Site
from ..problem import Problem, Severity


def check(site: Site, today: Date) -> Iterator[Problem]:
    """Yield a warning for every page that should have been checked again before today."""
    for page in site.library.everything:
        if page.review_by and page.review_by < today:
            message = f"this page was to be checked again by {page.review_by}"
            hint = "Check it, then set `reviewed` and `review_by` anew."
            yield Problem(page.place("review_by"), "review", message, hint, Severity.WARNING)
