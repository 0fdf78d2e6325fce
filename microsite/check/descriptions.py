"""What search engines and shared links show of a page: the policy `descriptions`.

Both are cut off where they are longer, and a short description is replaced by some sentence of the page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..model import Page, Site
from ..problem import Place, Problem, Severity, counted
from .pages import PageFacts

LONGEST_TITLE = 60
SHORTEST_DESCRIPTION, LONGEST_DESCRIPTION = 70, 160


def check(site: Site, pages: Mapping[str, PageFacts]) -> Iterator[Problem]:
    """Yield pages with a title or a description that is too long, too short, or another page's too.

    Pages that no search engine shall list are passed over.
    """
    if not site.library.config.policies.descriptions:
        return
    sources = {page.url: page for page in site.library.everything}
    titles: dict[str, str] = {}
    descriptions: dict[str, str] = {}
    for address, facts in pages.items():
        if not facts.is_indexed:
            continue
        page = sources.get(address)
        if len(facts.title) > LONGEST_TITLE:
            said = f"a title of {counted(len(facts.title), 'character')}, of which search engines show {LONGEST_TITLE}"
            yield _problem(page, address, "title", said, "Shorten `title`.")
        if not SHORTEST_DESCRIPTION <= len(facts.description) <= LONGEST_DESCRIPTION:
            said = f"a description of {counted(len(facts.description), 'character')}"
            hint = f"Write a `summary` of {SHORTEST_DESCRIPTION} to {LONGEST_DESCRIPTION} characters."
            yield _problem(page, address, "summary", said, hint)
        for name, text, known in (("title", facts.title, titles), ("summary", facts.description, descriptions)):
            if text and known.setdefault(text, address) != address:
                said = f"{'the title' if name == 'title' else 'the description'} of {known[text]} once more"
                yield _problem(page, address, name, said, "Say what sets this page apart.")


def _problem(page: Page | None, address: str, field: str, said: str, hint: str) -> Problem:
    place = page.place(field) if page else Place(address)
    return Problem(place, "description", said, hint, Severity.WARNING)
