"""What each page shows: one frozen value a kind of page, with nothing that its template leaves out.

A page is a pure function of its view, so that the digest of a view says whether its page must be made again.
Addresses run from the site's root; the template makes them relative to its page. `show`, `entries` and `evidence`
make the views.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from ..model import Change, Date

HOME, ARTICLES, GLOSSARY, CLAIMS, SOURCES, CREDITS, REVIEW, ABOUT, LOST = (
    "index.html",
    "articles/index.html",
    "glossary/index.html",
    "claims.html",
    "sources.html",
    "credits.html",
    "review.html",
    "about.html",
    "404.html",
)
MAP_FILE, FEED_FILE = "sitemap.xml", "feed.xml"
QUALITY = "quality.html"
TERMS_FILE, SEARCH_FILE = "terms.js", "search.js"
BUNDLE_FILE, CARDS_FILE = "site.zip", "terms.txt"
QUESTIONS_FILE, DRAWING_WORDS_FILE = "questions.js", "drawing-words.js"
"""Addresses of the pages and files that the site makes itself."""
CHECKLIST_SHEET, STEPPED_SHEET = "checklist.css", "stepped.css"
"""Addresses of the stylesheets that only some texts need."""


def full_address(site_url: str, url: str) -> str:
    """Return the whole address of a page, as in canonical links, sitemap and feed, or "" without `site_url`.

    A folder's index goes by the folder's name, as servers and people write it.
    """
    page, hash_, anchor = url.partition("#")
    page = page.removesuffix("index.html") if page.split("/")[-1] == "index.html" else page
    return site_url + page + hash_ + anchor if site_url else ""


# -------------------------------------------------------------------------------------------- parts of a view


class Html(NamedTuple):
    """HTML to print as it is: a reference in Vancouver style. Nothing but this and a Text is safe."""

    text: str

    def __html__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Text:
    """A finished body, to print as it is; put together only when its page is made."""

    digest: str
    """Stands for it wherever a view is compared."""
    sheets: tuple[str, ...]
    """Addresses of the stylesheets that it needs besides the one of all pages."""
    make: Callable[[], str] = field(repr=False, compare=False)

    def __html__(self) -> str:
        return self.make()


class Link(NamedTuple):
    """A way to another page."""

    url: str
    """From the site's root."""
    text: str
    note: str = ""


class Links(tuple[Link, ...]):
    """Links that stand on every page; what they say in the key of each is worked out once."""

    said: str

    def __new__(cls, links: Iterable[Link]) -> Links:
        made = super().__new__(cls, links)
        made.said = tuple.__repr__(made)
        return made

    def __repr__(self) -> str:
        return self.said


class Frame(NamedTuple):
    """What stands round the text of every page."""

    url: str
    site: str
    """The site's title."""
    language: str
    direction: str
    title: str
    """Of the browser's tab."""
    description: str
    canonical: str
    """The page's full address; "" without site_url and on pages that no machine shall list."""
    image: str
    """The full address of the picture for shared links, or ""."""
    home_url: str
    """The full address of the home page, or ""."""
    root: str
    """Put before links instead of `../`: only for the page whose own address is not known."""
    is_indexed: bool
    has_feed: bool
    menu: Links
    a_to_z: str
    """Where a reader looks for a word without scripts; "" where there is nothing to look up."""
    foot: Links
    section: str
    """The address in the menu under which the page belongs."""
    trail: tuple[Link, ...]
    """The way here from home, without the page itself."""
    name: str
    """The page's own name at the end of the trail."""
    disclaimer: str
    funding: str
    licence: str
    feedback: str
    reviewers: str
    """Who is to review articles."""
    updated: Date | None


class Entry(NamedTuple):
    """A heading in a list of contents."""

    id: str
    text: str
    below: tuple[Entry, ...] = ()


class Return(NamedTuple):
    """The way back from a source to one place that cites it."""

    anchor: str
    mark: str
    """a, b, c ...; "" where there is only one."""
    locator: str


class SourceEntry(NamedTuple):
    """A source in the list at the end of a page."""

    number: int
    reference: Html
    is_unread: bool
    returns: tuple[Return, ...]


class About(NamedTuple):
    """What a reader needs to know to trust a page."""

    updated: Date | None
    changes: tuple[Change, ...]
    """The newest first."""
    review_by: Date | None
    reviewed: Date | None
    reviewer: str
    reviewer_role: str
    is_edited: bool
    """Whether the words have changed since the review."""
    lacks_review: bool
    """Whether the page must say that no expert has read it."""
    authors: tuple[str, ...]
    evidence: str
    sources: int

    @property
    def says_anything(self) -> bool:
        return bool(self.updated or self.reviewer or self.lacks_review or self.authors or self.evidence or self.sources)


