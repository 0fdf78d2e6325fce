"""Addresses that were published and are gone: somebody may have kept them, or lead to them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from ..model import Page, Site
from ..problem import Problem, Severity, did_you_mean
from ..reading.addresses import Entry
from ..text.crossrefs import url_of

ACCEPT = "if it is to go, run `build.py urls --accept`"


def check(site: Site, files: Collection[str], locked: Iterable[Entry], severity: Severity) -> Iterator[Problem]:
    """Yield every address of urls.lock to which nothing answers; its headings are not named besides.

    `files` are the addresses of the whole site, those that only lead on among them: an old page whose address is sent
    on has no headings to keep. A page that expired, as its author wished, is a warning.
    """
    pages = {page.url: page for page in site.library.everything}
    held_back = {url_of(path): (path, reason) for path, reason in site.library.held_back.items()}
    for entry in locked:
        if entry.page in pages:
            if entry.anchor and entry.anchor not in _ids(site, pages[entry.page]):
                yield _lost_heading(site, pages[entry.page], entry, severity)
        elif not entry.anchor and entry.page not in files:
            yield _lost_page(entry, held_back, files, severity)


def _ids(site: Site, page: Page) -> Collection[str]:
    draft = site.bodies[page.key].draft
    # A text that could not be read at all has its own problem.
    return (*draft.ids, *(heading.id for heading in draft.headings))


def _lost_heading(site: Site, page: Page, entry: Entry, severity: Severity) -> Problem:
    said = f"the heading “{entry.anchor}” that was published is gone from {page.source.path}"
    hint = f"Keep its id on the heading that took its place, ## ... {{#{entry.anchor}}}; {ACCEPT}."
    near = did_you_mean(entry.anchor, (heading.id for heading in site.bodies[page.key].draft.headings))
    return Problem(entry.place, "urls", said, f"{hint} {near}".strip(), severity)


def _lost_page(
    entry: Entry, held_back: Mapping[str, tuple[str, str]], files: Collection[str], severity: Severity
) -> Problem:
    path, reason = held_back.get(entry.page, ("", ""))
    if reason.startswith("expired"):
        said = f"the page “{entry.page}” that was published has {reason}"
        return Problem(entry.place, "urls", said, "Then run `build.py urls --accept`.", Severity.WARNING)
    if path:
        said = f"the page “{entry.page}” that was published is held back: {path}, {reason}"
        return Problem(entry.place, "urls", said, f"Publish it, or send its address on; {ACCEPT}.", severity)
    slug = entry.page.rpartition("/")[2].removesuffix(".html")
    hint = f"Put `redirect_from: [{slug}]` into the page that took its place; {ACCEPT}."
    near = did_you_mean(entry.page, (file for file in files if file.endswith(".html")))
    return Problem(
        entry.place, "urls", f"the page “{entry.page}” that was published is gone", f"{hint} {near}".strip(), severity
    )
