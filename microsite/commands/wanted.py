"""What was asked for, as the pipeline wants to hear it."""

from __future__ import annotations

import argparse
import datetime
import os
from pathlib import Path

from .. import PROJECT
from ..cache import DiskMemo, version_of
from ..config import read_config
from ..fields import as_date
from ..files import read_text
from ..memo import Forgetful
from ..model import Date
from ..pipeline import Order
from . import Misuse


def order_of(wanted: argparse.Namespace, *, has_drafts: bool = False) -> Order:
    """Return what is to be built; Misuse when there is no such site."""
    config = wanted.config.absolute()
    if not config.is_file():
        raise Misuse(f"there is no {wanted.config}. Say where the site's config.yaml is: --config FILE.")
    return Order(
        config=config,
        today=_today(wanted.date),
        has_drafts=wanted.drafts or has_drafts,
        is_strict=wanted.strict,
        bytecode=None if wanted.no_cache else _cache(config.parent),
    )


def _today(given: str | None) -> Date:
    """Return the day as of which the site is built: --date, else SOURCE_DATE_EPOCH, else the UTC date."""
    if given is not None:
        day = as_date(given)
        if day is None:
            raise Misuse(f"--date {given} is not a date; write YYYY-MM-DD.")
        return day
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch is not None:
        try:
            return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC).date()
        except (ValueError, OverflowError, OSError):
            raise Misuse(f"SOURCE_DATE_EPOCH={epoch} is not a number of seconds since 1970.") from None
    return datetime.datetime.now(datetime.UTC).date()


def memo_of(order: Order, wanted: argparse.Namespace) -> DiskMemo | Forgetful:
    """Return what earlier runs remember of this site; nothing with --no-cache or in a folder of others."""
    if order.bytecode is None or wanted.no_cache:
        return Forgetful()
    return DiskMemo(order.bytecode.parent, version_of())


def _cache(root: Path) -> Path | None:
    """Return the folder for compiled templates, or None where the site's folder cannot be written to."""
    folder = root / ".cache" / "templates"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


def output_of(wanted: argparse.Namespace) -> Path:
    """Return the output folder: --output from where the command was given, else config.yaml's from the site."""
    if wanted.output:
        given: Path = wanted.output
        return given.absolute()
    root: Path = wanted.config.absolute().parent
    text, _ = read_text(root, wanted.config.name)
    config, _ = read_config(text or "", wanted.config.name)
    return root / config.output


def sources_of(order: Order) -> tuple[Path, ...]:
    """Return the folders that no site may be published over."""
    return (order.root / "content", *order.templates, *order.static, PROJECT / "microsite", PROJECT / "tests")
