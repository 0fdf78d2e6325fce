"""YAML as an editor wrote it: values with their places, faults in plain words, and typed reading of every field."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from microsite.problem import Place, Problem, Severity
from microsite.reading import parse as room
from microsite.reading.fields import LONGEST_TEXT, MOST_TEXTS, Fields, as_date, on_one_line, parse_yaml
from microsite.reading.nodes import Listing, Scalar, Table
from microsite.reading.parse import DEEPEST, MOST_ITEMS, MOST_KEYS
from tests.cases import Case, read_cases
from tests.sites import files_of, line_of, lines_of

LOADERS = [
    pytest.param(loader, id=name)
    for name, loader in (("C", getattr(yaml, "CSafeLoader", None)), ("Python", yaml.SafeLoader))
    if loader
]
THOROUGH = settings(max_examples=200, derandomize=True, deadline=None)


@pytest.fixture(params=LOADERS)
def loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Read with the C library, then as where PyYAML was built without it."""
    monkeypatch.setattr(room, "LOADER", request.param)
    return request.param


def table(text: str) -> Table:
    found, problems = parse_yaml(text, "f")
    assert not problems
    return found


def faults(text: str, first_line: int = 1) -> list[str]:
    _, problems = parse_yaml(text, "f", first_line)
    return [line_of(problem) for problem in problems]


def plain(node: Any) -> Any:
    """Return a node as texts, lists and dictionaries."""
    if isinstance(node, Table):
        return {key.text: plain(value) for key, value in node.entries}
    return [plain(item) for item in node.items] if isinstance(node, Listing) else node.text


# ---------------------------------------------------------------------------------------------------- YAML's faults


@pytest.mark.parametrize("case", read_cases("cases/read/yaml.txt"), ids=str)
def test_yaml_fault_is_said_at_its_place(case: Case, loader: Any):
    ((path, text),) = files_of(case.given).items()
    _, problems = parse_yaml(text, path)
    # What one reader takes for the backslash, the other takes for the character behind it.
    expected = case.expected
    if loader is yaml.SafeLoader and "backslash that YAML" in expected:
        expected = expected.replace(":1:11:", ":1:12:")
    assert lines_of(problems, expected) == expected


@pytest.mark.parametrize("between", [" ", "\n"])
def test_address_with_a_question_mark_is_read_or_told_how_to_be_written(between: str, loader: Any):
    text = f"a: {{b: c,{between}url: https://example.org/d?e=f}}"
    if loader is yaml.SafeLoader:
        line, column = (1, 37) if between == " " else (2, 27)
        assert faults(text) == [f"f:{line}:{column}: error: a question mark in a text without quotes [yaml]"]
        text = text.replace("https://example.org/d?e=f", '"https://example.org/d?e=f"')
    assert plain(table(text)) == {"a": {"b": "c", "url": "https://example.org/d?e=f"}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title:\n\torder: 3", "f:2:1: error: a tab where YAML wants blanks [yaml]"),
        ("\ttitle: x", "f:1:1: error: a tab where YAML wants blanks [yaml]"),
        ("a: >\n\tb", "f:2:1: error: a tab where YAML wants blanks [yaml]"),
        ("a: b\x07", "f:1:5: error: a control character (U+0007) [yaml]"),
        ("a: \u00fcü\x7f", "f:1:6: error: a control character (U+007F) [yaml]"),
        ("a: b\n# \x85", "f:2:3: error: a control character (U+0085) [yaml]"),
        ("a: b\u2028c: d", "f:1:5: error: an invisible character (U+2028) [yaml]"),
        ("\ufeffa: b", "f:1:1: error: an invisible character (U+FEFF) [yaml]"),
        ("a: \ud800", "f:1:4: error: an invisible character (U+D800) [yaml]"),
        ("a: \uffff", "f:1:4: error: an invisible character (U+FFFF) [yaml]"),
        ("a: b\r\n", "f:1:5: error: a control character (U+000D) [yaml]"),
    ],
)
def test_character_that_cannot_be_seen_is_said_at_its_place(text: str, said: str, loader: Any):
    assert faults(text) == [said]


def test_escape_of_half_a_character_is_an_error(loader: Any):
    assert len(faults('a: "\\ud800"')) == 1


@pytest.mark.parametrize("text", ["", "\n", "\n\n\n", "# a comment", "---", "--- # nothing\n", "   "])
def test_nothing_is_read_as_no_keys(text: str, loader: Any):
    found, problems = parse_yaml(text, "f", 2)
    assert (found, problems) == (Table((), Place("f", 2)), ())


