"""The self-check questions of a text, as plain words: for the page that brings missed ones back.

They are read from the finished tree, so that they say what the page says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ..model import Option, Question

NO_WORDS = frozenset(("cites", "footnote-ref"))
"""Classes of marks that mean nothing away from their page."""
STASHED = re.compile("\x02[^\x03]*\x03")


def questions_in(root: Element) -> Iterator[Question]:
    """Yield the questions of a text in their order; one that lacks its right option is left out, as it is reported."""
    for block in root.iter("div"):
        if "question" in block.get("class", "").split():
            question = _question(block)
            if sum(option.is_right for option in question.options) == 1:
                yield question


def _question(block: Element) -> Question:
    said = [_words(option) for option in _items(block, "options")]
    reasons = _items(block, "reasons")
    options = (
        Option(text, reason.get("class") == "right", _reason(reason))
        for text, reason in zip(said, reasons, strict=True)
    )
    return Question(block.get("id", ""), _words(block[0]), tuple(options))


def _items(block: Element, name: str) -> list[Element]:
    return [item for listing in block.iter("ol") if listing.get("class") == name for item in listing]


def _reason(item: Element) -> str:
    """Return why an option is right or not, without the verdict before it."""
    verdict = next(item.iter("strong"))
    return _words(item).removeprefix(_words(verdict)).strip()


def _words(element: Element) -> str:
    """Return the text of an element on one line, without marks of citations and without raw HTML."""
    return " ".join(STASHED.sub(" ", _text(element)).split())


def _text(element: Element) -> str:
    said = element.text or ""
    for child in element:
        if NO_WORDS.intersection(child.get("class", "").split()):
            # The blank before a mark belongs to it.
            said = said.rstrip() + (child.tail or "")
        else:
            said += _text(child) + (child.tail or "")
    return said
