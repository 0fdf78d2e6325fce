"""Every rule by name: what config.yaml's `checks:` may weigh, and what the reference documents."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .problem import Severity

STRUCTURE: Mapping[str, str] = MappingProxyType(
    {
        "config": "config.yaml says something that the site cannot follow",
        "encoding": "a file is not UTF-8, or holds a control character",
        "file": "a file cannot be read, or no page is made of it",
        "front-matter": "a field is missing, unknown or of the wrong type",
        "internal": "a fault of this program, not of the content",
        "output": "the output folder cannot be used",
        "slug": "a file's name cannot be an address",
        "template": "a template cannot be used",
        "yaml": "YAML that cannot be read, or is not allowed",
    }
)
"""Rules that hold the site together: they cannot be switched off."""

CONTENT: Mapping[str, str] = MappingProxyType(
    {
        "alt": "a picture has no text for those who cannot see it",
        "authority": "a percentage or an unnamed authority in a sentence that cites nothing (policy)",
        "block": "a ::: block is unknown, unclosed, or lacks a part",
        "citation": "a citation names no source, or is not written as one",
        "claim": "a claim is not in the ledger",
        "crossref": "a link leads nowhere",
        "fact": "an inserted fact does not exist",
        "figure": "a drawing, its sidecar or its labels do not fit; a drawing is still to be made (notice)",
        "footnote": "a footnote is not defined, or twice",
        "heading": "a heading is empty, repeats an id, or skips a level",
        "html": "HTML that may not stand in a text, or does not balance",
        "image": "a picture is not there",
        "link": "a link of the finished page leads nowhere",
        "link-text": "a link has no words",
        "markdown": "Markdown that cannot be read as it was meant",
        "orphan": "a term that no page mentions",
        "policy": "an article lacks what this site asks of its articles",
        "question": "a self-check question has no single right answer, or an option without a reason",
        "reading": "a text harder to read than this site asks for (policy)",
        "redirect": "an old address belongs to another page",
        "reference": "an entry of references.yaml is incomplete or of the wrong form",
        "review": "review dates that contradict each other or lie in the future, or are overdue",
        "term": "a name that belongs to no term or to several",
        "unused": "a source, claim or picture that no page uses",
    }
)
"""Rules on the content: `checks:` in config.yaml sets each to error, warn or off."""

RULES = MappingProxyType({**STRUCTURE, **CONTENT})


def weighed(severity: Severity, rule: str, checks: Mapping[str, Severity | None]) -> Severity | None:
    """Return how much a problem weighs on this site; None = the rule is off. A notice stays a notice or goes."""
    if rule not in checks:
        return severity
    wanted = checks[rule]
    return severity if wanted is not None and severity == Severity.NOTICE else wanted
