"""Pictures and what their sidecars say of them. An SVG is shown inside the page, so it must be inert."""

from __future__ import annotations

import hashlib
import math
import re
import struct
from collections.abc import Mapping
from itertools import islice
from types import MappingProxyType
from xml.etree import ElementTree

from ..model import Figure, Label, Step
from ..problem import Place, Problem, Problems, counted
from .fields import Fields, parse_yaml
from .files import stray_character
from .nodes import Listing, Scalar, Table

PICTURES = ("svg", "png", "jpg", "jpeg", "webp")
KNOWN = frozenset(["caption", "alt", "long", "credit", "licence", "labels", "steps", "table"])
LARGEST_SIDE = 12_000
"""Pixels; a picture beyond this is a mistake or an attack on the reader's memory."""
LARGEST_VIEW = 1_000_000
"""Units of a drawing's side, which may be as small as its author likes."""
DEEPEST = 100
"""Elements of a drawing inside each other; a real one has ten."""
MOST_COPIES = 100_000
"""Elements that all <use> of a drawing put into it; thirty that each double the last would be a thousand million."""
MOST_FAULTS = 100
"""That are said of one drawing: whoever saves it again has mended the others, too."""

SVG = "{http://www.w3.org/2000/svg}"
SVG_ELEMENTS = frozenset(
    (
        "svg g a title desc defs path rect circle ellipse line polyline polygon text tspan textPath use symbol "
        "clipPath mask marker pattern linearGradient radialGradient stop"
    ).split()
)
"""What a drawing may be made of: shapes and words, nothing that runs or loads."""


def read_figure(path: str, data: bytes | None, sidecar: str, text: str | None) -> tuple[Figure, Problems]:
    """Return the figure at `path` with what its sidecar says, and what is wrong with either.

    `data` is None while the picture is still to be made, `text` is None where there is no sidecar.
    """
    problems: list[Problem] = []
    table = Table((), Place(sidecar))
    if text is not None:
        table, faults = parse_yaml(text, sidecar)
        problems += faults
    fields = Fields(table, problems, "figure")
    fields.only(KNOWN)
    has_words = text is not None and bool(table.entries or not problems)
    svg, size = "", (0, 0)
    if data is not None:
        svg, size, faults = _picture(path, data)
        problems += faults
    figure = Figure(
        name=path.rpartition("/")[2].rpartition(".")[0],
        path=path,
        place=Place(path) if text is None else Place(sidecar),
        is_drawn=data is not None,
        width=size[0],
        height=size[1],
        caption=fields.text("caption"),
        alt=fields.required("alt") if has_words else "",
        long=fields.long_text("long"),
        credit=fields.text("credit"),
        licence=fields.text("licence"),
        labels=fields.each("labels", _label),
        steps=fields.each("steps", _step),
        table=_table(fields),
        svg=svg,
        digest=hashlib.sha256(data or b"").hexdigest()[:16],
        size=len(data or b""),
        places=fields.frozen_places(),
    )
    return figure, tuple(problems)


def _label(fields: Fields) -> Label:
    fields.only(("term", "text", "note"))
    term = fields.required("term")
    return Label(term, fields.text("text") or term.replace("-", " "), fields.text("note"))


def _step(fields: Fields) -> Step:
    fields.only(("title", "text"))
    return Step(fields.required("title"), fields.text("text"))


def _table(fields: Fields) -> tuple[tuple[str, ...], ...]:
    """Return the header and the rows of `table: {header: [...], rows: [[...], ...]}`."""
    group = fields.group("table")
    if group is None:
        return ()
    inner = fields.inside(group)
    inner.only(("header", "rows"))
    header = tuple(cell.text for cell in inner.scalars("header", may_repeat=True))
    if not header:
        inner.report(group.place, "a table without a header", "Add `header: [first, second]`.")
        return ()
    rows = [header]
    node = inner.node("rows")
    if not isinstance(node, Listing):
        inner.report(node.place if node else group.place, "a table without rows", "Add `rows:`, a list of lists.")
    for item in node.items if isinstance(node, Listing) else ():
        cells = [cell.text for cell in item.items if isinstance(cell, Scalar)] if isinstance(item, Listing) else []
        for cell in item.items if isinstance(item, Listing) else ():
            inner.whole(cell)
        if len(cells) != len(header):
            hint = "Give each row as many cells as the header has."
            inner.report(item.place, f"this row has {counted(len(cells), 'cell')}, the header {len(header)}", hint)
        rows.append(tuple(cells))
    return tuple(rows)


