"""references.yaml becomes References: sources with CSL's field names, each checked where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from .fields import Fields, Listing, Scalar, Table, parse_yaml
from .model import Name, Reference
from .problem import Problem, Problems

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
    "DOI": (r"10\.\d{4,9}/\S+", "a DOI begins with 10. and has a slash: 10.1000/xyz"),
    "PMID": (r"\d{1,8}", "a PMID is a number of at most eight digits"),
    "PMCID": (r"PMC\d+", "a PMCID is PMC and a number"),
    "URL": (r"https?://[^\s<>\"]+", "an address begins with https://"),
}


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
        if reference.id in known:
            first = known[reference.id].place.line
            fields.report(reference.place, f"the id “{reference.id}” is taken already, in line {first}")
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
        fields.report(fields.places["id"], f"“{key[:60]}” cannot be an id", "Letters, digits, - and _ only.")
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


def _names(fields: Fields, name: str) -> tuple[Name, ...]:
    def one(inner: Fields) -> Name | None:
        inner.only(("family", "given", "literal", "suffix", "non-dropping-particle"))
        family = inner.text("literal") or " ".join(
            filter(None, (inner.text("non-dropping-particle"), inner.text("family")))
        )
        if not family:
            inner.report(inner.table.place, "a name without `family`", "A body is written as `literal: Name`.")
            return None
        given = " ".join(filter(None, (inner.text("given"), inner.text("suffix"))))
        return Name(family, "" if inner.text("literal") else given)

    return fields.each(name, one)


def _date(fields: Fields, name: str) -> tuple[int, ...]:
    """Return year, month, day as far as given: as keys, as CSL's date-parts, or as text such as 1998-05."""
    node = fields.node(name)
    if node is None:
        return ()
    if isinstance(node, Scalar):
        texts = node.text.split("-")
    elif isinstance(node, Table) and node.get("date-parts"):
        parts = node.get("date-parts")
        inner = parts.items[0] if isinstance(parts, Listing) and parts.items else parts
        texts = [item.text for item in inner.items if isinstance(item, Scalar)] if isinstance(inner, Listing) else []
    elif isinstance(node, Table):
        fields.inside(node).only(("year", "month", "day"))
        given = (node.get(key) for key in ("year", "month", "day"))
        texts = [value.text for value in given if isinstance(value, Scalar)]
    else:
        texts = []
    limits = (9999, 12, 31)
    is_date = (
        texts
        and len(texts) <= 3
        and all(
            re.fullmatch(r"\d{1,4}", text) and 1 <= int(text) <= most for text, most in zip(texts, limits, strict=False)
        )
    )
    if not is_date:
        fields.report(node.place, f"“{name}” is not a date", "Write `year: 1998`, or 1998-05-31.")
        return ()
    return tuple(int(text) for text in texts)