@pytest.mark.parametrize("text", ["a: [\n", "a: [\n\n \n", "a: [ ", "a: [", "a: {b: [\n\n"])
def test_end_that_is_missed_is_placed_behind_the_last_words(text: str, loader: Any):
    assert faults(text) == [f"f:1:{len(text.rstrip()) + 1}: error: a bracket is opened and never closed [yaml]"]


@pytest.mark.parametrize("text", ["a: [", "- b", "a: b: c", "*a", "a: b\n--- \nc: d"])
def test_what_cannot_be_read_has_no_keys(text: str, loader: Any):
    found, problems = parse_yaml(text, "f", 2)
    assert found == Table((), Place("f", 2))
    assert problems


def test_lines_are_counted_from_where_the_text_begins_in_its_file(loader: Any):
    found, problems = parse_yaml("a: b\na: c\nd: e: f", "f", first_line=7)
    assert [str(problem.place) for problem in problems] == ["f:8:1", "f:9:5"]
    assert not found.entries


def test_columns_are_counted_in_characters(loader: Any):
    found = table("{ä: 😀ö, e\u0301: b}")
    assert [key.place.column for key, _ in found.entries] == [2, 9]
    assert [value.place.column for _, value in found.entries] == [5, 13]


def test_fault_behind_wide_characters_stands_at_its_character(loader: Any):
    assert faults("title: 😀😀ä: b") == ["f:1:11: error: a colon followed by a space inside a value [yaml]"]


def test_every_fault_that_can_be_read_past_is_said(loader: Any):
    text = 'a: &x b\nc: !t d\na: e\nf: "\\0"\nc: g\n'
    assert [said.split(": ")[0] for said in faults(text)] == ["f:1:4", "f:2:4", "f:3:1", "f:4:4", "f:5:1"]


@pytest.mark.parametrize("opener", ["[", "{", "- ", "? ", "a: [", "[{a: ", "- - ", "{? "])
@pytest.mark.parametrize("times", [20, 2_000, 100_000])
def test_bomb_of_brackets_is_stopped_at_its_depth(opener: str, times: int):
    said = faults(opener * times)
    assert len(said) == 1
    assert f"nested more than {DEEPEST} levels deep" in said[0]


@pytest.mark.parametrize("character", list("[]{}:-?*&!|>'\"%@`#,\\ \t\n~.=<"))
def test_run_of_one_character_ends_in_plain_words_or_none(character: str):
    for text in (character * 50_000, f"a: {character * 50_000}", f"{character} " * 25_000):
        _, problems = parse_yaml(text, "f")
        assert len(problems) <= 1
        assert not any("expected" in problem.message for problem in problems)


def test_too_many_keys_are_refused(loader: Any):
    assert faults("".join(f"k{n}: v\n" for n in range(MOST_KEYS))) == []
    assert faults("".join(f"k{n}: v\n" for n in range(MOST_KEYS + 1))) == [
        f"f:{MOST_KEYS + 1}:1: error: more than 1,000 keys in one group [yaml]"
    ]


def test_duplicate_keys_count_among_too_many():
    assert faults("k: v\n" * (MOST_KEYS + 2))[-1].endswith("more than 1,000 keys in one group [yaml]")


def test_too_many_items_are_refused():
    assert faults("a:\n" + "- b\n" * MOST_ITEMS) == []
    assert faults("a:\n" + "- b\n" * (MOST_ITEMS + 1)) == [
        f"f:{MOST_ITEMS + 2}:3: error: more than 20,000 items in one list [yaml]"
    ]


@pytest.mark.parametrize(
    "text", [f"a: *{'x' * 5000}", f"a: &{'x' * 5000}", f"a: !{'x' * 5000}", f"? {'x' * 900}\n" * 2]
)
def test_long_name_is_cut_in_the_message(text: str):
    (problem,) = parse_yaml(text, "f")[1]
    assert len(problem.message) < 120


# ------------------------------------------------------------------------------------------------- values and places


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: no", "no"),
        ("a: 010", "010"),
        ("a: 12:30", "12:30"),
        ("a: 0x1F", "0x1F"),
        ("a: 1e3", "1e3"),
        ("a: 2026-01-02", "2026-01-02"),
        ("a: true", "true"),
        ("a: <<", "<<"),
        ("a: =", "="),
        ("a: .inf", ".inf"),
        ("a: b#c", "b#c"),
        ("a: 'it''s'", "it's"),
        ('a: "x\\ty\\u00e4"', "x\tyä"),
        ("a: one\n  two", "one two"),
        ("a: |\n  one\n   two\n", "one\n two\n"),
        ("a: >-\n  one\n  two\n", "one two"),
        ("a: >\n  x #1\n", "x #1\n"),
        ("a:\n", ""),
        ("a: [b, [c], {d: e}]", ["b", ["c"], {"d": "e"}]),
        ("a:\n- b\n- c", ["b", "c"]),
        ("a: {}", {}),
        ("a: []", []),
        ("? a\n: b", "b"),
        ("? a", ""),
    ],
)
def test_value_is_the_text_that_was_typed(text: str, value: object, loader: Any):
    assert plain(table(text)) == {"a": value}


