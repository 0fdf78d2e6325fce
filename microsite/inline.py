"""What stands inside a line of text and is ours or GitHub's: patterns that run among Python-Markdown's own.

A pattern sees neither line nor page, so each leaves an element with a `data-` attribute that says what was written;
`body` finds those in the finished tree, where the place is known, and puts the real thing there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import HtmlInlineProcessor, InlineProcessor, SimpleTagInlineProcessor
from markdown.util import AtomicString

from .gfm import ATTRIBUTE, Collected

if TYPE_CHECKING:
    from markdown import Markdown

Found = tuple[Element | str | None, int | None, int | None]

CITATION = r"\[(@[A-Za-z0-9][^\[\]]*)\]"
TERM_MARK = r"\[\[(!?)([^\[\]|\\]+)(?:\\?\|([^\[\]]+))?\]\]"
CLAIM = r"\{claim:([^{}\s]*)\}"
FACT = r"\{fact:([^{}\s]*)\}"
BARE_URL = r"(?<![\w/@=\"'<\[])(https?://|www\.)[^\s<>\x02\x03]+"
STRIKE = r"()(~~)(?!~)(.+?)(?<!~)~~(?!~)"
RAW_HTML = rf"(<!--(?:>|->|.*?-->)|<[A-Za-z][\w-]*{ATTRIBUTE}*\s*/?>|</[A-Za-z][\w-]*\s*>)"


class _Pattern(InlineProcessor):
    """A pattern that turns a match into one element."""

    def __init__(self, pattern: str, md: Markdown, make: Callable[[re.Match[str]], Element | None]) -> None:
        super().__init__(pattern, md)
        self.make = make

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        element = self.make(m)
        return (None, None, None) if element is None else (element, m.start(0), m.end(0))


def _span(name: str, value: str, words: str = "") -> Element:
    element = Element("span", {f"data-{name}": value})
    element.text = words
    return element


def _citation(m: re.Match[str]) -> Element:
    element = _span("cite", " ".join(m[1].split()))
    element.set("data-written", m[0])
    return element


def _term_mark(m: re.Match[str]) -> Element:
    name = " ".join(m[2].split())
    element = _span("term-mark", "!" if m[1] else name, m[3] or name)
    element.set("data-written", m[0])
    return element


def _atomic(name: str) -> Callable[[re.Match[str]], Element]:
    def make(m: re.Match[str]) -> Element:
        element = _span(name, m[1])
        element.set("data-written", m[0])
        return element

    return make


class _BareUrl(InlineProcessor):
    """An address without brackets becomes a link, as on GitHub: less the punctuation that ends a sentence."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        url = re.sub(r"(&[a-z]+;|[?!.,:*_~'\";])+$", "", m[0])
        while url.endswith(")") and url.count(")") > url.count("("):
            url = url[:-1]
        if "." not in url.partition("//")[2 if "//" in url else 0]:
            return None, None, None
        element = Element("a", {"href": url if "//" in url else f"https://{url}"})
        element.text = AtomicString(url)
        return element, m.start(0), m.start(0) + len(url)


class _RawHtml(HtmlInlineProcessor):
    """A tag inside a line goes behind a placeholder; a comment goes."""

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        if m[1].startswith("<!--"):
            return "", m.start(0), m.end(0)
        collected: Collected = self.md.parser.collected  # type: ignore[attr-defined]
        raw = self.backslash_unescape(self.unescape(m[1]))
        collected.inline[self.md.htmlStash.html_counter] = raw
        return self.md.htmlStash.store(raw), m.start(0), m.end(0)


def register(md: Markdown) -> None:
    """Add our patterns to `md`; numbers are Python-Markdown's priorities, higher runs first."""
    patterns = md.inlinePatterns
    patterns.register(_Pattern(CITATION, md, _citation), "citation", 178)
    patterns.register(_Pattern(TERM_MARK, md, _term_mark), "term-mark", 177)
    patterns.register(_Pattern(CLAIM, md, _atomic("claim")), "claim", 176)
    patterns.register(_Pattern(FACT, md, _atomic("fact")), "fact", 176)
    patterns.register(_BareUrl(BARE_URL, md), "bare-url", 115)
    patterns.register(_RawHtml(RAW_HTML, md), "html", 105)
    patterns.register(SimpleTagInlineProcessor(STRIKE, "del"), "strike", 65)
