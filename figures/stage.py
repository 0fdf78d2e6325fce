"""The stage: skeleton and muscles in a pose, ready to be cast."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from trace import Frame, paint

import numpy as np
import trimesh

import muscles
from atlas import VERTEBRAE, Skeleton, read_skeleton, turned
from cast import Picture, Shape

ROLES = {
    "psoas major": "muscle-psoas",
    "iliacus": "muscle-iliacus",
    "rectus femoris": "muscle-rectus",
    "sartorius": "muscle-sartorius",
    "tensor fasciae latae": "muscle-tfl",
    "pectineus": "muscle-pectineus",
    "adductor longus": "muscle-adductor",
    "iliotibial tract": "tract",
    "patellar ligament": "tendon",
    "inguinal ligament": "tendon",
}
BONES = ("hip", "sacrum", "femur", "patella", "tibia", *VERTEBRAE)
SPINE = ("sacrum", *VERTEBRAE, *(f"disc-{name}" for name in VERTEBRAE))


@dataclass(frozen=True)
class Pose:
    """Angles in degrees, seen from the right: all turn the lower or front part forward and up when positive.

    `pelvis` is the backward tilt of the pelvis, `thigh` the thigh against the vertical, `knee` how far the knee is bent,
    `trunk` the backward lean that the spine reaches at T12.
    """

    pelvis: float = 0
    thigh: float = 0
    knee: float = 0
    trunk: float = 0


class Stage:
    """Bones and muscles of the right side; the left is mirrored on request."""

    def __init__(self, cache: Path):
        self.skeleton: Skeleton = read_skeleton(cache)

    @cached_property
    def hip_mesh(self) -> trimesh.Trimesh:
        bone = self.skeleton.bone("hip")
        return trimesh.Trimesh(bone.points, bone.faces, process=False)

    @cached_property
    def muscles(self) -> dict[str, muscles.Muscle]:
        return muscles.moving_muscles(self.hip_mesh) | muscles.neighbours() | muscles.ligaments()

    def place(self, pose: Pose) -> muscles.Place:
        """Return the map from (frame, standing points) to the pose; the hip joint stays where it is."""
        hip, knee = self.skeleton.head, self.skeleton.knee

        def about(centre, degrees):
            return lambda points: (points - centre) @ turned(degrees).T + centre

        maps = {
            "pelvis": about(hip, pose.pelvis),
            "femur": about(hip, pose.thigh),
            "half": about(hip, (pose.pelvis + pose.thigh) / 2),
        }
        thigh = maps["femur"]
        maps["tibia"] = lambda points: thigh(about(knee, -pose.knee)(points))
        maps["patella"] = lambda points: thigh(about(knee + [0.006, 0, 0], -pose.knee * 0.62)(points))
        below, turn = maps["pelvis"], pose.pelvis
        for number, name in enumerate(VERTEBRAE):
            origin = np.array([*VERTEBRAE[name][0], 0]) + [0.012, -0.032, 0]
            turn = pose.pelvis + (pose.trunk - pose.pelvis) * (number + 1) / len(VERTEBRAE)
            pivot = below(origin[None])[0]
            below = maps[name] = lambda points, origin=origin, pivot=pivot, turn=turn: (
                (points - origin) @ turned(turn).T + pivot
            )
        return lambda frame, points: maps[frame](np.asarray(points, float))

    def bones(self, pose: Pose = Pose(), names: tuple[str, ...] = BONES + SPINE) -> list[Shape]:
        place = self.place(pose)
        return [
            Shape(bone.name, place(bone.frame, bone.points), bone.faces)
            for bone in self.skeleton.bones
            if bone.name in names
        ]

    def muscle(self, name: str, pose: Pose = Pose(), muscle: muscles.Muscle | None = None) -> list[Shape]:
        """Return the surfaces of one muscle: one, or for psoas major the belly and its slips."""
        place = self.place(pose)
        shapes = [muscles.surface(name, muscle or self._bent(name, pose.thigh - pose.pelvis), place, self.skeleton)]
        if name == "psoas major" and muscle is None:
            shapes += [
                muscles.surface(name, slip, place, self.skeleton, 40, 15) for slip in muscles.psoas_slips().values()
            ]
        return shapes

    def _bent(self, name: str, flexion: float) -> muscles.Muscle:
        muscle = self.muscles[name]
        drop = {
            "psoas major": (9, 10),
            "iliacus": (3, 4),
            "rectus femoris": (1, 2),
            "sartorius": (1, 2),
            "tensor fasciae latae": (1,),
        }
        return muscles.without(muscle, *drop[name]) if flexion > 45 and name in drop else muscle

    def draw(self, picture: Picture, name: str, frame: Frame, side: str = "", **options) -> str:
        """Return one object painted in its own colour; `name` may carry a side suffix in the picture."""
        full = name + side
        if full not in picture.names:
            return ""
        if name in ("iliotibial tract", "patellar ligament", "inguinal ligament"):
            look = {"fill": ROLES[name]}
            if name == "iliotibial tract":
                look |= {"lines": 7, "shades": (0.50, 0.34), "shade_opacity": 0.12}
        elif name in ROLES:
            muscle = self.muscles[name]
            look = {"fill": ROLES[name], "tendon": muscle.tendon, "lines": muscle.lines}
        elif name in self.muscles:
            look = {
                "fill": "ghost",
                "lines": self.muscles[name].lines // 2,
                "shade_opacity": 0.09,
                "shades": (0.8, 0.6, 0.42),
                "highlight": False,
                "line_width": 2.2,
                "detail": 1.5,
            }
        elif name.startswith("disc"):
            look = {"fill": "disc", "shades": (0.6, 0.4), "highlight": False, "detail": 1.3}
        else:
            look = {
                "fill": "bone",
                "highlight": False,
                "shades": (0.82, 0.66, 0.5, 0.36),
                "shade_opacity": 0.13,
                "detail": 1.25,
            }
        return paint(picture, full, frame, **(look | options))


def by_depth(picture: Picture) -> list[str]:
    """Return the names in painting order, far to near."""
    medians = {
        name: float(np.median(picture.depth[picture.mask(name)])) for name in picture.names if picture.mask(name).any()
    }
    return sorted(medians, key=medians.get)
