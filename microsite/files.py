"""Files as they lie in a site's folder: which count, and their text. Follows no link out of the folder."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

from .problem import Place, Problem, Problems

LARGEST = 1_000_000
"""Bytes of one text file; the longest real page measured has a tenth of it."""

IGNORED = re.compile(r"\.|.*~$|#.*#$|.*\.(swp|swo|orig|bak|tmp)$|Thumbs\.db$|LICENSE(\.\w+)?$|README(\.\w+)?$")
"""What editors, systems and people leave beside content."""

FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def files_below(root: Path, folder: str) -> Iterator[str]:
    """Yield the paths of all files below root/folder, relative to root, with forward slashes, in order.

    Ignored names are left out; links, pipes and devices are yielded too, for `read_text` to judge.
    """
    try:
        entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if IGNORED.match(entry.name):
            continue
        path = f"{folder}/{entry.name}"
        # Not followed: a linked folder could lead round in circles or out of the site.
        if entry.is_dir(follow_symlinks=False):
            yield from files_below(root, path)
        else:
            yield path


def read_bytes(root: Path, path: str, largest: int = LARGEST) -> tuple[bytes | None, Problems]:
    """Return a file's bytes, or None and why it cannot be read."""

    def refused(message: str, hint: str = "") -> tuple[None, Problems]:
        return None, (Problem(Place(path), "file", message, hint),)

    full = root / path
    try:
        if full.is_symlink() and not full.resolve().is_relative_to(root.resolve()):
            return refused("a link that leads out of the site's folder", "Copy the file here.")
        status = full.stat()
        if not stat.S_ISREG(status.st_mode):
            return refused("not an ordinary file")
        if status.st_size > largest:
            return refused(f"{status.st_size:,} bytes; at most {largest:,} are read", "Split it or make it smaller.")
        return full.read_bytes(), ()
    except (OSError, RuntimeError) as error:
        # RuntimeError: a symbolic link that leads round in a circle (before Python 3.13).
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return refused(f"cannot be read: {reason}")


def read_text(root: Path, path: str) -> tuple[str | None, Problems]:
    """Return a file's text with plain line ends, or None and why it cannot be read.

    UTF-8 only; a byte order mark is dropped; control characters but tab and line end are an error at their place.
    """
    data, problems = read_bytes(root, path)
    if data is None:
        return None, problems
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        message = f"the byte 0x{data[error.start]:02x} is not UTF-8"
        return None, (Problem(_at(path, before), "encoding", message, "Save the file as UTF-8."),)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    bad = FORBIDDEN.search(text)
    if bad:
        message = f"a control character (U+{ord(bad[0]):04X})"
        return None, (Problem(_at(path, text[: bad.start()]), "encoding", message, "Delete it."),)
    return text, ()


def _at(path: str, before: str) -> Place:
    """Return the place that follows the text `before`."""
    before = before.replace("\r\n", "\n").replace("\r", "\n")
    return Place(path, before.count("\n") + 1, len(before) - before.rfind("\n"))
