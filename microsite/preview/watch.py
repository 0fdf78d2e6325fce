"""What changed in a site's folder since the last look, by the look of its files, so that no change can hide.

A file that was moved in with an old time, a deleted one, ten thousand at once: each is a difference of two looks.
The system's own notices (inotify, on Linux) only say when to look; without them we look every so often.
"""

from __future__ import annotations

import ctypes
import os
import select
import socket
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..reading.files import IGNORED

Signature = tuple[int, int, int]
"""Time of the last change in nanoseconds, size, number: what differs between two files that differ."""

QUIET = 0.008
"""Seconds without a change before we build: a checkout is many files."""

QUIET_AFTER_LOSS = 0.05
"""The same where a file is gone or empty: many an editor saves by taking the old file away first."""

PATIENCE = 2.0
"""Seconds after which we build although the files do not come to rest."""

PAUSE = 0.05
"""Seconds between two looks."""

PAUSE_WITH_NOTICES = 0.5
"""The same where the system tells us: for what it does not tell, such as a change made by another machine."""

SHARE = 20
"""A pause is at least so many times as long as a look took, so that waiting takes a twentieth of one processor."""


@dataclass(frozen=True, slots=True)
class Look:
    """How the watched files are at one moment."""

    files: Mapping[str, Signature]
    folders: tuple[str, ...]


def look(watched: Sequence[Path], without: Path) -> Look:
    """Return how the watched files are now, and those in the watched folders.

    But for `without` (our own output may lie among them), for what files.IGNORED names, and for what a link to a
    folder leads to. A file that is gone before we have seen it is not there.
    """
    files: dict[str, Signature] = {}
    folders: list[str] = []
    waiting = []
    for path in map(os.fspath, watched):
        if os.path.isdir(path):
            waiting.append(path)
            continue
        # A file on its own is heard of through its folder: most editors put a new file in its place.
        folders.append(os.path.dirname(path) or ".")
        with suppress(OSError):
            files[path] = _signature(os.stat(path))
    left_out = os.fspath(without)
    while waiting:
        folder = waiting.pop()
        if folder != left_out:
            folders.append(folder)
            waiting += _look_into(folder, files)
    return Look(files, tuple(folders))


def _look_into(folder: str, files: dict[str, Signature]) -> list[str]:
    """Note the files of one folder and return its folders."""
    inner = []
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if IGNORED.match(entry.name):
                continue
            if entry.is_dir(follow_symlinks=False):
                inner.append(entry.path)
                continue
            with suppress(OSError):
                files[entry.path] = _signature(entry.stat())
    return inner


def _signature(status: os.stat_result) -> Signature:
    return status.st_mtime_ns, status.st_size, status.st_ino


def next_change(seen: Look, take: Callable[[], Look], bell: Bell) -> Look | None:
    """Return how the files are once they differ from `seen` and have come to rest; None when the bell is stopped.

    The look returned is never newer than the files: what changes after it is found by the next call.
    """
    while not bell.is_stopped:
        begun = time.monotonic()
        now = take()
        if now.files != seen.files:
            now = _at_rest(seen, now, take, bell)
            if now.files != seen.files:
                return now
        has_notices = bell.listen(now.folders)
        pause = PAUSE_WITH_NOTICES if has_notices else PAUSE
        bell.wait(max(pause, SHARE * (time.monotonic() - begun)))
    return None


def _at_rest(seen: Look, now: Look, take: Callable[[], Look], bell: Bell) -> Look:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not bell.is_stopped:
        # New folders first, so that nothing changes in them unheard between this look and the next.
        has_notices = bell.listen(now.folders)
        time.sleep(QUIET_AFTER_LOSS if _has_lost(seen, now) else QUIET)
        if has_notices and not bell.wait(0):
            # Where the system tells us, its silence is as good as another look at every file.
            return now
        later = take()
        if later.files == now.files:
            return later
        now = later
    return now


def _has_lost(seen: Look, now: Look) -> bool:
    """Tell whether a file of the earlier look is gone, or one that is new or written to is empty."""
    is_gone = any(path not in now.files for path in seen.files)
    return is_gone or any(not found[1] and seen.files.get(path) != found for path, found in now.files.items())


class Bell:
    """Rings when the system says that something changed in a folder, and when it is stopped."""

    def __init__(self) -> None:
        self.is_stopped = False
        self._here, self._there = socket.socketpair()
        self._notices = _inotify()

    def listen(self, folders: Iterable[str]) -> bool:
        """Ring for changes in these folders from now on; return False where the system cannot tell of all."""
        if self._notices is None:
            return False
        # All of them every time: a folder that was deleted and made again has been forgotten.
        heard = [self._notices.add(folder) for folder in folders]
        return all(heard)

    def wait(self, seconds: float) -> bool:
        """Return when it rings, or after so many seconds; tell whether it rang."""
        heard = [self._here.fileno()]
        if self._notices is not None:
            heard.append(self._notices.handle)
        ready, _, _ = select.select(heard, [], [], seconds)
        if self._notices is not None and self._notices.handle in ready:
            self._notices.forget()
        return bool(ready)

    def stop(self) -> None:
        """Ring now and for ever. From any thread."""
        self.is_stopped = True
        self._there.send(b"!")

    def close(self) -> None:
        """Give back what the system lent."""
        self._here.close()
        self._there.close()
        if self._notices is not None:
            os.close(self._notices.handle)


@dataclass(frozen=True, slots=True)
class _Notices:
    """Linux's inotify(7), whose messages we do not read: that there is one is all we need."""

    library: ctypes.CDLL
    handle: int

    def add(self, folder: str) -> bool:
        # MODIFY, ATTRIB, CLOSE_WRITE, MOVED_FROM, MOVED_TO, CREATE, DELETE; ONLYDIR.
        mask = 0x2 | 0x4 | 0x8 | 0x40 | 0x80 | 0x100 | 0x200 | 0x01000000
        return bool(self.library.inotify_add_watch(self.handle, os.fsencode(folder), mask) >= 0)

    def forget(self) -> None:
        with suppress(BlockingIOError):
            while os.read(self.handle, 65536):
                pass


def _inotify() -> _Notices | None:
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None, use_errno=True)
    handle = library.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    return _Notices(library, handle) if handle >= 0 else None
