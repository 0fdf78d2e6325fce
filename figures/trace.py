"""From buffers to SVG paths: outlines, shade bands, highlights, tendons and fibres of each object in a picture."""

from __future__ import annotations

import zlib

import numpy as np
from scipy.ndimage import binary_dilation, binary_erosion, distance_transform_edt, gaussian_filter, label
from skimage.measure import find_contours

from cast import Picture


class Frame:
    """Where a picture lands in the drawing: pixels times `zoom` plus an offset, in drawing units."""

    def __init__(self, zoom: float, x: float = 0, y: float = 0):
        self.zoom, self.x, self.y = zoom, x, y

    def __call__(self, pixels: np.ndarray) -> np.ndarray:
        return np.asarray(pixels, float) * self.zoom + [self.x, self.y]


def simplified(points: np.ndarray, tolerance: float) -> np.ndarray:
    """Return the line with as few of its points as stay within `tolerance` (Ramer, Douglas, Peucker)."""
    keep = np.zeros(len(points), bool)
    keep[[0, -1]] = True
    waiting = [(0, len(points) - 1)]
    while waiting:
        a, b = waiting.pop()
        if b <= a + 1:
            continue
        way, rest = points[b] - points[a], points[a + 1 : b] - points[a]
        length = np.hypot(*way)
        off = abs(rest[:, 0] * way[1] - rest[:, 1] * way[0]) / length if length > 1e-9 else np.hypot(*rest.T)
        far = int(off.argmax())
        if off[far] > tolerance:
            keep[a + 1 + far] = True
            waiting += [(a, a + 1 + far), (a + 1 + far, b)]
    return points[keep]


def path(points: np.ndarray, closed: bool) -> str:
    """Return path data in whole units, relative; the empty string when nothing is left after rounding."""
    whole = np.round(points).astype(int)
    whole = whole[np.r_[True, np.any(np.diff(whole, axis=0) != 0, axis=1)]]
    if closed and len(whole) > 1 and (whole[0] == whole[-1]).all():
        whole = whole[:-1]
    if len(whole) < (3 if closed else 2):
        return ""
    steps = "".join(_number(x, first=number == 0) + _number(y) for number, (x, y) in enumerate(np.diff(whole, axis=0)))
    return f"M{whole[0][0]} {whole[0][1]}l{steps}" + ("z" if closed else "")


def _number(value: int, first: bool = False) -> str:
    return str(value) if first or value < 0 else f" {value}"


def region(field: np.ndarray, level: float, frame: Frame, tolerance: float = 0.45, smallest: float = 14) -> str:
    """Return the closed outline(s) of field > level; `smallest` is in pixels of area."""
    out = []
    low = float(field.min()) - 1
    for ring in find_contours(np.pad(field, 1, constant_values=min(low, level - 1)), level):
        points = ring[:, ::-1] - 1
        if not np.allclose(points[0], points[-1]):
            continue
        x, y = points.T
        if abs(x[:-1] @ y[1:] - x[1:] @ y[:-1]) / 2 < smallest:
            continue
        half = len(points) // 2
        both = np.vstack([simplified(points[: half + 1], tolerance)[:-1], simplified(points[half:], tolerance)])
        out.append(path(frame(both), True))
    return "".join(out)


def mask_outline(
    mask: np.ndarray, frame: Frame, blur: float = 0.9, tolerance: float = 0.4, smallest: float = 20
) -> str:
    return region(gaussian_filter(mask.astype(float), blur), 0.42, frame, tolerance, smallest)


def tidy(picture: Picture, smallest: int = 90) -> None:
    """Give every speck of an object to its surroundings, so that no stipple is left where surfaces meet."""
    which = picture.which
    speck = np.zeros(which.shape, bool)
    for number in np.unique(which):
        parts, count = label(which == number)
        sizes = np.bincount(parts.ravel())
        speck |= np.isin(parts, [k for k in range(1, count + 1) if sizes[k] < smallest])
    if speck.any():
        nearest = distance_transform_edt(speck, return_distances=False, return_indices=True)
        picture.which = which[tuple(nearest)]
        for name in ("depth", "light"):
            setattr(picture, name, getattr(picture, name)[tuple(nearest)])
        picture.marks = picture.marks[tuple(nearest)]


SHADES = (0.80, 0.66, 0.52, 0.38)


