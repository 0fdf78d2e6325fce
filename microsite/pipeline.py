"""The whole build, in the order in which it happens.

     config.yaml  content/     templates/   static/
          └──────┬─────┘           │           │
                 ▼                 │           │
     read    files → Library      │           │      every field with its place
     link    Library → Site  ◄─ memo          │      lexicon · drafts · choice · bodies · backlinks
     render  Site → pages    ◄─ memo ◄────────┘      Jinja · feeds · assets; bytes go straight to the staging folder
     check   pages → Problems                         independent rules on the finished bytes
     report  what was learned → one more page         quality.html: counted, never typed

Everything looks down; nothing looks back. Nothing is printed or published here: `build.py build` publishes what was
staged if no problem forbids it, `check` throws it away, `serve` does the same with a memo that lives on.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import islice, starmap
from pathlib import Path
from typing import NamedTuple

from . import PROJECT
from .check import check, each_page, links, urls
from .check.pages import PageFacts, facts_of
from .link import link, with_left_out
from .memory.memo import SHELF, Memo, announce_one_by_one, one_by_one, remember_nothing
from .model import Date, File, Site
from .outputs.assets import SCRIPTS, assets, pictures
from .outputs.bundle import Bundle, folder_of
from .outputs.feeds import ROBOTS_FILE, feeds
from .outputs.flashcards import flashcards
from .outputs.practice import practice_data
from .outputs.search import Shelf, search_data, shelves
from .outputs.termdata import term_data
from .pages.headers import APACHE_FILE, NETLIFY_FILE, headers
from .pages.plans import offering, planned, plans
from .pages.render import Press, press_of
from .pages.views import BUNDLE_FILE, CARDS_FILE, LOST, MAP_FILE
from .problem import Place, Problem, Problems, Severity, in_order
from .quality import quality, reports
from .reading.addresses import read_lock
from .reading.read import Reading, read_library
from .reading.waivers import unwaived
from .rules import weighed
from .text.blame import at_work

FOR_SERVERS = frozenset({BUNDLE_FILE, LOST, MAP_FILE, ROBOTS_FILE, NETLIFY_FILE, APACHE_FILE})
"""What a copy of the site on disk has no use for, and the copy itself."""

Write = Callable[[File], None]
"""Takes a finished file."""


class Order(NamedTuple):
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
    def forbidding(self) -> tuple[Severity, ...]:
        """What forbids publishing."""
        return (Severity.ERROR, Severity.WARNING) if self.is_strict else (Severity.ERROR,)

    @property
    def templates(self) -> tuple[Path, ...]:
        return _own_first(self.root, "templates")

    @property
    def static(self) -> tuple[Path, ...]:
        return _own_first(self.root, "static")


def _own_first(root: Path, name: str) -> tuple[Path, ...]:
    """Return the site's own folder before the project's; a site may have none, or be the project itself."""
    return tuple(dict.fromkeys((root / name, PROJECT / name)))


class Built(NamedTuple):
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
    misnamed = {fault.place for fault in faults if fault.rule == SLUG}
    site = link(library, memo)
    problems += site.problems
    press = press_of(order.templates, memo=memo, bytecode=order.bytecode)
    bundle = _bundle(site, order, memo)
    finished = _Finished(write, memo, bundle)
    finished.take(_files(site, press, order, memo, is_offered=bundle is not None))
    if bundle is not None:
        finished.take(press.pages(offering(site, bundle.size)))
    pages, files = finished.pages, finished.files | reports(site)
    # Of what they lack as a whole, nothing is known.
    unread = {Place(path) for path in library.unread}
    problems += (each for each in check(site, pages, frozenset(files), order.today, memo) if each.place not in unread)
    # The report tells of all other pages, so it comes last, and only its own links are left to follow.
    finished.take(press.pages(map(planned, quality(site, pages, finished.shared, problems))))
    problems += links.check(site, pages, frozenset(files), only=pages.keys() & reports(site))
    if bundle is not None:
        finished.take([File.of(BUNDLE_FILE, zipped) if isinstance(zipped := bundle.finished(), bytes) else zipped])
    # A page whose name was blamed already is the cause; nothing in static/ has to give way to it.
    blamed = {page.url for page in library.everything if page.place() in misnamed} if misnamed else ()
    problems += (each for each in finished.problems if each.place.path not in blamed)
    locked, faults = read_lock(order.root)
    # In the preview a heading is being worded anew at every other save: that is no reason to show nothing.
    weight = Severity.WARNING if order.has_drafts else Severity.ERROR
    problems += (*faults, *urls.check(site, finished.files, locked, weight))
    if any(problem.rule == TEMPLATE for problem in problems):
        # A page that no template could make is missed by all that lead to it: the cause alone is to be mended.
        problems = [problem for problem in problems if problem.rule not in MISSING]
    return _judged(site, frozenset(finished.files), problems, order.forbidding)


def errors_held_back(order: Order, built: Built, memo: Memo) -> Mapping[str, int]:
    """Return how many errors stand in each file that is held back and will be published one day: path -> number.

    They forbid nothing yet; those that `built` names already do not count.
    """
    held = built.site.library.held_back
    coming = {path for path, reason in held.items() if not reason.startswith("expired")}
    if order.has_drafts or not coming:
        return {}
    library, faults = read_library(order.root, order.config.name, Reading(order.today, has_drafts=True), memo)
    checks = library.config.checks
    site, wrong = with_left_out(library, built.site, memo)
    opinions = each_page(site, (page for page in library.everything if page.source.path in coming), memo)
    found = unwaived((*faults, *wrong, *opinions), library.waivers, checks)
    errors = {each for each in found if weighed(each.severity, each.rule, checks) == Severity.ERROR}
    return Counter(each.place.path for each in errors - set(built.problems) if each.place.path in coming)


TEMPLATE = "template"
SLUG = "slug"
MISSING = ("link", "urls")
"""Rules on pages that are not there."""
TAKEN = "the site makes a file at this address itself"
RENAME = "Give the one in static/, or the picture, another name."
WAITING = 16
"""Shelves of pages that may wait for what workers learn of them."""


class _Finished:
    """Hands on each file as it is made, and keeps what is to be known of it; lives only inside `build`."""

    def __init__(self, write: Write, memo: Memo, bundle: Bundle | None) -> None:
        self.write = write
        self.memo = memo
        self.bundle = bundle
        self.files: set[str] = set()
        self.pages: dict[str, PageFacts] = {}
        self.shelf: list[File] = []
        """Pages that came last."""
        self.waiting: deque[list[File]] = deque()
        """Shelves of pages of which nothing is known yet."""
        self.shared: dict[str, bytes] = {}
        """Stylesheets, and the script of all pages."""
        self.problems: list[Problem] = []

    def take(self, made: Iterable[File | Problem]) -> None:
        for one in made:
            if isinstance(one, Problem):
                self.problems.append(one)
                continue
            address = one.address
            if address in self.files:
                self.problems.append(Problem(Place(address), "file", TAKEN, RENAME))
                continue
            self.write(one)
            self.files.add(address)
            if self.bundle is not None and address not in FOR_SERVERS:
                self.bundle.add(one)
            if address.endswith(".html"):
                self.shelf.append(one)
                if len(self.shelf) == SHELF:
                    self.announce()
                if len(self.waiting) > WAITING:
                    self.read()
            elif address == SCRIPTS or address.endswith(".css"):
                self.shared[address] = one.data
        self.announce()
        while self.waiting:
            self.read()

    def announce(self) -> None:
        """Have it learned meanwhile what is to be known of the pages that came last."""
        shelf, self.shelf = self.shelf, []
        if shelf:
            announce_one_by_one(self.memo, "learned", "facts", [(page.digest, page) for page in shelf], _facts)
            self.waiting.append(shelf)

    def read(self) -> None:
        """Learn what is to be known of the pages that have waited longest."""
        shelf = self.waiting.popleft()
        facts = one_by_one(self.memo, "learned", "facts", [(page.digest, page) for page in shelf], _facts)
        self.pages.update(zip((page.address for page in shelf), facts, strict=True))


def _facts(page: File) -> PageFacts:
    with at_work(f"checking {page.address}"):
        return facts_of(page)


def _bundle(site: Site, order: Order, memo: Memo) -> Bundle | None:
    """Return what packs the site, where it is asked to; drafts are not for handing on."""
    config = site.library.config
    return Bundle(folder_of(config.title), memo) if config.has_bundle and not order.has_drafts else None


def _files(site: Site, press: Press, order: Order, memo: Memo, *, is_offered: bool) -> Iterator[File | Problem]:
    """Yield every file of the site but the report, the bundle, and the page that offers it."""
    left = shelves(site, memo)
    found: list[Shelf] = []
    for n, page in enumerate(press.pages(plans(site, is_offered=is_offered))):
        yield page
        # Where there are workers, they make the next pages meanwhile.
        found += islice(left, 1) if n % SHELF == 0 else ()
    found += left
    if is_offered and site.library.terms:
        yield File.of(CARDS_FILE, flashcards(site.library))
    yield from starmap(File.of, feeds(site))
    yield from starmap(File.of, headers(site.library.config))
    yield from starmap(File.of, term_data(site))
    yield from starmap(File.of, practice_data(site))
    yield from starmap(File.of, search_data(site, found, memo))
    yield from starmap(File.of, assets(order.static, memo))
    yield from starmap(File.of, pictures(site, order.root))


def _judged(site: Site, files: frozenset[str], problems: list[Problem], forbidding: Collection[Severity]) -> Built:
    """Return the built site with its problems weighed and put in order."""
    checks = site.library.config.checks
    kept = []
    for problem in unwaived(problems, site.library.waivers, checks):
        severity = weighed(problem.severity, problem.rule, checks)
        if severity is not None:
            kept.append(Problem(problem.place, problem.rule, problem.message, problem.hint, severity))
    return Built(site, files, in_order(kept), not any(problem.severity in forbidding for problem in kept))
