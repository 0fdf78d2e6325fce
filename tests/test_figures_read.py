"""Pictures and their sidecars: sizes from headers, drawings that can do nothing but be looked at, words for both."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.memory.memo import Memo, MemoryMemo, remember_nothing
from microsite.model import Figure, Label, Step
from microsite.pipeline import Order, build
from microsite.problem import Place, Severity
from microsite.reading.figures import (
    DEEPEST,
    LARGEST_SIDE,
    MOST_FAULTS,
    SVG_ELEMENTS,
    picture_size,
    read_figure,
)
from microsite.text.budget import limited
from microsite.text.drawings import inlined
from tests.sites import TODAY, into, library_of, line_of, write_site

XMLNS = 'xmlns="http://www.w3.org/2000/svg"'
THOROUGH = settings(max_examples=200, derandomize=True, deadline=None)


# ------------------------------------------------------------------------------------------------- pictures of pixels


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 4)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def segment(marker: int, data: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def frame(width: int, height: int, marker: int = 0xC0) -> bytes:
    return segment(marker, struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\0")


def jpeg(width: int, height: int, *, before: bytes = b"", marker: int = 0xC0) -> bytes:
    jfif = segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
    return b"\xff\xd8" + jfif + before + frame(width, height, marker) + b"\xff\xd9"


def webp(kind: bytes, data: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", len(data) + 12) + b"WEBP" + kind + struct.pack("<I", len(data)) + data


def lossy(width: int, height: int, scale: int = 0) -> bytes:
    return webp(
        b"VP8 ", b"\x30\1\0\x9d\1\x2a" + struct.pack("<HH", width | scale << 14, height | scale << 14) + b"\0\0"
    )


def lossless(width: int, height: int) -> bytes:
    bits = (width - 1) | (height - 1) << 14 | 1 << 28
    return webp(b"VP8L", b"\x2f" + struct.pack("<I", bits) + b"\0" * 8)


def extended(width: int, height: int) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return webp(b"VP8X", b"\x10\0\0\0" + size)


@pytest.mark.parametrize("make", [png, jpeg, lossy, lossless, extended])
@pytest.mark.parametrize("size", [(1, 1), (640, 480), (480, 640), (12_000, 3), (257, 16_000)])
def test_size_is_read_from_the_header(make, size: tuple[int, int]):
    assert picture_size(make(*size)) == size


@given(st.integers(1, 16_383), st.integers(1, 16_383))
@THOROUGH
def test_any_size_is_read_from_any_header(width: int, height: int):
    assert {picture_size(make(width, height)) for make in (png, jpeg, lossy, lossless, extended)} == {(width, height)}


@pytest.mark.parametrize("marker", [0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC9, 0xCF])
def test_every_kind_of_jpeg_has_its_size(marker: int):
    assert picture_size(jpeg(30, 20, marker=marker)) == (30, 20)


@pytest.mark.parametrize("marker", [0xC4, 0xC8, 0xCC, 0xDB, 0xE1, 0xFE])
def test_segment_that_only_looks_like_a_frame_is_passed_over(marker: int):
    assert picture_size(jpeg(30, 20, before=frame(99, 99, marker))) == (30, 20)


def test_thumbnail_inside_a_jpeg_is_not_its_size():
    assert picture_size(jpeg(30, 20, before=segment(0xE1, b"Exif\0\0" + jpeg(9, 9)))) == (30, 20)


def test_filling_before_a_marker_is_passed_over():
    assert picture_size(jpeg(30, 20, before=b"\xff\xff\xff")) == (30, 20)


def test_scale_of_a_webp_is_no_part_of_its_size():
    assert picture_size(lossy(300, 200, scale=3)) == (300, 200)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", b"12345678901234567890"),
        png(3, 3).replace(b"\r\n", b"\n"),
        b"\xff\xd8",
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8" + b"\xff" * 500,
        b"\xff\xd8" + segment(0xE0, b"x" * 50),
        b"\xff\xd8\xff\xe0\0\0" * 20,
        webp(b"VP8 ", b""),
        webp(b"ALPH", b"x" * 40),
        b"RIFF\0\0\0\0WAVE" + b"x" * 40,
        b"GIF89a\1\0\1\0\0\0\0;",
        b"<svg/>",
        b"BM" + b"\0" * 60,
    ],
)
def test_what_is_no_picture_has_no_size(data: bytes):
    assert picture_size(data) is None


@pytest.mark.parametrize("make", [png, jpeg, lossy, extended])
@given(cut=st.integers(0, 200), wrong=st.lists(st.tuples(st.integers(0, 99), st.integers(0, 255)), max_size=4))
@THOROUGH
def test_damaged_header_raises_nothing(make, cut: int, wrong: list[tuple[int, int]]):
    data = bytearray(make(30, 20)[: cut + 1])
    for at, byte in wrong:
        data[at % len(data)] = byte
    size = picture_size(bytes(data))
    assert size is None or min(size) >= 0


@pytest.mark.parametrize("make", [png, jpeg, lossy, lossless, extended])
def test_picture_that_ends_early_has_its_size_or_none(make):
    whole = make(30, 20)
    assert {picture_size(whole[:end]) for end in range(len(whole) + 1)} == {None, (30, 20)}


def figure(path: str, data: bytes | None, sidecar: str | None = None) -> Figure:
    """Return a figure in which nothing is wrong."""
    made, problems = read_figure(path, data, "content/figures/x.yaml", sidecar)
    assert problems == ()
    return made


def faults(path: str, data: bytes) -> list[str]:
    _, problems = read_figure(path, data, "x.yaml", None)
    return [line_of(problem) for problem in problems]


@pytest.mark.parametrize("path", ["a/x.png", "a/x.jpg", "a/x.jpeg", "a/x.webp", "a/X.PNG"])
@pytest.mark.parametrize("data", [b"", b"text", png(0, 5), png(5, 0), jpeg(0, 5), jpeg(5, 0), lossy(0, 5)])
def test_picture_that_cannot_be_read_is_an_error(path: str, data: bytes):
    assert faults(path, data) == [f"{path}: error: not a picture that can be read [figure]"]


def test_picture_that_is_too_large_is_an_error():
    assert faults("x.png", png(LARGEST_SIDE, 1)) == []
    assert faults("x.png", png(LARGEST_SIDE + 1, 5)) == [
        "x.png: error: 12001 × 5 pixels; at most 12000 a side [figure]"
    ]
    assert faults("x.png", png(5, 2**32 - 1)) == ["x.png: error: 5 × 4294967295 pixels; at most 12000 a side [figure]"]


# ------------------------------------------------------------------------------------------------------------ drawings


def svg(inner: str = "", attributes: str = XMLNS) -> bytes:
    return f'<svg {attributes} viewBox="0 0 20 10">{inner}</svg>'.encode()


def messages(inner: str) -> list[str]:
    _, problems = read_figure("x.svg", svg(inner), "x.yaml", None)
    return [problem.message for problem in problems]


def test_drawing_has_its_text_and_the_size_of_its_view_box():
    made = figure("content/figures/x.svg", svg("<path d='M0 0'/>"))
    assert (made.width, made.height, made.is_drawn) == (20, 10, True)
    assert made.svg == svg("<path d='M0 0'/>").decode()


def test_drawing_is_kept_without_what_is_no_drawing():
    data = b"\xef\xbb\xbf<?xml version='1.0'?>\r\n<!-- Made\r\nby hand -->" + svg("<!-- a -->\n<g/>") + b"\n<!-- open"
    assert figure("x.svg", data).svg == svg("\n<g/>").decode()


@pytest.mark.parametrize(
    ("written", "size"),
    [
        ("0 0 20 10", (20, 10)),
        ("-5,-5,20,10", (20, 10)),
        (" 0  0\n20 , 10 ", (20, 10)),
        ("0 0 19.6 10.4", (20, 10)),
        ("0 0 2e1 1.0E1", (20, 10)),
        (".5 0 20. 10", (20, 10)),
        ("0 0 1000000 1", (1_000_000, 1)),
    ],
)
def test_view_box_is_read_as_browsers_do(written: str, size: tuple[int, int]):
    made = figure("x.svg", f'<svg {XMLNS} viewBox="{written}"/>'.encode())
    assert (made.width, made.height) == size


VIEWS = ["", "0 0 20", "0 0 20 10 5", "0 0 0 10", "0 0 20 -10", "a b c d", "0 0 nan 10", "0 0 inf 10", "0 0 20px 10px"]


@pytest.mark.parametrize(
    "written", [*VIEWS, "0 0 1e999 10", f"0 0 {'9' * 400} 10", "0 0 0.3 10", "0 0 1000001 1", "none"]
)
def test_drawing_without_a_size_is_an_error(written: str):
    assert faults("x.svg", f'<svg {XMLNS} viewBox="{written}"/>'.encode()) == [
        "x.svg:1: error: the <svg> has no viewBox that can be used [figure]"
    ]


@pytest.mark.parametrize("element", sorted(SVG_ELEMENTS - {"title", "desc"}))
def test_shapes_and_words_may_stand_in_a_drawing(element: str):
    assert messages(f"<{element}/>") == []


@pytest.mark.parametrize(
    "element",
    (
        "script foreignObject style image animate animateTransform set iframe video audio embed object feImage filter "
        "metadata switch view link base Path SVG p div html body handler listener cursor discard"
    ).split(),
)
def test_what_runs_or_loads_may_not(element: str):
    assert messages(f"<g><{element}/></g>") == [f"<{element}> is not allowed in a drawing"]


@pytest.mark.parametrize(
    "inner",
    [
        '<x xmlns="http://www.w3.org/1999/xhtml"/>',
        '<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>',
        '<script xmlns="">alert(1)</script>',
        '<script xmlns="urn:other"/>',
    ],
)
def test_elements_of_another_kind_may_not(inner: str):
    assert len(messages(inner)) == 1
    assert "is not allowed in a drawing" in messages(inner)[0]


@pytest.mark.parametrize(
    ("attribute", "name"),
    [
        ('onclick="x()"', "onclick"),
        ('onLoad="x()"', "onload"),
        ('ONBEGIN="x()"', "onbegin"),
        ('on="x"', "on"),
        ('style="fill:red"', "style"),
        ('STYLE="fill:red"', "style"),
        ('xml:base="https://example.org/"', "base"),
        ('xmlns:x="http://www.w3.org/1999/xlink" x:onload="x()"', "onload"),
    ],
)
def test_attribute_that_runs_or_styles_may_not(attribute: str, name: str):
    assert messages(f"<g {attribute}/>") == [f"the attribute “{name}” is not allowed in a drawing"]


XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink" xlink:'


@pytest.mark.parametrize(
    "target",
    [
        "https://example.org/",
        "//example.org/a.svg#b",
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "java&#9;script:alert(1)",
        "&#106;avascript:alert(1)",
        "data:image/svg+xml,x",
        "other.svg#part",
        "",
        "?x",
        "/",
    ],
)
@pytest.mark.parametrize("attribute", ["href", f"{XLINK}href", "HREF", "src"])
def test_drawing_points_at_nothing_outside(attribute: str, target: str):
    (message,) = messages(f'<a {attribute}="{target}"/>')
    assert "it may point only at its own parts" in message


@pytest.mark.parametrize("attribute", ["href", f"{XLINK}href"])
def test_drawing_may_point_at_its_own_parts(attribute: str):
    assert messages(f'<g id="a"/><use {attribute}="#a"/>') == []


@pytest.mark.parametrize(
    "value",
    [
        "url(https://example.org/a.svg#b)",
        "url(a.svg#b)",
        "URL(//example.org)",
        "image-set('https://example.org/a.png' 1x)",
        "-webkit-Image-Set('https://example.org/a.png' 1x), auto",
        "url('#a')",
        "url (#a)",
        "url(#a) url(b)",
        "url(#a) red",
        "\\75rl(https://example.org)",
        "u\\72l(a)",
    ],
)
@pytest.mark.parametrize("attribute", ["fill", "filter", "mask", "clip-path", "marker-end", "cursor"])
def test_drawing_loads_nothing(attribute: str, value: str):
    (message,) = messages(f'<g {attribute}="{value}"/>')
    assert message.startswith("the drawing loads “")


@pytest.mark.parametrize(
    "value", ["url(#a)", " url(#a-b.c_1) ", "var(--skin, #dcb79c)", "rgb(1, 2, 3)", "none", "C:\\x"]
)
def test_own_paint_and_plain_values_may_stand(value: str):
    assert messages(f'<g fill="{value}"/>') == []


@pytest.mark.parametrize("attribute", ["data-term", "class", "id", "d", "transform", "aria-label", "data-on", "role"])
def test_harmless_attributes_may_stand(attribute: str):
    assert messages(f'<g {attribute}="x"/>') == []


@pytest.mark.parametrize("element", ["title", "desc"])
def test_words_of_a_drawing_hold_words_only(element: str):
    assert messages(f"<{element}>The &lt;hip&gt; &amp; more</{element}>") == []
    assert messages(f"<{element}>The <tspan>hip</tspan></{element}>") == [f"<{element}> may hold words only"]


UNLIKE_HTML = [
    ("<title><![CDATA[</title></svg><script>alert(1)</script>]]></title>", "CDATA"),
    ("<g><![CDATA[x]]></g>", "CDATA"),
    ("<?x ><script>alert(1)</script>?>", "a processing instruction"),
    ("<?xml-stylesheet href='https://example.org/a.css'?>", "a processing instruction"),
    ("<!ENTITY x 'y'>", "an entity"),
    ("<s:g xmlns:s='http://www.w3.org/2000/svg'/>", "an element with a prefix"),
]


@pytest.mark.parametrize(("inner", "name"), UNLIKE_HTML)
def test_what_html_reads_otherwise_than_xml_may_not_stand_in_a_drawing(inner: str, name: str):
    assert messages(inner) == [f"{name} in an SVG"]


@pytest.mark.parametrize(
    "comment", ["<!-- a -->", "<!--><script>alert(1)</script>-->", "<!---><script/>-->", "<!-- <?x ?> -->"]
)
def test_comments_are_taken_out_before_a_browser_could_read_them(comment: str):
    made = figure("x.svg", f'{comment}<svg {XMLNS} viewBox="0 0 1 1">{comment}<g/></svg>{comment}'.encode())
    assert inlined(made, 1, "index.html") == f'<svg {XMLNS} viewBox="0 0 1 1"><g/></svg>'


def test_a_colour_of_a_drawing_inside_a_page_stays_as_it_was_drawn():
    made = figure("x.svg", svg("<g fill=\"#d9a55a\" stroke='#abc'/>"))
    assert """<g fill="#d9a55a" stroke='#abc'/>""" in inlined(made, 1, "index.html")


@pytest.mark.parametrize(
    ("drawn", "shown"),
    [
        ('<g id="a"/><use href="#a"/>', '<g id="x-a"/><use href="#x-a"/>'),
        ("<g id='a'/><use href = '#a'/>", "<g id='x-a'/><use href = '#x-a'/>"),
        ('<g id="a"/><g clip-path="url(#a)"/>', '<g id="x-a"/><g clip-path="url(#x-a)"/>'),
    ],
)
def test_the_parts_of_a_drawing_have_names_of_their_own_inside_a_page(drawn: str, shown: str):
    assert shown in inlined(figure("x.svg", svg(drawn)), 1, "index.html")


BOMB = (
    '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (BOMB.encode() + svg("&c;"), "x.svg:1: error: a document type in an SVG [figure]"),
        (b"<!doctype svg>" + svg(), "x.svg:1: error: a document type in an SVG [figure]"),
        (b'<?xml version="1.0"?>\n\n<!DOCTYPE svg>' + svg(), "x.svg:3: error: a document type in an SVG [figure]"),
        (b"<?php echo ?>" + svg(), "x.svg:1: error: a processing instruction in an SVG [figure]"),
        (b"\n<!--\n-->\n<?x?>" + svg(), "x.svg:4: error: a processing instruction in an SVG [figure]"),
        (svg("\n<!--\n-->\n<?x?>"), "x.svg:4: error: a processing instruction in an SVG [figure]"),
        ((BOMB + svg("&c;").decode()).encode("utf-16"), "x.svg:1: error: the byte 0xff is not UTF-8 [figure]"),
        (svg("\n\xe4").decode().encode("latin-1"), "x.svg:2: error: the byte 0xe4 is not UTF-8 [figure]"),
        (svg("\n\n\x0c"), "x.svg:3: error: a control character (U+000C) [figure]"),
        (b"\xef\xbb\xbf\xef\xbb\xbf" + svg(), "x.svg:1: error: an invisible character (U+FEFF) [figure]"),
        (b"<svg", "x.svg:1: error: not a well-formed SVG: unclosed token [figure]"),
        (b"", "x.svg:1: error: not a well-formed SVG: no element found [figure]"),
        (svg("\n<g>"), "x.svg:2: error: not a well-formed SVG: mismatched tag [figure]"),
        (svg("&nbsp;"), "x.svg:1: error: not a well-formed SVG: undefined entity [figure]"),
        (svg("<g a=b/>"), "x.svg:1: error: not a well-formed SVG: not well-formed (invalid token) [figure]"),
        (svg() + b"<!-- never closed", None),
        (svg("<!-- never closed"), "x.svg:1: error: not a well-formed SVG: no element found [figure]"),
        (svg("<!-- a -- b -->\n<g>"), "x.svg:2: error: not a well-formed SVG: mismatched tag [figure]"),
        (b"<html/>", "x.svg: error: not an SVG: the outermost element is not <svg> [figure]"),
        (b"<svg viewBox='0 0 1 1'/>", "x.svg: error: not an SVG: the outermost element is not <svg> [figure]"),
        (b"<?xml version='1.0' encoding='latin-1'?>" + svg("\xe4"), None),
        (b"<?xml version='1.0' encoding='utf-16'?>" + svg("\xe4"), None),
        (b"\xef\xbb\xbf<?xml version='1.0'?>" + svg("\xe4"), None),
        (svg("\xe4").replace(b"<svg", b"\r\n<svg"), None),
    ],
)
def test_drawing_is_a_plain_svg_in_utf_8(data: bytes, said: str | None):
    assert faults("x.svg", data) == ([said] if said else [])


def test_what_was_judged_is_what_a_browser_reads():
    # The page is UTF-8, whatever the file says of itself.
    made = figure("x.svg", b"<?xml version='1.0' encoding='cp1252'?>" + svg("<title>\xe4</title>"))
    assert "<title>ä</title>" in made.svg


def test_every_fault_of_a_drawing_is_said_with_its_line():
    inner = '\n<script/>\n<g onClick="x"/>\n<a href="x.html"/>\n<g fill="url(x)"/>\n<script/>'
    assert faults("x.svg", svg(inner)) == [
        "x.svg:2: error: <script> is not allowed in a drawing [figure]",
        "x.svg:3: error: the attribute “onclick” is not allowed in a drawing [figure]",
        "x.svg:4: error: the drawing points at “x.html”; it may point only at its own parts [figure]",
        "x.svg:5: error: the drawing loads “url(x)” [figure]",
    ]


def test_faults_of_a_drawing_without_end_are_said_in_time():
    with limited("x.svg"):
        said = faults("x.svg", svg("".join(f'<use href="{n}"/>' for n in range(50_000))))
        assert len(said) == MOST_FAULTS
        assert len(faults("x.svg", svg(f'<use href="{"x" * 4_000_000}"/>'))) == 1


def test_line_of_a_fault_is_not_that_of_a_comment():
    assert faults("x.svg", svg("\n<!-- <script> -->\n<script/>")) == [
        "x.svg:3: error: <script> is not allowed in a drawing [figure]"
    ]


def test_drawing_with_a_fault_is_not_shown():
    made, _ = read_figure("x.svg", svg("<script/>"), "x.yaml", None)
    assert (made.svg, made.width, made.height) == ("", 0, 0)


@pytest.mark.parametrize("times", [DEEPEST - 1, DEEPEST, 50_000])
def test_bomb_of_groups_is_stopped_at_its_depth(times: int):
    said = faults("x.svg", svg("<g>" * times + "</g>" * times))
    assert said == ([] if times < DEEPEST else ["x.svg: error: elements nested more than 100 deep [figure]"])


@pytest.mark.parametrize("inner", ["<!--", "<?xml ", "<g ", "&#9;", "<![CDATA[", '<g a="', "<g/>", "url( ", "\\("])
def test_any_run_in_a_drawing_comes_to_an_end(inner: str):
    read_figure("x.svg", svg(inner * 50_000), "x.yaml", None)
    read_figure("x.svg", svg(f'<g fill="{inner.replace(chr(34), "") * 50_000}"/>'), "x.yaml", None)


RUNS = "<script>alert(1)</script>"
LEAVES = st.sampled_from(
    [
        *(
            "",
            "text",
            "<g/>",
            "<a href='#x'/>",
            "&lt;script&gt;",
            "&#60;b&#62;",
            RUNS,
            "<p/>",
            "<g onload='x()'/>",
            "</title>",
        ),
        *(
            "<!-- a -->",
            f"<!-->{RUNS}-->",
            f"<!--->{RUNS}-->",
            "<!--",
            f"<![CDATA[{RUNS}]]>",
            f"<![CDATA[</title>{RUNS}]]>",
        ),
        *(f"<?x >{RUNS}?>", f"<?xml >{RUNS}?>", "<s:g xmlns:s='http://www.w3.org/2000/svg'/>", "<title/>", "</svg>"),
    ]
)


def wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return strings of XML in which most elements are closed, so that many are well-formed."""
    names = st.sampled_from("g g a text title title desc tspan".split())
    around = st.tuples(names, inner).map(lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>")
    return around | st.lists(inner, max_size=3).map("".join)


@given(st.recursive(LEAVES, wrapped, max_leaves=6), st.sampled_from(["", "<!-- a -->", "<!--", "<?x?>"]))
@settings(max_examples=500, derandomize=True, deadline=None)
def test_no_drawing_that_passes_lets_a_script_into_the_page(inner: str, behind: str):
    import html5lib

    made, problems = read_figure("x.svg", svg(inner) + behind.encode(), "x.yaml", None)
    if problems:
        assert made.svg == ""
        return
    page = f"<!doctype html><body><p>{inlined(made, 1, 'index.html')}<b id='after'></b>"
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    names = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert names <= {"html", "head", "body", "p", "b"} | {
        f"{{http://www.w3.org/2000/svg}}{name}" for name in SVG_ELEMENTS
    }
    assert not any(name.startswith("on") for element in tree.iter() for name in element.attrib if isinstance(name, str))
    # The drawing ends where it ends: what follows it in the page is not inside it.
    assert tree.find("body/p/b") is not None


@given(st.binary(max_size=80))
@THOROUGH
def test_any_bytes_are_a_drawing_or_a_problem(data: bytes):
    for whole in (data, b"<svg " + data, svg("<g/>") + data, data + svg("<g/>"), svg("<g>x</g>").replace(b"x", data)):
        made, problems = read_figure("x.svg", whole, "x.yaml", None)
        assert bool(made.svg) != bool(problems)
        assert all(0 <= problem.place.line <= whole.count(b"\n") + whole.count(b"\r") + 1 for problem in problems)


# ------------------------------------------------------------------------------------------------------------ sidecars


def test_figure_has_the_words_of_its_sidecar():
    sidecar = (
        "caption: The hip.\nalt: The hip from the front.\nlong: |\n  One.\n\n  Two.\ncredit: Us\nlicence: CC BY 4.0\n"
        "labels:\n  - {term: psoas-major}\n  - {term: hip, text: the hip, note: A ball.}\n"
        "steps:\n  - {title: One, text: First.}\n  - {title: Two}\n"
        "table:\n  header: [angle, force, force]\n  rows: [['0', '1', '1'], ['90', ~, '2']]\n"
    )
    made = figure("content/figures/x.svg", svg(), sidecar)
    assert (made.name, made.path, made.place) == ("x", "content/figures/x.svg", Place("content/figures/x.yaml"))
    assert (made.caption, made.alt, made.long) == ("The hip.", "The hip from the front.", "One.\n\nTwo.")
    assert (made.credit, made.licence) == ("Us", "CC BY 4.0")
    assert made.labels == (Label("psoas-major", "psoas major"), Label("hip", "the hip", "A ball."))
    assert made.steps == (Step("One", "First."), Step("Two"))
    assert made.table == (("angle", "force", "force"), ("0", "1", "1"), ("90", "~", "2"))


def test_figure_without_a_sidecar_stands_where_its_picture_does():
    made = figure("content/articles/x.png", png(3, 2))
    assert (made.place, made.alt, made.width, made.height, made.svg) == (Place("content/articles/x.png"), "", 3, 2, "")


def test_figure_that_is_still_to_be_drawn_has_its_words():
    made = figure("content/figures/x.svg", None, "alt: The hip.")
    assert (made.is_drawn, made.alt, made.width, made.svg) == (False, "The hip.", 0, "")


def test_digest_follows_the_bytes_of_the_picture():
    one, same, other = (figure("x.png", png(3, height)).digest for height in (2, 2, 4))
    assert one == same != other
    assert len(one) == 16


def test_faults_of_picture_and_sidecar_are_both_said():
    _, problems = read_figure("x.png", b"", "x.yaml", "caption: A")
    assert sorted(line_of(problem) for problem in problems) == [
        "x.png: error: not a picture that can be read [figure]",
        "x.yaml:1:1: error: “alt” is missing [figure]",
    ]


# -------------------------------------------------------------------------------------------------------- in a folder


def site(root: Path, files: dict[str, str | bytes]) -> tuple[dict[str, Figure], list[str]]:
    library, problems = library_of(write_site(root, files))
    return dict(library.figures), [line_of(problem) for problem in problems]


def test_picture_beside_an_article_may_have_a_sidecar(tmp_path: Path):
    figures, said = site(tmp_path, {"content/articles/x.png": png(3, 2), "content/articles/x.yaml": "alt: The hip."})
    assert said == []
    assert figures["content/articles/x.png"].alt == "The hip."


def test_ending_of_a_picture_may_be_in_capitals(tmp_path: Path):
    files = {
        "content/figures/x.PNG": png(3, 2),
        "content/figures/x.yaml": "alt: The hip.",
        "content/figures/Y.SVG": svg(),
    }
    figures, said = site(tmp_path, files)
    assert said == []
    assert figures["content/figures/x.PNG"].alt == "The hip."
    assert sorted(figures) == ["content/figures/Y.SVG", "content/figures/x.PNG"]


def test_pictures_of_one_name_share_their_sidecar(tmp_path: Path):
    files = {
        "content/figures/x.png": png(3, 2),
        "content/figures/x.svg": svg(),
        "content/figures/x.yaml": "alt: The hip.",
    }
    figures, said = site(tmp_path, files)
    assert said == []
    assert {figure.alt for figure in figures.values()} == {"The hip."}


def test_fault_of_a_shared_sidecar_is_said_once(tmp_path: Path):
    files = {"content/figures/x.png": png(3, 2), "content/figures/x.svg": svg(), "content/figures/x.yaml": "a: b"}
    assert site(tmp_path, files)[1] == [
        "content/figures/x.yaml:1:1: error: unknown field “a” [figure]",
        "content/figures/x.yaml:1:1: error: “alt” is missing [figure]",
    ]


def test_sidecar_that_is_no_file_is_an_error(tmp_path: Path):
    write_site(tmp_path, {"content/figures/x.png": png(3, 2)})
    (tmp_path / "content/figures/x.yaml").symlink_to("gone.yaml")
    assert site(tmp_path, {})[1] == ["content/figures/x.yaml: error: cannot be read: No such file or directory [file]"]


def test_sidecar_elsewhere_without_a_picture_is_no_page(tmp_path: Path):
    assert site(tmp_path, {"content/articles/x.yaml": "alt: A"})[1] == [
        "content/articles/x.yaml: warning: no page is made of this file [file]"
    ]


@pytest.mark.parametrize(
    "name", ["x y.png", 'x" onload="alert(1).svg', "ä.png", "x'.svg", "con.png", "AUX.tar.png", "a b/x.png", "x&y.svg"]
)
def test_picture_whose_name_is_no_address_is_an_error(tmp_path: Path, name: str):
    data = svg() if name.endswith("svg") else png(3, 2)
    ((said),) = site(tmp_path, {f"content/figures/{name}": data})[1]
    assert said.endswith("[slug]")
    assert "cannot be an address" in said


@pytest.mark.parametrize("name", ["x.png", "IMG_1234.JPG", "a-b.c_d.webp", "sub/Folder/x.png", "_x.png", "2.png"])
def test_picture_may_have_an_ordinary_name(tmp_path: Path, name: str):
    data = png(3, 2)
    assert site(tmp_path, {f"content/figures/{name}": data})[1] == []


def test_picture_that_is_too_heavy_is_an_error(tmp_path: Path):
    assert site(tmp_path, {"content/figures/x.png": png(3, 2) + b"\0" * 5_000_000})[1] == [
        "content/figures/x.png: error: 5,000,069 bytes; at most 5,000,000 are read [file]"
    ]


def test_link_to_a_picture_outside_is_refused(tmp_path: Path):
    write_site(tmp_path / "site", {"content/articles/x.md": "---\ntitle: X\nsummary: Y\n---\n"})
    (tmp_path / "secret.png").write_bytes(png(3, 2))
    (tmp_path / "site/content/articles/x.png").symlink_to(tmp_path / "secret.png")
    figures, said = site(tmp_path / "site", {})
    assert figures == {}
    assert said == ["content/articles/x.png: error: a link that leads out of the site's folder [file]"]


# ------------------------------------------------------------------------------------------- faults of a sidecar

SHOWN = "---\ntitle: {0}\nsummary: S.\n---\nBefore.\n\n![](../figures/one.svg)\n\nBehind: [@none].\n"
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0,0"/></svg>'
SIDECAR = "alt: A line.\ncaption: See [[nobody]], [@none], [that](nowhere.md) and {claim:nix}.\n"


def site_with_a_caption(root: Path, before: str = "") -> Order:
    files = {
        "config.yaml": "title: Site\nchecks:\n  unused: off\n",
        "content/articles/a.md": SHOWN.format("A"),
        "content/articles/b.md": SHOWN.format("B"),
        "content/figures/one.svg": DRAWING,
        "content/figures/one.yaml": before + SIDECAR,
    }
    return Order(write_site(root, files) / "config.yaml", TODAY)


def told(order: Order, memo: Memo = remember_nothing) -> list[str]:
    problems = build(order, lambda file: None, memo).problems
    return [f"{problem.place} {problem.rule}" for problem in problems if problem.severity == Severity.ERROR]


def test_what_is_wrong_in_a_caption_is_told_once_and_at_the_sidecar(tmp_path: Path) -> None:
    """Not at every page that shows the picture, where nobody can mend it."""
    caption = [f"content/figures/one.yaml:2:10 {rule}" for rule in ("citation", "claim", "crossref", "term")]
    texts = [f"content/articles/{name}.md:9:9 citation" for name in "ab"]
    assert told(site_with_a_caption(tmp_path)) == texts + caption


def test_picture_in_a_line_brings_no_words_of_its_sidecar(tmp_path: Path) -> None:
    order = site_with_a_caption(tmp_path)
    text = "---\ntitle: A\nsummary: S.\n---\nIn a line ![](../figures/one.svg) and\nbelow it [@none].\n"
    (tmp_path / "content/articles/a.md").write_text(text, encoding="utf-8")
    (tmp_path / "content/articles/b.md").unlink()
    assert "content/articles/a.md:6:10 citation" in told(order)


def test_place_in_a_sidecar_follows_its_lines(tmp_path: Path) -> None:
    memo = MemoryMemo()
    told(site_with_a_caption(tmp_path), memo)
    memo.turn()
    found = told(site_with_a_caption(tmp_path, before="# A remark.\n"), memo)
    assert next(line for line in found if "figures" in line).startswith("content/figures/one.yaml:3:10 ")


def test_what_a_caption_marks_is_known_as_in_a_text(tmp_path: Path) -> None:
    order = site_with_a_caption(tmp_path)
    term = "---\ntitle: Psoas\nsummary: A muscle.\nkind: muscle\norigin: the spine\n---\nText.\n"
    claim = "claims:\n- {id: fat, said: Hips burn fat, verdict: Wrong, evidence: No.}\n"
    caption = "alt: A line.\ncaption: The [[psoas|muscle]], {fact:psoas.origin} and {claim:fat}.\n"
    files = {"content/glossary/psoas.md": term, "content/claims.yaml": claim, "content/figures/one.yaml": caption}
    write_site(tmp_path, files)
    pages: dict[str, bytes] = {}
    problems = build(order, into(pages)).problems
    assert not [problem for problem in problems if problem.place.path == "content/figures/one.yaml"]
    page = pages["articles/a.html"].decode()
    assert '<a class="term" href="../glossary/psoas.html" id="mention-psoas">muscle</a>' in page
    assert '<span class="fact">the spine</span> and <a class="checked-claim"' in page
    assert '<q>Hips burn fat</q> <span class="badge verdict-wrong">Wrong</span>' in page


def doubling(levels: int) -> str:
    groups = "".join(f'<g id="g{n}"><use href="#g{n - 1}"/><use href="#g{n - 1}"/></g>' for n in range(1, levels))
    return f'<g id="g0"><path d="M0 0"/></g>{groups}'


COPIES = {
    "few": (doubling(10), ""),
    "a thousand million": (f"\n{doubling(30)}", "x.svg:2"),
    "themselves": ('<g id="a">\n\n<use href="#a"/></g>', "x.svg:3"),
    "of nothing": ('<use href="#a"/>', ""),
    "a path, often": ('<path id="a" d="M0 0"/>\n' + '<use href="#a"/>' * 100_001, "x.svg:2"),
}


@pytest.mark.parametrize(("inside", "at"), COPIES.values(), ids=COPIES)
def test_drawing_that_copies_itself_without_end_is_refused(inside: str, at: str):
    said = f"{at}: error: its <use> elements draw more than 100,000 parts, or themselves [figure]"
    assert faults("x.svg", svg(inside)) == ([said] if at else [])
