"""Where links to other sites are written, so that a dead one is reported at its line."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from ..model import File, Page, Site
from ..pages.vancouver import vancouver
from ..problem import Place
from ..words import words_of
from .pages import facts_of


def links_out(site: Site, pages: Mapping[str, bytes]) -> dict[str, Place]:
    """Return each address of another site to which a finished page links, and the place that an editor would mend.

    That is the source in references.yaml, else the line of the first text that holds the address, else the page.
    """
    own = site.library.config.site_url
    sources = {page.url: page for page in site.library.everything}
    listed = _of_references(site)
    found: dict[str, Place] = {}
    for address, data in sorted(pages.items()):
        for tag, url in facts_of(File.of(address, data)).links:
            is_outside = tag == "a" and url.startswith(("http:", "https:")) and not (own and url.startswith(own))
            if is_outside and (url not in found or not found[url].line):
                found[url] = listed.get(url) or _place(sources.get(address), url) or Place(address)
    return found


def _of_references(site: Site) -> dict[str, Place]:
    words = words_of(site.library.config.language).references
    return {
        html.unescape(url): reference.place
        for reference in site.library.references.values()
        for url in re.findall(r'href="([^"]*)"', vancouver(reference, words))
    }


def _place(page: Page | None, url: str) -> Place | None:
    """Return where a text holds an address; the page as a whole where it is written otherwise."""
    if page is None:
        return None
    at = page.source.text.find(url)
    return page.source.place(at) if at >= 0 else Place(page.source.path)
