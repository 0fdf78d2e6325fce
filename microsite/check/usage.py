"""What was written and nobody comes by: orphan terms, unlinked articles, unused sources, claims and pictures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from ..model import Site, Term
from ..problem import Place, Problem, Severity, nearest
from ..rules import is_off


def check(site: Site) -> Iterator[Problem]:
    """Yield a warning for everything that no page uses or leads to.

    Where something could not be read, that may be what does.
    """
    if site.library.unread:
        return
    mentioned = {slug for body in site.bodies.values() for slug in body.sketch.terms}
    yield from orphans(site, mentioned)
    yield from unused(site)
    if not is_off("unlinked", site.library.config.checks):
        yield from unlinked(site, mentioned)


def orphans(site: Site, mentioned: set[str]) -> Iterator[Problem]:
    """Yield the terms that no page mentions: they explain what nobody here says."""
    for term in site.library.terms:
        if term.slug not in mentioned and term.slug not in site.linked_by and not term.orphan_ok:
            hint = "Mention it, delete it, or say why it may stay: `orphan_ok: reason`."
            yield Problem(term.place("title"), "orphan", f"no page mentions “{term.title}”", hint, Severity.WARNING)


def unused(site: Site) -> Iterator[Problem]:
    """Yield sources, claims and pictures that no page shows: leftovers, or the page forgot them."""
    library = site.library
    shown = {path for body in site.bodies.values() for path in body.sketch.shown}
    named = {key for claim in library.claims.values() for key in claim.sources}
    # What is written in a wrong form is told where it is, too.
    miscited = {each.key for body in site.bodies.values() for each in body.sketch.miscited}
    cited = _meant({*site.cited_by, *named}, library.references) | miscited
    claimed = _meant(site.claimed_by, library.claims)
    waiting = "; a page that is held back may use it" if library.held_back else ""
    hint = f"Use it, or delete it{waiting}."
    for reference in library.references.values():
        if reference.id not in cited:
            yield _unused(reference.place, f"no page cites “{reference.id}”", hint)
    for claim in library.claims.values():
        if claim.id not in claimed:
            yield _unused(claim.place, f"no page discusses the claim “{claim.id}”", hint)
    # Whose picture is missing, under whatever ending, is told on the page that shows it.
    described = {path.rpartition(".")[0] for path in shown}
    for figure in library.figures.values():
        is_sought = not figure.is_drawn and figure.path.rpartition(".")[0] in described
        if figure.path in shown or is_sought:
            continue
        if figure.is_drawn:
            yield _unused(figure.place, f"no page shows “{figure.path}”", hint)
        else:
            said = f"“{figure.place.path}” describes a picture that is not there, and that no page shows"
            beside = f"Put the picture beside it, under the same name, and show it, or delete it{waiting}."
            yield _unused(figure.place, said, beside)


def _meant(said: Iterable[str], known: Collection[str]) -> set[str]:
    """Return the names that are said, and those that slips in others were meant for: these are told where they are."""
    names = {*said}
    return names | {name for slip in names - {*known} for name in nearest(slip, known, most=1)}


def _unused(place: Place, message: str, hint: str) -> Problem:
    return Problem(place, "unused", message, hint, Severity.WARNING)


def unlinked(site: Site, mentioned: set[str]) -> Iterator[Problem]:
    """Yield articles to which no text and no `related` leads, and terms that are mentioned but never linked.

    A reader finds them in lists only. On a site of many equal pages (a reference, a blog) that is how it should be, so
    the rule is off until `checks:` asks for it.
    """
    pages = site.library.everything
    led_to = {path for page in pages for path in site.bodies[page.key].sketch.leads_to if path != page.source.path}
    related = {slug for page in pages if not isinstance(page, Term) for slug in page.related}
    for article in site.library.articles:
        if article.source.path not in led_to and article.slug not in related:
            hint = "Link it where a reader wants to go on, or name it under `related` of another article."
            said = f"no text leads to “{article.title}”"
            yield Problem(article.place("title"), "unlinked", said, hint, Severity.WARNING)
    for term in site.library.terms:
        if term.slug in mentioned and term.slug not in site.linked_by:
            said = f"“{term.title}” is mentioned, but never linked"
            hint = f"Link it where it matters, [[{term.slug}]], or raise glossary.density."
            yield Problem(term.place("title"), "unlinked", said, hint, Severity.WARNING)
