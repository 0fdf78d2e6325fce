"""From the Site to what each page shows: one view a page, in the order of the site.

A view holds no more than its template prints, so that an edit elsewhere leaves it as it was. Most are not even made:
a plan says what its view would look at, and where that is as it was, so is the page.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache, partial
from itertools import chain, repeat
from typing import NamedTuple
from urllib.parse import quote

from ..memory.memo import key_of
from ..model import (
    FACTS,
    Article,
    Body,
    Cited,
    Claim,
    Config,
    Date,
    Draft,
    Figure,
    Heading,
    Library,
    Mention,
    Name,
    Page,
    Reference,
    Site,
    Term,
    Verdict,
)
from ..text.drawings import anchor_of, terms_of, title_of
from ..words import block_words, direction_of, words_of
from ..words.shape import Words
from .handout import handout
from .vancouver import short_name, vancouver
from .views import (
    ABOUT,
    ARTICLES,
    BUNDLE_FILE,
    CARDS_FILE,
    CHECKLIST_SHEET,
    CLAIMS,
    CREDITS,
    GLOSSARY,
    HOME,
    LOST,
    QUALITY,
    REVIEW,
    SOURCES,
    STEPPED_SHEET,
    About,
    ArticlesView,
    ArticleView,
    ClaimRow,
    ClaimsView,
    CreditRow,
    CreditsView,
    Downloads,
    Entry,
    Frame,
    GlossaryView,
    HomeView,
    Html,
    Item,
    Letter,
    Link,
    Links,
    LostView,
    MovedView,
    Owed,
    PartView,
    PlainView,
    Quote,
    Return,
    ReviewView,
    RouteView,
    SourceEntry,
    SourceRow,
    SourcesView,
    TermView,
    Text,
    Topic,
    View,
    Word,
    full_address,
)

MOST_MENTIONS = 12
"""Shown at once under *appears in*; the rest opens."""
MOST_OF_A_PART = 12
"""Articles of one part on the home page; the rest stands on the page of all articles."""
MOST_AUTHORS = 3
LONGEST_TITLE = 60
LONGEST_DESCRIPTION = 160
FEWEST_HEADINGS = 3
"""A page with fewer sections needs no list of them."""
NEWEST = 20
"""Articles in the feed."""


class Plan(NamedTuple):
    """A page that is to be made."""

    url: str
    view: Callable[[], View]
    seen: str = ""
    """Stands for all that the view looks at; "" where it looks at the whole site and has to be made to be known."""


def plans(site: Site, *, is_offered: bool = False) -> Iterator[Plan]:
    """Yield a plan for every page of the site: first those with a source, in the order of the site.

    Where the site as a whole `is_offered`, the page that does so is left to `offering`, which knows how large it is.
    """
    desk = _desk(site)
    library, sight = desk.library, _sight(desk)
    yield Plan(HOME, partial(_home, desk), sight.of_home())
    for n, article in enumerate(library.articles):
        yield Plan(article.url, partial(_article, desk, n), sight.of_article(n))
    for term in library.terms:
        yield Plan(term.url, partial(_term, desk, term), sight.of_term(term))
    for page in library.pages:
        if not (is_offered and page.url == ABOUT):
            yield Plan(page.url, partial(_plain, desk, page), sight.of_plain(page))
    if library.articles:
        yield Plan(ARTICLES, partial(_articles, desk), sight.of_list(ARTICLES))
    if library.terms:
        yield Plan(GLOSSARY, partial(_glossary, desk), sight.of_list(GLOSSARY))
    if library.claims:
        yield Plan(CLAIMS, partial(_claims, desk), sight.of_claims())
    if library.references:
        yield Plan(SOURCES, partial(_sources, desk), sight.of_list(SOURCES, repr(sorted(site.cited_by.items()))))
    if library.credited:
        yield Plan(CREDITS, partial(_credits, desk), sight.of_credits())
    if has_review(site):
        yield Plan(REVIEW, partial(_review, desk), sight.of_review())
    yield Plan(LOST, partial(_lost, desk), sight.of_list(LOST))
    yield from (planned(view) for view in _moved(desk))


def planned(view: View) -> Plan:
    """Return the plan of a view that is made already."""
    return Plan(view.frame.url, lambda: view)


def newest_articles(library: Library) -> tuple[Article, ...]:
    """Return the articles for the feed: those with a date, the newest first."""
    dated = [article for article in library.articles if article.updated]
    dated.sort(key=lambda article: article.updated or Date.min, reverse=True)
    return tuple(dated[:NEWEST])


class _Desk(NamedTuple):
    """What the making of views looks up again and again; lives only inside `views`."""

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


def _desk(site: Site) -> _Desk:
    library = site.library
    return _Desk(
        site=site,
        words=words_of(library.config.language),
        pages={page.key: page for page in library.everything},
        terms={term.slug: (n, term) for n, term in enumerate(library.terms)},
        menu=Links(_menu(library)),
        foot=Links(_foot(site)),
        has_feed=bool(library.config.site_url and newest_articles(library)),
        parts={title: n for n, title in enumerate(_part_titles(library), 1)},
        namesakes=cache(lambda: _namesakes(library.terms)),
        reference=lambda key: _reference(library.references[key]),
    )


# ------------------------------------------------------------------------------------------- what a view looks at


class _Sight(NamedTuple):
    """Tells what each view looks at, in little: views of one sight are the same; lives only inside `plans`.

    Whatever a view looks at must be in its sight. `tests/test_properties.py` makes views of one sight and compares.
    """

    desk: _Desk
    around: str
    """Stands for what all views may look at: the frame, the sources, the definitions."""
    listed: str
    """Stands for what lists say of the pages."""
    titles: Mapping[str, str]
    """Key of a page -> what links say of it."""
    row: Sequence[str]
    """What links say of the articles, in their order, between two that are not there."""

    def of_article(self, n: int) -> str:
        article = self.desk.library.articles[n]
        near = self.desk.site.related.get(article.key, ())
        # The first has no neighbour before it, as the last has none behind it.
        beside = self.row[n], self.row[n + 2]
        return self._of(article, *beside, *map(self.titles.get, near, repeat("")))

    def of_term(self, term: Term) -> str:
        quotes = self.desk.site.linked_by.get(term.slug, {})
        mixed_up = " ".join(other.slug for other in _confusable(self.desk, term))
        # Pages and what they say, whose number is the same.
        return self._of(term, mixed_up, key_of(*map(self.titles.get, quotes, repeat("")), *quotes.values()))

    def of_plain(self, page: Page) -> str:
        return self._of(page, repr(_related_pages(self.desk, page)))

    def of_home(self) -> str:
        library = self.desk.library
        count = len(library.terms), len(library.claims), len(library.references)
        home = library.home
        return self.of_list(HOME, repr(count), self._of(home) if home else "")

    def of_claims(self) -> str:
        return self.of_list(CLAIMS, repr(self.desk.library.claims), repr(sorted(self.desk.site.claimed_by.items())))

    def of_credits(self) -> str:
        bodies = self.desk.site.bodies.items()
        shown = [(key, body.sketch.shown, body.sketch.digest) for key, body in bodies if body.sketch.shown]
        return self.of_list(CREDITS, repr(self.desk.library.credited), repr(shown))

    def of_review(self) -> str:
        bodies = self.desk.site.bodies.items()
        return self.of_list(REVIEW, repr([(key, body.sketch.questions) for key, body in bodies]))

    def of_list(self, url: str, *more: str) -> str:
        return key_of(self.around, url, self.listed, *more)

    def _of(self, page: Page, *more: str) -> str:
        body = _body(self.desk, page)
        is_edited = "edited" if page.key in self.desk.site.edited else ""
        # Hashed with those of its neighbours. No text of a page holds the character between them.
        return "\0".join((self.around, page.url, page.source.digest, body.digest, is_edited, *more))


def _sight(desk: _Desk) -> _Sight:
    library, config = desk.library, desk.config
    frame = (config, desk.menu, desk.foot, desk.has_feed, _a_to_z(library), tuple(desk.parts))
    defined = [(term.slug, term.title, term.summary) for term in library.terms]
    around = key_of(repr(frame), repr(sorted(library.references.items())), repr(defined))
    listed = chain(
        (text for page in library.everything for text in (page.url, page.title, page.summary, str(page.updated))),
        (text for article in library.articles for text in (article.part, article.evidence)),
        (term.everyday for term in library.terms),
        map(str, (len(library.articles), len(library.terms))),
    )
    titles = {
        page.key: f"{page.url} {page.title}{f' {page.part}' if isinstance(page, Article) else ''}"
        for page in library.everything
    }
    row = ("", *(titles[article.key] for article in library.articles), "")
    return _Sight(desk, around, listed=key_of(*listed), titles=titles, row=row)


# --------------------------------------------------------------------------------------------- round the text


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


def _a_to_z(library: Library) -> str:
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


def _frame(
    desk: _Desk,
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
    config = desk.config
    picture = config.card.get(card) or config.card.get("default", "")
    home = (Link(HOME, desk.words.home),) if url != HOME else ()
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
        has_feed=desk.has_feed,
        menu=desk.menu,
        a_to_z=_a_to_z(desk.library),
        foot=desk.foot,
        section=section or url,
        trail=home + trail,
        name=name,
        disclaimer=config.disclaimer,
        funding=config.funding,
        licence=config.licence,
        feedback=config.feedback,
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


def _about(desk: _Desk, page: Page, draft: Draft) -> About:
    evidence = page.evidence if isinstance(page, Article) else ""
    return About(
        updated=page.updated,
        changes=page.changes,
        review_by=page.review_by,
        reviewed=page.reviewed if page.reviewer else None,
        reviewer=page.reviewer,
        reviewer_role=page.reviewer_role,
        is_edited=page.key in desk.site.edited,
        lacks_review=owes_review(page) and not page.reviewer,
        authors=page.authors,
        evidence=evidence,
        sources=len({cited.key for cited in draft.citations if cited.key in desk.library.references}),
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


def _source_entries(desk: _Desk, citations: Iterable[Cited]) -> tuple[SourceEntry, ...]:
    """Return the sources of a page as they are numbered there, each with the ways back."""
    places: dict[tuple[int, str], list[Cited]] = {}
    for cited in citations:
        if cited.key in desk.library.references:
            places.setdefault((cited.number, cited.key), []).append(cited)
    known = desk.library.references
    return tuple(
        SourceEntry(number, desk.reference(key), known[key].is_unread, _returns(cited))
        for (number, key), cited in sorted(places.items())
    )


@lru_cache(maxsize=20_000)
def _reference(source: Reference) -> Html:
    return Html(vancouver(in_brief(source)))


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


def _links_to(desk: _Desk, keys: Iterable[str]) -> tuple[Link, ...]:
    return tuple(Link(desk.pages[key].url, desk.pages[key].title) for key in keys if key in desk.pages)


def _items(pages: Iterable[Page]) -> tuple[Item, ...]:
    return tuple(Item(page.url, page.title, page.summary) for page in pages)


def _body(desk: _Desk, page: Page) -> Body:
    if page.key not in desk.site.bodies:
        raise AssertionError(f"no body for {page.key}; link() makes one for every page")
    return desk.site.bodies[page.key]


def _text(body: Body) -> Text:
    return Text(body.digest, sheets_of(body), body.make)


def sheets_of(body: Body) -> tuple[str, ...]:
    """Return the addresses of the stylesheets that the text needs besides the one of all pages."""
    needed = {CHECKLIST_SHEET: "checklist" in body.draft.block_names, STEPPED_SHEET: body.draft.is_stepped}
    return tuple(sheet for sheet, is_needed in needed.items() if is_needed)


# ------------------------------------------------------------------------------------------------------- home


def _home(desk: _Desk) -> HomeView:
    library, config, page = desk.library, desk.config, desk.library.home
    body = _body(desk, page) if page else Body.of(Draft())
    title = page.title if page else config.title
    summary = (page.summary if page else "") or config.summary
    return HomeView(
        frame=_frame(
            desk,
            HOME,
            title,
            summary,
            title=tab_title(config.title, title),
            card="home",
            updated=page.updated if page else None,
        ),
        title=title,
        summary=summary,
        body=_text(body),
        sources=_source_entries(desk, body.draft.citations),
        routes=_routes(desk),
        parts=tuple(_shortened(part) for part in _parts(desk)),
        articles=len(library.articles),
        terms=len(library.terms),
        claims=len(library.claims),
        references=len(library.references),
    )


def _routes(desk: _Desk) -> tuple[RouteView, ...]:
    made = (RouteView(r.title, r.text, _links_to(desk, r.articles)) for r in desk.config.routes)
    return tuple(route for route in made if route.articles)


def _shortened(part: PartView) -> PartView:
    """Return the part as the home page shows it: the reader's question is not given away by a summary."""
    shown = tuple(Item(item.url, item.title, "") for item in part.articles[:MOST_OF_A_PART])
    return PartView(
        number=part.number,
        title=part.title,
        summary=part.summary,
        articles=shown,
        more=len(part.articles) - len(shown),
    )


