"""Quotes and apostrophes as a printer sets them: “these”, not "those", in the manner of the page's language.

Runs on the finished tree before terms are looked for: Python-Markdown's own extension for this hides each mark behind
a placeholder, so that “Ober's test” could no longer be found.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from xml.etree.ElementTree import Element

from ..words import without_region

KEPT = frozenset("code pre kbd samp var script style svg math textarea".split())
"""Where a straight quote is meant."""

PARAGRAPHS = frozenset("p li dd dt td th blockquote div section figcaption h1 h2 h3 h4 h5 h6 summary".split())
"""Where a line of text begins anew."""

HIGH, LOW, FRENCH = ("“", "”", "‘", "’"), ("„", "“", "‚", "‘"), ("«", "»", "‘", "’")
QUOTES: Mapping[str, tuple[str, str, str, str]] = MappingProxyType(
    dict.fromkeys("af cy da en es ga gl id lv nl pt tr vi".split(), HIGH)
    | dict.fromkeys("cs de et hr is sk sl".split(), LOW)
    | dict.fromkeys("ca it nb nn no".split(), FRENCH)
    | dict.fromkeys(("fi", "sv"), ("”", "”", "’", "’"))
    | dict.fromkeys(("ru", "uk"), ("«", "»", "„", "“"))
    | {
        "fr": ("«\u202f", "\u202f»", "‘", "’"),
        "hu": ("„", "”", "»", "«"),
        "pl": ("„", "”", "«", "»"),
        "ro": ("„", "”", "«", "»"),
    }
)
"""Language → opening and closing double, opening and closing single quote; other languages keep straight ones.

As the Unicode consortium's locale data have them (CLDR 48), with two liberties: blanks inside those of French, and in
languages that are full of apostrophes single ones that a wrong guess makes no worse than that.
"""

OPENERS = " \t\n\u00a0([{–—/„‚-"
"""After these a quote opens, as after one that the language opens with: “ opens in English and closes in German."""


def set_quotes(root: Element, language: str) -> None:
    """Replace the straight quotes of all prose below `root`, in place."""
    quotes = QUOTES.get(without_region(language))
    if quotes:
        _Setter(quotes).walk(root)


class _Setter:
    """Walks a tree knowing the character before the present one, across tags."""

    def __init__(self, quotes: tuple[str, str, str, str]) -> None:
        self.quotes = quotes
        self.openers = OPENERS + quotes[0] + quotes[2]
        self.begin()

    def begin(self) -> None:
        self.before = " "
        self.is_open = False
        """Whether a single quote was opened in this line of text and not yet closed."""

    def walk(self, element: Element) -> None:
        if element.tag in PARAGRAPHS:
            self.begin()
        is_kept = element.tag in KEPT
        if element.text:
            element.text = self.set(element.text, is_kept=is_kept)
        for child in element:
            if is_kept:
                continue
            self.walk(child)
            if child.tag in PARAGRAPHS:
                self.begin()
            if child.tail:
                child.tail = self.set(child.tail)

    def set(self, text: str, *, is_kept: bool = False) -> str:
        if is_kept or ('"' not in text and "'" not in text):
            self.before = text[-1]
            return text
        made = []
        for n, character in enumerate(text):
            following = text[n + 1 : n + 2]
            if character == '"':
                # Behind an apostrophe too: l'"arc" in French.
                opens = self.before in self.openers or (self.before == "’" and following.isalnum())
                made.append(self.quotes[0 if opens else 1])
            elif character == "'":
                made.append(self.single(following))
            else:
                made.append(character)
            self.before = made[-1]
        # The text keeps its type: Python-Markdown marks what it must not touch by a class of its own.
        return type(text)("".join(made))

    def single(self, following: str) -> str:
        is_behind_a_word = self.before not in self.openers
        if not is_behind_a_word and not following.isdigit():
            self.is_open = True
            return self.quotes[2]
        if self.is_open and is_behind_a_word and not following.isalnum():
            self.is_open = False
            return self.quotes[3]
        # An apostrophe inside or behind a word, or before a year: it's, the muscles', '98.
        return "’"
