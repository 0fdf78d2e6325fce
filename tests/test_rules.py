"""Rules by name: each has a meaning, every room's rules are known, and config.yaml weighs those on the content."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from microsite.problem import Severity
from microsite.rules import CONTENT, QUIET, RULES, STRUCTURE, is_off, weighed

PACKAGE = Path(__file__).resolve().parent.parent / "microsite"
ERROR, WARNING, NOTICE = Severity.ERROR, Severity.WARNING, Severity.NOTICE


def rules_named_in(path: Path) -> set[str]:
    """Return the rules that a module gives to Problem or to a reader of fields, as far as they stand as text."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name = getattr(getattr(node, "func", None), "id", "")
        if name in ("Problem", "Fields") and isinstance(node, ast.Call):
            at = {"Problem": 1, "Fields": 2}[name]
            given = [*node.args[at : at + 1], *(word.value for word in node.keywords if word.arg == "rule")]
            found |= {value.value for value in given if isinstance(value, ast.Constant)}
    return found


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_every_rule_that_a_room_reports_is_documented(path: Path):
    assert rules_named_in(path) <= set(RULES)


def test_rules_are_found_where_rooms_report_them():
    reading = PACKAGE / "reading"
    assert {"yaml", "front-matter"} <= rules_named_in(reading / "parse.py") | rules_named_in(reading / "page.py")
    assert "config" in rules_named_in(reading / "config.py")


def test_no_rule_is_both_fixed_and_free():
    assert not set(STRUCTURE) & set(CONTENT)
    assert set(RULES) == set(STRUCTURE) | set(CONTENT)


@pytest.mark.parametrize("rule", sorted(RULES))
def test_rule_has_a_short_name_and_says_what_it_finds(rule: str):
    assert rule.replace("-", "").isalpha()
    assert rule == rule.lower()
    assert RULES[rule].strip() == RULES[rule] != ""


@pytest.mark.parametrize("rules", [STRUCTURE, CONTENT], ids=["structure", "content"])
def test_rules_are_in_the_order_of_the_alphabet(rules: dict[str, str]):
    assert list(rules) == sorted(rules)


def test_rules_cannot_be_changed():
    with pytest.raises(TypeError):
        RULES["yaml"] = ""  # type: ignore[index]


@pytest.mark.parametrize(
    ("severity", "wanted", "made"),
    [
        (ERROR, WARNING, WARNING),
        (ERROR, None, None),
        (ERROR, ERROR, ERROR),
        (WARNING, ERROR, ERROR),
        (WARNING, None, None),
        (NOTICE, ERROR, NOTICE),
        (NOTICE, WARNING, NOTICE),
        (NOTICE, None, None),
    ],
)
def test_rule_weighs_what_the_site_says(severity: Severity, wanted: Severity | None, made: Severity | None):
    assert weighed(severity, "alt", {"alt": wanted}) == made


@pytest.mark.parametrize("severity", list(Severity))
def test_rule_that_the_site_does_not_name_weighs_as_before(severity: Severity):
    assert weighed(severity, "alt", {"crossref": None}) == severity


@pytest.mark.parametrize("rule", sorted(QUIET))
def test_quiet_rule_is_off_until_the_site_names_it(rule: str):
    assert rule in CONTENT
    assert is_off(rule, {})
    assert weighed(WARNING, rule, {}) is None
    assert weighed(WARNING, rule, {rule: ERROR}) == ERROR


@pytest.mark.parametrize(("checks", "answer"), [({}, False), ({"alt": None}, True), ({"alt": WARNING}, False)])
def test_rule_is_off_where_the_site_says_so(checks: dict[str, Severity | None], answer: bool):
    assert is_off("alt", checks) == answer


def test_readme_names_the_rules_that_are_off():
    readme = (PACKAGE.parent / "README.md").read_text(encoding="utf-8")
    assert all(f"`{rule}` is off where `checks:` does not name it" in " ".join(readme.split()) for rule in QUIET)
