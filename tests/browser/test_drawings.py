"""Drawings bound to their words: what is lit together, and the test of the names."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import CLICKS, SECONDS, Read, address_of, end_tap, first_of, wait_until
from tests.browser.test_axe import ALL, AXE, SEEN, findings

pytestmark = pytest.mark.browser
SLUG = """(link) => link.pathname.split("/").pop().replace(".html", "")"""
"""Returns the term that an entry of a drawing's list leads to."""
FRONT, STEPPER = "#figure-hip-flexors-front", "#figure-hip-angle-stepper"
PSOAS, ILIACUS, SARTORIUS = "psoas-major", "iliacus", "sartorius"
PHONE = {"has_touch": True, "is_mobile": True, "viewport": {"width": 390, "height": 800}}
BEGIN, END = "Test yourself: find the parts", "End the test and show the names"


@pytest.fixture(scope="session")
def front(real: Path) -> str:
    """The address of an article with the first of all drawings, in whose text a labelled part is linked as well."""
    return address_of(real, 'id="figure-hip-flexors-front"')


@pytest.fixture(params=["opened", "served"])
def site(request: pytest.FixtureRequest) -> str:
    address: str = request.getfixturevalue(request.param)
    return address


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_black_ink_of_a_plain_drawing_stands_on_white_paper(read: Read, opened: str, front: str, scheme: str):
    page = read(opened, front, color_scheme=scheme)
    # As programs for drawing save it: without our class, and black where nothing else is said.
    plain = """(svg) => {
      svg.removeAttribute("class");
      return [getComputedStyle(svg).backgroundColor, getComputedStyle(svg).fill];
    }"""
    assert page.locator(f"{FRONT} svg").evaluate(plain) == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]


def lit(page: Page) -> set[str]:
    """Return the terms that are lit, with what stands for them: part, label, entry or word."""
    return set(
        page.evaluate(
            """() => [...document.querySelectorAll(".lit")].map((part) => {
              const kind = part.localName === "g" ? "part" : part.closest("svg") ? "label"
                : part.closest(".figure-parts") ? "entry" : "word";
              return `${kind} ${part.dataset.term ?? part.pathname.split("/").pop().replace(".html", "")}`;
            })"""
        )
    )


def wait_for(page: Page, *names: str) -> None:
    expect(page.locator(".lit").first).to_be_attached()
    assert lit(page) >= set(names)


def number(page: Page, term: str) -> Locator:
    """Return what names a part in the drawing: its number, or in a wide one, while no test hides it, its name."""
    return page.locator(f"{FRONT} svg a[data-term={term}]:visible").first


def entry(page: Page, term: str) -> Locator:
    return page.locator(f"{FRONT} .figure-parts [href$='/{term}.html']")


def point(page: Page, term: str) -> None:
    """Point at the name of a part in the drawing, or at its number."""
    page.locator(f"{FRONT} svg").evaluate("drawing => drawing.scrollIntoView()")
    number(page, term).hover()


def status(page: Page) -> Locator:
    return page.locator(".drawing-test [role=status]")


# ------------------------------------------------------------------------------------------------- pointing and naming


def test_pointing_at_a_part_lights_all_that_stands_for_it_and_names_it(read: Read, site: str, front: str):
    page = read(site, front)
    point(page, ILIACUS)
    wait_for(page, f"part {ILIACUS}", f"label {ILIACUS}", f"entry {ILIACUS}")
    assert {name.split()[1] for name in lit(page)} == {ILIACUS}
    expect(page.locator(".part-name")).to_contain_text("iliacus: ")
    # Who hears the page has the list.
    expect(page.locator(".part-name")).to_have_attribute("aria-hidden", "true")
    point(page, SARTORIUS)
    wait_for(page, f"part {SARTORIUS}")
    assert {name.split()[1] for name in lit(page)} == {SARTORIUS}
    page.locator("h1").hover()
    assert lit(page) == set()
    expect(page.locator(".part-name")).to_have_count(0)


