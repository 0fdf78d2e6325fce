"""Every link of every finished page leads somewhere, and no page loads anything from elsewhere.

Links that an editor wrote are checked with their line before (`link`); these also cover what templates make.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache, partial
from itertools import chain
from urllib.parse import SplitResult, unquote, urlsplit

from ..memory.memo import Memo, key_of, one_by_one, remember_nothing
from ..model import Site
from ..problem import Place, Problem, Problems
from .pages import LOADS, PageFacts

SAID = frozenset("crossref image figure html heading citation claim footnote".split())
"""Rules under which a fault of a link was reported at its line."""
PLAIN = re.compile(r"(?!/)([\w./-]+)(?:#([\w.-]+))?")
"""What nearly all links of a site are: file and anchor, neither of which says anything else in another spelling."""
MOST_IDS = 2_000
"""Pages whose ids are held at once."""
HINT = "A template makes it, or HTML in the text: mend it there."


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
    sources = {page.url: page.source.path for page in site.library.everything}
    reported = {problem.place.path for problem in site.problems if problem.rule in SAID}
    # What is wrong in a sidecar is wrong on each page that shows the picture.
    faulty = {figure.path for figure in site.library.figures.values() if figure.place.path in reported}
    shown = ((page, site.bodies[page.key].sketch.shown) for page in site.library.everything) if faulty else ()
    reported |= {page.source.path for page, figures in shown if not faulty.isdisjoint(figures)}
    there = _There(urlsplit(site.library.config.site_url).path or "/", pages, files)
    placed = ((address, sources.get(address, address)) for address in (pages if only is None else only))
    # What an editor wrote wrongly was reported at its line; the page would only repeat it.
    asked = [(address, path) for address, path in placed if path not in reported]
    if only is not None:
        # Too few to be worth remembering.
        yield from chain.from_iterable(_faults(there, page) for page in asked)
        return
    keyed = [(f"{page[0]}\0{page[1]}\0{pages[page[0]].digest}", page) for page in asked]
    for problems in one_by_one(memo, "links", "followed", keyed, partial(_faults, there), there.digest):
        yield from problems


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


def _faults(there: _There, page: tuple[str, str]) -> Problems:
    """Return what is wrong with the links of the page of an address, made from the file at a path."""
    address, path = page
    facts, place, known = there.pages[address], Place(path), there.sound[posixpath.dirname(address)]
    problems = []
    for name in facts.double_ids:
        said = f"the id “{name}” stands twice on the page"
        problems.append(Problem(place, "link", said, "Rename one of them."))
    for tag, url in facts.links:
        if (tag, url) in known:
            continue
        if url.startswith("#"):
            wrong = "" if url[1:] in there.ids_of(address) else _fault(tag, url, address, there)
        elif not (wrong := _fault(tag, url, address, there)):
            known.add((tag, url))
        if wrong:
            problems.append(Problem(place, "link", wrong, HINT))
    return tuple(problems)


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
