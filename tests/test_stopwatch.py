"""Whoever waits sees how far a build has come, and may ask what took it so long."""

from __future__ import annotations

import io
import re
import time
from pathlib import Path

import pytest

from microsite.cli import main
from microsite.memory import stopwatch
from microsite.memory.crew import Crew
from microsite.memory.memo import Forgetful, Task
from microsite.memory.stopwatch import PATIENCE, PERIOD, Watch
from tests.sample import ROOT
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


def test_no_line_is_shown_before_anybody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopwatch, "PATIENCE", 1000.0)
    monkeypatch.setattr(stopwatch, "PERIOD", -1.0)
    screen = io.StringIO()
    Watch(screen).took("draft", "1", 0.1)
    assert screen.getvalue() == ""


def test_the_line_is_not_written_anew_for_every_page(monkeypatch: pytest.MonkeyPatch) -> None:
    screen, now = io.StringIO(), 0.0
    monkeypatch.setattr(stopwatch.time, "monotonic", lambda: now)
    watch = Watch(screen)
    for periods in (1, 1.5, 2.5):
        now = PATIENCE + periods * PERIOD
        watch.took("draft", f"{periods}", 0.1)
    assert re.findall(r"\((\d)\)", screen.getvalue()) == ["1", "3"]


def test_slowest_come_first_and_all_adds_up(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter((10.0, 13.0))
    monkeypatch.setattr(stopwatch.time, "monotonic", lambda: next(clock, 13.0))
    watch = Watch()
    watch.expects("draft", TASKS)
    with monkeypatch.context() as still:
        still.setattr(stopwatch.time, "monotonic", lambda: 10.0)
        watch.took("draft", "1", 0.25)
        watch.took("draft", "2", 0.5)
        watch.took("shelf", "3", 1.0)
        watch.spent(1.75)
    assert [*watch.lines()] == [
        "   1.000 s  putting the words for the search on shelves",
        "   0.750 s  converting 2 texts",
        "   1.250 s  all else: checking, writing",
        "   3.000 s  in all",
        "The slowest:",
        "   0.500 s  converting content/articles/b.md",
        "   0.250 s  converting content/articles/a.md",
    ]


def test_work_of_several_processes_is_told_from_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter((10.0, 12.0))
    monkeypatch.setattr(stopwatch.time, "monotonic", lambda: next(clock))
    watch = Watch()
    watch.seconds["page"] |= {"1": 1.5, "2": 1.5}
    watch.spent(1.5)
    assert [*watch.lines()][1:3] == [
        "   0.500 s  all else: checking, writing",
        "   3.500 s  in all; 2.0 s by the clock, as several processes were at work",
    ]


def test_everything_that_is_remembered_has_a_name_that_people_know() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "microsite").rglob("*.py"))
    asked = re.findall(r"""(?:\bmemo\(|\b(?:shelved|one_by_one|partial)\(\s*[\w.]*memo,)\s*((?:"\w+",\s*)+)""", code)
    names = {name for found in asked for name in re.findall(r"\w+", found)}
    assert {"draft", "unsound", "followed", "learned", "facts", "printed"} <= names
    assert names <= set(stopwatch.CALLED), "say in CALLED what people call it"


def test_what_is_made_inside_of_another_thing_counts_once() -> None:
    watch = Watch()
    crew = Crew(Forgetful(), None, watch)
    began = time.perf_counter()
    crew("shelf", "1", lambda: crew("words", "2", lambda: time.sleep(0.05)))
    lasted = time.perf_counter() - began
    assert 0.05 <= watch.seconds["words"]["2"] <= lasted
    assert watch.seconds["words"]["2"] + watch.seconds["shelf"]["1"] <= lasted


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_profile_names_the_pages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, jobs: str
) -> None:
    # Which of a handful of small pages are among the slowest is chance.
    monkeypatch.setattr(stopwatch, "SLOWEST", 100)
    config = site(tmp_path, a="The psoas.")
    for _ in range(2):
        assert main(["--config", str(config), "--date", "2026-01-02", "--profile", "--no-cache", "--jobs", jobs]) == 0
        said = capsys.readouterr().out
        assert " s  converting content/articles/a.md\n" in said
        assert " s  rendering articles/a.html\n" in said


def test_profile_is_said_of_a_site_with_errors_too_and_not_among_what_a_program_reads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = site(tmp_path, a="The [psoas](nowhere.md).")
    assert main(["--config", str(config), "--profile", "--no-cache", "--format", "json"]) == 1
    said = capsys.readouterr()
    assert all(line.startswith("{") for line in said.out.splitlines())
    assert " s  in all\n" in said.err


def test_no_line_in_a_pipe(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopwatch, "PATIENCE", -1.0)
    assert main(["--config", str(site(tmp_path, a="The psoas.")), "--date", "2026-01-02"]) == 0
    assert "\r" not in "".join(capsys.readouterr())
