"""A file of plain values that shows whether it is whole: what it holds and for whom, the values, their sum.

Half a file, a damaged one, and one that other code wrote are no fault: nothing is known then.
"""

from __future__ import annotations

import marshal
import os
import zlib
from contextlib import suppress
from typing import Any


def read_sealed(file: str | os.PathLike[str], head: bytes) -> Any:
    """Return the values of a file that begins with `head`; None where there is none, or a damaged or foreign one."""
    with suppress(OSError, ValueError, EOFError, TypeError), open(file, "rb") as opened:
        blob = opened.read()
        body, total = blob[len(head) : -4], blob[-4:]
        if blob.startswith(head) and _sum_of(body) == total:
            return marshal.loads(body)
    return None


def write_sealed(file: str | os.PathLike[str], head: bytes, values: Any) -> None:
    """Put values into the file in one step; OSError when the disk refuses."""
    body = marshal.dumps(values)
    fresh = f"{os.fspath(file)}-{os.getpid()}.tmp"
    with open(fresh, "wb") as opened:
        opened.writelines((head, body, _sum_of(body)))
    os.replace(fresh, file)


def _sum_of(body: bytes) -> bytes:
    return zlib.crc32(body).to_bytes(4, "big")
