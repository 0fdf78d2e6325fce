"""The colours of the committed drawings, as the stylesheets give them: contrast in both schemes, and a second cue.

A muscle keeps its hue in every figure. Where two hues meet, the dark outline that each has says where one ends: that is
what is measured here, in the roles that the drawings use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.test_figures import palette

ROOT = Path(__file__).parent.parent
DRAWINGS = sorted((ROOT / "content" / "figures").glob("*.svg"))
STYLES = ROOT / "static" / "css"
SVG = "{http://www.w3.org/2000/svg}"
GRAPHIC, TEXT, READING = 3, 4.5, 7
"""Least contrasts: of shapes and of words (WCAG 2.2, AA), and of the names (AAA)."""
HUES = ("muscle-", "nerve", "artery", "vein")
SCHEMES = ("light", "dark")

both_schemes = pytest.mark.parametrize("scheme", SCHEMES)
each_drawing = pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda path: path.stem)


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def declared(sheet: str, scheme: str) -> dict[str, str]:
    """Return the custom properties of a stylesheet in a scheme; what dark does not name stays as it is in the light."""
    text = (STYLES / sheet).read_text(encoding="utf-8")
    at = re.search(r"@media[^{]*prefers-color-scheme: dark", text)
    light = text[: at.start()] if at else text
    found = dict(re.findall(r"(--[a-z-]+): ([^;]+);", light))
    if scheme == "dark" and at:
        dark = text[at.start() :]
        found |= dict(re.findall(r"(--[a-z-]+): ([^;]+);", dark[: dark.index("\n}")]))
    return found


@cache
def colours(scheme: str) -> dict[str, str]:
    """Return role -> colour as a browser resolves it: what the stylesheet names, or else the drawing's own."""
    tokens = declared("10-tokens.css", scheme)
    named = {name.removeprefix("--fig-"): value for name, value in declared("60-figures.css", scheme).items()}
    made = palette()["light"] | named
    return {role: tokens[value[4:-1]] if value.startswith("var(") else value for role, value in made.items()}


def role_of(paint: str | None) -> str:
    found = re.match(r"var\(--fig-([a-z-]+),", paint or "")
    return found[1] if found else ""


def painted(drawing: Path, kinds: tuple[str, ...]) -> Iterator[tuple[ElementTree.Element, str, str]]:
    """Yield element, fill and stroke of the shapes that are painted in full in a role of these kinds."""
    for element in ElementTree.parse(drawing).getroot().iter():
        fill, stroke = role_of(element.get("fill")), role_of(element.get("stroke"))
        solid = not {"opacity", "fill-opacity", "stroke-opacity"}.intersection(element.keys())
        if solid and element.tag != f"{SVG}text" and (fill or stroke).startswith(kinds):
            yield element, fill, stroke


@both_schemes
@each_drawing
def test_muscles_nerve_and_vessels_stand_out_from_paper_and_bone(drawing, scheme):
    used = {fill or stroke for _, fill, stroke in painted(drawing, HUES)}
    for role in used:
        for ground in ("panel", "bone", "tendon"):
            assert contrast(colours(scheme)[role], colours(scheme)[ground]) >= GRAPHIC, f"{role} on {ground}"


@both_schemes
@each_drawing
def test_outline_of_a_muscle_stands_out_from_it_and_from_every_neighbour(drawing, scheme):
    neighbours = {fill for _, fill, _ in painted(drawing, (*HUES, "bone", "tendon", "tract", "ghost", "disc")) if fill}
    for _, fill, stroke in painted(drawing, ("muscle-",)):
        if fill and stroke:
            for role in neighbours:
                assert contrast(colours(scheme)[stroke], colours(scheme)[role]) >= GRAPHIC, f"outline against {role}"


@each_drawing
def test_every_muscle_that_touches_another_has_an_outline(drawing):
    # Bars and marks of charts lie on the paper alone; a body's outline is long.
    bare = [
        e for e, fill, stroke in painted(drawing, ("muscle-",)) if fill and not stroke and len(e.get("d", "")) > 120
    ]
    assert not bare


