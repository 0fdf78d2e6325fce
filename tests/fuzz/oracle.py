"""Builds any site and says what is wrong, not with the site but with us: what holds for every input whatever.

No exception but a Problem; no run beyond its budget; every problem at a place that exists; and of what may be
published: HTML that parses, unique ids, links that arrive, nothing that runs, loads or leads where it must not.
"""

from __future__ import annotations

import datetime
import re
import shutil
import traceback
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import html5lib

from microsite.memory.memo import Memo, remember_nothing
from microsite.model import File
from microsite.pipeline import Built, Order, build
from microsite.problem import as_github, as_json, as_text
from microsite.reading.files import IGNORED, LARGEST
from microsite.rules import RULES
from microsite.text.budget import OverBudget, limited

BARE = Path(__file__).resolve().parent.parent / "golden/bare/templates"
TODAY = datetime.date(2026, 11, 22)
SECONDS = 60.0
"""Of a processor's time for one tiny site."""
SCHEMES = frozenset({"", "http", "https", "mailto", "tel"})
BROKEN = frozenset(
    "unexpected-end-tag unexpected-end-tag-implies-table-voodoo unexpected-cell-end-tag end-tag-too-early "
    "end-tag-too-early-named end-tag-too-early-ignored expected-closing-tag-but-got-eof adoption-agency-1.1 "
    "adoption-agency-1.2 adoption-agency-1.3 unexpected-start-tag-implies-end-tag unexpected-implied-end-tag "
    "unexpected-start-tag-ignored expected-named-closing-tag-but-got-eof".split()
)
"""What html5lib calls it when tags do not nest or are not closed."""

Tree = Mapping[str, bytes | None]
"""Path below the site's folder -> content; None is an empty folder of that name."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a site."""

    files: Mapping[str, bytes]
    built: Built | None
    faults: tuple[str, ...]
    """Ours, in words; none is what we want."""


class Undressed(Order):
    """An order without the project's own styles and scripts, which take longer than all the rest of a tiny site."""

    @property
    def static(self) -> tuple[Path, ...]:
        return (self.root / "static",)


