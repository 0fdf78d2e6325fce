"""Say what has come and gone of the published addresses, or accept it."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping

from ..check import urls
from ..pipeline import Built, Order
from ..problem import Place, Problem, Severity, counted
from ..reading.addresses import LOCK, Entry, addresses_of, lock_text, read_lock
from ..rules import STRUCTURE
from . import DONE, PROBLEMS, Misuse, conclude
from .changing import not_written
from .say import in_text
from .wanted import build_unpublished, order_of

HIDDEN = "Mend this first: what is wrong hides addresses."


def options(parser: argparse.ArgumentParser) -> None:
    """Add what only this command knows."""
    parser.add_argument("--accept", action="store_true", help=f"write {LOCK} as the site is now")


def run(wanted: argparse.Namespace) -> int:
    """Print each address that came (+) or went (-) since urls.lock was written, or write it anew."""
    if wanted.drafts:
        raise Misuse("drafts have no address yet; leave --drafts out.")
    order = order_of(wanted)
    built = build_unpublished(order, wanted)
    errors = [each for each in built.problems if each.severity == Severity.ERROR and each.rule != "urls"]
    # What cannot be read would seem to be gone.
    if first := [each for each in errors if wanted.accept or each.rule in STRUCTURE]:
        print(in_text(first, order), file=sys.stderr)
        said = "Mend this first: only what may be published is accepted." if wanted.accept else HIDDEN
        conclude(said, wanted, always=True)
        return PROBLEMS
    now = addresses_of(built.site, built.files)
    entries, _ = read_lock(order.root)
    before = {str(entry) for entry in entries}
    came = [address for address in now if address not in before]
    went = [entry for entry in entries if str(entry) not in now]
    if not wanted.quiet:
        faults = () if wanted.accept else urls.check(built.site, built.files, entries, Severity.ERROR)
        for line in (*_gone(went, {fault.place: fault for fault in faults}), *(f"+ {address}" for address in came)):
            print(line)
    if wanted.accept:
        return _accept(order, wanted, now, is_changed=bool(came or went))
    told = _told(len(came), went, built) if before else f"there is no {LOCK} yet"
    conclude(f"{counted(len(now), 'address', 'addresses')}; {told}.", wanted)
    return DONE if built.is_publishable else PROBLEMS


def _gone(went: Iterable[Entry], faults: Mapping[Place, Problem]) -> Iterator[str]:
    """Yield each address that went, and below it what happened and how to keep it."""
    for entry in sorted(went, key=str):
        yield f"- {entry}"
        if fault := faults.get(entry.place):
            yield f"    {fault.message[0].upper()}{fault.message[1:]}."
            yield f"    {fault.hint}"


def _told(came: int, went: Collection[Entry], built: Built) -> str:
    if not came and not went:
        return f"as {LOCK} has them"
    pages = {page.url for page in built.site.library.everything}
    # A page that leads on has no headings, and needs none: whoever comes for one finds where it leads.
    led_on = sum(entry.page in built.files and entry.page not in pages for entry in went)
    lost = f", {len(went) - led_on} went without a redirect" if len(went) > led_on else ""
    sent = f", {counted(led_on, 'heading')} went with pages that lead on" if led_on else ""
    return f"{came} came{lost}{sent} since {LOCK} was written"


def _accept(order: Order, wanted: argparse.Namespace, now: tuple[str, ...], *, is_changed: bool) -> int:
    if is_changed:
        path, fresh = order.root / LOCK, order.root / f".{LOCK}.{os.getpid()}"
        try:
            fresh.write_text(lock_text(now), encoding="utf-8", newline="\n")
            os.replace(fresh, path)
        except OSError as reason:
            fresh.unlink(missing_ok=True)
            return not_written(LOCK, reason)
    holds = f"{'now' if is_changed else 'still'} holds {counted(len(now), 'address', 'addresses')}"
    conclude(f"{LOCK} {holds}; commit it.", wanted)
    return DONE
