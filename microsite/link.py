"""A Library becomes a Site: all that needs two pages.

One lexicon is made of all terms; each page's text is converted seeing only its scope; links are chosen; and what
pages say of each other is turned round: who mentions a term, cites a source, shows a claim. Runs one way: the lexicon
needs front matter only, backlinks need mentions only.
"""

from __future__ import annotations

import heapq
import math
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from .faults import around_of, faults, unsound
from .memory.later import Later
from .memory.memo import Lasting, Memo, key_of, remember_nothing, shelved
from .model import Body, Candidate, Draft, Library, Mention, Site, Sketch, Wording
from .problem import Problems
from .reading.reviewed import digest_of
from .terms.glossary import Link, apply_links
from .terms.lexicon import Lexicon, lexicon_of
from .terms.salience import choose
from .text.crossrefs import relative
from .text.scopes import scopes_of
from .text.texts import Texts, converted, things_of

V = TypeVar("V")

LONGEST_SIDE = 160
"""Characters of a sentence that are shown on either side of a mention."""
MOST_RELATED = 3
SHORT = 20
"""Characters of a digest that tell two states of a page's mentions apart: 80 bits."""
COMMON = 40
"""A term on more pages than this says little about which two belong together; it keeps the count from growing
with the square of the pages."""


def link(library: Library, memo: Memo = remember_nothing) -> Site:
    """Return all pages with finished bodies and what they say of each other."""
    # A site asks for its drafts as long as it lives, whatever the memo does with them.
    memo = Lasting(memo)
    lexicon, problems = _lexicon(library, memo)
    texts, mets = converted(library.everything, scopes_of(library, lexicon, memo))
    sketches = texts.sketches
    choice = choose(library.everything, sketches, texts, mets, library.terms, library.config, memo)
    bodies = _bodies(texts, choice.links, memo)
    around = around_of(library, texts, memo)
    return Site(
        library=library,
        bodies=MappingProxyType(bodies),
        linked_by=MappingProxyType(_linked_by(bodies)),
        related=MappingProxyType(_related(library, sketches, memo)),
        cited_by=_turned((source, key) for key, sketch in sketches.items() for source in sketch.cited),
        claimed_by=_turned((claim, key) for key, sketch in sketches.items() for claim in sketch.claims),
        edited=frozenset(
            page.key
            for page in library.everything
            if page.reviewed and page.reviewed_words and page.reviewed_words != digest_of(page, library, memo)
        ),
        problems=(*problems, *faults(around, [*texts], unsound(around, memo))),
    )


def with_left_out(library: Library, site: Site, memo: Memo) -> tuple[Site, Problems]:
    """Return `site` with the texts of the pages of `library` that it leaves out, and what is wrong with these.

    They are not linked, and the others are not linked anew.
    """
    memo = Lasting(memo)
    lexicon, problems = _lexicon(library, memo)
    left_out = [page for page in library.everything if page.key not in site.bodies]
    added, _ = converted(left_out, scopes_of(library, lexicon, memo))
    sketches = {key: body.sketch for key, body in site.bodies.items()} | added.sketches
    drafts = {key: body.load for key, body in site.bodies.items()}
    texts = Texts(
        library.everything,
        [sketches[page.key] for page in library.everything],
        lambda page, sketch: drafts[page.key]() if page.key in drafts else added[page.key],
    )
    paths = {page.source.path for page in left_out}
    found = faults(around_of(library, texts, memo), [*added], [*added])
    bodies = {**site.bodies, **_bodies(added, dict.fromkeys(added, ()), memo)}
    whole = replace(site, library=library, bodies=MappingProxyType(bodies))
    return whole, tuple(fault for fault in (*problems, *found) if fault.place.path in paths)


def _lexicon(library: Library, memo: Memo) -> tuple[Lexicon, Problems]:
    """Return the lexicon of all terms; remembered, as most edits touch no name."""
    language, names = library.config.language, ("title", "aliases", "forms")
    seen = [
        (t.slug, t.title, t.aliases, t.forms, t.is_exact, t.autolink, t.context)
        + tuple(str(place) for name, place in t.places.items() if name.split(".")[0] in names)
        for t in library.terms
    ]
    return memo("lexicon", key_of(language, repr(seen)), lambda: lexicon_of(library.terms, language))


