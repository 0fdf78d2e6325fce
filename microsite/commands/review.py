"""Stamp a page with who checked it, when, and which words it had then."""

from __future__ import annotations

import argparse
import datetime
import sys

from ..desk.edits import plain_text, with_item, with_value, without_key
from ..desk.rewrite import Change
from ..link import link
from ..memory.memo import Memo
from ..model import Config, Date, Library, Page
from ..pipeline import Order
from ..problem import Severity
from ..reading.fields import as_date, on_one_line
from ..reading.files import stray_character
from ..reading.page import LONGEST_REVIEW, read_page
from ..reading.reviewed import digest_of
from . import DONE, PROBLEMS, Misuse, conclude
from .changing import change_files
from .named import page_of
from .say import in_text
from .wanted import library_of, memo_of, order_of


def options(parser: argparse.ArgumentParser) -> None:
    """Add what only this command knows."""
    parser.add_argument("slug", help="the page that was checked: its slug or its file")
    parser.add_argument("--by", metavar="NAME", help="who has checked it")
    parser.add_argument("--role", help="as what, as in “physiotherapist”")
    parser.add_argument("--next", metavar="YYYY-MM-DD", help="when it is to be checked again")
    parser.add_argument("--typo", metavar="REASON", help="keep the review although words were changed, and say why")


def run(wanted: argparse.Namespace) -> int:
    """Write who checked a page, as what, on which day, and the digest of its words into its front matter."""
    order = order_of(wanted, has_drafts=True)
    with memo_of(order, wanted) as memo:
        library = library_of(order, memo)
        page = page_of(wanted.slug, library, order)
        if wanted.typo is None and _is_broken(library, page, order, memo):
            conclude("A page is checked when it is whole; mend this first.", wanted, always=True)
            return PROBLEMS
        digest = digest_of(page, library, memo)
        memo.save()
    before = (order.root / page.source.path).read_bytes()
    stamp = _with_review if wanted.typo is None else _with_typo
    after = stamp(wanted, order, page, before, digest)
    _make_sure(page, before, after, library.config, order.today)
    status = change_files(order.root, [Change(page.source.path, page.source.path, before, after)])
    if status == DONE:
        conclude(_told(wanted, order, page), wanted)
    return status


def _told(wanted: argparse.Namespace, order: Order, page: Page) -> str:
    if wanted.typo is not None:
        return f"{page.source.path} keeps its review of {page.reviewed} by {page.reviewer}; the reason is written down."
    return f"{page.source.path} is reviewed by {wanted.by}, {wanted.role}, on {order.today}, bound to its words."


def _is_broken(library: Library, page: Page, order: Order, memo: Memo) -> bool:
    """Tell whether there are errors in the page, and print them."""
    problems = link(library, memo).problems
    faults = [each for each in problems if each.place.path == page.source.path and each.severity == Severity.ERROR]
    print(in_text(faults, order), end="", file=sys.stderr)
    return bool(faults)


# -------------------------------------------------------------------------------------------------- what is written


def _with_review(wanted: argparse.Namespace, order: Order, page: Page, data: bytes, digest: str) -> bytes:
    """Return the page with a review in its front matter; Misuse where something is missing."""
    by, role = (_line(said, name) for said, name in ((wanted.by, "--by NAME"), (wanted.role, "--role ROLE")))
    today = order.today
    if today > datetime.datetime.now(datetime.UTC).date():
        raise Misuse(f"a review on {today} lies in the future. Give the day on which the page was checked.")
    values = {"reviewed": str(today), "reviewer": by, "reviewer_role": role, "reviewed_words": digest}
    if following := _next(wanted, page, today):
        values["review_by"] = str(following)
    data = without_key(data, "reviewed_typos")
    for key, value in values.items():
        data = with_value(data, key, value)
    return data


def _line(said: str | None, option: str) -> str:
    line = on_one_line(said or "")
    if not line:
        raise Misuse(f"a review says who has read the page, and as what: {option} is missing.")
    if stray := stray_character(line):
        raise Misuse(f"{stray[1]} in {option.split()[0]}.")
    return line


def _next(wanted: argparse.Namespace, page: Page, today: Date) -> Date | None:
    """Return the day of the next check where it changes; Misuse where the one that stands there is no later day."""
    if wanted.next is None:
        if page.review_by and page.review_by <= today:
            raise Misuse(f"the next check of this page was due on {page.review_by}: say the one after, --next DAY.")
        if page.review_by and (page.review_by - today).days > LONGEST_REVIEW:
            raise Misuse(f"the next check of this page, {page.review_by}, is more than three years away: --next DAY.")
        return None
    following = as_date(wanted.next)
    if following is None:
        raise Misuse(f"--next {wanted.next} is not a date; write YYYY-MM-DD.")
    if not 0 < (following - today).days <= LONGEST_REVIEW:
        raise Misuse(f"--next {following} must lie after {today}, by three years at most.")
    return following


def _with_typo(wanted: argparse.Namespace, order: Order, page: Page, data: bytes, digest: str) -> bytes:
    """Return the page with its review bound to the words as they are now; Misuse where there is none to keep."""
    if wanted.by or wanted.role or wanted.next:
        raise Misuse("--typo keeps the review that there is; leave --by, --role and --next out.")
    reason = on_one_line(wanted.typo)
    if not reason or stray_character(reason):
        raise Misuse('--typo wants the reason in plain words, as in --typo "a full stop put right".')
    if not (page.reviewed and page.reviewer):
        raise Misuse(f"{page.source.path} has no review to keep. After one: --by NAME --role ROLE.")
    if not page.reviewed_words:
        raise Misuse(f"the review of {page.source.path} is bound to no words yet. Stamp it: --by NAME --role ROLE.")
    if page.reviewed_words == digest:
        raise Misuse(f"{page.source.path} has the very words that were reviewed; there is nothing to waive.")
    data = with_value(data, "reviewed_words", digest)
    return with_item(data, "reviewed_typos", f"{order.today} {reason}")


def _make_sure(page: Page, before: bytes, after: bytes, config: Config, today: Date) -> None:
    """Raise Misuse where the front matter is written so that it cannot be changed in place."""
    known = {fault.message for fault in read_page(page.source.path, plain_text(before), config, today)[1]}
    new, faults = read_page(page.source.path, plain_text(after), config, today)
    added = [fault.message for fault in faults if fault.message not in known]
    if new is None or added or (new.source.text, new.title) != (page.source.text, page.title):
        said = f" ({added[0]})" if added else ""
        raise Misuse(
            f"the front matter of {page.source.path} cannot be changed in place{said}: one `key: value` a line."
        )
