"""Files become a Library: every page, source, claim and figure as a typed value, and all that is wrong with them.

Nothing here knows Markdown, and no two files meet but for names that must be unique.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Sized
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from ..memory.memo import Fleeting, Memo, in_shelves, key_of, remember_nothing
from ..model import Article, Claim, Config, Date, Figure, Library, Page, Reference, Term, Waiver
from ..problem import Place, Problem, Problems, Severity
from ..text.blame import at_work
from ..text.crossrefs import CLAIMS_FILE, REFERENCES_FILE
from .bibliography import read_references
from .config import read_config
from .figures import PICTURES, picture_size, read_figure
from .files import files_below, read_bytes, read_text, signature_of, text_of
from .ledger import read_claims
from .names import unknown_names
from .page import DEVICES, FOLDERS, held_back, read_page, slug_faults
from .waivers import waivers_in

LISTS = (REFERENCES_FILE, CLAIMS_FILE)
LARGEST_LIST = 10_000_000
"""Bytes of references.yaml or claims.yaml: some twenty thousand sources."""
LARGEST_PICTURE = 5_000_000
"""Bytes."""
CARD = (1200, 630)
"""Width and height of a picture for shared links, in pixels, as every service shows it."""


class Reading(NamedTuple):
    """How a library is read."""

    today: Date
    """Decides which pages are held back and which dates lie in the future."""
    has_drafts: bool = False
    """Whether drafts, and pages before or after their time, are in too."""


def read_library(
    root: Path, config_name: str, reading: Reading, memo: Memo = remember_nothing
) -> tuple[Library, Problems]:
    """Return all that the site's folder holds, and what is wrong with it.

    Files that cannot be read are left out and reported. Pages that are held back are named in `held_back`. What a
    page's text means is remembered; the file is opened again when its signature says that it was written to.
    """
    problems: list[Problem] = []
    config, faults = config_of(root, config_name, memo)
    problems += faults
    paths, faults = files_below(root, "content")
    problems += faults
    sorter = _Sorter(root, config, reading, paths, memo)
    if not paths and not faults:
        hint = "Write content/index.md or content/articles/first.md."
        problems.append(Problem(Place("content"), "file", "there is no content", hint))
    pages = [*filter(_is_page, paths)]
    sorter.put_pages(pages, problems)
    for path in (path for path in paths if not _is_page(path)):
        with at_work(f"reading {path}"):
            sorter.put(path, problems)
    if config.is_unread:
        sorter.unread.add(config_name)
    library = sorter.library()
    problems += unknown_names(library)
    problems += _card_faults(root, config, memo)
    return library, tuple(problems)


def config_of(root: Path, name: str, memo: Memo = remember_nothing) -> tuple[Config, Problems]:
    """Return a site's settings, and what is wrong with their file."""
    text, unread = read_text(root, name)
    if text is None:
        return Config(title="", is_unread=True), unread
    config, faults = memo("config", key_of(name, text), partial(read_config, text, name))
    return config, (*unread, *faults)


class _Read(NamedTuple):
    """What a Markdown file holds."""

    page: Page | None
    problems: Problems
    waivers: tuple[Waiver, ...] = ()
    is_open: bool = True
    """False for one that could not be opened."""


class _Shelf(NamedTuple):
    """What files that follow each other hold, put where it belongs."""

    published: Mapping[str, tuple[Page, ...]]
    """By the folders below content/."""
    held_back: tuple[tuple[str, str, Page, tuple[Waiver, ...]], ...]
    """Folder and why, the page and its waivers."""
    problems: Problems
    waivers: tuple[Waiver, ...]
    """Of those that are published."""
    unread: tuple[str, ...]