def _linked_by(bodies: Mapping[str, Body]) -> dict[str, dict[str, str]]:
    """Return for each term the pages that link it, each with what stands for its mentions there."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for key, body in bodies.items():
        for slug, said in body.quoted.items():
            found[slug][key] = said
    return dict(found)


def _turned(pairs: Iterable[tuple[str, V]]) -> Mapping[str, tuple[V, ...]]:
    """Return the values of each key, each once, in order."""
    grouped: dict[str, dict[V, None]] = defaultdict(dict)
    for key, value in pairs:
        grouped[key][value] = None
    return MappingProxyType({key: tuple(values) for key, values in grouped.items()})


# ------------------------------------------------------------------------------------------------------- one page


def _bodies(texts: Texts, links: Mapping[str, Sequence[int]], memo: Memo) -> dict[str, Body]:
    """Return the texts with the chosen candidates linked, by the keys of their pages."""
    keyed = [
        (f"{sketch.digest} {texts.pages[key].url} {links[key]}", (key, links[key]))
        for key, sketch in texts.sketches.items()
    ]
    made = shelved(memo, "bodies", keyed, partial(_linked_terms, texts, memo))
    return {each.key: _body(each, texts, links[each.key], memo) for shelf in made for each in shelf}


class _Linked(NamedTuple):
    """The terms that a page links."""

    key: str
    digest: str
    """Stands for the page's HTML."""
    terms: tuple[str, ...]
    quoted: dict[str, str]
    """Slug of a term -> what stands for its mentions."""


def _linked_terms(
    texts: Texts, memo: Memo, shelf: Sequence[tuple[str, tuple[str, Sequence[int]]]]
) -> tuple[_Linked, ...]:
    found = []
    for _, (key, chosen) in shelf:
        digest = key_of(texts.sketches[key].digest, texts.pages[key].url, repr(chosen))
        mentions = memo("mentions", digest, partial(_mentions, key, texts, chosen))
        said: dict[str, list[str]] = {}
        for mention in mentions:
            said.setdefault(mention.term, []).extend(mention)
        quoted = {slug: key_of(*words)[:SHORT] for slug, words in said.items()}
        found.append(_Linked(key, digest, tuple(mention.term for mention in mentions), quoted))
    return tuple(found)


def _body(linked: _Linked, texts: Texts, chosen: Sequence[int], memo: Memo) -> Body:
    key = linked.key
    mentions = partial(memo, "mentions", linked.digest, partial(_mentions, key, texts, chosen))
    load, make = partial(texts.__getitem__, key), _Html(key, texts, chosen)
    return Body(texts.sketches[key], linked.digest, load, make, linked.terms, mentions, linked.quoted)


class _Html:
    """Makes the HTML of a text. To another process goes what it needs for that, not all texts."""

    __slots__ = ("chosen", "key", "texts")

    def __init__(self, key: str, texts: Texts, chosen: Sequence[int]) -> None:
        self.key = key
        self.texts = texts
        self.chosen = chosen

    def __call__(self) -> str:
        return _linked(*self._needed())

    def __reduce__(self) -> tuple[type[partial[str]], tuple[object, ...]]:
        return partial, (_linked, *self._needed())

    def _needed(self) -> tuple[Later[Wording], str, Sequence[int]]:
        return self.texts[self.key].wording, self.texts.pages[self.key].url, self.chosen


def _linked(wording: Later[Wording], url: str, chosen: Sequence[int]) -> str:
    words = wording()
    ids = _ids_of(words, chosen)
    links = {n: Link(relative(f"glossary/{candidate.term}.html", url), id_) for n, candidate, id_ in ids}
    return apply_links(words.html, links)


def _mentions(key: str, texts: Texts, chosen: Sequence[int]) -> tuple[Mention, ...]:
    if not chosen:
        return ()
    draft = texts[key]
    words = draft.wording()
    return tuple(_mention(key, draft, words.blocks, candidate, id_) for _, candidate, id_ in _ids_of(words, chosen))


