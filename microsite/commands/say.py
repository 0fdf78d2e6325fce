"""What is printed: problems, and the sentence that a command ends with."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from .. import PROJECT
from ..memory.memo import Memo
from ..pipeline import Built, Order, errors_held_back
from ..problem import Place, Problem, Problems, Severity, as_github, as_json, as_text, counted
from . import DONE, PROBLEMS


def line_finder(order: Order) -> Callable[[Place], str | None]:
    """Return a function that finds the source line of a place, in the site's folder or in the project's."""
    lines: dict[str, list[str]] = {}

    def line_of(place: Place) -> str | None:
        if place.path not in lines:
            lines[place.path] = []
            for folder in (order.root, PROJECT):
                path = folder / place.path
                # Unlike Path.is_file, it takes a name that no system can have for one that is not there.
                if place.path and os.path.isfile(path):
                    # What is wrong with a file may be that nobody can read it.
                    with suppress(OSError):
                        lines[place.path] = path.read_text(encoding="utf-8-sig", errors="replace").split("\n")
                    break
        found = lines[place.path]
        return found[place.line - 1] if 0 < place.line <= len(found) else None

    return line_of


def seen_from_here(order: Order) -> Callable[[Place], Place]:
    """Return a function that names the file of a place as it is seen from where the command was given.

    Only for a site that lies below that: there a click or a tool finds the file. Elsewhere it is the site's own path.
    """
    here, root = Path.cwd().resolve(), order.root.resolve()
    if here not in root.parents:
        return lambda place: place
    below = root.relative_to(here).as_posix()

    def seen(place: Place) -> Place:
        # Templates may be the project's own.
        is_own = bool(place.path) and (order.root / place.path).exists()
        return place._replace(path=f"{below}/{place.path}") if is_own else place

    return seen


def in_text(problems: Iterable[Problem], order: Order) -> str:
    """Return problems as an editor reads them, with their lines."""
    return as_text(tuple(problems), line_finder(order), seen_from_here(order))


def say_problems(problems: Problems, order: Order, wanted: argparse.Namespace) -> None:
    """Print problems in the form that was asked for."""
    if wanted.quiet:
        said = (Severity.ERROR, Severity.WARNING) if wanted.strict else (Severity.ERROR,)
        problems = tuple(problem for problem in problems if problem.severity in said)
    if wanted.format != "text":
        print(for_tools(problems, order, wanted.format), end="")
    elif problems:
        print(in_text(problems, order), file=sys.stderr)


def for_tools(problems: Iterable[Problem], order: Order, form: str) -> str:
    """Return problems in one of the forms that programs read, `json` or `github`."""
    seen = seen_from_here(order)
    told = tuple(problem._replace(place=seen(problem.place)) for problem in problems)
    return as_json(told) if form == "json" else as_github(told)


def about_held_back(built: Built, order: Order, memo: Memo, wanted: argparse.Namespace) -> str:
    """Return a line on the drafts and the pages whose time has not come, with the errors that stand in them.

    "" where nothing is held back, or nobody would read it.
    """
    held = built.site.library.held_back
    if not held or wanted.drafts or wanted.quiet or wanted.format != "text":
        return ""
    errors = errors_held_back(order, built, memo)
    wrong = {path: f", {counted(n, 'error')}" for path, n in errors.items()}
    seen = seen_from_here(order)
    named = ", ".join(f"{seen(Place(path))} ({why}{wrong.get(path, '')})" for path, why in sorted(held.items()))
    return f"Held back: {named}.{' --drafts shows the errors.' if errors else ''}"


def answered(built: Built, order: Order) -> int:
    """Return the status of a question that was answered in full; what is wrong with the content is said besides."""
    if built.is_publishable:
        return DONE
    errors = tuple(problem for problem in built.problems if problem.severity == Severity.ERROR)
    print(in_text(errors or built.problems, order), end="", file=sys.stderr)
    return PROBLEMS


def shown(path: Path) -> str:
    """Return a path as seen from where the command was given."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
