"""A site in the making: its files, written into a folder beside the output, where nobody sees them yet."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from ..memory.last import Signature, signature
from ..model import File
from .exchange import MARKER, bytes_of, files_of, link
from .refusal import plainly, refused

REFUSED = re.compile(r'[\x00-\x1f\x7f<>:"\\|?*]')
"""Characters that no address may hold, because some file system cannot store them."""

Seen = dict[str, tuple[Signature, str]]
"""What stands for the bytes at each address of an output, and by which signature they are known to be there still."""
SIZE = 2
"""Where a signature says how many bytes a file has."""


class Staging:
    """A site in the making, which nobody sees yet. `staging` makes it, `publish` uses it up."""

    def __init__(self, output: Path, folder: Path, *, is_preview: bool, seen: Seen | None = None) -> None:
        self.output = output
        self.folder = folder
        self.is_preview = is_preview
        self._seen: Seen = {} if seen is None else seen
        self.digests: dict[str, str] = {}
        """What stands for the bytes at each address written so far."""
        self._taken: dict[str, str] = {}
        """What a file system without cases makes of each address and folder -> how we spell it."""
        self._free: set[str] = set()
        """Folders in whose way nothing stands."""
        self._folders: set[str] = set()

    @cached_property
    def present(self) -> dict[str, os.DirEntry[str]]:
        """What lies at the addresses of the present site."""
        with plainly(self.output, "the new site"):
            return files_of(self.output)

    @property
    def files(self) -> tuple[str, ...]:
        """The addresses written so far, sorted."""
        return tuple(sorted(self.digests))

    def write(self, file: File) -> None:
        """Put a file into the new site.

        A file that the present site holds with the same bytes is linked from there, so that it keeps its
        time. Raises PublishFailed when the disk refuses, for an address outside the site, and for one that
        some file systems take for an earlier one (a.html and A.html).
        """
        address = file.address
        if address == MARKER or REFUSED.search(address) or {"", ".", ".."} & set(address.split("/")):
            raise refused(address, "not an address inside the site")
        other = self._claim(address)
        if other:
            hint = "Some file systems mix them up: rename one of them."
            raise refused(address, f"cannot stand beside {other}", hint)
        self.digests[address] = file.digest
        entry = self.present.get(address)
        signed = _signature_of(entry) if entry else None
        is_seen = signed is not None and self._seen.get(address) == (signed, file.digest)
        if self.is_preview and is_seen:
            return
        with plainly(self.output, address):
            self._put(file, signed, is_seen=is_seen)

    def forget(self, addresses: Iterable[str]) -> None:
        """Let go of what was found at addresses that the site no longer has."""
        for address in addresses:
            self._seen.pop(address, None)

    def _claim(self, address: str) -> str:
        """Return what stands in the way of `address`, or take note of it and return ""."""
        folder = address.rpartition("/")[0]
        if folder not in self._free:
            parts = folder.split("/")
            for n in range(1, len(parts) + 1):
                above = "/".join(parts[:n])
                first = self._taken.setdefault(f"{_folded(above)}/", above)
                if first != above:
                    return first
                if _folded(above) in self._taken:
                    return self._taken[_folded(above)]
            self._free.add(folder)
        folded = _folded(address)
        other = self._taken.get(folded) or self._taken.get(f"{folded}/", "")
        if not other:
            self._taken[folded] = address
        return other

    def _put(self, file: File, signed: Signature | None, *, is_seen: bool) -> None:
        if self.is_preview and self._lies_there(file, signed):
            return
        # Texts, not paths, and once a folder: at ten thousand pages, asking for every file is felt.
        target = os.path.join(self.folder, file.address)
        parent = os.path.dirname(target)
        if parent not in self._folders:
            os.makedirs(parent, exist_ok=True)
            self._folders.add(parent)
        if self.is_preview or not self._is_linked(file, signed, target, is_seen=is_seen):
            with open(target, "xb") as opened:
                opened.write(file.data)

    def _lies_there(self, file: File, signed: Signature | None) -> bool:
        """Tell whether the preview's own output holds the file, and take note of it."""
        present = os.path.join(self.output, file.address)
        if signed is None or signed[SIZE] != file.size or bytes_of(present) != file.data:
            return False
        self._seen[file.address] = (signed, file.digest)
        return True

    def _is_linked(self, file: File, signed: Signature | None, target: str, *, is_seen: bool) -> bool:
        """Link the file from the present site, where that holds the same bytes, and tell whether it does."""
        if signed is None or signed[SIZE] != file.size:
            return False
        # Link first, then look at the link: by now there may be another file, or none.
        with suppress(FileNotFoundError, NotADirectoryError):
            link(os.path.join(self.output, file.address), target)
            if (is_seen and _is_still(target, signed)) or bytes_of(target) == file.data:
                return True
            os.unlink(target)
        return False


def _signature_of(entry: os.DirEntry[str]) -> Signature | None:
    """Return the signature of an ordinary file, or None where it is none."""
    try:
        return signature(entry.stat(follow_symlinks=False)) if entry.is_file(follow_symlinks=False) else None
    except OSError:
        return None


def _is_still(path: str, signed: Signature) -> bool:
    """Tell whether a new link, or a copy in its place, is of the file of this signature.

    Compared are the size and the time of the bytes: that of the file itself is changed by the link.
    """
    found = signature(os.lstat(path))
    return (found[0], found[SIZE]) == (signed[0], signed[SIZE])


def _folded(address: str) -> str:
    """Return what a file system without cases and Unicode forms makes of an address."""
    if address.isascii():
        return address.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", address).casefold())