def test_every_key_and_value_has_its_place(loader: Any):
    found = table('title: "Psoas"\nrelated:\n  - iliacus\n  - {term: hip}\n')
    (title, text), (related, items) = found.entries
    assert found.place == Place("f", 1, 1)
    assert (title.place, text.place) == (Place("f", 1, 1), Place("f", 1, 8))
    assert (related.place, items.place) == (Place("f", 2, 1), Place("f", 3, 3))
    assert isinstance(items, Listing)
    assert [item.place for item in items.items] == [Place("f", 3, 5), Place("f", 4, 5)]
    group = items.items[1]
    assert isinstance(group, Table)
    assert group.get("term").place == Place("f", 4, 12)  # type: ignore[union-attr]
    assert group.get("other") is None


@pytest.mark.parametrize(
    ("text", "is_empty"),
    [("a:", True), ("a: ~", True), ("a: null", True), ('a: ""', False), ("a: ''", False), ("a: 'null'", False)],
)
def test_value_is_empty_when_nothing_is_written(text: str, is_empty: bool, loader: Any):
    value = table(text).get("a")
    assert isinstance(value, Scalar)
    assert value.is_empty == is_empty


# -------------------------------------------------------------------------------------------- typed reading of fields


def reading(text: str) -> tuple[Fields, list[Problem]]:
    problems: list[Problem] = []
    return Fields(table(text), problems), problems


def read(text: str, ask: Callable[[Fields], object]) -> tuple[object, list[str]]:
    """Return what `ask` makes of a YAML text, and what it reports."""
    found, problems = reading(text)
    return ask(found), [line_of(problem) for problem in problems]


def nothing_wrong(text: str, ask: Callable[[Fields], object]) -> object:
    value, said = read(text, ask)
    assert said == []
    return value


@pytest.mark.parametrize(
    ("ask", "default"),
    [
        (lambda f: f.text("a"), ""),
        (lambda f: f.text("a", "public"), "public"),
        (lambda f: f.long_text("a"), ""),
        (lambda f: f.choice("a", ("x", "y")), ""),
        (lambda f: f.choice("a", ("x", "y"), "y"), "y"),
        (lambda f: f.flag("a"), False),
        (lambda f: f.flag("a", True), True),
        (lambda f: f.integer("a"), 0),
        (lambda f: f.number("a", 0, 9, example=1), None),
        (lambda f: f.date("a"), None),
        (lambda f: f.texts("a"), ()),
        (lambda f: f.scalars("a"), ()),
        (lambda f: f.tables("a"), ()),
        (lambda f: f.group("a"), None),
        (lambda f: f.each("a", lambda inner: 1), ()),
        (lambda f: f.node("a"), None),
    ],
)
@pytest.mark.parametrize("text", ["b: c", "a:", "a: ~", "a: null", "a: # not yet", "a:  # not yet"])
def test_field_that_is_absent_or_empty_has_its_default(ask: Callable[[Fields], object], default: object, text: str):
    assert nothing_wrong(text, ask) == default


