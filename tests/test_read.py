"""A folder becomes a Library: pages as typed values, what is held back, the order of the path, and every fault."""

from __future__ import annotations

import datetime
import os
import random
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.memory.cache import DiskMemo
from microsite.memory.last import SETTLED
from microsite.memory.memo import MemoryMemo
from microsite.model import Article, Config, Library, Linking, Page, Part, Term
from microsite.problem import Place, Problem, Problems, Severity
from microsite.reading import files
from microsite.reading.page import ARTICLE, DEVICES, RESERVED, read_page, split_front_matter
from microsite.reading.read import Reading, read_library
from tests.cases import Case, read_cases
from tests.sites import TODAY, files_of, library_of, line_of, lines_of, write_site

FILES = ("pages", "names", "sidecars")
CASES = [case for name in FILES for case in read_cases(f"cases/read/{name}.txt")]
THOROUGH = settings(max_examples=200, derandomize=True, deadline=None)
DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_fault_of_a_file_is_said_at_its_place(case: Case, tmp_path: Path):
    today = datetime.date.fromisoformat(case.one("today", TODAY.isoformat()))
    site = write_site(tmp_path, files_of(case.given))
    _, problems = library_of(site, today, drafts=bool(case.one("drafts")))
    assert lines_of(problems, case.expected) == case.expected


def page(front: str, body: str = "", path: str = "content/articles/x.md", config: Config | None = None) -> Page:
    """Return the page of a front matter in which nothing is wrong."""
    made, problems = read_page(path, f"---\n{front}\n---\n{body}", config or Config(title="Site"), TODAY)
    assert problems == ()
    assert made is not None
    return made


def article(front: str, **fields: Config) -> Article:
    made = page(f"title: X\nsummary: Y\n{front}", **fields)
    assert isinstance(made, Article)
    return made


def term(front: str) -> Term:
    made = page(f"title: X\nsummary: Y\n{front}", path="content/glossary/x.md")
    assert isinstance(made, Term)
    return made


def library(
    root: Path, files: Mapping[str, str | bytes], *, today: datetime.date = TODAY, drafts: bool = False
) -> Library:
    found, problems = library_of(write_site(root, files), today, drafts=drafts)
    assert problems == ()
    return found


def faults(root: Path) -> list[str]:
    return [line_of(problem) for problem in library_of(root)[1]]


def text_of(title: str = "X", **fields: str) -> str:
    return "".join(("---\n", f"title: {title}\nsummary: Y\n", *(f"{k}: {v}\n" for k, v in fields.items()), "---\n"))


# --------------------------------------------------------------------------------------------- front matter and body


@pytest.mark.parametrize(
    ("text", "front", "body", "line"),
    [
        ("---\na: b\n---\nText\n", "a: b", "Text\n", 4),
        ("---\na: b\n---", "a: b", "", 4),
        ("---\n---\nText", "", "Text", 3),
        ("---\na: b\n...\nText", "a: b", "Text", 4),
        ("--- \na: b\n---\t\nText", "a: b", "Text", 4),
        ("---\na: b\n---\n\n---\nText", "a: b", "\n---\nText", 4),
        ("---\na: |\n  b\n  ---\n---\nText", "a: |\n  b\n  ---", "Text", 6),
    ],
)
def test_front_matter_ends_at_the_first_fence(text: str, front: str, body: str, line: int):
    assert split_front_matter(text, "f") == (front, body, line, ())


@pytest.mark.parametrize(
    "text", ["", "Text", "\n---\na: b\n---", " ---\na: b\n---", "----\n", "***\na: b\n***", "+++\n+++"]
)
def test_file_without_a_fence_has_no_front_matter(text: str):
    *_, problems = split_front_matter(text, "f")
    assert [line_of(problem) for problem in problems] == ["f:1: error: there is no front matter [front-matter]"]


@pytest.mark.parametrize("text", ["---", "---\n", "---\na: b", "---\na: b\n ---\n", "---\na: b\n----\n"])
def test_fence_that_is_never_closed_publishes_nothing(text: str):
    assert read_page("content/articles/x.md", text, Config(title="Site"), TODAY) == (
        None,
        split_front_matter(text, "content/articles/x.md")[3],
    )
    assert split_front_matter(text, "f")[1] == ""


