"""Title and description of each page are its own, and as long as search engines show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from microsite.check import descriptions
from microsite.check.pages import PageFacts, facts_of
from microsite.link import link
from microsite.model import File
from tests.sites import library_of, write_site

POLICY = "title: Site\npolicies:\n  descriptions: true\n"
GOOD = "What the psoas is, where it runs and what it does, in plain words with sources."


def head(title: str = "Psoas", description: str = GOOD, more: str = "") -> PageFacts:
    html = f'<title>{title}</title><meta name="description" content="{description}">{more}'
    return facts_of(File.of("", html.encode()))


def said(root: Path, config: str = POLICY, **pages: PageFacts) -> list[str]:
    page = "---\ntitle: Psoas\nsummary: Short.\n---\nText.\n"
    files = {"config.yaml": config, "content/articles/a.md": page, "content/articles/b.md": page}
    site = link(library_of(write_site(root, files))[0])
    addressed = {f"articles/{name}.html" if name in "ab" else f"{name}.html": facts for name, facts in pages.items()}
    return [f"{problem.place}: {problem.message}" for problem in descriptions.check(site, addressed)]


def test_good_page_is_left_alone(tmp_path: Path):
    assert said(tmp_path, a=head("T" * 60, "D" * 70), b=head("B", "E" * 160)) == []


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        (head("T" * 61), "content/articles/a.md:2:8: a title of 61 characters, of which search engines show 60"),
        (head(description="D" * 69), "content/articles/a.md:3:10: a description of 69 characters"),
        (head(description="D" * 161), "content/articles/a.md:3:10: a description of 161 characters"),
        (head(description=""), "content/articles/a.md:3:10: a description of 0 characters"),
        (head(description="&amp;" * 69), "content/articles/a.md:3:10: a description of 69 characters"),
    ],
)
def test_length_is_told_at_the_field_that_decides_it(tmp_path: Path, facts: PageFacts, wrong: str):
    assert said(tmp_path, a=facts) == [wrong]


def test_what_two_pages_share_is_told_at_the_second(tmp_path: Path):
    assert said(tmp_path, a=head(), b=head()) == [
        "content/articles/b.md:2:8: the title of articles/a.html once more",
        "content/articles/b.md:3:10: the description of articles/a.html once more",
    ]


def test_what_two_pages_lack_is_not_shared(tmp_path: Path):
    assert said(tmp_path, a=head("A", ""), b=head("B", "")) == [
        "content/articles/a.md:3:10: a description of 0 characters",
        "content/articles/b.md:3:10: a description of 0 characters",
    ]


def test_page_that_the_site_makes_is_told_by_its_address(tmp_path: Path):
    assert said(tmp_path, sources=head("T" * 99)) == [
        "sources.html: a title of 99 characters, of which search engines show 60"
    ]


def test_page_that_is_not_listed_is_passed_over(tmp_path: Path):
    assert said(tmp_path, lost=head("", "", '<meta name="robots" content="noindex">')) == []


def test_nothing_is_asked_without_the_policy(tmp_path: Path):
    assert said(tmp_path, "title: Site\n", a=head("", "")) == []


def test_every_page_of_our_own_site_keeps_it(real_site: Mapping[str, bytes]):
    facts = {
        address: facts_of(File.of(address, data)) for address, data in real_site.items() if address.endswith(".html")
    }
    assert len(facts) > 160
    assert not [address for address, page in facts.items() if not 0 < len(page.title) <= 60]
    assert not [address for address, page in facts.items() if not 70 <= len(page.description) <= 160]
    for said in ([page.title for page in facts.values()], [page.description for page in facts.values()]):
        assert [text for text, count in Counter(said).items() if count > 1] == []