@pytest.mark.parametrize(
    ("ask", "text", "said"),
    [
        (lambda f: f.text("a"), "a: [b]", "f:1:4: error: “a” must be text, not a list [front-matter]"),
        (lambda f: f.text("a"), "a: {b: c}", "f:1:4: error: “a” must be text, not a group of keys [front-matter]"),
        (lambda f: f.long_text("a"), "a:\n  - b", "f:2:3: error: “a” must be text, not a list [front-matter]"),
        (lambda f: f.choice("a", ("x",)), "a: [x]", "f:1:4: error: “a” must be text, not a list [front-matter]"),
        (lambda f: f.flag("a"), "a: [b]", "f:1:4: error: “a” must be true or false, not a list [front-matter]"),
        (lambda f: f.integer("a"), "a: []", "f:1:4: error: “a” must be a whole number, not a list [front-matter]"),
        (
            lambda f: f.number("a", 0, 1, example=1),
            "a: []",
            "f:1:4: error: “a” must be a number, not a list [front-matter]",
        ),
        (lambda f: f.date("a"), "a: {}", "f:1:4: error: “a” must be a date, not a group of keys [front-matter]"),
        (lambda f: f.texts("a"), "a: b", "f:1:4: error: “a” must be a list, not text [front-matter]"),
        (lambda f: f.texts("a"), "a: {b: c}", "f:1:4: error: “a” must be a list, not a group of keys [front-matter]"),
        (lambda f: f.tables("a"), "a: b", "f:1:4: error: “a” must be a list, not text [front-matter]"),
        (lambda f: f.tables("a"), "a: {b: c}", "f:1:4: error: “a” must be a list, not a group of keys [front-matter]"),
        (lambda f: f.group("a"), "a: b", "f:1:4: error: “a” must be a group of keys, not text [front-matter]"),
        (lambda f: f.group("a"), "a: [b]", "f:1:4: error: “a” must be a group of keys, not a list [front-matter]"),
        (lambda f: f.required("a"), "a: [b]", "f:1:4: error: “a” must be text, not a list [front-matter]"),
    ],
)
def test_value_of_the_wrong_shape_is_an_error_at_the_value(ask: Callable[[Fields], object], text: str, said: str):
    value, problems = read(text, ask)
    assert problems == [said]
    assert not value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: one two", "one two"),
        ("a: |\n  one\n\n  two\n", "one two"),
        ('a: "  one\\n two  "', "one two"),
        ('a: "5\\u00a0kg"', "5\u00a0kg"),
        ('a: "\\u00a0"', ""),
        ('a: ""', ""),
        ("a: 'null'", "null"),
        ("a: no", "no"),
    ],
)
def test_text_is_one_line(text: str, value: str):
    assert nothing_wrong(text, lambda f: f.text("a")) == value


@given(st.text())
@THOROUGH
def test_text_on_one_line_has_no_needless_blank(text: str):
    line = on_one_line(text)
    assert line == line.strip()
    assert not {"  ", "\n", "\t"} & {line[n : n + size] for n in range(len(line)) for size in (1, 2)}
    assert on_one_line(line) == line


def test_long_text_keeps_its_lines():
    assert nothing_wrong("a: |\n  one\n\n  two\n", lambda f: f.long_text("a")) == "one\n\ntwo"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: Muscle #1", "f:1:11"),
        ("a: #1 muscle", "f:1:4"),
        ("a: C # and more", "f:1:6"),
        ("a: C  #and more", "f:1:7"),
        ("a: one\n  two #3", "f:2:7"),
        ("a: ä😀 #1", "f:1:7"),
    ],
)
def test_title_cut_by_a_hash_is_an_error(text: str, place: str, loader: Any):
    for ask in (lambda f: f.text("a"), lambda f: f.long_text("a")):
        _, said = read(text, ask)
        assert said == [f"{place}: error: what follows “#” is a comment to YAML, and lost [front-matter]"]


@pytest.mark.parametrize(
    "text", ["a: C  # a comment", "a: C  #", "a: 'C' # a comment", 'a: "Muscle #1"', "a: C#", "a: >\n  C #1\n"]
)
def test_comment_that_cannot_be_meant_as_text_is_left_alone(text: str, loader: Any):
    nothing_wrong(text, lambda f: f.text("a"))


def test_items_cut_by_a_hash_are_an_error(loader: Any):
    _, said = read("a:\n  - one #1\n  - two  # a comment\n  - [x]\n", lambda f: f.texts("a"))
    assert said == [
        "f:2:9: error: what follows “#” is a comment to YAML, and lost [front-matter]",
        "f:4:5: error: an item of “a” must be text, not a list [front-matter]",
    ]


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        ("a: 3 # third", lambda f: f.integer("a")),
        ("a: 2026-01-02 # done", lambda f: f.date("a")),
        ("a: true # for now", lambda f: f.flag("a")),
        ("a: x # or y", lambda f: f.choice("a", ("x", "y"))),
        ("a: 1.5 # a little", lambda f: f.number("a", 0, 9, example=1)),
    ],
)
def test_comment_behind_a_value_that_is_no_text_is_left_alone(text: str, ask: Callable[[Fields], object]):
    assert nothing_wrong(text, ask)


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("b: c", "f:1:1: error: “a” is missing [front-matter]", "Add a line `a: ...`."),
        ("b: c\na:", "f:2:1: error: “a” is empty [front-matter]", "Add a line `a: ...`."),
        ("a: ''", "f:1:1: error: “a” is empty [front-matter]", "Add a line `a: ...`."),
        ("a: ' '", "f:1:1: error: “a” is empty [front-matter]", "Add a line `a: ...`."),
        ("a: ~", "f:1:1: error: “a” is empty [front-matter]", "Add a line `a: ...`."),
    ],
)
def test_field_that_must_be_there_is_missed(text: str, said: str, hint: str):
    found, problems = reading(text)
    assert found.required("a") == ""
    assert [line_of(problem) for problem in problems] == [said]
    assert problems[0].hint == hint


