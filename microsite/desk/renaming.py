"""A page gets another name: what changes in which file, so that everything which named it still does.

A page goes by its slug (links between files, lists in front matter, routes and menu, labels of drawings, inserted
facts), a term also by the names in [[...]]. All of them are found here; nothing is written (`rewrite` does).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from ..model import Library, Page, Term
from ..reading.fields import parse_yaml
from ..reading.figures import PICTURES
from ..reading.files import files_below
from ..reading.naming import Kind, Named, named_in, named_in_words
from ..reading.nodes import Scalar
from ..reading.page import split_front_matter
from ..terms.lexicon import Lexicon, lexicon_of
from ..text.crossrefs import REFERENCES_FILE, resolve, url_of
from .edits import (
    Edit,
    Sheet,
    edited,
    plain_text,
    with_item,
    with_items_renamed,
    with_value,
    without_item,
)
from .rewrite import Change

NAMING_FIELDS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "articles": {"related": ("articles",), "needs": ("articles",), "aliases_off": ("glossary",)},
        "glossary": {"related": ("glossary",), "aliases_off": ("glossary",), "context": ("articles",)},
        "pages": {"related": ("articles", "pages"), "aliases_off": ("glossary",)},
        "": {"related": ("articles", "pages"), "aliases_off": ("glossary",)},
    }
)
"""Folder of a page -> lists of its front matter that hold slugs -> the folders of what they name."""

ANY_PAGE = "content/articles/any.md"
"""Stands for the pages that show a figure or a claim: their texts name files as seen from there."""


@dataclass(frozen=True, slots=True)
class Renaming:
    """What is to have which name."""

    page: Page
    slug: str
    title: str
    """The page's own, or another for a term."""

    @property
    def path(self) -> str:
        return f"{posixpath.dirname(self.page.source.path)}/{self.slug}.md"

    @property
    def url(self) -> str:
        return url_of(self.path)

    @property
    def has_new_title(self) -> bool:
        return self.title != self.page.title


def changes_for(
    root: Path, config_name: str, library: Library, renaming: Renaming, surfaces: Iterable[str]
) -> tuple[Change, ...]:
    """Return what changes in which file, in order of their paths.

    `library` holds the held-back pages too. `surfaces` are the words by which texts mention the term: its old title
    stays an alias if it is one of them.
    """
    paths, _ = files_below(root, "content")
    moved = _moved(renaming, paths)
    names = _Names.of(library, renaming, surfaces, moved)
    changes = []
    for path in (config_name, *paths):
        before = (root / path).read_bytes()
        try:
            after = names.put_into(path, before, is_config=path == config_name)
        except UnicodeDecodeError:
            # Such a file is a problem of the site already, and names nothing.
            after = before
        if after != before or path in moved:
            changes.append(Change(path, moved.get(path, path), before, after))
    return tuple(sorted(changes))


def _moved(renaming: Renaming, paths: Iterable[str]) -> Mapping[str, str]:
    """Return old path -> new path of the page and of the pictures and sidecars that lie beside it under its name."""
    old, new = (path.removesuffix("md") for path in (renaming.page.source.path, renaming.path))
    named = {f"{old}{ending}" for ending in ("md", "yaml", *PICTURES)} if old != new else set()
    return {path: new + path.removeprefix(old) for path in paths if path in named}