def test_shape_of_a_part_answers_to_the_pointer(read: Read, opened: str, front: str):
    page = read(opened, front)
    page.locator(f"{FRONT} svg").evaluate("drawing => drawing.scrollIntoView()")
    at = page.evaluate(
        """([figure, term]) => {
          const { left, top, width, height } = document.querySelector(`${figure} svg`).getBoundingClientRect();
          for (let y = top; y < Math.min(top + height, innerHeight); y += 4) {
            for (let x = left; x < left + width; x += 4) {
              const part = document.elementFromPoint(x, y)?.closest("[data-term]");
              if (part?.localName === "g" && part.dataset.term === term) return [x, y];
            }
          }
        }""",
        [FRONT, PSOAS],
    )
    page.mouse.move(*at)
    wait_for(page, f"part {PSOAS}", f"entry {PSOAS}")


def test_focus_on_an_entry_lights_its_part_and_the_next_one_puts_it_out(read: Read, site: str, front: str):
    page = read(site, front)
    entry(page, PSOAS).focus()
    wait_for(page, f"part {PSOAS}", f"label {PSOAS}", f"entry {PSOAS}")
    expect(page.locator(".part-name")).to_have_count(0)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.term") != PSOAS
    assert f"part {PSOAS}" not in lit(page)
    assert {name.split()[0] for name in lit(page)} >= {"part", "entry"}


def test_word_in_the_text_lights_the_part_and_the_part_the_word(read: Read, opened: str, real: Path):
    at, term = word_and_part(real)
    page = read(opened, at)
    word = page.locator(f'a.term[href$="glossary/{term}.html"]').first
    word.focus()
    wait_for(page, f"part {term}", f"entry {term}")
    assert f"word {term}" in lit(page)
    page.locator("h1").hover()
    page.locator("body").evaluate("() => document.activeElement.blur()")
    page.keyboard.press("Escape")
    assert lit(page) == set()
    page.locator(f".figure-parts [href$='/{term}.html']").first.hover()
    expect(page.locator("a.term.lit").first).to_be_attached()
    assert f"word {term}" in lit(page)


def test_word_that_no_drawing_of_the_page_shows_lights_nothing(read: Read, opened: str, real: Path):
    page = read(opened, word_and_part(real)[0])
    words = page.locator("a.term")
    terms = words.evaluate_all(f"words => words.map({SLUG})")
    drawn = set(page.locator("[data-term]").evaluate_all("parts => parts.map((part) => part.dataset.term)"))
    shown, other = (
        next(n for n, term in enumerate(terms) if (term in drawn) == is_shown) for is_shown in (True, False)
    )
    words.nth(shown).focus()
    expect(page.locator(".lit").first).to_be_attached()
    words.nth(other).focus()
    assert lit(page) == set()


def test_pointer_that_leaves_gives_the_light_back_to_what_has_the_focus(read: Read, opened: str, front: str):
    page = read(opened, front)
    entry(page, PSOAS).focus()
    wait_for(page, f"part {PSOAS}")
    number(page, ILIACUS).hover()
    wait_for(page, f"part {ILIACUS}")
    page.locator(f"{FRONT} figcaption").hover(position={"x": 1, "y": 1})
    assert lit(page) >= {f"part {PSOAS}", f"entry {PSOAS}"}
    assert f"part {ILIACUS}" not in lit(page)


def word_and_part(real: Path) -> tuple[str, str]:
    """Return an article and a term that its text links and one of its drawings shows."""
    for path in sorted((real / "articles").glob("*.html")):
        html = path.read_text(encoding="utf-8")
        text = re.sub(r"<figure.*?</figure>", "", html, flags=re.DOTALL)
        for piece in html.split('<li><a href="../glossary/')[1:]:
            term = piece.partition(".html")[0]
            if f'class="term" href="../glossary/{term}.html"' in text and f'<g data-term="{term}"' in html:
                return f"articles/{path.name}", term
    raise AssertionError("no article links a term that its drawing shows")


def test_escape_takes_the_name_away(read: Read, opened: str, front: str):
    page = read(opened, front)
    point(page, ILIACUS)
    expect(page.locator(".part-name")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".part-name")).to_have_count(0)
    assert lit(page) == set()


