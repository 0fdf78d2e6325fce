"""The preview shows every save, keeps the last good site, and answers nobody who should not see it.

Run as a program, this file is a preview of a folder of plain files, for the tests below to talk to.
"""

from __future__ import annotations

import gc
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Error

from microsite.commands.serve import _Preview
from microsite.model import Date, File
from microsite.pipeline import Order
from microsite.preview import watch
from microsite.preview.board import REMEMBERED, SHOWN, Answer, Board, Outcome, Question, Reason, Way
from microsite.preview.watch import PAUSE_WITH_NOTICES, Bell, Look, look, next_change
from microsite.problem import Place, Problem, Severity
from tests.sites import write_site

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 20
"""How long to wait for what must come. Never a measure of speed."""


# --------------------------------------------------------------------------------------- a preview of plain files


def build(root: Path) -> Outcome:
    """Publish the files of content/ as they are. What they say decides what goes wrong."""
    from microsite.disk.publish import publish, staging

    files = {path.name: path.read_bytes() for path in sorted((root / "content").iterdir())}
    everything = b"\n".join(files.values())
    log(root, "begin")
    while (root / "gate").exists():
        time.sleep(0.005)
    log(root, "end")
    if b"RAISE" in everything:
        raise ValueError("a pea under the mattress")
    if b"EXIT" in everything:
        sys.exit(3)
    problems = tuple(
        Problem(Place(f"content/{name}", n, 1), "fake", line.decode(), "Mend it.", severity)
        for name, data in files.items()
        for n, line in enumerate(data.splitlines(), 1)
        for word, severity in ((b"ERROR", Severity.ERROR), (b"WARNING", Severity.WARNING))
        if word in line
    )
    if any(problem.severity == Severity.ERROR for problem in problems):
        return Outcome(problems, frozenset(), is_published=False)
    with staging(root / "out", is_preview=True) as staged:
        for name, data in files.items():
            staged.write(File.of(name.replace("+", "/"), data))
        done = publish(staged)
    held = {
        name.replace("+", "/"): (Place(f"content/{name}", 2, 1), reason)
        for name, data in files.items()
        for word, reason in HELD_BACK.items()
        if word in data
    }
    changed = None if b"UNKNOWN" in everything else done.changed
    return Outcome(problems, changed, held_back=held, base="/below/", why=lambda question: why(root, question))


HELD_BACK = {b"DRAFT": "draft", b"LATER": "scheduled for 2031-02-01", b"PAST": "expired on 2020-02-01"}


def why(root: Path, question: Question) -> Answer | None:
    """Answer with what was asked, as if it were a term's name."""
    log(root, "think")
    while (root / "thinking").exists():
        time.sleep(0.005)
    if question.word == "fault":
        raise ValueError("a pea under the pillow")
    if question.url != "index.html":
        return None
    said = f"linked, between “{question.before}” and “{question.after}”"
    way = Way(f"[[!{question.word}]]", "does not link it here")
    place = Place("content/index.html", 2, 7)
    here = Reason(place, question.word, (("glossary/psoas.html", "Psoas"),), said, is_here=True, ways=(way,))
    return Answer(question.word, (here, Reason(place, "psoas", (), "not linked: in code", is_here=False)))


def log(root: Path, word: str) -> None:
    with (root / "builds.log").open("a") as file:
        file.write(f"{word}\n")


def main(root: Path, options: dict[str, Any]) -> int:
    from microsite.preview.serve import serve

    def line_of(place: Place) -> str | None:
        return (root / place.path).read_text().splitlines()[place.line - 1]

    def say(text: str) -> None:
        print(text, flush=True)

    def link_of(place: Place) -> str:
        return f"editor://open/{place.path}?{place.line}"

    ways = {"say": say, "line_of": line_of, "link_of": link_of}
    return serve(lambda: build(root), root / "out", [root / "content"], **ways, **options)


