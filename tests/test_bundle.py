"""site.zip and terms.txt: the whole site, and its words, to take along."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import pytest

from microsite.memory.cache import DiskMemo
from microsite.memory.memo import MemoryMemo
from microsite.model import Config, File, Library, Source, Term
from microsite.outputs.bundle import MOST_FILES, STORED, Bundle, folder_of, packed
from microsite.outputs.flashcards import flashcards
from microsite.pipeline import Built, Order, build
from microsite.problem import Problem
from microsite.reading.config import read_config
from tests.sites import TODAY, into, write_site

T = TypeVar("T")
FILES = {
    "config.yaml": "title: Hips\nsite_url: https://example.org/hip/\nbundle: true\n",
    "content/index.md": "---\ntitle: Home\nsummary: Start here.\n---\nHome.\n",
    "content/pages/about.md": "---\ntitle: About\nsummary: Who we are.\n---\nWe.\n",
    "content/articles/one.md": "---\ntitle: One\nsummary: First.\n---\nThe femur.\n",
    "content/glossary/femur.md": "---\ntitle: Femur\nsummary: The thigh bone.\n---\nA bone.\n",
}


def built(root: Path, **changes: object) -> tuple[Built, dict[str, bytes]]:
    files: dict[str, bytes] = {}
    memo = changes.pop("memo", None)
    order = Order(config=root / "config.yaml", today=TODAY)._replace(**changes)  # type: ignore[arg-type]
    return (build(order, into(files), memo) if memo else build(order, into(files))), files  # type: ignore[arg-type]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_site(tmp_path, FILES)


def zipped(files: Mapping[str, bytes], folder: str = "site") -> bytes:
    bundle = Bundle(folder)
    for address, data in files.items():
        bundle.add(File.of(address, data))
    made = bundle.finished()
    assert isinstance(made, bytes)
    return made


def opened(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


# ------------------------------------------------------------------------------------------------------ the zip


def test_what_was_put_in_comes_out():
    noise = random.Random(1).randbytes(5000)
    files = {"index.html": b"<p>" * 1000, "a/b.png": noise, "empty.txt": b"", "glossary/ä.html": b"ae"}
    archive = opened(zipped(files))
    assert archive.testzip() is None
    assert {name: archive.read(name) for name in archive.namelist()} == {f"site/{at}": files[at] for at in files}


def test_nothing_of_the_machine_or_the_day_is_in_it():
    archive = opened(zipped({"b.html": b"b", "a.html": b"a" * 99}))
    for entry in archive.infolist():
        assert entry.date_time == (1980, 1, 1, 0, 0, 0)
        assert (entry.extra, entry.comment, entry.create_system, entry.external_attr) == (b"", b"", 3, 0o100644 << 16)
    assert archive.namelist() == ["site/a.html", "site/b.html"]


def test_what_deflation_would_only_lengthen_is_stored():
    noise = random.Random(1).randbytes(500)
    assert (packed(noise).method, packed(noise).data) == (STORED, noise)
    assert len(packed(b"a" * 500).data) < 20


def test_size_so_far_is_close_to_the_size_in_the_end():
    bundle = Bundle("site")
    for n in range(50):
        bundle.add(File.of(f"{n}.html", random.Random(n).randbytes(2000)))
    made = bundle.finished()
    assert isinstance(made, bytes)
    assert 0.95 * len(made) < bundle.size < len(made)


def test_site_beyond_the_format_is_a_problem_and_no_broken_zip():
    bundle = Bundle("s")
    for n in range(MOST_FILES + 1):
        bundle.add(File.of(str(n), b""))
    made = bundle.finished()
    assert isinstance(made, Problem)
    assert "too large" in made.message


@pytest.mark.parametrize(
    ("title", "folder"),
    [
        ("Hip Flexors, Plainly", "hip-flexors-plainly"),
        ("Hüfte & mehr!", "hufte-mehr"),
        ("Le cœur", "le-coeur"),
        ("股関節", "site"),
        ("../..", "site"),
    ],
)
def test_zip_unpacks_into_a_folder_named_after_the_site(title: str, folder: str):
    assert folder_of(title) == folder


def test_file_is_packed_once_only():
    memo = MemoryMemo()
    for _ in range(2):
        memo.turn()
        bundle = Bundle("site", memo)
        bundle.add(File.of("a.html", b"a" * 99))
    assert (memo.hits, memo.misses) == (1, 0)


# -------------------------------------------------------------------------------------------------- in a build


def test_zip_holds_the_site_but_for_itself_and_what_servers_need(root: Path):
    result, files = built(root)
    assert result.is_publishable
    inside = {name.removeprefix("hips/") for name in opened(files["site.zip"]).namelist()}
    assert set(files) - inside == {"site.zip", "404.html", "sitemap.xml", "robots.txt", "_headers", ".htaccess"}
    assert inside < set(files)
    assert "site.zip" in result.files
    for name in inside:
        assert opened(files["site.zip"]).read(f"hips/{name}") == files[name]


def test_about_page_offers_both_by_their_full_addresses(root: Path):
    _, files = built(root)
    about = files["about.html"].decode()
    assert 'href="https://example.org/hip/site.zip"' in about
    assert 'href="https://example.org/hip/terms.txt"' in about
    kilobytes = round(len(files["site.zip"]) / 1000)
    said = int(about.partition("A zip of about ")[2].partition(" kB")[0])
    assert abs(said - kilobytes) <= 10


def test_site_without_terms_offers_no_cards(root: Path):
    (root / "content/glossary/femur.md").unlink()
    _, files = built(root)
    assert "terms.txt" not in files
    assert b"terms.txt" not in files["about.html"]


def test_site_that_does_not_ask_has_none_of_it(root: Path):
    (root / "config.yaml").write_text("title: Hips\nsite_url: https://example.org/hip/\n")
    _, files = built(root)
    assert not {"site.zip", "terms.txt"} & files.keys()
    assert b"site.zip" not in files["about.html"]


def test_drafts_are_not_handed_on(root: Path):
    _, files = built(root, has_drafts=True)
    assert not {"site.zip", "terms.txt"} & files.keys()
    assert b"site.zip" not in files["about.html"]


def test_site_without_about_page_has_its_zip(root: Path):
    (root / "content/pages/about.md").unlink()
    result, files = built(root)
    assert result.is_publishable
    assert "site.zip" in files


def test_full_memo_and_empty_one_give_the_same_bytes(root: Path, tmp_path: Path):
    kept = []
    for _ in range(2):
        memo = DiskMemo(tmp_path / ".cache", "1")
        kept.append(built(root, memo=memo)[1])
        memo.save()
    assert memo.misses == 0
    assert kept[0] == kept[1] == built(root)[1]


class Noted(MemoryMemo):
    """Notes what is made."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[str] = []

    def __call__(self, name: str, key: str, make: Callable[[], T], *, is_whole: bool = False) -> T:
        return super().__call__(name, key, lambda: (self.made.append(name), make())[1], is_whole=is_whole)


