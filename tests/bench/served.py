"""How long a save takes until a preview answers with the new text; beside other generators', where they are installed.

    python3 tests/bench/served.py [--pages 1000] [--terms 200] [--saves 20] [--peers]

Each preview serves the same articles (corpus.py), one after the other; the same article is saved again and again and
asked for again and again until it has the new words. Prints the median and the slowest of each, in seconds.
--peers runs `hugo server`, without glossary links and with the template of speed.py that makes some, and
`mkdocs serve --dirty`, which makes none and leaves what other pages say of an article as it was.
"""

from __future__ import annotations

import argparse
import http.client
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent))

from corpus import write_corpus
from speed import OURS, hugo, hugo_linking, mkdocs

ARTICLE = "a00007"
PATIENCE = 60
"""Seconds after which a save counts as lost, and a server as one that does not start."""
ASKING = 0.02
"""Seconds between two questions."""
REST = 1.0
"""Seconds between an answer and the next save: whatever else a generator does then is done."""


class Preview(NamedTuple):
    """A generator that serves what it makes."""

    name: str
    program: str
    lay_out: Callable[[Path, Path], object]
    """Lays the articles of a source out in a folder."""
    command: Callable[[int], Sequence[str]]
    """Returns what is run there, to listen at a port of this machine."""
    address: str
    """Of the article."""


def _ours(source: Path, folder: Path) -> None:
    shutil.copytree(source, folder)


PREVIEWS = (
    Preview(
        "ours", sys.executable, _ours, lambda n: [*OURS[:2], "serve", *OURS[2:4], "--port", str(n)], "articles/{}.html"
    ),
    Preview("hugo server", "hugo", hugo, lambda n: ["hugo", "server", "--port", str(n)], "articles/{}/"),
    Preview(
        "hugo server, linking", "hugo", hugo_linking, lambda n: ["hugo", "server", "--port", str(n)], "articles/{}/"
    ),
    Preview(
        "mkdocs serve --dirty",
        "mkdocs",
        mkdocs,
        lambda n: ["mkdocs", "serve", "--dirty", "-a", f"127.0.0.1:{n}"],
        "{}/",
    ),
)


def times(preview: Preview, source: Path, folder: Path, saves: int) -> list[float]:
    """Return how many seconds each save took until the new words were served."""
    preview.lay_out(source, folder)
    article = next(folder.rglob(f"{ARTICLE}.md"))
    text = article.read_text(encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/{preview.address.format(ARTICLE)}"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(
        preview.command(port), cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_for("<", address)
        found = []
        for n in range(saves):
            time.sleep(REST)
            words = f"Save number {n} is here."
            new = article.with_name(f".{article.name}.new")
            new.write_text(f"{text}\n{words}\n", encoding="utf-8")
            begun = time.perf_counter()
            os.replace(new, article)
            wait_for(words, address)
            found.append(time.perf_counter() - begun)
        return found
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)


def wait_for(words: str, address: str) -> None:
    """Ask for the page until it has the words; SystemExit where it never does."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
                if words in answer.read().decode():
                    return
        except (urllib.error.URLError, http.client.HTTPException, ConnectionError):
            # It is not there yet, or being written anew.
            pass
        time.sleep(ASKING)
    raise SystemExit(f"{address} never had “{words}”")


def main() -> None:
    """Time all previews and print what came of it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--terms", type=int, default=200)
    parser.add_argument("--saves", type=int, default=20)
    parser.add_argument("--peers", action="store_true")
    wanted = parser.parse_args()
    print(f"{'seconds':22}{'median':>8}{'slowest':>9}")
    for preview in PREVIEWS[: None if wanted.peers else 1]:
        if shutil.which(preview.program):
            with tempfile.TemporaryDirectory() as folder:
                source = Path(folder) / "source"
                write_corpus(source, wanted.pages, wanted.terms)
                found = times(preview, source, Path(folder) / "site", wanted.saves)
            print(f"{preview.name:22}{statistics.median(found):8.2f}{max(found):9.2f}", flush=True)


if __name__ == "__main__":
    main()
