"""Views from the front."""
from __future__ import annotations

from pathlib import Path

from cast import FRONT, Shape, cast
from drawing import Drawing
from stage import SPINE, Stage, by_depth
from trace import Frame, middle, tidy

VERTEBRAL = tuple(name for name in SPINE if name != "sacrum")


def hip_flexors_front(stage: Stage, folder: Path) -> int:
    drawing = Drawing("hip-flexors-front", "The hip flexors from the front", folder, 1640, 1990)
    deep = ("psoas major", "iliacus", "pectineus", "adductor longus", "adductor brevis", "adductor magnus")
    surface = ("psoas major", "iliacus", "pectineus", "adductor longus", "rectus femoris", "sartorius", "tensor fasciae latae",
               "iliotibial tract", "vastus intermedius", "vastus lateralis", "vastus medialis", "gracilis", "adductor magnus",
               "gluteus medius", "patellar ligament", "inguinal ligament")
    shapes = stage.bones()
    shapes += [s for name in deep for s in stage.muscle(name)]
    shapes += [s.mirrored(s.name + " L") for s in stage.bones(names=("hip", "femur", "patella", "tibia"))]
    shapes += [s.mirrored(s.name + " L") for name in surface for s in stage.muscle(name)]
    box = (-.175, .175, -.555, .243)
    picture = cast(shapes, FRONT, box, 1960, 14)
    tidy(picture)
    frame = Frame(1, 378, 15)
    left_deep = {"psoas major": "left", "iliacus": "left", "pectineus": "left", "adductor longus": "left", "femur": "left"}
    right_side = {"rectus femoris L": "right", "sartorius L": "right", "tensor fasciae latae L": "right",
                  "iliotibial tract L": "right", "inguinal ligament L": "right", "hip L": "right", "sacrum": "right"}
    slugs = {"iliotibial tract": "iliotibial-band", "hip": "hip-bone"}
    spine = []
    order = by_depth(picture)
    drawn = {}
    for full in order:
        name, side = (full[:-2], " L") if full.endswith(" L") else (full, "")
        svg = stage.draw(picture, name, frame, side)
        if full in VERTEBRAL:
            spine.append(svg)
            if full == order[[o in VERTEBRAL for o in order].index(True)]:
                drawn["spine"] = ""
            drawn["spine"] = ""
            continue
        term = slugs.get(name, name.replace(" ", "-"))
        drawn[full] = drawing.part(term, svg) if term in drawing.terms else svg
    for key, svg in drawn.items():
        drawing.add(drawing.part("lumbar-vertebrae", "".join(spine)) if key == "spine" else svg)
    for full, side in (left_deep | right_side).items():
        name = full.removesuffix(" L")
        at = middle(picture.mask(full))
        lines = ["tensor fasciae", "latae"] if name.startswith("tensor") else None
        drawing.label(slugs.get(name, name.replace(" ", "-")), tuple(frame([at])[0]), side, lines)
    at = middle(picture.mask("lumbar3"))
    drawing.label("lumbar-vertebrae", tuple(frame([at])[0]), "right")
    drawing.add(drawing.labelled(372, 1252))
    return drawing.save()