def test_edit_packs_only_what_it_changed(root: Path):
    memo = Noted()
    built(root, memo=memo)
    memo.turn()
    memo.made.clear()
    text = (root / "content/articles/one.md").read_text()
    (root / "content/articles/one.md").write_text(text.replace("The femur.", "The long femur."))
    built(root, memo=memo)
    # The article, what quotes it (term, search), and the report, which counts bytes.
    assert 1 <= memo.made.count("packed") <= 5


def test_bundle_without_an_address_of_the_site_is_a_fault():
    config, problems = read_config("title: Hips\nbundle: true\n", "config.yaml")
    assert config.has_bundle
    assert [(str(problem.place), problem.message) for problem in problems] == [
        ("config.yaml:2:9", "a bundle needs the address of the site")
    ]


# -------------------------------------------------------------------------------------------------- terms.txt


def cards(*terms: Term, language: str = "en") -> list[str]:
    config = Config(title="Hips", site_url="https://example.org/", language=language)
    return flashcards(Library(config=config, terms=terms)).decode().split("\n")


def term(slug: str, title: str, summary: str, **fields: object) -> Term:
    return Term(source=Source.of(f"content/glossary/{slug}.md", ""), slug=slug, title=title, summary=summary, **fields)  # type: ignore[arg-type]


def test_term_is_a_line_of_four_fields():
    assert cards(term("femur", "Femur", "The thigh bone.", everyday="thigh bone", aliases=("os femoris",))) == [
        "#separator:tab",
        "#html:false",
        "# Term, Definition, Also called, Address",
        "Femur\tThe thigh bone.\tthigh bone, os femoris\thttps://example.org/glossary/femur.html",
        "",
    ]


def test_names_of_the_fields_follow_the_language():
    assert cards(language="de")[2] == "# Begriff, Bedeutung, Auch, Adresse"


@pytest.mark.parametrize(
    ("title", "field"),
    [('"Tight" hip', '"""Tight"" hip"'), ("#1 muscle", '"#1 muscle"'), ("a\tb\nc", "a b c"), ("<b> & it", "<b> & it")],
)
def test_what_a_reader_of_such_files_takes_for_a_mark_is_quoted(title: str, field: str):
    assert cards(term("x", title, "s"))[3].split("\t")[0] == field
