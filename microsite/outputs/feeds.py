"""What the site tells search engines and feed readers: sitemap.xml, feed.xml, robots.txt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape

from ..model import Article, Date, Library, Site
from ..pages.setting import last_updated, newest_articles
from ..pages.views import ARTICLES, CLAIMS, CREDITS, FEED_FILE, GLOSSARY, HOME, MAP_FILE, QUALITY, SOURCES, full_address
from ..words import words_of

ROBOTS_FILE = "robots.txt"
XML = '<?xml version="1.0" encoding="utf-8"?>\n'
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML may not hold."""


def feeds(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the address and the bytes of robots.txt and, where the site has an address, of map and feed."""
    library = site.library
    yield ROBOTS_FILE, robots(library).encode()
    if library.config.site_url:
        yield MAP_FILE, sitemap(library).encode()
        if newest_articles(library):
            yield FEED_FILE, atom(library).encode()


def robots(library: Library) -> str:
    """Return robots.txt: everything may be read; the map is named where there is one."""
    url = library.config.site_url
    return "User-agent: *\nDisallow:\n" + (f"\nSitemap: {url}{MAP_FILE}\n" if url else "")


def indexed(library: Library) -> tuple[tuple[str, Date | None], ...]:
    """Return the address and the date of every page that may be found, in the order of the site.

    A page that the site makes from others is as new as the newest of them.
    """
    articles, terms = library.articles, library.terms
    rows: list[tuple[str, Date | None]] = [(HOME, library.home.updated if library.home else None)]
    rows += [(page.url, page.updated) for page in (*articles, *terms, *library.pages)]
    for url, listed in ((ARTICLES, articles), (GLOSSARY, terms)):
        if listed:
            rows.append((url, last_updated(listed)))
    rows += [(CLAIMS, None)] if library.claims else []
    rows += [(SOURCES, None)] if library.references else []
    rows += [(CREDITS, None)] if library.credited else []
    if articles:
        rows.append((QUALITY, last_updated(library.everything)))
    return tuple(rows)


def sitemap(library: Library) -> str:
    """Return sitemap.xml with the canonical address of every page that may be found (sitemaps.org, 0.9)."""
    rows = []
    for url, date in indexed(library):
        when = f"<lastmod>{date}</lastmod>" if date else ""
        rows.append(f"<url><loc>{_text(full_address(library.config.site_url, url))}</loc>{when}</url>\n")
    return f'{XML}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{"".join(rows)}</urlset>\n'


def atom(library: Library) -> str:
    """Return the Atom feed of the newest articles (RFC 4287); an entry's id is its page's full address."""
    config = library.config
    entries = newest_articles(library)
    home, here = full_address(config.site_url, HOME), config.site_url + FEED_FILE
    newest = last_updated(entries) or Date.min
    subtitle = f"<subtitle>{_text(config.summary)}</subtitle>\n" if config.summary else ""
    return (
        f'{XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escape(config.language)}">\n'
        f"<id>{_text(here)}</id>\n"
        f"<title>{_text(f'{config.title} · {words_of(config.language).feed}')}</title>\n{subtitle}"
        f'<link rel="self" type="application/atom+xml" href="{escape(here)}"/>\n'
        f'<link rel="alternate" type="text/html" href="{escape(home)}"/>\n'
        f"<updated>{_moment(newest)}</updated>\n"
        f"<author><name>{_text(config.title)}</name></author>\n"
        f"{''.join(_entry(library, entry) for entry in entries)}</feed>\n"
    )


def _entry(library: Library, article: Article) -> str:
    url = full_address(library.config.site_url, article.url)
    newest = article.changes[:1] if article.changes and article.changes[0].date == article.updated else ()
    said = [f"{words_of(library.config.language).changes}: {change.text}" for change in newest]
    authors = "".join(f"<author><name>{_text(name)}</name></author>\n" for name in article.authors)
    return (
        f"<entry>\n<id>{_text(url)}</id>\n<title>{_text(article.title)}</title>\n"
        f'<link rel="alternate" type="text/html" href="{escape(url)}"/>\n'
        f"<updated>{_moment(article.updated or Date.min)}</updated>\n{authors}"
        f"<summary>{_text(' '.join((*said, article.summary)))}</summary>\n</entry>\n"
    )


def _moment(date: Date) -> str:
    return f"{date.isoformat()}T00:00:00Z"


@lru_cache(maxsize=20_000)
def _text(text: str) -> str:
    return escape(UNPRINTABLE.sub("", text))
