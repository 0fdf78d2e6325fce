"""The preview: serves the site while it is written, builds it anew on a save and tells every open page what changed.

On livereload, through five doors: its Watcher (ours compares looks and builds in a thread of its own), its Server
(our handlers on our socket), the call that tells all pages, its WebSocket, and the plug-in door of its script (ours,
preview/client.js, changes the page in place and shows what is wrong). No other room imports livereload or tornado.
"""

from __future__ import annotations

import asyncio
import errno
import html
import ipaddress
import logging
import mimetypes
import os
import re
import signal
import socket
import sys
import threading
import time
import traceback
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urlsplit

from livereload import Server
from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler
from livereload.watcher import Watcher
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop, PeriodicCallback
from tornado.platform.asyncio import BaseAsyncIOLoop
from tornado.web import Application, HTTPError, RequestHandler, StaticFileHandler
from tornado.websocket import WebSocketHandler

from ..disk.refusal import CANNOT_WRITE, PublishFailed
from ..problem import Place, Problem, as_text, tally
from .board import Answer, Board, Question
from .board import Outcome as Outcome
from .watch import Bell, Look, look, next_change

PORTS = 10
"""How many ports to try, from the one asked for."""

LAST_BUILD = 3.0
"""Seconds that a build under way may still take when the preview is ended."""

CLIENT = Path(__file__).with_name("client.js")

SIGN = "__preview__"
"""What pages are told after every build: look what is new. Without our client, livereload would load the page anew."""

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}
"""Said here, for a machine's own table may be wrong (Windows: text/plain for .js, which browsers then refuse)."""


def serve(
    build: Callable[[], Outcome],
    output: Path,
    watched: Sequence[Path],
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    allowed_hosts: Sequence[str] = (),
    open_browser: bool = False,
    say: Callable[[str], object] = print,
    line_of: Callable[[Place], str | None] = lambda place: None,
    link_of: Callable[[Place], str] = lambda place: "",
) -> int:
    """Preview the site at `output` until Ctrl-C or SIGTERM; return the exit status.

    `build` makes the output anew, whole or not at all. It is called at once and after every change to the `watched`
    files and folders, always in one thread, never twice at a time; what it raises does not end the preview.
    `allowed_hosts` are names by which the preview may be asked for besides those of this machine. `line_of` finds
    the source line to show with a problem, `link_of` the address that opens an editor there, or "". Port 0 means any.
    Returns 0, or 74 when it cannot listen there.
    """
    try:
        sockets = _listening(host, port)
    except OSError as error:
        say(f"Cannot serve at {host}, port {port}: {error.strerror or error}. Choose others with --host and --port.")
        return CANNOT_WRITE
    used: int = sockets[0].getsockname()[1]
    url = f"http://{_in_url(host)}:{used}/"
    say(f"Preview at {url}{f' (port {port} is in use)' if port not in (0, used) else ''}. Ctrl-C ends it.")
    if not _is_loopback(host):
        say("Warning: everyone who can reach this machine can read the preview, drafts included.")
    # Python 3.12 and later warn when a loop is asked for that nobody has made; of this kind, tornado needs on Windows.
    asyncio.set_event_loop(asyncio.SelectorEventLoop())
    board = Board()
    address = os.path.abspath(output)
    workshop = _Workshop(
        build, lambda: look(watched, Path(address)), board, say, line_of, has_site=lambda: os.path.isdir(address)
    )
    if open_browser:
        workshop.after_first = lambda: webbrowser.open(url)
    server = _Server(workshop, sockets, board, Hosts(host, tuple(allowed_hosts)), link_of)
    with _calm_logs(say), _ended_by_signals(server):
        server.serve(port=used, host=host, root=address)
        with suppress(KeyboardInterrupt):
            workshop.end()
    say("The preview has ended.")
    return 0


def _listening(host: str, port: int) -> list[socket.socket]:
    """Return sockets that listen at the first free port of ten."""
    ports = range(port, min(port + PORTS, 65536)) if port else range(1)
    for number in ports:
        try:
            return _bound(host, number)
        except OSError:
            if number == ports[-1]:
                raise
    raise AssertionError("ten ports are tried, and the last one raises")


