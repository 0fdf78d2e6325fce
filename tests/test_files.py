"""Files as they lie in a folder: which are read, in which order, and why the others are not."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.reading.files import DEEPEST, LARGEST, files_below, read_bytes, read_text, stray_character
from tests.sites import line_of

AWKWARD = os.name == "nt"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a site's folder inside another, so that there is an outside."""
    folder = tmp_path / "site"
    (folder / "content").mkdir(parents=True)
    return folder


def put(root: Path, *paths: str, data: bytes = b"x") -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


def found(root: Path) -> list[str]:
    """Return the paths below content/, where nothing is wrong."""
    paths, problems = files_below(root, "content")
    assert not problems
    return [path.removeprefix("content/") for path in paths]


def refused(root: Path, path: str) -> str:
    """Return why a file cannot be read."""
    data, problems = read_bytes(root, path)
    assert data is None
    (problem,) = problems
    return line_of(problem)


# ------------------------------------------------------------------------------------------------- which files count


def test_files_are_listed_in_the_order_of_their_names(root: Path):
    put(root, "content/b.md", "content/a/z.md", "content/a/B.md", "content/a.md", "content/ä.md", "content/10.md")
    assert found(root) == ["10.md", "a/B.md", "a/z.md", "a.md", "b.md", "ä.md"]


def test_order_does_not_depend_on_the_order_of_the_disk(root: Path, monkeypatch: pytest.MonkeyPatch):
    put(root, *(f"content/{name}.md" for name in "cab"))
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda path: sorted(scandir(path), key=lambda entry: entry.name, reverse=True))
    assert found(root) == ["a.md", "b.md", "c.md"]


def test_folder_that_is_not_there_holds_nothing(tmp_path: Path):
    assert files_below(tmp_path, "content") == ((), ())


IGNORED = (
    ".DS_Store .git/config .hidden.md a.md~ #a.md# .a.md.swp a.swp a.md.orig a.bak a.tmp a.swo Thumbs.db LICENSE "
    "LICENSE.txt README README.md README.de"
).split()


@pytest.mark.parametrize("name", IGNORED)
def test_what_editors_and_systems_leave_is_passed_over(root: Path, name: str):
    put(root, f"content/{name}", f"content/articles/{name}")
    assert found(root) == []


@pytest.mark.parametrize("name", ["readme-first.md", "a#.md", "LICENSES.md", "swp.md", "~a.md", "a~b.md", "x.DS_Store"])
def test_name_that_only_looks_like_it_is_kept(root: Path, name: str):
    put(root, f"content/{name}")
    assert found(root) == [name]


def test_folder_named_like_a_page_is_handed_on_to_be_refused(root: Path):
    put(root, "content/articles/x.md/a.md")
    assert found(root) == ["articles/x.md"]
    assert refused(root, "content/articles/x.md") == "content/articles/x.md: error: not an ordinary file [file]"


def test_empty_folder_named_like_a_page_is_not_overlooked(root: Path):
    (root / "content/x.md").mkdir()
    assert found(root) == ["x.md"]


def test_linked_folder_is_not_entered(root: Path):
    put(root, "content/articles/a.md")
    (root / "content/pages").symlink_to(root / "content/articles")
    (root / "content/articles/loop").symlink_to(root / "content")
    assert found(root) == ["articles/a.md", "articles/loop", "pages"]
    assert refused(root, "content/pages") == "content/pages: error: not an ordinary file [file]"


def test_content_that_is_a_link_out_of_the_site_is_not_entered(root: Path, tmp_path: Path):
    put(tmp_path, "elsewhere/a.md")
    (root / "content").rmdir()
    (root / "content").symlink_to(tmp_path / "elsewhere")
    paths, problems = files_below(root, "content")
    assert paths == ()
    assert [line_of(p) for p in problems] == ["content: error: a link that leads out of the site's folder [file]"]


