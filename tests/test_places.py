"""Words of a finished text are found again in their file."""

from __future__ import annotations

import pytest

from microsite.check.places import place_near, place_of
from microsite.model import Page, Source

TEXT = """First line.
The *psoas* attaches [@bogduk1992; @hu2011, p. 3] to the
lesser [trochanter](../glossary/lesser-trochanter.md) of the [[femur|thigh bone]].

The psoas again, {claim:fat} and <!-- a remark --> more.

Two paragraphs are not
\t
one sentence."""


def page(text: str = TEXT) -> Page:
    return Page(source=Source.of("content/articles/one.md", text, 5), slug="one", title="One", summary="One.")


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("First line", "content/articles/one.md:5:1"),
        ("The psoas attaches to the lesser", "content/articles/one.md:6:1"),
        ("lesser trochanter of the thigh bone.", "content/articles/one.md:7:1"),
        ("The psoas again, and more", "content/articles/one.md:9:1"),
        ("psoas again", "content/articles/one.md:9:5"),
        ("not one sentence", "None"),
        ("irst line", "None"),
        ("…", "None"),
    ],
)
def test_words_are_found_whatever_marks_stand_between_them(words: str, place: str):
    assert str(place_of(page(), words)) == place


def test_search_begins_at_the_line():
    assert str(place_of(page(), "The psoas", 7)) == "content/articles/one.md:9:1"


def test_words_that_stand_elsewhere_leave_the_line_of_their_block():
    assert str(place_near(page(), "put in from the ledger", 6)) == "content/articles/one.md:6"


@pytest.mark.parametrize("filling", ["()", "[@", "]( ", "{}", "[[|", "\n", "* ", "<!--"])
def test_no_text_keeps_the_search_for_ever(filling: str):
    assert place_of(page(f"one {filling * 20_000} two"), "one three") is None
