"""Views from the front."""

from __future__ import annotations

from pathlib import Path
from trace import Frame, dashed, middle, paint_of, tidy

from cast import FRONT, cast
from drawing import Drawing
from stage import ROLES, SPINE, Stage, by_depth

VERTEBRAL = tuple(name for name in SPINE if name != "sacrum")


def hip_flexors_front(stage: Stage, folder: Path) -> int:
    drawing = Drawing("hip-flexors-front", "The hip flexors from the front", folder, 1640, 1990, 0.6)
    deep = ("psoas major", "iliacus", "pectineus", "adductor longus", "adductor brevis", "adductor magnus")
    surface = (
        "psoas major",
        "iliacus",
        "pectineus",
        "adductor longus",
        "rectus femoris",
        "sartorius",
        "tensor fasciae latae",
        "iliotibial tract",
        "vastus intermedius",
        "vastus lateralis",
        "vastus medialis",
        "gracilis",
        "adductor magnus",
        "gluteus medius",
        "patellar ligament",
        "inguinal ligament",
    )
    shapes = stage.bones()
    shapes += [s for name in deep for s in stage.muscle(name)]
    shapes += [s.mirrored(s.name + " L") for s in stage.bones(names=("hip", "femur", "patella", "tibia"))]
    shapes += [s.mirrored(s.name + " L") for name in surface for s in stage.muscle(name)]
    box = (-0.175, 0.175, -0.555, 0.243)
    picture = cast(shapes, FRONT, box, 1960, 14)
    tidy(picture)
    frame = Frame(1, 378, 15)
    left_deep = {
        "psoas major": "left",
        "iliacus": "left",
        "pectineus": "left",
        "adductor longus": "left",
        "femur": "left",
    }
    right_side = {
        "rectus femoris L": "right",
        "sartorius L": "right",
        "tensor fasciae latae L": "right",
        "iliotibial tract L": "right",
        "inguinal ligament L": "right",
        "hip L": "right",
        "sacrum": "right",
    }
    slugs = {"iliotibial tract": "iliotibial-band", "hip": "hip-bone"}
    spine = []
    order = by_depth(picture)
    drawn = {}
    for full in order:
        name, side = (full[:-2], " L") if full.endswith(" L") else (full, "")
        svg = stage.draw(picture, name, frame, side, **({"detail": 1.12} if name in ROLES else {"detail": 1.6}))
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
        lines = {
            "tensor fasciae latae": ["tensor fasciae", "latae"],
            "inguinal ligament": ["inguinal", "ligament"],
        }.get(name)
        drawing.label(slugs.get(name, name.replace(" ", "-")), tuple(frame([at])[0]), side, lines)
    at = middle(picture.mask("lumbar3"))
    drawing.label("lumbar-vertebrae", tuple(frame([at])[0]), "right")
    drawing.add(drawing.labelled(372, 1252))
    return drawing.save()


