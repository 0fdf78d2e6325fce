"""The search in the head of every page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from microsite.outputs.termdata import as_script
from tests.browser.conftest import Read

pytestmark = pytest.mark.browser
STRETCHING = "articles/stretching.html"


def opened(page: Page) -> Page:
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("dialog", name="Search")).to_be_visible()
    return page


def found(page: Page, query: str) -> list[str]:
    """Return the titles that a query finds, in order."""
    page.get_by_role("searchbox").fill(query)
    return page.locator(".finder li b").all_inner_texts()


@pytest.fixture
def desk(read: Read, disk: str) -> Page:
    """A page with the search open."""
    return opened(read(disk, STRETCHING))


def test_index_is_loaded_only_when_asked_and_works_from_disk_too(read: Read, root: str):
    page = read(root, STRETCHING)
    assert page.evaluate("typeof MICROSITE_SEARCH") == "undefined"
    assert found(opened(page), "femur")[0] == "Femur"
    expect(page.locator(".finder li").first).to_contain_text("The bone of the thigh, from the hip to the knee.")


def test_name_comes_first_whichever_of_a_terms_names_it_is(desk: Page):
    queries = ("Femur", "femur", "thigh bone", "thighbone", "femora", "thigh bones", "os femoris", "Fémur", "FEMUR ")
    assert {query: found(desk, query)[0] for query in queries} == dict.fromkeys(queries, "Femur")
    assert found(desk, "rom")[0] == "Range of motion"
    assert found(desk, "Range-of-motion")[0] == "Range of motion"
    assert set(found(desk, "psoas")[:2]) == {"Psoas major", "Psoas minor"}
    assert found(desk, "hip bone")[0] == "Ilium"


SAY = {"hint": "A word", "close": "Close", "none": "Nothing", "one": "1", "many": "{n}", "kinds": ["a", "b", "c", "d"]}


def test_very_name_comes_before_all_that_merely_holds_the_word(read: Read, server: str):
    rows = [
        ["a.html", 0, "Hip hip", "Hip, hip.", "", [], [["hip", "Hip"]]],
        ["b.html", 3, "The hip joint", "A hip.", "", [], []],
        ["c.html", 1, "Coxa", "A joint.", "hip", ["hips"], []],
        ["d.html", 2, "When to seek help", "Today or soon.", "", ["cannot walk", "warfarin"], []],
        ["e.html", 3, "Cannot walk far.", "Wrong.", "", [], []],
        ["f.html", 0, "Children", "A child who cannot walk.", "", [], []],
        ["g.html", 0, "Un cœur", "Un œuf.", "", [], []],
        ["h.html", 0, "Knee pain", "Pain in the knee.", "", [], []],
        ["i.html", 1, "Patella", "A disc.", "knee", [], []],
        ["j.html", 1, "Biopsy", "A piece.", "", [], []],
        ["k.html", 0, "Biopsy", "A piece.", "", [], []],
    ]
    page = read(server, STRETCHING)
    page.route(
        "**/search.js",
        lambda route: route.fulfill(
            body=as_script("MICROSITE_SEARCH", {"results": rows, "words": "bone 1", "asking": ["what"], "say": SAY}),
            content_type="text/javascript",
        ),
    )
    assert found(opened(page), "hip") == ["Coxa", "Hip hip", "The hip joint"]
    assert found(page, "hips")[0] == "Coxa"
    assert found(page, "what hip?")[0] == "Coxa"
    # What is asked for alone counts as typed alone.
    assert found(page, "what knee?") == ["Patella", "Knee pain"]
    assert found(page, "bone") == ["Hip hip"]
    # One and many are one word; of two that are alike the article comes first.
    assert found(page, "biopsies") == ["Biopsy", "Biopsy"]
    assert page.locator(".finder li i").all_inner_texts() == ["a", "b"]
    # The heading has the word, too, but the page is about it.
    assert found(page, "hip")[1] == "Hip hip"
    expect(page.locator(".finder li a").nth(1)).to_have_attribute("href", re.compile("/a.html$"))
    # As words_in() takes a ligature apart.
    assert found(page, "coeur") == found(page, "cœur") == ["Un cœur"]
    # What an editor knows that readers type counts as a name; what others claim does not, and is quoted.
    assert found(page, "warfarin") == ["When to seek help"]
    assert found(page, "cannot walk") == ["When to seek help", "Children", "Cannot walk far."]
    assert page.locator(".finder li b q").all_inner_texts() == ["Cannot walk far."]


def test_name_that_is_begun_is_found(desk: Page):
    for begun in ("fe", "fem", "femu", "range of mo"):
        assert found(desk, begun)[0] in ("Femur", "Range of motion")


def test_one_slip_of_a_letter_is_forgiven(desk: Page):
    slips = ("femurr", "fmur", "femor", "fmeur", "feemur")
    assert {slip: found(desk, slip)[0] for slip in slips} == dict.fromkeys(slips, "Femur")
    assert found(desk, "psaos major")[0] == "Psoas major"


def test_term_that_is_asked_for_answers_first(desk: Page):
    for question in ("What is the femur?", "femur meaning", "what are femora"):
        assert found(desk, question)[0] == "Femur", question


def test_no_word_falls_into_a_hole(desk: Page):
    for word in ("what", "the", "is", "of", "this", "a"):
        assert found(desk, word), word
    assert found(desk, "what does a tight hip mean?")[0] == "What does a tight hip mean?"
    assert found(desk, "what is the psoas and what does it really do")[0] == "The psoas: what it is and what it is not"


def test_small_words_of_a_question_need_not_be_there(read: Read, served: str):
    page = opened(read(served))
    assert set(found(page, "why is it in my groin and when")) == set(found(page, "groin"))


def test_popular_claim_and_section_are_found_where_they_stand(desk: Page):
    found(desk, "burn fat")
    assert desk.locator(".finder li a").first.get_attribute("href").endswith("claims.html#burns-fat")
    found(desk, "how hard does it work")
    assert desk.locator(".finder li a").first.get_attribute("href").endswith("psoas.html#how-hard-does-it-work")


def test_number_of_results_is_announced_and_nothing_found_leads_to_the_list(desk: Page):
    status = desk.locator(".finder [role=status]")
    assert found(desk, "femora") == ["Femur"]
    expect(status).to_have_text("1 result")
    assert len(found(desk, "psoas major")) == 2
    expect(status).to_have_text("2 results")
    assert found(desk, "what is a xylophone") == found(desk, "xylophone") == []
    expect(status).to_contain_text("Nothing found for “xylophone”")
    expect(status.get_by_role("link", name="A–Z")).to_be_visible()
    for nothing in ("", "  "):
        found(desk, nothing)
        expect(status).to_be_empty()


def test_what_is_typed_is_never_read_as_html(desk: Page):
    found(desk, "<img src=x onerror=alert(1)>")
    assert desk.locator(".finder img").count() == 0


HINT = """() => {
  const field = document.querySelector('.finder input');
  const probe = document.createElement('canvas').getContext('2d');
  probe.font = getComputedStyle(field).font;
  const { left, top, height } = field.getBoundingClientRect();
  const x = left + parseFloat(getComputedStyle(field).paddingLeft);
  return { x, y: top + 8, width: probe.measureText(field.placeholder).width, height: height - 16 };
}"""
"""Where the hint stands."""


def test_hint_in_the_field_is_whole_on_a_small_phone(read: Read, disk: str):
    page = opened(read(disk, STRETCHING, viewport={"width": 320, "height": 568}))
    hint = page.evaluate(HINT)
    shown = page.screenshot(clip=hint)
    page.locator(".finder input").evaluate("field => (field.style.flexBasis = '100%')")
    assert page.evaluate(HINT) == hint
    assert page.screenshot(clip=hint) == shown


@pytest.mark.parametrize(("scheme", "muted"), [("light", "rgb(85, 74, 61)"), ("dark", "rgb(195, 183, 165)")])
def test_hint_in_the_field_stands_out_as_other_text_does(read: Read, disk: str, scheme: str, muted: str):
    page = opened(read(disk, STRETCHING, color_scheme=scheme))
    colour = "getComputedStyle(document.querySelector('.finder input'), '::placeholder').color"
    assert page.evaluate(colour) == muted


def test_field_keeps_its_width_where_letters_are_large(read: Read, disk: str):
    page = read(disk, STRETCHING, viewport={"width": 390, "height": 780})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    width = "part => part.getBoundingClientRect().width"
    dialog = opened(page).locator(".finder")
    assert dialog.locator("input").evaluate(width) > 0.75 * dialog.evaluate(width)


def test_arrows_move_and_enter_follows(desk: Page):
    found(desk, "psoas")
    links = desk.locator(".finder li a")
    desk.keyboard.press("ArrowUp")
    expect(desk.get_by_role("searchbox")).to_be_focused()
    desk.keyboard.press("ArrowDown")
    # Scrolls, as everywhere.
    desk.keyboard.press("Space")
    expect(links.first).to_be_focused()
    desk.keyboard.press("ArrowUp")
    for key, at in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0)):
        desk.keyboard.press(key)
        expect(links.nth(at)).to_be_focused()
    desk.keyboard.type("x")
    expect(desk.get_by_role("searchbox")).to_be_focused()
    found(desk, "psoas major")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    desk.wait_for_url("**/glossary/psoas-major.html")


def test_enter_in_the_field_leads_to_the_first_result(read: Read, root: str):
    page = opened(read(root, "glossary/iliacus.html"))
    page.keyboard.type("thigh bone")
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary/femur.html")
    page.go_back()
    page.wait_for_url("**/glossary/iliacus.html")
    assert page.locator("dialog[open]").count() == 0


def test_escape_close_and_a_click_beside_it_close_it_and_focus_goes_back(desk: Page):
    button, dialog = desk.get_by_role("button", name="Search"), desk.get_by_role("dialog")
    found(desk, "psoas")
    desk.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()
    desk.keyboard.press("Enter")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    button.click()
    # What was asked last is there to be asked again, or typed over.
    expect(desk.get_by_role("searchbox")).to_have_value("psoas")
    desk.keyboard.type("femur")
    expect(desk.get_by_role("searchbox")).to_have_value("femur")
    assert desk.locator(".finder").count() == 1
    desk.mouse.click(3, 500)
    expect(dialog).to_be_hidden()


def test_search_goes_when_its_result_is_on_this_page_and_when_the_page_is_left(read: Read, disk: str):
    page = opened(read(disk, "articles/psoas.html"))
    dialog = page.get_by_role("dialog")
    found(page, "how hard does it work")
    page.keyboard.press("Enter")
    page.wait_for_url("**#how-hard-does-it-work")
    expect(dialog).to_be_hidden()
    opened(page)
    # Chromium keeps no page for Back while it is driven from outside, so the event stands in for it.
    page.evaluate("() => { dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })); }")
    expect(dialog).to_be_hidden()


def test_search_says_what_it_is(desk: Page):
    # Its hint, which goes when one types, is no name.
    expect(desk.get_by_role("searchbox")).to_have_attribute("aria-label", "Search")
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("button", name="Search")).to_have_attribute("aria-haspopup", "dialog")


@pytest.mark.parametrize("part", ["search.js", "search-dialog.js", "search-dialog.css"])
def test_where_the_search_cannot_be_fetched_its_button_leads_to_the_list(unheard: Page, server: str, part: str):
    unheard.goto(server + STRETCHING)
    unheard.route(f"**/{part}", lambda route: route.abort())
    unheard.get_by_role("button", name="Search").click()
    unheard.wait_for_url("**/glossary/index.html")


def test_without_scripts_it_is_a_link_to_the_list(read: Read, disk: str):
    page = read(disk, STRETCHING, java_script_enabled=False)
    page.locator("header").get_by_role("link", name="A–Z").click()
    page.wait_for_url("**/glossary/index.html")


def test_nothing_moves_when_the_button_takes_the_place_of_the_link(read: Read, disk: str):
    def place(scripts: bool) -> object:
        return read(disk, STRETCHING, java_script_enabled=scripts).locator(".find").bounding_box()

    assert place(True) == place(False)


# ------------------------------------------------------------------------------------------------- the claims ledger

LEDGER = "claims.html"


def claims(page: Page) -> list[str]:
    """Return the ids of the claims that are shown."""
    rows = page.locator(".ledger-row").filter(visible=True)
    found: list[str] = rows.evaluate_all("rows => rows.map((row) => row.id)")
    return found


def choose(page: Page, verdict: str = "", topic: str = "") -> None:
    page.get_by_role("combobox", name="Verdict").select_option(label=verdict or "all")
    page.get_by_role("combobox", name="Topic").select_option(label=topic or "all")


def test_claims_are_shown_by_verdict_and_topic_and_counted(read: Read, root: str):
    page = read(root, LEDGER)
    everything = claims(page)
    assert len(everything) == 4
    said = page.locator(".ledger-filter output")
    choose(page, verdict="Wrong")
    assert claims(page) == ["wraps-round-spine"]
    expect(said).to_have_text("Claims shown: 1 of 4")
    expect(page.get_by_role("heading", name="What hip flexors do")).to_be_hidden()
    choose(page, topic="What hip flexors do")
    assert set(claims(page)) == {"bends-hip", "burns-fat"}
    expect(page.get_by_role("heading", name="The psoas", exact=True)).to_be_hidden()
    choose(page, "Supported", "What hip flexors do")
    assert claims(page) == ["bends-hip"]
    choose(page, "Wrong", "What hip flexors do")
    assert claims(page) == []
    expect(said).to_have_text("Claims shown: 0 of 4")
    choose(page)
    assert claims(page) == everything
    expect(said).to_have_text("Claims shown: 4 of 4")


def test_link_within_the_ledger_finds_its_place_whatever_is_chosen(read: Read, disk: str):
    page = read(disk, LEDGER, viewport={"width": 390, "height": 200})
    topic = page.get_by_role("heading", name="The psoas", exact=True)
    # The second time the address stays as it is.
    for _ in range(2):
        choose(page, verdict="Supported")
        expect(topic).to_be_hidden()
        page.get_by_role("link", name="The psoas", exact=True).click()
        expect(topic).to_be_in_viewport()
        expect(page.get_by_role("combobox", name="Verdict")).to_have_value("")
    choose(page, verdict="Supported")
    page.evaluate("() => { location.hash = 'burns-fat'; }")
    expect(page.locator("#burns-fat h3")).to_be_in_viewport()


def test_who_comes_back_to_the_ledger_sees_what_the_filter_says(read: Read, root: str):
    page = read(root, LEDGER)
    choose(page, verdict="Wrong")
    page.goto(root + STRETCHING)
    page.go_back()
    page.wait_for_url(f"**/{LEDGER}")
    chosen = page.get_by_role("combobox", name="Verdict").input_value()
    # A browser that forgets what was chosen shows everything, and says so.
    shown = 1 if chosen else 4
    expect(page.locator(".ledger-filter output")).to_have_text(f"Claims shown: {shown} of 4")
    assert len(claims(page)) == shown


def test_without_scripts_the_ledger_is_whole_and_has_no_idle_filter(read: Read, disk: str):
    page = read(disk, LEDGER, java_script_enabled=False)
    assert len(claims(page)) == 4
    expect(page.locator(".ledger-filter")).to_be_hidden()


# --------------------------------------------------------------------------------------------- what readers look for

WARNING_SIGNS = "Front-of-hip pain and warning signs"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("my hip hurts", WARNING_SIGNS),
        ("hip pain when walking", WARNING_SIGNS),
        ("fell on hip", WARNING_SIGNS),
        ("infection", WARNING_SIGNS),
        ("high temperature", WARNING_SIGNS),
        ("incontinence", WARNING_SIGNS),
        ("cancer", WARNING_SIGNS),
        ("painkillers", WARNING_SIGNS),
        ("sharp groin pain at night", WARNING_SIGNS),
        ("pain in my groin", WARNING_SIGNS),
        ("can't lift my leg", WARNING_SIGNS),
        ("should I rest or move", WARNING_SIGNS),
        ("physio", "A sheet for your appointment"),
        ("tight hips from sitting", "Sitting and your hip flexors"),
        ("how long should I stretch", "Stretching hip flexors"),
        ("is stretching bad", "Stretching hip flexors"),
        ("stretch", "Stretching hip flexors"),
        ("weak hip flexors", "Strengthening hip flexors"),
        ("how many reps", "Strengthening hip flexors"),
        ("quiz", "Review what you looked up"),
        ("test myself", "Review what you looked up"),
        ("test", "Testing hip flexor length"),
        ("cookies", "About this site"),
        ("best exercises for hip flexors", "Strengthening hip flexors"),
    ],
)
def test_who_is_in_pain_finds_the_page_that_answers_first(read: Read, served: str, typed: str, first: str):
    assert found(opened(read(served)), typed)[0] == first
