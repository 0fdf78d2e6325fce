"""The files beside the pages."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from microsite.model import Body, Draft, Figure
from microsite.outputs.assets import assets, compact, compact_script, joined_scripts, joined_styles, pictures
from microsite.problem import Place
from tests.sample import STATIC, sample


def folder(root: Path, **files: str) -> Path:
    """Write files named by path, with `__` for a slash and `_dot_` for a dot."""
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def test_styles_are_joined_in_the_order_of_their_names(tmp_path: Path):
    own = folder(tmp_path, css__20_dot_css="b{top:2px}", css__10_dot_css="a{top:1px}")
    assert dict(assets([own]))["site.css"] == b"a{top:1px}b{top:2px}\n"


def test_a_sites_own_file_takes_the_place_of_ours_and_a_new_one_is_added(tmp_path: Path):
    own = folder(tmp_path / "own", css__10_dot_css="a{top:9px}", icon_dot_svg="own", extra_dot_txt="more")
    ours = folder(tmp_path / "ours", css__10_dot_css="a{top:1px}", css__20_dot_css="b{top:2px}", icon_dot_svg="ours")
    made = dict(assets([own, ours]))
    assert made["site.css"] == b"a{top:9px}b{top:2px}\n"
    assert made["icon.svg"] == b"own"
    assert made["extra.txt"] == b"more"


def test_a_folder_that_is_missing_is_no_fault(tmp_path: Path):
    assert set(dict(assets([tmp_path / "none", STATIC]))) >= {"site.css", "site.js", "icon.svg"}


def test_what_editors_and_systems_leave_behind_is_passed_over(tmp_path: Path):
    own = folder(tmp_path, _dot_DS_Store="x", notes_dot_txt="kept", Thumbs_dot_db="x", css__10_dot_css_dot_swp="x")
    (tmp_path / "notes.txt~").write_text("x")
    assert set(dict(assets([own]))) == {"site.css", "site.js", "notes.txt"}


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path):
    own = folder(tmp_path / "own", a_dot_txt="a")
    (tmp_path / "secret.txt").write_text("secret")
    (own / "link.txt").symlink_to(tmp_path / "secret.txt")
    assert "link.txt" not in dict(assets([own]))


def test_order_of_the_files_does_not_depend_on_the_disk(tmp_path: Path):
    own = folder(tmp_path, b_dot_txt="b", a_dot_txt="a", c__d_dot_txt="d")
    assert [name for name, _ in assets([own])] == ["a.txt", "b.txt", "c/d.txt", "site.css", "site.js"]


@pytest.mark.parametrize(
    ("css", "said"),
    [
        ("a {\n  color: red;\n}\n", "a{color:red}\n"),
        ("a { /* why */ top: 0 }", "a{top:0}\n"),
        ("a/**/b { top: 0 }", "a b{top:0}\n"),
        ("a:hover , b > c { top: 0 }", "a:hover,b>c{top:0}\n"),
        ('a::after { content: "  /* kept */ ; } " }', 'a::after{content:"  /* kept */ ; } "}\n'),
        ("a { content: 'it\\'s  ;  ' }", "a{content:'it\\'s  ;  '}\n"),
        ("a { background: url(data:x,/*;  }) }", "a{background:url(data:x,/*;  })}\n"),
        ("a { width: calc(1px + 2px) }", "a{width:calc(1px + 2px)}\n"),
        ("@media (a) and (b) { c { top: 0 } }", "@media (a) and (b){c{top:0}}\n"),
        ("a :is(b, c) { top: 0 }", "a :is(b,c){top:0}\n"),
        ("a { top: 0 } /* never closed", "a{top:0}\n"),
        ("", "\n"),
    ],
)
def test_compact_takes_away_only_what_means_nothing(css: str, said: str):
    assert compact(css) == said


def test_compacting_twice_changes_nothing():
    once = dict(assets([STATIC]))["site.css"].decode()
    assert compact(once) == once


def test_a_byte_order_mark_does_not_land_in_the_middle():
    assert joined_styles([b"a{top:0}", b"\xef\xbb\xbfb{top:0}"]) == b"a{top:0}b{top:0}\n"


def test_bytes_that_are_no_utf8_stay_as_they_are():
    assert b"\xff" in joined_styles([b'a{content:"\xff"}'])


def test_an_open_comment_line_does_not_swallow_the_next_script():
    assert joined_scripts([b"one() // last", b"(two)()", b""]) == b"one() // last\n;\n(two)()\n;\n"


def test_pictures_are_those_that_a_page_shows_as_files(tmp_path: Path):
    def figure(name: str, **fields: object) -> Figure:
        return Figure(name=name, path=f"content/figures/{name}", place=Place(name), **fields)  # type: ignore[arg-type]

    figures = [figure("a.png"), figure("b.svg", svg="<svg/>"), figure("c.png", is_drawn=False), figure("unused.png")]
    for one in figures:
        folder(tmp_path, **{f"content__figures__{one.name.replace('.', '_dot_')}": one.name})
    site = sample()
    shown = tuple((one.path, Place("x")) for one in figures[:3])
    made = replace(
        site,
        library=replace(site.library, figures=MappingProxyType({one.path: one for one in figures})),
        bodies=MappingProxyType({"psoas": Body.of(Draft(figures=shown))}),
    )
    assert list(pictures(made, tmp_path)) == [("figures/a.png", b"a.png")]


def test_our_own_styles_fit_into_six_kilobytes_without_the_drawings():
    import brotli

    layers = [path.read_bytes() for path in sorted((STATIC / "css").glob("*.css")) if path.name != "60-figures.css"]
    assert len(brotli.compress(joined_styles(layers), quality=11)) <= 6000


def test_short_form_of_a_decoration_names_its_line_alone():
    """Safari knows no more of it, and with a variable in it takes it for “none”."""
    for path in sorted(STATIC.rglob("*.css")):
        forms = re.findall(r"text-decoration: (.+);", path.read_text(encoding="utf-8"))
        assert set(forms) <= {"underline", "none"}, path.name


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("  a();\n  // why\n\n  b(); // kept\n", "a();\nb(); // kept"),
        ('a("//");\n', 'a("//");'),
        ("a(`x`);\n  b();\n", "a(`x`);\nb();"),
        ("a(`\n  // x\n`);\n", "a(`\n  // x\n`);"),
        ("/*\n // x\n*/ a();\n", "/*\n // x\n*/ a();"),
        ("a('\\\n  x');\n", "a('\\\n  x');"),
    ],
)
def test_script_loses_indents_and_comment_lines_where_they_surely_mean_nothing(script: str, said: str):
    assert compact_script(script) == said


def test_pictures_that_name_one_site_are_given_to_no_other(tmp_path: Path):
    own = folder(tmp_path / "own", cards__own_dot_png="own")
    ours = folder(tmp_path / "ours", cards__ours_dot_png="ours", cards_dot_txt="text")
    assert {"cards/own.png", "cards.txt"} <= dict(assets([own, ours])).keys()
    assert "cards/ours.png" not in dict(assets([own, ours]))
    assert "cards/ours.png" in dict(assets([ours]))
