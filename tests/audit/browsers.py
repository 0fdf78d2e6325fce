"""The site in browsers that the tests do not drive, Firefox and WebKitGTK: served, and opened from disk.

Both take WebDriver's commands: Firefox at a socket of its own, WebKit from its driver. Neither needs a package.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.audit.server import free_port, served
from tests.audit.tools import Done, Missing, program

SECONDS = 60
Tell = Callable[..., Any]
"""Gives a command to a browser, with what belongs to it, and returns the answer."""
STEPS = (
    ("search", ".find", "press", ".find", "document.querySelector('dialog[open] input')"),
    ("line below a linked word", "a.term", "point", "a.term", "getComputedStyle(at).textDecorationLine == 'underline'"),
    ("definition", "a.term", "point", "a.term", "document.querySelector('.preview a')"),
    ("drawing", ".figure-parts", "point", ".figure-parts li > a", "document.querySelector('svg .lit')"),
    ("test of names", "[data-test]", "press", "figcaption > button", "document.querySelector('.drawing-test li')"),
    ("question", ".question", "press", ".question label", "document.querySelector('.question :checked')"),
    ("share", ".share", "point", "[data-share=copy]", "at.offsetWidth"),
)
"""Name of what is tried; what a page has it by; what is done to which of its parts; what is true soon after."""
AT = """
const at = document.querySelector(arguments[0]);
at?.scrollIntoView({ block: "center", behavior: "instant" });
const box = at?.getClientRects()[0] ?? { left: 0, top: 0, width: 0, height: 0 };
"""
OTHERS = "return performance.getEntriesByType('resource').map((one) => one.name)"
# What Firefox says of pages is heard where its own windows are; of “Layout” is what comes from our asking.
LISTEN = """
globalThis.said = [];
globalThis.listener = { observe(one) {
  if (one instanceof Ci.nsIScriptError && /^(file|http):/.test(one.sourceName) && one.category !== "Layout") {
    said.push(one.errorMessage);
  }
} };
Services.console.registerListener(listener);
"""


@contextmanager
def firefox(folder: Path) -> Iterator[Tell]:
    """Start Firefox; yield what gives it commands. The command “said” returns what it has said of pages since."""
    found = program("firefox-esr", "firefox", how="apt install firefox-esr, or Firefox itself")
    port = free_port()
    (folder / "user.js").write_text(f'user_pref("marionette.port", {port});\n', encoding="utf-8")
    options = ["--headless", "--marionette", "--remote-allow-system-access", "--no-remote", "--profile", str(folder)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([found, *options], **quiet) as process, _knock(port, "Firefox", process) as line:
        stream = line.makefile("rb")

        def answer() -> Any:
            size = b""
            while (sign := stream.read(1)) != b":":
                assert sign, "it has ended"
                size += sign
            return json.loads(stream.read(int(size)))

        def tell(name: str, **given: Any) -> Any:
            if name == "said":
                return elsewhere("return globalThis.said.splice(0)")
            text = json.dumps([0, 1, name, given])
            line.sendall(f"{len(text)}:{text}".encode())
            _, _, fault, told = answer()
            assert not fault, fault
            return told.get("value")

        def elsewhere(script: str) -> Any:
            tell("Marionette:SetContext", value="chrome")
            told = tell("WebDriver:ExecuteScript", script=script, args=[], sandbox="system", newSandbox=False)
            tell("Marionette:SetContext", value="content")
            return told

        answer()
        tell("WebDriver:NewSession", capabilities={})
        elsewhere(LISTEN)
        try:
            yield tell
        finally:
            process.terminate()


@contextmanager
def webkit(folder: Path) -> Iterator[Tell]:
    """Start WebKitGTK's MiniBrowser on a screen of its own; yield what gives it commands. It says nothing of pages."""
    driver = program("WebKitWebDriver", how="apt install webkit2gtk-driver")
    screen = program("xvfb-run", how="apt install xvfb")
    port = free_port()
    paths = {"Navigate": "url", "ExecuteScript": "execute/sync", "PerformActions": "actions"}
    env = {**os.environ, "HOME": str(folder), "LIBGL_ALWAYS_SOFTWARE": "1"}
    # Its own sandbox does not start inside another one; what it opens is our site alone.
    env["WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS"] = "1"
    command = [screen, "-a", "-s", "-screen 0 1300x1000x24", driver, f"--port={port}"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}

    def post(path: str, given: Any) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
        connection.request("POST", path, json.dumps(given), {"Content-Type": "application/json"})
        answer = connection.getresponse()
        told = json.loads(answer.read())["value"]
        assert answer.status == 200, told
        return told

    with subprocess.Popen(command, env=env, **quiet) as process, _knock(port, "WebKitWebDriver", process):
        try:
            session = post("/session", {"capabilities": {}})["sessionId"]

            def tell(name: str, **given: Any) -> Any:
                return [] if name == "said" else post(f"/session/{session}/{paths[name.partition(':')[2]]}", given)

            yield tell
        finally:
            os.killpg(process.pid, 15)


