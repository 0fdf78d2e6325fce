"""What an author's own HTML and attributes may be: an allow-list, so that no page runs or loads a stranger's thing."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from .crossrefs import OUTSIDE, SCHEME

ELEMENTS = frozenset(
    (
        "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption "
        "figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp section small span strong sub "
        "summary sup table tbody td tfoot th thead time tr u ul var wbr"
    ).split()
)
VOID = frozenset(("area base br col embed hr img input link meta source track wbr").split())

WORDS_ONLY = frozenset("p h2 h3 h4 h5 h6 dt summary caption pre".split())
"""Elements that no block may stand in: a browser closes them where one begins."""

ATTRIBUTES = frozenset(
    (
        "id class title lang dir href src alt width height colspan rowspan scope headers start reversed value "
        "datetime cite open role data-no-terms"
    ).split()
)
"""What may stand in a tag, or in an attribute list behind a heading or a link; aria-* may too."""

ADDRESSES = frozenset({"href", "src", "cite"})


@dataclass(frozen=True, slots=True)
class HtmlFault:
    """Something that may not stand in a page."""

    line: int
    column: int
    message: str
    hint: str = ""


def attribute_fault(name: str, value: str | None) -> str:
    """Return why the attribute may not stand in a page, or ""."""
    name = name.lower()
    if name.startswith("on"):
        return f"the attribute “{name}” would run a script"
    if name == "style":
        return "the attribute “style” is not allowed; use a class"
    if name not in ATTRIBUTES and not name.startswith("aria-"):
        return f"the attribute “{name}” is not allowed"
    if name in ADDRESSES and value:
        url = re.sub(r"[\x00-\x20]+", "", html.unescape(value))
        scheme = SCHEME.match(url)
        if scheme and scheme[1].lower() not in OUTSIDE:
            return f"“{scheme[1]}:” addresses are not allowed"
        if name == "src" and (scheme or url.startswith("//")):
            return "a picture from another host is not allowed"
    return ""


class _Reader(HTMLParser):
    """Collects the tags of a piece of HTML with their places."""

    def __init__(self, first_line: int) -> None:
        super().__init__(convert_charrefs=True)
        self.first_line = first_line
        self.faults: list[HtmlFault] = []
        self.tags: list[tuple[str, str, int, int]] = []

    def fault(self, message: str, hint: str = "") -> None:
        line, column = self.getpos()
        self.faults.append(HtmlFault(self.first_line + line - 1, column + 1, message, hint))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            hint = "Write it as Markdown, or set `html: trusted` in config.yaml."
            self.fault(f"<{tag}> is not allowed in a text", hint)
            return
        for name, value in attrs:
            if wrong := attribute_fault(name, value):
                self.fault(wrong, "Leave it out.")
        if tag not in VOID:
            line, column = self.getpos()
            self.tags.append(("open", tag, self.first_line + line - 1, column + 1))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        # <div/> opens a <div> in HTML; only in <br/> is the slash without meaning.

    def handle_endtag(self, tag: str) -> None:
        line, column = self.getpos()
        if tag in ELEMENTS and tag not in VOID:
            self.tags.append(("close", tag, self.first_line + line - 1, column + 1))

    def handle_decl(self, decl: str) -> None:
        self.fault("a document type is not allowed in a text", "Delete it.")

    def handle_pi(self, data: str) -> None:
        self.fault("a processing instruction is not allowed in a text", "Delete it.")

    def unknown_decl(self, data: str) -> None:
        self.fault("a CDATA section is not allowed in a text", "Delete it.")


def html_faults(pieces: Iterable[tuple[int, str]]) -> Iterator[HtmlFault]:
    """Yield what is wrong with the HTML pieces of one container, given as (line, text) in order.

    Tags must balance over all pieces: `<details>` may open in one and close in a later one.
    """
    stack: list[tuple[str, int, int]] = []
    for line, text in pieces:
        reader = _Reader(line)
        try:
            reader.feed(text)
            reader.close()
        except AssertionError:
            # How Python's parser says that <![...] is none of the few that there are.
            reader.fault("this HTML cannot be read", "Delete it.")
        yield from reader.faults
        for what, tag, at, column in reader.tags:
            if what == "open":
                if tag == "a" and any(opened == "a" for opened, _, _ in stack):
                    yield HtmlFault(at, column, "a link inside a link", "Close the first before the second begins.")
                stack.append((tag, at, column))
            elif stack and stack[-1][0] == tag:
                stack.pop()
            elif any(opened == tag for opened, _, _ in stack):
                while stack[-1][0] != tag:
                    opened, at_opened, column_opened = stack.pop()
                    yield _unclosed(opened, at_opened, column_opened)
                stack.pop()
            else:
                yield HtmlFault(at, column, f"</{tag}> closes nothing", "Delete it, or add the opening tag.")
        for tag, at, column in stack:
            if tag in WORDS_ONLY:
                hint = f"Close it before the blank line; Markdown needs no <{tag}>."
                yield HtmlFault(at, column, f"<{tag}> cannot hold what follows a blank line", hint)
        stack = [open_tag for open_tag in stack if open_tag[0] not in WORDS_ONLY]
    for tag, at, column in stack:
        yield _unclosed(tag, at, column)


def _unclosed(tag: str, line: int, column: int) -> HtmlFault:
    return HtmlFault(line, column, f"<{tag}> is never closed", f"Add </{tag}> in the same list item, quote or block.")
