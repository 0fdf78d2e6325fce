"""The index behind the search: one script with titles, names, headings and the words of every page.

Thin on purpose. What a reader sees among the results (title, definition) is there in full; of the text only which
words stand on which pages, and no word is left out, so that no question falls into a hole. `static/search-dialog.js`
reads it and puts the words in order in the same way as `words_in` does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import pairwise
from typing import TypedDict

from ..memory.later import Later
from ..memory.memo import SHELF, Memo, key_of, remember_nothing, shelved
from ..model import NO_WORDS, Article, Claim, Library, Page, Site, Term, Wording
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
    more: str = ""
    """Words that its page shows beside its text."""
    digest: str = ""
    """Stands for its text."""
    wording: Later[Wording] = field(default=NO_WORDS, repr=False, compare=False)
    """Holds its text."""

    @property
    def shown(self) -> str:
        """All words that the script finds without the list of words."""
        return "\n".join((self.title, self.note, self.everyday, *self.names, *(text for _, text in self.headings)))


def search_data(site: Site, memo: Memo = remember_nothing) -> Iterator[tuple[str, bytes]]:
    """Yield the address and the bytes of search.js, where there is something to find."""
    found, language = tuple(results(site, memo)), site.library.config.language
    if found:
        # Not remembered as a whole: what it is made of would be forgotten by a build that had no need to ask for it.
        yield SEARCH_FILE, _script(found, language, memo)


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


def results(site: Site, memo: Memo = remember_nothing) -> Iterator[Result]:
    """Yield all that can be found: terms, articles, other pages, claims, each in the order of the site."""
    library = site.library
    names = _names(library, memo)
    yield from (_term(site, term, names[term.slug]) for term in library.terms)
    yield from (_article(site, article) for article in library.articles)
    yield from (_page(site, page) for page in library.pages)
    yield from (_claim(site, claim) for claim in library.claims.values())


def _names(library: Library, memo: Memo) -> dict[str, tuple[str, ...]]:
    """Return what each term is called besides its title, by its slug; remembered, as most edits touch no name."""
    is_english, terms = library.config.is_english, library.terms
    named = [(term.slug, term.title, term.everyday, term.aliases, term.forms, term.latin) for term in terms]
    key = key_of(str(is_english), repr(named))
    return memo("names", key, lambda: {term.slug: _names_of(term, is_english=is_english) for term in terms})


def _names_of(term: Term, *, is_english: bool) -> tuple[str, ...]:
    declared = [name for name in (term.title, term.everyday, *term.aliases, *term.forms) if name]
    inflected = (form for name in declared for form in inflections_of(name))
    names = [*term.aliases, *term.forms, *(inflected if is_english else ()), term.latin]
    known = {" ".join(words_in(name)) for name in (term.title, term.everyday, "")}
    return tuple(name for name in dict.fromkeys(names) if " ".join(words_in(name)) not in known)


def _term(site: Site, term: Term, names: tuple[str, ...]) -> Result:
    return Result(
        url=term.url,
        kind=TERM,
        title=term.title,
        note=term.summary,
        everyday=term.everyday,
        names=names,
        more="\n".join(term.facts.values()),
        **_of_text(site, term),
    )


def _article(site: Site, article: Article) -> Result:
    return Result(
        url=article.url,
        kind=ARTICLE,
        title=article.title,
        note=article.summary,
        names=(article.question,) if article.question else (),
        more=article.main_message,
        **_of_text(site, article),
    )


def _page(site: Site, page: Page) -> Result:
    return Result(
        url=page.url,
        kind=PAGE,
        title=page.title,
        note=page.summary,
        **_of_text(site, page),
    )


def _claim(site: Site, claim: Claim) -> Result:
    verdict = words_of(site.library.config.language).verdict(claim.verdict).name
    return Result(url=f"{CLAIMS}#{claim.id}", kind=CLAIM, title=claim.said, note=f"{verdict}. {claim.evidence}".strip())


class _OfText(TypedDict):
    headings: tuple[tuple[str, str], ...]
    digest: str
    wording: Later[Wording]


def _of_text(site: Site, page: Page) -> _OfText:
    """Return what a result has of the text of its page."""
    draft = site.bodies[page.key].draft
    headings = tuple((heading.id, heading.text) for heading in draft.headings)
    return {"headings": headings, "digest": draft.digest, "wording": draft.wording}


def words_in(text: str) -> list[str]:
    """Return the words of a text as the search compares them: small, without accents, cut at all but letters."""
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return [word if word.isascii() else _bare(word) for word in re.findall(r"[^\W_]+", text.lower())]


def _bare(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if unicodedata.category(c)[0] != "M")


def word_list(found: Sequence[Result], memo: Memo = remember_nothing) -> str:
    """Return one line a word, in order: the word, then the numbers of the results whose text has it.

    Numbers count from 0 in the order of `found`, to base 36, each as the step from the one before it (from -1).
    A result is left out where a reader sees the word in it anyway.
    """
    keyed = [(key_of(result.digest, result.more, result.shown), result) for result in found]
    shelves = [*shelved(memo, "shelf", keyed, partial(_shelf, memo))]
    # An edit touches one shelf of many, and there the words of a few letters; the others stay as they were.
    letters = sorted({letter for shelf in shelves for letter in shelf})
    return "\n".join(
        memo("letter", key_of(*(digest for digest, _ in pieces)), partial(_lines, [words for _, words in pieces]))
        for pieces in ([shelf.get(letter, NOTHING) for shelf in shelves] for letter in letters)
    )


Numbers = tuple[int, str, int]
"""The first result on a shelf that has a word, the steps from there on as they are written, and the last one."""
Piece = tuple[str, Later[dict[str, Numbers]]]
"""The words of a shelf that begin with one letter, each with its numbers; before them what stands for them."""
NOTHING: Piece = ("", Later({}))


def _lines(pieces: Sequence[Later[dict[str, Numbers]]]) -> str:
    """Return the lines of the words that begin with a letter, of which each shelf has a piece."""
    lines: dict[str, str] = {}
    last: dict[str, int] = {}
    for n, piece in enumerate(pieces):
        for word, (head, steps, tail) in piece().items():
            first = _base_36(n * SHELF + head - last.get(word, -1))
            lines[word] = f"{lines.get(word, word)} {first}{steps}"
            last[word] = n * SHELF + tail
    return "\n".join(lines[word] for word in sorted(lines))


def _shelf(memo: Memo, shelf: Sequence[tuple[str, Result]]) -> dict[str, Piece]:
    """Return for each letter its words on a shelf."""
    places: dict[str, list[int]] = {}
    for number, (key, result) in enumerate(shelf):
        for word in memo("words", key, partial(_hidden_words, result)):
            places.setdefault(word, []).append(number)
    words: dict[str, dict[str, Numbers]] = {}
    # In order, so that what stands for them is the same in every run.
    for word, numbers in sorted(places.items()):
        steps = "".join(f" {_base_36(number - before)}" for before, number in pairwise(numbers))
        words.setdefault(word[0], {})[word] = (numbers[0], steps, numbers[-1])
    return {letter: (key_of(repr(found)), Later(found)) for letter, found in words.items()}


def _hidden_words(result: Result) -> tuple[str, ...]:
    """Return the words of a result that only its text has."""
    text = f"{result.wording().text}\n{result.more}"
    return tuple({*words_in(text)} - {*words_in(result.shown)})


@lru_cache(maxsize=4_096)
def _base_36(number: int) -> str:
    head, digit = divmod(number, 36)
    return (_base_36(head) if head else "") + "0123456789abcdefghijklmnopqrstuvwxyz"[digit]
