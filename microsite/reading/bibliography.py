"""references.yaml becomes References: sources with CSL's field names, each checked where it stands."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ..model import Name, Reference
from ..problem import Place, Problem, Problems
from .fields import Fields, parse_yaml
from .nodes import SHOWN, Listing, Node, Scalar, Table

KINDS = (
    "article-journal article article-magazine article-newspaper book chapter webpage report thesis dataset "
    "software paper-conference entry-encyclopedia post-weblog standard document"
).split()

KNOWN = frozenset(
    (
        "id type author editor title container-title collection-title publisher publisher-place edition issued "
        "accessed volume issue page number DOI PMID PMCID ISBN ISSN URL language abstract note keyword genre verified"
    ).split()
)

SHAPES = {
    "DOI": (r"10\.[0-9]{4,9}/\S+", "a DOI begins with 10. and has a slash: 10.1000/xyz"),
    "PMID": (r"[0-9]{1,8}", "a PMID is a number of at most eight digits"),
    "PMCID": (r"PMC[0-9]{1,9}", "a PMCID is PMC and a number"),
    "URL": (r"https?://[^\s<>\"]+", "an address begins with https://"),
}

DATES = ("issued", "accessed")
PARTS = ("year", "month", "day")
DATE = "Write `year: 1998`, or 1998-05-31."


def read_references(text: str, path: str) -> tuple[Mapping[str, Reference], Problems]:
    """Return the sources by id, in the order of the file, and what is wrong with them."""
    table, faults = parse_yaml(text, path)
    problems: list[Problem] = list(faults)
    fields = Fields(table, problems, "reference")
    fields.only(("references",))
    known: dict[str, Reference] = {}
    dois: dict[str, Reference] = {}
    for entry in fields.tables("references"):
        reference = _reference(fields.inside(entry))
        if reference.id and reference.id in known:
            first = known[reference.id].place.line
            hint = "Give one of them another, here and where it is used."
            fields.report(reference.place, f"the id “{reference.id}” is taken already, in line {first}", hint)
        doi = reference.doi.lower()
        if doi and doi in dois:
            fields.report(reference.place, f"the same DOI as “{dois[doi].id}”", "Keep one of the two.")
        dois.setdefault(doi, reference)
        known.setdefault(reference.id, reference)
    return MappingProxyType({key: value for key, value in known.items() if key}), tuple(problems)


def _reference(fields: Fields) -> Reference:
    fields.only(KNOWN)
    key = fields.required("id")
    if key and not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_:.-]*", key):
        hint = "Letters a to z without accents, digits, - and _ only."
        fields.report(fields.places["id"], f"“{key[:60]}” cannot be an id", hint)
    return Reference(
        id=key,
        kind=fields.choice("type", KINDS, "document") if fields.required("type") else "document",
        title=fields.required("title").rstrip("."),
        place=fields.places.get("id", fields.table.place),
        authors=_names(fields, "author"),
        editors=_names(fields, "editor"),
        container=fields.text("container-title"),
        publisher=fields.text("publisher"),
        publisher_place=fields.text("publisher-place"),
        edition=fields.text("edition"),
        issued=_date(fields, "issued"),
        accessed=_date(fields, "accessed"),
        volume=fields.text("volume"),
        issue=fields.text("issue"),
        pages=fields.text("page"),
        number=fields.text("number"),
        doi=_shaped(fields, "DOI"),
        pmid=_shaped(fields, "PMID"),
        pmcid=_shaped(fields, "PMCID"),
        isbn=fields.text("ISBN"),
        url=_shaped(fields, "URL"),
        is_unread=fields.choice("verified", ("memory", "read", "search")) == "memory",
        places=MappingProxyType({name: fields.places[name] for name in DATES if name in fields.places}),
    )


def _shaped(fields: Fields, name: str) -> str:
    text = fields.text(name)
    if name == "DOI":
        text = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", text, flags=re.I)
    pattern, hint = SHAPES[name]
    if text and not re.fullmatch(pattern, text):
        fields.report(fields.places[name], f"“{text[:80]}” is not a {name}", hint[0].upper() + hint[1:] + ".")
        return ""
    return text


PARTICLES = ("dropping-particle", "non-dropping-particle")
"""As they stand before a family name: de La Fontaine J. The NLM’s Citing Medicine keeps both."""


def _names(fields: Fields, name: str) -> tuple[Name, ...]:
    def one(inner: Fields) -> Name | None:
        inner.only(("family", "given", "literal", "suffix", *PARTICLES))
        body = inner.text("literal")
        family = " ".join(filter(None, map(inner.text, (*PARTICLES, "family"))))
        given, suffix = inner.text("given"), inner.text("suffix")
        if not body and not family:
            inner.report(inner.table.place, "a name without `family`", "A body is written as `literal: Name`.")
            return None
        if body and (family or given or suffix):
            inner.report(inner.table.place, "a name that is a person's and a body's", "Give `family` or `literal`.")
        return Name(body) if body else Name(family, given, suffix)

    return fields.each(name, one)


def _date(fields: Fields, name: str) -> tuple[int, ...]:
    """Return year, month, day as far as given: as keys, as CSL's date-parts, or as text such as 1998-05."""
    node = fields.node(name)
    if node is None:
        return ()
    parts = _written(fields, node)
    date = _numbers(parts)
    if date is None:
        place, wrong, hint = _wrong_part(parts, node)
        fields.report(place, f"“{name}” is not a date{wrong}", hint)
    return date or ()


