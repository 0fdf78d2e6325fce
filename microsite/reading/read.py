"""Files become a Library: every page, source, claim and figure as a typed value, and all that is wrong with them.

Owns the validity of fields. Nothing here knows Markdown, and no two files meet but for names that must be unique.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence, Set, Sized
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from ..memory.memo import Fleeting, Memo, in_shelves, key_of, remember_nothing
from ..model import (
    FACTS,
    Article,
    Change,
    Claim,
    Config,
    Date,
    Figure,
    Library,
    Linking,
    Page,
    Reference,
    Source,
    Term,
    Waiver,
)
from ..problem import Place, Problem, Problems, Severity, did_you_mean
from ..text.blame import at_work
from .bibliography import read_references
from .config import read_config
from .fields import Fields, parse_yaml
from .figures import PICTURES, picture_size, read_figure
from .files import files_below, read_bytes, read_text, signature_of, text_of
from .ledger import read_claims
from .waivers import waivers_in

PAGE = frozenset(
    (
        "title summary main_message updated changes reviewed review_by reviewer reviewer_role reviewed_words "
        "reviewed_typos authors draft publish expires redirect_from glossary aliases_off related"
    ).split()
)
ARTICLE = PAGE | frozenset(["question", "kind", "part", "order", "evidence"])
TERM = (
    PAGE
    | frozenset(
        ["kind", "everyday", "aliases", "forms", "case", "autolink", "context", "latin", "ids", "say", "orphan_ok"]
    )
    | frozenset(FACTS)
)

ARTICLE_KINDS = ("guide", "anatomy", "care", "symptom", "evidence")
TERM_KINDS = ("muscle", "bone", "joint", "nerve", "movement", "condition", "test", "exercise", "concept")
EVIDENCE = ("A", "B", "C", "D", "mixed")

FOLDERS = ("articles", "glossary", "pages")
"""Where pages lie, besides the home page."""
RESERVED = frozenset(
    ("index 404 claims sources credits articles glossary feed sitemap robots search quality review figures").split()
)
"""Addresses that the site makes itself, so that no plain page may have them."""
DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))]
)
LONGEST_NAME = 150
"""Characters of a file's name, which is an address."""
LARGEST_LIST = 10_000_000
"""Bytes of references.yaml or claims.yaml: some twenty thousand sources."""
LARGEST_PICTURE = 5_000_000
"""Bytes."""
CARD = (1200, 630)
"""Width and height of a picture for shared links, in pixels, as every service shows it."""
LONGEST_REVIEW = 3 * 366
"""Days between two reviews, at most; the PIF TICK asks for three years."""


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
    config = _config(root, config_name, memo, problems)
    paths, faults = files_below(root, "content")
    problems += faults
    sorter = _Sorter(root, config, reading, paths, memo)
    if not paths and not faults:
        hint = "Write content/index.md or content/articles/first.md."
        problems.append(Problem(Place("content"), "file", "there is no content", hint))
    for path in paths:
        with at_work(f"reading {path}"):
            sorter.put(path, problems)
    if config.is_unread:
        sorter.unread.add(config_name)
    library = sorter.library()
    problems += _unknown_names(library)
    problems += _card_faults(root, config, memo)
    return library, tuple(problems)


def _config(root: Path, name: str, memo: Memo, problems: list[Problem]) -> Config:
    text, faults = read_text(root, name)
    problems += faults
    if text is None:
        return Config(title="", is_unread=True)
    config, faults = memo("config", key_of(name, text), partial(read_config, text, name))
    problems += faults
    return config


class _Read(NamedTuple):
    """What a Markdown file holds."""

    page: Page | None
    problems: Problems
    waivers: tuple[Waiver, ...] = ()
    is_open: bool = True
    """False for one that could not be opened."""


