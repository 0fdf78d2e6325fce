"""Renaming a page: all that names it follows, nothing else changes, and it happens whole or not at all."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.cli import main
from microsite.commands import rename as rename_command
from microsite.desk.renaming import Renaming, changes_for
from microsite.desk.rewrite import Change, Overtaken, rewrite
from microsite.pipeline import Order, build
from microsite.reading.naming import named_in, written_words
from microsite.reading.read import Reading, read_library
from tests.sample import ROOT
from tests.sites import TODAY
from tests.snippets import read_snippets

TERM = (
    "---\ntitle: Hip bone\nsummary: A bone.\nkind: bone\naliases: [os coxae]\n---\n"
    "One of two. [[!hip bone]]\n\n## Where\n"
)
MUSCLE = (
    "---\ntitle: Psoas\nsummary: A muscle.\nkind: muscle\norigin: the spine\nrelated:\n  - coxa  # beside it\n"
    "---\nIt runs past the [[hip bone]]. [Self](psoas.md)\n"
)
TEXT = """---
title: One
summary: What it says.
related: [two]
aliases_off: ["coxa"]
---
The hip bone, [a link](../glossary/coxa.md "title"), [one in <>](<../glossary/coxa.md#where>),
[by name][bone], [[coxa]], [[Hip bone|this bone]], [words
over lines](../glossary/coxa.md). `[code](../glossary/coxa.md) [[hip bone]]` [two](two.md)

> - In a list in a quote: [[hip bone]] and {fact:psoas.origin}.[^1]

| Table | cell |
|---|---|
| [[coxa\\|it]] | it |

![](../figures/bone.svg)

::: note A [title](../glossary/coxa.md)
Text.
:::

    [indented](../glossary/coxa.md)

```md
[fenced](../glossary/coxa.md) {fact:psoas.origin}
```

<p><a href="../glossary/coxa.html">HTML</a>, <a href='../glossary/coxa.html'>again</a></p>

[bone]: ../glossary/coxa.md

[^1]:
    A note on [[hip bone]].
"""
FIGURE = "alt: A bone\ncaption: The [[hip bone]], [drawn](../glossary/coxa.md)\nlabels:\n- term: coxa\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g data-term="coxa"><path d="M0 0"/></g></svg>\n'
SITE: Mapping[str, str] = {
    "config.yaml": "title: Site\nroutes:\n- title: Way\n  articles: [one, two]\nmenu: [about]\nchecks: {unused: off}\n",
    "content/index.md": "---\ntitle: Home\n---\n[One](articles/one.md)\n",
    "content/glossary/coxa.md": TERM,
    "content/glossary/psoas.md": MUSCLE,
    "content/articles/one.md": TEXT,
    "content/articles/two.md": "---\ntitle: Two\nsummary: S.\nrelated: [one]\n---\n[One](one.md), psoas, hip bone.\n",
    "content/pages/about.md": "---\ntitle: About\nsummary: Who.\nrelated: [one]\n---\n[One](../articles/one.md)\n",
    "content/figures/bone.svg": SVG,
    "content/figures/bone.yaml": FIGURE,
}


def site(root: Path, **more: str) -> Path:
    for path, text in {**SITE, **more}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode())
    return root / "config.yaml"


def tree(root: Path) -> dict[str, bytes]:
    paths = (path for path in root.rglob("*") if path.is_file() and ".cache" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def rename(config: Path, *words: str) -> int:
    return main(["--config", str(config), "--no-cache", "--date", "2026-11-22", "rename", *words])


def problems(config: Path) -> list[str]:
    order = Order(config=config, today=TODAY, has_drafts=True)
    return [f"{problem.rule}: {problem.message}" for problem in build(order, lambda file: None).problems]


def without_redirects(files: Mapping[str, bytes]) -> dict[str, bytes]:
    kept = {}
    for path, data in files.items():
        lines = data.split(b"\n")
        kept[path] = b"\n".join(line for line in lines if not line.startswith(b"redirect_from"))
    return kept


def test_a_term_takes_everything_that_names_it_along(tmp_path: Path) -> None:
    config = site(tmp_path)
    assert problems(config) == []
    assert rename(config, "coxa", "innominate") == 0
    text = (tmp_path / "content/articles/one.md").read_text(encoding="utf-8")
    changed = [line for line in text.split("\n") if line not in TEXT.split("\n")]
    assert changed == [
        'aliases_off: ["innominate"]',
        'The hip bone, [a link](../glossary/innominate.md "title"), [one in <>](<../glossary/innominate.md#where>),',
        "[by name][bone], [[innominate]], [[Hip bone|this bone]], [words",
        "over lines](../glossary/innominate.md). `[code](../glossary/coxa.md) [[hip bone]]` [two](two.md)",
        "| [[innominate\\|it]] | it |",
        "::: note A [title](../glossary/innominate.md)",
        """<p><a href="../glossary/innominate.html">HTML</a>, <a href='../glossary/innominate.html'>again</a></p>""",
        "[bone]: ../glossary/innominate.md",
    ]
    assert not (tmp_path / "content/glossary/coxa.md").exists()
    moved = (tmp_path / "content/glossary/innominate.md").read_text(encoding="utf-8")
    assert moved == TERM.replace("---\nOne", "redirect_from: [coxa]\n---\nOne")
    files = tree(tmp_path)
    assert files["content/glossary/psoas.md"].decode() == MUSCLE.replace("- coxa ", "- innominate ")
    assert files["content/figures/bone.svg"].decode() == SVG.replace("coxa", "innominate")
    assert files["content/figures/bone.yaml"].decode() == FIGURE.replace("coxa", "innominate")
    assert problems(config) == []


def test_an_inserted_fact_follows_its_muscle(tmp_path: Path) -> None:
    config = site(tmp_path)
    assert rename(config, "psoas", "great-psoas") == 0
    text = (tmp_path / "content/articles/one.md").read_text(encoding="utf-8")
    assert text == TEXT.replace("and {fact:psoas.origin}.[^1]", "and {fact:great-psoas.origin}.[^1]")


def test_an_article_keeps_its_place_in_routes_links_and_lists(tmp_path: Path) -> None:
    config = site(tmp_path)
    assert rename(config, "articles/one.md", "first") == 0
    files = {path: data.decode() for path, data in tree(tmp_path).items()}
    assert "articles: [first, two]" in files["config.yaml"]
    assert "[One](articles/first.md)" in files["content/index.md"]
    assert "related: [first]" in files["content/articles/two.md"]
    assert "[One](first.md)" in files["content/articles/two.md"]
    assert "related: [first]" in files["content/pages/about.md"]
    assert "redirect_from: [one]" in files["content/articles/first.md"]


def test_a_plain_page_keeps_its_place_in_the_menu(tmp_path: Path) -> None:
    config = site(tmp_path)
    assert rename(config, "about", "who-we-are") == 0
    assert "menu: [who-we-are]" in config.read_text(encoding="utf-8")


def test_a_name_that_texts_use_stays_an_alias(tmp_path: Path) -> None:
    config = site(tmp_path)
    assert rename(config, "Hip bone", "Coxal bone") == 0
    term = (tmp_path / "content/glossary/coxal-bone.md").read_text(encoding="utf-8")
    assert "title: Coxal bone\n" in term
    assert "aliases: [os coxae, Hip bone]\n" in term
    text = (tmp_path / "content/articles/one.md").read_text(encoding="utf-8")
    assert "[[coxal-bone]], [[Coxal bone|this bone]]" in text
    assert "> - In a list in a quote: [[coxal bone]] and" in text
    assert "    A note on [[coxal bone]]." in text
    assert "The hip bone, " in text


@pytest.mark.parametrize(("old", "title"), [("PSOAS", "iliopsoas"), ("psoas", "Psoas"), ("psoas.md", "Psoas")])
def test_one_new_word_is_a_title_for_who_says_the_title(tmp_path: Path, old: str, title: str) -> None:
    config = site(tmp_path)
    assert rename(config, old, "iliopsoas") == 0
    assert f"title: {title}\n" in (tmp_path / "content/glossary/iliopsoas.md").read_text(encoding="utf-8")


def test_a_mark_by_the_title_follows_the_title_though_its_old_name_would_still_do(tmp_path: Path) -> None:
    page = "---\ntitle: M\nsummary: S.\n---\n[[Hip bone]], [[HIP BONE|this]], [[os coxae]], hip bone\n"
    config = site(tmp_path, **{"content/articles/more.md": page})
    assert rename(config, "hip  BONE", "Hip Bone") == 0
    text = (tmp_path / "content/articles/more.md").read_text(encoding="utf-8")
    assert text.endswith("\n[[Hip Bone]], [[Hip Bone|this]], [[os coxae]], hip bone\n")


def test_what_names_no_page_of_the_site_stays_as_it_is(tmp_path: Path) -> None:
    stays = {
        "content/articles/bare.md": b"No front matter. [[coxa]]\n",
        "content/articles/latin.md": "---\ntitle: Größe\n---\n[[coxa]]\n".encode("latin-1"),
        "content/figures/bone.png": b"---\ntitle: PNG\n---\n[[coxa]]",
        "content/references.yaml": b"references:\n- id: coxa\n  type: book\n  title: '[[coxa]]'\n",
        "content/glossary/away.md": b"---\ntitle: Away\nsummary: S.\n---\n[[hip bone]] <a href='#coxa'>one</a>\n"
        b'<a href="https://example.org/glossary/coxa.html">two</a> <a href="mailto:coxa.html">three</a>\n',
    }
    config = site(tmp_path)
    for path, data in stays.items():
        (tmp_path / path).write_bytes(data)
    assert rename(config, "coxa", "hip") == 0
    files = tree(tmp_path)
    assert {path: files[path] for path in stays} == stays


def test_what_happened_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = site(tmp_path)
    assert rename(config, "Hip bone", "Coxal bone") == 0
    assert capsys.readouterr().out == (
        "content/glossary/coxa.md is now content/glossary/coxal-bone.md, “Hip bone” is now “Coxal bone”; "
        "its old address leads to the new one, glossary/coxa.html → glossary/coxal-bone.html. 4 other files edited.\n"
    )


def test_a_name_that_no_text_uses_goes(tmp_path: Path) -> None:
    config = site(tmp_path, **{"content/glossary/rare.md": "---\ntitle: Rare\nsummary: A word.\norphan_ok: x\n---\n\n"})
    assert rename(config, "Rare", "Rarer: still") == 0
    assert "aliases" not in (tmp_path / "content/glossary/rarer-still.md").read_text(encoding="utf-8")
    assert "title: 'Rarer: still'" in (tmp_path / "content/glossary/rarer-still.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new"),
    [("coxa", "x"), ("Psoas", "Great psoas"), ("one", "x"), ("about", "x"), ("psoas", "x"), ("two", "one-2")],
)
def test_there_and_back_is_the_same_but_for_the_redirect(tmp_path: Path, old: str, new: str) -> None:
    config = site(tmp_path)
    before = tree(tmp_path)
    assert rename(config, old, new) == 0
    assert tree(tmp_path) != before
    assert rename(config, new, old) == 0
    assert without_redirects(tree(tmp_path)) == before


PIECES = st.sampled_from(
    [
        "[a](../glossary/coxa.md)",
        "[[coxa]]",
        "[[coxa|b]]",
        "`[[coxa]]`",
        "{fact:coxa.x}",
        "![](coxa.png)",
        "\n\n    [[coxa]]\n\n",
        "\n```\n[[coxa]]\n```\n",
        "\n\n> ",
        "\n- ",
        "\n1. ",
        " | ",
        "\n|---|---|\n",
        "\n\n[x]: ../glossary/coxa.md\n\n",
        "\n\n[^1]: note\n\n",
        "[x]",
        "[^1]",
        "*",
        "``",
        "\n\n<p>html</p>\n\n",
        "<!-- coxa -->",
        '<a href="../glossary/coxa.html">c</a>',
        "\n\n::: note\n",
        "\n:::\n",
        "\\",
        "hip bone",
        "\t",
        "\n: ",
        "\n# ",
    ]
)


def renamed(root: Path, old: str, new: str) -> None:
    """Rename a page without trying first how the site would be."""
    library, _ = read_library(root, "config.yaml", Reading(TODAY, has_drafts=True))
    page = next(page for page in library.everything if page.slug == old)
    rewrite(root, changes_for(root, "config.yaml", library, Renaming(page, new, page.title), ()))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(pieces=st.lists(PIECES, max_size=14), end=st.sampled_from(["\n", "\r\n", "\r"]), mark=st.booleans())
def test_any_text_comes_back_the_same_byte_for_byte(pieces: list[str], end: str, mark: bool) -> None:
    text = "---\ntitle: Any\nsummary: Text.\n---\n" + "".join(pieces)
    data = ("\ufeff" * mark + text.replace("\n", end)).encode()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        site(root)
        (root / "content/articles/any.md").write_bytes(data)
        before = tree(root)
        renamed(root, "coxa", "hip")
        # Code is not touched, nor is anything but the name.
        moved = (root / "content/articles/any.md").read_bytes()
        # Behind a backslash a backtick begins no code.
        is_code = b"``" not in data and b"\\`" not in data
        assert not is_code or moved.count(b"`[[coxa]]`") == data.count(b"`[[coxa]]`")
        assert moved.replace(b"hip-", b"coxa-").replace(b"hip", b"coxa") == data.replace(b"hip", b"coxa")
        renamed(root, "hip", "coxa")
        assert without_redirects(tree(root)) == before


CASES = (
    "cases/commonmark.txt",
    *(f"cases/markdown/{path.name}" for path in sorted((ROOT / "tests/cases/markdown").glob("*.txt"))),
)


@pytest.mark.parametrize("path", sorted(CASES))
def test_names_are_found_where_they_stand_in_any_markdown(path: str) -> None:
    for snippet in read_snippets(path):
        for named in named_in(snippet.given):
            assert snippet.given[named.start : named.end] == named.written, snippet
        assert written_words(snippet.given) is not None


def test_every_link_that_a_page_has_is_found_where_it_is_written() -> None:
    order = Order(config=ROOT / "config.yaml", today=TODAY)
    site_now = build(order, lambda file: None).site
    for page in site_now.library.everything:
        found = {named.written for named in named_in(page.source.text)}
        missing = {ref.written for ref in site_now.bodies[page.key].draft.crossrefs} - found
        # Links in captions stand in the sidecar.
        assert not {written for written in missing if written in page.source.text}, page.source.path


def test_line_ends_and_a_byte_order_mark_stay(tmp_path: Path) -> None:
    text = "\ufeff---\r\ntitle: T\r\nsummary: S\r\n---\r\n[[coxa]] \r\nlast line without end"
    config = site(tmp_path, **{"content/articles/crlf.md": text})
    assert rename(config, "coxa", "hip") == 0
    assert (tmp_path / "content/articles/crlf.md").read_bytes() == text.replace("coxa", "hip").encode()


def test_a_picture_beside_the_page_moves_with_it(tmp_path: Path) -> None:
    picture = {
        "content/articles/two.svg": SVG.replace(' data-term="coxa"', ""),
        "content/articles/two.yaml": "alt: A\n",
    }
    more = {"content/articles/three.md": "---\ntitle: Three\nsummary: S.\n---\n![](two.svg)\n"}
    config = site(tmp_path, **picture, **more)
    assert rename(config, "two", "second") == 0
    assert {"content/articles/second.svg", "content/articles/second.yaml"} <= tree(tmp_path).keys()
    assert "![](second.svg)" in (tmp_path / "content/articles/three.md").read_text(encoding="utf-8")


def test_the_trial_copy_may_be_changed_and_is_no_link_to_the_site(tmp_path: Path) -> None:
    """Deleting a copy of a locked folder unlocks its files first; links to the site's own would be unlocked with it."""
    config = site(tmp_path / "site")
    locked = config.parent / "content/glossary"
    (locked / ".#hip.md").symlink_to("ada@host.123:456")
    (locked / "round").symlink_to(".")
    os.mkfifo(locked / "pipe.md")
    locked.chmod(0o555)
    try:
        copy = tmp_path / "copy"
        copy.mkdir()
        rename_command._copy(Order(config=config, today=TODAY), copy)
        assert {*os.listdir(copy / "content/glossary")} == {*os.listdir(locked)} - {".#hip.md", "round", "pipe.md"}
        assert {path.stat().st_nlink for path in copy.rglob("*.md")} == {1}
        assert os.access(copy / "content/glossary", os.W_OK)
        assert (copy / "content/glossary").stat().st_mode & 0o200
        assert locked.stat().st_mode & 0o777 == 0o555
    finally:
        locked.chmod(0o755)


def test_a_dry_run_prints_the_lines_of_texts_and_names_other_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawing = SVG.replace("<path", "<path " + 'data-term="coxa" ' * 2)
    config = site(
        tmp_path,
        **{
            "content/figures/bone.svg": drawing,
            "content/glossary/coxa.svg": SVG.replace("coxa", "x"),
            "content/glossary/coxa.yaml": "alt: A bone\n",
        },
    )
    rename(config, "coxa", "hip", "--dry-run")
    said = capsys.readouterr()
    assert said.out.startswith(
        'content/figures/bone.svg: data-term="coxa" → data-term="hip", 3 times\n'
        "content/glossary/coxa.svg → content/glossary/hip.svg: moved as it is\n"
        "content/glossary/coxa.yaml → content/glossary/hip.yaml: moved as it is\n"
        "diff --git a/content/articles/one.md b/content/articles/one.md\n"
    )
    assert "viewBox" not in said.out
    assert '@@ -5 +5 @@\n-aliases_off: ["coxa"]\n+aliases_off: ["hip"]\n' in said.out
    assert not [line for line in said.out.split("\n") if line.startswith(" ")], "only what changes"
    assert said.err == "Nothing was changed; without --dry-run, 7 files would be.\n"


def test_a_dry_run_prints_what_git_can_apply_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn = {"content/figures/bone.svg": SVG.replace(' data-term="coxa"', "")}
    end = {"content/articles/end.md": "---\ntitle: E\nsummary: S\n---\n[[coxa]]"}
    config = site(tmp_path / "a", **end, **drawn)
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    before = tree(tmp_path / "a")
    assert rename(config, "coxa", "hip", "--dry-run") == 0
    assert tree(tmp_path / "a") == before
    patch = capsys.readouterr().out
    assert rename(config, "coxa", "hip") == 0
    subprocess.run(["git", "init", "-q"], cwd=tmp_path / "b", check=True)
    subprocess.run(["git", "apply", "--unidiff-zero"], cwd=tmp_path / "b", input=patch.encode(), check=True)
    shutil.rmtree(tmp_path / "b/.git")
    assert tree(tmp_path / "b") == tree(tmp_path / "a")


@pytest.mark.parametrize(
    ("fault", "status"),
    [(OSError(28, "No space left on device"), 74), (KeyboardInterrupt(), 130)],
    ids=["disk", "ctrl-c"],
)
@pytest.mark.parametrize("at", [1, 4, 5])
def test_what_is_stopped_half_way_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException, status: int, at: int
) -> None:
    config = site(tmp_path)
    before, replace, count = tree(tmp_path), os.replace, 0

    def failing(source: Path, target: Path) -> None:
        nonlocal count
        count += 1
        if count == at:
            raise fault
        replace(source, target)

    monkeypatch.setattr(os, "replace", failing)
    assert rename(config, "coxa", "hip") == status
    assert tree(tmp_path) == before


