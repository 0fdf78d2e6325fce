"""claims.yaml becomes Claims: each with a verdict, evidence, and a name of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from microsite.model import Claim, Verdict
from microsite.problem import Place
from microsite.reading.ledger import read_claims
from tests.cases import Case, read_cases
from tests.sites import files_of, library_of, lines_of, write_site


@pytest.mark.parametrize("case", read_cases("cases/read/claims.txt"), ids=str)
def test_fault_of_a_claim_is_said_at_its_place(case: Case, tmp_path: Path):
    library, problems = library_of(write_site(tmp_path, files_of(case.given)))
    assert lines_of(problems, case.expected) == case.expected
    assert "" not in library.claims


def test_claim_has_its_fields():
    text = (
        "claims:\n  - id: a-1\n    topic: Massage\n    said: >-\n      It makes\n      strong.\n    verdict: Partly\n"
        "    evidence: One trial.\n    sources: [x, y]\n    grade: C\n"
    )
    claims, problems = read_claims(text, "c.yaml")
    assert problems == ()
    assert claims["a-1"] == Claim(
        id="a-1",
        said="It makes strong.",
        verdict=Verdict.PARTLY,
        evidence="One trial.",
        place=Place("c.yaml", 2, 9),
        topic="Massage",
        sources=("x", "y"),
        grade="C",
    )


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_is_read(verdict: Verdict):
    claims, _ = read_claims(f"claims:\n  - {{id: a, said: S, verdict: {verdict}, evidence: E}}\n", "c")
    assert claims["a"].verdict is verdict


def test_claims_are_in_the_order_of_the_file():
    row = "  - {{id: {}, said: S, verdict: Wrong, evidence: E}}\n"
    claims, _ = read_claims("claims:\n" + "".join(map(row.format, ("b", "a", "c"))), "c")
    assert list(claims) == ["b", "a", "c"]


def test_first_of_two_claims_with_one_id_is_kept():
    row = "  - {{id: a, said: {}, verdict: Wrong, evidence: E}}\n"
    claims, problems = read_claims("claims:\n" + row.format("First") + row.format("Second"), "c")
    assert claims["a"].said == "First"
    assert len(problems) == 1


@pytest.mark.parametrize("text", ["", "claims:", "claims: []", "# nothing yet"])
def test_no_claims_are_no_mistake(text: str):
    assert read_claims(text, "c") == ({}, ())


def test_claims_cannot_be_changed():
    with pytest.raises(TypeError):
        read_claims("", "c")[0]["x"] = None  # type: ignore[index]
