"""What is not looked for, as a quick look says that it cannot be there, is not there."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from microsite.text.citations import may_miscite, miscited
from microsite.text.doubts import BOLD
from microsite.text.slips import ANYWHERE, LIST_BEHIND_BLANK, ROLE, Slip, likely
from microsite.text.spans import delimiters_left

THOROUGH = settings(max_examples=400, derandomize=True, deadline=None)
BOLDS = ["**hip**", " **the hip** ", "(**a**)", "**", "*", "***", "_", "hip", " ", ".", "(", ")", "+", "é", "“", "\n"]
CITED = ["@key", "[key]", "[", "]", "@", "see ", "key", "(", ":", " ", "\n", "\n\n", "a", "[@key]", "[[key]]", "; "]


@THOROUGH
@given(st.lists(st.sampled_from(BOLDS), max_size=12).map("".join))
def test_where_all_is_plainly_bold_no_stars_are_left(text: str) -> None:
    if "**" not in BOLD.sub("", text):
        assert delimiters_left(text, "**") == []


def test_plain_bold_words_are_told_from_others() -> None:
    assert "**" not in BOLD.sub("", "The **psoas** and (the **iliacus**), **both**.")
    for text in ("** psoas**", "a**psoas**", "**psoas:**iliacus", "**psoas"):
        assert "**" in BOLD.sub("", text)


@pytest.mark.parametrize("slip", [*ANYWHERE, LIST_BEHIND_BLANK, ROLE], ids=lambda slip: slip.message)
@settings(max_examples=40, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_slip_is_found_wherever_its_pattern_is(slip: Slip, data: st.DataObject) -> None:
    """That is, the signs by which a text is passed over stand in all that the pattern matches."""
    text = data.draw(st.from_regex(re.compile(slip.pattern, re.M)))
    assert any(slip.found_in(text))
    assert slip in likely(text) or slip not in ANYWHERE


@THOROUGH
@given(st.lists(st.sampled_from(CITED), max_size=12).map("".join))
def test_source_is_only_looked_for_where_the_quick_look_at_the_page_says_so(page: str) -> None:
    assert may_miscite(page) or not any(found for text in page.split("\n\n") for found in miscited(text))


@THOROUGH
@given(st.lists(st.sampled_from(CITED), max_size=12).map("".join))
def test_what_names_a_source_stands_where_it_is_said_to(text: str) -> None:
    for start, written, key in miscited(text):
        assert " ".join(text[start:].split()).startswith(written)
        assert key in written
