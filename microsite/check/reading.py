"""Whether a text is plain enough: the policies `reading_grade`, `sentence_words`, `new_terms` and `named_sources`.

The limits follow what health information is asked for: AHRQ and NIH ask for grade 6 to 8, the NHS for the reading age
of 11 to 14; DISCERN and the HONcode ask that every statement names its source.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..memory.memo import Memo, key_of
from ..model import Article, Page, ReadingFacts, Site
from ..problem import Place, Problem, Severity
from .places import place_near, place_of


def of_page(page: Page, site: Site) -> Iterator[Problem]:
    """Yield what the site's policies find hard to read or unsourced on a page."""
    policies = site.library.config.policies
    facts = site.bodies[page.key].draft.reading
    if isinstance(page, Article) and policies.reading_grade:
        yield from _grades(page, facts, policies.reading_grade)
    if policies.sentence_words:
        yield from _long(page, facts, policies.sentence_words)
    if policies.named_sources:
        yield from _unsourced(page, facts)


def _grades(page: Article, facts: ReadingFacts, limit: float) -> Iterator[Problem]:
    """Yield a grade above the limit, glossary words counted as plain ones: they are explained, so they may be long.
    A reader in pain has less patience: on care and symptom pages the grade as it is may be one more at most.
    """
    raw, masked = facts.grade, facts.masked_grade
    if raw is None or masked is None:
        return
    hint = "Shorter sentences and shorter words; the long sentences are named."
    if masked > limit:
        said = f"reading grade {masked:.1f} with glossary words masked; this site asks for {limit:g}"
        yield Problem(page.place(), "reading", said, hint, Severity.WARNING)
    if page.kind in ("care", "symptom") and raw > limit + 1:
        said = f"reading grade {raw:.1f} on a page of kind {page.kind}; this site asks for {limit + 1:g}"
        yield Problem(page.place(), "reading", said, hint, Severity.WARNING)


def _long(page: Page, facts: ReadingFacts, most: int) -> Iterator[Problem]:
    """Yield the sentences of more than `most` words: the longer a sentence, the fewer understand it at once. GOV.UK
    asks its writers to split those of more than 25.
    """
    for sentence in facts.long:
        if sentence.words > most:
            said = f"a sentence of {sentence.words} words: “{sentence.begins} …”"
            place = place_near(page, sentence.begins, sentence.line)
            yield Problem(place, "reading", said, "Make two of it.", Severity.WARNING)


def _unsourced(page: Page, facts: ReadingFacts) -> Iterator[Problem]:
    """Yield the sentences that lean on a number or on “studies show” and cite nobody: no reader can look them up
    (DISCERN, question 4; HONcode, principle 4).
    """
    for unsourced in facts.unsourced:
        said = f"“{unsourced.phrase}” in a sentence that cites nothing"
        hint = "Cite who says so, [@key], inside the sentence."
        yield Problem(place_near(page, unsourced.begins, unsourced.line), "authority", said, hint)


def new_terms(site: Site, memo: Memo) -> Iterator[Problem]:
    """Yield the blocks of the learning path that bring more terms which no earlier text has than the site's policies
    allow: what is new must find room in the reader's working memory, which holds about four things (Cowan 2001).
    """
    most = site.library.config.policies.new_terms
    path = [article for article in site.library.articles if article.part] if most else []
    key = key_of(str(most), *(f"{page.key} {site.bodies[page.key].sketch.gist}" for page in path))
    for n, block, surfaces in memo("crowded", key, lambda: tuple(_crowded(path, site, most))):
        text = site.bodies[path[n].key].draft.wording().blocks[block]
        # A block that was put in from elsewhere, such as the long text of a figure, stands on no line here.
        if place := _place_in(path[n], surfaces[-1], text):
            said = f"{len(surfaces)} new terms in one paragraph: {', '.join(surfaces)}"
            yield Problem(place, "reading", said, f"Bring at most {most} at a time.", Severity.WARNING)


def _crowded(path: Sequence[Article], site: Site, most: int) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield number of the article, number of the block, and the new terms as they stand there, for each with many."""
    met: set[str] = set()
    for n, page in enumerate(path):
        new: dict[int, list[str]] = {}
        for term in site.bodies[page.key].draft.met:
            if term.term not in met:
                met.add(term.term)
                new.setdefault(term.block, []).append(term.surface)
        yield from ((n, block, tuple(surfaces)) for block, surfaces in new.items() if len(surfaces) > most)


def _place_in(page: Page, surface: str, block: str) -> Place | None:
    """Return where the words of a block with this surface stand in the file, as near as words can tell."""
    start = block.find(surface)
    near = block[max(0, start - 25) : start].split()[-2:]
    return place_of(page, " ".join((*near, surface)))
