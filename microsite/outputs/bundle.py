"""The whole site as one zip that opens from disk: site.zip.

Made on the way, file by file, so that no file is kept but packed; what was packed before is remembered. The same files
give the same bytes, whenever and wherever the same zlib packs them: none has a time, an owner or an extra field. The
layout is that of PKWARE's APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from typing import NamedTuple

from ..memory.memo import Memo, key_of, remember_nothing
from ..model import File
from ..pages.views import BUNDLE_FILE
from ..problem import Place, Problem
from ..terms.folding import LIGATURES

LEVEL = 6
"""Of zlib; 9 saves two bytes in a thousand."""
MOST_FILES, MOST_BYTES = 0xFFFF, 0xFFFFFFFF
"""What a zip can hold without the extra fields of zip64."""

STORED, DEFLATED = 0, 8
VERSION = 20
"""Of the format: 2.0, the oldest with folders and deflation."""
ON_UNIX = 3 << 8
UTF_8 = 0x0800
FIRST_DAY = 0x0021
"""1 January 1980, the first day that the format can name."""
READABLE = 0o100644 << 16
"""An ordinary file that all may read."""


class Packed(NamedTuple):
    """A file as it stands in a zip."""

    method: int
    crc: int
    size: int
    data: bytes


def packed(data: bytes) -> Packed:
    """Return the file deflated, or as it is where that is smaller."""
    deflater = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    small = deflater.compress(data) + deflater.flush()
    method, kept = (DEFLATED, small) if len(small) < len(data) else (STORED, data)
    return Packed(method, zlib.crc32(data), len(data), kept)


def folder_of(title: str) -> str:
    """Return the name of the folder that the zip unpacks into: the site's title as a slug, or `site`."""
    ascii_only = unicodedata.normalize("NFKD", title.translate(LIGATURES)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")[:60].rstrip("-") or "site"


class Bundle:
    """A zip in the making. Files come one by one, in the order of the site; `finished` ends it."""

    def __init__(self, folder: str, memo: Memo = remember_nothing) -> None:
        self.folder = folder
        self.memo = memo
        self.size = 0
        """Bytes so far, without the list of contents."""
        self._parts: list[bytes] = []
        self._contents: dict[str, bytes] = {}

    def add(self, file: File) -> None:
        """Put a file of the site into the zip."""
        key = key_of(zlib.ZLIB_RUNTIME_VERSION, file.digest)
        made = self.memo("packed", key, lambda: packed(file.data))
        name = f"{self.folder}/{file.address}".encode()
        flags = 0 if name.isascii() else UTF_8
        sizes = (made.crc, len(made.data), made.size, len(name), 0)
        said = (VERSION, flags, made.method, 0, FIRST_DAY, *sizes)
        head = struct.pack("<4s5H3I2H", b"PK\3\4", *said) + name
        # Beyond what the format can say there will be no zip, so the place does not matter.
        place = min(self.size, MOST_BYTES)
        self._contents[file.address] = (
            struct.pack("<4s6H3I5H2I", b"PK\1\2", ON_UNIX | VERSION, *said, 0, 0, 0, READABLE, place) + name
        )
        self._parts += (head, made.data)
        self.size += len(head) + len(made.data)

    def finished(self) -> bytes | Problem:
        """Return the bytes of the zip, its contents listed by address; or that the site is too large for one."""
        contents = b"".join(entry for _, entry in sorted(self._contents.items()))
        if len(self._contents) > MOST_FILES or self.size + len(contents) > MOST_BYTES:
            hint = "Take `bundle: true` out of config.yaml."
            return Problem(Place(BUNDLE_FILE), "output", "the site is too large for one zip", hint)
        count = len(self._contents)
        end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(contents), self.size, 0)
        return b"".join((*self._parts, contents, end))