# --------------------------------------------------------------------------------------------------- articles


def _part_titles(library: Library) -> tuple[str, ...]:
    """Return the parts that hold an article: those of config.yaml in its order, then others as they come."""
    used = dict.fromkeys(article.part for article in library.articles if article.part)
    known = [part.title for part in library.config.parts if part.title in used]
    return tuple(dict.fromkeys([*known, *used]))


def _parts(desk: _Desk) -> tuple[PartView, ...]:
    summaries = {part.title: part.summary for part in desk.config.parts}
    articles: dict[str, list[Item]] = {title: [] for title in (*desk.parts, "")}
    for article in desk.library.articles:
        articles[article.part].append(Item(article.url, article.title, article.summary, article.evidence))
    return tuple(
        PartView(
            number=desk.parts.get(title, 0),
            title=title,
            summary=summaries.get(title, ""),
            articles=tuple(items),
        )
        for title, items in articles.items()
        if items
    )


def _articles(desk: _Desk) -> ArticlesView:
    words = desk.words
    dates = [article.updated for article in desk.library.articles if article.updated]
    return ArticlesView(
        frame=_frame(
            desk,
            ARTICLES,
            words.articles,
            words.articles_description.format(site=desk.config.title),
            card="articles",
            updated=max(dates, default=None),
        ),
        parts=_parts(desk),
        articles=len(desk.library.articles),
    )


