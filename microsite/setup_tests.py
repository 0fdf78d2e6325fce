"""Find or fetch a Chromium for the tests, then run them. Standard library only, but for pytest itself.

`build.py test` has put the test packages into the running interpreter before it comes here.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = "MICROSITE_CHROMIUM"
"""The environment variable that tells the tests, and may tell us, where Chromium lies."""

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"%ProgramFiles%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Google\Chrome\Application\chrome.exe",
    r"%LocalAppData%\Google\Chrome\Application\chrome.exe",
    r"%ProgramFiles(x86)%\Microsoft\Edge\Application\msedge.exe",
)
PLAYWRIGHT_SECONDS = 300
"""Enough for 180 MB at 5 Mbit/s."""
DEBIAN_SECONDS = 900

WHOLE = ("--numprocesses=auto", "--maxprocesses=4", "--dist=loadfile", "--no-loadscope-reorder")
"""How all tests are run: a file at a time for each core, in the order that tests/conftest.py gives them."""

NO_CHROMIUM = f"""\
The tests drive a Chromium, and none was found or could be fetched. Any one of these will do:
  - Debian:        apt install chromium                       (as root; build.py test then does it by itself)
  - Fedora, Arch:  the package chromium
  - Ubuntu:        snap install chromium
  - macOS:         brew install --cask chromium, or Google Chrome in Applications
  - Windows:       Google Chrome, or Edge as it comes with Windows
  - anywhere:      python -m playwright install --with-deps chromium, in the .venv beside build.py
  - one elsewhere: set {CHROMIUM} to the path of its program
Then run the same command again."""


def run_tests(arguments: list[str]) -> int:
    """Run pytest over tests/ with `arguments` added and return its exit status; 74 if there is no Chromium.

    Without arguments all tests are run, on all cores. With some, it is pytest as one knows it, in one process: quick to
    begin with few tests, and fit for `--pdb` and `-s`. Paths among the arguments count from the project's folder. That
    no test ran is a failure: pytest's 5.
    """
    named = os.environ.get(CHROMIUM, "")
    if named and not starts(named):
        # Named on purpose, so no other one may take its place unnoticed.
        say(f"{CHROMIUM} names {named}, which does not start.")
        return 74
    chromium = named or installed_chromium() or playwrights_chromium() or debians_chromium()
    if not chromium:
        say(NO_CHROMIUM)
        return 74
    say(f"Chromium for the tests: {chromium}")
    import pytest

    os.environ[CHROMIUM] = chromium
    os.chdir(ROOT)
    return int(pytest.main(arguments or list(WHOLE)))


def installed_chromium() -> str:
    """Return the program of a Chromium that this machine has; nothing if it has none that starts."""
    programs = [shutil.which(name) or "" for name in NAMES] + [os.path.expandvars(place) for place in PLACES]
    return next((program for program in programs if starts(program)), "")


def playwrights_chromium() -> str:
    """Return the program of Playwright's own Chromium, downloaded if need be; nothing if that fails."""
    # Asked in a process of its own: Playwright starts an event loop, which must not be there for the tests.
    question = "import playwright.sync_api as p\nwith p.sync_playwright() as it: print(it.chromium.executable_path)"
    asked = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True)
    program = asked.stdout.strip()
    if starts(program):
        return program
    say("There is no Chromium on this machine. Downloading Playwright's (some 180 MB) ...")
    # The whole browser: its headless shell alone lacks what a reader's browser has.
    install = [sys.executable, "-m", "playwright", "install", "--no-shell", "chromium"]
    return program if succeeds(install, PLAYWRIGHT_SECONDS) and starts(program) else ""


def debians_chromium() -> str:
    """Return the program of Debian's Chromium, installed now; nothing where we may not, or where it fails."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return ""
    say("Installing Debian's Chromium (apt-get install chromium) ...")
    succeeds(["apt-get", "update"], DEBIAN_SECONDS)  # Old package lists may do as well.
    succeeds(["apt-get", "install", "-y", "chromium"], DEBIAN_SECONDS)
    return installed_chromium()


def starts(program: str) -> bool:
    """Is there such a program, and does it run? Ubuntu's chromium-browser may just point to a snap."""
    if not program or not os.path.isfile(program):
        return False
    # On Windows `--version` opens a window instead of answering.
    return os.name == "nt" or succeeds([program, "--version"], 60)


def succeeds(command: list[str], seconds: float) -> bool:
    """Run a command for at most so many seconds; if it fails, show the end of what it printed."""
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # A file, not a pipe: on a pipe one would wait for the command's own children even after ending it.
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=env, start_new_session=True
        )
        try:
            status: int | None = process.wait(seconds)
        except subprocess.TimeoutExpired:
            status = None
        finally:
            end_with_children(process)
        output.seek(0)
        last_lines = output.read().decode(errors="replace").strip().splitlines()[-5:]
    if status == 0:
        return True
    how = f"ended with status {status}" if status is not None else f"did not end within {seconds} s"
    say("\n".join(["", *last_lines, f"{' '.join(command)} {how}.", ""]))
    return False


def end_with_children(process: subprocess.Popen[bytes]) -> None:
    """End a process that still runs, and on POSIX those it started."""
    if process.poll() is None:
        process.kill() if os.name == "nt" else os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def say(sentence: str) -> None:
    """Tell the person at the keyboard; not on standard output, which belongs to the tests."""
    print(sentence, file=sys.stderr, flush=True)
