"""What each text may see of the rest of the site: scopes, and the keys that stand for them.

The key of a text must change when anything does that it sees, and should not change when anything else does. A shelf of
texts is told from its words alone: of a lexicon it sees the names whose words are all among them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from types import MappingProxyType
from typing import NamedTuple

from ..memory.memo import Memo, key_of, remember_nothing
from ..model import Article, Claim, Figure, Library, Linking, Page, Term
from ..problem import Place, did_you_mean
from ..terms.lexicon import Lexicon, lexicon_of, marks_in
from .scope import Fact, Named, Narrowing, Scope, claims_in, facts_in, names_in, pictures_in

GLOSSARY = "content/glossary/"
MOST_HINTS = 20
"""On names of no term in a text."""
UNREAD = "…"
"""Stands for a fact of a term whose page could not be read. Nothing is published then."""

Vocabulary = tuple[frozenset[int], frozenset[str]]
"""The marks of the words of a text, and the names that it marks as terms."""


class Asked(NamedTuple):
    """What a text asks of the rest of the site."""

    names: frozenset[str]
    """What it marks as terms."""
    claims: Mapping[str, Claim]
    facts: Mapping[str, Fact]
    figures: Mapping[str, Figure]
    linked: str
    """All words in which terms are sought: its own, and those that are put into it."""


class Scopes(NamedTuple):
    """Makes each page's scope: what its text may see of the rest of the site."""

    library: Library
    lexicon: Lexicon
    held: Lexicon
    """The names of the terms that are held back."""
    lexicon_digest: str
    """Stands for both, for why each of these terms is held back, and for the titles that a hint may name."""
    spelled: Callable[[], Mapping[str, int]]
    """Returns the marks of the lexicon's words. Few builds ask."""
    memo: Memo
    around: str
    """Stands for all that any scope may see besides the names of terms."""

    def of(self, page: Page) -> Scope:
        asked, library = self.asked(page), self.library
        narrowing = Narrowing(self.lexicon, asked.linked)
        return Scope(
            lexicon=narrowing,
            # Remembered, as narrowing takes longer than reading.
            lexicon_digest=self.memo(
                "narrowed", key_of(self.lexicon_digest, asked.linked), lambda: narrowing.narrowed.digest
            ),
            url=page.url,
            language=library.config.language,
            own=page.slug if isinstance(page, Term) else "",
            off=tuple(sorted(page.aliases_off)),
            context=tuple(sorted(_context(page))),
            names=MappingProxyType(self.meant(asked.names)),
            claims=asked.claims,
            facts=asked.facts,
            figures=asked.figures,
            title=page.title,
            trusts_html=library.config.trusts_html,
        )

    def asked(self, page: Page) -> Asked:
        library, text = self.library, page.source.text
        # Looked for where there are any: a page may lead to a thousand other things.
        shown = pictures_in(page.source) & library.figures.keys() if library.figures else ()
        figures = MappingProxyType({path: library.figures[path] for path in sorted(shown)})
        # What a sidecar says is read as Markdown with the page, and may ask for the same.
        read = "\n".join((text, *(words for figure in figures.values() for _, words in figure.texts())))
        names = names_in(read)
        claims = MappingProxyType({key: library.claims[key] for key in claims_in(read) if key in library.claims})
        facts = MappingProxyType({key: self.fact(key) for key in facts_in(read)})
        # A page without links still knows the terms that its author marked. What is put into the text counts too.
        words = (text, *_put_in(claims, facts, figures)) if page.linking != Linking.OFF else sorted(names)
        return Asked(names, claims, facts, figures, "\n".join(words))

    def key_for_shelf(self, shelf: Sequence[Page]) -> str:
        """Return what stands for the texts of a shelf and all that they see.

        Of the lexicon that is what their words can mention: another term's new name leaves most shelves as they are.
        """
        known = key_of(self.around, *(page.source.digest for page in shelf))
        see = partial(self.seen, shelf, known)
        return key_of(known, self.memo("seen", key_of(known, self.lexicon_digest), see, is_whole=True))

    def seen(self, shelf: Sequence[Page], known: str) -> str:
        """Return what stands for all that the texts of a shelf see of the lexicon."""
        marks, names = self.memo("vocabulary", known, partial(self.vocabulary, shelf), is_whole=True)
        few = self.lexicon.within(marks, self.spelled())
        meant = [(name, self.named(name)) for name in sorted(names)]
        # What one that is unknown may have been meant for hangs on all that are known.
        is_unknown = any(not named.terms for _, named in meant)
        return key_of(few.digest, repr(meant), *(term.title for term in self.library.terms if is_unknown))

    def vocabulary(self, shelf: Sequence[Page]) -> Vocabulary:
        """Return what the texts of a shelf, taken together, ask of a lexicon."""
        each = [
            self.memo("spoken", key_of(page.source.digest, self.around), partial(self.vocabulary_of, page))
            for page in shelf
        ]
        return frozenset().union(*(marks for marks, _ in each)), frozenset().union(*(names for _, names in each))

    def vocabulary_of(self, page: Page) -> Vocabulary:
        asked = self.asked(page)
        return marks_in(asked.linked, self.library.config.language), asked.names

    def key_for(self, page: Page) -> str:
        """Return what stands for a text and all that it might see."""
        return key_of(page.source.digest, self.lexicon_digest, self.around)

    def meant(self, names: Iterable[str]) -> dict[str, Named]:
        """Return what names mean that a text marks; of those that are unknown the first have a hint.

        A thousand at once have one cause, the marks of another program say, and each look for names takes time.
        """
        meant = {name: self.named(name) for name in sorted(names)}
        unknown = [name for name, named in meant.items() if not (named.terms or named.held_back)]
        for name in unknown[:MOST_HINTS]:
            hint = did_you_mean(name, (term.title for term in self.library.terms))
            meant[name] = meant[name]._replace(hint=hint or meant[name].hint)
        return meant

    def named(self, name: str) -> Named:
        if terms := self.lexicon.named(name):
            return Named(terms)
        if held := self.held.named(name):
            reason = self.library.held_back[f"{GLOSSARY}{held[0]}.md"]
            return Named((), "Publish it, or take the brackets off.", held_back=reason)
        may_be_unread = any(path.startswith(GLOSSARY) for path in self.library.unread)
        return Named((), unknown_hint(name), may_be_unread=may_be_unread)

    def fact(self, key: str) -> Fact:
        slug, _, field = key.partition(".")
        path = f"{GLOSSARY}{slug}.md"
        if path in self.library.unread:
            return Fact(UNREAD, Place(path))
        term = next((term for term in self.library.terms if term.slug == slug), None)
        return Fact(term.facts.get(field, ""), term.place(field)) if term else Fact("", Place(path))


