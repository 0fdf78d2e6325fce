"""What the command line answers to questions about links, and what it says of pages that it holds back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from microsite.cli import main
from microsite.text.budget import limited
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


def explained(config: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Return status, output and errors of `explain`."""
    status = main(["--config", str(config), "--date", "2026-01-02", "--no-cache", "explain", *words])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_explain_says_why_at_line_and_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = site(
        tmp_path, a="The hip has a\n[b](b.md#psoas) *psoas*, psoas. `psoas` and the psoas\nagain.", b="## Psoas"
    )
    status, said, _ = explained(config, capsys, "a", "psoas")
    assert status == 0
    at = "content/articles/a.md:6:"
    assert said == (
        f"{at}18: “psoas” (psoas): linked: it is worth a link here (1, where 1 is enough; no other page mentions it)\n"
        f"{at}26: “psoas” (psoas): not linked: the page links it in line 6\n"
        f"{at}34: “psoas” (psoas): not linked: in code\n"
        f"{at}49: “psoas” (psoas): not linked: the page links it in line 6\n"
    )


def test_words_of_an_address_are_not_taken_for_the_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = site(tmp_path, a="See [it](b.md#psoas), psoas.", b="## Psoas\n\n[Gone](a.md#remote).")
    assert explained(config, capsys, "a", "psoas")[1].startswith("content/articles/a.md:5:23: ")
    assert explained(config, capsys, "b", "remote")[0] == 2


