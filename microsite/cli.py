"""The command line: reads words, calls the pipeline, prints what an editor needs, returns an exit status.

Exit status: 0 done · 1 the content has problems (nothing was published) · 2 wrong use · 70 a fault of ours ·
74 disk or network. How much is printed never changes it.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import shutil
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from . import __version__
from .board import Outcome
from .cache import DiskMemo, version_of
from .config import read_config
from .fields import as_date
from .files import read_text
from .memo import Forgetful, MemoryMemo
from .model import Date, Mention
from .pipeline import PROJECT, Built, Order, build
from .problem import Place, Problems, Severity, as_github, as_json, as_text, did_you_mean, tally
from .publish import Published, PublishFailed, check_output, publish, recover, staging
from .report import changes, density, explain, remarks, rows_of, sentence_of

DONE, PROBLEMS, MISUSE, OURS, DISK = 0, 1, 2, 70, 74
STOPPED = 130

EPILOG = "Without a command the site is built. `build.py test` runs the tests."


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    # A terminal that cannot show a character must not stop a build.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        wanted = _parser().parse_args(argv)
    except SystemExit as stop:
        return MISUSE if stop.code else DONE
    try:
        return int(COMMANDS[wanted.command or "build"](wanted))
    except Misuse as reason:
        print(f"build.py: {reason}", file=sys.stderr)
        return MISUSE
    except PublishFailed as failed:
        print(as_text([failed.problem], lambda place: None), end="", file=sys.stderr)
        return failed.status
    except KeyboardInterrupt:
        print("Stopped; the site was left as it was.", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:
        # The reader of our output has gone; there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as fault:
        _say_our_fault(fault, is_debug=wanted.debug)
        return OURS


class Misuse(Exception):
    """The command cannot be followed as it was given."""


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


def _common(*, is_again: bool) -> argparse.ArgumentParser:
    """Return the options of every command.

    They may stand before or after the command: `is_again` is for the second reading, whose defaults must not undo
    what the first has found.
    """
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS if is_again else None)
    add = common.add_argument
    config = argparse.SUPPRESS if is_again else PROJECT / "config.yaml"
    add("--config", type=Path, default=config, metavar="FILE", help="the site's config.yaml")
    add("--output", type=Path, metavar="DIR", help="where the site goes (default: `output` of config.yaml, or public)")
    for name, said in (
        ("drafts", "drafts and pages before or after their time too"),
        ("strict", "warnings count as errors"),
        ("quiet", "print errors only"),
        ("verbose", "print more of what was done"),
        ("no-cache", "remember nothing of earlier runs"),
        ("debug", "show the traceback of a fault of ours"),
    ):
        add(f"--{name}", action="store_true", default=argparse.SUPPRESS if is_again else False, help=said)
    add("--date", metavar="YYYY-MM-DD", help="build as of this day")
    form = argparse.SUPPRESS if is_again else "text"
    add("--format", choices=("text", "json", "github"), default=form, help="how problems are printed")
    return common


def _parser() -> argparse.ArgumentParser:
    about = (__doc__ or "").splitlines()[0]
    common = _common(is_again=False)
    parser = argparse.ArgumentParser(prog="build.py", description=about, epilog=EPILOG, parents=[common])
    parser.add_argument("--version", action="version", version=f"microsite {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def command(name: str, said: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=said, description=said, parents=[_common(is_again=True)])

    command("build", "build the site and publish it")
    command("check", "check everything that build checks, and write nothing")
    preview = command("serve", "show the site on this machine, and again after each save")
    preview.add_argument("--port", type=int, default=8000, help="the first port to try (default: 8000)")
    preview.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)")
    preview.add_argument("--allow-host", action="append", default=[], metavar="NAME", help="another name to answer to")
    preview.add_argument("--open", action="store_true", help="open a browser")
    mentions = command("mentions", "print every glossary link: page, term, surface, separated by tabs")
    mentions.add_argument("--json", action="store_true", help="one JSON object a line, with sentence and anchor")
    mentions.add_argument("--changes", action="store_true", help="what came and went since the last published build")
    explain_ = command("explain", "say why a word is linked on a page, or not")
    explain_.add_argument("file", help="the page: its file or its slug")
    explain_.add_argument("word", help="the word, as it stands in the text")
    command("clean", "delete the published site, the preview and the cache")
    return parser


# ----------------------------------------------------------------------------------------------------------- commands


def run_build(wanted: argparse.Namespace) -> int:
    """Build, and publish if nothing forbids it."""
    started = time.perf_counter()
    order, output = _order(wanted), _output(wanted)
    faults = check_output(output, order.root, *_sources(order))
    if faults:
        _print(faults, order, wanted)
        return MISUSE
    recover(output)
    memo = _memo(order, wanted)
    with staging(output) as stage:
        built = build(order, stage.write, memo)
        memo.save()
        _print(built.problems, order, wanted)
        if not built.is_publishable:
            _conclude(f"{tally(built.problems)}; the site was left as it was.", wanted, always=True)
            return PROBLEMS
        done = publish(stage)
    _remember_mentions(built, order)
    _say_held_back(built, wanted)
    if wanted.verbose:
        print(*remarks(built.site), sep="\n")
    _conclude(_summary(built, done, output, time.perf_counter() - started), wanted)
    return DONE


def _remember_mentions(built: Built, order: Order) -> None:
    if order.bytecode is not None:
        rows = json.dumps(rows_of(built.site), ensure_ascii=False)
        _last_mentions(order).write_text(rows, encoding="utf-8")


def _summary(built: Built, done: Published, output: Path, seconds: float) -> str:
    pages = sum(file.endswith(".html") for file in built.files)
    links = sum(len(body.mentions) for body in built.site.bodies.values())
    warned = f" with {tally(built.problems)}" if built.problems else ""
    return (
        f"Published {pages} pages in {_shown(output)}{warned}: {links} glossary links "
        f"({density(built.site):.1f} per 1,000 words), {done.written} files written, {done.unchanged} unchanged, "
        f"{done.removed} removed, {seconds:.2f} s."
    )


def run_check(wanted: argparse.Namespace) -> int:
    """Check everything and write nothing."""
    order = _order(wanted)
    memo = _memo(order, wanted)
    built = build(order, lambda address, data: None, memo)
    memo.save()
    _print(built.problems, order, wanted)
    _say_held_back(built, wanted)
    said = tally(built.problems) or "no problems"
    _conclude(f"{len(built.files)} files checked: {said}.", wanted, always=not built.is_publishable)
    return DONE if built.is_publishable else PROBLEMS


def run_serve(wanted: argparse.Namespace) -> int:
    """Build a preview, serve it, and do so again after each save."""
    from .serve import serve

    order = _order(wanted, has_drafts=True)
    output = wanted.output.absolute() if wanted.output else order.root / ".preview"
    faults = check_output(output, order.root, *_sources(order))
    if faults:
        _print(faults, order, wanted)
        return MISUSE
    recover(output)
    return serve(
        _previewed(order, output),
        output,
        (order.config, order.root / "content", *order.templates, *order.static),
        host=wanted.host,
        port=wanted.port,
        allowed_hosts=tuple(wanted.allow_host),
        open_browser=wanted.open,
        line_of=lambda place: _line_of(order)(place),
    )


def _previewed(order: Order, output: Path) -> Callable[[], Outcome]:
    """Return a function that builds the preview anew, with a memo that lives as long as it is called."""
    memo = MemoryMemo()

    def once() -> Outcome:
        memo.turn()
        with staging(output, is_preview=True) as stage:
            built = build(order, stage.write, memo)
            if not built.is_publishable:
                return Outcome(built.problems, frozenset(), is_published=False)
            return Outcome(built.problems, publish(stage).changed)

    return once


def run_mentions(wanted: argparse.Namespace) -> int:
    """Print every glossary link, in the order of the site, whether or not the site may be published."""
    order = _order(wanted)
    memo = _memo(order, wanted)
    built = build(order, lambda address, data: None, memo)
    memo.save()
    if wanted.changes:
        _say_changes(built, order)
    else:
        for mention in (mention for body in built.site.bodies.values() for mention in body.mentions):
            print(_as_json(mention) if wanted.json else f"{mention.page}\t{mention.term}\t{mention.surface}")
    return _answered(built, order)


def _answered(built: Built, order: Order) -> int:
    """Return the status of a question that was answered in full; what is wrong with the content is said besides."""
    if built.is_publishable:
        return DONE
    errors = tuple(problem for problem in built.problems if problem.severity == Severity.ERROR)
    print(as_text(errors or built.problems, _line_of(order)), end="", file=sys.stderr)
    return PROBLEMS


def _say_changes(built: Built, order: Order) -> None:
    """Say what came and went since the last published build, and which names clash."""
    try:
        before = [tuple(row) for row in json.loads(_last_mentions(order).read_text(encoding="utf-8"))]
    except (OSError, ValueError):
        raise Misuse("nothing to compare with yet: build the site once, then change it.") from None
    rows = rows_of(built.site)
    print(*(tuple(changes(before, rows)) or ("No link came or went.",)), sep="\n")
    clashes = [problem for problem in built.problems if problem.rule == "term"]
    print(as_text(clashes, _line_of(order)), end="")


def _last_mentions(order: Order) -> Path:
    return order.root / ".cache" / "mentions.json"


def run_explain(wanted: argparse.Namespace) -> int:
    """Say of each place where a word stands on a page why it is linked, or not."""
    order = _order(wanted)
    memo = _memo(order, wanted)
    built = build(order, lambda address, data: None, memo)
    memo.save()
    name = Path(wanted.file)
    pages = built.site.library.everything
    page = next((page for page in pages if wanted.file in (page.key, page.slug, page.source.path)), None)
    page = page or next((page for page in pages if (order.root / page.source.path) == name.absolute()), None)
    if page is None:
        raise Misuse(f"there is no page {wanted.file}. {did_you_mean(name.stem, (page.slug for page in pages))}")
    lines = list(explain(built.site, page, wanted.word))
    print(*lines or (f"“{wanted.word}” is no name of a term that stands in {page.source.path}.",), sep="\n")
    return _answered(built, order)


def _as_json(mention: Mention) -> str:
    row = {
        "page": mention.page,
        "term": mention.term,
        "surface": mention.surface,
        "anchor": mention.anchor,
        "section": mention.section,
        "sentence": sentence_of(mention),
    }
    return json.dumps(row, ensure_ascii=False)


def run_clean(wanted: argparse.Namespace) -> int:
    """Delete what builds have made, and nothing else."""
    order, output = _order(wanted), _output(wanted)
    for folder in (output, order.root / ".preview", order.root / ".cache"):
        is_made = folder.name == ".cache" or not check_output(folder, order.root, *_sources(order))
        if folder.is_dir() and not folder.is_symlink() and is_made:
            shutil.rmtree(folder)
            _conclude(f"Deleted {_shown(folder)}.", wanted)
    return DONE


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "build": run_build,
    "check": run_check,
    "serve": run_serve,
    "mentions": run_mentions,
    "explain": run_explain,
    "clean": run_clean,
}


# ------------------------------------------------------------------------------------------------------ what is wanted


def _order(wanted: argparse.Namespace, *, has_drafts: bool = False) -> Order:
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


def _memo(order: Order, wanted: argparse.Namespace) -> DiskMemo | Forgetful:
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


def _output(wanted: argparse.Namespace) -> Path:
    """Return the output folder: --output from where the command was given, else config.yaml's from the site."""
    if wanted.output:
        given: Path = wanted.output
        return given.absolute()
    root: Path = wanted.config.absolute().parent
    text, _ = read_text(root, wanted.config.name)
    config, _ = read_config(text or "", wanted.config.name)
    return root / config.output


