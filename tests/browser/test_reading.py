"""How our own site reads in a browser: lines, sizes, contrast, room for fingers, small screens, other settings.

The figures are those that readers were promised; each is measured on the finished pages, not read from the stylesheet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import Read, listen

pytestmark = pytest.mark.browser

ARTICLES = ("articles/psoas.html", "articles/sitting-and-hip-flexors.html")
KINDS = (
    "index.html",
    "articles/index.html",
    "articles/psoas.html",
    "articles/stretching-hip-flexors.html",
    "glossary/index.html",
    "glossary/psoas-major.html",
    "claims.html",
    "sources.html",
    "quality.html",
    "review.html",
    "about.html",
    "404.html",
)
DESK, PHONE, SMALL = ({"width": w, "height": h} for w, h in ((1280, 800), (390, 844), (320, 256)))
"""The last is a window of 1280 × 1024 at 400 %."""


@pytest.fixture(scope="session")
def own(real_site: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of our own site on disk."""
    folder = tmp_path_factory.mktemp("own")
    for address, data in real_site.items():
        path = folder / address
        path.parent.mkdir(parents=True, exist_ok=True)
        # The lost page looks for the rest at the root of the server, which a folder has not.
        path.write_bytes(data.replace(b'"/', b'"') if address == "404.html" else data)
    return folder.as_uri() + "/"


Wrong = Callable[[str, str], dict[str, object]]


@pytest.fixture(scope="module")
def wrong(contexts: Callable[..., BrowserContext], own: str) -> Wrong:
    """Returns what a script finds wrong on each kind of page in a setting, where it finds something."""
    known: dict[str, dict[str, dict[str, object]]] = {}

    def found(setting: str, script: str) -> dict[str, object]:
        # All scripts of a setting look at a page when it is there, for to open it takes longest.
        if setting not in known:
            options, scripts = SETTINGS[setting]
            faults: list[str] = []
            page = contexts(**options).new_page()
            listen(page, own, faults)
            known[setting] = through(page, own, scripts)
            page.close()
            assert faults == []
        return known[setting][script]

    return found


def through(page: Page, own: str, scripts: tuple[str, ...]) -> dict[str, dict[str, object]]:
    """Return what each of some scripts finds wrong on each kind of page, where it finds something."""
    wrong: dict[str, dict[str, object]] = {script: {} for script in scripts}
    for at in KINDS:
        page.goto(own + at)
        for script in scripts:
            if found := page.evaluate(script):
                wrong[script][at] = found
    return wrong


# ------------------------------------------------------------------------------------------------------- running text

LINES = """() => {
  const lengths = [];
  for (const block of document.querySelectorAll('.text > p')) {
    const words = document.createRange();
    const rows = new Map();
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (let at = 0; at < node.length; at++) {
        words.setStart(node, at);
        words.setEnd(node, at + 1);
        const box = words.getBoundingClientRect();
        if (!box.width) continue;
        const row = Math.round((box.top + box.bottom) / 2 / 12);
        const key = [row - 1, row, row + 1].find((near) => rows.has(near)) ?? row;
        rows.set(key, (rows.get(key) ?? 0) + 1);
      }
    }
    // The last line of a paragraph is as long as it happens to be.
    lengths.push(...[...rows].sort((a, b) => a[0] - b[0]).slice(0, -1).map(([, count]) => count));
  }
  return lengths.sort((a, b) => a - b)[Math.floor(lengths.length / 2)];
}"""


@pytest.mark.parametrize(("window", "least", "most"), [(DESK, 60, 72), (PHONE, 36, 46)], ids=["1280", "390"])
@pytest.mark.parametrize("at", ARTICLES)
def test_line_holds_as_many_characters_as_reads_well(
    read: Read, own: str, at: str, window: dict[str, int], least: int, most: int
):
    assert least <= read(own, at, viewport=window).evaluate(LINES) <= most


