"""Whoever waits sees how far a build has come, and may ask what took it so long."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from microsite.cli import main
from microsite.memory import stopwatch
from microsite.memory.memo import Task
from microsite.memory.stopwatch import Watch
from tests.test_commands import site

TASKS = [Task("1", str, "content/articles/a.md"), Task("2", str, "content/articles/b.md")]


def test_short_build_shows_no_line() -> None:
    screen = io.StringIO()
    watch = Watch(screen)
    watch.expects("draft", TASKS)
    watch.took("draft", "1", 0.1)
    watch.close()
    assert screen.getvalue() == ""


def test_long_build_shows_a_line_and_takes_it_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopwatch, "PATIENCE", -1.0)
    monkeypatch.setattr(stopwatch, "PERIOD", -1.0)
    screen = io.StringIO()
    watch = Watch(screen)
    watch.expects("draft", TASKS)
    watch.took("draft", "1", 0.1)
    watch.took("facts", "1", 0.1)
    shown = "converting content/articles/a.md (1)"
    assert screen.getvalue() == f"\r{shown}\r"
    watch.close()
    assert screen.getvalue() == f"\r{shown}\r\r{' ' * len(shown)}\r"


def test_slowest_come_first() -> None:
    watch = Watch()
    watch.expects("draft", TASKS)
    watch.took("draft", "1", 0.25)
    watch.took("draft", "2", 0.5)
    watch.took("search", "3", 1.0)
    assert [*watch.lines()] == [
        "   1.000 s  search, 1 time",
        "   0.750 s  converting a text, 2 times",
        "   0.500 s  converting content/articles/b.md",
        "   0.250 s  converting content/articles/a.md",
    ]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_profile_names_the_pages(tmp_path: Path, capsys: pytest.CaptureFixture[str], jobs: str) -> None:
    config = site(tmp_path, a="The psoas.")
    for _ in range(2):
        assert main(["--config", str(config), "--date", "2026-01-02", "--profile", "--no-cache", "--jobs", jobs]) == 0
        said = capsys.readouterr().out
        assert " s  converting content/articles/a.md\n" in said
        assert " s  rendering articles/a.html\n" in said


def test_no_line_in_a_pipe(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopwatch, "PATIENCE", -1.0)
    assert main(["--config", str(site(tmp_path, a="The psoas.")), "--date", "2026-01-02"]) == 0
    assert "\r" not in "".join(capsys.readouterr())
