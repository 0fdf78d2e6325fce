"""Print every glossary link, in the order of the site, or what came and went since the last published build."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from ..model import Mention
from ..pipeline import Built, Order
from ..problem import as_text
from ..report import changes, rows_of, sentence_of
from . import Misuse
from .say import answered, line_finder
from .wanted import build_unpublished, order_of


def options(parser: argparse.ArgumentParser) -> None:
    """Add what only this command knows."""
    parser.add_argument("--json", action="store_true", help="one JSON object a line, with sentence and anchor")
    parser.add_argument("--changes", action="store_true", help="what came and went since the last published build")


def run(wanted: argparse.Namespace) -> int:
    """Print every glossary link, in the order of the site, whether or not the site may be published."""
    order = order_of(wanted)
    built = build_unpublished(order, wanted)
    if wanted.changes:
        _say_changes(built, order)
    else:
        for mention in (mention for body in built.site.bodies.values() for mention in body.mentions):
            print(_as_json(mention) if wanted.json else f"{mention.page}\t{mention.term}\t{mention.surface}")
    return answered(built, order)


def _as_json(mention: Mention) -> str:
    row = {
        "page": mention.page,
        "term": mention.term,
        "surface": mention.surface,
        "anchor": mention.anchor,
        "section": mention.section,
        "sentence": sentence_of(mention),
    }
    return json.dumps(row, ensure_ascii=False)


def _say_changes(built: Built, order: Order) -> None:
    """Say what came and went since the last published build, and which names clash."""
    try:
        before = [tuple(row) for row in json.loads(_last_mentions(order).read_text(encoding="utf-8"))]
    except (OSError, ValueError):
        raise Misuse("nothing to compare with yet: build the site once, then change it.") from None
    rows = rows_of(built.site)
    print(*(tuple(changes(before, rows)) or ("No link came or went.",)), sep="\n")
    clashes = [problem for problem in built.problems if problem.rule == "term"]
    print(as_text(clashes, line_finder(order)), end="")


def remember_mentions(built: Built, order: Order) -> None:
    """Keep the links of a published site to compare the next ones with."""
    if order.bytecode is not None:
        rows = json.dumps(rows_of(built.site), ensure_ascii=False)
        _last_mentions(order).write_text(rows, encoding="utf-8")


def _last_mentions(order: Order) -> Path:
    return order.root / ".cache" / "mentions.json"
