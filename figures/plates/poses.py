"""People in positions, with the muscles drawn into them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from trace import Frame, dashed, mask_outline, middle, paint_of, tidy

import numpy as np

from body import Body, Figure, paint_body
from cast import FRONT, RIGHT_SIDE, Picture, Shape, cast
from drawing import TEXT, Drawing
from plates.side import picture_of, ring
from stage import SPINE, Pose, Stage, by_depth

FORWARD, SIZE, LEAN = 0.030, 0.95, 4.4
"""How the skeleton is fitted into this body: metres forward of its hip joint, scale, and degrees by which the true thigh bone
stands behind the line between the body's hip and knee joints, of which the knee lies too far forward."""
DEEP = ("psoas major", "iliacus")
FLEXORS = DEEP + ("rectus femoris",)


@cache
def the_body() -> Body:
    return Body()


@dataclass
class Person:
    """A figure on the page; `at` finds a point given in metres from the right hip."""

    svg: str
    frame: Frame
    picture: Picture
    places: dict[str, np.ndarray]
    floor: float
    """Drawing height of the lowest point of the body."""

    def at(self, x: float, y: float) -> tuple[float, float]:
        hip = the_body().joint("upperleg01.R")
        return tuple(self.frame([self.picture.at((hip[0] + x, hip[1] + y, 0))])[0])

    def joint(self, bone: str) -> tuple[float, float]:
        return tuple(self.frame([self.picture.at(self.places[bone])])[0])


def person(
    figure: Figure,
    box: tuple[float, float, float, float],
    scale: float,
    x: float,
    y: float,
    *,
    pixels: float = 0.8,
    detail: float = 1.3,
    view: np.ndarray = RIGHT_SIDE,
) -> Person:
    """Return a figure drawn at `scale` units per metre; `box` is left, right, bottom, top in metres from the right hip."""
    body = the_body()
    shape, places = body.shape(figure)
    hip = body.joint("upperleg01.R")
    # From the front the box is measured from the middle of the body.
    centre = hip[0] if view is RIGHT_SIDE else 0
    around = (centre + box[0], centre + box[1], hip[1] + box[2], hip[1] + box[3])
    height = round(scale * (box[3] - box[2]) * pixels)
    picture = cast([shape], view, around, height, 8)
    frame = Frame(scale * (box[3] - box[2]) / height, x, y)
    floor = frame([picture.at((0, shape.points[:, 1].min(), 0))])[0][1]
    seen = shape.points @ view.T
    low, high = seen.min(0), seen.max(0)
    if low[0] < around[0] or high[0] > around[1] or low[1] < around[2] or high[1] > around[3]:
        raise AssertionError(
            f"the figure is cut: it needs {low[0] - centre:.2f} to {high[0] - centre:.2f}, "
            f"{low[1] - hip[1]:.2f} to {high[1] - hip[1]:.2f}"
        )
    return Person(
        paint_body(body, picture, frame, far=view is RIGHT_SIDE, detail=detail), frame, picture, places, floor
    )


def pose_of(figure: Figure) -> Pose:
    thigh, shin = figure.right_leg
    return Pose(figure.pelvis, thigh - LEAN, thigh - shin, figure.trunk)


def inside(
    stage: Stage,
    figure: Figure,
    box,
    scale: float,
    x: float,
    y: float,
    drawing: Drawing,
    *,
    names=FLEXORS,
    bones=("hip", "sacrum", "femur", "patella"),
    spine: bool = True,
    bone_opacity: float = 0.62,
    pixels: float = 0.9,
    pose: Pose | None = None,
    lines: int = 4,
    detail: float = 1.7,
) -> tuple[str, dict[str, tuple[float, float]]]:
    """Return the right side's bones (see-through) and muscles for the figure, and a point on each muscle."""
    pose, around = pose or pose_of(figure), _around(stage, figure, box)
    height = round(scale * (box[3] - box[2]) * pixels)
    frame = Frame(scale * (box[3] - box[2]) / height, x, y)
    kept = tuple(bones) + (SPINE if spine else ())
    back = picture_of(stage.bones(pose, tuple(n for n in kept if n != "hip")), around, height, rays=6)
    under = "".join(stage.draw(back, name, frame, detail=1.9, shades=(0.66, 0.45)) for name in by_depth(back))
    deep = picture_of(
        [s for n in names if n in DEEP for s in stage.muscle(n, pose)] + stage.bones(pose, ("femur", *SPINE)),
        around,
        height,
        rays=6,
    )
    look = {"lines": lines, "detail": detail, "shades": (0.70, 0.46), "highlight": False, "line_width": 2.2}
    parts = [f'<g opacity="{bone_opacity:g}">{under}</g>']
    anchors = {}

    def term(name):
        return name.replace(" ", "-")

    def part(name, svg):
        return drawing.part(term(name), svg) if term(name) in drawing.terms else svg

    for name in names:
        if name in DEEP:
            parts.append(part(name, stage.draw(deep, name, frame, **look)))
            anchors[name] = tuple(frame([middle(deep.mask(name))])[0])
    if "hip" in bones:
        hip = picture_of(stage.bones(pose, ("hip",)), around, height, rays=6)
        parts.append(
            part("pelvis", f'<g opacity=".40">{stage.draw(hip, "hip", frame, detail=1.7, shades=(0.66, 0.45))}</g>')
        )
    for name in names:
        if name not in DEEP:
            one = picture_of(stage.muscle(name, pose), around, height, rays=6)
            parts.append(part(name, stage.draw(one, name, frame, **look)))
            anchors[name] = tuple(frame([middle(one.mask(name))])[0])
    return "".join(parts), anchors


