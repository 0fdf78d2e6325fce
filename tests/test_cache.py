"""The memo on disk: what it finds again, and that nothing damaged, cut off or foreign is ever taken for its own."""

from __future__ import annotations

import gc
import marshal
import os
import pickle
import resource
import tempfile
import weakref
import zlib
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.memory import cache
from microsite.memory.cache import MAGIC, DiskMemo, version_of
from microsite.memory.later import Later
from tests.sample import article

THINGS = {"a": "thing a", "b": ("thing", "b" * 300), "c": None, "d": {"nested": [1, 2, 3]}}


def used(folder: Path, keys: str = "abcd", version: str = "1", things: dict[str, object] | None = None) -> DiskMemo:
    """Return a memo that was asked for the things of `keys` and saved, as a run of the build does."""
    memo = DiskMemo(folder, version)
    made = things or THINGS
    for key in keys:
        assert memo("thing", key, lambda key=key: made[key]) == made[key]  # type: ignore[misc]
    memo.save()
    return memo


def test_what_one_run_made_the_next_finds(tmp_path: Path):
    assert (used(tmp_path).hits, used(tmp_path).misses) == (0, 0)
    memo = used(tmp_path)
    assert (memo.hits, memo.misses) == (4, 0)


def test_thing_is_made_once_a_run(tmp_path: Path):
    used(tmp_path)
    memo = DiskMemo(tmp_path, "1")
    assert memo("thing", "b", lambda: "made anew") == THINGS["b"]
    assert memo("thing", "new", lambda: "first") == "first"
    assert memo("thing", "new", lambda: "second") == "first"
    assert memo.misses == 1
    memo.save()