@dataclass(frozen=True, slots=True)
class _Names:
    """How the page was named, and how it is: puts the one in place of the other, a kind of file after another."""

    renaming: Renaming
    before: Lexicon
    after: Lexicon
    """Without the old title, unless it stays an alias."""
    keeps_title: bool
    """Whether the old title becomes an alias, because texts mention the term by it."""
    moved: Mapping[str, str]
    """Old path -> new path."""

    @classmethod
    def of(cls, library: Library, renaming: Renaming, surfaces: Iterable[str], moved: Mapping[str, str]) -> _Names:
        page, language = renaming.page, library.config.language
        before = lexicon_of(library.terms, language)[0]
        if not isinstance(page, Term):
            return cls(renaming, before, before, keeps_title=False, moved=moved)
        others = [term for term in library.terms if term.slug != page.slug]
        aliases = tuple(alias for alias in page.aliases if alias.casefold() != renaming.title.casefold())
        named = replace(page, slug=renaming.slug, title=renaming.title, aliases=aliases)
        after = lexicon_of([*others, named], language)[0]
        keeps_title = any(renaming.slug not in after.named(surface) for surface in surfaces)
        return cls(renaming, before, after, keeps_title, moved)

    @property
    def folder(self) -> str:
        return self.renaming.page.folder

    @property
    def old(self) -> str:
        """Slug."""
        return self.renaming.page.slug

    def put_into(self, path: str, data: bytes, *, is_config: bool) -> bytes:
        """Return a file with the new name in place of the old."""
        if is_config:
            return self.in_config(data)
        if path.endswith(".md"):
            return self.in_page(path, data)
        if path.endswith(".svg"):
            return self.in_drawing(data)
        if path.endswith(".yaml") and path != REFERENCES_FILE:
            return self.in_data(data)
        return data

    # -------------------------------------------------------------------------------------------------- kinds of file

    def in_config(self, data: bytes) -> bytes:
        """Return config.yaml with the new slug in the menu, which names plain pages, or the routes, which articles."""
        wanted = {"pages": r"menu", "articles": r"routes\.\d+\.articles"}.get(self.folder, "")
        for key in Sheet.of(data, is_page=False).spans:
            if re.fullmatch(wanted, key):
                data = with_items_renamed(data, key, self.old, self.renaming.slug, is_page=False)
        return data

    def in_page(self, path: str, data: bytes) -> bytes:
        """Return a page with the new name in its text and its front matter; one without front matter as it is."""
        text = plain_text(data)
        _, body, _, faults = split_front_matter(text, path)
        if faults:
            return data
        if self.may_name(body):
            data = edited(data, self.edits(body, named_in, path, start=len(text) - len(body)))
        folder = "/".join(path.split("/")[1:-1])
        for field, folders in NAMING_FIELDS.get(folder, {}).items():
            if self.folder in folders:
                data = with_items_renamed(data, field, self.old, self.renaming.slug, is_page=True)
        if path != self.renaming.page.source.path:
            return data
        data = self.with_title(data) if self.renaming.has_new_title else data
        # A draft has never had an address.
        return data if self.renaming.slug == self.old or self.renaming.page.draft else self.with_redirect(data)

    def with_title(self, data: bytes) -> bytes:
        """Return the page itself with its new title, which is no alias any more, while the old one may become one."""
        new = self.renaming.title
        data = with_value(data, "title", new)
        data = _without_items(data, "aliases", lambda alias: alias.casefold() == new.casefold())
        return with_item(data, "aliases", self.renaming.page.title) if self.keeps_title else data

    def with_redirect(self, data: bytes) -> bytes:
        """Return the page itself with its old address leading to it, and its new one no longer."""
        data = _without_items(data, "redirect_from", lambda old: _address(old, self.folder) == self.renaming.url)
        return with_item(data, "redirect_from", self.old)

    def in_drawing(self, data: bytes) -> bytes:
        """Return a drawing with the new slug on the shapes of a term."""
        if self.folder != "glossary":
            return data
        old, new = self.old.encode(), self.renaming.slug.encode()
        return re.sub(rb"""(\sdata-term\s*=\s*)(["'])%b\2""" % re.escape(old), rb"\g<1>\g<2>%b\g<2>" % new, data)

    def in_data(self, data: bytes) -> bytes:
        """Return a sidecar or the ledger with the new name in its labels and texts."""
        sheet = Sheet.of(data, is_page=False)
        if not self.may_name(sheet.text):
            return data
        edits: list[Edit] = []
        for key, span in sheet.spans.items():
            written = sheet.text[span.start : span.end]
            is_label = key.endswith(".term") and self.folder == "glossary"
            if is_label and written.strip("'\"") == self.old:
                at = span.start + written.index(self.old)
                edits.append(Edit(at, at + len(self.old), self.renaming.slug))
            elif span.style not in ("[", "-") and not key.endswith(":"):
                edits += self.edits(written, _in_scalar, ANY_PAGE, span.start)
        return edited(data, edits)

    # -------------------------------------------------------------------------------------------------------- texts

    def may_name(self, text: str) -> bool:
        """Return whether a text may name the page at all, so that most need not be read."""
        return self.old in text or (self.folder == "glossary" and "[[" in text)

    def edits(self, text: str, named: Callable[[str], Iterable[Named]], path: str, start: int) -> Iterator[Edit]:
        """Yield what changes in a text that begins at `start` of its file."""
        for found in named(text):
            new = self.renamed(found, path)
            if new != found.written:
                yield Edit(start + found.start, start + found.end, new)

    def renamed(self, found: Named, path: str) -> str:
        """Return what is to stand in place of a name."""
        written = found.written
        if found.kind == Kind.ADDRESS:
            return self.address(written, path)
        if found.kind == Kind.HREF:
            return self.href(written, path)
        if self.folder != "glossary":
            return written
        if found.kind == Kind.FACT:
            return self.renaming.slug if written == self.old else written
        return self.mark(written)

    def address(self, written: str, path: str) -> str:
        """Return the address of a link in the Markdown of `path`."""
        target = self.moved.get(resolve(written, path, "").path)
        return _with_name(written, target) if target else written

    def href(self, written: str, path: str) -> str:
        """Return the address of a link in the author's own HTML, which names the finished page."""
        parts = urlsplit(written)
        full = posixpath.normpath(posixpath.join(posixpath.dirname(url_of(path)), parts.path))
        is_it = not parts.scheme and full == self.renaming.page.url and self.renaming.page.source.path in self.moved
        return _with_name(written, self.renaming.url) if is_it else written

    def mark(self, written: str) -> str:
        """Return the name of a term between [[ and ]]: by its slug, its title or another name that it keeps."""
        name, renaming = " ".join(written.split()), self.renaming
        if self.before.named(name) != (self.old,):
            return written
        if renaming.has_new_title and name.casefold() == renaming.page.title.casefold():
            return _with_case(renaming.title, name, renaming.page.title)
        if self.after.named(name) == (renaming.slug,):
            return written
        return renaming.slug if name == self.old else _with_case(renaming.title, name, renaming.page.title)


