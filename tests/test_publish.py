"""The site is published whole or not at all; nothing is touched without need, and no other folder ever."""

from __future__ import annotations

import errno
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from microsite.disk import exchange, lock, publish, stage
from microsite.disk.publish import Published, check_output, recover, staging
from microsite.disk.refusal import PublishFailed
from microsite.disk.stage import Seen
from microsite.memory.last import signatures
from microsite.model import File

ROOT = Path(__file__).resolve().parent.parent
NOBODY = 999_999_999
"""Larger than any process number."""

OLD = {"index.html": "old home", "articles/a.html": "A", "articles/b.html": "B"}
NEW = {"index.html": "new home", "articles/a.html": "A", "glossary/c.html": "C"}


def put(output: Path, files: Mapping[str, str], *, is_preview: bool = False, seen: Seen | None = None) -> Published:
    with staging(output, is_preview=is_preview, seen=seen) as staged:
        for address, text in files.items():
            staged.write(File.of(address, text.encode()))
        return publish.publish(staged)


def held_by(output: Path) -> dict[str, str]:
    """Return all files below the output but the marker, with their text."""
    files = (path for path in sorted(output.rglob("*")) if path.is_file())
    found = {path.relative_to(output).as_posix(): path.read_text() for path in files}
    assert found.pop(".built-by", "microsite\n") == "microsite\n"
    return found


class Numbered:
    """An entry of a folder's list with a number of our own."""

    def __init__(self, entry: os.DirEntry[str], number: int) -> None:
        self.name, self.path = entry.name, entry.path
        self.stat, self.is_file = entry.stat, entry.is_file
        self.number = number

    def inode(self) -> int:
        return self.number


def numbered(folder: Path, number: Callable[[], int]) -> dict[str, Numbered]:
    return {name: Numbered(entry, number()) for name, entry in exchange.files_of(folder).items()}


def stamps(output: Path) -> dict[str, tuple[int, bytes]]:
    files = (path for path in output.rglob("*") if path.is_file())
    return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "public"


def busy(one: Path, other: Path) -> bool:
    raise OSError(errno.EBUSY, "Device or resource busy")


def no_links(*arguments: Any, **options: Any) -> None:
    raise OSError(errno.EPERM, "Operation not permitted")