def test_run_leaves_no_spool(tmp_path: Path):
    used(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["memo.dat", "memo.idx"]


def test_run_that_a_fault_ends_leaves_no_spool(tmp_path: Path):
    used(tmp_path)
    memo = DiskMemo(tmp_path, "1")
    memo("thing", "new", lambda: "made")
    del memo
    assert sorted(path.name for path in tmp_path.iterdir()) == ["memo.dat", "memo.idx"]


def test_first_run_that_a_fault_ends_leaves_nothing(tmp_path: Path):
    memo = DiskMemo(tmp_path, "1")
    memo("thing", "b", lambda: THINGS["b"])
    del memo
    assert [*tmp_path.iterdir()] == []


def test_what_the_first_run_has_made_is_not_copied(tmp_path: Path):
    memo = DiskMemo(tmp_path, "1")
    memo("thing", "b", lambda: THINGS["b"])
    (spool,) = (path.stat().st_ino for path in tmp_path.iterdir())
    memo.save()
    assert (tmp_path / "memo.dat").stat().st_ino == spool
    assert DiskMemo(tmp_path, "1")("thing", "b", lambda: "made anew") == THINGS["b"]


def test_run_of_another_version_puts_its_own_in_the_place_of_what_was_there(tmp_path: Path):
    used(tmp_path, things=dict.fromkeys("abcd", "old" * 1000))
    used(tmp_path, version="2")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["memo.dat", "memo.idx"]
    assert (tmp_path / "memo.dat").stat().st_size < 1000


def test_where_an_open_file_cannot_be_renamed_it_is_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    rename, refused = os.replace, list[str]()

    def refuse_once(old: str, new: str) -> None:
        # The first is the open one, the second its copy.
        if Path(new).name == "memo.dat" and not refused:
            refused.append(old)
            raise PermissionError(13, "in use", old)
        rename(old, new)

    monkeypatch.setattr("os.replace", refuse_once)
    memo = DiskMemo(tmp_path, "1")
    memo("thing", "b", lambda: THINGS["b"])
    memo.save()
    del memo
    assert refused
    assert sorted(path.name for path in tmp_path.iterdir()) == ["memo.dat", "memo.idx"]
    assert DiskMemo(tmp_path, "1")("thing", "b", lambda: "made anew") == THINGS["b"]


def test_run_can_go_on_when_it_has_saved(tmp_path: Path):
    memo = used(tmp_path)
    file = (tmp_path / "memo.dat").stat().st_ino
    assert memo("thing", "b", lambda: "made anew") == THINGS["b"]
    assert memo("thing", "new", lambda: ("new", 1)) == ("new", 1)
    memo.save()
    # Added to, not written anew.
    assert (tmp_path / "memo.dat").stat().st_ino == file
    again = DiskMemo(tmp_path, "1")
    found = [again("thing", key, lambda: "made anew") for key in ("a", "b", "c", "d", "new")]
    assert found == [*THINGS.values(), ("new", 1)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["memo.dat", "memo.idx"]


def test_what_a_killed_run_has_left_is_taken_away_in_time(tmp_path: Path):
    old, young = tmp_path / "memo-1-2.tmp", tmp_path / "memo-3-4.tmp"
    for left in (old, young):
        left.write_text("left")
    os.utime(old, (0, 0))
    used(tmp_path)
    assert not old.exists()
    assert young.exists()


def test_thing_that_a_full_disk_takes_in_part_is_not_kept(tmp_path: Path):
    memo = DiskMemo(tmp_path, "1")
    assert memo("thing", "b", lambda: THINGS["b"]) == THINGS["b"]

    (spool,) = tmp_path.iterdir()
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (spool.stat().st_size + 1, before[1]))
    try:
        assert memo("thing", "d", lambda: THINGS["d"]) == THINGS["d"]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not memo.knows("thing", "d")
    memo.save()
    assert DiskMemo(tmp_path, "1")("thing", "b", lambda: "made anew") == THINGS["b"]


def test_another_version_finds_nothing(tmp_path: Path):
    used(tmp_path, version="1")
    assert used(tmp_path, version="2").hits == 0
    assert used(tmp_path, version="2").hits == 4


def test_version_whose_name_begins_alike_finds_nothing(tmp_path: Path):
    used(tmp_path, version="1")
    assert used(tmp_path, version="12").hits == 0


def test_what_nobody_asks_for_is_forgotten(tmp_path: Path):
    used(tmp_path, "abcd")
    used(tmp_path, "a")
    assert (used(tmp_path, "ab").hits, used(tmp_path, "ab").hits) == (1, 2)


def test_file_does_not_grow_without_end(tmp_path: Path):
    for n in range(30):
        used(tmp_path, "ab", things={"a": f"{n}" * 500, "b": "b" * 500})
        used(tmp_path, "b", things={"b": "b" * 500})
    assert (tmp_path / "memo.dat").stat().st_size < 5_000


def test_names_of_things_are_kept_apart(tmp_path: Path):
    memo = DiskMemo(tmp_path, "1")
    memo("one", "key", lambda: 1)
    memo.save()
    memo = DiskMemo(tmp_path, "1")
    assert memo("two", "key", lambda: 2) == 2
    memo.save()


def test_two_runs_at_once_damage_nothing(tmp_path: Path):
    used(tmp_path, "a")
    one, two = DiskMemo(tmp_path, "1"), DiskMemo(tmp_path, "1")
    for memo, key in ((one, "b"), (two, "c")):
        assert memo("thing", "a", lambda: "never") == THINGS["a"]
        memo("thing", key, lambda key=key: THINGS[key])  # type: ignore[misc]
    one.save()
    two.save()
    used(tmp_path, "abcd")


def test_folder_that_cannot_be_made_is_no_fault(tmp_path: Path):
    (tmp_path / "file").write_text("no folder")
    assert used(tmp_path / "file").hits == 0


def test_version_changes_with_any_file_of_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "cache.py").write_text("code")
    monkeypatch.setattr(cache, "__file__", str(tmp_path / "memory/cache.py"))
    first = version_of()
    assert version_of() == first
    (tmp_path / "check").mkdir()
    (tmp_path / "check" / "links.py").write_text("code")
    second = version_of()
    (tmp_path / "check" / "links.py").write_text("other code")
    assert len({first, second, version_of()}) == 3


def test_version_changes_with_a_library(tmp_path: Path):
    folders = [str(tmp_path), str(tmp_path / "none")]
    (tmp_path / "pytest-9.dist-info").mkdir()
    first = version_of(folders)
    (tmp_path / "Markdown-3.11.dist-info").mkdir()
    second = version_of(folders)
    (tmp_path / "Markdown-3.11.dist-info").rename(tmp_path / "Markdown-3.12.dist-info")
    assert len({first, second, version_of(folders)}) == 3
    (tmp_path / "pytest-9.dist-info").rename(tmp_path / "pytest-10.dist-info")
    assert version_of(folders) == version_of(folders)


