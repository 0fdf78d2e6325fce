"""The muscles: written by hand as sheets of fibres between points on the bones, guided by facts and landmarks.

A muscle is a grid of fibres (t along, u across) with a thickness. Attachments lie on the bones of `atlas.py`; how wide
and thick a belly is was drawn by eye. Every point belongs to a part of the body ("frame") and moves with it.
"""
from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Callable, Mapping

import numpy as np
import trimesh
from scipy.interpolate import PchipInterpolator

from atlas import Skeleton
from cast import Shape

Point = tuple[str, tuple[float, float, float]]
Place = Callable[[str, np.ndarray], np.ndarray]
"""Maps (frame, standing points) to posed points."""

P, F, H, T, K = "pelvis", "femur", "half", "tibia", "patella"
"""Frames by letter; `half` turns half as far as the femur, so that tissue in front of the joint bends smoothly."""


@dataclass(frozen=True)
class Muscle:
    """Fibres from one edge to the other; each is a list of points in the same rows.

    `thickness` gives, for each row, half the thickness of the belly at its middle; `lean` shifts it: 0 both sides alike,
    1 all to the front of the sheet. `tendon` is where flesh begins and ends along t; `bow` bends these edges.
    """
    fibres: tuple[tuple[Point, ...], ...]
    thickness: tuple[float, ...]
    tendon: tuple[float, float] = (0., 1.)
    bow: float = .05
    lean: float = 0.
    lines: int = 9
    wraps_head: bool = False
    blunt: float = .5
    """Exponent of the cross-section: .5 is an ellipse, smaller is fuller."""
    round_ends: bool = False


def belly(rows: list[tuple], **more) -> Muscle:
    """Return a muscle from its centre line.

    Each row: frame, centre, half width, half thickness, and where it faces (default forward).
    """
    centres = np.array([row[1] for row in rows], float)
    along = np.gradient(centres, axis=0)
    left, right = [], []
    for row, centre, tangent in zip(rows, centres, along):
        face = np.array(row[4] if len(row) > 4 else (1, 0, 0), float)
        across = np.cross(tangent, face)
        across *= row[2] / np.linalg.norm(across)
        left.append((row[0], tuple(centre - across)))
        right.append((row[0], tuple(centre + across)))
    middle = tuple((row[0], tuple(row[1])) for row in rows)
    return Muscle((tuple(left), middle, tuple(right)), tuple(row[3] for row in rows), round_ends=True, **more)


def sheet(fibres: list[list[Point]], thickness: list[float], **more) -> Muscle:
    return Muscle(tuple(map(tuple, fibres)), tuple(thickness), **more)


SHARP, BAND, OUT = (.6, 0, .8), (.4, 0, .92), (0, 0, 1)

VERTEBRA_AT = {  # side of the body near its upper edge, where a slip begins
    "thoracic12": (-.092, .222, .0195), "lumbar1": (-.085, .200, .0195), "lumbar2": (-.073, .168, .0195),
    "lumbar3": (-.066, .134, .0195), "lumbar4": (-.066, .098, .0195), "lumbar5": (-.068, .064, .0195)}


def psoas_major() -> Muscle:
    return belly([
        ("thoracic12", (-.0905, .226, .0215), .0030, .004),
        ("lumbar1", (-.0865, .203, .0260), .0085, .010),
        ("lumbar2", (-.0775, .168, .0305), .0135, .014),
        ("lumbar3", (-.0720, .134, .0345), .0170, .0175),
        ("lumbar4", (-.0675, .100, .0390), .0200, .020),
        ("lumbar5", (-.0610, .066, .0445), .0210, .020),
        (P, (-.0480, .030, .0540), .0195, .018),
        (P, (-.0320, -.010, .0650), .0165, .015),
        (P, (-.0165, -.047, .0735), .0140, .012),
        (H, (-.0190, -.079, .0800), .0115, .0095, (1, -.2, 0)),
        (F, (-.0440, -.108, .0860), .0080, .007, (.7, -.7, 0)),
        (F, (-.0790, -.126, .0890), .0060, .0045, (.5, -.9, 0)),
    ], tendon=(0, .90), lines=11, wraps_head=True, blunt=.45)


