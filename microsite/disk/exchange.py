"""A tree of files takes the place of another: in one step where that can be, else in steps to be undone."""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import sys
import time
from contextlib import suppress
from pathlib import Path

MARKER = ".built-by"
"""A file in every output folder, which says that the folder is ours and may be replaced."""

KEPT = frozenset({".git", ".hg", ".svn"})
"""What a published folder may hold besides the site, for those who publish by pushing it; never touched."""

CANNOT_EXCHANGE = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP})
CANNOT_MOVE = frozenset({errno.EBUSY, errno.EXDEV, errno.EACCES, errno.EPERM})
"""A mount point cannot be renamed; nor, on Windows, a folder in which some program has a file open."""


class HalfDone(Exception):
    """A change of place stopped half way and could not be undone; its words say why."""


def take_place(tree: Path, output: Path) -> None:
    """Make `tree` the tree at `output`; what was there is at `tree` afterwards, or gone.

    On OSError the old tree stands. When we are killed, the old tree stands, or the new one; or the old one is
    found at `old_of`, to be put back, or the new one at `ready_of`, for `finish`.
    """
    if not output.is_dir():
        os.rename(tree, output)
    elif tree.parent == output or any(os.path.lexists(output / name) for name in KEPT):
        _by_files(tree, output)
    else:
        shutil.copymode(output, tree)
        try:
            if not exchange(tree, output):
                _rename_twice(tree, output)
        except OSError as error:
            if error.errno not in CANNOT_MOVE:
                raise
            _by_files(tree, output)
    # The new tree stands, so no error may say otherwise now.
    with suppress(OSError):
        flush(output.parent)


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders with no moment in between; return False where the system has no way to.

    Linux: renameat2(2) with RENAME_EXCHANGE. macOS: renamex_np(2) with RENAME_SWAP.
    """
    if sys.platform not in ("linux", "darwin"):
        return False
    try:
        # Here, for it costs 10 ms and most runs need no exchange; some Pythons are built without it.
        import ctypes
    except ImportError:
        return False
    library = ctypes.CDLL(None, use_errno=True)
    a, b, swap = os.fsencode(one), os.fsencode(other), 2
    if sys.platform == "linux":
        here = -100
        call, arguments = getattr(library, "renameat2", None), (here, a, here, b, swap)
    else:
        call, arguments = getattr(library, "renamex_np", None), (a, b, swap)
    if call is None:
        return False
    if call(*arguments) == 0:
        return True
    code = ctypes.get_errno()
    if code in CANNOT_EXCHANGE:
        return False
    raise OSError(code, os.strerror(code), str(other))


def _rename_twice(tree: Path, output: Path) -> None:
    old = old_of(output)
    os.rename(output, old)
    try:
        os.rename(tree, output)
    except BaseException:
        os.rename(old, output)
        raise
    with suppress(OSError):
        os.rename(old, tree)


def old_of(output: Path) -> Path:
    """Return where the old tree is between two renames."""
    return output.parent / f".{output.name}-old-{os.getpid()}"


def ready_of(home: Path, output: Path) -> Path:
    """Return where a tree is while its files go to the output one by one."""
    return home / f".{output.name}-ready"


def _by_files(tree: Path, output: Path) -> None:
    # From this rename on the new tree will come, whatever happens: a killed run is finished by the next.
    ready = ready_of(tree.parent, output)
    os.rename(tree, ready)
    try:
        finish(ready, output)
    except OSError:
        discard(ready, output)
        raise


def finish(ready: Path, output: Path) -> None:
    """Make the files at `output` those of `ready`, one by one, and delete `ready`; as often as it takes.

    On OSError the output is as it was and `ready` stays; raises HalfDone where even that cannot be had.
    """
    if not (output / MARKER).exists():
        _put(ready / MARKER, output / MARKER)
    present, wanted = frozenset(files_of(output)), frozenset(files_of(ready))
    changed = frozenset(name for name in wanted if not is_same(ready / name, output / name))
    bring(ready, output, changed, present - wanted)
    discard(ready, output)


def discard(folder: Path, output: Path) -> None:
    """Delete a working folder whose name says that it holds a whole site.

    It loses the name first: killed half way through deleting, what is left must not be taken for a site.
    """
    spent = folder.with_name(f".{output.name}-aside-{os.getpid()}-{time.monotonic_ns()}")
    with suppress(OSError):
        os.rename(folder, spent)
        shutil.rmtree(spent, ignore_errors=True)


def bring(tree: Path, output: Path, changed: frozenset[str], removed: frozenset[str]) -> None:
    """Put the `changed` files of `tree` into `output`, take the `removed` ones out; on OSError undo all."""
    aside = tree.parent / f".{output.name}-aside-{os.getpid()}"
    done: list[str] = []
    try:
        # First what goes, since a file may come where a folder was, or a folder where a file was.
        for name in sorted(removed):
            _save(output, name, aside)
            done.append(name)
            _remove(output, name)
        for name in sorted(changed):
            _save(output, name, aside)
            done.append(name)
            _put(tree / name, output / name)
    except OSError as error:
        failure = _undo(output, done, aside)
        if failure:
            raise HalfDone(f"{error.strerror}; putting it back: {failure.strerror}") from error
        raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _save(output: Path, name: str, aside: Path) -> None:
    if os.path.lexists(output / name):
        (aside / name).parent.mkdir(parents=True, exist_ok=True)
        link(output / name, aside / name)


def _undo(output: Path, done: list[str], aside: Path) -> OSError | None:
    """Undo what can be undone and return what could not be, if any."""
    failure = None
    for name in reversed(done):
        try:
            if not os.path.lexists(aside / name):
                if os.path.lexists(output / name):
                    _remove(output, name)
            elif not is_same(aside / name, output / name):
                _put(aside / name, output / name)
        except OSError as error:
            failure = error
    return failure


def _remove(output: Path, name: str) -> None:
    """Take a file out of the output, and the folders that are empty then."""
    os.unlink(output / name)
    with suppress(OSError):
        for folder in (output / name).parents:
            if folder == output:
                break
            folder.rmdir()


def _put(source: Path, target: Path) -> None:
    """Put `source` (a link to it, or a copy) in the place of `target`, in one step."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part~")
    part.unlink(missing_ok=True)
    try:
        link(source, part)
        os.replace(part, target)
    finally:
        # Left by an error, and by a rename between two names of one file, which does nothing at all.
        with suppress(OSError):
            part.unlink()


