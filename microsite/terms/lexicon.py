"""The names by which the glossary's terms go, and where they stand in a plain text.

A trie over folded words, so that time grows with the text and not with the number of terms. What counts as a mention
is decided here (`mentions_in`); where on a page a mention may become a link is `glossary`'s.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from enum import StrEnum
from itertools import compress
from typing import NamedTuple

from ..model import Term
from ..problem import Place, Problem, Problems, Severity
from .inflect import inflections_of

BREAK, WALL = "\x00", "\x01"
"""Stand in a text for what holds no words: nothing, or something that words touch (`re`mount)."""

# Python's \w knows no combining marks, without which a word of Hindi or decomposed accents falls to pieces.
# Soft hyphens, joiners and zero-width spaces are no part of a word's letters, and do not end it either.
_MARKS = "".join(chr(c) for c in range(0x300, 0x1E00) if unicodedata.category(chr(c)).startswith("M"))
_IGNORED = "\u00ad\u200b\u200c\u200d\u2060"
_WORD = re.compile(rf"([\w{_MARKS}\u20d0-\u20ff\u3099\u309a{_IGNORED}]+)")
_NO_LETTERS = dict.fromkeys(map(ord, _IGNORED))

MOST_WORDS = 40
"""A name with more words is none: the trie is as deep as its longest name."""

HYPHENS = "-\u2010\u2011"
DASHES = HYPHENS + "\u2013\u2212"
"""Between two words without a blank they make one longer word: hip-flexing, bone\u2013tendon\u2013bone."""
APOSTROPHES = "'\u2019\u02bc\uff07"
_AS_ONE = str.maketrans(HYPHENS + APOSTROPHES, "-" * len(HYPHENS) + "'" * len(APOSTROPHES))

# The characters of file names, addresses, paths, code and templates.
_GLUE_BEFORE = frozenset("@#$\\/=+^<{&)" + WALL)
_GLUE_AFTER = frozenset("@#$\\/=+^>}&\u2122\u00ae" + WALL)

_TWO_LETTERS_I = frozenset(("az", "tr"))
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
    NO_TERMS = "in a part of the page that links no terms, data-no-terms"


LINKABLE = Why.LINKABLE
"""By itself, for what runs at every mention: in the enum it takes ten times as long to look up."""


class Form(NamedTuple):
    """One way to write the name of a term."""

    text: str
    term: str
    """Slug."""
    is_declared: bool = True
    """Written by an editor; False for what inflection made of it."""
    is_exact: bool = False
    """Every word matches only as it is written (`case: exact`)."""
    is_name_only: bool = False
    """Names the term in [[...]], but is no word of a text: the slug, a title with its sense in brackets."""
    autolink: bool = True
    context: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """The words of `text`, as written."""
    gaps: tuple[str, ...] = ()
    """What stands before, between and after the words; a blank stands for any white space or hyphen."""
    is_plain: bool = False
    """Small letters but for a first capital, and single blanks: any text in small letters has it as it is."""
    is_strict: bool = False
    """A word of it matches only with its own capitals."""
    key: str = ""
    """What makes a form, in one string: for sorting and for digests."""


class _Node(NamedTuple):
    """A place in the trie: the forms that end here and the words that lead on."""

    next: Mapping[str, _Node]
    forms: tuple[Form, ...]
    names: tuple[Form, ...]


class Found(NamedTuple):
    """A stretch of text that has the words of some forms."""

    start: int
    end: int
    forms: tuple[Form, ...]
    """Those that fit how it is written. Never empty."""
    why: Why = LINKABLE
    """LINKABLE, or what speaks against its being a mention at all."""


class Lexicon(NamedTuple):
    """The forms of a glossary, as a trie over folded words."""

    root: _Node
    language: str
    """Two or three letters: en."""

    @property
    def forms(self) -> tuple[Form, ...]:
        """All forms, sorted."""
        return tuple(sorted(_forms_below(self.root), key=lambda form: form.key))

    @property
    def digest(self) -> str:
        """A name for the content, 32 hexadecimal digits: the same whatever the order in which terms were read."""
        keys = sorted(form.key for form in _forms_below(self.root))
        return hashlib.blake2b("\n".join((self.language, *keys)).encode(), digest_size=16).hexdigest()

    def narrowed(self, text: str) -> Lexicon:
        """Return only the forms whose words all occur in `text`, Markdown or plain: what a page can mention at all.

        Linking any tree whose words come from `text` gives the same with it. What is put into the page from
        elsewhere (captions, claims) must be in `text`, too; more than that does no harm.
        """
        return Lexicon(_narrowed(self.root, _all_words(text, self.language)), self.language)

    def within(self, marks: Set[int], spelled: Mapping[str, int]) -> Lexicon:
        """Return only the forms whose words all have one of these marks; `spelled` are the marks of all words here."""
        return Lexicon(_narrowed(self.root, {word for word, mark in spelled.items() if mark in marks}), self.language)

    @property
    def spelled(self) -> Mapping[str, int]:
        """The mark of each word that stands in a form."""
        return {word: _mark_of(word) for word in _words_below(self.root)}

    def named(self, words: str) -> tuple[str, ...]:
        """Return the slugs of the terms that an author may mean by `words`: () for none, several for a shared name.

        The nearest reading wins: a slug, then a declared form as written, then in other letters, then one by rule.
        """
        node: _Node | None = self.root
        for word in _WORD.findall(words):
            node = node.next.get(folded(word, self.language)) if node else None
        if node is None or node is self.root:
            return ()
        text = words.strip()
        ranked = [(_distance(form, text), form.term) for form in (*node.forms, *node.names)]
        nearest = min((rank for rank, _ in ranked), default=0)
        return tuple(sorted({term for rank, term in ranked if rank == nearest}))

    @property
    def shared(self) -> Mapping[str, tuple[str, ...]]:
        """Forms that several terms have -> their slugs, for reports."""
        terms: dict[tuple[str, ...], set[str]] = {}
        text: dict[tuple[str, ...], str] = {}
        for form in self.forms:
            if not form.is_name_only:
                key = _signature(form, self.language)
                terms.setdefault(key, set()).add(form.term)
                text.setdefault(key, form.text)
        return {text[key]: tuple(sorted(slugs)) for key, slugs in terms.items() if len(slugs) > 1}


def folded(word: str, language: str) -> str:
    """Return the key under which a word is looked up: without case, and in English without accents.

    Elsewhere an accent makes another word (Spanish ano and año, Swedish far and får), so there it stays. Turkish and
    Azeri have two letters i.
    """
    if language in _TWO_LETTERS_I:
        word = word.replace("I", "\u0131").replace("\u0130", "i")
    elif word.isascii():
        return word.lower()
    word = word.translate(_NO_LETTERS)
    if language != "en":
        return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", word).casefold())
    apart = unicodedata.normalize("NFKD", word).casefold()
    return "".join(c for c in unicodedata.normalize("NFKD", apart) if not unicodedata.combining(c))


# ------------------------------------------------------------------------------------------------ making a lexicon


def lexicon_of(terms: Iterable[Term], language: str) -> tuple[Lexicon, Problems]:
    """Return the lexicon of a glossary, and what is wrong with its names.

    Forms are titles, aliases and `forms`, in English also their inflections by rule. Every term is in it, also with
    `autolink: false`: its name hides the shorter names inside it. Two terms with one declared name are an error at
    each place, unless `context` tells them apart.
    """
    language = language.split("-")[0].lower()
    ordered = sorted(terms, key=lambda term: term.slug)
    senses = _senses(ordered)
    places: dict[Form, Place] = {}
    problems: list[Problem] = []
    forms: list[Form] = []
    for term in ordered:
        declared = _declared(term, senses)
        places.update(declared)
        problems += _faults(term, declared, language)
        forms += _forms_of(term, declared, language)
    titles = {term.slug: term.title for term in ordered}
    lexicon = Lexicon(_trie(forms, language), language)
    return lexicon, (*problems, *_clashes(lexicon.root, places, titles, language))


def _plain_text(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _form(text: str, term: Term, *, is_declared: bool = True, is_name_only: bool = False) -> Form | None:
    """Return a form of `term`, or None where `text` has no word or too many."""
    text = _plain_text(text)
    parts = _WORD.split(text)
    words = tuple(parts[1::2])
    if len(words) > MOST_WORDS or not any(map(str.isalnum, text)):
        return None
    is_exact = term.is_exact or (len(text) == 1 and text.isupper())
    gaps = tuple(gap.translate(_AS_ONE) for gap in parts[::2])
    context = tuple(sorted(term.context))
    flags = f"{is_declared:d}{is_exact:d}{is_name_only:d}{term.autolink:d}"
    key = "\x1f".join((text, term.slug, flags, *context))
    is_strict = is_exact or any(map(_has_own_capitals, words))
    is_plain = not (is_strict or gaps[0] or gaps[-1]) and text.isascii() and all(gap == " " for gap in gaps[1:-1])
    return Form(
        text=text,
        term=term.slug,
        is_declared=is_declared,
        is_exact=is_exact,
        is_name_only=is_name_only,
        autolink=term.autolink,
        context=context,
        words=words,
        gaps=gaps,
        is_plain=is_plain,
        is_strict=is_strict,
        key=key,
    )


def _senses(terms: Iterable[Term]) -> frozenset[str]:
    """Return the brackets that several titles end with: they name a sense, even where they could abbreviate."""
    brackets = Counter(match[2] for term in terms if (match := _BRACKET.fullmatch(term.title)))
    return frozenset(bracket for bracket, count in brackets.items() if count > 1)


def _declared(term: Term, senses: Collection[str]) -> dict[Form, Place]:
    """Return the names that an editor gave the term, each with its first place."""
    texts = [(text, "title") for text in title_forms(term.title, senses)]
    texts += [(text, f"aliases.{n}") for n, text in enumerate(term.aliases)]
    texts += [(text, f"forms.{n}") for n, text in enumerate(term.forms)]
    found: dict[Form, Place] = {}
    for text, field in texts:
        if form := _form(text, term):
            found.setdefault(form, term.place(field))
    return found


def _forms_of(term: Term, declared: Iterable[Form], language: str) -> Iterator[Form]:
    """Yield the term's declared forms, then those by rule that are not declared, then its names for authors."""
    yield from declared
    known = {_small(form) for form in declared}
    # `forms` are inflections already.
    given = {*map(_plain_text, term.forms)}
    names = [form.text for form in declared if form.text not in given] if language == "en" else []
    for inflected in (inflected for name in names for inflected in inflections_of(name)):
        if (form := _form(inflected, term, is_declared=False)) and _small(form) not in known:
            known.add(_small(form))
            yield form
    # Most slugs have the words of the title, and are found by them.
    for name, words in ((term.slug, term.slug.replace("-", " ")), (term.title, term.title.lower())):
        if words not in known and (form := _form(name, term, is_name_only=True)):
            yield form


