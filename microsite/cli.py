"""The command line: reads words, runs a command, returns its exit status.

Exit status: 0 done · 1 the content has problems (nothing was published) · 2 wrong use · 70 a fault of ours ·
74 disk or network. How much is printed never changes it.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NoReturn, TextIO

from . import PROJECT, __version__
from .commands import COMMANDS, DISK, DONE, MISUSE, OURS, STOPPED, Misuse

ABOUT = "Make a site of articles whose glossary links itself, and look after its pages."
EPILOG = "Without a command the site is built. `build.py test` runs the tests."
SHORT = ("quiet", "verbose")
"""Options that many programs know by their first letter."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    # A build makes values by the million and hardly a circle of them: looking for circles took a quarter of its time.
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
    # A terminal that cannot show a character must not stop a build.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    printed = _Lasting(sys.stdout)
    with redirect_stdout(printed), redirect_stderr(_Lasting(sys.stderr)):
        status = _run(sys.argv[1:] if argv is None else argv)
        printed.flush()
        if printed.lost and status == DONE:
            from .disk.refusal import reason_of

            print(f"What was printed is not whole: {reason_of(printed.lost)}.", file=sys.stderr)
            return DISK
    return status


def _run(words: Sequence[str]) -> int:
    try:
        wanted = _parser(words).parse_args(words)
    except SystemExit as stop:
        return MISUSE if stop.code else DONE
    try:
        return int(_command(wanted.command or "build").run(wanted))
    except Misuse as reason:
        print(f"build.py: {reason}", file=sys.stderr)
        return MISUSE
    except KeyboardInterrupt:
        print("Stopped; the site was left as it was.", file=sys.stderr)
        return STOPPED
    except Exception as fault:
        return _failed(fault, is_debug=wanted.debug)


class _Lasting(io.TextIOBase):
    """A stream that outlasts its reader and its disk: what cannot be printed changes nothing of what is done."""

    def __init__(self, stream: TextIO | None) -> None:
        self.stream = stream
        self.lost: OSError | None = None
        """Why not all was printed, though somebody waits for it."""

    def write(self, text: str, /) -> int:
        self._try(lambda stream: stream.write(text))
        return len(text)

    def flush(self) -> None:
        self._try(lambda stream: stream.flush())

    def close(self) -> None:
        """Leave the stream open, which is not ours: newer Pythons close what nobody holds any more."""

    def isatty(self) -> bool:
        return self.stream is not None and self.stream.isatty()

    def _try(self, use: Callable[[TextIO], object]) -> None:
        try:
            if self.stream is not None:
                use(self.stream)
        except BrokenPipeError:
            self._turn_away()
        except OSError as error:
            self.lost = error
            self._turn_away()

    def _turn_away(self) -> None:
        """Have what is held back, and all that follows, go nowhere."""
        assert self.stream is not None
        os.dup2(os.open(os.devnull, os.O_WRONLY), self.stream.fileno())


def _failed(fault: Exception, *, is_debug: bool) -> int:
    """Say what went wrong with the disk, or with us, and return the exit status."""
    # Loaded late, like all that a build with nothing to do can do without.
    from .disk.refusal import PublishFailed
    from .problem import as_text

    if isinstance(fault, PublishFailed):
        print(as_text([fault.problem], lambda place: None), end="", file=sys.stderr)
        return fault.status
    _say_our_fault(fault, is_debug=is_debug)
    return OURS


def _say_our_fault(fault: Exception, *, is_debug: bool) -> None:
    if is_debug:
        traceback.print_exception(fault)
    notes = "; ".join(getattr(fault, "__notes__", ()))
    at = traceback.extract_tb(fault.__traceback__)[-1]
    where = f"{Path(at.filename).name}:{at.lineno}"
    print(
        f"This is a fault of the generator, not of your content: {type(fault).__name__}: {fault} ({where}).",
        file=sys.stderr,
    )
    print(
        f"{notes + '. ' if notes else ''}The site was left as it was. Please report it with what --debug prints.",
        file=sys.stderr,
    )


class _Reader(argparse.ArgumentParser):
    """A reader of the command line that says what may have been meant."""

    def error(self, message: str) -> NoReturn:
        from .problem import did_you_mean

        # Newer Pythons guess, too, and put it between the two.
        if choice := re.search(r"invalid choice: '(.*?)'(?:, maybe you meant '.*'\?)? \(choose from (.*)\)", message):
            known = re.findall(r"[\w-]+", choice[2])
            message = f"“{choice[1]}” is none of {', '.join(known)}. {did_you_mean(choice[1], known)}".rstrip()
        # Without all the options that could have been given: they would hide what is wrong.
        end = "" if message.endswith((".", "?")) else "."
        self.exit(MISUSE, f"{self.prog}: {message}{end} See {self.prog} --help\n")


def _common(*, is_again: bool) -> _Reader:
    """Return the options of every command.

    They may stand before or after the command: `is_again` is for the second reading, whose defaults must not undo
    what the first has found.
    """
    common = _Reader(add_help=False, argument_default=argparse.SUPPRESS if is_again else None)
    add = common.add_argument
    config = argparse.SUPPRESS if is_again else PROJECT / "config.yaml"
    add("--config", type=Path, default=config, metavar="FILE", help="the site's config.yaml")
    add("--output", type=Path, metavar="DIR", help="where the site goes (default: `output` of config.yaml, or public)")
    for name, said in (
        ("drafts", "drafts and pages before or after their time too"),
        ("strict", "warnings count as errors"),
        ("quiet", "print errors only"),
        ("verbose", "print more of what was done"),
        ("profile", "list what took longest"),
        ("no-cache", "remember nothing of earlier runs"),
        ("debug", "show the traceback of a fault of ours"),
    ):
        short = (f"-{name[0]}",) if name in SHORT else ()
        add(*short, f"--{name}", action="store_true", default=argparse.SUPPRESS if is_again else False, help=said)
    absent = argparse.SUPPRESS if is_again else None
    add("--jobs", type=_count, default=absent, metavar="N", help="processes to work with (default: one a processor)")
    add("--cluster", default=absent, metavar="ADDRESS", help="a Dask cluster to work with (see the README)")
    add("--date", metavar="YYYY-MM-DD", help="build as of this day")
    form = argparse.SUPPRESS if is_again else "text"
    add("--format", choices=("text", "json", "github"), default=form, help="how problems are printed")
    return common


def _count(text: str) -> int:
    """Return the number; ArgumentTypeError if there is none from 1 on."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"“{text}” is no number from 1 on; 1 starts no further process")
    return int(text)


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """Return the reader of the command line; only the commands that occur in `words` are loaded."""
    common = _common(is_again=False)
    parser = _Reader(prog="build.py", description=ABOUT, epilog=EPILOG, parents=[common])
    parser.add_argument("--version", action="version", version=f"microsite {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, said in COMMANDS.items():
        # Each option takes its time, and the other commands are only named.
        options = [_common(is_again=True)] if name in words else []
        command = commands.add_parser(name, help=said, description=said, parents=options)
        if name in words and hasattr(_command(name), "options"):
            _command(name).options(command)
    return parser


def _command(name: str) -> ModuleType:
    return import_module(f".commands.{name}", __package__)