def _ids_of(words: Wording, chosen: Iterable[int]) -> Iterator[tuple[int, Candidate, str]]:
    """Yield number, candidate and id of each link."""
    counts: dict[str, int] = defaultdict(int)
    for n in chosen:
        candidate = words.candidates[n]
        counts[candidate.term] += 1
        nth = counts[candidate.term]
        yield n, candidate, f"mention-{candidate.term}" + (f"-{nth}" if nth > 1 else "")


def _mention(page: str, draft: Draft, blocks: Sequence[str], candidate: Candidate, anchor: str) -> Mention:
    sentence = sentence_around(blocks[candidate.block], candidate.start, len(candidate.surface))
    before, after = (PRINTED_CITATION.sub("", part) if "[" in part else part for part in sentence)
    heading = draft.headings[candidate.section].text if 0 <= candidate.section < len(draft.headings) else ""
    return Mention(page, candidate.term, candidate.surface, anchor, heading, before, after)


PRINTED_CITATION = re.compile(r"\s*\[\d+(?:[,;] [^\[\]]*)?\]")
"""A number that means nothing away from its page's list of sources."""
NO_END = r"(?<!\b[a-z].)(?<!\b(?:pp|cf|vs|Dr).)(?<!\b(?:Fig|Tab).)"
"""After “p.”, “cf.” and the like the sentence goes on."""
SENTENCE_END = re.compile(rf"[.!?…]{NO_END}[\"”’)\]]*\s+(?=[\"“‘(\[]?[A-Z0-9À-Þ])")


@lru_cache(maxsize=256)
def _sentence_ends(text: str) -> tuple[int, ...]:
    return tuple(match.end() for match in SENTENCE_END.finditer(text))


def sentence_around(text: str, start: int, length: int) -> tuple[str, str]:
    """Return the sentence's words before and after text[start:start+length], cut at a word when they are long."""
    ends = _sentence_ends(text)
    first, last = bisect_right(ends, start), bisect_left(ends, start + length)
    begin, stop = ends[first - 1] if first else 0, ends[last] if last < len(ends) else len(text)
    before, after = text[begin:start].lstrip(), text[start + length : stop].rstrip()
    if len(before) > LONGEST_SIDE:
        before = "… " + before[-LONGEST_SIDE:].partition(" ")[2]
    if len(after) > LONGEST_SIDE:
        after = after[:LONGEST_SIDE].rpartition(" ")[0] + " …"
    return before, after


# ------------------------------------------------------------------------------------------------- page and page


def _related(library: Library, sketches: Mapping[str, Sketch], memo: Memo) -> dict[str, tuple[str, ...]]:
    """Return for each article those nearest to it: first what its author named, then by the rare things they share."""
    gists = [f"{article.key} {sketches[article.key].gist}" for article in library.articles]
    ranked = memo("related", key_of(*gists), partial(_ranked, library, sketches))
    related = {}
    for article in library.articles:
        near = ranked[article.key]
        if named := [slug for slug in article.related if slug in ranked]:
            near = [*dict.fromkeys((*named, *near))]
        related[article.key] = tuple(near[: max(MOST_RELATED, len(named))])
    return related


def _ranked(library: Library, sketches: Mapping[str, Sketch]) -> dict[str, list[str]]:
    return _by_rare_things({each.key: things_of(each.source.path, sketches[each.key]) for each in library.articles})


def _by_rare_things(articles: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return for each article those that share things with it, the nearest first, as many as may be shown.

    A shared thing counts log(articles / articles with it), so that one found everywhere counts nothing.
    """
    holders: dict[str, list[int]] = defaultdict(list)
    for n, things in enumerate(articles.values()):
        for thing in things:
            holders[thing].append(n)
    worths = {each: math.log(len(articles) / len(who)) for each, who in holders.items() if 1 < len(who) <= COMMON}
    keys, ranked = [*articles], {}
    for n, (key, things) in enumerate(articles.items()):
        scores: dict[int, float] = defaultdict(float)
        # Sorted, so that sums of floats come out the same in every run.
        for thing in things:
            if worth := worths.get(thing):
                for other in holders[thing]:
                    scores[other] += worth
        scores.pop(n, None)
        nearest = heapq.nsmallest(2 * MOST_RELATED, ((-score, other) for other, score in scores.items()))
        ranked[key] = [keys[other] for _, other in nearest]
    return ranked
