"""The command line as its users meet it: bytes, exit statuses, and the site that stays."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sample import ROOT

ARTICLE = "---\ntitle: {title}\nsummary: What it says in short.\n---\n{text}\n"


def site(root: Path, **texts: str) -> Path:
    """Write a small site with a term, a source and the given articles; return its config.yaml."""
    files = {
        "config.yaml": "title: Small\nsite_url: https://small.example/\n",
        "content/glossary/psoas.md": "---\ntitle: Psoas\nsummary: A deep muscle.\n---\nIt bends the hip [@a].\n",
        "content/references.yaml": "references:\n- id: a\n  type: book\n  title: A book\n",
    }
    files |= {f"content/articles/{slug}.md": ARTICLE.format(title=slug, text=text) for slug, text in texts.items()}
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root / "config.yaml"


def run(config: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "build.py"), "--config", str(config), "--date", "2026-01-02", *words]
    return subprocess.run(
        command, env=os.environ | environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_same_input_gives_the_same_bytes_whatever_is_around(tmp_path: Path) -> None:
    texts = {f"a{n}": f"The psoas, the hip and [page {n}](a{(n + 1) % 9}.md). “Quoted” [@a]." for n in range(9)}
    one, other = site(tmp_path / "one", **texts), site(tmp_path / "another folder", **dict(reversed(texts.items())))
    assert run(one, PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C").returncode == 0
    assert run(other, "--no-cache", PYTHONHASHSEED="2", TZ="Asia/Tokyo", LC_ALL="C.UTF-8").returncode == 0
    built = bytes_of(one.parent / "public")
    assert "articles/a0.html" in built
    assert built == bytes_of(other.parent / "public")


def test_an_error_leaves_the_site_as_it_was_to_the_byte_and_the_minute(tmp_path: Path) -> None:
    config = site(tmp_path, a="The psoas.")
    assert run(config).returncode == 0
    public = tmp_path / "public"
    before = {name: (data, (public / name).stat().st_mtime_ns) for name, data in bytes_of(public).items()}
    site(tmp_path, a="A [link](nowhere.md).", b="New.")
    done = run(config)
    assert done.returncode == 1
    assert "content/articles/a.md:5:10: error: there is no file “content/articles/nowhere.md” [crossref]" in done.stderr
    assert before == {name: (data, (public / name).stat().st_mtime_ns) for name, data in bytes_of(public).items()}


def test_a_page_of_a_deleted_source_goes(tmp_path: Path) -> None:
    config = site(tmp_path, a="The psoas.", b="The hip.")
    assert run(config).returncode == 0
    (tmp_path / "content/articles/b.md").unlink()
    assert run(config).returncode == 0
    assert not (tmp_path / "public/articles/b.html").exists()


@pytest.mark.parametrize("words", [(), ("--quiet",), ("--verbose",), ("--format", "json"), ("--format", "github")])
def test_how_much_is_printed_never_changes_the_status(words: tuple[str, ...], tmp_path: Path) -> None:
    assert run(site(tmp_path, a="[x](gone.md)"), "check", *words).returncode == 1


def test_json_is_one_object_a_line(tmp_path: Path) -> None:
    done = run(site(tmp_path, a="[x](gone.md)"), "check", "--format", "json")
    (row,) = [json.loads(line) for line in done.stdout.splitlines() if '"error"' in line]
    assert (row["path"], row["line"], row["column"], row["rule"]) == ("content/articles/a.md", 5, 5, "crossref")


def test_strict_makes_warnings_count(tmp_path: Path) -> None:
    config = site(tmp_path, a="Nothing of the glossary.")
    assert run(config, "check").returncode == 0
    assert run(config, "check", "--strict").returncode == 1


@pytest.mark.parametrize("words", [("--nonsense",), ("nonsense",), ("--date", "yesterday"), ("--output", "content")])
def test_wrong_use_is_status_two(words: tuple[str, ...], tmp_path: Path) -> None:
    config = site(tmp_path, a="The psoas.")
    words = tuple(str(tmp_path / word) if word == "content" else word for word in words)
    assert run(config, *words).returncode == 2


def test_a_config_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    done = run(tmp_path / "config.yaml")
    assert done.returncode == 2
    assert "--config FILE" in done.stderr


def test_mentions_answers_in_full_even_when_the_content_has_problems(tmp_path: Path) -> None:
    done = run(site(tmp_path, a="The psoas and [x](gone.md)."), "mentions")
    assert done.returncode == 1
    assert done.stdout == "a\tpsoas\tpsoas\n"


def test_explain_says_why(tmp_path: Path) -> None:
    done = run(site(tmp_path, a="The psoas. `psoas`"), "explain", "a", "psoas")
    assert done.returncode == 0
    assert "content/articles/a.md:5: “psoas” (psoas): linked" in done.stdout
    assert "not linked: in code" in done.stdout


def test_changes_name_what_came_with_a_sentence(tmp_path: Path) -> None:
    config = site(tmp_path, a="Nothing yet.", b="The psoas.")
    assert run(config).returncode == 0
    site(tmp_path, a="Now the psoas is here.", b="The psoas.")
    assert run(config, "mentions", "--changes").stdout == "+1 psoas: on 1 page\n    a: Now the psoas is here.\n"


def test_held_back_pages_are_named_and_not_published(tmp_path: Path) -> None:
    config = site(tmp_path, a="The psoas.")
    later = ARTICLE.format(title="Later", text="Soon.").replace("title", "publish: 2027-01-01\ntitle", 1)
    (tmp_path / "content/articles/later.md").write_text(later, encoding="utf-8")
    done = run(config)
    assert "content/articles/later.md (scheduled for 2027-01-01)" in done.stdout
    assert not (tmp_path / "public/articles/later.html").exists()


def test_a_thousand_plain_articles_build_without_a_word(tmp_path: Path) -> None:
    config = site(tmp_path, **{f"page-{n}": f"Text of page {n} on the psoas." for n in range(1000)})
    done = run(config)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(list((tmp_path / "public/articles").glob("page-*.html"))) == 1000


def test_clean_deletes_what_was_made_and_nothing_else(tmp_path: Path) -> None:
    config = site(tmp_path, a="The psoas.")
    assert run(config).returncode == 0
    assert run(config, "clean").returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config.yaml", "content"]
