"""Write a copy of one page for review: one file to send, with a box for a comment on each passage."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from shlex import quote

from .. import PROJECT
from ..outputs.assets import assets
from ..problem import Problem
from . import DONE, PROBLEMS, conclude
from .changing import not_written
from .named import page_of
from .say import in_text, shown
from .wanted import build_unpublished, order_of


def options(parser: argparse.ArgumentParser) -> None:
    """Add what only this command knows."""
    parser.add_argument("slug", help="the page: its slug or its file; drafts too")
    parser.add_argument("--to", type=Path, metavar="FILE", help="the copy (default: SLUG.review.html, here)")


def run(wanted: argparse.Namespace) -> int:
    """Write a copy of one page for review."""
    from ..desk.review_copy import comments_file, review_copy
    from ..pages.render import filler

    order = order_of(wanted, has_drafts=True)
    built = build_unpublished(order, wanted)
    page = page_of(wanted.slug, built.site.library, order)
    fill = filler(order.templates, order.bytecode)
    copy = review_copy(built.site, page, order.root, fill, dict(assets(order.static)))
    if isinstance(copy, Problem):
        print(in_text([copy], order), end="")
        return PROBLEMS
    file = wanted.to or Path(f"{page.slug}.review.html")
    try:
        file.write_text(copy, encoding="utf-8", newline="\n")
    except OSError as reason:
        return not_written(str(file), reason, "Choose another place with --to FILE.")
    size = round(len(copy.encode()) / 1000)
    back = f"python3 build.py {_config(wanted)}comments {comments_file(page)}"
    conclude(f"Wrote {quote(shown(file))} ({size} kB). Send it; when {comments_file(page)} comes back: {back}", wanted)
    faults = [fault for fault in built.problems if fault.place.path == page.source.path and fault.severity == "error"]
    print(in_text(faults, order), end="", file=sys.stderr)
    return PROBLEMS if faults else DONE


def _config(wanted: argparse.Namespace) -> str:
    """Return what a command for the same site begins with."""
    return f"--config {quote(str(wanted.config))} " if wanted.config != PROJECT / "config.yaml" else ""
