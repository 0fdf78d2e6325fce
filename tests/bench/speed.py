"""How long builds take, and how that grows with pages and terms; beside other generators, where they are installed.

    python3 tests/bench/speed.py [--pages 100,300,1000] [--terms 20,200,2000] [--peers] [--report FOLDER]
    python3 tests/bench/speed.py --from FOLDER ... [--peers] [--report FOLDER]

For each size: a cold build, one with nothing changed, one with an article edited, one with an alias added; wall and CPU
seconds and the most memory a process held, each the best of --repeats, in which all programs take turns. Texts come
from corpus.py, always the same; with --from they are the Markdown files below some folders, real documentation say
(real.py).
Writes report.md, and plots (SVG) of time and memory, into the report's folder. Beside ours stands the floor: what the
packages alone need for the same files (floor.py). --peers runs hugo, mkdocs, pelican and eleventy on the same articles
if they are on the PATH – without glossary links, which none of them makes by itself – and hugo once more with a
template that links the first mention of each term, wherever it stands.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent))

from corpus import write_corpus
from real import write_real

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv/bin/python"
OURS = [str(VENV) if VENV.exists() else sys.executable, str(ROOT / "build.py"), "--config", "config.yaml", "--quiet"]
"""What a build is run with: as with the others, without the launcher that finds the Python with its libraries."""
STEPS = ("cold", "nothing changed", "one article", "one alias")
Make = Callable[[Path], object]
"""Writes a site into a folder."""


class Cost(NamedTuple):
    """What a run took."""

    wall: float
    cpu: float
    memory: float
    """MiB, of the largest process."""


Costs = dict[str, Cost]
"""What each step took."""
Turn = Callable[[Path, Make], Costs]
"""Takes all steps once, on a fresh site in a folder."""
LayOut = Callable[[Path, Path], list[str]]
"""Lays a site's articles out for another generator in a folder, and returns its command."""


def run(command: Sequence[str], folder: Path) -> Cost:
    """Run a command to its end and return what it took; SystemExit with what it said when it fails."""
    # Where Python may keep no compiled modules, as in many containers, each run compiles them: 0.15 s more.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=said, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        if status:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)}:\n{said.read().decode()}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


# ------------------------------------------------------------------------------------------------------------ ours


def ours(folder: Path, make: Make) -> Costs:
    """Return what each step costs on a fresh site."""
    site = folder / "ours"
    make(site)
    edits: tuple[Callable[[], None], ...] = (
        lambda: None,
        lambda: None,
        lambda: edit(site / "content/articles/a00007.md", "\nMore words.\n"),
        lambda: alias(site),
    )
    costs: Costs = {}
    for step, change in zip(STEPS, edits, strict=True):
        change()
        costs[step] = run(OURS, site)
    shutil.rmtree(site)
    return costs


def floor(folder: Path, make: Make) -> Costs:
    """Return what the packages alone cost on the same site; they link nothing, so a new alias is nothing to them."""
    site = folder / "floor"
    make(site)
    command = [OURS[0], str(ROOT / "tests/bench/floor.py"), str(site)]
    costs = {step: run(command, site) for step in STEPS[:2]}
    edit(site / "content/articles/a00007.md", "\nMore words.\n")
    costs[STEPS[2]] = run(command, site)
    shutil.rmtree(site)
    return costs


def edit(path: Path, more: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")


def alias(site: Path) -> None:
    """Give a term one more name, which five articles have in their text."""
    name = "zorbel quix"
    for n in range(5):
        edit(site / f"content/articles/a{n:05}.md", f"\nHere is {name}.\n")
    run(OURS, site)
    path = site / "content/glossary/t00001.md"
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if not line.startswith("aliases:")]
    path.write_text("\n".join([lines[0], f"aliases: [{name}]", *lines[1:]]), encoding="utf-8")


# ----------------------------------------------------------------------------------------------------------- peers

HUGO = """baseURL = 'https://bench.example/'
title = 'Bench'
disableKinds = ['taxonomy', 'term', 'RSS']
[markup.goldmark]
renderer.unsafe = true
parser.attribute = {block = false, title = false}
"""
"""Real texts hold HTML, and braces that are no attributes."""
BRACES = re.compile(r"^( *(?:`{3,}|~{3,})[^{`\n]*)\{.*$", re.M)
"""Braces behind a fence: Hugo ends at those of other programs, so no peer gets them."""
LAYOUT = "<!doctype html><title>{{ .Title }}</title><main>{{ .Content }}</main>\n"
# One search for all names, and one replacement for each that is there: the quickest of the ways that we tried.
LINKING = """<!doctype html><title>{{ .Title }}</title>{{ $text := .Content }}
{{ range uniq (findRE (printf `(?i)\\b(%s)\\b` (delimit site.Data.terms `|`)) .Content) -}}
{{ $link := printf `<a href="/%s/">%s</a>` (urlize .) . }}
{{- $text = replaceRE (printf `\\b%s\\b` .) $link $text 1 }}
{{- end }}<main>{{ $text | safeHTML }}</main>
"""
LIST = "<!doctype html><ul>{{ range .Pages }}<li><a href='{{ .RelPermalink }}'>{{ .Title }}</a>{{ end }}</ul>\n"
PELICAN = "SITENAME = 'Bench'\nPATH = 'content'\nTIMEZONE = 'UTC'\nDEFAULT_DATE = 'fs'\nFEED_ALL_ATOM = None\n"