def paint(
    picture: Picture,
    name: str,
    frame: Frame,
    fill: str,
    *,
    tendon: tuple[float, float] | None = None,
    lines: int = 0,
    shades: tuple[float, ...] = SHADES,
    line_width: float = 3,
    shade_opacity: float = 0.15,
    highlight: bool = True,
    detail: float = 1.0,
    where: np.ndarray | None = None,
    stroke: str = "line",
) -> str:
    """Return the SVG of one object as it is seen: fill and outline, tendon, fibres, shade, highlight.

    `fill` and `stroke` name roles of the palette; `detail` above 1 spares bytes.
    """
    mask = picture.mask(name) if where is None else where
    if mask.sum() < 40:
        return ""
    rows, columns = np.where(mask)
    cut = (slice(max(rows.min() - 6, 0), rows.max() + 7), slice(max(columns.min() - 6, 0), columns.max() + 7))
    mask, light, marks = mask[cut], picture.light[cut], picture.marks[cut]
    frame = Frame(frame.zoom, frame.x + cut[1].start * frame.zoom, frame.y + cut[0].start * frame.zoom)
    soft = gaussian_filter(mask.astype(float), 1.6)
    light = gaussian_filter(np.where(mask, light, 0), 1.6) / np.maximum(soft, 1e-3)
    grown = binary_dilation(mask)
    out = [
        f'<path fill="{paint_of(fill)}" stroke="{paint_of(stroke)}" stroke-width="{line_width:g}" '
        f'stroke-linejoin="round" d="{mask_outline(mask, frame, tolerance=0.4 * detail)}"/>'
    ]

    def inside(field, level, tolerance, smallest):
        return region(np.where(grown, field, field[grown].min() - 1), level, frame, tolerance * detail, smallest)

    if tendon:
        t = _smoothed(marks[..., 0], grown, 1.2)
        inner = np.maximum(tendon[0] - t if tendon[0] > 0 else -1, t - tendon[1] if tendon[1] < 1 else -1)
        steps = [inside(inner + reach, 0, 0.6, 30) for reach in (0.045, 0.022, 0)]
        out.append(_group(f'fill="{paint_of("tendon")}" fill-opacity=".5"', steps))
    if lines:
        flesh = mask & ((marks[..., 0] > tendon[0]) & (marks[..., 0] < tendon[1]) if tendon else True)
        out.append(
            _group(
                f'fill="none" stroke="{paint_of("fibre")}" stroke-opacity=".42" stroke-width="{line_width * 0.6:.3g}"',
                _fibres(marks, flesh, lines, frame, name, detail),
            )
        )
    out.append(
        _group(
            f'fill="{paint_of("shade")}" fill-opacity="{shade_opacity:g}"',
            [inside(level - light, 0, 0.8, 55) for level in shades],
        )
    )
    if highlight:
        bright = region(
            np.where(binary_erosion(mask, iterations=3), gaussian_filter(light, 2.5) - 0.955, -1),
            0,
            frame,
            0.8 * detail,
            90,
        )
        if bright:
            out.append(f'<path fill="{paint_of("light")}" fill-opacity=".10" d="{bright}"/>')
    return "".join(out)


def _group(attributes: str, paths: list[str]) -> str:
    paths = [p for p in paths if p]
    return f"<g {attributes}>" + "".join(f'<path d="{p}"/>' for p in paths) + "</g>" if paths else ""


def _smoothed(field: np.ndarray, mask: np.ndarray, blur: float) -> np.ndarray:
    return gaussian_filter(np.where(mask, field, 0), blur) / np.maximum(gaussian_filter(mask.astype(float), blur), 1e-3)


def _fibres(marks: np.ndarray, flesh: np.ndarray, count: int, frame: Frame, name: str, detail: float) -> list[str]:
    """Return lines of equal u; every second one is broken at places drawn by lot, as an engraver would."""
    dice = np.random.default_rng(zlib.crc32(name.encode()))
    inner = binary_erosion(flesh, iterations=2)
    t, out = marks[..., 0], []
    for number, level in enumerate(np.linspace(0.06, 0.94, count)):
        start, stop = (
            (dice.uniform(0, 0.08), dice.uniform(0.9, 1)) if number % 2 == 0 else sorted(dice.uniform(0.05, 0.95, 2))
        )
        field = np.where(inner & (t > start) & (t < stop), marks[..., 1], np.nan)
        for line in find_contours(field, level):
            points = line[:, ::-1]
            if np.hypot(*np.diff(points, axis=0).T).sum() > 30:
                out.append(path(frame(simplified(points, 0.65 * detail)), False))
    return ["".join(out)] if out else []


_PALETTE: dict[str, str] = {}


def use_palette(light: dict[str, str]) -> None:
    _PALETTE.clear()
    _PALETTE.update(light)


def dashed(data: str, width: float = 4, dash: str = "16 12") -> str:
    """Return a broken line with a rim in the colour of the paper: it shows on bone and muscle in both schemes."""
    return (
        f'<path d="{data}" fill="none" stroke="{paint_of("panel")}" stroke-width="{width * 2.2:g}" stroke-opacity=".8"/>'
        f'<path d="{data}" fill="none" stroke="{paint_of("ink")}" stroke-width="{width:g}" stroke-dasharray="{dash}"/>'
    )


def paint_of(role: str) -> str:
    """Return the paint for a role: its custom property with the light value as fallback."""
    if role == "none":
        return role
    return f"var(--fig-{role}, {_PALETTE[role]})"


def middle(mask: np.ndarray) -> tuple[float, float]:
    """Return the pixel deepest inside a mask (x, y): where a label points."""
    depth = distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1]
    y, x = np.unravel_index(depth.argmax(), depth.shape)
    return float(x), float(y)
