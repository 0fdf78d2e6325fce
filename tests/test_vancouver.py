"""References in Vancouver style."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path

import pytest

from microsite.model import Name, Reference
from microsite.pages import vancouver as style
from microsite.pages.vancouver import web_address
from microsite.problem import Place
from microsite.words import words_of

CASES = Path(__file__).parent / "cases" / "vancouver.txt"


def reference(**fields: object) -> Reference:
    known: dict[str, object] = {"id": "x", "kind": "book", "title": "Title", "place": Place("references.yaml")}
    return Reference(**{**known, **fields})  # type: ignore[arg-type]


def vancouver(source: Reference, language: str = "en") -> str:
    return style.vancouver(source, words_of(language).references)


def short_name(source: Reference, language: str = "en") -> str:
    return style.short_name(source, words_of(language).references)


def text(source: Reference, language: str = "en") -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", vancouver(source, language)))


def people(said: str) -> tuple[Name, ...]:
    pairs = (name.partition(", ") for name in said.split("; "))
    return tuple(Name(family, given) for family, _, given in pairs)


def from_case(lines: list[str]) -> Reference:
    fields: dict[str, object] = {}
    for line in lines:
        key, _, said = line.partition(": ")
        if key in ("authors", "editors"):
            fields[key] = people(said)
        elif key in ("issued", "accessed"):
            fields[key] = tuple(int(part) for part in said.split("-"))
        else:
            fields[key] = said
    return reference(**fields)


def cases() -> list[tuple[str, Reference, str]]:
    found = []
    for block in CASES.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if lines:
            found.append((lines[-1], from_case(lines[:-1]), lines[-1].removeprefix("=> ")))
    return found


@pytest.mark.parametrize(("source", "expected"), [case[1:] for case in cases()], ids=[case[0] for case in cases()])
def test_reference_reads_as_in_vancouver_style(source: Reference, expected: str):
    assert text(source) == expected


def test_there_are_cases_for_every_kind():
    kinds = {source.kind for _, source, _ in cases()}
    assert kinds >= {"article-journal", "book", "chapter", "webpage", "report", "thesis"}


def test_text_of_an_editor_is_escaped():
    said = vancouver(reference(title="<script>alert(1)</script> & more"))
    assert "<script>" not in said
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more." in said


def test_doi_link_is_encoded_and_shows_the_doi():
    said = vancouver(reference(doi='10.1000/a<b>"c d'))
    assert 'href="https://doi.org/10.1000/a%3Cb%3E%22c%20d"' in said
    assert '>10.1000/a&lt;b&gt;"c d</a>.' in said


@pytest.mark.parametrize("doi", ["https://doi.org/10.1/x", "http://dx.doi.org/10.1/x", "doi:10.1/x", "10.1/x"])
def test_doi_may_be_written_in_any_of_the_usual_ways(doi: str):
    assert 'href="https://doi.org/10.1/x"' in vancouver(reference(doi=doi))


@pytest.mark.parametrize("pmcid", ["PMC123", "pmc123", "123"])
def test_pmcid_may_come_without_its_letters(pmcid: str):
    assert 'href="https://pmc.ncbi.nlm.nih.gov/articles/PMC123/"' in vancouver(reference(pmcid=pmcid))


def test_numbers_that_are_none_make_no_link():
    assert "<a" not in vancouver(reference(pmid="unknown", pmcid="PMC-1"))


def test_address_is_left_out_where_there_is_a_doi():
    assert "Available from" not in vancouver(reference(doi="10.1/x", url="https://example.org/"))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://example.org/x", 'https://x"onclick="y', "//example.org"])
def test_other_addresses_are_printed_but_not_linked(url: str):
    assert web_address(url) == ""
    assert "<a" not in vancouver(reference(url=url))


@pytest.mark.parametrize(
    ("edition", "said"),
    [
        *[("1", "1st"), ("2", "2nd"), ("3", "3rd"), ("4", "4th"), ("10", "10th"), ("11", "11th"), ("12", "12th")],
        *[("13", "13th"), ("14", "14th"), ("20", "20th"), ("21", "21st"), ("22", "22nd"), ("23", "23rd")],
        *[("24", "24th"), ("100", "100th"), ("101", "101st"), ("111", "111th"), ("113", "113th")],
    ],
)
def test_number_of_an_edition_ends_as_it_is_spoken(edition: str, said: str):
    assert f" {said} ed." in text(reference(kind="book", edition=edition))


def test_seventh_author_becomes_et_al():
    names = tuple(Name(f"N{n}", "A") for n in range(7))
    assert text(reference(authors=names)).startswith("N0 A, N1 A, N2 A, N3 A, N4 A, N5 A, et al. Title.")
    assert "et al" not in text(reference(authors=names[:6]))


@pytest.mark.parametrize(
    ("given", "initials"),
    [
        ("JH", "JH"),
        ("JHM", "JHM"),
        ("JAAP", "J"),
        ("J. H.", "JH"),
        ("JH M.", "JHM"),
        ("Jaap Hendrik", "JH"),
        ("Jaap-Hendrik", "JH"),
        ("Élodie", "É"),
        ("", ""),
    ],
)
def test_given_names_become_initials(given: str, initials: str):
    assert text(reference(authors=(Name("Dieen", given),))).startswith(f"Dieen {initials}".strip() + ". ")


def test_what_tells_a_son_from_his_father_follows_the_initials():
    authors = (Name("King", "Martin Luther", "Jr"), Name("Smith", "J", "3rd"))
    assert text(reference(authors=authors)).startswith("King ML Jr, Smith J 3rd. ")


@pytest.mark.parametrize(
    ("count", "said"), [(0, "A long title of … 2020"), (1, "N0 2020"), (2, "N0 and N1 2020"), (3, "N0 et al. 2020")]
)
def test_short_name_counts_the_authors(count: int, said: str):
    names = tuple(Name(f"N{n}") for n in range(count))
    assert short_name(reference(title="A long title of many words", authors=names, issued=(2020,))) == said


def test_short_name_of_a_book_is_its_editor():
    assert short_name(reference(editors=(Name("Standring", "S"),))) == "Standring"


def test_title_that_asks_keeps_its_mark_alone():
    assert "flexor? Spine." in text(
        replace(reference(title="Is it a flexor?"), kind="article-journal", container="Spine")
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"authors": people("Belitz, HD"), "edition": "6", "issued": (2008,)}, "Belitz HD. Titel. 6. Aufl. 2008."),
        ({"editors": people("Belitz, HD; Grosch, W")}, "Belitz HD, Grosch W, Hrsg. Titel."),
        ({"kind": "chapter", "container": "Buch", "pages": "3-9"}, "Titel. In: Buch. S. 3-9."),
        ({"kind": "chapter", "container": "Buch", "editors": people("Grosch, W")}, "Titel. In: Grosch W, Hrsg. Buch."),
        ({"kind": "report", "number": "7"}, "Titel. Bericht Nr. 7."),
        ({"kind": "thesis"}, "Titel [Dissertation]."),
        ({"edition": "2., erweiterte Auflage"}, "Titel. 2., erweiterte Auflage."),
        (
            {"kind": "webpage", "issued": (2026, 3), "accessed": (2026, 11, 1), "url": "https://example.org/"},
            "Titel [Internet]. März 2026 [zitiert 1. Nov. 2026]. Verfügbar unter: https://example.org/",
        ),
    ],
)
def test_reference_of_a_german_site_says_its_words_in_german(fields: dict[str, object], said: str):
    assert text(reference(title="Titel", **fields), "de") == said


def test_two_authors_are_joined_in_the_language_of_the_site():
    assert (
        short_name(reference(authors=people("Belitz, HD; Grosch, W"), issued=(2008,)), "de") == "Belitz und Grosch 2008"
    )
