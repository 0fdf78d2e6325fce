"""What a reader practises with: the questions of a text as plain words, and the scripts that carry them."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from microsite.model import Figure, Label, Option, Question, Site
from microsite.outputs.practice import asked, drawing_words, practice_data
from tests.sample import HERE, PSOAS_QUESTIONS, plain_site, sample
from tests.test_markdown import drafted
from tests.test_search import read_script

TEXT = """::: question What does a *hip* flexor do? [@key2020]
- [ ] It straightens the hip
  Others do that [@key2020, p. 3].
- [x] It bends the **hip**

  To flex is to bend, "no more".
:::
"""


def with_drawing(*labels: Label) -> Site:
    drawn = Figure(name="leg", path="content/figures/leg.svg", place=HERE, svg="<svg/>", labels=labels)
    known = sample()
    figures = MappingProxyType({drawn.path: drawn})
    return replace(known, library=replace(known.library, figures=figures))


def test_question_is_read_in_plain_words_without_citations():
    assert drafted(TEXT).questions == (
        Question(
            "question-1",
            "What does a hip flexor do?",
            (
                Option("It straightens the hip", False, "Others do that."),
                Option("It bends the hip", True, "To flex is to bend, “no more”."),
            ),
        ),
    )


def test_question_that_has_no_right_option_is_not_asked():
    assert drafted(TEXT.replace("[x]", "[ ]")).questions == ()
    assert drafted(TEXT.replace("[ ]", "[x]")).questions == ()


def test_each_question_has_the_address_of_its_block():
    assert [question.id for question in drafted(TEXT + "\n" + TEXT).questions] == ["question-1", "question-2"]
    assert list(asked(sample())) == ["articles/psoas.html#question-1"]


def test_questions_are_handed_over_with_their_page_and_reasons():
    said = read_script("MICROSITE_QUESTIONS", dict(practice_data(sample()))["questions.js"])
    assert said["articles/psoas.html#question-1"] == [
        PSOAS_QUESTIONS[0].asked,
        "The psoas: what it is and what it is not",
        [[option.text, int(option.is_right), option.reason] for option in PSOAS_QUESTIONS[0].options],
    ]


def test_site_without_questions_and_drawings_has_no_scripts_for_them():
    assert dict(practice_data(plain_site())) == {}


def test_words_of_the_test_come_with_the_first_labelled_drawing_in_the_sites_language():
    assert "drawing-words.js" not in dict(practice_data(with_drawing()))
    made = dict(practice_data(with_drawing(Label("hip", "hip"))))
    assert read_script("MICROSITE_DRAWING_WORDS", made["drawing-words.js"]) == drawing_words("en")
    assert drawing_words("de")["names"] == "Namen"