def test_pointer_may_rest_on_the_name(read: Read, opened: str, front: str):
    page = read(opened, front)
    point(page, ILIACUS)
    box = page.locator(".part-name").bounding_box()
    page.mouse.move(box["x"] + 9, box["y"] + 9)
    page.mouse.move(box["x"] + 12, box["y"] + 12)
    expect(page.locator(".part-name")).to_contain_text("iliacus")


def test_name_is_said_where_it_can_be_seen_and_not_under_the_pointer(read: Read, opened: str, front: str):
    page = read(opened, front, viewport={"width": 1000, "height": 500})
    labels = page.locator(f"{FRONT} svg a[data-term]:visible")
    tried = 0
    # At its upper edge, with both of its edges outside the window, and at the lower one.
    for block in ("start", "center", "end"):
        page.locator(f"{FRONT} svg").evaluate("(drawing, block) => drawing.scrollIntoView({ block })", block)
        for at in [label.bounding_box() for label in labels.all()]:
            if not 0 < at["y"] < 500 - at["height"]:
                continue
            # The name that is said last may stand here.
            page.keyboard.press("Escape")
            page.mouse.move(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
            expect(page.locator(".part-name")).to_be_in_viewport(ratio=1)
            tag = page.locator(".part-name").bounding_box()
            assert tag["y"] > at["y"] + at["height"] or tag["y"] + tag["height"] < at["y"]
            tried += 1
    assert tried > 9


def test_tap_names_a_part_and_the_next_tap_leads_to_its_page(read: Read, site: str, front: str):
    page = read(site, front, **PHONE)
    number(page, ILIACUS).tap()
    expect(page.locator(".part-name")).to_contain_text("iliacus: ")
    assert page.url.endswith(front)
    page.locator("h1").tap()
    expect(page.locator(".part-name")).to_have_count(0)
    number(page, ILIACUS).tap()
    expect(page.locator(".part-name")).to_contain_text("iliacus: ")
    # The first tap of all waits for the script, this one does not.
    page.evaluate("() => addEventListener('click', (event) => { window.isHeld = event.defaultPrevented; })")
    number(page, PSOAS).tap()
    wait_until(page, "window.isHeld")
    expect(page.locator(".part-name")).to_contain_text("psoas major: ")
    number(page, PSOAS).tap()
    page.wait_for_url(f"**/glossary/{PSOAS}.html")


@pytest.mark.parametrize("kind", CLICKS)
def test_tap_is_known_by_the_finger_whatever_the_click_says(read: Read, opened: str, front: str, kind: str):
    page = read(opened, front, **PHONE)
    for term in (ILIACUS, PSOAS):
        number(page, term).dispatch_event("pointerdown", {"pointerType": "touch"})
        end_tap(number(page, term), kind)
        expect(page.locator(".part-name")).to_contain_text(f"{term.replace('-', ' ')}: ")
    assert page.url.endswith(front)


def test_drawing_adds_no_stops_to_those_of_its_list(read: Read, opened: str, front: str):
    page = read(opened, front)
    page.locator(f"{FRONT} button").focus()
    labels = page.locator(f"{FRONT} .figure-parts a").count()
    page.keyboard.press("Tab")
    seen = []
    for _ in range(labels + 1):
        page.keyboard.press("Tab")
        seen.append(page.evaluate("document.activeElement.closest('svg') ? 'svg' : document.activeElement.localName"))
    assert seen == ["a"] * labels + ["summary"]
    page.locator(f"{FRONT} button").focus()
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(f"!document.activeElement.closest('{FRONT}')")


def test_nothing_of_it_is_asked_for_before_it_is_wanted(read: Read, served: str, front: str):
    page = read(served)
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url.rpartition("/")[2]))
    page.goto(served + front)
    page.wait_for_load_state("networkidle")
    assert len(asked) <= 4
    assert not {"drawing.js", "drawing.css", "drawing-words.js"} & asked