def _article(desk: _Desk, n: int) -> ArticleView:
    article = desk.library.articles[n]
    body = _body(desk, article)
    part = desk.parts.get(article.part, 0)
    trail = [Link(ARTICLES, desk.words.articles)]
    if part:
        trail.append(Link(f"{ARTICLES}#part-{part}", article.part))
    return ArticleView(
        frame=_frame(
            desk,
            article.url,
            article.title,
            article.summary,
            section=ARTICLES,
            card=article.part or "articles",
            trail=tuple(trail),
            updated=article.updated,
        ),
        title=article.title,
        summary=article.summary,
        question=article.question,
        main_message=article.main_message,
        kind=article.kind,
        about=_about(desk, article, body.draft),
        contents=contents(body.draft.headings),
        body=_text(body),
        sources=_source_entries(desk, body.draft.citations),
        related=_related(desk, article),
        handout=handout(body, desk.terms),
        has_questions=bool(body.draft.questions),
        previous=_neighbour(desk, article, n - 1),
        next=_neighbour(desk, article, n + 1),
        mail=_mail(desk, article),
    )


def _related(desk: _Desk, article: Article) -> tuple[Item, ...]:
    near = (desk.pages[key] for key in desk.site.related.get(article.key, ()) if key in desk.pages)
    # Their titles say enough here; with their summaries they would weigh as much as a paragraph of the text.
    return tuple(Item(page.url, page.title, "") for page in near)


