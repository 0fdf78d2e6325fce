"""The muscles: written by hand as sheets of fibres between points on the bones, guided by facts and landmarks.

A muscle is a grid of fibres (t along, u across) with a thickness. Attachments lie on the bones of `atlas.py`; how wide
and thick a belly is was drawn by eye. Every point belongs to a part of the body ("frame") and moves with it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

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
    tendon: tuple[float, float] = (0.0, 1.0)
    bow: float = 0.05
    lean: float = 0.0
    lines: int = 9
    wraps_head: bool = False
    blunt: float = 0.5
    """Exponent of the cross-section: .5 is an ellipse, smaller is fuller."""
    round_ends: bool = False


def belly(rows: list[tuple], **more) -> Muscle:
    """Return a muscle from its centre line.

    Each row: frame, centre, half width, half thickness, and where it faces (default forward).
    """
    centres = np.array([row[1] for row in rows], float)
    along = np.gradient(centres, axis=0)
    left, right = [], []
    for row, centre, tangent in zip(rows, centres, along, strict=True):
        face = np.array(row[4] if len(row) > 4 else (1, 0, 0), float)
        across = np.cross(tangent, face)
        across *= row[2] / np.linalg.norm(across)
        left.append((row[0], tuple(centre - across)))
        right.append((row[0], tuple(centre + across)))
    middle = tuple((row[0], tuple(row[1])) for row in rows)
    return Muscle((tuple(left), middle, tuple(right)), tuple(row[3] for row in rows), round_ends=True, **more)


def sheet(fibres: list[list[Point]], thickness: list[float], **more) -> Muscle:
    return Muscle(tuple(map(tuple, fibres)), tuple(thickness), **more)


SHARP, BAND, OUT = (0.6, 0, 0.8), (0.4, 0, 0.92), (0, 0, 1)

VERTEBRA_AT = {  # side of the body near its upper edge, where a slip begins
    "thoracic12": (-0.092, 0.222, 0.0195),
    "lumbar1": (-0.085, 0.200, 0.0195),
    "lumbar2": (-0.073, 0.168, 0.0195),
    "lumbar3": (-0.066, 0.134, 0.0195),
    "lumbar4": (-0.066, 0.098, 0.0195),
    "lumbar5": (-0.068, 0.064, 0.0195),
}


def psoas_major() -> Muscle:
    return belly(
        [
            ("thoracic12", (-0.0905, 0.226, 0.0215), 0.0030, 0.004),
            ("lumbar1", (-0.0865, 0.203, 0.0260), 0.0085, 0.010),
            ("lumbar2", (-0.0775, 0.168, 0.0305), 0.0135, 0.014),
            ("lumbar3", (-0.0720, 0.134, 0.0345), 0.0170, 0.0175),
            ("lumbar4", (-0.0675, 0.100, 0.0390), 0.0200, 0.020),
            ("lumbar5", (-0.0610, 0.066, 0.0445), 0.0210, 0.020),
            (P, (-0.0480, 0.030, 0.0540), 0.0195, 0.018),
            (P, (-0.0320, -0.010, 0.0650), 0.0165, 0.015),
            (P, (-0.0165, -0.047, 0.0735), 0.0140, 0.012),
            (H, (-0.0190, -0.079, 0.0800), 0.0115, 0.0095, (1, -0.2, 0)),
            (F, (-0.0440, -0.108, 0.0860), 0.0080, 0.007, (0.7, -0.7, 0)),
            (F, (-0.0790, -0.126, 0.0890), 0.0060, 0.0045, (0.5, -0.9, 0)),
        ],
        tendon=(0, 0.90),
        lines=11,
        wraps_head=True,
        blunt=0.45,
    )


def psoas_slips() -> dict[str, Muscle]:
    """Return the short slips that bind the belly to each vertebral body and disc, by vertebra."""
    down = {
        "thoracic12": ("lumbar1", (-0.084, 0.190, 0.0250)),
        "lumbar1": ("lumbar2", (-0.076, 0.158, 0.0270)),
        "lumbar2": ("lumbar3", (-0.069, 0.124, 0.0290)),
        "lumbar3": ("lumbar4", (-0.065, 0.090, 0.0330)),
        "lumbar4": ("lumbar5", (-0.060, 0.056, 0.0370)),
        "lumbar5": (P, (-0.049, 0.022, 0.0440)),
    }
    slips = {}
    for name, at in VERTEBRA_AT.items():
        to, end = down[name]
        middle = tuple(np.array(at) * 0.5 + np.array(end) * 0.5 + [0.003, 0.002, 0.001])
        slips[name] = belly(
            [
                (name, at, 0.0085, 0.0040, (0.8, 0, 0.6)),
                (name, middle, 0.0090, 0.0065, (0.8, 0, 0.6)),
                (to, end, 0.006, 0.006, (0.8, 0, 0.6)),
            ],
            tendon=(0.06, 1),
            lines=4,
        )
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
        points = [(name, VERTEBRA_AT[name], 0.0080, 0.0040, (0.8, 0, 0.6))]
        for row in range(rows[name] + 1, len(main)):
            frame, at = main[row]
            wide = (0, 0, 0.0080, 0.0120, 0.0160, 0.0175, 0.0165, 0.0140, 0.0110, 0.0075, 0.0045, 0.0025)[row]
            shift = np.array([-0.35 * out * wide, 0, -out * wide])
            size = (0.0030, 0.0040, 0.0052, 0.0060, 0.0066, 0.0068, 0.0064, 0.0056, 0.0046, 0.0036, 0.0030, 0.0024)[row]
            face = (
                (1, -0.2, 0)
                if row == 9
                else (0.7, -0.7, 0)
                if row == 10
                else (0.5, -0.9, 0)
                if row == 11
                else (1, 0, 0.3)
            )
            points.append((frame, tuple(np.array(at) + shift), size, size * 0.9, face))
        bundles[name] = belly(points, tendon=(0.03, 0.86), lines=3, blunt=0.45, wraps_head=True)
    return bundles


def iliacus(hip: trimesh.Trimesh) -> Muscle:
    """Return the fan of the iliac fossa; its back lies on the bone, found by rays."""
    origins = [
        (0.024, 0.0575),
        (0.041, 0.063),
        (0.052, 0.071),
        (0.0575, 0.081),
        (0.0585, 0.092),
        (0.0545, 0.103),
        (0.047, 0.1115),
        (0.037, 0.1170),
        (0.025, 0.1195),
        (0.012, 0.1180),
        (-0.003, 0.1115),
    ]

    def on_bone(y: float, z: float, lift: float) -> np.ndarray:
        hits, _, _ = hip.ray.intersects_location([[0.2, y, z]], [[-1, 0, 0]], multiple_hits=False)
        return hits[0] + [lift, 0, 0] if len(hits) else np.array([np.nan] * 3)

    share = np.linspace(0, 1, len(origins))
    starts = np.array([on_bone(y, z, 0.001) for y, z in origins])
    brims = np.c_[-0.0235 + 0.006 * share, -0.047 + 0.003 * share, 0.078 + 0.0175 * share]
    middles = starts * 0.52 + brims * 0.48
    deep = np.array([on_bone(y, z, 0.003)[0] for _, y, z in middles])
    # The fossa is smooth, single rays are not: a cubic through them keeps the sheet even.
    middles[:, 0] = np.polyval(np.polyfit(share, np.where(np.isfinite(deep), deep, middles[:, 0]), 3), share) + 0.002
    fibres = []
    for k, start, middle, brim in zip(share, starts, middles, brims, strict=True):
        fibres.append(
            [
                (P, tuple(start)),
                (P, tuple(middle)),
                (P, tuple(brim)),
                (H, (-0.022 - 0.004 * k, -0.080, 0.085 + 0.015 * k)),
                (F, (-0.047 - 0.004 * k, -0.112 - 0.010 * k, 0.092 + 0.012 * k)),
                (F, (-0.078 + 0.006 * k, -0.127 - 0.024 * k, 0.092 + 0.011 * k)),
            ]
        )
    return sheet(
        fibres,
        [0.0015, 0.0105, 0.0100, 0.0080, 0.006, 0.003],
        tendon=(0, 0.93),
        lean=0.4,
        lines=22,
        wraps_head=True,
        blunt=0.28,
    )


def moving_muscles(hip: trimesh.Trimesh) -> dict[str, Muscle]:
    """Return the hip flexors by name."""
    return {
        "psoas major": psoas_major(),
        "iliacus": iliacus(hip),
        "rectus femoris": belly(
            [
                (P, (-0.0150, -0.040, 0.0985), 0.0060, 0.0040),
                (H, (-0.0060, -0.066, 0.1010), 0.0070, 0.0050),
                (F, (-0.0080, -0.110, 0.1060), 0.0125, 0.0085),
                (F, (-0.0070, -0.160, 0.1090), 0.0190, 0.0120),
                (F, (-0.0050, -0.220, 0.1085), 0.0220, 0.0135),
                (F, (-0.0050, -0.280, 0.1065), 0.0195, 0.0115),
                (F, (-0.0070, -0.330, 0.1025), 0.0145, 0.0080),
                (F, (-0.0120, -0.370, 0.0990), 0.0115, 0.0045),
                (F, (-0.0140, -0.400, 0.0950), 0.0110, 0.0035),
                (K, (-0.0105, -0.433, 0.0910), 0.0115, 0.0022),
            ],
            tendon=(0.13, 0.80),
            bow=0.13,
            lines=11,
            blunt=0.42,
        ),
        "sartorius": belly(
            [
                (P, (0.0020, -0.010, 0.1165), 0.0060, 0.0045, SHARP),
                (H, (0.0100, -0.050, 0.1130), 0.0110, 0.0060, (1, 0, 0.3)),
                (F, (0.0160, -0.105, 0.1000), 0.0145, 0.0070, (1, 0, 0)),
                (F, (0.0130, -0.165, 0.0790), 0.0150, 0.0070, (1, 0, -0.35)),
                (F, (0.0000, -0.235, 0.0570), 0.0150, 0.0070, (0.8, 0, -0.6)),
                (F, (-0.0210, -0.305, 0.0400), 0.0140, 0.0065, (0.5, 0, -0.85)),
                (F, (-0.0440, -0.375, 0.0310), 0.0130, 0.0060, (0.15, 0, -1)),
                (F, (-0.0610, -0.430, 0.0300), 0.0115, 0.0055, (0, 0, -1)),
                (F, (-0.0610, -0.470, 0.0360), 0.0090, 0.0045, (0.1, 0, -1)),
                (T, (-0.0500, -0.503, 0.0520), 0.0070, 0.0030, (0.5, 0, -0.85)),
                (T, (-0.0340, -0.527, 0.0820), 0.0065, 0.0020, (0.8, 0, -0.6)),
            ],
            tendon=(0.03, 0.91),
            bow=0.02,
            lines=7,
            blunt=0.40,
        ),
        "tensor fasciae latae": belly(
            [
                (P, (-0.0040, 0.006, 0.1250), 0.0090, 0.0050, SHARP),
                (H, (-0.0020, -0.030, 0.1310), 0.0130, 0.0085, SHARP),
                (F, (-0.0060, -0.085, 0.1370), 0.0150, 0.0100, SHARP),
                (F, (-0.0135, -0.135, 0.1470), 0.0115, 0.0075, SHARP),
                (F, (-0.0215, -0.188, 0.1585), 0.0040, 0.0022, SHARP),
            ],
            tendon=(0.03, 0.92),
            bow=0.03,
            lines=8,
            blunt=0.42,
        ),
        "iliotibial tract": belly(
            [
                (P, (-0.0400, 0.0440, 0.1360), 0.0100, 0.0008, BAND),
                (P, (-0.0390, 0.0150, 0.1460), 0.0170, 0.0010, BAND),
                (H, (-0.0370, -0.0300, 0.1520), 0.0195, 0.0012, BAND),
                (F, (-0.0330, -0.1000, 0.1550), 0.0200, 0.0012, BAND),
                (F, (-0.0300, -0.1700, 0.1560), 0.0190, 0.0014, BAND),
                (F, (-0.0330, -0.2400, 0.1560), 0.0180, 0.0014, BAND),
                (F, (-0.0370, -0.3000, 0.1520), 0.0165, 0.0014, BAND),
                (F, (-0.0410, -0.3700, 0.1390), 0.0145, 0.0014, BAND),
                (F, (-0.0430, -0.4300, 0.1250), 0.0120, 0.0014, BAND),
                (T, (-0.0420, -0.4700, 0.1200), 0.0100, 0.0014, BAND),
                (T, (-0.0390, -0.4960, 0.1160), 0.0080, 0.0012, BAND),
            ],
            lines=9,
            blunt=0.2,
        ),
        "pectineus": sheet(
            [
                [
                    (P, (-0.0095, -0.0885, 0.0225)),
                    (P, (-0.0150, -0.1060, 0.0430)),
                    (F, (-0.0480, -0.1380, 0.0800)),
                    (F, (-0.0740, -0.1640, 0.1000)),
                ],
                [
                    (P, (-0.0140, -0.0830, 0.0330)),
                    (P, (-0.0180, -0.0990, 0.0520)),
                    (F, (-0.0500, -0.1310, 0.0840)),
                    (F, (-0.0760, -0.1520, 0.0990)),
                ],
                [
                    (P, (-0.0190, -0.0760, 0.0440)),
                    (P, (-0.0240, -0.0910, 0.0610)),
                    (F, (-0.0520, -0.1240, 0.0860)),
                    (F, (-0.0780, -0.1400, 0.0970)),
                ],
                [
                    (P, (-0.0230, -0.0690, 0.0530)),
                    (P, (-0.0290, -0.0840, 0.0670)),
                    (F, (-0.0540, -0.1170, 0.0870)),
                    (F, (-0.0790, -0.1330, 0.0950)),
                ],
            ],
            [0.003, 0.0075, 0.0065, 0.002],
            tendon=(0.03, 0.97),
            lines=8,
            blunt=0.36,
        ),
        "adductor longus": sheet(
            [
                [
                    (P, (-0.0060, -0.0985, 0.0120)),
                    (P, (-0.0080, -0.1250, 0.0185)),
                    (F, (-0.0290, -0.2150, 0.0560)),
                    (F, (-0.0660, -0.3200, 0.0990)),
                ],
                [
                    (P, (-0.0070, -0.0960, 0.0150)),
                    (P, (-0.0110, -0.1200, 0.0270)),
                    (F, (-0.0370, -0.1920, 0.0640)),
                    (F, (-0.0670, -0.2850, 0.1020)),
                ],
                [
                    (P, (-0.0080, -0.0935, 0.0180)),
                    (P, (-0.0140, -0.1130, 0.0350)),
                    (F, (-0.0430, -0.1700, 0.0730)),
                    (F, (-0.0690, -0.2450, 0.1050)),
                ],
                [
                    (P, (-0.0090, -0.0910, 0.0210)),
                    (P, (-0.0170, -0.1060, 0.0420)),
                    (F, (-0.0460, -0.1530, 0.0790)),
                    (F, (-0.0720, -0.2150, 0.1080)),
                ],
            ],
            [0.003, 0.0090, 0.0095, 0.002],
            tendon=(0.09, 0.97),
            bow=-0.03,
            lines=9,
            blunt=0.40,
        ),
    }


def neighbours() -> dict[str, Muscle]:
    """Return the pale muscles that the flexors lie between."""
    return {
        "adductor brevis": sheet(
            [
                [(P, (-0.0180, -0.1060, 0.0140)), (F, (-0.0380, -0.1420, 0.0560)), (F, (-0.0720, -0.2200, 0.1060))],
                [(P, (-0.0180, -0.0990, 0.0200)), (F, (-0.0420, -0.1280, 0.0650)), (F, (-0.0780, -0.1600, 0.1060))],
            ],
            [0.003, 0.0075, 0.002],
            tendon=(0.04, 0.97),
            lines=6,
            blunt=0.4,
        ),
        "adductor magnus": sheet(
            [
                [
                    (P, (-0.0880, -0.1320, 0.0340)),
                    (F, (-0.0700, -0.2300, 0.0250)),
                    (F, (-0.0660, -0.3400, 0.0320)),
                    (F, (-0.0620, -0.4480, 0.0520)),
                ],
                [
                    (P, (-0.0700, -0.1310, 0.0330)),
                    (F, (-0.0620, -0.2200, 0.0420)),
                    (F, (-0.0640, -0.3050, 0.0720)),
                    (F, (-0.0640, -0.3900, 0.0860)),
                ],
                [
                    (P, (-0.0480, -0.1230, 0.0320)),
                    (F, (-0.0560, -0.1900, 0.0560)),
                    (F, (-0.0640, -0.2350, 0.0800)),
                    (F, (-0.0720, -0.2700, 0.1040)),
                ],
                [
                    (P, (-0.0340, -0.1130, 0.0220)),
                    (F, (-0.0550, -0.1500, 0.0600)),
                    (F, (-0.0700, -0.1600, 0.0850)),
                    (F, (-0.0820, -0.1700, 0.1100)),
                ],
            ],
            [0.005, 0.0130, 0.0110, 0.002],
            lines=8,
            blunt=0.35,
        ),
        "gracilis": belly(
            [
                (P, (-0.0180, -0.1120, 0.0090), 0.0120, 0.0030, (0.2, 0, -1)),
                (F, (-0.0330, -0.1800, 0.0160), 0.0140, 0.0085, (0.2, 0, -1)),
                (F, (-0.0480, -0.2700, 0.0195), 0.0120, 0.0080, (0.2, 0, -1)),
                (F, (-0.0620, -0.3600, 0.0230), 0.0070, 0.0045, (0.2, 0, -1)),
                (F, (-0.0700, -0.4400, 0.0300), 0.0040, 0.0030, (0.2, 0, -1)),
                (T, (-0.0580, -0.5000, 0.0540), 0.0035, 0.0020, (0.4, 0, -0.9)),
                (T, (-0.0390, -0.5320, 0.0800), 0.0030, 0.0010, (0.8, 0, -0.6)),
            ],
            lines=4,
        ),
        "vastus intermedius": belly(
            [
                (F, (-0.0520, -0.130, 0.1150), 0.0130, 0.0050),
                (F, (-0.0340, -0.190, 0.1120), 0.0220, 0.0160),
                (F, (-0.0235, -0.280, 0.1070), 0.0230, 0.0150),
                (F, (-0.0220, -0.350, 0.1010), 0.0180, 0.0110),
                (F, (-0.0230, -0.400, 0.0950), 0.0120, 0.0065),
                (K, (-0.0190, -0.424, 0.0915), 0.0120, 0.0030),
            ],
            tendon=(0, 0.90),
            lines=6,
        ),
        "vastus lateralis": belly(
            [
                (F, (-0.0600, -0.108, 0.1310), 0.0100, 0.0070, SHARP),
                (F, (-0.0440, -0.160, 0.1320), 0.0200, 0.0160, SHARP),
                (F, (-0.0310, -0.230, 0.1290), 0.0270, 0.0200, SHARP),
                (F, (-0.0260, -0.310, 0.1240), 0.0255, 0.0175, SHARP),
                (F, (-0.0240, -0.370, 0.1200), 0.0180, 0.0110, SHARP),
                (F, (-0.0200, -0.415, 0.1120), 0.0100, 0.0050, SHARP),
                (K, (-0.0170, -0.438, 0.1020), 0.0070, 0.0030, SHARP),
            ],
            tendon=(0, 0.88),
            bow=0.08,
            lines=9,
            blunt=0.4,
        ),
        "vastus medialis": belly(
            [
                (F, (-0.0440, -0.170, 0.1000), 0.0070, 0.0070, (0.6, 0, -0.8)),
                (F, (-0.0260, -0.240, 0.0880), 0.0170, 0.0140, (0.7, 0, -0.7)),
                (F, (-0.0180, -0.310, 0.0770), 0.0220, 0.0170, (0.7, 0, -0.7)),
                (F, (-0.0180, -0.370, 0.0690), 0.0240, 0.0180, (0.7, 0, -0.7)),
                (F, (-0.0200, -0.410, 0.0690), 0.0210, 0.0140, (0.7, 0, -0.7)),
                (F, (-0.0180, -0.438, 0.0780), 0.0120, 0.0070, (0.8, 0, -0.6)),
                (K, (-0.0160, -0.448, 0.0800), 0.0060, 0.0030, (0.8, 0, -0.6)),
            ],
            tendon=(0, 0.93),
            bow=0.05,
            lines=9,
            blunt=0.4,
        ),
        "gluteus medius": sheet(
            [
                [
                    (P, (-0.0080, 0.0130, 0.1290)),
                    (P, (-0.0250, -0.0150, 0.1360)),
                    (F, (-0.0520, -0.0600, 0.1430)),
                    (F, (-0.0600, -0.0920, 0.1430)),
                ],
                [
                    (P, (-0.0300, 0.0410, 0.1330)),
                    (P, (-0.0400, 0.0000, 0.1400)),
                    (F, (-0.0580, -0.0560, 0.1460)),
                    (F, (-0.0650, -0.0930, 0.1450)),
                ],
                [
                    (P, (-0.0560, 0.0610, 0.1130)),
                    (P, (-0.0580, 0.0100, 0.1330)),
                    (F, (-0.0660, -0.0540, 0.1450)),
                    (F, (-0.0710, -0.0920, 0.1450)),
                ],
                [
                    (P, (-0.0820, 0.0660, 0.0900)),
                    (P, (-0.0780, 0.0080, 0.1150)),
                    (F, (-0.0740, -0.0540, 0.1390)),
                    (F, (-0.0780, -0.0890, 0.1440)),
                ],
                [
                    (P, (-0.1080, 0.0550, 0.0680)),
                    (P, (-0.0990, 0.0000, 0.0980)),
                    (F, (-0.0820, -0.0560, 0.1320)),
                    (F, (-0.0840, -0.0840, 0.1410)),
                ],
            ],
            [0.003, 0.011, 0.008, 0.002],
            tendon=(0, 0.94),
            lines=10,
            blunt=0.3,
        ),
        "gluteus maximus": sheet(
            [
                [
                    (P, (-0.1000, 0.0610, 0.0720)),
                    (P, (-0.1050, 0.0000, 0.1180)),
                    (F, (-0.0800, -0.0800, 0.1490)),
                    (F, (-0.0470, -0.1700, 0.1540)),
                ],
                [
                    (P, (-0.1250, 0.0390, 0.0480)),
                    (P, (-0.1320, -0.0200, 0.0980)),
                    (F, (-0.1050, -0.1000, 0.1410)),
                    (F, (-0.0580, -0.1900, 0.1480)),
                ],
                [
                    (P, (-0.1380, 0.0050, 0.0280)),
                    (P, (-0.1490, -0.0450, 0.0730)),
                    (F, (-0.1260, -0.1180, 0.1210)),
                    (F, (-0.0680, -0.2050, 0.1360)),
                ],
                [
                    (P, (-0.1450, -0.0350, 0.0130)),
                    (P, (-0.1480, -0.0820, 0.0480)),
                    (F, (-0.1280, -0.1450, 0.0920)),
                    (F, (-0.0750, -0.2250, 0.1180)),
                ],
            ],
            [0.004, 0.015, 0.015, 0.003],
            lines=12,
            blunt=0.5,
            tendon=(0.03, 0.95),
        ),
        "hamstrings": belly(
            [
                (P, (-0.1000, -0.120, 0.0560), 0.0080, 0.0060, (-1, 0, 0.3)),
                (F, (-0.1080, -0.180, 0.0720), 0.0180, 0.0130, (-1, 0, 0.4)),
                (F, (-0.1000, -0.260, 0.0900), 0.0220, 0.0170, (-1, 0, 0.5)),
                (F, (-0.0960, -0.340, 0.1020), 0.0200, 0.0150, (-1, 0, 0.6)),
                (F, (-0.0950, -0.410, 0.1090), 0.0120, 0.0090, (-1, 0, 0.8)),
                (T, (-0.0900, -0.460, 0.1150), 0.0060, 0.0050, OUT),
                (T, (-0.0880, -0.495, 0.1160), 0.0050, 0.0040, OUT),
            ],
            tendon=(0.05, 0.88),
            lines=9,
            blunt=0.42,
        ),
    }


def ligaments() -> dict[str, Muscle]:
    return {
        "patellar ligament": belly(
            [
                (K, (-0.0140, -0.449, 0.0905), 0.0080, 0.0015),
                (K, (-0.0195, -0.466, 0.0925), 0.0105, 0.0024),
                (T, (-0.0230, -0.490, 0.0980), 0.0095, 0.0026),
                (T, (-0.0285, -0.516, 0.1025), 0.0060, 0.0014),
            ],
            lines=5,
            blunt=0.3,
        ),
        "inguinal ligament": belly(
            [
                (P, (0.0030, -0.008, 0.1150), 0.0030, 0.0022),
                (P, (0.0050, -0.045, 0.0780), 0.0028, 0.0020),
                (P, (-0.0025, -0.0915, 0.0240), 0.0030, 0.0020),
            ],
            lines=3,
        ),
    }


def without(muscle: Muscle, *rows: int) -> Muscle:
    """Return the muscle without some rows of points: in deep flexion those at the joint would fold over each other."""
    keep = [k for k in range(len(muscle.thickness)) if k not in rows]
    return replace(
        muscle,
        fibres=tuple(tuple(fibre[k] for k in keep) for fibre in muscle.fibres),
        thickness=tuple(muscle.thickness[k] for k in keep),
    )


def surface(name: str, muscle: Muscle, place: Place, skeleton: Skeleton, along: int = 72, across: int = 37) -> Shape:
    """Return the muscle's closed surface; marks are t (bowed, so tendon edges curve) and u."""
    t = np.linspace(0, 1, along)
    posed = np.array(
        [[place(frame, np.array(point, float)[None])[0] for frame, point in fibre] for fibre in muscle.fibres]
    )
    knots = _knots(posed)
    rows = [PchipInterpolator(knots, fibre)(t) for fibre in posed]
    edges = np.linspace(0, 1, len(rows))
    # Even steps of the angle crowd the rim, where the section curves most.
    u = (1 - np.cos(np.linspace(0, np.pi, across))) / 2
    grid = (
        PchipInterpolator(edges, np.array(rows), axis=0)(u)
        if len(rows) > 2
        else np.array(rows)[0] + (np.array(rows)[1] - np.array(rows)[0]) * u[:, None, None]
    )
    grid = grid.transpose(1, 0, 2)
    thick = np.clip(PchipInterpolator(knots, muscle.thickness)(t), 0, None)
    if muscle.round_ends:
        ends = np.sqrt(np.clip(np.minimum(t, 1 - t) / 0.025, 0.02, 1))[:, None, None]
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
    bowed = t[:, None] + muscle.bow * ((2 * u[None] - 1) ** 2 - 0.5) * np.where(t[:, None] < 0.5, 1, -1)
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
    a = place("pelvis", np.array([[0.0, 0, 0], [1.0, 0, 0.25]]))
    return a[1] - a[0]


def _off_the_head(grid: np.ndarray, thick: np.ndarray, place: Place, skeleton: Skeleton) -> np.ndarray:
    """Push fibres out of the femoral head and its capsule, then even them out along their length."""
    centre = place("pelvis", skeleton.head[None])[0]
    away = grid - centre
    distance = np.linalg.norm(away, axis=2)
    need = skeleton.head_radius + 0.003 + thick[:, None] * 0.8
    last = int(len(grid) * 0.93)
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
    rim = np.r_[
        np.arange(columns),
        np.arange(1, rows) * columns + columns - 1,
        (rows - 1) * columns + np.arange(columns - 2, -1, -1),
        np.arange(rows - 2, 0, -1) * columns,
    ]
    nxt, n = np.roll(rim, -1), rows * columns
    side = np.vstack([np.c_[rim, nxt, rim + n], np.c_[nxt, nxt + n, rim + n]])
    return np.vstack([front, back, side])


def standing(frame: str, points: np.ndarray) -> np.ndarray:
    """The pose in which everything is written down."""
    return points