def test_lit_words_are_told_by_more_than_colour(read: Read, opened: str, front: str):
    page = read(opened, front, forced_colors="active")
    entry(page, PSOAS).focus()
    wait_for(page, f"entry {PSOAS}")
    expect(entry(page, PSOAS)).to_have_css("text-decoration-thickness", "3px")
    expect(entry(page, ILIACUS)).not_to_have_css("text-decoration-thickness", "3px")


def read_out(page: Page, figure: str) -> list[str]:
    """Return the names of the links of a drawing, as Chromium hands them to who reads them out."""
    session = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    drawing = page.locator(f"{figure} svg title").inner_html()

    def links(node: dict[str, Any]) -> list[str]:
        own = [node["name"]["value"]] if not node["ignored"] and node["role"]["value"] == "link" else []
        return own + [name for child in node.get("childIds", ()) if child in nodes for name in links(nodes[child])]

    [group] = [
        node
        for node in nodes.values()
        if not node["ignored"] and node["role"]["value"] == "group" and node["name"]["value"].startswith(drawing)
    ]
    return links(group)


@pytest.mark.parametrize("width", [390, 1200])
def test_drawing_is_read_out_by_whole_names_of_the_frame_that_is_shown(read: Read, opened: str, real: Path, width: int):
    address = address_of(real, 'id="figure-hip-angle-stepper"')
    page = read(opened, address, viewport={"width": width, "height": 800})
    names = read_out(page, STEPPER)
    assert set(names) == {"psoas major", "iliacus", "rectus femoris", "hip bone", "lumbar vertebrae"}
    assert len(names) == 8


def test_figure_is_called_as_its_drawing_not_by_all_that_its_caption_holds(read: Read, opened: str, real: Path):
    page = read(opened, address_of(real, 'id="figure-hip-angle-stepper"'))
    title = "The hip from 20 degrees of extension to 100 degrees of flexion"
    expect(page.get_by_role("figure", name=title, exact=True)).to_have_count(1)
    names = page.get_by_role("figure").all()
    assert all(len(each.get_attribute("aria-label") or each.get_attribute("aria-labelledby") or "") for each in names)


def test_chosen_frame_is_told_where_colours_are_forced(read: Read, opened: str, real: Path):
    page = read(opened, address_of(real, 'id="figure-hip-angle-stepper"'), forced_colors="active")
    looks = page.locator(f"{STEPPER} .step-choice + label").evaluate_all(
        "labels => labels.map(label => getComputedStyle(label).backgroundColor)"
    )
    assert looks[0] not in looks[1:]


def test_frames_are_one_group_of_choices_and_each_says_what_it_shows(read: Read, opened: str, real: Path):
    page = read(opened, address_of(real, 'id="figure-hip-angle-stepper"'))
    group = page.get_by_role("radiogroup", name="The hip from 20 degrees of extension to 100 degrees of flexion")
    expect(group.get_by_role("radio")).to_have_count(6)
    expect(group.locator("[aria-live=polite]")).to_contain_text("+4%")
    group.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowRight")
    expect(group.get_by_role("radio", name="standing, 0°")).to_be_checked()
    expect(group.locator("[aria-live=polite] li:visible")).to_contain_text("standing length")


@pytest.mark.parametrize("width", [320, 1280])
def test_picture_stays_where_it_is_from_step_to_step(read: Read, opened: str, real: Path, width: int):
    at = address_of(real, 'id="figure-hip-angle-stepper"')
    page = read(opened, at, viewport={"width": width, "height": 800})
    tops = set()
    for label in page.locator(f"{STEPPER} .step-choice + label").all():
        label.click()
        # Of what the browser shows: from where `offsetTop` counts changes when the drawing's script arrives.
        top = "of => of.querySelector('.picture').getBoundingClientRect().top - of.getBoundingClientRect().top"
        tops.add(round(page.locator(STEPPER).evaluate(top)))
        expect(page.locator(f"{STEPPER} .step-texts li").filter(visible=True)).to_have_count(1)
    assert len(tops) == 1


