"""Each rule on tiny sites that break it and on ones that do not: the files of tests/rules, built whole.

A file is named after its rule. What is given in a case are files, each behind a line `>>> path`, with its front matter
on the same line, as in `>>> content/articles/one.md title: One; part: Care`; an .svg is drawn here, as many characters
long as the line says. What is expected are the problems under that rule, with their places and hints.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from pathlib import Path

import pytest

from microsite.memory.memo import Memo, MemoryMemo, remember_nothing
from microsite.pipeline import Built, Order, build
from microsite.problem import Problems
from microsite.rules import CONTENT
from tests.sites import TODAY, write_site
from tests.snippets import ROOT, Snippet, read_snippets, rewrite, said

FILES = sorted(path.stem for path in (ROOT / "rules").glob("*.txt"))
CASES = [(rule, case) for rule in FILES for case in read_snippets(f"rules/{rule}.txt")]
ASKED_FOR = frozenset({"outside"})
"""Rules that a build does not look at: other sites are asked only by `check --external`."""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><desc>{words}</desc></svg>'


def files_of(given: str) -> dict[str, str]:
    """Return path -> text of the files in a case, each whole."""
    files: dict[str, str] = {}
    for part in re.split(r"^>>> ", given, flags=re.M)[1:]:
        head, _, text = part.partition("\n")
        path, _, fields = head.strip().partition(" ")
        files[path] = _whole(path, fields, text)
    return files


def _whole(path: str, fields: str, text: str) -> str:
    """Return the text of a file: a page with its front matter, a picture, or as it stands."""
    if path.endswith(".svg"):
        return PICTURE.format(words="x" * int(fields or 0))
    if not path.endswith(".md") or text.startswith("---"):
        return text
    name = path.rpartition("/")[2].removesuffix(".md").replace("-", " ")
    known = {"title": name.capitalize(), "summary": f"What it says of {name}."}
    known |= dict(field.split(": ", 1) for field in filter(None, re.split(r"; (?=[a-z_]+: )", fields)))
    return f"---\n{''.join(f'{key}: {value}{chr(10)}' for key, value in known.items())}---\n{text}"


def built(root: Path, memo: Memo) -> Built:
    return build(Order(config=root / "config.yaml", today=TODAY), lambda file: None, memo)


def written(case: Snippet, root: Path) -> Path:
    """Write the site of a case, without a look."""
    shutil.copytree(ROOT / "golden/bare/templates", root / "templates")
    return write_site(root, files_of(case.given))


def found(rule: str, case: Snippet, root: Path) -> Problems:
    """Return what is said under a rule when the site of a case is built."""
    problems = built(written(case, root), remember_nothing).problems
    return tuple(problem for problem in problems if problem.rule == rule)


@pytest.mark.parametrize(("rule", "case"), CASES, ids=[f"{rule}: {case.title}" for rule, case in CASES])
def test_rule(rule: str, case: Snippet, tmp_path: Path):
    assert said(found(rule, case, tmp_path), case.problems, has_path=True) == case.problems, case.place


@pytest.mark.parametrize("rule", sorted({*CONTENT} - ASKED_FOR))
def test_rule_has_sites_that_keep_it_and_sites_that_break_it(rule: str):
    cases = read_snippets(f"rules/{rule}.txt")
    assert [case for case in cases if not case.problems]
    assert [case for case in cases if re.search(r"^!     \S", case.problems, re.M)], "one case compares a hint"


REMEMBERED = frozenset({"contradiction", "circular", "lookalike", "repeated"})
"""Rules whose findings are kept in the memo."""


@pytest.mark.parametrize("case", [case for rule, case in CASES if rule in REMEMBERED], ids=str)
def test_a_build_that_remembers_says_the_same(case: Snippet, tmp_path: Path):
    memo = MemoryMemo()
    written(case, tmp_path)
    first = built(tmp_path, memo).problems
    assert built(tmp_path, memo).problems == first == built(tmp_path, remember_nothing).problems


def _rewritten(rule: str) -> None:
    def made(case: Snippet) -> tuple[str, Problems]:
        with tempfile.TemporaryDirectory() as folder:
            return "", found(rule, case, Path(folder))

    rewrite(f"rules/{rule}.txt", made, has_path=True)


if os.environ.get("UPDATE_GOLDEN"):
    for each in FILES:
        _rewritten(each)
