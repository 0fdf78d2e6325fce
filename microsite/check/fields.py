"""The words in fields, which no paragraph's checks see: titles, summaries, captions, the ledger."""

from __future__ import annotations

from collections.abc import Iterator

from ..memory.memo import Memo, key_of, remember_nothing
from ..model import Article, Claim, Figure, Page, Site
from ..problem import Place, Problem, Severity
from ..text.wording import repeated, unfinished

Field = tuple[Place, str]


def check(site: Site, memo: Memo = remember_nothing) -> Iterator[Problem]:
    """Yield words that stand twice, and remarks that were left in, in the fields of pages, claims and figures."""
    fields = tuple(_fields(site))
    language = site.library.config.language
    key = key_of(language, *(text for _, text in fields))
    for n, rule, literal in memo("fields", key, lambda: tuple(_faults(fields, language))):
        if rule == "repeated":
            said, hint = f"“{literal}”: a word that stands twice", "Delete one of them."
        else:
            said, hint = f"“{literal[:40]}” was left in the text", "Write what is meant."
        yield Problem(fields[n][0], rule, said, hint, Severity.WARNING)


def _faults(fields: tuple[Field, ...], language: str) -> Iterator[tuple[int, str, str]]:
    for n, (_, text) in enumerate(fields):
        for _, literal in repeated(text, language):
            yield n, "repeated", " ".join(literal.split())
        for _, literal in unfinished(text):
            yield n, "unfinished", literal


def _fields(site: Site) -> Iterator[Field]:
    library = site.library
    for page in library.everything:
        yield from _of_page(page)
    for claim in library.claims.values():
        yield from _of_claim(claim)
    for figure in library.figures.values():
        yield from _of_figure(figure)


def _of_page(page: Page) -> Iterator[Field]:
    names = ("title", "summary", "main_message", *(("question",) if isinstance(page, Article) else ()))
    for name in names:
        if text := getattr(page, name):
            yield page.place(name), text


def _of_claim(claim: Claim) -> Iterator[Field]:
    yield claim.place, claim.said
    yield claim.place, claim.evidence


def _of_figure(figure: Figure) -> Iterator[Field]:
    for name in ("caption", "alt", "long"):
        if text := getattr(figure, name):
            yield figure.place_of(name), text
