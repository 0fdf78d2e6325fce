"""The page of picture credits: every picture with its sources and terms, and the ways to where it is shown."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from microsite.model import Figure
from microsite.pipeline import Order, build
from microsite.problem import Place
from microsite.text.drawings import title_of
from tests.sites import write_site

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title id="title">The hip &amp; the thigh</title></svg>'
)
ARTICLE = "---\ntitle: {}\nsummary: A text.\n---\n{}\n"
SITE = {
    "content/articles/one.md": ARTICLE.format("One", "![](../figures/hip.svg)\n\n![](../figures/hip.svg)"),
    "content/articles/two.md": ARTICLE.format("Two", "![](../figures/hip.svg)"),
    "content/figures/hip.svg": DRAWING,
    "content/figures/hip.yaml": (
        "alt: A hip.\ncredit: Our friend's bones by [us](https://example.org/us) & others.\nlicence: MPL-2.0.\n"
    ),
    "content/figures/bare.svg": DRAWING,
    "content/figures/bare.yaml": "alt: Without credit.\n",
}


def pages(root: Path, **more: str) -> dict[str, str]:
    """Return address -> HTML of the site above, with more or other files."""
    write_site(root, SITE | {path.replace("__", "/").replace("_dot_", "."): text for path, text in more.items()})
    files: dict[str, bytes] = {}
    made = build(Order(config=root / "config.yaml", today=datetime.date(2026, 11, 22)), files.__setitem__)
    assert made.is_publishable, made.problems
    return {address: data.decode() for address, data in files.items() if address.endswith(".html")}


def test_credits_name_picture_sources_and_terms(tmp_path):
    page = pages(tmp_path)["credits.html"]
    assert "<strong>The hip &amp; the thigh</strong>" in page
    assert "Our friend’s bones by us &amp; others. MPL-2.0." in page


def test_credits_lead_to_the_picture_on_every_page_that_shows_it(tmp_path):
    made = pages(tmp_path)
    assert made["credits.html"].count('href="articles/one.html#figure-hip"') == 1
    assert 'href="articles/two.html#figure-hip"' in made["credits.html"]
    assert 'id="figure-hip"' in made["articles/one.html"]


def test_picture_without_credit_or_licence_is_left_out(tmp_path):
    assert 'id="picture.bare"' not in pages(tmp_path)["credits.html"]


def test_credits_stand_at_the_foot_of_every_page(tmp_path):
    assert 'href="../credits.html"' in pages(tmp_path)["articles/one.html"]


def test_site_without_credits_has_no_such_page(tmp_path):
    assert "credits.html" not in pages(tmp_path, content__figures__hip_dot_yaml="alt: A hip.\n")


def test_picture_that_no_page_shows_says_so(tmp_path):
    one, two = ("content__articles__one_dot_md", "content__articles__two_dot_md")
    made = pages(tmp_path, **{one: ARTICLE.format("One", "Text."), two: ARTICLE.format("Two", "Text.")})
    assert "Not shown at present." in made["credits.html"]


def test_an_editor_reaches_the_credits_through_the_folder_of_pictures(tmp_path):
    made = pages(tmp_path, content__articles__two_dot_md=ARTICLE.format("Two", "[Credits](../figures)"))
    assert 'href="../credits.html"' in made["articles/two.html"]


@pytest.mark.parametrize(
    ("svg", "title"), [(DRAWING, "The hip & the thigh"), ("", "Hip bone"), ("<svg><title></title></svg>", "Hip bone")]
)
def test_title_is_that_of_the_drawing_or_of_its_file(svg, title):
    assert title_of(Figure(name="hip-bone", path="content/figures/hip-bone.svg", place=Place("x"), svg=svg)) == title
