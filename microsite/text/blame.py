"""What was at work when a fault of ours came up: the page to send with a report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def at_work(doing: str) -> Iterator[None]:
    """Let an exception out of the work inside carry what was being done, as in “reading content/index.md”."""
    try:
        yield
    except Exception as fault:
        # The innermost says most, and one is enough.
        if not getattr(fault, "__notes__", ()):
            fault.add_note(f"It happened while {doing}")
        raise