def link(source: str | Path, target: str | Path) -> None:
    """Give `target` the bytes and the time of `source`: by a hard link or, where none can be, as a copy."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EROFS, errno.ENOENT, errno.ENOTDIR):
            raise
        shutil.copy2(source, target, follow_symlinks=False)


def is_same(one: str | Path, other: str | Path) -> bool:
    """Tell whether two files are one, or hold the same bytes."""
    try:
        a, b = os.lstat(one), os.lstat(other)
        if os.path.samestat(a, b):
            return True
        return stat.S_ISREG(b.st_mode) and a.st_size == b.st_size and bytes_of(one) == bytes_of(other)
    except (FileNotFoundError, NotADirectoryError):
        return False


def bytes_of(path: str | Path) -> bytes:
    """Return what a file holds."""
    with open(path, "rb") as file:
        return file.read()


def files_of(folder: Path) -> dict[str, os.DirEntry[str]]:
    """Return what lies at the addresses of all files below `folder`, but for KEPT and what is ours, not the site's."""
    found: dict[str, os.DirEntry[str]] = {}
    waiting = [""]
    while waiting:
        below = waiting.pop()
        try:
            entries = list(os.scandir(folder / below))
        except FileNotFoundError:
            continue
        for entry in entries:
            if not below and (entry.name in KEPT or is_ours(entry.name, folder)):
                continue
            if entry.is_dir(follow_symlinks=False):
                waiting.append(f"{below}{entry.name}/")
            else:
                found[below + entry.name] = entry
    return found


def is_ours(name: str, output: Path) -> bool:
    """Tell whether a run uses the file or folder `name`, in the output or beside it, for itself."""
    ours = rf"{re.escape(MARKER)}|\.{re.escape(output.name)}(-(new|old|aside)-\d+(-\d+)?|-ready|\.lock)"
    return re.fullmatch(ours, name) is not None


def flush(folder: Path) -> None:
    """Bring the names in `folder` to the disk, where the system can."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Some file systems know no such thing for folders, which is no reason not to publish.
        if error.errno not in CANNOT_EXCHANGE:
            raise
    finally:
        os.close(handle)
