"""What an author's own HTML and attributes may be: an allow-list, so that no page runs or loads a stranger's thing."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from html.parser import HTMLParser
from types import MappingProxyType
from typing import NamedTuple

from .crossrefs import OUTSIDE, SCHEME
from .spans import CLOSED, OPENED

ELEMENTS = frozenset(
    (
        "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption "
        "figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp section small span strong sub "
        "summary sup table tbody td tfoot th thead time tr u ul var wbr"
    ).split()
)
VOID = frozenset(("area base br col embed hr img input link meta source track wbr").split())

PHRASING = frozenset(
    (
        "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span strong sub sup "
        "time u var wbr"
    ).split()
)
"""Elements that may stand in a line of text."""

WORDS_ONLY = frozenset("p h2 h3 h4 h5 h6 dt summary caption pre".split())
"""Elements that no block may stand in: a browser closes them where one begins."""

HOLDS_ONLY: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "table": frozenset("caption colgroup thead tbody tfoot tr".split()),
        **dict.fromkeys(("thead", "tbody", "tfoot"), frozenset({"tr"})),
        "tr": frozenset({"td", "th"}),
        "colgroup": frozenset({"col"}),
        **dict.fromkeys(("ul", "ol"), frozenset({"li"})),
        "dl": frozenset({"dt", "dd", "div"}),
    }
)
"""Elements that hold nothing but these: what else stands in a table a browser puts before it."""

PARENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(("caption", "colgroup", "thead", "tbody", "tfoot"), ("table",)),
        "tr": ("table", "thead", "tbody", "tfoot"),
        **dict.fromkeys(("td", "th"), ("tr",)),
        "col": ("colgroup",),
        "li": ("ul", "ol"),
        **dict.fromkeys(("dt", "dd"), ("dl", "div")),
        "summary": ("details",),
        "figcaption": ("figure",),
        **dict.fromkeys(("rt", "rp"), ("ruby",)),
    }
)
"""Elements that mean nothing outside one of these."""

TRANSPARENT = frozenset({"a", "ins", "del"})
"""Elements that may hold what their parent may hold."""

ATTRIBUTES = frozenset(
    (
        "id class title lang dir href src alt width height colspan rowspan scope headers start reversed value "
        "datetime cite open role data-no-terms"
    ).split()
)
"""What may stand in a tag, or in an attribute list behind a heading or a link; aria-* may too."""

ADDRESSES = frozenset({"href", "src", "cite"})

NO_ALT = "a picture without a text for those who cannot see it"
AS_MARKDOWN = "Write it as Markdown, or set `html: trusted` in config.yaml."
LINKED = "Link to it: a page loads nothing from other sites."
INSTEAD: Mapping[str, str] = MappingProxyType(
    {
        "script": "Delete it: no script that stands in a text ever runs, by the policy that each page carries.",
        "style": "Delete it: looks belong into a stylesheet in static/css/.",
        **dict.fromkeys(("iframe", "frame", "object", "embed"), LINKED),
        "svg": "Save the drawing in content/figures/ and show it by ![](../figures/name.svg).",
        "h1": "Write `## ...`: the title is the page's only heading of the first level.",
    }
)
"""What to do about elements that no site can use, whatever it trusts."""

INSTEAD_OF: Mapping[str, str] = MappingProxyType(
    {
        "name": "Write id for it: links to # and its name lead there, too.",
        "src": "Put the picture into content/figures/.",
    }
)
"""What to do about attributes that something hangs on: an anchor as it was written of old, a picture."""

COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
"""What is not published. One without an end goes on to the end of the text, and is reported."""

TAGS = re.compile(rf"(?P<comment>{COMMENT.pattern})|(?P<tag>{OPENED}|{CLOSED})|<(?=[A-Za-z/!?]|<!--)", re.S)
"""Tags that all readers of HTML take for the same, and what begins like one and is none of them."""

OTHER_BLOCK = "\0"
"""Among pieces of HTML: a block of Markdown."""


class HtmlFault(NamedTuple):
    """Something that may not stand in a page."""

    line: int
    column: int
    message: str
    hint: str = ""
    rule: str = "html"


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
        # To a browser a backslash is a slash here.
        is_elsewhere = re.match(r"[/\\]{2}", url)
        if name == "src" and (scheme or is_elsewhere):
            return "a picture from another host is not allowed"
        if is_elsewhere:
            return "an address of another host without its scheme is not allowed"
    return ""


class _Tag(NamedTuple):
    """A tag, or words that are no tag."""

    name: str
    """"" means words."""
    line: int
    column: int
    is_opening: bool


class _Reader(HTMLParser):
    """Collects the tags of a piece of HTML with their places."""

    def __init__(self, first_line: int) -> None:
        super().__init__(convert_charrefs=True)
        self.first_line = first_line
        self.faults: list[HtmlFault] = []
        self.tags: list[_Tag] = []

    def fault(self, message: str, hint: str = "", rule: str = "html") -> None:
        line, column = self.getpos()
        self.faults.append(HtmlFault(self.first_line + line - 1, column + 1, message, hint, rule))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            self.fault(f"<{tag}> is not allowed in a text", INSTEAD.get(tag, AS_MARKDOWN))
            return
        for name, value in attrs:
            if wrong := attribute_fault(name, value):
                self.fault(wrong, INSTEAD_OF.get(name, "Leave it out."))
        # An empty one says that the picture is only for looks.
        if tag == "img" and not any(name == "alt" for name, _ in attrs):
            self.fault(NO_ALT, 'Add alt="...", which says what the picture shows.', "alt")
        self.put(tag, is_opening=True)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        # <div/> opens a <div> in HTML; only in <br/> is the slash without meaning.

    def handle_endtag(self, tag: str) -> None:
        if tag in ELEMENTS and tag not in VOID:
            self.put(tag, is_opening=False)

    def handle_data(self, data: str) -> None:
        if data and not data.isspace():
            self.put("", is_opening=False)

    def put(self, name: str, *, is_opening: bool) -> None:
        line, column = self.getpos()
        self.tags.append(_Tag(name, self.first_line + line - 1, column + 1, is_opening))

    def handle_decl(self, decl: str) -> None:
        self.fault("a document type is not allowed in a text", "Delete it.")

    def handle_pi(self, data: str) -> None:
        self.fault("a processing instruction is not allowed in a text", "Delete it.")

    def unknown_decl(self, data: str) -> None:
        self.fault("a CDATA section is not allowed in a text", "Delete it.")

    def handle_comment(self, data: str) -> None:
        # What newer Pythons make of a CDATA section, as browsers do.
        if data.startswith("[CDATA["):
            self.unknown_decl(data)


def html_faults(pieces: Iterable[tuple[int, str]], *, are_apart: bool = True) -> Iterator[HtmlFault]:
    """Yield what is wrong with the HTML pieces of one container, given as (line, text) in order.

    Tags must balance over all pieces: `<details>` may open in one and close in a later one. Pieces that are apart
    have a blank line between them; OTHER_BLOCK stands for a block of Markdown between two of them. Where a tag is not
    written as one, nothing is said of the rest of its piece, nor of what balances behind it: each reader of HTML,
    each version of Python's, too, makes something else of those.
    """
    stack: list[_Tag] = []
    can_balance = True
    for line, text in pieces:
        if text == OTHER_BLOCK:
            if can_balance:
                yield from _put(_Tag("", line, 0, is_opening=False), stack)
            continue
        reader = _Reader(line)
        shown = COMMENT.sub(_blank, text)
        try:
            reader.feed(shown)
            # What is held back begins with the tag whose end it waits for.
            if re.match(r"</?[A-Za-z]", reader.rawdata):
                reader.fault("this tag is never closed", "Close it with >, or write &lt; for the character.")
            elif reader.rawdata.startswith("<!--") and reader.rawdata != shown:
                reader.fault("this comment is never closed", "Close it with -->.")
            else:
                reader.close()
        except AssertionError:
            # How Python's parser says that <![...] is none of the few that there are.
            reader.fault("this HTML cannot be read", "Delete it.")
        odd = list(_odd_tags(line, text, {(fault.line, fault.column) for fault in reader.faults}))
        yield from (each for each in reader.faults if not odd or each[:2] < odd[0][:2])
        yield from odd
        can_balance = can_balance and not odd
        if not can_balance:
            stack.clear()
            continue
        for tag in reader.tags:
            yield from _put(tag, stack)
        if are_apart:
            yield from (_spilling(tag) for tag in stack if tag.name in WORDS_ONLY)
            stack = [tag for tag in stack if tag.name not in WORDS_ONLY]
    yield from (_unclosed(tag) for tag in stack)


def _blank(comment: re.Match[str]) -> str:
    """Return blanks in the place of a comment; one that is never closed as it is, to be reported."""
    return re.sub(r"[^\n]", " ", comment[0]) if comment[0].endswith("-->") else comment[0]


def _odd_tags(first_line: int, text: str, told: Set[tuple[int, int]]) -> Iterator[HtmlFault]:
    """Yield the tags that are not written as CommonMark has them, but for those of which something is told already.

    A browser and Python's parser disagree on where such a tag ends, so that the one would run what the other takes for
    the value of an attribute: `<b title=='"><script>...'>`. Nor may a tag grow together where a comment is taken out.
    """
    for match in TAGS.finditer(text):
        if match["comment"] or (match["tag"] and "<!--" not in match["tag"]):
            continue
        start = match.start()
        line, column = first_line + text.count("\n", 0, start), start - text.rfind("\n", 0, start)
        if (line, column) not in told:
            hint = 'Write <name first="..." second="...">, or &lt; for the character.'
            yield HtmlFault(line, column, "this is not written as a tag is", hint)


def _put(tag: _Tag, stack: list[_Tag]) -> Iterator[HtmlFault]:
    """Take one more tag into account; `stack` holds those that are open."""
    open_names = [opened.name for opened in stack]
    if tag.is_opening or not tag.name:
        if wrong := _misplaced(tag.name, open_names):
            yield HtmlFault(tag.line, tag.column, *wrong)
        if tag.is_opening and tag.name not in VOID:
            stack.append(tag)
    elif tag.name in open_names:
        while stack[-1].name != tag.name:
            yield _unclosed(stack.pop())
        stack.pop()
    else:
        hint = "Delete it, or add the opening tag."
        yield HtmlFault(tag.line, tag.column, f"</{tag.name}> closes nothing", hint)


def _misplaced(name: str, around: Sequence[str]) -> tuple[str, str] | None:
    """Return why an element, or words, may not stand inside those that are open, and what to do; None if they may."""
    parent = around[-1] if around else ""
    if parent in HOLDS_ONLY and name not in HOLDS_ONLY[parent]:
        fits = " or ".join(f"<{fit}>" for fit in sorted(HOLDS_ONLY[parent]))
        return f"{f'<{name}>' if name else 'text'} stands in <{parent}> itself", f"Put it into {fits}."
    if name in PARENTS and parent not in PARENTS[name]:
        return f"<{name}> stands outside <{PARENTS[name][0]}>", "Put it there, or write it as Markdown."
    if name == "a" and "a" in around:
        return "a link inside a link", "Close the first before the second begins."
    holder = next((each for each in reversed(around) if each not in TRANSPARENT), "")
    is_words_only = holder in PHRASING or (holder in WORDS_ONLY and holder not in ("dt", "caption"))
    if name and name not in PHRASING and is_words_only and not (holder == "summary" and re.match(r"h\d", name)):
        return f"<{name}> cannot stand in <{holder}>", f"Close <{holder}> first."
    return None


def _unclosed(tag: _Tag) -> HtmlFault:
    hint = f"Add </{tag.name}> in the same list item, quote or block."
    return HtmlFault(tag.line, tag.column, f"<{tag.name}> is never closed", hint)


def _spilling(tag: _Tag) -> HtmlFault:
    hint = f"Close it before the blank line; Markdown needs no <{tag.name}>."
    return HtmlFault(tag.line, tag.column, f"<{tag.name}> cannot hold what follows a blank line", hint)


def cannot_stand_in_a_line(tag: str) -> bool:
    """Return whether an author's tag begins a block, before which a browser would end the paragraph round it."""
    name = re.match(r"<([a-z0-9]+)", tag.lower())
    return name is not None and name[1] in ELEMENTS - PHRASING
