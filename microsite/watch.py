"""What changed in a site's folder since the last look: by the look of the files, so that no change can hide.

A file that is moved in with an old time, a deleted one, ten thousand at once: all are a difference of two snapshots.
The system's own notices (inotify, on Linux) only say when to look; where there are none, we look every so often.
"""

from __future__ import annotations

import os
import select
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from .files import IGNORED

Signature = tuple[int, int, int]
"""Time of change in nanoseconds, size and number of a file: what differs when its bytes do."""

Snapshot = Mapping[str, Signature]
"""Path of every file and folder -> its signature; a folder's is (0, 0, number), so that only files count."""

QUIET = 0.03
"""Seconds in which nothing must change before we build: an editor's save is several steps, a checkout many files."""

PATIENCE = 2.0
"""Seconds after which we build although files go on changing."""

LOOK = 0.05
"""Seconds between two looks where the system gives no notice. Longer for a site where a look takes long."""

LOOK_WITH_NOTICE = 1.0
"""Seconds between two looks where it does: for what it keeps to itself, such as a change from another machine."""


def snapshot(watched: Sequence[Path], without: Sequence[Path] = ()) -> dict[str, Signature]:
    """Return how the watched files, and those below the watched folders, look now.

    Without what lies in `without`, what `files.IGNORED` names, and what a link to a folder leads to.
    """
    found: dict[str, Signature] = {}
    left_out = {os.path.realpath(path) for path in without}
    waiting = [os.fspath(path) for path in watched]
    for path in waiting:
        _look_at(path, found)
    folders = [path for path in waiting if os.path.isdir(path)]
    while folders:
        folder = folders.pop()
        if os.path.realpath(folder) in left_out:
            continue
        _look_into(folder, found, folders)
    return found
