"""The README says what there is: rules, rooms, commands, front matter."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from microsite.commands import COMMANDS
from microsite.reading import bibliography, figures, ledger
from microsite.reading.bibliography import read_references
from microsite.reading.config import KNOWN
from microsite.reading.figures import read_figure
from microsite.reading.ledger import read_claims
from microsite.reading.page import ARTICLE, TERM
from microsite.rules import CONTENT, STRUCTURE
from microsite.text.blocks import SHAPES

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("rule", sorted(CONTENT))
def test_each_rule_is_named_with_its_meaning(rule: str) -> None:
    assert f"| `{rule}` | {CONTENT[rule]} |" in README


def test_each_rule_that_the_code_reports_is_a_known_one() -> None:
    reported: set[str] = set()
    for path in (ROOT / "microsite").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        reported |= set(re.findall(r'(?:Problem\([^"()]*(?:\([^()]*\)[^"()]*)*|report_at\([^"]*)"([a-z-]+)",', text))
    assert reported
    assert reported <= {*CONTENT, *STRUCTURE}


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_each_command_is_described(command: str) -> None:
    assert f"build.py {command}" in README or command == "build"


@pytest.mark.parametrize("field", sorted(ARTICLE | TERM))
def test_each_field_of_front_matter_is_named(field: str) -> None:
    assert f"`{field}" in README


LISTED = README.partition("### Sources, claims and drawings")[2].partition("\n### ")[0]


@pytest.mark.parametrize("field", sorted(bibliography.KNOWN | ledger.KNOWN | figures.KNOWN))
def test_each_field_of_lists_and_sidecars_is_named(field: str) -> None:
    assert re.search(rf"`{field}\b|^[- ]*{field}:", LISTED, re.MULTILINE)


def test_sources_claims_and_sidecar_of_the_readme_are_as_it_says() -> None:
    sources, claims, sidecar = re.findall(r"```yaml\n(.*?)```", LISTED, re.DOTALL)
    assert read_references(sources, "references.yaml")[1] == ()
    assert read_claims(claims, "claims.yaml")[1] == ()
    assert read_figure("snap.svg", None, "snap.yaml", sidecar)[1] == ()


@pytest.mark.parametrize("key", sorted(KNOWN))
def test_each_key_of_the_config_is_named(key: str) -> None:
    assert f"`{key}`" in README


@pytest.mark.parametrize("block", sorted(SHAPES))
def test_each_block_is_described(block: str) -> None:
    assert f"`::: {block}" in README


def test_each_room_is_in_the_table_of_rooms() -> None:
    whole = ("check", "commands", "words")
    rooms = {path.stem for path in (ROOT / "microsite").rglob("*.py") if path.parent.name not in whole}
    rooms -= {"__init__", "setup_tests", "pipeline"}
    table = README.partition("| folder | rooms | what happens there |")[2].partition("\n\n")[0]
    assert rooms <= set(re.findall(r"`(\w+)`", table))


def test_pictures_and_links_of_the_readme_are_there() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", re.sub(r"```.*?```|`[^`]*`", "", README, flags=re.S)):
        assert (ROOT / target).exists(), target
