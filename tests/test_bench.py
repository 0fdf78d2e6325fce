"""The sites of the benchmark can be built: what is timed is a whole build, not one that an error has ended."""

from __future__ import annotations

from pathlib import Path

import pytest

from microsite.pipeline import Order, build
from tests.bench.corpus import write_corpus
from tests.bench.real import write_real
from tests.bench.speed import Cost, Costs, Make, Turn, best_of
from tests.sites import TODAY, into

TEXTS = {
    "a.md": "---\ntitle: x\n---\n# One <b>word\n\nSome [[hash]] and [a link](gone.md), {claim:x} and \x0c a timer.\n",
    "deep/b.md": "No heading, but a timer, [@nobody] and [x](https://example.org).\r\n\r\n#### Deep\r\n",
    "deep/empty.md": "",
}


def real(folder: Path) -> None:
    texts = folder / "texts"
    for name, text in TEXTS.items():
        (texts / name).parent.mkdir(parents=True, exist_ok=True)
        (texts / name).write_bytes(text.encode())
    # Beside these, a word of two texts is rare enough to be a term.
    for n in range(20):
        (texts / f"c{n}.md").write_text(f"Plain words of number {n}.\n")
    assert write_real(folder, [texts]) == 22


@pytest.mark.parametrize("write", [lambda folder: write_corpus(folder, 20, 20), real], ids=["corpus", "real"])
def test_site_of_the_benchmark_has_no_error_and_links_terms(tmp_path: Path, write: Make) -> None:
    write(tmp_path)
    files: dict[str, bytes] = {}
    built = build(Order(tmp_path / "config.yaml", TODAY), into(files))
    assert built.is_publishable, built.problems
    assert {f"articles/a{n:05}.html" for n in range(20)} <= files.keys()
    assert any(body.linked for body in built.site.bodies.values())


def test_programs_take_turns_and_the_best_of_each_step_counts(tmp_path: Path) -> None:
    done: list[str] = []
    times = {"ours": iter([3, 1, 4, 5]), "floor": iter([2, 6, 5, 3])}

    def turn_of(name: str) -> Turn:
        def turn(folder: Path, make: Make) -> Costs:
            done.append(name)
            return {step: Cost(next(times[name]), 0, 0) for step in ("cold", "one article")}

        return turn

    best = best_of(2, {name: turn_of(name) for name in times}, tmp_path, lambda site: None)
    assert done == ["ours", "floor", "ours", "floor"]
    assert {name: [cost.wall for cost in costs.values()] for name, costs in best.items()} == {
        "ours": [3, 1],
        "floor": [2, 3],
    }
