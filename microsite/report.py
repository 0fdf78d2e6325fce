"""The glossary links of a site as an editor reads them: what an edit changed, and how dense they are."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from .model import Body, Mention, Site
from .problem import counted
from .terms.lexicon import lexicon_of

MOST_SAMPLES = 3
COMMON = 0.1
"""Share of the pages from which on a linked term counts as common."""

Row = tuple[str, str, str, str]
"""Page, term, surface and sentence of a link."""


def rows_of(body: Body) -> tuple[Row, ...]:
    """Return every glossary link of a text in its order."""
    return tuple((m.page, m.term, m.surface, sentence_of(m)) for m in body.mentions)


def sentence_of(mention: Mention) -> str:
    """Return the sentence with the mention in it."""
    return f"{mention.before}{mention.surface}{mention.after}"


def changes(before: Iterable[Row], after: Iterable[Row]) -> Iterator[str]:
    """Yield what came and went, term by term: how many links on how many pages, and some of the sentences."""
    old = {row[:2]: row for row in before}
    new = {row[:2]: row for row in after}
    for sign, here, there in (("+", new, old), ("-", old, new)):
        by_term: dict[str, list[Row]] = defaultdict(list)
        for key in sorted(here.keys() - there.keys()):
            by_term[key[1]].append(here[key])
        for term, rows in by_term.items():
            pages = len({row[0] for row in rows})
            yield f"{sign}{len(rows)} {term}: on {counted(pages, 'page')}"
            yield from (f"    {page}: {sentence}" for page, _, _, sentence in rows[:MOST_SAMPLES])


# --------------------------------------------------------------------------------------------------------- how dense


def density(site: Site) -> float:
    """Return the glossary links per 1,000 words of all bodies."""
    links = sum(len(body.linked) for body in site.bodies.values())
    return 1000 * links / max(1, sum(body.sketch.words for body in site.bodies.values()))


def remarks(site: Site) -> Iterator[str]:
    """Yield what an editor may want to look at: reading grades, common terms, terms never linked, shared names."""
    pages = len(site.bodies)
    spread = Counter({slug: len(pages) for slug, pages in site.linked_by.items()})
    common = [f"{slug} ({n})" for slug, n in spread.most_common() if n > COMMON * pages]
    never = [term.slug for term in site.library.terms if term.slug not in spread]
    lexicon, _ = lexicon_of(site.library.terms, site.library.config.language)
    graded = [(a.slug, site.bodies[a.key].sketch) for a in site.library.articles]
    grades = [
        f"{slug} {text.grade:.1f} ({text.masked_grade:.1f})"
        for slug, text in graded
        if text.grade is not None and text.masked_grade is not None
    ]
    yield from _listed("Reading grades, raw (glossary words masked)", grades)
    yield from _listed("Linked on more than a tenth of the pages", common)
    yield from _listed("Never linked", never)
    yield from _listed("Names shared by several terms", _shared(lexicon.shared))


def _listed(what: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        yield f"{what}: {', '.join(names)}."


def _shared(shared: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [f"“{name}” ({', '.join(terms)})" for name, terms in sorted(shared.items())]
