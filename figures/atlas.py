"""The bones: read from two registry packages, brought into one frame, kept in a cache outside the repository.

Frame of every drawing here: metres; x forward, y up, z to the body's right; origin: the pelvis origin of Rajagopal 2015.
Only the right side is kept; the left is its mirror image.
"""

from __future__ import annotations

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import trimesh
from scipy.optimize import least_squares
from scipy.spatial import cKDTree
from scipy.spatial.transform import Rotation

HEAD_IN_MODEL = np.array([-0.05628, -0.07849, 0.07726])
"""Right hip joint centre of Rajagopal 2015 (data/landmarks.csv, RHJC)."""

UPRIGHT = 2.8
"""Degrees the leg is turned forward from its CT pose, so that the knee hangs under the hip."""

KNEECAP = np.array([0, 0, -0.006])
"""The mean kneecap lies too far out on the mean femur, each being the mean of its own scans; moved into its groove by eye."""

VERTEBRAE = {
    # name: body origin (x, y), offset of the mesh (x, y), tilt in radians; MyoSim's torso model (myotorso_chain.xml)
    "lumbar5": ((-0.098, 0.071), (-0.010, -0.010), -0.3),
    "lumbar4": ((-0.089, 0.1031), (-0.009, -0.004), -0.2),
    "lumbar3": ((-0.0884, 0.1363), (-0.004, -0.002), -0.1),
    "lumbar2": ((-0.0951, 0.1714), (0.0, 0.0), 0.1),
    "lumbar1": ((-0.1065, 0.2002), (0.0, 0.0), 0.25),
    "thoracic12": ((-0.1205, 0.2375), (0.0, 0.0), 0.33),
}
"""T12 is set by eye in line with L1: the model has its thorax as one piece."""

SPINE_SHIFT = np.array([0.026, -0.020, 0.0])
"""Moves the vertebrae on to the sacrum of the mean pelvis."""


@dataclass(frozen=True)
class Bone:
    """A closed surface; `frame` names the part of the body it moves with."""

    name: str
    points: np.ndarray
    faces: np.ndarray
    frame: str


@dataclass(frozen=True)
class Skeleton:
    bones: tuple[Bone, ...]
    head: np.ndarray
    """Centre of the right femoral head."""
    head_radius: float
    knee: np.ndarray
    """Centre of the right knee, between the epicondyles."""

    def bone(self, name: str) -> Bone:
        return next(bone for bone in self.bones if bone.name == name)


def read_skeleton(cache: Path) -> Skeleton:
    """Return the bones, from the cache if this very file made it."""
    stamp = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]
    file = cache / f"bones-{stamp}.npz"
    if not file.exists():
        cache.mkdir(parents=True, exist_ok=True)
        _save(_make_skeleton(), file)
    return _load(file)


def _save(skeleton: Skeleton, file: Path) -> None:
    arrays = {"head": skeleton.head, "radius": skeleton.head_radius, "knee": skeleton.knee}
    for bone in skeleton.bones:
        arrays[f"{bone.name}|{bone.frame}|points"] = bone.points
        arrays[f"{bone.name}|{bone.frame}|faces"] = bone.faces
    np.savez(file, **arrays)


def _load(file: Path) -> Skeleton:
    store = np.load(file)
    bones = tuple(
        Bone(name, store[key], store[f"{name}|{frame}|faces"], frame)
        for key in store.files
        if key.endswith("|points")
        for name, frame, _ in [key.split("|")]
    )
    return Skeleton(bones, store["head"], float(store["radius"]), store["knee"])


def turned(degrees: float) -> np.ndarray:
    """Return the rotation about z by `degrees`; positive brings a hanging thigh forward."""
    return Rotation.from_rotvec([0, 0, np.radians(degrees)]).as_matrix()


# --- making ---------------------------------------------------------------------------------------------------------


