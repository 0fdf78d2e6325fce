"""A value that is unpickled only when somebody asks for it."""

from __future__ import annotations

import pickle

import pytest

from microsite.memory.later import Later


class Witness:
    """Shows when it is unpickled."""

    born = 0

    def __setstate__(self, state: object) -> None:
        Witness.born += 1

    def __getstate__(self) -> tuple[int]:
        return (1,)


def again(thing: Later[object]) -> Later[object]:
    made: Later[object] = pickle.loads(pickle.dumps(thing))
    return made


@pytest.mark.parametrize("value", ["text", ("a", 1), None, "", ()])
def test_it_gives_what_was_put_in_whole_or_pickled(value: object):
    assert Later(value)() == again(Later(value))() == again(again(Later(value)))() == value


def test_nothing_is_unpickled_before_it_is_asked_for():
    Witness.born = 0
    held = again(again(Later(Witness())))
    assert Witness.born == 0
    held()
    assert Witness.born == 1


def test_two_are_equal_where_their_values_are():
    assert Later("a") == again(Later("a")) != Later("b")
    assert hash(Later("a")) == hash(again(Later("a")))
    assert repr(again(Later("a"))) == "Later('a')"
    assert Later("a") != "a"
