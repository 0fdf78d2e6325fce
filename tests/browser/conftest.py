"""A real browser before the sample site: one Chromium a run, a fresh page a test, over disk and over http.

Whatever a test does, the page must stay quiet: nothing on the console, no breach of the content security policy, no
request that leaves the folder.
"""

from __future__ import annotations

import datetime
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from tests.conftest import SECONDS
from tests.sample import TODAY, sample, write

if TYPE_CHECKING:
    from playwright import sync_api as api

Read = Callable[..., "api.Page"]
NOON = datetime.datetime.combine(TODAY, datetime.time(12))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample site, written to disk."""
    # Under the path of its site_url, where its 404 page looks for the rest.
    made = tmp_path_factory.mktemp("site") / "hip"
    write(sample(), made)
    return made


class Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        # A page that is left while it loads closes its connection.
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing of it."""

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder, which does not stand at the server's root, and give its address."""
    with Server(("127.0.0.1", 0), partial(Quiet, directory=str(folder.parent))) as httpd:
        thread = Thread(target=httpd.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}/{folder.name}/"
        httpd.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def server(folder: Path) -> Iterator[str]:
    """The address of a server of the folder."""
    with serving(folder) as address:
        yield address


@pytest.fixture
def disk(folder: Path) -> str:
    """The address of the folder itself."""
    return folder.as_uri() + "/"


@pytest.fixture(params=["disk", "server"])
def root(request: pytest.FixtureRequest) -> str:
    """Both ways to the site, one after the other."""
    address: str = request.getfixturevalue(request.param)
    return address


@pytest.fixture(scope="session")
def contexts(chromium: api.Browser) -> Callable[..., api.BrowserContext]:
    """Returns the context with Playwright's options: made once, because pages keep nothing in it."""

    made: dict[str, api.BrowserContext] = {}

    def context(**options: object) -> api.BrowserContext:
        key = repr(sorted(options.items()))
        if key not in made:
            made[key] = chromium.new_context(**{"reduced_motion": "reduce", **options})
        return made[key]

    return context


@pytest.fixture
def read(contexts: Callable[..., api.BrowserContext]) -> Iterator[Read]:
    """Opens an address in a page of its own, with Playwright's options, and listens for what may not be."""
    faults: list[str] = []
    pages: list[api.Page] = []

    def opened(address: str, at: str = "index.html", **options: object) -> api.Page:
        page = contexts(**options).new_page()
        pages.append(page)
        listen(page, address, faults)
        page.goto(address + at)
        return page

    yield opened
    for page in pages:
        page.close()
    assert faults == []


@pytest.fixture(scope="session")
def real(real_site: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the real site, whole and ready to be opened from disk."""
    folder = tmp_path_factory.mktemp("real") / "site"
    for address, data in real_site.items():
        (folder / address).parent.mkdir(parents=True, exist_ok=True)
        (folder / address).write_bytes(data)
    return folder


@pytest.fixture(scope="session")
def served(real: Path) -> Iterator[str]:
    """The address of a server of the real site."""
    with serving(real) as address:
        yield address


@pytest.fixture
def opened(real: Path) -> str:
    """The address of the real site's folder."""
    return real.as_uri() + "/"


@pytest.fixture
def fresh(chromium: api.Browser) -> Iterator[Read]:
    """Opens an address in a context that one test has for itself, and listens for what may not be."""
    faults: list[str] = []
    made: list[api.BrowserContext] = []

    def page(address: str, at: str = "index.html", script: str = "", **options: object) -> api.Page:
        context = chromium.new_context(**{"reduced_motion": "reduce", "timezone_id": "Europe/Berlin", **options})
        made.append(context)
        if script:
            context.add_init_script(script)
        context.clock.install(time=NOON)
        new = context.new_page()
        listen(new, address, faults)
        new.goto(address + at)
        return new

    yield page
    for context in made:
        context.close()
    assert faults == []


@pytest.fixture
def unheard(chromium: api.Browser) -> Iterator[api.Page]:
    """A page that may ask for what it does not get."""
    with chromium.new_context(has_touch=True) as context:
        page = context.new_page()
        page.set_default_timeout(SECONDS * 1000)
        yield page


def address_of(real: Path, clue: str) -> str:
    """Return the address of the first article that has `clue` in its HTML."""
    found = sorted(path for path in (real / "articles").glob("*.html") if clue in path.read_text(encoding="utf-8"))
    assert found, f"no article has {clue}"
    return found[0].relative_to(real).as_posix()


def come_to_questions(page: api.Page) -> None:
    """Scroll to the questions of a page, and wait until the script that makes forms of them has come."""
    page.locator(".question").first.scroll_into_view_if_needed()
    page.locator(".question form").first.wait_for()


def come_to_share(page: api.Page) -> None:
    """Scroll to where a page can be passed on, and wait until the script that does it has come."""
    page.locator(".share").scroll_into_view_if_needed()
    page.locator("[data-share=print]").wait_for()


def wait_until(page: api.Page, expression: str) -> None:
    """Wait until an expression is true on the page; Playwright's own way asks the page for what its policy forbids."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        if page.evaluate(f"() => !!({expression})"):
            return
        page.wait_for_timeout(20)
    raise AssertionError(f"never true: {expression}")


def first_of(held: list[api.Route], page: api.Page) -> api.Route:
    """Wait until a request is held, which may be later than when the page has what asks for it, and return it."""
    end = time.monotonic() + SECONDS
    while not held and time.monotonic() < end:
        page.wait_for_timeout(20)
    assert held, "nothing was asked for"
    return held[0]


CLICKS = {
    "no pointer": "new MouseEvent('click', each)",
    "mouse": "new PointerEvent('click', { ...each, pointerType: 'mouse' })",
}
"""What a tap ends with in Safari before 18.2 and Firefox before 129, and in the first of those Safaris."""


def end_tap(link: api.Locator, kind: str) -> None:
    """Click as one of CLICKS does."""
    link.evaluate(
        f"link => {{ const each = {{ bubbles: true, cancelable: true }}; link.dispatchEvent({CLICKS[kind]}); }}"
    )


def listen(page: api.Page, root: str, faults: list[str]) -> None:
    """Write down in `faults` all that a page may not do; `root` is the address of its site."""
    page.on("request", lambda asked: _is_inside(asked.url, root) or faults.append(f"asked for {asked.url}"))
    page.on("console", lambda said: faults.append(f"{said.type}: {said.text}"))
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.set_default_timeout(SECONDS * 1000)


def _is_inside(url: str, root: str) -> bool:
    return url.startswith((root, "data:", "about:"))