def psoas_slips() -> dict[str, Muscle]:
    """Return the short slips that bind the belly to each vertebral body and disc, by vertebra."""
    down = {"thoracic12": ("lumbar1", (-.084, .190, .0250)), "lumbar1": ("lumbar2", (-.076, .158, .0270)),
            "lumbar2": ("lumbar3", (-.069, .124, .0290)), "lumbar3": ("lumbar4", (-.065, .090, .0330)),
            "lumbar4": ("lumbar5", (-.060, .056, .0370)), "lumbar5": (P, (-.049, .022, .0440))}
    slips = {}
    for name, at in VERTEBRA_AT.items():
        to, end = down[name]
        middle = tuple(np.array(at) * .5 + np.array(end) * .5 + [.003, .002, .001])
        slips[name] = belly([(name, at, .0085, .0040, (.8, 0, .6)), (name, middle, .0090, .0065, (.8, 0, .6)),
                             (to, end, .006, .006, (.8, 0, .6))], tendon=(.06, 1), lines=4)
    return slips


def psoas_fascicles() -> dict[str, Muscle]:
    """Return the psoas as separate bundles, one per vertebra, spread a little so that each can be followed down."""
    main = psoas_major().fibres[1]
    levels = list(VERTEBRA_AT)
    rows = {"thoracic12": 1, "lumbar1": 2, "lumbar2": 3, "lumbar3": 4, "lumbar4": 5, "lumbar5": 6}
    bundles = {}
    for number, name in enumerate(levels):
        # Bundles from higher up lie further forward and outward.
        out = (number - 2.5) / 2.5
        points = [(name, VERTEBRA_AT[name], .0080, .0040, (.8, 0, .6))]
        for row in range(rows[name] + 1, len(main)):
            frame, at = main[row]
            wide = (0, 0, .0080, .0120, .0160, .0175, .0165, .0140, .0110, .0075, .0045, .0025)[row]
            shift = np.array([-.35 * out * wide, 0, -out * wide])
            size = (.0030, .0040, .0052, .0060, .0066, .0068, .0064, .0056, .0046, .0036, .0030, .0024)[row]
            face = (1, -.2, 0) if row == 9 else (.7, -.7, 0) if row == 10 else (.5, -.9, 0) if row == 11 else (1, 0, .3)
            points.append((frame, tuple(np.array(at) + shift), size, size * .9, face))
        bundles[name] = belly(points, tendon=(.03, .86), lines=3, blunt=.45, wraps_head=True)
    return bundles


def iliacus(hip: trimesh.Trimesh) -> Muscle:
    """Return the fan of the iliac fossa; its back lies on the bone, found by rays."""
    origins = [(.024, .0575), (.041, .063), (.052, .071), (.0575, .081), (.0585, .092), (.0545, .103), (.047, .1115),
               (.037, .1170), (.025, .1195), (.012, .1180), (-.003, .1115)]

    def on_bone(y: float, z: float, lift: float) -> np.ndarray:
        hits, _, _ = hip.ray.intersects_location([[.2, y, z]], [[-1, 0, 0]], multiple_hits=False)
        return hits[0] + [lift, 0, 0] if len(hits) else np.array([np.nan] * 3)

    share = np.linspace(0, 1, len(origins))
    starts = np.array([on_bone(y, z, .001) for y, z in origins])
    brims = np.c_[-.0235 + .006 * share, -.047 + .003 * share, .078 + .0175 * share]
    middles = starts * .52 + brims * .48
    deep = np.array([on_bone(y, z, .003)[0] for _, y, z in middles])
    # The fossa is smooth, single rays are not: a cubic through them keeps the sheet even.
    middles[:, 0] = np.polyval(np.polyfit(share, np.where(np.isfinite(deep), deep, middles[:, 0]), 3), share) + .002
    fibres = []
    for k, start, middle, brim in zip(share, starts, middles, brims):
        fibres.append([(P, tuple(start)), (P, tuple(middle)), (P, tuple(brim)),
                       (H, (-.022 - .004 * k, -.080, .085 + .015 * k)),
                       (F, (-.047 - .004 * k, -.112 - .010 * k, .092 + .012 * k)),
                       (F, (-.078 + .006 * k, -.127 - .024 * k, .092 + .011 * k))])
    return sheet(fibres, [.0015, .0105, .0100, .0080, .006, .003], tendon=(0, .93), lean=.4, lines=22,
                 wraps_head=True, blunt=.28)


