"""Views from the body's right side."""

from __future__ import annotations

from pathlib import Path
from trace import Frame, dashed, mask_outline, middle, paint_of, tidy

import trimesh

from cast import RIGHT_SIDE, Picture, Shape, cast
from drawing import TEXT, Drawing
from numbers_of_model import change, has_value, length, signed
from stage import SPINE, Pose, Stage, by_depth

SHORT = {"psoas major": "psoas-major", "iliacus": "iliacus", "rectus femoris": "rectus-femoris"}


def picture_of(shapes: list[Shape], box, height: int, view=RIGHT_SIDE, rays: int = 10) -> Picture:
    picture = cast(shapes, view, box, height, rays)
    tidy(picture)
    return picture


def painted(stage: Stage, picture: Picture, frame: Frame, names=None, **options) -> dict[str, str]:
    """Return name -> SVG for what is seen, far to near."""
    return {
        name: stage.draw(picture, name, frame, **options)
        for name in by_depth(picture)
        if names is None or name in names
    }


def hip_side_view(stage: Stage, folder: Path) -> int:
    drawing = Drawing("hip-side-view", "The right hip from the side, the hip bone see-through", folder, 1640, 1800, 0.5)
    box, height, frame = (-0.185, 0.075, -0.492, 0.243), 1760, Frame(1, 541, 20)
    back = picture_of(stage.bones(names=SPINE), box, height)
    deep = picture_of(
        [s for n in ("psoas major", "iliacus") for s in stage.muscle(n)] + stage.bones(names=SPINE), box, height
    )
    femur = picture_of(stage.bones(names=("femur",)), box, height)
    hip = picture_of(stage.bones(names=("hip",)), box, height)
    front = picture_of(
        stage.muscle("rectus femoris") + stage.muscle("vastus intermedius") + stage.bones(names=("patella",)),
        box,
        height,
    )
    spine = painted(stage, back, frame)
    drawing.add(drawing.part("sacrum", spine.pop("sacrum")))
    drawing.add(drawing.part("lumbar-vertebrae", "".join(spine.values())))
    muscles = painted(stage, deep, frame, ("psoas major", "iliacus"))
    for name in ("psoas major", "iliacus"):
        drawing.add(drawing.part(SHORT[name], muscles[name]))
    behind = picture_of(stage.muscle("psoas major"), box, height, rays=0)
    hidden = behind.mask("psoas major") & deep.mask("iliacus")
    drawing.add(f'<g opacity=".8">{dashed(mask_outline(hidden, frame, 1.5, 1.2), 3, "11 9")}</g>')
    drawing.add(drawing.part("femur", f'<g opacity=".62">{stage.draw(femur, "femur", frame)}</g>'))
    drawing.add(drawing.part("hip-bone", f'<g opacity=".45">{stage.draw(hip, "hip", frame)}</g>'))
    drawing.add(stage.draw(front, "vastus intermedius", frame) + stage.draw(front, "patella", frame))
    drawing.add(drawing.part("rectus-femoris", stage.draw(front, "rectus femoris", frame)))

    def at(point):
        return tuple(frame([front.at(point)])[0])

    lesser = at((-0.081, -0.125, 0.088))
    drawing.add(
        drawing.part(
            "lesser-trochanter",
            ring(lesser, 27),
        )
    )
    drawing.label("lumbar-vertebrae", at((-0.054, 0.150, 0)), "right", ["lumbar", "vertebrae"])
    drawing.label("psoas-major", at((-0.073, 0.105, 0.04)), "left")
    drawing.label("sacrum", at((-0.125, 0.0, 0)), "left")
    drawing.label("iliacus", at((-0.028, 0.008, 0.1)), "right")
    # Between sacrum and joint, where nothing else lies behind it; the line passes below the tail of the sacrum.
    drawing.add(drawing.pointed("hip-bone", at((-0.066, -0.036, 0.05)), (420, 838), "end", (446, 826)))
    drawing.label("lesser-trochanter", lesser, "left", ["lesser", "trochanter"])
    drawing.label("rectus-femoris", at((0.000, -0.20, 0.1)), "right")
    drawing.label(
        "anterior-inferior-iliac-spine", at((-0.015, -0.040, 0.1)), "right", ["anterior inferior", "iliac spine"]
    )
    drawing.add(drawing.part("anterior-inferior-iliac-spine", ring(at((-0.0155, -0.039, 0.1)))))
    drawing.label("femur", at((-0.052, -0.30, 0.1)), "left")
    drawing.add(drawing.labelled(410, 1170))
    return drawing.save()


