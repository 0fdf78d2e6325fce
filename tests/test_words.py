"""Words of the interface and forms of dates."""

from __future__ import annotations

import datetime
import string

import pytest

from microsite.model import FACTS, Verdict
from microsite.words import ENGLISH, FIELDS, GERMAN, LANGUAGES, Count, Words, direction_of, words_of

DAY = datetime.date(2026, 3, 5)


def gaps(said: object) -> set[str]:
    """Return the names in braces."""
    if isinstance(said, Count):
        return gaps(said.many)
    return {name for _, name, _, _ in string.Formatter().parse(said) if name} if isinstance(said, str) else set()


@pytest.mark.parametrize(
    ("language", "said"), [("en-GB", "5 March 2026"), ("en-US", "March 5, 2026"), ("de", "5. März 2026")]
)
def test_date_reads_as_in_the_language(language: str, said: str):
    assert words_of(language).day(DAY) == said


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", GERMAN),
        ("de-AT", GERMAN),
        ("DE_ch", GERMAN),
        ("en", ENGLISH),
        ("en-AU", ENGLISH),
        ("cy", ENGLISH),
        ("", ENGLISH),
    ],
)
def test_language_falls_back_to_the_nearest_and_then_to_english(language: str, words: Words):
    assert words_of(language) == words


@pytest.mark.parametrize("name", FIELDS)
def test_every_language_fills_in_the_same_gaps(name: str):
    assert {frozenset(gaps(getattr(words, name))) for _, words in LANGUAGES} == {
        frozenset(gaps(getattr(ENGLISH, name)))
    }


@pytest.mark.parametrize("words", [words for _, words in LANGUAGES], ids=[name for name, _ in LANGUAGES])
def test_nothing_is_left_without_words(words: Words):
    assert all(getattr(words, name) for name in words._fields)
    assert len(set(words.months)) == 12


def test_german_is_not_english_in_disguise():
    same = [name for name in FIELDS if getattr(ENGLISH, name) == getattr(GERMAN, name)]
    assert set(same) <= {"separator", "other_letter"}


@pytest.mark.parametrize("words", [ENGLISH, GERMAN])
def test_each_verdict_fact_and_grade_has_a_name(words: Words):
    assert [words.verdict(verdict).name for verdict in Verdict]
    assert [words.fact(fact) for fact in FACTS]
    assert all(words.grade(code) for code in ("A", "B", "C", "D", "mixed"))
    assert words.grade("our own") is None


@pytest.mark.parametrize(("n", "said"), [(0, "0 sources"), (1, "1 source"), (2, "2 sources")])
def test_count_minds_the_one(n: int, said: str):
    assert ENGLISH.count_sources(n) == said


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("he-IL", "rtl"), ("en", "ltr"), ("de", "ltr")])
def test_direction_follows_the_language(language: str, direction: str):
    assert direction_of(language) == direction