def test_body_knows_its_first_line():
    source = page("title: X\nsummary: Y", "Text\n").source
    assert (source.path, source.text, source.first_line) == ("content/articles/x.md", "Text\n", 5)


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_of_other_systems_change_nothing(tmp_path: Path, end: str):
    text = "---\ntitle: X\nsummary: |\n  One\n  two\n---\nText\n\nMore\n"
    data = ("\ufeff" + text.replace("\n", end)).encode()
    found = library(tmp_path, {"content/articles/x.md": data}).articles[0]
    assert (found.summary, found.source.text, found.source.first_line) == ("One two", "Text\n\nMore\n", 7)


def test_fault_behind_other_line_ends_stands_in_its_line(tmp_path: Path):
    write_site(
        tmp_path, {"content/articles/x.md": b"\xef\xbb\xbf---\r\ntitle: X\r\nsumary: Y\r\nsummary: Y\r\n---\r\n"}
    )
    assert faults(tmp_path) == ["content/articles/x.md:3:1: error: unknown field “sumary” [front-matter]"]


# ------------------------------------------------------------------------------------------------------ typed values


def test_folder_decides_the_kind_of_page():
    front = "title: X\nsummary: Y"
    kinds = {
        path: type(page(front, path=f"content/{path}.md")) for path in ("articles/x", "glossary/x", "pages/x", "index")
    }
    assert kinds == {"articles/x": Article, "glossary/x": Term, "pages/x": Page, "index": Page}


@pytest.mark.parametrize(
    ("path", "key", "url"),
    [
        ("content/articles/psoas.md", "psoas", "articles/psoas.html"),
        ("content/glossary/psoas.md", "glossary/psoas", "glossary/psoas.html"),
        ("content/pages/about.md", "pages/about", "about.html"),
        ("content/index.md", "index", "index.html"),
    ],
)
def test_page_has_its_key_and_address(path: str, key: str, url: str):
    made = page("title: X\nsummary: Y", path=path)
    assert (made.key, made.url) == (key, url)


def test_fields_of_an_article_are_read():
    config = Config(title="Site", parts=(Part("Know"),))
    made = article(
        "question: Why?\nkind: care\npart: Know\norder: 3\nmain_message: Walk.\nupdated: 2026-01-02\n"
        "reviewed: 2026-01-03\nreview_by: 2027-01-03\nreviewer: R\nreviewer_role: Doctor\nauthors: [A, B]\n"
        "evidence: mixed\npublish: 2026-01-01\nexpires: 2030-01-01\nglossary: every\naliases_off: [hip]\nrelated: [y]\n"
        "search: [cannot walk, fever]",
        config=config,
    )
    assert (made.question, made.kind, made.part, made.order, made.evidence) == ("Why?", "care", "Know", 3, "mixed")
    assert (made.main_message, made.authors) == ("Walk.", ("A", "B"))
    assert (made.updated, made.reviewed) == (datetime.date(2026, 1, 2), datetime.date(2026, 1, 3))
    assert (made.review_by, made.reviewer, made.reviewer_role) == (datetime.date(2027, 1, 3), "R", "Doctor")
    assert (made.publish, made.expires) == (datetime.date(2026, 1, 1), datetime.date(2030, 1, 1))
    assert (made.linking, made.aliases_off, made.related) == (Linking.EVERY, ("hip",), ("y",))
    assert made.search == ("cannot walk", "fever")


def test_fields_of_a_term_are_read():
    made = term(
        "kind: muscle\neveryday: tenderloin\naliases: [psoas]\nforms: [psoades]\ncase: exact\nautolink: no\n"
        "context: [care]\nlatin: m. psoas\nids: [FMA1]\nsay: SO-az\norigin: O\nartery: A\nnerve: N\n"
        "orphan_ok: drawn only"
    )
    assert (made.kind, made.everyday, made.aliases, made.forms) == ("muscle", "tenderloin", ("psoas",), ("psoades",))
    assert (made.is_exact, made.autolink, made.context) == (True, False, ("care",))
    assert (made.latin, made.ids, made.say, made.orphan_ok) == ("m. psoas", ("FMA1",), "SO-az", "drawn only")
    assert list(made.facts.items()) == [("origin", "O"), ("nerve", "N"), ("artery", "A")]


def test_fields_that_are_not_given_have_their_defaults():
    made = term("")
    assert (made.is_exact, made.autolink, made.facts, made.linking, made.draft) == (
        False,
        True,
        {},
        Linking.FIRST,
        False,
    )
    assert (article("").order, article("").updated, article("").authors) == (0, None, ())


