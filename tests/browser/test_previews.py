"""A term's definition beside its mention."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import CLICKS, Read, end_tap, first_of

pytestmark = pytest.mark.browser
PSOAS = "articles/psoas.html"
TOUCH = {"has_touch": True, "is_mobile": True, "viewport": {"width": 390, "height": 800}}
ILIACUS, FEMUR, MAJOR = "#mention-iliacus", "#mention-femur", "#mention-psoas-major"


def preview(page: Page):
    return page.locator(".preview")


def stop_clock(page: Page) -> None:
    """Let time pass only when a test says so."""
    # Not page.clock: that stops the clocks of all pages of a context.
    page.evaluate(
        """() => {
          let now = 0, timers = [];
          window.setTimeout = (act, delay, ...given) => timers.push({ act, at: now + delay, given });
          window.clearTimeout = (n) => delete timers[n - 1];
          window.pass = (time) => {
            now += time;
            timers.forEach((timer, n) => {
              if (timer && timer.at <= now) { delete timers[n]; timer.act(...timer.given); }
            });
          };
        }"""
    )


def settled(page: Page) -> None:
    """Wait until the definitions and what shows them are there, and what waited for them has run."""
    page.evaluate("() => Promise.all(['previews.css', 'previews.js', 'terms.js'].map(microsite.bring)).then(() => {})")
    page.evaluate("() => Promise.resolve()")


def test_hover_opens_the_definition_after_a_while_and_not_before(read: Read, root: str):
    page = read(root, PSOAS)
    settled(page)
    stop_clock(page)
    page.hover(ILIACUS)
    page.evaluate("pass(250)")
    assert preview(page).count() == 0
    page.evaluate("pass(60)")
    expect(preview(page)).to_contain_text("Fan-shaped muscle on the inner face of the hip bone.")


def test_pointer_that_only_passes_opens_nothing(read: Read, disk: str):
    page = read(disk, PSOAS)
    stop_clock(page)
    page.hover(ILIACUS)
    page.hover("h1")
    settled(page)
    page.evaluate("pass(1000)")
    assert preview(page).count() == 0


def test_pointer_may_move_in_and_closes_when_it_leaves(read: Read, disk: str):
    page = read(disk, PSOAS)
    settled(page)
    stop_clock(page)
    page.hover(ILIACUS)
    page.evaluate("pass(400)")
    expect(preview(page)).to_be_visible()
    page.hover(".preview")
    page.evaluate("pass(5000)")
    expect(preview(page)).to_be_visible()
    # There is time to go astray between the two.
    for back in (".preview", ILIACUS):
        page.mouse.move(5, 5)
        page.evaluate("pass(200)")
        page.hover(back)
        page.evaluate("pass(5000)")
        expect(preview(page)).to_be_visible()
    page.mouse.move(5, 5)
    page.evaluate("pass(300)")
    expect(preview(page)).to_have_count(0)


def test_pointer_does_not_close_what_the_keyboard_has_opened(read: Read, disk: str):
    page = read(disk, PSOAS)
    page.focus(FEMUR)
    expect(preview(page)).to_be_visible()
    stop_clock(page)
    for x in (5, 9):
        page.mouse.move(x, 300)
    page.evaluate("pass(5000)")
    expect(preview(page)).to_be_visible()


def test_escape_stops_what_was_about_to_open(read: Read, disk: str):
    page = read(disk, PSOAS)
    settled(page)
    page.focus(FEMUR)
    expect(preview(page)).to_be_visible()
    stop_clock(page)
    page.hover(ILIACUS)
    page.keyboard.press("Escape")
    page.evaluate("pass(1000)")
    assert preview(page).count() == 0


def test_button_of_the_mouse_that_goes_down_on_a_term_opens_nothing(read: Read, disk: str):
    page = read(disk, PSOAS)
    page.focus(FEMUR)
    expect(preview(page)).to_be_visible()
    stop_clock(page)
    page.hover(ILIACUS)
    page.mouse.down()
    expect(page.locator(ILIACUS)).to_be_focused()
    assert preview(page).count() == 0


def test_first_hover_loads_what_shows_definitions_and_no_other_does(read: Read, server: str):
    page = read(server, PSOAS)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.mouse.move(5, 5)
    for link in (ILIACUS, FEMUR):
        page.hover(link)
        expect(preview(page)).to_be_visible()
    expect(preview(page)).to_contain_text("Femur")
    assert sorted(name for name in asked if name != "icon.svg") == ["previews.css", "previews.js", "terms.js"]


def test_pointer_that_leaves_while_the_first_definition_is_fetched_opens_nothing(read: Read, server: str):
    page = read(server, PSOAS)
    held: list[Route] = []
    page.route("**/previews.js", lambda route: held.append(route))
    page.hover(ILIACUS)
    page.hover("h1")
    stop_clock(page)
    first_of(held, page).continue_()
    settled(page)
    page.evaluate("pass(1000)")
    assert preview(page).count() == 0


def test_where_definitions_cannot_be_fetched_a_tap_leads_to_the_page(read: Read, server: str):
    page = read(server, PSOAS, **TOUCH)
    page.route("**/terms.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.tap(FEMUR)
    page.wait_for_url("**/glossary/femur.html")


def test_where_their_script_cannot_be_fetched_a_tap_leads_to_the_page(unheard: Page, server: str):
    unheard.goto(server + PSOAS)
    unheard.route("**/previews.js", lambda route: route.abort())
    unheard.tap(FEMUR)
    unheard.wait_for_url("**/glossary/femur.html")


def test_what_could_not_be_fetched_is_fetched_at_the_next_term(unheard: Page, server: str):
    unheard.goto(server + PSOAS)
    unheard.route("**/terms.js", lambda route: route.abort())
    unheard.focus(ILIACUS)
    unheard.evaluate("() => Promise.allSettled([microsite.bring('terms.js')]).then(() => {})")
    unheard.unroute("**/terms.js")
    unheard.focus(FEMUR)
    expect(preview(unheard)).to_contain_text("Femur")


def test_focus_opens_it_and_gives_the_link_its_description(read: Read, root: str):
    page = read(root, PSOAS)
    page.focus(FEMUR)
    expect(preview(page)).to_be_visible()
    expect(page.locator(FEMUR)).to_have_accessible_description(
        "Femur thigh bone · FEE-mer The bone of the thigh, from the hip to the knee."
    )


def test_next_tab_leads_to_the_whole_page_and_the_one_after_it_on(read: Read, disk: str):
    page = read(disk, PSOAS)
    page.focus(FEMUR)
    expect(preview(page)).to_be_visible()
    page.keyboard.press("Tab")
    expect(preview(page).get_by_role("link")).to_be_focused()
    page.keyboard.press("Tab")
    expect(preview(page)).to_have_count(0)
    assert page.locator(FEMUR).get_attribute("aria-describedby") is None


def test_escape_closes_it_and_keeps_the_focus_on_the_link(read: Read, disk: str):
    page = read(disk, PSOAS)
    page.focus(FEMUR)
    expect(preview(page)).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(preview(page)).to_have_count(0)
    expect(page.locator(FEMUR)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary/femur.html")


def test_one_is_open_at_a_time(read: Read, disk: str):
    page = read(disk, PSOAS)
    for link in (ILIACUS, FEMUR):
        page.focus(link)
        expect(preview(page)).to_have_count(1)
    expect(preview(page)).to_contain_text("Femur")
    expect(preview(page).get_by_role("link")).to_have_attribute("href", re.compile("/femur.html$"))


def test_click_follows_the_link(read: Read, root: str):
    page = read(root, PSOAS)
    page.click(FEMUR)
    page.wait_for_url("**/glossary/femur.html")


def test_tap_opens_it_and_stays_and_the_next_tap_leads_to_the_page(read: Read, root: str):
    page = read(root, PSOAS, **TOUCH)
    page.tap(FEMUR)
    expect(preview(page)).to_contain_text("The bone of the thigh")
    assert page.url.endswith(PSOAS)
    preview(page).get_by_role("link").tap()
    page.wait_for_url("**/glossary/femur.html")


def test_tap_that_comes_when_all_but_the_definitions_are_there_opens_it(read: Read, server: str):
    page = read(server, PSOAS, **TOUCH)
    held: list[Route] = []
    page.route("**/terms.js", lambda route: held.append(route))
    page.keyboard.press("Tab")
    page.evaluate("() => Promise.all(['previews.css', 'previews.js'].map(microsite.bring)).then(() => {})")
    page.tap(FEMUR)
    first_of(held, page).continue_()
    expect(preview(page)).to_contain_text("The bone of the thigh")
    assert page.url.endswith(PSOAS)


@pytest.mark.parametrize("kind", CLICKS)
@pytest.mark.parametrize("when", ["before", "after"])
def test_tap_is_known_by_the_finger_whatever_the_click_says(read: Read, server: str, when: str, kind: str):
    page = read(server, PSOAS, **TOUCH)
    held: list[Route] = []
    page.route("**/previews.js", lambda route: held.append(route))
    link = page.locator(FEMUR)
    for name in ("pointerover", "pointerdown"):
        link.dispatch_event(name, {"pointerType": "touch"})
    if when == "after":
        first_of(held, page).continue_()
        settled(page)
    end_tap(link, kind)
    if when == "before":
        first_of(held, page).continue_()
    expect(preview(page)).to_contain_text("The bone of the thigh")
    assert page.url.endswith(PSOAS)


def test_second_tap_on_the_same_link_leads_to_the_page(read: Read, disk: str):
    page = read(disk, PSOAS, **TOUCH)
    page.tap(FEMUR)
    expect(preview(page)).to_be_visible()
    page.tap(FEMUR)
    page.wait_for_url("**/glossary/femur.html")


def test_keyboard_follows_a_link_after_a_finger_was_used(read: Read, disk: str):
    page = read(disk, PSOAS, **TOUCH)
    page.tap("h1")
    page.focus(FEMUR)
    expect(preview(page)).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary/femur.html")


def test_tap_outside_closes_it(read: Read, disk: str):
    page = read(disk, PSOAS, **TOUCH)
    page.tap(FEMUR)
    expect(preview(page)).to_be_visible()
    page.locator("#where-does-it-run").tap()
    expect(preview(page)).to_have_count(0)
    assert page.url.endswith(PSOAS)


@pytest.mark.parametrize(
    "change",
    [
        "scrollTo(0, document.documentElement.scrollHeight)",
        "scrollTo(0, 0)",
        # In a frame of its own a mention slides away from what was put beside it.
        "document.querySelector('main').dispatchEvent(new Event('scroll'))",
    ],
    ids=["down", "up", "inside"],
)
def test_scrolling_away_closes_it(read: Read, disk: str, change: str):
    page = read(disk, PSOAS, **{**TOUCH, "viewport": {"width": 390, "height": 300}})
    page.locator(FEMUR).evaluate("link => link.scrollIntoView({ block: 'center' })")
    page.tap(FEMUR)
    expect(preview(page)).to_be_visible()
    page.evaluate("scrollBy(0, 20)")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(preview(page)).to_be_visible()
    page.evaluate(f"() => {{ {change} }}")
    expect(preview(page)).to_have_count(0)


def test_window_of_another_size_closes_it(read: Read, disk: str):
    page = read(disk, PSOAS)
    page.focus(FEMUR)
    expect(preview(page)).to_be_visible()
    page.set_viewport_size({"width": 700, "height": 500})
    expect(preview(page)).to_have_count(0)


def test_it_is_not_printed(read: Read, disk: str):
    page = read(disk, PSOAS)
    page.focus(FEMUR)
    expect(preview(page)).to_be_visible()
    page.emulate_media(media="print")
    expect(preview(page)).to_be_hidden()


def test_nothing_is_open_after_back(read: Read, root: str):
    page = read(root, PSOAS, **TOUCH)
    page.tap(FEMUR)
    preview(page).get_by_role("link").tap()
    page.wait_for_url("**/glossary/femur.html")
    page.go_back()
    page.wait_for_url(f"**/{PSOAS}")
    expect(preview(page)).to_have_count(0)


def test_page_that_comes_back_as_it_was_left_has_nothing_open(read: Read, disk: str):
    # Chromium keeps no page for Back while it is driven from outside, so the event stands in for it.
    page = read(disk, PSOAS, **TOUCH)
    page.tap(FEMUR)
    expect(preview(page)).to_be_visible()
    page.evaluate("() => { dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })); }")
    expect(preview(page)).to_have_count(0)


def test_it_stays_when_the_last_of_the_page_comes(read: Read, server: str, folder: Path):
    page = read(server)
    held: list[Route] = []
    page.route("**/late.png", lambda route: held.append(route))
    text = (folder / PSOAS).read_text(encoding="utf-8").replace("</main>", "<img src=late.png alt=x></main>")
    page.route(f"**/{PSOAS}", lambda route: route.fulfill(body=text, content_type="text/html"))
    page.goto(server + PSOAS, wait_until="domcontentloaded")
    page.focus(FEMUR)
    expect(preview(page)).to_be_visible()
    first_of(held, page).fulfill(body="", content_type="image/png")
    page.wait_for_load_state()
    expect(preview(page)).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_it_stands_beside_the_link_and_inside_the_window(read: Read, disk: str, width: int):
    page = read(disk, PSOAS, viewport={"width": width, "height": 700})
    for link in (MAJOR, ILIACUS, FEMUR):
        page.focus(link)
        expect(page.locator(link)).to_have_attribute("aria-describedby", "page.preview.text")
        box, at = preview(page).bounding_box(), page.locator(link).bounding_box()
        assert box
        assert at
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        above, below = at["y"] - box["y"] - box["height"], box["y"] - at["y"] - at["height"]
        assert 0 <= max(above, below) <= 8, "it covers the word, or stands away from it"
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_heading_below_does_not_show_through_where_there_is_no_top_layer(fresh: Read, disk: str):
    # Safari before 17, Firefox before 125.
    page = fresh(disk, PSOAS, "delete HTMLElement.prototype.showPopover; delete HTMLElement.prototype.popover;")
    page.focus(ILIACUS)
    preview(page).wait_for()
    seen = preview(page).evaluate(
        """box => {
          const heading = document.createElement('h2');
          heading.textContent = 'A heading';
          document.querySelector('.text').append(heading);
          const { left, top } = box.getBoundingClientRect();
          const from = heading.getBoundingClientRect();
          heading.style.inset = `${top - from.top}px auto auto ${left - from.left}px`;
          const met = document.elementsFromPoint(left + 9, top + 9);
          return [met.findIndex((one) => box.contains(one)), met.indexOf(heading)];
        }"""
    )
    assert 0 == seen[0] < seen[1]


@pytest.mark.parametrize(("block", "is_below"), [("start", True), ("end", False)])
def test_it_stands_where_there_is_room_and_covers_no_line_of_the_word(
    read: Read, disk: str, block: str, is_below: bool
):
    page = read(disk, PSOAS, viewport={"width": 320, "height": 500})
    link = page.locator(FEMUR)
    link.evaluate("link => { link.textContent = 'a name that is long enough for two lines of it'; }")
    link.evaluate("(link, block) => { link.scrollIntoView({ block }); link.focus({ preventScroll: true }); }", block)
    box, at = preview(page).bounding_box(), link.bounding_box()
    assert box
    assert at
    assert link.evaluate("link => link.getClientRects().length") > 1
    assert (box["y"] >= at["y"] + at["height"]) == is_below
    assert (box["y"] + box["height"] <= at["y"]) != is_below
    assert 0 <= box["y"] <= 500 - box["height"]


def test_term_that_has_no_definition_is_a_link_as_any_other(read: Read, disk: str):
    page = read(disk, PSOAS, **TOUCH)
    page.evaluate("at => document.querySelector(at).href = 'stretching.html'", FEMUR)
    page.tap(FEMUR)
    page.wait_for_url("**/stretching.html")


def test_without_scripts_the_link_leads_to_the_page(read: Read, disk: str):
    page = read(disk, PSOAS, java_script_enabled=False)
    page.click(FEMUR)
    page.wait_for_url("**/glossary/femur.html")
