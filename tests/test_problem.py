"""How faults are said: sorted, shown with their line, for tools and for GitHub; and which name was meant."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.problem import (
    Place,
    Problem,
    Severity,
    as_github,
    as_json,
    as_text,
    counted,
    did_you_mean,
    distance,
    in_order,
    listed,
    nearest,
    tally,
)

ERROR, WARNING, NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE


def problem(path: str = "a.md", line: int = 1, column: int = 0, **said: object) -> Problem:
    known: dict[str, object] = {"rule": "yaml", "message": "wrong"} | said
    return Problem(Place(path, line, column), **known)  # type: ignore[arg-type]


def shown(line: str | None, column: int, **said: object) -> list[str]:
    return as_text([problem(column=column, **said)], lambda place: line).splitlines()


# --------------------------------------------------------------------------------------------------------- places


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (Place("a.md", 4, 2), "a.md:4:2"),
        (Place("a.md", 4), "a.md:4"),
        (Place("a.md"), "a.md"),
        (Place(""), ""),
    ],
)
def test_place_reads_as_editors_make_it_clickable(place: Place, said: str):
    assert str(place) == said
    assert Place.of(said) == place


def test_problems_are_in_the_order_of_files_lines_and_columns():
    places = [("b.md", 1, 1), ("a.md", 10, 1), ("a.md", 2, 9), ("a.md", 2, 1), ("a.md", 0, 0), ("", 0, 0)]
    found = [(p.place.path, p.place.line, p.place.column) for p in in_order(problem(*at) for at in places)]
    assert found == sorted(places)


def test_error_stands_before_warning_at_the_same_place():
    one, two = problem(severity=WARNING, rule="a"), problem(severity=ERROR, rule="b")
    assert in_order([one, two]) == (two, one)


def test_problem_found_twice_is_said_once():
    assert in_order([problem(), problem(), problem(message="other")]) == (problem(message="other"), problem())


def test_problems_that_differ_in_the_hint_alone_are_both_kept():
    assert len(in_order([problem(hint="a"), problem(hint="b")])) == 2


# ------------------------------------------------------------------------------------------------- on a terminal


def test_fault_is_shown_with_its_line_a_caret_and_a_way_out():
    assert shown("The [x](y.md).", 5, message="there is no file “y.md”", hint="Did you mean x.md?") == [
        "a.md:1:5: error: there is no file “y.md” [yaml]",
        "     1 | The [x](y.md).",
        "       |     ^",
        "    Did you mean x.md?",
    ]


def test_fault_of_a_whole_file_shows_no_line():
    assert as_text([problem(line=0)], lambda place: "line") == "a.md: error: wrong [yaml]\n"


def test_fault_of_a_whole_line_has_no_caret():
    assert shown("text", 0)[1:] == ["     1 | text"]


def test_fault_of_the_site_has_a_name_for_it():
    assert as_text([problem(path="", line=0)], lambda place: None) == "site: error: wrong [yaml]\n"


def test_line_that_cannot_be_found_is_left_out():
    assert shown(None, 3) == ["a.md:1:3: error: wrong [yaml]"]


def test_severity_is_said():
    assert shown(None, 0, severity=NOTICE) == ["a.md:1: notice: wrong [yaml]"]


def test_long_hint_is_given_once_and_found_from_its_like():
    names, other = f"Known here: {', '.join(30 * ['name'])}.", f"Known here: {', '.join(30 * ['other'])}."
    said = as_text([problem(hint=names), problem(line=2, hint=other), problem(line=3, hint=names)], lambda place: None)
    assert [line.strip() for line in said.split("\n") if line.startswith("    ")] == [
        names,
        other,
        "How to mend it stands at a.md:1.",
    ]


def test_long_hints_of_one_place_are_both_given():
    names = f"Known here: {', '.join(30 * ['name'])}."
    assert as_text([problem(hint=names), problem(hint=names, message="bad")], lambda place: None).count(names) == 2


def test_short_hint_is_given_each_time():
    assert (
        as_text([problem(hint="Mend it."), problem(line=2, hint="Mend it.")], lambda place: None).count("Mend it.") == 2
    )


def test_problems_stand_apart():
    assert as_text([problem(), problem(line=2)], lambda place: None) == (
        "a.md:1: error: wrong [yaml]\n\na.md:2: error: wrong [yaml]\n"
    )


def test_caret_stands_under_its_character_behind_tabs():
    _, line, caret = shown("\ta:\tb", 5)
    assert line == "     1 |  a: b"
    assert line[caret.index("^")] == "b"


@pytest.mark.parametrize("column", [1, 99, 100, 101, 500, 999, 1000])
def test_caret_stands_under_its_character_in_a_long_line(column: int):
    text = "".join(random.Random(7).choices("abcdefghijklmnopqrstuvwxyz", k=1000))
    _, line, caret = shown(text, column)
    assert line[caret.index("^")] == text[column - 1]
    assert text[max(0, column - 20) : column + 20] in line
    assert len(line) < 175


@pytest.mark.parametrize(
    ("length", "column", "left", "right"),
    [(160, 1, "", ""), (161, 1, "", "…"), (161, 100, "", "…"), (161, 101, "…", ""), (300, 101, "…", "…")],
)
def test_long_line_has_an_ellipsis_where_it_is_cut(length: int, column: int, left: str, right: str):
    text = "".join(random.Random(7).choices("abcdefghijklmnopqrstuvwxyz", k=length))
    _, line, caret = shown(text, column)
    quoted = line.removeprefix("     1 | ")
    assert (quoted[: len(left)], quoted[len(quoted) - len(right) :]) == (left, right)
    assert quoted.strip("…") in text
    assert line[caret.index("^")] == text[column - 1]


def test_blanks_at_the_end_of_a_line_are_no_cut():
    assert shown("a" * 160 + " " * 40, 1)[1] == f"     1 | {'a' * 160}"


def test_caret_behind_the_end_of_a_line_is_shown():
    _, line, caret = shown("title: x", 9)
    assert caret.index("^") == len(line)


def test_escape_sequence_of_a_text_does_not_reach_the_terminal():
    said = "\n".join(shown("a \x1b[31m b", 3, message="“\x1b[2J\nx”", hint="\x07"))
    assert "\x1b" not in said
    assert "\x07" not in said
    assert said.splitlines()[0] == "a.md:1:3: error: “ [2J x” [yaml]"


@given(st.text(max_size=300), st.integers(0, 400), st.text(max_size=20))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_any_line_is_shown_on_one_line(line: str, column: int, message: str):
    said = as_text([problem(column=column, message=message)], lambda place: line)
    assert said.count("\n") == (3 if column else 2)
    assert all(c.isprintable() for c in said.replace("\n", ""))


# ------------------------------------------------------------------------------------------------------ for tools


def test_json_has_one_object_a_line_with_all_that_is_known():
    lines = as_json([problem(column=3, message="“ä”\nb", hint="h", severity=WARNING), problem()]).splitlines()
    assert [json.loads(line) for line in lines] == [
        {
            "path": "a.md",
            "line": 1,
            "column": 3,
            "severity": "warning",
            "rule": "yaml",
            "message": "“ä”\nb",
            "hint": "h",
        },
        {"path": "a.md", "line": 1, "column": 0, "severity": "error", "rule": "yaml", "message": "wrong", "hint": ""},
    ]


def test_json_of_nothing_is_nothing():
    assert as_json([]) == ""


def test_github_reads_place_rule_and_message():
    assert as_github([problem(column=3, hint="Mend it.")]) == (
        "::error file=a.md,line=1,col=3,title=yaml::wrong%0AMend it.\n"
    )


def test_github_reads_no_place_where_there_is_none():
    assert as_github([problem(path="", line=0)]) == "::error title=yaml::wrong\n"
    assert as_github([problem(line=0, severity=NOTICE)]) == "::notice file=a.md,title=yaml::wrong\n"


def test_github_takes_no_command_from_a_message():
    said = as_github([problem(message="100 %\r\n::error::x, y: z", hint="a\n::stop")])
    assert said == "::error file=a.md,line=1,title=yaml::100 %25%0D%0A::error::x, y: z%0Aa%0A::stop\n"


def test_github_takes_no_property_from_a_path():
    said = as_github([problem(path="a,line=9:b%.md", rule="x,y")])
    assert said == "::error file=a%2Cline=9%3Ab%25.md,line=1,title=x%2Cy::wrong\n"


@pytest.mark.parametrize(
    ("problems", "said"),
    [
        ([], ""),
        ([problem()], "1 error in 1 file"),
        ([problem(), problem(line=2)], "2 errors in 1 file"),
        ([problem(), problem("b.md", severity=WARNING)], "1 error and 1 warning in 2 files"),
        ([problem(severity=s) for s in Severity], "1 error, 1 warning and 1 notice in 1 file"),
        ([problem(severity=NOTICE), problem(severity=NOTICE, line=2)], "2 notices in 1 file"),
    ],
)
def test_tally_counts_each_weight_and_the_files(problems: list[Problem], said: str):
    assert tally(problems) == said


# --------------------------------------------------------------------------------------------------- near by name


@pytest.mark.parametrize(
    ("a", "b", "steps"),
    [
        ("", "", 0),
        ("psoas", "psoas", 0),
        ("psoas", "psoa", 1),
        ("psoas", "soas", 1),
        ("psoas", "psaos", 1),
        ("psoas", "prsoas", 1),
        ("psoas", "psoax", 1),
        ("ab", "ba", 1),
        ("illiopsoas", "iliopsoas", 1),
        ("sumary", "summary", 1),
        ("abc", "xyz", 3),
        ("abcd", "wxyz", 4),
        ("a", "abcde", 4),
        ("", "abc", 3),
        ("", "abcd", 4),
    ],
)
def test_distance_counts_edits_and_swaps(a: str, b: str, steps: int):
    assert distance(a, b) == steps
    assert distance(b, a) == steps


def slow_distance(a: str, b: str) -> int:
    """Return the same by the definition, with the whole table."""
    table = {(i, j): max(i, j) for i in range(len(a) + 1) for j in range(len(b) + 1) if not i or not j}
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            steps = [table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (a[i - 1] != b[j - 1])]
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                steps.append(table[i - 2, j - 2] + 1)
            table[i, j] = min(steps)
    return table[len(a), len(b)]


@given(st.text("abc", max_size=8), st.text("abc", max_size=8), st.integers(0, 5))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_distance_is_the_edit_distance_up_to_the_limit(a: str, b: str, limit: int):
    assert distance(a, b, limit) == min(slow_distance(a, b), limit + 1)


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("sumary", ["title", "summary"], ("summary",)),
        ("SUMMARY", ["summary"], ("summary",)),
        ("tilte", ["title", "tile"], ("tile", "title")),
        ("iliopsoas-muscle", ["iliopsoas", "psoas"], ("iliopsoas", "psoas")),
        ("psoas", ["iliopsoas", "psoas-major", "psoasx"], ("psoasx", "iliopsoas", "psoas-major")),
        ("abc", ["abcdefgh"], ()),
        ("review", ["authors"], ()),
        ("ab", ["ax", "xy"], ("ax",)),
        ("aaaa", ["aaab", "aaac", "aaad", "aaae"], ("aaab", "aaac", "aaad")),
        ("x", [], ()),
        ("x", ["a", "b"], ()),
        ("a", ["A", "B"], ("A",)),
        ("", ["a"], ()),
    ],
)
def test_nearest_names_come_first(word: str, known: list[str], near: tuple[str, ...]):
    assert nearest(word, known) == near


@given(st.text("abcABC\xa3#", max_size=9), st.lists(st.text("abcABC\xa3#", max_size=9), max_size=6, unique=True))
@settings(max_examples=300, derandomize=True, deadline=None)
def test_no_near_name_is_passed_over(word: str, known: list[str]):
    """Names are not compared where their letters differ too much: some letters share a place."""
    most = min(3, max(len(word.casefold()) // 3, len(word.casefold()) > 1))
    steps = {name: slow_distance(word.casefold(), name.casefold()) for name in known}
    near = sorted((found, name) for name, found in steps.items() if found <= most)[:3]
    assert nearest(word, known)[: len(near)] == tuple(name for _, name in near)


def test_nearest_does_not_depend_on_the_order_of_the_names():
    names = ["psoas-major", "psoas-minor", "psoasx", "psoasy"]
    assert nearest("psoasz", names) == nearest("psoasz", names[::-1]) == ("psoasx", "psoasy")


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (["other"], ""),
        (["aaab"], "Did you mean aaab?"),
        (["aaab", "aaac"], "Did you mean aaab or aaac?"),
        (["aaab", "aaac", "aaad"], "Did you mean aaab, aaac or aaad?"),
    ],
)
def test_suggestion_is_a_question(known: list[str], said: str):
    assert did_you_mean("aaaa", known) == said


@pytest.mark.parametrize(("n", "said"), [(0, "0 sources"), (1, "1 source"), (2, "2 sources")])
def test_one_is_no_plural(n: int, said: str):
    assert counted(n, "source") == said


def test_plural_may_be_irregular():
    assert (counted(1, "address", "addresses"), counted(2, "address", "addresses")) == ("1 address", "2 addresses")


@pytest.mark.parametrize(
    ("names", "said"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_names_are_listed_as_they_are_said(names: list[str], said: str):
    assert listed(names) == said