def test_field_that_is_there_is_read():
    assert nothing_wrong("a: b", lambda f: f.required("a")) == "b"


@pytest.mark.parametrize(("text", "value"), [("a: care", "care"), ("a: 'care'", "care"), ("a: guide", "guide")])
def test_choice_is_one_of_the_allowed(text: str, value: str):
    assert nothing_wrong(text, lambda f: f.choice("a", ("guide", "care"))) == value


@pytest.mark.parametrize(
    ("written", "said", "hint"),
    [
        ("cares", "“a” cannot be “cares”", "Did you mean care?"),
        ("Care", "“a” cannot be “Care”", "Did you mean care?"),
        ("other", "“a” cannot be “other”", "One of: guide, care."),
        ("''", "“a” cannot be “”", "One of: guide, care."),
        ("x" * 500, f"“a” cannot be “{'x' * 60}”", "One of: guide, care."),
    ],
)
def test_choice_that_is_not_allowed_is_an_error(written: str, said: str, hint: str):
    found, problems = reading(f"a: {written}")
    assert found.choice("a", ("guide", "care"), "guide") == "guide"
    assert [(problem.message, problem.hint) for problem in problems] == [(said, hint)]


def test_value_beyond_the_longest_is_cut_and_told():
    said = "10,001 characters in one value; at most 10,000 are read [front-matter]"
    for ask in (lambda f: f.text("a"), lambda f: f.long_text("a")):
        assert read(f"a: {'x' * (LONGEST_TEXT + 1)}", ask) == ("x" * LONGEST_TEXT, [f"f:1:4: error: {said}"])
    value, found = read(f"a: [y, {'x' * (LONGEST_TEXT + 1)}]", lambda f: f.texts("a"))
    assert value == ("y", "x" * LONGEST_TEXT)
    assert found == [f"f:1:8: error: {said}"]
    nothing_wrong(f"a: {'x' * LONGEST_TEXT}", lambda f: f.text("a"))


def test_texts_beyond_the_most_are_left_out_and_told():
    items = "".join(f"\n- {n}" for n in range(MOST_TEXTS + 1))
    value, said = read(f"a:{items}", lambda f: f.texts("a"))
    assert len(value) == MOST_TEXTS
    assert said == [f"f:{MOST_TEXTS + 2}:3: error: 1,001 items in “a”; at most 1,000 are read [front-matter]"]


@pytest.mark.parametrize(
    ("written", "value"),
    [("true", True), ("yes", True), ("True", True), ("YES", True), ("'yes'", True), ("false", False), ("no", False)],
)
def test_flag_is_true_or_false(written: str, value: bool):
    assert nothing_wrong(f"a: {written}", lambda f: f.flag("a", not value)) == value


@pytest.mark.parametrize("written", ["maybe", "1", "0", "on", "off", "ture", "''", "y"])
def test_flag_that_is_neither_is_an_error(written: str):
    value, said = read(f"a: {written}", lambda f: f.flag("a", True))
    assert value is True
    assert said == [f"f:1:4: error: “a” must be true or false, not “{written.strip(chr(39))}” [front-matter]"]


@pytest.mark.parametrize(
    ("written", "value"), [("0", 0), ("3", 3), ("+3", 3), ("007", 7), ("'3'", 3), ("1000000", 1_000_000)]
)
def test_whole_number_is_read(written: str, value: int):
    assert nothing_wrong(f"a: {written}", lambda f: f.integer("a")) == value


@pytest.mark.parametrize(
    "written", ["-1", "1.5", "1e3", "0x1F", "1_000", "three", "1000001", "9" * 10, "9" * 5000, "٣", "³", "''", "3 4"]
)
def test_number_that_is_not_whole_or_not_in_range_is_an_error(written: str):
    found, problems = reading(f"a: {written}")
    assert found.integer("a") == 0
    (problem,) = problems
    assert problem.place == Place("f", 1, 4)
    assert problem.message == f"“a” must be a whole number from 0 to 1000000, not “{written.strip(chr(39))[:60]}”"
    assert problem.hint == "Write `a: 3`, say."


