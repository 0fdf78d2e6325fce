"""Files that a command writes for an editor: all of them or none, and a word on what stood in the way."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from ..desk.rewrite import Change, Overtaken, rewrite
from . import DISK, DONE


def change_files(root: Path, changes: Sequence[Change]) -> int:
    """Make all changes to a site's files, or none, and return the exit status; say why where it is none."""
    try:
        rewrite(root, changes)
    except Overtaken as reason:
        return _unchanged(f"{reason} was saved meanwhile")
    except OSError as reason:
        # What we wrote beside a file has a name that tells an editor nothing; its folder does.
        folder = f"{Path(reason.filename).parent} cannot be written to: " if reason.filename else ""
        return _unchanged(f"{folder}{reason.strerror or reason}")
    return DONE


def _unchanged(said: str) -> int:
    print(f"build.py: {said}; nothing was changed.", file=sys.stderr)
    return DISK


def not_written(file: str, reason: OSError, way_out: str = "") -> int:
    """Say why a single file cannot be written, and return the exit status."""
    print(f"build.py: {file} cannot be written: {reason.strerror}. {way_out}".rstrip(), file=sys.stderr)
    return DISK
