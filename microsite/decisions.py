"""Why a word is a link on its page, or is none: what `explain` and Alt-click in the preview say."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .desk.written import Takes, TextOf, Writings, shown
from .model import Linking, Page, Site
from .problem import Place, did_you_mean
from .terms.lexicon import Lexicon, lexicon_of
from .terms.mentions import Why
from .terms.salience import choose, introduced
from .text.scope import Scope
from .text.scopes import scopes_of


class Decision(NamedTuple):
    """What was decided of one place of a page where words of a term stand."""

    place: Place
    """Where the words are written: in the page, or in the sidecar, ledger or term that they come from.

    Without a column where they are not found, as those of HTML that draws are not.
    """
    surface: str
    terms: tuple[str, ...]
    """Slugs: one, or all that share the name."""
    said: str
    is_linked: bool
    why: Why
    text: str
    """Of the block that holds it."""
    start: int
    """Offset of the surface in that text."""
    takes: Takes


def explain(site: Site, page: Page, word: str, text_of: TextOf) -> Iterator[str]:
    """Yield for each place of `page` where `word` stands what was decided and by which rule, one line a place.

    `word` is a term's name, or any part of what stands in the text.
    """
    lexicon, _ = lexicon_of(site.library.terms, site.library.config.language)
    for one in about(word, decisions(site, page, lexicon, text_of), lexicon):
        yield f"{one.place}: “{one.surface}” ({', '.join(one.terms)}): {one.said}"


def unexplained(site: Site, page: Page, word: str, text_of: TextOf) -> str:
    """Return what there is to say of a word that names no term on `page`; "" where it is no name and stands nowhere."""
    lexicon, _ = lexicon_of(site.library.terms, site.library.config.language)
    if named := lexicon.named(word):
        return f"{page.source.path}: “{word}” ({', '.join(named)}) does not stand on this page."
    near = did_you_mean(word, (term.title for term in site.library.terms))
    why = _everyday(site, word) or f"no term has this name. {near}".rstrip()
    sought = re.compile(_as_words(word), re.IGNORECASE)
    if found := sought.search(shown(page.source.text)):
        return f"{page.source.place(found.start())}: “{found[0]}”: not linked: {why}"
    for place, text in _put_in(scopes_of(site.library, lexicon).of(page)):
        if found := sought.search(text):
            place, _ = Writings(page.source, text_of).elsewhere(place, text, found.start())
            return f"{place}: “{found[0]}”: not linked: {why}"
    return ""


def _everyday(site: Site, word: str) -> str:
    """Return why a word does not link that a term is shown with, "" where no term is."""
    for term in site.library.terms:
        if term.everyday.casefold() == word.casefold():
            return f"it is the everyday word of {term.slug}, which is shown and found, but links only as an alias"
    return ""


def _put_in(scope: Scope) -> Iterator[tuple[Place, str]]:
    """Yield the texts that a page shows without holding them itself, and where each is written."""
    for figure in scope.figures.values():
        yield from ((figure.place_of(name), text) for name, text in figure.texts())
    for claim in scope.claims.values():
        yield from ((claim.place_of("said"), claim.said), (claim.place_of("evidence"), claim.evidence))
    yield from ((fact.place, fact.said) for fact in scope.facts.values())


def about(word: str, decided: Iterable[Decision], lexicon: Lexicon) -> Iterator[Decision]:
    """Yield those that `word` asks for: a term's name asks for that term, any other word for what stands there."""
    wanted = set(lexicon.named(word))
    for one in decided:
        if wanted.intersection(one.terms) or (not wanted and word.casefold() in one.surface.casefold()):
            yield one


