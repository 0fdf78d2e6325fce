"""Sitemap, feed and robots.txt."""

from __future__ import annotations

import datetime
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from microsite.model import Change, Library
from microsite.outputs.feeds import atom, feeds, indexed, robots, sitemap
from tests.sample import article, config, pages_of, plain_site, sample

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ATOM = "{http://www.w3.org/2005/Atom}"
DAY = datetime.date(2026, 1, 1)


def located(library: Library) -> dict[str, str | None]:
    root = ElementTree.fromstring(sitemap(library).encode())
    return {url.findtext(f"{MAP}loc") or "": url.findtext(f"{MAP}lastmod") for url in root}


def test_map_holds_the_canonical_address_of_every_page_that_may_be_found():
    site = sample()
    found = set()
    for html in pages_of(site).values():
        if "noindex" not in html:
            found.add(html.partition('rel="canonical" href="')[2].partition('"')[0])
    assert set(located(site.library)) == found


def test_date_in_the_map_is_that_of_the_last_change():
    dates = located(sample().library)
    assert dates["https://example.org/hip/articles/stretching.html"] == "2026-11-02"
    assert dates["https://example.org/hip/articles/"] == "2026-11-22"
    assert dates["https://example.org/hip/about.html"] is None


def test_nothing_needs_an_address_but_map_and_feed():
    assert [name for name, _ in feeds(plain_site())] == ["robots.txt"]
    assert [name for name, _ in feeds(sample())] == ["robots.txt", "sitemap.xml", "feed.xml"]
    assert [name for name, _ in feeds(plain_site(site_url="https://a.org/"))] == ["robots.txt", "sitemap.xml"]


def test_robots_names_the_map_where_there_is_one():
    assert "Sitemap: https://example.org/hip/sitemap.xml" in robots(sample().library)
    assert "Sitemap" not in robots(plain_site().library)


def entries(library: Library) -> list[ElementTree.Element]:
    return ElementTree.fromstring(atom(library).encode()).findall(f"{ATOM}entry")


def dated(count: int) -> Library:
    articles = (article(f"a{n:02}", f"A{n}", updated=DAY + datetime.timedelta(days=n // 2)) for n in range(count))
    return Library(config=config(), articles=tuple(articles))


def test_feed_is_newest_first_and_in_the_order_of_the_site_on_one_day():
    titles = [entry.findtext(f"{ATOM}title") for entry in entries(dated(4))]
    assert titles == ["A2", "A3", "A0", "A1"]


def test_feed_holds_twenty_articles_at_most_and_only_dated_ones():
    library = dated(30)
    assert len(entries(library)) == 20
    undated = replace(library, articles=(*library.articles[:2], article("x", "X", updated=None)))
    assert len(entries(undated)) == 2


def test_entry_has_all_that_readers_need():
    entry = entries(sample().library)[-1]
    address = "https://example.org/hip/articles/stretching.html"
    assert entry.findtext(f"{ATOM}id") == address
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert link.get("href") == address
    assert entry.findtext(f"{ATOM}updated") == "2026-11-02T00:00:00Z"
    assert [name.text for name in entry.iter(f"{ATOM}name")] == ["Ann Smith", "The editors of this site"]
    assert entry.findtext(f"{ATOM}summary")


def test_feed_is_as_new_as_its_newest_entry_and_has_an_author_of_its_own():
    root = ElementTree.fromstring(atom(dated(4)).encode())
    assert root.findtext(f"{ATOM}updated") == "2026-01-02T00:00:00Z"
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Hip flexors, plainly"


@pytest.mark.parametrize("title", ["a & b", "<b>", 'quote " here', "bell \x07 and \ufffe", "fünf"])
def test_feed_can_be_read_whatever_a_title_holds(title: str):
    library = Library(config=config(title=title), articles=(article("a", title),))
    kept = title.replace("\x07", "").replace("\ufffe", "")
    assert entries(library)[0].findtext(f"{ATOM}title") == kept


def test_made_pages_are_in_the_map_only_where_they_are_made():
    assert [url for url, _ in indexed(plain_site(1).library)] == [
        "index.html",
        "articles/a0000.html",
        "articles/index.html",
        "quality.html",
    ]


def test_entry_says_what_changed_when_it_was_the_last_thing_to_happen():
    change, known = Change(DAY, "The second figure was wrong."), dated(2)
    first, *rest = known.articles
    library = replace(known, articles=(replace(first, updated=DAY, changes=(change,)), *rest))
    assert f"<summary>What changed: The second figure was wrong. {first.summary}</summary>" in atom(library)
    older = replace(first, updated=DAY, changes=(change._replace(date=datetime.date(2020, 1, 1)),))
    assert "What changed" not in atom(replace(library, articles=(older, *rest)))