class _Reader(NamedTuple):
    """Reads Markdown files; those that nobody has written to since the last time stay closed."""

    root: Path
    config: Config
    today: Date
    way: str
    """What decides how a page is read, besides its text."""
    memo: Memo

    def shelf(self, paths: Sequence[str]) -> _Shelf:
        """Return what the files hold; remembered as one, where none of them was written a moment ago."""
        signatures = [signature_of(self.root, path) for path in paths]
        each = partial(self.each, paths, signatures)
        try:
            if all(signatures):
                return self.memo("pages", key_of(self.way, *paths, *signatures), each, is_whole=True)
            return each()
        except Fleeting as made:
            found: _Shelf = made.thing
            return found

    def each(self, paths: Sequence[str], signatures: Sequence[str]) -> _Shelf:
        found = {}
        for path, signature in zip(paths, signatures, strict=True):
            with at_work(f"reading {path}"):
                found[path] = self.one(path, signature)
        shelf = _shelf(found, self.today, self.config.language)
        if not all(read.is_open for read in found.values()):
            # What cannot be opened now may be the next time, and looks no different.
            raise Fleeting(shelf)
        return shelf

    def one(self, path: str, signature: str) -> _Read:
        signed = f"{path} {signature}"
        if signature and self.memo.knows("bytes", signed):
            digest = self.memo("bytes", signed, partial(self.digest, path))
            if self.memo.knows("file", f"{digest} {self.way}"):
                return self.memo("file", f"{digest} {self.way}", partial(self.again, path, digest), is_whole=True)
        data, faults = read_bytes(self.root, path)
        if data is None:
            return _Read(None, faults, is_open=False)
        digest = key_of(path, data)
        if signature:
            self.memo("bytes", signed, lambda: digest)
        return self.memo("file", f"{digest} {self.way}", partial(self.made, path, data), is_whole=True)

    def digest(self, path: str) -> str:
        data, _ = read_bytes(self.root, path)
        return key_of(path, data or b"")

    def again(self, path: str, digest: str) -> _Read:
        """Return what a file holds whose memory is damaged."""
        data, _ = read_bytes(self.root, path)
        if data is None or key_of(path, data) != digest:
            # Kept, it would be taken for what the file held before.
            raise RuntimeError(f"{path} was written to while what is remembered of it was being mended")
        return self.made(path, data)

    def made(self, path: str, data: bytes) -> _Read:
        text, faults = text_of(data, path)
        if text is None:
            return _Read(None, faults)
        page, faults = read_page(path, text, self.config, self.today, self.memo)
        return _Read(page, faults, waivers_in(text, path))


def _shelf(found: Mapping[str, _Read], today: Date, language: str) -> _Shelf:
    """Return what files hold, by their paths, put where it belongs."""
    published: dict[str, tuple[Page, ...]] = {}
    held: list[tuple[str, str, Page, tuple[Waiver, ...]]] = []
    problems: list[Problem] = []
    waivers: list[Waiver] = []
    unread = []
    for path, read in found.items():
        folder, _, name = path.removeprefix("content/").rpartition("/")
        problems += (*read.problems, *slug_faults(path, folder, name.removesuffix(".md"), language))
        if read.page is None or _is_empty(read.page.places, read.problems):
            unread.append(path)
        if read.page is None:
            continue
        if reason := held_back(read.page, today):
            held.append((folder, reason, read.page, read.waivers))
        else:
            published[folder] = (*published.get(folder, ()), read.page)
            waivers += read.waivers
    return _Shelf(published, tuple(held), tuple(problems), tuple(waivers), tuple(unread))