def test_stepped_drawing_is_printed_whole_with_all_its_sentences(read: Read, opened: str, real: Path):
    page = read(opened, address_of(real, 'id="figure-hip-angle-stepper"'))
    page.emulate_media(media="print")
    cut = "drawings => drawings.filter((drawing) => drawing.scrollHeight > drawing.clientHeight + 1).length"
    assert page.locator("div.drawing, .picture").evaluate_all(cut) == 0
    whole = "drawing => getComputedStyle(drawing).breakInside"
    assert page.locator(f"{STEPPER} div.drawing").evaluate(whole) == "avoid"
    texts = page.locator(f"{STEPPER} .step-texts li")
    tops = texts.evaluate_all("texts => texts.map((text) => text.offsetTop)")
    assert sorted(set(tops)) == tops
    expect(texts.filter(visible=True)).to_have_count(texts.count())


def test_without_scripts_there_is_the_list_and_no_idle_button(read: Read, opened: str, front: str):
    page = read(opened, front, java_script_enabled=False)
    assert page.locator(f"{FRONT} button").count() == 0
    entry(page, ILIACUS).click()
    page.wait_for_url(f"**/glossary/{ILIACUS}.html")


# ------------------------------------------------------------------------------------------------ the test of the names


def begin(page: Page, figure: str = FRONT) -> None:
    page.locator(figure).get_by_role("button", name=BEGIN).click()
    expect(page.locator(".drawing-test")).to_be_visible()
    wait_until(page, "[...document.styleSheets].some((sheet) => sheet.href.endsWith('drawing.css'))")


def choice(page: Page, name: str) -> Locator:
    return page.locator(".drawing-test").get_by_role("button", name=name)


MARKED = """svg => [...svg.querySelectorAll("*")].map((part) => {
  const said = [...part.attributes].filter(({ name }) => name !== "class").map(({ name, value }) => `${name}=${value}`);
  return [part.localName, ...[...part.classList].filter((name) => name !== "lit"), ...said.sort()].join(" ");
})"""
"""Returns all that the parts of a drawing say of themselves, but for the light that the pointer or the focus gives."""


def test_names_are_hidden_and_come_back_at_the_end(read: Read, site: str, front: str):
    page = read(site, front)
    svg = page.locator(f"{FRONT} svg")
    before = svg.evaluate(MARKED)
    begin(page)
    expect(entry(page, PSOAS)).to_be_hidden()
    expect(page.locator(f"{FRONT} svg .label-text a").first).to_be_hidden()
    expect(number(page, PSOAS)).to_be_visible()
    page.get_by_role("button", name=END).click()
    expect(entry(page, PSOAS)).to_be_visible()
    expect(page.locator(".drawing-test")).to_have_count(0)
    assert svg.evaluate(MARKED) == before
    begin(page)
    expect(choice(page, "psoas major")).to_have_attribute("aria-pressed", "false")
    choice(page, "psoas major").click()
    number(page, PSOAS).click()
    number(page, PSOAS).focus()
    page.get_by_role("button", name=END).click()
    assert svg.evaluate(MARKED) == before
    # A link again, which leads to its page.
    page.locator(f"{FRONT} svg a[data-term={PSOAS}]:visible").first.press("Enter")
    page.wait_for_url(f"**/glossary/{PSOAS}.html")


def test_nothing_gives_a_name_away_while_it_is_asked_for(read: Read, opened: str, real: Path):
    at, term = word_and_part(real)
    page = read(opened, at)
    figure = page.locator(".figure", has=page.locator(f"g[data-term={term}]")).first
    figure.get_by_role("button", name=BEGIN).click()
    expect(page.locator(".drawing-test")).to_be_visible()
    figure.locator("svg [role=button]:visible").first.hover()
    expect(page.locator(".part-name")).to_have_count(0)
    assert figure.locator(".lit").count() == 0
    # What scrolls below the pointer would be pointed at.
    page.mouse.move(1, 1)
    page.locator(f'a.term[href$="glossary/{term}.html"]:not(.figure *)').first.focus()
    assert figure.locator(".lit").count() == 0


