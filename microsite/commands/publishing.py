"""The whole build, and the exchange of the site: what `build` does when something has changed."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import NamedTuple

from ..disk.publish import check_output, publish, recover, staging
from ..disk.stage import Seen
from ..memory.stopwatch import Watch
from ..pipeline import Built, build
from ..problem import counted, tally
from ..quality import page_count
from ..report import density, remarks
from . import DONE, MISUSE, PROBLEMS, conclude
from .mentions import remember_mentions
from .say import about_held_back, say_problems, shown
from .wanted import memo_of, order_of, output_of, sources_of


class Done(NamedTuple):
    """A site that was published."""

    output: Path
    summary: str
    """What it is: pages, links, warnings."""
    files: str
    """What publishing did to its files."""
    digests: dict[str, str]
    """Address -> what stands for the bytes there."""
    began: int
    """When the site was put in its place: nanoseconds. What was written later is not ours."""


def build_and_publish(wanted: argparse.Namespace, seen: Seen) -> tuple[int, Done | None]:
    """Return the exit status, and what was published if nothing forbade it; print all but the last line.

    `seen` is what the last build knew of the files that it left in the output.
    """
    order = order_of(wanted)
    is_watched = wanted.format == "text" and not wanted.quiet and sys.__stderr__ is not None and sys.__stderr__.isatty()
    watch = Watch(sys.__stderr__ if is_watched else None)
    with memo_of(order, wanted, watch) as memo:
        output = output_of(wanted, memo)
        faults = check_output(output, order.root, *sources_of(order))
        if faults:
            say_problems(faults, order, wanted)
            return MISUSE, None
        recover(output)
        with staging(output, seen=seen) as stage:
            built = build(order, stage.write, memo)
            held_back = about_held_back(built, order, memo, wanted)
            memo.save()
            say_problems(built.problems, order, wanted)
            if not built.is_publishable:
                _say_profile(watch, wanted)
                conclude(f"{tally(built.problems)}; the site was left as it was.", wanted, always=True)
                return PROBLEMS, None
            began = time.time_ns()
            done = publish(stage)
    remember_mentions(built, order)
    if held_back:
        conclude(held_back, wanted)
    if wanted.verbose:
        print(*remarks(built.site), sep="\n")
    _say_profile(watch, wanted)
    files = f"{counted(done.written, 'file')} written, {done.unchanged} unchanged, {done.removed} removed"
    return DONE, Done(output, _summary(built, output), files, stage.digests, began)


def _say_profile(watch: Watch, wanted: argparse.Namespace) -> None:
    """Say what took how long, if that was asked for; never among problems that a program reads."""
    if wanted.profile:
        print(*watch.lines(), sep="\n", file=sys.stdout if wanted.format == "text" else sys.stderr)


def _summary(built: Built, output: Path) -> str:
    pages = page_count(built.site, built.files)
    links = sum(len(body.linked) for body in built.site.bodies.values())
    warned = f" with {tally(built.problems)}" if built.problems else ""
    linked = f"{counted(links, 'glossary link')} ({density(built.site):.1f} per 1,000 words)"
    return f"{counted(pages, 'page')} in {shown(output)}{warned}: {linked}"
