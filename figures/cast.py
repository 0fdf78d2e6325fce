"""From surfaces to picture buffers: one parallel ray per pixel tells object, depth, normal, and shade."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import trimesh
from scipy.ndimage import gaussian_filter
from trimesh.ray.ray_pyembree import RayMeshIntersector

FRONT = np.array([[0, 0, -1], [0, 1, 0], [1, 0, 0]], float)
"""Rows of a view: what points right, up, and towards the viewer."""
RIGHT_SIDE = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]], float)
LIGHT = np.array([-0.45, 0.55, 0.72]) / np.linalg.norm([-0.45, 0.55, 0.72])


def view_from(turn: float, tilt: float = 0) -> np.ndarray:
    """Return a view `turn` degrees from the front towards the body's right, `tilt` degrees from above."""
    a, b = np.radians(turn), np.radians(tilt)
    towards = np.array([np.cos(a) * np.cos(b), np.sin(b), np.sin(a) * np.cos(b)])
    right = np.cross([0, 1, 0], towards)
    right /= np.linalg.norm(right)
    return np.array([right, np.cross(towards, right), towards])


@dataclass(frozen=True)
class Shape:
    """A closed surface in the picture; surfaces of one name are one object.

    `marks` holds one row per point: t along the fibres, u across them, and whatever else a caller wants interpolated.
    """

    name: str
    points: np.ndarray
    faces: np.ndarray
    marks: np.ndarray | None = None

    def mirrored(self, name: str) -> Shape:
        return Shape(name, self.points * [1, 1, -1], self.faces[:, ::-1], self.marks)


@dataclass
class Picture:
    """Buffers of one view; all arrays are rows by columns."""

    names: tuple[str, ...]
    which: np.ndarray
    """Index into `names`, -1 where nothing is."""
    depth: np.ndarray
    light: np.ndarray
    """Luminance, about 0 to 1.1."""
    marks: np.ndarray
    scale: float
    """Pixels per metre."""
    left: float
    top: float
    view: np.ndarray
    face: np.ndarray
    """Number of the triangle that is seen, counted through all shapes in order; -1 where nothing is."""

    def mask(self, name: str) -> np.ndarray:
        return self.which == self.names.index(name) if name in self.names else np.zeros(self.which.shape, bool)

    def at(self, point) -> tuple[float, float]:
        """Return the pixel of a point in the body."""
        x, y, _ = self.view @ np.asarray(point, float)
        return (x - self.left) * self.scale, (self.top - y) * self.scale


