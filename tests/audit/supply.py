"""What the generator is made of: known weaknesses of the locked packages, and their list for machines (CycloneDX)."""

from __future__ import annotations

import json
import re
import subprocess
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from tests.audit.tools import FOLDER, ROOT, Done, Missing, program

LOCK = ROOT / "requirements.lock"
SBOM = FOLDER / "sbom.cdx.json"


@dataclass(frozen=True, slots=True)
class Locked:
    """One package of a lock."""

    name: str
    version: str
    marker: str
    """Where it is needed, as in `sys_platform == 'win32'`; "" means everywhere."""
    hashes: tuple[str, ...]
    """SHA-256 of each wheel."""


def packages(lock: str) -> Iterator[Locked]:
    """Yield the packages of a lock in its order."""
    for entry in re.split(r"\n(?=[a-z0-9])", "\n" + lock):
        if match := re.match(r"\s*([a-z0-9][a-z0-9._-]*)==(\S+?)(?:\s*;\s*([^\\\n]+?))?\s*\\?\n", entry):
            yield Locked(match[1], match[2], match[3] or "", tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", entry)))


def audit_advisories() -> Done:
    """Ask pip-audit for known weaknesses of the locked packages."""
    command = program("pip-audit", how="pipx install pip-audit")
    options = [
        "--requirement",
        str(LOCK),
        "--require-hashes",
        "--disable-pip",
        "--format=json",
        "--progress-spinner=off",
    ]
    done = subprocess.run([command, *options], capture_output=True, text=True, check=False)
    if not done.stdout.strip():
        raise Missing(f"pip-audit reaches no list of weaknesses: {done.stderr.strip()[-200:]}")
    rows = json.loads(done.stdout)["dependencies"]
    # A package that could not be asked for is no package without weaknesses.
    if unasked := [row["skip_reason"] for row in rows if "skip_reason" in row]:
        raise Missing(f"pip-audit could not ask for {len(unasked)} of {len(rows)} packages: {unasked[0]}")
    found = [f"{row['name']} {row['version']}: {weak['id']}" for row in rows for weak in row["vulns"]]
    return Done(f"advisories: {len(rows)} packages asked for, {len(found)} known weaknesses", tuple(found))


def sbom(lock: str) -> dict[str, Any]:
    """Return what a lock holds, as a CycloneDX 1.6 document: the same lock gives the same bytes."""
    rows = list(packages(lock))
    # Without a time and with a number made from the content: whoever makes it anew gets the same file.
    number = uuid.uuid5(uuid.NAMESPACE_URL, lock)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{number}",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "microsite", "bom-ref": "microsite"}},
        "components": [_component(row) for row in rows],
        "dependencies": [{"ref": "microsite", "dependsOn": [_purl(row) for row in rows]}],
    }


def _purl(row: Locked) -> str:
    return f"pkg:pypi/{row.name}@{row.version}"


def _component(row: Locked) -> dict[str, Any]:
    component: dict[str, Any] = {
        "type": "library",
        "bom-ref": _purl(row),
        "name": row.name,
        "version": row.version,
        "purl": _purl(row),
        "scope": "optional" if row.marker else "required",
        "properties": [{"name": "wheel:sha256", "value": value} for value in row.hashes],
    }
    if licence := _licence(row.name):
        component["licenses"] = [{"license": {"name": licence}}]
    return component


def _licence(name: str) -> str:
    """Return what the installed package says of its licence, "" where it is not installed or says nothing short."""
    try:
        about = metadata(name)
    except PackageNotFoundError:
        return ""
    said = about.get("License-Expression") or about.get("License") or ""
    return said if "\n" not in said else ""


def audit_sbom(to: Path = SBOM) -> Done:
    """Write the list of what the generator is made of."""
    written = sbom(LOCK.read_text(encoding="utf-8"))
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    count = len(written["components"])
    return Done(f"sbom: {count} packages in {to.relative_to(ROOT)} (CycloneDX {written['specVersion']})")