def test_whole_number_has_the_limits_it_is_given():
    assert nothing_wrong("a: -5", lambda f: f.integer("a", least=-5, most=5)) == -5
    assert read("a: 6", lambda f: f.integer("a", least=-5, most=5))[1]


@pytest.mark.parametrize(("written", "value"), [("0", 0.0), ("1.5", 1.5), ("9", 9.0), ("8.999999", 8.999999)])
def test_number_is_read(written: str, value: float):
    assert nothing_wrong(f"a: {written}", lambda f: f.number("a", 0, 9, example=1)) == value


@pytest.mark.parametrize("written", ["-1", "9.1", "1,5", "1e1", ".5", "5.", "nan", ".inf", "all", "9" * 400, "١"])
def test_number_that_is_none_or_not_in_range_is_an_error(written: str):
    found, problems = reading(f"a: {written}")
    assert found.number("a", 0, 9, example=1.5) is None
    assert [problem.message for problem in problems] == [f"“a” must be a number from 0 to 9, not “{written[:60]}”"]
    assert problems[0].hint == "Write `a: 1.5`, say."


def test_list_where_a_number_belongs_is_told_what_the_field_may_say():
    found, problems = reading("a: [9]")
    assert found.number("a", 0, 9, example=1, word="all") is None
    assert [(problem.message, problem.hint) for problem in problems] == [
        ("“a” must be a number, not a list", "Write `a: 1`, say, or `a: all`.")
    ]


@pytest.mark.parametrize("written", ["2026-02-28", "'2024-02-29'", "0001-01-01", "9999-12-31"])
def test_date_is_read(written: str):
    day = nothing_wrong(f"a: {written}", lambda f: f.date("a"))
    assert isinstance(day, datetime.date)
    assert day.isoformat() == written.strip("'")


BAD_DATES = (
    "2026-02-29 2026-13-01 2026-00-10 2026-01-32 2026-1-5 26-01-05 20260105 2026/01/05 2026-01-05T10:00 tomorrow "
    "0000-01-01 10000-01-01 -2026-01-01 2026-01 2026-W01-1 ٢٠٢٦-٠١-٠٥ 2026−01−05"
).split()


@pytest.mark.parametrize("written", [*BAD_DATES, "5 May 2026", "'2026-01-05 '", "9" * 5000])
def test_day_that_is_not_in_the_calendar_is_an_error(written: str):
    found, problems = reading(f"a: {written}")
    assert found.date("a") is None
    (problem,) = problems
    assert line_of(problem) == f"f:1:4: error: “{written.strip(chr(39))[:60]}” is not a date [front-matter]"
    assert "YYYY-MM-DD" in problem.hint or re.fullmatch(r"Write \d{4}-\d\d-\d\d\.|The month .*", problem.hint)


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("2026-02-30", "The month 2026-02 has 28 days."),
        ("2024-02-30", "The month 2024-02 has 29 days."),
        ("2026-04-31", "The month 2026-04 has 30 days."),
        ("2026-2-3", "Write 2026-02-03."),
        ("2026/02/03", "Write 2026-02-03."),
        ("3.2.2026", "Write 2026-02-03."),
        ("30.2.2026", "The month 2026-02 has 28 days."),
        ("2026-13-01", "Write year, month and day, YYYY-MM-DD, the month from 01 to 12."),
        ("03/02/2026", "Write it as YYYY-MM-DD, as in 2026-01-31."),
    ],
)
def test_hint_on_a_date_says_what_was_meant(written: str, hint: str):
    found, problems = reading(f"a: {written}")
    found.date("a")
    assert [problem.hint for problem in problems] == [hint]


def test_field_that_is_misspelt_is_not_missed_besides():
    found, problems = reading("titel: One")
    found.only(["title", "summary"])
    assert found.required("title") == ""
    assert [problem.message for problem in problems] == ["unknown field “titel”"]
    found.required("summary")
    assert problems[-1].message == "“summary” is missing"


@given(st.dates())
@THOROUGH
def test_every_day_is_read_as_it_is_written(day: datetime.date):
    assert as_date(day.isoformat()) == day


@given(st.text("0123456789-", max_size=12))
@THOROUGH
def test_no_text_makes_a_date_of_another_day(text: str):
    day = as_date(text)
    assert day is None or day.isoformat() == text


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a: [b, c]", ("b", "c")),
        ("a:\n  - b\n  - c d\n", ("b", "c d")),
        ("a: []", ()),
        ("a: [no, 010, 'null']", ("no", "010", "null")),
        ('a: [" b \\n c "]', ("b c",)),
        ("a:\n  - >\n    b\n    c\n", ("b c",)),
    ],
)
def test_list_of_texts_is_read(text: str, values: tuple[str, ...]):
    assert nothing_wrong(text, lambda f: f.texts("a")) == values


