"""Say what has come and gone of the published addresses, or accept it."""

from __future__ import annotations

import argparse
import os

from ..pipeline import Order
from ..problem import Severity, as_text, counted
from ..reading.addresses import LOCK, addresses_of, lock_text, read_lock
from . import DONE, PROBLEMS, Misuse, conclude
from .changing import not_written
from .say import line_finder
from .wanted import build_unpublished, order_of


def options(parser: argparse.ArgumentParser) -> None:
    """Add what only this command knows."""
    parser.add_argument("--accept", action="store_true", help=f"write {LOCK} as the site is now")


def run(wanted: argparse.Namespace) -> int:
    """Print each address that came (+) or went (-) since urls.lock was written, or write it anew."""
    if wanted.drafts:
        raise Misuse("drafts have no address yet; leave --drafts out.")
    order = order_of(wanted)
    built = build_unpublished(order, wanted)
    now = addresses_of(built.site, built.files)
    before = {str(entry) for entry in read_lock(order.root)[0]}
    came, went = sorted(set(now) - before), sorted(before - set(now))
    others = [each for each in built.problems if each.severity == Severity.ERROR and each.rule != "urls"]
    if others:
        # A page that cannot be read would seem to be gone.
        print(as_text(others, line_finder(order)))
        conclude("Mend this first: what is wrong hides addresses.", wanted, always=True)
        return PROBLEMS
    if not wanted.quiet:
        print(*(f"{sign} {address}" for sign, many in (("-", went), ("+", came)) for address in many), sep="\n", end="")
        print("\n" * bool(came or went), end="")
    if wanted.accept:
        return _accept(order, wanted, now, is_changed=bool(came or went) or not before)
    told = _told(came, went) if before else f"there is no {LOCK} yet"
    conclude(f"{counted(len(now), 'address', 'addresses')}; {told}.", wanted)
    return DONE if built.is_publishable else PROBLEMS


def _told(came: list[str], went: list[str]) -> str:
    if not came and not went:
        return f"as {LOCK} has them"
    lost = f", {len(went)} went without a redirect" if went else ""
    return f"{len(came)} came{lost} since {LOCK} was written"


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
