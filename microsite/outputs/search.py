"""The index behind the search: one script with titles, names, headings and the words of every page.

Thin on purpose. What a reader sees among the results (title, definition) is there in full; of the text only which
words stand on which pages, and no word is left out, so that no question falls into a hole. `static/search-dialog.js`
reads it and puts the words in order in the same way as `words_in` does.
"""

from __future__ import annotations

import marshal
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import pairwise
from typing import NamedTuple, TypedDict

from ..memory.later import Later
from ..memory.memo import PLAIN, SHELF, Memo, key_of, remember_nothing, shelved
from ..model import NO_WORDS, Article, Claim, Page, Site, Term, Wording
from ..pages.setting import has_review
from ..pages.views import CLAIMS, REVIEW, SEARCH_FILE
from ..terms.folding import LIGATURES, blanked, blanks_for
from ..terms.inflect import inflections_of
from ..words import words_of
from .termdata import as_json, script_of

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
    """What else it is called, plurals among them, and what readers type who look for it."""
    headings: tuple[tuple[str, str], ...] = ()
    """Id and text of each section."""
    more: str = ""
    """Words that its page shows beside its text."""
    wording: Later[Wording] = field(default=NO_WORDS, repr=False, compare=False)
    """Holds its text."""

    @property
    def shown(self) -> str:
        """All words that the script finds without the list of words."""
        return "\n".join((self.title, self.note, self.everyday, *self.names, *(text for _, text in self.headings)))


Findable = tuple[str, Callable[[], Result]]
"""What stands for a result, and how it is made."""


def search_data(site: Site, found: Sequence[Shelf], memo: Memo) -> Iterator[tuple[str, bytes]]:
    """Yield the address and the bytes of search.js, where something is `found`: the site's shelves."""
    if found:
        rows, words = written(found, memo)
        # Not remembered as a whole: nobody asks for it again.
        yield SEARCH_FILE, _script(rows, words, site.library.config.language)


def shelves(site: Site, memo: Memo) -> Iterator[Shelf]:
    """Yield all that can be found, shelf by shelf."""
    return shelves_of([*findable(site, memo)], memo, site.library.config.language)


def _script(rows: str, word_list: str, language: str) -> bytes:
    words = words_of(language)
    say = {
        "hint": words.search_hint,
        "close": words.search_close,
        "none": words.search_none,
        "one": words.search_count.one,
        "many": words.search_count.many,
        "kinds": words.search_kinds,
    }
    more = as_json({"asking": words_in(words.search_asking), "say": say})
    return script_of("MICROSITE_SEARCH", f'{{"results":[{rows}],"words":"{word_list}",{more[1:]}')


def results(site: Site) -> Iterator[Result]:
    """Yield all that can be found."""
    return (make() for _, make in findable(site))


def findable(site: Site, memo: Memo = remember_nothing) -> Iterator[Findable]:
    """Yield all that can be found: terms, articles, other pages, the review page, claims, in the order of the site."""
    library, bodies = site.library, site.bodies

    def marked(page: Page) -> str:
        return page.source.digest + bodies[page.key].sketch.digest

    yield from ((marked(term), partial(_term, site, term, memo)) for term in library.terms)
    yield from ((marked(article), partial(_article, site, article)) for article in library.articles)
    yield from ((marked(page), partial(_page, site, page)) for page in library.pages)
    if has_review(site):
        review = _review(site)
        yield repr(review), lambda: review
    for claim in library.claims.values():
        yield f"{claim.id} {claim.verdict} {claim.said} {claim.evidence}", partial(_claim, site, claim)


def _names_of(term: Term, *, is_english: bool) -> tuple[str, ...]:
    declared = [name for name in (term.title, term.everyday, *term.aliases, *term.forms) if name]
    inflected = (form for name in declared for form in inflections_of(name))
    names = [*term.aliases, *term.forms, *(inflected if is_english else ()), term.latin]
    known = {" ".join(words_in(name)) for name in (term.title, term.everyday, "")}
    return tuple(name for name in dict.fromkeys(names) if " ".join(words_in(name)) not in known)


def _term(site: Site, term: Term, memo: Memo) -> Result:
    is_english = site.library.config.is_english
    named = (term.title, term.everyday, term.aliases, term.forms, term.latin)
    key = key_of(str(is_english), repr(named))
    names = memo("names", key, lambda: _names_of(term, is_english=is_english))
    return Result(
        url=term.url,
        kind=TERM,
        title=term.title,
        note=term.summary,
        everyday=term.everyday,
        names=(*names, *term.search),
        more="\n".join(term.facts.values()),
        **_of_text(site, term),
    )


def _article(site: Site, article: Article) -> Result:
    return Result(
        url=article.url,
        kind=ARTICLE,
        title=article.title,
        note=article.summary,
        names=(*((article.question,) if article.question else ()), *article.search),
        more=article.main_message,
        **_of_text(site, article),
    )


def _page(site: Site, page: Page) -> Result:
    return Result(
        url=page.url,
        kind=PAGE,
        title=page.title,
        note=page.summary,
        names=page.search,
        **_of_text(site, page),
    )


