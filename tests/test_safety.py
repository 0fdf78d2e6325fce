"""The eight promises of the README, each with the tests that fail without it; and inputs that others fall for."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from microsite.problem import Place
from tests.sites import write_site
from tests.test_build import bytes_of, here, stamps_of

PROJECT = Path(__file__).resolve().parent.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")

PROMISES = {
    "The last good site stays.": (
        "test_build.test_failed_build_leaves_every_byte_and_time_stamp",
        "test_build.test_fault_of_ours_leaves_every_byte_and_time_stamp",
        "test_publish.test_killed_at_any_moment_a_whole_site_stands",
        "test_publish.test_a_disk_that_really_is_full_leaves_the_old_site",
        "test_publish.test_many_publishers_at_once_leave_one_whole_site",
        "test_publish.test_an_empty_site_never_replaces_a_good_one",
        "test_safety.test_what_others_fall_for_is_an_error_at_its_place",
    ),
    "Every fault names its place.": (
        "test_safety.test_what_others_fall_for_is_an_error_at_its_place",
        "test_build.test_wrong_use_is_2",
        "test_build.test_fault_of_ours_is_70",
        "test_safety.test_fault_of_ours_names_the_page_at_work",
        "test_fuzz.test_any_site_is_built_or_has_problems",
    ),
    "All faults come in one run.": (
        "test_safety.test_all_faults_of_all_files_come_in_one_run_in_order",
        "test_problem.test_problems_are_in_the_order_of_files_lines_and_columns",
    ),
    "Nothing is lost in silence.": (
        "test_safety.test_what_others_lose_in_silence_is_told",
        "test_safety.test_file_that_would_take_the_place_of_another_is_an_error",
        "test_fields.test_unknown_keys_are_errors_with_what_was_meant",
    ),
    "The same input gives the same bytes.": (
        "test_build.test_bytes_do_not_depend_on_what_stands_round_the_build",
        "test_build.test_bytes_do_not_depend_on_what_was_built_before",
        "test_files.test_order_does_not_depend_on_the_order_of_the_disk",
        "test_properties.test_what_was_remembered_changes_nothing",
    ),
    "A build ends.": (
        "test_limits.test_what_goes_beyond_a_limit_is_an_error_at_its_place",
        "test_limits.test_run_of_anything_ends",
        "test_limits.test_page_that_takes_too_long_is_named_beside_all_other_problems",
        "test_fields.test_any_text_repeated_many_times_gives_keys_or_problems",
        "test_figures_read.test_any_run_in_a_drawing_comes_to_an_end",
    ),
    "What an editor writes is never run.": (
        "test_safety.test_what_others_fall_for_is_an_error_at_its_place",
        "test_figures_read.test_no_drawing_that_passes_lets_a_script_into_the_page",
        "test_render.test_markup_in_front_matter_stays_text",
        "test_render.test_end_of_script_cannot_be_written_into_structured_data",
        "test_templates.test_template_keeps_the_rule",
        "test_fuzz.test_any_site_is_built_or_has_problems",
    ),
    "A build keeps to itself.": (
        "test_safety.test_build_keeps_to_its_folders_and_off_the_network",
        "test_files.test_link_out_of_the_site_is_refused",
        "test_publish.test_an_address_outside_the_site_is_refused",
    ),
}


@pytest.mark.parametrize("promise", PROMISES)
def test_promise_stands_in_the_readme(promise: str):
    assert f"**{promise}**" in README


@pytest.mark.parametrize("name", sorted({name for names in PROMISES.values() for name in names}))
def test_test_that_keeps_a_promise_is_there(name: str):
    module, _, function = name.partition(".")
    tree = ast.parse(next((PROJECT / "tests").rglob(f"{module}.py")).read_text(encoding="utf-8"))
    assert function in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


# ------------------------------------------------------------------------------------------------ what others fall for

FRONT = "---\ntitle: T\nsummary: S.\n---\n"
CASES: dict[str, tuple[str | bytes, str]] = {
    "front matter that is never closed": ("---\ntitle: T\nText.\n", "1:1: error: the front matter is never closed"),
    "key given twice": ("---\ntitle: T\ntitle: U\nsummary: S.\n---\n", "3:1: error: the key “title” is given twice"),
    "unknown key": (
        "---\ntitle: T\nsumary: S.\nsummary: S.\n---\n",
        "3:1: error: unknown field “sumary” [front-matter]",
    ),
    "no title": ("---\nsummary: S.\n---\n", "2:1: error: “title” is missing"),
    "colon in the title": ("---\ntitle: A: b\nsummary: S.\n---\n", "2:9: error: "),
    "front matter in another encoding": (
        b"---\ntitle: \xe4\nsummary: S.\n---\n",
        "2:8: error: the byte 0xe4 is not UTF-8",
    ),
    "text in another encoding": (FRONT.encode() + b"A\xe4\n", "5:2: error: the byte 0xe4 is not UTF-8"),
    "day that is not in the calendar": (
        "---\ntitle: T\nsummary: S.\nupdated: 2026-02-30\n---\n",
        "4:10: error: ",
    ),
    "tag that would run something": ("---\ntitle: !!python/object/apply:os.system [ls]\n---\n", "2:8: error: "),
    "bomb of aliases": ("---\ntitle: &a [x]\nsummary: *a\n---\n", "2:8: error: "),
    "brackets without end in front matter": (f"---\ntitle: {'[' * 30_000}\n---\n", "2:19: error: nested more than 12"),
    "link to a file that is not there": (FRONT + "\nA\n[b](none.md)\n", "7:5: error: there is no file"),
    "link to an id that is not there": (FRONT + "[b](good.md#none)\n", "5:5: error: “content/articles/good.md” has no"),
    "reference that nothing defines": (FRONT + "a [b][none]\n", "5:3: error: "),
    "footnote that nothing defines": (FRONT + "a [^none]\n", "5:3: error: "),
    "picture that is not there": (FRONT + "![b](none.png)\n", "5:6: error: there is no picture"),
    "address that runs a script": (FRONT + "[b](javascript:alert)\n", "5:5: error: "),
    "address that runs a script in disguise": (FRONT + "[b](JaVaScRiPt&#58;alert)\n", "5:5: error: "),
    "script": (FRONT + "<script>alert(1)</script>\n", "5:1: error: <script> is not allowed in a text"),
    "handler": (FRONT + 'A <b onclick="x()">b</b>\n', "5:3: error: the attribute “onclick” would run a script"),
    "handler in an attribute list": (FRONT + '*b*{onclick="x()"}\n', "5:5: error: the attribute “onclick”"),
    "HTML that is never closed": (FRONT + "<div>\n\nb\n", "5:1: error: <div> is never closed"),
    "comment that is never closed": (FRONT + "a\n\n<!-- b\n", "7:1: error: this comment is never closed"),
    "end tag that closes nothing": (FRONT + "a</b>\n", "5:2: error: </b> closes nothing"),
    "8 kB of brackets": (FRONT + "[" * 8_000, "5:1: error: more than 100 brackets or the like in a row"),
    "lists without end": (FRONT + "- " * 600 + "b", "5: error: lists and quotes nested more than 12 deep"),
    "NUL": (FRONT + "a\0b", "5:2: error: a control character (U+0000)"),
    "byte order mark inside": (FRONT + "a\ufeffb", "5:2: error: "),
    "two equal ids": (FRONT + "## A {#a}\n\n## B {#a}\n", "7:1: error: the id “a” is taken already"),
}


@pytest.mark.parametrize("name", CASES)
def test_what_others_fall_for_is_an_error_at_its_place(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Five generators were given these: most pass most of them, some crash, hang, or leave half a site behind."""
    text, expected = CASES[name]
    site = write_site(tmp_path, {"content/articles/good.md": FRONT + "Text.\n"})
    assert here(site, "--no-cache") == 0
    before = stamps_of(site / "public")
    capsys.readouterr()
    write_site(site, {"content/articles/bad.md": text})
    assert here(site, "--no-cache") == 1
    assert f"content/articles/bad.md:{expected}" in capsys.readouterr().err
    assert stamps_of(site / "public") == before


