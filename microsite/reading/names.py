"""Names in fields that belong to nothing of the site: of terms, articles, pages, routes, policies."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import NamedTuple

from ..model import Article, Config, Library, Page, Term
from ..problem import Place, Problem, did_you_mean
from .page import ARTICLE, ARTICLE_KINDS, slug_fault

MOST_NAMED = 12
"""Names that a hint lists."""


def unknown_names(library: Library) -> Iterable[Problem]:
    """Yield every name in a field that belongs to nothing of the site."""
    terms = _Names(library, "glossary", "term", {term.slug for term in library.terms})
    articles = _Names(library, "articles", "article", {article.slug for article in library.articles})
    pages = _Names(library, "pages", "page", {page.slug for page in library.pages})
    either = _Names(library, "articles", "page", articles.known | pages.known)
    kinds = {*ARTICLE_KINDS, *(part.title for part in library.config.parts)}
    contexts = _Names(library, "articles", "article or kind", articles.known | kinds)
    for page in library.everything:
        if page.related:
            related = terms if isinstance(page, Term) else articles if isinstance(page, Article) else either
            yield from related.unknown(page, "related", page.related)
        if page.aliases_off:
            yield from terms.unknown(page, "aliases_off", page.aliases_off)
        if isinstance(page, Term) and page.context:
            yield from contexts.unknown(page, "context", page.context)
    config = library.config
    yield from pages.unknown(config, "menu", config.menu, "config")
    for n, route in enumerate(config.routes):
        yield from articles.unknown(config, f"routes.{n}.articles", route.articles, "config")
    fields = _Names(library, "", "field", ARTICLE)
    yield from fields.unknown(config, "policies.article_fields", config.policies.article_fields, "config")


class _Names(NamedTuple):
    """Names that a field may hold."""

    library: Library
    folder: str
    """Of the pages that go by these names, to tell one that is held back from one that is not there."""
    what: str
    known: Set[str]

    def unknown(
        self, where: Page | Config, field: str, names: Iterable[str], rule: str = "crossref"
    ) -> Iterable[Problem]:
        """Yield a problem for each of `names`, the items of `field`, that is not known."""
        for n, name in enumerate(names):
            path = f"content/{self.folder}/{name}.md"
            if name in self.known or path in self.library.unread:
                continue
            place = where.places.get(f"{field}.{n}") or Place("")
            reason = self.library.held_back.get(path)
            if reason:
                message, hint = f"“{name}” is not published: {reason}", "Publish it, or take the name out."
            else:
                message = f"there is no {self.what} “{name[:80]}”"
                hint = did_you_mean(name, self.known) or self.there_are(name, field.rpartition(".")[2])
            yield Problem(place, rule, message, hint)

    def there_are(self, name: str, field: str) -> str:
        """Return which names `field` may hold, and how `name` would be one of them."""
        names = sorted(self.known)
        can_be = self.folder and not slug_fault(self.folder, name, self.library.config.language)
        add = f"add content/{self.folder}/{name}.md" if can_be else ""
        if not names:
            return f"There is none yet: {add or 'take it out'}."
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        write = f"write `{field}: [{names[0]}]`, say" + (f", or {add}." if add else ".")
        return f"There are: {', '.join(names[:MOST_NAMED])}{more}; {write}"