def test_a_file_that_was_saved_meanwhile_stops_all(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    (tmp_path / "b").write_bytes(b"saved by somebody")
    with pytest.raises(Overtaken):
        rewrite(tmp_path, [Change("a", "a", b"a", b"A"), Change("b", "b", b"b", b"B")])
    assert tree(tmp_path) == {"a": b"a", "b": b"saved by somebody"}


def test_file_modes_stay(tmp_path: Path) -> None:
    config = site(tmp_path)
    (tmp_path / "content/articles/one.md").chmod(0o640)
    rename(config, "coxa", "hip")
    assert (tmp_path / "content/articles/one.md").stat().st_mode & 0o777 == 0o640


def test_a_name_that_would_break_the_site_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = site(tmp_path)
    before = tree(tmp_path)
    # It would stand in an unquoted line of YAML.
    assert rename(config, "Hip bone", "Bone: hip") == 1
    said = capsys.readouterr().err
    assert "content/figures/bone.yaml:2:" in said
    assert "nothing was changed" in said
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Hip bown", "x", "there is no page “Hip bown”. Did you mean Hip bone"),
        ("os coxae", "x", "another name of Hip bone: say coxa (content/glossary/coxa.md)"),
        ("one", "Two words", "Try two-words."),
        ("one", "../glossary/one", "a page stays in its folder"),
        ("one", "two", "content/articles/two.md is there already: choose another name."),
        ("one", "one", "has that name already"),
        ("one", "con", "device on Windows"),
        ("about", "claims", "the site makes the address"),
        ("index", "start", "the home page has no other name"),
        ("coxa", "Hip_bone", "Try hip-bone"),
    ],
)
def test_what_cannot_be_is_said_with_a_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, said: str
) -> None:
    config = site(tmp_path)
    before = tree(tmp_path)
    assert rename(config, old, new) == 2
    assert said in capsys.readouterr().err
    assert tree(tmp_path) == before


