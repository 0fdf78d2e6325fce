"""A limit on the time that one text may take: the last resort against a page that would never be finished.

Limits by name (`limits`) come first and say what to mend. This one holds where they forgot something.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from ..problem import Place, Problem, as_text

SECONDS = 20.0
"""Of a processor's time; the longest real page measured takes a hundredth of it."""
EXIT = 1
"""What the run ends with where it cannot go on: the content has a problem, and nothing was published."""


class OverBudget(Exception):
    """A text took longer than it may."""


def too_slow(path: str, seconds: float = SECONDS) -> Problem:
    """Return the problem of a text that took longer than it may."""
    hint = "Split it, or take out what is repeated without end; please report it, too."
    return Problem(Place(path), "limit", f"this cannot be read in {seconds:g} seconds", hint)


@contextmanager
def limited(path: str, seconds: float = SECONDS) -> Iterator[None]:
    """Let the work inside last so many seconds at most; OverBudget is raised out of its midst when it is over.

    Signals reach the main thread of a POSIX system only, but there they stop even a regular expression. Elsewhere
    work cannot be stopped: the file is named and the process ends, before it has published anything.
    """
    # The system counts the time that this process works: a busy machine makes no page slow.
    if hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread():
        with _alarm(seconds):
            yield
        return
    watch = threading.Timer(seconds, _end, (path, seconds))
    watch.daemon = True
    # Where there are no threads, or no more of them, nobody watches: that is no reason not to build.
    with suppress(RuntimeError):
        watch.start()
    try:
        yield
    finally:
        watch.cancel()


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise OverBudget

    before = signal.signal(signal.SIGVTALRM, stop)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _end(path: str, seconds: float) -> None:
    print(as_text([too_slow(path, seconds)], lambda place: None), end="", file=sys.stderr, flush=True)
    os._exit(EXIT)
