"""references.yaml becomes References: every form of date and name, numbers in their shape, and no source twice."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.model import Name, Reference
from microsite.problem import Place
from microsite.reading.bibliography import KINDS, read_references
from microsite.reading.parse import LOADER
from tests.cases import Case, read_cases
from tests.sites import files_of, library_of, lines_of, write_site


def reference(fields: str) -> Reference:
    """Return the source that these fields describe, in which nothing is wrong."""
    text = f"references:\n  - {{id: x, type: book, title: T, {fields}}}\n"
    known, problems = read_references(text, "r.yaml")
    assert problems == ()
    return known["x"]


@pytest.mark.parametrize("case", read_cases("cases/read/references.txt"), ids=str)
def test_fault_of_a_source_is_said_at_its_place(case: Case, tmp_path: Path):
    _, problems = library_of(write_site(tmp_path, files_of(case.given)))
    assert lines_of(problems, case.expected) == case.expected


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("1998", (1998,)),
        ("'1998'", (1998,)),
        ("1998-05", (1998, 5)),
        ("1998-05-31", (1998, 5, 31)),
        ("1998-5-1", (1998, 5, 1)),
        ("2024-02-29", (2024, 2, 29)),
        ("{year: 1998}", (1998,)),
        ("{year: 1998, month: 5}", (1998, 5)),
        ("{year: 1998, month: 05, day: 31}", (1998, 5, 31)),
        ("{day: 31, month: 5, year: 1998}", (1998, 5, 31)),
        ("{year: 1998, month: , day: }", (1998,)),
        ("{date-parts: [[1998]]}", (1998,)),
        ("{date-parts: [[1998, 5, 31]]}", (1998, 5, 31)),
        ("{date-parts: [['1998', '05']]}", (1998, 5)),
        ("{date-parts: [1998, 5]}", (1998, 5)),
        ("~", ()),
        ("", ()),
    ],
)
@pytest.mark.parametrize("name", ["issued", "accessed"])
def test_date_is_read_in_all_its_forms(name: str, written: str, date: tuple[int, ...]):
    assert getattr(reference(f"{name}: {written}"), name) == date


@given(st.dates(), st.integers(1, 3))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_every_day_is_the_same_in_every_form(day, known: int):
    parts = (day.year, day.month, day.day)[:known]
    keys = ", ".join(f"{key}: {n}" for key, n in zip(("year", "month", "day"), parts, strict=False))
    listed = ", ".join(map(str, parts))
    forms = (
        f"{{{keys}}}",
        f"{{date-parts: [[{listed}]]}}",
        f"{{date-parts: [{listed}]}}",
        day.isoformat()[: 1 + 3 * known],
    )
    assert {reference(f"issued: {form}").issued for form in forms} == {parts}


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("[{family: Bogduk, given: N}]", [Name("Bogduk", "N")]),
        ("[{family: Bogduk}]", [Name("Bogduk")]),
        ("[{literal: World Health Organization}]", [Name("World Health Organization")]),
        ("[{family: King, given: Martin Luther, suffix: Jr}]", [Name("King", "Martin Luther", "Jr")]),
        ("[{family: Gogh, given: V, non-dropping-particle: van}]", [Name("van Gogh", "V")]),
        ("[{family: Musset, given: Alfred, dropping-particle: de}]", [Name("de Musset", "Alfred")]),
        (
            "[{family: Fontaine, given: J, non-dropping-particle: La, dropping-particle: de}]",
            [Name("de La Fontaine", "J")],
        ),
        ("[{family: A}, {family: B}, {literal: C}]", [Name("A"), Name("B"), Name("C")]),
        ("[]", []),
    ],
)
@pytest.mark.parametrize(("name", "field"), [("author", "authors"), ("editor", "editors")])
def test_names_are_of_persons_and_of_bodies_in_order(name: str, field: str, written: str, names: list[Name]):
    assert getattr(reference(f"{name}: {written}"), field) == tuple(names)


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        ("10.1000/xyz", "10.1000/xyz"),
        ("10.1016/0268-0033(92)90024-X", "10.1016/0268-0033(92)90024-X"),
        (
            "'10.1002/(SICI)1097-0010(1996)71:4<417::AID-J1>3.0.CO;2-X'",
            "10.1002/(SICI)1097-0010(1996)71:4<417::AID-J1>3.0.CO;2-X",
        ),
        ("doi:10.1000/xyz", "10.1000/xyz"),
        ("'DOI: 10.1000/xyz'", "10.1000/xyz"),
        ("https://doi.org/10.1000/xyz", "10.1000/xyz"),
        ("http://dx.doi.org/10.1000/xyz", "10.1000/xyz"),
        ("HTTPS://DOI.ORG/10.1000/xyz", "10.1000/xyz"),
    ],
)
def test_doi_is_read_however_it_is_written(written: str, doi: str):
    assert reference(f"DOI: {written}").doi == doi


@pytest.mark.parametrize(
    ("written", "field", "value"),
    [
        ("PMID: 1", "pmid", "1"),
        ("PMID: 00123", "pmid", "00123"),
        ("PMID: 12345678", "pmid", "12345678"),
        ("PMCID: PMC1234567", "pmcid", "PMC1234567"),
        pytest.param(
            *("URL: https://example.org/a?b=c&d#e", "url", "https://example.org/a?b=c&d#e"),
            marks=pytest.mark.skipif(LOADER is yaml.SafeLoader, reason="without libyaml it is an error at its place"),
        ),
        ("URL: http://example.org", "url", "http://example.org"),
        ("ISBN: 978-0-7020-5230-9", "isbn", "978-0-7020-5230-9"),
        ("container-title: J", "container", "J"),
        ("publisher: P", "publisher", "P"),
        ("publisher-place: L", "publisher_place", "L"),
        ("edition: 2", "edition", "2"),
        ("volume: 007", "volume", "007"),
        ("issue: no", "issue", "no"),
        ("page: 109-119", "pages", "109-119"),
        ("number: 12", "number", "12"),
        ("verified: memory", "is_unread", True),
        ("verified: read", "is_unread", False),
        ("verified: search", "is_unread", False),
        ("note: x", "is_unread", False),
    ],
)
def test_field_is_kept_as_written(written: str, field: str, value: object):
    assert getattr(reference(written), field) == value


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_kept(kind: str):
    known, problems = read_references(f"references:\n  - {{id: x, type: {kind}, title: T}}\n", "r")
    assert (known["x"].kind, problems) == (kind, ())


@pytest.mark.parametrize(
    ("written", "title"), [("What is it?", "What is it?"), ("A study.", "A study"), ("'A: b'", "A: b"), ("no", "no")]
)
def test_title_has_no_full_stop_of_its_own(written: str, title: str):
    known, _ = read_references(f"references:\n  - id: x\n    type: book\n    title: {written}\n", "r")
    assert known["x"].title == title


def test_sources_are_in_the_order_of_the_file_with_their_places():
    text = "references:\n  - {id: b, type: book, title: B}\n  - {id: a, type: book, title: A}\n"
    known, _ = read_references(text, "r")
    assert {key: source.place for key, source in known.items()} == {"b": Place("r", 2, 10), "a": Place("r", 3, 10)}
    assert list(known) == ["b", "a"]


def test_first_of_two_sources_with_one_id_is_kept():
    text = "references:\n  - {id: a, type: book, title: First}\n  - {id: a, type: book, title: Second}\n"
    known, problems = read_references(text, "r")
    assert known["a"].title == "First"
    assert len(problems) == 1


def test_source_without_an_id_is_not_in_the_list():
    assert dict(read_references("references:\n  - {type: book, title: T}\n", "r")[0]) == {}


def test_sources_cannot_be_changed():
    known, _ = read_references("references: []", "r")
    with pytest.raises(TypeError):
        known["x"] = None  # type: ignore[index]


KEYS = st.sampled_from("id type title author editor issued accessed DOI PMID PMCID URL verified x".split())
VALUES = st.sampled_from(
    [
        *("x book 10.1000/x 1998 1998-02-31 [] {} [x] [[x]] ~ '' 9999999999999".split()),
        *("{date-parts: [[1998, [5]]]}", "{date-parts: [[]]}", "{date-parts: {}}", "{date-parts: [{}]}", "{year: {}}"),
        *("[{family: A}]", "[{family: [A]}]", "[{literal: ~}]", "[{}]", "{day: 3}", "{year: 0}", "{year: 1, day: x}"),
    ]
)


@given(st.lists(st.dictionaries(KEYS, VALUES), max_size=4))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_any_fields_make_sources_or_problems(entries: list[dict[str, str]]):
    rows = ["{" + ", ".join(f"{key}: {value}" for key, value in entry.items()) + "}" for entry in entries]
    text = "references:\n" + "".join(f"  - {row}\n" for row in rows)
    known, problems = read_references(text, "r")
    assert all(1 <= problem.place.line <= len(rows) + 1 for problem in problems)
    assert all(key == source.id != "" for key, source in known.items())
