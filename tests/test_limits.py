"""A build ends: what goes beyond a limit is an error at its place, and no text can take for ever."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from microsite.model import Source
from microsite.text import body, texts
from microsite.text.body import to_sightings
from microsite.text.budget import OverBudget, limited
from microsite.text.limits import LONGEST_RUN, MOST_BLOCKS, MOST_FOOTNOTE_MARKS, MOST_MARKS, MOST_MARKS_IN_A_BLOCK
from tests.sites import write_site
from tests.test_build import bytes_of, here
from tests.test_properties import draft_of, scope_of, whole

RUN = "[" * (LONGEST_RUN + 1)
MANY = "*a* " * (MOST_MARKS_IN_A_BLOCK // 2)
BLOCK = "a* " * MOST_MARKS_IN_A_BLOCK + "\n\n"


def said(text: str) -> list[str]:
    """Return what is said of a text that goes beyond a limit, with its place."""
    problems = draft_of(text).problems
    return [f"{problem.place.line}:{problem.place.column}: {problem.message}" for problem in problems]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"One.\n\nTwo {RUN}", "3:5: more than 100 brackets or the like in a row"),
        (f"> - One.\n>   Two\n>   three {RUN}", "3:11: more than 100 brackets or the like in a row"),
        (f"<div>\n{'<' * 101}\n</div>", "2:1: more than 100 brackets or the like in a row"),
        (f"A[^1]\n\n[^1]: One {RUN}", "3:11: more than 100 brackets or the like in a row"),
        (f"One.\n\n{MANY}*b*", "3:4001: more than 2,000 marks (* [ < and their kin) in one paragraph"),
        (
            BLOCK * (MOST_MARKS // MOST_MARKS_IN_A_BLOCK) + "a*",
            "41:1: more than 40,000 marks (* [ < and their kin) on one page",
        ),
        ("[^1] a\n\n" * MOST_FOOTNOTE_MARKS + "[^1]\n\n[^1]: B", "2001:1: more than 1,000 footnote marks on one page"),
        ("".join(f"*[A{n}]: B\n" for n in range(502)), "501:0: more than 500 abbreviations on one page"),
        ("- a\n" * (MOST_BLOCKS + 1), "19999:3: more than 20,000 paragraphs, items and cells"),
        (f"{'|a' * MOST_BLOCKS}|\n{'|-' * MOST_BLOCKS}|\n", "1:2: more than 20,000 paragraphs, items and cells"),
    ],
)
def test_what_goes_beyond_a_limit_is_an_error_at_its_place(text: str, expected: str):
    assert said(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        RUN[1:],
        MANY,
        BLOCK * (MOST_MARKS // MOST_MARKS_IN_A_BLOCK),
        f"```\n{RUN}\n{MANY}*\n```",
        f"    {RUN}{MANY}*",
        "```\n" + "a\n" * (MOST_BLOCKS + 1) + "```",
    ],
    ids=["run", "block", "page", "code", "indented code", "lines of code"],
)
def test_what_keeps_to_a_limit_is_read(text: str):
    draft = draft_of(text)
    assert draft.wording().html
    assert not [problem for problem in draft.problems if "more than" in problem.message]


def test_words_of_a_text_beyond_a_limit_are_not_explained():
    assert to_sightings(Source.of("content/articles/page.md", RUN + " hip"), scope_of(RUN + " hip", whole())) == ()


def test_stack_that_overflows_is_an_error_and_no_fault_of_ours(monkeypatch: pytest.MonkeyPatch):
    # With neither `*_` nor defaults: calling such functions Python 3.13.0 itself forgets to count.
    def endless(conversion: object, root: object) -> None:
        endless(conversion, root)

    monkeypatch.setattr(body._Conversion, "level_headings", endless)
    assert said("a") == ["1:0: nested too deep to be read"]
    assert to_sightings(Source.of("content/articles/page.md", "hip"), scope_of("hip", whole())) == ()


# Rows of the worst inputs known for Python-Markdown; `build.py audit limits` reads a megabyte of each, and of others.
WORST = (
    *("[", "![", "![a][", "[a](", "[a][", "<![CDATA[", "<a ", "<http://", "[^1] ", "|a", "*[A]: b\n\n", "- ", "> "),
    *("*a_b~~c", "a**a*", "`a", "``a` ", "\\", "[[", "[[hip]] ", "[@hu2011] ", "{claim:burns-fat}", "*a*{.c} "),
    *("<!--", "<?", "<b>a</b>", "<b>", "</b>", "<div>\n", "w\n: a\n\n", "&auml;", "https://a.org ", "a@b.org "),
)


@pytest.mark.parametrize("unit", WORST)
def test_run_of_anything_ends(unit: str):
    """The limit on time is the processor's, so that a busy machine makes nobody fail."""
    with limited("page.md"):
        draft_of((unit * 40_000)[:40_000] + "\n\n[^1]: A note.\n")


