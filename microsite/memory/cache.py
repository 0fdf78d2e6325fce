"""A memo that lives on disk: what earlier runs made, found again by the digest of what went into it.

Two files: `memo.dat` holds the things one behind the other, `memo.idx` says where each lies and how it adds up, and
holds what is no more than a short text, such as a digest. A run reads the index whole and a thing only when it is
asked for. What is damaged, half-written or made by other code is noticed – by the index's version, by the sum of each
thing – and made again, never trusted. What a thing holds for `later` lies beside it and is read when somebody asks for
it, so that a large site need not fit into the memory.

Things are pickled. The folder is this machine's own and as trusted as the `.venv` beside it.
"""

from __future__ import annotations

import copyreg
import errno
import hashlib
import io
import os
import pickle
import sys
import time
import zlib
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from shutil import copyfileobj
from types import MappingProxyType
from typing import Any, TypeVar

from .last import installed, signatures
from .later import Later, Spot
from .memo import Task
from .sealed import read_sealed, write_sealed

T = TypeVar("T")


def _read_only(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


# Read-only views of mappings are part of our values, but Python has no pickle for them.
copyreg.pickle(MappingProxyType, lambda view: (_read_only, (dict(view),)))

MAGIC = b"microsite memo 6\n"
WASTE = 0.5
"""Share of the data file that may be of no more use before it is written anew."""

Extent = int
"""Offset, length and CRC-32 of some bytes as one number, as a hundred thousand of them are held."""
Row = tuple[Extent, ...] | Extent | str
"""Where a thing lies; with all that it holds for later, behind it; or the thing itself, where that is a short text."""
LONGEST_TEXT = 100
LONGEST_RUN = 24 * 60 * 60
"""Seconds after which what a run has put aside is nobody's any more."""
Read = Callable[[Spot], bytes]
"""Returns what lies at a spot, pickled."""


def _extent(offset: int, length: int, crc: int) -> Extent:
    return offset << 64 | length << 32 | crc


def _unpacked(extent: Extent) -> tuple[int, int, int]:
    return extent >> 64, extent >> 32 & 0xFFFFFFFF, extent & 0xFFFFFFFF


def _extents(row: Row) -> tuple[Extent, ...]:
    return row if isinstance(row, tuple) else () if isinstance(row, str) else (row,)


def _size(rows: Iterable[Row]) -> int:
    """Return how many bytes the things have, with all that they hold for later."""
    return sum(_unpacked(extent)[1] for row in rows for extent in _extents(row))


def _moved(row: Row, move: Callable[[Extent], Extent]) -> Row:
    """Return the row of a thing each of whose extents is moved."""
    if isinstance(row, str):
        return row
    return tuple(map(move, row)) if isinstance(row, tuple) else move(row)


def version_of(folders: Iterable[str] = ()) -> str:
    """Return a digest of this package's own code, of Python and of the libraries in `folders`, else where Python looks.

    Another version of any of them remembers nothing of this one.
    """
    digest = hashlib.sha256(repr((sys.version, installed(folders))).encode())
    for path in sorted(signatures([str(Path(__file__).parent.parent)])):
        if path.endswith(".py"):
            with open(path, "rb") as file:
                digest.update(os.path.basename(path).encode() + b"\0" + file.read())
    return digest.hexdigest()


class _Aside:
    """What a thing holds for later, which is left out where it is pickled."""

    def __init__(self, kept: Collection[str] = ()) -> None:
        self._kept = kept
        self.held: list[Later[Any]] = []
        self.apart: list[Later[Any]] = []
        """Those that are no parts of what is `kept`."""

    def pickled(self, thing: Any) -> bytes:
        """Return the rest of a thing pickled."""
        file = io.BytesIO()
        pickler = pickle.Pickler(file, pickle.HIGHEST_PROTOCOL)
        # This table is asked for objects only; a `persistent_id` would be for every number and every text.
        pickler.dispatch_table = copyreg.dispatch_table | {Later: self._leave_out}
        pickler.dump(thing)
        return file.getvalue()

    def _leave_out(self, value: Later[Any]) -> tuple[Callable[..., object], tuple[int, str, int]]:
        self.held.append(value)
        owner, number, _ = value.spot
        if owner not in self._kept:
            owner, number = "", len(self.apart)
            self.apart.append(value)
        return left_out, (len(self.held) - 1, owner, number)


def left_out(place: int, owner: str, number: int) -> Later[Any]:
    """Stand in a pickle for what puts back the part of that place, owner and number there."""
    raise pickle.UnpicklingError("read without its memo")


class _Unpickler(pickle.Unpickler):
    """Puts back what was left out, as `part` returns it by its place, its owner and its number there."""

    def __init__(self, file: io.BytesIO, part: Callable[[int, str, int], Later[Any]]) -> None:
        super().__init__(file)
        self._part = part

    def find_class(self, module: str, name: str) -> Any:
        return self._part if (module, name) == (__name__, left_out.__name__) else super().find_class(module, name)


class DiskMemo:
    """Remembers in a folder what the last run asked for. Call `save` at the end of a run."""

    def __init__(self, folder: Path, version: str) -> None:
        self.folder = folder
        self._head = MAGIC + version.encode() + b"\n"
        self._index_file = folder / "memo.idx"
        self.hits = self.misses = 0
        self._index: dict[str, Row]
        self._parts: dict[str, tuple[str, ...]]
        """What each whole is made of."""
        self._used: int
        """Bytes of the data file that are of use."""
        self._index, self._parts, self._used = read_sealed(self._index_file, self._head) or ({}, {}, 0)
        self._makers: list[dict[str, None]] = []
        """What was asked for in the making of the wholes that are being made, the innermost last."""
        self._fresh: dict[str, Row] = {}
        """What this run has made, and where it lies in the spool."""
        self._asked: set[str] = set()
        """What an earlier run has made, and this one has found."""
        self._data: Any = None
        self._spool: Any = None
        self._end = 0
        """Bytes in the spool."""

    def __call__(self, name: str, key: str, make: Callable[[], T], *, is_whole: bool = False) -> T:
        full = f"{name} {key}"
        if self._makers:
            self._makers[-1][full] = None
        found, thing = self._find(full, make)
        if not found:
            self.misses += 1
            thing = self._kept(full, self._whole(full, make) if is_whole else make())
        elif full not in self._fresh and full not in self._asked:
            self.hits += 1
            self._asked.add(full)
        made: T = thing
        return made

    def _whole(self, full: str, make: Callable[[], T]) -> T:
        """Make a whole, and take down what is asked for on the way."""
        parts: dict[str, None] = {}
        self._makers.append(parts)
        try:
            thing = make()
        finally:
            self._makers.pop()
        self._parts[full] = tuple(parts)
        return thing

    def _kept(self, full: str, thing: Any) -> Any:
        """Keep a thing and return it, or itself with what it holds for later left on the disk."""
        if type(thing) is str and len(thing) <= LONGEST_TEXT:
            self._fresh[full] = thing
            return thing
        # What a whole is made of is kept as long as it is.
        aside = _Aside(self._parts.get(full, ()))
        blob = aside.pickled(thing)
        parts = [later.packed() for later in aside.apart]
        with suppress(OSError):
            extents = tuple(map(self._put, (blob, *parts)))
            self._fresh[full] = extents if parts else extents[0]
        found, light = self._find(full, lambda: thing) if parts else (False, None)
        return light if found else thing

    def _put(self, blob: bytes) -> Extent:
        """Put bytes aside until the end of the run: on the disk, as a large site's things would fill the memory."""
        if self._spool is None:
            self._spool = self._new_spool()
        extent = _extent(self._end, len(blob), zlib.crc32(blob))
        self._spool.seek(self._end)
        # Unbuffered, a disk that is full may take a part of it.
        if self._spool.write(blob) != len(blob):
            raise OSError(errno.ENOSPC, "the disk is full", self._spool.name)
        self._end += len(blob)
        return extent

    def _new_spool(self) -> Any:
        """Return a file of this run's own, for reading and writing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for left in self.folder.glob("memo-*.tmp"):
            # Of a run that was killed. Of one that is still at work, it would be no more than a loss of time.
            with suppress(OSError):
                if time.time() - left.stat().st_mtime > LONGEST_RUN:
                    left.unlink()
        path = self.folder / f"memo-{os.getpid()}-{id(self)}.tmp"
        # What is written is read back from other places: a buffer would be emptied each time.
        spool = path.open("w+b", buffering=0)
        if self._index:
            with suppress(PermissionError):
                # Gone with the process, however it ends. Windows keeps it as long as it is open.
                path.unlink()
        return spool

    def knows(self, name: str, key: str) -> bool:
        """Tell whether it is kept; whether it is whole shows when it is asked for."""
        full = f"{name} {key}"
        return full in self._index or full in self._fresh

    def ahead(self, name: str, tasks: Iterable[Task]) -> None:
        """Do nothing: it is kept, not made, here."""

    def _find(self, full: str, make: Callable[[], Any]) -> tuple[bool, Any]:
        row = self._fresh[full] if full in self._fresh else self._index.get(full)
        if row is None or isinstance(row, str):
            return row is not None, row
        try:
            # One of each for all that a thing holds: a large site has a hundred thousand such parts.
            part = partial(self._part, full, self._bytes_of_part, partial(self._bytes_or_made, full, make))
            return True, _Unpickler(io.BytesIO(self._bytes(full)), part).load()
        except Exception:
            # Whatever a damaged thing makes of itself: it is made again.
            return False, None

    def _part(self, full: str, read: Read, read_or_make: Read, place: int, owner: str, number: int) -> Later[Any]:
        """Return what a thing holds for later. Most is not asked for in a run, so nothing is read yet."""
        owner = owner or full
        # What could be made again would hold all that this run has made.
        return Later(read=read if owner in self._fresh else read_or_make, spot=(owner, number, place))

    def _bytes_of_part(self, spot: Spot) -> bytes:
        owner, number, _ = spot
        return self._bytes(owner, 1 + number)

    def _bytes_or_made(self, full: str, make: Callable[[], Any], spot: Spot) -> bytes:
        """Return what a thing holds for later, pickled; where it is not whole, the thing is made again."""
        with suppress(Exception):
            return self._bytes_of_part(spot)
        owner, _, place = spot
        thing = make()
        if owner == full:
            self._kept(full, thing)
        aside = _Aside()
        aside.pickled(thing)
        return aside.held[place].packed()

    def _opened(self) -> Any:
        """Return the file of what earlier runs have made."""
        if self._data is None:
            # Nothing is read twice, so a buffer would only read what nobody asked for.
            self._data = (self.folder / "memo.dat").open("rb", buffering=0)
        return self._data

    def _bytes(self, full: str, number: int = 0) -> bytes:
        """Return a thing, or what it holds for later, pickled.

        KeyError or IndexError where nothing is, OSError or ValueError where it is not whole.
        """
        is_fresh = full in self._fresh
        offset, length, crc = _unpacked(_extents((self._fresh if is_fresh else self._index)[full])[number])
        file = self._spool if is_fresh else self._opened()
        file.seek(offset)
        blob: bytes = file.read(length)
        if len(blob) != length or zlib.crc32(blob) != crc:
            raise ValueError(full)
        return blob

    def save(self) -> None:
        """Write what this run has made, and forget what it did not ask for. A disk that refuses is no fault."""
        kept = dict(self._index)
        # A large site has a hundred thousand things, of which an edit touches some dozen: no look at each.
        dropped = [kept.pop(full) for full in (kept.keys() - self._wanted()) | (kept.keys() & self._fresh.keys())]
        if self._fresh or dropped:
            self._used -= _size(dropped)
            with suppress(OSError):
                self.folder.mkdir(parents=True, exist_ok=True)
                self._write(kept)

    def _wanted(self) -> set[str]:
        """Return what this run asked for, and all that it was made of."""
        wanted = {*self._asked, *self._fresh}
        waiting = [*(wanted & self._parts.keys())]
        while waiting:
            new = {*self._parts[waiting.pop()]} - wanted
            wanted |= new
            waiting += new & self._parts.keys()
        return wanted

    def __del__(self) -> None:
        # A run that a fault has ended saves nothing.
        self._close()

    def _close(self) -> None:
        for file in (self._data, self._spool):
            if file is not None:
                file.close()
        if self._spool is not None:
            Path(self._spool.name).unlink(missing_ok=True)
        self._data = self._spool = None

    def _write(self, kept: dict[str, Row]) -> None:
        path = self.folder / "memo.dat"
        if not self._index and self._is_adopted(path):
            return
        end = path.stat().st_size if path.exists() else 0
        # What another run may have added meanwhile is of no use to us either.
        if self._used < WASTE * end or not self._used:
            self._write_anew(kept, path)
            return
        with path.open("r+b") as data:
            # Behind whatever another run may have added meanwhile: its things are lost to us, not damaged.
            data.seek(0, os.SEEK_END)
            kept |= self._append(data)
        self._write_index(kept)

    def _is_adopted(self, path: Path) -> bool:
        """Make the spool of a run that found nothing the data file: to copy it took a large site seconds.

        Return whether that could be done. Windows gives no other name to a file that is open.
        """
        if self._spool is None:
            return False
        try:
            os.replace(self._spool.name, path)
        except PermissionError:
            return False
        self._write_index(self._fresh)
        self._data, self._spool = self._spool, None
        self._asked |= self._fresh.keys()
        self._index, self._fresh = self._fresh, {}
        self._used = _size(self._index.values())
        return True

    def _write_anew(self, kept: dict[str, Row], path: Path) -> None:
        fresh = path.with_name(f"memo-{os.getpid()}.tmp")
        with fresh.open("wb") as data:

            def moved(extent: Extent) -> Extent:
                offset, length, crc = _unpacked(extent)
                self._opened().seek(offset)
                place = data.tell()
                data.write(self._opened().read(length))
                return _extent(place, length, crc)

            rows = {full: _moved(row, moved) for full, row in kept.items()}
            rows |= self._append(data)
        if self._data is not None and os.name == "nt":
            # Windows replaces no file that is open. Elsewhere the old one can still be read by who holds it.
            self._data.close()
            self._data, self._index = None, rows
        os.replace(fresh, path)
        self._write_index(rows)

    def _write_index(self, rows: dict[str, Row]) -> None:
        # Each name once, those of earlier runs are: marshal writes what it has seen before as a number.
        names = {name: name for name in rows}
        parts = {
            full: tuple(names[part] for part in parts if part in names) if full in self._fresh else parts
            for full, parts in self._parts.items()
            if full in names
        }
        write_sealed(self._index_file, self._head, (rows, parts, self._used + _size(self._fresh.values())))

    def _append(self, data: Any) -> dict[str, Row]:
        base = data.tell()
        if self._spool is not None:
            self._spool.seek(0)
            copyfileobj(self._spool, data)
        return {full: _moved(row, lambda extent: extent + (base << 64)) for full, row in self._fresh.items()}