class Preview:
    """A running preview and what one can do with it."""

    def __init__(self, root: Path, **options: Any) -> None:
        self.root = root
        (root / "content").mkdir(exist_ok=True)
        self.save("index.html", page("<p id=text>first"))
        self.options = {"port": 0} | options
        self.paths: list[str] = []
        """Where it looks for modules before the installed ones."""
        self.begun = 0
        """Builds that had begun when this test did."""
        self.said: list[str] = []
        self.complaints: list[str] = []

    def start(self) -> Preview:
        self.said.clear()
        command = (sys.executable, "-W", "error", __file__, str(self.root), json.dumps(self.options))
        env = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), *self.paths))}
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env)
        self.readers = [
            threading.Thread(target=self._read, args=(self.process.stdout, self.said)),
            threading.Thread(target=self._read, args=(self.process.stderr, self.complaints)),
        ]
        for reader in self.readers:
            reader.start()
        try:
            self.url = wait_for(lambda: re.search(r"http://\S+/", "\n".join(self.said)))[0]
        except AssertionError:
            self.end()
            pytest.fail(f"the preview did not start: {''.join(self.complaints)}")
        self.port = int(self.url.rsplit(":")[-1].strip("/"))
        return self

    def _read(self, stream: Any, lines: list[str]) -> None:
        with stream:
            lines.extend(iter(stream.readline, ""))

    def end(self, number: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            status = self.process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise
        finally:
            for reader in self.readers:
                reader.join()
        return status

    def save(self, name: str, text: str) -> None:
        """Save as most editors do: another file takes the place of the old one."""
        new = self.root / f".saving-{name}"
        new.write_text(text)
        os.replace(new, self.root / "content" / name)

    def ask(
        self, path: str, method: str = "GET", headers: dict[str, str] | None = None
    ) -> tuple[int, http.client.HTTPMessage, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.request(method, path, headers=headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()

    def text(self, path: str = "/") -> str:
        return self.ask(path)[2]

    def state(self, since: int = 0, session: str = "") -> Any:
        return json.loads(self.text(f"/__preview__/state?since={since}&session={session}"))

    def builds(self, word: str) -> int:
        """Return how many builds have come to their `begin`, or to their `end`; or how many questions to `think`."""
        log = self.root / "builds.log"
        return log.read_text().split().count(word) if log.exists() else 0

    def built(self, found: Callable[[], Any]) -> None:
        """Wait until `found`, and until pages are told of it: they are a moment after the site is there.

        A page that is opened in that moment hears of a build whose work it shows already, which is right.
        """
        wait_for(found)
        wait_for(lambda: self.builds("begin") == self.state()["revision"])

    def output(self) -> str:
        return "".join(self.said)


def wait_for(found: Callable[[], Any]) -> Any:
    """Return what `found` returns, once that is true."""
    end = time.monotonic() + SECONDS
    while True:
        answer = found()
        if answer:
            return answer
        assert time.monotonic() < end, "what was waited for did not come"
        time.sleep(0.01)


CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'"


def page(body: str, head: str = "") -> str:
    """Return a page under the policy that our sites have."""
    policy = f'<meta http-equiv="Content-Security-Policy" content="{CSP}">'
    head = f"{policy}<title>x</title><link rel=icon href='data:,'>{head}"
    return f"<!doctype html>\n<html lang=en><head>{head}</head>\n<body>{body}</body></html>\n"


@pytest.fixture
def idle(tmp_path: Path) -> Iterator[Preview]:
    """Return a preview that has not been started."""
    preview = Preview(tmp_path)
    yield preview
    if hasattr(preview, "process"):
        preview.end()
        assert preview.complaints == []


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    preview = Preview(tmp_path_factory.mktemp("shared")).start()
    yield preview
    preview.end()
    assert preview.complaints == []


@pytest.fixture
def shared(running: Preview) -> Preview:
    """Return a preview of one page that lives through many tests."""
    for path in (running.root / "content").iterdir():
        path.unlink()
    # Another each time, or the last test's page would be taken for it.
    mark = f"<!-- {running.builds('begin')} -->"
    running.save("index.html", page(f"<p id=text>first{mark}"))
    running.built(lambda: mark in running.text() and not running.state()["problems"])
    running.begun = running.builds("begin")
    running.said[1:] = []
    return running


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """Return a preview that is only asked, never edited, and so can be shared."""
    preview = Preview(tmp_path_factory.mktemp("still"))
    for name in ("a.css", "a.js", "a.svg", "a.xml", "A.HTML", "a.unheard", "articles+index.html"):
        preview.save(name, "x")
    preview.start()
    wait_for(lambda: preview.state()["revision"])
    (preview.root / "secret.txt").write_text("hunter2")
    (preview.root / "out/.git").mkdir()
    (preview.root / "out/.git/config").write_text("hunter2")
    (preview.root / "out/link.txt").symlink_to(preview.root / "secret.txt")
    (preview.root / "out/link").symlink_to(preview.root)
    yield preview
    preview.end()
    assert preview.complaints == []


@pytest.fixture
def preview(idle: Preview) -> Preview:
    """Return a preview whose first build is done."""
    idle.start()
    wait_for(lambda: idle.state()["revision"])
    idle.begun = 1
    return idle


# --------------------------------------------------------------------------------------------------- builds and saves


def test_the_first_build_is_served(preview: Preview) -> None:
    assert "first" in preview.text()


def test_a_save_is_built_and_served(shared: Preview) -> None:
    shared.save("index.html", page("second"))
    wait_for(lambda: "second" in shared.text())


@pytest.mark.slow
def test_many_files_saved_at_once_are_one_build(shared: Preview) -> None:
    # Fault 2 of livereload: a build for each of them.
    (shared.root / "gate").touch()
    shared.save("index.html", page("second"))
    wait_for(lambda: shared.builds("begin") == shared.begun + 1)
    for n in range(50):
        shared.save(f"{n}.html", page(str(n)))
    (shared.root / "gate").unlink()
    wait_for(lambda: shared.ask("/49.html")[0] == 200)
    # Time for others to come, if they did.
    time.sleep(2)
    assert shared.builds("begin") == shared.begun + 2
    assert shared.ask("/0.html")[0] == 200


def test_a_file_moved_in_with_an_old_time_is_built(shared: Preview) -> None:
    # Fault 3: a reload without a build.
    old = shared.root / "old.html"
    old.write_text(page("from the archive"))
    os.utime(old, (10**9, 10**9))
    old.rename(shared.root / "content/moved.html")
    wait_for(lambda: "from the archive" in shared.text("/moved.html"))


def test_a_file_of_the_same_size_and_time_is_built(shared: Preview) -> None:
    before = shared.root / "content/index.html"
    times = before.stat()
    other = shared.root / "other.html"
    other.write_text(before.read_text().replace("first", "other"))
    os.utime(other, ns=(times.st_atime_ns, times.st_mtime_ns))
    other.rename(before)
    wait_for(lambda: "other" in shared.text())


def test_a_deleted_page_goes(shared: Preview) -> None:
    shared.save("a.html", page("a"))
    wait_for(lambda: shared.ask("/a.html")[0] == 200)
    (shared.root / "content/a.html").unlink()
    wait_for(lambda: shared.ask("/a.html")[0] == 404)


def test_a_save_during_a_build_is_built_after_it(shared: Preview) -> None:
    (shared.root / "gate").touch()
    shared.save("index.html", page("second"))
    wait_for(lambda: shared.builds("begin") == shared.begun + 1)
    shared.save("index.html", page("third"))
    (shared.root / "gate").unlink()
    wait_for(lambda: "third" in shared.text())


def test_a_page_is_served_while_a_build_goes_on(shared: Preview) -> None:
    # Fault 4: the build keeps everybody waiting.
    (shared.root / "gate").touch()
    shared.save("index.html", page("second"))
    wait_for(lambda: shared.builds("begin") == shared.begun + 1)
    assert "first" in shared.text()
    assert shared.builds("end") == shared.begun
    (shared.root / "gate").unlink()
    wait_for(lambda: "second" in shared.text())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("RAISE", "a fault of ours: ValueError: a pea under the mattress (test_serve.py:"),
        ("EXIT", "a fault of ours: SystemExit: 3"),
        ("ERROR in this line", "content/index.html:3:1: error: <body>ERROR in this line</body></html> [fake]"),
    ],
    ids=["ValueError", "SystemExit", "problem"],
)
def test_a_build_that_fails_keeps_the_last_good_site(shared: Preview, words: str, said: str) -> None:
    # Fault 5: a traceback, nothing in the browser; SystemExit ends the server.
    shared.save("index.html", page(words))
    state = wait_for(lambda: (state := shared.state())["revision"] > shared.begun and state)
    assert "first" in shared.text()
    assert not state["isPublished"]
    assert said in state["problems"][0]["text"]
    wait_for(lambda: "the preview stays as it was" in shared.output())
    assert said in shared.output()
    assert "Traceback" not in shared.output()
    shared.save("index.html", page("healed"))
    wait_for(lambda: "healed" in shared.text())
    wait_for(lambda: shared.state()["problems"] == [])


def test_nothing_is_told_before_the_build_is_done_and_nothing_waits_after_it(preview: Preview) -> None:
    # Fault 6: delays are not kept. Ours has none: the end of the build is the signal.
    with Listener(preview) as listener:
        (preview.root / "gate").touch()
        preview.save("index.html", page("second"))
        wait_for(lambda: preview.builds("begin") == preview.begun + 1)
        assert listener.heard() == []
        (preview.root / "gate").unlink()
        wait_for(lambda: listener.heard() == ["__preview__"])
        assert "second" in preview.text()


def test_the_source_line_is_shown_with_a_problem(shared: Preview) -> None:
    shared.save("index.html", page("one\ntwo ERROR"))
    state = wait_for(lambda: (state := shared.state())["problems"] and state)
    assert "     4 | two ERROR</body></html>\n       | ^\n    Mend it.\n" in state["problems"][0]["text"]
    assert [state["problems"][0][key] for key in ("path", "line", "column")] == ["content/index.html", 4, 1]
    assert state["tally"] == "1 error in 1 file"


def test_problems_that_stay_are_printed_once(shared: Preview) -> None:
    for n in range(3):
        shared.save("index.html", page(f"WARNING\n{n}"))
        wait_for(lambda n=n: f"\n{n}" in shared.text())
    wait_for(lambda: shared.output().count("1 warning in 1 file") == 3)
    assert shared.output().count("[fake]") == 1


def test_a_failed_start_serves_the_reason_and_then_the_site(idle: Preview) -> None:
    idle.save("index.html", page("ERROR"))
    idle.start()
    wait_for(lambda: idle.state()["problems"])
    status, _, text = idle.ask("/anything.html")
    assert "<p>Nothing good has been built yet. The first build without errors shows here.</p>" in text
    assert (status, "/__preview__/client.js" in text) == (503, True)
    wait_for(lambda: "1 error in 1 file; nothing good has been built yet.\n" in idle.output())
    idle.save("index.html", page("fine"))
    wait_for(lambda: "fine" in idle.text())


def test_the_site_of_an_earlier_preview_is_served_until_the_first_build(preview: Preview) -> None:
    preview.end()
    (preview.root / "gate").touch()
    preview.start()
    assert "first" in preview.text()
    (preview.root / "gate").unlink()
    wait_for(lambda: preview.state()["revision"] == 1)


# ------------------------------------------------------------------------------------------------------------ answers


def test_nothing_is_stored_or_guessed_at(still: Preview) -> None:
    # Fault 9: kept by browsers, for ten years where the address has a version. Fault 13: the library's way to
    # Last-Modified is deprecated since Python 3.12; the preview of these tests runs with warnings as errors.
    for path in ("/", "/a.css", "/livereload.js", "/__preview__/client.js", "/__preview__/state?since=0", "/none"):
        headers = still.ask(path)[1]
        assert headers["Cache-Control"] == "no-store", path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin", path
        assert not {"Etag", "Last-Modified", "Server", "Expires"} & set(headers), path


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.css", "text/css; charset=utf-8"),
        ("a.js", "text/javascript; charset=utf-8"),
        ("a.svg", "image/svg+xml"),
        ("a.xml", "application/xml; charset=utf-8"),
        ("A.HTML", "text/html; charset=utf-8"),
        ("a.unheard", "application/octet-stream"),
    ],
)
def test_every_kind_of_file_is_called_what_it_is(still: Preview, name: str, kind: str) -> None:
    assert still.ask(f"/{name}")[1]["Content-Type"] == kind


def test_a_folder_leads_to_its_index_for_this_time_only(still: Preview) -> None:
    assert still.ask("/articles/")[0] == 200
    status, headers, _ = still.ask("/articles")
    assert (status, headers["Location"]) == (302, "/articles/")


def test_what_is_missing_gets_the_sites_own_page(shared: Preview) -> None:
    # Fault 12: the library's own page; and a traceback for %00, below.
    assert "Not found." in shared.text("/none")
    shared.save("404.html", page("the site’s own"))
    wait_for(lambda: shared.ask("/404.html")[0] == 200)
    status, headers, text = shared.ask("/none/at/all")
    assert (status, "the site’s own" in text) == (404, True)
    assert headers["Content-Type"] == "text/html; charset=utf-8"


LONG_HEAD = f"<meta name=x content='{'x' * 70_000}'>"


@pytest.mark.parametrize(
    "text",
    ["<p>no head", f"<html><head>{LONG_HEAD}</head><body>", "<HTML lang=en><HEAD class=x><title>x</title>"],
    ids=["none", "long", "capitals"],
)
def test_a_page_of_any_head_is_followed(shared: Preview, text: str) -> None:
    # Fault 7: no script in a page without </head>, or where it lies beyond the first 64 KB.
    shared.save("index.html", text)
    wait_for(lambda: text[:5] in shared.text())
    assert shared.text().count("/__preview__/client.js") == 1


def test_a_page_below_the_sites_own_path_is_the_previews(still: Preview) -> None:
    # What the 404 page of a site at https://example.org/below/ leads to.
    status, headers, _ = still.ask("/below/a.css?x=1")
    assert (status, headers["Location"]) == (302, "/a.css?x=1")
    assert still.ask("/below/")[1]["Location"] == "/"
    assert still.ask("/belowa.css")[0] == 404


