"""The files beside the pages: one stylesheet, one script, icons, pictures.

A site's own `static/` goes over the project's, file by file: a file of the same name takes the other's place,
a new one is added. Stylesheets and scripts are joined in the order of their names, which begin with a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, partial
from pathlib import Path

from ..memory.memo import Memo, key_of, remember_nothing
from ..model import Site

STYLES, SCRIPTS = "site.css", "site.js"
PASSED_OVER = re.compile(r"\..*|.*~|#.*#|.*\.(swp|orig)|thumbs\.db", re.IGNORECASE)
"""Names that editors and systems leave behind."""

OWN = frozenset({"cards"})
"""Folders of pictures that name the site they belong to: no other site gets them."""


def assets(folders: Sequence[Path], memo: Memo = remember_nothing) -> Iterator[tuple[str, bytes]]:
    """Yield the address and the bytes of every static file, in the order of their addresses.

    `folders` are searched in order: a site's own before the project's. OSError when a file is unreadable.
    """
    files = _files(folders)
    out = {name: path.read_bytes() for name, path in files.items()}
    for address, kind, join in ((STYLES, "css", joined_styles), (SCRIPTS, "js", joined_scripts)):
        parts = [out.pop(name) for name in files if _is_joined(name, kind)]
        out[address] = memo(kind, key_of(*parts), partial(join, parts))
    yield from sorted(out.items())


def pictures(site: Site, root: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the address and the bytes of every picture that a page shows as a file of its own.

    Drawings are not among them: they stand inside their pages. `root` is the site's folder.
    """
    known = site.library.figures
    shown = {path for body in site.bodies.values() for path in body.sketch.shown}
    for path in sorted(shown):
        if path in known and known[path].is_drawn and not known[path].svg:
            yield path.removeprefix("content/"), (root / path).read_bytes()


def joined_styles(styles: Sequence[bytes]) -> bytes:
    """Return the stylesheets as one, without comments and without blanks that mean nothing."""
    text = "\n".join(style.decode("utf-8-sig", "surrogateescape") for style in styles)
    return compact(text).encode("utf-8", "surrogateescape")


def joined_scripts(scripts: Sequence[bytes]) -> bytes:
    """Return the scripts as one. A line end between them closes a comment, a semicolon a statement."""
    texts = (compact_script(script.decode("utf-8-sig", "surrogateescape")) for script in scripts)
    return "".join(f"{text}\n;\n" for text in texts if text).encode("utf-8", "surrogateescape")


KEPT = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|url\([^"')]*\))|/\*.*?(?:\*/|\Z)|\s+""", re.DOTALL)
"""A string or an address; or else a comment or blanks."""


def compact(css: str) -> str:
    """Return CSS that says the same in fewer bytes; strings and addresses stay as they are."""
    kept: list[str] = []

    def put_aside(match: re.Match[str]) -> str:
        if match[1] is None:
            return " "
        kept.append(match[1])
        return f"\0{len(kept) - 1}\0"

    text = re.sub(r" +", " ", KEPT.sub(put_aside, css.replace("\0", "")))
    # Not so `+` and `-`, which need their blanks in a sum; before a colon a blank means any descendant.
    text = re.sub(r" ?([{};,>]) ?|(:) ", r"\1\2", text).replace(";}", "}").strip()
    return re.sub(r"\0(\d+)\0", lambda match: kept[int(match[1])], text) + "\n"


def compact_script(script: str) -> str:
    """Return the script without indents and without lines that are a comment only.

    A script in which a text or a comment runs over several lines stays as it is written, but for its ends.
    """
    lines = [line.strip() for line in script.splitlines()]
    if any("/*" in line or line.endswith("\\") or line.count("`") % 2 for line in lines):
        return script.strip()
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def _files(folders: Sequence[Path]) -> dict[str, Path]:
    """Return name -> file for all folders, sorted by name; links out of a folder are not followed."""
    found: dict[str, Path] = {}
    for number, folder in enumerate(folders):
        whole = folder.resolve()
        inside = cache(lambda place, whole=whole: place.resolve().is_relative_to(whole))
        for path in folder.rglob("*") if folder.is_dir() else ():
            name = path.relative_to(folder)
            if number and name.parts[0] in OWN:
                continue
            if any(PASSED_OVER.fullmatch(part) for part in name.parts) or not path.is_file():
                continue
            if inside(path if path.is_symlink() else path.parent):
                found.setdefault(name.as_posix(), path)
    return dict(sorted(found.items()))


def _is_joined(name: str, kind: str) -> bool:
    return name.startswith(f"{kind}/") and name.endswith(f".{kind}")
