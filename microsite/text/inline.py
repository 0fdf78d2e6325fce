"""What stands inside a line of text and is ours or GitHub's: patterns that run among Python-Markdown's own.

A pattern sees neither line nor page, so each leaves an element with a `data-` attribute that says what was written;
`body` finds those in the finished tree, where the place is known, and puts the real thing there.

Links, pictures, code, tags and emphasis are read by CommonMark's rules (`spans`); the patterns, their order and what
they leave behind are Python-Markdown's.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from markdown import treeprocessors
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.inlinepatterns import ESCAPE_RE, EscapeInlineProcessor, InlineProcessor, SubstituteTagInlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX, AtomicString

from .gfm import Collected
from .marks import CITATION, CLAIM, FACT
from .safe import ADDRESSES, attribute_fault
from .spans import ENTITY, TERM_MARK, VERBATIM, Pair, closing, decoded, emphasis, holds_link, leads_to, plain

if TYPE_CHECKING:
    from markdown import Markdown

Found = tuple[Element | str | None, int | None, int | None]
NOTHING: Found = (None, None, None)

FOOTNOTE = r"\[\^([^\]\s]+)\]"
BARE_URL = r"(?:(?<![A-Za-z0-9])https?://|(?<![^\s*_~(])www\.)[^\s<\x02\x03]+"
BARE_MAIL = (
    r"(?<![A-Za-z0-9.+-])(?:mailto:)?[A-Za-z0-9.+-][\w.+-]*@"
    r"[A-Za-z0-9-]+(?:\.[A-Za-z0-9_-]+)*\.[A-Za-z0-9-]*[A-Za-z](?!_*[A-Za-z0-9@-]|\.[A-Za-z0-9])"
)
"""Its end is a letter, as on GitHub: package@1.2.3 is the version of a package."""
BARRED_MARK = r"(?<!\\)\[\[(!?)([^\[\]|\\]+)\\\|([^\[\]]+)\]\]"
"""The mark of a term as a table has it. Elsewhere its bar would be taken for an escaped sign in the name."""
LINE_BREAK = r"(?: {2,}|\\)\n"

ATTRIBUTE_LIST = r"\{(?::[ ]*|[ ]*(?=[#.]|-\}|[A-Za-z][\w-]*=))([^{}\n ][^{}\n]*)\}"
"""What begins as an attribute list must: `{#`, `{.`, `{name=`, `{:`, and `{-}`, which Pandoc knows.

