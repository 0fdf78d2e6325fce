"""What is offered to Python-Markdown fits the version that is locked, and changes no byte of what it makes."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import markdown
import pytest

from tests.sample import ROOT

OFFER = ROOT / "docs" / "python-markdown"
LIBRARY = Path(markdown.__file__).parent


@pytest.fixture
def patched(tmp_path: Path) -> Path:
    """Return a folder with a copy of the library in which the patch has been applied to the code."""
    shutil.copytree(LIBRARY, tmp_path / "markdown", ignore=shutil.ignore_patterns("__pycache__"))
    patch = OFFER / "inline-patterns.patch"
    done = subprocess.run(["git", "apply", "--include=markdown/*", str(patch)], cwd=tmp_path, check=False)
    assert done.returncode == 0, "the patch does not apply to the version that is installed"
    return tmp_path


def compare(after: Path, texts: Path, scraps: int) -> int:
    """Return the status with which the two copies of the library are compared."""
    command = [sys.executable, str(OFFER / "compare.py"), "--rounds", "0", "--scraps", str(scraps)]
    return subprocess.run([*command, str(LIBRARY.parent), str(after), str(texts)], check=False).returncode


def test_pages_are_the_same_with_the_patch(patched: Path) -> None:
    assert "has_required_text" in (patched / "markdown/treeprocessors.py").read_text(encoding="utf-8")
    assert compare(patched, ROOT / "content" / "articles", 200) == 0


def test_a_page_that_differs_is_seen(patched: Path) -> None:
    code = patched / "markdown/inlinepatterns.py"
    right = code.read_text(encoding="utf-8")
    wrong = right.replace("LINK_RE: ('[',)", "LINK_RE: ('](https://',)")
    assert wrong != right
    code.write_text(wrong, encoding="utf-8")
    (patched / "text.md").write_text("A [link](/there).", encoding="utf-8")
    assert compare(patched, patched, 0) == 1


def test_the_version_that_the_patch_is_for_is_the_one_that_is_locked() -> None:
    locked = re.findall(r"^markdown==(\S+)", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    named = re.findall(r"Python-Markdown (\d[\d.]*\d)", (OFFER / "README.md").read_text(encoding="utf-8"))
    assert set(named) == set(locked)


def test_the_readme_leads_to_the_offer() -> None:
    assert "(docs/python-markdown/README.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
