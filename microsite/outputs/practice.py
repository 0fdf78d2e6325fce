"""What a reader practises with, as scripts that a page loads when it is asked for.

The questions of all articles for the review page, and the words of the test of a drawing's names.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Question, Site
from ..pages.views import DRAWING_WORDS_FILE, QUESTIONS_FILE
from ..words import words_of
from .termdata import as_script

Asked = list[object]


def practice_data(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the addresses and the bytes of the scripts that the site has a use for."""
    questions = asked(site)
    if questions:
        yield QUESTIONS_FILE, as_script("MICROSITE_QUESTIONS", questions)
    if any(figure.labels for figure in site.library.figures.values()):
        yield DRAWING_WORDS_FILE, as_script("MICROSITE_DRAWING_WORDS", drawing_words(site.library.config.language))


def asked(site: Site) -> dict[str, Asked]:
    """Return address of a question -> its words, the title of its page, and each option with 1 or 0 and its reason."""
    return {
        f"{page.url}#{question.id}": _asked(question, page.title)
        for page in site.library.everything
        if site.bodies[page.key].sketch.questions
        for question in site.bodies[page.key].draft.questions
    }


def _asked(question: Question, title: str) -> Asked:
    options = [[option.text, int(option.is_right), option.reason] for option in question.options]
    return [question.asked, title, options]


def drawing_words(language: str) -> dict[str, str]:
    """Return what the test of a drawing's names says, but for the button that begins it."""
    words = words_of(language).learning
    return {
        "ends": words.test_ends,
        "how": words.test_how,
        "names": words.test_names,
        "find": words.test_find,
        "right": words.test_right,
        "other": words.test_other,
        "all": words.test_all,
        "part": words.test_part,
    }
