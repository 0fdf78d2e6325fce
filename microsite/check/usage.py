"""What was written and is used nowhere: orphan terms, sources, claims and pictures."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Site
from ..problem import Place, Problem, Severity


def check(site: Site) -> Iterator[Problem]:
    """Yield a warning for everything that no page uses."""
    library = site.library
    mentioned = {c.term for body in site.bodies.values() for c in body.draft.candidates}
    for term in library.terms:
        if term.slug not in mentioned and term.slug not in site.backlinks and not term.orphan_ok:
            hint = "Mention it, delete it, or say why it may stay: `orphan_ok: reason`."
            yield Problem(term.place("title"), "orphan", f"no page mentions “{term.title}”", hint, Severity.WARNING)
    shown = {path for body in site.bodies.values() for path, _ in body.draft.figures}
    claimed = {key for claim in library.claims.values() for key in claim.sources}
    for reference in library.references.values():
        if reference.id not in site.cited_by and reference.id not in claimed:
            yield _unused(reference.place, f"no page cites “{reference.id}”")
    for claim in library.claims.values():
        if claim.id not in site.claimed_by:
            yield _unused(claim.place, f"no page discusses the claim “{claim.id}”")
    for figure in library.figures.values():
        if figure.path not in shown:
            yield _unused(figure.place, f"no page shows “{figure.path}”")


def _unused(place: Place, message: str) -> Problem:
    return Problem(place, "unused", message, "Use it, or delete it.", Severity.WARNING)
