"""From the first stop to the last with the Tab key: every stop is seen, marked, uncovered; none holds the reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Read, address_of
from tests.browser.test_axe import KINDS

pytestmark = pytest.mark.browser
MOST = 500
"""Stops of a page; with more, the Tab key must have gone in a circle."""

AT = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  // A control that is drawn by its label shows its mark there.
  const seen = getComputedStyle(at).opacity === "0" && at.labels?.[0] || at;
  const boxes = [...seen.getClientRects()].filter(({ width, height }) => width && height);
  const { outlineStyle, outlineWidth } = getComputedStyle(seen);
  const isHit = ({ left, top, width, height }) => {
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    return hit && (seen.contains(hit) || hit.contains(seen));
  };
  // A preview is one element that goes from word to word.
  const isAgain = window.stops?.has(at) && !at.closest(".preview");
  (window.stops ??= new Set()).add(at);
  const faults = [];
  const isShown = boxes.length && seen.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  if (!isShown) faults.push("not shown");
  else if (!boxes.some(({ top, bottom }) => bottom > 0 && top < innerHeight)) faults.push("out of the window");
  else if (!boxes.some(isHit)) faults.push("covered");
  if (outlineStyle === "none" || parseFloat(outlineWidth) < 2) faults.push("without a mark");
  if (isAgain) faults.push("comes twice");
  return { name: `${at.localName} ${at.id || at.className} ${at.textContent.trim().slice(0, 40)}`, faults };
}"""


def walk(page: Page) -> list[dict[str, Any]]:
    """Press Tab until the page is left; return the stops in their order."""
    stops: list[dict[str, Any]] = []
    while len(stops) < MOST:
        page.keyboard.press("Tab")
        at = page.evaluate(AT)
        if at is None:
            return stops
        stops.append(at)
    raise AssertionError(f"no way out after {MOST} stops; the last is {stops[-1]['name']}")


def check(page: Page) -> None:
    stops = walk(page)
    assert stops[0]["name"].startswith("a skip")
    assert [f"{stop['name']}: {fault}" for stop in stops for fault in stop["faults"]] == []


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("at", KINDS)
def test_each_kind_of_page_is_walked_through(read: Read, server: str, at: str, width: int):
    page = read(server, at)
    page.set_viewport_size({"width": width, "height": 700})
    check(page)


@pytest.mark.parametrize("width", [1280, 320])
def test_article_with_drawings_and_steps_is_walked_through(read: Read, opened: str, real: Path, width: int):
    check(read(opened, address_of(real, "step-choice"), viewport={"width": width, "height": 700}))


def test_way_back_leads_through_the_same_stops(read: Read, server: str):
    page = read(server, "glossary/psoas-major.html")
    there = [stop["name"] for stop in walk(page)]
    back = []
    for _ in there:
        page.keyboard.press("Shift+Tab")
        back.append(page.evaluate(AT)["name"])
    assert back == there[::-1]


def test_skip_link_leads_past_the_menu_into_the_text(read: Read, server: str):
    page = read(server, "articles/psoas.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_each_section_of_an_article_is_at_most_25_stops_away(fresh: Read, opened: str, real: Path):
    """By the skip link and the list of contents: citations, terms and claims make over 80 stops of the text itself."""
    page = fresh(opened, viewport={"width": 1280, "height": 700})
    articles = {path.name for path in (real / "articles").glob("*.html")} - {"index.html"}
    for name in sorted(articles):
        page.goto(f"{opened}articles/{name}")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        stops = 1
        last = "document.querySelector('.contents nav > ol > li:last-child a')"
        while not page.evaluate(f"document.activeElement === {last}"):
            page.keyboard.press("Tab")
            stops += 1
            if page.evaluate("document.activeElement.matches('.contents summary')"):
                page.keyboard.press("Enter")
            assert stops <= 25, name


def test_search_holds_the_focus_until_it_is_closed_and_gives_it_back(read: Read, server: str):
    page = read(server, "articles/psoas.html")
    page.get_by_role("button", name="Search").press("Enter")
    page.get_by_role("searchbox").fill("psoas")
    for _ in range(20):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Search")).to_be_focused()


def test_a_fault_would_be_found(read: Read, disk: str):
    page = read(disk, "about.html")
    page.evaluate("document.querySelector('.site-foot').style.setProperty('opacity', '0')")
    with pytest.raises(AssertionError, match="not shown"):
        check(page)
