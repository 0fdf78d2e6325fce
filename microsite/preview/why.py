"""Why a word of the previewed page is linked, or not, and what to paste to have it otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile

from ..decisions import Decision, about, decisions
from ..desk.passages import words_of
from ..desk.written import Takes, TextOf
from ..model import Page, Site
from ..problem import did_you_mean
from ..terms.lexicon import Lexicon, lexicon_of
from ..terms.mentions import Why
from .board import Answer, Question, Reason, Way

NEAR = 30
"""Characters round a word that must agree, or all that there are, for two mentions of it to be the same one."""

MARKABLE = frozenset(
    (Why.LINKABLE, Why.SUPPRESSED, Why.OFF, Why.NO_AUTOLINK, Why.OTHER_CONTEXT, Why.UNDECIDED, Why.SHARED, Why.CASE)
)
"""Reasons that an author's mark overrules; in a heading, a link or code it does not."""


def why(site: Site, text_of: TextOf, question: Question) -> Answer | None:
    """Return what was decided of the word that a reader points at; None when the site has no such page.

    First the mention that was pointed at, then others of its terms on the page. Reads the page's text anew, which
    takes about a tenth of a second; nothing is built.
    """
    page = next((page for page in site.library.everything if page.url == question.url), None)
    if page is None:
        return None
    lexicon, _ = lexicon_of(site.library.terms, site.library.config.language)
    decided = tuple(decisions(site, page, lexicon, text_of))
    here = _pointed_at(decided, question)
    if here:
        same = (one for one in decided if one is not here and not set(one.terms).isdisjoint(here.terms))
        found: tuple[Decision, ...] = (here, *same)
    else:
        found = tuple(one for one in about(question.word, decided, lexicon) if _holds(one, question.word, lexicon))
    if not found:
        return _no_mention(site, lexicon, question.word)
    titles = {term.slug: term.title for term in site.library.terms}
    reasons = tuple(_reason(one, page, titles, lexicon, is_here=one is here) for one in found)
    return Answer(found[0].surface if here else question.word, reasons)


def _holds(one: Decision, word: str, lexicon: Lexicon) -> bool:
    """Return whether a mention has a word whole, or means the term that it names: “a” stands in most."""
    return bool(lexicon.named(word)) or {*words_of(word)} <= {*words_of(one.surface)}


def _no_mention(site: Site, lexicon: Lexicon, word: str) -> Answer:
    """Return what there is to say of a word that stands nowhere in the text of a page: in a menu, say."""
    if slugs := lexicon.named(word):
        note = f"“{word}” ({', '.join(slugs)}) does not stand in the text of this page; nothing else is linked."
        return Answer(word, (), note)
    near = did_you_mean(word, (term.title for term in site.library.terms))
    # Pasted into a shell, these would be more than words.
    name = re.sub(r'["$`\\!]', "", word)
    way = Way(f'python3 build.py new term "{name}"', "begins such a term")
    return Answer(word, (), f"“{word}” is no name of a term. {near}".strip(), (way,))


def _reason(one: Decision, page: Page, titles: Mapping[str, str], lexicon: Lexicon, *, is_here: bool) -> Reason:
    """Return what is said of a mention; `titles` are those of the terms, by slug."""
    terms = tuple((f"glossary/{slug}.html", titles.get(slug, slug)) for slug in one.terms)
    return Reason(one.place, one.surface, terms, one.said, is_here, tuple(_ways(one, page, lexicon)))


def _pointed_at(decided: Iterable[Decision], question: Question) -> Decision | None:
    """Return the mention round which the same words stand as round the one that a reader points at, if there is one."""
    word, before, after = map(_plain, (question.word, question.before, question.after))
    best, most = None, max(1, min(NEAR, len(before) + len(after))) - 1
    for one in decided:
        text, start = _plain(one.text), len(_plain(one.text[: one.start]))
        end = start + len(one.surface)
        for match in re.finditer(re.escape(word), text):
            agreed = _agreement(text[: match.start()][::-1], before[::-1]) + _agreement(text[match.end() :], after)
            if match.start() < end and start < match.end() and agreed > most:
                best, most = one, agreed
    return best


def _agreement(ours: str, theirs: str) -> int:
    """Return how many characters two texts begin with alike; that both end there counts, too."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(ours, theirs, strict=False))) + (
        ours == theirs
    )


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _ways(one: Decision, page: Page, lexicon: Lexicon) -> Iterator[Way]:
    """Yield what to put in the place of the words, where marks can stand there."""
    if one.takes is Takes.NO_MARKS:
        return
    where = "" if one.place.path == page.source.path else f"in {one.place.path} "
    quotes = ", with quotes round the whole value" if one.takes is Takes.MARKS_IN_QUOTES else ""
    if one.why in (Why.FORCED, Why.SUPPRESSED):
        yield Way(one.surface, f"{where}leaves it to the glossary")
    if one.is_linked:
        yield Way(f"[[!{one.surface}]]", f"{where}does not link it here{quotes}")
    elif one.why in MARKABLE:
        for slug in one.terms:
            mark = f"[[{one.surface}]]" if lexicon.named(one.surface) == (slug,) else f"[[{slug}|{one.surface}]]"
            yield Way(mark, f"{where}links it here to {slug}{quotes}")