def test_button_that_is_pressed_twice_while_the_test_is_fetched_begins_one(read: Read, served: str, front: str):
    page = read(served, front)
    held: list[Route] = []
    page.route("**/drawing-words.js", lambda route: held.append(route))
    button = page.locator(FRONT).get_by_role("button", name=BEGIN)
    for _ in range(2):
        button.click()
    first_of(held, page).continue_()
    expect(page.locator(".drawing-test")).to_have_count(1)
    # Both presses have been answered when what was begun after them is there.
    page.evaluate(
        "() => Promise.all(['drawing.js', 'drawing.css', 'drawing-words.js'].map(microsite.bring)).then(() => {})"
    )
    expect(page.locator(".drawing-test")).to_have_count(1)
    page.get_by_role("button", name=END).click()
    expect(page.locator(".drawing-test")).to_have_count(0)
    expect(button).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(390, 780), (1280, 800)])
def test_drawing_and_names_come_into_view_when_the_test_begins(
    read: Read, opened: str, front: str, width: int, height: int
):
    page = read(opened, front, viewport={"width": width, "height": height})
    button = page.locator(FRONT).get_by_role("button", name=BEGIN)
    button.evaluate("button => scrollTo(0, button.getBoundingClientRect().bottom + scrollY - 0.9 * innerHeight)")
    begin(page)
    edges = page.locator(f"{FRONT} svg").evaluate(
        "svg => [svg.getBoundingClientRect()].map((b) => [b.top, b.bottom])[0]"
    )
    assert 0 <= edges[0] < edges[1] <= height
    expect(choice(page, "adductor longus")).to_be_in_viewport()


def test_wrong_part_is_named_with_a_line_on_it_and_the_right_one_is_told_at_once(read: Read, opened: str, front: str):
    page = read(opened, front)
    notes = {term: entry(page, term).locator("..").inner_text() for term in (PSOAS, SARTORIUS)}
    begin(page)
    choice(page, "psoas major").click()
    expect(status(page)).to_have_text("Where is it: psoas major?")
    number(page, SARTORIUS).click()
    expect(status(page)).to_have_text(f"That is another part. S{notes[SARTORIUS][1:]}")
    expect(choice(page, "psoas major")).to_have_attribute("aria-pressed", "true")
    number(page, PSOAS).click()
    expect(status(page)).to_have_text(f"Right. P{notes[PSOAS][1:]}")
    expect(choice(page, "1 psoas major")).to_have_class("is-found")
    assert page.url.endswith(front)


def test_names_are_told_in_their_alphabet_and_chosen_one_at_a_time(read: Read, opened: str, front: str):
    page = read(opened, front)
    begin(page)
    names = page.get_by_role("list", name="Names").get_by_role("button")
    said = names.all_inner_texts()
    assert len(said) == page.locator(f"{FRONT} .figure-parts a").count()
    # The order of the list under the drawing is that of its numbers.
    assert said == sorted(said, key=str.casefold) != page.locator(f"{FRONT} .figure-parts a").all_text_contents()
    pressed = page.locator(".drawing-test [aria-pressed=true]")
    for name in ("iliacus", "psoas major"):
        choice(page, name).click()
        expect(pressed).to_have_text(name)
    choice(page, "psoas major").click()
    expect(pressed).to_have_count(0)
    expect(status(page)).to_have_text("", use_inner_text=True)
    number(page, PSOAS).click()
    number(page, ILIACUS).click()
    # What was found is shown again at a press.
    choice(page, "1 psoas major").click()
    expect(status(page)).to_contain_text("Psoas major: ")
    assert lit(page) >= {f"part {PSOAS}"}
    expect(pressed).to_have_count(0)


