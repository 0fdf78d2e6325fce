"""The index behind the search: one script with titles, names, headings and the words of every page.

Thin on purpose. What a reader sees among the results (title, definition) is there in full; of the text only which
words stand on which pages, and no word is left out, so that no question falls into a hole. `static/search-dialog.js`
reads it and puts the words in order in the same way as `words_in` does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial

from ..memory.memo import Memo, key_of, remember_nothing
from ..model import Article, Claim, Page, Site, Term
from ..pages.views import CLAIMS, SEARCH_FILE
from ..terms.inflect import inflections_of
from ..words import words_of
from .termdata import as_script

ARTICLE, TERM, PAGE, CLAIM = range(4)
"""Kinds of results, in the order of `Words.search_kinds`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What the search may find: a page, or a row of the claims ledger."""

    url: str
    kind: int
    title: str
    note: str
    """What answers the reader at once: a term's definition, an article's summary."""
    everyday: str = ""
    names: tuple[str, ...] = ()
    """What else it is called, plurals among them."""
    headings: tuple[tuple[str, str], ...] = ()
    """Id and text of each section."""
    text: str = ""
    """All other words of the page."""

    @property
    def shown(self) -> str:
        """All words that the script finds without the list of words."""
        return "\n".join((self.title, self.note, self.everyday, *self.names, *(text for _, text in self.headings)))


def search_data(site: Site, memo: Memo = remember_nothing) -> Iterator[tuple[str, bytes]]:
    """Yield the address and the bytes of search.js, where there is something to find."""
    found, language = tuple(results(site)), site.library.config.language
    if found:
        yield SEARCH_FILE, memo("search", key_of(repr(found), language), lambda: _script(found, language, memo))


def _script(found: Sequence[Result], language: str, memo: Memo) -> bytes:
    rows = [[r.url, r.kind, r.title, r.note, r.everyday, r.names, [*map(list, r.headings)]] for r in found]
    words = words_of(language)
    say = {
        "hint": words.search_hint,
        "close": words.search_close,
        "none": words.search_none,
        "one": words.search_count.one,
        "many": words.search_count.many,
        "kinds": words.search_kinds,
    }
    made = {"results": rows, "words": word_list(found, memo), "asking": words_in(words.search_asking), "say": say}
    return as_script("MICROSITE_SEARCH", made)


def results(site: Site) -> Iterator[Result]:
    """Yield all that can be found: terms, articles, other pages, claims, each in the order of the site."""
    library = site.library
    yield from (_term(site, term) for term in library.terms)
    yield from (_article(site, article) for article in library.articles)
    yield from (_page(site, page) for page in library.pages)
    yield from (_claim(site, claim) for claim in library.claims.values())


def _term(site: Site, term: Term) -> Result:
    declared = [name for name in (term.title, term.everyday, *term.aliases, *term.forms) if name]
    inflected = (form for name in declared for form in inflections_of(name))
    names = [*term.aliases, *term.forms, *(inflected if site.library.config.is_english else ()), term.latin]
    known = {" ".join(words_in(name)) for name in (term.title, term.everyday, "")}
    return Result(
        url=term.url,
        kind=TERM,
        title=term.title,
        note=term.summary,
        everyday=term.everyday,
        names=tuple(name for name in dict.fromkeys(names) if " ".join(words_in(name)) not in known),
        headings=_headings(site, term),
        text="\n".join((_text(site, term), *term.facts.values())),
    )


def _article(site: Site, article: Article) -> Result:
    return Result(
        url=article.url,
        kind=ARTICLE,
        title=article.title,
        note=article.summary,
        names=(article.question,) if article.question else (),
        headings=_headings(site, article),
        text="\n".join((_text(site, article), article.main_message)),
    )


def _page(site: Site, page: Page) -> Result:
    return Result(
        url=page.url,
        kind=PAGE,
        title=page.title,
        note=page.summary,
        headings=_headings(site, page),
        text=_text(site, page),
    )


def _claim(site: Site, claim: Claim) -> Result:
    verdict = words_of(site.library.config.language).verdict(claim.verdict).name
    return Result(url=f"{CLAIMS}#{claim.id}", kind=CLAIM, title=claim.said, note=f"{verdict}. {claim.evidence}".strip())


def _headings(site: Site, page: Page) -> tuple[tuple[str, str], ...]:
    return tuple((heading.id, heading.text) for heading in site.bodies[page.key].draft.headings)


def _text(site: Site, page: Page) -> str:
    return site.bodies[page.key].draft.text


def words_in(text: str) -> list[str]:
    """Return the words of a text as the search compares them: small, without accents, cut at all but letters."""
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return [word if word.isascii() else _bare(word) for word in re.findall(r"[^\W_]+", text.lower())]


def _bare(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if unicodedata.category(c)[0] != "M")


def word_list(found: Iterable[Result], memo: Memo = remember_nothing) -> str:
    """Return one line a word, in order: the word, then the numbers of the results whose text has it.

    Numbers count from 0 in the order of `found`, to base 36, each as the step from the one before it (from -1).
    A result is left out where a reader sees the word in it anyway.
    """
    places: dict[str, list[int]] = {}
    for number, result in enumerate(found):
        for word in memo("words", key_of(result.text, result.shown), partial(_hidden_words, result)):
            places.setdefault(word, []).append(number)
    return "\n".join(f"{word} {_steps(numbers)}" for word, numbers in sorted(places.items()))


def _hidden_words(result: Result) -> tuple[str, ...]:
    """Return the words of a result that only its text has."""
    return tuple({*words_in(result.text)} - {*words_in(result.shown)})


def _steps(numbers: list[int]) -> str:
    return " ".join(_base_36(number - before) for before, number in zip([-1, *numbers], numbers, strict=False))


@lru_cache(maxsize=4_096)
def _base_36(number: int) -> str:
    head, digit = divmod(number, 36)
    return (_base_36(head) if head else "") + "0123456789abcdefghijklmnopqrstuvwxyz"[digit]
