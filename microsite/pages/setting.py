"""What stands round the text of every page: the frame, what is known of the page, its contents, its sources."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from typing import NamedTuple, TypedDict
from urllib.parse import quote

from ..model import Article, Body, Cited, Config, Date, Draft, Heading, Library, Name, Page, Reference, Site, Term
from ..words import direction_of, words_of
from ..words.shape import ReferenceWords, Words
from .handout import handout
from .vancouver import vancouver
from .views import (
    ABOUT,
    ARTICLES,
    CHECKLIST_SHEET,
    CLAIMS,
    CREDITS,
    GLOSSARY,
    HOME,
    QUALITY,
    REVIEW,
    SOURCES,
    STEPPED_SHEET,
    About,
    Entry,
    Frame,
    Handout,
    Html,
    Item,
    Link,
    Links,
    Return,
    SourceEntry,
    Text,
    full_address,
)

MOST_AUTHORS = 3
LONGEST_TITLE = 60
LONGEST_DESCRIPTION = 160
FEWEST_HEADINGS = 3
"""A page with fewer sections needs no list of them."""
NEWEST = 20
"""Articles in the feed."""


class Setting(NamedTuple):
    """What the making of views looks up again and again; lives as long as they are made."""

    site: Site
    words: Words
    pages: Mapping[str, Page]
    """By key."""
    terms: Mapping[str, tuple[int, Term]]
    """By slug, each with its number."""
    menu: Links
    foot: Links
    has_feed: bool
    parts: Mapping[str, int]
    """Title of a part -> its number."""
    namesakes: Callable[[], Mapping[str, tuple[Term, ...]]]
    """Returns for a name that several terms share, in small letters, these terms."""
    reference: Callable[[str], Html]
    """Returns a reference by its id as it stands below a text, made once."""

    @property
    def library(self) -> Library:
        return self.site.library

    @property
    def config(self) -> Config:
        return self.site.library.config


def setting_of(site: Site) -> Setting:
    """Return the setting of a site's pages."""
    library = site.library
    words = words_of(library.config.language)
    return Setting(
        site=site,
        words=words,
        pages={page.key: page for page in library.everything},
        terms={term.slug: (n, term) for n, term in enumerate(library.terms)},
        menu=Links(_menu(library)),
        foot=Links(_foot(site)),
        has_feed=bool(library.config.site_url and newest_articles(library)),
        parts={title: n for n, title in enumerate(_part_titles(library), 1)},
        namesakes=cache(lambda: _namesakes(library.terms)),
        reference=lambda key: _reference(library.references[key], words.references),
    )


def newest_articles(library: Library) -> tuple[Article, ...]:
    """Return the articles for the feed: those with a date, the newest first."""
    dated = [article for article in library.articles if article.updated]
    dated.sort(key=lambda article: article.updated or Date.min, reverse=True)
    return tuple(dated[:NEWEST])


def last_updated(pages: Iterable[Page]) -> Date | None:
    """Return the newest day on which one of these pages was updated; None where none says so."""
    return max((page.updated for page in pages if page.updated), default=None)


def _menu(library: Library) -> tuple[Link, ...]:
    """Return the links at the head of each page: only to what the site has."""
    words = words_of(library.config.language)
    has_about = any(page.url == ABOUT for page in library.pages)
    chosen = (
        (library.articles, ARTICLES, words.articles),
        (library.terms, GLOSSARY, words.glossary),
        (library.claims, CLAIMS, words.claims),
        (library.references, SOURCES, words.sources),
        (has_about, ABOUT, words.about),
    )
    return tuple(Link(url, text) for is_there, url, text in chosen if is_there)


def a_to_z(library: Library) -> str:
    """Return where the list of all that there is to find stands, "" where nothing is."""
    return GLOSSARY if library.terms else ARTICLES if library.articles else ""


def has_review(site: Site) -> bool:
    """Return whether there is anything that a reader may look up or miss, and so a page to bring it back."""
    return bool(site.library.terms or any(body.sketch.questions for body in site.bodies.values()))


