"""What a page adds on paper, where nothing can be clicked: the meaning of its terms, the addresses of its links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

from ..model import Body, Page
from .views import Handout

OUTSIDE = re.compile(r'<a\s[^>]*?\bhref="(https?://[^"]*)"', re.IGNORECASE)
"""A link to another site; `90-print.css` counts the same links in the same order."""


def handout(body: Body, pages: Mapping[str, Page]) -> Handout:
    """Return the terms that `body` links, by title, each with its definition, and the outside addresses of its links.

    `pages` are those of the site by their keys. Addresses stand in the order of the text, one for each link, because
    paper numbers the links as they come.
    """
    linked = (pages[f"glossary/{slug}"] for slug in {mention.term for mention in body.mentions})
    return Handout(
        words=tuple(
            (term.title, term.summary) for term in sorted(linked, key=lambda term: (term.title.casefold(), term.slug))
        ),
        addresses=tuple(unescape(address) for address in OUTSIDE.findall(body.html)),
    )