def test_a_slug_that_two_pages_have_must_be_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = site(tmp_path, **{"content/glossary/one.md": "---\ntitle: Oneness\nsummary: S\norphan_ok: x\n---\n\n"})
    assert rename(config, "one", "first") == 2
    assert "articles/one or glossary/one" in capsys.readouterr().err
    assert rename(config, "articles/one", "first") == 0


def test_an_address_that_another_page_sends_on_is_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = site(tmp_path)
    assert rename(config, "one", "first") == 0
    assert rename(config, "two", "one") == 2
    assert "content/articles/first.md:" in capsys.readouterr().err


TWO = "---\ntitle: Two\nsummary: S.\n{}---\n[One](one.md)\n"
"""An article, with more of its front matter to come."""


def second_from_two(root: Path, more: str) -> str:
    """Return what becomes of the article, with `more` in its front matter, when it is renamed."""
    config = site(root, **{"content/articles/two.md": TWO.format(more)})
    assert rename(config, "two", "second") == 0
    return (root / "content/articles/second.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("redirect_from: [old]\n", "redirect_from: [old, two]\n"),
        ("redirect_from: []\n", "redirect_from: [two]\n"),
        ("redirect_from:\n", "redirect_from: [two]\n"),
        ("redirect_from:\norder: 2\n", "redirect_from: [two]\norder: 2\n"),
        ("redirect_from:\n  - old\n", "redirect_from:\n  - old\n  - two\n"),
        (
            "redirect_from:\n- older\n- old  # once\norder: 2\n",
            "redirect_from:\n- older\n- old  # once\n- two\norder: 2\n",
        ),
        ("order: 2\n\n", "order: 2\nredirect_from: [two]\n"),
    ],
)
def test_an_old_address_joins_a_list_in_the_way_it_is_written(tmp_path: Path, before: str, after: str) -> None:
    assert second_from_two(tmp_path, before) == TWO.format(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("redirect_from: [second]\n", "redirect_from: [two]\n"),
        ("redirect_from: [second, old]\n", "redirect_from: [old, two]\n"),
        ("redirect_from: [older, second, old]\n", "redirect_from: [older, old, two]\n"),
        ("redirect_from: [old, articles/second.html]\n", "redirect_from: [old, two]\n"),
        ("redirect_from:\n  - second\n  - old\n", "redirect_from:\n  - old\n  - two\n"),
        ("redirect_from:\n- old\n- second\norder: 2\n", "redirect_from:\n- old\n- two\norder: 2\n"),
        ("redirect_from:\n- old\n- second\n", "redirect_from:\n- old\n- two\n"),
    ],
)
def test_a_page_that_takes_an_old_address_of_its_own_leads_there_no_longer(
    tmp_path: Path, before: str, after: str
) -> None:
    assert second_from_two(tmp_path, before) == TWO.format(after)


def test_a_draft_leaves_no_address_behind(tmp_path: Path) -> None:
    config = site(tmp_path, **{"content/articles/new.md": "---\ntitle: N\nsummary: S\ndraft: true\n---\n[[coxa]]\n"})
    assert rename(config, "new", "newer") == 0
    assert "redirect" not in (tmp_path / "content/articles/newer.md").read_text(encoding="utf-8")


def test_help_needs_no_site() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "build.py"), "rename", "--help"], capture_output=True, check=False
    )
    assert done.returncode == 0
    assert b"--dry-run" in done.stdout