# ------------------------------------------------------------------------------------------------------------- time

HANGS = re.compile(r"(a+)+b")

needs_signals = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="only POSIX systems have timers")


@needs_signals
@pytest.mark.parametrize("work", [lambda: HANGS.match("a" * 60), lambda: [None for _ in iter(int, 1)]])
def test_work_that_takes_too_long_is_stopped(work: Callable[[], object]):
    before = signal.getsignal(signal.SIGVTALRM)
    with pytest.raises(OverBudget), limited("page.md", 0.05):
        work()
    assert signal.getsignal(signal.SIGVTALRM) == before
    assert signal.getitimer(signal.ITIMER_VIRTUAL)[0] == 0


def test_work_in_time_is_left_alone():
    with limited("page.md", 60):
        pass
    before, during = {*threading.enumerate()}, set()

    def elsewhere() -> None:
        with limited("page.md", 60):
            during.update(threading.enumerate())

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    # It is watched by one more, as no signal reaches another thread than the first.
    (watch,) = during - before - {thread}
    watch.join(5)
    assert not watch.is_alive()


def test_where_work_cannot_be_stopped_the_process_names_the_file_and_ends():
    code = """
import threading, time
from microsite.text.budget import limited
def work():
    with limited("content/articles/slow.md", 0.05):
        time.sleep(600)
thread = threading.Thread(target=work)
thread.start()
thread.join()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert "content/articles/slow.md: error: this cannot be read in 0.05 seconds [limit]" in done.stderr


@pytest.mark.parametrize("text", [RUN, "> " * 60 + "deep"])
def test_no_site_publishes_a_text_that_was_not_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    """Neither one that is content with its Markdown as it is, nor a text that waives the rule: it would be empty."""
    waived = "".join(f"<!-- waive: {rule} because we know -->\n" for rule in ("markdown", "limit"))
    page = f"---\ntitle: T\nsummary: S.\n---\nOne.\n\n{waived}{text}\n"
    config = "title: T\nchecks: {markdown: off, waiver: off}\n"
    site = write_site(tmp_path, {"config.yaml": config, "content/articles/one.md": page})
    assert here(site) == 1
    told = [line for line in capsys.readouterr().err.splitlines() if "error: " in line]
    assert len(told) == 1
    assert told[0].startswith("content/articles/one.md:9:")
    assert told[0].endswith("[limit]")
    assert not (site / "public").exists()


@needs_signals
def test_page_that_takes_too_long_is_named_beside_all_other_problems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    page = "---\ntitle: T\nsummary: S.\n---\n"
    site = write_site(tmp_path, {"content/articles/good.md": page + "Text.\n"})
    assert here(site) == 0
    before = bytes_of(site / "public")
    write_site(tmp_path, {"content/articles/bad.md": page + "[a](no.md)\n", "content/articles/slow.md": page + "Slow."})
    level = body._Conversion.level_headings

    def slow(conversion: body._Conversion, *given: object) -> None:
        if conversion.source.text.startswith("Slow"):
            HANGS.match("a" * 60)
        level(conversion, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(body._Conversion, "level_headings", slow)
    monkeypatch.setattr(texts, "limited", lambda path: limited(path, 0.3))
    capsys.readouterr()
    assert here(site) == 1
    err = capsys.readouterr().err
    assert "content/articles/slow.md: error: this cannot be read in 20 seconds [limit]" in err
    assert "content/articles/bad.md:5:5: error: there is no file" in err
    assert bytes_of(site / "public") == before
    # What was not finished is not remembered.
    monkeypatch.undo()
    write_site(tmp_path, {"content/articles/bad.md": page + "Text.\n"})
    assert here(site) == 0


def test_where_there_are_no_more_threads_nobody_watches(monkeypatch: pytest.MonkeyPatch):
    def refused(*_: object) -> None:
        raise RuntimeError("can't start new thread")

    done: list[bool] = []

    def elsewhere() -> None:
        with limited("page.md", 60):
            done.append(True)

    thread = threading.Thread(target=elsewhere)
    monkeypatch.setattr(threading.Timer, "start", refused)
    thread.start()
    thread.join()
    assert done == [True]