@pytest.mark.parametrize(("window", "size"), [(DESK, 18), (PHONE, 17)], ids=["1280", "390"])
def test_letters_and_lines_are_large_enough(read: Read, own: str, window: dict[str, int], size: float):
    page = read(own, ARTICLES[0], viewport=window)
    letters, line = page.evaluate(
        "() => { const s = getComputedStyle(document.querySelector('.text > p')); return [s.fontSize, s.lineHeight]; }"
    )
    assert float(letters.removesuffix("px")) >= size
    assert 1.55 <= float(line.removesuffix("px")) / float(letters.removesuffix("px")) <= 1.75


# ----------------------------------------------------------------------------------------------------------- contrast

CONTRAST = """() => {
  const parts = (colour) => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const known = new Map();
  const of = (colour) => known.get(colour) ?? (known.set(colour, parts(colour)), known.get(colour));
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (part) => {
    for (let at = part; at; at = at.parentElement) {
      const paper = of(getComputedStyle(at).backgroundColor);
      if (paper[3] > 0.99) return paper;
      if (paper[3] > 0.01) return null;
    }
    return of(getComputedStyle(document.documentElement).backgroundColor);
  };
  const low = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const part = node.parentElement;
    if (!node.data.trim() || part.closest('svg') || !part.checkVisibility({ opacityProperty: true })) continue;
    const paper = behind(part);
    const [a, b] = paper ? [light(of(getComputedStyle(part).color)), light(paper)].sort((x, y) => y - x) : [0, 0];
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 7) low.add(`${part.tagName}.${part.className} ${ratio.toFixed(2)}`);
  }
  return [...low];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out_seven_to_one(wrong: Wrong, scheme: str):
    assert wrong(scheme, CONTRAST) == {}


def test_faint_text_would_be_found(read: Read, own: str):
    page = read(own, "about.html", viewport=DESK)
    page.evaluate("() => { document.querySelector('.lede').style.color = '#777'; }")
    assert any(said.startswith("P.lede") for said in page.evaluate(CONTRAST))


# ------------------------------------------------------------------------------------------------------------ fingers

SMALL_TARGETS = """() => {
  const small = new Set();
  // Links within a sentence are as high as its lines.
  const all = 'nav a, header a, button, summary, select, input, .share a, .ways-on a, .routes a, .entries a, footer a';
  for (const part of document.querySelectorAll(all)) {
    const box = part.getBoundingClientRect();
    // A circle is chosen by its label, which is high enough.
    if (!part.checkVisibility() || part.closest('.skip, .section-link, label:not(:has(select))')) continue;
    if (box.width < 43.9 || box.height < 43.9) {
      small.add(`${part.outerHTML.slice(0, 90)} ${box.width.toFixed()} × ${box.height.toFixed()}`);
    }
  }
  return [...small];
}"""


@pytest.mark.parametrize("setting", ["light", "phone"])
def test_navigation_and_buttons_are_large_enough_for_a_finger(wrong: Wrong, setting: str):
    assert wrong(setting, SMALL_TARGETS) == {}


TINY_TARGETS = """() => [...document.querySelectorAll('a, button, summary, select, label')]
  .filter((part) => part.checkVisibility() && !part.closest('p, li, dd, td, th, figcaption, svg, .skip'))
  .filter((part) => Math.min(part.offsetWidth, part.offsetHeight) < 24)
  .map((part) => part.outerHTML.slice(0, 90))"""


TOUCHING = """() => [...document.querySelectorAll(".share")]
  .map(part => [part, [...document.querySelectorAll(".share ~ *")].find(below => below.clientHeight)])
  .filter(([part, below]) => below && below.getBoundingClientRect().top - part.getBoundingClientRect().bottom < 16)
  .map(([part, below]) => below.className || below.tagName)"""


def test_what_follows_the_buttons_leaves_them_room(read: Read, own: str):
    touching = {address: read(own, address, viewport=DESK).evaluate(TOUCHING) for address in KINDS}
    assert {address: found for address, found in touching.items() if found} == {}


def test_nothing_to_press_is_tiny(wrong: Wrong):
    assert wrong("phone", TINY_TARGETS) == {}


# ------------------------------------------------------------------------------------------------------ small screens

WIDE = "() => document.documentElement.scrollWidth > innerWidth && document.documentElement.scrollWidth"
LARGE = f"""() => {{
  document.documentElement.style.fontSize = '200%';
  const wide = ({WIDE})();
  document.documentElement.style.fontSize = '';
  return wide;
}}"""
SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
    p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
  const cut = [...document.querySelectorAll('body *')].filter((part) => {
    const { overflowX, overflowY } = getComputedStyle(part);
    const isCut = (overflowY === 'hidden' && part.scrollHeight > part.clientHeight + 1) ||
      (overflowX === 'hidden' && part.scrollWidth > part.clientWidth + 1);
    return isCut && !part.closest('.drawing, svg') && part.checkVisibility();
  });
  return [document.documentElement.scrollWidth > innerWidth, ...cut.map((part) => part.className)].filter(Boolean);
}"""


