"""A Library becomes a Site: all that needs two pages.

One lexicon is made of all terms; each page's text is converted seeing only its scope; links are chosen; and what
pages say of each other is turned round: who mentions a term, cites a source, shows a claim. Runs one way: the lexicon
needs front matter only, backlinks need mentions only.
"""

from __future__ import annotations

import html
import math
import posixpath
import re
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache, partial
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from .memory.memo import Lasting, Memo, Task, batches, in_shelves, key_of, remember_nothing, shelved
from .model import (
    Article,
    Body,
    Candidate,
    Claim,
    CrossRef,
    Draft,
    Figure,
    Library,
    Linking,
    Mention,
    Page,
    Site,
    Sketch,
    Source,
    Term,
    Wording,
)
from .problem import Place, Problem, Problems, Severity, did_you_mean, nearest
from .reading.figures import PICTURES
from .reading.reviewed import digest_of
from .terms.glossary import Link, apply_links
from .terms.lexicon import Lexicon, lexicon_of, marks_in
from .terms.salience import choose
from .text.blame import at_work
from .text.budget import OverBudget, limited, too_slow
from .text.crossrefs import GENERATED, relative
from .text.scope import Named, Narrowing, Scope, claims_in, facts_in, names_in, pictures_in

V = TypeVar("V")

LONGEST_SIDE = 160
"""Characters of a sentence that are shown on either side of a mention."""
MOST_HINTS = 200
"""On links that lead nowhere; as many on sources and claims."""
MOST_NAMED = 12
"""Headings of a page that the hint on one that is not there names."""
MOST_LOADED = 64
"""Drafts that are held at once."""
MOST_RELATED = 3
COMMON = 40
"""A term on more pages than this says little about which two belong together; it keeps the count from growing
with the square of the pages."""


def link(library: Library, memo: Memo = remember_nothing) -> Site:
    """Return all pages with finished bodies and what they say of each other."""
    # A site asks for its drafts as long as it lives, whatever the memo does with them.
    memo = Lasting(memo)
    lexicon, problems = _lexicon(library, memo)
    texts = converted(library.everything, scopes_of(library, lexicon, memo), memo)
    sketches = texts.sketches
    choice = choose(library.everything, sketches, texts, library.terms, library.config, memo)
    bodies = _bodies(texts, choice.links, memo)
    around = _around(library, texts)
    return Site(
        library=library,
        bodies=MappingProxyType(bodies),
        linked_by=_turned((term, key) for key, body in bodies.items() for term in body.linked),
        related=MappingProxyType(_related(library, sketches, memo)),
        cited_by=_turned((source, key) for key, sketch in sketches.items() for source in sketch.cited),
        claimed_by=_turned((claim, key) for key, sketch in sketches.items() for claim in sketch.claims),
        edited=frozenset(
            page.key
            for page in library.everything
            if page.reviewed and page.reviewed_words and page.reviewed_words != digest_of(page, library, memo)
        ),
        problems=(*problems, *_faults(around, [*texts], _unsound_ones(around, memo))),
    )


def faults_left_out(library: Library, site: Site, memo: Memo = remember_nothing) -> Iterator[Problem]:
    """Yield what `link` would say of the pages of `library` that `site` leaves out, without linking the others anew."""
    memo = Lasting(memo)
    lexicon, problems = _lexicon(library, memo)
    left_out = [page for page in library.everything if page.key not in site.bodies]
    added = converted(left_out, scopes_of(library, lexicon, memo), memo)
    sketches = {key: body.sketch for key, body in site.bodies.items()} | added.sketches
    drafts = {key: body.load for key, body in site.bodies.items()}
    texts = Texts(
        library.everything,
        [sketches[page.key] for page in library.everything],
        lambda page, sketch: drafts[page.key]() if page.key in drafts else added[page.key],
    )
    paths = {page.source.path for page in left_out}
    faults = _faults(_around(library, texts), [*added], [*added])
    yield from (fault for fault in (*problems, *faults) if fault.place.path in paths)


