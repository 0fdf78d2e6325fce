"""Programs that an audit needs and the project does not: where they are found, and how to get them."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / ".cache/audit"
"""Where what npm installs for audits lies; `build.py clean` deletes it."""
FROM_NPM = "npm install --ignore-scripts --prefix .cache/audit {}"


class Missing(Exception):
    """A program is not there; says which, and how to get it."""


@dataclass(frozen=True, slots=True)
class Done:
    """What one part of an audit did."""

    said: str
    """One line: what was done, with counts."""
    faults: tuple[str, ...] = ()


def program(*names: str, how: str) -> str:
    """Return the path of the first of some programs that this machine has; Missing if it has none."""
    found = next((path for name in names if (path := shutil.which(name))), "")
    if not found:
        raise Missing(f"{names[0]} is not installed: {how}")
    return found


def npm_file(path: str, package: str) -> str:
    """Return a file of an npm package that lies in FOLDER; Missing if it does not."""
    file = FOLDER / "node_modules" / path
    if not file.is_file():
        raise Missing(f"{package} is not installed: {FROM_NPM.format(package)}")
    return str(file)


def chromium() -> str:
    """Return the program of a Chromium; Missing if there is none."""
    named = os.environ.get("MICROSITE_CHROMIUM", "")
    names = (named,) if named else ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return program(*names, how="build.py test finds or fetches one, or says how")