def _review(site: Site) -> Result:
    words = words_of(site.library.config.language).learning
    return Result(
        url=REVIEW,
        kind=PAGE,
        title=words.title,
        note=words.lede,
        names=words.search,
        more="\n".join((*words.how, words.by_article)),
    )


def _claim(site: Site, claim: Claim) -> Result:
    verdict = words_of(site.library.config.language).verdict(claim.verdict).name
    return Result(url=f"{CLAIMS}#{claim.id}", kind=CLAIM, title=claim.said, note=f"{verdict}. {claim.evidence}".strip())


class _OfText(TypedDict):
    headings: tuple[tuple[str, str], ...]
    wording: Later[Wording]


def _of_text(site: Site, page: Page) -> _OfText:
    """Return what a result has of the text of its page."""
    draft = site.bodies[page.key].draft
    headings = tuple((heading.id, heading.text) for heading in draft.headings)
    return {"headings": headings, "wording": draft.wording}


def words_in(text: str) -> list[str]:
    """Return the words as the search compares them: small, without accents and ligatures, cut at all but letters."""
    if not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return [word if word.isascii() else _bare(word) for word in blanked(text.lower(), BLANKS, str.isalnum).split()]


BLANKS = blanks_for(str.isalnum)


def _bare(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.translate(LIGATURES))
    return "".join(c for c in apart if unicodedata.category(c)[0] != "M")


def shelves_of(found: Sequence[Findable], memo: Memo = remember_nothing, *seen: str) -> Iterator[Shelf]:
    """Yield the results shelf by shelf; `seen` is what makes them what they are."""
    return shelved(memo, "shelf", found, partial(_shelf, memo), *seen)


def written(shelves: Sequence[Shelf], memo: Memo = remember_nothing) -> tuple[str, str]:
    """Return the rows of the results and the list of their words, as JSON.

    The list is one text without its quotation marks. It has one line a word, in order: the word, then the numbers of
    the results whose text has it. Numbers count from 0 in the order of the results, to base 36, each as the step from
    the one before it (from -1). A result is left out where a reader sees the word in it anyway.
    """
    # An edit touches one shelf of many, and there the words of a few letters; the others stay as they were.
    letters = sorted({letter for shelf in shelves for letter in shelf.pieces})
    words = (
        memo("letter", key_of(*(digest for digest, _ in pieces)), partial(_lines, [words for _, words in pieces]))
        for pieces in ([shelf.pieces.get(letter, NOTHING) for shelf in shelves] for letter in letters)
    )
    return ",".join(shelf.rows for shelf in shelves), r"\n".join(words)


Numbers = tuple[int, str, int]
"""The first result on a shelf that has a word, the steps from there on as they are written, and the last one."""
Piece = tuple[str, Later[dict[str, Numbers]]]
"""The words of a shelf that begin with one letter, each with its numbers; before them what stands for them."""
NOTHING: Piece = ("", Later({}))


class Shelf(NamedTuple):
    """Results that stand side by side."""

    rows: str
    """As JSON, without the brackets round them."""
    pieces: dict[str, Piece]
    """By letter."""


def _lines(pieces: Sequence[Later[dict[str, Numbers]]]) -> str:
    """Return the lines of the words that begin with a letter, of which each shelf has a piece, as JSON."""
    lines: dict[str, str] = {}
    last: dict[str, int] = {}
    for n, piece in enumerate(pieces):
        for word, (head, steps, tail) in piece().items():
            first = _base_36(n * SHELF + head - last.get(word, -1))
            lines[word] = f"{lines.get(word, word)} {first}{steps}"
            last[word] = n * SHELF + tail
    return as_json("\n".join(lines[word] for word in sorted(lines)))[1:-1]


def _shelf(memo: Memo, shelf: Sequence[Findable]) -> Shelf:
    found = [make() for _, make in shelf]
    places: dict[str, list[int]] = {}
    for number, ((mark, _), result) in enumerate(zip(shelf, found, strict=True)):
        for word in memo("words", key_of(mark), partial(_hidden_words, result)):
            places.setdefault(word, []).append(number)
    words: dict[str, dict[str, Numbers]] = {}
    for word, numbers in places.items():
        # Most words stand in one result only.
        steps = "".join(f" {_base_36(b - a)}" for a, b in pairwise(numbers)) if len(numbers) > 1 else ""
        words.setdefault(word[0], {})[word] = (numbers[0], steps, numbers[-1])
    rows = [[r.url, r.kind, r.title, r.note, r.everyday, r.names, [*map(list, r.headings)]] for r in found]
    return Shelf(
        rows=as_json(rows)[1:-1],
        pieces={letter: (key_of(marshal.dumps(found, PLAIN)), Later(found)) for letter, found in words.items()},
    )


def _hidden_words(result: Result) -> tuple[str, ...]:
    """Return the words of a result that only its text has."""
    text = f"{result.wording().text}\n{result.more}"
    # In order, so that what stands for them is the same in every run.
    return tuple(sorted({*words_in(text)} - {*words_in(result.shown)}))


@lru_cache(maxsize=4_096)
def _base_36(number: int) -> str:
    head, digit = divmod(number, 36)
    return (_base_36(head) if head else "") + "0123456789abcdefghijklmnopqrstuvwxyz"[digit]