def _foot(site: Site) -> tuple[Link, ...]:
    library = site.library
    pages = {page.slug: page for page in library.pages}
    slugs = library.config.menu or tuple(pages)
    words = words_of(library.config.language)
    review = (Link(REVIEW, words.learning.title),) if has_review(site) else ()
    quality = (Link(QUALITY, words.quality.title),) if library.articles else ()
    credits = (Link(CREDITS, words.credits),) if library.credited else ()
    named = tuple(Link(pages[slug].url, pages[slug].title) for slug in slugs if slug in pages)
    return named + review + quality + credits


def _part_titles(library: Library) -> tuple[str, ...]:
    """Return the parts that hold an article: those of config.yaml in its order, then others as they come."""
    used = dict.fromkeys(article.part for article in library.articles if article.part)
    known = [part.title for part in library.config.parts if part.title in used]
    return tuple(dict.fromkeys([*known, *used]))


def _namesakes(terms: Iterable[Term]) -> Mapping[str, tuple[Term, ...]]:
    found: dict[str, list[Term]] = {}
    for term in terms:
        for name in dict.fromkeys(name.casefold() for name in (term.title, *term.aliases, *term.forms)):
            found.setdefault(name, []).append(term)
    return {name: tuple(sharers) for name, sharers in found.items() if len(sharers) > 1}


class Told(TypedDict):
    """What every page with a text of its own shows of it."""

    title: str
    summary: str
    about: About
    contents: tuple[Entry, ...]
    body: Text
    sources: tuple[SourceEntry, ...]
    handout: Handout
    mail: str


def told(setting: Setting, page: Page) -> Told:
    """Return what an article, a term and a plain page alike show of their text."""
    body = body_of(setting, page)
    return {
        "title": page.title,
        "summary": page.summary,
        "about": _about(setting, page, body.draft),
        "contents": contents(body.draft.headings),
        "body": text_of(body),
        "sources": source_entries(setting, body.draft.citations),
        "handout": handout(body, setting.terms),
        "mail": _mail(setting, page),
    }


def frame_of(
    setting: Setting,
    url: str,
    name: str,
    description: str,
    *,
    title: str = "",
    section: str = "",
    card: str = "",
    trail: tuple[Link, ...] = (),
    updated: Date | None = None,
    is_indexed: bool = True,
    root: str = "",
) -> Frame:
    """Return what stands round a page called `name`; `title` is for the tab where it differs.

    `card` says of what kind the page is, where that has a picture of its own for shared links.
    """
    config = setting.config
    picture = config.card.get(card) or config.card.get("default", "")
    home = (Link(HOME, setting.words.home),) if url != HOME else ()
    return Frame(
        url=url,
        site=config.title,
        language=config.language,
        direction=direction_of(config.language),
        title=title or tab_title(name, config.title),
        description=clipped(description or config.summary or name, LONGEST_DESCRIPTION),
        canonical=full_address(config.site_url, url) if is_indexed else "",
        image=full_address(config.site_url, picture) if picture else "",
        home_url=full_address(config.site_url, HOME),
        root=root,
        is_indexed=is_indexed,
        has_feed=setting.has_feed,
        menu=setting.menu,
        a_to_z=a_to_z(setting.library),
        foot=setting.foot,
        section=section or url,
        trail=home + trail,
        name=name,
        disclaimer=config.disclaimer,
        funding=config.funding,
        licence=config.licence,
        feedback=config.feedback,
        reviewers=config.reviewers or setting.words.expert,
        updated=updated,
    )


def tab_title(name: str, *owners: str) -> str:
    """Return “Name · Owner · Owner” with as many owners as fit into what search engines show."""
    for count in range(len(owners), 0, -1):
        title = " · ".join((name, *owners[:count]))
        if len(title) <= LONGEST_TITLE and name not in owners:
            return title
    return name