def _bound(host: str, port: int) -> list[socket.socket]:
    """Return a socket for every address of the host: `localhost` mostly has two."""
    flags = socket.AI_PASSIVE
    found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=flags)
    sockets: list[socket.socket] = []
    try:
        for family, _, _, _, address in dict.fromkeys(found):
            number = sockets[0].getsockname()[1] if sockets else port
            try:
                sockets.append(socket.create_server((str(address[0]), number), family=family))
            except OSError as error:
                # An address that this machine has in its books only, as ::1 with IPv6 switched off.
                if error.errno not in (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT) or len(found) == 1:
                    raise
            else:
                sockets[-1].setblocking(False)
    except OSError:
        for one in sockets:
            one.close()
        raise
    if not sockets:
        raise OSError(errno.EADDRNOTAVAIL, os.strerror(errno.EADDRNOTAVAIL))
    return sockets


def _in_url(host: str) -> str:
    """Return the host as a browser on this machine asks for it."""
    if host in ("", "0.0.0.0", "::"):
        return "localhost"
    return f"[{host}]" if ":" in host else host


# ------------------------------------------------------------------------------------------------------- building


class _Workshop(Watcher):  # type: ignore[misc]
    """Builds, and says what came of it: on the terminal and to open pages. What livereload knows as its watcher."""

    def __init__(
        self,
        build: Callable[[], Outcome],
        take: Callable[[], Look],
        board: Board,
        say: Callable[[str], object],
        line_of: Callable[[Place], str | None],
        has_site: Callable[[], bool],
    ) -> None:
        """Ask `has_site` whether there is a good build to show, be it one of an earlier preview."""
        super().__init__()
        self.after_first: Callable[[], object] | None = None
        """Called once, after the first good build."""
        self._build = build
        self._take = take
        self._board = board
        self._say = say
        self._line_of = line_of
        self._has_site = has_site
        self._bell = Bell()
        self._thread = threading.Thread(target=self._work, name="preview-build", daemon=True)
        self._loop = IOLoop.current()
        # With none, livereload would watch the whole working directory.
        self._tasks: dict[str, object] = {"": {}}

    def start(self, callback: Callable[[], object]) -> bool:
        """Begin to build. True keeps livereload from looking for changes itself, every 0.8 s, while all wait."""
        self._thread.start()
        return True

    def examine(self) -> tuple[None, None]:
        """Leave livereload nothing to tell the pages: it drops what comes within 3 s of the last."""
        return None, None

    def end(self) -> None:
        """Let the build under way come to its end, within reason, and begin no other."""
        self._bell.stop()
        self._thread.join(LAST_BUILD)
        if not self._thread.is_alive():
            self._bell.close()

    def _work(self) -> None:
        # The look comes before the build: what is saved during it is a change since that look.
        seen: Look | None = self._take()
        while seen is not None:
            begun = time.monotonic()
            outcome = outcome_of(self._build)
            seconds = time.monotonic() - begun
            texts = [as_text((problem,), self._line) for problem in outcome.problems]
            self._loop.add_callback(self._tell, outcome, texts, seconds)
            seen = next_change(seen, self._take, self._bell)

    def _line(self, place: Place) -> str | None:
        # The file may be gone or broken by now, which is no reason to stop.
        with suppress(Exception):
            return self._line_of(place)
        return None

    def _tell(self, outcome: Outcome, texts: list[str], seconds: float) -> None:
        is_news = outcome.problems != self._board.outcome.problems
        self._board.post(outcome, texts)
        LiveReloadHandler.reload_waiters(SIGN)
        if is_news:
            self._say("".join(texts).rstrip("\n"))
        self._say(_summary(outcome, seconds, has_site=self._has_site()))
        if outcome.is_published and self.after_first:
            # In a thread: a browser on the terminal would hold up the server.
            threading.Thread(target=self.after_first, daemon=True).start()
            self.after_first = None


NOTHING_YET = "nothing good has been built yet"


def outcome_of(build: Callable[[], Outcome]) -> Outcome:
    """Return what the build came to. Whatever it raises, SystemExit too, leaves the last good site and is told."""
    try:
        return build()
    except PublishFailed as failed:
        problem = failed.problem
    except BaseException as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(frame.filename).name}:{frame.lineno}"
        message = f"a fault of ours: {type(error).__name__}: {error} ({where})"
        problem = Problem(Place(""), "internal", message, "Please report it. Until then, undo the last edit.")
    return Outcome((problem,), frozenset(), is_published=False)


def _summary(outcome: Outcome, seconds: float, *, has_site: bool) -> str:
    """Return one line on a build: “Built in 0.08 s, files changed: 2; 1 warning in 1 file.”"""
    said = tally(outcome.problems)
    if not outcome.is_published:
        return f"{said or 'Not built'}; {'the preview stays as it was' if has_site else NOTHING_YET}."
    what = "" if outcome.changed is None else f", files changed: {len(outcome.changed)}"
    return f"Built in {seconds:.2f} s{what}{'; ' + said if said else ''}."


