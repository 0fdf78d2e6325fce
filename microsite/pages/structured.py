"""What a page says of itself to machines, in schema.org's words: nothing that the reader cannot see on it."""

from __future__ import annotations

from collections.abc import Mapping

from .views import (
    ABOUT,
    ArticleView,
    Frame,
    GlossaryView,
    HomeView,
    LostView,
    MovedView,
    PlainView,
    QualityView,
    ReviewView,
    TermView,
    View,
    full_address,
)

Thing = dict[str, object]

MEDICAL = ("anatomy", "care", "symptom", "evidence")
"""Kinds of article that are about the body; any other is just an article."""
BODIES = (
    "the ",
    "editors",
    "team",
    "redaktion",
    "die ",
    "society",
    "university",
    "organization",
    "organisation",
)
"""What tells a body of people from a person's name."""


def structured(view: View) -> Thing | None:
    """Return the page's JSON-LD, or None for a page that no machine shall list."""
    if isinstance(view, LostView | MovedView | ReviewView):
        return None
    things = [_subject(view), _trail(view.frame)]
    return {"@context": "https://schema.org", "@graph": [thing for thing in things if thing]}


def _subject(view: View) -> Thing:
    frame = view.frame
    match view:
        case HomeView():
            return _thing("WebSite", frame, name=frame.site, description=view.summary or None)
        case ArticleView():
            return _article(view)
        case TermView():
            return _term(view)
        case GlossaryView():
            return _thing("DefinedTermSet", frame, name=frame.name)
        case PlainView():
            kind = "AboutPage" if frame.url == ABOUT else "WebPage"
            return _thing(kind, frame, name=view.title, description=view.summary, dateModified=_date(frame))
        case QualityView():
            return _thing("WebPage", frame, name=frame.name)
        case _:
            return _thing("CollectionPage", frame, name=frame.name)


def _article(view: ArticleView) -> Thing:
    about, frame = view.about, view.frame
    is_medical = view.kind in MEDICAL
    reviewer = {"@type": "Person", "name": about.reviewer, "jobTitle": about.reviewer_role or None}
    # Machines have no words for “reviewed, but edited since”: then they are told nothing.
    is_reviewed = bool(is_medical and about.reviewer and not about.is_edited)
    return _thing(
        "MedicalWebPage" if is_medical else "Article",
        frame,
        **{"name" if is_medical else "headline": view.title},
        description=view.summary,
        author=[_author(name) for name in about.authors] or None,
        dateModified=_date(frame),
        reviewedBy=_without_gaps(reviewer) if is_reviewed else None,
        lastReviewed=about.reviewed.isoformat() if is_reviewed and about.reviewed else None,
    )


def _author(name: str) -> Thing:
    said = name.casefold()
    is_body = any(said.startswith(mark) if mark.endswith(" ") else mark in said for mark in BODIES)
    return {"@type": "Organization" if is_body else "Person", "name": name}


def _term(view: TermView) -> Thing:
    names = [name for name in (view.everyday, *view.names) if name]
    frame, owner = view.frame, view.frame.trail[-1]
    address = full_address(frame.home_url, owner.url) or None
    return _without_gaps(
        {
            "@type": "DefinedTerm",
            "name": view.title,
            "description": view.summary,
            "alternateName": list(dict.fromkeys(names)) or None,
            "inDefinedTermSet": _without_gaps({"@type": "DefinedTermSet", "name": owner.text, "url": address}),
            "url": frame.canonical or None,
        }
    )


def _trail(frame: Frame) -> Thing | None:
    """Return the way from home to the page; steps have addresses only where the site has one.

    The last step is the page itself, whose address is known by then.
    """
    if not frame.trail:
        return None
    steps = [(link.text, link.url) for link in frame.trail] + [(frame.name, "")]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            _without_gaps(
                {
                    "@type": "ListItem",
                    "position": n,
                    "name": name,
                    "item": (url and full_address(frame.home_url, url)) or None,
                }
            )
            for n, (name, url) in enumerate(steps, 1)
        ],
    }


def _thing(type_: str, frame: Frame, **said: object) -> Thing:
    return _without_gaps({"@type": type_, **said, "url": frame.canonical or None, "inLanguage": frame.language})


def _without_gaps(thing: Mapping[str, object]) -> Thing:
    return {key: value for key, value in thing.items() if value is not None}


def _date(frame: Frame) -> str | None:
    return frame.updated.isoformat() if frame.updated else None