@both_schemes
@each_drawing
def test_pale_things_end_where_the_paper_begins(drawing, scheme):
    kinds = ("bone", "disc", "tendon", "tract", "ghost", "skin", "thing")
    for _, fill, stroke in painted(drawing, kinds):
        edges = [colours(scheme)[role] for role in (fill, stroke) if role]
        assert max(contrast(edge, colours(scheme)["panel"]) for edge in edges) >= GRAPHIC, fill


@both_schemes
def test_nerve_and_vessels_have_a_pale_rim_and_a_dark_line_and_one_of_both_shows_on_anything(scheme):
    made = colours(scheme)
    for under in (role for role in made if role.startswith(("muscle-", "bone", "tendon", "tract", "ghost"))):
        assert max(contrast(made["light"], made[under]), contrast(made["line"], made[under])) >= GRAPHIC, under
    for role in ("nerve", "artery", "vein"):
        assert contrast(made[role], made["line"]) >= GRAPHIC, role


def test_nerve_and_vessels_are_drawn_with_rim_line_hue_and_the_artery_with_rings():
    root = ElementTree.parse(ROOT / "content" / "figures" / "femoral-triangle.svg").getroot()
    layers: dict[str, list[tuple[str, bool]]] = {}
    for element in root.iter(f"{SVG}path"):
        if element.get("fill") == "none" and element.get("stroke-width"):
            layers.setdefault(element.get("d", ""), []).append(
                (role_of(element.get("stroke")), element.get("stroke-dasharray") is not None)
            )
    courses = {made[2][0]: made for made in layers.values() if len(made) >= 3}
    assert set(courses) == {"vein", "artery", "nerve"}
    for role, made in courses.items():
        assert [name for name, _ in made[:3]] == ["light", "line", role]
    assert courses["artery"][3] == ("line", True)
    assert len(courses["vein"]) == 3


@both_schemes
@each_drawing
def test_words_can_be_read(drawing, scheme):
    made = colours(scheme)
    for text in ElementTree.parse(drawing).getroot().iter(f"{SVG}text"):
        role = role_of(text.get("fill"))
        # Levels of the spine stand on the bones.
        ground = made["bone"] if role == "line" else made["panel"]
        assert contrast(made[role], ground) >= (READING if role == "ink" else TEXT), text.text


@both_schemes
def test_words_can_be_read_on_furniture_and_bars(scheme):
    assert contrast(colours(scheme)["ink"], colours(scheme)["thing"]) >= TEXT


@both_schemes
def test_marks_right_and_wrong_can_be_seen(scheme):
    for role in ("good", "warn"):
        assert contrast(colours(scheme)[role], colours(scheme)["panel"]) >= GRAPHIC


def test_paper_under_the_drawings_is_that_of_the_page():
    assert "--fig-panel: var(--sheet);" in (STYLES / "60-figures.css").read_text(encoding="utf-8")
    assert colours("light")["panel"] == palette()["light"]["panel"]


def test_a_muscle_has_one_hue_in_both_schemes():
    assert not [role for role in palette()["dark"] if role.startswith(HUES)]


def test_muscles_have_different_hues():
    hues = [value for role, value in palette()["light"].items() if role.startswith(HUES)]
    assert len(set(hues)) == len(hues)


def test_stylesheet_names_the_paper_and_what_the_dark_scheme_changes():
    assert set(palette()["dark"]) < set(palette()["light"])
    paper = {"--fig-panel": "var(--sheet)"}
    changed = {f"--fig-{role}": value for role, value in palette()["dark"].items()}
    shares = {"--shown"}
    for scheme, wanted in (("light", paper), ("dark", changed | paper)):
        made = declared("60-figures.css", scheme)
        assert {name: value for name, value in made.items() if name not in shares} == wanted