def _wrong_part(parts: Sequence[Node | None], whole: Node) -> tuple[Place, str, str]:
    """Return where the part stands that makes a date none, what is wrong with it, and a hint.

    Where no single part is to blame, or a text is no numbers, that is the whole.
    """
    few = parts[: len(PARTS)]
    sound = sum(_numbers(few[: n + 1]) is not None for n in range(len(few)))
    part = few[sound] if sound < len(few) else None
    if not isinstance(part, Scalar) or (isinstance(whole, Scalar) and not re.fullmatch("[0-9]+", part.text)):
        return whole.place, "", DATE
    said = f": “{part.text[:SHOWN]}” is no {PARTS[sound]}"
    if before := _numbers(parts[:2]) if sound == 2 else None:
        month = "{:04}-{:02}".format(*before)
        return part.place, f"{said} of {month}", f"{month} has {calendar.monthrange(*before)[1]} days."
    return part.place, said, "A month is a number from 1 to 12." if sound == 1 else DATE


def _written(fields: Fields, node: Node) -> tuple[Node | None, ...]:
    """Return what stands for year, month and day, as far as given; None where one is left out before another."""
    if isinstance(node, Scalar):
        path, line, column = node.place
        parts, start = [], 0
        # One more than a date has is enough to make it none.
        for text in node.text.split("-", len(PARTS)):
            parts.append(Scalar(text, Place(path, line, column + start if node.is_plain else column)))
            start += len(text) + 1
        return tuple(parts)
    if isinstance(node, Table) and node.get("date-parts"):
        fields.inside(node).only(("date-parts",))
        listed = node.get("date-parts")
        items = listed.items if isinstance(listed, Listing) else ()
        # CSL has a list of dates there. Two are a range, which is no date on which a source appeared.
        return items[0].items if len(items) == 1 and isinstance(items[0], Listing) else items
    if isinstance(node, Table):
        fields.inside(node).only(PARTS)
        given = [node.get(key) for key in PARTS]
        while given and (given[-1] is None or (isinstance(given[-1], Scalar) and given[-1].is_empty)):
            given.pop()
        return tuple(given)
    return ()


def _numbers(nodes: Sequence[Node | None]) -> tuple[int, ...] | None:
    """Return year, month and day as numbers if they make a date, else None."""
    texts = [node.text if isinstance(node, Scalar) else "" for node in nodes]
    if not 1 <= len(texts) <= 3 or not all(re.fullmatch(r"[0-9]{1,4}", text) for text in texts):
        return None
    numbers = tuple(int(text) for text in texts)
    try:
        datetime.date(*(*numbers, 1, 1)[:3])
    except ValueError:
        return None
    return numbers
