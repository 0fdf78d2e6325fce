"""Builds that are killed at random moments: the old site or the whole new one stands, and the next run cleans up."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.audit.tools import ROOT, Done
from tests.test_build import bytes_of

PAGE = "---\ntitle: Page {n}\nsummary: Of the course {course}.\n---\nText of the course {course}.\n"
PAGES = 12


def audit(count: int, number: int) -> Done:
    """Kill `count` builds of a small site; `number` decides when."""
    chance = random.Random(number)
    faults: list[str] = []
    stood: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        site = Path(folder) / "site"
        for course in (0, 1):
            _write(site, course)
            began = time.monotonic()
            _build(site).wait()
            lasts = time.monotonic() - began
            shutil.copytree(site / "public", Path(folder) / str(course))
        sites = [bytes_of(Path(folder) / str(course)) for course in (0, 1)]
        for n in range(count):
            _write(site, n % 2)
            process = _build(site)
            time.sleep(chance.uniform(0, 1.2) * lasts)
            process.send_signal(signal.SIGKILL)
            process.wait()
            now = bytes_of(site / "public")
            if now not in sites:
                faults.append(f"after kill {n}, seed {number}: neither the old site nor the new one")
            stood["new" if now == sites[n % 2] else "old"] += 1
            if n % 10 == 9:
                faults += _after(site, n, sites[n % 2])
    said = f"kills: {count} builds killed within {1.2 * lasts:.1f} s of their start (seed {number})"
    return Done(f"{said}: the old site stood {stood['old']} times, the new one {stood['new']} times", tuple(faults))


def _write(site: Path, course: int) -> None:
    (site / "content/articles").mkdir(parents=True, exist_ok=True)
    (site / "config.yaml").write_text("title: Site\n", encoding="utf-8")
    for n in range(PAGES):
        page = PAGE.format(n=n, course=course)
        (site / f"content/articles/page-{n}.md").write_text(page, encoding="utf-8")


def _build(site: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(ROOT / "build.py"), "--quiet", "--config", str(site / "config.yaml")]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _after(site: Path, n: int, expected: object) -> list[str]:
    """Return what is wrong after a build that nobody kills."""
    faults = []
    if _build(site).wait() or bytes_of(site / "public") != expected:
        faults.append(f"the build after kill {n} does not bring the new site")
    left = [path.name for path in site.iterdir() if path.name not in ("config.yaml", "content", "public", ".cache")]
    return faults + [f"after kill {n} there is still {name}" for name in left]