def ring(at: tuple[float, float], radius: float = 24) -> str:
    x, y, r = round(at[0]), round(at[1]), round(radius)
    return dashed(f"M{x - r} {y}a{r} {r} 0 1 1 {2 * r} 0a{r} {r} 0 1 1 {-2 * r} 0z", 4, "9 7")


ANGLES = (-20, 0, 30, 60, 90, 100)


def angle_words(angle: int) -> str:
    return "standing, 0°" if angle == 0 else f"{abs(angle)}° {'extension' if angle < 0 else 'flexion'}"


def hip_angle_stepper(stage: Stage, folder: Path) -> int:
    drawing = Drawing(
        "hip-angle-stepper", "The hip from 20 degrees of extension to 100 degrees of flexion", folder, 1640, 1891
    )
    box, height = (-0.255, 0.385, -0.492, 0.246), 1180
    frame = Frame(1891 / height, 0, 0)
    back = picture_of(stage.bones(names=SPINE), box, height)
    hip = picture_of(stage.bones(names=("hip",)), box, height)
    # Vastus intermedius goes with the bone that it lies on; without it rectus femoris would float.
    leg = picture_of(stage.bones(names=("femur", "patella")) + stage.muscle("vastus intermedius"), box, height)
    spine = "".join(painted(stage, back, frame, detail=1.2).values())
    thigh = "".join(painted(stage, leg, frame).values())
    drawing.add(f'<defs><g id="leg">{thigh}</g><g id="hip" opacity=".42">{stage.draw(hip, "hip", frame)}</g></defs>')
    drawing.add(drawing.part("lumbar-vertebrae", spine))
    centre = frame([hip.at(stage.skeleton.head)])[0]
    for number, angle in enumerate(ANGLES):
        pose = Pose(thigh=angle)
        names = ("psoas major", "iliacus", "rectus femoris")
        shapes = [s for n in names[:2] for s in stage.muscle(n, pose)] + stage.bones(pose, SPINE + ("femur",))
        deep = picture_of(shapes, box, height, rays=8)
        front = picture_of(stage.muscle("rectus femoris", pose), box, height, rays=8)
        look = {"detail": 1.6, "shades": (0.72, 0.52, 0.36)}
        parts = [f'<use href="#leg" transform="rotate({-angle} {centre[0]:.0f} {centre[1]:.0f})"/>']
        parts += [drawing.part(SHORT[n], stage.draw(deep, n, frame, lines=5, **look)) for n in names[:2]]
        parts += [drawing.part("hip-bone", '<use href="#hip"/>')]
        parts += [drawing.part("rectus-femoris", stage.draw(front, "rectus femoris", frame, lines=5, **look))]
        parts += [_bars(drawing, angle)]
        x, y = frame([middle(front.mask("rectus femoris"))])[0]
        # Above the thigh while it hangs, below it when it is level: there the bars are above.
        name, disc = ((150, -110), (190, -140)) if angle < 90 else ((60, 260), (60, 280))
        parts += [
            drawing.pointed("rectus-femoris", (x, y), (x + name[0], y + name[1]), narrow=(x + disc[0], y + disc[1]))
        ]
        hidden = ' display="none"' if number else ""
        drawing.add(f'<g data-step="{number + 1}" data-step-title="{angle_words(angle)}"{hidden}>{"".join(parts)}</g>')
    for term, point, lines in (
        ("lumbar-vertebrae", (-0.118, 0.165, 0), ["lumbar", "vertebrae"]),
        ("psoas-major", (-0.074, 0.105, 0.04), ["psoas", "major"]),
        ("iliacus", (-0.045, 0.012, 0.1), None),
    ):
        drawing.label(term, tuple(frame([back.at(point)])[0]), "left", lines)
    drawing.add(drawing.labelled(222, 1640))
    # Above the joint: lower down the thigh bone lies over it while the leg hangs.
    ilium = tuple(frame([back.at((-0.066, -0.036, 0.05))])[0])
    drawing.add(drawing.pointed("hip-bone", ilium, (222, 850), "end", (67, 900)))
    return drawing.save()