def _articles(source: Path, target: Path, head: Callable[[str], str]) -> None:
    target.mkdir(parents=True)
    for path in sorted((source / "content/articles").glob("*.md")):
        _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
        title = front.split("\n", 1)[0].removeprefix("title: ")
        (target / path.name).write_text(head(title) + BRACES.sub(r"\1", body), encoding="utf-8")


def hugo(source: Path, folder: Path) -> list[str]:
    """Lay the articles out for Hugo and return its command."""
    _articles(source, folder / "content/articles", lambda title: f"---\ntitle: {title}\n---\n")
    (folder / "hugo.toml").write_text(HUGO)
    (folder / "config.toml").write_text(HUGO)
    (folder / "layouts/_default").mkdir(parents=True)
    (folder / "layouts/_default/single.html").write_text(LAYOUT)
    (folder / "layouts/_default/list.html").write_text(LIST)
    return ["hugo", "--quiet"]


def hugo_linking(source: Path, folder: Path) -> list[str]:
    """Lay the articles out for Hugo with a template that links terms, and return its command."""
    command = hugo(source, folder)
    names = [
        path.read_text(encoding="utf-8").split("\n", 2)[1].removeprefix("title: ")
        for path in sorted((source / "content/glossary").glob("*.md"))
    ]
    (folder / "data").mkdir()
    (folder / "data/terms.json").write_text(json.dumps(names))
    (folder / "layouts/_default/single.html").write_text(LINKING)
    return command


def mkdocs(source: Path, folder: Path) -> list[str]:
    """Lay the articles out for MkDocs and return its command."""
    _articles(source, folder / "docs", lambda title: f"---\ntitle: {title}\n---\n")
    (folder / "docs/index.md").write_text("# Bench\n")
    (folder / "mkdocs.yml").write_text("site_name: Bench\nmarkdown_extensions: [footnotes, tables]\n")
    return ["mkdocs", "build", "--quiet"]


def pelican(source: Path, folder: Path) -> list[str]:
    """Lay the articles out for Pelican and return its command."""
    _articles(source, folder / "content", lambda title: f"Title: {title}\n\n")
    (folder / "conf.py").write_text(PELICAN)
    return ["pelican", "-s", "conf.py", "-q"]


def eleventy(source: Path, folder: Path) -> list[str]:
    """Lay the articles out for Eleventy and return its command."""
    _articles(source, folder / "content", lambda title: f"---\ntitle: {title}\n---\n")
    return ["eleventy", "--input=content", "--quiet"]


PEERS = (hugo, hugo_linking, mkdocs, pelican, eleventy)


def peer(lay_out: LayOut, folder: Path, make: Make) -> Costs:
    """Return what a cold build and one with an edited article cost another generator."""
    source, site = folder / "source", folder / lay_out.__name__
    make(source)
    command = lay_out(source, site)
    costs = {"cold": run(command, site)}
    edit(next(site.rglob("a00007.md")), "\nMore words.\n")
    costs["one article"] = run(command, site)
    shutil.rmtree(site)
    shutil.rmtree(source)
    return costs


def programs(asked: argparse.Namespace) -> dict[str, Turn]:
    """Return one turn of each program that is to run."""
    turns: dict[str, Turn] = {"ours": ours, "floor": floor}
    for lay_out in PEERS if asked.peers else ():
        if shutil.which(lay_out.__name__.split("_")[0]):
            turns[lay_out.__name__] = partial(peer, lay_out)
    return turns


def best_of(repeats: int, turns: Mapping[str, Turn], folder: Path, make: Make) -> dict[str, Costs]:
    """Return the best that each program did in `repeats`. They take turns, as no machine is the same at all hours."""
    best: dict[str, Costs] = {name: {} for name in turns}
    for _ in range(repeats):
        for name, turn in turns.items():
            for step, cost in turn(folder, make).items():
                best[name][step] = min(best[name].get(step, cost), cost)
            print(name, *(f"{step} {cost.wall:.2f} s" for step, cost in best[name].items()), sep=", ", file=sys.stderr)
    return best


# ---------------------------------------------------------------------------------------------------------- report

Rows = list[tuple[str, int, int, Costs]]