def test_page_at_four_hundred_percent_never_scrolls_sideways(wrong: Wrong):
    assert wrong("small", WIDE) == {}


def test_page_with_letters_twice_as_large_never_scrolls_sideways(wrong: Wrong):
    assert wrong("small", LARGE) == {}


def test_page_with_letters_twice_as_large_fits_a_desk_too(wrong: Wrong):
    assert wrong("light", LARGE) == {}


def test_page_with_wide_spacing_fits_and_cuts_nothing(wrong: Wrong):
    assert wrong("small", SPACING) == {}


HEAD = """() => {
  const top = (part) => Math.round(part.getBoundingClientRect().top);
  const menu = [...document.querySelectorAll('.site-head .menu a')];
  const [name, find] = ['.site-name', '.find'].map((part) => top(document.querySelector(part)));
  return [new Set(menu.map(top)).size, name === find];
}"""


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("at", ["index.html", "articles/psoas.html"])
def test_head_keeps_to_its_lines(read: Read, own: str, at: str, width: int):
    assert read(own, at, viewport={"width": width, "height": 640}).evaluate(HEAD) == [1, True]


@pytest.mark.parametrize("window", [DESK, PHONE], ids=["1280", "390"])
def test_home_says_on_its_first_screen_what_this_is_and_where_to_start(read: Read, own: str, window: dict[str, int]):
    page = read(own, viewport=window)
    parts = page.locator("h1, .lede, .route")
    assert parts.count() == 8
    assert all(box and box["y"] + box["height"] <= window["height"] for box in (p.bounding_box() for p in parts.all()))


def test_all_of_home_begins_at_one_edge(read: Read, own: str):
    lefts = "parts => parts.map((part) => Math.round(part.getBoundingClientRect().left))"
    parts = read(own, viewport=DESK).locator(":is(h1, .path h2, .look-up h2, .sources h2, .disclaimer)")
    assert parts.count() == 5
    assert len(set(parts.evaluate_all(lefts))) == 1


def test_arrow_of_a_route_is_not_underlined_with_its_name(read: Read, own: str):
    summary = read(own, viewport=DESK).locator(".route summary").first
    summary.hover()
    line = "part => getComputedStyle(part).textDecorationLine"
    assert (summary.evaluate(line), summary.locator("h3").evaluate(line)) == ("none", "underline")


def test_all_parts_of_a_card_begin_at_one_edge(read: Read, own: str):
    page = read(own, "articles/stretching-hip-flexors.html", viewport=PHONE)
    lefts = "parts => parts.map((part) => part.getBoundingClientRect().left)"
    parts = page.locator(".care > .care-part > .block-label").evaluate_all(lefts)
    assert len(parts) > 4
    assert len(set(parts)) == 1


