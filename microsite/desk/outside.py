"""Whether links to other sites still lead somewhere: `check --external` alone asks, and asks politely.

One question at a time for each host, with a pause between two; a few hosts at once; the question says who asks. What
answered well is not asked again for a week. Only an address that its own host says is gone, or whose host has no name
any more, is a fault: many hosts turn programs away, which says nothing of the page.
"""

from __future__ import annotations

import http.client
import json
import socket
import time
import urllib.error
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urldefrag, urlsplit

from .. import __version__
from ..model import Date
from ..problem import Place, Problem, Severity
from ..reading.fields import as_date

RULE = "outside"
TIMEOUT = 15.0
"""Seconds that one answer may take."""
PAUSE = 1.0
"""Seconds between two questions to one host."""
HOSTS = 6
"""Hosts that are asked at once."""
GOOD_FOR = timedelta(days=7)
"""How long an address that answered well is not asked again."""
GONE = frozenset({404, 410})
FOR_GOOD = frozenset({301, 308})


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one question."""

    status: int = 0
    """Of HTTP; 0 where no answer came."""
    said: str = ""
    moved_to: str = ""
    """Where the host says that the page stands from now on."""
    is_unreachable: bool = False
    """Whether no connection came about at all: the host has no name or no way leads to it."""

    @property
    def is_good(self) -> bool:
        # A redirect that is still one after following it leads round in a circle, or out of the web.
        return 200 <= self.status < 300


Ask = Callable[[str], Answer]


def agent(site_url: str) -> str:
    """Return how the question names its sender."""
    return f"microsite/{__version__} link check" + (f" (+{site_url})" if site_url else "")


def asker(name: str, timeout: float = TIMEOUT) -> Ask:
    """Return what asks one address as `name`: for the head of the page, and where that is refused for the page."""

    def ask(url: str) -> Answer:
        answer = _asked(url, "HEAD", name, timeout)
        # Some hosts know no HEAD, or answer it at random.
        return _asked(url, "GET", name, timeout) if answer.status and not answer.is_good else answer

    return ask


def _asked(url: str, method: str, name: str, timeout: float) -> Answer:
    moves = _Moves()
    opener = urllib.request.build_opener(moves)
    # An address may hold letters that HTTP does not know.
    request = urllib.request.Request(quote(url, safe="%/:=&?~#+!$,;'@()*[]"), method=method)
    request.add_header("User-Agent", name)
    request.add_header("Accept", "*/*")
    try:
        with opener.open(request, timeout=timeout) as reply:
            return Answer(reply.status, reply.reason, reply.url if moves.is_for_good else "")
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, error.reason or http.client.responses.get(error.code, ""))
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        is_unreachable = isinstance(reason, socket.gaierror | ConnectionRefusedError) or (
            isinstance(reason, OSError) and reason.errno in UNREACHABLE
        )
        said = "timed out" if isinstance(reason, TimeoutError) else str(reason) or type(reason).__name__
        return Answer(said=said, is_unreachable=is_unreachable)


UNREACHABLE = frozenset({100, 101, 110, 113, 10051, 10065})
"""Numbers under which Linux and Windows report that a network or a host is down or cannot be reached."""


class _Moves(urllib.request.HTTPRedirectHandler):
    """Follows a redirect, and remembers whether all of them were for good."""

    is_for_good = False

    def redirect_request(  # type: ignore[no-untyped-def]
        self, req, fp, code, msg, headers, newurl
    ) -> urllib.request.Request | None:
        if urlsplit(newurl).scheme not in ("http", "https"):
            return None
        self.is_for_good = code in FOR_GOOD and (self.is_for_good or not hasattr(req, "redirect_dict"))
        new: urllib.request.Request | None = super().redirect_request(req, fp, code, msg, headers, newurl)
        if new is not None and req.get_method() == "HEAD":
            new.method = "HEAD"
        return new


def named(url: str) -> str:
    """Return what is asked of an address: without its fragment, which no host is told."""
    return urldefrag(url).url


def ask_all(urls: Iterable[str], ask: Ask, pause: float = PAUSE) -> dict[str, Answer]:
    """Return the answers, by what was asked."""
    hosts: dict[str, list[str]] = defaultdict(list)
    for url in dict.fromkeys(map(named, urls)):
        hosts[urlsplit(url).netloc.lower()].append(url)

    def in_turn(of_host: Sequence[str]) -> list[tuple[str, Answer]]:
        answers = []
        for n, url in enumerate(of_host):
            if n:
                time.sleep(pause)
            answers.append((url, ask(url)))
        return answers

    with ThreadPoolExecutor(HOSTS) as pool:
        return {url: answer for answers in pool.map(in_turn, hosts.values()) for url, answer in answers}


def is_offline(answers: Mapping[str, Answer]) -> bool:
    """Tell whether nothing could be reached at all, which is no fault of the links."""
    return bool(answers) and all(answer.is_unreachable for answer in answers.values())


def judged(url: str, answer: Answer, place: Place) -> Problem | None:
    """Return what is wrong with a link, or None: a warning where the page is gone, a notice where nobody can tell."""
    if answer.status in GONE or (not answer.status and answer.is_unreachable):
        said = f"“{url}” is gone: {_told(answer)}"
        return Problem(place, RULE, said, "Look for its new address, or for a copy in a web archive.", Severity.WARNING)
    if not answer.is_good:
        said = f"“{url}” could not be asked: {_told(answer)}"
        hint = "Open it in a browser: some hosts turn programs away."
        return Problem(place, RULE, said, hint, Severity.NOTICE)
    if answer.moved_to and named(answer.moved_to) != named(url):
        said = f"“{url}” has moved for good"
        return Problem(place, RULE, said, f"Write {answer.moved_to}", Severity.NOTICE)
    return None


def _told(answer: Answer) -> str:
    return " ".join(filter(None, (str(answer.status or ""), answer.said)))


# ------------------------------------------------------------------------------------------------------ what is known


def remembered(file: Path, today: Date) -> dict[str, Answer]:
    """Return the addresses that answered well not long ago; nothing where the file cannot be read."""
    known = {}
    with suppress(OSError, ValueError, TypeError, AttributeError):
        for url, (status, moved_to, day) in json.loads(file.read_text(encoding="utf-8")).items():
            asked = as_date(day)
            if asked and timedelta() <= today - asked <= GOOD_FOR:
                known[url] = Answer(status, moved_to=moved_to)
    return known


def remember(file: Path, known: Mapping[str, Answer], asked: Mapping[str, Answer], today: Date) -> None:
    """Keep what answered well; a disk that refuses is no fault."""
    rows: dict[str, object] = {}
    with suppress(OSError, ValueError, TypeError, AttributeError):
        before = json.loads(file.read_text(encoding="utf-8"))
        rows = {url: before[url] for url in known if url in before}
    rows |= {url: [each.status, each.moved_to, str(today)] for url, each in asked.items() if each.is_good}
    with suppress(OSError):
        file.write_text(json.dumps(rows, indent=0, sort_keys=True, ensure_ascii=False), encoding="utf-8")
