"""Build a preview, serve it, and do so again after each save."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from ..board import Outcome
from ..memo import MemoryMemo
from ..pipeline import Order, build
from ..publish import check_output, publish, recover, staging
from . import MISUSE
from .say import line_finder, say_problems
from .wanted import order_of, sources_of


def options(parser: argparse.ArgumentParser) -> None:
    """Add what only this command knows."""
    parser.add_argument("--port", type=int, default=8000, help="the first port to try (default: 8000)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)")
    parser.add_argument("--allow-host", action="append", default=[], metavar="NAME", help="another name to answer to")
    parser.add_argument("--open", action="store_true", help="open a browser")


def run(wanted: argparse.Namespace) -> int:
    """Build a preview, serve it, and do so again after each save."""
    from ..serve import serve

    order = order_of(wanted, has_drafts=True)
    output = wanted.output.absolute() if wanted.output else order.root / ".preview"
    faults = check_output(output, order.root, *sources_of(order))
    if faults:
        say_problems(faults, order, wanted)
        return MISUSE
    recover(output)
    return serve(
        _previewed(order, output),
        output,
        (order.config, order.root / "content", *order.templates, *order.static),
        host=wanted.host,
        port=wanted.port,
        allowed_hosts=tuple(wanted.allow_host),
        open_browser=wanted.open,
        line_of=lambda place: line_finder(order)(place),
    )


def _previewed(order: Order, output: Path) -> Callable[[], Outcome]:
    """Return a function that builds the preview anew, with a memo that lives as long as it is called."""
    memo = MemoryMemo()

    def once() -> Outcome:
        memo.turn()
        with staging(output, is_preview=True) as stage:
            built = build(order, stage.write, memo)
            if not built.is_publishable:
                return Outcome(built.problems, frozenset(), is_published=False)
            return Outcome(built.problems, publish(stage).changed)

    return once