def unknown_hint(name: str) -> str:
    """Return what to do with `[[name]]` that names no term: wikis and Obsidian mean a page, a heading or a picture.

    It does not say which page: then each text would hang on the names of all.
    """
    if re.search(r"\.(?:png|jpe?g|gif|svg|webp)$", name, re.I):
        return f"A picture is written ![what it shows](../figures/{name})."
    if name.startswith("#"):
        return "A link to a heading is written [words](#its-id)."
    return "Write it in content/glossary/, or take the brackets off; a link to a page is written [words](its-file.md)."


def scopes_of(library: Library, lexicon: Lexicon, memo: Memo = remember_nothing) -> Scopes:
    """Return what makes the scopes of a library's pages."""
    held, _ = lexicon_of(library.held_terms, library.config.language)
    reasons = [(term.slug, library.held_back[term.source.path]) for term in library.held_terms]
    digest = key_of(lexicon.digest, held.digest, repr(reasons), *(term.title for term in library.terms))
    facts = [(term.slug, sorted(term.facts.items())) for term in library.terms if term.facts]
    unread = sorted(path for path in library.unread if path.startswith(GLOSSARY))
    told = (library.config.language, library.config.trusts_html, facts, unread)
    places = [(path, sorted(figure.places.items())) for path, figure in library.figures.items()]
    seen = (told, sorted(library.claims.items()), sorted(library.figures.items()), places)
    spelled = cache(partial(memo, "spelled", lexicon.digest, lambda: lexicon.spelled))
    return Scopes(library, lexicon, held, digest, spelled, memo, around=key_of(repr(seen)))


def _put_in(claims: Mapping[str, Claim], facts: Mapping[str, Fact], figures: Mapping[str, Figure]) -> Iterator[str]:
    """Yield the words that a text shows without holding them itself."""
    for claim in claims.values():
        yield from (claim.said, claim.evidence)
    yield from (fact.said for fact in facts.values())
    for figure in figures.values():
        yield from (figure.caption, figure.long, figure.credit)
        yield from (f"{step.title} {step.text}" for step in figure.steps)
        yield from (cell for row in figure.table for cell in row)


def _context(page: Page) -> Iterator[str]:
    """Yield what a homonym's `context` may name: the page, its kind, its part."""
    yield page.slug
    if isinstance(page, Article | Term) and page.kind:
        yield page.kind
    if isinstance(page, Article) and page.part:
        yield page.part
