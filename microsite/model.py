"""The values that travel through a build, one type per stage: files become a Library, a Library a Site.

Everything here is frozen: a half-finished page cannot exist, and what two functions share neither can change. What a
build makes or loads by the thousand is a named tuple or a class without slots, because these are unpickled in C.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

from .memory.later import Later
from .problem import Place, Problems, Severity
from .words import without_region

Date = datetime.date


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


# ------------------------------------------------------------------------------------------------ what an editor wrote


@dataclass(frozen=True)
class Source:
    """The text of one Markdown file below its front matter."""

    path: str
    """Relative to the site folder, with forward slashes: content/articles/psoas.md."""
    written: Later[str]
    """The text. Few builds look at more than one of them."""
    first_line: int = 1
    """The line of the file on which the text begins."""
    digest: str = field(default="", compare=False, repr=False)
    """Stands for the whole file, front matter and path among it; only a page made by hand has none."""

    @classmethod
    def of(cls, path: str, text: str, first_line: int = 1, digest: str = "") -> Source:
        """Return a source with this text."""
        return cls(path, Later(text), first_line, digest)

    @property
    def text(self) -> str:
        return self.written()

    def place(self, offset: int) -> Place:
        """Return where in the file a character of the text stands."""
        text = self.text
        return Place(self.path, self.first_line + text.count("\n", 0, offset), offset - text.rfind("\n", 0, offset))


class Linking(StrEnum):
    """How many mentions of a term become links on one page."""

    FIRST = "first"
    SECTION = "section"
    EVERY = "every"
    OFF = "off"


class Change(NamedTuple):
    """What became different on a page, for its readers."""

    date: Date
    text: str


@dataclass(frozen=True, kw_only=True)
class Page:
    """One Markdown file that becomes one page. The home page and plain pages are just this."""

    source: Source
    slug: str
    """The file's name without `.md`."""
    title: str
    summary: str
    places: Mapping[str, Place] = field(default_factory=_nothing)
    """Where each field stands in the file: `places["title"]`; list items as `related.0`."""
    main_message: str = ""
    updated: Date | None = None
    changes: tuple[Change, ...] = ()
    """The newest first."""
    reviewed: Date | None = None
    review_by: Date | None = None
    reviewer: str = ""
    reviewer_role: str = ""
    reviewed_words: str = ""
    """Digest of the words that the reviewer has read; "" for a review that is not bound to any."""
    reviewed_typos: tuple[str, ...] = ()
    """Why words were changed since without another review, each with its day."""
    authors: tuple[str, ...] = ()
    draft: bool = False
    publish: Date | None = None
    """Held back before this day."""
    expires: Date | None = None
    """Held back from this day on."""
    redirect_from: tuple[str, ...] = ()
    linking: Linking = Linking.FIRST
    aliases_off: tuple[str, ...] = ()
    """Slugs of terms not to link on this page."""
    search: tuple[str, ...] = ()
    """What readers type who look for this page, in words that it need not hold."""
    related: tuple[str, ...] = ()

    # Worked out once: they are asked for more often than all else together.
    folder: str = field(init=False, compare=False)
    """`articles`, `glossary`, `pages`, or "" for the home page."""
    key: str = field(init=False, compare=False)
    """The page's name in `mentions` and in links between pages: `psoas`, `glossary/iliacus`, `pages/about`."""
    url: str = field(init=False, compare=False)
    """The page's address from the site's root, with forward slashes: articles/psoas.html."""

    def __post_init__(self) -> None:
        parts = self.source.path.split("/")
        folder = parts[-2] if len(parts) > 2 else ""
        # An article called index is an error, but none of the home page's.
        key = self.slug if folder == "articles" and self.slug != "index" else f"{folder}/{self.slug}".strip("/")
        url = f"{self.slug}.html" if folder in ("", "pages") else f"{folder}/{self.slug}.html"
        for name, value in (("folder", folder), ("key", key), ("url", url)):
            object.__setattr__(self, name, value)

    def __getstate__(self) -> dict[str, object]:
        """Return what is not as the class has it: ten thousand pages are loaded in half the time."""
        kind = type(self)
        return {name: value for name, value in vars(self).items() if getattr(kind, name, self) is not value}

    def place(self, name: str = "") -> Place:
        """Return where the field `name` stands, or the file as a whole."""
        return self.places.get(name) or Place(self.source.path)