def test_version_knows_the_libraries_that_are_installed():
    assert version_of() != version_of(["none"])


def test_index_with_a_right_sum_over_rubbish_is_not_believed(tmp_path: Path):
    used(tmp_path)
    body = b"rubbish"
    (tmp_path / "memo.idx").write_bytes(MAGIC + b"1\n" + body + zlib.crc32(body).to_bytes(4, "big"))
    assert used(tmp_path).hits == 0


def test_thing_with_a_right_sum_that_cannot_be_read_is_made_again(tmp_path: Path):
    used(tmp_path, "a")
    blob = b"no pickle"
    (tmp_path / "memo.dat").write_bytes(blob)
    body = marshal.dumps(({"thing a": len(blob) << 32 | zlib.crc32(blob)}, {}, 0))
    (tmp_path / "memo.idx").write_bytes(MAGIC + b"1\n" + body + zlib.crc32(body).to_bytes(4, "big"))
    assert used(tmp_path, "a").hits == 0
    assert used(tmp_path, "a").hits == 1


Harm = tuple[str, str, float, bytes]
harms = st.tuples(
    st.sampled_from(["memo.dat", "memo.idx"]),
    st.sampled_from(["cut", "overwritten", "put in", "replaced", "deleted", "emptied", "swapped"]),
    st.floats(0, 1),
    st.binary(min_size=1, max_size=40) | st.sampled_from([pickle.dumps("foreign"), MAGIC, b"\0" * 64]),
)


def do_harm(folder: Path, harm: Harm) -> None:
    name, how, where, data = harm
    path = folder / name
    if how == "swapped":
        (folder / "memo.dat").replace(folder / "memo.tmp")
        (folder / "memo.idx").replace(folder / "memo.dat")
        (folder / "memo.tmp").replace(folder / "memo.idx")
        return
    if how == "deleted":
        path.unlink()
        return
    before = path.read_bytes()
    at = int(len(before) * where)
    after = {
        "cut": before[:at],
        "overwritten": before[:at] + data + before[at + len(data) :],
        "put in": before[:at] + data + before[at:],
        "replaced": data,
        "emptied": b"",
    }
    path.write_bytes(after[how])


@settings(deadline=None, derandomize=True, max_examples=200)
@given(harms)
def test_whatever_happens_to_its_files_a_memo_says_only_what_is_right(harm: Harm):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        used(folder)
        do_harm(folder, harm)
        used(folder)
        assert used(folder).hits == 4


def test_things_that_a_cut_has_not_reached_are_found(tmp_path: Path):
    used(tmp_path)
    data = (tmp_path / "memo.dat").read_bytes()
    (tmp_path / "memo.dat").write_bytes(data[:-1])
    memo = used(tmp_path)
    assert (memo.hits, memo.misses) == (3, 1)


# ----------------------------------------------------------------------------------- what a thing holds for later

Held = tuple[str, Later[str]]


def _again() -> Held:
    raise AssertionError("made again")


def held(folder: Path, text: str = "long " * 50, *, is_known: bool = True) -> tuple[DiskMemo, Later[str]]:
    """Return a memo and what a thing in it holds for later."""
    memo = DiskMemo(folder, "1")

    def make() -> Held:
        if is_known:
            raise AssertionError("made again")
        return "short", Later(text)

    said, later = memo("thing", "k", make)
    assert said == "short"
    return memo, later


def test_what_a_thing_holds_for_later_is_found_by_the_run_that_made_it_and_by_the_next(tmp_path: Path):
    memo, later = held(tmp_path, is_known=False)
    assert later() == "long " * 50
    memo.save()
    memo, later = held(tmp_path)
    assert later() == "long " * 50
    memo.save()
    assert later() == "long " * 50


def test_what_a_thing_holds_for_later_is_read_only_when_it_is_asked_for(tmp_path: Path):
    held(tmp_path, is_known=False)[0].save()
    memo = DiskMemo(tmp_path, "1")
    blob = memo._bytes("thing k")
    assert b"long " not in blob