def test_what_lies_below_that_path_in_the_site_itself_comes_first(shared: Preview) -> None:
    shared.save("below+a.html", page("here"))
    wait_for(lambda: shared.ask("/below/a.html")[0] == 200)


@pytest.mark.parametrize("rest", ["/evil.example", "%2Fevil.example", "%5Cevil.example", "/%2F/evil.example"])
def test_no_address_leads_to_another_host(still: Preview, rest: str) -> None:
    status, headers, _ = still.ask(f"/below/{rest}")
    assert status in (302, 403, 404)
    assert headers.get("Location", "/evil.example") == "/evil.example"


def test_a_page_on_disk_stays_as_it_is(still: Preview) -> None:
    assert "/__preview__/client.js" in still.text()
    assert (still.root / "out/index.html").read_text() == page("<p id=text>first")


def test_a_head_request_is_answered_without_the_page(still: Preview) -> None:
    status, headers, text = still.ask("/", "HEAD")
    assert (status, text) == (200, "")
    assert int(headers["Content-Length"]) == len(still.text())


@pytest.mark.parametrize("path", ["/%00", "/a%00.html", "/%0d%0aX:y", "/%ff", "/%7f"])
def test_what_is_no_address_is_refused(still: Preview, path: str) -> None:
    assert still.ask(path)[0] == 400


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "//../secret.txt",
        "/a/../../secret.txt",
        "/..%5csecret.txt",
        "/.built-by",
        "/.git/config",
        "/%2egit/config",
        "/link.txt",
        "/link/secret.txt",
        "//etc/passwd",
        "/forcereload",
    ],
)
def test_nothing_but_the_site_is_served(still: Preview, path: str) -> None:
    status, _, text = still.ask(path)
    assert status in (403, 404)
    assert "hunter2" not in text


ANSWERS = [
    "/",
    "/livereload",
    "/livereload.js",
    "/__preview__/state?since=0",
    "/__preview__/client.js",
    "/__preview__/why?page=index.html&word=x",
]
FOREIGN = ["evil.example", "evil.example:80", "localhost.evil.example", "192.168.1.7", "[::2]", "[", ""]
OURS = ["localhost", "LOCALHOST:1", "127.0.0.1", "127.0.0.9:99", "[::1]:8000", "site.localhost"]


@pytest.mark.parametrize("host", FOREIGN)
@pytest.mark.parametrize("path", ANSWERS)
def test_a_foreign_host_is_refused(still: Preview, host: str, path: str) -> None:
    status, _, text = still.ask(path, headers={"Host": host})
    assert (status, "--allow-host" in text) == (421, True)


@pytest.mark.parametrize("host", OURS)
def test_this_machine_is_answered_by_any_of_its_names(still: Preview, host: str) -> None:
    assert still.ask("/", headers={"Host": host})[0] == 200


def test_an_allowed_host_is_answered(idle: Preview) -> None:
    idle.options["allowed_hosts"] = ["Desk.example"]
    idle.start()
    wait_for(lambda: idle.state()["revision"])
    assert idle.ask("/", headers={"Host": "desk.example:8000"})[0] == 200
    assert idle.ask("/", headers={"Host": "other.example"})[0] == 421


def test_other_machines_are_let_in_with_a_warning(idle: Preview) -> None:
    idle.options["host"] = "0.0.0.0"
    idle.start()
    wait_for(lambda: idle.state()["revision"])
    assert "http://localhost:" in idle.output()
    assert "Warning: everyone who can reach this machine" in idle.output()
    assert idle.ask("/", headers={"Host": "192.168.1.7:8000"})[0] == 200
    assert idle.ask("/", headers={"Host": "evil.example"})[0] == 421


class Listener:
    """Listens to a preview as a page does, without a browser: a WebSocket whose messages are kept."""

    def __init__(self, preview: Preview) -> None:
        self.socket = socket.create_connection(("127.0.0.1", preview.port), SECONDS)
        asked = "".join(f"{name}: {value}\r\n" for name, value in HANDSHAKE.items())
        self.socket.sendall(f"GET /livereload HTTP/1.1\r\nHost: localhost\r\n{asked}\r\n".encode())
        self.data = b""
        self._read_until(b"\r\n\r\n")
        hello = b'{"command":"hello","protocols":["http://livereload.com/protocols/official-7"]}'
        # A frame of text, masked with zeros.
        self.socket.sendall(bytes([0x81, 0x80 | len(hello)]) + bytes(4) + hello)
        self._read_until(b"serverName")
        self.socket.setblocking(False)

    def _read_until(self, mark: bytes) -> None:
        while mark not in self.data:
            self.data += self.socket.recv(4096)

    def heard(self) -> list[str]:
        """Return what pages were told to reload so far."""
        with suppress(BlockingIOError):
            self.data += self.socket.recv(65536)
        return [path.decode() for path in re.findall(rb'"path": ?"([^"]*)"', self.data)]

    def __enter__(self) -> Listener:
        return self

    def __exit__(self, *fault: object) -> None:
        self.socket.close()


HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


@pytest.mark.parametrize("origin", ["http://evil.example", "https://127.0.0.1", "null", "http://127.0.0.1:1"])
def test_a_foreign_page_may_not_listen(still: Preview, origin: str) -> None:
    assert still.ask("/livereload", headers={**HANDSHAKE, "Origin": origin})[0] == 403


def test_a_page_of_ours_may_listen(still: Preview) -> None:
    assert still.ask("/livereload", headers={**HANDSHAKE, "Origin": still.url.rstrip("/")})[0] == 101


@pytest.mark.parametrize("path", ["/__preview__/state?since=0", "/__preview__/why?page=index.html&word=x"])
@pytest.mark.parametrize(
    "header",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=lambda header: " ".join(header.values()),
)
def test_a_foreign_page_may_not_even_ask(still: Preview, header: dict[str, str], path: str) -> None:
    assert still.ask(path)[0] == 200
    assert still.ask(path, headers=header)[0] == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/__preview__/state?since=0"])
def test_nothing_can_be_sent(still: Preview, method: str, path: str) -> None:
    assert still.ask(path, method)[0] == 405


@pytest.mark.parametrize("since", ["", "x", "-1", "1e5", "9" * 5000])
def test_a_state_since_no_number_is_refused(still: Preview, since: str) -> None:
    assert still.ask(f"/__preview__/state?since={since}")[0] == 400


# ---------------------------------------------------------------------------------------------------------- questions


def test_a_question_is_answered_from_the_last_good_build(shared: Preview) -> None:
    shared.save("index.html", page("ERROR"))
    wait_for(lambda: shared.state()["problems"])
    answer = json.loads(shared.text("/__preview__/why?page=index.html&word=psoas&before=the%20&after=%20bends"))
    assert answer["word"] == "psoas"
    here, other = answer["reasons"]
    assert here == {
        "at": "content/index.html:2:7",
        "edit": "editor://open/content/index.html?2",
        "surface": "psoas",
        "terms": [["glossary/psoas.html", "Psoas"]],
        "said": "linked, between “the ” and “ bends”",
        "isHere": True,
        "ways": [{"paste": "[[!psoas]]", "does": "does not link it here"}],
    }
    assert not other["isHere"]
    # Nothing was built for it.
    assert shared.builds("begin") == shared.begun + 1


def test_a_page_is_served_while_a_question_is_thought_about(shared: Preview) -> None:
    (shared.root / "thinking").touch()
    answers: list[str] = []
    thoughts = shared.builds("think")
    asker = threading.Thread(
        target=lambda: answers.append(shared.text("/__preview__/why?page=index.html&word=x")), daemon=True
    )
    asker.start()
    wait_for(lambda: shared.builds("think") > thoughts)
    assert "first" in shared.text()
    assert not answers
    (shared.root / "thinking").unlink()
    asker.join(SECONDS)
    assert answers


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("", 400),
        ("page=index.html", 400),
        ("page=index.html&word=%20", 400),
        (f"page=index.html&word={'x' * 301}", 400),
        ("page=none.html&word=x", 404),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(still: Preview, question: str, status: int) -> None:
    assert still.ask(f"/__preview__/why?{question}")[0] == status


def test_nobody_answers_before_the_first_good_build(idle: Preview) -> None:
    idle.save("index.html", page("ERROR"))
    idle.start()
    wait_for(lambda: idle.state()["problems"])
    assert idle.ask("/__preview__/why?page=index.html&word=x")[0] == 503


def test_a_fault_in_an_answer_is_said_and_ends_nothing(shared: Preview) -> None:
    assert shared.ask("/__preview__/why?page=index.html&word=fault")[0] == 500
    wait_for(lambda: "a pea under the pillow" in shared.output())
    assert "Traceback" not in shared.output()
    assert "first" in shared.text()


# ------------------------------------------------------------------------------------------------------ start and end


def test_a_busy_port_gives_way_to_the_next(idle: Preview) -> None:
    # Fault 10: “Serving on ...”, then a traceback.
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        idle.options["port"] = port
        idle.start()
        assert idle.port != port
        assert f"(port {port} is in use)" in idle.output()
        wait_for(lambda: "first" in idle.text())


