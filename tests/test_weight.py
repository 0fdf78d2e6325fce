"""What an article weighs on its way to a reader, drawings apart: each part has its limit, or says why it has not.

The goal is 7 kB of HTML, 6 of CSS, 3 of script. The words of our longer articles alone weigh 6 to 7.3 kB, so the HTML
is held to what its words weigh, its sources and notes for paper among them, plus what it takes to mark them up.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

import brotli
import pytest

from microsite.check.pages import DRAWING

CSS, SCRIPT = 4_500, 1_450
MARKUP = 3_500
"""Over the words alone: head, ids, addresses of links and sources, classes, and data for machines."""
ROOM = 1.02
"""Our heaviest article is some bytes under the goals below; a sentence more shall not fail a test."""
FIRST_FLIGHT = 14_600 * ROOM
"""What a server sends before it waits for an answer: HTML and CSS of every article."""
WHOLE = 16_000 * ROOM
"""The goal for everything that an article loads at once. What comes before a reader is near it is not counted."""


def packed(text: str | bytes) -> int:
    return len(brotli.compress(text if isinstance(text, bytes) else text.encode(), quality=11))


def words_of(page: str) -> str:
    """Return what a reader reads on a page, on paper too."""
    body = re.sub(r"<script.*?</script>", "", page.partition("</head>")[2], flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


@pytest.fixture(scope="module")
def articles(real_site: Mapping[str, bytes]) -> dict[str, str]:
    """Return the HTML of our articles without their drawings."""
    found = {url: data.decode() for url, data in real_site.items() if re.match(r"articles/(?!index)", url)}
    return {url: DRAWING.sub("", page) for url, page in found.items()}


def test_stylesheet_and_script_keep_their_limits(real_site: Mapping[str, bytes]):
    assert packed(real_site["site.css"]) <= CSS
    assert packed(real_site["site.js"]) <= SCRIPT


def test_markup_of_an_article_is_light_beside_its_words(articles: dict[str, str]):
    over = {url: packed(page) - packed(words_of(page)) for url, page in articles.items()}
    assert len(over) >= 20
    assert {url: size for url, size in over.items() if size > MARKUP} == {}


def test_html_and_styles_of_an_article_come_in_one_first_flight(
    real_site: Mapping[str, bytes], articles: dict[str, str]
):
    sheet = packed(real_site["site.css"])
    sizes = {url: packed(page) + sheet for url, page in articles.items()}
    assert {url: size for url, size in sizes.items() if size > FIRST_FLIGHT} == {}


def test_article_with_all_that_it_loads_is_light(real_site: Mapping[str, bytes], articles: dict[str, str]):
    shared = packed(real_site["site.css"]) + packed(real_site["site.js"])
    sizes = {url: packed(page) + shared for url, page in articles.items()}
    assert {url: size for url, size in sizes.items() if size > WHOLE} == {}


def test_lists_keep_their_sheet_to_themselves(real_site: Mapping[str, bytes]):
    with_sheet = {url for url, data in real_site.items() if url.endswith(".html") and b"lists.css" in data}
    assert with_sheet == {
        "index.html", "articles/index.html", "glossary/index.html", "claims.html", "sources.html", "quality.html",
        "credits.html",
        "404.html",
    }  # fmt: skip