def femoral_triangle(stage: Stage, folder: Path) -> int:
    drawing = Drawing("femoral-triangle", "The femoral triangle of the right side", folder, 1640, 1560, 0.6)
    deep = (
        "psoas major",
        "iliacus",
        "pectineus",
        "adductor longus",
        "adductor brevis",
        "adductor magnus",
        "vastus intermedius",
        "rectus femoris",
        "vastus lateralis",
        "vastus medialis",
        "gracilis",
        "tensor fasciae latae",
        "iliotibial tract",
        "gluteus medius",
    )
    over = ("sartorius", "inguinal ligament")
    box, height, frame = (-0.172, 0.018, -0.285, 0.062), 1520, Frame(1, 400, 20)
    shapes = stage.bones(names=("hip", "sacrum", "femur")) + [s for name in deep for s in stage.muscle(name)]
    below = cast(shapes, FRONT, box, height, 12)
    tidy(below)
    above = cast([s for name in over for s in stage.muscle(name)], FRONT, box, height, 8)

    def term(name):
        return {"psoas major": "iliopsoas", "iliacus": "iliopsoas"}.get(name, name.replace(" ", "-"))

    group: dict[str, list[str]] = {}
    for name in by_depth(below):
        look = (
            {"fill": "ghost", "lines": 4, "highlight": False, "shade_opacity": 0.09, "line_width": 2.2}
            if name in ("rectus femoris", "tensor fasciae latae")
            else {}
        )
        group.setdefault(term(name), []).append(stage.draw(below, name, frame, detail=1.25, **look))
    for slug, parts in group.items():
        drawing.add(drawing.part(slug, "".join(parts)) if slug in drawing.terms else "".join(parts))

    def at(x, y):
        return tuple(frame([((x - box[0]) * below.scale, (box[3] - y) * below.scale)])[0])

    tri = [
        at(*p)
        for p in (
            (-0.109, -0.018),
            (-0.102, -0.050),
            (-0.0855, -0.105),
            (-0.0640, -0.165),
            (-0.0510, -0.203),
            (-0.0300, -0.152),
            (-0.0140, -0.101),
            (-0.0260, -0.088),
        )
    ]
    area = "L".join(f"{x:.0f} {y:.0f}" for x, y in tri)
    tubes = {
        "vein": (
            "vein",
            34,
            [
                [
                    (-0.034, 0.0615),
                    (-0.0415, 0.010),
                    (-0.0485, -0.045),
                    (-0.0525, -0.085),
                    (-0.0570, -0.130),
                    (-0.0600, -0.175),
                    (-0.0590, -0.225),
                ]
            ],
        ),
        "artery": (
            "artery",
            30,
            [
                [
                    (-0.0435, 0.0615),
                    (-0.0515, 0.010),
                    (-0.0590, -0.045),
                    (-0.0640, -0.085),
                    (-0.0670, -0.130),
                    (-0.0665, -0.175),
                    (-0.0620, -0.225),
                ]
            ],
        ),
        "femoral-nerve": (
            "nerve",
            17,
            [
                [
                    (-0.0695, 0.0615),
                    (-0.0725, 0.030),
                    (-0.0755, 0.0),
                    (-0.0775, -0.030),
                    (-0.0768, -0.055),
                    (-0.0775, -0.080),
                ],
                [(-0.0775, -0.078), (-0.0840, -0.100), (-0.0930, -0.130)],
                [(-0.0775, -0.078), (-0.0800, -0.110), (-0.0860, -0.150)],
                [(-0.0775, -0.078), (-0.0750, -0.110), (-0.0730, -0.150), (-0.0690, -0.200)],
            ],
        ),
    }
    drawn = {}
    for name, (role, width, runs) in tubes.items():
        lines = "".join(_curve([at(*p) for p in run]) for run in runs)

        def tube(colour, w, more=""):
            return f'<path d="{lines}" fill="none" stroke="{paint_of(colour)}" stroke-width="{w:g}" stroke-linejoin="round"{more}/>'

        # Pale rim and dark line set it off from whatever lies behind; the artery alone is ringed, the vein is plain.
        drawn[name] = tube("light", width + 13) + tube("line", width + 6) + tube(role, width)
        if role == "artery":
            drawn[name] += tube("line", width, ' stroke-opacity=".55" stroke-dasharray="3 15"')
        elif role == "nerve":
            drawn[name] += tube("light", 3, ' stroke-opacity=".8"')
    drawing.add(drawn["vein"] + drawn["artery"] + drawing.part("femoral-nerve", f"<g>{drawn['femoral-nerve']}</g>"))
    drawing.add(drawing.part("sartorius", stage.draw(above, "sartorius", frame)))
    drawing.add(drawing.part("inguinal-ligament", stage.draw(above, "inguinal ligament", frame)))
    drawing.add(
        drawing.part(
            "femoral-triangle",
            f'<path d="M{area}z" fill="{paint_of("light")}" fill-opacity=".1"/>' + dashed(f"M{area}z", 5, "18 12"),
        )
    )

    def mid(picture, name):
        return tuple(frame([middle(picture.mask(name))])[0])

    drawing.label("inguinal-ligament", at(-0.090, -0.030), "left", ["inguinal", "ligament"])
    drawing.label("iliopsoas", mid(below, "iliacus"), "left")
    drawing.label("femoral-nerve", at(-0.0790, -0.090), "left", ["femoral nerve"])
    drawing.label("sartorius", at(-0.062, -0.215), "left")
    drawing.label("femoral-triangle", at(-0.0700, -0.1500), "left", ["femoral", "triangle"])
    drawing.label("pectineus", at(-0.042, -0.098), "right")
    drawing.label("adductor-longus", at(-0.032, -0.155), "right", ["adductor", "longus"])
    drawing.plain("artery (A)", "A", at(-0.0565, -0.028), "right")
    drawing.plain("vein (V)", "V", at(-0.0455, -0.010), "right")
    drawing.add(drawing.labelled(385, 1262))
    return drawing.save()


def _curve(points: list[tuple[float, float]]) -> str:
    """Return a smooth path through the points (cardinal spline as cubic pieces)."""
    out = f"M{points[0][0]:.0f} {points[0][1]:.0f}"
    for k in range(len(points) - 1):
        a, b = points[max(k - 1, 0)], points[k]
        c, d = points[k + 1], points[min(k + 2, len(points) - 1)]
        one = (b[0] + (c[0] - a[0]) / 6, b[1] + (c[1] - a[1]) / 6)
        two = (c[0] - (d[0] - b[0]) / 6, c[1] - (d[1] - b[1]) / 6)
        out += f"C{one[0]:.0f} {one[1]:.0f} {two[0]:.0f} {two[1]:.0f} {c[0]:.0f} {c[1]:.0f}"
    return out
