"""A site to measure on, of real texts: the Markdown files below some folders, as they are.

    python3 tests/bench/real.py FOLDER FROM [FROM ...] [--terms 200]

Each file becomes an article, its first heading the title; terms are words that stand in some of them and not in most.
What a text alone cannot mend – links to pages that are not there, headings that skip a level – is not looked at.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

LONGEST = 500_000
"""Bytes of a text. Longer ones, lists of changes say, hold more marks than ours reads: no program gets them."""
STRAY = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
UNASKED = (
    "alt block citation circular claim crossref description fact footnote heading html image link link-text lookalike "
    "markdown orphan question reading redirect repeated term unfinished unused"
).split()
CONFIG = f"title: A site to measure\nhtml: trusted\nchecks: {{{', '.join(f'{rule}: off' for rule in UNASKED)}}}\n"
COMMON, RARE = 0.2, 0.01
"""Shares of the texts that hold a word."""


def texts_below(folders: Iterable[Path]) -> Iterator[tuple[str, str]]:
    """Yield title and text of each Markdown file, without front matter, in the order of their paths."""
    for path in sorted(path for folder in folders for path in folder.rglob("*.md") if path.is_file()):
        text = STRAY.sub("", path.read_text(encoding="utf-8", errors="replace").replace("\r\n", "\n"))
        text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S)
        if 0 < len(text.encode()) <= LONGEST:
            heading = re.search(r"^# +(.*\w.*)$", text, re.M)
            yield heading[1] if heading else path.stem, text.replace(heading[0], "", 1) if heading else text


def names_in(texts: Sequence[str], count: int) -> list[str]:
    """Return so many words, from those in few texts to those in many."""
    spread = Counter(word for text in texts for word in {*re.findall(r"\b[a-z]{5,}\b", text)})
    words = sorted(
        (word for word, found in spread.items() if RARE * len(texts) < found < COMMON * len(texts)),
        key=lambda word: (spread[word], word),
    )
    count = min(count, len(words))
    return [words[n * len(words) // count] for n in range(count)]


def write_real(folder: Path, folders: Iterable[Path], terms: int = 200) -> int:
    """Write the site, its files named as those of corpus.py, and return how many articles it has."""
    for name in ("content/articles", "content/glossary"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
    found = [*texts_below(folders)]
    for n, (title, text) in enumerate(found):
        head = f"---\ntitle: {json.dumps(f'{title} {n}', ensure_ascii=False)}\nsummary: Text number {n}.\n---\n"
        (folder / f"content/articles/a{n:05}.md").write_text(head + text, encoding="utf-8")
    for n, name in enumerate(names_in([text for _, text in found], terms)):
        head = f"---\ntitle: {name}\nsummary: What {name} means in these texts.\n---\n"
        (folder / f"content/glossary/t{n:05}.md").write_text(f"{head}A word.\n", encoding="utf-8")
    return len(found)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FROM")
    parser.add_argument("--terms", type=int, default=200)
    asked = parser.parse_args()
    print(write_real(asked.folder, asked.folders, asked.terms), "articles")
