"""One at a time: a file held while publishing, and a folder that says whether its maker still lives."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

# Not where they are used: that may be when no more files can be opened.
if sys.platform == "win32":
    import ctypes
    import msvcrt
else:
    import fcntl


@contextmanager
def locked(path: Path, patience: float) -> Iterator[None]:
    """Hold the lock file `path`, which is made for it and deleted at the end; its text is our process number.

    Waits up to `patience` seconds; then raises TimeoutError, with words that name the process in the way.
    A process that dies lets go of it, however it dies.
    """
    file = _lock(path, patience)
    try:
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        yield
    finally:
        # Delete it while we hold it: who waits for it looks whether the name still means the same file.
        # Windows deletes no open file; a lock file that stays behind there does no harm.
        with suppress(OSError):
            path.unlink()
        file.close()


@contextmanager
def held(folder: Path) -> Iterator[bool]:
    """Hold `folder` while this process lives and say whether nobody held it before.

    Windows has no such thing for folders and some network file systems neither: there everyone may hold it.
    """
    if sys.platform == "win32":
        yield True
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        is_free = True
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            is_free = not isinstance(error, BlockingIOError)
        yield is_free
    finally:
        os.close(handle)


def is_running(pid: int) -> bool:
    """Tell whether this machine runs a process with that number, be it the one that was meant or another."""
    if sys.platform == "win32":
        # os.kill would end the process there. 0x100000 is SYNCHRONIZE, the least one can ask for.
        handle = ctypes.windll.kernel32.OpenProcess(0x100000, False, pid)
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _lock(path: Path, patience: float) -> TextIO:
    end = time.monotonic() + patience
    while True:
        is_late = time.monotonic() > end
        file = path.open("a+", encoding="ascii", errors="replace")
        try:
            if _is_locked(file) and _is_at(path, file):
                return file
            file.seek(0)
            holder = file.read(20).strip()
        except BaseException:
            file.close()
            raise
        file.close()
        if is_late:
            who = f"process {holder}" if holder.isdigit() else "another process"
            raise TimeoutError(errno.ETIMEDOUT, f"{who} is at work there")
        time.sleep(0.05)


def _is_locked(file: TextIO) -> bool:
    """Try to lock `file` for us and return whether that went well."""
    try:
        if sys.platform == "win32":
            # Nobody can read a locked byte there: lock one far behind the process number.
            file.seek(1000)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _is_at(path: Path, file: TextIO) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
