"""What an author's own HTML and attributes may be: an allow-list, so that no page runs or loads a stranger's thing."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from types import MappingProxyType
from typing import NamedTuple

from .crossrefs import OUTSIDE, SCHEME
from .spans import ATTRIBUTE, CLOSED, OPENED

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

COMMENT = re.compile(r"<!--(?:-?>|.*?(?:-->|\Z))", re.S)
"""What is not published. One without an end goes on to the end of the text, and is reported."""

TAGS = re.compile(rf"(?P<comment>{COMMENT.pattern})|(?P<tag>{OPENED}|{CLOSED})|<(?=[A-Za-z/!?]|<!--)", re.S)
"""Tags that all readers of HTML take for the same, and what begins like one and is none of them."""

ENDLESS = re.compile(r"""</?[A-Za-z](?:[^>"']++|"[^"]*+"|'[^']*+')*+(?!>)""")
"""What begins like a tag and does not end like one."""

NO_END = ("this tag is never closed", "Close it with >, or write &lt; for the character.")
NO_TAG = ("this is not written as a tag is", 'Write <name first="..." second="...">, or &lt; for the character.')
ODD: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "<!--": ("this comment is never closed", "Close it with -->."),
        "<![cdata[": ("a CDATA section is not allowed in a text", "Delete it."),
        "<![": ("this HTML cannot be read", "Delete it."),
        "<!doctype": ("a document type is not allowed in a text", "Delete it."),
        "<?": ("a processing instruction is not allowed in a text", "Delete it."),
    }
)
"""What is wrong with what begins like this; the longest first."""

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


class _Reader:
    """Reads the tags of a piece of HTML, and what is wrong with each by itself.

    It knows a tag by the one pattern on which all readers agree, and says no more of tags behind one that does not fit.
    Python's own parser ends such tags, and comments, elsewhere in each of its versions; so does each browser, which
    would run what the parser takes for the value of an attribute: `<b title=='"><script>...'>`.
    """

    def __init__(self, first_line: int, text: str) -> None:
        self.first_line = first_line
        self.text = text
        self.starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self.faults: list[HtmlFault] = []
        self.tags: list[_Tag] = []
        self.is_whole = True
        """All its tags fit."""

    def read(self) -> None:
        shown, end = COMMENT.sub(_blank, self.text), 0
        for match in TAGS.finditer(self.text):
            if match["comment"] and match["comment"].endswith("-->"):
                continue
            self.take_words(shown, end, match.start())
            end = match.end()
            # Nor may a tag grow together where a comment is taken out.
            if match["tag"] and "<!--" not in match["tag"]:
                self.take_tag(match["tag"], match.start())
            elif self.is_whole and ENDLESS.match(self.text, match.start()):
                self.fault(match.start(), *NO_END)
                return
            else:
                self.take_odd(match.start())
        self.take_words(shown, end, len(shown))

    def fault(self, at: int, *said: str) -> None:
        self.faults.append(HtmlFault(*self.place(at), *said))

    def place(self, at: int) -> tuple[int, int]:
        """Return line and column of an offset."""
        n = bisect_right(self.starts, at) - 1
        return self.first_line + n, at - self.starts[n] + 1

    def take_words(self, shown: str, start: int, end: int) -> None:
        if self.is_whole and shown[start:end].strip():
            self.tags.append(_Tag("", *self.place(start), is_opening=False))

    def take_odd(self, at: int) -> None:
        head = self.text[at : at + len("<![cdata[")].lower()
        said = next((said for begun, said in ODD.items() if head.startswith(begun)), NO_TAG)
        self.is_whole &= said != NO_TAG
        # Of a comment that is a block of its own who reads the blocks tells.
        if at or not head.startswith("<!--"):
            self.fault(at, *said)

    def take_tag(self, written: str, at: int) -> None:
        if not self.is_whole:
            return
        is_opening = not written.startswith("</")
        name = re.split(r"[^A-Za-z0-9-]", written.lstrip("</"), maxsplit=1)[0].lower()
        if is_opening:
            for said in _tag_faults(name, written):
                self.fault(at, *said)
        if name in ELEMENTS and (is_opening or name not in VOID):
            self.tags.append(_Tag(name, *self.place(at), is_opening=is_opening))


def _tag_faults(name: str, written: str) -> Iterator[tuple[str, ...]]:
    """Yield message, hint, and the rule where that is another, of what is wrong with an opening tag by itself."""
    if name not in ELEMENTS:
        yield f"<{name}> is not allowed in a text", INSTEAD.get(name, AS_MARKDOWN)
        return
    # Each, however often it is there: a browser takes the first of a name.
    attributes = [one.strip().partition("=") for one in re.findall(ATTRIBUTE, written)]
    names = [attribute.rstrip().lower() for attribute, _, _ in attributes]
    for attribute, (_, _, value) in zip(names, attributes, strict=True):
        if wrong := attribute_fault(attribute, value.strip().strip("\"'")):
            yield wrong, INSTEAD_OF.get(attribute, "Leave it out.")
    # An empty one says that the picture is only for looks.
    if name == "img" and "alt" not in names:
        yield NO_ALT, 'Add alt="...", which says what the picture shows.', "alt"


def html_faults(pieces: Iterable[tuple[int, str]], *, are_apart: bool = True) -> Iterator[HtmlFault]:
    """Yield what is wrong with the HTML pieces of one container, given as (line, text) in order.

    Tags must balance over all pieces: `<details>` may open in one and close in a later one. Pieces that are apart
    have a blank line between them; OTHER_BLOCK stands for a block of Markdown between two of them. Where a tag is not
    written as one, nothing is said of the tags behind it in its piece, nor of what balances from there on.
    """
    stack: list[_Tag] = []
    can_balance = True
    for line, text in pieces:
        if text == OTHER_BLOCK:
            if can_balance:
                yield from _put(_Tag("", line, 0, is_opening=False), stack)
            continue
        reader = _Reader(line, text)
        reader.read()
        yield from reader.faults
        can_balance = can_balance and reader.is_whole
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