def _sources(order: Order) -> tuple[Path, ...]:
    return (order.root / "content", *order.templates, *order.static, PROJECT / "microsite", PROJECT / "tests")


# ------------------------------------------------------------------------------------------------------ what is printed


def _line_of(order: Order) -> Callable[[Place], str | None]:
    """Return a function that finds the source line of a place, in the site's folder or in the project's."""
    lines: dict[str, list[str]] = {}

    def line_of(place: Place) -> str | None:
        if place.path not in lines:
            lines[place.path] = []
            for folder in (order.root, PROJECT):
                path = folder / place.path
                if place.path and path.is_file():
                    lines[place.path] = path.read_text(encoding="utf-8-sig", errors="replace").split("\n")
                    break
        found = lines[place.path]
        return found[place.line - 1] if 0 < place.line <= len(found) else None

    return line_of


def _print(problems: Problems, order: Order, wanted: argparse.Namespace) -> None:
    if wanted.quiet:
        said = (Severity.ERROR, Severity.WARNING) if wanted.strict else (Severity.ERROR,)
        problems = tuple(problem for problem in problems if problem.severity in said)
    if wanted.format == "json":
        print(as_json(problems), end="")
    elif wanted.format == "github":
        print(as_github(problems), end="")
    elif problems:
        print(as_text(problems, _line_of(order)), file=sys.stderr)


def _say_held_back(built: Built, wanted: argparse.Namespace) -> None:
    held = built.site.library.held_back
    if held and not wanted.drafts and wanted.format == "text":
        named = ", ".join(f"{path} ({reason})" for path, reason in sorted(held.items()))
        _conclude(f"Held back: {named}.", wanted)


def _conclude(sentence: str, wanted: argparse.Namespace, *, always: bool = False) -> None:
    if always or not wanted.quiet:
        print(sentence, file=sys.stderr if wanted.format != "text" or always else sys.stdout)


def _shown(path: Path) -> str:
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
