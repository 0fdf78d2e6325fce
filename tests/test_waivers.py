"""Where a waiver stands, and which line it is about."""

from __future__ import annotations

import pytest

from microsite.reading.waivers import waivers_in
from microsite.text.budget import limited

PAGE = "---\ntitle: One\n---\n"


def told(text: str, path: str = "content/articles/one.md") -> list[str]:
    """Return the waivers as “place rule (reason) -> line”, with a ! where it stands for the file as a whole too."""
    return [
        f"{each.place.line}:{each.place.column} {each.rule} ({each.reason}) -> {each.line}{'!' * each.is_first}"
        for each in waivers_in(text, path)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Text.", []),
        ("<!-- waive: alt because x -->\nText.", ["4:1 alt (x) -> 5"]),
        ("<!-- waive: alt because x -->\n\n\nText.", ["4:1 alt (x) -> 7"]),
        ("> <!-- waive: alt because x -->", ["4:3 alt (x) -> 4"]),
        ("Text. <!-- waive: alt because x -->\nMore.", ["4:7 alt (x) -> 4"]),
        ("<!--waive:alt because x--> Text.", ["4:1 alt (x) -> 4"]),
        ("<!-- waive: alt because\nx\ny -->\nText.", ["4:1 alt (x y) -> 7"]),
        ("<!-- waive: alt because x -->\n<!-- waive: link-text because y -->\nText.",
         ["4:1 alt (x) -> 6", "5:1 link-text (y) -> 6"]),
        ("A <!-- waive: alt because x --><!-- waive: html because y -->", ["4:3 alt (x) -> 4", "4:32 html (y) -> 4"]),
        ("<!-- waive: alt -->\nText.", ["4:1 alt () -> 5"]),
        ("<!-- waive: alt becauseway x -->\nText.", ["4:1 alt () -> 5"]),
        ("<!-- waive: alt because -->\nText.", ["4:1 alt () -> 5"]),
        ("<!-- waive: -->\nText.", ["4:1  () -> 5"]),
        ("<!-- waive: alt because x", []),
        ("# waive: alt because x\nText.", []),
        ("`<!-- waive: alt because x -->` and <!-- waive: alt because y -->", ["4:37 alt (y) -> 4"]),
        ("````\n```\n<!-- waive: alt because x -->\n````\n<!-- waive: alt because y -->\nText.", ["8:1 alt (y) -> 9"]),
        ("~~~\n<!-- waive: alt because x -->", []),
    ],
)  # fmt: skip
def test_waiver_in_a_text(text: str, expected: list[str]):
    assert told(PAGE + text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\n# waive: policy because x\ntitle: One\n---\n", ["2:1 policy (x) -> 3!"]),
        ("---\ntitle: One # waive: policy because x\n---\n", ["2:12 policy (x) -> 2!"]),
        ("--- \ntitle: One # waive: policy because x\n---\n", ["2:12 policy (x) -> 2!"]),
        ("---\ntitle: One\n  # waive: policy because x\nsummary: Two\n---\n", ["3:3 policy (x) -> 4"]),
        ("---\ntitle: C#waive: policy because x\n---\n", []),
        ("---\ntitle: <!-- waive: policy because x -->\n---\n", []),
        ("", []),
        ("<!-- waive: alt because x -->\nText without front matter.", ["1:1 alt (x) -> 2!"]),
    ],
)
def test_waiver_in_front_matter(text: str, expected: list[str]):
    assert told(text) == expected


def test_waiver_in_a_list_of_sources():
    text = "references:\n  # waive: unused because x\n  - id: a\n  - id: b # waive: unused because y\n"
    assert told(text, "content/references.yaml") == ["2:3 unused (x) -> 3", "4:11 unused (y) -> 4"]


def test_waiver_at_the_end_of_a_file_is_about_nothing():
    assert told(PAGE + "Text.\n<!-- waive: alt because x -->\n") == ["5:1 alt (x) -> 7"]


def test_a_file_of_nothing_but_waivers_is_read_in_time():
    assert len(waivers_in("# waive: unused because x\n" * 20_000, "content/references.yaml")) == 20_000


def test_line_of_nothing_but_code_is_read_in_time():
    with limited("one.md"):
        assert told(PAGE + "<!-- waive: alt because x -->\n" + "`a` " * 200_000) == ["4:1 alt (x) -> 5"]
