"""The long checks, for those who change the generator: others' checkers, servers, kills, fuzzing, advisories."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from importlib.util import find_spec

from .. import PROJECT
from . import Misuse


def options(parser: argparse.ArgumentParser) -> None:
    """Add the options of this command."""
    parser.add_argument(
        "parts", nargs="*", metavar="PART", help="all, or some: see README; a number behind kills or fuzz"
    )
    parser.add_argument("--long", action="store_true", help="200 kills and 100,000 texts instead of 20 and 2,000")
    parser.add_argument("--seed", metavar="N", help="repeats what chance decided in an earlier run")


def run(wanted: argparse.Namespace) -> int:
    """Run the parts of an audit that are asked for, in a process of their own, and return its status."""
    # Kept with the tests, whose packages it needs: no build shall ever load it.
    if not (PROJECT / "tests/audit").is_dir():
        raise Misuse("audits need the project's own folder with its tests.")
    if find_spec("html5lib") is None:
        raise Misuse("write the command first, as in `build.py audit --long`: then what it needs is set up.")
    words = ["--config", str(wanted.config.absolute()), *wanted.parts]
    words += ["--long"] if wanted.long else []
    words += ["--seed", wanted.seed] if wanted.seed else []
    env = {**os.environ, "PYTHONPATH": str(PROJECT)}
    return subprocess.run([sys.executable, "-m", "tests.audit", *words], cwd=PROJECT, env=env, check=False).returncode