def test_content_that_is_a_link_inside_the_site_is_entered(root: Path):
    put(root, "texts/a.md")
    (root / "content").rmdir()
    (root / "content").symlink_to("texts")
    assert found(root) == ["a.md"]


def test_content_that_is_a_link_to_itself_is_an_error(root: Path):
    (root / "content").rmdir()
    (root / "content").symlink_to("content")
    paths, problems = files_below(root, "content")
    assert paths == ()
    assert [line_of(p) for p in problems] == [
        "content: error: cannot be read: a link that leads round in a circle [file]"
    ]


def test_content_that_is_a_file_is_an_error(root: Path):
    (root / "content").rmdir()
    put(root, "content")
    assert [line_of(p) for p in files_below(root, "content")[1]] == [
        "content: error: cannot be read: Not a directory [file]"
    ]


def test_folder_that_cannot_be_listed_is_an_error_and_the_others_are_read(root: Path, monkeypatch: pytest.MonkeyPatch):
    put(root, "content/a/1.md", "content/b/2.md", "content/c/3.md")
    scandir = os.scandir

    def guarded(path: Path):
        if path.name == "b":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    # Not by chmod: where tests run as root, permission bits stop nothing.
    monkeypatch.setattr(os, "scandir", guarded)
    paths, problems = files_below(root, "content")
    assert paths == ("content/a/1.md", "content/c/3.md")
    assert [line_of(p) for p in problems] == ["content/b: error: cannot be read: Permission denied [file]"]


def test_folders_nested_too_deep_are_an_error(root: Path):
    put(root, f"content/{'a/' * DEEPEST}x.md")
    assert found(root) == [f"{'a/' * DEEPEST}x.md"]
    put(root, f"content/{'a/' * DEEPEST}a/x.md")
    (problem,) = files_below(root, "content")[1]
    assert problem.message == "folders nested more than 12 deep"
    assert problem.place.path == "content" + "/a" * (DEEPEST + 1)


@pytest.mark.parametrize(
    ("name", "said"), [(b"caf\xe9.md", "caf\\udce9.md"), (b"a\nb.md", "a\\nb.md"), (b"\x1b[2J.md", "\\x1b[2J.md")]
)
def test_file_name_that_cannot_be_shown_is_an_error(root: Path, name: bytes, said: str):
    try:
        Path(os.fsdecode(os.fsencode(root) + b"/content/" + name)).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system has no such names")
    paths, problems = files_below(root, "content")
    assert paths == ()
    assert [line_of(p) for p in problems] == [f"content/{said}: error: a file name that cannot be shown [file]"]
    assert problems[0].place.path.encode()


# ---------------------------------------------------------------------------------------------------------- their bytes


def test_bytes_are_read_as_they_are(root: Path):
    put(root, "a.png", data=b"\x89PNG\r\n\x00")
    assert read_bytes(root, "a.png") == (b"\x89PNG\r\n\x00", ())


def test_file_that_is_not_there_is_an_error(root: Path):
    assert refused(root, "a.md") == "a.md: error: cannot be read: No such file or directory [file]"


@pytest.mark.skipif(AWKWARD, reason="has no named pipes")
def test_named_pipe_is_not_waited_for(root: Path):
    os.mkfifo(root / "a.md")
    assert refused(root, "a.md") == "a.md: error: not an ordinary file [file]"


@pytest.mark.skipif(AWKWARD, reason="has no such sockets")
def test_socket_is_refused(root: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(root)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("a.md")
        assert refused(root, "a.md") == "a.md: error: not an ordinary file [file]"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="has no such device")
def test_link_to_a_device_is_refused(root: Path):
    (root / "a.md").symlink_to("/dev/zero")
    assert refused(root, "a.md") == "a.md: error: a link that leads out of the site's folder [file]"


def test_folder_is_refused(root: Path):
    assert refused(root, "content") == "content: error: not an ordinary file [file]"


def test_link_that_leads_round_in_a_circle_is_an_error_without_this_machines_paths(root: Path):
    (root / "a.md").symlink_to("b.md")
    (root / "b.md").symlink_to("a.md")
    assert refused(root, "a.md") == "a.md: error: cannot be read: a link that leads round in a circle [file]"


