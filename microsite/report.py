"""What editors ask of the links: why here, what changed, how dense."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .desk.passages import SHORT, spot, words_of
from .link import Scopes
from .memory.memo import remember_nothing
from .model import Linking, Mention, Page, Site, Source
from .terms.lexicon import Lexicon, Why, lexicon_of
from .terms.salience import Choice, choose

MOST_SAMPLES = 3
SAME = 0.8
"""Share of a block's words that stand together in the source where it was written."""
ROOM = 4
"""How many times as long as its words a block's source may be: addresses of links, marks."""
COMMON = 0.1
"""Share of the pages from which on a linked term counts as common."""

Row = tuple[str, str, str, str]
"""Page, term, surface and sentence of a link."""


# ---------------------------------------------------------------------------------------------------------- why here


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of one place of a page where words of a term stand."""

    surface: str
    terms: tuple[str, ...]
    """Slugs: one, or all that share the name."""
    said: str
    is_linked: bool
    why: Why
    text: str
    """Of the block that holds it."""


def explain(site: Site, page: Page, word: str) -> Iterator[str]:
    """Yield for each place of `page` where `word` stands what was decided and by which rule, one line a place.

    `word` is a term's name, or any part of what stands in the text.
    """
    lexicon, _ = lexicon_of(site.library.terms, site.library.config.language)
    for line, one in with_lines(page.source, about(word, decisions(site, page, lexicon), lexicon)):
        yield f"{page.source.path}:{line}: “{one.surface}” ({', '.join(one.terms)}): {one.said}"


def about(word: str, decided: Iterable[Decision], lexicon: Lexicon) -> Iterator[Decision]:
    """Yield those that `word` asks for: a term's name asks for that term, any other word for what stands there."""
    wanted = set(lexicon.named(word))
    for one in decided:
        if wanted.intersection(one.terms) or (not wanted and word.casefold() in one.surface.casefold()):
            yield one


def decisions(site: Site, page: Page, lexicon: Lexicon) -> Iterator[Decision]:
    """Yield what was decided of every place of `page` where words of a term stand, in the order of the text."""
    from .text.body import to_sightings

    scope = Scopes(site.library, lexicon, lexicon.digest, remember_nothing).of(page)
    drafts = {key: body.draft for key, body in site.bodies.items()}
    choice = choose(site.library.everything, drafts, site.library.terms, site.library.config)
    chosen = set(choice.links[page.key])
    told: set[tuple[tuple[str, ...], str]] = set()
    for sighting in to_sightings(page.source, scope):
        said = _decision(site, page, sighting.why, sighting.terms, sighting.candidate, chosen, choice)
        is_linked = sighting.candidate in chosen
        if (sighting.terms, said) in told and sighting.candidate >= 0 and not is_linked:
            said = "not linked: a later mention"
        told.add((sighting.terms, said))
        yield Decision(sighting.surface, sighting.terms, said, is_linked, sighting.why, sighting.text)


def _decision(
    site: Site, page: Page, why: Why, terms: Sequence[str], candidate: int, chosen: set[int], choice: Choice
) -> str:
    if candidate < 0:
        return f"not linked: {why}"
    if candidate in chosen:
        return "linked: marked by the author" if why is Why.FORCED else f"linked{_worth(page, terms[0], choice)}"
    if page.linking == Linking.OFF:
        return "not linked: the page says `glossary: off`"
    candidates = site.bodies[page.key].draft.candidates
    if any(candidates[n].term == terms[0] for n in chosen):
        return "not linked: another mention of it on this page is"
    won = ", ".join(dict.fromkeys(candidates[n].term for n in sorted(chosen))) or "nothing"
    return f"not linked: over budget{_worth(page, terms[0], choice)}; linked on this page: {won}"


def _worth(page: Page, term: str, choice: Choice) -> str:
    worth = choice.worths.get((page.key, term), 0.0)
    if worth == math.inf:
        return " (always: the page's title names it, or the learning path meets it here first)"
    return "" if choice.cut == -math.inf else f" (worth {worth:g}, the site's cut is {choice.cut:g})"


def with_lines(source: Source, decided: Iterable[Decision]) -> Iterator[tuple[int, Decision]]:
    """Yield decisions, in the order of the text, each with the line of the file on which its words stand."""
    lines = _Lines(source)
    for one in decided:
        yield lines.of(one.surface, one.text), one


