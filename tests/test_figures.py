"""The committed drawings and their sidecars: sound, inert, light, and bound to the glossary. Needs no drawing tools."""

from __future__ import annotations

import csv
import gzip
import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

ROOT = Path(__file__).parent.parent
FIGURES = ROOT / "content" / "figures"
NAMES = sorted(path.stem for path in FIGURES.glob("*.svg"))
SVG = "{http://www.w3.org/2000/svg}"

WANTED = (
    "hip-flexors-front hip-angle-stepper psoas-slips hip-side-view moment-arms muscle-length rectus-femoris-knee "
    "half-kneeling-stretch couch-stretch modified-thomas-test pelvic-tilt sitting bridge-and-march femoral-triangle "
    "gait-strip sit-up-phases movement-words body-locator"
).split()

ELEMENTS = frozenset("svg g a title desc defs use path rect circle ellipse text tspan".split())
ATTRIBUTES = frozenset(
    (
        "id class role aria-labelledby viewBox d x y cx cy r rx ry width height fill fill-opacity stroke stroke-width "
        "stroke-opacity stroke-dasharray stroke-linecap stroke-linejoin opacity transform display href text-anchor "
        "font-size font-weight data-term data-label data-step data-step-title"
    ).split()
)
PAINT = re.compile(r"none|var\(--fig-[a-z-]+, #[0-9a-f]{6}\)")
BUDGET, BUDGET_STEPPED = 25_000, 40_000


@cache
def drawing(name: str) -> ElementTree.Element:
    return ElementTree.fromstring((FIGURES / f"{name}.svg").read_bytes())