Other braces are text, as on GitHub: `{id}`, `{1, 2}`, a mark, a template's tag. Python-Markdown takes them all for
lists, and their words are lost; its lists end at the last brace of a line, and what stands between changes places.
"""

WRAPPER = "emphasised"


class _Pattern(InlineProcessor):
    """A pattern that turns a match into one element."""

    def __init__(self, pattern: str, md: Markdown, make: Callable[[re.Match[str]], Element]) -> None:
        super().__init__(pattern, md)
        self.make = make

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        element = self.make(m)
        for name, value in element.items():
            if STX in value:
                # Code and escaped signs in it were read before. As they were written they are not known any more.
                known = value.partition(STX)[0] if name == "data-written" else self.said(value)
                element.set(name, known)
        return element, m.start(0), m.end(0)

    def said(self, value: str) -> str:
        """Return a value with the words and signs that its placeholders stand for; tags say nothing."""
        return PLACEHOLDER.sub(lambda held: chr(int(held[1])) if held[1].isdecimal() else "", self.unescape(value))


PLACEHOLDER = re.compile(f"{STX}([^{STX}{ETX}]*){ETX}")


def _span(name: str, value: str, written: str, words: str = "") -> Element:
    element = Element("span", {f"data-{name}": value, "data-written": written})
    element.text = words
    return element


def _citation(m: re.Match[str]) -> Element:
    return _span("cite", " ".join(m[1].split()), m[0])


def _term_mark(m: re.Match[str]) -> Element:
    name = " ".join(m[2].split())
    return _span("term-mark", "!" if m[1] else name, m[0], m[3] or name)


def _claim(m: re.Match[str]) -> Element:
    return _span("claim", m[1], m[0])


def _fact(m: re.Match[str]) -> Element:
    return _span("fact", m[1], m[0])


def _undefined_footnote(m: re.Match[str]) -> Element:
    return _span("undefined-footnote", m[1], m[0], AtomicString(m[0]))


def _anchor(url: str, words: str) -> Element:
    element = Element("a", {"href": url})
    element.text = AtomicString(words)
    return element


class _Verbatim(InlineProcessor):
    """Code, an address or a tag: the leftmost counts, and nothing inside it is read."""

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        if m["code"] is not None:
            return _code(m["code"]), m.start(0), m.end(0)
        if m["url"] or m["mail"]:
            if "a" in self.md.treeprocessors["inline"].ancestors:  # type: ignore[attr-defined]
                return NOTHING
            found = m["url"] or m["mail"]
            return _anchor(found if m["url"] else f"mailto:{found}", decoded(found)), m.start(0), m.end(0)
        if not m["tag"]:
            return NOTHING
        if m["tag"].startswith("<!--"):
            return "", m.start(0), m.end(0)
        collected: Collected = self.md.parser.collected  # type: ignore[attr-defined]
        collected.inline[self.md.htmlStash.html_counter] = m["tag"]
        return self.md.htmlStash.store(m["tag"]), m.start(0), m.end(0)


def _code(written: str) -> Element:
    text = written.replace("\n", " ")
    if text.startswith(" ") and text.endswith(" ") and text.strip(" "):
        text = text[1:-1]
    element = Element("code")
    element.text = AtomicString(text)
    return element


class _Bracketed(InlineProcessor):
    """`[words](address)`, `[words][label]` and `[label]`; pictures, with `!` before, in a pass of their own."""

    def __init__(self, md: Markdown, *, is_image: bool) -> None:
        mark = "" if is_image else rf"{TERM_MARK}|"
        super().__init__(rf"{VERBATIM}|{mark}(?P<opened>{'!' if is_image else ''}\[)", md)
        self.is_image = is_image

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        close = closing(data, m.end()) if m["opened"] else -1
        if close < 0:
            return NOTHING
        words = data[m.end() : close]
        leads = leads_to(data, m.end(), close, self.md.references)
        if leads is None:
            return self.undefined(m, data, close)
        if self.is_image:
            element = Element("img", {"alt": plain(words), "src": leads.address})
        elif holds_link(words, self.md.references):
            return NOTHING
        else:
            element = Element("a", {"href": leads.address})
            element.text = words
        if leads.title is not None:
            element.set("title", leads.title)
        return element, m.start(0), leads.end

    def undefined(self, m: re.Match[str], data: str, close: int) -> Found:
        """Mark `[words][label]` whose label nothing defines: it would be printed as text."""
        label = UNDEFINED.match(data, close + 1)
        if label is None or data[m.start() - 1 : m.start()] == "!":
            return NOTHING
        written = data[m.start() : label.end()]
        name = label[1] or data[m.end() : close]
        return _span("undefined-link", name, written, written), m.start(0), label.end()


FLAGS = ("open", "reversed")
"""Attributes that need no value."""
UNDEFINED = re.compile(r"\[([^\[\]@^\n][^\[\]\n]*|)\](?![\[(])")


class _AttributeLists(AttrListTreeprocessor):
    """`{#id .class}` gives an element only what may stand in a page; what it may not is remembered as a fault."""

    # The library looks with these three, which its stubs call final.
    HEADER_RE = re.compile(rf"[ ]+{ATTRIBUTE_LIST}[ ]*$")  # type: ignore[misc]
    BLOCK_RE = re.compile(rf"\n[ ]*{ATTRIBUTE_LIST}[ ]*$")  # type: ignore[misc]
    INLINE_RE = re.compile(rf"^{ATTRIBUTE_LIST}")  # type: ignore[misc]

    def __init__(self, md: Markdown, *, trusts_all: bool) -> None:
        super().__init__(md)
        self.trusts_all = trusts_all

    def assign_attrs(self, elem: Element, attrs_string: str, *, strict: bool = False) -> str:
        before = dict(elem.attrib)
        rest: str = super().assign_attrs(elem, attrs_string, strict=strict)
        for name, value in list(elem.attrib.items()):
            if name in before and before[name] == value:
                continue
            wrong = "" if self.trusts_all else attribute_fault(name, value)
            if not wrong and value is None and name not in FLAGS:
                wrong = f"the attribute “{name}” has no value"
            if name in ADDRESSES and not self.trusts_all:
                wrong = f"the attribute “{name}” cannot be set in {{...}}"
            if not wrong:
                continue
            self.md.parser.collected.attributes.append((elem, attrs_string, wrong))  # type: ignore[attr-defined]
            if name in before:
                elem.set(name, before[name])
            else:
                del elem.attrib[name]
        return rest


class _Entity(InlineProcessor):
    """`&auml;` becomes its character, so that it is a letter to all who read the tree."""

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        meant = decoded(m[0])
        if meant == m[0]:
            return NOTHING
        return "".join(f"{STX}{ord(character)}{ETX}" for character in meant), m.start(0), m.end(0)


class _Bare(InlineProcessor):
    """An address without brackets becomes a link, as on GitHub: less the punctuation that ends a sentence.

    GitHub takes a curly quote or a ] behind it for a part of it; nobody means that.
    """

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        url = m[0]
        if "@" in url and not url.startswith(("http", "www.")):
            return _anchor(f"mailto:{url.removeprefix('mailto:')}", url), m.start(0), m.end(0)
        url = _without_end(url)
        if not re.match(r"(?:https?://|www\.)[\w-]+(?:\.[\w-]+)*", url) or url == "www.":
            return NOTHING
        return _anchor(url if "//" in url else f"http://{url}", decoded(url)), m.start(0), m.start(0) + len(url)


def _without_end(url: str) -> str:
    """Return an address without what closes the sentence round it."""
    end = len(url)
    over = {closed: url.count(closed) - url.count(opened) for opened, closed in ("()", "[]")}
    while end:
        last = url[end - 1]
        # No entity has a longer name.
        entity = re.search(r"&[A-Za-z0-9]+;$", url[max(0, end - 40) : end]) if last == ";" else None
        if entity:
            end -= len(entity[0])
        elif last in "?!.,:;*_~'\"”’»…" or over.get(last, 0) > 0:
            over[last] = over.get(last, 0) - 1
            end -= 1
        else:
            break
    return url[:end]


class _Emphasis(InlineProcessor):
    """`*em*`, `**strong**` and `~~del~~`, paired over all of a text at once."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(r"[*_~].*", md)

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        pairs = emphasis(data)
        return (_emphasised(data, pairs), pairs[0].start, len(data)) if pairs else NOTHING


