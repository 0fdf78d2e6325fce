"""Build, and publish if nothing forbids it."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from ..pipeline import Built, build
from ..problem import tally
from ..publish import Published, check_output, publish, recover, staging
from ..report import density, remarks
from . import DONE, MISUSE, PROBLEMS
from .mentions import remember_mentions
from .say import conclude, say_held_back, say_problems, shown
from .wanted import memo_of, order_of, output_of, sources_of


def run(wanted: argparse.Namespace) -> int:
    """Build, and publish if nothing forbids it."""
    started = time.perf_counter()
    order, output = order_of(wanted), output_of(wanted)
    faults = check_output(output, order.root, *sources_of(order))
    if faults:
        say_problems(faults, order, wanted)
        return MISUSE
    recover(output)
    memo = memo_of(order, wanted)
    with staging(output) as stage:
        built = build(order, stage.write, memo)
        memo.save()
        say_problems(built.problems, order, wanted)
        if not built.is_publishable:
            conclude(f"{tally(built.problems)}; the site was left as it was.", wanted, always=True)
            return PROBLEMS
        done = publish(stage)
    remember_mentions(built, order)
    say_held_back(built, wanted)
    if wanted.verbose:
        print(*remarks(built.site), sep="\n")
    conclude(_summary(built, done, output, time.perf_counter() - started), wanted)
    return DONE


def _summary(built: Built, done: Published, output: Path, seconds: float) -> str:
    pages = sum(file.endswith(".html") for file in built.files)
    links = sum(len(body.mentions) for body in built.site.bodies.values())
    warned = f" with {tally(built.problems)}" if built.problems else ""
    return (
        f"Published {pages} pages in {shown(output)}{warned}: {links} glossary links "
        f"({density(built.site):.1f} per 1,000 words), {done.written} files written, {done.unchanged} unchanged, "
        f"{done.removed} removed, {seconds:.2f} s."
    )
