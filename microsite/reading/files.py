"""Files as they lie in a site's folder: which count, and their text. Follows no link out of the folder."""

from __future__ import annotations

import errno
import os
import re
import stat
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from ..memory.last import SETTLED, signature
from ..problem import Place, Problem, Problems

LARGEST = 1_000_000
"""Bytes of one text file; the longest real page measured has a tenth of it."""

DEEPEST = 12
"""Folders inside each other; a real site has three."""

IGNORED = re.compile(r"\.|.*~$|#.*#$|.*\.(swp|swo|orig|bak|tmp)$|Thumbs\.db$|LICENSE(\.\w+)?$|README(\.\w+)?$")
"""What editors, systems and people leave beside content."""

STRAY = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""Control characters, byte order marks, half characters, and what YAML takes for the end of a line but editors do
not (U+0085, U+2028, U+2029), so that lines are counted alike everywhere. Named one by one: Python takes ten times as
long to compile the opposite, all that may stand."""


def files_below(root: Path, folder: str) -> tuple[tuple[str, ...], Problems]:
    """Return the paths of all files below root/folder, relative to root, with forward slashes, in order.

    Ignored names are left out; links, pipes, devices and folders named like a page are in, for `read_text` to judge.
    The problems name folders that cannot be read. Of a folder that does not exist there is nothing in either.
    """
    try:
        if _leads_out(root, root / folder):
            return (), (Problem(Place(folder), "file", *LEADS_OUT),)
    except (OSError, RuntimeError) as error:
        return (), (Problem(Place(folder), "file", f"cannot be read: {_reason(error)}"),)
    problems: list[Problem] = []
    return tuple(_below(root, folder, 0, problems)), tuple(problems)


def _below(root: Path, folder: str, depth: int, problems: list[Problem]) -> Iterator[str]:
    def refused(path: str, message: str, hint: str = "") -> None:
        problems.append(Problem(Place(path), "file", message, hint))

    try:
        entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as error:
        refused(folder, f"cannot be read: {_reason(error)}")
        return
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if IGNORED.match(entry.name):
            continue
        if STRAY.search(entry.name) or "\n" in entry.name or "\t" in entry.name:
            # Bytes that are no UTF-8 come as half characters, which nothing can print or hash.
            refused(ascii(path)[1:-1], "a file name that cannot be shown", "Rename it.")
        # Not followed: a linked folder could lead round in circles or out of the site.
        elif not entry.is_dir(follow_symlinks=False) or entry.name.endswith(".md"):
            yield path
        elif depth >= DEEPEST:
            refused(path, f"folders nested more than {DEEPEST} deep")
        else:
            yield from _below(root, path, depth + 1, problems)


LEADS_OUT = ("a link that leads out of the site's folder", "Copy here what it leads to.")


def _leads_out(root: Path, full: Path) -> bool:
    """Return whether a path is a link to somewhere outside; OSError or RuntimeError where it leads in a circle."""
    return full.is_symlink() and not full.resolve().is_relative_to(root.resolve())


def _reason(error: Exception) -> str:
    """Return why a file cannot be read, without this machine's own paths."""
    # RuntimeError: what Path.resolve says of a circle before Python 3.13.
    if isinstance(error, RuntimeError) or (isinstance(error, OSError) and error.errno == errno.ELOOP):
        return "a link that leads round in a circle"
    return (isinstance(error, OSError) and error.strerror) or type(error).__name__


def signature_of(root: Path, path: str) -> str:
    """Return what stands for the bytes of an ordinary file until somebody writes to it, or "" where nothing does.

    A file that was written a moment ago has none yet: the clock of a file system may not tell its next state from
    this one. Nor has a link, which says nothing of what it leads to.
    """
    try:
        status = os.lstat(f"{root}/{path}")
    except OSError:
        return ""
    mtime, ctime, size, inode = signature(status)
    is_settled = max(mtime, ctime) < time.time_ns() - SETTLED
    return f"{mtime} {ctime} {size} {inode}" if is_settled and stat.S_ISREG(status.st_mode) else ""


def read_bytes(root: Path, path: str, largest: int = LARGEST) -> tuple[bytes | None, Problems]:
    """Return a file's bytes, or None and why it cannot be read."""

    def refused(message: str, hint: str = "") -> tuple[None, Problems]:
        return None, (Problem(Place(path), "file", message, hint),)

    # Texts, not paths: at ten thousand files the difference is felt.
    full = os.path.join(root, path)
    try:
        status = os.lstat(full)
        if stat.S_ISLNK(status.st_mode):
            if _leads_out(root, Path(full)):
                return refused(*LEADS_OUT)
            status = os.stat(full)
        if not stat.S_ISREG(status.st_mode):
            return refused("not an ordinary file")
        if status.st_size > largest:
            return refused(f"{status.st_size:,} bytes; at most {largest:,} are read", "Split it or make it smaller.")
        with open(full, "rb") as file:
            return file.read(), ()
    except (OSError, RuntimeError) as error:
        return refused(f"cannot be read: {_reason(error)}")


def read_text(root: Path, path: str, largest: int = LARGEST) -> tuple[str | None, Problems]:
    """Return a file's text with plain line ends, or None and why it cannot be read.

    UTF-8 only; a byte order mark is dropped; stray characters are an error at the place of the first.
    """
    data, problems = read_bytes(root, path, largest)
    return (None, problems) if data is None else text_of(data, path)


def text_of(data: bytes, path: str) -> tuple[str | None, Problems]:
    """Return the text of a file's bytes with plain line ends, or None and why they are none."""
    if _is_utf_16(data):
        said, hint = "this file is UTF-16, not UTF-8", "Save it as UTF-8: editors ask for the encoding under “Save as”."
        return None, (Problem(Place(path, 1, 1), "encoding", said, hint),)
    try:
        text = _plain(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        before = _plain(data[: error.start].decode("utf-8"))
        message = f"the byte 0x{data[error.start]:02x} is not UTF-8"
        return None, (Problem(_after(path, before), "encoding", message, "Save the file as UTF-8."),)
    stray = stray_character(text)
    if stray:
        position, name = stray
        return None, (Problem(_after(path, text[:position]), "encoding", name, "Delete it."),)
    return text, ()


def _is_utf_16(data: bytes) -> bool:
    """Return whether a file says so by its first two bytes, or begins with an ordinary character in UTF-16."""
    return data[:2] in (b"\xff\xfe", b"\xfe\xff") or (len(data) > 1 and data[:2].count(0) == 1)


def _plain(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def stray_character(text: str) -> tuple[int, str] | None:
    """Return where the first character stands that no text may hold, and what to call it; None if there is none."""
    found = STRAY.search(text)
    if found is None:
        return None
    kind = "a control character" if unicodedata.category(found[0]) == "Cc" else "an invisible character"
    return found.start(), f"{kind} (U+{ord(found[0]):04X})"


def _after(path: str, before: str) -> Place:
    """Return the place that follows the text `before`."""
    return Place(path, before.count("\n") + 1, len(before) - before.rfind("\n"))
