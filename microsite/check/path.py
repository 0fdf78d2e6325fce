"""Words that the learning path uses before it explains them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from ..model import Article, Site, Term
from ..problem import Place, Problem, Severity


def check(site: Site) -> Iterator[Problem]:
    """Yield a warning where an author leaves a term unlinked that only a later page of the path links.

    The path always links a term where it meets it first (`salience`); `[[!term]]` and `aliases_off` take that away.
    Right on a page that explains the word itself, but a reader who meets it here for the first time is left alone.
    Where an article could not be read, an earlier page may be missing from the path.
    """
    if any(path.startswith("content/articles/") for path in site.library.unread):
        return
    explained = cache(lambda: _first_links(site))
    names = _names(site)
    for n, article in enumerate(article for article in site.library.articles if article.part):
        for term, place in _left_out(article, names, site):
            found = explained().get(term.slug)
            if found and found[0] > n and not _is_in_title(term, article):
                said = f"the path leaves “{term.title}” unlinked here, and explains it only in {found[1]}"
                hint = "Link it where the path meets it first, or explain it here in plain words and waive this."
                yield Problem(place, "path", said, hint, Severity.WARNING)


def _first_links(site: Site) -> dict[str, tuple[int, str]]:
    """Return for each term the first article of the path that links it: its number and its file."""
    first: dict[str, tuple[int, str]] = {}
    for n, article in enumerate(article for article in site.library.articles if article.part):
        for slug in site.bodies[article.key].linked:
            first.setdefault(slug, (n, article.source.path))
    return first


def _names(site: Site) -> dict[str, Term]:
    return {
        name.casefold(): term
        for term in reversed(site.library.terms)
        for name in (*term.aliases, *term.forms, term.title, term.slug)
    }


def _left_out(article: Article, names: Mapping[str, Term], site: Site) -> Iterator[tuple[Term, Place]]:
    """Yield the terms that the author of an article takes out of its links, and where."""
    for name, place in site.bodies[article.key].sketch.silenced:
        if term := names.get(name):
            yield term, place
    if not article.aliases_off:
        return
    said = site.bodies[article.key].draft.wording().text.casefold()
    for n, slug in enumerate(article.aliases_off):
        term = names.get(slug)
        if term and any(name.casefold() in said for name in (term.title, *term.aliases)):
            yield term, article.place(f"aliases_off.{n}")


def _is_in_title(term: Term, article: Article) -> bool:
    """Return whether the page is about the term, so that it explains it itself."""
    title = article.title.casefold()
    return any(name.casefold() in title for name in (term.title, *term.aliases))
