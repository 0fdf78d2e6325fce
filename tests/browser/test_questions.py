"""Self-check questions as forms, ways to share, links to sections."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Read

pytestmark = pytest.mark.browser
PSOAS = "articles/psoas.html"
ADDRESS = "https://example.org/hip/articles/psoas.html"
WHY_NOT, WHY = "That is the job of the buttock muscles.", "Flexion means bending."


@pytest.fixture
def page(read: Read, disk: str) -> Page:
    return read(disk, PSOAS)


def test_choice_shows_its_reason_and_the_right_one(read: Read, root: str):
    page = read(root, PSOAS)
    question = page.get_by_role("group", name="Which movement do hip flexors make?")
    answer = page.locator(".question [role=status]")
    assert answer.inner_text() == ""
    question.get_by_label("Straighten the hip").check()
    page.get_by_role("button", name="Check my answer").click()
    assert answer.inner_text().split("\n") == [f"Not this one. {WHY_NOT}", f"Right. {WHY}"]
    question.get_by_label("Bring the thigh up").check()
    assert answer.inner_text() == ""
    page.get_by_role("button", name="Check my answer").click()
    assert answer.inner_text() == f"Right. {WHY}"


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
    link = page.get_by_role("link", name="Link to the section “Where does it run?”")
    expect(link).to_have_css("opacity", "0")
    page.hover("#where-does-it-run")
    expect(link).to_have_css("opacity", "1")
    link.click()
    assert page.url.endswith("#where-does-it-run")


def test_nothing_of_this_is_printed(page: Page):
    page.emulate_media(media="print")
    for part in (".share", ".find", ".section-link", ".question button"):
        expect(page.locator(part).first).to_be_hidden()
