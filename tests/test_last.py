"""A build that has nothing to do says so, and only then."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from microsite.cli import main
from microsite.disk import exchange, stage
from microsite.memory.last import MAGIC, read_last, signatures
from tests.sample import ROOT
from tests.test_build import bytes_of
from tests.test_commands import site


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return site(tmp_path, a="The psoas.", b="Nothing.")


def said(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert main(["--date", "2026-01-02", *words]) == 0
    return capsys.readouterr().out


def test_second_build_has_nothing_to_do(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = said(capsys, "--config", str(config))
    second = said(capsys, "--config", str(config))
    assert first.startswith("Published ")
    assert second.startswith("Nothing has changed: ")
    assert second.split(",")[0].removeprefix("Nothing has changed: ") == first.split(",")[0].removeprefix("Published ")


def test_warnings_are_said_again(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (config.parent / "content/articles/a.md").write_text("---\ntitle: A\nsummary: S.\n---\n## Two\n\n#### Four\n")
    words = ["--config", str(config), "--date", "2026-01-02"]
    assert main(words) == 0
    first = capsys.readouterr()
    assert main(words) == 0
    second = capsys.readouterr()
    assert "warning: a heading of level 4 follows one of level 2" in first.err
    assert second.err == first.err
    assert second.out.startswith("Nothing has changed")


def test_what_somebody_did_to_the_output_is_mended_by_the_next_edit(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    read: list[str] = []

    def heard(path: str) -> bytes:
        read.append(os.path.basename(path))
        return exchange.bytes_of(path)

    monkeypatch.setattr(stage, "bytes_of", heard)
    output = config.parent / "public"
    words = 0

    def edited() -> None:
        nonlocal words
        words += 1
        (config.parent / "content/articles/b.md").write_text(f"---\ntitle: B\nsummary: S.\n---\n{words} words.\n")
        read.clear()
        said(capsys, "--config", str(config))

    edited()
    for path in output.rglob("*"):
        # As if some time had passed; a file that was written a moment ago is read again.
        os.utime(path, ns=(10**18, 10**18))
    edited()
    assert "a.html" in read
    edited()
    page = output / "articles/a.html"
    right, status = page.read_bytes(), page.stat()
    assert "a.html" not in read
    page.write_bytes(right.replace(b"a", b"b"))
    os.utime(page, ns=(status.st_atime_ns, status.st_mtime_ns))
    edited()
    assert "a.html" in read
    assert page.read_bytes() == right


def edit(root: Path) -> None:
    (root / "content/articles/b.md").write_text("---\ntitle: B\nsummary: S.\n---\nOther words.\n")


def edit_unseen(root: Path) -> None:
    """Change bytes and keep what a listing shows: size and time."""
    path = root / "content/articles/b.md"
    status = path.stat()
    path.write_bytes(path.read_bytes().replace(b"Nothing", b"Nothink"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def add(root: Path) -> None:
    (root / "content/articles/c.md").write_text("---\ntitle: C\nsummary: S.\n---\nNew.\n")


def delete(root: Path) -> None:
    (root / "content/articles/b.md").unlink()


def template(root: Path) -> None:
    (root / "templates").mkdir()
    (root / "templates/404.html").write_text("<title>Own</title>\n")


def damage(root: Path) -> None:
    (root / "public/articles/a.html").write_text("damaged")


def loss(root: Path) -> None:
    (root / "public/articles/a.html").unlink()


def more(root: Path) -> None:
    (root / "public/strange.html").write_text("not ours")


def leftover(root: Path) -> None:
    (root / ".public-new-999999-1").mkdir()


@pytest.mark.parametrize("change", [edit, edit_unseen, add, delete, template, damage, loss, more, leftover])
def test_anything_that_differs_is_built(
    config: Path, capsys: pytest.CaptureFixture[str], change: Callable[[Path], None]
) -> None:
    said(capsys, "--config", str(config))
    change(config.parent)
    assert said(capsys, "--config", str(config)).startswith("Published ")
    fresh = config.parent.parent / "fresh"
    said(capsys, "--config", str(config), "--no-cache", "--output", str(fresh))
    assert bytes_of(config.parent / "public") == bytes_of(fresh)
    assert not [*config.parent.glob(".public-*")]


@pytest.mark.parametrize("words", [["--strict"], ["--drafts"], ["--output", "other"], ["--verbose"], ["--no-cache"]])
def test_another_way_to_build_is_built(config: Path, capsys: pytest.CaptureFixture[str], words: list[str]) -> None:
    said(capsys, "--config", str(config))
    assert "Published " in said(capsys, "--config", str(config), *words)


def test_another_day_is_built(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "--config", str(config))
    assert main(["--config", str(config), "--date", "2026-01-03"]) == 0
    assert capsys.readouterr().out.startswith("Published ")


@pytest.mark.parametrize("blob", [b"", MAGIC, b"other", MAGIC + b"\xff" * 40])
def test_damaged_record_is_no_record(config: Path, capsys: pytest.CaptureFixture[str], blob: bytes) -> None:
    said(capsys, "--config", str(config))
    record = config.parent / ".cache/last.dat"
    whole = record.read_bytes()
    for damaged in (blob, whole[:-1], whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:]):
        record.write_bytes(damaged)
        assert read_last(record) is None
    assert said(capsys, "--config", str(config)).startswith("Published ")


def test_failed_build_is_not_taken_for_the_last(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "--config", str(config))
    path = config.parent / "content/articles/b.md"
    path.write_text("no front matter")
    for _ in range(2):
        assert main(["--config", str(config), "--date", "2026-01-02"]) == 1
        assert "the site was left as it was" in capsys.readouterr().err


def test_signature_of_what_cannot_be_looked_at_is_missing(tmp_path: Path) -> None:
    (tmp_path / "dead").symlink_to("nowhere")
    (tmp_path / "file").write_text("x")
    assert [*signatures([str(tmp_path), str(tmp_path / "none")])] == [str(tmp_path / "file")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no named pipes")
@pytest.mark.parametrize("path", ["content/articles/pipe.md", "templates/pipe.html", "static/pipe.txt", "urls.lock"])
def test_named_pipe_is_not_waited_for(config: Path, path: str) -> None:
    (config.parent / path).parent.mkdir(exist_ok=True)
    os.mkfifo(config.parent / path)
    command = [sys.executable, str(ROOT / "build.py"), "--config", str(config), "--date", "2026-01-02"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == (0 if path.startswith("static") else 1), done.stderr