def _picture(path: str, data: bytes) -> tuple[str, tuple[int, int], Problems]:
    """Return the SVG without its comments (or "" for other pictures), its width and height, and what is wrong."""

    def fault(message: str, hint: str = "") -> tuple[str, tuple[int, int], Problems]:
        return "", (0, 0), (Problem(Place(path), "figure", message, hint),)

    if path.lower().endswith(".svg"):
        return _svg(path, data)
    size = picture_size(data)
    if size is None or min(size) < 1:
        return fault("not a picture that can be read", "PNG, JPEG, WebP or SVG, whole and undamaged.")
    if max(size) > LARGEST_SIDE:
        return fault(f"{size[0]} × {size[1]} pixels; at most {LARGEST_SIDE} a side", "Make it smaller.")
    return "", size, ()


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Return width and height of a PNG, JPEG or WebP in pixels, read from its header alone; None for anything else."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and data[12:16] == b"IHDR" and len(data) >= 24:
        return struct.unpack(">II", data[16:24])
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP" and len(data) >= 30:
        return _webp_size(data)
    if data[:2] == b"\xff\xd8":
        return _jpeg_size(data)
    return None


def _webp_size(data: bytes) -> tuple[int, int] | None:
    if data[12:16] == b"VP8X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if data[12:16] == b"VP8 ":
        width, height = struct.unpack("<HH", data[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        if data[at + 1] == 0xFF:
            # Any number of these may stand before a marker.
            at += 1
            continue
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        # Start-of-frame markers, less those that mean something else.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None


def _svg(path: str, data: bytes) -> tuple[str, tuple[int, int], Problems]:
    def faults(*found: tuple[str, str, int]) -> tuple[str, tuple[int, int], Problems]:
        return "", (0, 0), tuple(Problem(Place(path, line), "figure", said, hint) for said, hint, line in found)

    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return faults((f"the byte 0x{data[error.start]:02x} is not UTF-8", "Save it as UTF-8.", line))
    # Line ends stay, so that lines can be counted.
    plain = PROLOGUE.sub(lambda match: "\n" * match[0].count("\n"), text)
    if unlike_html := _unlike_html(plain):
        return faults(unlike_html)
    try:
        # Text, not bytes: what is judged here must be what a browser reads, whatever encoding the file claims.
        root = ElementTree.fromstring(plain)
    except (ElementTree.ParseError, ValueError) as error:
        line = error.position[0] if isinstance(error, ElementTree.ParseError) else 0
        said = str(error).partition(": line ")[0]
        return faults((f"not a well-formed SVG: {said}", "Save it again from the drawing program.", line))
    if root.tag != f"{SVG}svg":
        return faults(("not an SVG: the outermost element is not <svg>", "Save it as a plain SVG.", 0))
    found = dict.fromkeys(wrong for element in root.iter() if (wrong := _not_inert(element)))
    if found:
        folded = plain.lower()
        return faults(*((said, PLAIN_SVG, _line_of(clue, folded)) for said, clue in islice(found, MOST_FAULTS)))
    if _depth(root) > DEEPEST:
        return faults((f"elements nested more than {DEEPEST} deep", "Take away groups that hold one thing only.", 0))
    if _copies(root) > MOST_COPIES:
        said = f"its <use> elements draw more than {MOST_COPIES:,} parts, or themselves"
        return faults((said, "Have them copy less.", _line_of("<use", plain.lower())))
    size = _view_box(root.get("viewBox", ""))
    if size is None:
        said = "the <svg> has no viewBox that can be used"
        return faults((said, 'Add viewBox="0 0 width height".', _line_of("<svg", plain.lower())))
    return plain.strip(), size, ()


def _line_of(clue: str, folded: str) -> int:
    """Return the line on which `clue` first stands in a text of small letters; 0 if it is written otherwise."""
    found = folded.find(clue.lower())
    return folded.count("\n", 0, found) + 1 if found >= 0 else 0


def _unlike_html(text: str) -> tuple[str, str, int] | None:
    """Return message, hint and line of what a browser reads otherwise than XML does, or None.

    A drawing stands inside an HTML page. There a processing instruction ends at the first `>`, so that it could hide
    a script from the list of allowed elements, and an element with a prefix is no SVG. CDATA is never needed.
    """
    stray = stray_character(text)
    if stray:
        return stray[1], PLAIN_SVG, text.count("\n", 0, stray[0]) + 1
    found = re.search("|".join(UNLIKE_HTML), text, re.I)
    if found is None:
        return None
    name = next(name for clue, name in UNLIKE_HTML.items() if re.match(clue, found[0], re.I))
    return f"{name} in an SVG", "Delete it, or save as a plain SVG.", text.count("\n", 0, found.start()) + 1


LOADING = re.compile(r"url\s*\(|\b(?:image|image-set|src)\(", re.I)
"""What in the value of an attribute has a browser load something."""

PLAIN_SVG = "Save it as a plain SVG of shapes and text; colours as attributes."

PROLOGUE = re.compile(r"\A\s*<\?xml\s[^<>]*\?>|<!--.*?(?:-->|\Z)", re.S)
"""What is taken out of a drawing. A comment without an end goes on to the end of the file."""

UNLIKE_HTML: Mapping[str, str] = MappingProxyType(
    {
        r"<!DOCTYPE": "a document type",
        r"<!ENTITY": "an entity",
        r"<!\[CDATA\[": "CDATA",
        r"<\?": "a processing instruction",
        r"<[\w.-]+:": "an element with a prefix",
    }
)


def _depth(root: ElementTree.Element) -> int:
    """Return how many elements stand inside each other, at most."""
    deepest, level = 0, [root]
    while level and deepest <= DEEPEST:
        deepest, level = deepest + 1, [child for element in level for child in element]
    return deepest


def _copies(root: ElementTree.Element) -> int:
    """Return how many elements a browser draws for all <use>, or a number above MOST_COPIES."""
    parts = {f"#{element.get('id')}": element for element in root.iter() if element.get("id")}
    copies, waiting = 0, [*root.iter(f"{SVG}use")]
    while waiting and copies <= MOST_COPIES:
        for name, value in waiting.pop().items():
            target = parts.get(value.strip()) if name.rpartition("}")[2] == "href" else None
            if target is not None:
                drawn = [*target.iter()]
                copies += len(drawn)
                waiting += (element for element in drawn if element.tag == f"{SVG}use")
    return copies


def _view_box(written: str) -> tuple[int, int] | None:
    """Return width and height of a drawing, or None where its viewBox says none that can be used."""
    try:
        numbers = [float(number) for number in re.split(r"[\s,]+", written.strip())]
    except ValueError:
        return None
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        return None
    width, height = round(numbers[2]), round(numbers[3])
    return (width, height) if min(width, height) >= 1 and max(width, height) <= LARGEST_VIEW else None


def _not_inert(element: ElementTree.Element) -> tuple[str, str] | None:
    """Return what makes this element of a drawing unfit to stand inside a page, and words to find it by, or None."""
    name = element.tag.removeprefix(SVG)
    if name not in SVG_ELEMENTS:
        name = name.rpartition("}")[2]
        return f"<{name}> is not allowed in a drawing", f"<{name}"
    if name in ("title", "desc") and len(element):
        # HTML reads what is inside as HTML, and would not find the end.
        return f"<{name}> may hold words only", f"<{name}"
    for attribute, value in element.items():
        local = attribute.rpartition("}")[2].lower()
        value = value.strip()
        if local.startswith("on") or local in ("style", "base"):
            return f"the attribute “{local}” is not allowed in a drawing", f"{local}="
        if local in ("href", "src") and not value.startswith("#"):
            return f"the drawing points at “{value[:60]}”; it may point only at its own parts", value
        # A backslash could spell url( in another way.
        is_loading = LOADING.search(value) or ("\\" in value and "(" in value)
        if is_loading and not re.fullmatch(r"url\(#[\w.-]+\)", value):
            return f"the drawing loads “{value[:60]}”", value
    return None