def test_explain_ends(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    config = site(tmp_path, a="psoas hip " * 5_000, b="<!--\n\n" * 100_000)
    assert "neither stands in" in explained(config, capsys, "b", "remote")[2]
    monkeypatch.setattr("microsite.commands.explain.limited", lambda path: limited(path, 0.5))
    status, _, errors = explained(config, capsys, "a", "psoas")
    assert status == 2
    assert "holds too much to be explained" in errors


def test_explain_says_which_rule_links_always(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = site(tmp_path, a="The psoas.", b="The psoas and [[psoas]].", psoas="The psoas.")
    assert "linked: the page’s title names it" in explained(config, capsys, "articles/psoas", "psoas")[1]
    assert "linked: the text marks it, [[ ]]" in explained(config, capsys, "b", "psoas")[1]
    config.write_text("title: Small\nparts: [One]\nglossary: {density: all}\n", encoding="utf-8")
    assert "linked: config.yaml asks for all links" in explained(config, capsys, "a", "psoas")[1]
    path = tmp_path / "content/articles/a.md"
    path.write_text(path.read_text(encoding="utf-8").replace("title", "part: One\ntitle", 1), encoding="utf-8")
    said = explained(config, capsys, "a", "psoas")[1]
    assert "linked: no earlier page of the learning path mentions it" in said


def test_explain_says_what_was_worth_more_and_the_reason_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = site(tmp_path, **{f"a{n}": "The iliac crest.\n\nThe psoas is deep, the psoas." for n in range(45)})
    text = "---\ntitle: Iliac crest\nsummary: A rim of bone.\n---\nIt can be felt [@a].\n"
    (tmp_path / "content/glossary/iliac-crest.md").write_text(text, encoding="utf-8")
    assert explained(config, capsys, "a7", "psoas")[1] == (
        "content/articles/a7.md:7:5: “psoas” (psoas): not linked: it is not worth a link here (-3.75, where -1.25 is "
        "enough; 45 pages mention it). This page links iliac-crest\n"
        "content/articles/a7.md:7:24: “psoas” (psoas): not linked: it is not worth a link here (line 7 says why)\n"
    )


@pytest.mark.parametrize(
    ("word", "status", "said"),
    [
        ("iliacus", 0, "content/articles/a.md: “iliacus” (iliacus) does not stand on this page.\n"),
        (
            "iliacs",
            2,
            "build.py: “iliacs” neither stands in content/articles/a.md nor is it a term. Did you mean Iliacus?\n",
        ),
        ("zzzzzz", 2, "build.py: “zzzzzz” neither stands in content/articles/a.md nor is it a term.\n"),
        ("SITTING", 0, "content/articles/a.md:5:1: “Sitting”: not linked: no term has this name.\n"),
        (
            "Deep",
            0,
            "content/articles/a.md:5:20: “deep”: not linked: it is the everyday word of iliacus, which is shown and "
            "found, but links only as an alias\n",
        ),
        ("psoa", 0, "content/articles/a.md:5:13: “psoas” (psoas): linked"),
    ],
)
def test_a_word_that_is_no_term_is_told_from_a_slip(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], word: str, status: int, said: str
) -> None:
    config = site(tmp_path, a="Sitting and psoas, deep.")
    text = "---\ntitle: Iliacus\nsummary: Another muscle.\neveryday: deep\n---\nIt bends the hip [@a].\n"
    (tmp_path / "content/glossary/iliacus.md").write_text(text, encoding="utf-8")
    found = explained(config, capsys, "a", word)
    assert found[0] == status
    assert (found[2] if status else found[1]).startswith(said)


def test_words_of_a_figure_are_explained_in_its_sidecar(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = site(tmp_path, a="![](../figures/x.svg)\n\nThe psoas.", b="The psoas and the hip.")
    picture = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0,0"/></svg>'
    sidecar = "alt: A line.\ncaption: >-\n  Here sits\n  the psoas.\n"
    (tmp_path / "content/figures").mkdir()
    (tmp_path / "content/figures/x.svg").write_text(picture, encoding="utf-8")
    (tmp_path / "content/figures/x.yaml").write_text(sidecar, encoding="utf-8")
    assert explained(config, capsys, "a", "psoas")[1] == (
        "content/figures/x.yaml:4:7: “psoas” (psoas): linked: it is worth a link here (0.25, where 0.25 is enough; "
        "2 pages mention it)\n"
        "content/articles/a.md:7:5: “psoas” (psoas): not linked: the page links it in content/figures/x.yaml, line 4\n"
    )
    assert explained(config, capsys, "a", "sits")[1] == (
        "content/figures/x.yaml:3:8: “sits”: not linked: no term has this name.\n"
    )
    assert explained(config, capsys, "b", "psoas")[1].startswith("content/articles/b.md:5:5: ")


def test_words_behind_an_inserted_claim_are_found_where_they_stand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    far = "Nothing of that kind stands in this sentence. " * 10
    config = site(tmp_path, a=f"The psoas is deep. {{claim:one}}\n\n- Psoas\n\n{far}\n\nIt is one muscle.\n\nPsoas.")
    claim = "claims:\n- {id: one, said: It is one muscle, verdict: Wrong, evidence: No.}\n"
    (tmp_path / "content/claims.yaml").write_text(claim, encoding="utf-8")
    said = explained(config, capsys, "a", "psoas")[1]
    assert [line.split(": ")[0] for line in said.splitlines()] == [
        f"content/articles/a.md:{place}" for place in ("5:5", "7:3", "13:1")
    ]


def test_changes_name_what_came_with_a_sentence(tmp_path: Path) -> None:
    config = site(tmp_path, a="Nothing yet.", b="The psoas.")
    assert run(config).returncode == 0
    site(tmp_path, a="Now the psoas is here.", b="The psoas.")
    assert run(config, "mentions", "--changes").stdout == "+1 psoas: on 1 page\n    a: Now the psoas is here.\n"


def test_changes_tell_of_no_faults_that_are_not_about_names(tmp_path: Path) -> None:
    config = site(tmp_path, a="Nothing yet.", b="The psoas.")
    assert run(config).returncode == 0
    site(tmp_path, a="The psoas lies deep deep here.", b="The psoas.")
    assert "[repeated]" in run(config, "check").stderr
    told = run(config, "mentions", "--changes")
    assert told.stdout == "+1 psoas: on 1 page\n    a: The psoas lies deep deep here.\n", told.stderr


def test_links_of_a_page_that_stays_as_it_is_are_taken_over(tmp_path: Path) -> None:
    config = site(tmp_path, a="Nothing yet.", b="The psoas.")
    assert run(config).returncode == 0
    kept = tmp_path / ".cache/mentions.txt"
    line = next(line for line in kept.read_text(encoding="utf-8").split("\n") if '"b"' in line)
    kept.write_text(kept.read_text(encoding="utf-8").replace("The ", "Our "), encoding="utf-8")
    site(tmp_path, a="Now the psoas is here.", b="The psoas.")
    assert run(config).returncode == 0
    assert line.replace("The ", "Our ") in kept.read_text(encoding="utf-8")
    assert "Now the " in kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("harm", ["", "half", "\udcff".encode("utf-8", "surrogateescape").decode("latin-1"), "x [1"])
def test_damaged_list_of_links_is_no_list(tmp_path: Path, harm: str) -> None:
    config = site(tmp_path, a="The psoas.")
    assert run(config).returncode == 0
    (tmp_path / ".cache/mentions.txt").write_text(harm, encoding="latin-1")
    site(tmp_path, a="The psoas again.")
    found = run(config, "mentions", "--changes")
    assert (found.returncode, "nothing to compare with yet" in found.stderr) == (2, True)
    assert run(config).returncode == 0
    assert run(config, "mentions", "--changes").stdout == "No link came or went.\n"


def test_held_back_pages_are_named_and_not_published(tmp_path: Path) -> None:
    config = site(tmp_path, a="The psoas.")
    later = ARTICLE.format(title="Later", text="Soon.").replace("title", "publish: 2027-01-01\ntitle", 1)
    (tmp_path / "content/articles/later.md").write_text(later, encoding="utf-8")
    done = run(config)
    assert "content/articles/later.md (scheduled for 2027-01-01)" in done.stdout
    assert not (tmp_path / "public/articles/later.html").exists()


@pytest.mark.parametrize(
    ("form", "place"),
    [
        ("text", "my/content/articles/a.md:6:13: error:"),
        ("json", '{"path": "my/content/articles/a.md", "line": 6, "column": 13,'),
        ("github", "::error file=my/content/articles/a.md,line=6,col=13,"),
    ],
)
def test_places_are_named_as_seen_from_where_the_command_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], form: str, place: str
) -> None:
    site(tmp_path / "my", a="\nThe [psoas](nowhere.md).")
    monkeypatch.chdir(tmp_path)
    assert main(["check", "--config", "my/config.yaml", "--date", "2026-01-02", "--format", form]) == 1
    said = "".join(capsys.readouterr())
    assert place in said
    assert form != "text" or "     6 | The [psoas](nowhere.md)." in said
    monkeypatch.chdir(tmp_path / "my")
    assert main(["check", "--config", "config.yaml", "--date", "2026-01-02", "--format", form]) == 1
    assert place.replace("my/", "") in "".join(capsys.readouterr())
