"""Structure as CommonMark has it: a set of our own always, and the specification's examples where its text is at hand.

COMMONMARK_SPEC names spec.txt of the specification (npm package commonmark-spec 0.31.2).
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from microsite.body import to_html
from tests.bench.commonmark import examples, structure
from tests.snippets import Snippet, read_snippets

SPEC = Path(os.environ.get("COMMONMARK_SPEC", ""))

# Of 652 examples of CommonMark 0.31.2. What is missing is GitHub's (bare addresses), ours ([[term]], {...}), or
# cannot be seen: <strong> and <em> of ***words*** in the other order.
ALIKE = {}


@pytest.mark.parametrize("snippet", read_snippets("cases/commonmark.txt"), ids=str)
def test_structure_is_as_in_commonmark(snippet: Snippet):
    assert structure(to_html(snippet.given)) == structure(snippet.html)


@pytest.mark.skipif(not SPEC.is_file(), reason="COMMONMARK_SPEC names no file")
def test_examples_of_the_specification_come_out_alike():
    alike = Counter[str]()
    for section, text, expected in examples(SPEC.read_text(encoding="utf-8")):
        alike[section] += structure(to_html(text)) == structure(expected)
    assert dict(alike) == ALIKE