def floor(x: float, right: float, y: float) -> str:
    return f'<path d="M{x:.0f} {y:.0f}H{right:.0f}" stroke="{paint_of("ink-soft")}" stroke-width="6" stroke-linecap="round"/>'


def block(x: float, y: float, right: float, bottom: float, round_: float = 12) -> str:
    return (
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{right - x:.0f}" height="{bottom - y:.0f}" rx="{round_:g}" '
        f'fill="{paint_of("thing")}" stroke="{paint_of("line")}" stroke-width="3"/>'
    )


def verdict(x: float, y: float, right: bool) -> str:
    """Return a tick or a cross in a disc: shape as well as colour says which."""
    mark = "M-20 2l14 15 28 -34" if right else "M-17 -17l34 34M17 -17l-34 34"
    return (
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="40" fill="{paint_of("good" if right else "warn")}"/>'
        f'<path transform="translate({x:.0f} {y:.0f})" d="{mark}" fill="none" stroke="{paint_of("panel")}" stroke-width="9" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )


def arrow(points: list[tuple[float, float]], role: str = "ink", width: float = 8) -> str:
    """Return a curved arrow through two or three points (start, bend, end)."""
    (x0, y0), *bend, (x1, y1) = points
    bx, by = bend[0] if bend else ((x0 + x1) / 2, (y0 + y1) / 2)
    way = np.array([x1 - bx, y1 - by])
    way = way / np.linalg.norm(way)
    side = np.array([-way[1], way[0]])
    tip, base = np.array([x1, y1]) + way * 22, np.array([x1, y1]) - way * 12
    head = [tip, base + side * 22, base - side * 22]
    return (
        f'<path d="M{x0:.0f} {y0:.0f}Q{bx:.0f} {by:.0f} {x1:.0f} {y1:.0f}" fill="none" stroke="{paint_of(role)}" '
        f'stroke-width="{width:g}" stroke-linecap="round"/>'
        f'<path d="M{"L".join(f"{p[0]:.0f} {p[1]:.0f}" for p in head)}z" fill="{paint_of(role)}"/>'
    )


def words(
    drawing: Drawing,
    x: float,
    y: float,
    lines: list[str],
    *,
    anchor: str = "middle",
    weight: int = 400,
    size: float = 42,
    role: str = "ink",
) -> str:
    return "".join(
        drawing.text(x, y + k * size * 1.16, line, size=size, anchor=anchor, weight=weight, role=role)
        for k, line in enumerate(lines)
    )


def half_kneeling_stretch(stage: Stage, folder: Path) -> int:
    drawing = Drawing("half-kneeling-stretch", "The half-kneeling stretch, right and overarched", folder, 1680, 1000)
    scale, box = 640, (-0.705, 0.600, -0.50, 0.84)
    for number, figure in enumerate(
        (
            Figure(
                pelvis=12, right_leg=(-8, -91), left_leg=(95, 2), right_arm=(16, 52), left_arm=(20, 56), right_foot=-66
            ),
            Figure(
                pelvis=-22,
                trunk=15,
                head=8,
                right_leg=(-14, -91),
                left_leg=(96, 2),
                right_arm=(18, 54),
                left_arm=(22, 58),
                right_foot=-66,
            ),
        )
    ):
        x, y = number * 840, 100
        man = person(figure, box, scale, x, y)
        flesh, at = inside(stage, figure, box, scale, x, y, drawing)
        drawing.add(floor(x + 14, x + 826, man.floor + 6) + man.svg + flesh)
        drawing.add(verdict(x + 60, 62, number == 0))
        drawing.add(
            drawing.both(x + 120, 80, "pelvis tucked" if number == 0 else "low back arched", size=50, weight=700)
        )
        if number == 0:
            drawing.add(arrow([man.at(-0.165, 0.02), man.at(-0.20, -0.05), man.at(-0.145, -0.11)], "good"))
            for name in FLEXORS:
                drawing.label(name.replace(" ", "-"), at[name], "left")
            drawing.add(drawing.labelled(336, 1640, 160, 600, narrow=(120, 1640)))
        else:
            drawing.add(arrow([man.at(-0.17, -0.05), man.at(-0.24, 0.05), man.at(-0.17, 0.15)], "warn"))
    return drawing.save()


def couch_stretch(stage: Stage, folder: Path) -> int:
    drawing = Drawing("couch-stretch", "The couch stretch", folder, 1640, 1260, 0.9)
    scale, box = 840, (-0.62, 0.60, -0.52, 0.90)
    x, y = 290, 10
    figure = Figure(
        pelvis=10, right_leg=(-4, -140), left_leg=(95, 2), right_arm=(16, 52), left_arm=(20, 56), right_foot=-42
    )
    man = person(figure, box, scale, x, y, pixels=0.75)
    flesh, at = inside(stage, figure, box, scale, x, y, drawing)
    foot = man.joint("foot.R")
    seat = foot[1] + 17
    drawing.add(block(100, seat - 330, 290, man.floor, 44) + block(100, seat, foot[0] + 40, man.floor, 30))
    drawing.add(floor(90, 1440, man.floor + 6) + man.svg + flesh)
    for name in FLEXORS:
        drawing.label(name.replace(" ", "-"), at[name], "right")
    drawing.add(drawing.labelled(300, 1290))
    return drawing.save()


def _held_knee(thigh: float, shin: float) -> Figure:
    """Return who lies with one knee held to the chest, and with the other leg so."""
    return Figure(
        pelvis=100,
        trunk=90,
        head=84,
        right_leg=(thigh, shin),
        left_leg=(206, 80),
        right_arm=(122, 104),
        left_arm=(124, 106),
        right_foot=-20,
        left_foot=-10,
    )


def modified_thomas_test(stage: Stage, folder: Path) -> int:
    drawing = Drawing("modified-thomas-test", "The modified Thomas test: three outcomes", folder, 1640, 2290)
    scale, box = 700, (-0.82, 0.86, -0.625, 0.46)
    outcomes = (
        (80, -6, ["Thigh level or lower,", "knee well bent"]),
        (110, 16, ["Thigh stays above", "the dashed line"]),
        (84, 40, ["Knee stays", "straighter"]),
    )
    for number, (thigh, shin, told) in enumerate(outcomes):
        figure = _held_knee(thigh, shin)
        x, y = 440, number * 765
        man = person(figure, box, scale, x, y)
        flesh, at = inside(stage, figure, box, scale, x, y, drawing)
        under, edge, line = man.at(0, -0.106)[1], man.at(0.03, 0)[0], man.at(0, 0)[1]
        drawing.add(
            block(330, under, edge, under + 50)
            + block(400, under + 50, 436, y + 725, 4)
            + block(edge - 110, under + 50, edge - 74, y + 725, 4)
        )
        drawing.add(man.svg + flesh)
        drawing.add(dashed(f"M{edge - 40:.0f} {line:.0f}H1620"))
        drawing.add(drawing.text(24, y + 96, "ABC"[number], size=84, weight=700))
        drawing.add(
            '<g class="label-text">' + words(drawing, 112, y + 72, told, anchor="start", weight=600, size=40) + "</g>"
        )
        if number == 0:
            for k, name in enumerate(FLEXORS):
                drawing.add(
                    drawing.pointed(
                        name.replace(" ", "-"),
                        at[name],
                        (800, under + 120 + 66 * k),
                        "end",
                        (560 + 150 * k, under + 190),
                    )
                )
    return drawing.save()


def band_knee_lift(stage: Stage, folder: Path) -> int:
    drawing = Drawing("band-knee-lift", "The band knee lift: start and end", folder, 1680, 1190)
    scale, box = 580, (-0.40, 0.68, -0.94, 0.83)
    for number, (leg, foot, told) in enumerate((((-5, -38), -4, "start"), ((76, -7), 0, "knee up"))):
        figure = Figure(
            pelvis=3, right_leg=leg, left_leg=(2, -2), right_arm=(34, 76), left_arm=(34, 76), right_foot=foot
        )
        x, y = 840 * number + 213, 100
        man = person(figure, box, scale, x, y)
        flesh, at = inside(stage, figure, box, scale, x, y, drawing)
        low, post = man.floor, man.at(-0.60, 0)[0]
        top, back, seat = man.at(0, 0.17)[1], man.at(0.515, 0)[0], man.at(0, -0.40)[1]
        ankle = man.joint("foot.R")
        drawing.add(block(post - 26, low - 320, post + 26, low, 8))
        drawing.add(
            block(back, top, back + 24, low, 8)
            + block(back, seat, x - 213 + 836, seat + 26, 8)
            + block(x - 213 + 806, seat + 26, x - 213 + 826, low, 4)
        )
        drawing.add(floor(x - 199, x + 613, low + 6) + man.svg + flesh)
        way = f"M{post + 26:.0f} {low - 70:.0f}L{ankle[0]:.0f} {ankle[1] - 12:.0f}"
        drawing.add(
            "".join(
                f'<path d="{way}" stroke="{paint_of(role)}" stroke-width="{width}" stroke-linecap="round"/>'
                for role, width in (("line", 18), ("good", 11))
            )
        )
        drawing.add(drawing.both(x - 183, 72, told, size=50, weight=700))
        if number:
            drawing.add(arrow([man.at(0.40, -0.36), man.at(0.45, -0.25), man.at(0.43, -0.13)], "ink"))
        else:
            for name in FLEXORS:
                drawing.label(name.replace(" ", "-"), at[name], "left")
            drawing.add(drawing.labelled(372, 1640, 200, 760, narrow=(190, 1640)))
    return drawing.save()


def side_lying_stretch(stage: Stage, folder: Path) -> int:
    drawing = Drawing("side-lying-stretch", "The side-lying stretch, seen from above", folder, 1640, 1180)
    scale, box = 1000, (-0.84, 0.50, -0.46, 0.64)
    figure = Figure(
        pelvis=102,
        trunk=92,
        head=80,
        right_leg=(82, -62),
        left_leg=(196, 96),
        right_arm=(66, 60),
        left_arm=(150, 200),
        right_foot=-40,
    )
    x, y = 24, 40
    man = person(figure, box, scale, x, y)
    flesh, at = inside(stage, figure, box, scale, x, y, drawing)
    head = man.joint("head")
    drawing.add(
        f'<rect x="{head[0] - 190:.0f}" y="{head[1] - 190:.0f}" width="270" height="380" rx="60" '
        f'fill="{paint_of("disc")}" stroke="{paint_of("line")}" stroke-width="3"/>'
    )
    drawing.add(man.svg + flesh)
    drawing.add(arrow([man.at(0.41, -0.21), man.at(0.38, -0.27), man.at(0.30, -0.31)], "ink"))
    # Far enough down that no line runs over the end of another.
    for row, name in enumerate(reversed(FLEXORS)):
        to = (1272, 584 + 72 * row), (1550, 640 + 135 * row)
        drawing.add(drawing.pointed(name.replace(" ", "-"), at[name], to[0], narrow=to[1]))
    return drawing.save()


def standing_stretch(stage: Stage, folder: Path) -> int:
    drawing = Drawing("standing-stretch", "The standing hip stretch with a chair", folder, 1640, 1300, 0.6)
    scale, box = 740, (-0.42, 0.55, -0.86, 0.82)
    x, y = 352, 20
    figure = Figure(
        pelvis=9,
        right_leg=(-15, -24),
        left_leg=(25, -6),
        right_arm=(24, 60),
        left_arm=(26, 62),
        right_foot=19,
        left_foot=4,
        grip=True,
    )
    man = person(figure, box, scale, x, y)
    flesh, at = inside(stage, figure, box, scale, x, y, drawing)
    low, back, front = man.floor, man.at(0.346, 0)[0], man.at(0.79, 0)[0]
    top, seat = man.at(0, 0.075)[1], man.at(0, -0.38)[1]
    drawing.add(
        block(back, top, back + 34, low, 8)
        + block(back, seat, front, seat + 32, 8)
        + block(front - 44, seat + 32, front - 10, low, 4)
    )
    drawing.add(floor(352, 1288, low + 6) + man.svg + flesh)
    drawing.add(arrow([man.at(-0.165, 0.01), man.at(-0.20, -0.06), man.at(-0.145, -0.12)], "good"))
    for name in FLEXORS:
        # Rectus femoris further down, so that the line to it passes below the arrow.
        x, y = at[name]
        drawing.label(name.replace(" ", "-"), (x - 20, y + 56) if name == "rectus femoris" else (x, y), "left")
    drawing.add(drawing.labelled(500, 1290))
    return drawing.save()


def floor_look(stage: Stage, folder: Path) -> int:
    drawing = Drawing("floor-look", "A look on the floor: two outcomes", folder, 1640, 1490)
    scale, box = 850, (-0.84, 1.02, -0.20, 0.47)
    for number, (thigh, shin, told) in enumerate(((82, 90, ["thigh", "comes down"]), (98, 74, ["thigh", "stays up"]))):
        figure = _held_knee(thigh, shin)
        top = (20, 790)[number]
        x, y = 30, top + 66
        man = person(figure, box, scale, x, y)
        flesh, at = inside(stage, figure, box, scale, x, y, drawing)
        drawing.add(floor(20, 1620, man.floor + 6) + man.svg + flesh)
        # Where to look or feel: just above the knee. From below, where nothing lies in the way.
        look = man.joint("lowerleg01.R")[0] - 105
        drawing.add(arrow([(look, man.floor + k) for k in (110, 80, 46)], "ink"))
        drawing.add(drawing.text(24, top + 76, "AB"[number], size=84, weight=700))
        for row, line in enumerate(told):
            drawing.add(drawing.both(120, top + 62 + 76 * row, line, size=48, weight=700))
        if number == 0:
            for name, left in zip(FLEXORS, (240, 470, 745), strict=True):
                drawing.add(
                    drawing.pointed(
                        name.replace(" ", "-"), at[name], (left, man.floor + 50), "middle", (left, man.floor + 88)
                    )
                )
    return drawing.save()


def pelvic_tilt(stage: Stage, folder: Path) -> int:
    drawing = Drawing("pelvic-tilt", "Three positions of the pelvis", folder, 1680, 1094)
    scale, box = 1330, (-0.205, 0.205, -0.30, 0.36)
    for number, (tilt, told, brief, term) in enumerate(
        (
            (-14, ["tilted forward", "(anterior)"], ["tilted", "forward"], "anterior-pelvic-tilt"),
            (0, ["between", "the two"], ["in", "between"], "pelvis"),
            (14, ["tilted back", "(posterior)"], ["tilted", "back"], "posterior-pelvic-tilt"),
        )
    ):
        figure = Figure(pelvis=tilt, right_arm=(60, 60), left_arm=(60, 60))
        x, y = 10 + number * 560, 168
        outline = _torso(figure, box, scale, x, y)
        flesh, at = inside(
            stage,
            figure,
            box,
            scale,
            x,
            y,
            drawing,
            names=DEEP,
            bone_opacity=1,
            pixels=0.8,
            bones=("hip", "sacrum", "femur"),
        )
        centre = x + 272
        title = "".join(
            drawing.both(centre, 58 + 80 * row, line, size=46, weight=700, anchor="middle", narrow=short)
            for row, (line, short) in enumerate(zip(told, brief, strict=True))
        )
        drawing.add(outline + flesh)
        linked = f'<a data-term="{term}">{title}</a>' if number != 1 else title
        drawing.add(
            drawing.part(term, f"<g>{linked}{_tilt_mark(stage, tilt, box, scale, x, y)}</g>")
            if number != 1
            else linked + _tilt_mark(stage, tilt, box, scale, x, y)
        )
        if number == 1:
            above = (x + (-0.037 + FORWARD - box[0]) * scale, y + (box[3] - 0.036) * scale)
            spots = {"psoas-major": at["psoas major"], "iliacus": at["iliacus"], "pelvis": above}
            for row, (term, spot) in enumerate(spots.items()):
                to = at["psoas major"][1] - 20 + 145 * row
                drawing.add(drawing.pointed(term, spot, (x + 425, to), narrow=(x + 548, to)))
    return drawing.save()


def _torso(figure: Figure, box, scale: float, x: float, y: float) -> str:
    """Return the outline of trunk and thighs as a pale shape, arms left out."""
    body = the_body()
    shape, _ = body.shape(figure)
    hip = body.joint("upperleg01.R")
    keep = ~np.isin(body.parts, (1, 2))
    box = (hip[0] + box[0], hip[0] + box[1], hip[1] + box[2], hip[1] + box[3])
    picture = picture_of(
        [Shape("body", shape.points, shape.faces[keep])], box, round(scale * (box[3] - box[2]) * 0.5), rays=0
    )
    frame = Frame(scale * (box[3] - box[2]) / picture.which.shape[0], x, y)
    return (
        f'<path fill="{paint_of("skin")}" fill-opacity=".45" stroke="{paint_of("ink-soft")}" stroke-width="3" '
        f'd="{mask_outline(picture.mask("body"), frame, 1.2, 0.6)}"/>'
    )


def _tilt_mark(stage: Stage, tilt: float, box, scale: float, x: float, y: float) -> str:
    """Return the line through front and back spine of the hip bone, and the way it turned."""
    place = stage.place(Pose(pelvis=tilt))

    def spot(point):
        left, _, _, top = _around(stage, Figure(pelvis=tilt), box)
        return x + (point[0] - left) * SIZE * scale, y + (top - point[1]) * SIZE * scale

    front, back = (spot(place("pelvis", np.array([p]))[0]) for p in ((0.003, -0.006, 0), (-0.132, 0.016, 0)))
    out = (
        f'<path d="M{back[0]:.0f} {back[1]:.0f}L{front[0]:.0f} {front[1]:.0f}" stroke="{paint_of("ink")}" stroke-width="4" stroke-dasharray="12 9"/>'
        + "".join(f'<circle cx="{p[0]:.0f}" cy="{p[1]:.0f}" r="11" fill="{paint_of("ink")}"/>' for p in (front, back))
    )
    if tilt:
        way = 1 if tilt < 0 else -1
        px = front[0] + 74
        out += arrow([(px, front[1] - 70 * way), (px + 26, front[1]), (px, front[1] + 56 * way)], "ink")
    return out


def sitting(stage: Stage, folder: Path) -> int:
    drawing = Drawing("sitting", "Sitting, with the hip flexors drawn in", folder, 1640, 1330, 0.75)
    scale, box = 860, (-0.40, 0.68, -0.62, 0.90)
    x, y = 330, 20
    figure = Figure(pelvis=6, trunk=2, right_leg=(88, 0), left_leg=(88, 0), right_arm=(18, 62), left_arm=(18, 62))
    man = person(figure, box, scale, x, y, pixels=0.75)
    flesh, at = inside(stage, figure, box, scale, x, y, drawing)
    seat, back = man.at(0, -0.094)[1], man.at(-0.165, 0)[0]
    drawing.add(
        block(back - 46, man.at(0, 0.47)[1], back - 6, seat + 40, 18)
        + block(back - 30, seat, man.at(0.26, 0)[0], seat + 52, 22)
        + block(back, seat + 52, back + 34, man.floor, 6)
        + block(man.at(0.2, 0)[0], seat + 52, man.at(0.24, 0)[0], man.floor, 6)
    )
    drawing.add(floor(200, 1560, man.floor + 6) + man.svg + flesh)
    drawing.label("psoas-major", at["psoas major"], "left")
    drawing.label("iliacus", at["iliacus"], "left")
    drawing.label("rectus-femoris", at["rectus femoris"], "right")
    drawing.add(drawing.labelled(330, 1200))
    return drawing.save()


def bridge_and_march(stage: Stage, folder: Path) -> int:
    drawing = Drawing("bridge-and-march", "Hip bridge and standing march", folder, 1680, 1330)
    scale = 680
    box = (-0.86, 0.66, -0.46, 0.40)
    figure = Figure(
        pelvis=119,
        trunk=118,
        head=92,
        right_leg=(118, -2),
        left_leg=(118, -2),
        right_arm=(82, 88),
        left_arm=(82, 88),
        arm_out=(10, 10),
    )
    man = person(figure, box, scale, 10, 560)
    flesh, at = inside(stage, figure, box, scale, 10, 560, drawing, names=("psoas major", "rectus femoris"), spine=True)
    glutes = picture_of(
        stage.muscle("gluteus maximus", pose_of(figure)), _around(stage, figure, box), round(scale * 0.86 * 0.8), rays=6
    )
    frame = Frame(scale * 0.86 / glutes.which.shape[0], 10, 560)
    glute = drawing.part(
        "gluteus-maximus", stage.draw(glutes, "gluteus maximus", frame, fill="muscle-glute", detail=1.6)
    )
    drawing.add(floor(20, 1050, man.floor + 6) + man.svg + flesh + glute)
    drawing.add(arrow([man.at(-0.13, -0.30), man.at(-0.13, -0.26), man.at(-0.13, -0.19)], "ink"))
    drawing.add(drawing.both(40, 470, "bridge: lift the hips", size=48, weight=700, narrow="bridge"))
    spot = tuple(frame([_deepest(glutes, "gluteus maximus")])[0])
    drawing.add(
        drawing.pointed(
            "gluteus-maximus", spot, (spot[0] + 20, man.floor + 46), "middle", (spot[0] + 20, man.floor + 90)
        )
    )
    box = (-0.20, 0.63, -0.90, 0.83)
    figure = Figure(pelvis=4, right_leg=(92, 4), left_leg=(0, 0), right_arm=(34, 74), left_arm=(-16, 6))
    man2 = person(figure, box, scale, 1105, 86)
    flesh, at = inside(stage, figure, box, scale, 1105, 86, drawing)
    drawing.add(floor(1130, 1660, man2.floor + 6) + man2.svg + flesh)
    drawing.add(arrow([man2.at(0.42, -0.30), man2.at(0.47, -0.2), man2.at(0.44, -0.06)], "ink"))
    drawing.add(drawing.both(1660, 68, "march: lift the knee", size=48, anchor="end", weight=700, narrow="march"))
    for name in FLEXORS:
        # Rectus femoris further out and iliacus higher up, so that the line to the one passes below the other.
        x, y = at[name]
        x, y = {"rectus femoris": (x + 52, y), "iliacus": (x - 10, y - 26)}.get(name, (x, y))
        drawing.label(name.replace(" ", "-"), (x, y), "left")
    drawing.add(drawing.labelled(1050, 1640, 120, 700, narrow=(990, 1640)))
    return drawing.save()


def _deepest(picture: Picture, name: str) -> tuple[float, float]:
    return middle(picture.mask(name))


def _around(stage: Stage, figure: Figure, box) -> tuple[float, float, float, float]:
    """Return what the skeleton's picture must hold so that it lies in the body's `box`."""
    lift = np.radians(figure.pelvis)
    x, y, _ = stage.skeleton.head - FORWARD / SIZE * np.array([np.cos(lift), np.sin(lift), 0])
    return x + box[0] / SIZE, x + box[1] / SIZE, y + box[2] / SIZE, y + box[3] / SIZE


def gait_strip(stage: Stage, folder: Path) -> int:
    drawing = Drawing("gait-strip", "One stride of the right leg, and when the hip flexors work", folder, 1680, 1050)
    scale, box = 338, (-0.48, 0.485, -0.90, 0.83)
    steps = (
        Figure(
            right_leg=(24, 18),
            left_leg=(-16, -40),
            right_arm=(-24, -10),
            left_arm=(18, 36),
            left_foot=-22,
            right_foot=6,
        ),
        Figure(right_leg=(2, -4), left_leg=(14, -52), right_arm=(-4, 8), left_arm=(-2, 10)),
        Figure(
            pelvis=-3, right_leg=(-14, -22), left_leg=(22, 16), right_arm=(18, 36), left_arm=(-22, -8), right_foot=-8
        ),
        Figure(right_leg=(14, -52), left_leg=(4, -2), right_arm=(6, 20), left_arm=(-8, 6), right_foot=-14),
        Figure(right_leg=(27, 6), left_leg=(-10, -16), right_arm=(-20, -6), left_arm=(16, 32), left_foot=-6),
    )
    centres = [20 + k * 326 + 168 for k in range(5)]
    base = 0
    for number, figure in enumerate(steps):
        x = 20 + number * 326
        man = person(figure, box, scale, x, 0, pixels=1.1, detail=1.7)
        flesh, _ = inside(
            stage,
            figure,
            box,
            scale,
            x,
            0,
            drawing,
            names=("psoas major", "iliacus"),
            bones=("hip", "femur"),
            spine=False,
            pixels=1.1,
            lines=0,
            detail=1.8,
        )
        base = base or man.floor + 24
        drawing.add(f'<g transform="translate(0 {base - man.floor:.0f})">{man.svg}{flesh}</g>')
    drawing.add(floor(20, 1660, base + 5))
    top, bottom = 702, 786
    edge = (centres[2] + centres[3]) / 2

    def span(x, right, role, dash=""):
        return f'<rect x="{x:.0f}" y="{top}" width="{right - x:.0f}" height="{bottom - top}" rx="10" fill="{paint_of(role)}" stroke="{paint_of("ink" if role == "thing" else "line")}" stroke-width="3"/>'

    def text(x, words):
        return (
            f'<g class="label-text">{drawing.text(x, (top + bottom) / 2 + 13, words, anchor="middle", weight=600)}</g>'
        )

    def number(x, term, y):
        return f'<g class="label-number" display="none">{drawing.text(x, y, str(drawing.number(term)), size=drawing.number_size, anchor="middle", weight=700)}</g>'

    for term, x, right in (("stance-phase", 30, edge - 8), ("swing-phase", edge + 8, 1650)):
        middle_x = (x + right) / 2
        drawing.add(
            drawing.part(
                term,
                span(x, right, "thing")
                + f'<a data-term="{term}">{text(middle_x, drawing.text_of(term))}{number(middle_x, term, (top + bottom) / 2 + 28)}</a>',
            )
        )
    top, bottom = 810, 866
    for term, x, right in (
        ("eccentric-contraction", centres[1] + 150, edge - 30),
        ("concentric-contraction", edge - 14, centres[4] - 60),
    ):
        # Both muscles do both, so each bar has the hue of both.
        half = f'<path d="M{x + 2:.0f} {(top + bottom) / 2:.0f}H{right - 2:.0f}V{bottom - 10}q0 8 -8 8H{x + 10:.0f}q-8 0 -8 -8z" fill="{paint_of("muscle-iliacus")}"/>'
        drawing.add(drawing.part(term, span(x, right, "muscle-psoas") + half))
    top = 870
    for term, x, right, lines in (
        ("eccentric-contraction", centres[1] + 150, edge - 30, ["flexors brake", "the thigh"]),
        ("concentric-contraction", edge - 14, centres[4] - 60, ["flexors pull", "the thigh forward"]),
    ):
        middle_x = (x + right) / 2
        drawing.add(
            f'<a data-term="{term}"><g class="label-text">{words(drawing, middle_x, top + 44, lines, weight=600, size=40)}</g>{number(middle_x, term, 942)}</a>'
        )
    drawing.add(
        f'<g class="label-text">{drawing.text(20, 1030, "The bars show the idea, not measurements.", size=TEXT - 2, role="ink-soft")}</g>'
    )
    return drawing.save()


def sit_up_phases(stage: Stage, folder: Path) -> int:
    drawing = Drawing("sit-up-phases", "The sit-up: first the belly muscles, then the hip flexors", folder, 1640, 1640)
    scale, box = 630, (-0.84, 0.73, -0.20, 0.84)
    legs = {"right_leg": (142, 37), "left_leg": (142, 37), "right_foot": -39, "left_foot": -39}
    phases = (
        (Figure(pelvis=92, trunk=90, head=86, right_arm=(88, 96), left_arm=(88, 96), **legs), ["start"], ""),
        (
            Figure(pelvis=93, trunk=72, head=52, right_arm=(82, 98), left_arm=(82, 98), **legs),
            ["curl-up:", "belly muscles"],
            "curl-up",
        ),
        (
            Figure(pelvis=42, trunk=10, head=6, right_arm=(70, 98), left_arm=(70, 98), **legs),
            ["sit-up:", "hip flexors"],
            "sit-up",
        ),
    )
    for number, (figure, told, term) in enumerate(phases):
        x, y = 620, (-265, 205, 905)[number]
        man = person(figure, box, scale, x, y)
        # The body's back bends less sharply than its bones, which would come out behind.
        bent = Pose(pelvis=34, thigh=142 - LEAN, knee=105, trunk=4) if number == 2 else None
        flesh, at = inside(stage, figure, box, scale, x, y, drawing, pose=bent)
        drawing.add(floor(330, 1610, man.floor + 6) + man.svg + flesh)
        title = "".join(
            drawing.both(30, man.floor - 190 + 72 * row, line, size=48, weight=700) for row, line in enumerate(told)
        )
        drawing.add(drawing.part(term, f'<a data-term="{term}">{title}</a>') if term else title)
        if number == 2:
            for name in FLEXORS:
                drawing.label(name.replace(" ", "-"), at[name], "left")
            drawing.add(drawing.labelled(880, 1600, man.floor - 480, man.floor - 40, narrow=(800, 1600)))
    return drawing.save()


def movement_words(stage: Stage, folder: Path) -> int:
    drawing = Drawing("movement-words", "Four movements of the hip", folder, 1680, 960)
    scale = 425
    side, front = (-0.34, 0.50, -0.93, 0.86), (-0.34, 0.34, -0.93, 0.86)
    moves = (
        (
            "hip-flexion",
            Figure(right_leg=(60, -4), right_arm=(-10, 6)),
            RIGHT_SIDE,
            side,
            [(0.06, -0.52), (0.30, -0.50), (0.40, -0.34)],
        ),
        (
            "hip-extension",
            Figure(right_leg=(-20, -32), right_arm=(10, 24)),
            RIGHT_SIDE,
            side,
            [(0.02, -0.72), (-0.12, -0.78), (-0.24, -0.70)],
        ),
        (
            "hip-abduction",
            Figure(leg_out=(28, 0), arm_out=(16, 16)),
            FRONT,
            front,
            [(-0.16, -0.76), (-0.26, -0.76), (-0.36, -0.64)],
        ),
        (
            "hip-adduction",
            Figure(leg_out=(-14, 6), right_leg=(8, 6), arm_out=(16, 16)),
            FRONT,
            front,
            [(-0.20, -0.66), (-0.10, -0.74), (-0.01, -0.70)],
        ),
    )
    for number, (term, figure, view, box, bend) in enumerate(moves):
        box = (
            (-0.42, 0.57, -0.93, 0.86),
            (-0.63, 0.36, -0.93, 0.86),
            (-0.635, 0.355, -0.93, 0.86),
            (-0.50, 0.49, -0.93, 0.86),
        )[number]
        x = number * 420
        man = person(figure, box, scale, x, 110, view=view, pixels=0.9, detail=1.6)

        def spot(px, py):
            return (x + (px - box[0]) * scale, 110 + (box[3] - py) * scale)

        title = words(drawing, x + 210, 60, [drawing.text_of(term)], weight=700, size=42)
        marks = "".join(arrow([spot(*p) for p in bend], "warn", 10))
        drawing.add(
            man.svg
            + drawing.part(
                term,
                f'<a data-term="{term}" class="label-text">{title}</a>'
                f'<a data-term="{term}" class="label-number" display="none">{words(drawing, x + 210, 80, [str(number + 1)], weight=700, size=drawing.number_size)}</a>{marks}',
            )
        )
        drawing.add(floor(x + 30, x + 400, man.floor + 5))
    return drawing.save()


def body_locator(stage: Stage, folder: Path) -> int:
    drawing = Drawing("body-locator", "Where the hip flexors lie in the body", folder, 1640, 1520, 0.6)
    scale, box, left, top = 820, (-0.50, 0.50, -0.95, 0.88), 410, 10
    man = person(Figure(arm_out=(26, 26), leg_out=(-9, -9)), box, scale, left, top, view=FRONT, pixels=0.75)
    drawing.add(man.svg)
    # Seen from the front the bones may keep their size: this body has wide hips.
    low, high = stage.skeleton.head[1] + box[2], stage.skeleton.head[1] + box[3]
    around, height = (box[0], box[1], low, high), round(scale * (high - low) * 1.1)
    frame = Frame(scale * (high - low) / height, left, top)

    def seen(bones: tuple[str, ...], flesh: tuple[str, ...]) -> Picture:
        shapes = stage.bones(names=bones) + [s for name in flesh for s in stage.muscle(name)]
        middle_line = [s for s in shapes if s.name in SPINE]
        pairs = [s for s in shapes if s.name not in SPINE]
        picture = cast(middle_line + pairs + [s.mirrored(f"{s.name} L") for s in pairs], FRONT, around, height, 6)
        tidy(picture)
        return picture

    back = seen(("hip", "femur", "patella", *SPINE), ())
    look = {"detail": 1.9, "shades": (0.66, 0.45), "highlight": False, "line_width": 2.2}
    drawn = {
        name: stage.draw(back, name.removesuffix(" L"), frame, " L" if name.endswith(" L") else "", **look)
        for name in by_depth(back)
    }
    spine = "".join(drawn.pop(name) for name in list(drawn) if name in SPINE and name != "sacrum")
    drawing.add(f'<g opacity=".85">{"".join(drawn.values())}{drawing.part("lumbar-spine", spine)}</g>')
    front = seen(("hip", "femur", *SPINE), FLEXORS)
    for name in FLEXORS:
        both = "".join(stage.draw(front, name, frame, side, lines=4, **look) for side in ("", " L"))
        drawing.add(drawing.part(name.replace(" ", "-"), both))

    def spot(x: float, y: float) -> tuple[float, float]:
        return (left + (x - box[0]) * scale, top + (high - y) * scale)

    _, y, z = stage.skeleton.head
    drawing.add(drawing.part("hip-joint", ring(spot(-z, y), 24) + ring(spot(z, y), 24)))
    for term, at, side in (
        ("psoas-major", spot(-0.037, 0.12), "left"),
        ("iliacus", spot(-0.095, 0.01), "left"),
        ("lumbar-spine", spot(0.002, 0.15), "right"),
        ("hip-joint", spot(z, y), "right"),
        ("rectus-femoris", spot(0.108, -0.22), "right"),
    ):
        drawing.label(term, at, side)
    drawing.add(drawing.labelled(330, 1310))
    return drawing.save()