@dataclass(frozen=True, kw_only=True)
class Article(Page):
    """A page of the learning path."""

    question: str = ""
    kind: str = ""
    """guide, anatomy, care, symptom, evidence, or ""."""
    part: str = ""
    order: int = 0
    evidence: str = ""
    """A, B, C, D, mixed, or ""."""


FACTS = ("origin", "insertion", "nerve", "action", "artery")
"""The facts of a muscle, in the order in which they are shown."""


@dataclass(frozen=True, kw_only=True)
class Term(Page):
    """A word of the glossary, with a page of its own."""

    kind: str = ""
    """muscle, bone, joint, nerve, movement, condition, test, exercise, concept, or ""."""
    everyday: str = ""
    aliases: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    """Irregular inflections of the title or an alias."""
    is_exact: bool = False
    """Matches only as it is written (`case: exact`)."""
    autolink: bool = True
    context: tuple[str, ...] = ()
    """Slugs or kinds of articles where this sense of a shared name applies; empty = everywhere."""
    latin: str = ""
    ids: tuple[str, ...] = ()
    say: str = ""
    facts: Mapping[str, str] = field(default_factory=_nothing)
    """The fields of FACTS that are given."""
    orphan_ok: str = ""


class Name(NamedTuple):
    """A person or a body that wrote something."""

    family: str
    given: str = ""
    """Given names or initials; "" for a body such as “World Health Organization”."""
    suffix: str = ""
    """Jr, 3rd."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A source that the site cites, with CSL's fields."""

    id: str
    kind: str
    """CSL's `type`: article-journal, book, chapter, webpage, report, thesis, dataset ..."""
    title: str
    place: Place
    authors: tuple[Name, ...] = ()
    editors: tuple[Name, ...] = ()
    container: str = ""
    publisher: str = ""
    publisher_place: str = ""
    edition: str = ""
    issued: tuple[int, ...] = ()
    """Year, then month, then day as far as known."""
    accessed: tuple[int, ...] = ()
    volume: str = ""
    issue: str = ""
    pages: str = ""
    number: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    isbn: str = ""
    url: str = ""
    is_unread: bool = False
    """Known, but not seen by the editors (`verified: memory`): never to stand alone."""
    # No part of what a page shows.
    places: Mapping[str, Place] = field(default_factory=_nothing, repr=False, compare=False)
    """Where its dates stand in the list."""


class Verdict(StrEnum):
    """What the evidence says of a popular claim."""

    SUPPORTED = "Supported"
    PARTLY = "Partly"
    UNSUPPORTED = "Unsupported"
    WRONG = "Wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A row of the claims ledger."""

    id: str
    said: str
    verdict: Verdict
    evidence: str
    place: Place
    topic: str = ""
    sources: tuple[str, ...] = ()
    grade: str = ""
    # No part of what a page shows: a line more in the ledger changes no view.
    places: Mapping[str, Place] = field(default_factory=_nothing, repr=False, compare=False)
    """Where each field stands in the ledger; list items as `sources.0`."""

    def place_of(self, name: str) -> Place:
        """Return where the field `name` stands, or the claim as a whole."""
        return self.places.get(name) or self.place


class Label(NamedTuple):
    """A labelled part of a drawing."""

    term: str
    """Slug of the term."""
    text: str
    note: str = ""