@contextmanager
def _knock(port: int, name: str, process: subprocess.Popen[bytes]) -> Iterator[socket.socket]:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            line = socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
        except OSError:
            time.sleep(0.1)
            continue
        with line:
            yield line
        return
    process.kill()
    raise Missing(f"{name} does not start")


def audit(site: Path) -> Done:
    """Open a page of each kind in each browser, served and from disk, and try there what scripts add."""
    lacking, faults, said = [], [], []
    folders = sorted({path.parent for path in site.rglob("*.html")} - {site})
    longest = [max(folder.glob("*.html"), key=lambda path: path.stat().st_size) for folder in folders]
    paths = [path.relative_to(site).as_posix() for path in [*longest, *sorted(site.glob("*.html"))]]
    for browser in (firefox, webkit):
        try:
            with (
                tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
                browser(Path(folder)) as tell,
                served(site) as address,
            ):
                found = [*_faults(tell, address, paths), *_faults(tell, site.as_uri() + "/", paths)]
        except Missing as missing:
            lacking.append(str(missing))
        except (AssertionError, OSError) as fault:
            faults.append(f"{browser.__name__} stopped: {fault}")
        else:
            said.append(browser.__name__)
            faults += [f"{browser.__name__}: {fault}" for fault in found]
    if lacking and not said and not faults:
        raise Missing("; ".join(lacking))
    left = f" (not run: {'; '.join(lacking)})" if lacking else ""
    tried = f"{len(paths)} pages and {len(STEPS)} ways to use them, served and from disk, in {' and '.join(said)}"
    return Done(f"browsers: {tried}{left}", tuple(faults))


def _faults(tell: Tell, root: str, paths: list[str]) -> Iterator[str]:
    def run(script: str, *given: str) -> Any:
        return tell("WebDriver:ExecuteScript", script=script, args=list(given))

    open_steps = list(STEPS)
    for path in paths:
        # What is not there can be asked for of a server only: its links begin at the site's root.
        if path == "404.html" and root.startswith("file:"):
            continue
        tell("WebDriver:Navigate", url=root + path)
        for step in [step for step in open_steps if run("return !!document.querySelector(arguments[0])", step[1])]:
            open_steps.remove(step)
            tell("WebDriver:Navigate", url=root + path)
            if not _works(tell, run, step):
                yield f"{root}{path}: {step[0]} does not work"
        yield from (f"{root}{path}: {words}" for words in tell("said"))
        yield from (f"{root}{path}: asks for {other}" for other in run(OTHERS) if not other.startswith(root))


def _works(tell: Tell, run: Callable[..., Any], step: tuple[str, ...]) -> bool:
    _, clue, act, target, truth = step
    run(AT, clue)
    if not _soon(lambda: run(AT + "return at && box.width > 0", target)):
        return False
    x, y = run(AT + "return [box.left + box.width / 2, box.top + box.height / 2].map(Math.round)", target)
    moves = [{"type": "pointerMove", "x": x - 1, "y": y}, {"type": "pointerMove", "x": x, "y": y}]
    if act == "press":
        moves += [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
    mouse = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": moves}
    tell("WebDriver:PerformActions", actions=[mouse])
    return _soon(lambda: run(f"const at = document.querySelector(arguments[0]); return !!({truth})", target))


def _soon(ask: Callable[[], Any]) -> bool:
    end = time.monotonic() + SECONDS
    while not (answer := ask()) and time.monotonic() < end:
        time.sleep(0.05)
    return bool(answer)
