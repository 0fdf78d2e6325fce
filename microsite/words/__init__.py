"""The words of the interface and the form of dates, by language.

A language is one file here and a line in LANGUAGES; the type checker and a test see that none is half done. A site in
a language that is not here gets English words round its own text.
"""

from __future__ import annotations

from .english import ENGLISH
from .german import GERMAN
from .shape import BlockWords, CopyWords, Language, Words

LANGUAGES = {
    "en": ENGLISH,
    "en-us": ENGLISH._replace(words=ENGLISH.words._replace(day_form="{month} {day}, {year}")),
    "de": GERMAN,
}
"""By language tag."""
RIGHT_TO_LEFT = ("ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi")


def language_of(tag: str) -> Language:
    """Return the nearest language that there is to a language tag, English where there is none."""
    tag = tag.lower()
    while tag and tag not in LANGUAGES:
        tag = tag.rpartition("-")[0]
    return LANGUAGES.get(tag, ENGLISH)


def words_of(tag: str) -> Words:
    """Return the words of the pages in a language."""
    return language_of(tag).words


def block_words(tag: str) -> BlockWords:
    """Return the words of the blocks inside texts in a language."""
    return language_of(tag).blocks


def copy_words(tag: str) -> CopyWords:
    """Return the words of a copy for review in a language."""
    return language_of(tag).copy


def direction_of(tag: str) -> str:
    """Return `rtl` for a language that is written from right to left, otherwise `ltr`."""
    return "rtl" if without_region(tag) in RIGHT_TO_LEFT else "ltr"


def without_region(tag: str) -> str:
    """Return what a language tag begins with, in small letters: `de` of de-AT."""
    return tag.partition("-")[0].lower()
