"""Build a preview, serve it, and do so again after each save."""

from __future__ import annotations

import argparse
import gc
import os
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import MappingProxyType
from urllib.parse import quote, urlsplit

from .. import PROJECT
from ..disk.publish import check_output, publish, recover, staging
from ..disk.stage import Seen
from ..memory.memo import MemoryMemo
from ..pipeline import Built, Order, build
from ..preview.board import Outcome
from ..problem import Place
from . import MISUSE, Misuse
from .say import line_finder, say_problems
from .wanted import order_of, sources_of, text_of

EDITORS = {
    "vscode": "vscode://file/{path}:{line}:{column}",
    "vscodium": "vscodium://file/{path}:{line}:{column}",
    "cursor": "cursor://file/{path}:{line}:{column}",
    "zed": "zed://file/{path}:{line}:{column}",
    "textmate": "txmt://open?url=file:///{path}&line={line}&column={column}",
}
"""Addresses by which editors open a file. {path} is whole, without the slash at its beginning."""

FIELDS = {"draft": "draft", "scheduled": "publish", "expired": "expires"}
"""How a reason begins for which a page is held back -> the field that gives it."""


def options(parser: argparse.ArgumentParser) -> None:
    """Add what only this command knows."""
    known = ", ".join(EDITORS)
    parser.add_argument("--port", type=int, default=8000, help="the first port to try (default: 8000)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)")
    parser.add_argument("--allow-host", action="append", default=[], metavar="NAME", help="another name to answer to")
    parser.add_argument("--open", action="store_true", help="open a browser")
    parser.add_argument(
        "--editor",
        default=os.environ.get("EDITOR_URL", ""),
        metavar="NAME",
        help=f"have places open in it: {known}, or an address with {{path}}, {{line}} and {{column}} "
        "(default: EDITOR_URL of the environment)",
    )


def run(wanted: argparse.Namespace) -> int:
    """Build a preview, serve it, and do so again after each save."""
    from ..preview.serve import serve

    order = order_of(wanted, has_drafts=True)
    output = wanted.output.absolute() if wanted.output else order.root / ".preview"
    faults = check_output(output, order.root, *sources_of(order))
    if faults:
        say_problems(faults, order, wanted)
        return MISUSE
    editor = editor_of(wanted.editor)
    recover(output)
    preview = _Preview(order, output)
    return serve(
        preview.build,
        output,
        (order.config, order.root / "urls.lock", order.root / "content", *order.templates, *order.static),
        host=wanted.host,
        port=wanted.port,
        allowed_hosts=tuple(wanted.allow_host),
        open_browser=wanted.open,
        line_of=lambda place: preview.line_of(place),
        link_of=lambda place: link_to(place, editor, order.root, PROJECT),
    )


def editor_of(given: str) -> str:
    """Return the address by which the chosen editor opens a file, "" for none; Misuse when it cannot be one."""
    address = EDITORS.get(given, given)
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", address)
    if address and (not scheme or scheme[1] in ("javascript", "data", "blob", "vbscript") or "{path}" not in address):
        raise Misuse(
            f"no editor is known as “{given}”. Known are {', '.join(EDITORS)}; for another one write the address by "
            "which it opens a file, as in myeditor://open?file=/{path}&line={line}."
        )
    return address


def link_to(place: Place, editor: str, *folders: Path) -> str:
    """Return the address that opens the editor at a place, or "" where there is no such file in the folders."""
    file = next((folder / place.path for folder in folders if (folder / place.path).is_file()), None)
    if not (editor and place.path and file):
        return ""
    path = quote(file.as_posix().lstrip("/"), safe="/:")
    # Not by str.format: braces in an address of one's own are no fault.
    for name, value in (("path", path), ("line", place.line or 1), ("column", place.column or 1)):
        editor = editor.replace(f"{{{name}}}", str(value))
    return editor


class _Preview:
    """Builds the preview anew, with a memo that lives as long as it does."""

    def __init__(self, order: Order, output: Path) -> None:
        self.order = order
        self.output = output
        self.memo = MemoryMemo()
        self.seen: Seen = {}
        self.line_of = line_finder(order)
        self.is_settled = False
        """Whether there was a good build."""

    def build(self) -> Outcome:
        """Build once and publish where nothing forbids it."""
        self.memo.turn()
        # Each file is read once for all problems of a build, and anew for the next one.
        self.line_of = line_finder(self.order)
        with staging(self.output, is_preview=True, seen=self.seen) as stage:
            built = build(self.order, stage.write, self.memo)
            if not built.is_publishable:
                return Outcome(built.problems, frozenset(), is_published=False)
            outcome = _good(built, publish(stage).changed, partial(text_of, self.order))
        if not self.is_settled:
            # To look for circles in all that stays of the first good build held up a later save by 0.2 s.
            gc.collect()
            gc.freeze()
            self.is_settled = True
        return outcome


def _good(built: Built, changed: frozenset[str] | None, text_of: Callable[[str], str]) -> Outcome:
    """Return what pages may ask of a published build; `text_of` returns the text of a file of its site."""
    from ..preview.why import why

    library = built.site.library
    held = {
        page.url: (page.place(FIELDS[reason.split()[0]]), reason)
        for page in library.everything
        if (reason := library.held_back.get(page.source.path))
    }
    return Outcome(
        built.problems,
        changed,
        held_back=MappingProxyType(held),
        base=urlsplit(library.config.site_url).path or "/",
        why=partial(why, built.site, text_of),
    )