def _emphasised(text: str, pairs: list[Pair]) -> Element:
    """Return the text from the first of its pairs on, inside a wrapper that `_Unwrapping` takes away."""
    edges = sorted([(pair.start, pair.inner, pair.tag) for pair in pairs] + [(p.close, p.end, "") for p in pairs])
    path, at = [Element(WRAPPER)], edges[0][0]
    for start, end, tag in edges:
        _say(path[-1], _inert(text[at:start]))
        if tag:
            path.append(SubElement(path[-1], tag))
        else:
            path.pop()
        at = end
    _say(path[0], _inert(text[at:]))
    return path[0]


def _inert(text: str) -> str:
    """Return text whose delimiters belong to no pair, so that nobody pairs them anew."""
    return re.sub(r"[*_~]", lambda m: f"{STX}{ord(m[0])}{ETX}", text)


def _say(element: Element, text: str | None) -> None:
    """Add text at the end of what `element` holds."""
    if text and len(element):
        element[-1].tail = (element[-1].tail or "") + text
    elif text:
        element.text = (element.text or "") + text


class _Unwrapping(Treeprocessor):
    """Puts what a wrapper holds in the wrapper's place."""

    def run(self, root: Element) -> None:
        for parent in list(root.iter()):
            if not any(child.tag == WRAPPER for child in parent):
                continue
            children = list(parent)
            parent[:] = []
            for child in children:
                if child.tag == WRAPPER:
                    _say(parent, child.text)
                    parent.extend(child)
                    _say(parent, child.tail)
                else:
                    parent.append(child)


