"""The words that a reviewer reads on a page, as one short digest: what a review is bound to.

Words are what editors wrote: title, summary, the text without its markup, and what is put into it – facts, claims, the
words that go with its figures. HTML, white space, markup, links, citations, and what the generator itself says do not
count, so that no newer version of it undoes a review. Quotes count the same however they are curved.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator

from ..memory.memo import Memo, key_of, remember_nothing
from ..model import Article, Claim, Figure, Library, Page, Term
from ..text.scope import claims_in, facts_in, pictures_in

DIGITS = 16
"""Hexadecimal digits of a digest."""


def digest_of(page: Page, library: Library, memo: Memo = remember_nothing) -> str:
    """Return the digest of the words of a page as it is now."""
    words = "\n".join(filter(None, map(plain_words, _words(page, library, memo))))
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


def _words(page: Page, library: Library, memo: Memo) -> Iterator[str]:
    """Yield the words of a page, piece by piece, in an order that never changes."""
    text = page.source.text
    yield from (page.title, page.summary, page.main_message)
    if isinstance(page, Article):
        yield page.question
    if isinstance(page, Term):
        yield page.everyday
        yield from (page.facts[name] for name in sorted(page.facts))
    figures = [library.figures[path] for path in sorted(pictures_in(page.source)) if path in library.figures]
    beside = [piece for figure in figures for piece in _of_figure(figure)]
    yield memo("wording", key_of(text, *beside), lambda: _read(text, beside))
    texts = "\n".join((text, *beside))
    yield from (piece for key in sorted(claims_in(texts)) for piece in _of_claim(library.claims.get(key)))
    terms = {term.slug: term for term in library.terms}
    for key in sorted(facts_in(texts)):
        slug, _, field = key.partition(".")
        yield terms[slug].facts.get(field, "") if slug in terms else ""


def _of_claim(claim: Claim | None) -> Iterator[str]:
    if claim:
        yield from (claim.said, claim.verdict.value, claim.evidence)


def _of_figure(figure: Figure) -> Iterator[str]:
    yield from (figure.caption, figure.alt, figure.long)
    for label in figure.labels:
        yield from (label.text, label.note)
    for step in figure.steps:
        yield from (step.title, step.text)
    for row in figure.table:
        yield from row


def _read(text: str, beside: Iterable[str]) -> str:
    """Return the words of a text and of its figures, which are Markdown."""
    # Imported late: the Markdown library takes longer to load than a build that remembers every text.
    from .naming import without_markup, written_words

    try:
        pieces = written_words(text)
    except RecursionError:
        pieces = (text,)
    return "\n".join((*pieces, *map(without_markup, beside)))


QUOTES = str.maketrans(dict.fromkeys('\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2032\u2033"`', "'"))


def plain_words(text: str) -> str:
    """Return a text on one line, composed, each quote a straight one; soft hyphens and the like are gone."""
    kept = unicodedata.normalize("NFC", text).translate(QUOTES)
    return " ".join(re.sub("[\u00ad\u200b\u2060]", "", kept).split())
