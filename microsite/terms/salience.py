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
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from types import MappingProxyType
from typing import NamedTuple

from ..memory.memo import Memo, key_of, remember_nothing
from ..model import Article, Candidate, Config, Draft, Linking, Met, Page, Sketch, Term

MORE_WORDS = 1.5
SHORT = 300
"""Words."""
OPENING = 1.0

FREE = 40
"""Links that a site may have beyond its density: on a handful of pages nothing is common yet."""
REPEATING = (Linking.EVERY, Linking.SECTION)
"""Settings for which the order of a page's mentions counts, not only which terms it mentions."""
STEP = 0.25
"""Worths are rounded to this, so that one more mention somewhere seldom moves a link elsewhere."""

Mets = Mapping[str, tuple[Met, ...]]
"""Key of a page → the terms that it mentions."""


class Choice(NamedTuple):
    """What was chosen, and why."""

    links: Mapping[str, tuple[int, ...]]
    """Key of a page → numbers of its candidates that become links, in the order of the text."""
    worths: Callable[[], Mapping[tuple[str, str], float]]
    """Returns key of a page and slug of a term → the worth of linking it there. Few builds ask."""
    cut: float | None
    """The least worth that is linked; None where none is."""


def choose(
    pages: Sequence[Page],
    sketches: Mapping[str, Sketch],
    drafts: Mapping[str, Draft],
    mets: Callable[[], Mets],
    terms: Iterable[Term],
    config: Config,
    memo: Memo = remember_nothing,
) -> Choice:
    """Return which candidates of each page become links. The same whatever the order of files.

    Both `sketches` and `drafts` are those of the pages, by key; `mets` returns what they mention. It is only asked
    where the choice is new, and drafts only of pages that may link a term more than once.
    """
    titles = {term.slug: term.title for term in terms}
    mets = cache(mets)
    worths = cache(lambda: _worths(pages, sketches, mets(), titles))
    weighed = key_of(repr(titles), *(_weighing(page, sketches[page.key]) for page in pages))
    tally = memo("tally", weighed, lambda: Counter(worths().values()))
    words = sum(sketches[page.key].words for page in pages)
    cut = None if config.density == 0 else -math.inf
    if config.density:
        cut = cut_at(tally, config.density * words / 1000 + FREE)
    settings = (f"{page.linking} {sketches[page.key].digest * (page.linking in REPEATING)}" for page in pages)
    links = memo("choice", key_of(weighed, repr(cut), *settings), lambda: _links(pages, mets(), drafts, worths(), cut))
    return Choice(MappingProxyType(links), worths, cut)


def _weighing(page: Page, sketch: Sketch) -> str:
    """Return what stands for all of a page that the worths look at."""
    is_on_path = isinstance(page, Article) and bool(page.part)
    length = sketch.words if isinstance(page, Term) else ""
    return f"{page.key} {sketch.gist} {is_on_path} {length}"


def _links(
    pages: Sequence[Page],
    mets: Mets,
    drafts: Mapping[str, Draft],
    worths: Mapping[tuple[str, str], float],
    cut: float | None,
) -> dict[str, tuple[int, ...]]:
    return {page.key: tuple(_chosen(page, mets[page.key], drafts, worths, cut)) for page in pages}


def cut_at(tally: Mapping[float, int], budget: float) -> float:
    """Return the least worth such that no more than `budget` are worth as much; `tally` is how many are worth how much.

    Pairs of one worth stand or fall together, so that no page is preferred for its name. The best are always in.
    """
    total, cut = 0, math.inf
    for worth, count in sorted(tally.items(), reverse=True):
        if total and total + count > budget:
            break
        total, cut = total + count, worth
    return cut


def _worths(
    pages: Sequence[Page], sketches: Mapping[str, Sketch], mets: Mets, titles: Mapping[str, str]
) -> dict[tuple[str, str], float]:
    """Return the worth of every pair of a page and a term that it mentions; `titles` are those of the terms."""
    spread = Counter(met.term for page in pages for met in mets[page.key])
    first_on = introduced(pages, mets)
    length = {slug: len(_plain(title).split()) for slug, title in titles.items()}
    rarity = {slug: _rounded(-math.log(count)) + MORE_WORDS * (length[slug] - 1) for slug, count in spread.items()}
    worths = {}
    for page in pages:
        key = page.key
        onward = _onward(sketches[key].words) * isinstance(page, Term)
        for met in mets[key]:
            if met.is_subject or first_on.get(met.term) == key:
                worths[key, met.term] = math.inf
            else:
                worths[key, met.term] = rarity[met.term] + onward + OPENING * (met.block == 0)
    return worths


def met_in(candidates: Sequence[Candidate], title: str) -> tuple[Met, ...]:
    """Return the terms that a text with this title mentions, each once, in the order of the text."""
    found: dict[str, list[int]] = {}
    for n, candidate in enumerate(candidates):
        found.setdefault(candidate.term, []).append(n)
    bare = f" {_plain(title)} "
    return tuple(
        Met(
            term,
            numbers[0],
            candidates[numbers[0]].block,
            candidates[numbers[0]].surface,
            any(f" {surface} " in bare for surface in {_plain(candidates[n].surface) for n in numbers}),
            tuple(n for n in numbers if candidates[n].is_forced),
        )
        for term, numbers in found.items()
    )


def _onward(words: int) -> float:
    return _rounded(MORE_WORDS * max(0.0, math.log(SHORT / max(words, 8))))


def _rounded(worth: float) -> float:
    return round(worth / STEP) * STEP


@lru_cache(maxsize=20_000)
def _plain(title: str) -> str:
    """Return a title's words in lower case, without a bracket at its end."""
    return " ".join(re.findall(r"\w+", re.sub(r"\s*\([^()]*\)$", "", title).casefold()))


def introduced(pages: Iterable[Page], mets: Mets) -> dict[str, str]:
    """Return for each term the first page on the learning path that mentions it; pages come in that order."""
    first_on: dict[str, str] = {}
    for page in pages:
        if isinstance(page, Article) and page.part:
            for met in mets[page.key]:
                first_on.setdefault(met.term, page.key)
    return first_on


def _chosen(
    page: Page,
    mets: Iterable[Met],
    drafts: Mapping[str, Draft],
    worths: Mapping[tuple[str, str], float],
    cut: float | None,
) -> Iterable[int]:
    """Return the numbers of the candidates that the page's own setting and the site's cut let be links.

    What an author marked is linked always, and stands in place of that term's automatic link.
    """
    key = page.key
    forced = [n for met in mets for n in met.forced]
    free = [met for met in mets if not met.forced and cut is not None and worths[key, met.term] >= cut]
    if page.linking == Linking.OFF:
        return sorted(forced)
    if page.linking == Linking.FIRST:
        return sorted((*forced, *(met.first for met in free)))
    return sorted((*forced, *_repeated(page.linking, drafts[key], {met.term for met in free})))


def _repeated(linking: Linking, draft: Draft, terms: Collection[str]) -> Iterator[int]:
    """Yield every mention of the terms, or the first in each section of level 2."""
    seen: set[tuple[str, int]] = set()
    for n, candidate in enumerate(draft.wording().candidates):
        key = (candidate.term, _stretch(candidate, draft))
        if candidate.term in terms and (linking == Linking.EVERY or key not in seen):
            seen.add(key)
            yield n


def _stretch(candidate: Candidate, draft: Draft) -> int:
    """Return the number of the section of level 2 in which a candidate stands; 0 before the first."""
    return sum(heading.level == 2 for heading in draft.headings[: candidate.section + 1])
