"""Words of the interface and forms of dates."""

from __future__ import annotations

import datetime
import re
import string

import pytest

from microsite.model import FACTS, Verdict
from microsite.words import LANGUAGES, block_words, copy_words, direction_of, language_of, words_of
from microsite.words.english import ENGLISH
from microsite.words.german import GERMAN
from microsite.words.shape import Count, Grade, Language, Words

DAY = datetime.date(2026, 3, 5)


def gaps(said: object) -> set[str]:
    """Return the names in braces."""
    if isinstance(said, Count):
        return gaps(said.many)
    return {name for _, name, _, _ in string.Formatter().parse(said) if name} if isinstance(said, str) else set()


def texts(said: object, where: str = "") -> dict[str, object]:
    """Return all that a language says, each under the path of its field."""
    if not hasattr(said, "_fields") or isinstance(said, Count | Grade):
        return {where: said}
    return {
        place: text for name in said._fields for place, text in texts(getattr(said, name), f"{where}.{name}").items()
    }


@pytest.mark.parametrize(
    ("language", "said"), [("en-GB", "5 March 2026"), ("en-US", "March 5, 2026"), ("de", "5. März 2026")]
)
def test_date_reads_as_in_the_language(language: str, said: str):
    assert words_of(language).day(DAY) == said


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("de", GERMAN),
        ("de-AT", GERMAN),
        ("DE-CH", GERMAN),
        ("en", ENGLISH),
        ("en-AU", ENGLISH),
        ("cy", ENGLISH),
        ("", ENGLISH),
    ],
)
def test_language_falls_back_to_the_nearest_and_then_to_english(tag: str, language: Language):
    assert language_of(tag) == language
    assert (words_of(tag), block_words(tag), copy_words(tag)) == language


EVERY = pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)


@EVERY
def test_every_language_fills_in_the_same_gaps(language: Language):
    said = texts(language)
    assert {place: gaps(text) for place, text in said.items()} == {
        place: gaps(text) for place, text in texts(ENGLISH).items()
    }


@EVERY
def test_nothing_is_left_without_words(language: Language):
    assert all(texts(language).values())
    assert len(set(language.words.months)) == 12


@EVERY
def test_what_is_said_of_evidence_and_reviews_fits_any_subject(language: Language):
    words = language.words
    said = [words.not_reviewed, words.quality.reviewed, *(each.meaning for _, each in (*words.grades, *words.verdicts))]
    of_medicine = re.compile("clinician|anatom|people|patient|mensch", re.I)
    assert [text for text in said if of_medicine.search(text)] == []


def test_german_is_not_english_in_disguise():
    german = texts(GERMAN)
    same = {place for place, text in texts(ENGLISH).items() if german[place] == text}
    assert same <= {".words.separator", ".words.other_letter", ".copy.separator"}


@pytest.mark.parametrize("words", [ENGLISH.words, GERMAN.words])
def test_each_verdict_fact_and_grade_has_a_name(words: Words):
    assert all(words.verdict(verdict).name for verdict in Verdict)
    assert all(words.fact(fact) for fact in FACTS)
    assert all(words.grade(code) for code in ("A", "B", "C", "D", "mixed"))
    assert words.grade("our own") is None


@pytest.mark.parametrize(("n", "said"), [(0, "0 sources"), (1, "1 source"), (2, "2 sources")])
def test_count_minds_the_one(n: int, said: str):
    assert ENGLISH.words.count_sources(n) == said


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (1, "10 kB"),
        (14_000, "10 kB"),
        (638_000, "640 kB"),
        (994_000, "990 kB"),
        (995_001, "1.0 MB"),
        (1_440_000, "1.4 MB"),
        (9_940_000, "9.9 MB"),
        (9_960_000, "10 MB"),
        (23_400_000, "23 MB"),
    ],
)
def test_bytes_are_told_in_round_numbers(size: int, said: str):
    assert ENGLISH.words.about_bytes(size) == said


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("he-IL", "rtl"), ("en", "ltr"), ("de", "ltr")])
def test_direction_follows_the_language(language: str, direction: str):
    assert direction_of(language) == direction