def _lexicon(library: Library, memo: Memo) -> tuple[Lexicon, Problems]:
    """Return the lexicon of all terms; remembered, as most edits touch no name."""
    language, names = library.config.language, ("title", "aliases", "forms")
    seen = [
        (t.slug, t.title, t.aliases, t.forms, t.is_exact, t.autolink, t.context)
        + tuple(str(place) for name, place in t.places.items() if name.split(".")[0] in names)
        for t in library.terms
    ]
    return memo("lexicon", key_of(language, repr(seen)), lambda: lexicon_of(library.terms, language))


def _turned(pairs: Iterable[tuple[str, V]]) -> Mapping[str, tuple[V, ...]]:
    """Return the values of each key, each once, in order."""
    grouped: dict[str, dict[V, None]] = defaultdict(dict)
    for key, value in pairs:
        grouped[key][value] = None
    return MappingProxyType({key: tuple(values) for key, values in grouped.items()})


# ------------------------------------------------------------------------------------------------------- one page


Vocabulary = tuple["array[int]", frozenset[str]]
"""The marks of the words of a text, and the names that it marks as terms."""


class Asked(NamedTuple):
    """What a text asks of the rest of the site."""

    names: frozenset[str]
    """What it marks as terms."""
    claims: Mapping[str, Claim]
    facts: Mapping[str, str]
    figures: Mapping[str, Figure]
    linked: str
    """All words in which terms are sought: its own, and those that are put into it."""


class Scopes(NamedTuple):
    """Makes each page's scope: what its text may see of the rest of the site."""

    library: Library
    lexicon: Lexicon
    lexicon_digest: str
    spelled: Callable[[], Mapping[str, int]]
    """Returns the marks of the lexicon's words. Few builds ask."""
    memo: Memo
    around: str
    """Stands for all that any scope may see besides the lexicon."""

    def of(self, page: Page) -> Scope:
        asked, library = self.asked(page), self.library
        return Scope(
            lexicon=Narrowing(self.lexicon, asked.linked),
            lexicon_digest=self.narrowed_digest(asked.linked),
            url=page.url,
            language=library.config.language,
            own=page.slug if isinstance(page, Term) else "",
            off=tuple(sorted(page.aliases_off)),
            context=tuple(sorted(_context(page))),
            names=MappingProxyType({name: self.named(name) for name in asked.names}),
            claims=asked.claims,
            facts=asked.facts,
            figures=asked.figures,
            title=page.title,
            trusts_html=library.config.trusts_html,
        )

    def asked(self, page: Page) -> Asked:
        library, text = self.library, page.source.text
        names = names_in(text)
        claims = MappingProxyType({key: library.claims[key] for key in claims_in(text) if key in library.claims})
        facts = MappingProxyType({key: self.fact(key) for key in facts_in(text)})
        shown = (path for path in pictures_in(page.source) if path in library.figures)
        figures = MappingProxyType({path: library.figures[path] for path in shown})
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
        few = self.lexicon.within(frozenset(marks), self.spelled())
        return key_of(few.digest, repr([(name, self.named(name)) for name in sorted(names)]))

    def vocabulary(self, shelf: Sequence[Page]) -> Vocabulary:
        """Return what the texts of a shelf, taken together, ask of a lexicon."""
        each = [
            self.memo("spoken", key_of(page.source.digest, self.around), partial(self.vocabulary_of, page))
            for page in shelf
        ]
        marks = frozenset[int]().union(*(marks for marks, _ in each))
        return array("I", sorted(marks)), frozenset[str]().union(*(names for _, names in each))

    def vocabulary_of(self, page: Page) -> Vocabulary:
        asked = self.asked(page)
        return array("I", sorted(marks_in(asked.linked, self.library.config.language))), asked.names

    def key_for(self, page: Page) -> str:
        """Return what stands for a text and all that it might see."""
        return key_of(page.source.digest, self.lexicon_digest, self.around)

    def narrowed_digest(self, text: str) -> str:
        """Return the digest of the lexicon narrowed to `text`; remembered, as narrowing takes longer than reading."""
        return self.memo("narrowed", key_of(self.lexicon_digest, text), lambda: self.lexicon.narrowed(text).digest)

    def named(self, name: str) -> Named:
        terms = self.lexicon.named(name)
        known = (term.title for term in self.library.terms)
        return Named(
            terms,
            "" if terms else did_you_mean(name, known) or "Write it in content/glossary/, or take the brackets off.",
        )

    def fact(self, key: str) -> str:
        slug, _, field = key.partition(".")
        term = next((term for term in self.library.terms if term.slug == slug), None)
        return term.facts.get(field, "") if term else ""