def lay(root: Path, tree: Tree, *, is_bare: bool = True) -> None:
    """Write a site's files into an empty `root`, as far as a file system takes them."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    if is_bare:
        shutil.copytree(BARE, root / "templates")
    for path, content in {"config.yaml": b"title: Site\n", **tree}.items():
        try:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                (root / path).mkdir()
            else:
                (root / path).write_bytes(content)
        except (OSError, ValueError):
            # A file where a folder should be, or a name that this system cannot store: then there is no such file.
            continue


def outcome(root: Path, bytecode: Path, memo: Memo = remember_nothing) -> Outcome:
    """Build the site in `root` in memory and judge what came of it."""
    files: dict[str, bytes] = {}
    order_of = Undressed if (root / "templates").exists() else Order
    order = order_of(config=root / "config.yaml", today=TODAY, bytecode=bytecode)
    try:
        with limited("site", SECONDS):
            built = build(order, _once(files), memo)
    except OverBudget:
        return Outcome(files, None, ("the build did not end in time",))
    except Exception as fault:
        said = "".join(traceback.format_exception(fault)[-4:])
        return Outcome(files, None, (f"{type(fault).__name__}: {fault}\n{said}",))
    faults = [*_problem_faults(root, built)]
    if built.is_publishable:
        faults += _site_faults(files, {address for address in files if (root / "static" / address).exists()})
    return Outcome(files, built, tuple(faults))


def _once(files: dict[str, bytes]) -> Callable[[File], None]:
    """Return what takes files, each address once, as a disk does that must lose nothing."""

    def write(file: File) -> None:
        if file.address in files:
            raise AssertionError(f"{file.address} is written twice")
        files[file.address] = file.data

    return write


def _problem_faults(root: Path, built: Built) -> Iterator[str]:
    lines: dict[str, list[str]] = {}
    for problem in built.problems:
        place = problem.place
        if problem.rule not in RULES:
            yield f"no such rule: {problem}"
        if "cannot be read in" in problem.message:
            yield f"over budget: {problem}"
        if not problem.message or not problem.message.strip():
            yield f"a problem without words: {problem}"
        path = root / place.path
        if place.path and place.line and path.is_file() and path.stat().st_size <= LARGEST:
            text = path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
            known = lines.setdefault(place.path, re.split(r"\r\n|\r|\n", text))
            if not 1 <= place.line <= len(known):
                yield f"a line that is not there: {problem}"
            elif place.column > len(known[place.line - 1]) + 1:
                yield f"a column that is not there: {problem}"
        elif place.path and not place.line and not path.exists() and not IGNORED.match(path.name):
            is_page = place.path.endswith(".html") or "\\" in place.path
            if not is_page and problem.rule not in ("image", "figure", "file", "config", "template"):
                yield f"a file that is not there: {problem}"
    for written in (as_text(built.problems, lambda place: "x"), as_json(built.problems), as_github(built.problems)):
        try:
            written.encode()
        except UnicodeEncodeError:
            yield f"problems that cannot be printed: {written[:200]!r}"


# ------------------------------------------------------------------------------------------------ a finished site


def _site_faults(files: Mapping[str, bytes], own: Set[str]) -> Iterator[str]:
    """Yield what is wrong with a finished site; pages of its `own` are published as they are, and not judged."""
    folded: dict[str, str] = {}
    for address in files:
        if folded.setdefault(address.casefold(), address) != address:
            yield f"addresses that differ in case only: {address}"
    pages = {address: _Page(data) for address, data in files.items() if address.endswith(".html")}
    for address, page in pages.items():
        if address in own:
            continue
        yield from (f"{address}: {fault}" for fault in page.faults)
        for url in page.links:
            if wrong := _arrives(address, url, files, pages):
                yield f"{address}: {wrong}"


def _arrives(address: str, url: str, files: Mapping[str, bytes], pages: Mapping[str, _Page]) -> str:
    """Return what is wrong with a link, or ""."""
    read = re.sub(r"[\t\r\n]", "", url).strip("".join(map(chr, range(33))))
    try:
        parts = urlsplit(read)
    except ValueError:
        return f"no address: {url!r}"
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", read)
    if scheme and scheme[1].lower() not in SCHEMES:
        return f"a scheme that is not allowed: {url!r}"
    if scheme or parts.netloc:
        return ""
    base = "http://site/" + (address if address != "404.html" else "")
    target, anchor = urldefrag(urljoin(base, read))
    path = unquote(urlsplit(target).path).lstrip("/") or "index.html"
    if path not in files:
        return f"a link to nothing: {url!r}"
    if anchor and path in pages and unquote(anchor) not in pages[path].ids:
        return f"a link to no id: {url!r}"
    return ""


class _Page:
    """A finished page as a browser reads it."""

    def __init__(self, data: bytes) -> None:
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        # A page of the site's own is published in whatever encoding it has.
        text = data.decode("utf-8", "replace")
        tree = parser.parse(text)
        self.faults = [f"HTML: {error} at {at}" for at, error, _ in parser.errors if error in BROKEN]
        if re.search("[\x00-\x08\x0b-\x1f\x7f]", text):
            self.faults.append("a control character")
        self.ids: set[str] = set()
        self.links: dict[str, None] = {}
        for element in tree.iter():
            if isinstance(element.tag, str):
                self._look_at(element.tag, element.attrib)

    def _look_at(self, tag: str, attributes: Mapping[str, str]) -> None:
        for name, value in attributes.items():
            if isinstance(name, tuple):
                continue
            if name.lower().startswith("on") or name.lower() == "style":
                self.faults.append(f"<{tag} {name}>")
            elif name == "id":
                if value in self.ids:
                    self.faults.append(f"the id {value!r} twice")
                self.ids.add(value)
            elif name in ("href", "src", "action", "formaction", "poster", "data"):
                self.links[value] = None
                if tag in ("img", "script", "link", "iframe") and re.match(r"\s*(?:[a-z+.-]+:|//)", value, re.I):
                    is_own = tag == "link"
                    if not is_own:
                        self.faults.append(f"<{tag}> loads {value!r}")
        if tag in ("iframe", "object", "embed", "base", "foreignobject", "animate", "set"):
            self.faults.append(f"<{tag}>")
        if tag == "form" and ("action" in attributes or attributes.get("method", "dialog") != "dialog"):
            self.faults.append("a form that sends something")
        if tag == "script" and "src" not in attributes and attributes.get("type") != "application/ld+json":
            self.faults.append("a script in the page")