@pytest.mark.parametrize("linking", list(Linking))
def test_linking_is_one_of_four(linking: Linking):
    assert article(f"glossary: {linking}").linking is linking


def test_places_of_fields_and_items_are_kept():
    made = article("authors:\n  - A\n  - B")
    assert made.place("authors.1") == Place("content/articles/x.md", 6, 5)
    assert made.place("summary") == Place("content/articles/x.md", 3, 10)
    assert made.place("reviewed") == made.place() == Place("content/articles/x.md")


@pytest.mark.parametrize(
    ("path", "written", "old"),
    [
        ("articles", "old", "articles/old.html"),
        ("articles", "old.html", "articles/old.html"),
        ("articles", "/old/", "articles/old.html"),
        ("articles", "pages/old", "pages/old.html"),
        ("glossary", "old", "glossary/old.html"),
        ("pages", "old", "old.html"),
        ("pages", "articles/old.html", "articles/old.html"),
        ("articles", "claims", "articles/claims.html"),
    ],
)
def test_old_address_stands_from_the_root_of_the_site(path: str, written: str, old: str):
    made = page(f"title: X\nsummary: Y\nredirect_from: [{written}]", path=f"content/{path}/x.md")
    assert made.redirect_from == (old,)


@pytest.mark.parametrize("length", [150, 151])
def test_old_address_is_as_long_as_a_name_at_most(length: int):
    text = f"---\ntitle: X\nsummary: Y\nredirect_from: [{'a' * length}]\n---\n"
    made, problems = read_page("content/pages/x.md", text, Config(title="Site"), TODAY)
    assert made is not None
    assert (len(problems), len(made.redirect_from)) == ((0, 1) if length == 150 else (1, 0))


def test_page_whose_yaml_cannot_be_read_is_kept_so_that_links_to_it_hold():
    made, problems = read_page("content/articles/x.md", "---\na: [\n---\nText", Config(title="Site"), TODAY)
    assert made is not None
    assert (made.slug, made.title, made.source.text) == ("x", "", "Text")
    assert [problem.rule for problem in problems] == ["yaml"]


# ---------------------------------------------------------------------------------------------------------------- names


@pytest.mark.parametrize("name", ["a", "0", "a-b", "2026", "x" * 150, "com0", "com10", "conin", "aux-page", "lpt"])
def test_name_may_be_an_address(tmp_path: Path, name: str):
    assert library(tmp_path, {f"content/articles/{name}.md": text_of()}).articles[0].slug == name


@pytest.mark.parametrize(
    "name", ["A", "a b", "a_b", "a.b", "ä", "a\u0301", "ﬁ", "K", "a'b", "a&b", "a%20b", "٣", "x" * 151]
)
def test_name_may_be_no_address(tmp_path: Path, name: str):
    write_site(tmp_path, {f"content/articles/{name}.md": text_of()})
    (problem,) = library_of(tmp_path)[1]
    assert (problem.rule, problem.severity) == ("slug", Severity.ERROR)


def test_long_name_is_said_to_be_long(tmp_path: Path):
    write_site(tmp_path, {f"content/articles/{'x' * 151}.md": text_of()})
    assert library_of(tmp_path)[1][0].message == "the name is 151 characters long; at most 150"


@pytest.mark.parametrize("name", sorted(DEVICES))
def test_device_of_windows_is_no_address(tmp_path: Path, name: str):
    write_site(tmp_path, {f"content/articles/{name}.md": text_of()})
    assert "is a device on Windows" in library_of(tmp_path)[1][0].message


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_reserved_name_is_no_plain_page(tmp_path: Path, name: str):
    write_site(tmp_path, {f"content/pages/{name}.md": text_of()})
    assert faults(tmp_path) == [
        f"content/pages/{name}.md: error: the site makes the address “{name}.html” itself [slug]"
    ]


def test_all_devices_are_known():
    assert len(DEVICES) == 4 + 9 + 9


