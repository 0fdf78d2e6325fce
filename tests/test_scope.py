"""What a text asks to see of the rest of the site; more than it needs does no harm, less would leave it blind."""

from __future__ import annotations

import pytest

from microsite.model import Claim, Config, Library, Source, Verdict
from microsite.problem import Place
from microsite.terms.lexicon import lexicon_of
from microsite.text.scope import Fact, Named, Scope, claims_in, facts_in, names_in, pictures_in
from microsite.text.scopes import MOST_HINTS, Scopes, scopes_of, unknown_hint
from tests.sample import article, term


def test_claims_of_marks_and_of_blocks():
    marks, blocks = "{claim:a} `{claim:b}` {claim:e\\-f}", "::: claim c\n:::\n:::: claim  d"
    assert claims_in(f"{marks}\n\n{blocks}") == {"a", "b", "c", "d", "e-f"}


def test_facts():
    assert facts_in("{fact:psoas.origin} {fact:} {fact:a b}") == {"psoas.origin"}


def test_names_of_terms():
    assert names_in("[[hip]] [[!knee]] [[a|b]] [[c\\|d]] [[e\nf]] [[`g`]]") == {"hip", "knee", "a", "c", "e f", "g"}


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
        {"facts": {"a.b": Fact("c", Place("x"))}},
        {"title": "A"},
        {"trusts_html": True},
    )
    digests = [Scope(**(known | other)).digest for other in others]  # type: ignore[arg-type]
    assert len(set(digests)) == len(others)


def library_of(*titles: str) -> Library:
    terms = tuple(term(title.lower(), title, "A muscle.") for title in titles)
    return Library(config=Config(title="x"), terms=terms)


def scopes(library: Library) -> Scopes:
    lexicon, _ = lexicon_of(library.terms, "en")
    return scopes_of(library, lexicon)


def test_only_the_first_of_many_unknown_names_are_told_what_they_may_be():
    page = article("a", "A", source=Source.of("content/articles/a.md", "".join(f"[[psoa{n:03}s]] " for n in range(99))))
    names = scopes(library_of("Psoa000s long", "Iliacus")).of(page).names
    hints = [named.hint for _, named in sorted(names.items())]
    assert hints[0] == "Did you mean Psoa000s long?"
    assert hints[MOST_HINTS:] == [unknown_hint("x")] * (99 - MOST_HINTS)


def test_shelf_with_an_unknown_name_is_another_one_when_a_title_comes_that_may_be_meant():
    shelf = [article("a", "A", source=Source.of("content/articles/a.md", "[[psoaz]]", digest="1"))]
    without = scopes(library_of("Iliacus"))
    with_more = scopes(library_of("Iliacus", "Psoas"))
    assert without.key_for_shelf(shelf) != with_more.key_for_shelf(shelf)
    assert without.key_for(shelf[0]) != with_more.key_for(shelf[0])
    known = [article("a", "A", source=Source.of("content/articles/a.md", "[[iliacus]]", digest="1"))]
    assert without.key_for_shelf(known) == with_more.key_for_shelf(known)
