"""The two charts: moment arm and length against hip angle."""

from __future__ import annotations

from pathlib import Path
from trace import paint_of

from drawing import Drawing
from numbers_of_model import curve

DASH = {
    "psoas major": "",
    "iliacus": "",
    "rectus femoris": "28 10",
    "sartorius": "12 9",
    "tensor fasciae latae": "34 9 8 9",
    "adductor longus": "5 9",
}
ROLE = {
    "psoas major": "muscle-psoas",
    "iliacus": "muscle-iliacus",
    "rectus femoris": "muscle-rectus",
    "sartorius": "muscle-sartorius",
    "tensor fasciae latae": "muscle-tfl",
    "adductor longus": "muscle-adductor",
}
MARK = {
    "psoas major": "circle",
    "iliacus": "square",
    "rectus femoris": "circle",
    "sartorius": "square",
    "tensor fasciae latae": "circle",
    "adductor longus": "square",
}


def moment_arms(stage, folder: Path) -> int:
    drawing = Drawing("moment-arms", "Leverage of six hip flexors against hip angle", folder, 1640, 1150)
    values = {name: {a: v[1] for a, v in curve(name).items() if -20 <= a <= 100} for name in ROLE}
    return _chart(
        drawing, values, "Leverage for bending the hip (cm)", (-4, 10, 2), "{}", below="below 0: it straightens the hip"
    )


def muscle_length(stage, folder: Path) -> int:
    drawing = Drawing("muscle-length", "Length of three hip flexors against hip angle", folder, 1640, 1150)
    values = {}
    for name in ("psoas major", "iliacus", "rectus femoris"):
        standing = curve(name)[0][0]
        values[name] = {a: 100 * v[0] / standing for a, v in curve(name).items() if -20 <= a <= 100}
    return _chart(drawing, values, "Length, standing = 100%", (65, 110, 5), "{}%", base=100)


def _chart(
    drawing: Drawing,
    values: dict[str, dict[int, float]],
    heading: str,
    scale: tuple[int, int, int],
    tick: str,
    below: str = "",
    base: float = 0,
) -> int:
    left, right, top, bottom = 165, 1100, 120, 940
    low, high, step = scale

    def x(angle):
        return left + (angle + 20) / 120 * (right - left)

    def y(value):
        return bottom - (value - low) / (high - low) * (bottom - top)

    add = drawing.add
    small, large = '<g class="label-text">', '<g class="label-number" display="none">'
    big = drawing.number_size
    add(drawing.both(20, 62, heading, size=44, weight=700))
    for value in range(low, high + 1, step):
        zero = value == base
        add(
            f'<path d="M{left} {y(value):.0f}H{right}" stroke="{paint_of("ink-soft" if zero else "grid")}" stroke-width="{4 if zero else 2}"/>'
        )
        words = tick.format(str(value).replace("-", "−"))
        add(small + drawing.text(left - 16, y(value) + 13, words, anchor="end", size=36) + "</g>")
        if value > low and (high - value) // step % 2 == 0:
            add(large + drawing.text(left - 12, y(value) + 20, words.replace("%", ""), anchor="end", size=big) + "</g>")
    for angle in range(-20, 101, 20):
        add(f'<path d="M{x(angle):.0f} {bottom}v12" stroke="{paint_of("ink-soft")}" stroke-width="3"/>')
        words = f"{angle}°".replace("-", "−")
        add(small + drawing.text(x(angle), bottom + 54, words, anchor="middle", size=36) + "</g>")
        if angle % 40 == 20 or angle == -20:
            add(large + drawing.text(x(angle), bottom + 80, words, anchor="middle", size=big) + "</g>")
    add(
        f'<path d="M{x(0):.0f} {top}V{bottom}" stroke="{paint_of("ink-soft")}" stroke-width="3" stroke-dasharray="6 10"/>'
    )
    add(small + drawing.text(x(0) + 12, top + 34, "standing", size=36, role="ink-soft") + "</g>")
    add(
        small
        + drawing.text(left, bottom + 116, "← extension", size=36)
        + drawing.text((left + right) / 2, bottom + 116, "hip angle", size=36, anchor="middle")
        + drawing.text(right, bottom + 116, "flexion →", size=36, anchor="end")
        + "</g>"
    )
    add(
        small
        + drawing.text(
            20, bottom + 190, "Knee straight. One generic model (Rajagopal 2016), not you.", size=36, role="ink-soft"
        )
        + "</g>"
    )
    add(
        large
        + drawing.text(left, bottom + 176, "← extension", size=big)
        + drawing.text(right, bottom + 176, "flexion →", size=big, anchor="end")
        + "</g>"
    )
    if below:
        add(small + drawing.text(x(0) + 14, y(-3.2), below, size=36, role="ink-soft") + "</g>")
    ends = []
    for name, line in values.items():
        points = sorted(line.items())
        data = "L".join(f"{x(a):.0f} {y(v):.0f}" for a, v in points)
        dash = f' stroke-dasharray="{DASH[name]}"' if DASH[name] else ""
        marks = "".join(_mark(MARK[name], x(a), y(v), ROLE[name]) for a, v in points if a % 20 == 0)
        term = name.replace(" ", "-")
        add(
            drawing.part(
                term,
                f'<path d="M{data}" fill="none" stroke="{paint_of(ROLE[name])}" stroke-width="7" '
                f'stroke-linejoin="round"{dash}/>{marks}',
            )
        )
        ends.append([y(points[-1][1]), name, x(points[-1][0]), y(points[-1][1])])
    ends.sort()
    for gap, size, kind in ((62, 38, "text"), (92, big, "number")):
        places = [e[0] for e in ends]
        for _ in range(300):
            for k in range(len(places) - 1):
                lack = gap - (places[k + 1] - places[k])
                if lack > 0:
                    places[k] -= lack / 2
                    places[k + 1] += lack / 2
        for place, (_, name, end_x, end_y) in zip(places, ends, strict=True):
            term = name.replace(" ", "-")
            way = f'<path d="M{end_x + 14:.0f} {end_y:.0f}L{right + 34} {place:.0f}h16" fill="none" stroke="{paint_of(ROLE[name])}" stroke-width="3"/>'
            words = name if kind == "text" else str(drawing.number(term))
            attributes = 'class="label-text"' if kind == "text" else 'class="label-number" display="none"'
            add(
                f'<g {attributes}>{way}<a data-term="{term}">'
                + drawing.text(right + 58, place + size * 0.35, words, size=size, weight=700)
                + "</a></g>"
            )
    return drawing.save()


def _mark(kind: str, x: float, y: float, role: str) -> str:
    if kind == "circle":
        return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="11" fill="{paint_of(role)}"/>'
    return f'<path d="M{x - 10:.0f} {y - 10:.0f}h20v20h-20z" fill="{paint_of(role)}"/>'
