"""A file of which nothing can be read is the only one that is blamed: what leans on it is not known to be wrong.

On the real site, where one colon too many in the list of sources was 1,876 errors in 165 files.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from microsite import PROJECT
from microsite.memory.memo import MemoryMemo
from microsite.pipeline import Order, build
from microsite.problem import Severity
from tests.sites import OWN_DAY, write_site

SOURCES = ("config.yaml", "urls.lock", "content", "templates", "static")

Break = Callable[[Path], object]


def never_closed(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace("\n---\n", "\n", 1), encoding="utf-8")


def no_yaml(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    start = 4 if text.startswith("---") else 0
    path.write_text(f"{text[:start]}a: b: c\n{text[start:]}", encoding="utf-8")


def misspelt(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f"{path.stem}:\n", "entries:\n", 1), encoding="utf-8")


def another_encoding(path: Path) -> None:
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the real site."""
    root = tmp_path_factory.mktemp("unread")
    for name in SOURCES:
        if (PROJECT / name).is_dir():
            shutil.copytree(PROJECT / name, root / name)
        else:
            shutil.copy(PROJECT / name, root / name)
    return root


@pytest.fixture(scope="module")
def memo(site: Path) -> MemoryMemo:
    """Return what remembers the site as it is, so that each test makes anew what its fault touches."""
    memo = MemoryMemo()
    build(Order(site / "config.yaml", OWN_DAY), lambda file: None, memo)
    return memo


@pytest.fixture
def told(site: Path, memo: MemoryMemo) -> Iterator[Callable[..., set[str]]]:
    """Return what breaks a file, builds, and returns the files in which errors or warnings stand."""
    kept: dict[Path, bytes] = {}

    def after(path: str, damage: Break) -> set[str]:
        file = site / path
        kept[file] = file.read_bytes()
        damage(file)
        built = build(Order(site / "config.yaml", OWN_DAY), lambda file: None, memo)
        assert not built.is_publishable
        return {problem.place.path for problem in built.problems if problem.severity != Severity.NOTICE}

    yield after
    for file, data in kept.items():
        file.write_bytes(data)


@pytest.mark.parametrize("damage", [never_closed, no_yaml, another_encoding])
@pytest.mark.parametrize("path", ["articles/psoas.md", "glossary/psoas-major.md", "pages/about.md", "index.md"])
def test_page_that_cannot_be_read_is_blamed_alone(told: Callable[..., set[str]], path: str, damage: Break) -> None:
    assert told(f"content/{path}", damage) == {f"content/{path}"}


@pytest.mark.parametrize("damage", [no_yaml, another_encoding])
@pytest.mark.parametrize("path", ["references.yaml", "claims.yaml", "figures/gait-strip.yaml"])
def test_list_that_cannot_be_read_is_blamed_alone(told: Callable[..., set[str]], path: str, damage: Break) -> None:
    assert told(f"content/{path}", damage) == {f"content/{path}"}


@pytest.mark.parametrize("path", ["references.yaml", "claims.yaml"])
def test_list_below_a_misspelt_key_is_blamed_alone(told: Callable[..., set[str]], path: str) -> None:
    assert told(f"content/{path}", misspelt) == {f"content/{path}"}


@pytest.mark.parametrize("damage", [no_yaml, another_encoding])
def test_config_that_cannot_be_read_is_blamed_alone(told: Callable[..., set[str]], damage: Break) -> None:
    assert told("config.yaml", damage) == {"config.yaml"}


def test_old_address_of_a_page_that_cannot_be_read_is_not_gone(tmp_path: Path) -> None:
    article = "---\ntitle: One\nsummary: S.\nredirect_from: [old]\n---\nText.\n"
    lock = "articles/old.html\narticles/one.html\n"
    order = Order(
        write_site(tmp_path, {"content/articles/one.md": article, "urls.lock": lock}) / "config.yaml", OWN_DAY
    )
    assert build(order, lambda file: None).is_publishable
    no_yaml(tmp_path / "content/articles/one.md")
    assert {problem.place.path for problem in build(order, lambda file: None).problems} == {"content/articles/one.md"}
    (tmp_path / "content/articles/one.md").unlink()
    assert "urls.lock" in {problem.place.path for problem in build(order, lambda file: None).problems}


def test_drawing_that_cannot_be_read_is_blamed_alone(told: Callable[..., set[str]]) -> None:
    path = "content/figures/gait-strip.svg"
    assert told(path, lambda file: file.write_text("<svg>", encoding="utf-8")) == {path}


@pytest.mark.parametrize("path", ["articles/psoas.md", "glossary/psoas-major.md", "references.yaml", "claims.yaml"])
def test_what_is_not_there_is_missed_where_it_was_used(told: Callable[..., set[str]], path: str) -> None:
    """The other side: each of these files is leaned on by some that say so."""
    assert told(f"content/{path}", lambda file: file.unlink()) - {f"content/{path}"}
