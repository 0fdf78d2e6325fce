"""What was asked for, as the pipeline wants to hear it."""

from __future__ import annotations

import argparse
import datetime
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from .. import PROJECT
from ..memory.cache import DiskMemo, version_of
from ..memory.crew import Crew, Workers, cluster, cores, processes
from ..memory.memo import Memo, remember_nothing
from ..memory.stopwatch import Unwatched
from ..model import Date, File, Library
from ..pipeline import Built, Order, build
from ..reading.fields import as_date
from ..reading.files import read_text
from ..reading.read import LARGEST_LIST, Reading, config_of, read_library
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


def memo_of(order: Order, wanted: argparse.Namespace, watch: Unwatched | None = None) -> Crew:
    """Return what earlier runs remember of this site, behind the processes that make what they do not.

    Nothing is remembered with --no-cache or in a folder that we may not write to. `watch` hears what is made.
    """
    memo: Memo = DiskMemo(order.bytecode.parent, version_of()) if order.bytecode else remember_nothing
    if wanted.cluster:
        return Crew(memo, _hire(wanted), watch, partial(_tell_lost, wanted))
    jobs = wanted.jobs or cores()
    return Crew(memo, partial(processes, jobs) if jobs > 1 else None, watch)


def _hire(wanted: argparse.Namespace) -> Callable[[], Workers]:
    """Return what hires the workers of --cluster; Misuse without the package that speaks to them."""
    from importlib.util import find_spec

    if find_spec("distributed") is None:
        raise Misuse(f"--cluster needs another package: {sys.executable} -m pip install -e '{PROJECT}[cluster]'")
    return partial(cluster, wanted.cluster)


def _tell_lost(wanted: argparse.Namespace, fault: Exception) -> None:
    """Say that the cluster does not help."""
    if not wanted.quiet:
        reason = " ".join(str(fault).split()) or "it no longer answers"
        said = f"The cluster at {wanted.cluster} was given up ({reason}). All else is made here."
        # Past what `build` keeps of stderr to say it again when nothing has changed.
        print(said, file=sys.__stderr__ or sys.stderr)


def text_of(order: Order, path: str) -> str:
    """Return the text of a file of the site, by its path; "" where it cannot be read."""
    text, _ = read_text(order.root, path, LARGEST_LIST)
    return text or ""


def nowhere(file: File) -> None:
    """Take a finished file and let it go: what is only to be looked at is not written."""


def build_unpublished(order: Order, wanted: argparse.Namespace) -> Built:
    """Return the site as a build finds it now, with nothing written."""
    with memo_of(order, wanted) as memo:
        built = build(order, nowhere, memo)
        memo.save()
    return built


def library_of(order: Order, memo: Memo) -> Library:
    """Return what the site's files hold; what is wrong with them is for a build to say."""
    library, _ = read_library(order.root, order.config.name, Reading(order.today, order.has_drafts), memo)
    return library


def _cache(root: Path) -> Path | None:
    """Return the folder for compiled templates, or None where the site's folder cannot be written to."""
    folder = root / ".cache" / "templates"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


def output_of(wanted: argparse.Namespace, memo: Memo = remember_nothing) -> Path:
    """Return the output folder: --output from where the command was given, else config.yaml's from the site."""
    if wanted.output:
        given: Path = wanted.output
        return given.absolute()
    root: Path = wanted.config.absolute().parent
    return root / config_of(root, wanted.config.name, memo)[0].output


def sources_of(order: Order) -> tuple[Path, ...]:
    """Return the folders that no site may be published over."""
    return (order.root / "content", *order.templates, *order.static, PROJECT / "microsite", PROJECT / "tests")