NEEDED = {
    "picture": ("![",),
    "link": ("[",),
    "verbatim": ("`", "<"),
    "escape": ("\\",),
    "citation": ("[@",),
    "barred-mark": ("\\|",),
    "term-mark": ("[[",),
    "claim": ("{claim:",),
    "fact": ("{fact:",),
    "footnote": ("[^",),
    "undefined-footnote": ("[^",),
    "bare-url": ("://", "www."),
    "bare-mail": ("@",),
    "entity": ("&",),
    "em_strong": ("*", "_", "~"),
    "linebreak": ("\n",),
}
"""What a text must hold for a pattern to find anything in it. A pattern that is not named is always tried."""


class _Sparing(treeprocessors.InlineProcessor):
    """Python-Markdown's own run of the patterns, but none is tried on a text that lacks what it needs.

    Nearly all texts have no markup but a word or two; to search each for every pattern was half of a conversion.
    """

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.needed: list[tuple[object, tuple[str, ...]]] = []

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        patterns = self.inlinePatterns
        needed: list[tuple[str, ...]] = [("",)] * len(patterns)
        for name in NEEDED:
            needed[patterns.get_index_for_name(name)] = NEEDED[name]
        self.needed = list(zip(patterns, needed, strict=True))
        return super().run(tree, ancestors)

    # The library keeps these two to itself; the names below are how Python spells that.
    def _InlineProcessor__handleInline(self, data: str, patternIndex: int = 0) -> str:
        if isinstance(data, AtomicString):
            return data
        for n in range(patternIndex, len(self.needed)):
            pattern, needed = self.needed[n]
            for text in needed:
                if text in data:
                    break
            else:
                continue
            at, is_found = 0, True
            while is_found:
                data, is_found, at = self._InlineProcessor__applyPattern(pattern, data, n, at)  # type: ignore[attr-defined]
        return data


def register(md: Markdown, *, trusts_html: bool) -> None:
    """Put our patterns among those of `md`; numbers are Python-Markdown's priorities, higher runs first."""
    md.treeprocessors.register(_Sparing(md), "inline", 20)
    patterns = md.inlinePatterns
    md.ESCAPED_CHARS = list(string.punctuation)
    patterns.register(_Bracketed(md, is_image=True), "picture", 201)
    patterns.register(_Bracketed(md, is_image=False), "link", 200)
    patterns.register(_Verbatim(VERBATIM, md), "verbatim", 195)
    patterns.register(_Pattern(BARRED_MARK, md, _term_mark), "barred-mark", 181)
    patterns.register(EscapeInlineProcessor(ESCAPE_RE, md), "escape", 180)
    patterns.register(_Pattern(CITATION, md, _citation), "citation", 178)
    patterns.register(_Pattern(TERM_MARK, md, _term_mark), "term-mark", 177)
    patterns.register(_Pattern(CLAIM, md, _claim), "claim", 176)
    patterns.register(_Pattern(FACT, md, _fact), "fact", 176)
    patterns.register(_Pattern(FOOTNOTE, md, _undefined_footnote), "undefined-footnote", 174)
    patterns.register(_Bare(BARE_URL, md), "bare-url", 115)
    patterns.register(_Bare(BARE_MAIL, md), "bare-mail", 114)
    patterns.register(_Entity(ENTITY, md), "entity", 80)
    patterns.register(SubstituteTagInlineProcessor(LINE_BREAK, "br"), "linebreak", 50)
    patterns.register(_Emphasis(md), "em_strong", 60)
    md.treeprocessors.register(_Unwrapping(md), "unwrap", 19.5)
    md.treeprocessors.register(_AttributeLists(md, trusts_all=trusts_html), "attr_list", 8)