def _small(form: Form) -> str:
    """Return the text of a form in small letters where any will do."""
    return form.text.lower() if form.is_plain else form.text


def _trie(forms: Iterable[Form], language: str) -> _Node:
    entries = [(tuple(folded(word, language) for word in form.words), form) for form in forms]
    return _node(entries, 0)


def _node(entries: Iterable[tuple[tuple[str, ...], Form]], depth: int) -> _Node:
    here: list[Form] = []
    below: dict[str, list[tuple[tuple[str, ...], Form]]] = {}
    for entry in entries:
        if len(entry[0]) == depth:
            here.append(entry[1])
        else:
            below.setdefault(entry[0][depth], []).append(entry)
    return _Node(
        {word: _node(deeper, depth + 1) for word, deeper in below.items()},
        tuple(form for form in here if not form.is_name_only),
        tuple(form for form in here if form.is_name_only),
    )


def _forms_below(node: _Node) -> Iterator[Form]:
    """Yield the forms at and below a node."""
    yield from node.forms
    yield from node.names
    for below in node.next.values():
        yield from _forms_below(below)


def _narrowed(node: _Node, words: Set[str]) -> _Node:
    """Return the node with only what lies below it on paths of `words`."""
    if not node.next:
        return node
    few, many = (words, node.next) if len(words) < len(node.next) else (node.next, words)
    below = [(word, _narrowed(node.next[word], words)) for word in few if word in many]
    kept = {word: further for word, further in below if further.next or further.forms or further.names}
    return _Node(kept, node.forms, node.names)