def _make_skeleton() -> Skeleton:
    pelvis, femur, patella, tibia = (
        _mean_shape(*names)
        for names in (
            ("pelvis_combined_cubic_mean_rigid_LLP26.geof", "pelvis_combined_cubic_flat"),
            ("femur_left_mean_rigid_LLP26.geof", "femur_left_quartic_flat"),
            ("patella_left_mean_rigid_LLP26.geof", "patella_11_left"),
            ("tibia_fibula_cubic_left_mean_rigid_LLP26.geof", "tibia_fibula_left_cubic_flat"),
        )
    )
    head, radius = _femoral_head(femur.vertices)
    into_model = _fit_to_model(pelvis.vertices, head)
    upright = _mirror_plane_upright(into_model(pelvis.vertices))

    def place(points):
        return upright(into_model(points))

    left, sacrum, _ = sorted(
        trimesh.Trimesh(place(pelvis.vertices), pelvis.faces, process=True).split(only_watertight=False),
        key=lambda part: part.centroid[2],
    )
    head = place(head[None])[0] * [1, 1, -1]

    def straighten(points):
        return (points - head) @ turned(UPRIGHT).T + head

    def mirrored(mesh):
        return (place(mesh.vertices) * [1, 1, -1], mesh.faces[:, ::-1])

    bones = [Bone("hip", left.vertices * [1, 1, -1], left.faces[:, ::-1], "pelvis"), _even_sacrum(sacrum)]
    for name, mesh in (("femur", femur), ("patella", patella), ("tibia", tibia)):
        points, faces = mirrored(mesh)
        points = straighten(points)
        bones.append(Bone(name, points + KNEECAP if name == "patella" else points, faces, name))
    femur_points = bones[2].points
    low = femur_points[femur_points[:, 1] < femur_points[:, 1].min() + 0.04]
    knee = np.array([low[:, 0].mean(), low[:, 1].mean() + 0.006, (low[:, 2].min() + low[:, 2].max()) / 2])
    bones += _spine(next(bone for bone in bones if bone.name == "sacrum"))
    return Skeleton(tuple(bones), head, radius, knee)


def _mean_shape(shape: str, topology: str, density: int = 8) -> trimesh.Trimesh:
    """Return one mean CT bone (LLP26) as triangles, in x forward, y up, z right metres."""
    import scipy

    # gias3 still asks scipy for names that numpy has now.
    for name in (
        "dot",
        "array",
        "zeros",
        "ones",
        "arange",
        "linspace",
        "hstack",
        "vstack",
        "sqrt",
        "sum",
        "mean",
        "newaxis",
        "concatenate",
        "multiply",
        "transpose",
        "where",
        "cos",
        "sin",
        "pi",
        "unique",
        "add",
        "subtract",
        "cross",
        "cumsum",
        "argsort",
        "argmin",
        "argmax",
        "sort",
        "outer",
        "power",
        "divide",
        "eye",
        "isnan",
        "isfinite",
    ):
        setattr(scipy, name, getattr(np, name))
    for name, kind in (("float", float), ("int", int), ("bool", bool)):
        setattr(scipy, name, kind)
    from gias3.fieldwork.field import geometric_field

    folder = _package_folder("musculoskeletal") / "models" / "atlas_meshes"
    field = geometric_field.load_geometric_field(
        str(folder / shape), str(folder / f"{topology}.ens"), str(folder / f"{topology}.mesh")
    )
    points, faces = field.triangulate([density, density], merge=True)
    points = np.asarray(points)
    points = np.c_[-points[:, 1], points[:, 2], -points[:, 0]] / 1000
    return trimesh.Trimesh(points, np.asarray(faces), process=True)


def _package_folder(name: str) -> Path:
    """Return a package's folder without importing it: some import far more than we need."""
    return Path(importlib.util.find_spec(name).submodule_search_locations[0])


def _coarse(name: str) -> trimesh.Trimesh:
    mesh = trimesh.load(_package_folder("myo_sim") / "models" / "meshes" / f"{name}.stl")
    mesh.merge_vertices()
    return mesh


def _femoral_head(points: np.ndarray) -> tuple[np.ndarray, float]:
    """Return centre and radius of the sphere that fits the top of a femur."""

    def sphere(part):
        a = np.c_[2 * part, np.ones(len(part))]
        s = np.linalg.lstsq(a, (part**2).sum(1), rcond=None)[0]
        return s[:3], float(np.sqrt(s[3] + s[:3] @ s[:3]))

    centre, radius = sphere(points[points[:, 1] > points[:, 1].max() - 0.02])
    for _ in range(10):
        off = abs(np.linalg.norm(points - centre, axis=1) - radius)
        centre, radius = sphere(points[(off < 0.0025) & (points[:, 1] > centre[1] - 0.005)])
    return centre, radius


