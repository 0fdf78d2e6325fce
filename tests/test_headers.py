"""What a web server says with each file comes from one list, and each page says the same of itself."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from microsite.pages.headers import HEADERS, POLICY, apache, headers, netlify, nginx
from tests.sample import ROOT, TEMPLATES, config, pages_of, sample

WRITERS = {"_headers": netlify(), ".htaccess": apache("/"), "nginx": nginx()}


@pytest.mark.parametrize("name", sorted(WRITERS))
@pytest.mark.parametrize(("header", "value"), HEADERS, ids=[name for name, _ in HEADERS])
def test_each_server_is_told_each_header(name: str, header: str, value: str):
    assert sum(header in line and value in line for line in WRITERS[name].splitlines()) == 1


def test_each_page_carries_the_policy_of_the_list():
    for url, page in pages_of(sample()).items():
        found = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
        assert [html.unescape(policy) for policy in found] == [POLICY], url


def test_policy_stands_in_no_template():
    assert not [path for path in TEMPLATES.rglob("*.html") if "default-src" in path.read_text(encoding="utf-8")]


def test_policy_lets_nothing_in_from_elsewhere():
    rules = dict(rule.strip().split(" ", 1) for rule in POLICY.split(";"))
    assert rules.pop("default-src") == "'none'"
    assert {source for said in rules.values() for source in said.split()} <= {"'self'", "'none'", "data:"}
    assert [name for name, said in rules.items() if "data:" in said] == ["img-src"]


def test_who_may_frame_a_page_is_said_by_the_server_alone():
    assert "frame-ancestors 'none'" in dict(HEADERS)["Content-Security-Policy"]
    assert "frame-ancestors" not in POLICY


def test_nothing_is_kept_for_long_that_can_change_under_its_name():
    assert dict(HEADERS)["Cache-Control"] == "no-cache"
    assert "max-age" not in "".join(WRITERS.values())


def test_value_needs_no_escape_in_any_of_the_files():
    for _, value in HEADERS:
        assert re.fullmatch(r"[\w \-';:=(),.]+", value), value


@pytest.mark.parametrize(
    ("site_url", "page"), [("https://a.org/hip/", "/hip/404.html"), ("https://a.org", "/404.html"), ("", "/404.html")]
)
def test_page_for_what_is_not_there_is_named_from_the_root_of_its_server(site_url: str, page: str):
    files = dict(headers(config(site_url=site_url)))
    assert files.keys() == {"_headers", ".htaccess"}
    assert f"ErrorDocument 404 {page}\n" in files[".htaccess"].decode()


def test_apache_asks_no_browser_for_a_tag_that_it_would_not_know_again():
    """It marks the tag of a compressed file, and compares it with the plain one: nothing is ever “not modified”."""
    assert "FileETag None\n" in apache("/")


@pytest.mark.parametrize("path", ["/.built-by", "/.htaccess", "/_headers", "/hip/.git/HEAD", "/hip/_headers"])
def test_apache_hides_what_is_meant_for_others(path: str):
    (pattern,) = re.findall(r'RedirectMatch 404 "(.*)"', apache("/"))
    assert re.search(pattern, path)
    assert not re.search(pattern, path.replace("/.", "/").replace("_headers", "headers.html"))
    assert not re.search(pattern, "/.well-known/security.txt")


def test_snippet_for_nginx_is_the_one_that_is_kept():
    kept = Path(ROOT / "docs/nginx.conf").read_text(encoding="utf-8")
    assert kept == nginx(), (
        "write it anew: python -c 'from microsite.pages.headers import nginx; print(nginx(), end=\"\")'"
    )
