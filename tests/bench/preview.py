"""How long a save takes to show in the preview, and whether two hundred of them lose one or leave something behind.

    python -m tests.bench.preview [--config FILE] [--saves 200] [--article SLUG]

Works on a copy of the site, with a real server and a real Chromium. Prints, in milliseconds, the median and the 95th
percentile of each part of the way, how many saves were never shown, and how memory grew.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 20
"""Seconds after which a save counts as lost."""
WARM = 10
"""Saves before memory is measured for the first time."""
MOST_LOST = 3
"""After so many lost saves it is plain."""
EVERY_BROKEN = 20
"""Each so many saves one breaks the site, and the next one mends it."""

# The clock of the page is this machine's, so its times can be told from ours. Marks are of our fetches: the first one
# after a build asks for the state, the second one for the page.
WATCH = """
(() => {
  window.marks = [];
  const mark = (what) => window.marks.push([what, Date.now()]);
  const ask = window.fetch;
  window.fetch = async (address, ...rest) => {
    const what = String(address).includes("/__preview__/") ? "state" : "page";
    mark(`${what} asked`);
    const answer = await ask(address, ...rest);
    mark(`${what} answered`);
    return answer;
  };
  document.addEventListener("preview:patched", () => mark("patched"));
  document.addEventListener("LiveReloadConnect", () => (window.isListening = true));
})();
"""


@dataclass(frozen=True, slots=True)
class Way:
    """One save on its way to the eye, in milliseconds."""

    heard: float
    """Until the page was told, less the build: watching, rest, and the way to the page."""
    build: float
    """As the server says: reading, linking, rendering, checking, publishing."""
    asked: float
    """Until page knew what is new and had its new text."""
    patched: float
    """Parsing and changing the page in place."""
    total: float


@dataclass(slots=True)
class Soak:
    """What came of many saves."""

    ways: list[Way] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)
    """Numbers of the saves that were never shown."""
    server: list[int] = field(default_factory=list)
    """Memory of the server, in kB: after the first saves, half way, and at the end."""
    heap: list[int] = field(default_factory=list)
    """Memory of the page's script, in kB, likewise."""
    nodes: list[int] = field(default_factory=list)
    """Nodes that the browser holds, likewise."""
    said: list[str] = field(default_factory=list)
    """What the preview last said when a save was lost."""


