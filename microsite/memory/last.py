"""What the last build was made from, and what it said: where both still stand, there is nothing to do.

A file's signature – when its bytes and its entry changed, its size, its number on the disk – stands for its bytes:
asking for it takes a twentieth of reading it. Nothing but the standard library is imported here, because a build that
has nothing to do takes less time than loading the generator.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from .sealed import read_sealed, write_sealed

Signature = tuple[int, int, int, int]
"""Nanoseconds of the last change of bytes and of the entry, size, number."""
MAGIC = b"microsite last build 2\n"
LIBRARIES = frozenset({"markdown", "jinja2", "markupsafe", "pyyaml"})
"""What has a hand in a build, besides this package."""
SETTLED = 2_000_000_000
"""Nanoseconds after which a file's time tells it from a later state: the coarsest clock of a file system."""


class Last(NamedTuple):
    """A build that was published."""

    key: str
    """Stands for all that decides a build besides files."""
    inputs: dict[str, Signature]
    young: dict[str, bytes]
    """Digests of the inputs that had just been written: their times tell too little."""
    output: str
    outputs: dict[str, Signature]
    digests: dict[str, str]
    """What stands for the bytes of each output."""
    said: tuple[tuple[bool, str], ...]
    """What was printed, in order, and whether it went to standard error."""
    summary: str


def signatures(places: Iterable[str]) -> dict[str, Signature]:
    """Return the signature of each file at or below the places, by its path; nothing for a place that is not there.

    What cannot be looked at has none either, so that it differs from any that was there.
    """
    found: dict[str, Signature] = {}
    for place in places:
        with suppress(OSError):
            if os.path.isdir(place):
                _scan(place, found)
            else:
                found[place] = signature(os.stat(place))
    return found


def _scan(folder: str, found: dict[str, Signature]) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):
                if entry.is_dir(follow_symlinks=False):
                    if entry.name != "__pycache__":
                        _scan(entry.path, found)
                else:
                    found[entry.path] = signature(entry.stat())


def signature(status: os.stat_result) -> Signature:
    """Return the signature of a file."""
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def young_ones(inputs: dict[str, Signature], now: int) -> dict[str, bytes]:
    """Return the digests of the files that were written shortly before `now`, in nanoseconds."""
    return {path: _digest(path) for path, (mtime, ctime, _, _) in inputs.items() if max(mtime, ctime) > now - SETTLED}


def _digest(path: str) -> bytes:
    # A pipe would be waited for.
    if not os.path.isfile(path):
        return b""
    with suppress(OSError), open(path, "rb") as file:
        return hashlib.sha256(file.read()).digest()
    return b""


def way_of(*parts: object) -> str:
    """Return what stands for the way of a build: its options, the libraries and this Python."""
    return repr((sys.version, installed(), parts))


def installed(folders: Iterable[str] = ()) -> list[str]:
    """Return the libraries that have a hand in a build, each with its version, where Python looks for modules.

    These are the names of the folders that pip leaves beside a library: to ask importlib.metadata takes longer than a
    build that remembers everything.
    """
    names = (name for folder in tuple(folders) or sys.path if os.path.isdir(folder) for name in os.listdir(folder))
    return sorted(n for n in names if n.endswith(".dist-info") and n.lower().split("-")[0] in LIBRARIES)


def stands(last: Last, key: str, inputs: dict[str, Signature]) -> bool:
    """Tell whether a build would do again what it did: same way, same files going in, its files untouched."""
    return (
        last.key == key
        and inputs == last.inputs
        and signatures([last.output]) == last.outputs
        and all(_digest(path) == digest for path, digest in last.young.items())
    )


def read_last(file: Path) -> Last | None:
    """Return what the file says; None where there is none, or a damaged or foreign one."""
    with suppress(TypeError):
        return Last(*read_sealed(file, MAGIC))
    return None


def write_last(file: Path, last: Last) -> None:
    """Keep what a build did; a disk that refuses is no fault."""
    with suppress(OSError):
        write_sealed(file, MAGIC, tuple(last))