class Step(NamedTuple):
    """A frame of a stepped drawing."""

    title: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture with what its sidecar says of it."""

    name: str
    path: str
    """Of the picture, relative to the site folder."""
    place: Place
    """Of the sidecar; of the picture where there is none."""
    is_drawn: bool = True
    """False while the sidecar stands but the picture is still to be made."""
    width: int = 0
    height: int = 0
    caption: str = ""
    alt: str = ""
    long: str = ""
    credit: str = ""
    licence: str = ""
    labels: tuple[Label, ...] = ()
    steps: tuple[Step, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    """The numbers behind a chart, the header first."""
    svg: str = field(default="", repr=False)
    """The drawing itself where it is an SVG; `digest` stands for it where values are compared by their repr."""
    digest: str = ""
    """Of the picture's bytes."""
    size: int = 0
    """Of the picture, in bytes; 0 while it is still to be made."""
    # No part of what a page shows: a line more in a sidecar changes no view.
    places: Mapping[str, Place] = field(default_factory=_nothing, repr=False)
    """Where each field stands in the sidecar."""

    def place_of(self, name: str) -> Place:
        """Return where the field `name` stands, or the sidecar as a whole."""
        return self.places.get(name) or self.place

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield what the sidecar puts into a page that is read as Markdown: the field, and its words."""
        yield from (("caption", self.caption), ("long", self.long), ("credit", self.credit), ("licence", self.licence))
        yield from (("labels", f"{label.text}\n{label.note}") for label in self.labels)
        yield from (("steps", f"{step.title}\n{step.text}") for step in self.steps)
        yield from (("table", "\n".join(row)) for row in self.table)


class Waiver(NamedTuple):
    """An editor's remark that a rule does not hold on one line, and why."""

    place: Place
    """Of the remark."""
    rule: str
    reason: str
    line: int
    """The line that it is about."""
    is_first: bool = False
    """Whether that is the first line of the file's content, which also stands for the file as a whole."""


class Part(NamedTuple):
    """A part of the learning path."""

    title: str
    summary: str = ""


class Route(NamedTuple):
    """A short way through the site for one kind of reader, shown on the home page."""

    title: str
    articles: tuple[str, ...]
    """Slugs, in reading order."""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """What this site asks of its articles beyond what the generator needs; a breach is a warning."""

    article_fields: tuple[str, ...] = ()
    """Front matter that every article must have."""
    article_sources: int = 0
    """Sources that every article must cite, at least."""
    reading_grade: float = 0
    """Highest Flesch-Kincaid grade of an article, glossary words masked; 0 = any."""
    sentence_words: int = 0
    """Most words of a sentence, from 26; 0 = any."""
    new_terms: int = 0
    """Most terms in a paragraph of the learning path that no earlier text has; 0 = any."""
    named_sources: bool = False
    """Whether a sentence with a percentage or an unnamed authority must cite something."""
    summary_words: int = 0
    """Most words of a term's summary; 0 = any."""
    descriptions: bool = False
    """Whether every page must have a title and a description of its own that search engines show in full."""
    care_blocks: bool = False
    """Whether care pages must carry their labelled blocks and when to get help."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """What config.yaml says. Only the title is required."""

    title: str
    summary: str = ""
    site_url: str = ""
    """With a slash at the end, or "" when the site has no address yet."""
    language: str = "en"
    parts: tuple[Part, ...] = ()
    routes: tuple[Route, ...] = ()
    density: float | None = None
    """Automatic links per 1,000 words, averaged over the site; None = every first mention."""
    checks: Mapping[str, Severity | None] = field(default_factory=_nothing)
    """Rules set to another weight; None = off."""
    is_unread: bool = False
    """Whether nothing could be read of it: what it says is not known."""
    policies: Policies = Policies()
    output: str = "public"
    has_bundle: bool = False
    """Whether the whole site is also made as one zip, and its terms as a text for flash cards."""
    trusts_html: bool = False
    feedback: str = ""
    """An address (mailto: or https:) to which readers write."""
    funding: str = ""
    disclaimer: str = ""
    licence: str = ""
    reviewers: str = ""
    """Who reviews articles: “a clinician”; "" for an expert of whatever kind."""
    card: Mapping[str, str] = field(default_factory=_nothing)
    """Kind of page or title of a part -> the picture that stands for it where a link is shared, as named in static/."""
    menu: tuple[str, ...] = ()
    """Slugs of plain pages for the foot of each page, in order; empty = all of them."""
    places: Mapping[str, Place] = field(default_factory=_nothing)

    @property
    def is_english(self) -> bool:
        return without_region(self.language) == "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """All that was read, before any two files have met."""

    config: Config
    home: Page | None = None
    articles: tuple[Article, ...] = ()
    """In the order of the learning path; the held-back ones are not here."""
    terms: tuple[Term, ...] = ()
    """By title."""
    pages: tuple[Page, ...] = ()
    references: Mapping[str, Reference] = field(default_factory=_nothing)
    claims: Mapping[str, Claim] = field(default_factory=_nothing)
    figures: Mapping[str, Figure] = field(default_factory=_nothing)
    """By the picture's path."""
    held_back: Mapping[str, str] = field(default_factory=_nothing)
    """Path of a page that is not published -> the reason (draft, scheduled, expired)."""
    held_terms: tuple[Term, ...] = ()
    """The terms among these: nothing is made of them, but a text that names one is told so."""
    unread: frozenset[str] = frozenset()
    """Paths of files that are there, of which nothing could be read: what they hold is not known, so nothing else is
    blamed for missing it."""
    waivers: tuple[Waiver, ...] = ()

    @property
    def everything(self) -> tuple[Page, ...]:
        """All pages with a source: home, articles, terms, plain pages."""
        return (*((self.home,) if self.home else ()), *self.articles, *self.terms, *self.pages)

    @property
    def credited(self) -> tuple[Figure, ...]:
        """All pictures that say whom they are owed to or under which terms they stand."""
        return tuple(figure for figure in self.figures.values() if figure.credit or figure.licence)


