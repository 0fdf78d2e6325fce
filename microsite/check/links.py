"""Every link of every finished page leads somewhere, and no page loads anything from elsewhere.

Links that an editor wrote are checked with their line before (`link`); these also cover what templates make.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urlsplit

from ..model import Site
from ..problem import Place, Problem
from .pages import LOADS, PageFacts

SAID = frozenset("crossref image figure html heading citation claim footnote".split())
"""Rules under which a fault of a link was reported at its line."""
PLAIN = re.compile(r"(?!/)([\w./-]+)(?:#([\w.-]+))?")
"""What nearly all links of a site are: file and anchor, neither of which says anything else in another spelling."""
HINT = "A template makes it, or HTML in the text: mend it there."


def check(
    site: Site, pages: Mapping[str, PageFacts], files: frozenset[str], only: Collection[str] | None = None
) -> Iterator[Problem]:
    """Yield links that lead nowhere, ids that stand twice, and things loaded from another host.

    Of all `pages`, or of those at the addresses `only`.
    """
    sources = {page.url: page.source.path for page in site.library.everything}
    base = urlsplit(site.library.config.site_url).path or "/"
    reported = {problem.place.path for problem in site.problems if problem.rule in SAID}
    # Head and foot are the same on all pages of a folder: what leads somewhere from one of them does from all.
    sound: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for address in pages if only is None else only:
        facts = pages[address]
        place = Place(sources.get(address, address))
        # What an editor wrote wrongly was reported at its line; the page would only repeat it.
        if place.path in reported:
            continue
        for name in facts.double_ids:
            yield Problem(place, "link", f"the id “{name}” stands twice on the page", "Rename one of them.")
        known = sound[posixpath.dirname(address)]
        for link in [link for link in facts.links if link not in known]:
            tag, url = link
            if url.startswith("#"):
                wrong = "" if url[1:] in facts.ids else _fault(tag, url, address, base, pages, files)
            elif not (wrong := _fault(tag, url, address, base, pages, files)):
                known.add(link)
            if wrong:
                yield Problem(place, "link", wrong, HINT)


def _fault(tag: str, url: str, address: str, base: str, pages: Mapping[str, PageFacts], files: frozenset[str]) -> str:
    if plain := PLAIN.fullmatch(url):
        return _missing(url, _joined(posixpath.dirname(address), plain[1]), plain[2] or "", pages, files)
    parts = _parts(url)
    if parts is None:
        return f"“{url}” is no address"
    if parts.scheme or parts.netloc:
        return f"<{tag}> loads “{url}” from another host" if tag in LOADS and parts.scheme != "data" else ""
    path = unquote(parts.path)
    if path.startswith("/"):
        # Only 404.html, which is shown at any address, starts from the root.
        target = path.removeprefix(base)
    else:
        target = _joined(posixpath.dirname(address), path) if path else address
    return _missing(url, target, unquote(parts.fragment), pages, files)


@lru_cache(maxsize=20_000)
def _parts(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None


@lru_cache(maxsize=20_000)
def _joined(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path))


def _missing(url: str, target: str, anchor: str, pages: Mapping[str, PageFacts], files: frozenset[str]) -> str:
    if target in ("", "."):
        target = "index.html"
    if target not in files:
        return f"“{url}” leads to no file of the site"
    if anchor and target in pages and anchor not in pages[target].ids:
        return f"“{url}” leads to no id on its page"
    return ""
