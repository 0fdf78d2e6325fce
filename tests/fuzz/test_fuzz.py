"""Whatever stands in a site's folder: it is built, or it has problems. The long run is `build.py audit fuzz`."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from microsite.memory.memo import MemoryMemo
from tests.fuzz.corpora import examples, naughty
from tests.fuzz.long import Ground, Tally, fuzz_edits, in_body, in_item
from tests.fuzz.oracle import Tree, lay, outcome
from tests.fuzz.strategies import sites
from tests.snippets import read_snippets

CASES = Path(__file__).resolve().parent.parent / "cases"


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    place = tmp_path_factory.mktemp("fuzz")
    (place / "bytecode").mkdir()
    return Ground(place / "site", place / "bytecode")


@settings(deadline=None, derandomize=True, max_examples=40, suppress_health_check=list(HealthCheck), print_blob=False)
@given(tree=sites())
def test_any_site_is_built_or_has_problems(ground: Ground, tree: Tree):
    tally = Tally(ground.root)
    _, faults = ground.build(tree, tally)
    assert faults == ()


def test_any_course_of_sites_is_the_same_with_what_was_remembered(ground: Ground):
    tally = Tally(ground.root.parent / "kept")
    fuzz_edits(ground, tally, 15, 1)
    assert dict(tally.faults) == {}
    assert tally.counts["builds"] == 15


def test_texts_of_all_our_cases_are_built_wherever_they_stand(ground: Ground):
    """Our cases as they are and in a list; as front matter and titles, and others' cases, they come by `audit fuzz`."""
    texts = [
        case.given
        for path in sorted(CASES.glob("markdown/*.txt"))
        for case in read_snippets(f"cases/markdown/{path.name}")
    ]
    tally = Tally(ground.root.parent / "kept")
    for place in (in_body, in_item):
        for start in range(0, len(texts), 24):
            tree = dict(place(text, n) for n, text in enumerate(texts[start : start + 24]))
            assert ground.build(tree, tally)[1] == ()
    assert tally.counts["texts"] == 2 * len(texts)
    assert tally.counts["published"] > 0


# ---------------------------------------------------------------------------------------- the judge itself can see


BAD_PAGES = {
    "HTML": "<p><b>x</p></b>",
    "id twice": '<i id="a"></i><i id="a"></i>',
    "handler": '<b onclick="x()">x</b>',
    "style": '<b style="x">x</b>',
    "scheme": '<a href="JavaScript:x()">x</a>',
    "hidden scheme": '<a href="java&#10;script:x()">x</a>',
    "no file": '<a href="none.html">x</a>',
    "no id": '<a href="#none">x</a>',
    "elsewhere": '<img src="//example.org/x.png" alt="">',
    "script": "<script>x()</script>",
    "frame": '<iframe src="index.html"></iframe>',
    "form": '<form action="index.html"></form>',
    "control": "\x02",
}


@pytest.mark.parametrize("name", BAD_PAGES)
def test_judge_sees_what_no_page_may_hold(name: str, ground: Ground):
    page = f"<!doctype html><title>x</title>{BAD_PAGES[name]}"
    lay(ground.root, {"templates/home.html": None})
    lay(ground.root, {"content/index.md": b"---\ntitle: Home\n---\n"})
    (ground.root / "templates/home.html").write_text(page, encoding="utf-8")
    done = outcome(ground.root, ground.bytecode)
    # What our own checks refuse is not published, which is as good.
    assert done.faults or (done.built is not None and not done.built.is_publishable)


def test_judge_lets_a_good_page_pass(ground: Ground):
    lay(ground.root, {"content/index.md": b"---\ntitle: Home\n---\nA *b* [c](https://example.org/).\n"})
    done = outcome(ground.root, ground.bytecode, MemoryMemo())
    assert done.faults == ()
    assert done.built is not None
    assert done.built.is_publishable


def test_corpora_are_read_as_they_are_published():
    fence = "`" * 32
    assert list(examples(f"# Spec\n{fence} example\n→a\n.\n<p>a</p>\n{fence}\n")) == ["\ta\n"]
    assert list(naughty('["", "a", 1]')) == ["", "a"]