# ------------------------------------------------------------------------------------------------------------ held back


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({}, ""),
        ({"draft": "no"}, ""),
        ({"draft": "yes"}, "draft"),
        ({"publish": "2026-11-22"}, ""),
        ({"publish": "2026-11-23"}, "scheduled for 2026-11-23"),
        ({"expires": "2026-11-23"}, ""),
        ({"expires": "2026-11-22"}, "expired on 2026-11-22"),
        ({"draft": "yes", "publish": "2026-11-23"}, "draft"),
        ({"publish": "2026-11-01", "expires": "2026-12-01"}, ""),
    ],
)
@pytest.mark.parametrize("folder", ["articles", "glossary", "pages"])
def test_page_is_held_back_before_and_after_its_time(tmp_path: Path, fields: dict[str, str], reason: str, folder: str):
    path = f"content/{folder}/x.md"
    write_site(tmp_path, {path: text_of(**fields)})
    found, problems = library_of(tmp_path)
    assert problems == ()
    assert dict(found.held_back) == ({path: reason} if reason else {})
    assert [page.source.path for page in found.everything] == ["content/index.md", *([] if reason else [path])]


def test_home_page_can_be_held_back(tmp_path: Path):
    assert library(tmp_path, {"content/index.md": text_of(draft="yes")}).home is None


def test_page_held_back_is_in_with_drafts_and_still_named(tmp_path: Path):
    found = library(tmp_path, {"content/articles/x.md": text_of(draft="yes")}, drafts=True)
    assert [article.slug for article in found.articles] == ["x"]
    assert dict(found.held_back) == {"content/articles/x.md": "draft"}


@given(st.dates(min_value=datetime.date(2, 1, 1)), st.integers(-3, 3), st.integers(-3, 3))
@settings(max_examples=100, derandomize=True, deadline=None)
def test_page_is_published_from_its_first_day_to_the_day_before_its_last(
    tmp_path_factory: pytest.TempPathFactory, today: datetime.date, begins: int, lasts: int
):
    try:
        publish, expires = today + begins * DAY, today + lasts * DAY
    except OverflowError:
        return
    text = text_of(publish=publish.isoformat(), expires=expires.isoformat())
    site = write_site(tmp_path_factory.mktemp("site"), {"content/articles/x.md": text})
    found, _ = library_of(site, today)
    assert bool(found.articles) == (publish <= today < expires)


# ----------------------------------------------------------------------------------------------------- order and wholes


def test_articles_are_in_the_order_of_parts_numbers_and_titles(tmp_path: Path):
    written = {
        "z1": ("Know", "1", "Zeta"),
        "a9": ("Know", "9", "Alpha"),
        "no": ("Know", "", "Beta"),
        "na": ("Know", "", "alpha"),
        "c1": ("Care", "1", "Alpha"),
        "c1b": ("Care", "1", "beta"),
        "o2": ("", "2", "Outside"),
        "oz": ("", "", "zoo"),
        "oa": ("", "", "Ape"),
        "ob": ("", "", "Ape 10"),
        "oc": ("", "", "Ape 9"),
    }
    files = {
        f"content/articles/{slug}.md": text_of(title, part=part, order=order)
        for slug, (part, order, title) in written.items()
    }
    found = library(tmp_path, {"config.yaml": "title: S\nparts: [Know, Care]\n", **files})
    assert [article.slug for article in found.articles] == "z1 a9 na no c1 c1b o2 oa oc ob oz".split()


def test_terms_are_in_the_order_of_their_titles(tmp_path: Path):
    titles = {"z": "Alpha", "y": "beta", "x": "alpha", "w": "Gamma"}
    found = library(tmp_path, {f"content/glossary/{slug}.md": text_of(title) for slug, title in titles.items()})
    assert [term.slug for term in found.terms] == ["x", "z", "y", "w"]


def test_order_of_the_disk_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    files = {f"content/{folder}/p{n}.md": text_of() for folder in ("articles", "glossary", "pages") for n in range(5)}
    files["content/articles/bad.md"] = "---\na: b\n---\n"
    site = write_site(tmp_path, files)
    before = library_of(site)
    scandir = os.scandir

    def shuffled(path: Path) -> list[os.DirEntry[str]]:
        entries = list(scandir(path))
        random.Random(7).shuffle(entries)
        return entries

    monkeypatch.setattr(os, "scandir", shuffled)
    assert library_of(site) == before


def test_everything_begins_with_the_home_page(tmp_path: Path):
    files = {f"content/{folder}/x.md": text_of() for folder in ("articles", "glossary", "pages")}
    assert [page.key for page in library(tmp_path, files).everything] == ["index", "x", "glossary/x", "pages/x"]