def scopes_of(library: Library, lexicon: Lexicon, memo: Memo = remember_nothing) -> Scopes:
    """Return what makes the scopes of a library's pages."""
    digest = lexicon.digest
    facts = [(term.slug, term.title, sorted(term.facts.items())) for term in library.terms]
    told = (library.config.language, library.config.trusts_html, facts)
    seen = (told, sorted(library.claims.items()), sorted(library.figures.items()))
    return Scopes(library, lexicon, digest, cache(lambda: lexicon.spelled), memo, around=key_of(repr(seen)))


def _put_in(claims: Mapping[str, Claim], facts: Mapping[str, str], figures: Mapping[str, Figure]) -> Iterator[str]:
    """Yield the words that a text shows without holding them itself."""
    for claim in claims.values():
        yield from (claim.said, claim.evidence)
    yield from facts.values()
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


class Texts(Mapping[str, Draft]):
    """The drafts of pages by their keys, in the order of the site, each loaded when it is asked for."""

    def __init__(self, pages: Sequence[Page], sketches: Sequence[Sketch], load: Callable[[Page, Sketch], Draft]):
        self.pages = {page.key: page for page in pages}
        self.sketches = dict(zip(self.pages, sketches, strict=True))
        # What one stage asks for, the next often does, too.
        self.loaded = lru_cache(maxsize=MOST_LOADED)(lambda key: load(self.pages[key], self.sketches[key]))

    def __getitem__(self, key: str) -> Draft:
        draft: Draft = self.loaded(key)
        return draft

    def __iter__(self) -> Iterator[str]:
        return iter(self.pages)

    def __len__(self) -> int:
        return len(self.pages)


def converted(pages: Sequence[Page], scopes: Scopes, memo: Memo) -> Texts:
    """Return the converted texts of the pages."""
    sketches: list[Sketch] = []
    for batch in batches(pages):
        shelves = [(scopes.key_for_shelf(shelf), shelf) for shelf in in_shelves(batch)]
        unknown = [page for key, shelf in shelves if not memo.knows("sketches", key) for page in shelf]
        tasks = {page.key: _conversion(page, scopes) for page in unknown}
        memo.ahead("draft", tasks.values())
        for key, shelf in shelves:
            try:
                sketches += memo("sketches", key, partial(_sketches, shelf, scopes, tasks, memo), is_whole=True)
            except _OneTooSlow as shelf_as_it_is:
                sketches += shelf_as_it_is.sketches
    return Texts(pages, sketches, partial(_loaded, scopes, memo))


class _OneTooSlow(Exception):
    """A shelf with a text that took too long: not remembered, as on another machine it may be in time."""

    def __init__(self, sketches: list[Sketch]) -> None:
        super().__init__()
        self.sketches = sketches


