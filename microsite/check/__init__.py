"""Opinions on the finished site: one module per family of rules, each a function from what was built to problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..memory.memo import Memo, remember_nothing
from ..model import Date, Site
from ..problem import Problem
from . import anatomy, definitions, descriptions, fields, figures, headings, links, path, policy, reading, review, usage
from .pages import PageFacts


def check(
    site: Site,
    pages: Mapping[str, PageFacts],
    files: frozenset[str],
    today: Date,
    memo: Memo = remember_nothing,
) -> Iterator[Problem]:
    """Yield what is wrong with a built site.

    `pages` holds what was learned of each finished HTML page, by address; `files` are all addresses of the site. What
    is learned of one text alone was remembered with it (`body`); what takes all terms or fields together, here.
    """
    yield from links.check(site, pages, files, memo=memo)
    yield from descriptions.check(site, pages)
    yield from headings.check(site)
    yield from figures.check(site)
    yield from fields.check(site, memo)
    yield from definitions.circular(site, memo)
    yield from definitions.lookalikes(site, memo)
    yield from anatomy.check(site, memo)
    yield from path.check(site)
    yield from usage.check(site)
    yield from policy.check(site)
    yield from reading.check(site)
    yield from review.check(site, today)
