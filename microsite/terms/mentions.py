"""Where the names of the glossary stand in a plain text.

What counts as a mention is decided here; where on a page a mention may become a link is `glossary`'s.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import compress
from typing import NamedTuple

from .folding import (
    APOSTROPHES,
    AS_ONE,
    HYPHENS,
    NO_LETTERS,
    TWO_LETTERS_I,
    WORD,
    blanked,
    blanks_for,
    folded_words,
    has_own_capitals,
)
from .lexicon import Form, Lexicon, Node

BREAK, WALL = "\x00", "\x01"
"""Stand in a text for what holds no words: nothing, or something that words touch (`re`mount)."""

DASHES = HYPHENS + "\u2013\u2212"
"""Between two words without a blank they make one longer word: hip-flexing, bone\u2013tendon\u2013bone."""

# The characters of file names, addresses, paths, code and templates.
_GLUE_BEFORE = frozenset("@#$\\/=+^<{&)" + WALL)
_GLUE_AFTER = frozenset("@#$\\/=+^>}&\u2122\u00ae" + WALL)

_CAPITALISES_NOUNS = frozenset(("de", "gsw", "lb", "nds"))
"""Languages in which two capitals in a row are no proper name."""


class Why(StrEnum):
    """What is decided of a mention, in the editor's words."""

    LINKABLE = "may become a link"
    FORCED = "the text marks it, [[ ]]"
    SUPPRESSED = "the text says so, [[! ]]"
    OWN_PAGE = "this is the page of the term"
    OFF = "the page lists the term under aliases_off"
    NO_AUTOLINK = "the term has autolink: false"
    OTHER_CONTEXT = "the term's context does not name this page or its kind"
    UNDECIDED = "several terms have this name, and their context does not decide"
    SHARED = "it may be a form of several terms, and none has it under forms"
    CASE = "the name counts only with the capitals that it is given with"
    LONGER_WORD = "part of a longer word, a file name, an address or code"
    NAME = "part of a longer proper name"
    CROSSES_TAG = "begins inside a link or emphasis and ends outside, or the other way round"
    HEADING = "in a heading"
    LINK = "in a link"
    CODE = "in code"
    CONTROL = "on a button or another control"
    DRAWING = "in a drawing or a formula"
    NO_TERMS = "in a part of the page that links no terms: a closed description, a credit, an option, a label"


LINKABLE = Why.LINKABLE
"""By itself, for what runs at every mention: in the enum it takes ten times as long to look up."""


class Found(NamedTuple):
    """A stretch of text that has the words of some forms."""

    start: int
    end: int
    forms: tuple[Form, ...]
    """Those that fit how it is written. Never empty."""
    why: Why = LINKABLE
    """LINKABLE, or what speaks against its being a mention at all."""


class _Text(NamedTuple):
    """A text in which its words can be found one by one."""

    text: str
    spaced: str
    """The text with a blank for each character that is in no word, and one at each end."""
    words: list[str]
    """As they stand in `spaced`."""
    keys: list[str]
    """The words, folded."""
    language: str


def mentions_in(text: str, lexicon: Lexicon) -> Iterator[Found]:
    """Yield what `text` says of the lexicon's terms, from left to right, the longest first, none inside another.

    `text` is plain; BREAK and WALL stand in it for what holds no words. What has the words of a form and yet is no
    mention is yielded with the reason, and may be followed by something shorter that begins inside it.
    """
    whole, first = _text(text, lexicon.language), lexicon.root.next
    _, spaced, words, keys, _ = whole
    free = after = 0
    for i in compress(range(len(keys)), map(first.__contains__, keys)):
        if i < free:
            continue
        # What is written like this word has its key and is passed over only with `after`: so the next such is this one.
        at = spaced.index(f" {words[i]} ", after)
        after = at + 1
        for end, forms in _endings(first[keys[i]], keys, i + 1):
            found = _plainly(text, at, keys, i, end, forms) or _judged(_around(whole, at, i, end), at, forms)
            if found is None:
                continue
            yield found
            if found.why is LINKABLE:
                free, after = end, found.end
                break
            if found.why is not Why.CASE:
                break


_BLANKS = blanks_for(lambda character: character.isalnum() or character == "_")


def _text(text: str, language: str) -> _Text:
    """Return `text` with its words and their keys."""
    spaced = f" {blanked(text, _BLANKS, WORD.match)} "
    if spaced.isascii() and language not in TWO_LETTERS_I:
        spaced = spaced.lower()
        words = keys = spaced.split()
    else:
        words = spaced.split()
        keys = folded_words(words, language)
    return _Text(text, spaced, words, keys, language)


