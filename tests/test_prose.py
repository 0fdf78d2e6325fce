"""How plainly a text reads."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

import pytest

from microsite.text.prose import reading_facts, reading_grade, sentences_of, syllables


def facts(html: str, *surfaces: str, is_english: bool = True):  # type: ignore[no-untyped-def]
    return reading_facts(fromstring(f"<div>{html}</div>"), lambda element: 7, surfaces, is_english=is_english)


def unsourced(html: str) -> list[str]:
    return [found.phrase for found in facts(html).unsourced]


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("hip", 1), ("muscle", 2), ("flexor", 2), ("strengthen", 2), ("stretched", 1), ("rested", 2),
        ("exercise", 3), ("iliacus", 4), ("tension", 2), ("special", 2), ("the", 1), ("table", 2),
        ("flexion", 2), ("radiation", 4), ("people", 2), ("quality", 3), ("usual", 3), ("action", 2), ("diagnosis", 4),
    ],
)  # fmt: skip
def test_syllables_of_a_word(word: str, count: int) -> None:
    assert syllables(word) == count


def test_short_sentences_grade_lower_than_long_ones() -> None:
    short = ["The cat sat on the mat."] * 20
    long = ["The cat sat on the mat and the dog ran round the tree and the bird sang to the moon in the dark."] * 6
    assert reading_grade(short) < reading_grade(long)


def test_a_known_text_has_the_grade_of_the_formula() -> None:
    # 100 words of one syllable in sentences of ten: 0.39 · 10 + 11.8 · 1 − 15.59.
    assert reading_grade(["cat cat cat cat cat cat cat cat cat cat"] * 10) == pytest.approx(0.11)


def test_a_short_text_has_no_grade() -> None:
    assert reading_grade(["Too short."]) is None


def test_glossary_words_count_as_plain_ones() -> None:
    text = "<p>" + "The sternocleidomastoideus turns it. " * 30 + "</p>"
    found = facts(text, "sternocleidomastoideus")
    assert found.masked_grade < found.grade


def test_other_languages_are_not_graded() -> None:
    assert facts("<p>" + "Der Muskel beugt die Hüfte. " * 40 + "</p>", is_english=False).grade is None


def test_a_long_sentence_is_found_with_its_line() -> None:
    (found,) = facts(f"<p>{'word ' * 31}end.</p>").long
    assert (found.line, found.words) == (7, 32)


def test_a_sign_between_blanks_is_no_word() -> None:
    (found,) = facts(f"<p>« {'mot ' * 30}» : fin !</p>", is_english=False).long
    assert found.words == 31


def test_tables_code_and_captions_are_no_sentences() -> None:
    long = "word " * 40
    assert not facts(
        f"<table><tbody><tr><td>{long}</td></tr></tbody></table><pre>{long}</pre>"
        f"<figure><figcaption><p>{long}</p></figcaption></figure>"
    ).long


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two.", 2),
        ("See e.g. the hip. Two.", 2),
        ("It moved 2.5 cm. Then not.", 2),
        ("“Is it so?” She nodded.", 2),
        ("Il est bon. À l’été, il est frais. Œil fermé.", 3),
        ("« Est-il bon\N{NO-BREAK SPACE}?\N{NO-BREAK SPACE}» Elle hocha. «\N{NO-BREAK SPACE}Oui. » Et puis.", 4),
        ("no stop at all", 1),
    ],
)
def test_sentences(text: str, parts: int) -> None:
    assert len(sentences_of(text)) == parts


CITE = '<span class="cites">[<a class="cite" href="#s">1</a>]</span>'


@pytest.mark.parametrize(
    "text",
    [
        "Studies show that it helps.",
        "Experts say so.",
        "Research has shown it.",
        "It rose by 17%.",
        "It rose by 17.5 % in all.",
        "One sentence is cited CITE. Another has 5%.",
    ],
)
def test_an_unnamed_authority_or_number_is_found(text: str) -> None:
    assert unsourced(f"<p>{text.replace('CITE', CITE)}</p>")


@pytest.mark.parametrize(
    "text",
    [
        "Studies show that it helps CITE.",
        "It rose by 17% CITE.",
        "“Experts agree” is not a source.",
        "Nobody knows.",
        "We read the studies.",
    ],
)
def test_a_named_one_is_left_alone(text: str) -> None:
    assert not unsourced(f"<p>{text.replace('CITE', CITE)}</p>")


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Il perd 18,5\N{NO-BREAK SPACE}% de son eau.", "18,5 %"),
        ("Il perd dix pour cent.", "pour cent"),
        ("Das sind 3 Prozent.", "Prozent"),
    ],
)
def test_number_without_a_source_is_found_in_other_languages(text: str, phrase: str) -> None:
    found = facts(f"<p>{text}</p>", is_english=False).unsourced
    assert [each.phrase for each in found] == [phrase]


def test_what_a_popular_claim_says_needs_no_source() -> None:
    assert not unsourced('<div class="claim-part said"><p>Experts say that it burns 50% more.</p></div>')


def test_the_options_of_a_question_need_no_source() -> None:
    assert not unsourced('<ol class="options"><li>About 10%</li></ol>')


def test_what_a_text_says_of_a_muscle_itself_is_kept_for_its_check() -> None:
    said = "The psoas attaches to the knee."
    assert [each.text for each in facts(f"<p>{said}</p>").stated] == [said]
    assert not facts(f'<div class="block claim"><div class="claim-part evidence"><p>{said}</p></div></div>').stated
    assert not facts(f"<p>{said}</p>", is_english=False).stated
