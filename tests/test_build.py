"""The whole build from the command line: its status, its bytes whatever stands round it, and what a failure leaves."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from microsite.cli import _Lasting, main

PROJECT = Path(__file__).resolve().parent.parent
GOLDEN = PROJECT / "tests/golden"
MENTIONING = "---\ntitle: {title}\nsummary: About {title}.\n---\n{text}\n"


# ------------------------------------------------------------------------------------------------------- helpers


def copy(name: str, root: Path) -> Path:
    """Return a copy of a golden site's folder, to be built with the project's own templates."""
    shutil.copytree(GOLDEN / name, root, ignore=shutil.ignore_patterns("expected", "problems.txt"))
    return root


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return copy("evidence", tmp_path / "site")


def run(site: Path, *arguments: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    """Return what one command says, as somebody at a keyboard gives it."""
    command = [sys.executable, str(PROJECT / "build.py"), *arguments, "--config", str(site / "config.yaml")]
    kept = {name: value for name, value in os.environ.items() if name != "SOURCE_DATE_EPOCH"}
    return subprocess.run(
        command, cwd=cwd or site, env=kept | env, capture_output=True, text=True, encoding="utf-8", check=False
    )


def here(site: Path, *arguments: str) -> int:
    """Return the status of a command in this very process, which is faster."""
    return main([*arguments, "--config", str(site / "config.yaml")])


def files_in(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def bytes_of(folder: Path) -> Mapping[str, str]:
    """Return the digest of every file below a folder."""
    found = ((path.relative_to(folder).as_posix(), path.read_bytes()) for path in files_in(folder))
    return {name: hashlib.sha256(data).hexdigest() for name, data in found}


def stamps_of(folder: Path) -> Mapping[str, tuple[str, int, int]]:
    """Return of every file and folder what shows that it was touched."""
    digests = bytes_of(folder)
    return {
        path.relative_to(folder).as_posix(): (
            digests.get(path.relative_to(folder).as_posix(), ""),
            path.stat().st_mtime_ns,
            path.stat().st_ino,
        )
        for path in sorted([folder, *folder.rglob("*")])
    }


def break_it(site: Path) -> None:
    (site / "content/articles/broken.md").write_text(MENTIONING.format(title="Broken", text="[a](none.md)"))


# --------------------------------------------------------------------------------------- same input, same bytes


def other_locale() -> str:
    """Return a locale with a decimal comma where there is one."""
    listed = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.split()
    return next((name for name in listed if name.startswith(("de_", "fr_"))), "C.UTF-8")


def test_bytes_do_not_depend_on_what_stands_round_the_build(tmp_path: Path):
    """Clock, locale, time zone, order of hashing, folder, and where the command is given."""
    built = []
    surroundings: tuple[dict[str, str], ...] = (
        {"LC_ALL": "C", "TZ": "UTC", "PYTHONHASHSEED": "1", "SOURCE_DATE_EPOCH": "1700000000"},
        {
            "LC_ALL": other_locale(),
            "TZ": "Pacific/Kiritimati",
            "PYTHONHASHSEED": "2",
            "SOURCE_DATE_EPOCH": "2000000000",
        },
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONHASHSEED": "3", "TZ": "America/St_Johns"},
    )
    for n, env in enumerate(surroundings):
        site = copy("glossary", tmp_path / f"folder {n}" / ("ä" * n or "site"))
        shutil.copytree(GOLDEN / "blocks/content", site / "content", dirs_exist_ok=True)
        os.utime(site / "content/articles/first.md", (n, n))
        (tmp_path / str(n)).mkdir()
        done = run(site, "--output", str(tmp_path / f"out{n}"), cwd=tmp_path / str(n), **env)
        assert done.returncode == 0, done.stderr
        built.append(bytes_of(tmp_path / f"out{n}"))
    assert len(built[0]) > 10
    assert built[1] == built[0]
    assert built[2] == built[0]


def test_bytes_do_not_depend_on_what_was_built_before(site: Path, tmp_path: Path):
    assert here(site, "--output", str(tmp_path / "first")) == 0
    assert here(site, "--output", str(tmp_path / "again")) == 0
    assert here(site, "--output", str(tmp_path / "alone"), "--no-cache") == 0
    assert bytes_of(tmp_path / "again") == bytes_of(tmp_path / "first")
    assert bytes_of(tmp_path / "alone") == bytes_of(tmp_path / "first")


def test_second_build_writes_nothing(site: Path, capsys: pytest.CaptureFixture[str]):
    here(site)
    before = stamps_of(site / "public")
    capsys.readouterr()
    assert here(site, "--no-cache") == 0
    assert "0 files written" in capsys.readouterr().out
    after = stamps_of(site / "public")
    assert {name: stamp for name, stamp in after.items() if stamp[0]} == {
        name: stamp for name, stamp in before.items() if stamp[0]
    }


def test_date_decides_only_which_pages_are_held_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    site = copy("held-back", tmp_path / "site")
    (site / "content/index.md").write_text(MENTIONING.format(title="Home", text="Nothing."))
    pages = {}
    for day in ("2026-11-21", "2026-11-22", "2026-11-23"):
        assert here(site, "--date", day, "--output", str(tmp_path / day)) == 0
        pages[day] = {path.name for path in (tmp_path / day / "articles").glob("*.html")} - {"index.html"}
    assert pages == {
        "2026-11-21": {"in-time.html", "expired.html"},
        "2026-11-22": {"in-time.html", "current.html"},
        "2026-11-23": {"current.html", "scheduled.html"},
    }
    said = capsys.readouterr().out
    assert "content/articles/scheduled.md (scheduled for 2026-11-23)" in said


def test_date_is_printed_nowhere(site: Path, tmp_path: Path):
    for day in ("2026-11-22", "2027-06-01"):
        assert here(site, "--date", day, "--output", str(tmp_path / day)) == 0
    assert bytes_of(tmp_path / "2026-11-22") == bytes_of(tmp_path / "2027-06-01")


def test_day_comes_from_the_epoch_that_the_surroundings_give(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    site = copy("held-back", tmp_path / "site")
    (site / "content/index.md").write_text(MENTIONING.format(title="Home", text="Nothing."))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")  # 2026-11-23, 00:00 UTC
    assert here(site) == 0
    assert (site / "public/articles/scheduled.html").exists()
    assert here(site, "--date", "2026-11-22") == 0
    assert not (site / "public/articles/scheduled.html").exists()


def test_drafts_shows_what_is_held_back(tmp_path: Path):
    site = copy("held-back", tmp_path / "site")
    assert here(site, "--drafts", "--date", "2026-11-22") == 0
    assert (site / "public/articles/draft.html").exists()
    assert (site / "public/glossary/hip.html").exists()


HELD_BACK = "---\ntitle: {name}\nsummary: Soon.\n{when}\n---\n{text}\n"


def held_back(site: Path, **pages: tuple[str, str]) -> Path:
    """Add articles, each with the line of front matter that holds it back and its text."""
    for name, (when, text) in pages.items():
        path = site / f"content/articles/{name}.md"
        path.write_text(HELD_BACK.format(name=name.capitalize(), when=when, text=text), encoding="utf-8")
    return site


@pytest.mark.parametrize("command", ["build", "check"])
def test_errors_of_a_draft_are_counted_and_forbid_nothing(
    site: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    held_back(
        site,
        one=("draft: true", "See [that](none.md) and [[nobody]] and [@noone] and [two](two.md)."),
        two=("publish: 2090-01-01", "See [that](one.md) and ![A picture](none.png)."),
        three=("draft: true", "Nothing is wrong."),
        four=("expires: 2020-01-01", "See [that](none.md)."),
    )
    capsys.readouterr()
    assert here(site, command) == 0
    assert (
        "Held back: content/articles/four.md (expired on 2020-01-01), content/articles/one.md (draft, 3 errors), "
        "content/articles/three.md (draft), content/articles/two.md (scheduled for 2090-01-01, 1 error). "
        "--drafts shows the errors.\n"
    ) in capsys.readouterr().out


def test_errors_of_a_draft_that_only_the_checks_find_are_counted(site: Path, capsys: pytest.CaptureFixture[str]):
    config = site / "config.yaml"
    config.write_text(f"{config.read_text(encoding='utf-8')}checks:\n  heading: error\n", encoding="utf-8")
    held_back(site, one=("draft: true", "## Two\n\nText.\n\n#### Four\n\nText."))
    capsys.readouterr()
    assert here(site, "check") == 0
    assert "Held back: content/articles/one.md (draft, 1 error)." in capsys.readouterr().out
    assert here(site, "check", "--drafts") == 1


def test_errors_that_are_waived_or_off_do_not_count_in_a_draft(site: Path, capsys: pytest.CaptureFixture[str]):
    waived = "<!-- waive: crossref because it comes in spring -->\nSee [that](none.md)."
    held_back(site, one=("draft: true", waived))
    capsys.readouterr()
    assert here(site, "check") == 0
    assert "Held back: content/articles/one.md (draft).\n" in capsys.readouterr().out


# ------------------------------------------------------------------------------------------------------- statuses


def test_done_is_0_and_problems_are_1(site: Path):
    done = run(site)
    assert done.returncode == 0
    assert "Published" in done.stdout
    assert "no page cites" in done.stderr
    break_it(site)
    failed = run(site)
    assert failed.returncode == 1
    assert (
        "content/articles/broken.md:5:5: error: there is no file “content/articles/none.md” [crossref]" in failed.stderr
    )
    assert failed.stderr.rstrip().endswith("1 error and 1 warning in 2 files; the site was left as it was.")
    assert "Published" not in failed.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--date", "tomorrow"), "--date tomorrow is not a date; write YYYY-MM-DD."),
        (("--format", "xml"), "“xml” is none of text, json, github."),
        (("publish",), "“publish” is none of build, check,"),
        (("--output", "content"), "the output would overwrite content"),
        (("--output", "."), "the folder of the site itself"),
        (("--unknown",), "unrecognized arguments: --unknown"),
    ],
    ids=" ".join,
)
def test_wrong_use_is_2(
    site: Path,
    arguments: tuple[str, ...],
    said: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.chdir(site)
    assert here(site, *arguments) == 2
    told = capsys.readouterr()
    assert said in told.err
    assert "Traceback" not in told.err
    assert not (site / "public").exists()


def test_wrong_use_from_a_shell_is_2(tmp_path: Path):
    done = run(tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("build.py: there is no ")
    assert done.stdout == ""


def test_epoch_that_is_no_number_is_2(site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert here(site) == 2
    assert "SOURCE_DATE_EPOCH=soon is not a number of seconds" in capsys.readouterr().err


def test_reader_that_goes_away_changes_nothing_of_what_is_done(site: Path):
    (site / "content/articles/twice.md").write_text(MENTIONING.format(title="Twice", text="The the hip."))
    reading, writing = os.pipe()
    os.close(reading)
    code = "import sys; from microsite.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "--config", str(site / "config.yaml")]
    try:
        done = subprocess.run(command, cwd=PROJECT, stdout=writing, stderr=writing, check=False)
    finally:
        os.close(writing)
    assert done.returncode == 0
    assert (site / "public/articles/twice.html").exists()


def test_a_stream_that_prints_leaves_the_one_behind_it_open() -> None:
    """Newer Pythons say so where it fails: the one behind may be closed by then."""
    behind = io.StringIO()
    _Lasting(behind).close()
    assert not behind.closed
    behind.close()
    _Lasting(behind).close()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a disk that is always full is a thing of Linux")
def test_disk_that_takes_no_more_of_what_is_printed_is_74(site: Path):
    code = "import sys; from microsite.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "--config", str(site / "config.yaml")]
    with open("/dev/full", "w") as full:
        done = subprocess.run(command, cwd=PROJECT, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 74
    assert done.stderr.endswith("What was printed is not whole: the disk is full.\n")
    assert (site / "public/index.html").exists()


FAULTY = """import sys; from microsite import cli; from microsite.commands import publishing
def broken(*a): raise KeyError('psoas')
publishing.build = broken
"""


@pytest.mark.parametrize(("debug", "shows_traceback"), [((), False), (("--debug",), True)], ids=["plain", "--debug"])
def test_fault_of_ours_is_70(site: Path, debug: tuple[str, ...], shows_traceback: bool):
    code = f"{FAULTY}sys.exit(cli.main({['--config', str(site / 'config.yaml'), *debug]!r}))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 70
    assert "This is a fault of the generator, not of your content: KeyError: 'psoas'" in done.stderr
    assert "The site was left as it was. Please report it" in done.stderr
    assert ("Traceback" in done.stderr) == shows_traceback


def test_page_that_brings_out_a_fault_of_ours_is_named(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr("microsite.text.body._Conversion.level_headings", lambda *_: 1 / 0)
    assert here(site, "--no-cache") == 70
    assert "It happened while reading content/" in capsys.readouterr().err


def test_disk_that_refuses_is_74(site: Path):
    (site / "file").write_text("not a folder")
    done = run(site, "--output", "file/public")
    assert done.returncode == 74
    assert "The site was left as it was." in done.stderr


@pytest.mark.parametrize("loudness", [(), ("--quiet",), ("--verbose",)], ids=["plain", "--quiet", "--verbose"])
def test_how_much_is_printed_never_changes_the_status(site: Path, loudness: tuple[str, ...]):
    assert here(site, *loudness) == 0
    assert here(site, "--strict", *loudness) == 1
    assert here(site, "check", *loudness) == 0
    break_it(site)
    assert here(site, *loudness) == 1
    assert here(site, "check", *loudness) == 1
    assert here(site, "mentions", *loudness) == 1


def test_quiet_prints_what_forbids_publishing_and_nothing_else(site: Path, capsys: pytest.CaptureFixture[str]):
    assert here(site, "--quiet") == 0
    assert capsys.readouterr() == ("", "")
    assert here(site, "--quiet", "--strict") == 1
    assert "no page cites “unused2000”" in capsys.readouterr().err
    break_it(site)
    here(site, "--quiet")
    said = capsys.readouterr()
    assert "none.md" in said.err
    assert "unused2000" not in said.err
    assert said.out == ""


def test_strict_lets_warnings_forbid_publishing(site: Path, capsys: pytest.CaptureFixture[str]):
    assert here(site, "--strict") == 1
    assert "1 warning in 1 file; the site was left as it was." in capsys.readouterr().err
    assert not (site / "public").exists()
    assert here(site) == 0


def test_checks_weigh_rules_anew(site: Path, capsys: pytest.CaptureFixture[str]):
    (site / "config.yaml").write_text("title: Evidence\nchecks:\n  unused: error\n")
    assert here(site) == 1
    (site / "config.yaml").write_text("title: Evidence\nchecks:\n  unused: off\n")
    assert here(site, "--strict") == 0
    break_it(site)
    (site / "config.yaml").write_text("title: Evidence\nchecks:\n  crossref: warn\n  unused: off\n  link: off\n")
    assert here(site) == 0
    assert "warning: there is no file" in capsys.readouterr().err


def test_options_may_stand_before_the_command_or_behind_it(site: Path):
    config = str(site / "config.yaml")
    assert main(["--strict", "--config", config, "check"]) == 1
    assert main(["check", "--strict", "--config", config]) == 1
    assert main(["--config", config, "check"]) == 0


# ------------------------------------------------------------------------------------------------ what is printed


def test_problems_as_json_are_one_object_a_line(site: Path, capsys: pytest.CaptureFixture[str]):
    break_it(site)
    assert here(site, "--format", "json") == 1
    said = capsys.readouterr()
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert [(row["path"], row["line"], row["severity"], row["rule"]) for row in rows] == [
        ("content/articles/broken.md", 5, "error", "crossref"),
        ("content/references.yaml", 19, "warning", "unused"),
    ]
    assert set(rows[0]) == {"path", "line", "column", "severity", "rule", "message", "hint"}
    assert "the site was left as it was" in said.err


def test_problems_for_github_are_workflow_commands(site: Path, capsys: pytest.CaptureFixture[str]):
    break_it(site)
    assert here(site, "--format", "github") == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("::error file=content/articles/broken.md,line=5,col=5,title=crossref::there is no file")
    assert lines[1].startswith("::warning file=content/references.yaml,line=19,col=9,title=unused::")
    assert len(lines) == 2


def test_mentions_are_page_term_and_surface(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    site = copy("glossary", tmp_path / "site")
    assert here(site, "mentions") == 0
    said = capsys.readouterr()
    rows = [tuple(line.split("\t")) for line in said.out.splitlines()]
    assert ("first", "hip-flexor", "Hip flexors") in rows
    assert ("first", "psoas-major", "with other words") in rows
    assert ("glossary/psoas-major", "iliacus", "iliacus") in rows
    assert all(len(row) == 3 for row in rows)
    assert not (site / "public").exists()


def test_mentions_as_json_have_their_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    site = copy("glossary", tmp_path / "site")
    assert here(site, "mentions", "--json") == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {
        "page": "second",
        "term": "hip-flexor",
        "surface": "hip flexor",
        "anchor": "mention-hip-flexor",
        "section": "Off",
        "sentence": "Every hip flexor.",
    } in rows


def test_mentions_are_told_in_full_though_the_site_has_problems(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    site = copy("glossary", tmp_path / "site")
    here(site, "mentions")
    before = capsys.readouterr().out
    break_it(site)
    assert here(site, "mentions") == 1
    said = capsys.readouterr()
    assert said.out == before
    assert "none.md" in said.err


def test_a_screen_that_cannot_show_a_letter_stops_no_build(site: Path):
    break_it(site)
    done = run(site, LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 1
    assert r"\u201ccontent/articles/none.md\u201d" in done.stderr


def test_check_writes_nothing_into_the_output(site: Path, capsys: pytest.CaptureFixture[str]):
    assert here(site, "check") == 0
    assert not (site / "public").exists()
    assert "files checked: 1 warning in 1 file." in capsys.readouterr().out


def test_clean_makes_no_cache_to_delete(site: Path, capsys: pytest.CaptureFixture[str]):
    here(site)
    here(site, "clean")
    said = capsys.readouterr().out
    assert "Deleted" in said
    assert "nothing to delete" not in said
    assert here(site, "clean") == 0
    assert capsys.readouterr().out == "There is nothing to delete.\n"


def test_clean_deletes_what_builds_have_made_and_nothing_else(site: Path):
    before = bytes_of(site)
    here(site)
    (site / "kept.txt").write_text("an editor's")
    assert here(site, "clean") == 0
    assert {*bytes_of(site)} == {*before, "kept.txt"}


# ------------------------------------------------------------------------------------------------- plain and many


def test_a_thousand_plain_articles_build_without_a_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    site = tmp_path / "site"
    (site / "content/articles").mkdir(parents=True)
    (site / "config.yaml").write_text("title: Many\n")
    for n in range(1000):
        text = f"Paragraph {n} of *some* words.\n\n- one\n- two\n"
        (site / f"content/articles/page-{n}.md").write_text(MENTIONING.format(title=f"Page {n}", text=text))
    assert here(site, "--strict", "--no-cache") == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert len(list((site / "public/articles").glob("page-*.html"))) == 1000


def test_a_site_needs_no_more_than_a_title(tmp_path: Path):
    (tmp_path / "config.yaml").write_text("title: Bare\n")
    (tmp_path / "content").mkdir()
    (tmp_path / "content/index.md").write_text("---\ntitle: Home\n---\n")
    assert here(tmp_path, "--strict") == 0
    assert "<title>" in (tmp_path / "public/index.html").read_text(encoding="utf-8")


# ---------------------------------------------------------------------------------------------- the last good site


def test_failed_build_leaves_every_byte_and_time_stamp(site: Path):
    here(site)
    before = stamps_of(site / "public")
    break_it(site)
    assert here(site) == 1
    assert stamps_of(site / "public") == before
    assert here(site, "--date", "never") == 2
    assert stamps_of(site / "public") == before


def test_fault_of_ours_leaves_every_byte_and_time_stamp(site: Path, monkeypatch: pytest.MonkeyPatch):
    here(site)
    before = stamps_of(site / "public")
    (site / "content/articles/new.md").write_text(MENTIONING.format(title="New", text="A text."))

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("microsite.pipeline.check", broken)
    assert here(site) == 70
    assert stamps_of(site / "public") == before
    assert [path.name for path in site.iterdir() if path.name.startswith(".site")] == []


def test_page_that_is_deleted_goes_from_the_site(site: Path):
    here(site)
    assert (site / "public/about.html").exists()
    (site / "content/pages/about.md").unlink()
    assert here(site) == 0
    assert not (site / "public/about.html").exists()


def test_edit_of_a_text_parses_no_front_matter_anew(site: Path) -> None:
    """PyYAML takes longer to load than to ask."""
    article = site / "content/articles/evening.md"
    article.parent.mkdir(parents=True, exist_ok=True)
    wanted = ["--config", str(site / "config.yaml"), "--quiet"]
    code = f"import sys; from microsite.cli import main; print(main({wanted!r}), 'yaml' in sys.modules)"

    def after(title: str, text: str) -> str:
        article.write_text(MENTIONING.format(title=title, text=text))
        done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
        assert text in (site / "public/articles/evening.html").read_text()
        return done.stdout

    assert after("Evening", "A text.") == "0 True\n"
    assert after("Evening", "Another text.") == "0 False\n"
    assert after("Morning", "Another text.") == "0 True\n"


def test_process_ends_without_a_look_at_all_that_it_made(site: Path) -> None:
    wanted = ["--config", str(site / "config.yaml"), "--quiet"]
    code = f"import gc, build; print(build.run({wanted!r}), len(gc.get_objects()) < 1_000)"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout == "0 True\n"