def _sketches(shelf: Sequence[Page], scopes: Scopes, tasks: Mapping[str, Task], memo: Memo) -> tuple[Sketch, ...]:
    """Return the sketches of a shelf's texts; `tasks` tell how those are converted that were announced."""
    sketches = []
    is_whole = True
    for page in shelf:
        task = tasks.get(page.key) or _conversion(page, scopes)
        # Asked for here as well: what a shelf is made of is kept with it.
        memo("scope", scopes.key_for(page), partial(str, task.key))
        try:
            draft = memo("draft", task.key, task.make)
        except OverBudget:
            draft, is_whole = Draft(problems=(too_slow(task.label),)), False
        sketches.append(Sketch.of(draft))
    if not is_whole:
        raise _OneTooSlow(sketches)
    return tuple(sketches)


def _loaded(scopes: Scopes, memo: Memo, page: Page, sketch: Sketch) -> Draft:
    """Return the draft of a page. It is made only if what is remembered is damaged."""
    if not sketch.digest:
        return Draft(problems=sketch.problems)
    draft: Draft = memo("draft", sketch.digest, lambda: _converted(page.source, scopes.of(page), sketch.digest))
    return draft


def _conversion(page: Page, scopes: Scopes) -> Task:
    """Return how a page's text is converted. Its scope is worked out where that is new, or may decide otherwise now."""
    source = page.source
    scope: Scope | None = None

    def key_made() -> str:
        nonlocal scope
        scope = scopes.of(page)
        return key_of(source.path, str(source.first_line), source.text, scope.digest)

    key = scopes.memo("scope", scopes.key_for(page), key_made, is_whole=True)
    if scope is None and scopes.memo.knows("draft", key):
        # It is made only if what is remembered is damaged.
        return Task(key, lambda: _converted(source, scopes.of(page), key), source.path)
    return Task(key, partial(_converted, source, scope or scopes.of(page), key), source.path)


def _converted(source: Source, scope: Scope, key: str) -> Draft:
    # Imported late: the Markdown library takes longer to load than a build that remembers every text.
    from .text.body import to_draft

    with at_work(f"reading {source.path}"), limited(source.path):
        made = to_draft(source, scope)
        return replace(made, digest=key, gist=key_of(repr(made.met), *_things(source.path, Sketch.of(made))))


def _bodies(texts: Texts, links: Mapping[str, Sequence[int]], memo: Memo) -> dict[str, Body]:
    """Return the texts with the chosen candidates linked, by the keys of their pages."""
    keyed = [
        (f"{sketch.digest} {texts.pages[key].url} {links[key]}", (key, links[key]))
        for key, sketch in texts.sketches.items()
    ]
    made = shelved(memo, "bodies", keyed, partial(_linked_terms, texts, memo))
    found = {key: (digest, linked) for shelf in made for key, digest, linked in shelf}
    return {key: _body(key, texts, links[key], *found[key], memo) for key in texts}


def _linked_terms(
    texts: Texts, memo: Memo, shelf: Sequence[tuple[str, tuple[str, Sequence[int]]]]
) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return for each page of a shelf its key, what stands for its HTML, and the terms that it links."""
    found = []
    for _, (key, chosen) in shelf:
        digest = key_of(texts.sketches[key].digest, texts.pages[key].url, repr(chosen))
        mentions = memo("mentions", digest, partial(_mentions, key, texts, chosen))
        found.append((key, digest, tuple(mention.term for mention in mentions)))
    return tuple(found)


def _body(key: str, texts: Texts, chosen: Sequence[int], digest: str, linked: tuple[str, ...], memo: Memo) -> Body:
    return Body(
        sketch=texts.sketches[key],
        digest=digest,
        load=partial(texts.__getitem__, key),
        make=partial(_html, key, texts, chosen),
        linked=linked,
        quote=partial(memo, "mentions", digest, partial(_mentions, key, texts, chosen)),
    )


def _html(key: str, texts: Texts, chosen: Sequence[int]) -> str:
    words, url = texts[key].wording(), texts.pages[key].url
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
    before, after = (PRINTED_CITATION.sub("", part) for part in sentence)
    heading = draft.headings[candidate.section].text if 0 <= candidate.section < len(draft.headings) else ""
    return Mention(page, candidate.term, candidate.surface, anchor, heading, before, after)


PRINTED_CITATION = re.compile(r"\s*\[\d+(?:[,;] [^\[\]]*)?\]")
"""A number that means nothing away from its page's list of sources."""
NO_END = r"(?<!\b[a-z])(?<!\b(?:pp|cf|vs|Dr))(?<!\b(?:Fig|Tab))"
"""After “p.”, “cf.” and the like the sentence goes on."""
SENTENCE_END = re.compile(NO_END + r"[.!?…][\"”’)\]]*\s+(?=[\"“‘(\[]?[A-Z0-9À-Þ])")


