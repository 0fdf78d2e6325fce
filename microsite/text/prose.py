"""How plainly a text reads: grade, long sentences, and numbers and authorities that nobody is named for.

Works on the finished tree of a page and knows nothing of other pages. Sentences are found by their marks, syllables by
rule; both are estimates, good enough to compare pages and to find the sentence that should be cut in two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Set
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from xml.etree.ElementTree import Element

from ..model import MARK_CLOSE, MARK_OPEN, LongSentence, ReadingFacts, Statement, Unsourced
from .signs import holds

RUNNING = frozenset({"p", "li", "dd"})
INSIDE = frozenset("pre ul ol dl table figure details blockquote div section aside".split())
"""Blocks inside a block: their text is their own."""
APART = frozenset({"table", "figure", "pre"})
"""What is not running text: tables, captions, code."""
LABELS = frozenset({"block-title", "block-label", "figure-missing", "footnote"})
NO_CLASSES: frozenset[str] = frozenset()
NOT_WORDS = frozenset({"cites", "checked-claim", "badge", "footnote-ref"})

QUOTED = frozenset({"said", "options"})
"""What others say, or may say: popular claims and the options of a question."""
DISPUTED = "claim"
"""A block that holds a popular claim against the evidence: neither side is our own plain statement."""

CITED = "\x01"
"""Stands where a citation was, so that a sentence knows whether it has one."""

ABBREVIATED = r"(?:(?<=\b(?:e\.g|i\.e|etc|Fig)\.)|(?<=\b(?:cf|vs|Dr|St|No)\.)|(?<=\bapprox\.))"
"""Behind one of these, where a blank follows, the sentence goes on."""
SENTENCE_END = re.compile(rf"[.!?…](?!{ABBREVIATED}\s)(?:\s?[\"”’»)\]])*\s+(?=(?:[\"“‘(]|«\s?)?[A-ZÀ-ÖØ-ÞŒ0-9])")
MARKS = re.compile(f"{MARK_OPEN}\\d*{MARK_CLOSE}")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

LONG = 25
"""Words of a sentence that is not long yet."""
BEGINNING = 60
"""Characters of a sentence that a message repeats."""
LEAST_WORDS = 100
"""Of a text that can be graded: the formula is unstable below."""
MASK = "muscle"
"""A plain word of two syllables that stands for every glossary word in the masked grade."""

# Not right behind a quote: there the words are spoken of, not leant on.
AUTHORITY = re.compile(
    r"(?<![“‘„\"'])\b(?:studies|research|science|evidence|experts?|doctors|scientists|surveys|trials)\s+"
    r"(?:has\s+|have\s+)?(?:shows?|shown|says?|suggests?|suggested|proves?|proven|agrees?|found|finds?|believes?)\b"
    r"|\baccording to (?:studies|research|experts|science|,)",
    re.I,
)
STATES = re.compile(
    r"\b(?:attach(?:es|ed)?|inserts?|originates?|starts?|begins?|arises?|ends?|anchored|fixed|nerve|"
    r"bends?|flex(?:es)?|straightens?|extends?)\b"
)
"""Verbs of anatomy: where a muscle is attached, what serves it, what it moves. See `check.anatomy`."""
PERCENTAGE = re.compile(r"(?<![\d.,])[\d.,]++\s?%|\b(?:per|pour) ?cent\b|\bProzent\b")
LEANING = "stud research scien evidence expert doctor survey trial".split() + ["according to", "%", "cent", "prozent"]
STATING = "attach insert origin start begin aris end anchored fixed nerve bend flex straighten extend".split()
"""One of what a sentence must hold for AUTHORITY or PERCENTAGE, and for STATES, to find anything: most hold none."""


class Running(NamedTuple):
    """A block of running text."""

    line: int
    text: str
    """With CITED where a citation stands."""
    is_quoted: bool
    """Says what others say, so that nobody is to be named for it."""
    is_disputed: bool = False
    """Stands in a block that weighs what others say."""


def first_sentence(text: str) -> str:
    """Return the first sentence of the first block, without its stop."""
    return text.partition("\n")[0].partition(". ")[0].strip(" .")


def reading_facts(
    root: Element, line_of: Callable[[Element], int], surfaces: Collection[str], *, is_english: bool
) -> ReadingFacts:
    """Return how plainly the text below `root` reads.

    `line_of` returns the line of a block, 0 where it is not known; `surfaces` are the glossary's words on this page.
    Only English is graded, and of authorities English words are known; sentences and percentages are found in any
    language.
    """
    blocks = tuple(_running(root, line_of))
    whole = "\n".join(block.text for block in blocks)
    small = whole.lower()
    # Most blocks hold none of them. Those that no block holds need not be looked for in each.
    leaning, stating = [sign for sign in LEANING if sign in small], [sign for sign in STATING if sign in whole]
    sentences = [sentence.replace(CITED, "") for block in blocks for sentence in sentences_of(block.text)]
    return ReadingFacts(
        grade=reading_grade(sentences) if is_english else None,
        masked_grade=reading_grade(_masked(sentences, surfaces)) if is_english else None,
        long=tuple(found for block in blocks for found in _long(block)),
        unsourced=tuple(found for block in blocks for found in _unsourced(block, leaning)),
        stated=tuple(found for block in blocks for found in _stated(block, stating)) if is_english else (),
    )


def _long(block: Running) -> Iterator[LongSentence]:
    if block.text.count(" ") < LONG:
        return
    for sentence in sentences_of(block.text):
        if sentence.count(" ") < LONG:
            continue
        # A sign between blanks is no word: French has one before its colon and inside its quotes.
        words = sum(any(map(str.isalnum, word)) for word in sentence.replace(CITED, "").split())
        if words > LONG:
            yield LongSentence(block.line, words, _beginning(sentence))


def _unsourced(block: Running, leaning: Collection[str]) -> Iterator[Unsourced]:
    if block.is_quoted or not holds(block.text.lower(), leaning):
        return
    for sentence in sentences_of(block.text):
        if CITED not in sentence and (found := AUTHORITY.search(sentence) or PERCENTAGE.search(sentence)):
            yield Unsourced(block.line, found[0], _beginning(sentence))


def _stated(block: Running, stating: Collection[str]) -> Iterator[Statement]:
    if block.is_quoted or block.is_disputed or not holds(block.text, stating):
        return
    for sentence in sentences_of(block.text):
        if STATES.search(sentence):
            yield Statement(block.line, sentence.replace(CITED, ""))


def _beginning(sentence: str) -> str:
    """Return the first words of a sentence, whole, as many as fit into a message."""
    shown = sentence.replace(CITED, "")
    return shown if len(shown) <= BEGINNING else shown[: BEGINNING + 1].rpartition(" ")[0] or shown[:BEGINNING]


def reading_grade(sentences: Collection[str]) -> float | None:
    """Return the Flesch-Kincaid grade of the sentences, in US school years; None below LEAST_WORDS words.

    Formula: Kincaid et al. 1975, Navy report 8-75.
    """
    words, sounds = divmod(sum(map(_counted, " ".join(sentences).split())), WORD_COUNTS)
    if words < LEAST_WORDS:
        return None
    return 0.39 * words / len(sentences) + 11.8 * sounds / words - 15.59


WORD_COUNTS = 10**9
"""What one word counts where a syllable counts one: so words and syllables are added up in one go."""


@lru_cache(maxsize=50_000)
def _counted(written: str) -> int:
    """Return what the words between two blanks count, and their syllables."""
    words = WORD.findall(written)
    return len(words) * WORD_COUNTS + sum(map(syllables, words))


def syllables(word: str) -> int:
    """Return about how many syllables an English word has: groups of vowels, less those that are silent."""
    plain = word.lower().replace("’", "'").removesuffix("'s")
    groups = len(re.findall(r"[aeiouyà-öø-ÿ]+", plain))
    if groups > 1 and re.search(r"[^aeiouyl]e$|[^aeiouytd]ed$|[^aeiouyscxzgh]es$", plain):
        groups -= 1
    # Two vowels that are said apart: il-i-ac, vid-e-o, us-u-al; but not ten-sion, spe-cial, peo-ple.
    groups += len(re.findall(r"(?<![ctsxg])i[ao](?![nu])|(?<!p)eo|(?<![qg])ua[lt]", plain))
    return max(1, groups)


@lru_cache(maxsize=2_000)
def sentences_of(text: str) -> tuple[str, ...]:
    """Return the sentences of a block; a line without a full stop is one."""
    ends = [match.span() for match in SENTENCE_END.finditer(text)]
    # Of what ends a sentence only its first character belongs to it.
    parts = (text[start : end + 1] for (_, start), (end, _) in pairwise([(0, 0), *ends, (len(text), 0)]))
    return tuple(part.strip() for part in parts if WORD.search(part))


def _masked(sentences: Collection[str], surfaces: Collection[str]) -> list[str]:
    """Return the sentences with a plain word for each word of the glossary, the longest first.

    Surfaces stand here as they do in the text, so that no pattern need be made of them.
    """
    text = "\n".join(sentences)
    for surface in sorted(surfaces, key=lambda surface: (-len(surface), surface)):
        text = text.replace(surface, MASK)
    return text.split("\n")


def _running(
    element: Element,
    line_of: Callable[[Element], int],
    line: int = 0,
    is_quoted: bool = False,
    is_disputed: bool = False,
) -> Iterator[Running]:
    """Yield the blocks of running text below `element`, in order."""
    for child in element:
        classes = _classes(child)
        if child.tag in APART or classes & LABELS or child.tag == "summary":
            continue
        here = line_of(child) or line
        quoted = is_quoted or bool(classes & QUOTED)
        disputed = is_disputed or DISPUTED in classes
        if child.tag in RUNNING:
            text = " ".join(MARKS.sub("", _words(child)).split())
            if text.strip(CITED + " "):
                yield Running(here, text, quoted, disputed)
        yield from _running(child, line_of, here, quoted, disputed)


def _classes(element: Element) -> Set[str]:
    # Most have none.
    return {*written.split()} if (written := element.get("class")) else NO_CLASSES


def _words(element: Element) -> str:
    """Return the text of a block less that of the blocks inside it, CITED for its citations."""
    parts = [element.text or ""]
    for child in element:
        classes = _classes(child)
        if classes & NOT_WORDS:
            parts.append(CITED if "cites" in classes else "")
        elif child.tag not in INSIDE and child.tag not in RUNNING:
            parts.append(_words(child))
        parts.append(child.tail or "")
    return "".join(parts)
