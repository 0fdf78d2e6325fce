"""Say of each place where a word stands on a page why it is linked, or not."""

from __future__ import annotations

import argparse

from ..report import explain
from .named import page_of
from .say import answered
from .wanted import build_unpublished, order_of


def options(parser: argparse.ArgumentParser) -> None:
    """Add what only this command knows."""
    parser.add_argument("file", help="the page: its file or its slug")
    parser.add_argument("word", help="the word, as it stands in the text")


def run(wanted: argparse.Namespace) -> int:
    """Say of each place where a word stands on a page why it is linked, or not."""
    order = order_of(wanted)
    built = build_unpublished(order, wanted)
    page = page_of(wanted.file, built.site.library, order)
    lines = list(explain(built.site, page, wanted.word))
    print(*lines or (f"“{wanted.word}” is no name of a term that stands in {page.source.path}.",), sep="\n")
    return answered(built, order)
