"""Self-check questions as forms, ways to share, links to sections."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Read, address_of, come_to_questions, come_to_share, first_of, wait_until

pytestmark = pytest.mark.browser
PSOAS = "articles/psoas.html"
ADDRESS = "https://example.org/hip/articles/psoas.html"
QUESTION = "Which movement do hip flexors make?"
WHY_NOT, WHY = "That is the job of the buttock muscles.", "Flexion means bending."


@pytest.fixture
def page(read: Read, disk: str) -> Page:
    """An article whose reader has come to its end."""
    opened = read(disk, PSOAS)
    come_to_questions(opened)
    come_to_share(opened)
    return opened


def test_choice_shows_its_reason_and_the_right_one(read: Read, root: str):
    page = read(root, PSOAS)
    come_to_questions(page)
    question = page.get_by_role("group", name=QUESTION)
    answer = page.locator(".question [role=status]")
    assert answer.inner_text() == ""
    question.get_by_label("Straighten the hip").check()
    page.get_by_role("button", name="Check my answer").click()
    assert answer.inner_text().split("\n") == [f"Not this one. {WHY_NOT}", f"Right. {WHY}"]
    question.get_by_label("Bring the thigh up").check()
    assert answer.inner_text() == ""
    page.get_by_role("button", name="Check my answer").click()
    assert answer.inner_text() == f"Right. {WHY}"


def test_what_scripts_make_has_its_role_and_name_where_elements_have_no_fields_for_them(fresh: Read, disk: str):
    # Firefox before 119.
    names = "['role', 'ariaLabel', 'ariaHidden', 'ariaInvalid']"
    page = fresh(disk, PSOAS, f"for (const name of {names}) delete Element.prototype[name];")
    come_to_questions(page)
    expect(page.locator(".question [role=status]").first).to_have_count(1)
    expect(page.locator(".question input").first).to_have_attribute("aria-invalid", "false")
    link = page.locator("#where-does-it-run > a")
    expect(link).to_have_attribute("aria-label", "Link to the section “Where does it run?”")
    expect(link).to_have_attribute("aria-hidden", "true")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("dialog", name="Search").get_by_role("status")).to_have_count(1)


def test_question_is_one_group_and_not_wrong_before_it_is_answered(page: Page):
    session = page.context.new_cdp_session(page)
    nodes = [node for node in session.send("Accessibility.getFullAXTree")["nodes"] if not node["ignored"]]
    named = [node["role"]["value"] for node in nodes if node["name"]["value"] == QUESTION]
    assert named.count("group") == 1
    radios = [node for node in nodes if node["role"]["value"] == "radio"]
    states = [each["value"]["value"] for node in radios for each in node["properties"] if each["name"] == "invalid"]
    assert states
    assert set(states) == {"false"}


def test_letter_circle_and_words_of_an_option_stand_side_by_side(page: Page):
    option = page.locator(".question .options li").first
    circle, words = option.locator("input").bounding_box(), option.locator("span").bounding_box()
    assert circle
    assert words
    assert option.bounding_box()["x"] <= circle["x"]
    assert circle["x"] + circle["width"] < words["x"]
    # In a flex box Safari puts the letter beside the words, which is over the circle.
    expect(option.locator("label")).to_have_css("display", "block")


def test_question_works_from_the_keyboard_and_needs_a_choice(page: Page):
    page.get_by_role("button", name="Check my answer").press("Enter")
    expect(page.locator(".question [role=status]")).to_have_text("", use_inner_text=True)
    page.get_by_label("Straighten the hip").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".question [role=status]")).to_have_text(f"Right. {WHY}", use_inner_text=True)
    assert page.url.endswith(PSOAS)


def test_nothing_is_kept(page: Page):
    page.get_by_label("Bring the thigh up").check()
    page.get_by_role("button", name="Check my answer").click()
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_link_into_a_reason_opens_it(page: Page):
    page.evaluate("document.querySelector('.not-right strong').id = 'inside'")
    page.evaluate("location.hash = 'inside'")
    expect(page.get_by_text(WHY_NOT)).to_be_visible()


def test_without_scripts_the_answer_opens_and_nothing_is_idle(read: Read, disk: str):
    page = read(disk, PSOAS, java_script_enabled=False)
    page.get_by_text("See the answer").click()
    expect(page.get_by_text(WHY)).to_be_visible()
    assert page.get_by_role("button").count() == 0
    assert page.locator(".share a").count() == 1


def test_link_is_copied_and_the_reader_is_told(read: Read, server: str):
    page = read(server, PSOAS, permissions=("clipboard-read", "clipboard-write"))
    come_to_share(page)
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator(".share [role=status]")).to_have_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == ADDRESS


def test_link_that_may_not_be_copied_is_shown(page: Page):
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    page.get_by_role("button", name="Copy link").click()
    expect(page.locator(".share [role=status]")).to_have_text(ADDRESS)


def test_system_share_is_offered_where_there_is_one_only(chromium, disk: str):
    for has in (True, False):
        context = chromium.new_context()
        share = "value: told => { window.told = told; return Promise.resolve(); }, configurable: true"
        context.add_init_script(
            f"Object.defineProperty(Navigator.prototype, 'share', {{{share if has else 'value: undefined'}}})"
        )
        page = context.new_page()
        page.goto(disk + PSOAS)
        come_to_share(page)
        button = page.get_by_role("button", name="Share", exact=True)
        assert button.count() == has
        if has:
            button.click()
            assert page.evaluate("window.told.url") == ADDRESS
        context.close()


def test_print_prints(page: Page):
    page.evaluate("() => { window.print = () => { window.printed = true; }; }")
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed")


def test_letter_holds_title_and_address(page: Page):
    letter = urlsplit(page.get_by_role("link", name="E-mail").get_attribute("href"))
    said = parse_qs(letter.query)
    assert letter.scheme == "mailto"
    assert said["subject"] == ["The psoas: what it is and what it is not"]
    assert said["body"] == [ADDRESS]


def test_section_has_a_link_that_shows_when_one_comes_near(page: Page):
    link = page.locator("#where-does-it-run > a")
    expect(link).to_have_attribute("aria-label", "Link to the section “Where does it run?”")
    expect(link).to_have_css("opacity", "0")
    page.hover("#where-does-it-run")
    expect(link).to_have_css("opacity", "1")
    link.click()
    assert page.url.endswith("#where-does-it-run")


def test_link_of_a_section_is_seen_where_nothing_comes_near(read: Read, disk: str):
    page = read(disk, PSOAS, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 800})
    expect(page.locator("#where-does-it-run > a")).to_have_css("opacity", "1")


def test_heading_is_called_by_its_own_words_where_the_contents_list_has_its_link(page: Page):
    expect(page.get_by_role("heading", name="Where does it run?", exact=True)).to_have_count(1)


def test_nothing_of_this_is_printed(page: Page):
    page.emulate_media(media="print")
    for part in (".share", ".find", ".section-link", ".question button"):
        expect(page.locator(part).first).to_be_hidden()


# ------------------------------------------------------------------------------------------- loaded before it is needed

FORMS = "document.querySelectorAll('.question form').length"
HEIGHTS = "[...document.querySelectorAll('.question')].map(block => block.getBoundingClientRect().height)"
SELF_CHECK = "**/self-check.js"


def place(page: Page, part: str, below: int) -> None:
    """Scroll until a part of the page begins so many pixels below the window."""
    top = "document.querySelector(part).getBoundingClientRect().top"
    page.evaluate(f"([part, below]) => scrollBy(0, {top} - innerHeight - below)", [part, below])


@pytest.mark.parametrize("width", [1280, 390])
def test_form_and_ways_to_share_are_there_before_the_reader_is(fresh: Read, served: str, real: Path, width: int):
    page = fresh(served, address_of(real, "block question"), viewport={"width": width, "height": 800})
    page.wait_for_load_state("networkidle")
    assert page.evaluate(FORMS) == 0
    place(page, ".question", 900)
    wait_until(page, FORMS)
    assert page.evaluate("document.querySelector('.question').getBoundingClientRect().top > innerHeight")
    place(page, ".share", 900)
    wait_until(page, "document.querySelector('[data-share=print]').checkVisibility()")
    assert page.evaluate("document.querySelector('.share').getBoundingClientRect().top > innerHeight")


def test_form_is_as_tall_as_what_it_takes_the_place_of(fresh: Read, opened: str, real: Path):
    page = fresh(opened, address_of(real, "block question"), viewport={"width": 1280, "height": 800})
    before = page.evaluate(HEIGHTS)
    come_to_questions(page)
    after = page.evaluate(HEIGHTS)
    assert [round(new - old) for old, new in zip(before, after, strict=True) if abs(new - old) > 4] == []


def test_address_of_a_question_shows_its_form(read: Read, root: str):
    page = read(root, f"{PSOAS}#question-1")
    expect(page.locator("#question-1 form")).to_be_visible()
    expect(page.locator("#question-1")).to_be_in_viewport()


@pytest.mark.parametrize("where", ["opened", "served"])
def test_address_of_a_source_mark_in_a_reason_opens_the_reason(
    read: Read, real: Path, where: str, request: pytest.FixtureRequest
):
    at, mark = mark_in_a_reason(real)
    page = read(request.getfixturevalue(where), f"{at}#{mark}")
    # The other questions are forms; this one stays as the browser has opened it, with the focus in it.
    wait_until(page, FORMS)
    expect(page.locator(f"#{mark}")).to_be_in_viewport()
    expect(page.locator(f"#{mark}")).to_be_focused()


def test_address_in_a_reason_opens_it_where_the_browser_does_not(read: Read, served: str, real: Path):
    at, mark = mark_in_a_reason(real)
    page = read(served)
    folded = (real / at).read_text(encoding="utf-8").replace('<details class="answer">', '<div class="answer" hidden>')
    page.route(f"**/{at}", lambda route: route.fulfill(body=folded, content_type="text/html"))
    page.goto(f"{served}{at}#{mark}")
    expect(page.locator(f"form #{mark}")).to_be_in_viewport()


def test_form_comes_at_once_where_nearness_cannot_be_told(fresh: Read, opened: str, real: Path):
    page = fresh(opened, address_of(real, "block question"), "delete window.IntersectionObserver")
    wait_until(page, FORMS)
    assert page.evaluate("scrollY") == 0


def test_answer_opens_where_the_script_cannot_come(unheard: Page, server: str):
    unheard.route(SELF_CHECK, lambda route: route.abort())
    unheard.goto(server + PSOAS)
    unheard.get_by_text("See the answer").click()
    expect(unheard.get_by_text(WHY)).to_be_visible()
    assert unheard.evaluate(FORMS) == 0


def test_form_works_where_its_sheet_cannot_come(unheard: Page, server: str):
    unheard.route("**/self-check.css", lambda route: route.abort())
    unheard.goto(server + PSOAS)
    come_to_questions(unheard)
    unheard.get_by_label("Bring the thigh up").check()
    unheard.get_by_role("button", name="Check my answer").click()
    expect(unheard.get_by_text(WHY)).to_be_visible()


@pytest.mark.parametrize("has_focus", [True, False])
def test_answer_that_is_read_already_is_not_taken_away(read: Read, served: str, real: Path, has_focus: bool):
    page = read(served)
    held: list[Route] = []
    page.route(SELF_CHECK, lambda route: held.append(route))
    page.goto(served + address_of(real, "block question"))
    first = page.locator(".question").first
    first.get_by_text("See the answer").press("Enter")
    if not has_focus:
        page.evaluate("document.activeElement.blur()")
    first_of(held, page).continue_()
    wait_until(page, FORMS)
    expect(first.locator(".answer[open] .reasons")).to_be_visible()
    if has_focus:
        expect(first.get_by_text("See the answer")).to_be_focused()
    assert page.evaluate(FORMS) == page.locator(".question").count() - 1


def test_answers_are_printed_though_nobody_has_come_to_them(fresh: Read, opened: str, real: Path):
    page = fresh(opened, address_of(real, "block question"))
    page.emulate_media(media="print")
    reasons = page.locator(".question .reasons > li")
    assert page.evaluate(FORMS) == 0
    for reason in reasons.all():
        expect(reason).to_be_visible()
    shown = page.locator(".question").all_inner_texts()
    page.emulate_media(media="screen")
    come_to_questions(page)
    page.emulate_media(media="print")
    assert [text.split() for text in page.locator(".question").all_inner_texts()] == [text.split() for text in shown]


def mark_in_a_reason(real: Path) -> tuple[str, str]:
    """Return the address of an article, and the id of a source mark in a reason of a question, not its first."""
    clue = r'id="question-[2-9]".*?<ol class="reasons">.*?<a class="cite" href="[^"]*" id="([^"]*)"'
    for path in sorted((real / "articles").glob("*.html")):
        found = re.search(clue, path.read_text(encoding="utf-8"))
        if found:
            return path.relative_to(real).as_posix(), found[1]
    raise AssertionError("no reason cites a source")
