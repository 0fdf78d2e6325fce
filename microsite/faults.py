"""What is wrong with a text and takes another file to see: links, sources, claims and pictures that are not there."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import NamedTuple

from .memory.memo import Memo, key_of, shelved
from .model import CrossRef, Figure, Library, Page
from .problem import Place, Problem, Severity, did_you_mean, nearest
from .reading.figures import PICTURES
from .text.citations import miscitation
from .text.crossrefs import CLAIMS_FILE, GENERATED, REFERENCES_FILE
from .text.texts import Texts

MOST_HINTS = 200
"""On links that lead nowhere; as many on sources and claims."""
MOST_NAMED = 12
"""Headings of a page that the hint on one that is not there names."""


class Around(NamedTuple):
    """What a text may lead to, cite and show."""

    library: Library
    texts: Texts
    pages: Mapping[str, Page]
    """By path."""
    generated: Collection[str]
    near: Callable[[str], Sequence[str]]
    """Returns the paths that the name of a file that is not there may have meant. Many links miss the same file."""

    @property
    def digest(self) -> str:
        library = self.library
        ids = (self.texts.sketches[page.key].written_ids for page in self.pages.values())
        drawn = [(path, bool(figure.svg), figure.is_drawn) for path, figure in library.figures.items()]
        listed = (dict(library.held_back), sorted(library.unread), drawn, [*library.references], [*library.claims])
        return key_of(repr((sorted(self.generated), *listed)), *self.pages, *ids)


def around_of(library: Library, texts: Texts, memo: Memo) -> Around:
    """Return what the texts of a library may lead to."""
    pages = {page.source.path: page for page in library.everything}
    generated = {path for path in GENERATED if _is_made(path, library)}

    @cache
    def names() -> tuple[str, Mapping[str, str]]:
        # Files only: content/ is near to content.md, and nobody meant it.
        paths = [path for path in (*pages, *sorted(generated)) if "." in path]
        return key_of(*paths), {path.rpartition("/")[2]: path for path in paths}

    @cache
    def near(name: str) -> tuple[str, ...]:
        digest, known = names()
        return memo("near", key_of(digest, name), lambda: tuple(known[each] for each in nearest(name, known)))

    return Around(library, texts, pages, generated, near)


def faults(around: Around, keys: Iterable[str], unsound: Sequence[str]) -> Iterator[Problem]:
    """Yield what is wrong inside the texts of these pages, and what takes two pages or a list to see.

    `unsound` are those of them that may lead to, cite or show what is not there.
    """
    yield from (problem for key in keys for problem in around.texts.sketches[key].problems)
    for find in (_target_faults, _source_faults, _figure_faults):
        yield from find(around, unsound)
    yield from _list_faults(around.library)
    yield from _address_faults(around.library)


def unsound(around: Around, memo: Memo) -> list[str]:
    """Return the keys of the pages whose texts lead to, cite or show what is not there, in the order of the site."""
    keyed = [(sketch.digest, key) for key, sketch in around.texts.sketches.items()]
    return [key for keys in shelved(memo, "unsound", keyed, partial(_unsound, around), around.digest) for key in keys]


def _unsound(around: Around, shelf: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    finds = (_target_faults, _source_faults, _figure_faults)
    return tuple(key for _, key in shelf if any(True for find in finds for _ in find(around, [key])))


def _target_faults(around: Around, keys: Iterable[str]) -> Iterator[Problem]:
    """Yield every link to a file or an anchor that is not there."""
    library, pages, texts = around.library, around.pages, around.texts
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
            elif ref.path not in around.generated and ref.path not in library.unread:
                name = ref.path.rpartition("/")[2]
                meant = around.near(name if name.endswith(".md") else f"{name}.md") if hints.has_one() else ()
                yield _no_file(ref, texts.pages[key], meant)


class _Hints:
    """Lets the first problems have hints: a thousand at once have one cause, and each look for names takes time."""

    def __init__(self) -> None:
        self.left = MOST_HINTS

    def has_one(self) -> bool:
        """Tell whether one more problem shall have a hint."""
        self.left -= 1
        return self.left >= 0


def _is_made(path: str, library: Library) -> bool:
    if path == CLAIMS_FILE:
        return bool(library.claims)
    return path != REFERENCES_FILE or bool(library.references)


def _no_anchor(ref: CrossRef, texts: Texts, target: str, *, has_hint: bool) -> Problem:
    known = [heading.id for heading in texts[target].headings] if has_hint else []
    more = f" and {len(known) - MOST_NAMED} more" if len(known) > MOST_NAMED else ""
    there_are = f"Its headings: {', '.join(known[:MOST_NAMED])}{more}." if known else "It has no headings."
    hint = (did_you_mean(ref.anchor, texts.sketches[target].ids) or there_are) if has_hint else ""
    return Problem(ref.place, "crossref", f"“{ref.path}” has no heading or id “{ref.anchor}”", hint)


def _no_file(ref: CrossRef, page: Page, meant: Iterable[str]) -> Problem:
    start = posixpath.dirname(page.source.path)
    suggestions = " or ".join(posixpath.relpath(path, start) for path in meant)
    hint = f"Did you mean {suggestions}?" if suggestions else ""
    return Problem(ref.place, "crossref", f"there is no file “{ref.path}”", hint)


def _source_faults(around: Around, keys: Iterable[str]) -> Iterator[Problem]:
    """Yield every citation and claim of a text that is not on its list, and names of sources that are no citations."""
    hints = _Hints()
    references, claims, unread = around.library.references, around.library.claims, around.library.unread
    for key in keys:
        draft = around.texts[key]
        for cited in draft.citations:
            if cited.key not in references and REFERENCES_FILE not in unread:
                yield _unknown(cited.place, "citation", "source", cited.key, references if hints.has_one() else {})
        for meant in draft.miscited:
            if meant.key in references:
                yield Problem(meant.place, "citation", *miscitation(meant.written, meant.key), Severity.WARNING)
        for claim, place in draft.claims:
            if claim not in claims and CLAIMS_FILE not in unread:
                yield _unknown(place, "claim", "claim", claim, claims if hints.has_one() else {})


def _unknown(place: Place, rule: str, what: str, key: str, known: Iterable[str]) -> Problem:
    hint = did_you_mean(key, known) or f"Add it to {REFERENCES_FILE if what == 'source' else CLAIMS_FILE}."
    return Problem(place, rule, f"there is no {what} “{key}”", hint)


def _figure_faults(around: Around, keys: Iterable[str]) -> Iterator[Problem]:
    """Yield every picture of a text that is not there or still to be drawn."""
    figures = around.library.figures
    hints = _Hints()
    for key in keys:
        start = posixpath.dirname(around.texts.pages[key].source.path)
        for path, place in around.texts[key].figures:
            if path in around.library.unread:
                continue
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
        for n, key in enumerate(claim.sources):
            if key not in library.references and REFERENCES_FILE not in library.unread:
                known = library.references if hints.has_one() else {}
                yield _unknown(claim.place_of(f"sources.{n}"), "citation", "source", key, known)
    terms = {term.slug for term in library.terms}
    for figure in library.figures.values():
        yield from _label_faults(figure, terms, library.unread)


def _meant_picture(path: str, start: str, known: Mapping[str, Figure]) -> str:
    """Return which of the pictures that are there may be meant by `path`, as a page in the folder `start` writes it."""
    name = path.rpartition("/")[2]
    if name.rpartition(".")[2].lower() not in PICTURES:
        return f"A picture is a file that ends in .{', .'.join(PICTURES[:-1])} or .{PICTURES[-1]}."
    # A sidecar alone stands for a drawing that is still to be made; this page knew the picture that was there.
    undrawn = known.get(f"{path.rpartition('.')[0]}.svg")
    if undrawn is not None and not undrawn.is_drawn:
        return f"Only {undrawn.place.path} is there, which describes it: put the picture beside it."
    by_name: dict[str, str] = {}
    for each in known:
        by_name.setdefault(each.rpartition("/")[2], each)
    stem = name.rpartition(".")[0]
    same = [each for each in by_name if each == name or each.rpartition(".")[0] == stem]
    near = [posixpath.relpath(by_name[each], start) for each in same or nearest(name, by_name)]
    return f"Did you mean {' or '.join(near)}?" if near else "Put the picture there."


def _label_faults(figure: Figure, terms: Collection[str], unread: Collection[str]) -> Iterator[Problem]:
    """Yield the labels that name no term or no part of the drawing, and parts without a label."""
    places = {label.term: figure.place_of(f"labels.{n}") for n, label in enumerate(figure.labels)}
    # A label whose `term` is missing or misspelt has been told; it may be that of any part.
    is_whole = places.pop("", None) is None
    for label in figure.labels:
        if label.term and label.term not in terms and f"content/glossary/{label.term}.md" not in unread:
            said = f"a label names “{label.term}”, which is no term"
            yield Problem(places[label.term], "figure", said, did_you_mean(label.term, terms))
    in_drawing = set(re.findall(r'data-term="([^"]*)"', figure.svg))
    for term in sorted(in_drawing - places.keys() if is_whole else ()):
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