def moving_muscles(hip: trimesh.Trimesh) -> dict[str, Muscle]:
    """Return the hip flexors by name."""
    return {
        "psoas major": psoas_major(),
        "iliacus": iliacus(hip),
        "rectus femoris": belly([
            (P, (-.0150, -.040, .0985), .0060, .0040), (H, (-.0060, -.066, .1010), .0070, .0050),
            (F, (-.0030, -.110, .1060), .0125, .0080), (F, (.0005, -.160, .1090), .0190, .0110),
            (F, (.0015, -.220, .1085), .0220, .0125), (F, (-.0010, -.280, .1065), .0195, .0110),
            (F, (-.0070, -.330, .1035), .0145, .0080), (F, (-.0120, -.370, .1010), .0115, .0045),
            (F, (-.0150, -.400, .0985), .0110, .0035), (K, (-.0100, -.432, .0970), .0140, .0035)],
            tendon=(.13, .80), bow=.13, lines=11, blunt=.42),
        "sartorius": belly([
            (P, (.0020, -.010, .1165), .0060, .0045, SHARP), (H, (.0100, -.050, .1130), .0110, .0060, (1, 0, .3)),
            (F, (.0160, -.105, .1000), .0145, .0070, (1, 0, 0)), (F, (.0130, -.165, .0790), .0150, .0070, (1, 0, -.35)),
            (F, (.0000, -.235, .0570), .0150, .0070, (.8, 0, -.6)), (F, (-.0210, -.305, .0400), .0140, .0065, (.5, 0, -.85)),
            (F, (-.0440, -.375, .0310), .0130, .0060, (.15, 0, -1)), (F, (-.0610, -.430, .0300), .0115, .0055, (0, 0, -1)),
            (F, (-.0610, -.470, .0360), .0090, .0045, (.1, 0, -1)), (T, (-.0500, -.503, .0500), .0070, .0030, (.5, 0, -.85)),
            (T, (-.0320, -.530, .0790), .0060, .0018, (.9, 0, -.5))],
            tendon=(.03, .91), bow=.02, lines=7, blunt=.40),
        "tensor fasciae latae": belly([
            (P, (-.0040, .006, .1250), .0090, .0050, SHARP), (H, (-.0020, -.030, .1310), .0130, .0085, SHARP),
            (F, (-.0060, -.085, .1370), .0150, .0100, SHARP), (F, (-.0150, -.135, .1440), .0120, .0080, SHARP),
            (F, (-.0220, -.180, .1510), .0060, .0025, SHARP)],
            tendon=(.03, .90), bow=.10, lines=8, blunt=.42),
        "iliotibial tract": belly([
            (P, (-.0380, .0330, .1420), .0200, .0010, BAND), (H, (-.0370, -.0300, .1500), .0200, .0012, BAND),
            (F, (-.0330, -.1000, .1530), .0200, .0012, BAND), (F, (-.0300, -.1700, .1530), .0190, .0014, BAND),
            (F, (-.0330, -.2400, .1530), .0180, .0014, BAND), (F, (-.0370, -.3000, .1470), .0165, .0014, BAND),
            (F, (-.0410, -.3700, .1350), .0145, .0014, BAND), (F, (-.0430, -.4300, .1250), .0120, .0014, BAND),
            (T, (-.0420, -.4700, .1200), .0100, .0014, BAND), (T, (-.0390, -.4960, .1160), .0080, .0012, BAND)],
            lines=9, blunt=.2),
        "pectineus": sheet([
            [(P, (-.0095, -.0885, .0225)), (P, (-.0150, -.1060, .0430)), (F, (-.0480, -.1380, .0800)), (F, (-.0740, -.1640, .1000))],
            [(P, (-.0140, -.0830, .0330)), (P, (-.0180, -.0990, .0520)), (F, (-.0500, -.1310, .0840)), (F, (-.0760, -.1520, .0990))],
            [(P, (-.0190, -.0760, .0440)), (P, (-.0240, -.0910, .0610)), (F, (-.0520, -.1240, .0860)), (F, (-.0780, -.1400, .0970))],
            [(P, (-.0230, -.0690, .0530)), (P, (-.0290, -.0840, .0670)), (F, (-.0540, -.1170, .0870)), (F, (-.0790, -.1330, .0950))]],
            [.003, .0075, .0065, .002], tendon=(.03, .97), lines=8, blunt=.36),
        "adductor longus": sheet([
            [(P, (-.0060, -.0985, .0120)), (P, (-.0080, -.1250, .0185)), (F, (-.0290, -.2150, .0560)), (F, (-.0660, -.3200, .0990))],
            [(P, (-.0070, -.0960, .0150)), (P, (-.0110, -.1200, .0270)), (F, (-.0370, -.1920, .0640)), (F, (-.0670, -.2850, .1020))],
            [(P, (-.0080, -.0935, .0180)), (P, (-.0140, -.1130, .0350)), (F, (-.0430, -.1700, .0730)), (F, (-.0690, -.2450, .1050))],
            [(P, (-.0090, -.0910, .0210)), (P, (-.0170, -.1060, .0420)), (F, (-.0460, -.1530, .0790)), (F, (-.0720, -.2150, .1080))]],
            [.003, .0090, .0095, .002], tendon=(.09, .97), bow=-.03, lines=9, blunt=.40),
    }


