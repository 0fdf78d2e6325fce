"""What the brackets in a title say: an abbreviation, or which of several senses is meant."""

from __future__ import annotations

import re
from collections.abc import Collection

BRACKET = re.compile(r"(.*\S)\s+\(([^()]+)\)")
"""A title with a bracket at its end."""
LONGEST_ACRONYM = 10
_STOP_WORDS = frozenset("a an and at by for from in of on or the to with".split())
_SOUNDS = {"x": ("cross", "ex", "trans", "christ"), "1": ("one",), "2": ("two", "to"), "4": ("four", "for")}


def title_forms(title: str, senses: Collection[str] = ()) -> tuple[str, ...]:
    """Return the names in a title: a bracket at its end is one only if it abbreviates what stands before it.

    Otherwise it names the sense: “Block (CSS)” is called Block. So does one of `senses`.
    """
    match = BRACKET.fullmatch(title.strip())
    if not match:
        return (title,)
    name, bracket = match[1], match[2]
    return (name, bracket) if bracket not in senses and abbreviates(bracket, name) else (name,)


def abbreviates(short: str, name: str) -> bool:
    """Return whether `short` is an acronym of `name`: PCSA, fMRI, XSS for cross-site scripting, i18n.

    Its letters must occur in order, one at the beginning of each word that carries meaning. A single word must be
    three times as long (electromyography, EMG), so that “Class (CSS)” stays a sense.
    """
    letters = short.lower()
    words = re.findall(r"\w+", name.lower())
    if counted := re.fullmatch(r"([a-z])(\d+)([a-z])", letters):
        word = words[0] if len(words) == 1 else ""
        return (word[:1], len(word) - 2, word[-1:]) == (counted[1], int(counted[2]), counted[3])
    if not short.isalnum() or len(short) > LONGEST_ACRONYM or sum(c.isupper() for c in short) < 2 or not words:
        return False
    if len(words) == 1 and len(words[0]) < 3 * len(letters):
        return False
    return _spells(letters, tuple(words))


def _spells(letters: str, words: tuple[str, ...]) -> bool:
    """Return whether `letters` can be taken from the beginnings of `words`, in order."""
    if not words or not letters:
        return not letters and all(word in _STOP_WORDS for word in words)
    word, rest = words[0], words[1:]
    if word in _STOP_WORDS and _spells(letters, rest):
        return True
    begins = word.startswith((letters[0], *_SOUNDS.get(letters[0], ())))
    return begins and any(
        _is_within(letters[1:n], word[1:]) and _spells(letters[n:], rest) for n in range(1, len(letters) + 1)
    )


def _is_within(letters: str, word: str) -> bool:
    """Return whether the letters occur in `word` in this order."""
    left = iter(word)
    return all(letter in left for letter in letters)
