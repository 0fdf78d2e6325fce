"""What the pages of claims, sources and picture credits show."""

from __future__ import annotations

from ..model import Claim, Figure, Page, Reference, Verdict
from ..text.drawings import anchor_of, terms_of, title_of
from .entries import sorting_key
from .setting import Setting, body_of, frame_of, links_to, tab_title
from .vancouver import short_name, vancouver
from .views import (
    CLAIMS,
    CREDITS,
    SOURCES,
    ClaimRow,
    ClaimsView,
    CreditRow,
    CreditsView,
    Html,
    Link,
    Owed,
    SourceRow,
    SourcesView,
    Topic,
)


def claims_view(setting: Setting) -> ClaimsView:
    """Return the ledger of claims, by topics."""
    claims = setting.library.claims.values()
    topics: dict[str, list[ClaimRow]] = {}
    for claim in claims:
        topics.setdefault(claim.topic, []).append(_claim_row(setting, claim))
    words = setting.words
    return ClaimsView(
        frame=frame_of(
            setting,
            CLAIMS,
            words.claims_title,
            words.claims_description,
            title=tab_title(words.claims_title, setting.config.title),
            card="claims",
        ),
        topics=tuple(
            Topic(n, title or words.other_topic, tuple(rows)) for n, (title, rows) in enumerate(topics.items(), 1)
        ),
        tally=tuple((str(verdict), sum(claim.verdict == verdict for claim in claims)) for verdict in Verdict),
        claims=len(claims),
    )


def _claim_row(setting: Setting, claim: Claim) -> ClaimRow:
    known, words = setting.library.references, setting.words.references
    return ClaimRow(
        id=claim.id,
        said=claim.said,
        verdict=str(claim.verdict),
        evidence=claim.evidence,
        grade=claim.grade,
        sources=tuple(Link(source_url(key), short_name(known[key], words)) for key in claim.sources if key in known),
        pages=links_to(setting, setting.site.claimed_by.get(claim.id, ())),
    )


def source_url(key: str) -> str:
    """Return the address of a source on the page of all sources; the dot keeps its id apart from other ids."""
    return f"{SOURCES}#source.{key}"


def sources_view(setting: Setting) -> SourcesView:
    """Return all sources, by authors."""
    words, references = setting.words, setting.library.references
    rows = tuple(
        SourceRow(
            source.id,
            Html(vancouver(source, words.references)),
            source.is_unread,
            links_to(setting, setting.site.cited_by.get(source.id, ())),
        )
        for source in sorted(references.values(), key=_by_author)
    )
    said = words.sources_description.format(site=setting.config.title)
    frame = frame_of(setting, SOURCES, words.sources, said, card="sources")
    return SourcesView(frame=frame, sources=rows)


def credits_view(setting: Setting) -> CreditsView:
    """Return the pictures whose licences ask for a credit, by licences."""
    shown: dict[str, list[str]] = {}
    for key, body in setting.site.bodies.items():
        for path in body.sketch.shown:
            shown.setdefault(path, []).append(key)

    def way(page: Page, anchor: str) -> Link:
        # A picture in a sentence, or one that is only linked, has no place of its own on its page.
        is_apart = body_of(setting, page).sketch.has_id(anchor)
        return Link(f"{page.url}#{anchor}" if is_apart else page.url, page.title)

    def row(figure: Figure) -> CreditRow:
        keys = (key for key in shown.get(figure.path, ()) if key in setting.pages)
        ways = tuple(way(setting.pages[key], anchor_of(figure)) for key in keys)
        return CreditRow(figure.name, title_of(figure), ways)

    pictures = sorted(setting.library.credited, key=lambda figure: (*sorting_key(title_of(figure)), figure.name))
    owed: dict[str, list[CreditRow]] = {}
    for figure in pictures:
        owed.setdefault(terms_of(figure, setting.config.language), []).append(row(figure))
    said = setting.words.credits_description.format(site=setting.config.title)
    return CreditsView(
        frame=frame_of(setting, CREDITS, setting.words.credits, said),
        owed=tuple(Owed(terms, tuple(rows)) for terms, rows in owed.items()),
        pictures=len(pictures),
    )


def _by_author(source: Reference) -> tuple[object, ...]:
    people = source.authors or source.editors
    first = people[0].family if people else source.title
    return (*sorting_key(first), source.issued, source.title, source.id)
