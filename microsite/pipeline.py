"""The whole build, in the order in which it happens.

     config.yaml  content/     templates/   static/
          └──────┬─────┘           │           │
                 ▼                 │           │
     read    files → Library      │           │      every field with its place
     link    Library → Site  ◄─ memo          │      lexicon · drafts · choice · bodies · backlinks
     render  Site → pages    ◄─ memo ◄────────┘      Jinja · feeds · assets; bytes go straight to the staging folder
     check   pages → Problems                         independent rules on the finished bytes

Everything looks down; nothing looks back. Nothing is printed or published here: `build.py build` publishes what was
staged if no problem forbids it, `check` throws it away, `serve` does the same with a memo that lives on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .assets import assets, pictures
from .check import check
from .check.pages import PageFacts, facts_of
from .feeds import feeds
from .link import link
from .memo import Memo, remember_nothing
from .model import Date, Site
from .problem import Problem, Problems, Severity, in_order
from .read import Reading, read_library
from .render import render
from .rules import weighed
from .search import search_data
from .termdata import term_data

PROJECT = Path(__file__).resolve().parent.parent
"""The folder that holds the project's own templates and static files, beside the package."""

Write = Callable[[str, bytes], None]
"""Takes an address and the bytes of a finished file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be built, and how."""

    config: Path
    """The site's config.yaml; its folder is the site's folder."""
    today: Date
    has_drafts: bool = False
    is_strict: bool = False
    """Warnings forbid publishing too."""
    bytecode: Path | None = None
    """Folder for compiled templates."""

    @property
    def root(self) -> Path:
        return self.config.parent

    @property
    def templates(self) -> tuple[Path, ...]:
        return _own_first(self.root, "templates")

    @property
    def static(self) -> tuple[Path, ...]:
        return _own_first(self.root, "static")


def _own_first(root: Path, name: str) -> tuple[Path, ...]:
    """Return the site's own folder before the project's; a site may have none, or be the project itself."""
    return tuple(dict.fromkeys((root / name, PROJECT / name)))


@dataclass(frozen=True, slots=True)
class Built:
    """A built site."""

    site: Site
    files: frozenset[str]
    """Addresses of all its files."""
    problems: Problems
    """Of all stages, in order, weighed by config.yaml."""
    is_publishable: bool


def build(order: Order, write: Write, memo: Memo = remember_nothing) -> Built:
    """Build the whole site, handing each finished file to `write`; publish and print nothing."""
    library, faults = read_library(order.root, order.config.name, Reading(order.today, order.has_drafts), memo)
    problems: list[Problem] = list(faults)
    site = link(library, memo)
    problems += site.problems
    pages: dict[str, PageFacts] = {}
    files: set[str] = set()
    for made in _files(site, order, memo):
        if isinstance(made, Problem):
            problems.append(made)
            continue
        address, data = made
        write(address, data)
        files.add(address)
        if address.endswith(".html"):
            key = hashlib.sha256(data).hexdigest()
            pages[address] = memo("facts", key, lambda data=data: facts_of(data))  # type: ignore[misc]
    problems += check(site, pages, frozenset(files), order.today)
    return _judged(site, frozenset(files), problems, is_strict=order.is_strict)


def _files(site: Site, order: Order, memo: Memo) -> Iterator[tuple[str, bytes] | Problem]:
    """Yield every file of the site."""
    yield from render(site, order.templates, memo=memo, bytecode=order.bytecode)
    yield from feeds(site)
    yield from term_data(site)
    yield from search_data(site, memo)
    yield from assets(order.static)
    yield from pictures(site, order.root)


def _judged(site: Site, files: frozenset[str], problems: list[Problem], *, is_strict: bool) -> Built:
    """Return the built site with its problems weighed and put in order."""
    checks = site.library.config.checks
    kept = []
    for problem in problems:
        severity = weighed(problem.severity, problem.rule, checks)
        if severity is not None:
            kept.append(Problem(problem.place, problem.rule, problem.message, problem.hint, severity))
    forbidding = (Severity.ERROR, Severity.WARNING) if is_strict else (Severity.ERROR,)
    return Built(site, files, in_order(kept), not any(problem.severity in forbidding for problem in kept))
