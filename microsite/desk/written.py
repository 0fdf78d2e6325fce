"""Where the words of a page are written: in its own file, or in one that it takes words from.

A page also shows words of sidecars, of the ledger and of terms' facts. The page knows at which place the value begins
that holds them; in it they are found again as a reviewer's comments are in a text, by the words alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum, auto
from functools import cache

from ..model import Source
from ..problem import Place
from ..reading.parse import Span, spans_of
from ..terms.glossary import Sighting
from ..terms.mentions import Why
from ..text.crossrefs import CLAIMS_FILE
from .passages import Spot, spot, words_of

SAME = 0.5
"""Share of a passage's words that stand together where it is written; numbers of sources add to them."""

TextOf = Callable[[str], str]
"""Returns the text of a file of the site by its path; "" where it cannot be read."""


class Takes(Enum):
    """What an author may write round words where they are written."""

    MARKS = auto()
    MARKS_IN_QUOTES = auto()
    """YAML would take the brackets for a list, were the value not in quotes."""
    NO_MARKS = auto()
    """The ledger and a term's facts are plain text."""


UNSEEN = re.compile(
    r"(?<=\])\([^()\n]*\)|<!--(?:(?!<!--).)*?-->|(?<=\[\[)!?[^\[\]|\n]*\|(?=[^\]])|\[@[^\[\]]*\]|\{[^{}\n]*\}", re.S
)
"""What stands in a source and not on its page: addresses, comments, the term in [[term|words]], citations, marks."""


def shown(text: str) -> str:
    """Return a Markdown text with blanks for what its page does not show; all else stays at its offset."""
    return UNSEEN.sub(lambda unseen: re.sub(r"[^\n]", " ", unseen[0]), text)


class Writings:
    """Finds where sightings are written, in the order of the text; what is not found has the place before it."""

    def __init__(self, source: Source, text_of: TextOf) -> None:
        self.source = source
        self.own = _Text(shown(source.text))
        self.text_of = cache(text_of)
        self.spans_in = cache(self._spans_in)
        self.value_at = cache(self._value_at)

    def next(self, sighting: Sighting) -> tuple[Place, Takes]:
        """Return the place of the next sighting, and what can be written there."""
        place, text, start = sighting.written
        if place:
            return self.elsewhere(place, text, start)
        # What raw HTML draws is found in no line of text.
        offset = None if sighting.why is Why.DRAWING else self.own.offset(text, start)
        place = self.source.place(self.own.at if offset is None else offset)
        return Place(place.path, place.line) if offset is None else place, Takes.MARKS

    def elsewhere(self, place: Place, text: str, start: int) -> tuple[Place, Takes]:
        """Return the place of the word at an offset of a text from another file, and what can be written there.

        Where it is not found in the value at `place` it is that: the file may have been edited since.
        """
        is_sidecar = place.path.endswith(".yaml") and place.path != CLAIMS_FILE
        offset = self.value_at(place).offset(text, start)
        if offset is None:
            return place, Takes.MARKS if is_sidecar else Takes.NO_MARKS
        found = Source.of(place.path, self.text_of(place.path)).place(offset)
        if not is_sidecar:
            return found, Takes.NO_MARKS
        return found, Takes.MARKS_IN_QUOTES if self.is_bare(place.path, offset) else Takes.MARKS

    def is_bare(self, path: str, offset: int) -> bool:
        """Return whether brackets at a place of a YAML file would begin a list there, or end one."""
        around = [span for span in self.spans_in(path).values() if span.start <= offset < span.end]
        value = min(around, key=lambda span: span.end - span.start)
        return not value.style and (value.start == offset or any(span.style == "[" for span in around))

    def _value_at(self, place: Place) -> _Text:
        """Return the value that begins at a place, no words where there is none."""
        text, spans = self.text_of(place.path), self.spans_in(place.path)
        start = sum(len(line) + 1 for line in text.split("\n")[: max(0, place.line - 1)]) + place.column - 1
        end = max(
            (span.end for name, span in spans.items() if span.start == start and not name.endswith(":")), default=0
        )
        for name, key in spans.items():
            if name.endswith(":") and start <= key.start < end:
                # No words of a page.
                text = text[: key.start] + " " * (key.end - key.start) + text[key.end :]
        return _Text(text[:end], start)

    def _spans_in(self, path: str) -> Mapping[str, Span]:
        """Return where the values of a YAML file stand, or those of a page's front matter."""
        text = self.text_of(path)
        front = FRONT_MATTER.match(text) if path.endswith(".md") else None
        return spans_of(front[0] if front else text)


FRONT_MATTER = re.compile(r"---\n.*?(?=^---)", re.S | re.M)


class _Text:
    """A text in which passages are found, each behind the one before it, or else anywhere, as a footnote may be."""

    def __init__(self, text: str, first: int = 0) -> None:
        """Look in `text` from the offset `first` on."""
        self.text = text
        self.first = self.at = first
        self.passage = ""
        self.spot: Spot | None = None
        """Where the passage is written; None for what is not written here."""

    def offset(self, passage: str, start: int) -> int | None:
        """Return where the word at the offset `start` of a passage is written, None where it is not."""
        if passage != self.passage:
            self.passage, self.spot = passage, self.found(passage)
        return self.spot.words.get(len(words_of(passage[:start]))) if self.spot else None

    def found(self, passage: str) -> Spot | None:
        spots = [found for after in (self.at, self.first) if (found := spot(passage, self.text, after))]
        # One that was found in a wrong place may have led too far.
        best = max(spots, key=lambda found: found.share, default=None)
        if best is None or best.share < SAME:
            return None
        # Behind the first letter of its last word, so that the same word is another one next time.
        self.at = max(best.words.values()) + 1
        return best
