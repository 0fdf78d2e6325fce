"""Opinions on the finished site: one module per family of rules, each a function from what was built to problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from ..memory.memo import Memo, key_of, one_by_one, remember_nothing
from ..model import Date, Page, Site
from ..problem import Problem, Problems
from . import (
    anatomy,
    definitions,
    descriptions,
    empty,
    fields,
    figures,
    headings,
    inline,
    links,
    path,
    policy,
    reading,
    review,
    sources,
    usage,
)
from .pages import PageFacts


def check(
    site: Site,
    pages: Mapping[str, PageFacts],
    files: frozenset[str],
    today: Date,
    memo: Memo = remember_nothing,
) -> Iterator[Problem]:
    """Yield what is wrong with a built site.

    `pages` holds what was learned of each finished HTML page, by address; `files` are all addresses of the site.
    """
    yield from links.check(site, pages, files, memo=memo)
    yield from inline.check(site, pages)
    yield from descriptions.check(site, pages)
    yield from each_page(site, site.library.everything, memo)
    yield from reading.new_terms(site, memo)
    yield from fields.of_lists(site, memo)
    yield from figures.check(site)
    yield from definitions.circular(site, memo)
    yield from definitions.lookalikes(site, memo)
    yield from path.check(site)
    yield from usage.check(site)
    yield from review.check(site, today)
    yield from sources.check(site, today)


def each_page(site: Site, pages: Iterable[Page], memo: Memo) -> Iterator[Problem]:
    """Yield what is wrong with each of these pages by itself. An edit of one has few others looked at again."""
    library, muscles = site.library, anatomy.Muscles(site)
    unread = sorted((key, source.is_unread) for key, source in library.references.items())
    seen = key_of(library.config.language, repr(library.config.policies), repr(unread), muscles.seen)
    keyed = [(page.source.digest + site.bodies[page.key].digest, page) for page in pages]
    for problems in one_by_one(memo, "opinions", "opinion", keyed, partial(_opinion, site, muscles), seen):
        yield from problems


def _opinion(site: Site, muscles: anatomy.Muscles, page: Page) -> Problems:
    rules = (
        empty.of_page,
        headings.of_page,
        fields.of_page,
        policy.of_page,
        reading.of_page,
        partial(anatomy.of_page, muscles=muscles),
    )
    return tuple(problem for rule in rules for problem in rule(page, site))