def test_link_that_leads_nowhere_is_an_error(root: Path):
    (root / "a.md").symlink_to("b.md")
    assert refused(root, "a.md") == "a.md: error: cannot be read: No such file or directory [file]"


@pytest.mark.parametrize("target", ["../secret", "/etc/hostname", "content/../../secret", "link/secret"])
def test_link_out_of_the_site_is_refused(root: Path, tmp_path: Path, target: str):
    put(tmp_path, "secret")
    (root / "link").symlink_to(tmp_path)
    (root / "a.md").symlink_to(target)
    assert refused(root, "a.md") == "a.md: error: a link that leads out of the site's folder [file]"


def test_link_inside_the_site_is_followed(root: Path):
    put(root, "content/b.md", data=b"text")
    (root / "a.md").symlink_to("content/b.md")
    assert read_bytes(root, "a.md") == (b"text", ())


def test_site_that_is_itself_a_link_is_read(root: Path, tmp_path: Path):
    put(root, "content/b.md", data=b"text")
    (root / "a.md").symlink_to("content/b.md")
    (tmp_path / "linked").symlink_to(root)
    assert read_bytes(tmp_path / "linked", "a.md") == (b"text", ())
    assert files_below(tmp_path / "linked", "content")[0] == ("content/b.md",)


def test_file_that_may_not_be_read_is_an_error(root: Path, monkeypatch: pytest.MonkeyPatch):
    put(root, "a.md")

    def forbidden(path: str, mode: str) -> NoReturn:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("builtins.open", forbidden)
    assert refused(root, "a.md") == "a.md: error: cannot be read: Permission denied [file]"


def test_fault_of_the_disk_is_an_error(root: Path, monkeypatch: pytest.MonkeyPatch):
    put(root, "a.md")

    def broken(path: str, mode: str) -> NoReturn:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("builtins.open", broken)
    assert refused(root, "a.md") == "a.md: error: cannot be read: Input/output error [file]"


def test_largest_file_is_read_and_a_larger_one_is_not(root: Path):
    put(root, "a.md", data=b"x" * LARGEST)
    assert read_bytes(root, "a.md")[1] == ()
    put(root, "a.md", data=b"x" * (LARGEST + 1))
    assert refused(root, "a.md") == "a.md: error: 1,000,001 bytes; at most 1,000,000 are read [file]"


def test_limit_of_size_can_be_another(root: Path):
    put(root, "a.md", data=b"x" * 11)
    assert read_text(root, "a.md", 11) == ("x" * 11, ())
    assert read_text(root, "a.md", 10)[0] is None


# ----------------------------------------------------------------------------------------------------------- their text


def text_of(root: Path, data: bytes) -> str:
    put(root, "a.md", data=data)
    text, problems = read_text(root, "a.md")
    assert problems == ()
    assert text is not None
    return text