def test_arrows_lead_round_the_places_and_keys_do_not_scroll(read: Read, opened: str, front: str):
    page = read(opened, front)
    begin(page)
    page.locator(".drawing-test button").first.press("Enter")
    at = page.locator(f"{FRONT} svg [role=button]:focus")
    expect(at).to_have_accessible_name("Part 1")
    top = page.evaluate("scrollY")
    last = page.locator(f"{FRONT} svg [role=button]:visible").last.get_attribute("aria-label")
    assert last != "Part 1"
    for key, name in (("ArrowLeft", last), ("ArrowRight", "Part 1"), ("ArrowUp", last), ("ArrowDown", "Part 1")):
        page.keyboard.press(key)
        expect(at).to_have_accessible_name(name)
    page.keyboard.press("Space")
    expect(status(page)).not_to_have_text("")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("scrollY") == top


def test_name_is_found_from_the_keyboard(read: Read, site: str, front: str):
    page = read(site, front)
    # A window that another has taken the focus from has none to give.
    page.bring_to_front()
    page.locator(FRONT).get_by_role("button", name=BEGIN).press("Enter")
    first = page.locator(".drawing-test button").first
    first.focus()
    wanted = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    expect(page.locator(f"{FRONT} svg [role=button]").first).to_be_focused()
    place = page.locator(f"{FRONT} svg [role=button]:focus")
    expect(place).to_have_accessible_name("Part 1")
    page.keyboard.press("ArrowRight")
    order = page.locator(f"{FRONT} .figure-parts a").all_text_contents()
    while page.evaluate("document.activeElement.getAttribute('aria-label')") != f"Part {order.index(wanted) + 1}":
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(status(page)).to_contain_text("Right.")
    expect(page.locator(".drawing-test button:not(.is-found)").first).to_be_focused()


def test_browser_that_cannot_say_what_is_seen_has_the_test_as_well(fresh: Read, opened: str, front: str):
    # Safari before 17.4; a click would have led away.
    page = fresh(opened, front, "delete Element.prototype.checkVisibility;")
    begin(page)
    number(page, ILIACUS).click()
    expect(status(page)).to_contain_text("Iliacus: ")
    choice(page, "adductor longus").press("Enter")
    expect(page.locator(f"{FRONT} svg [role=button]").first).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"{FRONT} svg [role=button]:focus")).to_have_accessible_name("Part 2")
    assert page.url.endswith(front)


def test_part_that_is_pointed_at_first_says_what_it_is(read: Read, opened: str, front: str):
    page = read(opened, front, **PHONE)
    begin(page)
    number(page, ILIACUS).tap()
    expect(status(page)).to_contain_text("Iliacus: ")
    expect(choice(page, "2 iliacus")).to_have_class("is-found")
    assert page.url.endswith(front)


def test_pointer_that_slips_off_a_number_is_taken_for_that_number(read: Read, opened: str, front: str):
    page = read(opened, front, viewport=PHONE["viewport"])
    begin(page)
    page.locator(f"{FRONT} svg").evaluate("drawing => drawing.scrollIntoView()")
    box = number(page, "femur").bounding_box()
    page.mouse.click(box["x"] - 6, box["y"] + box["height"] / 2)
    expect(status(page)).to_contain_text("Femur: ")


FAR = """(figure) => {
  const numbers = [...document.querySelectorAll(`${figure} svg [role=button]`)].map((one) => {
    const { left, top, width, height } = one.getBoundingClientRect();
    return [left + width / 2, top + height / 2];
  });
  const { left, top, right, bottom } = document.querySelector(`${figure} svg`).getBoundingClientRect();
  for (let y = Math.max(top, 0) + 2; y < Math.min(bottom, innerHeight); y += 4) {
    for (let x = left + 2; x < right; x += 4) {
      const gap = Math.min(...numbers.map(([a, b]) => Math.hypot(x - a, y - b)));
      if (gap > 40 && gap < 60 && !document.elementFromPoint(x, y)?.closest("[data-term]")) return [x, y];
    }
  }
}"""
"""Returns a place in a drawing that is too far from all numbers, though not by much, and no part."""


def test_pointer_far_from_all_numbers_is_taken_for_none(read: Read, opened: str, front: str):
    page = read(opened, front)
    begin(page)
    before = status(page).inner_text()
    page.mouse.click(*page.evaluate(FAR, FRONT))
    assert status(page).inner_text() == before