def _in_scalar(text: str) -> Iterator[Named]:
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return named_in_words(text, tuple(starts))


def _with_name(written: str, path: str) -> str:
    """Return an address whose last part before # or ? is the file name of `path`."""
    head = re.match(r"[^#?]*", written)
    assert head is not None
    folder, slash, _ = head[0].rpartition("/")
    return folder + slash + posixpath.basename(path) + written[head.end() :]


def _with_case(new: str, written: str, title: str) -> str:
    """Return a title with a small first letter where the author wrote the old one so."""
    is_lowered = written[:1].islower() and title[:1].isupper()
    is_word = new[:1].isupper() and new[1:2].islower()
    return new[:1].lower() + new[1:] if is_lowered and is_word else new


def _address(written: str, folder: str) -> str:
    """Return the address that an item of `redirect_from` means, as `read` does."""
    names = written.strip("/").removesuffix(".html").split("/")
    if len(names) == 1 and folder in ("articles", "glossary"):
        names.insert(0, folder)
    return "/".join(names) + ".html"


def _without_items(data: bytes, key: str, is_meant: Callable[[str], bool]) -> bytes:
    """Return a page without those items of a list that are meant."""
    text = Sheet.of(data, is_page=True).text
    node = parse_yaml(text, "")[0].get(key)
    items = [item.text if isinstance(item, Scalar) else "" for item in getattr(node, "items", ())]
    for n in reversed(range(len(items))):
        if is_meant(items[n]):
            data = without_item(data, key, n)
    return data
