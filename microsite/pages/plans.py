"""Which pages a site has, one view each, in the order of the site.

A view holds no more than its template prints, so that an edit elsewhere leaves it as it was. Most are not even made:
a plan says what its view would look at, and where that is as it was, so is the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, repeat
from typing import NamedTuple

from ..memory.memo import key_of
from ..model import Article, Page, Site, Term
from .entries import confusable, glossary_view, term_view
from .evidence import claims_view, credits_view, sources_view
from .setting import Setting, a_to_z, body_of, has_review, setting_of
from .show import article_view, articles_view, home_view, lost_view, moved_views, plain_view, related_pages, review_view
from .views import (
    ABOUT,
    ARTICLES,
    BUNDLE_FILE,
    CARDS_FILE,
    CLAIMS,
    CREDITS,
    GLOSSARY,
    HOME,
    LOST,
    REVIEW,
    SOURCES,
    Downloads,
    View,
    full_address,
)


class Plan(NamedTuple):
    """A page that is to be made."""

    url: str
    view: Callable[[], View]
    seen: str = ""
    """Stands for all that the view looks at; "" where it looks at the whole site and has to be made to be known."""


def plans(site: Site, *, is_offered: bool = False) -> Iterator[Plan]:
    """Yield a plan for every page of the site: first those with a source, in the order of the site.

    Where the site as a whole `is_offered`, the page that does so is left to `offering`, which knows how large it is.
    """
    setting = setting_of(site)
    library, sight = setting.library, _sight(setting)
    yield Plan(HOME, partial(home_view, setting), sight.of_home())
    for n, article in enumerate(library.articles):
        yield Plan(article.url, partial(article_view, setting, n), sight.of_article(n))
    for term in library.terms:
        yield Plan(term.url, partial(term_view, setting, term), sight.of_term(term))
    for page in library.pages:
        if not (is_offered and page.url == ABOUT):
            yield Plan(page.url, partial(plain_view, setting, page), sight.of_plain(page))
    if library.articles:
        yield Plan(ARTICLES, partial(articles_view, setting), sight.of_list(ARTICLES))
    if library.terms:
        yield Plan(GLOSSARY, partial(glossary_view, setting), sight.of_list(GLOSSARY))
    if library.claims:
        yield Plan(CLAIMS, partial(claims_view, setting), sight.of_claims())
    if library.references:
        yield Plan(SOURCES, partial(sources_view, setting), sight.of_list(SOURCES, repr(sorted(site.cited_by.items()))))
    if library.credited:
        yield Plan(CREDITS, partial(credits_view, setting), sight.of_credits())
    if has_review(site):
        yield Plan(REVIEW, partial(review_view, setting), sight.of_review())
    yield Plan(LOST, partial(lost_view, setting), sight.of_list(LOST))
    yield from (planned(view) for view in moved_views(setting))


def planned(view: View) -> Plan:
    """Return the plan of a view that is made already."""
    return Plan(view.frame.url, lambda: view)


def offering(site: Site, size: int) -> Iterator[Plan]:
    """Yield the plan of the about page, where there is one, that offers the whole site: `size` bytes as one file."""
    setting, url = setting_of(site), site.library.config.site_url
    downloads = Downloads(
        bundle=full_address(url, BUNDLE_FILE),
        size=setting.words.about_bytes(size),
        cards=full_address(url, CARDS_FILE) if setting.library.terms else "",
        terms=len(setting.library.terms),
    )
    yield from (planned(plain_view(setting, page, downloads)) for page in setting.library.pages if page.url == ABOUT)


class _Sight(NamedTuple):
    """Tells what each view looks at, in little: views of one sight are the same; lives only inside `plans`.

    Whatever a view looks at must be in its sight. `tests/test_properties.py` makes views of one sight and compares.
    """

    setting: Setting
    around: str
    """Stands for what all views may look at: the frame, the sources, the definitions."""
    listed: str
    """Stands for what lists say of the pages."""
    titles: Mapping[str, str]
    """Key of a page -> what links say of it."""
    row: Sequence[str]
    """What links say of the articles, in their order, between two that are not there."""

    def of_article(self, n: int) -> str:
        article = self.setting.library.articles[n]
        near = self.setting.site.related.get(article.key, ())
        # The first has no neighbour before it, as the last has none behind it.
        beside = self.row[n], self.row[n + 2]
        return self._of(article, *beside, *map(self.titles.get, near, repeat("")))

    def of_term(self, term: Term) -> str:
        quotes = self.setting.site.linked_by.get(term.slug, {})
        mixed_up = " ".join(other.slug for other in confusable(self.setting, term))
        # Pages and what they say, whose number is the same.
        return self._of(term, mixed_up, key_of(*map(self.titles.get, quotes, repeat("")), *quotes.values()))

    def of_plain(self, page: Page) -> str:
        return self._of(page, repr(related_pages(self.setting, page)))

    def of_home(self) -> str:
        library = self.setting.library
        count = len(library.terms), len(library.claims), len(library.references)
        home = library.home
        return self.of_list(HOME, repr(count), self._of(home) if home else "")

    def of_claims(self) -> str:
        site = self.setting.site
        return self.of_list(CLAIMS, repr(site.library.claims), repr(sorted(site.claimed_by.items())))

    def of_credits(self) -> str:
        bodies = self.setting.site.bodies.items()
        shown = [(key, body.sketch.shown, body.sketch.digest) for key, body in bodies if body.sketch.shown]
        return self.of_list(CREDITS, repr(self.setting.library.credited), repr(shown))

    def of_review(self) -> str:
        bodies = self.setting.site.bodies.items()
        return self.of_list(REVIEW, repr([(key, body.sketch.questions) for key, body in bodies]))

    def of_list(self, url: str, *more: str) -> str:
        return key_of(self.around, url, self.listed, *more)

    def _of(self, page: Page, *more: str) -> str:
        body = body_of(self.setting, page)
        is_edited = "edited" if page.key in self.setting.site.edited else ""
        # Hashed with those of its neighbours. No text of a page holds the character between them.
        return "\0".join((self.around, page.url, page.source.digest, body.digest, is_edited, *more))


def _sight(setting: Setting) -> _Sight:
    library, config = setting.library, setting.config
    frame = (config, setting.menu, setting.foot, setting.has_feed, a_to_z(library), tuple(setting.parts))
    defined = [(term.slug, term.title, term.summary) for term in library.terms]
    around = key_of(repr(frame), repr(sorted(library.references.items())), repr(defined))
    listed = chain(
        (text for page in library.everything for text in (page.url, page.title, page.summary, str(page.updated))),
        (text for article in library.articles for text in (article.part, article.evidence)),
        (term.everyday for term in library.terms),
        map(str, (len(library.articles), len(library.terms))),
    )
    titles = {
        page.key: f"{page.url} {page.title}{f' {page.part}' if isinstance(page, Article) else ''}"
        for page in library.everything
    }
    row = ("", *(titles[article.key] for article in library.articles), "")
    return _Sight(setting, around, listed=key_of(*listed), titles=titles, row=row)
