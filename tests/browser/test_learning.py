"""The review page: what it keeps, only when it is asked to, and when each thing comes back."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from microsite.model import Body
from tests.browser.conftest import NOON, Read, address_of, come_to_questions, first_of, wait_until
from tests.browser.test_axe import ALL, AXE, SEEN, findings
from tests.sample import sample, write
from tests.test_search import read_script

pytestmark = pytest.mark.browser
REVIEW, PSOAS, ILIACUS = "review.html", "glossary/psoas-major.html", "glossary/iliacus.html"
NOTHING = "[localStorage.length, sessionStorage.length, document.cookie]"
OPT_IN = "Remember what I look up, on this device only"


@pytest.fixture(scope="session")
def questions(real: Path) -> dict[str, Any]:
    """All questions by their addresses."""
    return read_script("MICROSITE_QUESTIONS", (real / "questions.js").read_bytes())


@pytest.fixture(params=["opened", "served"])
def site(request: pytest.FixtureRequest) -> str:
    """Both ways to the real site, one after the other."""
    address: str = request.getfixturevalue(request.param)
    return address


def kept(page: Page) -> dict[str, list[Any]] | None:
    """Return what is stored, or None where nothing is."""
    stored = page.evaluate("Object.entries(localStorage)")
    assert len(stored) <= 1
    return json.loads(stored[0][1]) if stored else None


def keep(page: Page, **rows: list[Any]) -> None:
    """Store rows as if the reader had met them, and show the page anew."""
    page.evaluate("text => localStorage.setItem(`review ${microsite.root.pathname}`, text)", json.dumps(rows))
    page.reload()


def opt_in(page: Page) -> None:
    page.get_by_role("button", name=OPT_IN).click()
    expect(page.get_by_role("heading", name="For today")).to_be_visible()


def day(after: int) -> str:
    return (NOON.date() + datetime.timedelta(days=after)).isoformat()


def go_to(page: Page, after: int) -> None:
    """Show the page as it is some days after the first."""
    page.clock.set_fixed_time(NOON + datetime.timedelta(days=after))
    page.reload()


def status(page: Page):
    return page.locator("[data-part=on] > [role=status]")


def wrong_and_right(question: list[Any]) -> tuple[str, str]:
    options = question[2]
    return next(o[0] for o in options if not o[1]), next(o[0] for o in options if o[1])


def miss(page: Page, question: list[Any]) -> None:
    """Answer a question of an article, and wrongly."""
    come_to_questions(page)
    block = page.get_by_role("group", name=question[0], exact=True).last
    block.get_by_label(wrong_and_right(question)[0], exact=True).check()
    block.page.locator(".question", has=block).get_by_role("button", name="Check my answer").click()


# ------------------------------------------------------------------------------------------ questions in their articles


def test_every_option_of_every_question_shows_its_own_reason(fresh: Read, opened: str, questions: dict[str, Any]):
    page = fresh(opened)
    pages = {address.partition("#")[0] for address in questions}
    told = {}
    for at in sorted(pages):
        page.goto(opened + at)
        come_to_questions(page)
        told |= page.evaluate(
            """at => Object.fromEntries([...document.querySelectorAll(".question")].map((block) => [
              `${at}#${block.id}`,
              [...block.querySelectorAll("input")].map((input) => {
                input.click();
                block.querySelector("button").click();
                const shown = [...block.querySelector("[role=status]").querySelectorAll("li")];
                return shown.filter((reason) => !reason.hidden).map((reason) => reason.value);
              }),
            ]))""",
            at,
        )
    for address, (_, _, options) in questions.items():
        right = 1 + next(n for n, option in enumerate(options) if option[1])
        assert told[address] == [sorted({n, right}) for n in range(1, len(options) + 1)], address


# ------------------------------------------------------------------------------------------ nothing without being asked


def test_nothing_is_stored_before_the_reader_asks(fresh: Read, site: str, questions: dict[str, Any]):
    address, question = next(iter(questions.items()))
    page = fresh(site, address.partition("#")[0])
    page.locator("a.term").first.focus()
    expect(page.locator(".preview")).to_be_visible()
    page.clock.run_for(5000)
    miss(page, question)
    for at in (PSOAS, REVIEW):
        page.goto(site + at)
        page.clock.run_for(5000)
    expect(page.get_by_role("button", name=OPT_IN)).to_be_visible()
    assert page.evaluate(NOTHING) == [0, 0, ""]
    assert page.evaluate("indexedDB.databases()") == []


def test_page_does_not_ask_for_what_it_stores_until_it_stores(fresh: Read, served: str):
    page = fresh(served, PSOAS)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page.reload()
    page.wait_for_load_state("networkidle")
    assert "memory.js" not in asked
    page.goto(served + REVIEW)
    opt_in(page)
    page.goto(served + PSOAS)
    page.wait_for_load_state("networkidle")
    assert "memory.js" in asked


def test_reader_asks_from_the_keyboard_and_is_led_on(fresh: Read, opened: str):
    page = fresh(opened, REVIEW)
    page.get_by_role("button", name=OPT_IN).press("Enter")
    expect(page.get_by_role("heading", name="For today")).to_be_focused()
    expect(status(page)).to_contain_text("Nothing is stored yet.")
    assert kept(page) == {}


# --------------------------------------------------------------------------------------------------- what is remembered


def test_opened_preview_term_page_and_missed_question_come_back_the_next_day(
    fresh: Read, site: str, questions: dict[str, Any], real: Path
):
    page = fresh(site, REVIEW)
    opt_in(page)
    page.goto(site + PSOAS)
    wait_until(page, "microsite.memory")
    at = address_of(real, f'class="term" href="../{ILIACUS}"')
    page.goto(site + at)
    wait_until(page, "microsite.memory")
    page.locator(f'a.term[href="../{ILIACUS}"]').first.focus()
    expect(page.locator(".preview")).to_be_visible()
    page.clock.run_for(1500)
    address, question = next(row for row in questions.items() if row[0].startswith(at))
    miss(page, question)
    assert kept(page) == {PSOAS: [0, day(1)], ILIACUS: [0, day(1)], address: [0, day(1)]}
    page.goto(site + REVIEW)
    expect(status(page)).to_contain_text("Nothing more for today.")
    go_to(page, 1)
    expect(status(page)).to_have_text("3 things to look at. Stop whenever you like.")


def test_what_is_done_before_that_which_notes_it_is_there_is_noted_too(
    fresh: Read, served: str, questions: dict[str, Any], real: Path
):
    page = fresh(served, REVIEW)
    opt_in(page)
    held: list[Route] = []
    page.route("**/memory.js", lambda route: held.append(route))
    at = address_of(real, f'class="term" href="../{ILIACUS}"')
    address, question = next(row for row in questions.items() if row[0].startswith(at))
    # Not the whole page: its event waits for the script that is held.
    page.goto(served + at, wait_until="commit")
    miss(page, question)
    # Who has answered with the mouse gets no definition for the focus alone.
    page.keyboard.press("Tab")
    page.locator(f'a.term[href="../{ILIACUS}"]').first.focus()
    expect(page.locator(".preview")).to_be_visible()
    first_of(held, page).continue_()
    wait_until(page, "microsite.memory")
    page.clock.run_for(1500)
    assert kept(page) == {ILIACUS: [0, day(1)], address: [0, day(1)]}


def test_preview_that_was_only_passed_over_is_not_remembered(fresh: Read, opened: str, real: Path):
    page = fresh(opened, REVIEW)
    opt_in(page)
    page.goto(opened + address_of(real, 'class="term"'))
    wait_until(page, "microsite.memory")
    page.clock.pause_at(NOON + datetime.timedelta(minutes=5))
    page.locator("a.term").first.focus()
    expect(page.locator(".preview")).to_be_visible()
    page.clock.run_for(500)
    page.keyboard.press("Escape")
    page.clock.run_for(5000)
    assert kept(page) == {}


def test_word_that_is_met_again_keeps_its_day(fresh: Read, opened: str):
    page = fresh(opened, REVIEW)
    keep(page, **{PSOAS: [2, day(7)]})
    page.goto(opened + PSOAS)
    wait_until(page, "microsite.memory")
    assert kept(page) == {PSOAS: [2, day(7)]}


def test_question_that_is_answered_right_is_not_remembered(fresh: Read, opened: str, questions: dict[str, Any]):
    address, question = next(iter(questions.items()))
    page = fresh(opened, REVIEW)
    opt_in(page)
    page.goto(opened + address)
    wait_until(page, "microsite.memory")
    block = page.locator(f"#{address.partition('#')[2]}")
    block.get_by_label(wrong_and_right(question)[1], exact=True).check()
    block.get_by_role("button", name="Check my answer").click()
    expect(block.get_by_role("status")).to_contain_text("Right.")
    assert kept(page) == {}


# ------------------------------------------------------------------------------------------------------- the intervals


def test_known_word_comes_back_after_1_3_7_and_21_days_and_then_no_more(fresh: Read, opened: str):
    page = fresh(opened, REVIEW)
    keep(page, **{PSOAS: [0, day(1)]})
    today = 0
    for gap, following in ((1, 3), (3, 7), (7, 21), (21, None)):
        if gap > 1:
            go_to(page, today + gap - 1)
            expect(page.get_by_role("button", name="Show the meaning")).to_have_count(0)
        today += gap
        go_to(page, today)
        # From the keyboard alone.
        page.get_by_role("button", name="Show the meaning").press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="I knew it")).to_be_focused()
        page.keyboard.press("Space")
        expect(page.get_by_role("heading", name="For today")).to_be_focused()
        if following:
            assert kept(page) == {PSOAS: [(1, 3, 7, 21).index(following), day(today + following)]}
            expect(status(page)).to_contain_text("“Psoas major” comes back on ")
    assert kept(page) == {}
    expect(status(page)).to_contain_text("“Psoas major” is done: it does not come back.")


@pytest.mark.parametrize("gap", [1, 3])
def test_word_that_is_not_known_begins_again_with_one_day(fresh: Read, opened: str, gap: int):
    page = fresh(opened, REVIEW)
    keep(page, **{PSOAS: [gap, day(0)]})
    page.get_by_role("button", name="Show the meaning").click()
    page.get_by_role("button", name="Not yet").click()
    assert kept(page) == {PSOAS: [0, day(1)]}


def test_meaning_is_not_given_away_before_it_is_asked_for(fresh: Read, opened: str, real: Path):
    terms = read_script("MICROSITE_TERMS", (real / "terms.js").read_bytes())
    slug, said = next((slug, said) for slug, said in terms.items() if said[1])
    page = fresh(opened, REVIEW)
    keep(page, **{f"glossary/{slug}.html": [0, day(0)]})
    card = page.locator(".card")
    expect(card).to_contain_text(said[0])
    shown = card.inner_text()
    assert said[1] not in shown
    assert said[2] not in shown
    page.get_by_role("button", name="Show the meaning").click()
    expect(card.get_by_text(f"{said[1]}: {said[2]}")).to_be_focused()
    card.get_by_role("link").click()
    page.wait_for_url(f"**/glossary/{slug}.html")


def test_question_that_is_answered_right_moves_on_and_shows_its_reasons(
    fresh: Read, site: str, questions: dict[str, Any]
):
    (address, question), (other, _) = list(questions.items())[:2]
    page = fresh(site, REVIEW)
    keep(page, **{address: [0, day(0)], other: [0, day(0)]})
    wrong, right = wrong_and_right(question)
    card = page.locator(".card")
    card.get_by_label(right, exact=True).check()
    card.get_by_role("button", name="Check my answer").click()
    reason = next(o[2] for o in question[2] if o[1])
    expect(card.get_by_role("status")).to_have_text(f"Right. {reason}", use_inner_text=True)
    # Only the first answer counts; after it the reader may look at the others.
    card.get_by_label(wrong, exact=True).check()
    card.get_by_role("button", name="Check my answer").click()
    assert kept(page) == {address: [1, day(3)], other: [0, day(0)]}
    page.get_by_role("button", name="Go on").click()
    expect(status(page)).to_have_text("1 thing to look at. Stop whenever you like.")
    expect(card.get_by_role("radio").first).to_be_focused()


def test_question_that_is_missed_again_begins_again_with_one_day(fresh: Read, opened: str, questions: dict[str, Any]):
    address, question = next(iter(questions.items()))
    page = fresh(opened, REVIEW)
    keep(page, **{address: [2, day(-4)]})
    # From the keyboard alone.
    page.locator(".card").get_by_label(wrong_and_right(question)[0], exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(status(page)).to_contain_text("comes back on 23 November.")
    assert kept(page) == {address: [0, day(1)]}
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Go on")).to_be_focused()


def test_day_is_the_readers_own(fresh: Read, opened: str):
    page = fresh(opened, REVIEW, timezone_id="Pacific/Auckland")
    opt_in(page)
    page.goto(opened + PSOAS)
    wait_until(page, "microsite.memory")
    here = page.evaluate("new Date().getDate()")
    assert int(kept(page)[PSOAS][1][-2:]) == here + 1


def test_summer_time_takes_no_day_away(fresh: Read, opened: str):
    page = fresh(opened, REVIEW)
    opt_in(page)
    page.clock.set_fixed_time(datetime.datetime(2027, 3, 27, 22, 30, tzinfo=datetime.UTC))
    page.goto(opened + PSOAS)
    wait_until(page, "microsite.memory")
    assert kept(page) == {PSOAS: [0, "2027-03-28"]}


# ------------------------------------------------------------------------------------------- shown, taken along, gone


def test_all_that_is_stored_is_shown(fresh: Read, opened: str, questions: dict[str, Any]):
    address, question = next(iter(questions.items()))
    page = fresh(opened, REVIEW)
    keep(page, **{ILIACUS: [3, "2026-12-05"], address: [0, day(0)], PSOAS: [1, "2026-11-24"]})
    rows = page.locator(".stored tbody tr")
    expect(rows).to_have_count(3)
    assert rows.all_inner_texts() == [f"{question[0]}\ttoday", "Psoas major\t24 November", "Iliacus\t5 December"]
    rows.get_by_role("link", name="Iliacus").click()
    page.wait_for_url(f"**/{ILIACUS}")


def test_one_tap_forgets_everything(fresh: Read, site: str):
    page = fresh(site, REVIEW, has_touch=True, viewport={"width": 390, "height": 800})
    keep(page, **{PSOAS: [0, day(0)], ILIACUS: [3, day(9)]})
    page.get_by_role("button", name="Forget everything").tap()
    assert page.evaluate(NOTHING) == [0, 0, ""]
    expect(page.get_by_text("Everything is forgotten.")).to_be_visible()
    expect(page.get_by_role("button", name=OPT_IN)).to_be_focused()
    page.goto(site + PSOAS)
    page.clock.run_for(5000)
    assert page.evaluate(NOTHING) == [0, 0, ""]


def test_cards_are_taken_along_as_text_that_anki_reads(fresh: Read, site: str, questions: dict[str, Any], real: Path):
    address, (asked, _, options) = next(iter(questions.items()))
    title, everyday, summary, *_ = read_script("MICROSITE_TERMS", (real / "terms.js").read_bytes())["psoas-major"]
    page = fresh(site, REVIEW)
    keep(page, **{PSOAS: [0, day(0)], address: [0, day(0)]})
    with page.expect_download() as waited:
        page.get_by_role("button", name="Save as text for Anki").press("Enter")
    assert waited.value.suggested_filename == "review.txt"
    lines = Path(waited.value.path()).read_text(encoding="utf-8").split("\n")
    assert lines[:3] == ["#separator:tab", "#html:false", "#columns:Front\tBack"]
    right = next(option for option in options if option[1])
    front = f"{asked} {' '.join(f'– {option[0]}' for option in options)}"
    assert lines[3:] == [f"{title} ({everyday})\t{summary}", f"{front}\t{right[0]}. {right[2]}", ""]


def test_quotes_tabs_and_number_signs_do_not_break_a_card(fresh: Read, opened: str):
    odd = 'window.MICROSITE_TERMS = { odd: ["# a\\tb", "", "a \\"c\\"\\nd"] };'
    page = fresh(opened, REVIEW)
    page.route("**/terms.js", lambda route: route.fulfill(body=odd, content_type="text/javascript"))
    keep(page, **{"glossary/odd.html": [0, day(0)]})
    with page.expect_download() as waited:
        page.get_by_role("button", name="Save as text for Anki").click()
    assert Path(waited.value.path()).read_text(encoding="utf-8").split("\n")[3:] == ['"# a b"\t"a ""c"" d"', ""]


# --------------------------------------------------------------------------------------------------- where it cannot be


def test_site_from_disk_says_that_some_browsers_keep_pages_apart(fresh: Read, opened: str, served: str):
    for address, is_said in ((opened, True), (served, False)):
        said = fresh(address, REVIEW).get_by_text("You have opened this site from disk.")
        expect(said).to_be_visible(visible=is_said)


def test_browser_that_forbids_to_store_is_not_offered_more(fresh: Read, opened: str):
    script = """Object.defineProperty(window, "localStorage", { get: () => { throw new DOMException("no"); } });"""
    page = fresh(opened, REVIEW, script)
    page.get_by_role("button", name=OPT_IN).click()
    expect(page.get_by_text("This browser does not let the site store anything")).to_be_visible()
    page.goto(opened + PSOAS)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "{",
        "null",
        "7",
        '"text"',
        "[1]",
        '{"glossary/iliacus.html": 3}',
        '{"glossary/iliacus.html": [9, "2026-11-22"]}',
        '{"glossary/iliacus.html": [0, "soon"]}',
        '{"glossary/nowhere.html": [0, "2026-11-22"]}',
    ],
)
def test_what_cannot_be_read_is_passed_over(fresh: Read, opened: str, damaged: str):
    page = fresh(opened, REVIEW)
    page.evaluate("text => localStorage.setItem(`review ${microsite.root.pathname}`, text)", damaged)
    page.reload()
    expect(status(page)).to_contain_text("Nothing is stored yet.")
    page.goto(opened + PSOAS)
    wait_until(page, "microsite.memory")
    assert kept(page)[PSOAS] == [0, day(1)]


def test_another_site_of_the_same_server_has_notes_of_its_own(fresh: Read, served: str):
    page = fresh(served, REVIEW)
    opt_in(page)
    assert page.evaluate("Object.keys(localStorage)") == ["review /site/"]


def test_without_scripts_the_page_says_what_it_would_do_and_leads_to_the_questions(
    fresh: Read, opened: str, questions: dict[str, Any]
):
    page = fresh(opened, REVIEW, java_script_enabled=False)
    expect(page.get_by_text("Scripts are switched off here")).to_be_visible()
    expect(page.get_by_text("after 1, 3, 7 and 21 days. Know it")).to_be_visible()
    assert page.get_by_role("button").count() == 0
    firsts = list({address.partition("#")[0]: address for address in reversed(questions)}.values())
    links = page.locator("main .related a")
    assert sorted(link.get_attribute("href") for link in links.all()) == sorted(firsts)
    links.first.click()
    expect(page.locator(".question").first).to_be_in_viewport()


def test_article_with_questions_and_every_foot_lead_here(fresh: Read, opened: str, questions: dict[str, Any]):
    page = fresh(opened, next(iter(questions)).partition("#")[0])
    page.get_by_role("link", name="Questions that you miss can come back later").click()
    page.wait_for_url("**/review.html")
    page.goto(opened + PSOAS)
    page.get_by_role("navigation", name="About this site").get_by_role("link", name="Review what you looked up").click()
    page.wait_for_url("**/review.html")


# ------------------------------------------------------------------------------------------------------- for everybody


def test_no_state_of_the_page_has_a_finding(fresh: Read, served: str, questions: dict[str, Any]):
    address = next(iter(questions))
    page = fresh(served, REVIEW)
    page.evaluate(AXE)

    def found() -> list[str]:
        both = findings(page, "light", 1280, ALL) + findings(page, "dark", 320, ALL)
        return both + findings(page, "dark", 1280, SEEN) + findings(page, "light", 320, SEEN)

    assert found() == []
    opt_in(page)
    assert found() == []
    keep(page, **{PSOAS: [0, day(0)], address: [0, day(0)]})
    page.evaluate(AXE)
    page.get_by_role("button", name="Show the meaning").click()
    assert found() == []
    page.get_by_role("button", name="I knew it").click()
    page.locator(".card").get_by_role("radio").first.check()
    page.get_by_role("button", name="Check my answer").click()
    assert found() == []


def test_page_fits_a_small_phone_and_every_control_a_finger(fresh: Read, opened: str, questions: dict[str, Any]):
    page = fresh(opened, REVIEW, viewport={"width": 320, "height": 640})
    keep(page, **{PSOAS: [0, day(0)], next(iter(questions)): [0, day(0)]})
    expect(page.locator(".card")).to_contain_text("Psoas major")
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    buttons = page.locator("main button:visible").all()
    assert len(buttons) == 3
    assert min(button.bounding_box()["height"] for button in buttons) >= 44


def test_site_without_questions_asks_for_none(fresh: Read, tmp_path: Path):
    site = sample()
    bare = {
        key: Body.of(replace(body.draft, questions=()), body.digest, body.html, body.mentions)
        for key, body in site.bodies.items()
    }
    write(replace(site, bodies=MappingProxyType(bare)), tmp_path)
    page = fresh(tmp_path.as_uri() + "/", REVIEW)
    keep(page, **{PSOAS: [0, day(0)]})
    expect(page.locator(".card")).to_contain_text("Psoas major")
    assert page.get_by_role("heading", name="The questions").count() == 0