def test_ten_busy_ports_are_said_plainly(idle: Preview) -> None:
    idle.options |= {"host": "203.0.113.1", "port": 9}
    command = (sys.executable, "-W", "error", __file__, str(idle.root), json.dumps(idle.options))
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=SECONDS
    )
    assert done.returncode == 74
    assert done.stdout.startswith("Cannot serve at 203.0.113.1, port 9: ")
    assert done.stderr == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_well(preview: Preview, number: int) -> None:
    # Fault 11: SIGTERM ends it without any tidying up.
    assert preview.end(number) == 0
    assert preview.said[-1] == "The preview has ended.\n"
    assert preview.complaints == []


def test_what_happens_to_be_installed_changes_nothing(idle: Preview) -> None:
    # Fault 14: pyinotify is chosen silently. Fault 15: so is a watcher that calls back with other arguments.
    (idle.root / "modules").mkdir()
    (idle.root / "modules/pyinotify.py").write_text(
        "class WatchManager:\n    pass\n\n\nclass TornadoAsyncNotifier:\n    pass\n"
    )
    idle.paths.append(str(idle.root / "modules"))
    idle.start()
    wait_for(lambda: idle.state()["revision"])
    idle.save("index.html", page("second"))
    wait_for(lambda: "second" in idle.text())


def test_it_ends_well_during_a_build(preview: Preview) -> None:
    (preview.root / "gate").touch()
    preview.save("index.html", page("second"))
    wait_for(lambda: preview.builds("begin") == preview.begun + 1)
    threading.Timer(0.2, (preview.root / "gate").unlink).start()
    assert preview.end(signal.SIGINT) == 0
    # The build under way was not cut off.
    assert "second" in (preview.root / "out/index.html").read_text()


def test_a_build_that_does_not_end_does_not_keep_it(preview: Preview) -> None:
    (preview.root / "gate").touch()
    preview.save("index.html", page("second"))
    wait_for(lambda: preview.builds("begin") == preview.begun + 1)
    assert preview.end(signal.SIGINT) == 0


# --------------------------------------------------------------------------------------------------------- the browser


@pytest.fixture(scope="module")
def window(chromium: Any) -> Iterator[Any]:
    """Return what the tabs of all tests are in, for they keep nothing in it: to make one for each takes longer."""
    window = chromium.new_context(viewport={"width": 800, "height": 600})
    yield window
    window.close()


@pytest.fixture
def tab(window: Any, shared: Preview) -> Iterator[Any]:
    """Return a tab that shows the home page and hears of builds."""
    tab = new_tab(window)
    visit(tab, shared.url)
    yield tab
    tab.close()
    window.set_offline(False)
    window.clear_permissions()


def new_tab(window: Any) -> Any:
    tab = window.new_page()
    tab.set_default_timeout(SECONDS * 1000)
    tab.complaints = []
    tab.on("console", lambda message: message.type == "error" and tab.complaints.append(message.text))
    tab.on("pageerror", lambda error: tab.complaints.append(str(error)))
    return tab


FOLLOWED = """
  const read = Response.prototype.json;
  Response.prototype.json = async function () {
    const said = await read.call(this);
    // When the page has done what it does with it.
    if (this.url.includes("/__preview__/state")) setTimeout(() => (window.followed = said.revision));
    return said;
  };
"""


def visit(tab: Any, url: str) -> None:
    """Open a page, wait until it hears of builds, and mark it, so that one can tell whether it was loaded anew."""
    tab.add_init_script("document.addEventListener('LiveReloadConnect', () => (window.isListening = true))")
    # Which build the page has followed last.
    tab.add_init_script(FOLLOWED)
    tab.goto(url)
    # At once, as a build that is told of just now may load the page anew.
    becomes(tab, "window.isListening && (window.isSame = true)")


def becomes(tab: Any, condition: str) -> None:
    """Wait until the page says so. Asked from outside, for the page's policy forbids to wait inside."""

    def asked() -> bool:
        try:
            return bool(tab.evaluate(condition))
        except Error as error:
            # Between two pages there is nobody to ask.
            if "Execution context was destroyed" not in str(error):
                raise
            return False

    wait_for(asked)


def is_same(tab: Any) -> bool:
    return bool(tab.evaluate("window.isSame === true"))


def shows(tab: Any, text: str) -> None:
    becomes(tab, f"document.body.textContent.includes({json.dumps(text)})")


browsing = pytest.mark.browser


@browsing
def test_a_save_shows_in_the_open_page(shared: Preview, tab: Any) -> None:
    shared.save("index.html", page("<p id=text>second"))
    shows(tab, "second")
    assert is_same(tab)
    assert tab.complaints == []


@browsing
def test_five_saves_back_to_back_are_each_shown(shared: Preview, tab: Any) -> None:
    # Fault 1: what comes within three seconds of the last reload is dropped.
    for n in range(5):
        shared.save("index.html", page(f"<p id=text>save {n}"))
        shows(tab, f"save {n}")


@browsing
def test_the_last_of_many_quick_saves_is_shown(shared: Preview, tab: Any) -> None:
    for n in range(40):
        shared.save("index.html", page(f"<p id=text>save {n}."))
        time.sleep(0.01)
    shows(tab, "save 39.")


@browsing
def test_a_save_keeps_what_the_reader_did(shared: Preview, tab: Any) -> None:
    long = "".join(f"<p>line {n}</p>" for n in range(100))
    form = "<details><summary>more</summary>inside</details><input id=field>"
    shared.save("index.html", page(f"<h1>old</h1>{form}{long}<p id=end>end</p>"))
    shows(tab, "line 99")
    tab.fill("#field", "typed")
    tab.click("summary")
    tab.focus("#field")
    tab.evaluate("scrollTo(0, 1000)")
    shared.save("index.html", page(f"<h1>new</h1>{form}{long}<p id=end>end of all</p>"))
    shows(tab, "end of all")
    assert tab.input_value("#field") == "typed"
    assert tab.evaluate("document.querySelector('details').open")
    assert tab.evaluate("document.activeElement.id") == "field"
    assert tab.evaluate("scrollY") == 1000
    assert tab.inner_text("h1") == "new"
    assert is_same(tab)


@browsing
def test_a_save_keeps_what_scripts_have_made(shared: Preview, tab: Any) -> None:
    tab.goto("about:blank")
    script = """
      document.documentElement.dataset.theme = "dark";
      for (const heading of document.querySelectorAll("h2")) heading.insertAdjacentHTML("beforeend", "<b>#</b>");
      document.querySelector("p").classList.add("touched");
      const frame = document.createElement("div");
      const table = document.querySelector("table");
      table.replaceWith(frame);
      frame.append(table);
    """
    shared.save("site.js", script)
    body = "<h2>one</h2><p class=a>text</p><table><tr><td>cell</table>"
    shared.save("index.html", page(body, "<script src=site.js defer></script>"))
    # Both saves must be through, or the second would be a change under the open page.
    shared.built(lambda: shared.ask("/site.js")[0] == 200 and "site.js" in shared.text())
    visit(tab, shared.url)
    body = "<h2>two</h2><p class=a>text</p><table><tr><td>cell 2</table><p>after the table</p>"
    shared.save("index.html", page(body, "<script src=site.js defer></script>"))
    shows(tab, "after the table")
    assert is_same(tab)
    assert tab.evaluate("document.documentElement.dataset.theme") == "dark"
    assert tab.inner_html("h2") == "two<b>#</b>"
    assert tab.get_attribute("p", "class") == "a touched"
    assert tab.inner_text("div td") == "cell 2"
    assert tab.evaluate("document.querySelector('div').nextElementSibling.textContent") == "after the table"


@browsing
def test_scripts_are_told_of_a_change(shared: Preview, tab: Any) -> None:
    tab.evaluate("document.addEventListener('preview:patched', () => (window.told = true))")
    shared.save("index.html", page("<p id=text>second"))
    becomes(tab, "window.told")


PIECES = [
    "<p>alpha</p>",
    "<p>beta</p>",
    "<p id=c>gamma</p>",
    "<ul><li>one<li>two</ul>",
    "<ul><li>one<li>two<li>three</ul>",
    "<details open><summary>s</summary>d</details>",
    "<details><summary>s</summary>d</details>",
    "text",
    "<svg viewBox='0 0 1 1'><path d='M0 0'/><use href='#x'/></svg>",
    "<svg viewBox='0 0 2 2'><path d='M0 0'/></svg>",
    "<noscript><p>off</p></noscript>",
    "<table><tr><td>1<td>2</table>",
    "<img src='data:,' alt=a>",
    "<section><h2 id=h>h</h2><p>alpha</p>beta<p>gamma</p></section>",
    "<section><h2 id=h>h 2</h2><p>beta</p><p>gamma</p></section>",
    "<!-- note -->",
]