def clipped(text: str, most: int) -> str:
    """Return `text` on one line, cut at a word where it has more than `most` characters."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    head = text[: most - 1].rpartition(" ")[0] or text[: most - 1]
    return head.rstrip(" ,;:–-") + "…"


def _about(setting: Setting, page: Page, draft: Draft) -> About:
    evidence = page.evidence if isinstance(page, Article) else ""
    return About(
        updated=page.updated,
        changes=page.changes,
        review_by=page.review_by,
        reviewed=page.reviewed if page.reviewer else None,
        reviewer=page.reviewer,
        reviewer_role=page.reviewer_role,
        is_edited=page.key in setting.site.edited,
        lacks_review=owes_review(page) and not page.reviewer,
        authors=page.authors,
        evidence=evidence,
        sources=len({cited.key for cited in draft.citations if cited.key in setting.library.references}),
    )


def owes_review(page: Page) -> bool:
    """Return whether readers must be told who has checked a page: where evidence is graded; not in a cookery book."""
    return isinstance(page, Article) and bool(page.kind or page.evidence)


def contents(headings: Iterable[Heading]) -> tuple[Entry, ...]:
    """Return sections with their subsections, or nothing for a page that is short enough without a list."""
    tree: list[tuple[Heading, list[Entry]]] = []
    for heading in headings:
        if heading.level == 2:
            tree.append((heading, []))
        elif heading.level == 3 and tree:
            tree[-1][1].append(Entry(heading.id, heading.text))
    if len(tree) < FEWEST_HEADINGS:
        return ()
    return tuple(Entry(above.id, above.text, tuple(below)) for above, below in tree)


def source_entries(setting: Setting, citations: Iterable[Cited]) -> tuple[SourceEntry, ...]:
    """Return the sources of a page as they are numbered there, each with the ways back."""
    places: dict[tuple[int, str], list[Cited]] = {}
    for cited in citations:
        if cited.key in setting.library.references:
            places.setdefault((cited.number, cited.key), []).append(cited)
    known = setting.library.references
    return tuple(
        SourceEntry(number, setting.reference(key), known[key].is_unread, _returns(cited))
        for (number, key), cited in sorted(places.items())
    )


@lru_cache(maxsize=20_000)
def _reference(source: Reference, words: ReferenceWords) -> Html:
    return Html(vancouver(in_brief(source), words))


def in_brief(source: Reference) -> Reference:
    """Return the source as texts name it: MOST_AUTHORS authors at most, and no PubMed number beside a DOI.

    Either leads to the same abstract; the page of all sources says everything.
    """
    people = source.authors
    if len(people) > MOST_AUTHORS:
        people = (*people[:MOST_AUTHORS], Name("et al"))
    return replace(source, authors=people, pmid="" if source.doi else source.pmid)


def _returns(cited: list[Cited]) -> tuple[Return, ...]:
    if len(cited) == 1:
        return (Return(cited[0].anchor, "", cited[0].locator),)
    return tuple(Return(one.anchor, letters(n), one.locator) for n, one in enumerate(cited))


def letters(n: int) -> str:
    """Return the n-th mark, from 0: a ... z, aa, ab ..."""
    head, n = divmod(n, 26)
    return (letters(head - 1) if head else "") + chr(ord("a") + n)


def links_to(setting: Setting, keys: Iterable[str]) -> tuple[Link, ...]:
    """Return the links to pages by their keys; those that are held back are left out."""
    return tuple(Link(setting.pages[key].url, setting.pages[key].title) for key in keys if key in setting.pages)


def items_of(pages: Iterable[Page]) -> tuple[Item, ...]:
    """Return the pages as a list shows them, each with its summary."""
    return tuple(Item(page.url, page.title, page.summary) for page in pages)


def body_of(setting: Setting, page: Page) -> Body:
    """Return the text of a page."""
    if page.key not in setting.site.bodies:
        raise AssertionError(f"no body for {page.key}; link() makes one for every page")
    return setting.site.bodies[page.key]


def text_of(body: Body) -> Text:
    """Return a text as a page shows it."""
    return Text(body.digest, sheets_of(body), body.make)


def sheets_of(body: Body) -> tuple[str, ...]:
    """Return the addresses of the stylesheets that the text needs besides the one of all pages."""
    needed = {CHECKLIST_SHEET: "checklist" in body.draft.block_names, STEPPED_SHEET: body.draft.is_stepped}
    return tuple(sheet for sheet, is_needed in needed.items() if is_needed)


def _mail(setting: Setting, page: Page) -> str:
    return letter_about(page, full_address(setting.config.site_url, page.url))


def letter_about(page: Page, address: str) -> str:
    """Return the mailto: address (RFC 6068) of a letter with the page's title and address."""
    return _letter(page.title, address) if address else ""


@lru_cache(maxsize=20_000)
def _letter(title: str, address: str) -> str:
    return f"mailto:?subject={quote(title, safe='')}&body={quote(address, safe=':/')}"
