"""What an anatomy teacher would look for first, held by the shapes of the committed drawings: side, level, order.

Seen from the front, the body's right is on the left of the picture. Seen from the right side, front is on the right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest

FIGURES = Path(__file__).parent.parent / "content" / "figures"
SVG = "{http://www.w3.org/2000/svg}"
Point = tuple[float, float]


class Extent(NamedTuple):
    left: float
    right: float
    top: float
    bottom: float

    @property
    def middle(self) -> Point:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@cache
def root(figure: str) -> ElementTree.Element:
    return ElementTree.parse(FIGURES / f"{figure}.svg").getroot()


def points(data: str) -> list[Point]:
    """Return the corners of a path as these drawings write it: one start each, then steps."""
    found: list[Point] = []
    for run in re.findall(r"M[^M]*", data):
        numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", run)]
        x, y = numbers[:2]
        found.append((x, y))
        steps = iter(numbers[2:])
        for dx, dy in zip(steps, steps, strict=True):
            x, y = (x + dx, y + dy) if "l" in run else (dx, dy)
            found.append((x, y))
    return found


def outlines(figure: str, term: str) -> Iterator[list[Point]]:
    """Yield the outline of each shape of a part, in the order in which they are painted."""
    for group in root(figure).iter(f"{SVG}g"):
        if group.get("data-term") == term:
            for path in group.iter(f"{SVG}path"):
                # Shade, fibres and tendon lie inside; an outline has a fill of its own and a dark stroke.
                if path.get("stroke") and path.get("fill", "none") != "none":
                    yield points(path.get("d", ""))


def extent(outline: list[Point]) -> Extent:
    xs, ys = zip(*outline, strict=True)
    return Extent(min(xs), max(xs), min(ys), max(ys))


def parts(figure: str, term: str) -> list[Extent]:
    return [extent(outline) for outline in outlines(figure, term)]


def on_side(figure: str, term: str, side: str) -> Extent:
    """Return the part on the left or right half of the picture."""
    width = float(root(figure).get("viewBox", "").split()[2])
    (found,) = (e for e in parts(figure, term) if (e.middle[0] < width / 2) == (side == "left"))
    return found


def across(outline: list[Point], y: float) -> Extent:
    """Return how far an outline reaches at about one height."""
    near = list(crossings(outline, y))
    return Extent(min(near), max(near), y, y)


def crossings(outline: list[Point], y: float) -> Iterator[float]:
    for (x0, y0), (x1, y1) in zip(outline, outline[1:] + outline[:1], strict=True):
        if (y0 - y) * (y1 - y) <= 0 and y0 != y1:
            yield x0 + (x1 - x0) * (y - y0) / (y1 - y0)


FRONT, TRIANGLE, SLIPS, SIDE = "hip-flexors-front", "femoral-triangle", "psoas-slips", "hip-side-view"


def test_psoas_lies_nearer_to_the_middle_than_iliacus_and_begins_higher():
    psoas, iliacus = (on_side(FRONT, term, "left") for term in ("psoas-major", "iliacus"))
    assert psoas.middle[0] > iliacus.middle[0]
    assert psoas.top < iliacus.top


def test_pectineus_lies_between_psoas_and_adductor_longus():
    psoas, pectineus, longus = (on_side(FRONT, t, "left") for t in ("psoas-major", "pectineus", "adductor-longus"))
    assert psoas.top < pectineus.top < longus.top
    assert pectineus.bottom < longus.bottom
    assert psoas.right > pectineus.left, "it lies in front of the end of the psoas"


def test_from_the_middle_outward_lie_sartorius_rectus_femoris_tensor_and_tract():
    (sartorius,), (rectus,), (tensor,), (tract,) = (
        list(outlines(FRONT, t)) for t in ("sartorius", "rectus-femoris", "tensor-fasciae-latae", "iliotibial-band")
    )
    level = extent(tensor).middle[1]
    order = [across(line, level) for line in (sartorius, tensor, tract)]
    assert order[0].right <= order[1].left + 4
    assert order[1].right <= order[2].right
    low = extent(rectus).middle[1]
    order = [across(line, low) for line in (sartorius, rectus, tract)]
    assert order[0].middle[0] < order[1].middle[0] < order[2].middle[0]


def test_sartorius_begins_outside_rectus_femoris_and_ends_below_the_knee_on_the_inner_side():
    ((sartorius,), (rectus,)) = (list(outlines(FRONT, term)) for term in ("sartorius", "rectus-femoris"))
    top = min(sartorius, key=lambda p: p[1])
    low = max(sartorius, key=lambda p: p[1])
    assert top[0] > extent(sartorius).middle[0]
    assert low[0] < extent(rectus).left
    assert low[1] > extent(rectus).bottom


def test_inguinal_ligament_runs_down_and_inward_over_psoas_and_iliacus():
    (ligament,) = outlines(FRONT, "inguinal-ligament")
    high, low = min(ligament, key=lambda p: p[1]), max(ligament, key=lambda p: p[1])
    assert low[0] < high[0], "on the right of the picture the middle lies to the left"
    order = [group.get("data-term") for group in root(FRONT).iter(f"{SVG}g")]
    last = {term: len(order) - order[::-1].index(term) for term in ("psoas-major", "iliacus", "inguinal-ligament")}
    assert last["inguinal-ligament"] > max(last["psoas-major"], last["iliacus"])


def course(role: str) -> list[Point]:
    """Return the points of a nerve or vessel (curves: every third point lies on it)."""
    data = next(
        path.get("d", "")
        for path in root(TRIANGLE).iter(f"{SVG}path")
        if f"--fig-{role}," in path.get("stroke", "") and path.get("fill") == "none"
    )
    first = data.split("M")[1]
    numbers = [float(n) for n in re.findall(r"-?\d+", first)]
    steps = iter(numbers)
    return list(zip(steps, steps, strict=True))[::3]


@pytest.mark.parametrize("share", [0.3, 0.5, 0.7])
def test_from_outside_in_lie_nerve_artery_and_vein_under_the_ligament(share):
    (ligament,) = outlines(TRIANGLE, "inguinal-ligament")
    level = extent(ligament).top + share * (extent(ligament).bottom - extent(ligament).top)
    places = [next(crossings(course(role), level)) for role in ("nerve", "artery", "vein")]
    assert places == sorted(places)


def test_nerve_and_vessels_pass_under_the_ligament():
    painted = [str(group.get("data-term")) for group in root(TRIANGLE).iter(f"{SVG}g")]
    assert painted.index("iliopsoas") < painted.index("femoral-nerve") < painted.index("inguinal-ligament")
    svg = (FIGURES / f"{TRIANGLE}.svg").read_text(encoding="utf-8")
    assert max(svg.rindex(f"--fig-{role},") for role in ("artery", "vein")) < svg.index('data-term="inguinal-ligament"')


def test_floor_of_the_triangle_is_iliopsoas_outside_and_pectineus_inside():
    outer = min(e.left for e in parts(TRIANGLE, "iliopsoas"))
    (pectineus,), (longus,) = parts(TRIANGLE, "pectineus"), parts(TRIANGLE, "adductor-longus")
    assert outer < pectineus.left
    assert pectineus.middle[0] < longus.right
    assert longus.bottom > pectineus.bottom


def test_borders_of_the_triangle_are_sartorius_outside_and_adductor_longus_inside():
    (sartorius,), (longus,) = outlines(TRIANGLE, "sartorius"), outlines(TRIANGLE, "adductor-longus")
    level = extent(longus).top + 0.4 * (extent(longus).bottom - extent(longus).top)
    assert across(sartorius, level).right < across(longus, level).right


def test_six_bundles_begin_one_below_the_other_each_at_its_vertebra():
    levels = {
        text.text: float(text.get("y", "0"))
        for text in root(SLIPS).iter(f"{SVG}text")
        if re.fullmatch(r"T12|L[1-5]", text.text or "")
    }
    assert list(levels) == ["T12", "L1", "L2", "L3", "L4", "L5"]
    assert list(levels.values()) == sorted(levels.values())
    step = (levels["L5"] - levels["T12"]) / 5
    # Of two outlines of one bundle the highest counts: a neighbour in front can cut it in two.
    tops = sorted(e.top for e in parts(SLIPS, "psoas-major"))
    for height in levels.values():
        assert any(abs(top - height) < step * 0.75 for top in tops)


def test_all_bundles_end_at_the_lesser_trochanter():
    ring = next(g for g in root(SLIPS).iter(f"{SVG}g") if g.get("data-term") == "lesser-trochanter")
    x, y = points(re.split("a", next(ring.iter(f"{SVG}path")).get("d", ""))[0])[0]
    low = max(e.bottom for e in parts(SLIPS, "psoas-major"))
    assert abs(low - y) < 60
    assert min(e.left for e in parts(SLIPS, "psoas-major")) < x + 120


def ring(term: str) -> Point:
    group = next(g for g in root(SIDE).iter(f"{SVG}g") if g.get("data-term") == term)
    start, size = re.match(r"M(\d+ \d+)a(\d+)", next(group.iter(f"{SVG}path")).get("d", "")).groups()
    x, y = map(float, start.split())
    return x + float(size), y


def test_lesser_trochanter_lies_behind_and_below_the_start_of_rectus_femoris():
    (back_x, low_y), (front_x, high_y) = ring("lesser-trochanter"), ring("anterior-inferior-iliac-spine")
    assert back_x < front_x
    assert low_y > high_y


def test_from_the_side_rectus_femoris_lies_in_front_of_the_femur_all_the_way():
    (rectus,), (femur,) = outlines(SIDE, "rectus-femoris"), outlines(SIDE, "femur")
    for share in (0.3, 0.5, 0.7):
        level = extent(rectus).top + share * (extent(rectus).bottom - extent(rectus).top)
        assert across(rectus, level).left > across(femur, level).right


def test_from_the_side_iliacus_stays_inside_the_hip_bone():
    (hip,) = outlines(SIDE, "hip-bone")
    iliacus = max(outlines(SIDE, "iliacus"), key=len)
    start = ring("anterior-inferior-iliac-spine")[1]
    for share in (0.1, 0.3, 0.5, 0.7):
        level = extent(iliacus).top + share * (start - extent(iliacus).top)
        assert across(iliacus, level).right <= across(hip, level).right + 3
        assert across(iliacus, level).left >= across(hip, level).left


def test_forward_tilt_lowers_the_front_of_the_pelvis_and_backward_tilt_raises_it():
    slopes = []
    for path in root("pelvic-tilt").iter(f"{SVG}path"):
        if path.get("stroke-dasharray"):
            (_, back), (_, front) = points(path.get("d", ""))
            slopes.append(front - back)
    forward, between, backward = slopes
    assert forward > between > backward
    assert forward > 0 > backward


def test_right_leg_moves_out_and_in_to_the_proper_sides():
    ends = {}
    for group in root("movement-words").iter(f"{SVG}g"):
        if group.get("data-term"):
            curve = next(p.get("d", "") for p in group.iter(f"{SVG}path") if "Q" in p.get("d", ""))
            numbers = [float(n) for n in re.findall(r"-?\d+", curve)]
            ends[group.get("data-term")] = numbers[-2] - numbers[0]
    assert ends["hip-flexion"] > 0 > ends["hip-extension"], "seen from the right side, front is on the right"
    assert ends["hip-abduction"] < 0 < ends["hip-adduction"], "seen from the front, the right leg is on the left"


def dot(figure: str, term: str) -> Point:
    """Return where the line from a name touches its part."""
    for group in root(figure).iter(f"{SVG}g"):
        if group.get("class") == "label-text" and any(a.get("data-term") == term for a in group.iter(f"{SVG}a")):
            for circle in group.iter(f"{SVG}circle"):
                return float(circle.get("cx", "")), float(circle.get("cy", ""))
    raise AssertionError(f"{figure}: no line leads to “{term}”")


def test_name_of_the_hip_bone_leads_to_it_where_the_thigh_bone_does_not_lie_over_it():
    x, y = dot(SIDE, "hip-bone")
    (hip,), (femur,) = outlines(SIDE, "hip-bone"), outlines(SIDE, "femur")
    assert sum(at < x for at in crossings(hip, y)) % 2 == 1
    assert sum(at < x for at in crossings(femur, y)) % 2 == 0
    leg = next(g for g in root("hip-angle-stepper").iter(f"{SVG}g") if g.get("id") == "leg")
    assert dot("hip-angle-stepper", "hip-bone")[1] < min(
        extent(points(p.get("d", ""))).top for p in leg.iter(f"{SVG}path")
    )


def test_on_the_floor_the_knee_is_lower_where_the_thigh_is_said_to_come_down():
    levels = [float(y) for y in re.findall(r'"M20 (\d+)H1620"', ElementTree.tostring(root("floor-look"), "unicode"))]
    ends = [max(outline)[1] for outline in outlines("floor-look", "rectus-femoris")]
    down, up = (level - end for level, end in zip(levels, ends, strict=True))
    assert 0 < down < up