class _Sorter:
    """Puts what is read where it belongs; lives only inside `read_library`."""

    def __init__(self, root: Path, config: Config, reading: Reading, paths: Sequence[str], memo: Memo) -> None:
        self.root = root
        self.config = config
        self.reading = reading
        self.memo = memo
        self.paths = frozenset(paths)
        self.pictures = frozenset(_stem(path) for path in self.paths if _ending(path) in PICTURES)
        """Paths of pictures without their endings: their sidecars have the same."""
        self.pages: dict[str, list[Page]] = {"": [], **{folder: [] for folder in FOLDERS}}
        self.references: Mapping[str, Reference] = MappingProxyType({})
        self.claims: Mapping[str, Claim] = MappingProxyType({})
        self.held_back: dict[str, str] = {}
        self.held_terms: list[Term] = []
        self.unread: set[str] = set()
        self.figures: dict[str, Figure] = {}
        self.waivers: list[Waiver] = []

    def put_pages(self, paths: Sequence[str], problems: list[Problem]) -> None:
        """Keep what Markdown files hold that become pages."""
        config = self.config
        parts = (part.title for part in config.parts)
        way = key_of(str(self.reading.today), str(config.is_unread), config.language, *parts)
        reader = _Reader(self.root, self.config, self.reading.today, way, self.memo)
        for shelf in map(reader.shelf, in_shelves(paths)):
            problems += shelf.problems
            self.unread.update(shelf.unread)
            self.waivers += shelf.waivers
            for folder, pages in shelf.published.items():
                self.pages[folder] += pages
            for folder, reason, page, waivers in shelf.held_back:
                self.held_back[page.source.path] = reason
                if self.reading.has_drafts:
                    self.pages[folder].append(page)
                    self.waivers += waivers
                elif isinstance(page, Term):
                    self.held_terms.append(page)

    def put(self, path: str, problems: list[Problem]) -> None:
        folder, _, name = path.removeprefix("content/").rpartition("/")
        if path in LISTS:
            text, faults = read_text(self.root, path, LARGEST_LIST)
            problems += faults
            if text is None:
                self.unread.add(path)
            else:
                self.put_list(path, text, problems)
        elif _ending(path) in PICTURES:
            self.put_figure(path, problems)
        elif name.endswith(".yaml") and _stem(path) in self.pictures:
            pass  # It is read with its picture.
        elif name.endswith(".yaml") and folder.split("/")[0] == "figures":
            self.put_undrawn(path, problems)
        else:
            said, hint = "no page is made of this file", _where_it_belongs(path)
            problems.append(Problem(Place(path), "file", said, hint, Severity.WARNING))

    def put_list(self, path: str, text: str, problems: list[Problem]) -> None:
        self.waivers += waivers_in(text, path)
        faults: Problems
        listed: Mapping[str, object]
        if path == REFERENCES_FILE:
            self.references, faults = self.memo("references", key_of(text), lambda: read_references(text, path))
            listed = self.references
        else:
            self.claims, faults = self.memo("claims", key_of(text), lambda: read_claims(text, path))
            listed = self.claims
        problems += faults
        # Whatever is wrong with it, a misspelt first key say, nothing of it is known.
        if faults and not listed:
            self.unread.add(path)

    def put_figure(self, path: str, problems: list[Problem]) -> None:
        problems += _picture_name_faults(path)
        data, faults = read_bytes(self.root, path, LARGEST_PICTURE)
        problems += faults
        sidecar, text = f"{_stem(path)}.yaml", None
        has_sidecar = sidecar in self.paths
        if has_sidecar:
            text, faults = read_text(self.root, sidecar)
            problems += faults
        if data is None or (has_sidecar and text is None):
            self.unread.add(path)
        else:
            self.waivers += waivers_in(text or "", sidecar)
            key = key_of(path, data, text or "", str(text is None))
            figure, faults = self.memo("figure", key, lambda: read_figure(path, data, sidecar, text))
            self.put_drawing(figure, faults, problems)

    def put_undrawn(self, path: str, problems: list[Problem]) -> None:
        """Keep the sidecar of a drawing that is still to be made, so that its page can already describe it."""
        text, faults = read_text(self.root, path)
        problems += faults
        if text is None:
            self.unread.add(f"{_stem(path)}.svg")
        else:
            self.waivers += waivers_in(text, path)
            self.put_drawing(*read_figure(f"{_stem(path)}.svg", None, path, text), problems)

    def put_drawing(self, figure: Figure, faults: Problems, problems: list[Problem]) -> None:
        problems += faults
        if _is_empty(figure.places, faults):
            self.unread.add(figure.path)
        else:
            self.figures[figure.path] = figure

    def library(self) -> Library:
        parts = {part.title: n for n, part in enumerate(self.config.parts)}
        articles = [page for page in self.pages["articles"] if isinstance(page, Article)]
        terms = [page for page in self.pages["glossary"] if isinstance(page, Term)]
        # An article outside the path comes after it, by title: a plain folder of pages reads like a list.
        articles.sort(key=lambda a: (parts.get(a.part, len(parts)), a.order or 10**6, _counted_up(a.title), a.slug))
        terms.sort(key=lambda term: (term.title.casefold(), term.slug))
        return Library(
            config=self.config,
            home=next(iter(self.pages[""]), None),
            articles=tuple(articles),
            terms=tuple(terms),
            pages=tuple(sorted(self.pages["pages"], key=lambda page: page.source.path)),
            references=self.references,
            claims=self.claims,
            figures=MappingProxyType(dict(sorted(self.figures.items()))),
            held_back=MappingProxyType(self.held_back),
            held_terms=tuple(self.held_terms),
            unread=frozenset(self.unread),
            waivers=tuple(self.waivers),
        )


