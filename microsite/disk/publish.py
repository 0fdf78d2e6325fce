"""The finished site takes the place of the last one, whole or not at all; unchanged files keep their times.

A run writes into a staging folder beside the output, `.public-new-<pid>-…`, and exchanges the two in one step.
Where that cannot be done there are two ways round, which the next run can finish or undo: see `recover`.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from ..problem import Problems
from .exchange import KEPT, MARKER, bring, discard, files_of, finish, flush, is_ours, is_same, ready_of, take_place
from .lock import held, is_running, locked
from .refusal import CHOOSE, output_problem, plainly, reason_of, shown
from .stage import Seen, Staging

MADE_BY = "microsite"
"""What the marker says. It is published with the site, so it holds no time: two builds are the same bytes."""

PATIENCE = 10.0
"""Seconds that a publisher waits for another one."""


class Published(NamedTuple):
    """What publishing did, in files."""

    written: int
    """New, or with other bytes than before."""
    unchanged: int
    removed: int
    changed: frozenset[str]
    """Addresses of the written and of the removed files."""


@contextmanager
def staging(output: Path, *, is_preview: bool = False, seen: Seen | None = None) -> Iterator[Staging]:
    """Open a staging folder for a new site at `output`; it is gone at the end, published or not.

    `is_preview` is for an output that a preview keeps for itself: only what differs is staged, and brought to
    the present tree file by file without waiting for the disk, so that its time follows the edit and not the
    site. Such an output is locked all the while. What lies there is read once only if `seen` is kept from one
    staging to the next. Raises PublishFailed when the disk refuses.
    """
    output = _real(output)
    with ExitStack() as at_the_end:
        with plainly(output, "its staging folder"):
            home = _home(output)
            home.mkdir(parents=True, exist_ok=True)
            folder = _new_folder(home, output)
            at_the_end.callback(shutil.rmtree, folder, ignore_errors=True)
            at_the_end.enter_context(held(folder))
            _mark(folder)
            if is_preview:
                at_the_end.enter_context(locked(_lock_of(home, output), PATIENCE))
        yield Staging(output, folder, is_preview=is_preview, seen=seen)


def publish(staged: Staging) -> Published:
    """Put the staged site in the place of the present one and return what that changed.

    Waits up to ten seconds for another publisher of the same output. Raises PublishFailed with the present
    site untouched. A run that is killed leaves the old or the new site whole, or what `recover` needs for it.
    """
    if not staged.files:
        raise AssertionError("nothing was staged; an empty site must never replace a good one")
    output, home = staged.output, staged.folder.parent
    with plainly(output, "the new site"):
        if staged.is_preview:
            return _refresh(staged)
        _flush(staged)
        with locked(_lock_of(home, output), PATIENCE):
            done = _difference(staged)
            if done.changed or not output.is_dir():
                take_place(staged.folder, output)
    # What the exchange left in the staging folder is the old site; `staging` deletes it, no longer under the lock.
    return done


def recover(output: Path) -> None:
    """Finish or undo what a killed run left beside `output`, so that one whole site stands there.

    A site that was on its way file by file is brought there; an old tree that was moved aside is put back;
    working folders of processes that are gone are deleted. Call it at the start of every run that publishes.
    Raises PublishFailed when the disk refuses.
    """
    output = _real(output)
    for home in (output.parent, output):
        with plainly(output, "what an interrupted run left"):
            if _leftovers(home, output) or _lock_of(home, output).exists():
                with locked(_lock_of(home, output), PATIENCE):
                    _mend(home, output)


def check_output(output: Path, root: Path, *sources: Path) -> Problems:
    """Return why a site must not be put in the place of `output`, if it must not.

    `root` is the site's folder; `sources` are what it is made from: content, templates, static, the package.
    """

    def refused(message: str, hint: str = CHOOSE) -> Problems:
        return (output_problem(output, message, hint),)

    try:
        # Not by Path.is_symlink, which since Python 3.14 says no where the system refuses.
        is_link = stat.S_ISLNK(os.lstat(output).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        is_link = False
    except OSError as error:
        # A name that is too long for the file system, say.
        return refused(f"cannot be used: {reason_of(error)}")
    if is_link and not output.exists():
        return refused("a link that leads nowhere", f"Delete it. {CHOOSE}")
    if output.exists() and not output.is_dir():
        return refused("a file stands where the output folder should be", f"Move it away. {CHOOSE}")
    if _covers(output, root):
        return refused("the folder of the site itself, or one around it, cannot be the output")
    for source in sources:
        if _covers(output, source) or _covers(source, output):
            return refused(f"the output would overwrite {shown(source)}, which the site is made from")
    try:
        names = {entry.name for entry in os.scandir(output)} if output.exists() else set()
    except OSError as error:
        return refused(f"cannot be read: {reason_of(error)}")
    strange = {name for name in names if not is_ours(name, output)} - KEPT - {".DS_Store"}
    if strange and not _is_marked(output):
        return refused(
            f"this folder holds files that are not ours, such as {min(strange)}, which would be deleted",
            f"Empty it, if nobody needs them. {CHOOSE}",
        )
    return ()


# ------------------------------------------------------------------------------------------------- publishing


def _difference(staged: Staging) -> Published:
    present, made = files_of(staged.output), files_of(staged.folder)
    wanted = frozenset(staged.files)
    # Most are links to what lies there, which the lists of files say by themselves: not on each file system.
    is_told = len({entry.inode() for entry in made.values()}) == len(made)
    kept = frozenset(
        name
        for name in wanted & present.keys()
        if (is_told and made[name].inode() == present[name].inode()) or is_same(made[name].path, present[name].path)
    )
    written, removed = wanted - kept, present.keys() - wanted
    return Published(len(written), len(kept), len(removed), written | removed)


def _refresh(staged: Staging) -> Published:
    """Bring the files that were staged for a preview to its output; those that stay were never staged."""
    staged.output.mkdir(exist_ok=True)
    _mark(staged.output)
    wanted = frozenset(staged.files)
    written, removed = frozenset(files_of(staged.folder)), frozenset(staged.present) - wanted
    staged.forget(removed)
    bring(staged.folder, staged.output, written, removed)
    return Published(len(written), len(wanted - written), len(removed), written | removed)


def _flush(staged: Staging) -> None:
    """Bring the names of all staged files to the disk; the system writes their bytes when it has the time."""
    for folder in {"", *(name.rpartition("/")[0] for name in staged.files)}:
        flush(staged.folder / folder)


def _mark(folder: Path) -> None:
    if not _is_marked(folder):
        (folder / MARKER).write_text(f"{MADE_BY}\n", encoding="ascii", newline="\n")


def _is_marked(folder: Path) -> bool:
    try:
        return (folder / MARKER).read_bytes().startswith(MADE_BY.encode())
    except OSError:
        return False


# --------------------------------------------------------------------------- what a run has beside the output


def _home(output: Path) -> Path:
    """Return the folder in which a run for `output` works: the one around it, or the output itself.

    The output itself, when it is on another disk or when we may not write beside it.
    """
    around = output.parent
    if not output.is_dir():
        return around
    is_elsewhere = around.stat().st_dev != output.stat().st_dev
    return output if is_elsewhere or not os.access(around, os.W_OK) else around


def _new_folder(home: Path, output: Path) -> Path:
    # A name that never comes again: threads of one process may stage the same output, and each deletes its own.
    folder = home / f".{output.name}-new-{os.getpid()}-{time.monotonic_ns()}"
    folder.mkdir()
    return folder


def _lock_of(home: Path, output: Path) -> Path:
    return home / f".{output.name}.lock"


def _leftovers(home: Path, output: Path) -> tuple[Path, ...]:
    """Return the folders in `home` that runs for `output` have left, or are at work in."""
    try:
        entries = list(os.scandir(home))
    except (FileNotFoundError, NotADirectoryError):
        return ()
    ours = (entry for entry in entries if is_ours(entry.name, output) and entry.is_dir(follow_symlinks=False))
    return tuple(sorted(home / entry.name for entry in ours))


def _mend(home: Path, output: Path) -> None:
    ready = ready_of(home, output)
    if ready.is_dir():
        finish(ready, output)
    for folder in _leftovers(home, output):
        # Only between its two renames does a run leave no output: then the old site must come back.
        if f"{output.name}-old-" in folder.name and not os.path.lexists(output):
            os.rename(folder, output)
        elif _is_abandoned(folder):
            discard(folder, output)


def _is_abandoned(folder: Path) -> bool:
    """Tell whether nobody works in `folder` any more: its process is gone, and nobody holds it.

    The process number alone would not do: in a container, or on another machine, it means someone else.
    """
    number = re.search(r"-(?:new|old|aside)-(\d+)", folder.name)
    if number and is_running(int(number[1])):
        return False
    with suppress(OSError), held(folder) as is_free:
        return is_free
    return True


# -------------------------------------------------------------------------------------------- paths and words


def _real(output: Path) -> Path:
    """Return the output with all links followed: what changes its place is the folder, not a link to it."""
    try:
        return output.resolve()
    except RuntimeError:
        # Links that lead round in a circle, before Python 3.13. Using the path says so plainly.
        return output.absolute()


def _covers(outer: Path, inner: Path) -> bool:
    """Tell whether `inner` is `outer` or lies in it, however the two are spelt and linked."""
    return bool(_identities(outer) & _identities(_real(inner), *_real(inner).parents))


def _identities(*paths: Path) -> set[tuple[int, int]]:
    """Return what the paths that exist are to the file system."""
    found = set()
    for path in paths:
        with suppress(OSError):
            status = path.stat()
            found.add((status.st_dev, status.st_ino))
    return found
