"""Which mentions become links: the one place where a page's candidates are chosen.

A stage of its own, between what pages say (candidates, remembered per page) and what they show (bodies, keyed by the
choice), so that the rule can look at the whole site without any text being read again.

The rule. Each pair of a page and a term that it mentions has a worth:

      – ln(pages that mention the term)     a rare word is more likely to be news to the reader
      + MORE_WORDS × (words in the term – 1)  “lesser trochanter” asks for an explanation more than “hip” does
      + MORE_WORDS × ln(SHORT / words of the page), on pages of the glossary shorter than SHORT
                                            who looks up a word wants to go on from there; a long page stands alone
      + OPENING in the first block that mentions any term
      and without limit where the page's title names the term, or the learning path meets it for the first time

One cut runs through the worths of the whole site, so that it has `density` links per 1,000 words on average: a page
full of hard words gets more links than a plain one. Nothing is learned from any author's links; the three constants
were chosen once on 789 pages of another subject (README, “How links are chosen”).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from ..model import Article, Candidate, Config, Draft, Linking, Page, Term

MORE_WORDS = 1.5
SHORT = 300
"""Words."""
OPENING = 1.0

FREE = 40
"""Links that a site may have beyond its density: on a handful of pages nothing is common yet."""
STEP = 0.25
"""Worths are rounded to this, so that one more mention somewhere seldom moves a link elsewhere."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen, and why."""

    links: Mapping[str, tuple[int, ...]]
    """Key of a page → numbers of its candidates that become links, in the order of the text."""
    worths: Mapping[tuple[str, str], float]
    """Key of a page and slug of a term → the worth of linking it there."""
    cut: float
    """The least worth that is linked."""


def choose(pages: Sequence[Page], drafts: Mapping[str, Draft], terms: Iterable[Term], config: Config) -> Choice:
    """Return which candidates of each page become links. The same whatever the order of files."""
    worths = _worths(pages, drafts, {term.slug: term for term in terms})
    words = sum(drafts[page.key].words for page in pages)
    cut = -math.inf if config.density is None else cut_at(worths.values(), config.density * words / 1000 + FREE)
    links = {
        page.key: tuple(
            n
            for n in _allowed(page, drafts[page.key])
            if (candidate := drafts[page.key].candidates[n]).is_forced or worths[page.key, candidate.term] >= cut
        )
        for page in pages
    }
    return Choice(MappingProxyType(links), MappingProxyType(worths), cut)


def cut_at(worths: Iterable[float], budget: float) -> float:
    """Return the least worth such that no more than `budget` are worth as much; pairs of one worth stand or fall
    together, so that no page is preferred for its name. The best are always in.
    """
    total, cut = 0, math.inf
    for worth, count in sorted(Counter(worths).items(), reverse=True):
        if total and total + count > budget:
            break
        total, cut = total + count, worth
    return cut


def _worths(
    pages: Sequence[Page], drafts: Mapping[str, Draft], terms: Mapping[str, Term]
) -> dict[tuple[str, str], float]:
    """Return the worth of every pair of a page and a term that it mentions."""
    mentions: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
    for page in pages:
        for candidate in drafts[page.key].candidates:
            mentions[page.key, candidate.term].append(candidate)
    spread = Counter(term for _, term in mentions)
    first_on = introduced(pages, drafts)
    titles = {page.key: f" {_plain(page.title)} " for page in pages}
    onward = {page.key: _onward(drafts[page.key].words) * isinstance(page, Term) for page in pages}
    length = {slug: len(_plain(term.title).split()) for slug, term in terms.items()}
    worths = {}
    for (key, slug), found in mentions.items():
        is_subject = any(f" {surface} " in titles[key] for surface in {_plain(one.surface) for one in found})
        if is_subject or first_on.get(slug) == key:
            worths[key, slug] = math.inf
            continue
        opening = OPENING * (found[0].block == 0)
        rarity = _rounded(-math.log(spread[slug]))
        worths[key, slug] = rarity + MORE_WORDS * (length[slug] - 1) + onward[key] + opening
    return worths


def _onward(words: int) -> float:
    return _rounded(MORE_WORDS * max(0.0, math.log(SHORT / max(words, 8))))


def _rounded(worth: float) -> float:
    return round(worth / STEP) * STEP


@lru_cache(maxsize=20_000)
def _plain(title: str) -> str:
    """Return a title's words in lower case, without a bracket at its end."""
    return " ".join(re.findall(r"\w+", re.sub(r"\s*\([^()]*\)$", "", title).casefold()))


def introduced(pages: Iterable[Page], drafts: Mapping[str, Draft]) -> dict[str, str]:
    """Return for each term the first page on the learning path that mentions it; pages come in that order."""
    first_on: dict[str, str] = {}
    for page in pages:
        if isinstance(page, Article) and page.part:
            for candidate in drafts[page.key].candidates:
                first_on.setdefault(candidate.term, page.key)
    return first_on


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
