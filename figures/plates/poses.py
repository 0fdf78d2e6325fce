"""People in positions, with the muscles drawn into them."""
from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from body import Body, Figure, paint_body
from cast import RIGHT_SIDE, Picture, Shape, cast
from drawing import TEXT, Drawing
from plates.side import picture_of
from stage import SPINE, Pose, Stage, by_depth
from trace import Frame, paint_of, tidy

FORWARD = .022
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


def person(figure: Figure, box: tuple[float, float, float, float], scale: float, x: float, y: float, *, pixels: float = .8,
           detail: float = 1.3) -> Person:
    """Return a figure drawn at `scale` units per metre; `box` is left, right, bottom, top in metres from the right hip."""
    body = the_body()
    shape, places = body.shape(figure)
    hip = body.joint("upperleg01.R")
    around = (hip[0] + box[0], hip[0] + box[1], hip[1] + box[2], hip[1] + box[3])
    height = round(scale * (box[3] - box[2]) * pixels)
    picture = cast([shape], RIGHT_SIDE, around, height, 8)
    frame = Frame(scale * (box[3] - box[2]) / height, x, y)
    floor = frame([picture.at((0, shape.points[:, 1].min(), 0))])[0][1]
    return Person(paint_body(body, picture, frame, detail=detail), frame, picture, places, floor)


def pose_of(figure: Figure) -> Pose:
    thigh, shin = figure.right_leg
    return Pose(figure.pelvis, thigh, thigh - shin, figure.trunk)


def inside(stage: Stage, figure: Figure, box, scale: float, x: float, y: float, drawing: Drawing, *, names=FLEXORS,
           bones=("hip", "sacrum", "femur", "patella"), spine: bool = True, bone_opacity: float = .62, pixels: float = .9,
           wash: bool = True, lines: int = 4, detail: float = 1.7) -> tuple[str, dict[str, tuple[float, float]]]:
    """Return the right side's bones (see-through) and muscles for the figure, and a point on each muscle."""
    # The skeleton sits a little further forward in this body than their hip joints say.
    pose, lift = pose_of(figure), np.radians(figure.pelvis)
    head = stage.skeleton.head - FORWARD * np.array([np.cos(lift), np.sin(lift), 0])
    around = (head[0] + box[0], head[0] + box[1], head[1] + box[2], head[1] + box[3])
    height = round(scale * (box[3] - box[2]) * pixels)
    frame = Frame(scale * (box[3] - box[2]) / height, x, y)
    kept = tuple(bones) + (SPINE if spine else ())
    back = picture_of(stage.bones(pose, tuple(n for n in kept if n != "hip")), around, height, rays=6)
    under = "".join(stage.draw(back, name, frame, detail=1.9, shades=(.66, .45)) for name in by_depth(back))
    deep = picture_of([s for n in names if n in DEEP for s in stage.muscle(n, pose)] + stage.bones(pose, ("femur", *SPINE)),
                      around, height, rays=6)
    look = dict(lines=lines, detail=detail, shades=(.70, .46), highlight=False, line_width=2.2)
    parts = [f'<g opacity="{bone_opacity:g}">{under}</g>']
    anchors = {}
    from trace import middle
    term = lambda name: name.replace(" ", "-")
    part = lambda name, svg: drawing.part(term(name), svg) if term(name) in drawing.terms else svg
    for name in names:
        if name in DEEP:
            parts.append(part(name, stage.draw(deep, name, frame, **look)))
            anchors[name] = tuple(frame([middle(deep.mask(name))])[0])
    if "hip" in bones:
        hip = picture_of(stage.bones(pose, ("hip",)), around, height, rays=6)
        parts.append(part("pelvis", f'<g opacity=".40">{stage.draw(hip, "hip", frame, detail=1.7, shades=(.66, .45))}</g>'))
    for name in names:
        if name not in DEEP:
            one = picture_of(stage.muscle(name, pose), around, height, rays=6)
            parts.append(part(name, stage.draw(one, name, frame, **look)))
            anchors[name] = tuple(frame([middle(one.mask(name))])[0])
    return "".join(parts), anchors


