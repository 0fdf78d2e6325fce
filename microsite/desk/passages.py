"""The passages of a finished text – its paragraphs, items, captions – and where their words stand in what was written.

A passage is known by its words alone: so it is found again in the Markdown, in a sidecar, and after the text was
edited; no page carries line numbers.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser
from types import MappingProxyType

WORD = re.compile(r"[^\W_]+")

BLOCKS = frozenset(
    (
        "p h1 h2 h3 h4 h5 h6 li dt dd table tr td th pre figcaption blockquote summary div section aside ul ol dl "
        "figure details hr"
    ).split()
)
INSIDE = frozenset("li dt dd figcaption blockquote div section aside details".split())
"""What can hold the note on its own words; after all others it follows."""
UNNUMBERED = frozenset(("summary",))
UNSAID = frozenset("badge block-label cites credit footnote-backref".split())
"""Classes of what the generator adds to an author's words."""
VOID = frozenset("br hr img input wbr col".split())
BEFORE_MARK = re.compile(r" (?=[.,;:!?](?:\s|$))")
"""What a citation leaves behind that stood there."""
SHORT = 4
"""Words of a passage up to which all of them must be found together."""
NEAR = 10
"""Words that a source may have between the words of a passage: addresses of links, marks."""
MOST_PAIRS = 20_000_000
"""Pairs of a word of a passage and one of a source that are all looked at; of real ones, a tenth is much."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a passage stands in a source."""

    start: int
    """Offset of the first word that was found."""
    share: float
    """Of the passage's words that stand there, in their order: 1 for all."""
    words: Mapping[int, int]
    """Number of each of these words in the passage, from 0 -> its offset in the source."""


def words_of(text: str) -> tuple[str, ...]:
    """Return a text's words in small letters, without marks of any kind: what two versions of it have in common."""
    return tuple(WORD.findall(text.casefold()))


def spot(passage: str, source: str, after: int = 0) -> Spot | None:
    """Return where in `source`, Markdown or YAML, the words of `passage` stand best; None where they do not.

    Only what begins at the offset `after` counts.
    """
    sought = words_of(passage)
    places = [(match[0].casefold(), match.start()) for match in WORD.finditer(source, after)]
    known = [word for word, _ in places]
    # What is said over and over would be compared with itself for minutes: there, only the rarer words count.
    is_much = len(known) * len(sought) > MOST_PAIRS
    matcher = SequenceMatcher(None, known, sought, autojunk=is_much)
    anchor = matcher.find_longest_match()
    if not anchor.size or (len(sought) <= SHORT and anchor.size < len(sought)):
        return None
    # Only what lies round the longest run: the same small words stand everywhere.
    begin = max(0, anchor.a - anchor.b - NEAR - anchor.b // 2)
    rest = len(sought) - anchor.b
    end = anchor.a + rest + NEAR + rest // 2
    found = SequenceMatcher(None, known[begin:end], sought, autojunk=is_much).get_matching_blocks()
    first = next((block.a for block in found if block.size > 1), anchor.a - begin)
    at = places[begin + first][1]
    offsets = {block.b + n: places[begin + block.a + n][1] for block in found for n in range(block.size)}
    return Spot(at, len(offsets) / len(sought), MappingProxyType(offsets))


def numbered(
    body: str, put: Callable[[str], str], changed: Callable[[str, Mapping[str, str]], Mapping[str, str]]
) -> str:
    """Return a body's HTML with what `put` returns for each passage after its words.

    `put` is called with the words of each passage, in order, drawings' and generator's own left out. `changed` is
    called with the name and the attributes of every element and returns the attributes to have instead.
    """
    numberer = _Numberer(put, changed)
    numberer.feed(body)
    numberer.close()
    return "".join(numberer.out)


class _Numberer(HTMLParser):
    """Copies HTML; lives only inside `numbered`."""

    def __init__(
        self, put: Callable[[str], str], changed: Callable[[str, Mapping[str, str]], Mapping[str, str]]
    ) -> None:
        super().__init__(convert_charrefs=False)
        self.put = put
        self.changed = changed
        self.out: list[str] = []
        self.open: list[str] = []
        """Blocks round the present place."""
        self.said: list[str] = []
        """Words of the passage that is open."""
        self.unsaid = 0
        """How many elements deep we are in what is not an author's words."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        before = {name: value or "" for name, value in attrs}
        if tag in BLOCKS or tag == "br":
            # Two cells and two lines are two words.
            self.said.append(" ")
        is_block = tag in BLOCKS and not self.unsaid and "table" not in self.open
        if is_block:
            self.end_passage()
        if self.unsaid or tag == "svg" or UNSAID.intersection(before.get("class", "").split()):
            self.unsaid += tag not in VOID
        elif is_block and tag not in VOID:
            self.open.append(tag)
        after = self.changed(tag, before)
        if after == before:
            self.out.append(self.get_starttag_text() or "")
        else:
            said = "".join(f' {name}="{html.escape(value)}"' for name, value in after.items())
            self.out.append(f"<{tag}{said}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.out.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if self.unsaid:
            self.unsaid -= 1
            self.out.append(f"</{tag}>")
        elif tag in BLOCKS and self.open and self.open[-1] == tag:
            if tag in INSIDE:
                self.end_passage()
                self.out.append(f"</{tag}>")
            else:
                self.out.append(f"</{tag}>")
                self.end_passage()
            self.open.pop()
        else:
            self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.out.append(data)
        if not self.unsaid:
            self.said.append(data)

    def handle_entityref(self, name: str) -> None:
        self.out.append(f"&{name};")
        if not self.unsaid:
            self.said.append(html.unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        self.handle_entityref(f"#{name}")

    def handle_comment(self, data: str) -> None:
        self.out.append(f"<!--{data}-->")

    def end_passage(self) -> None:
        words = BEFORE_MARK.sub("", " ".join("".join(self.said).split()))
        self.said.clear()
        if WORD.search(words) and self.open and self.open[-1] not in UNNUMBERED:
            self.out.append(self.put(words))