@browsing
def test_after_any_edit_the_page_is_as_if_loaded_anew(shared: Preview, tab: Any) -> None:
    rolls = random.Random(7)
    pieces: list[str] = []
    for n in range(60):
        for _ in range(rolls.randint(1, 3)):
            at = rolls.randint(0, len(pieces))
            if rolls.random() < 0.4 and pieces:
                del pieces[at - 1 : at]
            else:
                pieces.insert(at, rolls.choice(PIECES))
        body = "".join(pieces) + f"<p id=n>{n}</p>"
        shared.save("index.html", page(body))
        becomes(tab, f"document.getElementById('n')?.textContent === '{n}'")
        expected = tab.evaluate(
            "text => new DOMParser().parseFromString(text, 'text/html').body.innerHTML",
            page(body),
        )
        # A parser that runs no scripts sees elements in a noscript, where the page holds their text.
        assert tab.evaluate("document.body.innerHTML").replace("&lt;", "<").replace("&gt;", ">") == expected
    assert is_same(tab)


SECTION = "<section><h2>head</h2><p>{}</p></section>"
STEPS = [
    "<p>one</p><p>two</p><hr>",
    # Two of a kind at once.
    "<p>1</p><p>2</p><hr>",
    "<p class=a title=t>1</p><p>2</p><hr>",
    "<p title=u>1</p><p>2</p><hr>",
    f"<p title=u>1</p>{SECTION.format('text')}<hr>",
    # What has stayed as it was is changed later.
    f"<p>1</p>{SECTION.format('text')}<hr>",
    f"<p>1</p>{SECTION.format('other')}<hr>",
]


@browsing
def test_edit_after_edit_of_the_same_parts_arrives(shared: Preview, tab: Any) -> None:
    for n, body in enumerate(STEPS):
        text = page(f"{body}<p id=n>{n}</p>")
        shared.save("index.html", text)
        becomes(tab, f"document.getElementById('n')?.textContent === '{n}'")
        parsed = "text => new DOMParser().parseFromString(text, 'text/html').body.innerHTML"
        assert tab.evaluate("document.body.innerHTML") == tab.evaluate(parsed, text)
    assert is_same(tab)


@browsing
def test_what_was_opened_stays_open_when_another_comes_before_it(shared: Preview, tab: Any) -> None:
    shared.save("index.html", page("<details id=a><summary>a</summary>first</details>"))
    becomes(tab, "document.getElementById('a')")
    tab.click("summary")
    new = "<details id=b><summary>b</summary>new</details>"
    shared.save("index.html", page(f"{new}<details id=a><summary>a</summary>second</details>"))
    shows(tab, "second")
    opened = "[...document.querySelectorAll('details')].map((part) => part.open)"
    assert tab.evaluate(opened) == [False, True]
    assert is_same(tab)


@browsing
@pytest.mark.parametrize("act", ["x.remove()", "document.querySelector('aside').append(x)"], ids=["removed", "moved"])
def test_a_page_that_a_script_has_taken_apart_is_loaded_anew(shared: Preview, tab: Any, act: str) -> None:
    shared.save("index.html", page("<p id=x>old</p><p>last</p><aside></aside>"))
    shows(tab, "old")
    tab.evaluate(f"() => {{ const x = document.getElementById('x'); {act}; }}")
    shared.save("index.html", page("<p id=x>edited</p><h2>new</h2><p>last</p><aside></aside>"))
    becomes(tab, "document.body.innerText.replace(/\\s+/g, ' ').trim() === 'edited new last'")
    assert not is_same(tab)


@browsing
def test_an_edit_of_another_page_leaves_this_one_alone(shared: Preview, tab: Any) -> None:
    everything = "{subtree: true, childList: true, attributes: true, characterData: true}"
    tab.evaluate(f"new MutationObserver(() => (window.isTouched = true)).observe(document, {everything})")
    shared.save("other.html", page("other"))
    shared.built(lambda: shared.ask("/other.html")[0] == 200)
    becomes(tab, f"window.followed === {shared.state()['revision']}")
    assert is_same(tab)
    assert not tab.evaluate("window.isTouched")


@browsing
@pytest.mark.parametrize("sheet", ["a.css", "inner.css"])
def test_a_stylesheet_is_swapped_without_a_reload(shared: Preview, tab: Any, sheet: str) -> None:
    tab.goto("about:blank")
    shared.save("inner.css", "p { color: rgb(1, 2, 3) }")
    shared.save("a.css", "@import 'inner.css';")
    shared.save("index.html", page("<p>text", "<link rel=stylesheet href=a.css>"))
    shared.built(lambda: "a.css" in shared.text())
    visit(tab, shared.url)
    colour = "getComputedStyle(document.querySelector('p')).color"
    assert tab.evaluate(colour) == "rgb(1, 2, 3)"
    shared.save(sheet, "p { color: rgb(4, 5, 6) }")
    becomes(tab, f"{colour} === 'rgb(4, 5, 6)'")
    becomes(tab, "document.querySelectorAll('[rel=stylesheet]').length === 1")
    assert is_same(tab)
    assert tab.complaints == []


@browsing
def test_a_stylesheet_that_is_late_leaves_nothing_of_those_before_it(shared: Preview, tab: Any) -> None:
    tab.goto("about:blank")
    shared.save("a.css", "p { color: rgb(1, 2, 3) }")
    shared.save("index.html", page("<p>text", "<link rel=stylesheet href=a.css>"))
    shared.built(lambda: shared.ask("/a.css")[0] == 200 and "a.css" in shared.text())
    visit(tab, shared.url)
    held: list[Any] = []
    tab.route("**/a.css?*", lambda route: route.continue_() if held else held.append(route))
    sheets = "document.querySelectorAll('[rel=stylesheet]').length"
    shared.save("a.css", "p { color: rgb(4, 5, 6) }")
    becomes(tab, f"{sheets} === 2")
    shared.save("a.css", "p { margin: 7px }")
    becomes(tab, "getComputedStyle(document.querySelector('p')).margin === '7px'")
    becomes(tab, f"{sheets} === 1")
    assert tab.evaluate("getComputedStyle(document.querySelector('p')).color") == "rgb(0, 0, 0)"
    assert is_same(tab)


@browsing
def test_a_picture_is_swapped_without_a_reload(shared: Preview, tab: Any) -> None:
    tab.goto("about:blank")
    drawing = "<svg xmlns='http://www.w3.org/2000/svg' width='{0}' height='10'/>"
    shared.save("a.svg", drawing.format(10))
    shared.save("index.html", page("<img src=a.svg alt=''>"))
    shared.built(lambda: "a.svg" in shared.text())
    visit(tab, shared.url)
    shared.save("a.svg", drawing.format(77))
    becomes(tab, "document.querySelector('img').naturalWidth === 77")
    assert is_same(tab)


@browsing
def test_a_changed_script_loads_the_page_anew(shared: Preview, tab: Any) -> None:
    tab.goto("about:blank")
    shared.save("site.js", "window.version = 1")
    shared.save("index.html", page("text", "<script src=site.js defer></script>"))
    shared.built(lambda: "site.js" in shared.text())
    visit(tab, shared.url)
    shared.save("site.js", "window.version = 2")
    becomes(tab, "window.version === 2")


@browsing
@pytest.mark.parametrize(("name", "is_anew"), [("terms.js", True), ("search.js", False)])
def test_a_changed_script_that_the_page_has_brought_for_itself_loads_it_anew(
    shared: Preview, tab: Any, name: str, is_anew: bool
) -> None:
    tab.goto("about:blank")
    shared.save(name, "window.version = 1")
    shared.built(lambda: shared.ask(f"/{name}")[0] == 200)
    visit(tab, shared.url)
    tab.evaluate(f"document.head.append(Object.assign(document.createElement('script'), {{ src: '{name}' }}))")
    becomes(tab, "window.version === 1")
    shared.save(name, "window.version = 2")
    shared.save("index.html", page("<p id=text>second"))
    shows(tab, "second")
    becomes(tab, f"window.isSame !== {json.dumps(is_anew)}")


@browsing
def test_a_build_that_cannot_say_what_changed_loads_the_page_anew(shared: Preview, tab: Any) -> None:
    shared.save("index.html", page("<p id=text>UNKNOWN"))
    shows(tab, "UNKNOWN")
    assert not is_same(tab)


@browsing
def test_an_error_lies_over_the_last_good_page_and_goes_with_the_next_save(shared: Preview, tab: Any) -> None:
    shared.save("index.html", page("ERROR here"))
    panel = tab.locator("preview-messages section")
    panel.wait_for()
    assert "content/index.html:3:1: error: <body>ERROR here</body></html> [fake]" in panel.inner_text()
    assert "     3 | <body>ERROR here" in panel.inner_text()
    assert "Mend it." in panel.inner_text()
    assert "first" in tab.inner_text("body")
    shared.save("index.html", page("healed"))
    shows(tab, "healed")
    panel.wait_for(state="detached")
    assert is_same(tab)
    assert tab.complaints == []