def test_what_a_thing_holds_can_go_to_another_process(tmp_path: Path):
    held(tmp_path, is_known=False)[0].save()
    _, later = held(tmp_path)
    assert pickle.loads(pickle.dumps(later))() == "long " * 50


def test_damage_to_what_a_thing_holds_is_noticed_when_it_is_asked_for_and_mended(tmp_path: Path):
    held(tmp_path, is_known=False)[0].save()
    data = (tmp_path / "memo.dat").read_bytes()
    assert data.count(b"long long") > 0
    (tmp_path / "memo.dat").write_bytes(data.replace(b"long long", b"lost long"))
    memo, later = held(tmp_path, is_known=False)
    assert later() == "long " * 50
    memo.save()
    assert held(tmp_path)[1]() == "long " * 50


def test_what_nobody_asks_for_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    held(tmp_path, is_known=False)[0].save()
    read: list[str] = []
    memo = DiskMemo(tmp_path, "1")
    bytes_of = memo._bytes
    monkeypatch.setattr(
        memo, "_bytes", lambda full, number=0: read.append(f"{full} {number}") or bytes_of(full, number)
    )

    _, later = memo("thing", "k", _again)
    assert read == ["thing k 0"]
    assert later() == "long " * 50
    assert read == ["thing k 0", "thing k 1"]


def test_page_is_kept_without_what_most_pages_do_not_say(tmp_path: Path):
    page = article("a", "A title", part="One")
    memo = DiskMemo(tmp_path, "1")
    assert memo("page", "k", lambda: page) == page
    memo.save()
    found = DiskMemo(tmp_path, "1")("page", "k", lambda: None)
    assert found == page
    assert repr(found) == repr(page)
    assert found.reviewer == ""
    assert not {"reviewer", "draft", "related"} & vars(found).keys()
    assert {"part", "url", "key"} <= vars(found).keys()


class Watched:
    """Something large."""


def test_what_was_made_is_let_go_of_where_a_part_of_it_is_left_on_the_disk(tmp_path: Path):
    memo, large = DiskMemo(tmp_path, "1"), Watched()
    watched = weakref.ref(large)
    kept = memo("thing", "k", lambda large=large: (large, Later("long " * 50)))  # type: ignore[misc]
    del large
    gc.collect()
    assert watched() is None
    assert kept[1]() == "long " * 50


def test_keeping_and_finding_leave_nothing_to_be_collected(tmp_path: Path):
    # A build looks for circles so seldom that what hangs in one stays to its end.
    gc.collect()
    gc.disable()
    try:
        memo, later = held(tmp_path, is_known=False)
        later()
        memo.save()
        memo, later = held(tmp_path)
        later()
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_what_a_forgotten_thing_held_is_forgotten_with_it(tmp_path: Path):
    held(tmp_path, is_known=False)[0].save()
    used(tmp_path)
    assert b"long" not in (tmp_path / "memo.dat").read_bytes()
    assert set(DiskMemo(tmp_path, "1")._index) == {f"thing {key}" for key in THINGS}


def test_what_is_held_can_be_read_after_the_file_was_written_anew(tmp_path: Path):
    used(tmp_path, things={**THINGS, "b": "b" * 20_000})
    held(tmp_path, is_known=False)
    memo, later = held(tmp_path, is_known=False)
    memo.save()
    assert (tmp_path / "memo.dat").stat().st_size < 20_000
    assert later() == "long " * 50
    assert held(tmp_path)[1]() == "long " * 50


# ---------------------------------------------------------------------------------------------------------- wholes


def shelf(folder: Path, parts: str, made: list[str]) -> DiskMemo:
    """Return a memo that was asked for a whole of these parts and saved; `made` hears what had to be made."""
    memo = DiskMemo(folder, "1")

    def make(part: str) -> tuple[str, Later[str]]:
        made.append(part)
        return part, Later(part * 300)

    def whole() -> list[str]:
        return [memo("page", part, partial(make, part))[1]()[0] for part in parts]

    assert memo("shelf", parts, whole, is_whole=True) == [*parts]
    memo.save()
    return memo


