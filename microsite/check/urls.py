"""Addresses that were published and are gone: somebody may have kept them, or lead to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from ..model import Heading, Page, Site
from ..problem import Place, Problem, Severity, nearest
from ..reading.addresses import Entry
from ..reading.page import RESERVED
from ..text.crossrefs import url_of

ACCEPT = "if it is to go, run `build.py urls --accept`"


def check(site: Site, files: Collection[str], locked: Iterable[Entry], severity: Severity) -> Iterator[Problem]:
    """Yield every address of urls.lock to which nothing answers; its headings are not named besides.

    `files` are the addresses of the whole site, those that only lead on among them: an old page whose address is sent
    on has no headings to keep. A page that expired, as its author wished, is a warning.
    """
    pages = {page.url: page for page in site.library.everything}
    held_back = {url_of(path): (path, reason) for path, reason in site.library.held_back.items()}
    # A page of which nothing could be read may be this one, or say that this one was moved; a list makes a page, too.
    is_known = not site.library.unread
    known: dict[str, list[str]] = defaultdict(list)
    for entry in (locked := tuple(locked)):
        known[entry.page].append(entry.anchor)
    fresh = [page for url, page in pages.items() if url not in known]
    for entry in locked:
        if entry.page in pages:
            page = pages[entry.page]
            if entry.anchor and not site.bodies[page.key].sketch.has_id(entry.anchor):
                yield _lost_heading(site, page, entry, known[entry.page], severity)
        elif not entry.anchor and entry.page not in files and is_known:
            if entry.page in held_back:
                yield _held_back(entry, *held_back[entry.page], severity)
            else:
                yield _lost_page(entry, _successor(site, entry, known[entry.page], fresh), severity)


def _headings(site: Site, page: Page) -> Sequence[Heading]:
    return site.bodies[page.key].draft.headings


def _lost_heading(site: Site, page: Page, entry: Entry, known: Collection[str], severity: Severity) -> Problem:
    """Return the problem of a heading that is gone; `known` are those of its page that were published."""
    said = f"the heading “{entry.anchor}” that was published is gone from {page.source.path}"
    fresh = {heading.id: heading for heading in _headings(site, page) if heading.id not in known}
    likely = nearest(entry.anchor, fresh, 1) or tuple(fresh)
    if len(likely) == 1:
        heading = fresh[likely[0]]
        where = Place(page.source.path, heading.line)
        hint = f"If “{heading.text}” has its place now ({where}), write {{#{entry.anchor}}} behind it"
    else:
        hint = f"Write {{#{entry.anchor}}} behind the heading that took its place"
    return Problem(entry.place, "urls", said, f"{hint}; {ACCEPT}.", severity)


def _successor(site: Site, entry: Entry, known: Collection[str], fresh: Collection[Page]) -> Page | None:
    """Return the new page that is likely to have taken the place of one that is gone: it has its headings, or its name.

    `known` are the headings that the old page had; `fresh` are the pages that were not published before.
    """
    shared = {page.url: len({heading.id for heading in _headings(site, page)}.intersection(known)) for page in fresh}
    best = max(shared.values(), default=0)
    by_url = {page.url: page for page in fresh}
    likely = tuple(url for url, count in shared.items() if best and count == best)
    likely = likely if len(likely) == 1 else nearest(entry.page, likely or by_url, 1)
    return by_url[likely[0]] if likely else None


def _lost_page(entry: Entry, successor: Page | None, severity: Severity) -> Problem:
    folder, _, slug = entry.page.removesuffix(".html").rpartition("/")
    said = f"the page “{entry.page}” that was published is gone"
    if slug == "index" or (not folder and slug in RESERVED):
        # No page may send on an address that the site makes itself.
        hint = "The site makes it where it has something to show there: bring that back"
        return Problem(entry.place, "urls", said, f"{hint}; {ACCEPT}.", severity)
    said += f": there is neither content/{folder or 'pages'}/{slug}.md nor a `redirect_from` with its name"
    if successor:
        written = slug if successor.folder == (folder or "pages") else f"{folder}/{slug}".strip("/")
        hint = f"If {successor.source.path} has its place now, put `redirect_from: [{written}]` into it"
    else:
        hint = f"Put `redirect_from: [{slug}]` into the page that took its place"
    return Problem(entry.place, "urls", said, f"{hint}; {ACCEPT}.", severity)


def _held_back(entry: Entry, path: str, reason: str, severity: Severity) -> Problem:
    if reason.startswith("expired"):
        said = f"the page “{entry.page}” that was published has {reason}"
        return Problem(entry.place, "urls", said, "Then run `build.py urls --accept`.", Severity.WARNING)
    said = f"the page “{entry.page}” that was published is held back: {path}, {reason}"
    return Problem(entry.place, "urls", said, f"Publish it, or send its address on; {ACCEPT}.", severity)