# -------------------------------------------------------------------------------------------------------- serving


class _Server(Server):  # type: ignore[misc]
    """livereload's server with our handlers; /forcereload, which any web page could call, is not among them."""

    def __init__(
        self,
        workshop: _Workshop,
        sockets: list[socket.socket],
        board: Board,
        hosts: Hosts,
        link_of: Callable[[Place], str],
    ) -> None:
        super().__init__(watcher=workshop)
        self._sockets = sockets
        self._settings: dict[str, Any] = {
            "board": board,
            "hosts": hosts,
            "link_of": link_of,
            "log_function": lambda handler: None,
        }
        self._http: HTTPServer | None = None

    def application(self, port: int, host: str, **options: Any) -> None:
        """Answer at our sockets, which were bound before anything was announced."""
        # State of livereload's class: another preview of the same process may have left some.
        LiveReloadHandler.watcher = self.watcher
        LiveReloadHandler.live_css = True
        LiveReloadHandler._last_reload_time = None
        LiveReloadHandler.waiters.clear()
        self._http = HTTPServer(Application(self.get_web_handlers(""), **self._settings))
        self._http.add_sockets(self._sockets)

    def get_web_handlers(self, script: str) -> list[tuple[Any, ...]]:
        """Return who answers what; `script` is livereload's own and stays out, because a strict CSP stops it."""
        return [
            (r"/livereload", _Socket),
            (r"/livereload\.js", _LiveReloadScript),
            (r"/__preview__/client\.js", _ClientScript),
            (r"/__preview__/state", _State),
            (r"/__preview__/why", _Why),
            (r"/(.*)", _Page, {"path": self.root, "default_filename": self.default_filename}),
        ]

    def _setup_logging(self) -> None:
        """Leave the logs alone: see _calm_logs."""

    async def end(self) -> None:
        """Close all connections, then the loop."""
        if self._http:
            self._http.stop()
            for page in tuple(LiveReloadHandler.waiters):
                page.close(1001)
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._http.close_all_connections(), 1)
        IOLoop.current().stop()


@contextmanager
def _ended_by_signals(server: _Server) -> Iterator[None]:
    """End the server on Ctrl-C and SIGTERM; on the second one at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop, process = IOLoop.current(), os.getpid()
    assert isinstance(loop, BaseAsyncIOLoop)
    heard: list[int] = []

    def end(number: int, frame: FrameType | None) -> None:
        # A build's worker, forked from us, has inherited this.
        if os.getpid() != process:
            raise SystemExit(128 + number)
        if heard:
            raise KeyboardInterrupt
        heard.append(number)
        # Thread-safe although it is the same thread: only this wakes a loop that waits.
        loop.asyncio_loop.call_soon_threadsafe(loop.add_callback, server.end)

    before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    if sys.platform == "win32":
        # Nothing else wakes the loop there to notice Ctrl-C.
        PeriodicCallback(lambda: None, 500).start()
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Teller(logging.Handler):
    """Says what the libraries log, in one line each."""

    def __init__(self, say: Callable[[str], object]) -> None:
        super().__init__(logging.ERROR)
        self._say = say

    def emit(self, record: logging.LogRecord) -> None:
        """Say it, with the exception's words but without its traceback."""
        error = record.exc_info[1] if record.exc_info else None
        self._say(f"Preview: {record.getMessage().splitlines()[0]}{f': {error!r}' if error else ''}")


@contextmanager
def _calm_logs(say: Callable[[str], object]) -> Iterator[None]:
    """Keep the libraries' notes on every page and connection off the terminal, and say their errors."""
    teller, loggers = _Teller(say), [logging.getLogger(name) for name in ("livereload", "tornado", "asyncio")]
    for logger in loggers:
        logger.addHandler(teller)
        logger.propagate = False
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeHandler(teller)
            logger.propagate = True


# ------------------------------------------------------------------------------------------------------- answering


@dataclass(frozen=True, slots=True)
class Hosts:
    """By which names the preview may be asked for.

    A web page of anybody can have its own name point at this machine (DNS rebinding) and would then read drafts as
    if they were its own; but it asks by that name.
    """

    bound: str
    """Where the preview listens."""
    allowed: tuple[str, ...] = ()

    def has(self, asked: str) -> bool:
        """Tell whether a Host header is one of ours; its port does not matter."""
        try:
            name = urlsplit(f"//{asked}").hostname or ""
        except ValueError:
            return False
        if _is_loopback(name) or name in {allowed.lower() for allowed in (self.bound, *self.allowed)}:
            return True
        # A number is no name that could be made to point here.
        return not _is_loopback(self.bound) and _address(name) is not None


