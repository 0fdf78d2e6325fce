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
        "limit": "a text holds more than can be read: its page would be empty, or lack a part",
        "output": "the output folder cannot be used",
        "slug": "a file's name cannot be an address",
        "template": "a template cannot be used",
        "yaml": "YAML that cannot be read, or is not allowed",
    }
)
"""Rules that hold the site together: they cannot be switched off."""

CONTENT: Mapping[str, str] = MappingProxyType(
    {
        "alt": "a picture has no text for those who cannot see it, or one that tells them nothing",
        "authority": "a percentage or an unnamed authority in a sentence that cites nothing (policy)",
        "block": "a ::: block is unknown, unclosed, lacks a part or holds nothing",
        "circular": "a term is explained by words that it explains itself",
        "citation": "a citation names no source, or is not written as one",
        "claim": "a claim is not in the ledger, or its mark is not whole",
        "contradiction": "a sentence says of a muscle what its own fields do not",
        "crossref": "a link leads nowhere",
        "description": "a title or description that search engines cut off, replace, or find twice (policy)",
        "fact": "an inserted fact does not exist, or its mark is not whole",
        "figure": "a drawing, its sidecar or its labels do not fit; a drawing is still to be made (notice)",
        "footnote": "a footnote is not defined, or twice, or its mark is not whole",
        "heading": "a heading is empty, repeats another or its id, or skips a level",
        "html": "HTML that may not stand in a text, or does not balance",
        "image": "a picture is not there",
        "link": "a link of the finished page leads nowhere",
        "link-text": "a link has no words, or words that do not say where it leads",
        "lookalike": "names of two terms that differ by a letter, a hyphen, a blank or the plural",
        "markdown": "Markdown that cannot be read as it was meant",
        "orphan": "a term that no page mentions",
        "outside": "a link to another site that is gone (`check --external`)",
        "path": "a term that the learning path leaves unlinked before a later page explains it",
        "policy": "an article lacks what this site asks of its articles",
        "question": "a self-check question has no single right answer, or an option without a reason",
        "reading": "a text harder to read than this site asks for (policy)",
        "redirect": "an old address belongs to another page",
        "reference": "an entry of references.yaml is incomplete, of the wrong form or dated in the future",
        "repeated": "a word that stands twice",
        "review": "review dates that clash, lie in the future or are overdue; words edited since their review",
        "term": "a name of no term, of several, or of any text; a mark that is not whole, or links nothing",
        "unfinished": "a page without a text, or a remark such as TODO, or filler text, that was left in",
        "unlinked": "an article to which no text leads, or a term that is mentioned but never linked",
        "unused": "a source, claim or picture that no page uses",
        "urls": "an address that was published is gone (urls.lock)",
        "waiver": "a waiver that gives no reason, names no rule or waives nothing",
        "weight": "a picture that is heavy to load",
    }
)
"""Rules on the content: `checks:` in config.yaml sets each to error, warn or off."""

UNWAIVABLE = STRUCTURE.keys() | {"html"}
"""Rules that no text may waive: its HTML is published as it stands, and only config.yaml may trust it."""

QUIET = frozenset({"unlinked"})
"""Rules that are off where `checks:` does not name them: right for some sites, noise on others."""

RULES = MappingProxyType({**STRUCTURE, **CONTENT})


def weighed(severity: Severity, rule: str, checks: Mapping[str, Severity | None]) -> Severity | None:
    """Return how much a problem weighs on this site; None = the rule is off. A notice stays a notice or goes."""
    if is_off(rule, checks):
        return None
    if rule not in checks:
        return severity
    return severity if severity == Severity.NOTICE else checks[rule]


def is_off(rule: str, checks: Mapping[str, Severity | None]) -> bool:
    """Return whether this site does not want to hear of a rule."""
    return checks[rule] is None if rule in checks else rule in QUIET
