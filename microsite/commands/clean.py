"""Delete what builds have made, and nothing else."""

from __future__ import annotations

import argparse
import shutil

from ..disk.publish import check_output
from . import DONE, conclude
from .say import shown
from .wanted import order_of, output_of, sources_of


def run(wanted: argparse.Namespace) -> int:
    """Delete what builds have made, and nothing else."""
    # Whoever asks for the site's cache makes one.
    order, output = order_of(argparse.Namespace(**vars(wanted) | {"no_cache": True})), output_of(wanted)
    is_clean = True
    for folder in (output, order.root / ".preview", order.root / ".cache"):
        is_made = folder.name == ".cache" or not check_output(folder, order.root, *sources_of(order))
        if folder.is_dir() and not folder.is_symlink() and is_made:
            shutil.rmtree(folder)
            conclude(f"Deleted {shown(folder)}.", wanted)
            is_clean = False
    if is_clean:
        conclude("There is nothing to delete.", wanted)
    return DONE
