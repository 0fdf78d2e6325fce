"""Structure as CommonMark has it: a set of our own always, and the specification's examples where its text is at hand.

COMMONMARK_SPEC names spec.txt of the specification (npm package commonmark-spec 0.31.2).
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from microsite.text.dialect import to_html
from tests.bench.commonmark import examples, structure
from tests.snippets import Snippet, read_snippets

SPEC = Path(os.environ.get("COMMONMARK_SPEC", ""))

ALIKE = {
    "Tabs": 11,
    "Backslash escapes": 13,
    "Entity and numeric character references": 17,
    "Precedence": 1,
    "Thematic breaks": 19,
    "ATX headings": 18,
    "Setext headings": 27,
    "Indented code blocks": 12,
    "Fenced code blocks": 29,
    "HTML blocks": 44,
    "Link reference definitions": 27,
    "Paragraphs": 8,
    "Blank lines": 1,
    "Block quotes": 25,
    "List items": 48,
    "Lists": 26,
    "Inlines": 1,
    "Code spans": 22,
    "Emphasis and strong emphasis": 132,
    "Links": 87,
    "Images": 21,
    "Autolinks": 15,
    "Raw HTML": 19,
    "Hard line breaks": 15,
    "Soft line breaks": 2,
    "Textual content": 3,
}
"""Examples of 0.31.2 by section: 643 of 652. The others hold what is GitHub's (bare addresses) or ours ([[term]]), a
link in the words of a picture, or a comment of an odd form."""


@pytest.mark.parametrize("snippet", read_snippets("cases/commonmark.txt"), ids=str)
def test_structure_is_as_in_commonmark(snippet: Snippet):
    assert structure(to_html(snippet.given)) == structure(snippet.html)


@pytest.mark.skipif(not SPEC.is_file(), reason="COMMONMARK_SPEC names no file")
def test_examples_of_the_specification_come_out_alike():
    alike = Counter[str]()
    for section, text, expected in examples(SPEC.read_text(encoding="utf-8")):
        alike[section] += structure(to_html(text)) == structure(expected)
    assert dict(alike) == ALIKE