def fault_of(root: Path, data: bytes) -> tuple[str, str]:
    """Return what is wrong with a text, and the hint."""
    put(root, "a.md", data=data)
    text, problems = read_text(root, "a.md")
    assert text is None
    (problem,) = problems
    return line_of(problem), problem.hint


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", ""),
        (b"a\nb\n", "a\nb\n"),
        (b"a\r\nb\r\n", "a\nb\n"),
        (b"a\rb\r", "a\nb\n"),
        (b"a\r\n\rb\n\r", "a\n\nb\n\n"),
        (b"\xef\xbb\xbfa", "a"),
        (b"\xef\xbb\xbf", ""),
        (b"\xef\xbb\xbf\r\na", "\na"),
        ("a\tä😀\u00a0\u200b\u202e\ufffd".encode(), "a\tä😀\u00a0\u200b\u202e\ufffd"),
    ],
)
def test_text_has_plain_line_ends_and_no_byte_order_mark(root: Path, data: bytes, text: str):
    assert text_of(root, data) == text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a\nbc\xe9d", "a.md:2:3: error: the byte 0xe9 is not UTF-8 [encoding]"),
        ("ä\r\nb".encode() + b"\xff", "a.md:2:2: error: the byte 0xff is not UTF-8 [encoding]"),
        (b"\xef\xbb\xbfa\xe9", "a.md:1:2: error: the byte 0xe9 is not UTF-8 [encoding]"),
        (b"a\rb\r\xc3", "a.md:3:1: error: the byte 0xc3 is not UTF-8 [encoding]"),
        (b"\xc0\xaf", "a.md:1:1: error: the byte 0xc0 is not UTF-8 [encoding]"),
        (b"\xed\xa0\x80", "a.md:1:1: error: the byte 0xed is not UTF-8 [encoding]"),
    ],
)
def test_byte_that_is_no_utf_8_is_an_error_at_its_place(root: Path, data: bytes, said: str):
    assert fault_of(root, data) == (said, "Save the file as UTF-8.")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_file_in_utf_16_is_called_by_its_name(root: Path, encoding: str):
    said = "a.md:1:1: error: this file is UTF-16, not UTF-8 [encoding]"
    hint = "Save it as UTF-8: editors ask for the encoding under “Save as”."
    assert fault_of(root, "---\ntitle: Ä".encode(encoding)) == (said, hint)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"a\n\tb\x00", "a.md:2:3: error: a control character (U+0000) [encoding]"),
        (b"\x1b[31m", "a.md:1:1: error: a control character (U+001B) [encoding]"),
        (b"a\r\nb\x0cc", "a.md:2:2: error: a control character (U+000C) [encoding]"),
        (b"a\x0e\x0f", "a.md:1:2: error: a control character (U+000E) [encoding]"),
        (b"a\x7f", "a.md:1:2: error: a control character (U+007F) [encoding]"),
        ("a\x85".encode(), "a.md:1:2: error: a control character (U+0085) [encoding]"),
        ("\ufeffa\x9f".encode(), "a.md:1:2: error: a control character (U+009F) [encoding]"),
        ("ä\u2028".encode(), "a.md:1:2: error: an invisible character (U+2028) [encoding]"),
        ("😀\n\u2029".encode(), "a.md:2:1: error: an invisible character (U+2029) [encoding]"),
        ("\ufeff\ufeff---".encode(), "a.md:1:1: error: an invisible character (U+FEFF) [encoding]"),
        ("a\uffff".encode(), "a.md:1:2: error: an invisible character (U+FFFF) [encoding]"),
    ],
)
def test_character_that_no_text_may_hold_is_an_error_at_its_place(root: Path, data: bytes, said: str):
    assert fault_of(root, data) == (said, "Delete it.")


@pytest.mark.parametrize("code", [*range(0x20), 0x7F, *range(0x80, 0xA0)])
def test_no_control_character_but_tab_and_line_end_passes(code: int):
    assert (stray_character(chr(code)) is None) == (chr(code) in "\t\n")


@given(st.binary(max_size=200))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_any_bytes_give_a_text_or_a_problem_inside_it(tmp_path_factory: pytest.TempPathFactory, data: bytes):
    root = tmp_path_factory.mktemp("any")
    put(root, "a.md", data=data)
    text, problems = read_text(root, "a.md")
    if text is None:
        (problem,) = problems
        lines = data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert 1 <= problem.place.line <= len(lines)
        assert 1 <= problem.place.column <= len(lines[problem.place.line - 1])
    else:
        assert problems == ()
        assert not stray_character(text)


@given(st.text(st.characters(codec="utf-8"), max_size=200))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_text_without_stray_characters_comes_back(tmp_path_factory: pytest.TempPathFactory, text: str):
    root = tmp_path_factory.mktemp("any")
    put(root, "a.md", data=text.encode())
    stray = stray_character(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    back, _ = read_text(root, "a.md")
    assert (back is None) == (stray is not None)
    assert back is None or back == text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
