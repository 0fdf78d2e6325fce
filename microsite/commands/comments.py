"""Print what a reviewer wrote in a copy for review, each comment at the line it is about."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..model import Page, Site
from ..pipeline import Order
from ..reading.files import LARGEST
from . import DONE, Misuse
from .named import page_of
from .say import for_tools, in_text
from .wanted import build_unpublished, order_of, text_of


def options(parser: argparse.ArgumentParser) -> None:
    """Add what only this command knows."""
    parser.add_argument("file", type=Path, help="what the reviewer sent back, or an e-mail saved as text")
    parser.add_argument("--page", metavar="SLUG", help="the page that it is about, where the file does not say")


def run(wanted: argparse.Namespace) -> int:
    """Print each comment at the line it is about, in the form of --format."""
    from ..desk.comments import MOST_COMMENTS, placed, read_comments
    from ..desk.review_copy import passages
    from ..pages.render import filler

    comments = read_comments(_text(wanted.file))
    if not comments.comments:
        raise Misuse(
            f"there is no comment in {wanted.file}. One begins with the number of its passage, as in ¶ 12: ..."
        )
    if len(comments.comments) > MOST_COMMENTS:
        raise Misuse(f"{wanted.file} has more than {MOST_COMMENTS:,} comments; split it.")
    name = wanted.page or comments.page
    if not name:
        raise Misuse(f"{wanted.file} does not say which page it is about; say it with --page SLUG.")
    order = order_of(wanted, has_drafts=True)
    built = build_unpublished(order, wanted)
    page = page_of(name, built.site.library, order)
    fill = filler(order.templates, order.bytecode)
    notes = placed(comments, passages(built.site, page, fill), _files(built.site, page, order))
    if wanted.format == "text":
        print(in_text(notes, order), end="")
    else:
        print(for_tools(notes, order, wanted.format), end="")
    return DONE


def _text(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except OSError as error:
        raise Misuse(f"{file} cannot be read: {error.strerror}.") from None
    if len(data) > LARGEST:
        raise Misuse(f"{file} has more than {LARGEST:,} bytes, which is no file of comments.")
    return data.decode("utf-8-sig", errors="replace")


def _files(site: Site, page: Page, order: Order) -> dict[str, str]:
    """Return path -> text of what the words of a page come from, the page's own file first."""
    from ..desk.review_copy import linked_terms

    draft = site.bodies[page.key].draft
    figures = (site.library.figures[path].place.path for path, _ in draft.figures if path in site.library.figures)
    claims = (site.library.claims[key].place.path for key, _ in draft.claims if key in site.library.claims)
    terms = (term.source.path for term in linked_terms(site, page))
    return {path: text_of(order, path) for path in (page.source.path, *figures, *claims, *terms)}