@browsing
def test_an_error_shows_in_a_tab_opened_later_and_after_a_reload(shared: Preview, tab: Any) -> None:
    shared.save("index.html", page("RAISE"))
    shared.built(lambda: shared.state()["problems"])
    tab.reload()
    tab.locator("preview-messages section").wait_for()
    assert "a pea under the mattress" in tab.locator("preview-messages section").inner_text()


@browsing
def test_a_hidden_error_comes_back_only_when_it_is_another(shared: Preview, tab: Any) -> None:
    panel = tab.locator("preview-messages section")
    shared.save("index.html", page("ERROR one"))
    panel.wait_for()
    tab.get_by_role("button", name="Hide").click()
    revision = shared.state()["revision"]
    shared.save("index.html", page("ERROR one") + "<!-- -->")
    becomes(tab, f"window.followed === {revision + 1}")
    assert panel.count() == 0
    # What is hidden leaves a sign: the page behind it stays as it was, whatever is saved.
    count = tab.locator("preview-messages .count")
    assert count.inner_text() == "1 error in 1 file"
    count.click()
    assert "ERROR one" in panel.inner_text()
    count.click()
    shared.save("index.html", page("ERROR two"))
    panel.wait_for()
    assert "ERROR two" in panel.inner_text()


@browsing
def test_an_error_is_shown_as_text(shared: Preview, tab: Any) -> None:
    shared.save("index.html", page("ERROR <img src=x onerror='window.isHit = true'>"))
    tab.locator("preview-messages section").wait_for()
    assert tab.locator("preview-messages img").count() == 0
    assert not tab.evaluate("window.isHit")


@browsing
def test_an_error_can_be_copied(shared: Preview, tab: Any) -> None:
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shared.save("index.html", page("ERROR here"))
    tab.get_by_role("button", name="Copy").click()
    tab.get_by_role("button", name="Copied").wait_for()
    assert "content/index.html:3:1: error:" in tab.evaluate("navigator.clipboard.readText()")


@browsing
def test_warnings_are_a_counter_that_opens(shared: Preview, tab: Any) -> None:
    shared.save("index.html", page("<p>WARNING about this"))
    shows(tab, "WARNING about")
    counter = tab.get_by_role("button", name="1 warning in 1 file")
    counter.click()
    assert "warning: <body><p>WARNING about this" in tab.locator("preview-messages section").inner_text()
    counter.click()
    assert tab.locator("preview-messages section").count() == 0


@browsing
def test_a_place_in_the_overlay_opens_the_editor(shared: Preview, tab: Any) -> None:
    shared.save("index.html", page("one\ntwo ERROR"))
    place = tab.locator("preview-messages section a")
    place.wait_for()
    assert place.inner_text() == "content/index.html:4:1"
    assert place.get_attribute("href") == "editor://open/content/index.html?4"
    assert "content/index.html:4:1: error: two ERROR" in tab.locator("preview-messages pre").inner_text()


BANNER = "document.querySelector('preview-banner')?.shadowRoot.textContent ?? ''"


@browsing
@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("DRAFT", "Draft: will not be published"),
        ("LATER", "Scheduled for 2031-02-01: will not be published before that day"),
        ("PAST", "Expired on 2020-02-01: no longer published"),
    ],
)
def test_a_page_that_is_held_back_says_so(shared: Preview, tab: Any, word: str, said: str) -> None:
    shared.save("index.html", page(f"<p>{word}"))
    becomes(tab, f"{BANNER} === {json.dumps(f'{said} (content/index.html:2:1)')}")
    assert tab.locator("preview-banner a").get_attribute("href") == "editor://open/content/index.html?2"
    tab.reload()
    becomes(tab, f"{BANNER}.startsWith({json.dumps(said)})")
    assert tab.locator("preview-banner").is_visible()
    # A broken save changes nothing of it: the page behind the overlay is still that one.
    shared.save("other.html", "ERROR")
    tab.locator("preview-messages section").wait_for()
    assert tab.evaluate(BANNER).startswith(said)
    (shared.root / "content/other.html").unlink()
    shared.save("index.html", page("<p>published"))
    shows(tab, "published")
    becomes(tab, f"{BANNER} === ''")
    assert tab.complaints == []


@browsing
def test_a_page_beside_a_draft_has_no_banner(shared: Preview, tab: Any) -> None:
    shared.save("other.html", page("DRAFT"))
    shared.built(lambda: shared.ask("/other.html")[0] == 200)
    tab.reload()
    becomes(tab, f"window.followed === {shared.state()['revision']}")
    assert tab.evaluate(BANNER) == ""


LINKED = (
    "<p>Deep: the <a class=term id=term href=other.html>psoas</a>, a <b id=bold>muscle</b>.</p>"
    "<p id=own>The hip’s flexors</p><input id=field value=typed>"
)


@pytest.fixture
def linked(shared: Preview, tab: Any) -> Any:
    shared.save("other.html", page("another page"))
    shared.save("index.html", page(LINKED))
    shows(tab, "a muscle")
    return tab


def answer(tab: Any) -> str:
    dialog = tab.locator("preview-messages dialog")
    dialog.wait_for()
    return str(dialog.inner_text())


@browsing
def test_alt_click_on_a_linked_word_says_why_and_does_not_follow_it(shared: Preview, linked: Any) -> None:
    linked.context.grant_permissions(["clipboard-read", "clipboard-write"])
    # Read when all have had the event. A browser with a window would load what the link leads to.
    read = "event => setTimeout(() => (window.wasPrevented = event.defaultPrevented))"
    linked.evaluate(f"addEventListener('click', {read}, true)")
    linked.click("#term", modifiers=["Alt"])
    said = answer(linked)
    assert "content/index.html:2:7: “psoas” (Psoas): linked, between “Deep: the ” and “, a muscle.”" in said
    assert "Elsewhere on this page:" in said
    assert linked.url == shared.url
    assert is_same(linked)
    becomes(linked, "window.wasPrevented")
    linked.get_by_role("button", name="Copy").click()
    linked.get_by_role("button", name="Copied").wait_for()
    assert linked.evaluate("navigator.clipboard.readText()") == "[[!psoas]]"
    assert (
        linked.locator("preview-messages dialog a").first.get_attribute("href") == "editor://open/content/index.html?2"
    )
    assert linked.complaints == []


@browsing
def test_alt_click_asks_for_the_word_under_the_pointer(linked: Any) -> None:
    linked.click("#bold", modifiers=["Alt"])
    assert "“muscle” (Psoas): linked, between “Deep: the psoas, a ” and “.”" in answer(linked)
    linked.keyboard.press("Escape")
    linked.click("#own", modifiers=["Alt"], position={"x": 40, "y": 8})
    assert "“hip’s” (Psoas): linked, between “The ” and “ flexors”" in answer(linked)


@browsing
def test_alt_click_on_a_part_of_a_drawing_asks_for_its_term(shared: Preview, tab: Any) -> None:
    drawing = (
        "<svg viewBox='0 0 9 9' width=90><a data-term=hip-bone href='#x'><path id=part d='M0 0h9v9H0z'/></a></svg>"
    )
    shared.save("index.html", page(drawing))
    becomes(tab, "document.getElementById('part')")
    tab.click("#part", modifiers=["Alt"])
    assert "“hip bone” (Psoas): linked, between “” and “”" in answer(tab)


@browsing
@pytest.mark.parametrize("height", [0, 0.3, 0.48, 0.52, 0.7, 0.9])
def test_an_answer_leaves_the_word_to_be_seen(shared: Preview, tab: Any, height: float) -> None:
    shared.save("index.html", page(f"<h1 id=text>{'word ' * 300}</h1>"))
    shows(tab, "word word")
    y = height * tab.viewport_size["height"] + 12
    tab.mouse.click(20, y)
    tab.keyboard.down("Alt")
    tab.mouse.click(20, y)
    tab.keyboard.up("Alt")
    assert answer(tab)
    box = tab.locator("preview-messages dialog").bounding_box()
    assert y < box["y"] or y > box["y"] + box["height"]


@browsing
def test_a_plain_click_follows_the_link(linked: Any) -> None:
    linked.click("#term")
    linked.wait_for_url("**/other.html")


@browsing
def test_the_keyboard_asks_too_and_gets_its_place_back(linked: Any) -> None:
    linked.focus("#term")
    linked.keyboard.press("Alt+Enter")
    assert "“psoas” (Psoas)" in answer(linked)
    linked.keyboard.press("Escape")
    assert linked.locator("preview-messages dialog").count() == 0
    assert linked.evaluate("document.activeElement.id") == "term"


@browsing
def test_selected_words_are_asked_for_as_they_are(linked: Any) -> None:
    linked.evaluate("getSelection().selectAllChildren(document.getElementById('own'))")
    linked.keyboard.press("Alt+Enter")
    assert "“The hip’s flexors” (Psoas)" in answer(linked)


@browsing
def test_a_page_without_a_text_of_its_own_says_so(shared: Preview, linked: Any) -> None:
    visit(linked, f"{shared.url}other.html")
    linked.click("body", modifiers=["Alt"], position={"x": 30, "y": 12})
    assert "this page has no text of its own" in answer(linked)


