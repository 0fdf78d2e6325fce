"""What a page asks for, and how it fits a small screen."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Read, come_to_questions, come_to_share
from tests.browser.test_axe import KINDS

pytestmark = pytest.mark.browser


def test_article_asks_for_four_files_at_most_and_keeps_nothing(read: Read, server: str):
    page = read(server)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server + "articles/psoas.html")
    page.wait_for_load_state("networkidle")
    assert len(set(asked)) <= 4, asked
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_no_page_is_wider_than_a_small_phone(read: Read, server: str):
    page = read(server, viewport={"width": 320, "height": 640})
    wide = {}
    for at in KINDS:
        page.goto(server + at)
        wide[at] = page.evaluate("document.documentElement.scrollWidth")
    assert wide == dict.fromkeys(KINDS, 320)


def test_each_control_of_ours_is_large_enough_for_a_finger(read: Read, disk: str):
    page = read(disk, "articles/psoas.html", viewport={"width": 320, "height": 640})
    come_to_questions(page)
    come_to_share(page)
    page.focus("#mention-femur")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("searchbox").fill("psoas")
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, .find, .share a, .finder a, .finder input, .question label')]
             .filter(part => part.checkVisibility() && part.getBoundingClientRect().height < 44)
             .map(part => part.outerHTML)"""
    )
    assert small == []