def floor(x: float, right: float, y: float) -> str:
    return f'<path d="M{x:.0f} {y:.0f}H{right:.0f}" stroke="{paint_of("ink-soft")}" stroke-width="6" stroke-linecap="round"/>'


def block(x: float, y: float, right: float, bottom: float, round_: float = 12) -> str:
    return (f'<rect x="{x:.0f}" y="{y:.0f}" width="{right - x:.0f}" height="{bottom - y:.0f}" rx="{round_:g}" '
            f'fill="{paint_of("thing")}" stroke="{paint_of("line")}" stroke-width="3"/>')


def verdict(x: float, y: float, right: bool) -> str:
    """Return a tick or a cross in a disc: shape as well as colour says which."""
    mark = "M-20 2l14 15 28 -34" if right else "M-17 -17l34 34M17 -17l-34 34"
    return (f'<circle cx="{x:.0f}" cy="{y:.0f}" r="40" fill="{paint_of("good" if right else "warn")}"/>'
            f'<path transform="translate({x:.0f} {y:.0f})" d="{mark}" fill="none" stroke="{paint_of("panel")}" stroke-width="9" '
            'stroke-linecap="round" stroke-linejoin="round"/>')


def arrow(points: list[tuple[float, float]], role: str = "ink", width: float = 8) -> str:
    """Return a curved arrow through two or three points (start, bend, end)."""
    (x0, y0), *bend, (x1, y1) = points
    bx, by = bend[0] if bend else ((x0 + x1) / 2, (y0 + y1) / 2)
    way = np.array([x1 - bx, y1 - by])
    way = way / np.linalg.norm(way)
    side = np.array([-way[1], way[0]])
    tip, base = np.array([x1, y1]) + way * 22, np.array([x1, y1]) - way * 12
    head = [tip, base + side * 22, base - side * 22]
    return (f'<path d="M{x0:.0f} {y0:.0f}Q{bx:.0f} {by:.0f} {x1:.0f} {y1:.0f}" fill="none" stroke="{paint_of(role)}" '
            f'stroke-width="{width:g}" stroke-linecap="round"/>'
            f'<path d="M{"L".join(f"{p[0]:.0f} {p[1]:.0f}" for p in head)}z" fill="{paint_of(role)}"/>')


def words(drawing: Drawing, x: float, y: float, lines: list[str], *, anchor: str = "middle", weight: int = 400, size: float = 42,
          role: str = "ink") -> str:
    return "".join(drawing.text(x, y + k * size * 1.16, line, size=size, anchor=anchor, weight=weight, role=role)
                   for k, line in enumerate(lines))


def half_kneeling_stretch(stage: Stage, folder: Path) -> int:
    drawing = Drawing("half-kneeling-stretch", "The half-kneeling stretch, right and overarched", folder, 1640, 1330)
    scale, box = 715, (-.575, .575, -.50, .86)
    for number, figure in enumerate((
            Figure(pelvis=12, right_leg=(-8, -91), left_leg=(93, 2), right_arm=(16, 52), left_arm=(20, 56), right_foot=-62),
            Figure(pelvis=-22, trunk=15, head=8, right_leg=(-14, -91), left_leg=(90, 2), right_arm=(18, 54), left_arm=(22, 58),
                   right_foot=-62))):
        x, y = number * 820, 96
        man = person(figure, box, scale, x, y)
        flesh, at = inside(stage, figure, box, scale, x, y, drawing)
        knee = man.joint("lowerleg01.R")
        drawing.add(floor(x + 14, x + 806, man.floor + 6) + block(knee[0] - 90, knee[1] + 36, knee[0] + 70, man.floor + 3)
                    + man.svg + flesh)
        drawing.add(verdict(x + 60, 62, number == 0))
        drawing.add(words(drawing, x + 120, 78, ["pelvis tucked" if number == 0 else "low back arched"], anchor="start", weight=700, size=50))
        if number == 0:
            drawing.add(arrow([man.at(-.17, .03), man.at(-.21, -.05), man.at(-.15, -.115)], "good"))
            for name in FLEXORS:
                drawing.label(name.replace(" ", "-"), at[name], "left")
        else:
            drawing.add(arrow([man.at(-.17, -.05), man.at(-.24, .05), man.at(-.17, .15)], "warn"))
    drawing.add(drawing.labelled(300, 1640))
    return drawing.save()


