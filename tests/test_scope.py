"""What a text asks to see of the rest of the site; more than it needs does no harm, less would leave it blind."""

from __future__ import annotations

import pytest

from microsite.model import Claim, Source, Verdict
from microsite.problem import Place
from microsite.terms.lexicon import lexicon_of
from microsite.text.scope import Named, Scope, claims_in, facts_in, names_in, pictures_in


def test_claims_of_marks_and_of_blocks():
    assert claims_in("{claim:a} `{claim:b}`\n\n::: claim c\n:::\n:::: claim  d") == {"a", "b", "c", "d"}


def test_facts():
    assert facts_in("{fact:psoas.origin} {fact:} {fact:a b}") == {"psoas.origin"}


def test_names_of_terms():
    assert names_in("[[hip]] [[!knee]] [[a|b]] [[c\\|d]] [[e\nf]]") == {"hip", "knee", "a", "c", "e f"}


PICTURES = [
    "![](../figures/a.svg)",
    "![a [b] c](../figures/a.svg)",
    "![](<../figures/a.svg>)",
    '![](../figures/a.svg "title")',
    "![](  ../figures/a.svg )",
    "![a][b]\n\n[b]: ../figures/a.svg",
    "![a][b]\n\n[b]:\n  <../figures/a.svg>",
    "[a](../figures/a.svg)",
]


@pytest.mark.parametrize("text", PICTURES)
def test_pictures_however_they_are_written(text: str):
    assert "content/figures/a.svg" in pictures_in(Source.of("content/articles/x.md", text))


def test_picture_whose_name_holds_brackets_or_blanks():
    text = "![](a_(b).png) ![](<c d.png>) ![](e\\(f.png)"
    found = pictures_in(Source.of("content/articles/x.md", text))
    assert {"content/articles/a_(b).png", "content/articles/c d.png", "content/articles/e(f.png"} <= found


def test_scope_has_another_digest_when_anything_in_it_differs():
    lexicon, _ = lexicon_of((), "en")
    claim = Claim(id="a", said="b", verdict=Verdict.WRONG, evidence="c", place=Place("x"))
    known: dict[str, object] = {"lexicon": lambda: lexicon, "lexicon_digest": "", "url": "a.html"}
    others: tuple[dict[str, object], ...] = (
        {},
        {"lexicon_digest": "x"},
        {"url": "b.html"},
        {"language": "de"},
        {"own": "hip"},
        {"off": ("hip",)},
        {"context": ("hip",)},
        {"names": {"hip": Named(("hip",))}},
        {"claims": {"a": claim}},
        {"facts": {"a.b": "c"}},
        {"title": "A"},
        {"trusts_html": True},
    )
    digests = [Scope(**(known | other)).digest for other in others]  # type: ignore[arg-type]
    assert len(set(digests)) == len(others)
