"""No finding of axe-core on any kind of page, in any state: WCAG 2.0 to 2.2, A and AA, and best practice."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Read, come_to_questions

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parent.parent / "vendor/axe.min.js").read_text(encoding="utf-8")
RUN = """async runOnly => {
  const { violations } = await axe.run({ runOnly, resultTypes: ["violations"], preload: false });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target}`));
}"""
ALL = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
SEEN = ("color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block")
"""The rules whose findings depend on colours or on the window."""
KINDS = (
    "index.html",
    "articles/index.html",
    "articles/psoas.html",
    "articles/what-tight-means.html",
    "glossary/index.html",
    "glossary/psoas-major.html",
    "claims.html",
    "sources.html",
    "quality.html",
    "review.html",
    "about.html",
    "404.html",
)


def findings(page: Page, scheme: str = "light", width: int = 1280, rules: tuple[str, ...] = ALL) -> list[str]:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    return [f"{scheme}, {width} px: {said}" for said in page.evaluate(RUN, list(rules))]


@pytest.mark.parametrize("at", KINDS)
def test_page_has_no_finding(read: Read, server: str, at: str):
    page = read(server, at)
    page.evaluate(AXE)
    assert findings(page) + findings(page, "dark", 320) == []
    assert findings(page, "dark", rules=SEEN) + findings(page, width=320, rules=SEEN) == []


@pytest.mark.parametrize("at", ["credits.html", "appointment.html", "articles/hip-flexor-muscles.html"])
def test_page_of_the_real_site_has_no_finding(read: Read, served: str, at: str):
    page = read(served, at)
    page.evaluate(AXE)
    assert findings(page) + findings(page, "dark", 320) == []


def test_what_scripts_open_has_no_finding(read: Read, disk: str):
    page = read(disk, "articles/psoas.html")
    page.evaluate(AXE)
    come_to_questions(page)
    page.get_by_label("Straighten the hip").check()
    page.get_by_role("button", name="Check my answer").press("Enter")
    page.focus("#mention-femur")
    expect(page.locator(".preview")).to_be_visible()
    assert findings(page) == []
    page.focus("#mention-iliacus")
    expect(page.locator(".preview")).to_contain_text("Iliacus")
    assert findings(page, "dark", 320) == []
    page.get_by_role("button", name="Search").click()
    page.get_by_role("searchbox").fill("psoas")
    assert findings(page, "dark", 320) + findings(page) == []
    page.get_by_role("searchbox").fill("xylophone")
    assert findings(page) == []


def test_a_fault_would_be_found(read: Read, disk: str):
    page = read(disk, "about.html")
    page.evaluate("() => { document.querySelector('main a').textContent = ''; }")
    page.evaluate(AXE)
    assert any("link-name" in said for said in findings(page))
