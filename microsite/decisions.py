"""Why a word is a link on its page, or is none: what `explain` and Alt-click in the preview say."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .desk.passages import Spot, spot, words_of
from .model import Linking, Page, Site, Source
from .problem import Place, did_you_mean
from .terms.glossary import Sighting
from .terms.lexicon import Lexicon, lexicon_of
from .terms.mentions import Why
from .terms.salience import choose, introduced
from .text.scopes import scopes_of

SAME = 0.5
"""Share of a block's words that stand together in the source where it was written; claims and facts add to them."""


class Decision(NamedTuple):
    """What was decided of one place of a page where words of a term stand."""

    place: Place
    """Without a column where the words are not written in the page itself, as those of a drawing are not."""
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


def explain(site: Site, page: Page, word: str) -> Iterator[str]:
    """Yield for each place of `page` where `word` stands what was decided and by which rule, one line a place.

    `word` is a term's name, or any part of what stands in the text.
    """
    lexicon, _ = lexicon_of(site.library.terms, site.library.config.language)
    for one in about(word, decisions(site, page, lexicon), lexicon):
        yield f"{one.place}: “{one.surface}” ({', '.join(one.terms)}): {one.said}"


def unexplained(site: Site, page: Page, word: str) -> str:
    """Return what there is to say of a word that names no term on `page`; "" where it is no name and stands nowhere."""
    lexicon, _ = lexicon_of(site.library.terms, site.library.config.language)
    if named := lexicon.named(word):
        return f"{page.source.path}: “{word}” ({', '.join(named)}) does not stand on this page."
    near = did_you_mean(word, (term.title for term in site.library.terms))
    source = page.source
    if found := re.search(_as_words(word), shown(source.text), re.IGNORECASE):
        place = source.place(found.start())
        return f"{place}: “{found[0]}”: not linked: no term has this name. {near}".rstrip()
    return ""


def about(word: str, decided: Iterable[Decision], lexicon: Lexicon) -> Iterator[Decision]:
    """Yield those that `word` asks for: a term's name asks for that term, any other word for what stands there."""
    wanted = set(lexicon.named(word))
    for one in decided:
        if wanted.intersection(one.terms) or (not wanted and word.casefold() in one.surface.casefold()):
            yield one


def decisions(site: Site, page: Page, lexicon: Lexicon) -> Iterator[Decision]:
    """Yield what was decided of every place of `page` where words of a term stand, in the order of the text."""
    from .text.body import to_sightings

    scope = scopes_of(site.library, lexicon).of(page)
    sightings = to_sightings(page.source, scope)
    places = _Places(page.source)
    placed = [(sighting, places.next(sighting)) for sighting in sightings]
    choice = _Choices(site, page)
    # What is said of a mention may name the one that is linked, or the first one, whose reason is its own.
    linked = {one.terms[0]: place for one, place in reversed(placed) if one.candidate in choice.chosen}
    firsts: dict[str, Place] = {}
    for one, place in placed:
        if one.candidate < 0:
            said = f"not linked: {one.why}"
        elif one.candidate in choice.chosen:
            said = f"linked: {choice.reason(one.terms[0], one.why)}"
        elif page.linking != Linking.OFF and one.terms[0] in linked:
            said = f"not linked: the page links it in line {linked[one.terms[0]].line}"
        else:
            first = firsts.setdefault(one.terms[0], place)
            said = f"not linked: {choice.refusal(one.terms[0], is_first=first is place, line=first.line)}"
        is_linked = one.candidate in choice.chosen
        yield Decision(place, one.surface, one.terms, said, is_linked, one.why, one.text, one.start)


class _Choices:
    """Says in words what `salience` chose on one page."""

    def __init__(self, site: Site, page: Page) -> None:
        library = site.library
        drafts = {key: body.draft for key, body in site.bodies.items()}
        self.page = page
        self.candidates = drafts[page.key].wording().candidates
        sketches = {key: body.sketch for key, body in site.bodies.items()}
        self.made = choose(library.everything, sketches, drafts, library.terms, library.config)
        self.worths = self.made.worths()
        self.chosen = frozenset(self.made.links[page.key])
        self.introduced = introduced(library.everything, {key: draft.met for key, draft in drafts.items()})

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

    def refusal(self, term: str, *, is_first: bool, line: int) -> str:
        """Return why no mention of a term is linked on the page although it could be: at length of the first alone.

        `line` is that of the first mention.
        """
        if self.page.linking == Linking.OFF:
            return "the page says `glossary: off`"
        if not is_first:
            return f"it is not worth a link here (line {line} says why)"
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


UNSEEN = re.compile(
    r"(?<=\])\([^()\n]*\)|<!--.*?-->|(?<=\[\[)!?[^\[\]|\n]*\|(?=[^\]])|\[@[^\[\]]*\]|\{[^{}\n]*\}", re.S
)
"""What stands in a source and not on its page: addresses, comments, the term in [[term|words]], citations, marks."""


def shown(text: str) -> str:
    """Return a Markdown text with blanks for what its page does not show; all else stays at its offset."""
    return UNSEEN.sub(lambda unseen: re.sub(r"[^\n]", " ", unseen[0]), text)


def _as_words(surface: str) -> str:
    """Return a pattern for words as a source may have them: over lines, with marks between, not inside other words."""
    between = r"[\s*_\[\]|-]+".join(map(re.escape, re.split(r"[\s-]+", surface)))
    return rf"(?<![^\W_]){between}(?![^\W_])".replace("’", "['’]")


class _Places:
    """Finds the places of sightings in the order of the text; what is not written there has the place before it."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.text = shown(source.text)
        self.block = ""
        self.spot: Spot | None = None
        """Where the block is written; None for what is inserted, such as the words of a drawing."""
        self.at = 0

    def next(self, sighting: Sighting) -> Place:
        """Return the place of the next sighting."""
        if sighting.text != self.block:
            self.block = sighting.text
            self.spot = None if sighting.why is Why.DRAWING else self.find(self.block)
        number = len(words_of(self.block[: sighting.start]))
        offset = self.spot.words.get(number) if self.spot else None
        place = self.source.place(self.at if offset is None else offset)
        return Place(place.path, place.line) if offset is None else place

    def find(self, block: str) -> Spot | None:
        """Return where a block is written: behind the one before it, or else anywhere, as a footnote may be."""
        for after in (self.at, 0):
            found = spot(block, self.text, after)
            if found and found.share >= SAME:
                self.at = max(self.at, *found.words.values())
                return found
        return None