@browsing
def test_a_failed_start_shows_why_and_then_the_site(idle: Preview, window: Any) -> None:
    idle.save("index.html", page("ERROR"))
    idle.start()
    tab = new_tab(window)
    tab.goto(idle.url)
    panel = tab.locator("preview-messages section")
    panel.wait_for()
    assert panel.locator("h1").inner_text() == "1 error in 1 file. Nothing good has been built yet."
    tab.click("body", modifiers=["Alt"], position={"x": 30, "y": 12})
    assert "The preview has no answer: nothing good has been built yet." in answer(tab)
    idle.save("index.html", page("fine"))
    shows(tab, "fine")
    tab.close()


@browsing
def test_a_broken_page_counts_what_it_lists(shared: Preview, tab: Any) -> None:
    shared.save("index.html", page("WARNING of this\nERROR here"))
    panel = tab.locator("preview-messages section")
    panel.wait_for()
    assert panel.locator("h1").inner_text() == "1 error in 1 file. Behind this is the last good page."
    assert panel.locator("pre").count() == 1
    many = "\n".join(["WARNING"] * (SHOWN + 5))
    shared.save("index.html", page(many))
    tab.get_by_role("button", name=f"{SHOWN + 5} warnings in 1 file").click()
    assert panel.locator("pre").count() == SHOWN
    assert panel.locator("p").inner_text() == "And 5 more, which the terminal names."


@browsing
def test_an_error_says_what_stands_behind_it(shared: Preview, tab: Any) -> None:
    missing = new_tab(tab.context)
    visit(missing, f"{shared.url}later.html")
    shared.save("later.html", page("ERROR"))
    for each, behind in (
        (tab, "Behind this is the last good page."),
        (missing, "The last good build has no such page."),
    ):
        head = each.locator("preview-messages section h1")
        head.wait_for()
        assert head.inner_text() == f"1 error in 1 file. {behind}"
    missing.close()


@browsing
def test_an_answer_that_does_not_come_says_why(shared: Preview, linked: Any) -> None:
    linked.evaluate("document.getElementById('own').textContent = 'fault'")
    linked.click("#own", modifiers=["Alt"], position={"x": 10, "y": 8})
    assert "The preview has no answer: it has a fault, which the terminal names." in answer(linked)
    linked.context.set_offline(True)
    linked.keyboard.press("Escape")
    linked.click("#own", modifiers=["Alt"], position={"x": 10, "y": 8})
    assert "The preview has no answer: it cannot be reached." in answer(linked)


@browsing
def test_an_answer_that_comes_after_the_next_one_is_dropped(linked: Any) -> None:
    held: list[Any] = []
    linked.route("**/__preview__/why?*", lambda route: route.continue_() if held else held.append(route))
    linked.focus("#term")
    with linked.expect_request("**/__preview__/why?*"):
        linked.keyboard.press("Alt+Enter")
    linked.click("#bold", modifiers=["Alt"])
    assert "“muscle” (Psoas)" in answer(linked)
    with linked.expect_event("requestfinished"):
        held[0].continue_()
    # Time enough for what would be shown: it comes before another answer is asked for and read.
    linked.evaluate("fetch(location.href).then((answer) => answer.text())")
    assert "“muscle” (Psoas)" in answer(linked)


@browsing
def test_a_missing_page_appears_when_it_is_written_and_goes_when_it_is_deleted(shared: Preview, tab: Any) -> None:
    visit(tab, f"{shared.url}later.html")
    shows(tab, "Not found.")
    shared.save("later.html", page("written"))
    shows(tab, "written")
    becomes(tab, "window.isListening")
    (shared.root / "content/later.html").unlink()
    shows(tab, "Not found.")
    becomes(tab, "window.isListening")
    # The site's own page for it, when it is written.
    shared.save("404.html", page("Lost?"))
    shows(tab, "Lost?")


@browsing
def test_a_page_catches_up_after_a_restart(preview: Preview, window: Any) -> None:
    tab = new_tab(window)
    visit(tab, preview.url)
    preview.options["port"] = preview.port
    preview.end()
    preview.save("index.html", page("<p id=text>written meanwhile"))
    preview.start()
    shows(tab, "written meanwhile")
    tab.close()


@browsing
def test_a_page_that_was_cut_off_catches_up(shared: Preview, tab: Any) -> None:
    tab.context.set_offline(True)
    for n in range(3):
        shared.save("index.html", page(f"<p id=text>save {n}"))
        wait_for(lambda n=n: f"save {n}" in shared.text())
    tab.context.set_offline(False)
    tab.evaluate("document.dispatchEvent(new Event('LiveReloadConnect'))")
    shows(tab, "save 2")


@browsing
def test_it_ends_well_with_a_page_open(preview: Preview, window: Any) -> None:
    tab = new_tab(window)
    visit(tab, preview.url)
    assert preview.end(signal.SIGINT) == 0
    tab.close()


# -------------------------------------------------------------------------------------------------------- the board


def posted(*changes: frozenset[str] | None) -> Board:
    board = Board()
    for change in changes:
        board.post(Outcome(changed=change), ())
    return board


def test_the_changes_since_a_revision_are_those_of_all_builds_after_it() -> None:
    board = posted(frozenset("a"), frozenset("b"), frozenset("c"))
    assert board.changed_since(1, board.session) == {"b", "c"}
    assert board.changed_since(3, board.session) == frozenset()


def test_a_build_that_may_have_changed_anything_makes_all_before_it_unknown() -> None:
    board = posted(frozenset("a"), None, frozenset("c"))
    assert board.changed_since(1, board.session) is None
    assert board.changed_since(2, board.session) == {"c"}


@pytest.mark.parametrize("revision", [4, 99])
def test_a_revision_that_never_was_is_unknown(revision: int) -> None:
    board = posted(frozenset("a"), frozenset("b"), frozenset("c"))
    assert board.changed_since(revision, board.session) is None


def test_another_session_is_unknown() -> None:
    assert posted(frozenset("a")).changed_since(1, "other") is None


def test_a_page_that_slept_too_long_is_told_that_anything_may_have_changed() -> None:
    board = posted(*[frozenset("a")] * (REMEMBERED + 5))
    assert board.changed_since(5, board.session) == {"a"}
    assert board.changed_since(4, board.session) is None


# --------------------------------------------------------------------------------------------------------- the watcher


@pytest.fixture(params=[True, False], ids=["told", "looking"])
def bell(request: pytest.FixtureRequest) -> Iterator[Bell]:
    """Return a bell that hears the system's notices, and one on a system without any."""
    bell = Bell()
    if not request.param and bell._notices is not None:
        os.close(bell._notices.handle)
        bell._notices = None
    yield bell
    bell.close()


@pytest.fixture
def watched(tmp_path: Path) -> Path:
    (tmp_path / "content/articles").mkdir(parents=True)
    (tmp_path / "content/articles/a.md").write_text("a")
    (tmp_path / "config.yaml").write_text("title: x")
    return tmp_path


def looked(root: Path) -> Look:
    return look([root / "content", root / "config.yaml", root / "templates"], root / "content/public")


