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
    order, output = order_of(wanted), output_of(wanted)
    for folder in (output, order.root / ".preview", order.root / ".cache"):
        is_made = folder.name == ".cache" or not check_output(folder, order.root, *sources_of(order))
        if folder.is_dir() and not folder.is_symlink() and is_made:
            shutil.rmtree(folder)
            conclude(f"Deleted {shown(folder)}.", wanted)
    return DONE
