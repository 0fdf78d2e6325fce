"""Write a copy of one page for review: one file to send, with a box for a comment on each passage."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..model import Page, Site
from ..outputs.assets import assets
from ..pipeline import Built, Order, build
from ..problem import Problem, as_text, did_you_mean
from . import DISK, DONE, PROBLEMS, Misuse, conclude
from .say import line_finder, shown
from .wanted import memo_of, order_of


def options(parser: argparse.ArgumentParser) -> None:
    """Add what only this command knows."""
    parser.add_argument("slug", help="the page: its slug or its file; drafts too")
    parser.add_argument("--to", type=Path, metavar="FILE", help="the copy (default: SLUG.review.html, here)")


def run(wanted: argparse.Namespace) -> int:
    """Write a copy of one page for review."""
    from ..desk.review_copy import review_copy
    from ..pages.render import filler

    order, built = built_with_drafts(wanted)
    page = page_named(wanted.slug, built.site, order)
    fill = filler(order.templates, order.bytecode)
    copy = review_copy(built.site, page, order.root, fill, dict(assets(order.static)))
    if isinstance(copy, Problem):
        print(as_text([copy], line_finder(order)), end="")
        return PROBLEMS
    file = wanted.to or Path(f"{page.slug}.review.html")
    try:
        file.write_text(copy, encoding="utf-8", newline="\n")
    except OSError as error:
        print(f"Cannot write {file}: {error.strerror}. Choose another place with --to FILE.")
        return DISK
    size = round(len(copy.encode()) / 1000)
    conclude(f"Wrote {shown(file)} ({size} kB). Send it; what comes back: build.py comments FILE.", wanted)
    faults = [fault for fault in built.problems if fault.place.path == page.source.path and fault.severity == "error"]
    print(as_text(faults, line_finder(order)), end="", file=sys.stderr)
    return PROBLEMS if faults else DONE


def built_with_drafts(wanted: argparse.Namespace) -> tuple[Order, Built]:
    """Return the site as it is now, drafts among it, with nothing written."""
    order = order_of(wanted, has_drafts=True)
    memo = memo_of(order, wanted)
    built = build(order, lambda address, data: None, memo)
    memo.save()
    return order, built


def page_named(name: str, site: Site, order: Order) -> Page:
    """Return the page of a slug, key or file; Misuse when there is none."""
    pages = site.library.everything
    for page in pages:
        if name in (page.key, page.slug, page.source.path) or order.root / page.source.path == Path(name).absolute():
            return page
    raise Misuse(f"there is no page {name}. {did_you_mean(Path(name).stem, (page.slug for page in pages))}")