def _is_loopback(name: str) -> bool:
    address = _address(name)
    return address.is_loopback if address else name == "localhost" or name.endswith(".localhost")


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


class _Guarded(RequestHandler):
    """What all answers have in common: only to hosts that are ours, to be kept by nobody, errors in plain words."""

    @property
    def board(self) -> Board:
        board: Board = self.settings["board"]
        return board

    def set_default_headers(self) -> None:
        """Have nothing stored, guessed at, or read by other sites."""
        self.clear_header("Server")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.set_header("Cross-Origin-Resource-Policy", "same-origin")

    def prepare(self) -> None:
        """Refuse foreign hosts (421), what is no address (400) and what begins with a dot (404)."""
        if not self.settings["hosts"].has(self.request.host):
            raise HTTPError(421)
        try:
            path = unquote_to_bytes(self.request.path).decode("utf-8")
        except UnicodeDecodeError:
            raise HTTPError(400) from None
        if not path.isprintable():
            raise HTTPError(400)
        if any(part.startswith(".") for part in re.split(r"[/\\]", path)):
            raise HTTPError(404)

    def compute_etag(self) -> None:
        """Give no mark to ask by: nothing is stored."""

    def write_error(self, status_code: int, **details: Any) -> None:
        """Answer with one line."""
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        ways = {421: "\nThe preview answers to the names of this machine; --allow-host NAME adds one.\n"}
        self.finish(f"{status_code} {self._reason}{ways.get(status_code, '')}")


class _Socket(_Guarded, LiveReloadHandler):  # type: ignore[misc]
    """The WebSocket over which a page hears that there was a build."""

    def check_origin(self, origin: str) -> bool:
        """Accept pages of the preview only (livereload takes all comers): tornado's own rule."""
        return WebSocketHandler.check_origin(self, origin)

    def on_message(self, message: str | bytes) -> None:
        """Shake hands, and count the page in at once: what is built from now on reaches it."""
        try:
            super().on_message(message)
        except (ValueError, TypeError, AttributeError):
            # Not livereload's script. It has no more to say to us.
            self.close(1003)
            return
        LiveReloadHandler.waiters.add(self)


class _LiveReloadScript(_Guarded, LiveReloadJSHandler):  # type: ignore[misc]
    """livereload's own script."""


class _ClientScript(_Guarded):
    """Our script beside it."""

    def get(self) -> None:
        """Answer with the file, read anew each time: it may be worked on, too."""
        self.set_header("Content-Type", TYPES[".js"])
        self.write(CLIENT.read_bytes())


class _Asked(_Guarded):
    """An answer for our script alone: pages of others may not even have it worked out."""

    def prepare(self) -> None:
        """Refuse what another site's page asks for (403)."""
        super().prepare()
        origin = self.request.headers.get("Origin")
        is_ours = origin is None or urlsplit(origin).netloc == self.request.host
        if not is_ours or self.request.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
            raise HTTPError(403)

    def place(self, place: Place) -> dict[str, str]:
        """Return a place for JSON: in words, and the address that opens an editor there."""
        return {"at": str(place), "edit": self.settings["link_of"](place)}


class _State(_Asked):
    """What is new, for a page of some revision."""

    def get(self) -> None:
        """Answer with Board.state as JSON, and with what holds the page back."""
        since = self.get_argument("since", "")
        if not since.isdecimal() or len(since) > 9:
            raise HTTPError(400)
        state = self.board.state(int(since), self.get_argument("session", ""))
        for (problem, _), shown in zip(self.board.told, state["problems"], strict=False):
            shown |= self.place(problem.place)
        held = self.board.good.held_back.get(self.get_argument("page", ""))
        self.write({**state, "heldBack": held and {**self.place(held[0]), "reason": held[1]}})


LONGEST_QUESTION = 300
"""Characters of each part of a question."""


