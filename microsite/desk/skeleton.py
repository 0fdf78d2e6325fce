"""The text of a new page: valid from the start, a draft, and with every line that is still to be written."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from ..model import FACTS, Config, Date
from ..reading.page import ARTICLE_KINDS, TERM_KINDS
from .edits import quoted

TO_WRITE = "TODO:"
"""Begins what an editor is to put words in place of; the rule `unfinished` finds it on every page that is shown."""

SUMMARY = f"{TO_WRITE} what this page says, in one or two sentences."
MEANING = f"{TO_WRITE} what the word means, in at most 25 plain words."

CARE = """
::: help
emergency: {0} which signs need an ambulance, now
urgent: {0} which need a doctor today
ask: {0} which can wait for an appointment
:::
"""

WEIGHED = """
::: care
how: {0} how it is done
benefit: {0} what it does for whom, and how sure that is
risk: {0} what can go wrong
nothing: {0} what happens without it
options: {0} what else there is
dose: {0} how much and how often
stop-if: {0} when to stop
:::
"""

ASKED = MappingProxyType(
    {
        "question": "the reader’s question that the page answers",
        "kind": f"one of: {', '.join(ARTICLE_KINDS)}",
        "part": "its part of the learning path, as config.yaml names it",
        "order": "its place in that part: 1, 2, 3 ...",
        "main_message": "the answer, in one or two sentences",
        "evidence": "how sure it is: A, B, C, D or mixed",
        "authors": "who wrote it, as in [Ada Example, Ben Example]",
        "changes": "what became different: a list of `date:` and `text:`",
        "search": "what readers type who look for it, where it says that in other words",
        "review_by": "when it is to be checked again: YYYY-MM-DD",
    }
)
"""What belongs into the empty fields of an article."""

EXPLAINED = MappingProxyType(
    {
        "kind": f"where one fits: {', '.join(TERM_KINDS)}",
        "everyday": "what people say for it, if they do",
        "aliases": "other names; texts that use one lead here, too",
        "forms": "plurals and cases of its names, each as it is written; no rule knows them in this language",
        "search": "what readers type who look for it, where that is none of its names",
        "origin": "where the muscle begins",
        "insertion": "where it ends",
        "nerve": "which nerve serves it",
        "action": "what it does",
        "artery": "which artery feeds it",
    }
)
"""What belongs into the empty fields of a term, all of which may be taken out."""


def article(
    title: str, config: Config, today: Date, *, kind: str = "", part: str = "", order: int = 0, summary: str = ""
) -> str:
    """Return the Markdown of a new article; the front matter that this site asks for is there, empty."""
    given = {
        "title": title,
        "summary": summary or SUMMARY,
        "kind": kind,
        "part": part,
        "order": str(order) if part else "",
        "updated": str(today),
    }
    wanted = dict.fromkeys(name for name in config.policies.article_fields if name not in ("reviewed", "reviewer"))
    lines = [f"{name}: {quoted(said)}" for name, said in given.items() if said]
    lines += [_empty(name, ASKED.get(name, "this site asks for it")) for name in wanted if not given.get(name)]
    return _page(lines, "".join(_article_body(kind)))


def _article_body(kind: str) -> Iterator[str]:
    yield f"{TO_WRITE} the answer, first and short. Each claim with its source.\n"
    if kind in ("care", "symptom"):
        yield CARE.format(TO_WRITE)
    if kind == "care":
        yield WEIGHED.format(TO_WRITE)
    yield f"\n## First question\n\n{TO_WRITE} its answer. The words of the glossary link themselves.\n"


def term(
    title: str, config: Config, today: Date, *, kind: str = "", summary: str = "", related: tuple[str, ...] = ()
) -> str:
    """Return the Markdown of a new term; `related` are slugs of terms whose names stand in its title."""
    lines = [f"title: {quoted(title)}", f"summary: {quoted(summary or MEANING)}"]
    lines += [f"kind: {kind}"] if kind else []
    needless = {"kind"} if kind else set()
    needless |= set() if kind == "muscle" else set(FACTS)
    needless |= {"forms"} if config.is_english else set()
    lines += [_empty(name, said) for name, said in EXPLAINED.items() if name not in needless]
    lines += [f"related: [{', '.join(related)}]"] if related else []
    lines.append(f"updated: {today}")
    return _page(
        lines, f"{TO_WRITE} more than the definition: what it is, what it is not, one good fact with a source.\n"
    )


def _empty(name: str, said: str) -> str:
    """Return a line of front matter whose value is still to be written, and what belongs there."""
    return f"{name + ':':<14}# {said}"


def _page(lines: list[str], body: str) -> str:
    return "\n".join(("---", *lines, "draft: true   # take this line out to publish the page", "---", body))
