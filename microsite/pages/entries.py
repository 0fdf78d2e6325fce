"""What the pages of the glossary show: a term with all that is said of it, and the words from A to Z."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from ..model import FACTS, Draft, Mention, Page, Term
from ..terms.folding import without_accents
from .setting import (
    LONGEST_DESCRIPTION,
    Setting,
    body_of,
    frame_of,
    items_of,
    last_updated,
    tab_title,
    told,
)
from .views import GLOSSARY, GlossaryView, Letter, Link, Quote, TermView, Word

MOST_MENTIONS = 12
"""Shown at once under *appears in*; the rest opens."""


def term_view(setting: Setting, term: Term) -> TermView:
    """Return the page of a term."""
    quotes = _quotes(setting, term)
    related = (setting.pages[f"glossary/{slug}"] for slug in term.related if f"glossary/{slug}" in setting.pages)
    return TermView(
        frame=frame_of(
            setting,
            term.url,
            term.title,
            term_description(term, body_of(setting, term).draft),
            title=tab_title(term.title, setting.words.glossary, setting.config.title),
            section=GLOSSARY,
            card="glossary",
            trail=(Link(GLOSSARY, setting.words.glossary),),
            updated=term.updated,
        ),
        everyday=term.everyday,
        say=term.say,
        latin=term.latin,
        names=tuple(dict.fromkeys(name for name in (*term.aliases, *term.forms) if name != term.title)),
        ids=term.ids,
        facts=tuple((name, term.facts[name]) for name in FACTS if name in term.facts),
        related=items_of(related),
        confusable=items_of(confusable(setting, term)),
        quotes=quotes[:MOST_MENTIONS],
        more_quotes=quotes[MOST_MENTIONS:],
        **told(setting, term),
    )


def term_description(term: Term, draft: Draft) -> str:
    """Return title, definition and as much of the body's first sentence as search engines show."""
    first = draft.opening
    said = f"{term.title}: {term.summary}"
    said = said if said.endswith((".", "?", "!")) else f"{said}."
    longer = f"{said} {first}." if first else said
    return longer if len(longer) <= LONGEST_DESCRIPTION or len(said) < 70 else said


def confusable(setting: Setting, term: Term) -> tuple[Term, ...]:
    """Return the other terms that go by one of this term's names, in the order of the glossary."""
    names = (name.casefold() for name in (term.title, *term.aliases, *term.forms))
    found = {other.slug: other for name in names for other in setting.namesakes().get(name, ()) if other != term}
    return tuple(sorted(found.values(), key=lambda other: (other.title.casefold(), other.slug)))


def _quotes(setting: Setting, term: Term) -> tuple[Quote, ...]:
    mentions = setting.site.mentions_of(term.slug)
    return tuple(_quote(setting.pages[mention.page], mention) for mention in mentions if mention.page in setting.pages)


def _quote(page: Page, mention: Mention) -> Quote:
    return Quote(
        url=f"{page.url}#{mention.anchor}",
        page=page.title,
        section=mention.section,
        before=mention.before,
        surface=mention.surface,
        after=mention.after,
        is_term=isinstance(page, Term),
    )


def glossary_view(setting: Setting) -> GlossaryView:
    """Return the glossary from A to Z."""
    terms = setting.library.terms
    everyday = _everyday_words(terms)
    lines = [Word(term.title, term.url, term.summary) for term in terms] + everyday
    return GlossaryView(
        frame=frame_of(
            setting,
            GLOSSARY,
            setting.words.glossary,
            setting.words.glossary_description.format(site=setting.config.title),
            card="glossary",
            updated=last_updated(terms),
        ),
        letters=_by_letter(lines),
        terms=len(terms),
        everyday=len(everyday),
    )


def _everyday_words(terms: Iterable[Term]) -> list[Word]:
    """Return the everyday words that are no term's own title, each with the terms that it may mean."""
    terms = tuple(terms)
    titles = {term.title.casefold() for term in terms}
    found: dict[str, list[Term]] = {}
    for term in terms:
        if term.everyday and term.everyday.casefold() not in titles:
            found.setdefault(term.everyday, []).append(term)
    return [Word(name, "", "", tuple(Link(term.url, term.title) for term in meant)) for name, meant in found.items()]


def _by_letter(lines: Iterable[Word]) -> tuple[Letter, ...]:
    """Return the lines under their first letters, A to Z with or without words, then what is no letter."""
    found: dict[str, list[Word]] = {chr(n): [] for n in range(ord("A"), ord("Z") + 1)}
    for line in sorted(lines, key=lambda line: (sorting_key(line.text), line.url)):
        found.setdefault(first_letter(line.text), []).append(line)
    ordered = sorted(found.items(), key=lambda pair: (pair[0] == "", pair[0]))
    return tuple(Letter(letter, tuple(words)) for letter, words in ordered)


OE = str.maketrans({"œ": "oe", "Œ": "Oe"})
"""Œ stands under O in every dictionary; Æ does not, which in Danish is a letter of its own."""


def sorting_key(text: str) -> tuple[str, str]:
    """Return a key that puts words in the order of a dictionary: accents count only between equals."""
    return without_accents(text.translate(OE)).casefold(), text


def first_letter(text: str) -> str:
    """Return the capital under which a word stands in an index, or "" where it begins with no letter."""
    bare = next((c for c in unicodedata.normalize("NFKD", text.translate(OE)) if c.isalnum()), "")
    return bare.upper()[:1] if bare.isalpha() else ""