def test_all_names_can_be_found_and_the_last_one_is_said_to_be_the_last(read: Read, opened: str, front: str):
    page = read(opened, front)
    terms = page.locator(f"{FRONT} .figure-parts a").evaluate_all(f"links => links.map({SLUG})")
    begin(page)
    for term in terms[:-1]:
        number(page, term).click()
    expect(status(page)).not_to_contain_text("That was the last name.")
    number(page, terms[-1]).press("Enter")
    expect(status(page)).to_contain_text("That was the last name.")
    assert page.locator(".drawing-test button:not(.is-found)").count() == 0
    expect(page.get_by_role("button", name=END)).to_be_focused()


def test_hidden_frames_of_a_stepped_drawing_are_passed_over(read: Read, opened: str, real: Path):
    page = read(opened, address_of(real, 'id="figure-hip-angle-stepper"'))
    page.locator(STEPPER).get_by_role("button", name=BEGIN).click()
    page.locator(".drawing-test button").first.press("Enter")
    seen = set()
    for _ in range(12):
        seen.add(page.evaluate("document.activeElement.closest('[data-step]')?.dataset.step ?? '1'"))
        page.keyboard.press("ArrowRight")
    assert seen == {"1"}


UNREACHED = """() => {
  const reached = [...figure.querySelectorAll("svg [role=button]")];
  const terms = new Set(reached.filter((one) => one.checkVisibility()).map((one) => one.dataset.term));
  return [...figure.querySelectorAll(".figure-parts a")]
    .map((link) => link.pathname.split("/").pop().replace(".html", ""))
    .filter((term) => !terms.has(term));
}"""
"""Names of a drawing that have no place in it which keys reach."""


def test_each_labelled_drawing_can_be_tested_whole_from_the_keyboard(read: Read, opened: str, real: Path):
    """Every name of every drawing has a place that keys reach."""
    page = read(opened)
    left, tried = {}, 0
    for path in sorted((real / "articles").glob("*.html")):
        page.goto(f"{opened}articles/{path.name}")
        for button in page.get_by_role("button", name=BEGIN).all():
            button.evaluate("button => { window.figure = button.closest('.figure'); }")
            button.click()
            tried += 1
            wait_until(page, "figure.matches('.is-testing')")
            # On a busy machine a drawing may be laid out a moment later.
            end = time.monotonic() + SECONDS
            while (missing := page.evaluate(UNREACHED)) and time.monotonic() < end:
                page.wait_for_timeout(20)
            if missing:
                left[page.evaluate("figure.id")] = missing
            page.get_by_role("button", name=END).click()
    assert tried > 9
    assert left == {}


def test_names_are_printed_in_the_middle_of_a_test(read: Read, opened: str, front: str):
    page = read(opened, front)
    begin(page)
    page.emulate_media(media="print")
    expect(entry(page, PSOAS)).to_be_visible()
    expect(page.locator(".drawing-test")).to_be_hidden()
    expect(page.locator(f"{FRONT} button").first).to_be_hidden()


# ------------------------------------------------------------------------------------------------------- for everybody


def test_neither_lit_parts_nor_the_test_have_a_finding(read: Read, opened: str, front: str):
    page = read(opened, front)
    page.evaluate(AXE)
    entry(page, PSOAS).focus()
    wait_for(page, f"part {PSOAS}")
    assert findings(page, "light", 1280, ALL) + findings(page, "dark", 320, ALL) == []
    begin(page)
    choice(page, "psoas major").click()
    number(page, SARTORIUS).click()
    assert findings(page, "light", 1280, ALL) + findings(page, "dark", 320, ALL) == []
    assert findings(page, "dark", 1280, SEEN) + findings(page, "light", 320, SEEN) == []


def test_test_fits_a_small_phone_and_a_finger(read: Read, opened: str, front: str):
    page = read(opened, front, viewport={"width": 320, "height": 640})
    begin(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    heights = [button.bounding_box()["height"] for button in page.locator(f"{FRONT} button").all()]
    assert min(heights) >= 44
