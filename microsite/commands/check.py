"""Check everything and write nothing."""

from __future__ import annotations

import argparse

from ..pipeline import build
from ..problem import tally
from . import DONE, PROBLEMS, conclude
from .say import say_held_back, say_problems
from .wanted import memo_of, order_of


def run(wanted: argparse.Namespace) -> int:
    """Check everything and write nothing."""
    order = order_of(wanted)
    memo = memo_of(order, wanted)
    built = build(order, lambda address, data: None, memo)
    memo.save()
    say_problems(built.problems, order, wanted)
    say_held_back(built, wanted)
    said = tally(built.problems) or "no problems"
    conclude(f"{len(built.files)} files checked: {said}.", wanted, always=not built.is_publishable)
    return DONE if built.is_publishable else PROBLEMS