@cache
def sidecar(name: str) -> dict:
    return yaml.safe_load((FIGURES / f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def palette() -> dict[str, dict[str, str]]:
    return yaml.safe_load((ROOT / "figures" / "palette.yaml").read_text(encoding="utf-8"))


def each_figure(test):
    return pytest.mark.parametrize("name", NAMES)(test)


def local(element: ElementTree.Element) -> str:
    return element.tag.removeprefix(SVG)


def test_every_wanted_figure_is_drawn():
    assert set(WANTED) <= set(NAMES)


@each_figure
def test_drawing_holds_only_shapes_and_words(name):
    for element in drawing(name).iter():
        assert local(element) in ELEMENTS, local(element)
        for attribute, value in element.items():
            assert attribute in ATTRIBUTES, f"{local(element)} {attribute}"
            if attribute in ("fill", "stroke"):
                assert PAINT.fullmatch(value), value
            if attribute == "href":
                assert value.startswith("#"), value
            assert "url(" not in value


@each_figure
def test_drawing_has_title_and_description(name):
    root = drawing(name)
    assert root.get("role") == "img"
    by_id = {element.get("id"): element for element in root.iter() if element.get("id")}
    for reference in root.get("aria-labelledby").split():
        assert by_id[reference].text.strip()
    assert [local(child) for child in root][:2] == ["title", "desc"]


@each_figure
def test_ids_are_unique_and_references_resolve(name):
    ids = [element.get("id") for element in drawing(name).iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert {e.get("href")[1:] for e in drawing(name).iter() if e.get("href")} <= set(ids)


@each_figure
def test_parts_labels_and_list_are_the_same_terms(name):
    labels = [label["term"] for label in sidecar(name)["labels"]]
    assert len(labels) == len(set(labels))
    parts = {e.get("data-term") for e in drawing(name).iter(f"{SVG}g") if e.get("data-term")}
    linked = {e.get("data-term") for e in drawing(name).iter(f"{SVG}a")}
    assert parts == set(labels), "a part without a label, or a label without a part"
    assert linked == set(labels), "a name in the picture that is not in the list, or the other way round"


@each_figure
def test_numbers_in_the_picture_follow_the_list(name):
    order = {label["term"]: str(n) for n, label in enumerate(sidecar(name)["labels"], 1)}
    for element in drawing(name).iter():
        if element.get("data-label"):
            assert element.get("data-label") == order[element.get("data-term")]


@each_figure
def test_every_label_is_a_glossary_term(name):
    for label in sidecar(name)["labels"]:
        assert (ROOT / "content" / "glossary" / f"{label['term']}.md").is_file(), label["term"]


@each_figure
def test_drawing_stays_in_its_weight(name):
    weight = len(gzip.compress((FIGURES / f"{name}.svg").read_bytes(), 9))
    assert weight <= (BUDGET_STEPPED if sidecar(name).get("steps") else BUDGET)


@each_figure
def test_sidecar_is_complete(name):
    words = sidecar(name)
    assert set(words) <= {"caption", "alt", "long", "credit", "licence", "labels", "steps", "table"}
    for key in ("caption", "alt", "long", "credit", "licence"):
        assert len(words[key].strip()) > 10, key
    for label in words["labels"]:
        assert set(label) == {"term", "text", "note"}
        assert label["note"].endswith(".")
    described = drawing(name).find(f"{SVG}desc").text
    assert " ".join(described.split()) == " ".join(words["alt"].split()), "draw it again: the sidecar has changed"


@each_figure
def test_steps_in_the_picture_are_those_of_the_sidecar(name):
    frames = [e for e in drawing(name).iter(f"{SVG}g") if e.get("data-step")]
    assert [(e.get("data-step"), e.get("data-step-title")) for e in frames] == [
        (str(n), step["title"]) for n, step in enumerate(sidecar(name).get("steps", []), 1)
    ]
    assert all((e.get("display") == "none") == (e.get("data-step") != "1") for e in frames)


@each_figure
def test_citations_in_the_words_are_known(name):
    sources = yaml.safe_load((ROOT / "content" / "references.yaml").read_text(encoding="utf-8"))
    known = {source["id"] for source in sources["references"]}
    words = sidecar(name)
    assert set(re.findall(r"@([a-z0-9-]+)", words["caption"] + words["long"])) <= known


@each_figure
def test_paints_come_from_the_palette(name):
    text = (FIGURES / f"{name}.svg").read_text(encoding="utf-8")
    used = set(re.findall(r"var\(--fig-([a-z-]+), (#[0-9a-f]{6})\)", text))
    assert used <= set(palette()["light"].items())


@pytest.mark.parametrize("name", ["moment-arms", "muscle-length"])
def test_tables_hold_the_reliable_rows_of_the_model(name):
    column = "hip_flexion_moment_arm_m" if name == "moment-arms" else "muscle_tendon_length_m"
    source = ROOT / "figures" / "data" / "length_moment_arm_by_hip_angle.csv"
    with source.open(encoding="utf-8", newline="") as file:
        values = {
            (row["muscle"], row["hip_flexion_deg"]): float(row[column])
            for row in csv.DictReader(file)
            if row["model"] == "rajagopal2015" and row["knee_flexion_deg"] == "0" and row["reliable"] == "yes"
        }
    table = sidecar(name)["table"]
    angles = [head.rstrip("°").replace("−", "-") for head in table["header"][1:]]
    for muscle, *cells in table["rows"]:
        for angle, cell in zip(angles, cells, strict=True):
            value = values.get((muscle, angle))
            if value is None:
                assert cell == "no reliable value"
            elif name == "moment-arms":
                assert float(cell.replace("−", "-")) == round(100 * value, 1)
            else:
                assert cell == f"{round(100 * value / values[muscle, '0'])}%"


def test_no_mesh_and_no_model_is_in_the_repository():
    made = {"__pycache__", ".ruff_cache", ".mypy_cache"}
    kept = [p for p in (ROOT / "figures").rglob("*") if not made.intersection(p.parts) and p.is_file()]
    assert {p.suffix for p in kept} <= {".py", ".yaml", ".md", ".csv", ".txt", ".toml"}, kept
