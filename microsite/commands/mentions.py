"""Print every glossary link, in the order of the site, or what came and went since the last published build."""

from __future__ import annotations

import argparse
import json
from contextlib import suppress
from pathlib import Path

from ..model import Body, Mention
from ..pipeline import Built, Order
from ..report import changes, rows_of, sentence_of
from . import Misuse
from .say import answered, in_text
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
        before = [tuple(row) for rows in _last_mentions(order).values() for row in json.loads(rows)]
    except ValueError:
        before = []
    if not before and (built.site.linked_by or not _file(order).exists()):
        raise Misuse("nothing to compare with yet: build the site once, then change it.")
    rows = [row for body in built.site.bodies.values() for row in rows_of(body)]
    print(*(tuple(changes(before, rows)) or ("No link came or went.",)), sep="\n")
    clashes = [problem for problem in built.problems if problem.rule == "term"]
    print(in_text(clashes, order), end="")


def remember_mentions(built: Built, order: Order) -> None:
    """Keep the links of a published site to compare the next ones with: a line a page, what stands for it before them.

    The line of a text that has stayed as it was is taken over, so that only the others are asked for their links.
    """
    if order.bytecode is not None:
        before = _last_mentions(order)
        digests = {body.digest: body for body in built.site.bodies.values()}
        lines = (f"{digest} {before.get(digest) or _as_rows(body)}\n" for digest, body in digests.items())
        _file(order).write_text("".join(lines), encoding="utf-8", newline="\n")


def _as_rows(body: Body) -> str:
    return json.dumps(rows_of(body), ensure_ascii=False)


def _last_mentions(order: Order) -> dict[str, str]:
    """Return what was kept of each text of the last published site, as JSON; nothing where nothing was."""
    with suppress(OSError, UnicodeDecodeError):
        lines = _file(order).read_text(encoding="utf-8").split("\n")
        return {digest: rows for digest, _, rows in (line.partition(" ") for line in lines) if rows}
    return {}


def _file(order: Order) -> Path:
    return order.root / ".cache" / "mentions.txt"
