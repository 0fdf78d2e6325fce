"""config.yaml becomes a Config. Only `title` is required; what it does not say has a sensible default."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields as fields_of
from types import MappingProxyType
from urllib.parse import urlsplit

from ..model import Config, Part, Policies, Route
from ..problem import Place, Problem, Problems, Severity, did_you_mean
from ..rules import CONTENT, STRUCTURE
from .fields import Fields, on_one_line, parse_yaml
from .nodes import Listing, Scalar, Table

KNOWN = frozenset(
    (
        "title summary site_url language parts routes glossary checks policies output html bundle feedback funding "
        "disclaimer licence reviewers card menu"
    ).split()
)

WEIGHTS: Mapping[str, Severity | None] = MappingProxyType(
    {"error": Severity.ERROR, "warn": Severity.WARNING, "off": None}
)


CARDS = ("default", "home", "articles", "glossary", "claims", "sources")
"""What a picture for shared links may stand for, besides the parts of the learning path."""

DENSITY = 9.0
"""Glossary links per 1,000 words where config.yaml says nothing; human authors make 2.5 to 9."""


def read_config(text: str, path: str) -> tuple[Config, Problems]:
    """Return what config.yaml says, with defaults where it is silent, and what is wrong with it."""
    table, faults = parse_yaml(text, path)
    problems: list[Problem] = list(faults)
    fields = Fields(table, problems, "config")
    fields.only(KNOWN)
    # A file that could not be read has its problem already; “title is missing” would only hide it.
    title = fields.required("title") if table.entries or not faults else ""
    glossary = fields.group("glossary")
    return (
        Config(
            title=title,
            is_unread=bool(faults) and not table.entries,
            summary=fields.text("summary"),
            site_url=_site_url(fields),
            language=_language(fields),
            parts=_parts(fields),
            routes=_routes(fields),
            density=_density(fields.inside(glossary)) if glossary else DENSITY,
            checks=_checks(fields),
            policies=_policies(fields),
            output=fields.text("output", "public"),
            has_bundle=_has_bundle(fields),
            trusts_html=fields.choice("html", ("strict", "trusted")) == "trusted",
            feedback=_feedback(fields),
            funding=fields.text("funding"),
            disclaimer=fields.text("disclaimer"),
            licence=fields.text("licence"),
            reviewers=fields.text("reviewers"),
            card=_card(fields),
            menu=fields.texts("menu"),
            places=fields.frozen_places(),
        ),
        tuple(problems),
    )


def _site_url(fields: Fields) -> str:
    url = fields.text("site_url")
    if not url:
        return ""
    place = fields.places["site_url"]
    try:
        parts = urlsplit(url)
        # A port that is no number shows only when it is asked for.
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        is_bare = not re.search(r"[\s\"<>\\?#]", url) and "@" not in parts.netloc
    except ValueError:
        is_whole = is_bare = False
    if not (is_whole and is_bare):
        fields.report(place, f"“{url[:80]}” is not the address of a site", "Write it as https://example.org/ .")
        return ""
    return url.rstrip("/") + "/"


def _has_bundle(fields: Fields) -> bool:
    has_bundle = fields.flag("bundle")
    if has_bundle and not fields.text("site_url"):
        hint = "Add site_url: the zip is offered by its full address, because it does not hold itself."
        fields.report(fields.places["bundle"], "a bundle needs the address of the site", hint)
    return has_bundle


def _language(fields: Fields) -> str:
    language = fields.text("language", "en")
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", language):
        hint = "Write a code such as en, en-GB or de."
        fields.report(fields.places["language"], f"“{language[:40]}” is not a language code", hint)
        return "en"
    return language


def _parts(fields: Fields) -> tuple[Part, ...]:
    node = fields.node("parts")
    if node is None:
        return ()
    if not isinstance(node, Listing):
        fields.report(node.place, "“parts” must be a list", "One `- Title` a line.")
        return ()
    parts: dict[str, Part] = {}
    for item in node.items:
        if isinstance(item, Scalar) and not item.is_empty and item.text.strip():
            fields.whole(item)
            part, place = Part(on_one_line(item.text)), item.place
        elif isinstance(item, Table):
            inner = fields.inside(item)
            inner.only(("title", "summary"))
            part, place = Part(inner.required("title"), inner.text("summary")), item.place
        else:
            fields.report(item.place, "a part must be a title, or `title:` with `summary:`", "Write `- Title`.")
            continue
        if part.title and part.title in parts:
            fields.report(place, f"the part “{part.title}” is given twice", "Leave one out.")
        parts[part.title] = part
    return tuple(parts.values())


def _routes(fields: Fields) -> tuple[Route, ...]:
    """Return the routes; the places of their articles are remembered as `routes.0.articles.0`."""
    routes = []
    for n, table in enumerate(fields.tables("routes")):
        inner = fields.inside(table)
        inner.only(("title", "text", "articles"))
        title = inner.required("title")
        if table.get("articles") is None:
            inner.report(table.place, "a route without articles", "Add a line `articles: [first, second]`.")
        routes.append(Route(title, inner.texts("articles"), inner.text("text")))
        fields.places |= {f"routes.{n}.{name}": place for name, place in inner.places.items()}
    return tuple(routes)


def _density(fields: Fields) -> float | None:
    fields.only(("density",))
    node = fields.node("density")
    if node is None:
        return DENSITY
    if isinstance(node, Scalar) and node.text == "all":
        return None
    return fields.number("density", 0, 1000, example=DENSITY, word="all")


def _checks(fields: Fields) -> Mapping[str, Severity | None]:
    group = fields.group("checks")
    weights: dict[str, Severity | None] = {}
    inner = fields.inside(group) if group else None
    for key, _ in group.entries if group else ():
        assert inner is not None
        weight = inner.choice(key.text, tuple(WEIGHTS))
        if key.text in STRUCTURE:
            inner.report(key.place, f"the rule “{key.text}” cannot be changed", "It holds the site together.")
        elif key.text not in CONTENT:
            hint = did_you_mean(key.text, CONTENT) or "README.md lists them under “Rules”."
            inner.report(key.place, f"there is no rule “{key.text}”", hint)
        elif weight:
            weights[key.text] = WEIGHTS[weight]
    return MappingProxyType(weights)


def _policies(fields: Fields) -> Policies:
    group = fields.group("policies")
    if group is None:
        return Policies()
    inner = fields.inside(group)
    inner.only([field.name for field in fields_of(Policies)])
    policies = Policies(
        article_fields=inner.texts("article_fields"),
        article_sources=inner.integer("article_sources", most=100),
        reading_grade=inner.number("reading_grade", 1, 20, example=9) or 0,
        sentence_words=inner.integer("sentence_words", least=26, most=100, example=30),
        new_terms=inner.integer("new_terms", least=1, most=100),
        named_sources=inner.flag("named_sources"),
        descriptions=inner.flag("descriptions"),
        summary_words=inner.integer("summary_words", least=1, most=1000, example=25),
        care_blocks=inner.flag("care_blocks"),
    )
    fields.places |= {f"policies.{name}": place for name, place in inner.places.items()}
    return policies


def _card(fields: Fields) -> Mapping[str, str]:
    """Return the pictures for shared links: one for all pages, or one a kind of page or part."""
    if not isinstance(fields.node("card"), Table):
        one = fields.text("card")
        return MappingProxyType({"default": one} if one else {})
    group = fields.group("card")
    assert group is not None
    inner = fields.inside(group)
    inner.only((*CARDS, *(part.title for part in _parts(Fields(fields.table, [], fields.rule)))))
    found = {key.text: inner.text(key.text) for key, _ in group.entries}
    fields.places |= {f"card.{name}": place for name, place in inner.places.items()}
    return MappingProxyType({name: path for name, path in found.items() if path})


def _feedback(fields: Fields) -> str:
    feedback = fields.text("feedback")
    if feedback and not re.match(r"(mailto:[^\s@]+@[^\s@]+|https://\S+)$", feedback):
        place: Place = fields.places["feedback"]
        fields.report(place, f"“{feedback[:80]}” is not an address", "Write mailto:... or https://... .")
        return ""
    return feedback
