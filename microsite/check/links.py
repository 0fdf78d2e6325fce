"""Every link of every finished page leads somewhere, and no page loads anything from elsewhere.

Links that an editor wrote are checked with their line before (`link`); these also cover what templates make.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from ..memory.memo import Memo, key_of, one_by_one, remember_nothing
from ..model import Figure, Page, Site
from ..problem import Place, Problem
from .pages import LOADS, PageFacts

SAID = frozenset("crossref image figure html heading citation claim footnote".split())
"""Rules under which a fault of a link was reported at its line."""
PLAIN = re.compile(r"(?!/)([\w./-]+)(?:#([\w.-]+))?")
"""What nearly all links of a site are: file and anchor, neither of which says anything else in another spelling."""
MOST_IDS = 2_000
"""Pages whose ids are held at once."""
HINT = "A template makes it, or HTML in the text: mend it there."
IN_TEXT: Mapping[str, str] = MappingProxyType(
    {
        "a": "In HTML write the finished page's address, name.html; in Markdown its file, [words](name.md).",
        "img": "Put the picture into content/figures/ and show it by ![](../figures/name.png).",
    }
)
"""What to do about an element that an author wrote."""


def check(
    site: Site,
    pages: Mapping[str, PageFacts],
    files: frozenset[str],
    only: Collection[str] | None = None,
    memo: Memo = remember_nothing,
) -> Iterator[Problem]:
    """Yield links that lead nowhere, ids that stand twice, and things loaded from another host.

    Of all `pages`, or of those at the addresses `only`. None where a file could not be read: they may lead to what it
    holds.
    """
    if site.library.unread:
        return
    sources = {page.url: page for page in site.library.everything}
    blamed = {problem.place for problem in site.problems if problem.rule in SAID}
    reported = {place.path for place in blamed}
    # What is wrong in a sidecar is wrong on each page that shows the picture.
    figures = site.library.figures.values()
    faulty = {figure.path for figure in figures if figure.place.path in reported or _lacks_a_term(figure)}
    shown = ((page, site.bodies[page.key].sketch.shown) for page in site.library.everything) if faulty else ()
    reported |= {page.source.path for page, figures in shown if not faulty.isdisjoint(figures)}
    there = _There(urlsplit(site.library.config.site_url).path or "/", pages, files)
    asked = [*(pages if only is None else only)]
    found: Iterable[tuple[_Fault, ...]]
    if only is not None:
        # Too few to be worth remembering.
        found = (_faults(there, address) for address in asked)
    else:
        keyed = [(f"{address}\0{pages[address].digest}", address) for address in asked]
        found = one_by_one(memo, "links", "followed", keyed, partial(_faults, there), there.digest)
    for address, faults in zip(asked, found, strict=True):
        page = sources.get(address)
        places = _places(page, site) if page and faults else {}
        # What an editor wrote wrongly in Markdown was reported at its line; the page would only repeat it.
        is_told = page is not None and page.source.path in reported
        for fault in faults:
            # Of two ids that are the same, the second is the one too many.
            wrong = places.get((fault.about, fault.is_id), ())[-1 if fault.is_id else 0 :]
            whole = [] if is_told else [Place(page.source.path if page else address)]
            yield from (fault.at(place) for place in wrong or whole if place not in blamed)


def _lacks_a_term(figure: Figure) -> bool:
    """Return whether a label leads nowhere because its `term` is missing, which was reported as the file was read."""
    return not all(label.term for label in figure.labels)


class _Fault(NamedTuple):
    """What is wrong with a finished page."""

    said: str
    about: str
    """The address or the id that is wrong."""
    tag: str = ""
    """Of the link; "" for an id."""

    @property
    def is_id(self) -> bool:
        return not self.tag

    def at(self, place: Place) -> Problem:
        in_text = IN_TEXT.get(self.tag, HINT) if place.line else HINT
        return Problem(place, "link", self.said, "Rename one of them." if self.is_id else in_text)


def _places(page: Page, site: Site) -> Mapping[tuple[str, bool], Sequence[Place]]:
    """Return where the author's own HTML on a page holds each address, and each id (True)."""
    places = defaultdict(list)
    for value, is_id, place in site.bodies[page.key].draft.own_html:
        places[value, is_id].append(place)
    return places


class _There:
    """What a link may lead to."""

    def __init__(self, base: str, pages: Mapping[str, PageFacts], files: frozenset[str]) -> None:
        self.base = base
        self.pages = pages
        self.files = files
        self.sound: dict[str, set[tuple[str, str]]] = defaultdict(set)
        """Folder -> what leads somewhere from its pages: head and foot are the same on all of them."""
        self.ids_of = lru_cache(maxsize=MOST_IDS)(lambda address: pages[address].ids)
        """Returns the ids of the page at an address."""

    @property
    def digest(self) -> str:
        # As many addresses as texts of ids, and files to the end.
        ids = (facts.written_ids for facts in self.pages.values())
        return key_of(self.base, str(len(self.pages)), *self.pages, *ids, *sorted(self.files))


def _faults(there: _There, address: str) -> tuple[_Fault, ...]:
    """Return what is wrong with the links and ids of the page of an address."""
    facts, known = there.pages[address], there.sound[posixpath.dirname(address)]
    faults = []
    for name in facts.double_ids:
        said = f"the id “{name}” stands twice on the page"
        faults.append(_Fault(said, name))
    for tag, url in facts.links:
        if (tag, url) in known:
            continue
        if url.startswith("#"):
            wrong = "" if url[1:] in there.ids_of(address) else _fault(tag, url, address, there)
        elif not (wrong := _fault(tag, url, address, there)):
            known.add((tag, url))
        if wrong:
            faults.append(_Fault(wrong, url, tag))
    return tuple(faults)


def _fault(tag: str, url: str, address: str, there: _There) -> str:
    if plain := PLAIN.fullmatch(url):
        return _missing(url, _joined(posixpath.dirname(address), plain[1]), plain[2] or "", there)
    parts = _parts(url)
    if parts is None:
        return f"“{url}” is no address"
    if parts.scheme or parts.netloc:
        return f"<{tag}> loads “{url}” from another host" if tag in LOADS and parts.scheme != "data" else ""
    path = unquote(parts.path)
    if path.startswith("/"):
        # Only 404.html, which is shown at any address, starts from the root.
        target = path.removeprefix(there.base)
    else:
        target = _joined(posixpath.dirname(address), path) if path else address
    return _missing(url, target, unquote(parts.fragment), there)


@lru_cache(maxsize=20_000)
def _parts(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None


@lru_cache(maxsize=20_000)
def _joined(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path))


def _missing(url: str, target: str, anchor: str, there: _There) -> str:
    if target in ("", "."):
        target = "index.html"
    if target not in there.files:
        return f"“{url}” leads to no file of the site"
    if anchor and target in there.pages and anchor not in there.ids_of(target):
        return f"“{url}” leads to no id on its page"
    return ""
