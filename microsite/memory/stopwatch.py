"""How far a build has come, for whoever waits for it, and what took it so long, for whoever asks."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import TextIO

from ..problem import counted
from .memo import Task

PATIENCE = 1.0
"""Seconds after which somebody who waits wants to see that something happens."""
PERIOD = 0.1
"""Seconds between two looks."""
SLOWEST = 10
WIDEST = 78
"""Characters of a line that every terminal shows."""

DOING = {"draft": "converting", "page": "rendering"}
CALLED = {
    "config": ("reading config.yaml", ""),
    "card": ("looking at the pictures for shared links", ""),
    "bytes": ("opening {}", "page"),
    "file": ("reading the front matter of {}", "page"),
    "pages": ("reading the front matter of all pages", ""),
    "front": ("parsing front matter", ""),
    "references": ("reading references.yaml", ""),
    "claims": ("reading claims.yaml", ""),
    "figure": ("reading {}", "drawing"),
    "lexicon": ("gathering the names of all terms", ""),
    "spelled": ("listing the words of all names", ""),
    "scope": ("seeking what {} may see of the site", "text"),
    "seen": ("seeking what names of terms mean for which texts", ""),
    "vocabulary": ("gathering the words of texts", ""),
    "spoken": ("listing the words of {}", "text"),
    "narrowed": ("seeking the terms that {} may mention", "text"),
    "draft": ("converting {}", "text"),
    "sketches": ("looking over the texts", ""),
    "mets": ("gathering the terms that texts mention", ""),
    "tally": ("weighing what each link is worth", ""),
    "choice": ("choosing links", ""),
    "bodies": ("gathering what pages link", ""),
    "near": ("seeking what {} may have meant", "dead link"),
    "unsound": ("seeking what texts lead to, cite and show", ""),
    "view": ("gathering what {} shows", "page"),
    "page": ("rendering {}", "page"),
    "printed": ("gathering the finished pages", ""),
    "mentions": ("gathering the glossary links of {}", "page"),
    "related": ("comparing articles by what they share", ""),
    "links": ("following the links of finished pages", ""),
    "followed": ("following the links of {}", "finished page"),
    "learned": ("looking over the finished pages", ""),
    "facts": ("reading {} again", "finished page"),
    "names": ("listing the names of {} for the search", "term"),
    "words": ("listing the words of {} for the search", "result"),
    "shelf": ("putting the words for the search on shelves", ""),
    "letter": ("putting the words for the search in order", ""),
    "css": ("joining the stylesheets", ""),
    "js": ("joining the scripts", ""),
    "packed": ("packing {}", "file"),
    "opinions": ("gathering what is wrong with single pages", ""),
    "opinion": ("checking {} by itself", "page"),
    "crowded": ("following the learning path term by term", ""),
    "circles": ("seeking terms that explain each other", ""),
    "lookalikes": ("seeking terms whose names look alike", ""),
    "fields": ("checking the words of claims and pictures", ""),
    "wording": ("reading the reviewed words of {}", "page"),
}
"""Name by which a memo knows a thing -> what people call making it, and of what there may be several."""
REST = "all else: checking, writing"


class Unwatched:
    """Hears what is to be made and how long it took, and tells nobody."""

    def expects(self, name: str, tasks: Collection[Task]) -> None:
        """Hear what will be made."""

    def took(self, name: str, key: str, seconds: float) -> None:
        """Hear that a thing was made."""

    def spent(self, seconds: float) -> None:
        """Hear how long this process made things, or waited for those who do."""

    def close(self) -> None:
        """Hear that all is made."""


class Watch(Unwatched):
    """Keeps what it hears for `lines`, and shows it on `screen`, if there is one, from PATIENCE on."""

    def __init__(self, screen: TextIO | None = None) -> None:
        self.screen = screen
        self.labels: dict[str, str] = {}
        self.seconds: dict[str, dict[str, float]] = defaultdict(dict)
        """Name of the kind of thing → key → seconds."""
        self._spent = 0.0
        self._started = self._shown = time.monotonic()
        self._width = 0

    def expects(self, name: str, tasks: Collection[Task]) -> None:
        self.labels |= {task.key: task.label for task in tasks}

    def took(self, name: str, key: str, seconds: float) -> None:
        self.seconds[name][key] = seconds
        now = time.monotonic()
        if self.screen and name in DOING and now - self._started > PATIENCE and now - self._shown > PERIOD:
            self._shown = now
            self._show(f"{DOING[name]} {self.labels.get(key, '')} ({len(self.seconds[name])})")

    def spent(self, seconds: float) -> None:
        self._spent += seconds

    def _show(self, text: str) -> None:
        if self.screen:
            text = text[:WIDEST]
            self.screen.write(f"\r{text:<{self._width}}\r")
            self.screen.flush()
            self._width = len(text)

    def close(self) -> None:
        """Take the line away."""
        if self._width:
            self._show("")

    def lines(self) -> Iterator[str]:
        """Yield how long each kind of work took and all of it, by all processes, then the slowest pages."""
        clock = time.monotonic() - self._started
        works = [(round(sum(each.values()), 3), _work(name, len(each))) for name, each in self.seconds.items()]
        works = [*sorted(works, reverse=True), (round(max(0.0, clock - self._spent), 3), REST)]
        # Of the rounded ones, so that it adds up for whoever counts.
        total = sum(seconds for seconds, _ in works)
        at_once = f"; {clock:.1f} s by the clock, as several processes were at work" if total > 1.1 * clock else ""
        yield from (f"{seconds:8.3f} s  {what}" for seconds, what in works)
        yield f"{total:8.3f} s  in all{at_once}"
        slowest = sorted(self._labelled(), reverse=True)[:SLOWEST]
        if slowest:
            yield "The slowest:"
            yield from (f"{seconds:8.3f} s  {what}" for seconds, what in slowest)

    def _labelled(self) -> Iterator[tuple[float, str]]:
        for name, doing in DOING.items():
            for key, seconds in self.seconds.get(name, {}).items():
                yield seconds, f"{doing} {self.labels.get(key, key)}"


def _work(name: str, count: int) -> str:
    said, what = CALLED.get(name, (name, ""))
    return said.format(counted(count, what))
