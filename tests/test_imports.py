"""Who may import whom: the rooms have an order, and each library has its door."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "microsite"

# A room may import from rooms of its own line or of a line above it, never from below.
ORDER = (
    ("problem", "memo", "later", "sealed", "signs"),
    (
        "model",
        "rules",
        "words",
        "headings",
        "spans",
        "wording",
        "exchange",
        "lock",
        "typography",
        "cache",
        "board",
        "last",
        "checklists",
        "passages",
        "slips",
    ),
    (
        "files",
        "nodes",
        "inflect",
        "small_words",
        "crossrefs",
        "stopwatch",
        "crew",
        "citations",
        "salience",
        "watch",
        "lines",
        "marks",
        "limits",
        "doubts",
        "prose",
        "waivers",
        "comments",
    ),
    ("headers", "budget", "blame", "parse", "fields"),
    ("edits", "rewrite", "outside"),
    (
        "acronyms",
        "folding",
        "safe",
        "bibliography",
        "ledger",
        "figures",
        "drawings",
        "blocks",
        "questions",
        "config",
        "gfm",
        "places",
        "own_html",
    ),
    ("lexicon",),
    ("mentions",),
    ("page_text",),
    ("glossary", "inline", "page", "scope"),
    ("names", "dialect"),
    ("read",),
    ("body", "scopes"),
    ("texts", "naming", "reviewed", "skeleton"),
    ("faults",),
    ("link", "renaming"),
    ("written",),
    ("decisions", "report"),
    ("why",),
    ("views", "vancouver"),
    ("setting", "handout", "structured", "termdata"),
    ("show", "entries", "evidence"),
    ("plans",),
    ("render", "feeds", "assets", "search", "practice", "addresses", "bundle", "flashcards"),
    ("check",),
    ("quality", "review_copy"),
    ("pipeline",),
    ("refusal", "stage", "publish"),
    ("serve",),
    ("commands",),
    ("cli",),
)

DOORS = {
    "yaml": {"parse"},
    "markdown": {"gfm", "inline", "dialect"},
    "jinja2": {"render"},
    "livereload": {"serve"},
    "tornado": {"serve"},
}

STANDALONE = {"__init__", "setup_tests"}


WHOLE = {"check", "commands", "words"}
"""Folders that are one room; the others hold rooms of one kind."""


def room_of(name: str) -> str:
    """Return the room that a dotted name leads to: `text.body` is body, `check.pages` is check."""
    first, _, rest = name.partition(".")
    return rest.partition(".")[0] if rest and first not in WHOLE else first


def imports_of(path: Path) -> set[str]:
    """Return what a module imports: `.name` for rooms of the package, the top name for libraries."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level:
            inside = path.parent.name if path.parent.name in WHOLE and node.level == 1 else ""
            # `from ..text import inline` names rooms, `from ..text.inline import register` what is in one.
            is_group = node.module is None or ((PACKAGE / node.module).is_dir() and node.module not in WHOLE)
            names = [alias.name for alias in node.names] if is_group else [str(node.module)]
            found |= {f".{inside or room_of(name)}" for name in names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


ROOMS = {
    path: path.parent.name if path.parent.name in WHOLE else path.stem
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.stem not in STANDALONE or path.parent.name in WHOLE
}


@pytest.mark.parametrize("path", ROOMS, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_room_imports_only_from_rooms_above_it(path: Path) -> None:
    height = {room: n for n, line in enumerate(ORDER) for room in line}
    room = ROOMS[path]
    assert room in height, f"say in ORDER where the room “{room}” belongs"
    for name in imports_of(path):
        if name.startswith(".") and name[1:] not in ("__version__", "PROJECT", room, ""):
            assert height[name[1:]] <= height[room], f"{room} imports {name[1:]}, which stands below it"


@pytest.mark.parametrize("path", ROOMS, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_library_enters_through_its_door_alone(path: Path) -> None:
    for library, rooms in DOORS.items():
        if library in imports_of(path):
            assert ROOMS[path] in rooms, f"{library} may be imported by {rooms} only"


def test_no_two_rooms_import_each_other() -> None:
    arrows = {(ROOMS[path], name[1:]) for path in ROOMS for name in imports_of(path) if name.startswith(".")}
    assert not {(a, b) for a, b in arrows if a != b and (b, a) in arrows}


def test_no_room_calls_itself_utils() -> None:
    assert not [path for path in PACKAGE.rglob("*.py") if path.stem in ("utils", "util", "helpers", "common", "misc")]
