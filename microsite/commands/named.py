"""Which page is meant by what was typed, and which address is free for one."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from ..model import Library, Page, Term
from ..pipeline import Order
from ..problem import did_you_mean
from . import Misuse


def page_of(name: str, library: Library, order: Order) -> Page:
    """Return the page that goes by a slug, a file or a term's title; Misuse where that is none, several, or held back.

    A file may be named from where the command was given or from the site's folder, with `content/` and `.md` or not.
    """
    pages = {page.source.path: page for page in library.everything}
    found = tuple(_named(name, order.root, pages.keys() | library.held_back.keys()))
    if len(found) > 1:
        named = " or ".join(sorted(map(_bare, found)))
        raise Misuse(f"“{name}” is the name of {len(found)} pages; say which: {named}.")
    if not found:
        return _term_of(name, library)
    if found[0] not in pages:
        raise Misuse(f"{found[0]} is held back ({library.held_back[found[0]]}). With --drafts it is there too.")
    return pages[found[0]]


def _named(name: str, root: Path, paths: Collection[str]) -> Iterator[str]:
    """Yield the paths of sources that a name may stand for."""
    # Not by Path.absolute(): it leaves `..` where it is.
    here, site = Path(os.path.abspath(name)), Path(os.path.abspath(root))
    path = here.relative_to(site).as_posix() if here.is_relative_to(site) else ""
    for each in paths:
        if each == path:
            yield each
            return
    bare = _bare(name.removeprefix("./"))
    yield from (each for each in paths if bare in (_bare(each), Path(each).stem))


def _bare(path: str) -> str:
    return path.removeprefix("content/").removesuffix(".md")


def _term_of(name: str, library: Library) -> Term:
    """Return the term with this title; Misuse with a hint where there is none."""
    words = " ".join(name.split()).casefold()
    for term in library.terms:
        if words == term.title.casefold():
            return term
    for term in library.terms:
        if words in map(str.casefold, (*term.aliases, *term.forms)):
            raise Misuse(f"“{name}” is another name of {term.title}: say {term.slug} ({term.source.path}).")
    known = [*(page.slug for page in library.everything), *(term.title for term in library.terms)]
    raise Misuse(f"there is no page “{name}”. {did_you_mean(Path(name).stem, known)}".strip())


def refuse_taken(library: Library, folder: str, slug: str, way_out: str, *, but: Page | None = None) -> None:
    """Raise Misuse where a page other than `but` has the address of this folder and slug, or sends it on.

    `way_out` ends the sentence that says so, as in “choose another name”.
    """
    address = f"{folder}/{slug}.html".removeprefix("pages/")
    for page in library.everything:
        if page is but:
            continue
        if (page.folder, page.slug) == (folder, slug):
            raise Misuse(f"{page.source.path} is there already: {way_out}.")
        if address in page.redirect_from:
            place = page.place(f"redirect_from.{page.redirect_from.index(address)}")
            raise Misuse(f"{place} sends that address on already: take it out there, or {way_out}.")
