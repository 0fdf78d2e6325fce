"""Build, and publish if nothing forbids it; where nothing has changed since the last time, say so at once."""

from __future__ import annotations

import argparse
import datetime
import io
import os
import re
import sys
import time
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TextIO

from .. import PROJECT
from ..memory.last import SETTLED, Last, Signature, read_last, signatures, stands, way_of, write_last, young_ones
from . import DONE, conclude

SEEN = ("urls.lock", "content", "templates", "static")
"""What a site is made from, in its folder, besides its configuration."""


def run(wanted: argparse.Namespace) -> int:
    """Build, and publish if nothing forbids it."""
    started = time.perf_counter()
    file = wanted.config.absolute().parent / ".cache" / "last.dat"
    key, now = _key(wanted), time.time_ns()
    inputs = signatures(_places(wanted.config.absolute()))
    last = None if wanted.no_cache or wanted.profile else read_last(file)
    if last and stands(last, key, inputs) and not _is_disturbed(last.output):
        for is_error, text in last.said:
            print(text, end="", file=sys.stderr if is_error else sys.stdout)
        conclude(f"Nothing has changed: {last.summary}, {time.perf_counter() - started:.2f} s.", wanted)
        return DONE

    # Loaded late: it takes longer than to find out that there is nothing to do.
    from .publishing import build_and_publish

    young = young_ones(inputs, now)
    said: list[tuple[bool, str]] = []
    with redirect_stdout(_Kept(sys.stdout, said)), redirect_stderr(_Kept(sys.stderr, said, is_error=True)):
        status, done = build_and_publish(wanted, _seen(last))
    if done is None:
        return status
    output = str(done.output)
    if file.parent.is_dir() and not wanted.no_cache:
        outputs = signatures([output])
        # What was written a moment ago may have been by somebody else: it is read again the next time.
        settled = done.began - SETTLED
        addresses = {path: _address(output, path) for path, found in outputs.items() if found[0] < settled}
        digests = {path: done.digests[at] for path, at in addresses.items() if at in done.digests}
        write_last(file, Last(key, inputs, young, output, outputs, digests, tuple(said), done.summary))
    conclude(f"Published {done.summary}, {done.files}, {time.perf_counter() - started:.2f} s.", wanted)
    return status


def _seen(last: Last | None) -> dict[str, tuple[Signature, str]]:
    """Return what is known of the files that the last build left: address -> signature, and what stands for them."""
    if last is None:
        return {}
    known = ((path, last.outputs[path], digest) for path, digest in last.digests.items() if path in last.outputs)
    return {_address(last.output, path): (signed, digest) for path, signed, digest in known}


def _address(output: str, path: str) -> str:
    """Return the address of a file of the output."""
    return path[len(output) + 1 :].replace(os.sep, "/")


def _key(wanted: argparse.Namespace) -> str:
    """Return what stands for the options; --output and what is printed depend on where the command was given."""
    day = wanted.date or os.environ.get("SOURCE_DATE_EPOCH") or datetime.datetime.now(datetime.UTC).date().isoformat()
    return way_of(sorted(vars(wanted).items(), key=str), day, os.getcwd())


def _places(config: Path) -> tuple[str, ...]:
    """Return where everything lies that a build reads: of the site, of the project, and the generator itself."""
    own = (config, *(config.parent / name for name in SEEN))
    ours = (PROJECT / "templates", PROJECT / "static", PROJECT / "microsite")
    return tuple(dict.fromkeys(map(str, (*own, *ours))))


def _is_disturbed(output: str) -> bool:
    """Tell whether another run is at work beside the output, or was stopped there."""
    folder, name = os.path.split(os.path.realpath(output))
    beside = re.compile(rf"\.{re.escape(name)}(-|\.lock)")
    return any(map(beside.match, (*os.listdir(folder), *os.listdir(output))))


class _Kept(io.TextIOBase):
    """A stream that is printed to and kept."""

    def __init__(self, stream: TextIO, said: list[tuple[bool, str]], *, is_error: bool = False) -> None:
        self.stream, self.said, self.is_error = stream, said, is_error

    def write(self, text: str, /) -> int:
        self.said.append((self.is_error, text))
        return self.stream.write(text)

    def flush(self) -> None:
        self.stream.flush()