class _Lines:
    """Finds the line of each surface in turn; words that the text only inserts stay at the line before."""

    def __init__(self, source: Source) -> None:
        self.text = source.text
        self.first = source.first_line
        self.block = ""
        self.is_written = False
        """Whether the block's words stand in the source at all: those of a drawing do not."""
        self.at = 0

    def of(self, surface: str, block: str) -> int:
        """Return the line of the next `surface` in the block whose words are `block`."""
        if block != self.block:
            self.block = block
            self.is_written = self.go_to(block)
        pattern = r"[\s*_\[\]|-]+".join(map(re.escape, re.split(r"[\s-]+", surface)))
        pattern = pattern.replace("’", "['’]")
        match = self.is_written and re.compile(pattern).search(self.text, self.at, self.at + ROOM * len(block))
        if match:
            self.at = match.end()
        return self.first + self.text.count("\n", 0, match.start() if match else self.at)

    def go_to(self, block: str) -> bool:
        """Go to where a block begins; stay where it is not written here, or too short to be told from others."""
        if len(words_of(block)) <= SHORT:
            return True
        for after in (self.at, 0):
            found = spot(block, self.text, after)
            if found and found.share >= SAME:
                self.at = found.start
                return True
        return False


# ------------------------------------------------------------------------------------------------------ what changed


def rows_of(site: Site) -> tuple[Row, ...]:
    """Return every glossary link in the order of the site."""
    mentions = (mention for body in site.bodies.values() for mention in body.mentions)
    return tuple((m.page, m.term, m.surface, sentence_of(m)) for m in mentions)


def sentence_of(mention: Mention) -> str:
    """Return the sentence with the mention in it."""
    return f"{mention.before}{mention.surface}{mention.after}"


def changes(before: Iterable[Row], after: Iterable[Row]) -> Iterator[str]:
    """Yield what came and went, term by term: how many links on how many pages, and some of the sentences."""
    old = {row[:2]: row for row in before}
    new = {row[:2]: row for row in after}
    for sign, here, there in (("+", new, old), ("-", old, new)):
        by_term: dict[str, list[Row]] = defaultdict(list)
        for key in sorted(here.keys() - there.keys()):
            by_term[key[1]].append(here[key])
        for term, rows in by_term.items():
            pages = len({row[0] for row in rows})
            yield f"{sign}{len(rows)} {term}: on {pages} page{'s' if pages > 1 else ''}"
            yield from (f"    {page}: {sentence}" for page, _, _, sentence in rows[:MOST_SAMPLES])


# --------------------------------------------------------------------------------------------------------- how dense


def density(site: Site) -> float:
    """Return the glossary links per 1,000 words of all bodies."""
    links = sum(len(body.mentions) for body in site.bodies.values())
    return 1000 * links / max(1, sum(body.draft.words for body in site.bodies.values()))


def remarks(site: Site) -> Iterator[str]:
    """Yield what an editor may want to look at: reading grades, common terms, terms never linked, shared names."""
    pages = len(site.bodies)
    spread = Counter({slug: len({m.page for m in mentions}) for slug, mentions in site.backlinks.items()})
    common = [f"{slug} ({n})" for slug, n in spread.most_common() if n > COMMON * pages]
    never = [term.slug for term in site.library.terms if term.slug not in spread]
    lexicon, _ = lexicon_of(site.library.terms, site.library.config.language)
    graded = [(a.slug, site.bodies[a.key].draft.reading) for a in site.library.articles]
    grades = [f"{slug} {facts.grade:.1f} ({facts.masked_grade:.1f})" for slug, facts in graded if facts.grade > 0]
    yield from _listed("Reading grades, raw (glossary words masked)", grades)
    yield from _listed("Linked on more than a tenth of the pages", common)
    yield from _listed("Never linked", never)
    yield from _listed("Names shared by several terms", _shared(lexicon.shared))


def _listed(what: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        yield f"{what}: {', '.join(names)}."


def _shared(shared: Mapping[str, tuple[str, ...]]) -> list[str]:
    return [f"“{name}” ({', '.join(terms)})" for name, terms in sorted(shared.items())]
