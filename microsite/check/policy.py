"""What this site asks of its articles beyond what the generator needs: the `policies` of config.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model import Article, Page, Site, Term
from ..problem import Problem, Severity, counted, listed


def of_page(page: Page, site: Site) -> Iterator[Problem]:
    """Yield a warning for all that a page lacks of what the site's policies ask."""
    policies = site.library.config.policies
    if isinstance(page, Article):
        yield from _fields(page, policies.article_fields)
        yield from _sources(page, site, policies.article_sources)
        if policies.care_blocks:
            yield from _blocks(page, site)
    if isinstance(page, Term) and policies.summary_words:
        yield from _length(page, policies.summary_words)


def _fields(article: Article, wanted: Iterable[str]) -> Iterator[Problem]:
    """Yield all that is missing in one: it is mended in one place."""
    missing = [name for name in wanted if name not in article.places]
    if missing:
        hint = f"Add a line `{missing[0]}: ...`" + (" and so on, one for each." if len(missing) > 1 else ".")
        yield _breach(article, f"this site asks every article for {listed([f'“{name}”' for name in missing])}", hint)


def _breach(page: Page, message: str, hint: str, field: str = "") -> Problem:
    return Problem(page.place(field), "policy", message, hint, Severity.WARNING)


def _length(term: Term, most: int) -> Iterator[Problem]:
    """The summary of a term is read in a small box beside the text, where a definition of many words is a paragraph."""
    if (words := len(term.summary.split())) > most:
        said = f"a summary of {counted(words, 'word')}; this site asks for {most}"
        yield _breach(term, said, "Keep what it is; the text below may say the rest.", "summary")


def _sources(article: Article, site: Site, least: int) -> Iterator[Problem]:
    keys = site.bodies[article.key].sketch.cited
    if len(keys) < least:
        said = f"{counted(len(keys), 'source')}; this site asks for {least}"
        yield _breach(article, said, "Cite more of what it rests on.")
    known = site.library.references
    if keys and all(key in known and known[key].is_unread for key in keys):
        yield _breach(article, "all its sources are unread (`verified: memory`)", "Cite one that was read.")


def _blocks(article: Article, site: Site) -> Iterator[Problem]:
    """Care and symptom pages say when to get help, and care pages weigh up what they offer (DISCERN)."""
    names = site.bodies[article.key].draft.block_names
    wanted = {"care": ("help", "care"), "symptom": ("help",)}.get(article.kind, ())
    for name in wanted:
        if name not in names:
            message = f"a page of kind {article.kind} needs a block “{name}”"
            yield _breach(article, message, f"Add `::: {name}` ... `:::`.", "kind")
    if "help" in names and "steps" in names and names.index("help") > names.index("steps"):
        message = "an exercise stands before “when to get help”"
        yield _breach(article, message, "Move the help block up.", "kind")
