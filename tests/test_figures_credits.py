"""The page of picture credits: every picture with its sources and terms, and the ways to where it is shown."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from microsite.model import Figure
from microsite.pipeline import Order, build
from microsite.problem import Place
from microsite.text.drawings import title_of
from tests.sites import into, write_site

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title id="title">The hip &amp; the thigh</title></svg>'
)
DOT = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x09\0\0\0\x09"
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
    made = build(Order(config=root / "config.yaml", today=datetime.date(2026, 11, 22)), into(files))
    assert made.is_publishable, made.problems
    return {address: data.decode() for address, data in files.items() if address.endswith(".html")}


def test_credits_name_picture_sources_and_terms(tmp_path):
    page = pages(tmp_path)["credits.html"]
    assert "<strong>The hip &amp; the thigh</strong>" in page
    assert "Our friend’s bones by us &amp; others. MPL-2.0." in page


def test_what_is_said_of_several_pictures_stands_once(tmp_path):
    same = SITE["content/figures/hip.yaml"]
    page = pages(tmp_path, content__figures__bare_dot_yaml=same)["credits.html"]
    assert page.count("Our friend’s bones") == 1
    assert page.index('id="picture.bare"') < page.index('id="picture.hip"') < page.index("Our friend’s bones")


def test_credits_lead_to_the_picture_on_every_page_that_shows_it(tmp_path):
    made = pages(tmp_path)
    assert made["credits.html"].count('href="articles/one.html#figure-hip"') == 1
    assert 'href="articles/two.html#figure-hip"' in made["credits.html"]
    assert 'id="figure-hip"' in made["articles/one.html"]


def test_picture_in_a_sentence_is_led_to_by_its_page(tmp_path):
    more = {"content__figures__dot_dot_yaml": "alt: A dot.\ncredit: Somebody.\n"}
    write_site(tmp_path, {})
    (tmp_path / "content/figures").mkdir(parents=True)
    (tmp_path / "content/figures/dot.png").write_bytes(DOT)
    text = ARTICLE.format("Three", "A sentence with ![A dot](../figures/dot.png) in it.")
    made = pages(tmp_path, content__articles__three_dot_md=text, **more)
    assert 'href="articles/three.html"' in made["credits.html"]
    assert "#figure-dot" not in made["credits.html"]


def test_drawing_in_a_sentence_is_one_error_not_two(tmp_path):
    write_site(tmp_path, SITE | {"content/articles/two.md": ARTICLE.format("Two", "A ![](../figures/hip.svg).")})
    made = build(Order(config=tmp_path / "config.yaml", today=datetime.date(2026, 11, 22)), lambda file: None)
    assert [str(problem.place) for problem in made.problems if problem.rule != "unused"] == [
        "content/articles/two.md:5:7"
    ]
    assert not [problem for problem in made.problems if "hip" in problem.message and problem.rule == "unused"]


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
