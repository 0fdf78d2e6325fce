"""Which mentions become links: the one place where a page's candidates are chosen.

A stage of its own, between what pages say (candidates, remembered per page) and what they show (bodies, keyed by the
choice), so that the rule can look at the whole site without any text being read again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from .model import Candidate, Config, Draft, Linking, Page, Term


def choose(
    pages: Iterable[Page], drafts: Mapping[str, Draft], terms: Iterable[Term], config: Config
) -> dict[str, tuple[int, ...]]:
    """Return for each page's key the numbers of the candidates that become links, in the order of the text."""
    return {page.key: tuple(_allowed(page, drafts[page.key])) for page in pages}


def _allowed(page: Page, draft: Draft) -> Iterator[int]:
    """Yield every candidate that the page's own setting lets be a link.

    What an author marked is linked always, and stands in place of that term's automatic link.
    """
    forced = {candidate.term for candidate in draft.candidates if candidate.is_forced}
    seen: set[tuple[str, int]] = set()
    for n, candidate in enumerate(draft.candidates):
        if candidate.is_forced:
            yield n
            continue
        if page.linking == Linking.OFF or candidate.term in forced:
            continue
        key = (candidate.term, _stretch(page.linking, candidate, draft))
        if page.linking == Linking.EVERY or key not in seen:
            seen.add(key)
            yield n


def _stretch(linking: Linking, candidate: Candidate, draft: Draft) -> int:
    """Return the part of the page in which a term is linked once: the page, or the section of level 2."""
    if linking != Linking.SECTION:
        return 0
    return sum(heading.level == 2 for heading in draft.headings[: candidate.section + 1])
