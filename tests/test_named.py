"""A page is found by whatever an editor may call it, and every command says the same of what it cannot find."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from microsite.cli import main
from microsite.commands import Misuse
from microsite.commands.changing import change_files, not_written
from microsite.commands.named import page_of
from microsite.commands.say import line_finder
from microsite.desk.rewrite import Change
from microsite.pipeline import Order
from microsite.problem import Place
from tests.sites import TODAY, library_of, write_site


def page(title: str, more: str = "", text: str = "Text.") -> str:
    return f"---\ntitle: {title}\nsummary: S.\n{more}---\n{text}\n"


SITE = {
    "config.yaml": "title: Site\n",
    "content/articles/psoas.md": page("The psoas"),
    "content/articles/later.md": page("Later", "publish: 2030-01-01\n"),
    "content/articles/draft.md": page("Draft", "draft: true\n"),
    "content/glossary/psoas-major.md": page("Psoas major", "aliases: [great psoas]\n"),
    "content/glossary/rest.md": page("Rest"),
    "content/pages/about.md": page("About"),
    "content/pages/rest.md": page("Rest of it"),
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_site(tmp_path_factory.mktemp("site"), SITE)


def found(name: str, root: Path, *, drafts: bool = False) -> str:
    library, _ = library_of(root, drafts=drafts)
    return page_of(name, library, Order(config=root / "config.yaml", today=TODAY)).source.path


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("psoas", "articles/psoas"),
        ("articles/psoas", "articles/psoas"),
        ("articles/psoas.md", "articles/psoas"),
        ("content/articles/psoas.md", "articles/psoas"),
        ("./content/articles/psoas.md", "articles/psoas"),
        ("psoas-major", "glossary/psoas-major"),
        ("glossary/psoas-major", "glossary/psoas-major"),
        ("psoas  MAJOR", "glossary/psoas-major"),
        ("about", "pages/about"),
        ("pages/about", "pages/about"),
        ("pages/rest", "pages/rest"),
        ("index", "index"),
        ("content/index.md", "index"),
    ],
)
def test_a_page_goes_by_its_slug_its_file_and_a_term_by_its_title(root: Path, name: str, path: str) -> None:
    assert found(name, root) == f"content/{path}.md"


def test_a_file_is_found_from_wherever_the_command_is_given(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root / "content" / "articles")
    assert found("psoas.md", root) == "content/articles/psoas.md"
    # By slug two pages have this name; the file says which.
    assert found("../glossary/rest.md", root) == "content/glossary/rest.md"
    assert found(str(root / "content" / "pages" / "rest.md"), root) == "content/pages/rest.md"
    assert found("psoas.md", root / ".." / root.name) == "content/articles/psoas.md"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("psaos", "there is no page “psaos”. Did you mean psoas?"),
        ("psoas majro", "there is no page “psoas majro”. Did you mean Psoas major"),
        ("xyzxyzxyz", "there is no page “xyzxyzxyz”."),
        ("great psoas", "“great psoas” is another name of Psoas major: say psoas-major"),
        ("rest", "“rest” is the name of 2 pages; say which: glossary/rest or pages/rest."),
        ("draft", "content/articles/draft.md is held back (draft). With --drafts it is there too."),
        ("content/articles/later.md", "is held back (scheduled for 2030-01-01)"),
    ],
)
def test_what_is_no_page_is_said_with_a_way_out(root: Path, name: str, said: str) -> None:
    with pytest.raises(Misuse) as refused:
        found(name, root)
    assert str(refused.value).startswith(said) or said in str(refused.value)
    assert str(refused.value) == str(refused.value).strip()


def test_a_draft_is_found_where_drafts_are_wanted(root: Path) -> None:
    assert found("draft", root, drafts=True) == "content/articles/draft.md"


@pytest.mark.parametrize(
    "words",
    [
        ("explain", "psaos", "psoas"),
        ("share", "psaos"),
        ("review", "psaos", "--by", "A", "--role", "B"),
        ("rename", "psaos", "x"),
        ("comments", "notes.txt", "--page", "psaos"),
    ],
)
def test_every_command_says_the_same(
    root: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    (root / "notes.txt").write_text("¶ 1: Good.\n", encoding="utf-8")
    assert main(["--config", "config.yaml", "--no-cache", *words]) == 2
    assert capsys.readouterr().err == "build.py: there is no page “psaos”. Did you mean psoas?\n"


# --------------------------------------------------------------------------------------------- looking and changing


@pytest.mark.parametrize(
    "words", [("mentions",), ("explain", "psoas", "psoas"), ("urls",), ("check",), ("new", "term", "Ilium")]
)
def test_what_a_question_has_made_is_remembered(tmp_path: Path, words: tuple[str, ...]) -> None:
    write_site(tmp_path, SITE)
    main(["--config", str(tmp_path / "config.yaml"), "--jobs", "1", *words])
    assert (tmp_path / ".cache").is_dir()
    assert not (tmp_path / "public").exists()
    assert any(file.stat().st_size > 1000 for file in (tmp_path / ".cache").iterdir() if file.is_file())


def test_a_folder_that_cannot_be_written_to_is_named_and_nothing_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.md").write_bytes(b"old")

    def full(path: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr(Path, "write_bytes", full)
    assert change_files(tmp_path, [Change("a.md", "a.md", b"old", b"new")]) == 74
    said = capsys.readouterr().err
    assert said == f"build.py: {tmp_path} cannot be written to: No space left on device; nothing was changed.\n"
    assert (tmp_path / "a.md").read_bytes() == b"old"


def test_a_file_saved_meanwhile_is_named_and_nothing_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.md").write_bytes(b"newer")
    assert change_files(tmp_path, [Change("a.md", "a.md", b"old", b"new")]) == 74
    assert capsys.readouterr().err == "build.py: a.md was saved meanwhile; nothing was changed.\n"
    assert (tmp_path / "a.md").read_bytes() == b"newer"


def test_a_file_that_cannot_be_written_is_said_with_a_way_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert not_written("a.html", OSError(13, os.strerror(13)), "Choose another.") == 74
    assert not_written("a.html", OSError(13, os.strerror(13))) == 74
    said = capsys.readouterr().err
    assert said == (
        "build.py: a.html cannot be written: Permission denied. Choose another.\n"
        "build.py: a.html cannot be written: Permission denied.\n"
    )


def test_line_of_a_file_that_nobody_may_read_is_left_out(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong with it may be just that."""
    line_of = line_finder(Order(config=root / "config.yaml", today=TODAY))
    monkeypatch.setattr(Path, "read_text", raised)
    assert line_of(Place("content/articles/psoas.md", 1)) is None


def raised(*_: object, **__: object) -> str:
    raise PermissionError(13, "Permission denied")
