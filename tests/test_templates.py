"""What no template may do: the rules that keep editors' words text, and pages free of inline code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from microsite.desk.review_copy import FORM
from tests.sample import STATIC, TEMPLATES

FILES = sorted(TEMPLATES.rglob("*.html"))
NAMES = [path.relative_to(TEMPLATES).as_posix() for path in FILES]
RULES = {
    "unquoted attribute": r"""<[^<>]*\s[\w:-]+=(?!["'])[^<>\s]*\{\{""",
    "value marked safe": r"\|\s*safe\b",
    "escaping switched off": r"autoescape|Markup|\{%-?\s*filter\b",
    "inline style": r"<style|\sstyle\s*=",
    "inline handler": r"\son[a-z]+\s*=",
    "inline script": r"<script(?![^>]*(?:\ssrc=|application/ld\+json))",
    "address without safe_url": r"""\s(?:href|src|action|srcset|poster)=["'][^"']*\{\{(?:(?!\}\}).)*\}\}"""
    r"""(?<!\|link \}\})(?<!\|safe_url \}\})""",
    "script in a template's address": r"javascript:",
    "closed void element": r"<(?:br|hr|img|input|link|meta)\b[^>]*/>",
    "address of another site": r"https?://",
}
ALLOWED = {("address without safe_url", 'href="#{{')}
"""An address that begins with # cannot leave the page."""


def breaches(rule: str, text: str) -> list[str]:
    if rule == "unquoted attribute":
        text = re.sub(r"\"[^\"]*\"|'[^']*'", '""', text)
    found = [match[0].strip() for match in re.finditer(RULES[rule], text)]
    return [said for said in found if not any(name == rule and start in said for name, start in ALLOWED)]


@pytest.mark.parametrize("path", FILES, ids=NAMES)
@pytest.mark.parametrize("rule", sorted(RULES))
def test_template_keeps_the_rule(rule: str, path: Path):
    assert breaches(rule, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("unquoted attribute", "<div title={{ t }}>"),
        ("unquoted attribute", '<a class="x" href=/x/{{ t }}>'),
        ("value marked safe", "{{ t|safe }}"),
        ("value marked safe", "{{ t | safe }}"),
        ("escaping switched off", "{% autoescape false %}"),
        ("inline style", '<p style="x">'),
        ("inline handler", '<p onclick="x()">'),
        ("inline script", "<script>x()</script>"),
        ("address without safe_url", '<a href="{{ t }}">'),
        ("address without safe_url", '<a href="x/{{ t }}">'),
        ("address without safe_url", "<img src='{{ t|upper }}'>"),
        ("closed void element", "<br/>"),
    ],
)
def test_rule_finds_a_breach(rule: str, text: str):
    assert breaches(rule, text)


@pytest.mark.parametrize("text", ['<a href="{{ t|link }}">', '<a href="{{ t|safe_url }}">', '<a href="#{{ t }}">'])
def test_rule_lets_a_checked_address_pass(text: str):
    assert not breaches("address without safe_url", text)


def test_every_class_of_the_templates_is_known_to_the_styles():
    files = (*STATIC.rglob("*.css"), FORM / "form.css")
    styles = "".join(path.read_text(encoding="utf-8") for path in files)
    used = set()
    for path in FILES:
        for said in re.findall(r'class="([^"]*)"', path.read_text(encoding="utf-8")):
            used |= {name for name in re.sub(r"\{[%{].*?[%}]\}", " ", said).split() if name != "verdict-"}
    # Names that say what a part is, for a site's own styles and for scripts, and need no style of ours.
    nameless = {"article", "term-page", "list", "plain", "home"}
    assert {name for name in used - nameless if f".{name}" not in styles} == set()


def test_colours_and_faces_stand_in_the_tokens_only():
    for path in sorted(STATIC.rglob("*.css")):
        if path.name in ("10-tokens.css", "60-figures.css", "90-print.css"):
            continue
        said = re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", path.read_text(encoding="utf-8"))
        assert said == [], path.name


def luminance(colour: str) -> float:
    colour = "".join(c * 2 for c in colour[1:]) if len(colour) == 4 else colour[1:]
    parts = [int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def schemes() -> dict[str, dict[str, str]]:
    light, _, dark = (STATIC / "css/10-tokens.css").read_text(encoding="utf-8").partition("prefers-color-scheme: dark")
    found = {
        name: dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", text)) for name, text in (("light", light), ("dark", dark))
    }
    assert found["light"].keys() == found["dark"].keys()
    return found


PAPERS = ("paper", "sheet", "wash")
MEANINGS = ("stop", "warn", "ask", "good", "calm")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "muted", "accent", "link", "link-hover"])
@pytest.mark.parametrize("paper", PAPERS)
def test_text_stands_out_from_its_paper(scheme: str, ink: str, paper: str):
    colours = schemes()[scheme]
    assert contrast(colours[ink], colours[paper]) >= 7


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("meaning", MEANINGS)
def test_text_stands_out_from_what_a_wash_means(scheme: str, meaning: str):
    colours = schemes()[scheme]
    for ink in (f"{meaning}-ink", "ink", "link"):
        assert contrast(colours[ink], colours[f"{meaning}-wash"]) >= 7, ink
    assert contrast(colours[f"{meaning}-line"], colours[f"{meaning}-wash"]) >= 3
    assert contrast(colours["ink"], colours["mark"]) >= 7
