"""What a reader takes along: the page on paper, the sheet for an appointment, links to a place, the site as a zip."""

from __future__ import annotations

import io
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from playwright.sync_api import Page, expect

from microsite.pipeline import Order, build
from tests.browser.conftest import Read
from tests.browser.test_axe import AXE, findings
from tests.sites import TODAY, into, write_site

pytestmark = pytest.mark.browser

FILES = {
    "config.yaml": "title: Hips\nsite_url: https://example.org/hip/\nbundle: true\nglossary: {density: all}\n",
    "content/index.md": "---\ntitle: Home\nsummary: Start here.\n---\nRead [one](articles/one.md).\n",
    "content/pages/about.md": "---\ntitle: About\nsummary: Who we are.\n---\nWe.\n",
    "content/articles/one.md": """\
---
title: One page
summary: The first.
updated: 2026-11-01
review_by: 2027-11-01
---
The femur is long. It is the longest bone; so it breaks rarely.

## Where is it?

The femur lies in the thigh. It ends at the knee. See [a page](https://example.com/?a=1&b=2#c) or
[another](https://example.net/).

## What is near?

The femur lies in the thigh. The knee is near, though [a third](https://example.com/) says no. It bends.

::: question What is it?
- [x] A bone
  It is.
- [ ] A muscle
  It is not.
:::
""",
    "content/articles/two.md": "---\ntitle: Two\nsummary: The second.\n---\nAnother.\n",
    "content/pages/sheet.md": """\
---
title: A sheet
summary: To tick.
---
Tick what fits.

## What bothers me

::: checklist What I notice
- [ ] Pain
- [ ] A click
- [ ] Something else: ____
:::

## My questions

::: checklist To ask
- [ ] Why?
:::

::: caution Do not wait
Call now.
:::
""",
    "content/glossary/femur.md": "---\ntitle: Femur\nsummary: The bone of the thigh.\n---\nA bone.\n",
    "content/glossary/knee.md": "---\ntitle: Knee\nsummary: The joint in mid-leg.\n---\nA joint.\n",
    "content/glossary/hip.md": "---\ntitle: Hip\nsummary: A joint.\norphan_ok: a test\n---\nA joint.\n",
}


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site as a reader has it on disk: built, zipped, unpacked."""
    root = write_site(tmp_path_factory.mktemp("source"), FILES)
    files: dict[str, bytes] = {}
    assert build(Order(config=root / "config.yaml", today=TODAY), into(files)).is_publishable
    made = tmp_path_factory.mktemp("taken along")
    with zipfile.ZipFile(io.BytesIO(files["site.zip"])) as archive:
        archive.extractall(made)
    return made / "hips"


@pytest.fixture
def copy(unpacked: Path) -> str:
    return unpacked.as_uri() + "/"


# ------------------------------------------------------------------------------------------- the site from a zip


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


def test_every_link_of_the_copy_leads_to_a_file_in_it(unpacked: Path):
    for page in unpacked.rglob("*.html"):
        parser = _Links()
        parser.feed(page.read_text(encoding="utf-8"))
        for link in parser.found:
            target = urlsplit(urljoin(page.as_uri(), link))
            assert target.scheme != "file" or Path(unquote(target.path)).is_file(), f"{page.name}: {link}"


def test_copy_is_read_and_searched_from_disk(read: Read, copy: str):
    page = read(copy)
    page.get_by_role("link", name="One").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("One page")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("searchbox").fill("femur")
    expect(page.locator(".finder li b").first).to_have_text("Femur")
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary/femur.html")


# ------------------------------------------------------------------------------------------------------ on paper


@pytest.fixture
def paper(read: Read, copy: str) -> Page:
    """The article on paper, printed by somebody whose screen is dark."""
    page = read(copy, "articles/one.html", color_scheme="dark")
    page.emulate_media(media="print")
    return page


def test_words_used_on_a_page_are_explained_on_paper_only(read: Read, copy: str):
    page = read(copy, "articles/one.html")
    words = page.locator(".on-paper dl")
    expect(words).to_be_hidden()
    page.emulate_media(media="print")
    expect(words).to_be_visible()
    assert words.locator("dt").all_inner_texts() == ["Femur", "Knee"]
    assert words.locator("dd").all_inner_texts() == ["The bone of the thigh.", "The joint in mid-leg."]


def test_links_to_other_sites_have_their_addresses_at_the_end(paper: Page):
    counted = "[...document.querySelectorAll('.text a')].filter(a => getComputedStyle(a, '::after').content.includes("
    links = paper.evaluate(f"{counted}'counter(address')).map(a => a.getAttribute('href'))")
    assert links == ["https://example.com/?a=1&b=2#c", "https://example.net/", "https://example.com/"]
    expect(paper.locator(".on-paper ol")).to_be_visible()
    assert paper.locator(".on-paper li").all_inner_texts() == links
    assert paper.locator(".on-paper ol").get_attribute("type") == "a"


def test_address_of_the_page_and_its_dates_are_printed(paper: Page):
    expect(paper.get_by_text("This page: https://example.org/hip/articles/one.html")).to_be_visible()
    expect(paper.locator("time[data-review-by]")).to_be_visible()


@pytest.mark.parametrize(
    "at",
    [
        "index.html",
        "articles/one.html",
        "articles/index.html",
        "glossary/femur.html",
        "glossary/index.html",
        "sheet.html",
    ],
)
def test_nothing_that_one_can_only_click_is_printed(read: Read, copy: str, at: str):
    page = read(copy, at)
    page.emulate_media(media="print")
    found = "[...document.querySelectorAll('nav, button, summary, .share, .section-link, .find')]"
    assert page.evaluate(f"{found}.filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 80))") == []


def test_everything_is_dark_on_white_whatever_the_screen_is(paper: Page):
    pale = paper.evaluate(
        """() => {
          const light = (c) => { const [r, g, b] = c.match(/[\\d.]+/g).map(v => (v / 255) ** 2.2);
                                 return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
          return [...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && e.textContent.trim())
            .filter(e => 1.05 / (light(getComputedStyle(e).color) + 0.05) < 4.5).map(e => e.outerHTML.slice(0, 80));
        }"""
    )
    assert pale == []
    assert paper.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"


def test_answers_are_printed_whatever_was_chosen(paper: Page):
    expect(paper.get_by_text("It is not.")).to_be_visible()
    assert paper.locator(".question input:visible").count() == 0


def test_no_heading_is_left_alone_and_no_drawing_is_cut(paper: Page):
    # A picture is never cut in two anyhow; what stands below its caption may go on overleaf.
    figure = "<figure class=figure><svg></svg></figure><p class=block-label></p>"
    paper.evaluate("figure => document.querySelector('.text').insertAdjacentHTML('beforeend', figure)", figure)
    style = "getComputedStyle(document.querySelector('{}')).{}"
    assert paper.evaluate(style.format("h2", "breakAfter")) == "avoid"
    assert paper.evaluate(style.format(".figure svg", "breakAfter")) == "avoid"
    assert paper.evaluate(style.format(".figure", "breakInside")) == "auto"
    # In the grid of a card Chromium takes the rule of a label for the whole card's, and leaves half a page empty.
    assert paper.evaluate(style.format(".block-label", "breakAfter")) == "auto"


def test_page_becomes_a_pdf(paper: Page):
    assert len(re.findall(rb"/Type\s*/Page\b", paper.pdf(format="A4"))) in (1, 2)


# ----------------------------------------------------------------------------------------------------- the sheet


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def sheet(request: pytest.FixtureRequest, read: Read, copy: str) -> Page:
    return read(copy, "sheet.html", java_script_enabled=request.param)


def printed(page: Page) -> list[str]:
    page.emulate_media(media="print")
    return page.locator(".text :is(h2, p, li)").filter(visible=True).all_inner_texts()


def test_sheet_with_nothing_ticked_is_printed_whole(sheet: Page):
    said = printed(sheet)
    assert said[:2] == ["Tick what fits.", "What bothers me"]
    assert [line.strip() for line in said if line.strip() in ("Pain", "A click", "Something else:", "Why?")] == [
        "Pain",
        "A click",
        "Something else:",
        "Why?",
    ]


def test_only_what_is_ticked_or_filled_in_is_printed(sheet: Page):
    sheet.get_by_label("Pain").check()
    sheet.get_by_role("textbox", name="Something else").fill("It creaks")
    said = [line.strip() for line in printed(sheet)]
    assert said == ["What I notice", "Pain", "Something else:", "Do not wait", "Call now."]
    expect(sheet.get_by_role("textbox", name="Something else")).to_have_value("It creaks")


def test_what_is_ticked_is_kept_nowhere(read: Read, copy: str):
    page = read(copy, "sheet.html")
    page.get_by_label("Pain").check()
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie, location.search]") == [
        0,
        0,
        "",
        "",
    ]
    page.reload()
    expect(page.get_by_label("Pain")).not_to_be_checked()


def test_sheet_is_ticked_from_the_keyboard(read: Read, copy: str):
    page = read(copy, "sheet.html")
    page.get_by_label("A click").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("x")
    page.keyboard.press("Enter")
    expect(page.get_by_label("A click")).to_be_checked()
    expect(page.get_by_role("textbox", name="Something else")).to_have_value("x")


def test_boxes_are_large_enough_and_nothing_is_wider_than_a_phone(read: Read, copy: str):
    page = read(copy, "sheet.html", viewport={"width": 320, "height": 640})
    heights = page.evaluate(
        "[...document.querySelectorAll('.entry label, .blank')].map(e => e.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_sheet_has_no_finding(read: Read, copy: str):
    page = read(copy, "sheet.html")
    page.evaluate(AXE)
    page.get_by_label("Pain").check()
    assert findings(page) + findings(page, "dark", 320) == []


# ------------------------------------------------------------------------------------------- links to a sentence

SELECT = """([nth, words]) => {
  const node = [...document.querySelectorAll('.text > p')][nth].firstChild.parentNode;
  const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  for (let text; (text = walker.nextNode()); ) {
    const at = text.data.indexOf(words);
    if (at < 0) continue;
    getSelection().setBaseAndExtent(text, at, text, at + words.length);
    return;
  }
}"""


def address_of(page: Page, nth: int, words: str) -> str:
    """Return the address that a reader gets who selects `words` in a paragraph."""
    page.evaluate(SELECT, [nth, words])
    page.evaluate(
        "() => { navigator.clipboard.writeText = (text) => { window.told = text; return Promise.resolve(); }; }"
    )
    page.get_by_role("button", name="Copy link to this sentence").click()
    expect(page.locator(".preview [role=status]")).to_have_text("Link copied")
    told: str = page.evaluate("window.told")
    return told


@pytest.fixture
def article(read: Read, copy: str) -> Page:
    return read(copy, "articles/one.html")


@pytest.mark.parametrize(
    ("nth", "words", "fragment"),
    [
        (0, "long", "#:~:text=The%20femur%20is%20long."),
        (0, "breaks", "#:~:text=It%20is%20the%20longest,so%20it%20breaks%20rarely."),
        (1, "ends", "#where-is-it:~:text=It%20ends%20at%20the,knee."),
        # The same words stand under the heading before.
        (2, "lies in", "#what-is-near:~:text=What%20is%20near%3F-,The%20femur%20lies%20in%20the%20thigh."),
        (2, "near, t", "#what-is-near:~:text=The%20knee%20is%20near%2C,a%20third%20says%20no."),
    ],
)
def test_selected_words_give_a_link_to_their_sentence(article: Page, nth: int, words: str, fragment: str):
    assert address_of(article, nth, words) == f"https://example.org/hip/articles/one.html{fragment}"


@pytest.mark.parametrize("words", ["lies in", "bends"])
def test_browser_finds_the_sentence(read: Read, copy: str, article: Page, words: str):
    told = address_of(article, 2, words)
    # Without the section, to which a browser goes that does not find the words; far down, in a low window.
    there = read(copy, f"articles/one.html#:~:{told.partition(':~:')[2]}", viewport={"width": 600, "height": 120})
    expect(there.locator(".text > p").nth(2)).to_be_in_viewport()
    expect(there.locator(".text > p").nth(1)).not_to_be_in_viewport()


def test_button_stands_below_the_words_and_is_as_large_as_others(article: Page):
    """Also where no definition has brought its look."""
    article.evaluate(SELECT, [0, "long"])
    button = article.get_by_role("button", name="Copy link to this sentence")
    button.wait_for()
    words = article.evaluate("getSelection().getRangeAt(0).getBoundingClientRect().toJSON()")
    box = article.locator(".preview").bounding_box()
    assert box
    assert 0 <= box["y"] - words["bottom"] <= 10
    assert box["height"] >= 44


def test_button_has_no_finding(article: Page):
    article.evaluate(AXE)
    address_of(article, 0, "long")
    assert findings(article) + findings(article, "dark", 320) == []


def test_script_for_sentences_comes_with_the_first_selection_only(article: Page):
    article.mouse.click(300, 300)
    assert article.locator("script[src$='sentence.js']").count() == 0
    article.evaluate(SELECT, [0, "long"])
    expect(article.get_by_role("button", name="Copy link to this sentence")).to_be_visible()
    assert article.locator("script[src$='sentence.js']").count() == 1


def test_button_goes_with_the_selection_and_on_escape(article: Page):
    button = article.get_by_role("button", name="Copy link to this sentence")
    article.evaluate(SELECT, [0, "long"])
    expect(button).to_be_visible()
    article.keyboard.press("Escape")
    expect(button).to_have_count(0)
    article.evaluate(SELECT, [1, "ends"])
    expect(button).to_be_visible()
    article.evaluate("getSelection().removeAllRanges()")
    expect(button).to_have_count(0)


@pytest.mark.parametrize("part", [".text > p", ".text > h2"])
def test_button_stands_below_the_words_and_moves_none(read: Read, copy: str, part: str):
    # Nothing else has brought the sheet that it shares with the definitions: no term was pointed at.
    page = read(copy, "articles/one.html", viewport={"width": 390, "height": 800})
    words = page.locator(part).nth(1)
    words.scroll_into_view_if_needed()
    before = words.bounding_box()
    words.evaluate("part => getSelection().selectAllChildren(part)")
    button = page.get_by_role("button", name="Copy link to this sentence")
    expect(button).to_be_in_viewport(ratio=1)
    box = page.locator(".preview").bounding_box()
    assert words.bounding_box() == before
    assert before
    assert box
    assert 0 <= box["y"] - before["y"] - before["height"] <= 12
    assert 8 <= box["x"] <= max(8, before["x"])


def test_address_that_may_not_be_copied_is_shown(article: Page):
    article.evaluate(SELECT, [0, "long"])
    article.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(); }")
    article.get_by_role("button", name="Copy link to this sentence").click()
    expect(article.locator(".preview [role=status]")).to_contain_text("#:~:text=")


@pytest.mark.parametrize("at", ["articles/one.html", "glossary/femur.html", "about.html"])
def test_every_page_with_a_text_can_be_passed_on(read: Read, copy: str, at: str):
    page = read(copy, at)
    for name in ("Copy link", "Print"):
        expect(page.get_by_role("button", name=name, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="E-mail")).to_be_visible()