@lru_cache(maxsize=256)
def _sentence_ends(text: str) -> tuple[int, ...]:
    return tuple(match.end() for match in SENTENCE_END.finditer(text))


def sentence_around(text: str, start: int, length: int) -> tuple[str, str]:
    """Return the sentence's words before and after text[start:start+length], cut at a word when they are long."""
    ends = _sentence_ends(text)
    begin = max((end for end in ends if end <= start), default=0)
    stop = min((end for end in ends if end >= start + length), default=len(text))
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
    return _by_rare_things({each.key: _things(each.source.path, sketches[each.key]) for each in library.articles})


def _things(path: str, sketch: Sketch) -> list[str]:
    """Return what a text is about, by what it names: terms, sources, pictures, and pages, itself among them.

    So two articles are near, too, where one leads to the other or both lead to a third.
    """
    return sorted(
        {f"term {slug}" for slug in sketch.terms}
        | {f"source {key}" for key in sketch.cited}
        | {f"picture {shown}" for shown in sketch.shown}
        | {f"page {each}" for each in (path, *sketch.leads_to)}
    )


def _by_rare_things(things_of: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return for each article those that share things with it, the nearest first, as many as may be shown.

    A shared thing counts log(articles / articles with it), so that one found everywhere counts nothing.
    """
    holders: dict[str, list[str]] = defaultdict(list)
    for key, things in things_of.items():
        for thing in things:
            holders[thing].append(key)
    order = {key: n for n, key in enumerate(things_of)}
    ranked = {}
    for key, things in things_of.items():
        scores: dict[str, float] = defaultdict(float)
        # Sorted, so that sums of floats come out the same in every run.
        for thing in things:
            if len(holders[thing]) <= COMMON:
                for other in holders[thing]:
                    scores[other] += math.log(len(order) / len(holders[thing]))
        scores.pop(key, None)
        near = sorted((-score, order[other], other) for other, score in scores.items() if score > 0)
        ranked[key] = [other for _, _, other in near[: 2 * MOST_RELATED]]
    return ranked


# --------------------------------------------------------------------------------------------------------- checks


class _Around(NamedTuple):
    """What a text may lead to, cite and show."""

    library: Library
    texts: Texts
    pages: Mapping[str, Page]
    """By path."""
    generated: Collection[str]

    @property
    def digest(self) -> str:
        library = self.library
        ids = (f"{path}{self.texts.sketches[page.key].written_ids}" for path, page in self.pages.items())
        drawn = [(path, bool(figure.svg), figure.is_drawn) for path, figure in library.figures.items()]
        listed = (sorted(self.generated), dict(library.held_back), drawn, [*library.references], [*library.claims])
        return key_of("\n".join(ids), repr(listed))


def _around(library: Library, texts: Texts) -> _Around:
    pages = {page.source.path: page for page in library.everything}
    return _Around(library, texts, pages, {path for path in GENERATED if _is_made(path, library)})


def _faults(around: _Around, keys: Iterable[str], unsound: Sequence[str]) -> Iterator[Problem]:
    """Yield what is wrong inside the texts of these pages, and what takes two pages or a list to see.

    `unsound` are those of them that may lead to, cite or show what is not there.
    """
    yield from (problem for key in keys for problem in around.texts.sketches[key].problems)
    for find in (_target_faults, _source_faults, _figure_faults):
        yield from find(around, unsound)
    yield from _list_faults(around.library)
    yield from _address_faults(around.library)


def _unsound_ones(around: _Around, memo: Memo) -> list[str]:
    """Return the keys of the pages whose texts lead to, cite or show what is not there, in the order of the site."""
    keyed = [(sketch.digest, key) for key, sketch in around.texts.sketches.items()]
    return [key for keys in shelved(memo, "unsound", keyed, partial(_unsound, around), around.digest) for key in keys]


def _unsound(around: _Around, shelf: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    finds = (_target_faults, _source_faults, _figure_faults)
    return tuple(key for _, key in shelf if any(True for find in finds for _ in find(around, [key])))


def _target_faults(around: _Around, keys: Iterable[str]) -> Iterator[Problem]:
    """Yield every link to a file or an anchor that is not there."""
    library, pages, texts = around.library, around.pages, around.texts
    names = cache(lambda: {path.rpartition("/")[2]: path for path in (*pages, *around.generated)})
    hints = _Hints()
    for key in keys:
        for ref in texts[key].crossrefs:
            if ref.path in pages:
                target = pages[ref.path].key
                if ref.anchor and not texts.sketches[target].has_id(ref.anchor):
                    yield _no_anchor(ref, texts, target, has_hint=hints.has_one())
            elif ref.path in library.held_back:
                message = f"“{ref.path}” is not published: {library.held_back[ref.path]}"
                yield Problem(ref.place, "crossref", message, "Publish it, or take the link out.")
            elif ref.path in library.figures:
                if library.figures[ref.path].svg:
                    message = f"“{ref.path}” stands inside the pages that show it and has no address of its own"
                    hint = "Link to such a page: page.md#figure-name."
                    yield Problem(ref.place, "crossref", message, hint)
            elif ref.path not in around.generated:
                yield _no_file(ref, texts.pages[key], names() if hints.has_one() else {})


class _Hints:
    """Lets the first problems have hints: a thousand at once have one cause, and each look for names takes time."""

    def __init__(self) -> None:
        self.left = MOST_HINTS

    def has_one(self) -> bool:
        """Tell whether one more problem shall have a hint."""
        self.left -= 1
        return self.left >= 0


def _is_made(path: str, library: Library) -> bool:
    if path == "content/claims.yaml":
        return bool(library.claims)
    return path != "content/references.yaml" or bool(library.references)


def _no_anchor(ref: CrossRef, texts: Texts, target: str, *, has_hint: bool) -> Problem:
    known = [heading.id for heading in texts[target].headings] if has_hint else []
    more = f" and {len(known) - MOST_NAMED} more" if len(known) > MOST_NAMED else ""
    there_are = f"Its headings: {', '.join(known[:MOST_NAMED])}{more}." if known else "It has no headings."
    hint = (did_you_mean(ref.anchor, texts.sketches[target].ids) or there_are) if has_hint else ""
    return Problem(ref.place, "crossref", f"“{ref.path}” has no heading or id “{ref.anchor}”", hint)


def _no_file(ref: CrossRef, page: Page, names: Mapping[str, str]) -> Problem:
    name = ref.path.rpartition("/")[2]
    near = nearest(name if name.endswith(".md") else f"{name}.md", names)
    start = posixpath.dirname(page.source.path)
    suggestions = " or ".join(posixpath.relpath(names[found], start) for found in near)
    hint = f"Did you mean {suggestions}?" if near else ""
    return Problem(ref.place, "crossref", f"there is no file “{ref.path}”", hint)


def _source_faults(around: _Around, keys: Iterable[str]) -> Iterator[Problem]:
    """Yield every citation and claim of a text that is not on its list."""
    hints = _Hints()
    references, claims = around.library.references, around.library.claims
    for key in keys:
        draft = around.texts[key]
        for cited in draft.citations:
            if cited.key not in references:
                yield _unknown(cited.place, "citation", "source", cited.key, references if hints.has_one() else {})
        for claim, place in draft.claims:
            if claim not in claims:
                yield _unknown(place, "claim", "claim", claim, claims if hints.has_one() else {})


def _unknown(place: Place, rule: str, what: str, key: str, known: Iterable[str]) -> Problem:
    listed = "content/references.yaml" if what == "source" else "content/claims.yaml"
    hint = did_you_mean(key, known) or f"Add it to {listed}."
    return Problem(place, rule, f"there is no {what} “{key}”", hint)


def _figure_faults(around: _Around, keys: Iterable[str]) -> Iterator[Problem]:
    """Yield every picture of a text that is not there or still to be drawn."""
    figures = around.library.figures
    hints = _Hints()
    for key in keys:
        start = posixpath.dirname(around.texts.pages[key].source.path)
        for path, place in around.texts[key].figures:
            figure = figures.get(path)
            if figure is None:
                hint = _meant_picture(path, start, figures) if hints.has_one() else ""
                yield Problem(place, "image", f"there is no picture “{path}”", hint)
            elif not figure.is_drawn:
                yield Problem(place, "figure", f"“{path}” is still to be drawn", severity=Severity.NOTICE)


def _list_faults(library: Library) -> Iterator[Problem]:
    """Yield claims whose sources are on no list, and labels of pictures that name no term."""
    hints = _Hints()
    for claim in library.claims.values():
        for key in claim.sources:
            if key not in library.references:
                known = library.references if hints.has_one() else {}
                yield _unknown(claim.place, "citation", "source", key, known)
    terms = {term.slug for term in library.terms}
    for figure in library.figures.values():
        yield from _label_faults(figure, terms)


def _meant_picture(path: str, start: str, known: Iterable[str]) -> str:
    """Return which of the pictures that are there may be meant by `path`, as a page in the folder `start` writes it."""
    name = path.rpartition("/")[2]
    if name.rpartition(".")[2].lower() not in PICTURES:
        return f"A picture is a file that ends in .{', .'.join(PICTURES[:-1])} or .{PICTURES[-1]}."
    by_name: dict[str, str] = {}
    for each in known:
        by_name.setdefault(each.rpartition("/")[2], each)
    stem = name.rpartition(".")[0]
    same = [each for each in by_name if each == name or each.rpartition(".")[0] == stem]
    near = [posixpath.relpath(by_name[each], start) for each in same or nearest(name, by_name)]
    return f"Did you mean {' or '.join(near)}?" if near else "Put the picture there."


def _label_faults(figure: Figure, terms: Collection[str]) -> Iterator[Problem]:
    """Yield the labels that name no term or no part of the drawing, and parts without a label."""
    places = {label.term: figure.place_of(f"labels.{n}") for n, label in enumerate(figure.labels)}
    for label in figure.labels:
        if label.term not in terms:
            said = f"a label names “{label.term}”, which is no term"
            yield Problem(places[label.term], "figure", said, did_you_mean(label.term, terms))
    in_drawing = set(re.findall(r'data-term="([^"]*)"', figure.svg))
    for term in sorted(in_drawing - places.keys()):
        message = f"the drawing has a part “{html.escape(term)}” without a label"
        yield Problem(figure.place_of("labels"), "figure", message, "Add it to `labels:`.")
    for term in sorted(places.keys() - in_drawing if in_drawing else ()):
        message = f"the label “{term}” has no part in the drawing"
        yield Problem(places[term], "figure", message, 'Give the part data-term="...", or delete the label.')


def _address_faults(library: Library) -> Iterator[Problem]:
    """Yield old addresses that clash with a page or with each other."""
    taken = {page.url: page.source.path for page in library.everything}
    for page in library.everything:
        for n, old in enumerate(page.redirect_from):
            place = page.place(f"redirect_from.{n}")
            if old in taken:
                message = f"the old address “{old}” belongs to {taken[old]}"
                yield Problem(place, "redirect", message, "Leave it out, or choose another.")
            taken.setdefault(old, page.source.path)