def neighbours() -> dict[str, Muscle]:
    """Return the pale muscles that the flexors lie between."""
    return {
        "adductor brevis": sheet([
            [(P, (-.0180, -.1060, .0140)), (F, (-.0380, -.1420, .0560)), (F, (-.0720, -.2200, .1060))],
            [(P, (-.0180, -.0990, .0200)), (F, (-.0420, -.1280, .0650)), (F, (-.0780, -.1600, .1060))]],
            [.003, .0075, .002], tendon=(.04, .97), lines=6, blunt=.4),
        "adductor magnus": sheet([
            [(P, (-.0880, -.1320, .0420)), (F, (-.0760, -.2500, .0480)), (F, (-.0680, -.3500, .0450)), (F, (-.0620, -.4480, .0480))],
            [(P, (-.0700, -.1310, .0380)), (F, (-.0640, -.2200, .0560)), (F, (-.0640, -.3050, .0720)), (F, (-.0640, -.3900, .0860))],
            [(P, (-.0480, -.1230, .0320)), (F, (-.0560, -.1900, .0560)), (F, (-.0640, -.2350, .0800)), (F, (-.0720, -.2700, .1040))],
            [(P, (-.0340, -.1130, .0220)), (F, (-.0550, -.1500, .0600)), (F, (-.0700, -.1600, .0850)), (F, (-.0820, -.1700, .1100))]],
            [.005, .0130, .0110, .002], lines=8, blunt=.35),
        "gracilis": belly([
            (P, (-.0180, -.1120, .0090), .0120, .0030, (.2, 0, -1)), (F, (-.0330, -.1800, .0150), .0130, .0065, (.2, 0, -1)),
            (F, (-.0480, -.2700, .0190), .0110, .0065, (.2, 0, -1)), (F, (-.0620, -.3600, .0230), .0070, .0045, (.2, 0, -1)),
            (F, (-.0700, -.4400, .0300), .0040, .0030, (.2, 0, -1)), (T, (-.0560, -.5000, .0480), .0035, .0020, (.4, 0, -.9)),
            (T, (-.0360, -.5350, .0740), .0040, .0012, (.9, 0, -.5))], lines=4),
        "vastus intermedius": belly([
            (F, (-.0420, -.135, .1150), .0140, .0080), (F, (-.0260, -.190, .1130), .0220, .0130),
            (F, (-.0180, -.280, .1080), .0230, .0130), (F, (-.0180, -.350, .1020), .0180, .0090),
            (F, (-.0190, -.400, .0980), .0120, .0040), (K, (-.0170, -.424, .0970), .0120, .0030)], tendon=(0, .90), lines=6),
        "vastus lateralis": belly([
            (F, (-.0600, -.108, .1310), .0100, .0070, SHARP), (F, (-.0440, -.160, .1320), .0200, .0160, SHARP),
            (F, (-.0310, -.230, .1290), .0270, .0200, SHARP), (F, (-.0260, -.310, .1240), .0255, .0175, SHARP),
            (F, (-.0240, -.370, .1200), .0180, .0110, SHARP), (F, (-.0200, -.415, .1120), .0100, .0050, SHARP),
            (K, (-.0170, -.438, .1080), .0070, .0030, SHARP)], tendon=(0, .88), bow=.08, lines=9, blunt=.4),
        "vastus medialis": belly([
            (F, (-.0440, -.170, .1000), .0070, .0070, (.6, 0, -.8)), (F, (-.0260, -.240, .0880), .0170, .0140, (.7, 0, -.7)),
            (F, (-.0180, -.310, .0770), .0220, .0170, (.7, 0, -.7)), (F, (-.0180, -.370, .0690), .0240, .0180, (.7, 0, -.7)),
            (F, (-.0200, -.410, .0690), .0210, .0140, (.7, 0, -.7)), (F, (-.0180, -.438, .0780), .0120, .0070, (.8, 0, -.6)),
            (K, (-.0160, -.450, .0860), .0060, .0030, (.8, 0, -.6))], tendon=(0, .93), bow=.05, lines=9, blunt=.4),
        "gluteus medius": sheet([
            [(P, (-.0080, .0130, .1290)), (P, (-.0250, -.0150, .1360)), (F, (-.0520, -.0600, .1430)), (F, (-.0600, -.0920, .1430))],
            [(P, (-.0300, .0410, .1330)), (P, (-.0400, .0000, .1400)), (F, (-.0580, -.0560, .1460)), (F, (-.0650, -.0930, .1450))],
            [(P, (-.0560, .0610, .1130)), (P, (-.0580, .0100, .1330)), (F, (-.0660, -.0540, .1450)), (F, (-.0710, -.0920, .1450))],
            [(P, (-.0820, .0660, .0900)), (P, (-.0780, .0080, .1150)), (F, (-.0740, -.0540, .1390)), (F, (-.0780, -.0890, .1440))],
            [(P, (-.1080, .0550, .0680)), (P, (-.0990, .0000, .0980)), (F, (-.0820, -.0560, .1320)), (F, (-.0840, -.0840, .1410))]],
            [.003, .011, .008, .002], tendon=(0, .94), lines=10, blunt=.3),
        "gluteus maximus": sheet([
            [(P, (-.1000, .0610, .0720)), (P, (-.1050, .0000, .1180)), (F, (-.0800, -.0800, .1490)), (F, (-.0470, -.1700, .1540))],
            [(P, (-.1250, .0390, .0480)), (P, (-.1320, -.0200, .0980)), (F, (-.1050, -.1000, .1410)), (F, (-.0580, -.1900, .1480))],
            [(P, (-.1380, .0050, .0280)), (P, (-.1490, -.0450, .0730)), (F, (-.1260, -.1180, .1210)), (F, (-.0680, -.2050, .1360))],
            [(P, (-.1450, -.0350, .0130)), (P, (-.1480, -.0820, .0480)), (F, (-.1280, -.1450, .0920)), (F, (-.0750, -.2250, .1180))]],
            [.004, .015, .015, .003], lines=12, blunt=.5, tendon=(.03, .95)),
        "hamstrings": belly([
            (P, (-.1000, -.120, .0560), .0080, .0060, (-1, 0, .3)), (F, (-.1080, -.180, .0720), .0180, .0130, (-1, 0, .4)),
            (F, (-.1000, -.260, .0900), .0220, .0170, (-1, 0, .5)), (F, (-.0960, -.340, .1020), .0200, .0150, (-1, 0, .6)),
            (F, (-.0950, -.410, .1090), .0120, .0090, (-1, 0, .8)), (T, (-.0900, -.460, .1150), .0060, .0050, OUT),
            (T, (-.0880, -.495, .1160), .0050, .0040, OUT)], tendon=(.05, .88), lines=9, blunt=.42),
    }