def test_link_in_a_circle_is_an_error_at_its_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    site = write_site(tmp_path, {})
    (site / "content/articles").mkdir()
    (site / "content/articles/round.md").symlink_to("round.md")
    assert here(site) == 1
    assert "content/articles/round.md: error: " in capsys.readouterr().err


SILENT = {
    "the word no": ("---\ntitle: no\nsummary: S.\n---\n", "<h1>no</h1>"),
    "a number with a nought": ("---\ntitle: 010\nsummary: S.\n---\n", "<h1>010</h1>"),
    "a # in quotes": ('---\ntitle: "C # D"\nsummary: S.\n---\n', "<h1>C # D</h1>"),
    "a byte order mark": ("\ufeff---\ntitle: T\nsummary: S.\n---\n## Heading\n", 'id="heading"'),
    "line ends of Windows": ("---\r\ntitle: T\r\nsummary: S.\r\n---\r\n## Heading\r\n", 'id="heading"'),
    "words with a blank in a language that has it": (FRONT + "A\u00a0b.\n", "A\u00a0b"),
}


@pytest.mark.parametrize("name", SILENT)
def test_what_others_lose_in_silence_is_told(name: str, tmp_path: Path):
    text, expected = SILENT[name]
    site = write_site(tmp_path, {"content/articles/kept.md": text})
    assert here(site, "--no-cache") == 0
    assert expected in (site / "public/articles/kept.html").read_text(encoding="utf-8")


