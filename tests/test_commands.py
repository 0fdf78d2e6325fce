"""What the command line answers to questions about links, and what it says of pages that it holds back."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

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
