"""Opinions on the finished site: one module per family of rules, each a function from what was built to problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..model import Date, Site
from ..problem import Problem
from . import headings, links, policy, reading, review, usage
from .pages import PageFacts


def check(site: Site, pages: Mapping[str, PageFacts], files: frozenset[str], today: Date) -> Iterator[Problem]:
    """Yield what is wrong with a built site.

    `pages` holds what was learned of each finished HTML page, by address; `files` are all addresses of the site.
    """
    yield from links.check(site, pages, files)
    yield from headings.check(site)
    yield from usage.check(site)
    yield from policy.check(site)
    yield from reading.check(site)
    yield from review.check(site, today)