# ------------------------------------------------------------------------------------- what one page's text turns into


class Heading(NamedTuple):
    """A heading of a body."""

    level: int
    id: str
    text: str
    line: int
    written: int = 0
    """Level as its author wrote it, before room was made for the page's title; 0 = the same."""


class Candidate(NamedTuple):
    """A mention of a term in a place where it may become a link. Made by the thousand, so a tuple."""

    term: str
    """Slug."""
    surface: str
    """As it stands in the text, without tags."""
    block: int
    """Index into Draft.blocks of the paragraph, list item or cell that holds it."""
    start: int
    """Offset of the surface in that block's text."""
    section: int
    """Index into Draft.headings of the heading above it; -1 before the first."""
    is_forced: bool = False
    """Marked by the author with [[...]]: linked whatever the density."""


class CrossRef(NamedTuple):
    """A link that the author made to another file of the site."""

    path: str
    """Of the target, relative to the site folder; the page itself for `#anchor`."""
    anchor: str
    written: str
    """As it stands in the source, for the message."""
    place: Place


class Cited(NamedTuple):
    """One citation mark of a body."""

    key: str
    locator: str
    """`p. 3`, or ""."""
    place: Place
    number: int
    """Of the source on this page, from 1, in order of first citation."""
    anchor: str
    """Id of the mark, for the way back from the list of sources."""


class Miscited(NamedTuple):
    """What is printed as it stands, and may be meant as a citation: @key, [see @key], [key]."""

    key: str
    """Of a source, if there is one."""
    written: str
    place: Place


class OwnAttribute(NamedTuple):
    """In an author's own HTML: where it leads, what it loads, or an id."""

    value: str
    is_id: bool
    place: Place
    """Of its tag."""


class LongSentence(NamedTuple):
    """A sentence that may ask too much of a reader."""

    line: int
    """In the file."""
    words: int
    begins: str


class Unsourced(NamedTuple):
    """A sentence that leans on a number or on somebody unnamed, and cites nothing."""

    line: int
    phrase: str
    begins: str = ""
    """The first words of the sentence."""


class Option(NamedTuple):
    """An answer that a self-check question offers."""

    text: str
    is_right: bool
    reason: str


class Question(NamedTuple):
    """A self-check question in plain words."""

    id: str
    """Of its block on the page."""
    asked: str
    options: tuple[Option, ...]


class Statement(NamedTuple):
    """A sentence that says of something where it is attached, what serves it or what it moves."""

    line: int
    text: str


@dataclass(frozen=True)
class ReadingFacts:
    """How plainly a text reads."""

    grade: float | None = None
    """Flesch-Kincaid, in US school years; None for fewer than 100 words."""
    masked_grade: float | None = None
    """The same with each word of the glossary counted as a plain one."""
    long: tuple[LongSentence, ...] = ()
    unsourced: tuple[Unsourced, ...] = ()
    stated: tuple[Statement, ...] = ()
    """What the text itself says, not what it lets others say."""


