"""Reads files of Markdown and what becomes of it, so that a case needs no Python and a failure names its own line.

    == the title of the case
    % language: de
    *Markdown*
    =>
    <p><em>HTML</em></p>
    ! 1:5 warning: a problem [rule]
    !     with its hint, where the case says one

Lines of `#` before the first case are remarks. → stands for a tab, · at the end of a line for a blank, so that editors
that tidy up do no harm.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from microsite.problem import Problem

ROOT = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Snippet:
    """One case."""

    title: str
    place: str
    """File and line, as an editor makes it clickable."""
    options: Mapping[str, str]
    given: str
    html: str
    problems: str

    def __str__(self) -> str:
        return f"{self.place} {self.title}"


def read_snippets(path: str) -> tuple[Snippet, ...]:
    """Return the cases of a file below tests/, in its order."""
    text = (ROOT / path).read_text(encoding="utf-8")
    found = []
    for match in re.finditer(r"^== ([^\n]+)\n((?:% [^\n]+\n)*)(.*?)(?=^== |\Z)", text, re.M | re.S):
        place = f"tests/{path}:{text.count(chr(10), 0, match.start()) + 1}"
        given, arrow, expected = match[3].partition("\n=>\n")
        assert arrow, f"{place}: a case needs a line with => alone"
        options = dict(line[2:].split(": ", 1) for line in match[2].splitlines())
        lines = expected.strip("\n").split("\n")
        html = "\n".join(line for line in lines if not line.startswith("! "))
        problems = "\n".join(line for line in lines if line.startswith("! "))
        found.append(Snippet(match[1], place, options, visible(given.strip("\n")), visible(html), problems))
    assert found, f"tests/{path}: no case stands here; was it lost?"
    return tuple(found)


def rewrite(path: str, made: Callable[[Snippet], tuple[str, tuple[Problem, ...]]], *, has_path: bool = False) -> None:
    """Write what comes out now into the cases of a file; a hint stays where there is one."""
    # The first case of a file, too, has a line end before it.
    text = "\n" + (ROOT / path).read_text(encoding="utf-8")
    for snippet in read_snippets(path):
        html, problems = made(snippet)
        title = f"\n== {snippet.title}\n"
        start = text.index("\n=>\n", text.index(title)) + len("\n=>\n")
        end = text.find("\n== ", start)
        shown = re.sub(r" +$", lambda match: "·" * len(match[0]), html.rstrip("\n").replace("\t", "→"), flags=re.M)
        lines = "\n".join(filter(None, (shown, said(problems, snippet.problems, has_path=has_path))))
        text = text[:start] + (f"{lines}\n" if lines else "") + (text[end:] if end >= 0 else "")
    # In one step: where several processes write the cases, none may find an emptied file and keep it so.
    fresh = ROOT / f"{path}-{os.getpid()}.tmp"
    fresh.write_text(text[1:], encoding="utf-8")
    os.replace(fresh, ROOT / path)


def visible(text: str) -> str:
    """Return text with the tabs and blanks for which it has signs."""
    return re.sub(r"·+$", lambda match: " " * len(match[0]), text.replace("→", "\t"), flags=re.M)


def said(problems: tuple[Problem, ...], expected: str, *, has_path: bool = False) -> str:
    """Return problems as a case says them; a hint only where `expected` has one."""
    lines = []
    for problem in problems:
        place = str(problem.place) if has_path else str(problem.place._replace(path="")).lstrip(":")
        lines.append(f"! {place} {problem.severity}: {problem.message} [{problem.rule}]")
        if problem.hint and f"{lines[-1]}\n!     " in f"{expected}\n":
            lines.append(f"!     {problem.hint}")
    return "\n".join(lines)