def _bars(drawing: Drawing, angle: int) -> str:
    """Return the three length bars at the top right, scaled to the standing length of each muscle."""
    x, full = 900, 520
    out = [drawing.both(x - 60, 70, angle_words(angle), size=54, weight=700)]
    named = [drawing.text(x, 114, "length; mark: when standing", size=TEXT - 2, role="ink-soft")]
    for row, (name, role) in enumerate(
        (("psoas major", "muscle-psoas"), ("iliacus", "muscle-iliacus"), ("rectus femoris", "muscle-rectus"))
    ):
        y = 142 + row * 110
        known = has_value(name, angle)
        label = (f"{signed(change(name, angle))}%" if angle else "100%") if known else "no reliable value"
        named.append(
            f'<a data-term="{SHORT[name]}">{drawing.text(x, y + 36, name, weight=600)}</a>'
            + drawing.text(x + full + 80, y + 36, label, weight=700 if known else 400, anchor="end")
        )
        out.append(
            f'<a data-term="{SHORT[name]}" class="label-number" display="none">'
            + drawing.text(x - 46, y + 98, str(row + 1), size=drawing.number_size, weight=700, anchor="middle")
            + "</a>"
        )
        if known:
            reach = full * (1 + change(name, angle) / 100)
            out.append(f'<path d="M{x} {y + 52}h{reach:.0f}v38H{x}z" fill="{paint_of(role)}"/>')
        out.append(f'<path d="M{x + full} {y + 46}v50" stroke="{paint_of("ink")}" stroke-width="5"/>')
    named.append(drawing.text(x, 494, "one generic model, not you", size=TEXT - 2, role="ink-soft"))
    out.append('<g class="label-text">' + "".join(named) + "</g>")
    return "".join(out)


def rectus_femoris_knee(stage: Stage, folder: Path) -> int:
    drawing = Drawing("rectus-femoris-knee", "Rectus femoris with the knee straight and bent", folder, 1680, 1640, 0.75)
    top, low, density = 0.075, -0.69, 1830
    shin = _shin_cut(stage, -0.665)
    parts = {
        "rectus femoris": "rectus-femoris",
        "femur": "femur",
        "tibia": "tibia",
        "hip": "hip-bone",
        "patellar ligament": "tendon",
        "vastus lateralis": "quadriceps",
        "vastus intermedius": "quadriceps",
    }
    for knee, told in ((0, "knee straight"), (90, "knee bent, 90°")):
        pose = Pose(knee=knee)
        box = (-0.155, 0.045, low, top) if knee == 0 else (-0.29, 0.045, low, top)
        height = round(density * (top - low))
        frame = Frame(1, 370 if knee == 0 else 750, 215)
        flesh = ("rectus femoris", "patellar ligament", "vastus intermedius", "vastus lateralis")
        place = stage.place(pose)
        bones = stage.bones(pose, ("hip", "femur", "patella")) + [
            Shape("tibia", place("tibia", shin.vertices), shin.faces)
        ]
        picture = picture_of(bones + [s for n in flesh for s in stage.muscle(n, pose)], box, height)
        for name, svg in painted(stage, picture, frame, detail=1.2).items():
            drawing.add(drawing.part(parts[name], svg) if parts.get(name) in drawing.terms else svg)
        x = 540 if knee == 0 else 1150
        drawing.add(drawing.both(x, 66, told, size=52, weight=700, anchor="middle", narrow=told.removesuffix(", 90°")))
        cm = round(length("rectus femoris", 0, knee))
        drawing.add(drawing.both(x, 134, f"about {cm} cm", size=46, anchor="middle"))
        for name in (("hip", "femur", "tibia"), ("rectus femoris", "vastus lateralis", "patellar ligament"))[knee > 0]:
            lines = drawing.text_of(parts[name]).split(" ") if knee else None
            drawing.label(
                parts[name], tuple(frame([middle(picture.mask(name))])[0]), "right" if knee else "left", lines
            )
    drawing.add(drawing.labelled(330, 1385, 190, 1450))
    drawing.add(_two_bars(drawing))
    return drawing.save()


def _two_bars(drawing: Drawing) -> str:
    """Return the two lengths as bars to one scale, under the right-hand leg."""
    x, y, scale = 760, 1420, 9.6
    out = []
    for row, knee in enumerate((0, 90)):
        cm = length("rectus femoris", 0, knee)
        out.append(
            f'<path d="M{x} {y + row * 66}h{cm * scale:.0f}v46H{x}z" fill="{paint_of("muscle-rectus")}"/>'
            f'<g class="label-text">{drawing.text(x + cm * scale + 16, y + row * 66 + 36, "straight" if knee == 0 else "bent", size=TEXT)}</g>'
        )
    out.append(
        f'<g class="label-text">{drawing.text(x, y + 168, "one generic model, not you", size=TEXT - 2, role="ink-soft")}</g>'
    )
    return "".join(out)


def _shin_cut(stage: Stage, at: float) -> trimesh.Trimesh:
    bone = stage.skeleton.bone("tibia")
    mesh = trimesh.Trimesh(bone.points, bone.faces, process=False)
    return mesh.slice_plane([0, at, 0], [0, 1, 0])