def decisions(site: Site, page: Page, lexicon: Lexicon, text_of: TextOf) -> Iterator[Decision]:
    """Yield what was decided of every place of `page` where words of a term stand, in the order of the text."""
    from .text.body import to_sightings

    scope = scopes_of(site.library, lexicon).of(page)
    sightings = to_sightings(page.source, scope)
    writings = Writings(page.source, text_of)
    placed = [(sighting, *writings.next(sighting)) for sighting in sightings]
    choice = _Choices(site, page)
    # What is said of a mention may name the one that is linked, or the first one, whose reason is its own.
    linked = {one.terms[0]: place for one, place, _ in reversed(placed) if one.candidate in choice.chosen}
    firsts: dict[str, Place] = {}
    for one, place, takes in placed:
        if one.candidate < 0:
            said = f"not linked: {one.why}"
        elif one.candidate in choice.chosen:
            said = f"linked: {choice.reason(one.terms[0], one.why)}"
        elif page.linking != Linking.OFF and one.terms[0] in linked:
            said = f"not linked: the page links it in {_line_of(linked[one.terms[0]], page)}"
        else:
            first = firsts.setdefault(one.terms[0], place)
            said = f"not linked: {choice.refusal(one.terms[0], is_first=first is place, line=_line_of(first, page))}"
        is_linked = one.candidate in choice.chosen
        yield Decision(place, one.surface, one.terms, said, is_linked, one.why, one.text, one.start, takes)


def _line_of(place: Place, page: Page) -> str:
    """Return a line in words; in another file than the page's it names that too."""
    return f"line {place.line}" if place.path == page.source.path else f"{place.path}, line {place.line}"


class _Choices:
    """Says in words what `salience` chose on one page."""

    def __init__(self, site: Site, page: Page) -> None:
        library = site.library
        drafts = {key: body.draft for key, body in site.bodies.items()}
        self.page = page
        self.candidates = drafts[page.key].wording().candidates
        sketches = {key: body.sketch for key, body in site.bodies.items()}
        mets = {key: draft.met for key, draft in drafts.items()}
        self.made = choose(library.everything, sketches, drafts, lambda: mets, library.terms, library.config)
        self.worths = self.made.worths()
        self.chosen = frozenset(self.made.links[page.key])
        self.introduced = introduced(library.everything, mets)

    def reason(self, term: str, why: Why) -> str:
        """Return why a mention is linked."""
        if why is Why.FORCED:
            return str(why)
        worth = self.worths[self.page.key, term]
        if worth == math.inf and self.introduced.get(term) == self.page.key:
            return "no earlier page of the learning path mentions it"
        if worth == math.inf:
            return "the page’s title names it"
        if self.made.cut == -math.inf:
            return "config.yaml asks for all links, `density: all`"
        return f"it is worth a link here ({worth:g}, where {self.made.cut:g} is enough; {self._spread(term)})"

    def refusal(self, term: str, *, is_first: bool, line: str) -> str:
        """Return why no mention of a term is linked on the page although it could be: at length of the first alone.

        `line` is that of the first mention, in words.
        """
        if self.page.linking == Linking.OFF:
            return "the page says `glossary: off`"
        if not is_first:
            return f"it is not worth a link here ({line} says why)"
        if self.made.cut is None:
            return "config.yaml says `density: 0`: only what a text marks is linked"
        worth = self.worths[self.page.key, term]
        links = ", ".join(dict.fromkeys(self.candidates[n].term for n in sorted(self.chosen))) or "nothing"
        return (
            f"it is not worth a link here ({worth:g}, where {self.made.cut:g} is enough; {self._spread(term)}). "
            f"This page links {links}"
        )

    def _spread(self, term: str) -> str:
        count = sum(slug == term for _, slug in self.worths)
        return f"{count} pages mention it" if count > 1 else "no other page mentions it"


def _as_words(surface: str) -> str:
    """Return a pattern for words as a source may have them: over lines, with marks between, not inside other words."""
    between = r"[\s*_\[\]|-]+".join(map(re.escape, re.split(r"[\s-]+", surface)))
    return rf"(?<![^\W_]){between}(?![^\W_])".replace("’", "['’]")