def test_lost_reader_finds_the_search_in_the_middle_of_the_page(read: Read, server: str):
    page = read(server, "404.html")
    page.locator("main").get_by_role("button", name="Search").click()
    page.get_by_role("searchbox").fill("psoas major")
    page.locator(".finder li a").first.click()
    page.wait_for_url("**/glossary/psoas-major.html")


# ----------------------------------------------------------------------------------------------------- other settings

BARE = """() => [...document.querySelectorAll('.block, .main-message, .badge, button, input, select, .share a')]
  .filter((part) => part.checkVisibility() && !part.matches('[type=radio], [type=checkbox]'))
  .filter((part) => ['Top', 'Left'].every((side) => getComputedStyle(part)[`border${side}Style`] === 'none'))
  .map((part) => part.outerHTML.slice(0, 60))"""


def test_what_colour_sets_apart_has_a_border_where_colours_are_forced(wrong: Wrong):
    assert wrong("forced colours", BARE) == {}


MOVING = """() => {
  const moves = (part) => ['', '::before', '::after'].some((pseudo) => {
    const style = getComputedStyle(part, pseudo || null);
    return style.animationName !== 'none' || style.transitionDuration.split(',').some((time) => parseFloat(time) > 0);
  });
  const smooth = getComputedStyle(document.documentElement).scrollBehavior === 'smooth' ? ['scrolling'] : [];
  const parts = [...document.querySelectorAll('*')].filter(moves).map((part) => part.outerHTML.slice(0, 60));
  return [...smooth, ...parts, ...document.getAnimations().map(String)];
}"""


def test_nothing_moves_for_those_who_want_it_still(wrong: Wrong):
    assert wrong("light", MOVING) == {}


SETTINGS: dict[str, tuple[dict[str, object], tuple[str, ...]]] = {
    "light": ({"viewport": DESK, "color_scheme": "light"}, (CONTRAST, SMALL_TARGETS, MOVING, LARGE)),
    "dark": ({"viewport": DESK, "color_scheme": "dark"}, (CONTRAST,)),
    "forced colours": ({"viewport": DESK, "forced_colors": "active"}, (BARE,)),
    "phone": ({"viewport": PHONE}, (SMALL_TARGETS, TINY_TARGETS)),
    # The last one changes the page.
    "small": ({"viewport": SMALL}, (WIDE, LARGE, SPACING)),
}
"""The settings that all kinds of pages are gone through in, and what is looked for in each."""


def test_focus_can_be_seen_on_every_stop_of_the_head(read: Read, own: str):
    page = read(own, ARTICLES[0], viewport=DESK)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(8):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert float(outline.removesuffix("px")) >= 3


OVERDUE = """() => [...document.querySelectorAll('.overdue')].filter((part) => !part.hidden).length"""


def test_overdue_checks_are_marked_by_the_readers_clock(fresh: Read, own: str):
    page = fresh(own, "quality.html", viewport=DESK)
    assert page.evaluate(OVERDUE) == 0
    page.clock.set_fixed_time("2029-01-01T12:00:00Z")
    page.reload()
    assert page.evaluate(OVERDUE) == page.locator("time[data-review-by]").count() > 20
    page.goto(own + ARTICLES[0])
    assert page.evaluate(OVERDUE) == 1


@pytest.mark.parametrize(("time", "is_overdue"), [("23:59", 0), ("24:00", 1)])
def test_check_is_overdue_when_its_day_has_ended_where_the_reader_is(fresh: Read, own: str, time: str, is_overdue: int):
    page = fresh(own, ARTICLES[0], viewport=DESK, timezone_id="Pacific/Auckland")
    due = page.locator("time[data-review-by]").get_attribute("datetime")
    page.clock.set_fixed_time(page.evaluate(f"new Date('{due}T{time}').getTime() / 1000"))
    page.reload()
    assert page.evaluate(OVERDUE) == is_overdue


def test_own_site_is_written_whole(own: str):
    assert len(list(Path(own.removeprefix("file://")).rglob("*.html"))) > 160