def _endings(node: Node, keys: list[str], end: int) -> list[tuple[int, tuple[Form, ...]]]:
    """Return where forms end that go on from `node` with word `end`, and those forms: the longest first."""
    ends = [(end, node.forms)] if node.forms else []
    while node.next and end < len(keys) and (following := node.next.get(keys[end])):
        node, end = following, end + 1
        if node.forms:
            ends.insert(0, (end, node.forms))
    return ends


# What joins nothing on either side. Not all of it: what is common.
_CLEAR_BEFORE = f' \n\t"\u201c[{BREAK}'
_CLEAR_AFTER = f' \n\t,;!?)"\u201d\u2026]{BREAK}'
_OPENED = (" (", "\n(")
_STOPS = (". ", ".\n", ".", ": ", ":\n", ":")


def _plainly(text: str, at: int, keys: list[str], i: int, end: int, forms: tuple[Form, ...]) -> Found | None:
    """Return the mention at `at` if it is like nearly all: one form, small letters, single blanks, nothing attached.

    Of these `_judged` says the same, but takes ten times as long. None where it must say.
    """
    words = keys[i] if end == i + 1 else " ".join(keys[i:end])
    if len(forms) > 1 or not forms[0].is_plain or not text.startswith(words, at):
        return None
    stop = at + len(words)
    # Beyond the ends of the text there is nothing, which is in every string.
    is_clear = text[at - 1 : at] in _CLEAR_BEFORE or text[at - 2 : at] in _OPENED
    is_clear = is_clear and (text[stop : stop + 1] in _CLEAR_AFTER or text[stop : stop + 2] in _STOPS)
    return Found(at, stop, forms) if is_clear else None


class _Cut(NamedTuple):
    """A possible mention with the words beside it, and what stands before, between and after them."""

    words: list[str]
    gaps: list[str]
    first: int
    """Number of the mention's first word."""
    end: int
    """Of the word after its last."""
    language: str


_WORDS_BEFORE = 4
"""So many are looked at: “a Journal of the ...”, where the first shows that no sentence begins with “Journal”."""


def _around(whole: _Text, at: int, i: int, end: int) -> _Cut:
    """Return the words `i` to `end`, of which the first begins at `at`, with those beside them.

    Only what is near, and only when asked: to cut all of a page takes longer than to find its plain mentions.
    """
    text, spaced, words, _, language = whole
    before = words[max(0, i - _WORDS_BEFORE) : i]
    start = stop = at
    for word in reversed(before):
        start = spaced.rindex(f" {word} ", 0, start + 1)
    for word in words[i : end + 1]:
        stop = spaced.index(f" {word} ", stop) + len(word)
    # The first gap counts only at the beginning of the text, the last one always.
    start = start if i > _WORDS_BEFORE else 0
    stop = spaced.index(f" {words[end + 1]} ", stop) if end + 1 < len(words) else len(text)
    parts = WORD.split(text[start:stop])
    return _Cut(parts[1::2], parts[::2], len(before), len(before) + end - i, language)


def _judged(cut: _Cut, at: int, forms: tuple[Form, ...]) -> Found | None:
    """Return what stands at a place in a text, None where no form fits."""
    i, end = cut.first, cut.end
    words, gaps = cut.words[i:end], cut.gaps[i : end + 1]
    if not (spaced := _best_spaced(forms, gaps)):
        return None
    before, after = spaced[0].gaps[0], spaced[0].gaps[-1]
    fitting = tuple(form for form in spaced if _has_capitals_of(form, words))
    gap_before, gap_after = gaps[0][: len(gaps[0]) - len(before)], gaps[-1][len(after) :]
    if not fitting:
        why = Why.CASE
    elif _joins_before(gap_before, cut, i) or _joins_after(gap_after, cut, end):
        why = Why.LONGER_WORD
    elif not fitting[0].is_strict and _is_in_name(cut, i, end):
        why = Why.NAME
    else:
        why = LINKABLE
    stop = at + sum(map(len, words)) + sum(map(len, gaps[1:-1])) + len(after)
    return Found(at - len(before), stop, fitting or tuple(spaced), why)


