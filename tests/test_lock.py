"""The locks: each package at one version, with the digests of its wheels, for every system and Python we promise."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from tests.audit.supply import packages, sbom

ROOT = Path(__file__).resolve().parent.parent
RUNTIME, TESTS = "requirements.lock", "requirements-test.lock"
PURE = {"jinja2", "livereload", "markdown"}
"""Of the runtime packages those with one wheel for all."""
WHEELS = {(system, python) for system in ("linux", "macos", "windows") for python in range(11, 15)}


def lock(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [RUNTIME, TESTS])
def test_each_package_is_pinned_with_digests(name: str):
    found = list(packages(lock(name)))
    assert len(found) == len(re.findall(r"^[a-z]", lock(name), re.M))
    assert len({package.name for package in found}) == len(found)
    for package in found:
        assert re.fullmatch(r"[0-9][0-9A-Za-z.]*", package.version), package
        assert package.hashes, package
        assert len(set(package.hashes)) == len(package.hashes), package


@pytest.mark.parametrize("name", [RUNTIME, TESTS])
def test_lock_holds_nothing_but_pins_digests_and_remarks(name: str):
    """No address of a registry or of a file, no option, nothing that can be changed."""
    for line in lock(name).splitlines():
        assert re.fullmatch(
            r"[a-z0-9][a-z0-9.-]*==[0-9][0-9A-Za-z.]*( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?|    # .*",
            line,
        ), line
        assert "://" not in line


def test_what_the_tests_need_has_the_same_versions_as_what_the_build_needs():
    tested = {package.name: package.version for package in packages(lock(TESTS))}
    assert all(tested.get(package.name, package.version) == package.version for package in packages(lock(RUNTIME)))


def test_build_needs_six_packages_on_every_system():
    found = list(packages(lock(RUNTIME)))
    assert [package.name for package in found] == [
        "jinja2",
        "livereload",
        "markdown",
        "markupsafe",
        "pyyaml",
        "tornado",
    ]
    assert not [package for package in found if package.marker]
    # A package in C has a wheel for each system and Python: far more than one digest.
    assert {package.name for package in found if len(package.hashes) < len(WHEELS) - 2} - {"tornado"} == PURE


def test_set_up_takes_wheels_with_known_digests_only():
    """A source distribution runs its own code when it is installed."""
    made = (ROOT / "build.py").read_text(encoding="utf-8")
    assert '"--require-hashes", "--only-binary", ":all:"' in made


def test_lock_answers_to_what_is_declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.match(r"[\w-]+", line)[0] for line in project["dependencies"]}  # type: ignore[index]
    assert declared == {"jinja2", "markdown", "pyyaml", "livereload"}
    assert declared <= {package.name for package in packages(lock(RUNTIME))}


# ---------------------------------------------------------------------------------------------- the list for machines


def test_list_of_packages_is_whole_and_always_the_same():
    written = sbom(lock(RUNTIME))
    assert written == sbom(lock(RUNTIME))
    assert (written["bomFormat"], written["specVersion"]) == ("CycloneDX", "1.6")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", written["serialNumber"])
    purls = [component["purl"] for component in written["components"]]
    assert purls == [f"pkg:pypi/{package.name}@{package.version}" for package in packages(lock(RUNTIME))]
    assert written["dependencies"][0]["dependsOn"] == purls
    said = json.dumps(written)
    assert all(digest in said for package in packages(lock(RUNTIME)) for digest in package.hashes)


def test_package_for_one_system_is_optional():
    text = f"a==1.0 ; sys_platform == 'win32' \\\n    --hash=sha256:{'0' * 64}\nb==2 \\\n    --hash=sha256:{'1' * 64}\n"
    assert [(package.name, package.marker) for package in packages(text)] == [
        ("a", "sys_platform == 'win32'"),
        ("b", ""),
    ]
    assert [component["scope"] for component in sbom(text)["components"]] == ["optional", "required"]
