"""Plurals and singulars by rule: what they find, and what they leave alone."""

from __future__ import annotations

import pytest

from microsite.terms.inflect import inflections_of, singulars_of
from tests.cases import ROOT


def pairs(name: str) -> list[tuple[str, str, str]]:
    """Return place, singular and plural of each line of a file."""
    found = []
    for number, line in enumerate((ROOT / "cases/glossary" / name).read_text(encoding="utf-8").splitlines(), 1):
        if line and not line.startswith("#"):
            singular, plural = line.split(" | ")
            found.append((f"{name}:{number}", singular, plural))
    return found


# The rules were written on the first file; the second was written afterwards, from other regions of the body.
PAIRS = pairs("plurals-hip.txt") + pairs("plurals-elsewhere.txt")
CHANGING = [pair for pair in PAIRS if pair[1] != pair[2]]


def test_there_are_150_pairs_and_each_is_given_once():
    assert len({singular for _, singular, _ in PAIRS}) == len(PAIRS) == 150


@pytest.mark.parametrize(("place", "singular", "plural"), CHANGING)
def test_plural_is_found(place: str, singular: str, plural: str):
    assert plural in inflections_of(singular), place


@pytest.mark.parametrize(("place", "singular", "plural"), CHANGING)
def test_singular_is_found(place: str, singular: str, plural: str):
    assert singular in singulars_of(plural), place


@pytest.mark.parametrize("place_and_pair", [pair for pair in PAIRS if pair[1] == pair[2]])
def test_word_that_has_no_other_plural_is_left_alone(place_and_pair: tuple[str, str, str]):
    place, singular, _ = place_and_pair
    assert inflections_of(singular) == (), place


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("process", ("processes",)),
        ("body", ("bodies",)),
        ("kidney", ("kidneys",)),
        ("stomach", ("stomachs",)),
        ("arch", ("arches",)),
        ("forefoot", ("forefeet",)),
        ("half-life", ("half-lives",)),
        ("hamstrings", ("hamstring",)),
        ("Lumbar vertebrae", ("Lumbar vertebra",)),
        ("Iliacus", ("Iliaci", "Iliacuses")),
        ("Foot", ("Feet",)),
        ("headaches", ("headache",)),
        ("ROM", ("ROMs",)),
        ("ROMs", ("ROM",)),
        ("range of motion", ("ranges of motion",)),
        ("sit-ups", ("sit-up",)),
        ("superior ramus", ("superior rami", "superior ramuses")),
        ("erector spinae", ("erectores spinae",)),
        ("extensor carpi radialis brevis", ("extensores carpi radiales breves",)),
        ("musculus psoas major", ("musculi psoas majores",)),
        ("naïve cell", ("naïve cells",)),
        ("data", ()),
        ("GPS", ()),
        ("i18n", ()),
        ("C++", ()),
        ("CI/CD", ()),
        ("", ()),
    ],
)
def test_forms_are_just_these(name: str, forms: tuple[str, ...]):
    assert inflections_of(name) == forms


@pytest.mark.parametrize(
    ("name", "silly"),
    [
        ("tendon", "tenda"),
        ("colon", "cola"),
        ("motion", "motia"),
        ("bus", "bi"),
        ("virus", "viri"),
        ("status", "stati"),
        ("plexus", "plexi"),
        ("area", "areae"),
        ("album", "alba"),
        ("reflex", "reflices"),
        ("specimen", "specimina"),
        ("slice", "slouse"),
        ("human", "humen"),
        ("psoas", "psoa"),
        ("atlas", "atla"),
        ("pancreas", "pancrea"),
        ("lens", "len"),
        ("diabetes", "diabete"),
        ("biceps", "bicep"),
        ("biomechanics", "biomechanic"),
        ("process", "proces"),
        ("lamina", "lamen"),
        ("fibula", "fibulum"),
        ("tibia", "tibium"),
        ("pelvis", "pelvi"),
        ("olives", "olife"),
        ("doses", "dosis"),
        ("gluteus maximus", "gluteus maximuses"),
        ("range of motion", "range of motions"),
        ("flexor retinaculum", "flexores retinacula"),
        ("adductor hiatus", "adductores hiati"),
    ],
)
def test_silly_forms_are_not_made(name: str, silly: str):
    assert silly not in inflections_of(name)