def _fit_to_model(pelvis: np.ndarray, head: np.ndarray):
    """Return the map that lays the mean pelvis over the model's coarse one (left hip centre weighted)."""
    low = np.vstack(
        [np.vstack([m.vertices, m.triangles_center]) for m in map(_coarse, ("r_pelvis", "l_pelvis", "sacrum"))]
    )
    low = low[:: max(1, len(low) // 7500)]
    joint = HEAD_IN_MODEL * [1, 1, -1]
    tree = cKDTree(pelvis)

    def laid(p, x):
        return Rotation.from_rotvec(p[:3]).apply(x * p[6:9]) + p[3:6]

    p = np.r_[0, 0, 0, head - joint, 1, 1, 1]
    for _ in range(25):
        distance, nearest = tree.query(laid(p, low))
        near = distance < np.quantile(distance, 0.92)
        source, target, weight = low[near], pelvis[nearest[near]], near.sum() ** 0.5
        p = least_squares(
            lambda q: np.r_[
                (laid(q, source) - target).ravel(),
                weight * (laid(q, joint[None])[0] - head),
                0.05 * weight * (q[6:9] - 1),
            ],
            p,
            max_nfev=8,
        ).x
    back = Rotation.from_rotvec(p[:3]).inv()
    return lambda points: back.apply(points - p[3:6])


def _mirror_plane_upright(pelvis: np.ndarray):
    """Return the map that brings the plane of symmetry to z = 0."""
    tree, some = cKDTree(pelvis), pelvis[::7]

    def plane(q):
        normal = np.array([q[0], q[1], 1])
        return normal / np.linalg.norm(normal), q[2]

    def reflected(points, q):
        normal, offset = plane(q)
        return points - 2 * (points @ normal - offset)[:, None] * normal

    q = np.zeros(3)
    for _ in range(30):
        distance, nearest = tree.query(reflected(some, q))
        near = distance < np.quantile(distance, 0.9)
        q = least_squares(lambda q: (reflected(some[near], q) - pelvis[nearest[near]]).ravel(), q, max_nfev=6).x
    normal, offset = plane(q)
    turn, _ = Rotation.align_vectors([[0, 0, 1]], [normal])
    return lambda points: turn.apply(points) - [0, 0, offset]


def _even_sacrum(sacrum: trimesh.Trimesh) -> Bone:
    points = sacrum.vertices
    mirror = points * [1, 1, -1]
    _, nearest = cKDTree(mirror).query(points)
    even = trimesh.Trimesh((points + mirror[nearest]) / 2, sacrum.faces, process=False)
    trimesh.smoothing.filter_taubin(even, iterations=6)
    return Bone("sacrum", np.array(even.vertices), np.array(even.faces), "pelvis")


def _spine(sacrum: Bone) -> list[Bone]:
    """Return L5 to T12 and the discs under them (disc5 lies on the sacrum)."""
    bones, discs = [], []
    surface = trimesh.Trimesh(sacrum.points, sacrum.faces, process=False)
    normals, points = surface.vertex_normals, sacrum.points
    below = points[
        (abs(points[:, 2]) < 0.020) & (normals[:, 1] > 0.55) & (normals[:, 0] > 0.1) & (points[:, 0] > -0.085)
    ]
    for name, (origin, offset, tilt) in VERTEBRAE.items():
        mesh = _coarse(name + ("_s" if name.startswith("thoracic") else ""))
        mesh = mesh.subdivide().subdivide()
        trimesh.smoothing.filter_taubin(mesh, lamb=0.5, nu=0.53, iterations=14)
        shape = np.array(mesh.vertices)
        if name.startswith("thoracic"):
            shape = shape - [shape[:, 0].max() - 0.018, shape[:, 1].mean() - 0.004, 0]
        put = shape @ turned(np.degrees(tilt)).T + [origin[0] + offset[0], origin[1] + offset[1], 0] + SPINE_SHIFT
        bones.append(Bone(name, put, np.array(mesh.faces), name))
        hull = trimesh.convex.convex_hull(np.vstack([below, _endplate(put, tilt, "under")]))
        middle = hull.centroid
        hull = hull.subdivide().subdivide()
        trimesh.smoothing.filter_taubin(hull, iterations=10)
        discs.append(
            Bone(f"disc-{name}", (hull.vertices - middle) * [0.97, 1, 0.97] + middle, np.array(hull.faces), name)
        )
        below = _endplate(put, tilt, "upper")
    return bones + discs


def _endplate(points: np.ndarray, tilt: float, side: str) -> np.ndarray:
    level = points @ turned(-np.degrees(tilt)).T
    level = level - level.mean(0)
    body = (abs(level[:, 2]) < 0.021) & (level[:, 0] > level[:, 0].max() - 0.034)
    height = level[:, 1]
    if side == "upper":
        return points[body & (height > np.quantile(height[body], 0.80))]
    return points[body & (height < np.quantile(height[body], 0.20))]
