"""Tiny whole sites with the pages and the problems that become of them.

Each folder of golden/ is a site; expected/ holds its pages and problems.txt what an editor is told. What is not about
the look is built with the bare templates of golden/bare. `UPDATE_GOLDEN=1 pytest tests/test_golden.py` writes both
anew; look at what changed before keeping it.
"""

from __future__ import annotations

import datetime
import os
import shutil
from pathlib import Path

import pytest

from microsite.pipeline import Built, Order, build
from microsite.problem import Place, as_text
from tests.sites import into

GOLDEN = Path(__file__).resolve().parent / "golden"
SITES = sorted(path.parent.name for path in GOLDEN.glob("*/config.yaml"))
TODAY = datetime.date(2026, 11, 22)
OWN_LOOK = {"own-look": ("articles/one.html", "own.css", "icon.svg", "articles/dot.png", "figures/dot.png")}
"""Sites with the project's templates, of which only these files are compared."""


def copied(name: str, root: Path) -> Path:
    shutil.copytree(GOLDEN / name, root, ignore=shutil.ignore_patterns("expected", "problems.txt"))
    if name not in OWN_LOOK:
        shutil.copytree(GOLDEN / "bare/templates", root / "templates", dirs_exist_ok=True)
    return root


def built(name: str, root: Path) -> tuple[Built, dict[str, bytes]]:
    """Return a site built in memory from a copy of its folder, and its files."""
    files: dict[str, bytes] = {}
    order = Order(config=copied(name, root) / "config.yaml", today=TODAY)
    return build(order, into(files)), files


def compared(name: str, result: Built, files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the pages to be compared; of a site that is not published its problems say enough."""
    if not result.is_publishable:
        return {}
    wanted = OWN_LOOK.get(name) or tuple(address for address in files if address.endswith(".html"))
    return {address: files[address] for address in wanted if address in files}


def told(result: Built, root: Path) -> str:
    """Return the problems as an editor reads them, and whether the site may be published."""

    def line_of(place: Place) -> str | None:
        path = root / place.path
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n") if path.is_file() else []
        return lines[place.line - 1] if 0 < place.line <= len(lines) else None

    pages = ", ".join(sorted(address for address in result.files if address.endswith(".html")))
    verdict = "published" if result.is_publishable else "not published"
    return f"{as_text(result.problems, line_of)}{verdict}: {pages}\n"


@pytest.mark.parametrize("name", SITES)
def test_site_is_built_as_before(name: str, tmp_path: Path):
    result, files = built(name, tmp_path / "site")
    pages, problems = compared(name, result, files), told(result, tmp_path / "site")
    expected = GOLDEN / name / "expected"
    if os.environ.get("UPDATE_GOLDEN"):
        shutil.rmtree(expected, ignore_errors=True)
        for address, data in pages.items():
            (expected / address).parent.mkdir(parents=True, exist_ok=True)
            (expected / address).write_bytes(data)
        (GOLDEN / name / "problems.txt").write_text(problems, encoding="utf-8")
    kept = {path.relative_to(expected).as_posix(): path.read_bytes() for path in expected.rglob("*") if path.is_file()}
    assert problems == (GOLDEN / name / "problems.txt").read_text(encoding="utf-8")
    assert sorted(pages) == sorted(kept)
    for address, data in pages.items():
        assert data.decode(errors="replace") == kept[address].decode(errors="replace"), address


def test_every_kind_of_site_is_there():
    assert len(SITES) == 8