class _Reader(NamedTuple):
    """Reads Markdown files; those that nobody has written to since the last time stay closed."""

    root: Path
    config: Config
    today: Date
    way: str
    """What decides how a page is read, besides its text."""
    memo: Memo

    def all(self, paths: Sequence[str]) -> dict[str, _Read]:
        """Return what each file holds, by its path."""
        found: dict[str, _Read] = {}
        for shelf in in_shelves(paths):
            found |= zip(shelf, self.shelf(shelf), strict=True)
        return found

    def shelf(self, paths: Sequence[str]) -> tuple[_Read, ...]:
        """Return what the files hold; remembered as one, where none of them was written a moment ago."""
        signatures = [signature_of(self.root, path) for path in paths]
        each = partial(self.each, paths, signatures)
        try:
            if all(signatures):
                return self.memo("pages", key_of(self.way, *paths, *signatures), each, is_whole=True)
            return each()
        except Fleeting as made:
            found: tuple[_Read, ...] = made.thing
            return found

    def each(self, paths: Sequence[str], signatures: Sequence[str]) -> tuple[_Read, ...]:
        found = []
        for path, signature in zip(paths, signatures, strict=True):
            with at_work(f"reading {path}"):
                found.append(self.one(path, signature))
        if not all(read.is_open for read in found):
            # What cannot be opened now may be the next time, and looks no different.
            raise Fleeting(tuple(found))
        return tuple(found)

    def one(self, path: str, signature: str) -> _Read:
        signed = f"{path} {signature}"
        if signature and self.memo.knows("bytes", signed):
            digest = self.memo("bytes", signed, partial(self.digest, path))
            if self.memo.knows("file", f"{digest} {self.way}"):
                return self.memo("file", f"{digest} {self.way}", partial(self.again, path, digest))
        data, faults = read_bytes(self.root, path)
        if data is None:
            return _Read(None, faults, is_open=False)
        digest = key_of(path, data)
        if signature:
            self.memo("bytes", signed, lambda: digest)
        return self.memo("file", f"{digest} {self.way}", partial(self.made, path, data))

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
        page, faults = read_page(path, text, self.config, self.today)
        return _Read(page, faults, waivers_in(text, path))


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
        way = key_of(str(reading.today), str(config.is_unread), *(part.title for part in config.parts))
        self.read = _Reader(root, config, reading.today, way, memo).all([path for path in paths if _is_page(path)])
        """What each Markdown file holds that becomes a page."""
        self.pages: dict[str, list[Page]] = {"": [], **{folder: [] for folder in FOLDERS}}
        self.references: Mapping[str, Reference] = MappingProxyType({})
        self.claims: Mapping[str, Claim] = MappingProxyType({})
        self.held_back: dict[str, str] = {}
        self.unread: set[str] = set()
        self.figures: dict[str, Figure] = {}
        self.waivers: list[Waiver] = []

    def put(self, path: str, problems: list[Problem]) -> None:
        folder, _, name = path.removeprefix("content/").rpartition("/")
        if path in self.read:
            self.put_page(path, folder, name.removesuffix(".md"), problems)
        elif path in ("content/references.yaml", "content/claims.yaml"):
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
            hint = "Pages lie in content/articles, content/glossary or content/pages and end in .md."
            problems.append(Problem(Place(path), "file", "no page is made of this file", hint, Severity.WARNING))

    def put_page(self, path: str, folder: str, slug: str, problems: list[Problem]) -> None:
        read = self.read[path]
        problems += read.problems
        problems += _slug_faults(path, folder, slug)
        if read.page is None or _is_empty(read.page.places, read.problems):
            self.unread.add(path)
        if read.page is None:
            return
        reason = _held_back(read.page, self.reading.today)
        if reason:
            self.held_back[path] = reason
        if not reason or self.reading.has_drafts:
            self.pages[folder].append(read.page)
            self.waivers += read.waivers

    def put_list(self, path: str, text: str, problems: list[Problem]) -> None:
        self.waivers += waivers_in(text, path)
        faults: Problems
        listed: Mapping[str, object]
        if path.endswith("references.yaml"):
            self.references, faults = self.memo("references", key_of(text), lambda: read_references(text, path))
            listed = self.references
        else:
            self.claims, faults = self.memo("claims", key_of(text), lambda: read_claims(text, path))
            listed = self.claims
        problems += faults
        if _is_empty(listed, faults):
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
        articles.sort(key=lambda a: (parts.get(a.part, len(parts)), a.order or 10**6, a.title.casefold(), a.slug))
        terms.sort(key=lambda term: (term.title.casefold(), term.slug))
        return Library(
            config=self.config,
            home=next(iter(self.pages[""]), None),
            articles=tuple(articles),
            terms=tuple(terms),
            pages=tuple(self.pages["pages"]),
            references=self.references,
            claims=self.claims,
            figures=MappingProxyType(dict(sorted(self.figures.items()))),
            held_back=MappingProxyType(self.held_back),
            unread=frozenset(self.unread),
            waivers=tuple(self.waivers),
        )


