"""A small hand-made Site with every kind of page and of block: for tests, and to look at the design.

`python -m tests.sample FOLDER` writes it as a site that opens from disk.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from microsite.check.pages import facts_of
from microsite.memory.later import Later
from microsite.memory.memo import Memo, remember_nothing
from microsite.model import (
    Article,
    Body,
    Change,
    Cited,
    Claim,
    Config,
    Draft,
    File,
    Heading,
    Library,
    Mention,
    Name,
    Option,
    Page,
    Part,
    Question,
    Reference,
    Route,
    Site,
    Source,
    Term,
    Verdict,
    Wording,
)
from microsite.outputs.assets import SCRIPTS, STYLES, assets
from microsite.outputs.feeds import feeds
from microsite.outputs.practice import practice_data
from microsite.outputs.search import search_data, shelves
from microsite.outputs.termdata import term_data
from microsite.pages.plans import planned, plans
from microsite.pages.render import press_of
from microsite.pages.views import View
from microsite.problem import Place, Problem
from microsite.quality import quality

ROOT = Path(__file__).parent.parent
TEMPLATES, STATIC = ROOT / "templates", ROOT / "static"
TODAY = datetime.date(2026, 11, 22)
HERE = Place("content/x.md")


def config(**fields: object) -> Config:
    known: dict[str, object] = {
        "title": "Hip flexors, plainly",
        "summary": "What the muscles at the front of the hip do, why they feel tight, and what helps.",
        "site_url": "https://example.org/hip/",
        "language": "en-GB",
        "parts": (
            Part("Know the muscles", "Where they are and what they do."),
            Part("Tightness", "What the feeling means, and what it does not."),
            Part("Care", "What may help, how much, and when to stop."),
        ),
        "routes": (
            Route(
                "I just feel tight",
                ("what-tight-means", "stretching"),
                "What the feeling is, then what may help.",
            ),
            Route("I study anatomy", ("psoas", "what-tight-means"), "The muscles with their attachments."),
            Route("I hurt", ("stretching",)),
        ),
        "feedback": "mailto:editors@example.org",
        "funding": "Nobody pays for this site.",
        "reviewers": "a clinician",
        "licence": "Text: CC BY 4.0. Code: MIT.",
        "disclaimer": "General education, not personal advice. Do not put off care because of it.",
    }
    return Config(**{**known, **fields})  # type: ignore[arg-type]


def article(slug: str, title: str, **fields: object) -> Article:
    known: dict[str, object] = {
        "source": Source.of(f"content/articles/{slug}.md", "", digest=slug),
        "slug": slug,
        "title": title,
        "summary": f"A short summary of {title} that tells a reader in a hurry what the page says.",
        "updated": TODAY,
    }
    return Article(**{**known, **fields})  # type: ignore[arg-type]


def term(slug: str, title: str, summary: str, **fields: object) -> Term:
    source = Source.of(f"content/glossary/{slug}.md", "")
    known: dict[str, object] = {
        "source": source,
        "slug": slug,
        "title": title,
        "summary": summary,
        "updated": TODAY,
    }
    return Term(**{**known, **fields})  # type: ignore[arg-type]


def page(slug: str, title: str, summary: str, **fields: object) -> Page:
    folder = "content/pages" if slug != "index" else "content"
    source = Source.of(f"{folder}/{slug}.md", "")
    return Page(**{"source": source, "slug": slug, "title": title, "summary": summary, **fields})  # type: ignore[arg-type]


def body(html: str, headings: tuple[Heading, ...] = (), citations: tuple[Cited, ...] = (), text: str = "") -> Body:
    wording = Later(Wording(html=html, text=text))
    draft = Draft(wording=wording, digest=text, headings=headings, citations=citations, opening=text)
    return Body.of(draft, digest=html, html=html)


ARTICLES = (
    article(
        "psoas",
        "The psoas: what it is and what it is not",
        summary="Where the psoas runs, what it does for hip and spine, and which claims go too far.",
        question="What is the psoas and what does it really do?",
        kind="anatomy",
        part="Know the muscles",
        order=1,
        main_message=(
            "The psoas is a deep muscle from the lower spine to the top of the thigh bone. "
            "It bends the hip and helps to steady the spine, as one muscle among many."
        ),
        changes=(
            Change(TODAY, "The level of the lowest slip."),
            Change(datetime.date(2026, 10, 1), "First published."),
        ),
        evidence="mixed",
        review_by=datetime.date(2027, 11, 22),
        authors=("The editors of this site",),
        redirect_from=("articles/the-psoas.html", "psoas.html"),
    ),
    article(
        "what-tight-means",
        "What does a tight hip mean?",
        kind="symptom",
        part="Tightness",
        order=1,
        main_message="Feeling tight and being short are two things. Often nothing is wrong.",
        evidence="C",
        reviewer="Dr Ada Example",
        reviewer_role="physiotherapist",
        reviewed=datetime.date(2026, 10, 1),
        review_by=datetime.date(2025, 1, 1),
        authors=("The editors of this site",),
    ),
    article(
        "stretching",
        "Stretching the front of the hip",
        kind="care",
        part="Care",
        order=1,
        evidence="B",
        updated=datetime.date(2026, 11, 2),
        authors=("Ann Smith", "The editors of this site"),
    ),
)

TERMS = (
    term(
        "femur",
        "Femur",
        "The bone of the thigh, from the hip to the knee.",
        kind="bone",
        everyday="thigh bone",
        aliases=("thighbone",),
        forms=("femora",),
        latin="os femoris",
        say="FEE-mer",
    ),
    term("iliacus", "Iliacus", "Fan-shaped muscle on the inner face of the hip bone.", kind="muscle"),
    term(
        "ilium",
        "Ilium",
        "The upper, blade-like part of each half of the pelvis.",
        kind="bone",
        everyday="hip bone",
    ),
    term("range-of-motion", "Range of motion", "How far a joint can move.", kind="concept", aliases=("ROM",)),
    term(
        "psoas-major",
        "Psoas major",
        "Deep muscle from the sides of the lower spine to the top of the thigh bone; it bends the hip.",
        kind="muscle",
        everyday="deep hip muscle",
        aliases=("psoas", "psoas muscle"),
        related=("iliacus", "femur"),
        latin="musculus psoas major",
        ids=("FMA 18060",),
        say="SOH-ass MAY-jer",
        facts=MappingProxyType(
            {
                "origin": "the sides of the vertebral bodies T12 to L5 and the discs between them",
                "insertion": "the lesser trochanter of the femur",
                "nerve": "front branches of L1 to L3",
                "action": "bends the hip and helps to steady the lower spine",
                "artery": "lumbar branch of the iliolumbar artery",
            }
        ),
    ),
    term(
        "psoas-minor",
        "Psoas minor",
        "Small muscle beside psoas major that many people lack.",
        kind="muscle",
        aliases=("psoas",),
    ),
)

REFERENCES = tuple(
    Reference(place=Place("content/references.yaml"), **fields)  # type: ignore[arg-type]
    for fields in (
        {
            "id": "bogduk1992",
            "kind": "article-journal",
            "title": "Anatomy and biomechanics of psoas major",
            "authors": (Name("Bogduk", "N"), Name("Pearcy", "M"), Name("Hadfield", "G")),
            "container": "Clinical Biomechanics",
            "issued": (1992,),
            "volume": "7",
            "issue": "2",
            "pages": "109-119",
            "doi": "10.1016/0268-0033(92)90024-X",
            "pmid": "23915688",
        },
        {
            "id": "standring2016",
            "kind": "book",
            "title": "Gray's Anatomy",
            "edition": "41",
            "editors": (Name("Standring", "S"),),
            "publisher": "Elsevier",
            "publisher_place": "London",
            "issued": (2016,),
            "is_unread": True,
        },
        {
            "id": "who2020",
            "kind": "webpage",
            "title": "Physical activity",
            "issued": (2020, 11, 26),
            "authors": (Name("World Health Organization"),),
            "accessed": (2026, 11, 22),
            "url": "https://www.who.int/news-room/fact-sheets/detail/physical-activity",
        },
    )
)

CLAIMS = (
    Claim(
        id="wraps-round-spine",
        topic="The psoas",
        said="The psoas wraps round the back of the spine.",
        verdict=Verdict.WRONG,
        evidence="It lies beside the spine and slightly in front of it.",
        sources=("standring2016",),
        grade="A",
        place=HERE,
    ),
    Claim(
        id="attaches-to-diaphragm",
        topic="The psoas",
        said="The psoas attaches to the diaphragm.",
        verdict=Verdict.PARTLY,
        evidence="They are neighbours that share a sheet of tissue.",
        sources=("standring2016", "bogduk1992"),
        grade="B",
        place=HERE,
    ),
    Claim(
        id="bends-hip",
        topic="What hip flexors do",
        said="The psoas bends the hip.",
        verdict=Verdict.SUPPORTED,
        evidence="Recordings from the muscle show it.",
        sources=("bogduk1992",),
        grade="A",
        place=HERE,
    ),
    Claim(
        id="burns-fat",
        topic="What hip flexors do",
        said="Loose hip flexors burn fat.",
        verdict=Verdict.UNSUPPORTED,
        evidence="No muscle's looseness changes fat use. No source was found.",
        place=HERE,
    ),
)

EVERY_BLOCK = (ROOT / "tests/cases/every-block.html").read_text(encoding="utf-8")
"""A finished body with every kind of block, of the shape that `body` makes."""

PSOAS_HEADINGS = (
    Heading(2, "where-does-it-run", "Where does it run?", 1),
    Heading(3, "how-hard-does-it-work", "How hard does it work?", 2),
    Heading(2, "when-to-get-help", "When to get help", 3),
    Heading(2, "what-may-help", "What may help", 4),
    Heading(2, "check-yourself", "Check yourself", 5),
)

PSOAS_QUESTIONS = (
    Question(
        "question-1",
        "Which movement do hip flexors make?",
        (
            Option("Straighten the hip", False, "That is the job of the buttock muscles."),
            Option("Bring the thigh up", True, "Flexion means bending."),
        ),
    ),
)

PSOAS_CITATIONS = (
    Cited("bogduk1992", "", HERE, 1, "cite-1"),
    Cited("standring2016", "p. 1367", HERE, 2, "cite-2"),
    Cited("bogduk1992", "", HERE, 1, "cite-3"),
    Cited("bogduk1992", "", HERE, 1, "cite-4"),
)


def mention(page_key: str, slug: str, n: int = 0) -> Mention:
    return Mention(
        page=page_key,
        term=slug,
        surface="psoas",
        anchor=f"mention-{slug}",
        section="Where does it run?",
        before=f"Sentence {n}: the ",
        after=" runs from the sides of the lower spine to the thigh bone.",
    )


def sample(**fields: object) -> Site:
    """Return the site; `fields` replace those of its config."""
    home = page("index", "Hip flexors, explained plainly", "A small, plain guide to the muscles that bend your hip.")
    about = page("about", "About this site", "Who makes this site and how.", authors=("The editors of this site",))
    check = page("how-we-check", "How we check", "What we do before we publish.", updated=TODAY)
    pages = (home, about, check)
    library = Library(
        config=config(**fields),
        home=home,
        articles=ARTICLES,
        terms=TERMS,
        pages=(about, check),
        references=MappingProxyType({reference.id: reference for reference in REFERENCES}),
        claims=MappingProxyType({claim.id: claim for claim in CLAIMS}),
    )
    text = "Short of nothing, this is the first sentence. This is the second."
    bodies = {each.key: body(f"<p>{text}</p>", text=text) for each in (*ARTICLES, *TERMS, *pages)}
    psoas = body(EVERY_BLOCK, PSOAS_HEADINGS, PSOAS_CITATIONS)
    quoted = (*(mention("psoas", "psoas-major", n) for n in range(14)), mention("psoas", "iliacus"))
    draft = replace(psoas.draft, questions=PSOAS_QUESTIONS)
    bodies["psoas"] = Body.of(draft, psoas.digest, psoas.html, quoted)
    iliacus = bodies["glossary/iliacus"]
    quoted = (mention("glossary/iliacus", "psoas-major"),)
    bodies["glossary/iliacus"] = Body.of(iliacus.draft, iliacus.digest, iliacus.html, quoted)
    bodies["glossary/femur"] = body(
        '<p>The longest bone [<a class="cite" href="#source-1" id="cite-1">1</a>].</p>',
        citations=(Cited("who2020", "", HERE, 1, "cite-1"),),
    )
    return Site(
        library=library,
        bodies=MappingProxyType(bodies),
        linked_by=MappingProxyType({"psoas-major": {"psoas": "1", "glossary/iliacus": "2"}, "iliacus": {"psoas": "3"}}),
        related=MappingProxyType({"psoas": ("stretching",)}),
        cited_by=MappingProxyType(
            {"bogduk1992": ("psoas",), "standring2016": ("psoas",), "who2020": ("glossary/femur",)}
        ),
        claimed_by=MappingProxyType({"wraps-round-spine": ("psoas",), "attaches-to-diaphragm": ("psoas",)}),
    )


def plain_site(count: int = 3, **fields: object) -> Site:
    """Return a site of articles that have a title and a summary, and nothing else."""
    articles = tuple(
        replace(article(f"a{n:04}", f"Article {n}"), updated=None, summary=f"What article {n} says.")
        for n in range(count)
    )
    nothing = {
        "parts": (),
        "routes": (),
        "site_url": "",
        "funding": "",
        "disclaimer": "",
        "licence": "",
        "feedback": "",
    }
    empty: MappingProxyType[str, tuple[str, ...]] = MappingProxyType({})
    return Site(
        library=Library(config=config(**{"title": "Notes", "summary": "", **nothing, **fields}), articles=articles),
        bodies=MappingProxyType({each.key: body("<p>Text.</p>") for each in articles}),
        linked_by=empty,
        related=empty,
        cited_by=empty,
        claimed_by=empty,
    )


def views(site: Site) -> Iterator[View]:
    """Yield the view of every page of the site."""
    return (plan.view() for plan in plans(site))


def pages_of(site: Site) -> dict[str, str]:
    """Return address -> HTML of every page, or fail with the first problem."""
    press = press_of([TEMPLATES])
    made = _whole(press.pages(plans(site)))
    facts = {url: facts_of(File.of(url, page)) for url, page in made.items()}
    shared = {name: data for name, data in assets([STATIC]) if name in (STYLES, SCRIPTS)}
    made |= _whole(press.pages(map(planned, quality(site, facts, shared, site.problems))))
    return {url: page.decode() for url, page in made.items()}


def _whole(pages: Iterable[File | Problem]) -> dict[str, bytes]:
    made = {}
    for one in pages:
        if isinstance(one, Problem):
            raise AssertionError(f"{one.place}: {one.message}")
        made[one.address] = one.data
    return made


def searched(site: Site, memo: Memo = remember_nothing) -> dict[str, bytes]:
    """Return what the search of a site is made of: address -> bytes."""
    return dict(search_data(site, [*shelves(site, memo)], memo))


def write(site: Site, folder: Path) -> None:
    """Write the whole site into `folder`, so that it opens from disk."""
    files = {url: html.encode() for url, html in pages_of(site).items()}
    files |= {**dict(feeds(site)), **dict(term_data(site)), **dict(practice_data(site)), **searched(site)}
    files |= dict(assets([STATIC]))
    for url, data in files.items():
        (folder / url).parent.mkdir(parents=True, exist_ok=True)
        (folder / url).write_bytes(data)


if __name__ == "__main__":
    write(sample(), Path(sys.argv[1]))
