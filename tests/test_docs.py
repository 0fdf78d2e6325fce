"""The guides say what is so: files that are there, commands and options that are known, examples that build."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import yaml

from microsite.commands import COMMANDS
from microsite.commands.serve import EDITORS
from tests.sample import ROOT

GUIDES = ("editors-guide.md", "publishing.md")


def guide(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", GUIDES)
def test_the_readme_leads_to_the_guide(name: str) -> None:
    assert f"(docs/{name})" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", GUIDES)
def test_links_of_a_guide_lead_to_files(name: str) -> None:
    text = re.sub(r"```.*?```|`[^`]*`", "", guide(name), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#:]+)[^):]*\)", text):
        assert (ROOT / "docs" / target).exists(), target


@cache
def options(command: str) -> str:
    """Return what a command says of its options; asked once, for the guides name each many times."""
    return subprocess.run(
        [sys.executable, str(ROOT / "build.py"), command, "--help"],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"COLUMNS": "200"},
    ).stdout


@pytest.mark.parametrize("name", GUIDES)
def test_commands_and_options_of_a_guide_are_known(name: str) -> None:
    lines = re.findall(r"python3? build\.py([^`\n#]*)", guide(name))
    assert lines
    for line in lines:
        words = line.split()
        command = next((word for word in words if word in COMMANDS), "build")
        unknown = [word for word in words[:1] if not word.startswith("-") and word not in COMMANDS and word.isalpha()]
        assert unknown == [], line
        said = options(command)
        for option in (word for word in words if word.startswith("--")):
            assert option in said, f"{command} has no {option}"


def test_the_guide_names_the_editors_that_are_known() -> None:
    for editor in EDITORS:
        assert editor in guide("editors-guide.md")


def test_the_page_of_the_guide_has_the_one_fault_it_speaks_of(tmp_path: Path) -> None:
    text = re.findall(r"```markdown\n(.*?)```", guide("editors-guide.md"), re.DOTALL)[0]
    shutil.copytree(ROOT / "content", tmp_path / "content")
    shutil.copy(ROOT / "config.yaml", tmp_path)
    article = tmp_path / "content/articles/why-your-hip-clicks.md"

    def errors(text: str) -> list[str]:
        article.write_text(text, encoding="utf-8")
        words = ("check", "--drafts", "--quiet", "--no-cache", "--config", str(tmp_path / "config.yaml"))
        command = (sys.executable, str(ROOT / "build.py"), *words)
        said = subprocess.run(command, capture_output=True, text=True, check=False).stderr
        return re.findall(r"why-your-hip-clicks\.md\S* error: (.*)", said)

    assert errors(text) == ["there is no file “content/articles/stretching-hip-flexor.md” [crossref]"]
    assert errors(text.replace("stretching-hip-flexor.md", "stretching-hip-flexors.md")) == []


def test_the_workflow_is_one_and_asks_for_no_more_rights_than_it_needs() -> None:
    workflow = yaml.safe_load(guide("github-pages.yml"))
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["jobs"]["publish"]["permissions"] == {"pages": "write", "id-token": "write"}
    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    assert [step["run"] for step in steps if "run" in step] == ["python build.py --format github"]
    for step in steps:
        assert re.fullmatch(r"actions/[a-z-]+@v\d+", step.get("uses", "actions/x@v1"))
