#!/usr/bin/env python3
"""Set up what microsite needs, once, then run it: `python3 build.py`, `python3 build.py serve` and so on.

An interpreter that holds every package of requirements.lock is used as it is. For any other, the packages
go into .venv beside this file. That folder is trusted only with its stamp, which is written last: so a set-up
that was interrupted, was made for another lock or another Python, or was moved, is noticed and mended.

Standard library only. This runs before every command, so nothing is imported before it is needed.
"""

import os
import sys

OLDEST = (3, 11)
# The newest Python for which each package of the locks has a wheel.
NEWEST = (3, 14)


def too_old(version: "tuple[int, ...]") -> str:
    """Return what to tell someone whose Python has this `version`; nothing if it will do."""
    if version[:2] >= OLDEST:
        return ""
    this = ".".join(str(number) for number in version[:3])
    return (
        f"This needs Python {OLDEST[0]}.{OLDEST[1]} or later; this is {this} ({sys.executable}).\n"
        "Run it with a newer one, for example: python3.12 build.py"
    )


# An old Python reads as far as this. So the whole file keeps to the grammar of Python 3.6,
# and only what stands below may use types that 3.6 does not have.
if too_old(sys.version_info[:3]):
    print(too_old(sys.version_info[:3]), file=sys.stderr)
    sys.exit(2)

ROOT = os.path.dirname(os.path.realpath(__file__))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, *(["Scripts", "python.exe"] if os.name == "nt" else ["bin", "python"]))
STAMP = os.path.join(VENV, "set-up.txt")
UNFINISHED = "unfinished"
# Counts the interpreters that one command has gone through, so that a .venv beyond mending cannot loop.
STARTS = "MICROSITE_STARTS"


class CannotSetUp(Exception):
    """Why there is no set-up and what to do about it, in sentences for the person at the keyboard."""


def main() -> int:
    """Run the command line of this process, in .venv if need be, and return the exit status."""
    arguments = sys.argv[1:]
    locks = ["requirements.lock"]
    if arguments[:1] in (["test"], ["audit"]):
        locks.append("requirements-test.lock")
    starts = int(os.environ.pop(STARTS, "0"))
    try:
        is_ready = holds(locks)
        if not is_ready and (starts or is_in_venv() or not is_stamped(locks)):
            if starts > 1:
                raise CannotSetUp(STILL_LACKING)
            set_up(locks)
    except CannotSetUp as reason:
        print(reason, file=sys.stderr)
        return 74
    except OSError as error:
        print(f"Cannot set up {VENV}: {error}.\n{WAYS_OUT}", file=sys.stderr)
        return 74
    except KeyboardInterrupt:
        print("\nStopped. The next run begins the set-up anew.", file=sys.stderr)
        return 130
    return run(arguments) if is_ready else enter_venv(starts + 1)


def run(arguments: list[str]) -> int:
    """Run one command in this interpreter and return the exit status."""
    # Python puts the script's own folder first, but not with -I or -P.
    if sys.path[:1] != [ROOT]:
        sys.path.insert(0, ROOT)
    if arguments[:1] == ["test"]:
        from microsite.setup_tests import run_tests

        return run_tests(arguments[1:])
    from microsite.cli import main as microsite

    status = microsite(arguments)
    # Python would look through all that was made for circles before it ends: a sixth of the time of an edit.
    import gc

    gc.freeze()
    return status


def enter_venv(starts: int) -> int:
    """Run this same command line in .venv's interpreter: on POSIX become it, elsewhere return its status."""
    os.environ[STARTS] = str(starts)
    command = [VENV_PYTHON, *sys.orig_argv[1:]]
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(VENV_PYTHON, command)
    # Windows has no exec that the console would wait for. Ctrl-C reaches both; the other decides about it.
    import subprocess

    process = subprocess.Popen(command)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


# Which interpreter will do.


def is_in_venv() -> bool:
    """Is the running interpreter the one of .venv?"""
    return os.path.exists(VENV) and os.path.samefile(sys.prefix, VENV)


def holds(locks: list[str]) -> bool:
    """Does the running interpreter hold all of `locks`? The one of .venv needs its stamp for that, too."""
    if is_in_venv() and not (is_stamped(locks) and python_line(sys.version_info[:2]) in stamp()):
        return False
    return not lacking(locks)


def lacking(locks: list[str]) -> list[str]:
    """Return what the running interpreter lacks of `locks` at just that version, as `name==version`."""
    # The names of the .dist-info folders tell it in 0.3 ms; importlib.metadata says the same 30 ms later.
    installed = set()
    for folder in sys.path:
        try:
            entries = os.listdir(folder)
        except OSError:  # A zip file, or a folder that is not there or not ours to read.
            continue
        for entry in entries:
            if entry.endswith(".dist-info"):
                name, _, version = entry[: -len(".dist-info")].partition("-")
                installed.add(name.lower().replace("_", "-").replace(".", "-") + "==" + version)
    return [pin for pin in pins(locks) if pin not in installed]