def test_text_where_a_list_belongs_is_shown_as_one():
    found, problems = reading("a: b, c")
    found.texts("a")
    assert problems[0].hint == "Write `a: [b, c]`."


def test_items_that_are_no_texts_are_errors_and_the_others_stay():
    value, said = read("a: [b, [c], {d: e}, ~, '', ' ', f]", lambda f: f.texts("a"))
    assert value == ("b", "f")
    assert said == [
        "f:1:8: error: an item of “a” must be text, not a list [front-matter]",
        "f:1:13: error: an item of “a” must be text, not a group of keys [front-matter]",
        "f:1:21: error: an item of “a” must be text, not empty [front-matter]",
        "f:1:24: error: an item of “a” must be text, not empty [front-matter]",
        "f:1:28: error: an item of “a” must be text, not empty [front-matter]",
    ]


def test_item_given_twice_is_an_error_and_stays_once():
    value, said = read("a: [b, c, ' b ', B, c]", lambda f: f.texts("a"))
    assert value == ("b", "c", "B")
    assert said == [
        "f:1:11: error: “b” stands in “a” twice [front-matter]",
        "f:1:21: error: “c” stands in “a” twice [front-matter]",
    ]


def test_items_may_be_the_same_where_that_means_something():
    assert nothing_wrong("a: [b, b]", lambda f: [item.text for item in f.scalars("a", may_repeat=True)]) == ["b", "b"]


def test_place_of_each_item_that_stays_is_remembered():
    found, _ = reading("title: x\na: [~, b, b, c]")
    found.text("title")
    found.texts("a")
    assert dict(found.frozen_places()) == {
        "title": Place("f", 1, 8),
        "a": Place("f", 2, 4),
        "a.0": Place("f", 2, 8),
        "a.1": Place("f", 2, 14),
    }


def test_places_of_fields_that_are_empty_or_not_asked_for_are_not_remembered():
    found, _ = reading("a:\nb: c")
    found.text("a")
    assert dict(found.frozen_places()) == {}


def test_remembered_places_cannot_be_changed():
    found, _ = reading("a: b")
    with pytest.raises(TypeError):
        found.frozen_places()["a"] = Place("f")  # type: ignore[index]


def test_groups_of_a_list_are_read_one_by_one():
    text = "a:\n  - {id: x, n: 1}\n  - {id: y, n: b}\n  - {n: 3}\n"
    value, said = read(text, lambda f: f.each("a", lambda inner: inner.text("id") or None))
    assert value == ("x", "y")
    assert said == []


def test_reader_of_a_group_reports_to_the_same_list_under_the_same_rule():
    problems: list[Problem] = []
    found = Fields(table("a:\n  b: x"), problems, "config")
    group = found.group("a")
    assert group is not None
    found.inside(group).integer("b", most=9)
    said = [line_of(problem) for problem in problems]
    assert said == ["f:2:6: error: “b” must be a whole number from 0 to 9, not “x” [config]"]


def test_items_that_are_no_groups_are_errors_and_the_others_stay():
    value, said = read("a: [{b: c}, d, [e]]", lambda f: len(f.tables("a")))
    assert value == 1
    assert said == [
        "f:1:13: error: an item of “a” must be a group of keys, not text [front-matter]",
        "f:1:16: error: an item of “a” must be a group of keys, not a list [front-matter]",
    ]


def test_unknown_keys_are_errors_with_what_was_meant():
    found, problems = reading("title: x\nsumary: y\nTitle: z\ncolour: red\n'': e")
    found.only(("title", "summary"))
    assert [(line_of(problem), problem.hint) for problem in problems] == [
        ("f:2:1: error: unknown field “sumary” [front-matter]", "Did you mean summary?"),
        ("f:3:1: error: unknown field “Title” [front-matter]", "Did you mean title?"),
        ("f:4:1: error: unknown field “colour” [front-matter]", "Known here: summary, title."),
        ("f:5:1: error: unknown field “” [front-matter]", "Known here: summary, title."),
    ]


def test_field_that_other_programs_call_otherwise_is_one_problem_and_says_its_name_here():
    found, problems = reading("title: x\ndescription: y\ndate: z\nWeight: 1")
    found.only(("title", "summary", "updated", "order"))
    assert [problem.hint for problem in problems] == [
        "It is called summary here.",
        "It is called updated here.",
        "It is called order here.",
    ]
    assert "summary" in found.misspelt


