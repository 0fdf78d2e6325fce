"""The floor: what the packages alone need for the same articles, with none of what this project adds.

    .venv/bin/python tests/bench/floor.py FOLDER

Reads every Markdown file below FOLDER/content, its front matter with PyYAML's C reader, converts the text with
Python-Markdown and the extensions that come nearest to our dialect, puts it into one Jinja template, and writes it
below FOLDER/floor. One process. What did not change since the last run, by size and time, is left alone. No links, no
checks, no places of faults, no search, no safety: nobody could publish with it. `speed.py` runs it beside the others.
"""

from __future__ import annotations

import marshal
import os
import sys
from pathlib import Path

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1><p>{{ summary }}</p><main>{{ text }}</main></body></html>
"""
EXTENSIONS = ("fenced_code", "tables", "footnotes", "def_list", "attr_list", "toc", "sane_lists")


def changed(folder: Path) -> tuple[list[str], dict[str, tuple[int, int]]]:
    """Return the files that are not as the last run has seen them, and how all are now."""
    now = {}
    for place, _, names in os.walk(folder / "content"):
        for name in names:
            if name.endswith(".md"):
                path = os.path.join(place, name)
                found = os.stat(path)
                now[path] = (found.st_mtime_ns, found.st_size)
    seen = folder / "floor.dat"
    before = marshal.loads(seen.read_bytes()) if seen.exists() else {}
    return [path for path, signature in now.items() if before.get(path) != signature], now


def make(folder: Path, paths: list[str]) -> None:
    """Make the pages of these files."""
    # Loaded late, as it is with us: where nothing has changed nothing is needed.
    import yaml
    from jinja2 import Environment
    from markdown import Markdown
    from markupsafe import Markup

    converter = Markdown(extensions=list(EXTENSIONS))
    template = Environment(autoescape=True).from_string(PAGE)
    target = folder / "floor"
    target.mkdir(exist_ok=True)
    for path in paths:
        with open(path, encoding="utf-8") as file:
            _, front, text = file.read().split("---\n", 2)
        fields = yaml.load(front, Loader=yaml.CSafeLoader)
        html = Markup(converter.reset().convert(text))
        page = template.render(title=fields["title"], summary=fields.get("summary", ""), text=html)
        name = os.path.basename(path).removesuffix(".md") + ".html"
        (target / name).write_text(page, encoding="utf-8")


def main(folder: Path) -> None:
    paths, now = changed(folder)
    if paths:
        make(folder, paths)
        (folder / "floor.dat").write_bytes(marshal.dumps(now))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