def ligaments() -> dict[str, Muscle]:
    return {
        "patellar ligament": belly([(K, (-.0180, -.450, .0960), .0120, .0025), (T, (-.0190, -.480, .0990), .0095, .0028),
                                    (T, (-.0270, -.512, .1020), .0070, .0020)], lines=5, blunt=.3),
        "inguinal ligament": belly([(P, (.0030, -.008, .1150), .0030, .0022), (P, (.0050, -.045, .0780), .0028, .0020),
                                    (P, (.0000, -.087, .0250), .0030, .0020)], lines=3),
    }


def without(muscle: Muscle, *rows: int) -> Muscle:
    """Return the muscle without some rows of points: in deep flexion those at the joint would fold over each other."""
    keep = [k for k in range(len(muscle.thickness)) if k not in rows]
    return replace(muscle, fibres=tuple(tuple(fibre[k] for k in keep) for fibre in muscle.fibres),
                   thickness=tuple(muscle.thickness[k] for k in keep))


def surface(name: str, muscle: Muscle, place: Place, skeleton: Skeleton, along: int = 72, across: int = 37) -> Shape:
    """Return the muscle's closed surface; marks are t (bowed, so tendon edges curve) and u."""
    t = np.linspace(0, 1, along)
    posed = np.array([[place(frame, np.array(point, float)[None])[0] for frame, point in fibre]
                      for fibre in muscle.fibres])
    knots = _knots(posed)
    rows = [PchipInterpolator(knots, fibre)(t) for fibre in posed]
    edges = np.linspace(0, 1, len(rows))
    # Even steps of the angle crowd the rim, where the section curves most.
    u = (1 - np.cos(np.linspace(0, np.pi, across))) / 2
    grid = PchipInterpolator(edges, np.array(rows), axis=0)(u) if len(rows) > 2 else \
        np.array(rows)[0] + (np.array(rows)[1] - np.array(rows)[0]) * u[:, None, None]
    grid = grid.transpose(1, 0, 2)
    thick = np.clip(PchipInterpolator(knots, muscle.thickness)(t), 0, None)
    if muscle.round_ends:
        ends = np.sqrt(np.clip(np.minimum(t, 1 - t) / .025, .02, 1))[:, None, None]
        spine = grid[:, across // 2, None]
        grid = spine + (grid - spine) * ends
    section = np.clip(4 * u * (1 - u), 0, 1) ** muscle.blunt
    if muscle.wraps_head:
        grid = _off_the_head(grid, thick, place, skeleton)
    normal = np.cross(np.gradient(grid, axis=1), np.gradient(grid, axis=0))
    for _ in range(3):
        normal[1:-1] = (normal[:-2] + 2 * normal[1:-1] + normal[2:]) / 4
    normal /= np.maximum(np.linalg.norm(normal, axis=2), 1e-9)[..., None]
    if normal[along // 3, across // 2] @ _front(place) < 0:
        normal = -normal
    swell = thick[:, None] * section[None]
    front = grid + normal * (swell * (1 + muscle.lean))[..., None]
    back = grid - normal * (swell * (1 - muscle.lean))[..., None]
    bowed = t[:, None] + muscle.bow * ((2 * u[None] - 1) ** 2 - .5) * np.where(t[:, None] < .5, 1, -1)
    marks = np.stack([bowed, np.broadcast_to(u, bowed.shape)], -1).reshape(-1, 2)
    points = np.vstack([front.reshape(-1, 3), back.reshape(-1, 3)])
    faces = _stitched(along, across)
    mesh = trimesh.Trimesh(points, faces, process=False)
    if mesh.volume < 0:
        faces = faces[:, ::-1]
    return Shape(name, points, faces, np.vstack([marks, marks]))


def _knots(fibres: np.ndarray) -> np.ndarray:
    """Return where the rows of control points lie along t: the same for all fibres, or short ones would shear the sheet."""
    steps = np.linalg.norm(np.diff(fibres, axis=1), axis=2)
    reach = np.r_[0, np.cumsum((steps / steps.sum(1, keepdims=True)).mean(0))]
    return reach / reach[-1]


def _front(place: Place) -> np.ndarray:
    a = place("pelvis", np.array([[0., 0, 0], [1., 0, 0.25]]))
    return a[1] - a[0]


def _off_the_head(grid: np.ndarray, thick: np.ndarray, place: Place, skeleton: Skeleton) -> np.ndarray:
    """Push fibres out of the femoral head and its capsule, then even them out along their length."""
    centre = place("pelvis", skeleton.head[None])[0]
    away = grid - centre
    distance = np.linalg.norm(away, axis=2)
    need = skeleton.head_radius + .003 + thick[:, None] * .8
    last = int(len(grid) * .93)
    moved = grid + away * (np.clip(need / np.maximum(distance, 1e-6), 1, None) - 1)[..., None]
    grid = np.concatenate([moved[:last], grid[last:]])
    for _ in range(6):
        grid[1:-1] = grid[1:-1] / 2 + (grid[:-2] + grid[2:]) / 4
    return grid


def _stitched(rows: int, columns: int) -> np.ndarray:
    """Return the faces of two grids (front, back) closed along their rim."""
    i, j = (a.ravel() for a in np.meshgrid(np.arange(rows - 1), np.arange(columns - 1), indexing="ij"))
    a, b, c, d = i * columns + j, i * columns + j + 1, (i + 1) * columns + j, (i + 1) * columns + j + 1
    front = np.vstack([np.c_[a, c, b], np.c_[b, c, d]])
    back = front[:, ::-1] + rows * columns
    rim = np.r_[np.arange(columns), np.arange(1, rows) * columns + columns - 1,
                (rows - 1) * columns + np.arange(columns - 2, -1, -1), np.arange(rows - 2, 0, -1) * columns]
    nxt, n = np.roll(rim, -1), rows * columns
    side = np.vstack([np.c_[rim, nxt, rim + n], np.c_[nxt, nxt + n, rim + n]])
    return np.vstack([front, back, side])


def standing(frame: str, points: np.ndarray) -> np.ndarray:
    """The pose in which everything is written down."""
    return points


Pose = Mapping[str, np.ndarray]
