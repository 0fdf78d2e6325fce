"""claims.yaml becomes Claims: what is said, what the evidence says of it, and on which sources."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from ..model import Claim, Verdict
from ..problem import Problem, Problems
from .fields import Fields, parse_yaml

KNOWN = frozenset(["id", "topic", "said", "verdict", "evidence", "sources", "grade"])


def read_claims(text: str, path: str) -> tuple[Mapping[str, Claim], Problems]:
    """Return the claims by id, in the order of the file, and what is wrong with them."""
    table, faults = parse_yaml(text, path)
    problems: list[Problem] = list(faults)
    fields = Fields(table, problems, "claim")
    fields.only(("claims",))
    claims: dict[str, Claim] = {}
    for entry in fields.tables("claims"):
        claim = _claim(fields.inside(entry))
        if claim.id and claim.id in claims:
            line = claims[claim.id].place.line
            hint = "Give one of them another, here and where it is used."
            fields.report(claim.place, f"the id “{claim.id}” is taken already, in line {line}", hint)
        claims.setdefault(claim.id, claim)
    return MappingProxyType({key: value for key, value in claims.items() if key}), tuple(problems)


def _claim(fields: Fields) -> Claim:
    fields.only(KNOWN)
    key = fields.required("id")
    if key and not re.fullmatch(r"[a-z0-9-]+", key):
        fields.report(fields.places["id"], f"“{key[:60]}” cannot be an id", "a-z, 0-9 and - only.")
    fields.required("verdict")
    return Claim(
        id=key,
        said=fields.required("said"),
        verdict=Verdict(fields.choice("verdict", tuple(Verdict), Verdict.UNSUPPORTED)),
        evidence=fields.required("evidence"),
        place=fields.places.get("id", fields.table.place),
        topic=fields.text("topic"),
        sources=fields.texts("sources"),
        grade=fields.choice("grade", ("A", "B", "C", "D")),
        places=fields.frozen_places(),
    )
