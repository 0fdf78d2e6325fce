"""Say of each place where a word stands on a page why it is linked, or not."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..pipeline import build
from ..problem import did_you_mean
from ..report import explain
from . import Misuse
from .say import answered
from .wanted import memo_of, order_of


def options(parser: argparse.ArgumentParser) -> None:
    """Add what only this command knows."""
    parser.add_argument("file", help="the page: its file or its slug")
    parser.add_argument("word", help="the word, as it stands in the text")


def run(wanted: argparse.Namespace) -> int:
    """Say of each place where a word stands on a page why it is linked, or not."""
    order = order_of(wanted)
    memo = memo_of(order, wanted)
    built = build(order, lambda address, data: None, memo)
    memo.save()
    name = Path(wanted.file)
    pages = built.site.library.everything
    page = next((page for page in pages if wanted.file in (page.key, page.slug, page.source.path)), None)
    page = page or next((page for page in pages if (order.root / page.source.path) == name.absolute()), None)
    if page is None:
        raise Misuse(f"there is no page {wanted.file}. {did_you_mean(name.stem, (page.slug for page in pages))}")
    lines = list(explain(built.site, page, wanted.word))
    print(*lines or (f"“{wanted.word}” is no name of a term that stands in {page.source.path}.",), sep="\n")
    return answered(built, order)
