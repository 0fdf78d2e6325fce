"""Pages whose next check is overdue, or whose words are no longer those that were checked."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Date, Site
from ..problem import Problem, Severity


def check(site: Site, today: Date) -> Iterator[Problem]:
    """Yield a warning for every page that should have been checked again before today, or was edited since."""
    for page in site.library.everything:
        if page.key in site.edited:
            message = f"edited since {page.reviewer} checked it on {page.reviewed}"
            hint = f'Have it checked again, `build.py review {page.key}`, or say why not: `--typo "reason"`.'
            yield Problem(page.place("reviewed_words"), "review", message, hint, Severity.WARNING)
        if page.review_by and page.review_by < today:
            message = f"this page was to be checked again by {page.review_by}"
            hint = "Check it, then set `reviewed` and `review_by` anew."
            yield Problem(page.place("review_by"), "review", message, hint, Severity.WARNING)
