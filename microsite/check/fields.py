"""The words in fields, which no paragraph's checks see: titles, summaries, captions, the ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ..memory.memo import Memo, key_of
from ..model import Article, Claim, Figure, Library, Page, Site
from ..problem import Place, Problem, Severity
from ..text.citations import miscitation, miscited
from ..text.doubts import prose_of
from ..text.marks import false_marks, marks_in_plain
from ..text.wording import repeated, unfinished

Field = tuple[Place, str, bool]
"""Where, what, and whether it is Markdown."""
Fault = tuple[str, str, str, Severity]
"""Rule, message, hint and weight."""


def of_page(page: Page, site: Site) -> Iterator[Problem]:
    """Yield slips of the pen in the fields of a page: words that stand twice, remarks that were left in, and marks that
    would be printed as they are.
    """
    fields = tuple(_of_page(page))
    for n, (rule, said, hint, severity) in _faults(fields, site.library):
        yield Problem(fields[n][0], rule, said, hint, severity)


def of_lists(site: Site, memo: Memo) -> Iterator[Problem]:
    """Yield the same slips in claims and figures."""
    fields = tuple(_fields(site))
    library = site.library
    texts = (f"{'m' if is_markup else 'p'}{text}" for _, text, is_markup in fields)
    key = key_of(library.config.language, repr([*library.references]), *texts)
    for n, (rule, said, hint, severity) in memo("fields", key, lambda: tuple(_faults(fields, library))):
        yield Problem(fields[n][0], rule, said, hint, severity)


def _faults(fields: tuple[Field, ...], library: Library) -> Iterator[tuple[int, Fault]]:
    for n, (_, text, is_markup) in enumerate(fields):
        find = _marks if is_markup else _marks_in_plain
        for fault in (*_words_left_in(text, library.config.language), *find(text, library.references)):
            yield n, fault


def _words_left_in(text: str, language: str) -> Iterator[Fault]:
    for _, literal in repeated(text, language):
        said = f"“{' '.join(literal.split())}”: a word that stands twice"
        yield "repeated", said, "Delete one of them.", Severity.WARNING
    for _, literal in unfinished(text):
        yield "unfinished", f"“{literal[:40]}” was left in the text", "Write what is meant.", Severity.WARNING


def _marks(text: str, sources: Collection[str]) -> Iterator[Fault]:
    """Yield the marks in Markdown that come to nothing: those that are not whole, or cite in another program's way."""
    visible = prose_of(text)
    for found in false_marks(visible):
        yield found.rule, found.message, found.hint, Severity.ERROR
    for _, written, key in miscited(visible):
        if key in sources:
            yield "citation", *miscitation(written, key), Severity.WARNING


def _marks_in_plain(text: str, sources: Collection[str]) -> Iterator[Fault]:
    """Yield the marks in plain text, where all come to nothing."""
    for literal in (*marks_in_plain(text), *(written for _, written, key in miscited(text) if key in sources)):
        said = f"“{literal[:40]}” stands in a field of plain text, and would be printed as it is"
        yield "markdown", said, "Write the words alone; links and sources belong into the text below.", Severity.WARNING


def _fields(site: Site) -> Iterator[Field]:
    library = site.library
    for claim in library.claims.values():
        yield from _of_claim(claim)
    for figure in library.figures.values():
        yield from _of_figure(figure)


def _of_page(page: Page) -> Iterator[Field]:
    names = ("title", "summary", "main_message", *(("question",) if isinstance(page, Article) else ()))
    for name in names:
        if text := getattr(page, name):
            yield page.place(name), text, False


def _of_claim(claim: Claim) -> Iterator[Field]:
    yield claim.place, claim.said, False
    yield claim.place, claim.evidence, False


def _of_figure(figure: Figure) -> Iterator[Field]:
    for name in ("caption", "alt", "long"):
        if text := getattr(figure, name):
            yield figure.place_of(name), text, name != "alt"
    for step in figure.steps:
        yield figure.place_of("steps"), step.text, True
