"""Pages' texts, converted and remembered: a sketch of each, and its draft when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial

from ..memory.memo import Fleeting, Memo, Task, batches, in_shelves, key_of, one_behind
from ..model import Draft, Met, Page, Sketch, Source
from ..terms.salience import Mets
from .blame import at_work
from .budget import OverBudget, limited, too_slow
from .scope import Scope
from .scopes import Scopes

MOST_LOADED = 1_280
"""Drafts that are held at once: all of a site of a thousand pages, some ten megabytes."""


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


def converted(pages: Sequence[Page], scopes: Scopes) -> tuple[Texts, Callable[[], Mets]]:
    """Return the converted texts of the pages, and what returns the terms that they mention.

    Few builds ask for those, and those of a large site are too many to be held.
    """
    sketches: list[Sketch] = []
    seen: list[tuple[str, Sequence[Page]]] = []
    for shelves, tasks in one_behind(_announced(scopes, batch) for batch in batches(pages)):
        for key, shelf in shelves:
            try:
                sketches += scopes.memo("sketches", key, partial(_sketches, key, shelf, scopes, tasks), is_whole=True)
                seen.append((key, shelf))
            except Fleeting as made:
                sketches += made.thing
                seen.append(("", shelf))
    texts = Texts(pages, sketches, partial(_loaded, scopes))
    return texts, partial(_met_by_all, scopes.memo, seen, texts)


def _met_by_all(memo: Memo, shelves: Iterable[tuple[str, Sequence[Page]]], texts: Texts) -> Mets:
    """Return what the texts of all shelves mention.

    It is remembered beside their sketches, under the same key; "" for what is not remembered.
    """
    mets: dict[str, tuple[Met, ...]] = {}
    for key, shelf in shelves:
        keys = [page.key for page in shelf]
        make = partial(_mets_of, texts, keys)
        mets |= zip(keys, memo("mets", key, make) if key else make(), strict=True)
    return mets


def _mets_of(texts: Texts, keys: Sequence[str]) -> tuple[tuple[Met, ...], ...]:
    return tuple(texts[key].met for key in keys)


def _announced(scopes: Scopes, batch: Sequence[Page]) -> tuple[list[tuple[str, Sequence[Page]]], dict[str, Task]]:
    """Return the pages in shelves, each behind what stands for it, and how those are converted that are new."""
    shelves: list[tuple[str, Sequence[Page]]] = []
    tasks: dict[str, Task] = {}
    for shelf in in_shelves(batch):
        key = scopes.key_for_shelf(shelf)
        shelves.append((key, shelf))
        if not scopes.memo.knows("sketches", key):
            tasks |= {page.key: _conversion(page, scopes) for page in shelf}
    scopes.memo.ahead("draft", tasks.values())
    return shelves, tasks


def _sketches(key: str, shelf: Sequence[Page], scopes: Scopes, tasks: Mapping[str, Task]) -> tuple[Sketch, ...]:
    """Return the sketches of a shelf's texts; `tasks` tell how those are converted that were announced."""
    memo, sketches = scopes.memo, []
    mets: list[tuple[Met, ...]] = []
    is_in_time = True
    for page in shelf:
        task = tasks.get(page.key) or _conversion(page, scopes)
        # Asked for here as well: what a shelf is made of is kept with it.
        memo("scope", scopes.key_for(page), partial(str, task.key))
        try:
            draft = memo("draft", task.key, task.make)
        except OverBudget:
            draft, is_in_time = Draft(problems=(too_slow(task.label),)), False
        sketches.append(Sketch.of(draft))
        mets.append(draft.met)
    if not is_in_time:
        # On another machine it may be.
        raise Fleeting(sketches)
    memo("mets", key, partial(tuple, mets))
    return tuple(sketches)


def _loaded(scopes: Scopes, page: Page, sketch: Sketch) -> Draft:
    """Return the draft of a page. It is made only if what is remembered is damaged."""
    if not sketch.digest:
        return Draft(problems=sketch.problems)
    return scopes.memo("draft", sketch.digest, lambda: _converted(page.source, scopes.of(page), sketch.digest))


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
    from .body import to_draft

    with at_work(f"reading {source.path}"), limited(source.path):
        made = to_draft(source, scope)
        return replace(made, digest=key, gist=key_of(repr(made.met), *things_of(source.path, Sketch.of(made))))


def things_of(path: str, sketch: Sketch) -> list[str]:
    """Return what a text is about, by what it names: terms, sources, pictures, and pages, itself among them.

    So two articles are near, too, where one leads to the other or both lead to a third.
    """
    return sorted(
        {f"term {slug}" for slug in sketch.terms}
        | {f"source {key}" for key in sketch.cited}
        | {f"picture {shown}" for shown in sketch.shown}
        | {f"page {each}" for each in (path, *sketch.leads_to)}
    )