def pins(locks: list[str]) -> list[str]:
    """Return the packages in `locks` that every system needs, each once, as `name==version`."""
    # One with a marker (`; sys_platform == 'win32'`) is left to pip, which knows how to read it.
    return list(dict.fromkeys(line.split()[0] for line in lines_of(locks) if "==" in line and ";" not in line))


def lines_of(locks: list[str]) -> list[str]:
    """Return the lines of all `locks`."""
    return [line for lock in locks for line in read(os.path.join(ROOT, lock)).decode().splitlines()]


def is_stamped(locks: list[str]) -> bool:
    """Was .venv set up to the end, in this place, with `locks` as they are now?"""
    return os.path.exists(VENV_PYTHON) and {place_line(), *map(lock_line, locks)} <= set(stamp())


def stamp() -> list[str]:
    """Return the lines of .venv's stamp; none if it has no stamp."""
    return read(STAMP).decode().splitlines() if os.path.exists(STAMP) else []


def python_line(version: tuple[int, ...]) -> str:
    """Return the line of the stamp for this version of Python."""
    return "python " + ".".join(map(str, version))


def place_line() -> str:
    """Return the line of the stamp for this folder."""
    return "folder " + VENV


def lock_line(lock: str) -> str:
    """Return the line of the stamp for `lock` as it is now."""
    # A checksum will do: it notices a change, no enemy; and hashlib would take 3 ms to import.
    import zlib

    return f"{lock} {zlib.crc32(read(os.path.join(ROOT, lock))):08x}"


def read(path: str) -> bytes:
    """Return the whole content of a file."""
    with open(path, "rb") as file:
        return file.read()


# The set-up itself: runs once, and again when a lock changes.

WAYS_OUT = """\
The set-up makes a folder .venv beside build.py. Allow that, or copy the project to a folder of your own,
or run build.py with a Python that holds the packages of requirements.lock at just those versions."""
NO_VENV = """\
This Python comes without its modules venv and ensurepip, which make a .venv.
On Debian and Ubuntu they are a package of their own: apt install python3-venv.
Then run the same command again."""
STILL_LACKING = f"""\
{VENV} was set up twice and still does not serve. Delete that folder, then run the same command again."""
WAITED = """\
Another process has been setting up .venv for ten minutes. End it, then run the same command again."""
NO_PACKAGES = """\
The packages could not be installed; the end of what pip says stands above.
They come from the network, this once: see that it can be reached (pip obeys HTTPS_PROXY and PIP_INDEX_URL),
then run the same command again."""

NO_WHEEL = """\
{} has no wheel for {} yet: taken as for {}, slower without its compiled parts."""
TOO_NEW = f"""\
Or this Python is too new for one of them; python{".".join(map(str, NEWEST))} build.py uses another."""


def set_up(locks: list[str]) -> None:
    """Bring .venv to what `locks` ask for and stamp it; raise CannotSetUp if that cannot be done."""
    import time

    began, seen = time.monotonic(), stamp()
    turn = take_turn()
    try:
        before = stamp()
        if before != seen and is_stamped(locks):
            return  # Another process did it while this one waited.
        say(f"Setting up {VENV} (once) with {', '.join(pins(locks)).replace('==', ' ')} ...")
        python = venv_python(turn)
        # A .venv without a stamp is an editor's or uv's: add to it. With one it is ours, and made anew
        # if it is unfinished, moved or for another Python.
        if not python or (before and not {python, place_line()} <= set(before)):
            make_venv(turn)
            # Should it stay empty, another Python makes its own.
            before, python = [UNFINISHED], venv_python(turn)
        write_stamp([UNFINISHED])
        try:
            install(locks, python, turn)
        except CannotSetUp:
            write_stamp(before)  # pip fails before it changes anything, so what stood still stands.
            raise
        write_stamp([python, place_line(), *map(lock_line, locks)])
        say(f"Set up in {time.monotonic() - began:.0f} s.")
    finally:
        os.close(turn)


