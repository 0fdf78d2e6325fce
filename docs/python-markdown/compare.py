"""Compare two copies of Python-Markdown: is the HTML of the same texts the same, and what time does each take?

python compare.py BEFORE AFTER FOLDER...     folders that hold `markdown/`, then folders of texts (*.md, *.txt)

Status 0 where every page is the same byte for byte, 1 where one is not. `--rounds 0` measures nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

ALL = (
    "abbr admonition attr_list codehilite def_list fenced_code footnotes md_in_html meta nl2br sane_lists smarty "
    "tables toc wikilinks"
)
EXTENSIONS = {"none": "", "extra": "extra", "smarty": "smarty", "legacy": "extra legacy_attrs legacy_em", "all": ALL}
SCRAPS = (
    "` `` \\ \\* [ ] (x) [b] ![ ! < <b> </b> <http://a.b> <a@b.c> &amp; & &#38; * ** _ __ *** ~ a é \" ' -- --- ... << "
    ">> [^1] [[w]] :// @ klzzwxh:0000 {:.c} HTML -␣ #␣ >␣ ␣␣↵ ↵ ↵↵ ␣ ␂ ␃ ↵↵[b]:␣/u↵↵ ↵↵[^1]:␣n↵↵ ↵↵*[b]:␣c↵↵ "
    "|a|b|↵|-|-|↵"
).translate({ord("␂"): "\x02", ord("␃"): "\x03"})
SIGNS = str.maketrans({"␣": " ", "↵": "\n"})


def texts(folders: list[str]) -> list[str]:
    """Return the texts of the folders without their front matter, in the order of their paths."""
    paths = sorted(path for folder in folders for path in Path(folder).rglob("*") if path.suffix in (".md", ".txt"))
    read = (path.read_text(encoding="utf-8", errors="replace") for path in paths)
    return [re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL) for text in read]


def scraps(count: int) -> list[str]:
    """Return texts thrown together from pieces of markup, the same ones each time."""
    dice = random.Random(7)
    pieces = [piece.translate(SIGNS) for piece in SCRAPS.split(" ")]
    return ["".join(dice.choices(pieces, k=dice.randint(2, 40))) for _ in range(count)]


def work(folders: list[str], made: int) -> None:
    """Print, for each set of extensions, the digest of each page and the CPU seconds of them all."""
    from markdown import Markdown

    sources = texts(folders) + scraps(made)
    said = {}
    for name, extensions in EXTENSIONS.items():
        md = Markdown(extensions=extensions.split())
        start = time.process_time()
        pages = [md.reset().convert(source) for source in sources]
        seconds = time.process_time() - start
        said[name] = ([hashlib.sha256(page.encode("utf-8")).hexdigest() for page in pages], seconds)
    print(json.dumps(said))


def ask(copy: str, folders: list[str], made: int) -> dict[str, tuple[list[str], float]]:
    """Return what `work` prints when that copy of the library does it."""
    command = [sys.executable, "-B", __file__, "--work", "--scraps", str(made), *folders]
    environment = os.environ | {"PYTHONPATH": str(Path(copy).resolve())}
    said = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True).stdout
    return {name: (pages, seconds) for name, (pages, seconds) in json.loads(said).items()}


def compare(before: str, after: str, folders: list[str], made: int, rounds: int) -> int:
    """Print what is the same and how long it took; return the exit status."""
    old, new = ask(before, folders, made), ask(after, folders, made)
    differ = 0
    for name, (pages, _) in old.items():
        unlike = [n for n, page in enumerate(pages) if page != new[name][0][n]]
        differ += len(unlike)
        print(f"{name}: {len(pages)} pages, {len(unlike)} differ", *unlike[:10])
    # In turn, and the best of each: other work on the machine only ever adds.
    timed = [(ask(before, folders, 0), ask(after, folders, 0)) for _ in range(rounds)]
    for name in EXTENSIONS if timed else ():
        a, b = (min(pair[side][name][1] for pair in timed) for side in (0, 1))
        count = len(timed[0][0][name][0])
        print(f"{name}: {a / count * 1000:.2f} ms before, {b / count * 1000:.2f} ms after a page, {b / a - 1:+.0%}")
    return 1 if differ else 0


def main() -> int:
    """Return the exit status for the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--scraps", type=int, default=6000, help="texts of random markup to compare as well")
    parser.add_argument("--rounds", type=int, default=8, help="how often each copy is timed")
    parser.add_argument("folders", nargs="+", metavar="FOLDER")
    given = parser.parse_intermixed_args()
    if given.work:
        work(given.folders, given.scraps)
        return 0
    before, after, *folders = given.folders
    return compare(before, after, folders, given.scraps, given.rounds)


if __name__ == "__main__":
    sys.exit(main())