def table(rows: Rows) -> str:
    """Return a Markdown table: wall / CPU seconds and MiB of each step."""
    lines = ["| | pages | terms | " + " | ".join(STEPS) + " | MiB |", "|---" * (len(STEPS) + 4) + "|"]
    for name, pages, terms, costs in rows:
        cells = [f"{costs[s].wall:.2f} / {costs[s].cpu:.2f}" if s in costs else "" for s in STEPS]
        memory = max(cost.memory for cost in costs.values())
        lines.append(f"| {name} | {pages:,} | {terms:,} | {' | '.join(cells)} | {memory:.0f} |")
    return "\n".join(lines) + "\n"


WIDTH, HEIGHT, EDGE = 640, 400, 60
HUES = ("#1b6ca8", "#b3541e", "#3a7d44", "#7b3f98")


def plot(title: str, across: str, unit: str, lines: dict[str, list[tuple[float, float]]]) -> str:
    """Return an SVG with one line a step, both scales linear, so that what grows with the size is straight."""
    points = [point for line in lines.values() for point in line]
    right, top = max(x for x, _ in points), max(y for _, y in points) or 1
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"',
        ' font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/><text x="{EDGE}" y="24" font-size="16">{title}</text>',
        f'<path d="M{EDGE},40V{HEIGHT - EDGE}H{WIDTH - 20}" fill="none" stroke="#444"/>',
        f'<text x="{WIDTH - 20}" y="{HEIGHT - 20}" text-anchor="end">{across} (to {right:,.0f})</text>',
        f'<text x="{EDGE - 6}" y="48" text-anchor="end">{top:.1f} {unit}</text>',
        f'<text x="{EDGE - 6}" y="{HEIGHT - EDGE}" text-anchor="end">0</text>',
    ]
    for n, (name, line) in enumerate(lines.items()):
        at = [(EDGE + x / right * (WIDTH - 20 - EDGE), HEIGHT - EDGE - y / top * (HEIGHT - EDGE - 44)) for x, y in line]
        path = "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in at)
        parts.append(f'<path d="{path}" fill="none" stroke="{HUES[n]}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{HUES[n]}"/>' for x, y in at]
        parts.append(f'<text x="{EDGE + 12}" y="{62 + 18 * n}" fill="{HUES[n]}">{name}</text>')
    return "\n".join((*parts, "</svg>\n"))


def plots(rows: Rows, size: int, across: str) -> dict[str, str]:
    """Return the plots of time and memory of each step against the size that stands at place `size` of a row."""

    def lines(of: Callable[[Cost], float]) -> dict[str, list[tuple[float, float]]]:
        return {step: [(row[size], of(row[3][step])) for row in rows] for step in STEPS}  # type: ignore[misc]

    return {
        f"{across}.svg": plot(f"CPU seconds against {across}", across, "s", lines(lambda cost: cost.cpu)),
        f"{across}-memory.svg": plot(f"MiB against {across}", across, "MiB", lines(lambda cost: cost.memory)),
    }


def numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def main(arguments: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=numbers, default=[100, 300, 1000])
    parser.add_argument("--terms", type=numbers, default=[20, 200, 2000])
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--from", type=Path, nargs="+", dest="folders", metavar="FOLDER")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--report", type=Path, default=Path("bench-report"))
    asked = parser.parse_args(list(arguments) if arguments is not None else None)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    rows, drawings = on_real_texts(asked) if asked.folders else on_any_size(asked)
    asked.report.mkdir(parents=True, exist_ok=True)
    (asked.report / "report.md").write_text(table(rows), encoding="utf-8")
    for name, drawn in drawings.items():
        (asked.report / name).write_text(drawn)
    print(table(rows), end="")


def on_any_size(asked: argparse.Namespace) -> tuple[Rows, dict[str, str]]:
    """Return the rows for made-up texts of all sizes, and the plots."""

    def corpus(pages: int, terms: int = 200) -> Make:
        return lambda site: write_corpus(site, pages, terms)

    few = min(asked.pages[-1], 300)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        found = [(n, best_of(asked.repeats, programs(asked), folder, corpus(n))) for n in asked.pages]
        grown = [(n, best_of(asked.repeats, {"ours": ours}, folder, corpus(few, n))) for n in asked.terms]
    by_pages: Rows = [("ours", n, 200, best["ours"]) for n, best in found]
    by_terms: Rows = [("ours", few, n, best["ours"]) for n, best in grown]
    others: Rows = [(name, n, 200, best[name]) for n, best in found for name in best if name != "ours"]
    return [*by_pages, *by_terms, *others], {**plots(by_pages, 1, "pages"), **plots(by_terms, 2, "terms")}


def on_real_texts(asked: argparse.Namespace) -> tuple[Rows, dict[str, str]]:
    """Return the rows for the texts of some folders."""

    def make(site: Path) -> int:
        return write_real(site, asked.folders)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = make(folder / "counted")
        found = best_of(asked.repeats, programs(asked), folder, make)
    return [(name, pages, 200, costs) for name, costs in found.items()], {}


if __name__ == "__main__":
    main()