def _mail(desk: _Desk, page: Page) -> str:
    return letter_about(page, full_address(desk.config.site_url, page.url))


def letter_about(page: Page, address: str) -> str:
    """Return the mailto: address (RFC 6068) of a letter with the page's title and address."""
    return _letter(page.title, address) if address else ""


@lru_cache(maxsize=20_000)
def _letter(title: str, address: str) -> str:
    return f"mailto:?subject={quote(title, safe='')}&body={quote(address, safe=':/')}"


def _neighbour(desk: _Desk, article: Article, n: int) -> Link | None:
    if not 0 <= n < len(desk.library.articles):
        return None
    other = desk.library.articles[n]
    return Link(other.url, other.title, other.part if other.part != article.part else "")


# --------------------------------------------------------------------------------------------------- glossary


def _namesakes(terms: Iterable[Term]) -> Mapping[str, tuple[Term, ...]]:
    found: dict[str, list[Term]] = {}
    for term in terms:
        for name in dict.fromkeys(name.casefold() for name in (term.title, *term.aliases, *term.forms)):
            found.setdefault(name, []).append(term)
    return {name: tuple(sharers) for name, sharers in found.items() if len(sharers) > 1}


def _term(desk: _Desk, term: Term) -> TermView:
    body = _body(desk, term)
    quotes = _quotes(desk, term)
    related = (desk.pages[f"glossary/{slug}"] for slug in term.related if f"glossary/{slug}" in desk.pages)
    return TermView(
        frame=_frame(
            desk,
            term.url,
            term.title,
            term_description(term, body.draft),
            title=tab_title(term.title, desk.words.glossary, desk.config.title),
            section=GLOSSARY,
            card="glossary",
            trail=(Link(GLOSSARY, desk.words.glossary),),
            updated=term.updated,
        ),
        title=term.title,
        summary=term.summary,
        everyday=term.everyday,
        say=term.say,
        latin=term.latin,
        names=tuple(dict.fromkeys(name for name in (*term.aliases, *term.forms) if name != term.title)),
        ids=term.ids,
        facts=tuple((name, term.facts[name]) for name in FACTS if name in term.facts),
        about=_about(desk, term, body.draft),
        contents=contents(body.draft.headings),
        body=_text(body),
        sources=_source_entries(desk, body.draft.citations),
        related=_items(related),
        confusable=_items(_confusable(desk, term)),
        quotes=quotes[:MOST_MENTIONS],
        more_quotes=quotes[MOST_MENTIONS:],
        handout=handout(body, desk.terms),
        mail=_mail(desk, term),
    )