def couch_stretch(stage: Stage, folder: Path) -> int:
    drawing = Drawing("couch-stretch", "The couch stretch", folder, 1640, 1330)
    scale, box = 840, (-.62, .60, -.52, .90)
    x, y = 360, 30
    figure = Figure(pelvis=10, trunk=0, right_leg=(-4, -138), left_leg=(93, 2), right_arm=(16, 52), left_arm=(20, 56), right_foot=-40)
    man = person(figure, box, scale, x, y, pixels=.75)
    flesh, at = inside(stage, figure, box, scale, x, y, drawing, bones=("hip", "sacrum", "femur", "patella", "tibia"))
    knee, foot = man.joint("lowerleg01.R"), man.joint("foot.R")
    back = foot[0] - 95
    drawing.add(block(back - 190, foot[1] - 330, back - 40, man.floor, 40) + block(back - 190, foot[1] + 65, knee[0] - 150, man.floor, 30))
    drawing.add(floor(60, 1560, man.floor + 6) + block(knee[0] - 95, knee[1] + 44, knee[0] + 80, man.floor + 3) + man.svg + flesh)
    for name in FLEXORS:
        drawing.label(name.replace(" ", "-"), at[name], "right")
    drawing.add(drawing.labelled(300, 1330))
    return drawing.save()


def modified_thomas_test(stage: Stage, folder: Path) -> int:
    drawing = Drawing("modified-thomas-test", "The modified Thomas test: three outcomes", folder, 1640, 2130)
    scale, box = 800, (-.98, .62, -.47, .42)
    outcomes = ((78, -8, ["Thigh level or lower,", "knee well bent"]), (112, 18, ["Thigh stays", "above the table line"]),
                (82, 36, ["Knee stays", "straighter"]))
    for number, (thigh, shin, told) in enumerate(outcomes):
        figure = Figure(pelvis=100, trunk=90, head=84, right_leg=(thigh, shin), left_leg=(206, 80), right_arm=(122, 104),
                        left_arm=(124, 106), right_foot=-20, left_foot=-10)
        x, y = 330, 10 + number * 706
        man = person(figure, box, scale, x, y)
        flesh, at = inside(stage, figure, box, scale, x, y, drawing, bones=("hip", "sacrum", "femur", "patella"))
        under = man.at(0, -.135)[1]
        edge = man.at(.03, 0)[0]
        line = man.at(0, 0)[1]
        drawing.add(block(330, under, edge, under + 58) + block(400, under + 58, 440, y + 700, 4) + block(edge - 110, under + 58, edge - 70, y + 700, 4))
        drawing.add(man.svg + flesh)
        drawing.add(f'<path d="M{edge - 40:.0f} {line:.0f}H1600" stroke="{paint_of("ink")}" stroke-width="4" stroke-dasharray="16 12"/>')
        drawing.add(drawing.text(30, y + 110, str(number + 1), size=84, weight=700))
        drawing.add('<g class="label-text">' + words(drawing, 96, y + 84, told, anchor="start", weight=600, size=40) + "</g>")
        if number == 0:
            drawing.label("psoas-major", at["psoas major"], "right")
            drawing.label("iliacus", at["iliacus"], "right")
            drawing.label("rectus-femoris", at["rectus femoris"], "right")
            drawing.add(drawing.labelled(0, 1330, y + 40, y + 620))
    return drawing.save()
