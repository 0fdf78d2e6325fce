"""What a page adds on paper, where nothing can be clicked: the meaning of its terms, the addresses of its links."""

from __future__ import annotations

from collections.abc import Mapping

from ..model import Body, Term
from .views import Handout


def handout(body: Body, terms: Mapping[str, tuple[int, Term]]) -> Handout:
    """Return the terms that `body` links, by title, each with its definition, and the outside addresses of its links.

    `terms` are those of the site by slug, each with its number in their order. Addresses stand in the order of the
    text, one for each link, because paper numbers the links as they come.
    """
    linked = sorted(terms[slug] for slug in {*body.linked} & terms.keys())
    return Handout(words=tuple((term.title, term.summary) for _, term in linked), addresses=body.draft.outside)