CHANGES = {
    "edit": "echo b > content/articles/a.md",
    "longer": "echo longer > content/articles/a.md",
    "new": "touch content/b.md",
    "deleted": "rm content/articles/a.md",
    "renamed": "mv content/articles/a.md content/articles/z.md",
    "moved away": "mv content/articles .",
    "config": "echo 'title: y' > config.yaml",
    "config replaced": "echo 'title: y' > new && mv new config.yaml",
    "new watched folder": "mkdir templates && touch templates/a.html",
    "deep": "mkdir -p content/x/y && touch content/x/y/z.md",
    "old time": "touch -d 2001-01-01 content/articles/a.md",
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_kind_of_change_is_seen(watched: Path, bell: Bell, change: str) -> None:
    seen = looked(watched)
    timer = threading.Timer(0.1, subprocess.run, [CHANGES[change]], {"shell": True, "cwd": watched, "check": True})
    timer.start()
    found = next_change(seen, lambda: looked(watched), bell)
    timer.join()
    assert found is not None
    assert found.files == looked(watched).files != seen.files


def test_a_change_in_a_folder_that_was_made_anew_is_heard(watched: Path, bell: Bell) -> None:
    folder = watched / "content/articles"
    for n in range(3):
        seen = looked(watched)
        shutil.rmtree(folder)
        folder.mkdir()
        (folder / "a.md").write_text(str(n))
        found = next_change(seen, lambda: looked(watched), bell)
        assert found
        seen = found
        (folder / "a.md").write_text(f"again {n}")
        assert next_change(seen, lambda: looked(watched), bell)


@pytest.mark.parametrize("name", [".a.md.swp", "a.md~", "#a.md#", ".DS_Store", "public/index.html", ".git/HEAD"])
def test_what_editors_and_we_leave_is_no_change(watched: Path, name: str) -> None:
    seen = looked(watched)
    path = watched / "content" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("")
    assert looked(watched).files == seen.files


def test_a_link_to_a_folder_is_not_followed(watched: Path) -> None:
    (watched / "content/loop").symlink_to(watched / "content")
    (watched / "content/gone").symlink_to(watched / "nowhere")
    assert len(looked(watched).files) == 3


def test_a_file_behind_a_link_is_watched(watched: Path) -> None:
    (watched / "shared.md").write_text("a")
    (watched / "content/linked.md").symlink_to(watched / "shared.md")
    seen = looked(watched)
    (watched / "shared.md").write_text("changed")
    assert looked(watched).files != seen.files


@pytest.mark.parametrize(
    ("first", "between"),
    [
        ("echo b > content/articles/a.md", watch.QUIET),
        ("rm content/articles/a.md", watch.QUIET_AFTER_LOSS),
        (": > content/articles/a.md", watch.QUIET_AFTER_LOSS),
        (": > content/articles/new.md", watch.QUIET_AFTER_LOSS),
    ],
    ids=["written", "gone", "emptied", "begun"],
)
def test_a_save_in_two_steps_is_one_change(
    watched: Path, bell: Bell, monkeypatch: pytest.MonkeyPatch, first: str, between: float
) -> None:
    """An editor takes the old file away, or empties it, and writes the new one a moment later."""
    seen, waited = looked(watched), list[float]()
    subprocess.run([first], shell=True, cwd=watched, check=True)

    def sleep(seconds: float) -> None:
        if not waited:
            (watched / "content/articles/a.md").write_text("the new text")
        waited.append(seconds)

    def wait(seconds: float, wait: Callable[[float], bool] = bell.wait) -> bool:
        if seconds == watch.QUIET_AFTER_LOSS:
            sleep(seconds)
        return wait(seconds)

    monkeypatch.setattr(watch.time, "sleep", sleep)
    monkeypatch.setattr(bell, "wait", wait)
    found = next_change(seen, lambda: looked(watched), bell)
    assert found is not None
    assert found.files == looked(watched).files
    assert waited[0] == between
    # Once more than it took the file to come to rest.
    assert len(waited) == 2


def test_a_change_that_is_taken_back_is_none(watched: Path, bell: Bell, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = looked(watched)
    made = watched / "content/articles/new.md"
    made.write_text("a")

    def sleep(seconds: float) -> None:
        if made.exists():
            made.unlink()
        else:
            bell.stop()

    monkeypatch.setattr(watch.time, "sleep", sleep)
    assert next_change(seen, lambda: looked(watched), bell) is None


@pytest.mark.parametrize("change", CHANGES)
def test_what_the_system_names_is_looked_at_first(watched: Path, change: str) -> None:
    """A save is seen without a look at every file; where a folder came or went, all are looked at."""
    bell, seen = Bell(), looked(watched)
    if not bell.listen(seen.heard):
        pytest.skip("the system tells of no changes")
    subprocess.run([CHANGES[change]], shell=True, cwd=watched, check=True)
    assert bell.wait(1)
    assert bell.touched is not None
    found = watch.look_again(seen, bell.touched)
    is_of_folders = change in {"moved away", "new watched folder", "deep"}
    assert (found is None) == is_of_folders
    assert found is None or found.files == looked(watched).files != seen.files
    bell.close()


@pytest.mark.parametrize("name", ["a.md.swp", "../aside.yaml", "../content.md"])
def test_what_is_not_watched_is_not_seen_when_it_is_named(watched: Path, name: str) -> None:
    bell, seen = Bell(), looked(watched)
    if not bell.listen(seen.heard):
        pytest.skip("the system tells of no changes")
    (watched / "content" / name).write_text("b")
    assert bell.wait(1)
    assert watch.look_again(seen, bell.touched or ()) == seen
    bell.close()


def test_a_folder_that_is_gone_names_nothing(watched: Path) -> None:
    """The system then says that it tells no more of it."""
    bell, seen = Bell(), looked(watched)
    if not bell.listen(seen.heard):
        pytest.skip("the system tells of no changes")
    shutil.rmtree(watched / "content/articles")
    assert bell.wait(1)
    assert bell.touched is None
    bell.close()


def test_a_flood_of_notices_names_nothing(watched: Path) -> None:
    """The system says, for no folder, that it lost some."""
    bell, seen = Bell(), looked(watched)
    most = Path("/proc/sys/fs/inotify/max_queued_events")
    if not bell.listen(seen.heard) or not most.exists():
        pytest.skip("the system tells of no changes, or not how many")
    files = (watched / "config.yaml", watched / "content/articles/a.md")
    os.utime(files[0])
    assert bell.wait(1)
    assert bell.touched == {str(files[0])}
    # By turns: of several that are alike, the system keeps one.
    for n in range(int(most.read_text()) + 1):
        os.utime(files[n % 2])
    assert bell.wait(1)
    assert bell.touched is None
    bell.close()


def test_a_save_is_seen_without_a_look_at_every_file(
    watched: Path, bell: Bell, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, looks, waits = looked(watched), list[Look](), list[float]()

    def take() -> Look:
        looks.append(looked(watched))
        return looks[-1]

    def wait(seconds: float, wait: Callable[[float], bool] = bell.wait) -> bool:
        waits.append(seconds)
        if len(waits) == 1:
            (watched / "content/articles/a.md").write_text("changed")
        return wait(seconds)

    monkeypatch.setattr(bell, "wait", wait)
    assert next_change(seen, take, bell) == looked(watched)
    # One before it listens.
    assert len(looks) == 1 or not bell.listen(seen.heard)


def test_a_change_that_nobody_tells_of_is_seen_all_the_same(watched: Path, bell: Bell) -> None:
    """While notices of something else ring without a pause."""
    is_over, shared = threading.Event(), watched / "shared.md"
    shared.write_text("a")
    (watched / "content/linked.md").symlink_to(shared)
    seen = looked(watched)

    def ring() -> None:
        while not is_over.wait(0.02):
            (watched / "content/a.md.swp").write_text("b")

    ringing = threading.Thread(target=ring)
    # In one step: half a change would be one, too.
    (watched / "new.md").write_text("changed")
    timers = [threading.Timer(0.1, (watched / "new.md").replace, [shared]), threading.Timer(SECONDS, bell.stop)]
    for each in (ringing, *timers):
        each.start()
    found = next_change(seen, lambda: looked(watched), bell)
    is_over.set()
    timers[1].cancel()
    for each in (ringing, *timers):
        each.join()
    assert found == looked(watched)


def test_where_the_system_tells_us_its_silence_spares_a_look(watched: Path, bell: Bell) -> None:
    seen, looks = looked(watched), list[Look]()
    (watched / "content/articles/a.md").write_text("changed")

    def take() -> Look:
        looks.append(looked(watched))
        return looks[-1]

    assert next_change(seen, take, bell) == looked(watched)
    assert len(looks) == (1 if bell.listen(seen.heard) else 2)


@dataclass
class Clock:
    """Stands in for the time and for the bell: looks take as long as they are said to, and waits none at all."""

    seconds_of_a_look: float
    has_notices: bool
    now: float = 0.0
    is_stopped: bool = False
    waits: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.now

    def listen(self, folders: Any) -> bool:
        return self.has_notices

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.is_stopped = len(self.waits) == 3


@pytest.mark.parametrize(("seconds", "has_notices"), [(0.001, True), (0.5, True), (0.5, False)])
def test_waiting_takes_a_twentieth_of_a_processor_at_most(
    monkeypatch: pytest.MonkeyPatch, seconds: float, has_notices: bool
) -> None:
    # Fault 8: polling, every 0.8 s however long it takes: 12 % of a processor at 10,000 files.
    clock = Clock(seconds, has_notices)
    monkeypatch.setattr("microsite.preview.watch.time.monotonic", clock.monotonic)
    seen = Look({})

    def take() -> Look:
        clock.now += seconds
        return seen

    assert next_change(seen, take, clock) is None  # type: ignore[arg-type]
    assert len(clock.waits) == 3
    assert all(wait >= 20 * seconds for wait in clock.waits)
    assert not has_notices or min(clock.waits) >= PAUSE_WITH_NOTICES


def test_a_stopped_bell_ends_the_wait(watched: Path, bell: Bell) -> None:
    timer = threading.Timer(0.1, bell.stop)
    timer.start()
    assert next_change(looked(watched), lambda: looked(watched), bell) is None
    timer.join()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), json.loads(sys.argv[2])))


def test_what_the_first_good_build_leaves_is_not_looked_through_at_a_later_save(tmp_path: Path) -> None:
    page = "content/articles/a.md"
    write_site(tmp_path, {page: "---\ntitle: A\nsummary: A.\n---\n[](b)\n"})
    preview = _Preview(Order(tmp_path / "config.yaml", Date(2026, 1, 1), has_drafts=True), tmp_path / ".preview")
    try:
        frozen = gc.get_freeze_count()
        assert not preview.build().is_published
        # Of what an earlier test froze, some may have gone since.
        assert gc.get_freeze_count() <= frozen
        (tmp_path / page).write_text("---\ntitle: A\nsummary: A.\n---\nText.\n")
        assert preview.build().is_published
        assert gc.get_freeze_count() > frozen
    finally:
        gc.unfreeze()