_TAGS = re.compile(r"<[^<>]*>")
_SMALL_WORDS = {code: chr(code).lower() if chr(code).isalnum() or chr(code) == "_" else " " for code in range(128)}
_MARKUP = str.maketrans(dict.fromkeys("*_~`\\^", None))


def _all_words(text: str, language: str) -> Set[str]:
    """Return the folded words that a page made of `text` can show: as it stands, and without the markup in words."""
    bare = _TAGS.sub("", text) if "<" in text else text
    bare = html.unescape(bare).translate(_MARKUP)
    both = f"{text.replace('_', ' ')} {bare}"
    if both.isascii() and language not in _TWO_LETTERS_I:
        return {*both.translate(_SMALL_WORDS).split()}
    return {*_folded_words(_WORD.findall(both), language)}


def marks_in(text: str, language: str) -> frozenset[int]:
    """Return the marks of all words that a page made of `text` can show: they take less room than the words."""
    return frozenset(map(_mark_of, _all_words(text, language)))


def _mark_of(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def _words_below(node: _Node) -> Iterator[str]:
    for word, below in node.next.items():
        yield word
        yield from _words_below(below)


def _distance(form: Form, text: str) -> int:
    """Return how far an author's `text` is from a form, as a rank from 0."""
    if form.is_name_only:
        return 0 if form.text == text else 5
    if not form.is_declared:
        return 4
    if form.text == text:
        return 1
    return 2 if form.text.casefold() == text.casefold() and not form.is_strict else 3


# ---------------------------------------------------------------------------------------------- brackets in a title

_BRACKET = re.compile(r"(.*\S)\s+\(([^()]+)\)")
LONGEST_ACRONYM = 10
_STOP_WORDS = frozenset("a an and at by for from in of on or the to with".split())
_SOUNDS = {"x": ("cross", "ex", "trans", "christ"), "1": ("one",), "2": ("two", "to"), "4": ("four", "for")}


def title_forms(title: str, senses: Collection[str] = ()) -> tuple[str, ...]:
    """Return the names in a title: a bracket at its end is one only if it abbreviates what stands before it.

    Otherwise it names the sense: “Block (CSS)” is called Block. So does one of `senses`.
    """
    match = _BRACKET.fullmatch(title.strip())
    if not match:
        return (title,)
    name, bracket = match[1], match[2]
    return (name, bracket) if bracket not in senses and abbreviates(bracket, name) else (name,)


def abbreviates(short: str, name: str) -> bool:
    """Return whether `short` is an acronym of `name`: PCSA, fMRI, XSS for cross-site scripting, i18n.

    Its letters must occur in order, one at the beginning of each word that carries meaning. A single word must be
    three times as long (electromyography, EMG), so that “Class (CSS)” stays a sense.
    """
    letters = short.lower()
    words = re.findall(r"\w+", name.lower())
    if counted := re.fullmatch(r"([a-z])(\d+)([a-z])", letters):
        word = words[0] if len(words) == 1 else ""
        return (word[:1], len(word) - 2, word[-1:]) == (counted[1], int(counted[2]), counted[3])
    if not short.isalnum() or len(short) > LONGEST_ACRONYM or sum(c.isupper() for c in short) < 2 or not words:
        return False
    if len(words) == 1 and len(words[0]) < 3 * len(letters):
        return False
    return _spells(letters, tuple(words))


def _spells(letters: str, words: tuple[str, ...]) -> bool:
    """Return whether `letters` can be taken from the beginnings of `words`, in order."""
    if not words or not letters:
        return not letters and all(word in _STOP_WORDS for word in words)
    word, rest = words[0], words[1:]
    if word in _STOP_WORDS and _spells(letters, rest):
        return True
    begins = word.startswith((letters[0], *_SOUNDS.get(letters[0], ())))
    return begins and any(
        _is_within(letters[1:n], word[1:]) and _spells(letters[n:], rest) for n in range(1, len(letters) + 1)
    )


def _is_within(letters: str, word: str) -> bool:
    """Return whether the letters occur in `word` in this order."""
    left = iter(word)
    return all(letter in left for letter in letters)


# ------------------------------------------------------------------------------------------------ faults of names


def _faults(term: Term, declared: Mapping[Form, Place], language: str) -> Iterator[Problem]:
    """Yield what is wrong with the term's own names."""
    titles = {_signature(form, language) for form, place in declared.items() if place == term.place("title")}
    yield from _faults_of(term.title, term, "title", titles, language)
    for field, texts in (("aliases", term.aliases), ("forms", term.forms)):
        for n, text in enumerate(texts):
            yield from _faults_of(text, term, f"{field}.{n}", titles, language)


def _faults_of(
    text: str, term: Term, field: str, titles: Collection[tuple[str, ...]], language: str
) -> Iterator[Problem]:
    place, form = term.place(field), _form(text, term)
    if form is None and any(map(str.isalnum, text)):
        message = f"“{text}” has more than {MOST_WORDS} words and is never found in a text"
        yield Problem(place, "term", message, severity=Severity.WARNING)
    elif form is None:
        if field != "title":
            yield Problem(place, "term", f"“{text}” has no letter or digit")
    elif field.startswith("aliases") and _signature(form, language) in titles:
        yield Problem(place, "term", f"“{text}” is the term's own title", "Take it out.", Severity.WARNING)
    elif field != "title" and len(form.text) < 3 and form.autolink and not form.is_strict:
        message = f"“{text}” would be linked in every text that has this word"
        hint = "Give `case: exact` or `autolink: false`, or take it out."
        yield Problem(place, "term", message, hint, Severity.WARNING)


def _clashes(node: _Node, places: Mapping[Form, Place], titles: Mapping[str, str], language: str) -> Iterator[Problem]:
    """Yield an error at each of two declared names that nothing tells apart, at and below a node."""
    groups: dict[tuple[str, ...], list[Form]] = {}
    for form in node.forms if len(node.forms) > 1 else ():
        if form.is_declared:
            groups.setdefault(_signature(form, language), []).append(form)
    for group in groups.values():
        for form in group:
            if other := next((each for each in group if not _is_told_apart(form, each)), None):
                message = f"“{form.text}” is also a name of “{titles[other.term]}” ({places[other]})"
                hint = "Take it from one of them, or give one a `context`."
                yield Problem(places[form], "term", message, hint)
    for below in node.next.values():
        yield from _clashes(below, places, titles, language)


def _is_told_apart(one: Form, other: Form) -> bool:
    """Return whether the same text can only mean one of them: `context` decides on every page that it names."""
    return one.term == other.term or (one.context != other.context and not set(one.context) & set(other.context))


def _signature(form: Form, language: str) -> tuple[str, ...]:
    """Return what two forms share that match the very same texts."""
    words = (f"={word}" if form.is_exact or _has_own_capitals(word) else folded(word, language) for word in form.words)
    return (*words, *form.gaps)


def _has_own_capitals(word: str) -> bool:
    """Return whether a word has capitals beyond a first one: EMG, JavaScript, pH, L5."""
    return not word.islower() and (word[1:] != word[1:].lower() or (len(word) > 1 and word.isupper()))


# ------------------------------------------------------------------------------------------------ mentions in a text


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


MANY = 40
"""Characters from which on one slow pass takes less time than a quick one for each."""
_ASCII = bytes(range(128))
_BLANKED = bytes(c if c > 127 or chr(c).isalnum() or chr(c) == "_" else ord(" ") for c in range(256))


def _text(text: str, language: str) -> _Text:
    """Return `text` with its words and their keys.

    By translating bytes, which takes a tenth of the time of a regular expression.
    """
    encoded = text.encode("utf-8", "surrogatepass")
    spaced = f" {encoded.translate(_BLANKED).decode('utf-8', 'surrogatepass')} "
    if not text.isascii():
        found = {*encoded.translate(None, _ASCII).decode("utf-8", "surrogatepass")}
        spaced = _blanked(spaced, [other for other in found if not _WORD.match(other)])
    if spaced.isascii() and language not in _TWO_LETTERS_I:
        spaced = spaced.lower()
        words = keys = spaced.split()
    else:
        words = spaced.split()
        keys = _folded_words(words, language)
    return _Text(text, spaced, words, keys, language)


def _blanked(text: str, others: list[str]) -> str:
    """Return `text` with a blank for each of the characters."""
    if len(others) > MANY:
        return text.translate(dict.fromkeys(map(ord, others), " "))
    for other in others:
        text = text.replace(other, " ")
    return text


def _folded_words(words: list[str], language: str) -> list[str]:
    if language in _TWO_LETTERS_I:
        return [folded(word, language) for word in words]
    return [word.lower() if word.isascii() else folded(word, language) for word in words]


def _endings(node: _Node, keys: list[str], end: int) -> list[tuple[int, tuple[Form, ...]]]:
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
    parts = _WORD.split(text[start:stop])
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
    if wanted[0] and not gaps[0].translate(_AS_ONE).endswith(wanted[0]):
        return False
    if wanted[-1] and not gaps[-1].translate(_AS_ONE).startswith(wanted[-1]):
        return False
    for want, gap in zip(wanted[1:-1], gaps[1:-1], strict=True):
        if want == " ":
            if not (gap.isspace() or (len(gap) == 1 and gap in HYPHENS)):
                return False
        elif want != gap and want != re.sub(r"\s+", " ", gap).translate(_AS_ONE):
            return False
    return True


def _has_capitals_of(form: Form, seen: list[str]) -> bool:
    """Return whether the words are written as the form asks: small, with a first capital, or just as it is written."""
    for word, written in zip(form.words, seen, strict=True):
        if written == word:
            continue
        if not written.isascii():
            written = unicodedata.normalize("NFC", written.translate(_NO_LETTERS))
        if written != word and (form.is_exact or _has_own_capitals(word) or written[1:] != written[1:].lower()):
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
