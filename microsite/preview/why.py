"""Why a word of the previewed page is linked, or not, and what to paste to have it otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

from ..desk.passages import spot
from ..model import Page, Site, Source
from ..problem import Place, did_you_mean
from ..report import Decision, about, decisions, with_lines
from ..terms.lexicon import Lexicon, Why, lexicon_of
from .board import Answer, Question, Reason, Way

NEAR = 30
"""Characters round a word that must agree, or all that there are, for two mentions of it to be the same one."""

MARKABLE = frozenset(
    (Why.LINKABLE, Why.SUPPRESSED, Why.OFF, Why.NO_AUTOLINK, Why.OTHER_CONTEXT, Why.UNDECIDED, Why.SHARED, Why.CASE)
)
"""Reasons that an author's mark overrules; in a heading, a link or code it does not."""


def why(site: Site, question: Question) -> Answer | None:
    """Return what was decided of the word that a reader points at; None when the site has no such page.

    First the mention that was pointed at, then others of its terms on the page. Reads the page's text anew, which
    takes about a tenth of a second; nothing is built.
    """
    page = next((page for page in site.library.everything if page.url == question.url), None)
    if page is None:
        return None
    lexicon, _ = lexicon_of(site.library.terms, site.library.config.language)
    decided = tuple(decisions(site, page, lexicon))
    here = _pointed_at(decided, question)
    terms = {term for one in here for term in one.terms}
    same = (one for one in decided if terms.intersection(one.terms))
    others = with_lines(page.source, same if here else about(question.word, decided, lexicon))
    reasons = tuple(_reason(site, page, one, line, lexicon, question if one in here else None) for line, one in others)
    reasons = tuple(sorted(reasons, key=lambda reason: not reason.is_here))
    if reasons:
        return Answer(here[0].surface if here else question.word, reasons)
    titles = [term.title for term in site.library.terms]
    note = f"“{question.word}” is no name of a term. {did_you_mean(question.word, titles)}".strip()
    name = question.word.replace('"', "")
    return Answer(question.word, (), note, (Way(f'python3 build.py new term "{name}"', "begins such a term"),))


def _pointed_at(decided: Iterable[Decision], question: Question) -> tuple[Decision, ...]:
    """Return the mention that has the same words around it, if there is one."""
    word, before, after = map(_plain, (question.word, question.before + "|", "|" + question.after))
    before, after = before[:-1], after[1:]
    most = max(1, min(NEAR, len(before) + len(after))) - 1
    found: tuple[Decision, ...] = ()
    for one, start in _with_starts(decided):
        text, end = _plain(one.text), start + len(one.surface)
        for match in re.finditer(re.escape(word), text):
            agreed = _agreement(text, match.span(), before, after)
            if match.start() < end and start < match.end() and agreed > most:
                most, found = agreed, (one,)
    return found


def _with_starts(decided: Iterable[Decision]) -> Iterator[tuple[Decision, int]]:
    """Yield decisions, in the order of the text, each with the offset of its surface in its block."""
    block, at = "", 0
    for one in decided:
        text = _plain(one.text)
        at = at if text == block else 0
        block = text
        start = max(text.find(_plain(one.surface), at), 0)
        at = start + len(one.surface)
        yield one, start


def _agreement(text: str, span: tuple[int, int], before: str, after: str) -> int:
    """Return how many characters on both sides of a place are those that a reader has there; a common end counts."""
    left, right = text[: span[0]][::-1], text[span[1] :]
    agreed = 0
    for ours, theirs in ((left, before[::-1]), (right, after)):
        agreed += sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(ours, theirs, strict=False)))
        agreed += ours == theirs
    return agreed


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _reason(site: Site, page: Page, one: Decision, line: int, lexicon: Lexicon, question: Question | None) -> Reason:
    """Return what is said of a mention; `question` of the one that was pointed at."""
    titles = {term.slug: term.title for term in site.library.terms}
    place = (question and _place(page.source, one.surface, question)) or Place(page.source.path, line)
    terms = tuple((f"glossary/{slug}.html", titles.get(slug, slug)) for slug in one.terms)
    return Reason(place, one.surface, terms, one.said, bool(question), tuple(_ways(one, lexicon)))


def _place(source: Source, surface: str, question: Question) -> Place | None:
    """Return where the mention stands that was pointed at: it follows the words before it."""
    lead = re.sub(r"^\S*\s", "", question.before) if len(question.before) >= NEAR else question.before
    rest = re.sub(r"\s\S*$", "", question.after) if len(question.after) >= NEAR else question.after
    begun = spot(lead + question.word + rest, source.text)
    if begun is None:
        return None
    at = begun.start
    words = r"[\s*_\[\]|’'-]+".join(map(re.escape, re.split(r"[\s’'-]+", surface)))
    # Past the words before it, of which the surface may be one.
    nth = len(re.findall(words, lead, re.IGNORECASE))
    found = [match.start() for match in re.finditer(words, source.text[at:], re.IGNORECASE)][nth : nth + 1]
    start = at + found[0] if found else at
    return Place(
        source.path,
        source.first_line + source.text.count("\n", 0, start),
        start - source.text.rfind("\n", 0, start),
    )


def _ways(one: Decision, lexicon: Lexicon) -> Iterator[Way]:
    """Yield what to put in the place of the words."""
    if one.why in (Why.FORCED, Why.SUPPRESSED):
        yield Way(one.surface, "leaves it to the glossary")
    if one.is_linked:
        yield Way(f"[[!{one.surface}]]", "does not link it here")
    elif one.why in MARKABLE:
        for slug in one.terms:
            is_plain = lexicon.named(one.surface) == (slug,)
            yield Way(f"[[{one.surface}]]" if is_plain else f"[[{slug}|{one.surface}]]", f"links it here to {slug}")