def term_description(term: Term, draft: Draft) -> str:
    """Return title, definition and as much of the body's first sentence as search engines show."""
    first = draft.opening
    said = f"{term.title}: {term.summary}"
    said = said if said.endswith((".", "?", "!")) else f"{said}."
    longer = f"{said} {first}." if first else said
    return longer if len(longer) <= LONGEST_DESCRIPTION or len(said) < 70 else said


def _confusable(desk: _Desk, term: Term) -> tuple[Term, ...]:
    """Return the other terms that go by one of this term's names, in the order of the glossary."""
    names = (name.casefold() for name in (term.title, *term.aliases, *term.forms))
    found = {other.slug: other for name in names for other in desk.namesakes().get(name, ()) if other != term}
    return tuple(sorted(found.values(), key=lambda other: (other.title.casefold(), other.slug)))


def _quotes(desk: _Desk, term: Term) -> tuple[Quote, ...]:
    mentions = desk.site.mentions_of(term.slug)
    return tuple(_quote(desk.pages[mention.page], mention) for mention in mentions if mention.page in desk.pages)


def _quote(page: Page, mention: Mention) -> Quote:
    return Quote(
        url=f"{page.url}#{mention.anchor}",
        page=page.title,
        section=mention.section,
        before=mention.before,
        surface=mention.surface,
        after=mention.after,
        is_term=isinstance(page, Term),
    )


def _glossary(desk: _Desk) -> GlossaryView:
    terms = desk.library.terms
    everyday = _everyday_words(terms)
    lines = [Word(term.title, term.url, term.summary) for term in terms] + everyday
    dates = [term.updated for term in terms if term.updated]
    return GlossaryView(
        frame=_frame(
            desk,
            GLOSSARY,
            desk.words.glossary,
            desk.words.glossary_description.format(site=desk.config.title),
            card="glossary",
            updated=max(dates, default=None),
        ),
        letters=_by_letter(lines),
        terms=len(terms),
        everyday=len(everyday),
    )


def _everyday_words(terms: Iterable[Term]) -> list[Word]:
    """Return the everyday words that are no term's own title, each with the terms that it may mean."""
    terms = tuple(terms)
    titles = {term.title.casefold() for term in terms}
    found: dict[str, list[Term]] = {}
    for term in terms:
        if term.everyday and term.everyday.casefold() not in titles:
            found.setdefault(term.everyday, []).append(term)
    return [Word(name, "", "", tuple(Link(term.url, term.title) for term in meant)) for name, meant in found.items()]