def _is_empty(found: Sized, faults: Problems) -> bool:
    """Tell whether nothing was found in a file because its YAML cannot be read."""
    return not found and any(fault.rule == "yaml" for fault in faults)


def _is_page(path: str) -> bool:
    folder, _, name = path.removeprefix("content/").rpartition("/")
    return name.endswith(".md") and (folder in FOLDERS if folder else path == "content/index.md")


def _stem(path: str) -> str:
    return path.rpartition(".")[0]


def _ending(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[2].lower()


# --------------------------------------------------------------------------------------------------------- one page


def split_front_matter(text: str, path: str) -> tuple[str, str, int, Problems]:
    """Return front matter, body, the line on which the body begins, and what is wrong with the fences."""
    lines = text.split("\n")
    if not lines or lines[0].rstrip() != "---":
        hint = "Begin the file with a line `---`, then `title: ...` and `summary: ...`, then a line `---`."
        return "", text, 1, (Problem(Place(path, 1), "front-matter", "there is no front matter", hint),)
    for n, line in enumerate(lines[1:], 1):
        if line.rstrip() in ("---", "..."):
            return "\n".join(lines[1:n]), "\n".join(lines[n + 1 :]), n + 2, ()
    hint = "Put a line `---` below the last field."
    return "", "", len(lines), (Problem(Place(path, 1, 1), "front-matter", "the front matter is never closed", hint),)


def read_page(path: str, text: str, config: Config, today: Date) -> tuple[Page | None, Problems]:
    """Return the page that a Markdown file describes, of the type that its folder asks for.

    None only when the front matter cannot be told from the body: the text is never published as a guess.
    """
    front, body, line, faults = split_front_matter(text, path)
    if faults:
        return None, faults
    table, faults = parse_yaml(front, path, first_line=2)
    problems: list[Problem] = list(faults)
    fields = Fields(table, problems)
    folder = path.split("/")[-2]
    make, known = SHAPES.get(folder, (_plain, PAGE))
    fields.only(known)
    page = make(fields, Source.of(path, body, line, key_of(path, text)), config)
    if faults and not table.entries:
        # Of YAML that could not be read, a missing title is only a consequence.
        return page, faults
    problems += _date_faults(page, today)
    return page, tuple(problems)


def _common(fields: Fields, source: Source) -> dict[str, object]:
    """Return the fields that every kind of page has."""
    title = fields.required("title")
    is_home = source.path == "content/index.md"
    return {
        "source": source,
        "slug": source.path.rpartition("/")[2].removesuffix(".md"),
        "title": title,
        "summary": fields.text("summary") if is_home else fields.required("summary"),
        "main_message": fields.text("main_message"),
        "updated": fields.date("updated"),
        "changes": _changes(fields),
        "reviewed": fields.date("reviewed"),
        "review_by": fields.date("review_by"),
        "reviewer": fields.text("reviewer"),
        "reviewer_role": fields.text("reviewer_role"),
        "reviewed_words": _digest(fields),
        "reviewed_typos": fields.texts("reviewed_typos"),
        "authors": fields.texts("authors"),
        "draft": fields.flag("draft"),
        "publish": fields.date("publish"),
        "expires": fields.date("expires"),
        "redirect_from": _addresses(fields, source),
        "linking": Linking(fields.choice("glossary", tuple(Linking), Linking.FIRST)),
        "aliases_off": fields.texts("aliases_off"),
        "related": fields.texts("related"),
    }


def _digest(fields: Fields) -> str:
    """Return the digest of the words that were reviewed."""
    digest = fields.text("reviewed_words")
    if digest and not re.fullmatch(r"[0-9a-f]{16}", digest):
        hint = "Run `build.py review`, which writes it."
        fields.report(fields.places["reviewed_words"], f"“{digest[:40]}” is no digest of words", hint)
        return ""
    return digest


CHANGE = "Write each as `- date: 2026-01-31`, and on the line below, under `date`, `text: What is new`."


def _changes(fields: Fields) -> tuple[Change, ...]:
    """Return what has changed, the newest first; their places are remembered as `changes.0.date`."""
    changes = []
    for n, table in enumerate(fields.tables("changes", CHANGE)):
        inner = fields.inside(table)
        inner.only(("date", "text"))
        if table.get("date") is None:
            inner.report(table.place, "a change without a date", "Add a line `date: YYYY-MM-DD`.")
        date, text = inner.date("date"), inner.required("text")
        fields.places |= {f"changes.{n}.{name}": place for name, place in inner.places.items()}
        if date and text:
            changes.append(Change(date, text))
    return tuple(sorted(changes, key=lambda change: change.date, reverse=True))


def _plain(fields: Fields, source: Source, config: Config) -> Page:
    return Page(**_common(fields, source), places=fields.frozen_places())  # type: ignore[arg-type]


def _article(fields: Fields, source: Source, config: Config) -> Article:
    common = _common(fields, source)
    part = fields.text("part")
    titles = [known.title for known in config.parts]
    if part and part not in titles and not config.is_unread:
        hint = did_you_mean(part, titles) or f"config.yaml has: {', '.join(titles) or 'no parts'}."
        fields.report(fields.places["part"], f"config.yaml has no part “{part}”", hint)
    return Article(
        **common,  # type: ignore[arg-type]
        question=fields.text("question"),
        kind=fields.choice("kind", ARTICLE_KINDS),
        part=part,
        order=fields.integer("order"),
        evidence=fields.choice("evidence", EVIDENCE),
        places=fields.frozen_places(),
    )


def _term(fields: Fields, source: Source, config: Config) -> Term:
    common = _common(fields, source)
    return Term(
        **common,  # type: ignore[arg-type]
        kind=fields.choice("kind", TERM_KINDS),
        everyday=fields.text("everyday"),
        aliases=fields.texts("aliases"),
        forms=fields.texts("forms"),
        is_exact=fields.choice("case", ("exact",)) == "exact",
        autolink=fields.flag("autolink", True),
        context=fields.texts("context"),
        latin=fields.text("latin"),
        ids=fields.texts("ids"),
        say=fields.text("say"),
        facts=MappingProxyType({name: said for name in FACTS if (said := fields.text(name))}),
        orphan_ok=fields.text("orphan_ok"),
        places=fields.frozen_places(),
    )


Make = Callable[[Fields, Source, Config], Page]
SHAPES: Mapping[str, tuple[Make, frozenset[str]]] = MappingProxyType(
    {"articles": (_article, ARTICLE), "glossary": (_term, TERM), "pages": (_plain, PAGE)}
)


def _addresses(fields: Fields, source: Source) -> tuple[str, ...]:
    """Return the old addresses of a page, from the site's root; a bare name means the page's own folder."""
    folder = source.path.split("/")[-2]
    kept = []
    for scalar in fields.scalars("redirect_from"):
        names = scalar.text.strip("/").removesuffix(".html").split("/")
        if not all(map(_is_address, names)):
            hint = "Write the old name, as in `old-name` or `articles/old-name.html`."
            fields.report(scalar.place, f"“{scalar.text[:80]}” is not an address of this site", hint)
            continue
        if len(names) == 1 and folder in ("articles", "glossary"):
            names.insert(0, folder)
        if names[-1] == "index" or (len(names) == 1 and names[0] in RESERVED):
            fields.report(scalar.place, f"the site makes the address “{names[-1]}.html” itself", "Leave it out.")
            continue
        kept.append("/".join(names) + ".html")
    return tuple(kept)


def _is_address(name: str) -> bool:
    """Return whether a name can be part of an address on every system."""
    return bool(re.fullmatch(r"[a-z0-9-]+", name)) and len(name) <= LONGEST_NAME and name not in DEVICES


def _slug_faults(path: str, folder: str, slug: str) -> Iterable[Problem]:
    """Yield what is wrong with a file's name, which is the page's address."""
    fault = None if path == "content/index.md" else slug_fault(folder, slug)
    if fault:
        yield Problem(Place(path), "slug", *fault)


def slug_fault(folder: str, slug: str) -> tuple[str, str] | None:
    """Return why a page of `folder` cannot have this slug, and a hint; None where it can."""
    if not re.fullmatch(r"[a-z0-9-]+", slug):
        return f"“{slug[:80]}” cannot be an address: a-z, 0-9 and - only", f"Rename it, say to {as_slug(slug)}.md."
    if len(slug) > LONGEST_NAME:
        return f"the name is {len(slug)} characters long; at most {LONGEST_NAME}", "Shorten it."
    if slug in DEVICES:
        return f"“{slug}” is a device on Windows, where the site could not be unpacked", "Rename it."
    if slug == "index" or (folder == "pages" and slug in RESERVED):
        return f"the site makes the address “{slug}.html” itself", "Rename the file."
    return None


def as_slug(name: str) -> str:
    """Return a name that may be an address, as near to this one as can be."""
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", letters)[:80].strip("-") or "name"
    return f"{slug}-page" if slug in DEVICES else slug


def _picture_name_faults(path: str) -> Iterable[Problem]:
    """Yield what is wrong with the path of a picture, which is its address and the prefix of a drawing's ids."""
    for name in path.split("/")[1:]:
        if not re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]*", name) or name.split(".")[0].lower() in DEVICES:
            message = f"“{name[:80]}” cannot be an address: letters, digits, ., _ and - only, and no Windows device"
            yield Problem(Place(path), "slug", message, "Rename it.")


