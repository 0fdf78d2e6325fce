"""What changed in a site's folder since the last look, by the look of its files, so that no change can hide.

A file that was moved in with an old time, a deleted one, ten thousand at once: each is a difference of two looks.
The system's own notices (inotify, on Linux) say when to look, and at which files first; a look at all of them follows,
so that nothing hangs on what they say. Without them we look every so often.
"""

from __future__ import annotations

import ctypes
import os
import select
import socket
import stat
import struct
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
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
    folders: frozenset[str] = frozenset()
    """All of whose files are watched."""
    alone: Mapping[str, str] = field(default_factory=dict)
    """What is watched by itself: as the system names it -> as we do."""

    @property
    def heard(self) -> frozenset[str]:
        """The folders in which to listen: a file by itself is heard of through its own, as most editors replace it."""
        return self.folders.union(map(os.path.dirname, self.alone))


def look(watched: Sequence[Path], without: Path) -> Look:
    """Return how the watched files are now, and those in the watched folders.

    But for `without` (our own output may lie among them), for what files.IGNORED names, and for what a link to a
    folder leads to. A file that is gone before we have seen it is not there.
    """
    files: dict[str, Signature] = {}
    folders: set[str] = set()
    alone: dict[str, str] = {}
    waiting = []
    for path in map(os.fspath, watched):
        if os.path.isdir(path):
            waiting.append(path)
            continue
        alone[os.path.join(os.path.dirname(path) or ".", os.path.basename(path))] = path
        with suppress(OSError):
            files[path] = _signature(os.stat(path))
    left_out = os.fspath(without)
    while waiting:
        folder = waiting.pop()
        if folder != left_out:
            folders.add(folder)
            waiting += _look_into(folder, files)
    return Look(files, frozenset(folders), alone)


def look_again(before: Look, touched: Iterable[str]) -> Look | None:
    """Return how the files are now if only those `touched` have changed; None where a folder is among them."""
    files = dict(before.files)
    for heard in touched:
        path = before.alone.get(heard, heard)
        folder, name = os.path.split(heard)
        if heard in before.folders:
            return None
        if heard not in before.alone and (folder not in before.folders or IGNORED.match(name)):
            continue
        try:
            status = os.stat(path)
        except OSError:
            files.pop(path, None)
            continue
        if stat.S_ISDIR(status.st_mode):
            return None
        files[path] = _signature(status)
    return replace(before, files=files)


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
    touched: frozenset[str] | None = None
    while not bell.is_stopped:
        begun = time.monotonic()
        now = _looked(seen, touched, take)
        if now.files != seen.files:
            now = _at_rest(seen, now, take, bell)
            if now.files != seen.files:
                return now
        has_notices = bell.listen(now.heard)
        pause = PAUSE_WITH_NOTICES if has_notices else PAUSE
        has_rung = bell.wait(max(pause, SHARE * (time.monotonic() - begun)))
        # Where a look at what is named has shown nothing, the next one is at all of them.
        touched = bell.touched if has_rung and touched is None else None
    return None


def _looked(before: Look, touched: frozenset[str] | None, take: Callable[[], Look]) -> Look:
    return (touched is not None and look_again(before, touched)) or take()


def _at_rest(seen: Look, now: Look, take: Callable[[], Look], bell: Bell) -> Look:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and not bell.is_stopped:
        # New folders first, so that nothing changes in them unheard between this look and the next.
        has_notices, is_lost = bell.listen(now.heard), _has_lost(seen, now)
        if has_notices and is_lost:
            # What was taken away is back in no time, as a rule, and says so.
            has_rung = bell.wait(QUIET_AFTER_LOSS)
        else:
            time.sleep(QUIET_AFTER_LOSS if is_lost else QUIET)
            has_rung = has_notices and bell.wait(0)
        if has_notices and not has_rung:
            # Where the system tells us, its silence is as good as another look at every file.
            return now
        later = _looked(now, bell.touched if has_rung else None, take)
        if later.files == now.files and not (has_notices and is_lost):
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
        self.touched: frozenset[str] | None = None
        """Files and folders for which it last rang; None where that is not known."""
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
        has_notice = self._notices is not None and self._notices.handle in ready
        self.touched = self._notices.taken() if self._notices is not None and has_notice else None
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
    """Linux's inotify(7)."""

    library: ctypes.CDLL
    handle: int
    folders: dict[int, str] = field(default_factory=dict)
    """By the number under which the system tells of each."""

    def add(self, folder: str) -> bool:
        # MODIFY, ATTRIB, CLOSE_WRITE, MOVED_FROM, MOVED_TO, CREATE, DELETE; ONLYDIR.
        mask = 0x2 | 0x4 | 0x8 | 0x40 | 0x80 | 0x100 | 0x200 | 0x01000000
        number = self.library.inotify_add_watch(self.handle, os.fsencode(folder), mask)
        if number >= 0:
            self.folders[number] = folder
        return bool(number >= 0)

    def taken(self) -> frozenset[str] | None:
        """Take the messages that wait, and return what they name; None where one tells of more than that."""
        found: set[str] = set()
        is_known = True
        with suppress(BlockingIOError):
            while data := os.read(self.handle, 65536):
                at = 0
                while at < len(data):
                    number, _, _, length = MESSAGE.unpack_from(data, at)
                    name = data[at + MESSAGE.size : at + MESSAGE.size + length].rstrip(b"\0")
                    at += MESSAGE.size + length
                    is_known = is_known and number in self.folders
                    # No name: a folder as a whole is gone, or the system has told of too little.
                    found.add(os.path.join(self.folders.get(number, ""), os.fsdecode(name)) if name else "")
        return frozenset(found) if is_known and "" not in found else None


MESSAGE = struct.Struct("iIII")
"""The watch's number, what happened, what belongs together, and the length of the name that follows."""


def _inotify() -> _Notices | None:
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None, use_errno=True)
    handle = library.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    return _Notices(library, handle) if handle >= 0 else None
