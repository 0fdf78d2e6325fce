"""The names by which the glossary's terms go: a trie over folded words.

Time to look something up grows with the text and not with the number of terms.
"""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from ..memory.memo import SHELF
from ..model import Term
from ..problem import Place, Problem, Problems, Severity
from ..words import without_region
from .acronyms import BRACKET, title_forms
from .folding import AS_ONE, TWO_LETTERS_I, WORD, folded, folded_words, has_own_capitals
from .inflect import inflections_of
from .small_words import SMALL_WORDS

MOST_WORDS = 40
"""A name with more words is none: the trie is as deep as its longest name."""


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


class Node(NamedTuple):
    """A place in the trie: the forms that end here and the words that lead on."""

    next: Mapping[str, Node]
    forms: tuple[Form, ...]
    names: tuple[Form, ...]


@dataclass(frozen=True)
class Lexicon:
    """The forms of a glossary, as a trie over folded words."""

    root: Node
    language: str
    """Two or three letters: en."""

    @property
    def forms(self) -> tuple[Form, ...]:
        """All forms, sorted."""
        return tuple(sorted(_forms_below(self.root), key=lambda form: form.key))

    @cached_property
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
        node: Node | None = self.root
        for word in WORD.findall(words):
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


def lexicon_of(terms: Iterable[Term], language: str) -> tuple[Lexicon, Problems]:
    """Return the lexicon of a glossary, and what is wrong with its names.

    Forms are titles, aliases and `forms`, in English also their inflections by rule. Every term is in it, also with
    `autolink: false`: its name hides the shorter names inside it. Two terms with one declared name are an error at
    each place, unless `context` tells them apart.
    """
    language = without_region(language)
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
    parts = WORD.split(text)
    words = tuple(parts[1::2])
    if len(words) > MOST_WORDS or not any(map(str.isalnum, text)):
        return None
    is_exact = term.is_exact or (len(text) == 1 and text.isupper())
    gaps = tuple(gap.translate(AS_ONE) for gap in parts[::2])
    context = tuple(sorted(term.context))
    flags = f"{is_declared:d}{is_exact:d}{is_name_only:d}{term.autolink:d}"
    key = "\x1f".join((text, term.slug, flags, *context))
    is_strict = is_exact or any(map(has_own_capitals, words))
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
    brackets = Counter(match[2] for term in terms if (match := BRACKET.fullmatch(term.title)))
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


def _trie(forms: Iterable[Form], language: str) -> Node:
    entries = [(tuple(folded(word, language) for word in form.words), form) for form in forms]
    return _node(entries, 0)


def _node(entries: Iterable[tuple[tuple[str, ...], Form]], depth: int) -> Node:
    here: list[Form] = []
    below: dict[str, list[tuple[tuple[str, ...], Form]]] = {}
    for entry in entries:
        if len(entry[0]) == depth:
            here.append(entry[1])
        else:
            below.setdefault(entry[0][depth], []).append(entry)
    return Node(
        {word: _node(deeper, depth + 1) for word, deeper in below.items()},
        tuple(form for form in here if not form.is_name_only),
        tuple(form for form in here if form.is_name_only),
    )


def _forms_below(node: Node) -> Iterator[Form]:
    """Yield the forms at and below a node."""
    yield from node.forms
    yield from node.names
    for below in node.next.values():
        yield from _forms_below(below)


def _narrowed(node: Node, words: Set[str]) -> Node:
    """Return the node with only what lies below it on paths of `words`."""
    if not node.next:
        return node
    few, many = (words, node.next) if len(words) < len(node.next) else (node.next, words)
    below = [(word, _narrowed(node.next[word], words)) for word in few if word in many]
    kept = {word: further for word, further in below if further.next or further.forms or further.names}
    return Node(kept, node.forms, node.names)


_TAGS = re.compile(r"<[^<>]*>")
_IN_SMALL_LETTERS = {code: chr(code).lower() if chr(code).isalnum() or chr(code) == "_" else " " for code in range(128)}
_MARKUP = str.maketrans(dict.fromkeys("*_~`\\^", None))


# Asked for what a shelf of texts sees, and again for what each is converted with.
@lru_cache(maxsize=SHELF)
def _all_words(text: str, language: str) -> frozenset[str]:
    """Return the folded words that a page made of `text` can show: as it stands, and without the markup in words."""
    bare = _TAGS.sub("", text) if "<" in text else text
    bare = html.unescape(bare).translate(_MARKUP)
    lines = f"{text.replace('_', ' ')}\n{bare}".split("\n")
    odd = lines if language in TWO_LETTERS_I else [line for line in lines if not line.isascii()]
    plain = "\n".join(line for line in lines if line.isascii()) if odd is not lines else ""
    return frozenset(
        (*plain.translate(_IN_SMALL_LETTERS).split(), *folded_words(WORD.findall("\n".join(odd)), language))
    )


def marks_in(text: str, language: str) -> frozenset[int]:
    """Return the marks of all words that a page made of `text` can show: they take less room than the words."""
    return frozenset(map(_mark_of, _all_words(text, language)))


def _mark_of(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def _words_below(node: Node) -> Iterator[str]:
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
    elif field != "title" and form.autolink and _small(form) in SMALL_WORDS.get(language, ()):
        message = f"“{text}” stands in nearly every text: each would seem to mention “{term.title}”"
        yield Problem(place, "term", message, "Take it out, or give `autolink: false`.", Severity.WARNING)
    elif field != "title" and len(form.text) < 3 and form.autolink and not form.is_strict:
        message = f"“{text}” would be linked in every text that has this word"
        hint = "Give `case: exact` or `autolink: false`, or take it out."
        yield Problem(place, "term", message, hint, Severity.WARNING)


def _clashes(node: Node, places: Mapping[Form, Place], titles: Mapping[str, str], language: str) -> Iterator[Problem]:
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
    words = (f"={word}" if form.is_exact or has_own_capitals(word) else folded(word, language) for word in form.words)
    return (*words, *form.gaps)