def _counted_up(title: str) -> list[str | tuple[int, str]]:
    """Return what a title is sorted by: its numbers as numbers, so that “Lesson 10” comes after “Lesson 9”."""
    pieces = re.split(r"([0-9]+)", title.casefold())
    # Longer is more, without leading zeros; no number is too long.
    return [(len(piece.lstrip("0")), piece.lstrip("0")) if n % 2 else piece for n, piece in enumerate(pieces)]


def _is_empty(found: Sized, faults: Problems) -> bool:
    """Tell whether nothing was found in a file because its YAML cannot be read."""
    return not found and any(fault.rule == "yaml" for fault in faults)


def _where_it_belongs(path: str) -> str:
    """Return a hint for a file of which nothing is made: a list by nearly the right name, or else a page."""
    name = path.rpartition("/")[2].lower().replace(".yml", ".yaml")
    for known in LISTS:
        if known == f"content/{name}":
            return f"This list is read from {known} only: move it there."
    return "Pages lie in content/articles, content/glossary or content/pages and end in .md."


def _is_page(path: str) -> bool:
    folder, _, name = path.removeprefix("content/").rpartition("/")
    return name.endswith(".md") and (folder in FOLDERS if folder else path == "content/index.md")


def _stem(path: str) -> str:
    return path.rpartition(".")[0]


def _ending(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[2].lower()


def _picture_name_faults(path: str) -> Iterable[Problem]:
    """Yield what is wrong with the path of a picture, which is its address and the prefix of a drawing's ids."""
    for name in path.split("/")[1:]:
        if not re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]*", name) or name.split(".")[0].lower() in DEVICES:
            message = f"“{name[:80]}” cannot be an address: letters, digits, ., _ and - only, and no Windows device"
            yield Problem(Place(path), "slug", message, "Rename it.")


def _card_faults(root: Path, config: Config, memo: Memo) -> Iterable[Problem]:
    """Yield every picture for shared links that is not in the site's own static/, or not of the one size."""
    for name, path in config.card.items():
        find = partial(_card_fault, root, path)
        signed = signature_of(root, f"static/{path}")
        if fault := memo("card", f"{path} {signed}", find) if signed else find():
            place = config.places.get(f"card.{name}") or config.places["card"]
            yield Problem(place, "config", *fault)


def _card_fault(root: Path, path: str) -> tuple[str, str] | None:
    """Return what is wrong with a picture for shared links, and how to mend it."""
    file = root / "static" / path
    if not file.resolve().is_relative_to((root / "static").resolve()) or not file.is_file():
        return f"there is no static/{path}", "Put the picture there."
    if picture_size(file.read_bytes()) != CARD:
        said = f"static/{path} is no picture of {CARD[0]} × {CARD[1]} pixels"
        return said, "Sites that show links cut anything else."
    return None