def test_lists_and_pictures_are_in_the_library(tmp_path: Path):
    found = library(
        tmp_path,
        {
            "content/references.yaml": "references:\n  - {id: x, type: book, title: T}\n",
            "content/claims.yaml": "claims:\n  - {id: c, said: S, verdict: Wrong, evidence: E}\n",
            "content/figures/a.yaml": "alt: A\n",
            "content/figures/sub/b.yaml": "alt: B\n",
        },
    )
    assert (list(found.references), list(found.claims)) == (["x"], ["c"])
    assert {path: figure.alt for path, figure in found.figures.items()} == {
        "content/figures/a.svg": "A",
        "content/figures/sub/b.svg": "B",
    }


def test_site_without_content_is_told_what_to_write(tmp_path: Path):
    (tmp_path / "config.yaml").write_text("title: S\n")
    found, problems = library_of(tmp_path)
    assert [line_of(problem) for problem in problems] == ["content: error: there is no content [file]"]
    assert found.everything == ()


def test_site_without_settings_says_so_and_reads_the_rest(tmp_path: Path):
    write_site(tmp_path, {"content/articles/x.md": "---\ntitle: X\n---\n"})
    (tmp_path / "config.yaml").unlink()
    assert faults(tmp_path) == [
        "config.yaml: error: cannot be read: No such file or directory [file]",
        "content/articles/x.md:2:1: error: “summary” is missing [front-matter]",
    ]


def test_settings_may_have_another_name(tmp_path: Path):
    write_site(tmp_path, {"other.yaml": "title: Other\n"})
    found, problems = read_library(tmp_path, "other.yaml", Reading(TODAY))
    assert (found.config.title, problems) == ("Other", ())


def test_policy_may_ask_for_any_field_of_an_article(tmp_path: Path):
    asked = ", ".join(sorted(ARTICLE))
    config = f"title: S\npolicies: {{article_fields: [{asked}]}}\n"
    assert set(library(tmp_path, {"config.yaml": config}).config.policies.article_fields) == set(ARTICLE)


# --------------------------------------------------------------------------------------------------- unreadable files


def broken_site(root: Path) -> Path:
    write_site(
        root / "site",
        {
            "content/articles/good.md": text_of(),
            "content/articles/latin.md": text_of("\xe4").encode("latin-1"),
            "content/articles/control.md": text_of("X\0"),
            "content/articles/large.md": text_of() + "x" * 1_000_000,
            "content/articles/folder.md/x.md": text_of(),
            "content/articles/Bad Name.md": b"\xff",
            "outside.md": text_of(),
        },
    )
    articles = root / "site/content/articles"
    (root / "secret.md").write_text(text_of("Secret"))
    os.mkfifo(articles / "pipe.md")
    (articles / "loop.md").symlink_to("loop.md")
    (articles / "nowhere.md").symlink_to("gone.md")
    (articles / "out.md").symlink_to(root / "secret.md")
    (articles / "inside.md").symlink_to("../../outside.md")
    (articles / "linked").symlink_to("..")
    return root / "site"


@pytest.mark.skipif(os.name == "nt", reason="has no named pipes")
def test_every_file_that_cannot_be_read_is_named_and_the_others_are_read(tmp_path: Path):
    found, problems = library_of(broken_site(tmp_path))
    assert [article.slug for article in found.articles] == ["good", "inside"]
    assert lines_of(problems).replace("content/articles/", "").split("\n") == [
        "Bad Name.md: error: “Bad Name” cannot be an address: a-z, 0-9 and - only [slug]",
        "Bad Name.md:1:1: error: the byte 0xff is not UTF-8 [encoding]",
        "control.md:2:9: error: a control character (U+0000) [encoding]",
        "folder.md: error: not an ordinary file [file]",
        "large.md: error: 1,000,028 bytes; at most 1,000,000 are read [file]",
        "latin.md:2:8: error: the byte 0xe4 is not UTF-8 [encoding]",
        "linked: warning: no page is made of this file [file]",
        "loop.md: error: cannot be read: a link that leads round in a circle [file]",
        "nowhere.md: error: cannot be read: No such file or directory [file]",
        "out.md: error: a link that leads out of the site's folder [file]",
        "pipe.md: error: not an ordinary file [file]",
    ]