def _best_spaced(forms: Iterable[Form], gaps: list[str]) -> list[Form]:
    """Return the forms whose gaps fit, where some do better only those: C++ before C, sit-up before sit up."""
    spaced = [form for form in forms if _gaps_fit(form.gaps, gaps)]
    if len(spaced) > 1:
        longest = max(len(form.gaps[0] + form.gaps[-1]) for form in spaced)
        spaced = [form for form in spaced if len(form.gaps[0] + form.gaps[-1]) == longest]
        literal = [form for form in spaced if list(form.gaps[1:-1]) == gaps[1:-1]]
        spaced = literal or spaced
    return spaced


def _gaps_fit(wanted: tuple[str, ...], gaps: list[str]) -> bool:
    """Return whether a text has a form's gaps: a blank is any white space or a hyphen, all else is literal."""
    if wanted[0] and not gaps[0].translate(AS_ONE).endswith(wanted[0]):
        return False
    if wanted[-1] and not gaps[-1].translate(AS_ONE).startswith(wanted[-1]):
        return False
    for want, gap in zip(wanted[1:-1], gaps[1:-1], strict=True):
        if want == " ":
            if not (gap.isspace() or (len(gap) == 1 and gap in HYPHENS)):
                return False
        elif want != gap and want != re.sub(r"\s+", " ", gap).translate(AS_ONE):
            return False
    return True


def _has_capitals_of(form: Form, seen: list[str]) -> bool:
    """Return whether the words are written as the form asks: small, with a first capital, or just as it is written."""
    for word, written in zip(form.words, seen, strict=True):
        if written == word:
            continue
        if not written.isascii():
            written = unicodedata.normalize("NFC", written.translate(NO_LETTERS))
        if written != word and (form.is_exact or has_own_capitals(word) or written[1:] != written[1:].lower()):
            return False
    return True


def _joins_before(gap: str, cut: _Cut, i: int) -> bool:
    """Return whether what stands before word `i` makes it a part of something longer."""
    last = gap[-1:]
    if not last or last.isspace():
        return False
    if last in DASHES:
        return i == 0 or len(gap) == 1 or bool(gap.strip(HYPHENS))
    if last == ".":
        return not gap.endswith("..")
    if last in APOSTROPHES:
        # d'Arcy in English; elsewhere the elided article of l'ilium.
        return cut.language == "en" and i > 0 and len(gap) == 1
    if last in "(:":
        return i > 0 and not gap.strip(last)
    return last in _GLUE_BEFORE


def _joins_after(gap: str, cut: _Cut, end: int) -> bool:
    """Return whether what stands before word `end` makes the words before it a part of something longer."""
    first = gap[:1]
    if not first or first.isspace():
        return False
    following = cut.words[end] if end < len(cut.words) else ""
    if first in DASHES:
        return not following or len(gap) == 1 or bool(gap.strip(HYPHENS))
    if first in APOSTROPHES:
        is_possessive = following in ("s", "S") and not cut.gaps[end + 1].startswith(tuple(DASHES))
        return bool(following) and len(gap) == 1 and not is_possessive
    if first == "(":
        # muscle(s), bursa(e); but not print(x).
        is_ending = gap == "(" and len(following) < 4 and following.islower() and cut.gaps[end + 1].startswith(")")
        return not is_ending
    if first in ".:":
        return bool(following) and not gap.strip(first)
    return first in _GLUE_AFTER


def _is_in_name(cut: _Cut, i: int, end: int) -> bool:
    """Return whether capitals on either side show that the capitals of words `i` to `end` are those of a name.

    “the Boston Hip Clinic”, “Journal of Biomechanics”; the first word of a sentence shows nothing.
    """
    if cut.language in _CAPITALISES_NOUNS or not all(word[0].isupper() for word in cut.words[i:end]):
        return False
    if end < len(cut.words) and cut.gaps[end].isspace() and _is_title_case(cut.words[end]):
        return True
    i = _beyond_of(cut, i)
    is_sentence_start = i < 2 or not (cut.gaps[i - 1].isspace() or cut.gaps[i - 1].strip() == ",")
    return not is_sentence_start and cut.gaps[i].isspace() and _is_title_case(cut.words[i - 1])


def _beyond_of(cut: _Cut, i: int) -> int:
    """Return the place before “of”, “for”, “of the” that leads to word `i`; without it `i`."""
    k = i - 1 if i > 1 and cut.words[i - 1] == "the" and cut.gaps[i].isspace() else i
    return k - 1 if k > 1 and cut.words[k - 1] in ("of", "for") and cut.gaps[k].isspace() else i


def _is_title_case(word: str) -> bool:
    return word[0].isupper() and word[1:].islower()