def cast(
    shapes: list[Shape], view: np.ndarray, box: tuple[float, float, float, float], height: int, shade_rays: int = 14
) -> Picture:
    """Return the buffers of `shapes` seen along `view` inside `box` (left, right, bottom, top in metres)."""
    width = round(height * (box[1] - box[0]) / (box[3] - box[2]))
    count = max([s.marks.shape[1] for s in shapes if s.marks is not None], default=2)
    names = list(dict.fromkeys(shape.name for shape in shapes))
    points, faces, normals, owner, marks, start = [], [], [], [], [], 0
    for shape in shapes:
        mesh = trimesh.Trimesh(shape.points @ view.T, shape.faces, process=False)
        points.append(mesh.vertices)
        faces.append(mesh.faces + start)
        normals.append(mesh.vertex_normals)
        owner.append(np.full(len(mesh.faces), names.index(shape.name)))
        mark = np.full((len(mesh.vertices), count), 0.5)
        if shape.marks is not None:
            mark[:, : shape.marks.shape[1]] = shape.marks
        marks.append(mark)
        start += len(mesh.vertices)
    points, faces, normals, owner, marks = map(np.vstack, (points, faces, normals, [o[:, None] for o in owner], marks))
    owner = owner[:, 0]
    mesh = trimesh.Trimesh(points, faces, process=False)
    rays = RayMeshIntersector(mesh)

    xs = box[0] + (np.arange(width) + 0.5) * (box[1] - box[0]) / width
    ys = box[3] - (np.arange(height) + 0.5) * (box[3] - box[2]) / height
    x, y = (a.ravel() for a in np.meshgrid(xs, ys))
    origin = np.c_[x, y, np.full(x.size, 1.5)]
    face = rays.intersects_first(origin, np.tile([0, 0, -1.0], (len(origin), 1)))
    hit = np.flatnonzero(face >= 0)
    corner = faces[face[hit]]
    weight = _barycentric(points[corner], origin[hit])

    def blend(values):
        return np.einsum("nk,nkc->nc", weight, values[corner])

    normal = blend(normals)
    normal /= np.maximum(np.linalg.norm(normal, axis=1), 1e-9)[:, None]
    size = height * width
    which = np.full(size, -1)
    which[hit] = owner[face[hit]]
    depth = np.full(size, -9.0)
    depth[hit] = blend(points[:, 2:])[:, 0]
    mark = np.full((size, count), 0.5)
    mark[hit] = blend(marks)
    field_normal = np.zeros((size, 3))
    field_normal[hit] = normal
    shape2 = (height, width)
    which, depth = which.reshape(shape2), depth.reshape(shape2)
    field_normal = field_normal.reshape(height, width, 3)
    open_sky = _open_sky(rays, mesh, origin.reshape(height, width, 3), depth, field_normal, which >= 0, shade_rays)
    facing = np.clip(field_normal @ LIGHT, 0, 1)
    rim = np.sqrt(np.clip(field_normal[..., 2], 0, 1))
    light = (0.26 + 0.74 * facing) * (0.34 + 0.66 * open_sky) * (0.55 + 0.45 * rim) / 0.84
    return Picture(
        tuple(names),
        which,
        depth,
        light,
        mark.reshape(height, width, count),
        height / (box[3] - box[2]),
        box[0],
        box[3],
        view,
        face.reshape(shape2),
    )


def _barycentric(triangle: np.ndarray, point: np.ndarray) -> np.ndarray:
    a, b, c = (triangle[:, k, :2] for k in range(3))
    q = point[:, :2]
    d = (b[:, 1] - c[:, 1]) * (a[:, 0] - c[:, 0]) + (c[:, 0] - b[:, 0]) * (a[:, 1] - c[:, 1])
    d = np.where(abs(d) < 1e-14, 1e-14, d)
    w0 = ((b[:, 1] - c[:, 1]) * (q[:, 0] - c[:, 0]) + (c[:, 0] - b[:, 0]) * (q[:, 1] - c[:, 1])) / d
    w1 = ((c[:, 1] - a[:, 1]) * (q[:, 0] - c[:, 0]) + (a[:, 0] - c[:, 0]) * (q[:, 1] - c[:, 1])) / d
    w = np.clip(np.c_[w0, w1, 1 - w0 - w1], 0, 1)
    return w / w.sum(1)[:, None]


def _open_sky(rays, mesh, origin, depth, normal, hit, count) -> np.ndarray:
    """Return how much sky each pixel sees (1 all, 0 none), from `count` rays on every second pixel."""
    if not count:
        return np.ones(hit.shape)
    dice = np.random.default_rng(1)
    half = hit[::2, ::2]
    at = np.stack([origin[::2, ::2, 0], origin[::2, ::2, 1], depth[::2, ::2]], -1)[half]
    up = normal[::2, ::2][half]
    covered = np.zeros(len(at))
    centre = mesh.triangles_center
    for _ in range(count):
        ray = dice.normal(size=(len(at), 3))
        ray = ray / np.linalg.norm(ray, axis=1)[:, None] * 0.98 + up
        ray /= np.linalg.norm(ray, axis=1)[:, None]
        face = rays.intersects_first(at + up * 0.0012, ray)
        far = np.linalg.norm(centre[face] - at, axis=1)
        covered += np.where(face >= 0, np.exp(-far / 0.035), 0)
    sky = np.zeros(half.shape)
    sky[half] = 1 - covered / count
    # Rings of neighbouring objects must not bleed into each other: blur inside the hit mask only.
    sky = gaussian_filter(sky, 1.8) / np.maximum(gaussian_filter(half.astype(float), 1.8), 1e-3)
    return np.kron(sky, np.ones((2, 2)))[: hit.shape[0], : hit.shape[1]]
