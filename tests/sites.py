"""Small sites written in case files, and what reading them says.

What is given in such a case are files, each behind a line `>>> path`. What is expected are the problems in order, each
as `place: severity: message [rule]`; a hint stands below its problem with four blanks before it, or is not compared.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from microsite import PROJECT
from microsite.cli import main
from microsite.model import File, Library
from microsite.problem import Problem, Problems, in_order
from microsite.reading.read import Reading, read_library

TODAY = datetime.date(2026, 11, 22)
OWN_DAY = max(
    datetime.date.fromisoformat(found[1])
    for path in (PROJECT / "content").rglob("*.md")
    for found in re.finditer(r"^updated: (\S+)$", path.read_text(encoding="utf-8"), re.M)
)
"""The day on which the project's own pages were last edited."""
HOME = "---\ntitle: Home\n---\n"
CONFIG = "title: Site\n"


def files_of(given: str) -> dict[str, str]:
    """Return path -> text of the files in a case."""
    files: dict[str, str] = {}
    for part in given.split(">>> ")[1:]:
        path, _, text = part.partition("\n")
        files[path.strip()] = text
    assert files, f"no line begins with >>> in: {given[:60]}"
    return files


def write_site(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write a site's files below `root`, with a config.yaml and a home page where they are not given."""
    for path, content in ({"config.yaml": CONFIG, "content/index.md": HOME} | dict(files)).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def run(root: Path, *words: str) -> int:
    """Return the status of a command that is given in this very process, which remembers nothing, on TODAY."""
    return main(["--config", str(root / "config.yaml"), "--no-cache", "--date", str(TODAY), *words])


def library_of(root: Path, today: datetime.date = TODAY, *, drafts: bool = False) -> tuple[Library, Problems]:
    """Return what the site in `root` holds, and its problems in order."""
    library, problems = read_library(root, "config.yaml", Reading(today, drafts))
    return library, in_order(problems)


def line_of(problem: Problem) -> str:
    """Return a problem as a case expects it."""
    return f"{problem.place}: {problem.severity}: {problem.message} [{problem.rule}]"


def lines_of(problems: Iterable[Problem], expected: str = "") -> str:
    """Return problems as a case expects them, with the hints of those to which `expected` gives one."""
    wanted = {line for line, next_line in _pairs(expected) if next_line.startswith("    ")}
    said = []
    for problem in problems:
        said.append(line_of(problem))
        if problem.hint and said[-1] in wanted:
            said.append(f"    {problem.hint}")
    return "\n".join(said)


def _pairs(text: str) -> Iterable[tuple[str, str]]:
    lines = text.split("\n")
    return zip(lines, [*lines[1:], ""], strict=True)


def into(files: dict[str, bytes]) -> Callable[[File], None]:
    """Return what puts the files of a build there."""

    def put(file: File) -> None:
        files[file.address] = file.data

    return put