def held_by_whole(folder: Path, made: list[str], parts: str = "ab", loose: str = "") -> tuple[DiskMemo, list[Held]]:
    """Return a memo and a whole of its parts as they are, with what each holds for later."""
    memo = DiskMemo(folder, "1")

    def make(part: str) -> Held:
        made.append(part)
        return part, Later(part * 300)

    def whole() -> list[Held]:
        made.append("whole")
        more: list[Held] = [(loose, Later(loose * 300))] if loose else []
        return [memo("page", part, partial(make, part)) for part in parts] + more

    return memo, memo("shelf", parts + loose, whole, is_whole=True)


def test_what_a_part_holds_for_later_is_kept_once(tmp_path: Path):
    made: list[str] = []
    for _ in range(3):
        memo, whole = held_by_whole(tmp_path, made, loose="c")
        assert [later() for _, later in whole] == [letter * 300 for letter in "abc"]
        memo.save()
    data = (tmp_path / "memo.dat").read_bytes()
    assert [data.count(letter * 300) for letter in (b"a", b"b", b"c")] == [1, 1, 1]
    assert made == ["whole", "a", "b"]


def test_damage_to_what_a_part_holds_is_mended_for_the_part_and_for_the_whole(tmp_path: Path):
    made: list[str] = []
    held_by_whole(tmp_path, made)[0].save()
    data = tmp_path / "memo.dat"
    data.write_bytes(data.read_bytes().replace(b"a" * 300, b"x" * 300))
    made.clear()
    memo, whole = held_by_whole(tmp_path, made)
    assert [later()[:1] for _, later in whole] == ["a", "b"]
    assert made == ["whole", "a"]
    memo.save()
    made.clear()
    assert [later()[:1] for _, later in held_by_whole(tmp_path, made)[1]] == ["a", "b"]
    assert made == []


def test_what_was_taken_from_a_thing_outlives_it(tmp_path: Path):
    """Nothing says that the two belong together."""
    for _ in range(3):
        memo = DiskMemo(tmp_path, "1")
        if not memo.knows("other", "k"):
            later = memo("thing", "k", lambda: ("short", Later("long " * 50)))[1]
            memo("other", "k", partial(tuple, ["taken", later]))
        else:
            assert memo("other", "k", _again)[1]() == "long " * 50
        memo.save()
    assert not DiskMemo(tmp_path, "1").knows("thing", "k")


def test_whole_outlives_the_loss_of_a_part(tmp_path: Path):
    made: list[str] = []
    memo, _ = held_by_whole(tmp_path, made)
    memo._fresh.pop("page b")
    memo.save()
    memo, whole = held_by_whole(tmp_path, made)
    assert [later()[:1] for _, later in whole] == ["a", "b"]


def test_what_a_whole_is_made_of_is_kept_on_disk_as_long_as_the_whole(tmp_path: Path):
    made: list[str] = []
    for parts in ("abc", "abc", "abc", "abd", "abd"):
        shelf(tmp_path, parts, made)
    assert made == [*"abcd"]
    assert not DiskMemo(tmp_path, "1").knows("page", "c")
    assert not DiskMemo(tmp_path, "1").knows("shelf", "abc")


def test_parts_of_a_whole_survive_when_the_file_is_written_anew(tmp_path: Path):
    made: list[str] = []
    used(tmp_path, "b", things={"b": "b" * 100_000})
    for parts in ("abc", "abc", "abd"):
        shelf(tmp_path, parts, made)
    assert (tmp_path / "memo.dat").stat().st_size < 10_000
    assert made == [*"abcd"]


def test_file_grows_by_no_more_than_what_is_of_use(tmp_path: Path):
    data = tmp_path / "memo.dat"
    for n in range(60):
        things = {"kept": "k" * 2_000, f"{n}": f"{n}" * 500}
        memo = DiskMemo(tmp_path, "1")
        for key, thing in things.items():
            assert memo("thing", key, lambda thing=thing: thing) == thing  # type: ignore[misc]
        memo.save()
        assert data.stat().st_size <= 2 * sum(map(len, things.values())) + 2_000
        # Another run's things, of no use to this one.
        with data.open("ab") as file:
            file.write(b"x" * 300)