@contextmanager
def serving(config: Path, output: Path) -> Iterator[tuple[subprocess.Popen[str], str, list[str]]]:
    """Run a preview; give its process, its address, and the lines that it says as they come."""
    command = (sys.executable, str(ROOT / "build.py"), "serve", "--config", str(config), "--output", str(output))
    options = ("--no-cache", "--port", "0")
    env = {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": ""}
    process = subprocess.Popen((*command, *options), stdout=subprocess.PIPE, text=True, env=env)
    said: list[str] = []
    stream = process.stdout
    assert stream
    reader = threading.Thread(target=lambda: said.extend(iter(stream.readline, "")), daemon=True)
    reader.start()
    try:
        awaited(lambda: [line for line in said if line.startswith(("Built in", "1 error"))], 120)
        address = re.search(r"http://\S+/", said[0])
        assert address, said
        yield process, address[0], said
    finally:
        process.terminate()
        process.wait(PATIENCE)
        reader.join()
        stream.close()


def awaited(found: Any, seconds: float = PATIENCE) -> Any:
    """Return what `found` returns once that is true, or None when it never is."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = found()
        if answer:
            return answer
        time.sleep(0.01)
    return None


def soak(browser: Any, config: Path, article: Path, saves: int) -> Soak:
    """Save an article again and again and watch it in the browser."""
    found = Soak()
    with tempfile.TemporaryDirectory() as folder, serving(config, Path(folder) / "out") as (process, url, said):
        context = browser.new_context(viewport={"width": 1000, "height": 800})
        tab = context.new_page()
        tab.add_init_script(WATCH)
        tab.goto(f"{url}articles/{article.stem}.html")
        awaited(lambda: tab.evaluate("window.isListening"))
        tab.evaluate("window.isSame = true")
        text = article.read_text(encoding="utf-8")
        for n in range(saves):
            way = one_save(tab, article, text, n, said)
            if way is None:
                found.lost.append(n)
                found.said[:] = said[-5:]
                if len(found.lost) == MOST_LOST:
                    break
            elif way.total:
                found.ways.append(way)
            if n in (min(WARM, saves // 2), saves // 2 + 1, saves - 2):
                measure(found, process, context, tab)
        assert tab.evaluate("window.isSame"), "the page was loaded anew"
        context.close()
    return found


def one_save(tab: Any, article: Path, text: str, n: int, said: Sequence[str]) -> Way | None:
    """Save and wait until it shows; None when it never does, and no time for one that is meant to be broken."""
    is_broken = n % EVERY_BROKEN == EVERY_BROKEN - 1
    news = f"\nSave number {n} is here.\n"
    if is_broken:
        # No site can turn that rule off.
        text = text.replace("---\n", "---\nbroken: [\n", 1)
    before = len(said)
    tab.evaluate("window.marks.length = 0")
    begun = save(article, text + news)
    if is_broken:
        panel = "document.querySelector('preview-messages')?.shadowRoot.querySelector('section')"
        return Way(0, 0, 0, 0, 0) if awaited(lambda: tab.evaluate(f"!!{panel}")) else None
    if not awaited(lambda: tab.evaluate(f"document.body.textContent.includes('Save number {n} is here.')")):
        return None
    marks = dict(awaited(lambda: (marks := tab.evaluate("window.marks")) and "patched" in dict(marks) and marks))
    line = awaited(lambda: next((line for line in said[before:] if line.startswith("Built in")), ""))
    build = float(line.split()[2]) * 1000
    told = marks["state asked"] - begun
    return Way(
        heard=told - build,
        build=build,
        asked=marks["page answered"] - marks["state asked"],
        patched=marks["patched"] - marks["page answered"],
        total=marks["patched"] - begun,
    )


def save(file: Path, text: str) -> float:
    """Save as most editors do, and return when that was, in milliseconds."""
    new = file.with_name(f".{file.name}.new")
    new.write_text(text, encoding="utf-8")
    begun = time.time() * 1000
    os.replace(new, file)
    return begun


def measure(found: Soak, process: subprocess.Popen[str], context: Any, tab: Any) -> None:
    """Note how much memory the server and the page hold."""
    kept = subprocess.run(("ps", "-o", "rss=", "-p", str(process.pid)), capture_output=True, text=True, check=True)
    found.server.append(int(kept.stdout))
    session = context.new_cdp_session(tab)
    session.send("HeapProfiler.enable")
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = {metric["name"]: metric["value"] for metric in session.send("Performance.getMetrics")["metrics"]}
    session.detach()
    found.heap.append(round(metrics["JSHeapUsedSize"] / 1000))
    found.nodes.append(round(metrics["Nodes"]))


def table(found: Soak) -> str:
    """Return what came of it, for a person."""
    rows = [f"{'':22}{'median':>8}{'95 %':>8}   ms"]
    names = {
        "heard": "watch, rest, tell",
        "build": "build and publish",
        "asked": "ask and fetch",
        "patched": "change in place",
        "total": "save to visible",
    }
    for name, title in names.items():
        times = sorted(getattr(way, name) for way in found.ways)
        rows.append(f"{title:22}{statistics.median(times):8.0f}{times[int(0.95 * (len(times) - 1))]:8.0f}")
    shown = len(found.ways)
    rows.append(f"\n{shown} saves shown and timed, {len(found.lost)} lost{f': {found.lost}' if found.lost else ''}.")
    for what, kept in (("server", found.server), ("page's script", found.heap)):
        rows.append(f"Memory of the {what}: {', then '.join(f'{size / 1000:.1f} MB' for size in kept)}.")
    rows.append(f"Nodes of the page: {', then '.join(map(str, found.nodes))}.")
    return "\n".join(rows)


def main() -> int:
    """Run the bench on a copy of a site."""
    from playwright.sync_api import sync_playwright

    from tests.conftest import ARGUMENTS

    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--config", type=Path, default=ROOT / "config.yaml")
    parser.add_argument("--saves", type=int, default=200)
    parser.add_argument("--article", help="the article that is saved (default: the first one)")
    wanted = parser.parse_args()
    program = os.environ.get("MICROSITE_CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        for name in ("content", "templates", "static"):
            if (wanted.config.parent / name).is_dir():
                shutil.copytree(wanted.config.parent / name, Path(folder) / name)
        config = Path(shutil.copy(wanted.config, folder))
        articles = sorted((Path(folder) / "content/articles").glob("*.md"))
        article = next((path for path in articles if path.stem == wanted.article), articles[0])
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        found = soak(browser, config, article, wanted.saves)
        browser.close()
    print(table(found))
    return 1 if found.lost else 0


if __name__ == "__main__":
    sys.exit(main())
