"""Say of each place where a word stands on a page why it is linked, or not."""

from __future__ import annotations

import argparse
from functools import partial

from ..decisions import explain, unexplained
from ..problem import did_you_mean
from ..text.budget import SECONDS, OverBudget, limited
from . import Misuse
from .named import page_of
from .say import answered
from .wanted import build_unpublished, order_of, text_of


def options(parser: argparse.ArgumentParser) -> None:
    """Add what only this command knows."""
    parser.add_argument("file", help="the page: its file or its slug")
    parser.add_argument("word", help="the word, as it stands in the text")


def run(wanted: argparse.Namespace) -> int:
    """Say of each place where a word stands on a page why it is linked, or not."""
    order = order_of(wanted)
    built = build_unpublished(order, wanted)
    library = built.site.library
    page = page_of(wanted.file, library, order)
    asked = built.site, page, wanted.word, partial(text_of, order)
    try:
        with limited(page.source.path):
            lines = tuple(explain(*asked)) or (unexplained(*asked),)
    except OverBudget:
        raise Misuse(f"{page.source.path} holds too much to be explained in {SECONDS:g} seconds; split it.") from None
    if not any(lines):
        near = did_you_mean(wanted.word, (name for term in library.terms for name in (term.title, *term.aliases)))
        raise Misuse(f"“{wanted.word}” neither stands in {page.source.path} nor is it a term. {near}".rstrip())
    print(*lines, sep="\n")
    return answered(built, order)