@pytest.fixture(params=["exchange", "two renames", "file by file", "copies"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish in each of the ways that systems leave us."""
    if request.param == "two renames":
        monkeypatch.setattr(exchange, "exchange", lambda one, other: False)
    if request.param in ("file by file", "copies"):
        monkeypatch.setattr(exchange, "exchange", busy)
    if request.param == "copies":
        monkeypatch.setattr(os, "link", no_links)


# ------------------------------------------------------------------------------------------------- publishing


@pytest.mark.usefixtures("way")
class TestPublishing:
    def test_the_output_holds_the_new_site_and_nothing_else(self, output: Path) -> None:
        put(output, OLD)
        put(output, NEW)
        assert held_by(output) == NEW
        assert names_in(output.parent) == ["public"]

    def test_it_says_what_changed(self, output: Path) -> None:
        put(output, OLD)
        changed = frozenset({"index.html", "glossary/c.html", "articles/b.html"})
        assert put(output, NEW) == Published(written=2, unchanged=1, removed=1, changed=changed)

    def test_unchanged_files_keep_their_time(self, output: Path) -> None:
        put(output, OLD)
        os.utime(output / "articles/a.html", ns=(10**18, 10**18))
        put(output, NEW)
        assert (output / "articles/a.html").stat().st_mtime_ns == 10**18

    def test_a_preview_does_the_same(self, output: Path) -> None:
        put(output, OLD, is_preview=True)
        os.utime(output / "articles/a.html", ns=(10**18, 10**18))
        done = put(output, NEW, is_preview=True)
        assert (done.written, done.unchanged, done.removed) == (2, 1, 1)
        assert (output / "articles/a.html").stat().st_mtime_ns == 10**18
        assert held_by(output) == NEW
        assert names_in(output.parent) == ["public"]

    def test_what_lies_there_is_read_once(self, output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        seen: Seen = {}
        read: list[str] = []

        def heard(path: str) -> bytes:
            read.append(Path(path).relative_to(output).as_posix())
            return exchange.bytes_of(path)

        monkeypatch.setattr(stage, "bytes_of", heard)
        put(output, OLD, is_preview=True, seen=seen)
        put(output, OLD, is_preview=True, seen=seen)
        assert sorted(read) == sorted(OLD)
        read.clear()
        assert put(output, OLD, is_preview=True, seen=seen).changed == frozenset()
        assert read == []
        # Somebody else writes as many bytes: that is seen, and mended.
        (output / "articles/a.html").write_text("B")
        assert put(output, OLD, is_preview=True, seen=seen).changed == {"articles/a.html"}
        assert held_by(output) == OLD
        put(output, NEW, is_preview=True, seen=seen)
        assert seen.keys() <= NEW.keys()

    def test_file_with_the_number_of_an_earlier_one_is_not_taken_for_it(
        self, output: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A file system gives the number of a file that is gone to the next one."""
        seen: Seen = {}
        for text, number in (("1", 7), ("1", 7), ("2", 7), ("3", 8), ("1", 7)):
            for room in (publish, stage):
                monkeypatch.setattr(room, "files_of", lambda folder, number=number: numbered(folder, lambda: number))
            put(output, {"a.html": text}, is_preview=True, seen=seen)
            assert held_by(output) == {"a.html": text}

    def test_list_that_tells_no_numbers_is_not_believed(self, output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """On some file systems each file has the same one there."""
        for room in (publish, stage):
            monkeypatch.setattr(room, "files_of", lambda folder: numbered(folder, lambda: 0xFFFFFFFF))
        put(output, OLD)
        assert put(output, NEW) == Published(2, 1, 1, frozenset({"index.html", "glossary/c.html", "articles/b.html"}))
        assert held_by(output) == NEW

    def test_what_is_known_to_lie_there_is_not_read(self, output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        read: list[str] = []

        def heard(path: str) -> bytes:
            read.append(os.path.basename(path))
            return exchange.bytes_of(path)

        def known() -> Seen:
            found = {str(output / name): File.of(name, text.encode()) for name, text in OLD.items()}
            return {file.address: (signatures([path])[path], file.digest) for path, file in found.items()}

        put(output, OLD)
        monkeypatch.setattr(stage, "bytes_of", heard)
        assert put(output, OLD, seen=known()).changed == frozenset()
        assert read == []
        seen = known()
        # Somebody else writes as many bytes: that is seen, and mended.
        (output / "articles/a.html").write_text("B")
        assert put(output, OLD, seen=seen).changed == {"articles/a.html"}
        assert read == ["a.html"]
        assert held_by(output) == OLD
        assert put(output, NEW, seen=known()).changed
        assert held_by(output) == NEW

    @pytest.mark.parametrize("is_file_left", [False, True])
    def test_what_goes_from_the_present_site_meanwhile_is_written_anew(self, output: Path, is_file_left: bool) -> None:
        put(output, OLD)
        first, *others = sorted(OLD, reverse=True)
        with staging(output) as staged:
            staged.write(File.of(first, OLD[first].encode()))
            shutil.rmtree(output / "articles")
            if is_file_left:
                (output / "articles").write_text("a file")
            for name in others:
                staged.write(File.of(name, OLD[name].encode()))
            done = publish.publish(staged)
        assert (done.removed, held_by(output)) == (is_file_left, OLD)

    @pytest.mark.parametrize("is_preview", [False, True])
    def test_a_file_may_come_where_a_folder_was_and_back(self, output: Path, is_preview: bool) -> None:
        for site in ({"a": "file", "i": ""}, {"a/b/c": "deep", "i": ""}, {"a": "file again", "i": ""}):
            put(output, site, is_preview=is_preview)
            assert held_by(output) == site

    def test_an_error_half_way_leaves_the_old_site(self, output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        put(output, OLD)
        before = stamps(output)
        real, refused = os.replace, []

        def refusing(source: Any, target: Any) -> None:
            if str(target).endswith("index.html") and not refused:
                refused.append(target)
                raise OSError(errno.EIO, "Input/output error")
            real(source, target)

        with monkeypatch.context() as patch:
            patch.setattr(os, "replace", refusing)
            try:
                put(output, NEW)
            except PublishFailed:
                assert stamps(output) == before
            else:
                assert held_by(output) == NEW
        assert names_in(output.parent) == ["public"]


def test_unchanged_files_stay_the_very_files(output: Path) -> None:
    put(output, OLD)
    before = (output / "articles/a.html").stat()
    put(output, NEW)
    assert (output / "articles/a.html").stat().st_ino == before.st_ino


def test_an_unchanged_site_is_not_even_exchanged(output: Path) -> None:
    put(output, OLD)
    before = output.stat()
    assert put(output, OLD) == Published(0, 3, 0, frozenset())
    assert (output.stat().st_ino, output.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_there_is_no_moment_without_a_site(output: Path) -> None:
    put(output, OLD)
    missed = []
    is_over = threading.Event()

    def look() -> None:
        while not is_over.is_set():
            try:
                (output / "index.html").read_bytes()
            except FileNotFoundError as error:
                missed.append(error)

    reader = threading.Thread(target=look)
    reader.start()
    for _ in range(50):
        put(output, NEW)
        put(output, OLD)
    is_over.set()
    reader.join()
    assert not missed


def test_the_marker_holds_no_time(output: Path) -> None:
    put(output, OLD)
    assert (output / ".built-by").read_bytes() == b"microsite\n"


def test_what_was_staged_and_not_published_leaves_no_trace(output: Path) -> None:
    put(output, OLD)
    before = stamps(output)
    with suppress(KeyError), staging(output) as staged:
        staged.write(File.of("index.html", b"half a site"))
        raise KeyError
    assert stamps(output) == before
    assert names_in(output.parent) == ["public"]


def test_an_empty_site_never_replaces_a_good_one(output: Path) -> None:
    put(output, OLD)
    with pytest.raises(AssertionError):
        put(output, {})
    assert held_by(output) == OLD


def test_the_folders_around_the_output_are_made(tmp_path: Path) -> None:
    put(tmp_path / "a/b/public", OLD)
    assert held_by(tmp_path / "a/b/public") == OLD


def test_an_output_behind_a_link_is_published_where_the_link_leads(tmp_path: Path) -> None:
    put(tmp_path / "real", OLD)
    (tmp_path / "public").symlink_to(tmp_path / "real")
    put(tmp_path / "public", NEW)
    assert (tmp_path / "public").is_symlink()
    assert held_by(tmp_path / "real") == NEW


def test_a_folder_that_is_pushed_with_git_keeps_its_history(output: Path) -> None:
    put(output, OLD)
    (output / ".git").mkdir()
    (output / ".git/HEAD").write_text("ref")
    put(output, NEW)
    assert held_by(output) == NEW | {".git/HEAD": "ref"}


def test_files_are_listed_in_order(output: Path) -> None:
    with staging(output) as staged:
        for address in ("b.html", "a/z.html", "a.html"):
            staged.write(File.of(address, b""))
        assert staged.files == ("a.html", "a/z.html", "b.html")


@pytest.mark.parametrize(
    "address",
    ["", "/etc/x", "../x", "a/../x", "a//x", "./x", "a/", "a\\x", "C:x", "a\x00", "a\nb", ".built-by", "a?"],
)
def test_an_address_outside_the_site_is_refused(output: Path, address: str) -> None:
    with staging(output) as staged, pytest.raises(PublishFailed) as caught:
        staged.write(File.of(address, b""))
    assert caught.value.status == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a.html", "a.html"),
        ("a.html", "A.html"),
        ("straße.html", "STRASSE.html"),
        ("caf\u00e9.html", "cafe\u0301.html"),
        ("a/x.html", "A/y.html"),
        ("a", "a/x.html"),
        ("a/x.html", "a"),
        ("a/x.html", "A"),
    ],
)
def test_two_addresses_that_some_file_systems_mix_up_are_refused(output: Path, first: str, second: str) -> None:
    with staging(output) as staged:
        staged.write(File.of(first, b"1"))
        with pytest.raises(PublishFailed, match="cannot stand beside"):
            staged.write(File.of(second, b"2"))


def test_a_folder_may_hold_many_files(output: Path) -> None:
    put(output, {"a/b/x": "1", "a/b/y": "2", "a/x": "3"})
    assert held_by(output) == {"a/b/x": "1", "a/b/y": "2", "a/x": "3"}


# -------------------------------------------------------------------------------------- what the disk refuses


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """Mount a disk of 400 kB at `folder`; skips the test where only root could."""
    folder.mkdir()
    options = ["mount", "-t", "tmpfs", "-o", "size=400k,mode=755", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(options, capture_output=True).returncode:
        pytest.skip("only root can mount a small disk; the test above shows the same with a full disk played")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_leaves_the_old_site_and_says_so(output: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(output, OLD)
    before = stamps(output)

    def full(*arguments: Any, **options: Any) -> Any:
        raise OSError(errno.ENOSPC, "No space left on device")

    with staging(output) as staged, monkeypatch.context() as patch:
        patch.setattr("builtins.open", full)
        with pytest.raises(PublishFailed) as caught:
            staged.write(File.of("index.html", b"new"))
    assert caught.value.status == 74
    assert caught.value.problem.message == "cannot write index.html: the disk is full"
    assert caught.value.problem.hint == "Make room on the disk. The site was left as it was."
    assert stamps(output) == before
    assert names_in(output.parent) == ["public"]


@pytest.mark.parametrize("is_preview", [False, True])
def test_a_disk_that_really_is_full_leaves_the_old_site(tmp_path: Path, is_preview: bool) -> None:
    with small_disk(tmp_path / "disk") as disk:
        put(disk / "public", OLD, is_preview=is_preview)
        before = stamps(disk / "public")
        with pytest.raises(PublishFailed, match="the disk is full"):
            put(disk / "public", NEW | {"big.html": "x" * 500_000}, is_preview=is_preview)
        assert stamps(disk / "public") == before
        assert names_in(disk) == ["public"]
        put(disk / "public", NEW, is_preview=is_preview)


def test_a_disk_that_is_full_while_files_are_brought_over_leaves_the_old_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "exchange", busy)
    monkeypatch.setattr(os, "link", no_links)
    site = {f"{n}.html": str(n) * 60_000 for n in range(3)}
    with small_disk(tmp_path / "disk") as disk:
        put(disk / "public", {"z.html": "z" * 60_000})
        before = stamps(disk / "public")
        with pytest.raises(PublishFailed, match="the disk is full"):
            put(disk / "public", site)
        assert stamps(disk / "public") == before
        assert names_in(disk) == ["public"]


def test_a_site_that_can_be_neither_brought_nor_put_back_is_said_to_be_half_and_half(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "exchange", busy)
    put(output, OLD)
    real, refused = os.replace, []

    def refusing(source: Any, target: Any) -> None:
        """Put nothing in its place any more, from the home page on."""
        if refused or str(target).endswith("index.html"):
            refused.append(target)
            raise OSError(errno.EIO, "Input/output error")
        real(source, target)

    said = "half of the old site and half of the new one stand there: Input/output error; putting it back: Input/output"
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refusing)
        with pytest.raises(PublishFailed, match=said):
            put(output, NEW)
    # As it says: once that is mended, the same command finishes what was begun.
    recover(output)
    assert held_by(output) == NEW
    assert names_in(output.parent) == ["public"]


def test_an_output_that_is_a_disk_of_its_own_is_published_file_by_file(tmp_path: Path) -> None:
    with small_disk(tmp_path / "public") as output:
        put(output, OLD)
        first = (output / "articles/a.html").stat()
        put(output, NEW)
        assert held_by(output) == NEW
        assert (output / "articles/a.html").stat().st_ino == first.st_ino
        assert names_in(output) == [".built-by", "articles", "glossary", "index.html"]
        recover(output)
        assert names_in(tmp_path) == ["public"]


def test_a_folder_mounted_twice_is_published_file_by_file(tmp_path: Path) -> None:
    # The same disk on either side: nothing but the refusal of the rename tells it from a plain folder.
    with small_disk(tmp_path / "disk") as disk:
        (disk / "elsewhere").mkdir()
        (disk / "public").mkdir()
        subprocess.run(["mount", "--bind", str(disk / "elsewhere"), str(disk / "public")], check=True)
        try:
            put(disk / "public", OLD)
            put(disk / "public", NEW)
            assert held_by(disk / "elsewhere") == NEW
            assert names_in(disk) == ["elsewhere", "public"]
        finally:
            subprocess.run(["umount", str(disk / "public")], check=True)


def test_a_read_only_disk_is_named(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        put(disk / "public", OLD)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with pytest.raises(PublishFailed, match="read-only file system") as caught:
            put(disk / "public", NEW)
        assert "The site was left as it was." in caught.value.problem.hint
        assert held_by(disk / "public") == OLD


def as_nobody(folder: Path, does: Callable[[], object]) -> str:
    """Return what `does` returns, as text, or the problem it raises, in a process for which permissions count."""
    # Loaded now: the other may not be allowed to read our Python.
    import ctypes  # noqa: F401

    answer, put_answer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.chdir(folder)
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            said = str(does())
        except PublishFailed as failed:
            said = f"{failed.status} {failed.problem.place} {failed.problem.message}"
        except BaseException:
            said = traceback.format_exc()
        os.write(put_answer, said.encode())
        os._exit(0)
    os.waitpid(pid, 0)
    os.close(put_answer)
    with open(answer, encoding="utf-8") as file:
        return file.read()


PRELUDE = """
import os, sys
from pathlib import Path
from microsite.disk import exchange, publish
from microsite.disk.refusal import PublishFailed
from microsite.model import File
def put(output, files):
    with publish.staging(Path(output)) as staged:
        for address, text in files.items():
            staged.write(File.of(address, text.encode()))
        return publish.publish(staged)
"""


@pytest.fixture
def for_nobody(tmp_path: Path) -> Path:
    """Return a folder that a process without rights may use, and only it."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == os.geteuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    inner = tmp_path / "inner"
    inner.mkdir()
    if os.geteuid() == 0:
        os.chown(inner, 65534, 65534)
    return inner


def test_a_folder_that_we_may_not_write_to_is_named(for_nobody: Path) -> None:
    def publish_twice() -> object:
        put(Path("public"), {"index.html": "old"})
        os.chmod("public", 0o555)
        os.chmod(".", 0o555)
        return put(Path("public"), {"index.html": "new"})

    said = as_nobody(for_nobody, publish_twice)
    assert said == "74 public cannot write its staging folder: permission denied"
    assert held_by(for_nobody / "public") == {"index.html": "old"}


def test_a_folder_beside_which_we_may_not_write_is_published_from_inside(for_nobody: Path) -> None:
    def publish_twice() -> object:
        put(Path("public"), {"index.html": "old", "b.html": ""})
        os.chmod(".", 0o555)
        return put(Path("public"), {"index.html": "new", "c.html": ""})

    assert "written=2, unchanged=0, removed=1" in as_nobody(for_nobody, publish_twice)
    assert held_by(for_nobody / "public") == {"index.html": "new", "c.html": ""}


def test_a_locked_folder_inside_the_output_undoes_what_was_brought(for_nobody: Path) -> None:
    old = {"a.html": "old", "b.html": "old", "sub/x.html": "old", "z.html": "old"}

    def publish_twice() -> object:
        put(Path("public"), old)
        os.chmod(".", 0o555)
        os.chmod("public/sub", 0o555)
        return put(Path("public"), {"a.html": "new", "sub/x.html": "new", "n/n.html": "new", "z.html": "new"})

    said = as_nobody(for_nobody, publish_twice)
    (for_nobody / "public/sub").chmod(0o755)
    assert said == "74 public cannot write the new site: permission denied"
    assert held_by(for_nobody / "public") == old


@pytest.mark.parametrize("files", range(3, 24, 2))
def test_too_few_file_handles_leave_a_whole_site(output: Path, files: int) -> None:
    put(output, OLD)
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_NOFILE, ({files}, {files}))"
    program = f"""
import shutil
held = [open(os.devnull) for _ in range(2)]
{limit}
try:
    put(sys.argv[1], {NEW!r})
except PublishFailed as failed:
    print(failed.problem.message)
"""
    done = subprocess.run(
        [sys.executable, "-c", PRELUDE + program, str(output)],
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    site = held_by(output)
    assert done.returncode == 0, done.stderr
    assert site == NEW if not done.stdout else (site == OLD and "too many open files" in done.stdout)
    recover(output)
    put(output, NEW)
    assert held_by(output) == NEW
    assert names_in(output.parent) == ["public"]


def test_a_limit_on_the_size_of_files_is_said_plainly(output: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(PublishFailed, match=r"cannot write index\.html: file too large"):
            put(output, {"index.html": "x" * 2000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("where", ["public", "public/inner", "public/x/y"])
def test_a_file_where_a_folder_should_be_is_said_plainly(tmp_path: Path, where: str) -> None:
    (tmp_path / "public").write_text("mine")
    with pytest.raises(PublishFailed) as caught:
        put(tmp_path / where, NEW)
    assert "A file stands where a folder should be." in caught.value.problem.hint
    assert (tmp_path / "public").read_text() == "mine"
    assert names_in(tmp_path) == ["public"]


# ------------------------------------------------------------------------------------------------ two at once


def test_a_second_publisher_waits_for_the_first(output: Path) -> None:
    put(output, OLD)
    order = []
    with lock.locked(output.parent / ".public.lock", 0):
        second = threading.Thread(target=lambda: (put(output, NEW), order.append("second")))
        second.start()
        time.sleep(0.2)
        assert held_by(output) == OLD
        order.append("first")
    second.join()
    assert order == ["first", "second"]
    assert held_by(output) == NEW


@pytest.mark.parametrize("is_preview", [False, True])
def test_a_second_publisher_that_waited_in_vain_names_the_first(
    output: Path, monkeypatch: pytest.MonkeyPatch, is_preview: bool
) -> None:
    monkeypatch.setattr(publish, "PATIENCE", 0.1)
    put(output, OLD)
    with lock.locked(output.parent / ".public.lock", 0), pytest.raises(PublishFailed) as caught:
        put(output, NEW, is_preview=is_preview)
    assert f"process {os.getpid()} is at work there" in caught.value.problem.message
    assert caught.value.problem.hint.startswith("Wait until it is done, or end it.")
    assert held_by(output) == OLD


def test_a_lock_of_a_process_that_died_keeps_nobody_out(output: Path) -> None:
    put(output, OLD)
    (output.parent / ".public.lock").write_text("1")
    put(output, NEW)
    assert names_in(output.parent) == ["public"]


def test_many_publishers_at_once_leave_one_whole_site(output: Path) -> None:
    sites = [{f"{name}.html": f"{name}{n}" for name in "abcdef"} for n in range(6)]
    threads = [threading.Thread(target=put, args=(output, site)) for site in sites * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert held_by(output) in sites
    assert names_in(output.parent) == ["public"]


def test_a_link_made_before_another_published_still_is_the_staged_file(output: Path) -> None:
    put(output, OLD)
    with staging(output) as staged:
        for address, text in NEW.items():
            staged.write(File.of(address, text.encode()))
        put(output, {"articles/a.html": "X", "index.html": "another"})
        publish.publish(staged)
    assert held_by(output) == NEW


# --------------------------------------------------------------------------------------- killed at any moment


FLICKER = """
import errno, random
ways = {
    "exchange": exchange.exchange,
    "two renames": lambda one, other: False,
}
def busy(one, other):
    raise OSError(errno.EBUSY, "busy")
exchange.exchange = ways.get(sys.argv[2], busy)
sites = [{f"{folder}/{n}.html": letter * 200 for folder in "abc" for n in range(5)} | {letter: letter}
         for letter in "xy"]
print("go", flush=True)
while True:
    for site in sites:
        publish.recover(Path(sys.argv[1]))
        put(sys.argv[1], site)
"""


def is_whole(site: Mapping[str, str]) -> bool:
    letters = {text[0] for text in site.values()}
    return len(site) == 16 and len(letters) == 1 and letters <= site.keys()


@pytest.mark.slow
@pytest.mark.parametrize("how", ["exchange", "two renames", "file by file"])
def test_killed_at_any_moment_a_whole_site_stands(output: Path, how: str) -> None:
    moments = random.Random(how)
    put(output, {f"{folder}/{n}.html": "x" * 200 for folder in "abc" for n in range(5)} | {"x": "x"})
    for _ in range(20):
        child = subprocess.Popen(
            [sys.executable, "-c", PRELUDE + FLICKER, str(output), how],
            env={"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        with child:
            assert child.stdout
            assert child.stdout.readline() == "go\n"
            time.sleep(moments.uniform(0, 0.05))
            child.send_signal(signal.SIGKILL)
            child.wait()
        if how == "exchange":
            assert is_whole(held_by(output))
        recover(output)
        assert is_whole(held_by(output))
        assert names_in(output.parent) == ["public"]


# --------------------------------------------------------------------------------------------------- recovery


def leave(folder: Path, site: Mapping[str, str]) -> None:
    for address, text in ({".built-by": "microsite\n"} | dict(site)).items():
        (folder / address).parent.mkdir(parents=True, exist_ok=True)
        (folder / address).write_text(text)


def test_a_stranded_old_tree_is_put_back(output: Path) -> None:
    leave(output.parent / f".public-old-{NOBODY}", OLD)
    leave(output.parent / f".public-new-{NOBODY}", NEW)
    recover(output)
    assert held_by(output) == OLD
    assert names_in(output.parent) == ["public"]


def test_an_old_tree_beside_a_site_is_deleted(output: Path) -> None:
    put(output, NEW)
    leave(output.parent / f".public-old-{NOBODY}", OLD)
    recover(output)
    assert held_by(output) == NEW
    assert names_in(output.parent) == ["public"]


def test_a_site_that_was_on_its_way_is_brought_there(output: Path) -> None:
    put(output, OLD)
    (output / "glossary").mkdir()
    (output / "glossary/c.html").write_text("C")
    (output / "index.html.part~").write_text("ne")
    leave(output.parent / ".public-ready", NEW)
    leave(output.parent / f".public-aside-{NOBODY}", {"index.html": "old home"})
    recover(output)
    assert held_by(output) == NEW
    assert names_in(output.parent) == ["public"]


@pytest.mark.parametrize("files", range(1, 4))
def test_a_site_that_has_arrived_is_not_undone_by_what_is_left_of_its_ready_tree(
    output: Path, monkeypatch: pytest.MonkeyPatch, files: int
) -> None:
    put(output, OLD)
    leave(output.parent / ".public-ready", NEW)

    def killed(folder: Path, **options: Any) -> None:
        """Die after some of the files, as a process does that is killed while it deletes."""
        for path in [path for path in sorted(folder.rglob("*")) if path.is_file()][:files]:
            path.unlink()
        if "ready" in folder.name or any("index" in path.name for path in folder.rglob("*.html")):
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", killed)
        with suppress(KeyboardInterrupt):
            recover(output)
    recover(output)
    assert held_by(output) == NEW


def test_staging_trees_of_the_dead_go_and_those_of_the_living_stay(output: Path) -> None:
    put(output, OLD)
    leave(output.parent / f".public-new-{NOBODY}", NEW)
    leave(output.parent / f".public-new-{os.getppid()}", NEW)
    leave(output.parent / ".other-new-99", NEW)
    leave(output.parent / ".public-news", NEW)
    with staging(output) as staged:
        recover(output)
        kept = {".other-new-99", ".public-news", f".public-new-{os.getppid()}", staged.folder.name}
        assert set(names_in(output.parent)) == {"public"} | kept


def test_a_staging_tree_that_another_machine_holds_stays(output: Path) -> None:
    put(output, OLD)
    folder = output.parent / f".public-new-{NOBODY}"
    leave(folder, NEW)
    with lock.held(folder):
        recover(output)
        assert folder.exists()
    recover(output)
    assert not folder.exists()


def test_with_nothing_to_mend_nothing_is_touched(output: Path) -> None:
    recover(output)
    assert names_in(output.parent) == []


def test_a_link_named_like_a_staging_tree_is_not_followed(output: Path, tmp_path: Path) -> None:
    put(output, OLD)
    leave(tmp_path / "mine", NEW)
    (tmp_path / f".public-new-{NOBODY}").symlink_to(tmp_path / "mine")
    recover(output)
    assert held_by(tmp_path / "mine") == NEW


def test_two_stagings_of_one_process_do_not_meet(output: Path) -> None:
    with staging(output) as one, staging(output) as other:
        one.write(File.of("index.html", b"one"))
        other.write(File.of("index.html", b"other"))
        publish.publish(one)
        publish.publish(other)
    assert held_by(output) == {"index.html": "other"}
    assert names_in(output.parent) == ["public"]


# ------------------------------------------------------------------------------------ which folder is refused


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("content/articles", "templates", "static", "package"):
        (tmp_path / "site" / name).mkdir(parents=True)
    return tmp_path / "site"


def checked(project: Path, output: Path) -> str:
    sources = (project / name for name in ("content", "templates", "static", "package"))
    problems = check_output(output, project, *sources)
    assert all(problem.rule == "output" and problem.hint for problem in problems)
    return "".join(problem.message for problem in problems)


@pytest.mark.parametrize("where", [".", "..", "content/..", "../..", "/"])
def test_the_site_itself_and_what_is_around_it_are_refused(project: Path, where: str) -> None:
    assert "the folder of the site itself" in checked(project, project / where)


def test_a_name_that_is_too_long_is_refused(project: Path) -> None:
    assert "cannot be used: file name too long" in checked(project, project / ("x" * 300))


@pytest.mark.parametrize("name", ["content", "templates", "static", "package"])
@pytest.mark.parametrize("below", ["", "articles", "new/folder"])
def test_a_source_folder_and_what_is_in_it_are_refused(project: Path, name: str, below: str) -> None:
    assert f"{name}, which the site is made from" in checked(project, project / name / below)


def test_a_folder_around_a_source_is_refused(project: Path, tmp_path: Path) -> None:
    (tmp_path / "shared/static").mkdir(parents=True)
    assert "would overwrite" in "".join(
        problem.message for problem in check_output(tmp_path / "shared", project, tmp_path / "shared/static")
    )


@pytest.mark.parametrize("target", ["content", "content/articles", "."])
def test_a_link_to_a_source_folder_is_refused(project: Path, target: str) -> None:
    (project / "public").symlink_to(project / target)
    assert checked(project, project / "public")


def test_a_link_that_leads_nowhere_is_refused(project: Path) -> None:
    (project / "public").symlink_to(project / "gone")
    assert checked(project, project / "public") == "a link that leads nowhere"
    (project / "public").unlink()
    (project / "public").symlink_to(project / "public")
    assert checked(project, project / "public") == "a link that leads nowhere"


def test_a_file_is_refused(project: Path) -> None:
    (project / "public").write_text("")
    assert checked(project, project / "public") == "a file stands where the output folder should be"


def test_a_folder_with_files_of_others_is_refused(project: Path) -> None:
    (project / "public").mkdir()
    (project / "public/thesis.doc").write_text("")
    assert "such as thesis.doc" in checked(project, project / "public")


def test_a_marker_of_another_program_is_not_ours(project: Path) -> None:
    (project / "public").mkdir()
    (project / "public/.built-by").write_text("another")
    (project / "public/index.html").write_text("")
    assert "not ours" in checked(project, project / "public")


@pytest.mark.parametrize("names", [[], [".git"], [".built-by", "index.html"], [".DS_Store"]])
def test_a_folder_that_is_ours_or_empty_is_taken(project: Path, names: list[str]) -> None:
    (project / "public").mkdir()
    for name in names:
        (project / "public" / name).write_text("microsite\n")
    assert not checked(project, project / "public")


@pytest.mark.parametrize("where", ["public", "build/site", "../elsewhere"])
def test_a_folder_that_is_not_there_yet_is_taken(project: Path, where: str) -> None:
    assert not checked(project, project / where)


def test_what_was_published_may_be_published_again(project: Path) -> None:
    put(project / "public", OLD)
    assert not checked(project, project / "public")