class Handout(NamedTuple):
    """What a page adds on paper."""

    words: tuple[tuple[str, str], ...]
    """Titles of the terms that the page links, each with its definition."""
    addresses: tuple[str, ...]
    """Where the text's links to other sites lead, one a link, in the order of the text."""


class Downloads(NamedTuple):
    """The site as files to take along, by their full addresses: a copy of the site does not hold them."""

    bundle: str
    size: str
    """Of the bundle, in round numbers."""
    cards: str
    """"" on a site without terms."""
    terms: int


class Item(NamedTuple):
    """An article in a list."""

    url: str
    title: str
    text: str
    evidence: str = ""


class PartView(NamedTuple):
    """A part of the learning path with its articles."""

    number: int
    """From 1; 0 for what stands outside the parts."""
    title: str
    summary: str
    articles: tuple[Item, ...]
    more: int = 0
    """Articles that are not shown here."""

    @property
    def anchor(self) -> str:
        return f"part-{self.number}" if self.number else "part-other"


class RouteView(NamedTuple):
    """A short way through the site."""

    title: str
    text: str
    articles: tuple[Link, ...]


class Quote(NamedTuple):
    """A sentence that mentions a term."""

    url: str
    """Of the very mention."""
    page: str
    section: str
    before: str
    surface: str
    after: str
    is_term: bool
    """Whether the sentence stands on a page of the glossary."""


class Word(NamedTuple):
    """A line of the glossary's index: a term, or an everyday word that leads to some."""

    text: str
    url: str
    """"" for an everyday word."""
    definition: str
    leads_to: tuple[Link, ...] = ()


class Letter(NamedTuple):
    """A letter of the glossary's index; one without words is shown, but leads nowhere."""

    letter: str
    words: tuple[Word, ...]

    @property
    def anchor(self) -> str:
        return f"letter-{self.letter.lower()}" if self.letter else "letter-other"


class ClaimRow(NamedTuple):
    """A row of the claims ledger."""

    id: str
    said: str
    verdict: str
    evidence: str
    grade: str
    sources: tuple[Link, ...]
    pages: tuple[Link, ...]


class Topic(NamedTuple):
    """The claims on one thing."""

    number: int
    title: str
    claims: tuple[ClaimRow, ...]

    @property
    def anchor(self) -> str:
        return f"topic-{self.number}"


class SourceRow(NamedTuple):
    """A source on the page of all sources."""

    key: str
    reference: Html
    is_unread: bool
    pages: tuple[Link, ...]


class CreditRow(NamedTuple):
    """A picture on the page of picture credits."""

    name: str
    title: str
    pages: tuple[Link, ...]
    """Where it is shown: at the picture, or the page where it stands in a sentence."""


class Owed(NamedTuple):
    """Pictures that are owed to the same people under the same terms."""

    terms: str
    """Sources and licences, in words."""
    pictures: tuple[CreditRow, ...]
    """By title."""


# ------------------------------------------------------------------------------------ one view a kind of page


class HomeView(NamedTuple):
    """The first page: what this is and where to start."""

    frame: Frame
    title: str
    summary: str
    body: Text
    sources: tuple[SourceEntry, ...]
    routes: tuple[RouteView, ...]
    parts: tuple[PartView, ...]
    articles: int
    terms: int
    claims: int
    references: int

    @property
    def template(self) -> str:
        return "home.html"


class ArticleView(NamedTuple):
    """A page of the learning path."""

    frame: Frame
    title: str
    summary: str
    question: str
    main_message: str
    kind: str
    about: About
    contents: tuple[Entry, ...]
    body: Text
    is_help_first: bool
    """Whether the text begins with when to get help: nothing may stand before that but what the page is."""
    sources: tuple[SourceEntry, ...]
    related: tuple[Item, ...]
    handout: Handout
    has_questions: bool
    previous: Link | None
    next: Link | None
    """The note of either names the part, where it is another one."""
    mail: str
    """The address of a letter that tells somebody of the page; "" without site_url."""

    @property
    def template(self) -> str:
        return "article.html"


class ArticlesView(NamedTuple):
    """All articles by part."""

    frame: Frame
    parts: tuple[PartView, ...]
    articles: int

    @property
    def template(self) -> str:
        return "articles.html"


class TermView(NamedTuple):
    """A word of the glossary."""

    frame: Frame
    title: str
    summary: str
    everyday: str
    say: str
    latin: str
    names: tuple[str, ...]
    ids: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    about: About
    contents: tuple[Entry, ...]
    body: Text
    sources: tuple[SourceEntry, ...]
    related: tuple[Item, ...]
    confusable: tuple[Item, ...]
    quotes: tuple[Quote, ...]
    more_quotes: tuple[Quote, ...]
    handout: Handout
    mail: str

    @property
    def template(self) -> str:
        return "term.html"


