"""What was made before: kept for one more build, made anew for another key, and never mixed up."""

from __future__ import annotations

from threading import Thread

import pytest

from microsite.memory.memo import Lasting, Memo, MemoryMemo, remember_nothing


class Maker:
    """Counts how often it is asked."""

    def __init__(self, thing: object = "thing") -> None:
        self.thing = thing
        self.times = 0

    def __call__(self) -> object:
        self.times += 1
        return self.thing


def test_nothing_is_remembered_where_nothing_shall_be():
    make = Maker()
    assert [remember_nothing("body", "k", make), remember_nothing("body", "k", make)] == ["thing", "thing"]
    assert make.times == 2


def test_thing_is_made_once():
    memo, make = MemoryMemo(), Maker()
    assert memo("body", "k", make) is memo("body", "k", make)
    assert (make.times, memo.hits, memo.misses) == (1, 1, 1)


def test_another_key_makes_another_thing():
    memo = MemoryMemo()
    assert memo("body", "a", Maker(1)) == 1
    assert memo("body", "b", Maker(2)) == 2
    assert memo("body", "a", Maker(3)) == 1


def test_things_of_another_kind_do_not_share_a_key():
    memo = MemoryMemo()
    memo("body", "k", Maker("body"))
    assert memo("page", "k", Maker("page")) == "page"
    assert memo("body", "k", Maker()) == "body"


def test_none_is_remembered_too():
    memo, make = MemoryMemo(), Maker(None)
    memo("body", "k", make)
    assert memo("body", "k", make) is None
    assert make.times == 1


def test_maker_that_fails_leaves_nothing_behind():
    memo = MemoryMemo()
    with pytest.raises(ZeroDivisionError):
        memo("body", "k", lambda: 1 // 0)
    assert memo("body", "k", Maker()) == "thing"


def test_thing_of_the_last_build_is_kept():
    memo, make = MemoryMemo(), Maker()
    memo("body", "k", make)
    memo.turn()
    memo("body", "k", make)
    assert (make.times, memo.hits, memo.misses) == (1, 1, 0)


def test_thing_asked_for_in_every_build_is_kept_for_ever():
    memo, make = MemoryMemo(), Maker()
    for _ in range(5):
        memo("body", "k", make)
        memo.turn()
    assert make.times == 1


def test_thing_that_a_whole_build_did_not_ask_for_is_forgotten():
    memo, make = MemoryMemo(), Maker()
    memo("body", "k", make)
    memo.turn()
    memo.turn()
    memo("body", "k", make)
    assert make.times == 2


def test_what_edits_leave_behind_does_not_add_up():
    memo, kept = MemoryMemo(), [Maker() for _ in range(50)]
    for n in range(500):
        for key, make in enumerate(kept):
            memo("body", str(key), make)
        memo("body", f"edit {n}", Maker())
        memo.turn()
    assert {make.times for make in kept} == {1}
    assert sum(memo.knows("body", f"edit {n}") for n in range(500)) <= 0.3 * len(kept)


def test_memos_share_nothing():
    make = Maker()
    MemoryMemo()("body", "k", make)
    MemoryMemo()("body", "k", make)
    assert make.times == 2


# ---------------------------------------------------------------------------------------------------------- wholes


def shelf(memo: Memo, parts: dict[str, Maker]) -> object:
    """Ask for a whole that is made of these parts, by their names."""
    return memo(
        "shelf", " ".join(parts), lambda: [memo("page", key, make) for key, make in parts.items()], is_whole=True
    )


def test_what_a_whole_is_made_of_is_kept_as_long_as_the_whole():
    memo, parts = MemoryMemo(), {"a": Maker(1), "b": Maker(2)}
    for _ in range(5):
        assert shelf(memo, parts) == [1, 2]
        memo.turn()
    assert shelf(memo, {**parts, "c": Maker(3)}) == [1, 2, 3]
    assert [make.times for make in parts.values()] == [1, 1]


def test_what_a_whole_was_made_of_goes_with_it():
    memo, parts = MemoryMemo(), {"a": Maker(1)}
    shelf(memo, parts)
    memo.turn()
    memo.turn()
    shelf(memo, parts)
    assert parts["a"].times == 2


def test_whole_of_wholes_keeps_all_that_is_in_them():
    memo, parts = MemoryMemo(), {"a": Maker(1)}
    for _ in range(4):
        memo("case", "k", lambda: shelf(memo, parts), is_whole=True)
        memo.turn()
    memo("page", "a", parts["a"])
    assert parts["a"].times == 1


def test_whole_that_cannot_be_made_leaves_its_parts():
    memo, parts = MemoryMemo(), {"a": Maker(1)}
    with pytest.raises(ZeroDivisionError):
        memo("case", "k", lambda: (shelf(memo, parts), 1 // 0), is_whole=True)
    assert shelf(memo, parts) == [1]
    assert parts["a"].times == 1


def test_what_another_thread_asks_for_meanwhile_is_no_part_of_a_whole():
    """The preview answers why a word is a link while it builds."""
    memo, other = MemoryMemo(), Maker()
    asking = Thread(target=lambda: memo("why", "other", other))

    def make() -> object:
        asking.start()
        asking.join(0.05)
        return memo("page", "a", Maker(1))

    memo("shelf", "a", make, is_whole=True)
    asking.join()
    for n in range(2):
        memo.turn()
        memo("shelf", "a", Maker(), is_whole=True)
        # As much that is new as has it look for what is of no use.
        memo("page", f"b{n}", Maker())
    memo("why", "other", other)
    assert other.times == 2


# --------------------------------------------------------------------------------------------------------- lasting


def test_what_no_memo_keeps_is_held():
    memo, make = Lasting(remember_nothing), Maker()
    assert [memo("draft", "k", make), memo("draft", "k", make)] == ["thing", "thing"]
    assert make.times == 1
    assert memo.knows("draft", "k")


def test_what_a_memo_keeps_is_not_held_besides():
    behind, make = MemoryMemo(), Maker()
    memo = Lasting(behind)
    memo("draft", "k", make)
    behind.turn()
    behind.turn()
    memo("draft", "k", make)
    assert make.times == 2