@pytest.mark.skipif(os.name == "nt", reason="has no named pipes")
def test_no_problem_names_this_machines_paths(tmp_path: Path):
    _, problems = library_of(broken_site(tmp_path))
    assert not any(str(tmp_path) in f"{problem}" for problem in problems)


def test_lists_may_be_larger_than_pages(tmp_path: Path):
    entry = "  - {{id: r{n}, type: book, title: {title}}}\n"
    text = "references:\n" + "".join(entry.format(n=n, title="T" * 1000) for n in range(1100))
    assert len(text) > 1_000_000
    assert len(library(tmp_path, {"content/references.yaml": text}).references) == 1100


# --------------------------------------------------------------------------------------------------------- for any text

KEYS = (
    "title summary draft publish expires updated related glossary authors redirect_from review_by reviewed reviewer"
).split()
SIGNS = [
    ": ",
    ":",
    "\n",
    "\n  - ",
    " #",
    "'",
    '"',
    "[",
    "]",
    "{",
    "}",
    "---",
    "\n---\n",
    "|",
    ">",
    "&a",
    "*a",
    "!t",
    "\t",
]
VALUES = "yes 2026-01-01 2026-02-31 9999-12-31 0001-01-01 99999999999 x ä 😀 \\".split()
PIECES = [*KEYS, *SIGNS, *VALUES]
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(PIECES)), max_size=8).map(
        lambda pairs: "\n".join(f"{key}: {value}" for key, value in pairs)
    ),
    st.text(max_size=80),
)


def are_inside(problems: Problems, path: str, text: str) -> bool:
    lines = text.split("\n")
    return all(
        problem.place.path == path
        and 0 <= problem.place.line <= len(lines)
        and 0 <= problem.place.column <= len(lines[max(0, problem.place.line - 1)]) + 1
        for problem in problems
    )


@pytest.mark.parametrize("folder", ["articles", "glossary", "pages"])
@given(front=TEXTS, body=st.text(max_size=10))
@THOROUGH
def test_any_front_matter_gives_a_page_or_problems_inside_it(folder: str, front: str, body: str):
    path, text = f"content/{folder}/x.md", f"---\n{front}\n---\n{body}"
    made, problems = read_page(path, text, Config(title="Site"), TODAY)
    assert are_inside(problems, path, text)
    assert made is not None or problems
    assert made is None or made.title or problems


@given(text=st.one_of(TEXTS, st.text(max_size=200)))
@THOROUGH
def test_any_text_of_a_page_gives_a_page_or_problems_inside_it(text: str):
    made, problems = read_page("content/articles/x.md", text, Config(title="Site"), TODAY)
    assert are_inside(problems, "content/articles/x.md", text)
    assert made is not None or problems


FILES_OF_A_SITE = (
    "config.yaml content/index.md content/articles/x.md content/glossary/x.md content/pages/x.md "
    "content/references.yaml content/claims.yaml content/figures/x.yaml content/figures/x.svg "
    "content/figures/x.png content/articles/x.webp"
).split()
BYTES = st.one_of(
    st.binary(max_size=100),
    TEXTS.map(lambda text: text.encode("utf-8", "surrogatepass")),
    TEXTS.map(lambda text: f"---\n{text}\n---\n".encode("utf-16")),
    st.binary(max_size=60).map(lambda data: b"---\ntitle: X\nsummary: " + data + b"\n---\n"),
    st.binary(max_size=40).map(lambda data: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + data),
    st.binary(max_size=40).map(lambda data: b"\xff\xd8" + data),
    st.binary(max_size=40).map(lambda data: b"RIFF\0\0\0\0WEBP" + data),
)


@given(st.dictionaries(st.sampled_from(FILES_OF_A_SITE), BYTES, max_size=5))
@THOROUGH
def test_any_bytes_in_any_file_give_a_library_and_problems_inside_the_files(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]
):
    site = write_site(tmp_path_factory.mktemp("site"), files)
    found, problems = library_of(site)
    assert isinstance(found, Library)
    for problem in problems:
        data = (site / problem.place.path).read_bytes()
        text = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")
        assert are_inside((problem,), problem.place.path, text)
    assert library_of(site) == (found, problems)


# ----------------------------------------------------------------------------------------- what need not be opened


LONG_AGO = 1_700_000_000