def test_title_that_yaml_would_cut_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    site = write_site(tmp_path, {"content/articles/cut.md": "---\ntitle: C # D\nsummary: S.\n---\n"})
    here(site, "--no-cache")
    said = capsys.readouterr().err
    assert "content/articles/cut.md:2:" in said, "YAML takes what follows “ #” for a remark: the title would be “C”"


@pytest.mark.parametrize(
    "name", ["static/404.html", "static/index.html", "static/articles/good.html", "static/robots.txt"]
)
def test_file_that_would_take_the_place_of_another_is_an_error(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    site = write_site(tmp_path, {"content/articles/good.md": FRONT + "Text.\n", name: "Mine"})
    assert here(site, "--no-cache") == 1
    address = name.removeprefix("static/")
    assert f"{address}: error: the site makes a file at this address itself [file]" in capsys.readouterr().err
    assert not (site / "public").exists()


@pytest.mark.parametrize("name", ["articles/index", "glossary/index", "pages/index", "pages/quality", "pages/404"])
def test_page_that_would_take_the_place_of_another_is_blamed_alone(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    files = {f"content/{path}.md": f"{FRONT}Text.\n" for path in ("articles/good", name)}
    site = write_site(tmp_path, files | {"static/articles/good.html": "Mine"})
    assert here(site, "--no-cache") == 1
    said = capsys.readouterr().err.splitlines()
    assert [line.split(" error: ")[0] for line in said if " error: " in line] == [
        "articles/good.html:",
        f"content/{name}.md:",
    ]


def test_static_page_in_another_encoding_is_published_as_it_is(tmp_path: Path):
    page = "<!doctype html><title>Ä</title>".encode("latin-1")
    site = write_site(tmp_path, {"static/mine.html": page})
    assert here(site, "--no-cache") == 0
    assert (site / "public/mine.html").read_bytes() == page


TEMPLATES = {
    "name that is not defined": ("\n{{ view.nothing }}", "2: error: "),
    "part that is not there": ("\n\n{% include 'none.html' %}", "3: error: there is no template “none.html”"),
    "template that includes itself": (
        "{% include 'article.html' %}",
        "1: error: this template includes or calls itself",
    ),
    "template that extends itself": (
        "{% extends 'article.html' %}",
        "1: error: this template includes or calls itself",
    ),
    "macro that calls itself": (
        "{% macro a() %}\n{{ a() }}{% endmacro %}{{ a() }}",
        "2: error: this template includes",
    ),
    "division by nought": ("\n{{ 1 // 0 }}", "2: error: "),
    "tag that is never closed": ("\n{% if view %}", "2: error: "),
    "filter that is not there": ("\n{{ view.title|none }}", "2: error: "),
    "text as a number": ("\n{{ view.title + 1 }}", "2: error: "),
    "another encoding": (b"\n\xe4", "2: error: this is not UTF-8"),
    "address that runs something": ("\n<a href=\"{{ 'javascript:x()'|safe_url }}\">", "2: error: no page may link to"),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_fault_of_a_template_is_an_error_at_its_line(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    text, expected = TEMPLATES[name]
    site = write_site(tmp_path, {"content/articles/a.md": FRONT, "templates/article.html": text})
    assert here(site, "--no-cache") == 1
    said = capsys.readouterr().err
    assert f"templates/article.html:{expected}" in said
    assert ["error: " in line for line in said.splitlines()].count(True) == 1, (
        "of pages that are missing nothing is said"
    )
    assert not (site / "public").exists()


def test_all_faults_of_all_files_come_in_one_run_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    keys = "".join(f"key{n}: x\n" for n in range(10))
    site = write_site(
        tmp_path,
        {
            "config.yaml": "title: Site\nnonsense: 1\n",
            "content/articles/b.md": FRONT + "[a](none.md)\n\n[^b]\n",
            "content/articles/a.md": f"---\ntitle: T\n{keys}---\n<script></script>\n",
            "content/glossary/Bad Name.md": FRONT,
            "content/claims.yaml": "claims:\n  - id: a\n",
        },
    )
    assert here(site, "--format", "json", "--no-cache") == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    errors = [Place(row["path"], row["line"], row["column"]) for row in rows if row["severity"] == "error"]
    assert errors == sorted(errors)
    assert len([place for place in errors if place.path == "content/articles/a.md"]) == 12
    files = {"config.yaml", "content/articles/a.md", "content/articles/b.md", "content/glossary/Bad Name.md"}
    assert {place.path for place in errors} == files | {"content/claims.yaml"}


# --------------------------------------------------------------------------------------------- a fault of our own

STAGES = {
    "read": ("microsite.reading.read", "read_page"),
    "draft": ("microsite.text.body", "to_draft"),
    "render": ("microsite.pages.render", "structured"),
    "check": ("microsite.pipeline", "facts_of"),
}


@pytest.mark.parametrize("stage", STAGES)
def test_fault_of_ours_names_the_page_at_work(
    stage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    site = write_site(tmp_path, {"content/articles/good.md": FRONT + "Text.\n"})
    assert here(site, "--no-cache") == 0
    before = bytes_of(site / "public")
    module, name = STAGES[stage]
    monkeypatch.setattr(f"{module}.{name}", lambda *_: {}["psoas"])
    capsys.readouterr()
    assert here(site, "--no-cache", "--debug") == 70
    said = capsys.readouterr().err
    assert "a fault of the generator, not of your content: KeyError: 'psoas'" in said
    assert "It happened while " in said.splitlines()[-1]
    assert "content/" in said.splitlines()[-1] or ".html" in said.splitlines()[-1]
    assert "Please report it" in said.splitlines()[-1]
    assert "Traceback" in said
    assert bytes_of(site / "public") == before


# ------------------------------------------------------------------------------------------- it keeps to itself

WATCHED = """
import os, sys
seen = []
def watch(event, given):
    if event.split(".")[0] in ("socket", "subprocess", "urllib", "ftplib", "smtplib", "webbrowser", "pty"):
        seen.append((event, repr(given)))
    elif event in ("os.system", "os.exec", "os.spawn", "os.posix_spawn", "os.startfile", "os.fork", "os.forkpty"):
        seen.append((event, repr(given)))
    elif event == "open":
        path, mode, flags = given
        if isinstance(path, (str, bytes)):
            writes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
            seen.append(("write" if writes else "read", os.path.realpath(os.fsdecode(path))))
    elif event.startswith("os.") and event[3:] in "remove rename mkdir rmdir link symlink chmod truncate".split():
        place = given[-1] if isinstance(given[-1], int) and given[-1] >= 0 else None
        for path in given[:2]:
            # A folder that is there already is not made.
            if isinstance(path, (str, bytes)) and not (event == "os.mkdir" and os.path.isdir(path)):
                start = os.readlink(f"/proc/self/fd/{place}") if place is not None else ""
                seen.append(("write", os.path.realpath(os.path.join(start, os.fsdecode(path)))))
    elif event in ("os.listdir", "os.scandir") and isinstance(given[0], (str, bytes)):
        seen.append(("read", os.path.realpath(os.fsdecode(given[0]))))
sys.path.insert(0, sys.argv[1])
sys.addaudithook(watch)
from microsite.cli import main
status = main(sys.argv[2:])
found = list(dict.fromkeys(seen))
import json
print("SEEN" + json.dumps([status, found]))
"""


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="asks /proc which folder a handle belongs to")
@pytest.mark.parametrize("words", [("build",), ("check",), ("build", "--no-cache"), ("mentions",)], ids=" ".join)
def test_build_keeps_to_its_folders_and_off_the_network(words: tuple[str, ...], tmp_path: Path):
    """Python tells each file that is opened, each connection and each process, whatever library it is for."""
    site = write_site(
        tmp_path / "site",
        {
            "content/articles/good.md": FRONT + "The hip. See [there](https://example.org/) ![a](b.png)\n",
            "content/articles/b.png": (PROJECT / "tests/golden/own-look/content/articles/dot.png").read_bytes(),
            "content/glossary/hip.md": "---\ntitle: Hip\nsummary: A joint.\n---\n",
        },
    )
    (tmp_path / "elsewhere").mkdir()
    # One process: it would start no other program, but workers of its own, which nobody watches here.
    options = ["--jobs", "1", "--config", str(site / "config.yaml")]
    command = [sys.executable, "-c", WATCHED, str(PROJECT), *words, *options]
    done = subprocess.run(
        command, cwd=tmp_path / "elsewhere", capture_output=True, text=True, encoding="utf-8", check=False
    )
    status, seen = json.loads(done.stdout.partition("SEEN")[2])
    assert status == 0, done.stderr
    written = {path for event, path in seen if event == "write"}
    read = {path for event, path in seen if event == "read"}
    assert [row for row in seen if row[0] not in ("read", "write")] == []
    real = site.resolve()
    made = (f"{real}/public", f"{real}/.public", f"{real}/.cache", f"{real}/.site")
    assert [path for path in sorted(written) if not path.startswith(made)] == []
    homes = (real, PROJECT, *map(Path, {sys.prefix, sys.base_prefix, *filter(None, sys.path)}))
    known = tuple(str(home.resolve()) for home in homes) + (
        "/dev/null",
        "/proc",
        "/etc/localtime",
        "/usr/lib",
        "/usr/share",
    )
    # What the reading of folders by handle leaves has no path of its own.
    strange = [path for path in sorted(read) if not path.startswith(known) and Path(path).exists()]
    assert [path for path in strange if path != str((tmp_path / "elsewhere").resolve())] == []
    assert (written == set()) == (words == ("check", "--no-cache"))
