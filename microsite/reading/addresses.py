"""urls.lock: the list of addresses that were published, kept with the content so that none goes unnoticed.

One address a line, sorted: `articles/psoas.html` for a page, `articles/psoas.html#where-does-it-run` for a heading on
it. `build.py urls --accept` writes it; where it stands, `check.urls` holds every build to it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple

from ..model import Site
from ..pages.views import LOST
from ..problem import Place, Problem, Problems
from .files import read_text

LOCK = "urls.lock"
HEAD = (
    "# Addresses of this site that were published: pages, and the headings on them. Made by `build.py urls --accept`.\n"
    "# One that goes without a redirect stops the build, as somebody may have kept it.\n"
)
ENTRY = re.compile(r"([^\s#]+\.html)(?:#(\S+))?")
LARGEST = 50_000_000
"""Bytes: some five hundred thousand addresses."""


class Entry(NamedTuple):
    """One line of urls.lock."""

    page: str
    anchor: str
    """"" for the page itself."""
    place: Place

    def __str__(self) -> str:
        return f"{self.page}#{self.anchor}" if self.anchor else self.page


def addresses_of(site: Site, files: Collection[str]) -> tuple[str, ...]:
    """Return what urls.lock is to hold of a site, sorted; old addresses that lead on are among them.

    `files` are the addresses of all its files. 404.html stands for none.
    """
    pages = (address for address in files if address.endswith(".html") and address != LOST)
    headings = (
        f"{page.url}#{heading.id}"
        for page in site.library.everything
        for heading in site.bodies[page.key].draft.headings
    )
    return tuple(sorted({*pages, *headings}))


def read_lock(root: Path) -> tuple[tuple[Entry, ...], Problems]:
    """Return the entries of urls.lock and what is wrong with it; nothing of both where there is no such file."""
    if not (root / LOCK).exists():
        return (), ()
    text, problems = read_text(root, LOCK, LARGEST)
    entries, faults = [], []
    for number, line in enumerate((text or "").split("\n"), 1):
        if not line.strip() or line.startswith("# "):
            continue
        match = ENTRY.fullmatch(line.strip())
        if match:
            entries.append(Entry(match[1], match[2] or "", Place(LOCK, number)))
        else:
            hint = "Write articles/name.html or articles/name.html#heading, or run `build.py urls --accept`."
            faults.append(Problem(Place(LOCK, number), "urls", f"“{line.strip()[:80]}” is no address", hint))
    return tuple(entries), (*problems, *faults)


def lock_text(addresses: Iterable[str]) -> str:
    """Return urls.lock as it is to be written."""
    return HEAD + "".join(f"{address}\n" for address in addresses)