def aged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let so much time pass that no file was written a moment ago."""
    later = time.time_ns() + 2 * SETTLED
    monkeypatch.setattr(files.time, "time_ns", lambda: later)


def opened(root: Path, memo: MemoryMemo, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return which pages are opened to read the site once more."""
    found: list[str] = []

    def heard(root: Path, path: str, *more: int) -> tuple[bytes | None, Problems]:
        found.append(path)
        return files.read_bytes(root, path, *more)

    memo.turn()
    with monkeypatch.context() as patched:
        patched.setattr("microsite.reading.read.read_bytes", heard)
        read_library(root, "config.yaml", Reading(TODAY), memo)
    return found


@pytest.fixture
def two_pages(tmp_path: Path) -> Path:
    (tmp_path / "content/articles").mkdir(parents=True)
    (tmp_path / "config.yaml").write_text("title: Site\n")
    for slug in ("one", "two"):
        (tmp_path / f"content/articles/{slug}.md").write_text(f"---\ntitle: {slug}\nsummary: S.\n---\nText.\n")
    return tmp_path


ONE, TWO = "content/articles/one.md", "content/articles/two.md"


def test_page_that_nobody_wrote_to_is_not_opened_again(two_pages: Path, monkeypatch: pytest.MonkeyPatch):
    memo = MemoryMemo()
    aged(monkeypatch)
    assert opened(two_pages, memo, monkeypatch) == [ONE, TWO]
    assert opened(two_pages, memo, monkeypatch) == []
    (two_pages / TWO).write_text("---\ntitle: Second\nsummary: S.\n---\nText.\n")
    assert opened(two_pages, memo, monkeypatch) == [TWO]
    library, _ = read_library(two_pages, "config.yaml", Reading(TODAY), memo)
    assert [article.title for article in library.articles] == ["one", "Second"]


def test_page_that_was_written_a_moment_ago_is_opened_again(two_pages: Path, monkeypatch: pytest.MonkeyPatch):
    memo = MemoryMemo()
    assert opened(two_pages, memo, monkeypatch) == [ONE, TWO]
    assert opened(two_pages, memo, monkeypatch) == [ONE, TWO]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not say when an entry was changed")
def test_other_page_of_the_same_size_and_time_is_opened(two_pages: Path, monkeypatch: pytest.MonkeyPatch):
    memo = MemoryMemo()
    os.utime(two_pages / ONE, (LONG_AGO, LONG_AGO))
    aged(monkeypatch)
    opened(two_pages, memo, monkeypatch)
    (two_pages / ONE).write_text("---\ntitle: two\nsummary: S.\n---\nText.\n")
    os.utime(two_pages / ONE, (LONG_AGO, LONG_AGO))
    assert opened(two_pages, memo, monkeypatch) == [ONE]


def test_page_whose_memory_is_damaged_is_opened(two_pages: Path, monkeypatch: pytest.MonkeyPatch):
    aged(monkeypatch)
    memory = two_pages / "memory"
    for _ in range(2):
        memo = DiskMemo(memory, "1")
        before = read_library(two_pages, "config.yaml", Reading(TODAY), memo)
        memo.save()
    data = memory / "memo.dat"
    data.write_bytes(bytes(len(data.read_bytes())))
    assert read_library(two_pages, "config.yaml", Reading(TODAY), DiskMemo(memory, "1")) == before


def test_page_that_could_not_be_opened_is_tried_again(two_pages: Path, monkeypatch: pytest.MonkeyPatch):
    """A fault of the disk, or too many open files, leaves a file looking as it did."""

    def failing(root: Path, path: str, *more: int) -> tuple[bytes | None, Problems]:
        fault = Problem(Place(path), "file", "cannot be read: Too many open files")
        return (None, (fault,)) if path == TWO else files.read_bytes(root, path, *more)

    memo = MemoryMemo()
    aged(monkeypatch)
    with monkeypatch.context() as patched:
        patched.setattr("microsite.reading.read.read_bytes", failing)
        library, problems = read_library(two_pages, "config.yaml", Reading(TODAY), memo)
    assert [article.title for article in library.articles] == ["one"]
    assert "Too many open files" in problems[0].message
    assert opened(two_pages, memo, monkeypatch) == [TWO]
    library, problems = read_library(two_pages, "config.yaml", Reading(TODAY), memo)
    assert [article.title for article in library.articles] == ["one", "two"]
    assert problems == ()