def _date_faults(page: Page, today: Date) -> Iterable[Problem]:
    """Yield what is wrong with dates that must agree with each other."""

    def fault(name: str, message: str, hint: str) -> Problem:
        return Problem(page.place(name), "review", message, hint)

    if page.reviewed and not (page.reviewer and page.reviewer_role):
        hint = "Give `reviewer` and `reviewer_role`, or leave `reviewed` out until somebody has checked the page."
        yield fault("reviewed", "a review without a reviewer and a role", hint)
    if page.reviewer and not page.reviewed:
        yield fault("reviewer", "a reviewer without a date", "Give the day of the check as `reviewed`.")
    elif page.reviewer_role and not page.reviewed:
        yield fault("reviewer_role", "a reviewer's role without a review", "Give `reviewer` and `reviewed`, too.")
    for name in ("reviewed_words", "reviewed_typos"):
        if name in page.places and not page.reviewed:
            yield fault(name, f"“{name}” without a review", "Leave it out: `build.py review` writes it.")
    if page.reviewed and page.reviewed > today:
        hint = "Use the day on which the text was last checked."
        yield fault("reviewed", f"the review date {page.reviewed} lies in the future", hint)
    newest = max((change.date for change in page.changes), default=None)
    if newest and newest > today:
        yield fault("changes", f"the change of {newest} lies in the future", "Use the day of the change.")
    elif newest and (page.updated or Date.min) < newest:
        said = f"the newest change is of {newest}, but `updated` is {page.updated or 'missing'}"
        yield fault("changes", said, f"Write `updated: {newest}`.")
    begun = page.reviewed or page.updated
    if page.review_by and begun and (page.review_by - begun).days > LONGEST_REVIEW:
        hint = "Health pages are checked at least every three years."
        yield fault("review_by", f"the next review is more than three years after {begun}", hint)
    if page.review_by and begun and page.review_by < begun:
        yield fault("review_by", f"the next review lies before {begun}", "Give a later day.")
    if page.publish and page.expires and page.expires <= page.publish:
        yield fault("expires", f"the page expires before it is published, on {page.publish}", "Give a later day.")