def test_field_is_not_offered_by_its_name_here_where_that_is_given_or_unknown():
    found, problems = reading("summary: x\ndescription: y\nweight: 1")
    found.only(("title", "summary"))
    assert [problem.hint for problem in problems] == ["Known here: summary, title."] * 2


def test_report_has_the_weight_it_is_given():
    found, problems = reading("a: b")
    found.report(Place("f", 3), "message", "hint", Severity.NOTICE)
    assert problems == [Problem(Place("f", 3), "front-matter", "message", "hint", Severity.NOTICE)]


# ------------------------------------------------------------------------------------------------------- for any text

LETTERS = "ab:- \n\t#[]{},'\"|>&*!?%@`~.\\0x<=…ä😀"
PIECES = [*LETTERS, "a: ", "\n- ", "\n  ", "---", "\n...", ": ", "!!", "\\u00", "%YAML "]
ODD = ["\u2028", "\x85", "\r", "\ufeff", "\x00", "\ud800"]
YAMLISH = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.lists(st.sampled_from(PIECES * 3 + ODD), max_size=40).map("".join),
)


def is_inside(place: Place, text: str, first_line: int) -> bool:
    """Return whether a place lies in the text, or at the very end of one of its lines."""
    lines = text.split("\n")
    line = place.line - first_line
    return place.path == "f" and 0 <= line < len(lines) and 0 <= place.column <= len(lines[line]) + 1


def all_places(node: Any) -> list[Place]:
    inner = node.items if isinstance(node, Listing) else ()
    if isinstance(node, Table):
        inner = [each for pair in node.entries for each in pair]
    return [node.place, *(place for each in inner for place in all_places(each))]


@pytest.mark.parametrize("made_by", LOADERS)
@given(text=st.one_of(YAMLISH, st.text(max_size=60)))
@THOROUGH
def test_any_text_gives_keys_or_problems_inside_it(made_by: Any, text: str):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(room, "LOADER", made_by)
        found, problems = parse_yaml(text, "f", 5)
    assert all(is_inside(problem.place, text, 5) for problem in problems)
    assert not found.entries or all(is_inside(place, text, 5) for place in all_places(found))
    assert not any("expected" in problem.message or "while" in problem.message for problem in problems)
    assert len({key.text for key, _ in found.entries}) == len(found.entries)


REPEATED = ["a: ", "- ", "[", "{", "b\n", "  ", "'", "? ", "x " * 900, "\n", "#", ", ", "key: v\n"]


@given(st.lists(st.sampled_from(REPEATED)), st.integers(1, 3000))
@THOROUGH
def test_any_text_repeated_many_times_gives_keys_or_problems(parts: list[str], times: int):
    text = ("".join(parts) * times)[:200_000]
    _, problems = parse_yaml(text, "f")
    assert all(is_inside(problem.place, text, 1) for problem in problems)


KEYS = st.text("abcdefgh-_", min_size=1, max_size=8)
TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=30)
TREES = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=12
)


def depth(tree: Any) -> int:
    inner = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return isinstance(tree, dict | list) + max(map(depth, inner), default=0)


@given(st.dictionaries(KEYS, TREES, max_size=5))
@THOROUGH
def test_what_yaml_writes_is_read_back(tree: dict[str, Any]):
    assume(depth(tree) <= DEEPEST)
    text = yaml.safe_dump(tree, allow_unicode=True, width=1000, default_style='"')
    assume(not room.stray_character(text))
    assert plain(table(text)) == tree


@given(st.lists(st.tuples(KEYS, YAMLISH), max_size=4))
@THOROUGH
def test_any_fields_are_read_without_an_exception(pairs: list[tuple[str, str]]):
    text = "".join(f"{key}: {value}\n" for key, value in pairs)
    found, problems = parse_yaml(text, "f")
    reader = Fields(found, list(problems))
    for key, _ in pairs:
        reader.only(("a", "bb"))
        asked = (reader.text, reader.long_text, reader.required, reader.flag, reader.integer, reader.date, reader.texts)
        values = [ask(key) for ask in (*asked, reader.tables, reader.group)]
        assert len(values) == 9
        assert reader.choice(key, ("a",)) in ("a", "")
        assert reader.number(key, 0, 1, example=1) is None or 0 <= reader.number(key, 0, 1, example=1) <= 1  # type: ignore[operator]
    assert all(is_inside(problem.place, text, 1) for problem in reader.problems)