class Met(NamedTuple):
    """A term that a text mentions."""

    term: str
    first: int
    """Number of its first candidate."""
    block: int
    """That candidate's block."""
    surface: str
    """That candidate's words."""
    is_subject: bool
    """Whether the page's title names it."""
    forced: tuple[int, ...]
    """Numbers of the candidates that the author marked."""


class Wording(NamedTuple):
    """What of a draft nobody needs but who makes its page anew."""

    html: str = ""
    """With the marks MARK_OPEN n MARK_CLOSE ... MARK_END round candidate n."""
    candidates: tuple[Candidate, ...] = ()
    """In the order of the text."""
    blocks: tuple[str, ...] = ()
    """The plain text of each block that holds a candidate."""
    text: str = ""
    """All visible prose, one block a line, for search, reading grade and description."""


NO_WORDS = Later(Wording())


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A converted text, before its links are chosen. Knows nothing of other pages' bodies."""

    wording: Later[Wording] = NO_WORDS
    digest: str = ""
    """Stands for all of it; "" for a text that could not be converted."""
    gist: str = ""
    """Stands for the terms, sources, pictures and pages that it names: a sentence more seldom changes them."""
    met: tuple[Met, ...] = ()
    """The terms that it mentions, each once, in the order of the text."""
    headings: tuple[Heading, ...] = ()
    ids: tuple[str, ...] = ()
    """All ids of the body: what a link with an anchor may point at."""
    crossrefs: tuple[CrossRef, ...] = ()
    citations: tuple[Cited, ...] = ()
    miscited: tuple[Miscited, ...] = ()
    silenced: tuple[tuple[str, Place], ...] = ()
    """Names that the text says, by [[!name]], are not to be linked, in small letters."""
    claims: tuple[tuple[str, Place], ...] = ()
    """Ledger ids that the text shows, each with its place."""
    figures: tuple[tuple[str, Place], ...] = ()
    """Paths of pictures that the text shows."""
    outside: tuple[str, ...] = ()
    """Addresses of links to other sites, one a link, in the order of the text."""
    own_html: tuple[OwnAttribute, ...] = ()
    is_stepped: bool = False
    """Whether it shows a drawing step by step."""
    block_names: tuple[str, ...] = ()
    """Names of the ::: blocks, in order."""
    questions: tuple[Question, ...] = ()
    opening: str = ""
    """Its first sentence."""
    words: int = 0
    reading: ReadingFacts = ReadingFacts()
    problems: Problems = ()


BETWEEN = "\0"
"""Stands between ids, and between links: in no page, as no HTML can say it."""


class Sketch(NamedTuple):
    """What every build looks at of every text; all else stands in its draft, which is loaded when somebody asks."""

    digest: str
    """Of the draft."""
    gist: str
    words: int
    grade: float | None
    masked_grade: float | None
    terms: tuple[str, ...]
    """Slugs of the terms that it mentions."""
    cited: tuple[str, ...]
    """Ids of the sources that it cites."""
    claims: tuple[str, ...]
    """Ledger ids that it shows."""
    shown: tuple[str, ...]
    """Paths of the pictures that it shows."""
    leads_to: tuple[str, ...]
    """Paths of the files of the site that it links; like all these, each once, in the order of the text."""
    silenced: tuple[tuple[str, Place], ...]
    miscited: tuple[Miscited, ...]
    questions: tuple[str, ...]
    """Ids of its self-check questions."""
    written_ids: str
    """All that a link with an anchor may point at, its sources among them, each between two BETWEEN."""
    problems: Problems

    @classmethod
    def of(cls, draft: Draft) -> Sketch:
        """Return the sketch of a draft."""
        sources = dict.fromkeys(f"source-{cited.number}" for cited in draft.citations)
        return cls(
            digest=draft.digest,
            gist=draft.gist,
            words=draft.words,
            grade=draft.reading.grade,
            masked_grade=draft.reading.masked_grade,
            terms=tuple(met.term for met in draft.met),
            cited=tuple(dict.fromkeys(cited.key for cited in draft.citations)),
            claims=tuple(dict.fromkeys(key for key, _ in draft.claims)),
            shown=tuple(dict.fromkeys(path for path, _ in draft.figures)),
            leads_to=tuple(dict.fromkeys(ref.path for ref in draft.crossrefs)),
            silenced=draft.silenced,
            miscited=draft.miscited,
            questions=tuple(question.id for question in draft.questions),
            written_ids=BETWEEN.join(("", *draft.ids, *sources, "")),
            problems=draft.problems,
        )

    def has_id(self, name: str) -> bool:
        """Tell whether a link with this anchor leads somewhere."""
        return f"{BETWEEN}{name}{BETWEEN}" in self.written_ids

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(self.written_ids.split(BETWEEN)[1:-1])