def _held_back(page: Page, today: Date) -> str:
    """Return why the page is not published today, or ""."""
    if page.draft:
        return "draft"
    if page.publish and page.publish > today:
        return f"scheduled for {page.publish}"
    if page.expires and page.expires <= today:
        return f"expired on {page.expires}"
    return ""


def _card_faults(root: Path, config: Config, memo: Memo) -> Iterable[Problem]:
    """Yield every picture for shared links that is not in the site's own static/, or not of the one size."""
    for name, path in config.card.items():
        find = partial(_card_fault, root, path)
        signed = signature_of(root, f"static/{path}")
        if fault := memo("card", f"{path} {signed}", find) if signed else find():
            place = config.places.get(f"card.{name}") or config.places.get("card") or Place("")
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


def _unknown_names(library: Library) -> Iterable[Problem]:
    """Yield every name in a field that belongs to nothing of the site."""
    terms = _Names(library, "glossary", "term", {term.slug for term in library.terms})
    articles = _Names(library, "articles", "article", {article.slug for article in library.articles})
    pages = _Names(library, "pages", "page", {page.slug for page in library.pages})
    either = _Names(library, "articles", "page", articles.known | pages.known)
    kinds = {*ARTICLE_KINDS, *(part.title for part in library.config.parts)}
    contexts = _Names(library, "articles", "article or kind", articles.known | kinds)
    for page in library.everything:
        related = terms if isinstance(page, Term) else articles if isinstance(page, Article) else either
        yield from related.unknown(page, "related", page.related)
        yield from terms.unknown(page, "aliases_off", page.aliases_off)
        if isinstance(page, Term):
            yield from contexts.unknown(page, "context", page.context)
    config = library.config
    yield from pages.unknown(config, "menu", config.menu, "config")
    for n, route in enumerate(config.routes):
        yield from articles.unknown(config, f"routes.{n}.articles", route.articles, "config")
    fields = _Names(library, "", "field", ARTICLE)
    yield from fields.unknown(config, "policies.article_fields", config.policies.article_fields, "config")


class _Names(NamedTuple):
    """Names that a field may hold."""

    library: Library
    folder: str
    """Of the pages that go by these names, to tell one that is held back from one that is not there."""
    what: str
    known: Set[str]

    def unknown(
        self, where: Page | Config, field: str, names: Iterable[str], rule: str = "crossref"
    ) -> Iterable[Problem]:
        """Yield a problem for each of `names`, the items of `field`, that is not known."""
        for n, name in enumerate(names):
            path = f"content/{self.folder}/{name}.md"
            if name in self.known or path in self.library.unread:
                continue
            place = where.places.get(f"{field}.{n}") or Place("")
            reason = self.library.held_back.get(path)
            if reason:
                message, hint = f"“{name}” is not published: {reason}", "Publish it, or take the name out."
            else:
                message, hint = f"there is no {self.what} “{name[:80]}”", did_you_mean(name, self.known)
            yield Problem(place, rule, message, hint)