class GlossaryView(NamedTuple):
    """The glossary from A to Z."""

    frame: Frame
    letters: tuple[Letter, ...]
    terms: int
    everyday: int

    @property
    def template(self) -> str:
        return "glossary.html"


class ClaimsView(NamedTuple):
    """The claims ledger by topic."""

    frame: Frame
    topics: tuple[Topic, ...]
    tally: tuple[tuple[str, int], ...]
    """Each verdict with the number of its claims."""
    claims: int

    @property
    def template(self) -> str:
        return "claims.html"


class SourcesView(NamedTuple):
    """All sources, by author."""

    frame: Frame
    sources: tuple[SourceRow, ...]

    @property
    def template(self) -> str:
        return "sources.html"


class CreditsView(NamedTuple):
    """All pictures that say whom they are owed to: what is said of several stands once, with the first by title."""

    frame: Frame
    owed: tuple[Owed, ...]
    pictures: int

    @property
    def template(self) -> str:
        return "credits.html"


class ReviewView(NamedTuple):
    """Where opened terms and missed questions come back, for readers who ask for it."""

    frame: Frame
    questions: tuple[tuple[Link, int], ...]
    """The way to the first question of each page that has some, and how many there are."""
    has_terms: bool
    right: str
    not_right: str
    """Stand before the reason of an option."""

    @property
    def template(self) -> str:
        return "review.html"


class PlainView(NamedTuple):
    """A page that stands outside the learning path."""

    frame: Frame
    title: str
    summary: str
    main_message: str
    about: About
    contents: tuple[Entry, ...]
    body: Text
    sources: tuple[SourceEntry, ...]
    related: tuple[Item, ...]
    handout: Handout
    mail: str
    downloads: Downloads | None = None

    @property
    def template(self) -> str:
        return "page.html"


class Weight(NamedTuple):
    """What pages of one kind weigh, in bytes."""

    kind: str
    """A kind that the words of the interface have a name for."""
    pages: int
    typical: int
    """The median page."""
    typical_packed: int
    """The median of the pages as they travel."""
    heaviest: int
    heaviest_packed: int
    requests: int
    """Files that a page of this kind asks for at most, itself among them."""


class ReadingRow(NamedTuple):
    """How a page reads."""

    page: Link
    grade: float | None
    """None where the text is too short, or in a language for which there is no formula."""
    plain_grade: float | None
    """With each glossary word counted as a plain one."""
    words: int
    sources: int
    links: float | None
    """To the glossary, per 1,000 words; None where there are no words."""


class ReviewRow(NamedTuple):
    """Who has checked a page, and when it is due again."""

    page: Link
    reviewer: str
    reviewer_role: str
    reviewed: Date | None
    is_edited: bool
    """Whether the words have changed since the review."""
    updated: Date | None
    review_by: Date | None


class ChangeRow(NamedTuple):
    """A change with the page that it was made on."""

    change: Change
    page: Link


class QualityView(NamedTuple):
    """The public build report: what was counted on the finished pages."""

    frame: Frame
    pages: int
    """404.html and the report itself among them, stubs at old addresses not."""
    outside: int
    """Addresses on other hosts that a page or its stylesheet asks for by itself."""
    broken: int
    links: int
    """That were followed."""
    inline: int
    unguarded: int
    """Pages without a content security policy."""
    weights: tuple[Weight, ...]
    shared: tuple[tuple[str, int, int], ...]
    """Name, bytes and packed bytes of what all pages share."""
    is_graded: bool
    """Whether any text has a grade; there is a formula for English alone."""
    reading: tuple[ReadingRow, ...]
    more_reading: int
    """Pages that are not listed."""
    evidence: tuple[tuple[str, int], ...]
    """Each grade that is given with the number of its articles."""
    verdicts: tuple[tuple[str, int], ...]
    articles: int
    reviewed: int
    """Articles that name their reviewer."""
    unreviewed: int
    reviews: tuple[ReviewRow, ...]
    changes: tuple[ChangeRow, ...]
    """The newest first."""

    @property
    def template(self) -> str:
        return "quality.html"


class LostView(NamedTuple):
    """What a server shows where there is no page."""

    frame: Frame

    @property
    def template(self) -> str:
        return "404.html"


class MovedView(NamedTuple):
    """What stands at an old address of a page."""

    frame: Frame
    target: Link

    @property
    def template(self) -> str:
        return "moved.html"


View = (
    HomeView
    | ArticleView
    | ArticlesView
    | TermView
    | GlossaryView
    | ClaimsView
    | SourcesView
    | CreditsView
    | ReviewView
    | PlainView
    | QualityView
    | LostView
    | MovedView
)
