"""Where the psoas major begins: its bundles from T12 to L5."""

from __future__ import annotations

from pathlib import Path
from trace import Frame, mask_outline, middle, paint, paint_of

import muscles
from cast import view_from
from drawing import Drawing
from plates.side import picture_of, ring
from stage import ROLES, SPINE, Stage, by_depth

LEVELS = {"thoracic12": "T12", "lumbar1": "L1", "lumbar2": "L2", "lumbar3": "L3", "lumbar4": "L4", "lumbar5": "L5"}


def psoas_slips(stage: Stage, folder: Path) -> int:
    drawing = Drawing("psoas-slips", "The bundles of psoas major from T12 to L5", folder, 1640, 1760, 0.6)
    view = view_from(28, 4)
    box, height = (-0.168, 0.055, -0.195, 0.262), 1720
    frame = Frame(1, 410, 20)
    bundles = muscles.psoas_fascicles()
    shapes = stage.bones(names=SPINE + ("hip", "femur"))
    for name, muscle in bundles.items():
        shapes += [muscles.surface(f"slip {name}", muscle, muscles.standing, stage.skeleton)]
    picture = picture_of(shapes, box, height, view, 12)
    groups: dict[str, list[str]] = {
        "lumbar-vertebrae": [],
        "intervertebral-disc": [],
        "psoas-major": [],
        "femur": [],
        "hip-bone": [],
        "sacrum": [],
    }
    order = by_depth(picture)
    first: list[str] = []
    for name in order:
        if name.startswith("slip"):
            number = list(bundles).index(name.removeprefix("slip "))
            svg = paint(
                picture,
                name,
                frame,
                ROLES["psoas major"],
                tendon=bundles[name.removeprefix("slip ")].tendon,
                lines=3,
                highlight=False,
                line_width=2.4,
                detail=1.2,
                shades=(0.74, 0.54, 0.38),
            )
            if number % 2:
                svg += _tint(picture, name, frame)
            groups["psoas-major"].append(svg)
        elif name.startswith("disc"):
            groups["intervertebral-disc"].append(stage.draw(picture, name, frame))
        elif name == "thoracic12":
            first.append(stage.draw(picture, name, frame))
        else:
            term = {"hip": "hip-bone", "sacrum": "sacrum", "femur": "femur"}.get(name, "lumbar-vertebrae")
            groups[term].append(stage.draw(picture, name, frame))
    for term in ("sacrum", "femur", "hip-bone"):
        drawing.add(drawing.part(term, "".join(groups[term])))
    drawing.add("".join(first))
    for term in ("intervertebral-disc", "lumbar-vertebrae", "psoas-major"):
        drawing.add(drawing.part(term, "".join(groups[term])))

    def at(point):
        return tuple(frame([picture.at(point)])[0])

    lesser = at((-0.079, -0.126, 0.088))
    drawing.add(drawing.part("lesser-trochanter", ring(lesser, 34)))
    for name, words in LEVELS.items():
        points = stage.skeleton.bone(name).points
        x, y = at((points[:, 0].max() - 0.002, points[points[:, 0] > points[:, 0].max() - 0.02, 1].mean(), 0.005))
        drawing.add(drawing.text(x, y + 15, words, size=44, weight=700, anchor="middle", role="line"))

    def mask(name):
        return tuple(frame([middle(picture.mask(name))])[0])

    drawing.label("psoas-major", mask("slip thoracic12"), "left")
    drawing.label("hip-bone", at((-0.060, 0.045, 0.115)), "left")
    drawing.label("lesser-trochanter", lesser, "left", ["lesser", "trochanter"])
    drawing.label("femur", at((-0.055, -0.165, 0.125)), "left")
    drawing.label("lumbar-vertebrae", at((-0.056, 0.100, -0.0165)), "right", ["lumbar", "vertebrae", "(L1 to L5)"])
    drawing.label("intervertebral-disc", mask("disc-lumbar4"), "right", ["intervertebral", "disc"])
    drawing.label("sacrum", at((-0.090, 0.000, -0.03)), "right")
    drawing.add(drawing.labelled(400, 1290))
    return drawing.save()


def _tint(picture, name: str, frame: Frame) -> str:
    return f'<path fill="{paint_of("light")}" fill-opacity=".24" d="{mask_outline(picture.mask(name), frame)}"/>'