def _by_letter(lines: Iterable[Word]) -> tuple[Letter, ...]:
    """Return the lines under their first letters, A to Z with or without words, then what is no letter."""
    found: dict[str, list[Word]] = {chr(n): [] for n in range(ord("A"), ord("Z") + 1)}
    for line in sorted(lines, key=lambda line: (sorting_key(line.text), line.url)):
        found.setdefault(first_letter(line.text), []).append(line)
    ordered = sorted(found.items(), key=lambda pair: (pair[0] == "", pair[0]))
    return tuple(Letter(letter, tuple(words)) for letter, words in ordered)


def sorting_key(text: str) -> tuple[str, str]:
    """Return a key that puts words in the order of a dictionary: accents count only between equals."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return bare.casefold(), text


def first_letter(text: str) -> str:
    """Return the capital under which a word stands in an index, or "" where it begins with no letter."""
    bare = next((c for c in unicodedata.normalize("NFKD", text) if c.isalnum()), "")
    return bare.upper()[:1] if bare.isalpha() else ""


# -------------------------------------------------------------------------------------------- claims, sources


def _claims(desk: _Desk) -> ClaimsView:
    claims = desk.library.claims.values()
    topics: dict[str, list[ClaimRow]] = {}
    for claim in claims:
        topics.setdefault(claim.topic, []).append(_claim_row(desk, claim))
    words = desk.words
    return ClaimsView(
        frame=_frame(
            desk,
            CLAIMS,
            words.claims_title,
            words.claims_description,
            title=tab_title(words.claims_title, desk.config.title),
            card="claims",
        ),
        topics=tuple(
            Topic(n, title or words.other_topic, tuple(rows)) for n, (title, rows) in enumerate(topics.items(), 1)
        ),
        tally=tuple((str(verdict), sum(claim.verdict == verdict for claim in claims)) for verdict in Verdict),
        claims=len(claims),
    )


def _claim_row(desk: _Desk, claim: Claim) -> ClaimRow:
    known = desk.library.references
    return ClaimRow(
        id=claim.id,
        said=claim.said,
        verdict=str(claim.verdict),
        evidence=claim.evidence,
        grade=claim.grade,
        sources=tuple(Link(source_url(key), short_name(known[key])) for key in claim.sources if key in known),
        pages=_links_to(desk, desk.site.claimed_by.get(claim.id, ())),
    )


def source_url(key: str) -> str:
    """Return the address of a source on the page of all sources."""
    return f"{SOURCES}#{source_anchor(key)}"


def source_anchor(key: str) -> str:
    """Return the id of a source on the page of all sources; the dot keeps it apart from other ids."""
    return f"source.{key}"


def _sources(desk: _Desk) -> SourcesView:
    words, references = desk.words, desk.library.references
    rows = tuple(
        SourceRow(
            source.id,
            Html(vancouver(source)),
            source.is_unread,
            _links_to(desk, desk.site.cited_by.get(source.id, ())),
        )
        for source in sorted(references.values(), key=_by_author)
    )
    said = words.sources_description.format(site=desk.config.title)
    frame = _frame(desk, SOURCES, words.sources, said, card="sources")
    return SourcesView(frame=frame, sources=rows)


def _credits(desk: _Desk) -> CreditsView:
    shown: dict[str, list[str]] = {}
    for key, body in desk.site.bodies.items():
        for path in body.sketch.shown:
            shown.setdefault(path, []).append(key)

    def way(page: Page, anchor: str) -> Link:
        # A picture in a sentence, or one that is only linked, has no place of its own on its page.
        is_apart = _body(desk, page).sketch.has_id(anchor)
        return Link(f"{page.url}#{anchor}" if is_apart else page.url, page.title)

    def row(figure: Figure) -> CreditRow:
        ways = tuple(way(desk.pages[key], anchor_of(figure)) for key in shown.get(figure.path, ()) if key in desk.pages)
        return CreditRow(figure.name, title_of(figure), ways)

    pictures = sorted(desk.library.credited, key=lambda figure: (*sorting_key(title_of(figure)), figure.name))
    owed: dict[str, list[CreditRow]] = {}
    for figure in pictures:
        owed.setdefault(terms_of(figure, desk.config.language), []).append(row(figure))
    said = desk.words.credits_description.format(site=desk.config.title)
    return CreditsView(
        frame=_frame(desk, CREDITS, desk.words.credits, said),
        owed=tuple(Owed(terms, tuple(rows)) for terms, rows in owed.items()),
        pictures=len(pictures),
    )


def _by_author(source: Reference) -> tuple[object, ...]:
    people = source.authors or source.editors
    first = people[0].family if people else source.title
    return (*sorting_key(first), source.issued, source.title, source.id)


# ----------------------------------------------------------------------------------------------------- review


def _review(desk: _Desk) -> ReviewView:
    words, blocks = desk.words.learning, block_words(desk.config.language)
    asked = ((page, _body(desk, page).sketch.questions) for page in desk.library.everything)
    return ReviewView(
        # A reader's own tool: a search engine has nothing to show of it.
        frame=_frame(desk, REVIEW, words.title, words.description.format(site=desk.config.title), is_indexed=False),
        questions=tuple((Link(f"{page.url}#{found[0]}", page.title), len(found)) for page, found in asked if found),
        has_terms=bool(desk.library.terms),
        right=f"{blocks.right}.",
        not_right=f"{blocks.not_right}.",
    )


# ------------------------------------------------------------------------------------------------ other pages


def quality_frame(site: Site) -> Frame:
    """Return what stands round the build report, which is made when all other pages are."""
    desk = _desk(site)
    words = desk.words.quality
    dates = [page.updated for page in desk.library.everything if page.updated]
    said = words.description.format(site=desk.config.title)
    return _frame(desk, QUALITY, words.title, said, updated=max(dates, default=None))


def offering(site: Site, size: int) -> Iterator[Plan]:
    """Yield the plan of the about page, where there is one, that offers the whole site: `size` bytes as one file."""
    desk, url = _desk(site), site.library.config.site_url
    downloads = Downloads(
        bundle=full_address(url, BUNDLE_FILE),
        size=desk.words.about_bytes(size),
        cards=full_address(url, CARDS_FILE) if desk.library.terms else "",
        terms=len(desk.library.terms),
    )
    yield from (planned(_plain(desk, page, downloads)) for page in desk.library.pages if page.url == ABOUT)


def _plain(desk: _Desk, page: Page, downloads: Downloads | None = None) -> PlainView:
    body = _body(desk, page)
    return PlainView(
        frame=_frame(desk, page.url, page.title, page.summary, updated=page.updated),
        title=page.title,
        summary=page.summary,
        main_message=page.main_message,
        about=_about(desk, page, body.draft),
        contents=contents(body.draft.headings),
        body=_text(body),
        sources=_source_entries(desk, body.draft.citations),
        related=_related_pages(desk, page),
        handout=handout(body, desk.terms),
        mail=_mail(desk, page),
        downloads=downloads,
    )


def _related_pages(desk: _Desk, page: Page) -> tuple[Item, ...]:
    keys = (key for slug in page.related for key in (slug, f"pages/{slug}") if key in desk.pages)
    return _items(desk.pages[key] for key in keys)


def _lost(desk: _Desk) -> LostView:
    words = desk.words
    # A server shows this page at any address, so its links start from the root of the site.
    path = "/" + desk.config.site_url.partition("://")[2].partition("/")[2]
    return LostView(frame=_frame(desk, LOST, words.lost_title, words.lost_description, is_indexed=False, root=path))


def _moved(desk: _Desk) -> Iterator[MovedView]:
    """Yield a stub for every old address; a page that lives at the address keeps it."""
    taken = {page.url for page in desk.library.everything}
    for page in desk.library.everything:
        for old in page.redirect_from:
            if old in taken:
                continue
            taken.add(old)
            said = desk.words.moved_title
            title = tab_title(page.title, said)
            frame = _frame(desk, old, said, page.summary, title=title, is_indexed=False)
            yield MovedView(
                frame=frame, target=Link(page.url, page.title, full_address(desk.config.site_url, page.url))
            )