def take_turn() -> int:
    """Wait until no other process sets up this .venv; return the descriptor to close when we are done."""
    import time

    turn = os.open(VENV + ".lock", os.O_RDWR | os.O_CREAT)
    for second in range(600):
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(turn, msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return turn
        except (BlockingIOError, PermissionError):
            if second == 0:
                say("Another process is setting up .venv; waiting for it.")
            time.sleep(1)
    raise CannotSetUp(WAITED)


def venv_python(turn: int) -> str:
    """Return the line of the stamp for .venv's Python; nothing if there is none, or none that will do."""
    if not os.path.exists(VENV_PYTHON):
        return ""
    probe = "import sys; print(sys.prefix, *sys.version_info[:2], sep='\\n')"
    try:
        status, answer = ask([VENV_PYTHON, "-I", "-c", probe], turn)
    except OSError:  # Made for another kind of machine.
        return ""
    if status or len(answer.splitlines()) != 3:
        return ""
    prefix, major, minor = answer.splitlines()
    version = (int(major), int(minor))
    return "" if too_old(version) or not os.path.samefile(prefix, VENV) else python_line(version)


def make_venv(turn: int) -> None:
    """Make .venv anew, with pip and nothing else."""
    import importlib.util
    import shutil

    if not importlib.util.find_spec("venv") or not importlib.util.find_spec("ensurepip"):
        raise CannotSetUp(NO_VENV)
    # Renamed before it is deleted: half a .venv must not look like someone else's whole one.
    shutil.rmtree(VENV + ".old", ignore_errors=True)
    if os.path.islink(VENV) or os.path.isfile(VENV):
        os.remove(VENV)
    elif os.path.exists(VENV):
        os.rename(VENV, VENV + ".old")
    os.mkdir(VENV)
    write_stamp([UNFINISHED])
    # The Python under an active virtual environment, since that one may be the .venv just renamed.
    python = str(getattr(sys, "_base_executable", sys.executable))
    status, answer = ask([python, "-I", "-m", "venv", VENV], turn)
    shutil.rmtree(VENV + ".old", ignore_errors=True)
    if status:
        raise CannotSetUp(f"{answer.strip()}\n{python} -m venv could not make {VENV}.\n{WAYS_OUT}")


def install(locks: list[str], python: str, turn: int) -> None:
    """Install all of `locks` into .venv, in the versions and with the digests that stand there.

    `python` is the stamp's line for .venv's Python. For one newer than NEWEST some package may have no wheel yet:
    that one is installed as for NEWEST. Its compiled parts do not load then, and it does without them.
    """
    pip = [VENV_PYTHON, "-I", "-m", "pip"]
    # uv makes virtual environments without pip.
    if ask([*pip, "--version"], turn)[0] and ask([VENV_PYTHON, "-I", "-m", "ensurepip"], turn)[0]:
        raise CannotSetUp(NO_VENV)
    quietly = ["--quiet", "--no-input", "--disable-pip-version-check"]
    strictly = ["--require-hashes", "--only-binary", ":all:", "--no-user"]
    command = [*pip, "install", *quietly, *strictly]
    files = [word for lock in locks for word in ("-r", lock)]
    late: list[str] = []
    while True:
        status, answer = ask([*command, *files], turn)
        pin = without_wheel(answer) if status and is_newer(python) else ""
        # What pip does not find twice is not there at all, or there is no network.
        if pin in pins(locks) and pin not in late:
            late.append(pin)
            # What an earlier lock brought that way: pip would leave it there, beside the new one.
            ask([*pip, "uninstall", "--quiet", "--yes", pin.partition("==")[0]], turn)
            status, answer = ask([*command, *as_for_newest(pin, locks, turn)], turn)
            if status == 0:
                say(NO_WHEEL.format(pin.replace("==", " "), python, "{}.{}".format(*NEWEST)))
                continue
        if status == 0:
            return
        last_lines = answer.strip().splitlines()[-3:]
        raise CannotSetUp("\n".join([*last_lines, NO_PACKAGES, *([TOO_NEW] if is_newer(python) else [])]))


def is_newer(python: str) -> bool:
    """Tell whether the Python of this line of the stamp is newer than NEWEST."""
    return tuple(int(number) for number in python.split()[1].split(".")) > NEWEST


def without_wheel(answer: str) -> str:
    """Return the package that pip did not find, as `name==version`; nothing if it failed for something else."""
    import re

    found = re.search(r"No matching distribution found for (\S+==\S+)", answer)
    return found[1] if found else ""


def as_for_newest(pin: str, locks: list[str], turn: int) -> list[str]:
    """Return the words that have pip take one package of the locks as if .venv's Python were NEWEST."""
    # In a file of its own: pip takes digests from nowhere else.
    lines = lines_of(locks)
    first = next(number for number, line in enumerate(lines) if line.split()[:1] == [pin])
    last = next(number for number in range(first, len(lines)) if not lines[number].endswith("\\"))
    one = os.path.join(VENV, "late.txt")
    with open(one, "w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in lines[first : last + 1])
    place = ask([VENV_PYTHON, "-I", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], turn)[1].strip()
    return ["--no-deps", "--python-version", "{}.{}".format(*NEWEST), "--upgrade", "--target", place, "-r", one]


def ask(command: list[str], turn: int) -> tuple[int, str]:
    """Run a command in this folder and return its exit status and all it printed."""
    import subprocess

    # The command holds the turn as well: if only this process is killed, no other set-up gets between.
    done = subprocess.run(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        pass_fds=[] if os.name == "nt" else [turn],
        check=False,
    )
    return done.returncode, done.stdout


def write_stamp(lines: list[str]) -> None:
    """Write .venv's stamp, whole or not at all."""
    with open(STAMP + ".new", "w", encoding="utf-8") as file:
        file.writelines(line + "\n" for line in lines)
    os.replace(STAMP + ".new", STAMP)


def say(sentence: str) -> None:
    """Tell the person at the keyboard; not on standard output, which belongs to the command."""
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