MARK_OPEN, MARK_CLOSE, MARK_END = "\x0e", "\x0f", "\x0e\x0f"
"""Control characters that no source may hold, so that a mark is never an author's text."""


# ------------------------------------------------------------------------------------------------ what pages have made


class Mention(NamedTuple):
    """A link that was made to a term."""

    page: str
    """Key of the page that mentions it."""
    term: str
    surface: str
    anchor: str
    """Id of the link on its page."""
    section: str
    """Words of the heading above, or ""."""
    before: str
    after: str
    """The rest of the sentence on either side of the surface."""


class Body(NamedTuple):
    """A finished text: HTML with its links, and what it links to. What few builds ask for is made or loaded then."""

    sketch: Sketch
    digest: str
    """Stands for the HTML."""
    load: Callable[[], Draft]
    make: Callable[[], str]
    """Makes the HTML."""
    linked: tuple[str, ...] = ()
    """Slugs of terms, one a link, in the order of the text."""
    quote: Callable[[], tuple[Mention, ...]] = tuple
    quoted: Mapping[str, str] = MappingProxyType({})
    """Slug of a term -> what stands for its mentions here."""

    @classmethod
    def of(cls, draft: Draft, digest: str = "", html: str = "", mentions: tuple[Mention, ...] = ()) -> Body:
        """Return a body of which everything is at hand."""
        linked = tuple(mention.term for mention in mentions)
        return cls(
            sketch=Sketch.of(draft),
            digest=digest,
            load=lambda: draft,
            make=partial(str, html),
            linked=linked,
            quote=lambda: mentions,
            quoted={slug: repr([each for each in mentions if each.term == slug]) for slug in linked},
        )

    @property
    def draft(self) -> Draft:
        return self.load()

    @property
    def html(self) -> str:
        return self.make()

    @property
    def mentions(self) -> tuple[Mention, ...]:
        return self.quote()


class File(NamedTuple):
    """A finished file of the site."""

    address: str
    digest: str
    """Stands for its bytes."""
    size: int
    """How many they are."""
    held: Later[bytes]
    """Holds them. Few builds look at more than those of the pages that an edit has changed."""

    @classmethod
    def of(cls, address: str, data: bytes) -> File:
        """Return the file with these bytes."""
        return cls(address, hashlib.sha256(data).hexdigest(), len(data), Later(data))

    @property
    def data(self) -> bytes:
        return self.held()


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """All pages with their finished bodies, and what they say of each other."""

    library: Library
    bodies: Mapping[str, Body]
    """By the page's key."""
    linked_by: Mapping[str, Mapping[str, str]]
    """Slug of a term -> keys of the pages that link it, in the order of the site -> what stands for its mentions."""
    related: Mapping[str, tuple[str, ...]]
    """Key of an article -> keys of the articles nearest to it by rare shared terms."""
    cited_by: Mapping[str, tuple[str, ...]]
    """Id of a reference -> keys of the pages that cite it."""
    claimed_by: Mapping[str, tuple[str, ...]]
    """Id of a claim -> keys of the pages that show it."""
    edited: frozenset[str] = frozenset()
    """Keys of the pages whose words are no longer those that were reviewed."""
    problems: Problems = ()

    def mentions_of(self, slug: str) -> tuple[Mention, ...]:
        """Return the links to a term, in the order of the site."""
        quoted = (self.bodies[key].mentions for key in self.linked_by.get(slug, ()))
        return tuple(mention for mentions in quoted for mention in mentions if mention.term == slug)