class _Why(_Asked):
    """Why a word is linked, or not."""

    async def get(self) -> None:
        """Answer from the last good build, in a thread: the server goes on while a text is read."""
        said = {name: self.get_argument(name, "", strip=False) for name in ("page", "word", "before", "after")}
        if not (said["page"] and said["word"].strip()) or max(map(len, said.values())) > LONGEST_QUESTION:
            raise HTTPError(400)
        why = self.board.good.why
        if why is None:
            raise HTTPError(503)
        question = Question(said["page"], said["word"].strip(), said["before"], said["after"])
        answer = await IOLoop.current().run_in_executor(None, why, question)
        if answer is None:
            raise HTTPError(404)
        self.write(self.as_json(answer))

    def as_json(self, answer: Answer) -> dict[str, object]:
        """Return the answer as our script reads it."""
        return {
            "word": answer.word,
            "note": answer.note,
            "ways": [asdict(way) for way in answer.ways],
            "reasons": [
                {
                    **self.place(reason.place),
                    "surface": reason.surface,
                    "terms": reason.terms,
                    "said": reason.said,
                    "isHere": reason.is_here,
                    "ways": [asdict(way) for way in reason.ways],
                }
                for reason in answer.reasons
            ],
        }


class _Page(_Guarded, StaticFileHandler):
    """The files of the output, as any plain web server would serve them, with our script in every page."""

    async def get(self, path: str, include_body: bool = True) -> None:
        """Answer with a file, read at once: a build may put another in its place while we send."""
        if not os.path.isdir(self.root):
            raise HTTPError(503)
        self.path = self.parse_url_path(path)
        # Of a time before the bytes: so a page may be told of a change that it shows already, but never miss one.
        tag = self._tag(path)
        if moved := self._below_base(path):
            self.redirect(moved)
            return
        file = self.validate_absolute_path(self.root, self.get_absolute_path(self.root, self.path))
        if file is None:
            return
        try:
            data = Path(file).read_bytes()
        except OSError:
            raise HTTPError(404) from None
        kind = _type_of(file)
        self.set_header("Content-Type", kind)
        self.write(with_script(data, tag) if kind.startswith("text/html") else data)

    def _below_base(self, path: str) -> str:
        """Return where the preview has what the published site has below its own path, or "".

        The site's 404 page leads there, as it must not know at which address it is shown.
        """
        base = self.board.good.base
        if base == "/" or not f"/{path}".startswith(base) or os.path.lexists(os.path.join(self.root, path)):
            return ""
        # One slash: two would name another host.
        rest = quote(path[len(base) - 1 :].lstrip("/\\"))
        return f"/{rest}{f'?{self.request.query}' if self.request.query else ''}"

    def redirect(self, url: str, permanent: bool = False, status: int | None = None) -> None:
        """Send on for this time only: browsers keep a permanent redirect for longer than a preview lives."""
        super().redirect(url, permanent=False)

    def write_error(self, status_code: int, **details: Any) -> None:
        """Answer with the site's own page for what is missing, and with one that waits while there is no good build."""
        self.set_header("Content-Type", TYPES[".html"])
        if status_code == 503:
            self.finish(with_script(WAITING, self._tag("", "waiting")))
        elif status_code == 404:
            data = MISSING
            with suppress(OSError):
                data = Path(self.root, "404.html").read_bytes()
            self.finish(with_script(data, self._tag(self.path_args[0], "missing")))
        else:
            super().write_error(status_code, **details)

    def _tag(self, path: str, kind: str = "page") -> bytes:
        """Return the script's tag, which tells it whose page it is in, and of which build."""
        address = f"{path}index.html" if path.endswith("/") or not path else path
        told = {
            "address": address,
            "kind": kind,
            "revision": self.board.revision,
            "session": self.board.session,
        }
        data = "".join(f' data-{name}="{html.escape(str(value))}"' for name, value in told.items())
        return f'<script src="/__preview__/client.js"{data} defer></script>'.encode()


PAGE = "<!doctype html><html lang=en><head><title>Preview</title></head><body><p>{}</p></body></html>"
WAITING = PAGE.format(f"{NOTHING_YET.capitalize()}. The first build without errors shows here.").encode()
MISSING = PAGE.format("Not found.").encode()


def with_script(data: bytes, tag: bytes) -> bytes:
    """Return the bytes of a page with `tag` at the beginning of its head, or at its end when it has none.

    At the beginning, so that ours is the first of the deferred scripts: it must see the page as it was written.
    """
    head = re.search(rb"<head(?:\s[^>]*)?>", data, re.IGNORECASE)
    at = head.end() if head else len(data)
    return data[:at] + tag + data[at:]


def _type_of(file: str) -> str:
    suffix = os.path.splitext(file)[1].lower()
    return TYPES.get(suffix) or mimetypes.guess_type(file)[0] or "application/octet-stream"
