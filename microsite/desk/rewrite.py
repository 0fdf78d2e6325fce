"""Many files changed at once, or none: each is written beside its place first, then all take their places.

What was there is kept in memory until the last has taken its own, and put back when one cannot.
"""

from __future__ import annotations

import contextlib
import difflib
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """What becomes of one file."""

    path: str
    """Relative to the site folder, with forward slashes."""
    new_path: str
    """The same where the file does not move."""
    before: bytes
    after: bytes


class Overtaken(Exception):
    """A file is not as it was read: somebody has saved it meanwhile."""


def rewrite(root: Path, changes: Sequence[Change]) -> None:
    """Make all changes, or none.

    Whatever stops it half way (OSError, Overtaken, Ctrl-C) is raised again after all files are as they were.
    """
    undo: list[Callable[[], object]] = []
    with contextlib.ExitStack() as waiting:
        beside = [_written_beside(root, change, waiting) for change in changes]
        try:
            for change, new in zip(changes, beside, strict=True):
                _put(root, change, new, undo)
        except BaseException:
            for back in reversed(undo):
                back()
            raise


def _written_beside(root: Path, change: Change, waiting: contextlib.ExitStack) -> Path:
    """Return the file with the new bytes, under a name that no site reads; gone when `waiting` ends."""
    target = root / change.new_path
    new = target.with_name(f".{target.name}.{os.getpid()}.new")
    waiting.callback(new.unlink, missing_ok=True)
    new.write_bytes(change.after)
    shutil.copymode(root / change.path, new)
    return new


def _put(root: Path, change: Change, new: Path, undo: list[Callable[[], object]]) -> None:
    old, target = root / change.path, root / change.new_path
    if old.read_bytes() != change.before:
        raise Overtaken(change.path)
    if old == target:
        undo.append(lambda: _restore(old, change.before, target))
        os.replace(new, target)
        return
    if os.path.lexists(target):
        raise FileExistsError(f"{change.new_path} is there already")
    undo.append(lambda: target.unlink(missing_ok=True))
    os.replace(new, target)
    undo.append(lambda: _restore(old, change.before, target))
    old.unlink()


def _restore(path: Path, data: bytes, like: Path) -> None:
    again = path.with_name(f".{path.name}.{os.getpid()}.old")
    again.write_bytes(data)
    if like.exists():
        shutil.copymode(like, again)
    os.replace(again, path)


TEXTS = (".md", ".yaml")
"""How the names of files end whose lines are worth showing: a drawing is one long line, a photograph is none."""


def diff(changes: Sequence[Change]) -> Iterator[str]:
    """Yield the lines of what an editor reads before it happens; line ends are in them.

    First a line for each file that is no text, or only moves: what changes in it. Then a unified diff of the texts,
    without the lines around the changed ones, of which `git apply --unidiff-zero` makes the same changes.
    """
    texts = [each for each in changes if each.path.endswith(TEXTS) and each.before != each.after]
    for change in changes:
        if change not in texts:
            yield f"{_moving(change)}: {'; '.join(_replaced(change.before, change.after)) or 'moved as it is'}\n"
    for change in texts:
        yield f"diff --git a/{change.path} b/{change.new_path}\n"
        if change.path != change.new_path:
            yield f"rename from {change.path}\nrename to {change.new_path}\n"
        before, after = _lines(change.before), _lines(change.after)
        for line in difflib.unified_diff(before, after, f"a/{change.path}", f"b/{change.new_path}", n=0):
            yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _moving(change: Change) -> str:
    return change.path if change.path == change.new_path else f"{change.path} → {change.new_path}"


def _lines(data: bytes) -> list[str]:
    # Only \n ends a line of a diff: a \r before it is one of the line's characters.
    text = data.decode("utf-8", "replace")
    return [line + "\n" for line in text.split("\n")[:-1]] + ([text.rpartition("\n")[2]] if text[-1:] != "\n" else [])


def _replaced(before: bytes, after: bytes) -> Iterator[str]:
    """Yield what takes the place of what, and how often, in two files that differ in names alone."""
    old, new = (re.split(r"[\s<>]+", data.decode("utf-8", "replace")) for data in (before, after))
    for (a, b), count in Counter((a, b) for a, b in zip(old, new, strict=False) if a != b).items():
        yield f"{a} → {b}" + (f", {count} times" if count > 1 else "")
