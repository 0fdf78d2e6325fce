"""One text becomes HTML and problems: the cases in cases/markdown, as GitHub shows them or as the README says."""

from __future__ import annotations

import os
from types import MappingProxyType

import pytest

from microsite.model import Article, Claim, Config, Draft, Figure, Label, Library, Source, Step, Term, Verdict
from microsite.problem import Place, Problems
from microsite.terms.glossary import Link, apply_links
from microsite.terms.lexicon import lexicon_of
from microsite.text.body import to_draft
from microsite.text.scopes import scopes_of
from tests.snippets import ROOT, Snippet, read_snippets, rewrite, said

FILES = sorted(path.name for path in (ROOT / "cases/markdown").glob("*.txt"))
LEG = (
    '<?xml version="1.0"?><!-- drawn --><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" role="img" '
    'aria-labelledby="t"><title id="t">Leg</title><a data-term="hip"><path id="p" d="M0 0"/></a><use href="#p"/></svg>'
)


def term(slug: str, title: str, *aliases: str, **facts: str) -> Term:
    source = Source.of(f"content/glossary/{slug}.md", "")
    return Term(
        source=source, slug=slug, title=title, summary="", aliases=aliases, kind="joint", facts=MappingProxyType(facts)
    )


def figure(name: str, **fields: object) -> Figure:
    path = f"content/figures/{name}"
    known: dict[str, object] = {"alt": f"The {name.partition('.')[0]}", "width": 9, "height": 9}
    return Figure(name=name.partition(".")[0], path=path, place=Place(path), **{**known, **fields})  # type: ignore[arg-type]


FIGURES = (
    figure(
        "leg.svg",
        svg=LEG,
        caption="A *leg* [@key2020].",
        credit="Somebody",
        licence="CC BY 4.0",
        long="From above.\n\nTo below.",
        labels=(Label("hip", "Hip", "a joint"),),
    ),
    figure("dot.png", caption="A dot."),
    figure("bare.png", alt=""),
    figure("later.svg", is_drawn=False),
    figure("steps.svg", svg="<svg><g/></svg>", steps=(Step("One", "First."), Step("Two"))),
    figure("chart.svg", svg="<svg></svg>", table=(("Angle", "Length"), ("0", "1.5"))),
)


def library(language: str, *, trusts_html: bool) -> Library:
    claim = Claim(
        id="burns-fat",
        said="Sit-ups burn belly fat.",
        verdict=Verdict.WRONG,
        evidence="They do not.",
        place=Place("content/claims.yaml"),
        sources=("key2020", "other2021"),
    )
    plain = Claim(
        id="of-signs",
        said="2*3*4 is `24` & <b>x_y_z</b> \\* &amp; ~~{claim:burns-fat}~~ [[hip]] [a](b.md).",
        verdict=Verdict.PARTLY,
        evidence="At p<0.05, *not* [@key2020]",
        place=Place("content/claims.yaml"),
        sources=("key2020",),
    )
    terms = (
        term("hip", "Hip", "hip joint"),
        term("psoas", "Psoas", origin="T12 to L5"),
        term("head-1", "Head"),
        term("head-2", "Head"),
    )
    return Library(
        config=Config(title="Site", language=language, trusts_html=trusts_html),
        terms=terms,
        claims=MappingProxyType({each.id: each for each in (claim, plain)}),
        figures=MappingProxyType({each.path: each for each in FIGURES}),
    )


def drafted(text: str, language: str = "en", *, trusts_html: bool = False) -> Draft:
    """Return what becomes of a text as an article of a small site."""
    held = library(language, trusts_html=trusts_html)
    lexicon, _ = lexicon_of(held.terms, language)
    page = Article(
        source=Source.of("content/articles/page.md", text), slug="page", title="The page's title", summary="A summary."
    )
    return to_draft(page.source, scopes_of(held, lexicon).of(page))


def html_of(draft: Draft) -> str:
    """Return the HTML with those links to terms that the author asked for."""
    forced = {n: each.term for n, each in enumerate(draft.wording().candidates) if each.is_forced}
    return apply_links(
        draft.wording().html, {n: Link(f"../glossary/{term}.html", f"mention-{term}") for n, term in forced.items()}
    )


def converted(snippet: Snippet) -> tuple[str, Problems]:
    is_trusted = "trusted" in snippet.options
    draft = drafted(snippet.given, snippet.options.get("language", "en"), trusts_html=is_trusted)
    return html_of(draft).rstrip("\n"), draft.problems


if os.environ.get("UPDATE_GOLDEN"):
    for name in FILES:
        rewrite(f"cases/markdown/{name}", converted)

SNIPPETS = [snippet for name in FILES for snippet in read_snippets(f"cases/markdown/{name}")]


@pytest.mark.parametrize("snippet", SNIPPETS, ids=str)
def test_text_becomes(snippet: Snippet):
    html, problems = converted(snippet)
    assert html == snippet.html
    assert said(problems, snippet.problems) == snippet.problems


def test_titles_of_cases_are_unlike():
    for name in FILES:
        titles = [snippet.title for snippet in read_snippets(f"cases/markdown/{name}")]
        assert len(titles) == len(set(titles))


def test_text_becomes_the_same_whatever_was_read_before():
    first = [converted(snippet) for snippet in SNIPPETS]
    assert [converted(snippet) for snippet in reversed(SNIPPETS)] == first[::-1]


def test_what_one_page_defines_means_nothing_on_the_next():
    assert "<abbr" in drafted("[a]: b.md\n[^1]: c\n*[ABC]: d\n\n[a] e[^1] ABC").wording().html
    assert drafted("[a] ABC").wording().html == "<p>[a] ABC</p>\n"
    assert "not defined" in drafted("[^1]").problems[0].message
