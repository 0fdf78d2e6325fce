"""Several processes make the same site as one, and what they cannot make is made here."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from microsite.cli import main
from microsite.memory import crew
from microsite.memory.crew import Crew, processes
from microsite.memory.memo import Forgetful, MemoryMemo, Task
from microsite.text.scope import Given, Narrowing
from tests.test_commands import site


@pytest.fixture(autouse=True)
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start the workers at once, however little there is to do."""
    monkeypatch.setattr(crew, "TRIAL", -1.0)
    monkeypatch.setattr(crew, "WORTHWHILE", -1.0)


@pytest.fixture
def workers() -> Iterator[list[Executor]]:
    started: list[Executor] = []
    yield started
    for executor in started:
        executor.shutdown()


def threads(started: list[Executor]) -> Callable[[int], Executor]:
    def start(jobs: int) -> Executor:
        started.append(ThreadPoolExecutor(jobs))
        return started[-1]

    return start


def pid(n: int) -> tuple[int, int]:
    return n, os.getpid()


def failing() -> None:
    raise KeyError("psoas")


def dying() -> None:
    if os.getpid() != HERE:
        os._exit(9)


HERE = os.getpid()


def test_what_is_announced_is_made_by_other_processes() -> None:
    made_by = Crew(Forgetful(), 2, processes)
    made_by.ahead("n", [Task(str(n), partial(pid, n), "") for n in range(40)])
    found = [made_by("n", str(n), partial(pid, n)) for n in range(40)]
    made_by.save()
    assert [n for n, _ in found] == [*range(40)]
    assert HERE not in {process for _, process in found}


def test_what_is_known_is_not_made_again(workers: list[Executor]) -> None:
    memo = MemoryMemo()
    memo("n", "1", lambda: "kept")
    made_by = Crew(memo, 2, threads(workers))
    made_by.ahead("n", [Task("1", failing, ""), Task("2", partial(pid, 2), "")])
    assert made_by("n", "1", failing) == "kept"
    assert made_by("n", "2", failing) == (2, HERE)


def test_little_work_starts_no_process(monkeypatch: pytest.MonkeyPatch, workers: list[Executor]) -> None:
    monkeypatch.setattr(crew, "TRIAL", 60.0)
    made_by = Crew(Forgetful(), 2, threads(workers))
    made_by.ahead("n", [Task(str(n), partial(pid, n), "") for n in range(10)])
    assert made_by("n", "3", failing) == (3, HERE)
    assert not workers


def test_fault_of_a_worker_comes_out_where_the_thing_is_asked_for(workers: list[Executor]) -> None:
    made_by = Crew(Forgetful(), 2, threads(workers))
    made_by.ahead("n", [Task("1", failing, ""), Task("2", partial(pid, 2), "")])
    assert made_by("n", "2", failing) == (2, HERE)
    with pytest.raises(KeyError, match="psoas"):
        made_by("n", "1", failing)


def test_dead_worker_costs_nothing_but_time() -> None:
    made_by = Crew(Forgetful(), 2, processes)
    tasks = [Task(str(n), dying if n == 20 else partial(pid, n), "") for n in range(60)]
    made_by.ahead("n", tasks)
    assert [made_by("n", task.key, task.make) is None for task in tasks] == [n == 20 for n in range(60)]
    made_by.save()


def test_lost_cluster_costs_nothing_but_time() -> None:
    class Gone(Executor):
        def submit(self, *_: object, **__: object) -> Future[object]:  # type: ignore[override]
            lost: Future[object] = Future()
            lost.set_exception(ConnectionError("gone"))
            return lost

    made_by = Crew(Forgetful(), 2, lambda jobs: Gone())
    made_by.ahead("n", [Task(str(n), partial(pid, n), "") for n in range(60)])
    assert made_by("n", "50", partial(pid, 50)) == (50, HERE)


def test_scope_takes_to_another_process_only_the_names_in_its_text() -> None:
    from microsite.model import Source, Term
    from microsite.terms.lexicon import lexicon_of

    terms = [
        Term(source=Source(f"content/glossary/{name}.md", ""), slug=name, title=name, summary="")
        for name in ("psoas", "iliacus")
    ]
    lexicon, _ = lexicon_of(terms, "en")
    sent = pickle.loads(pickle.dumps(Narrowing(lexicon, "the psoas")))
    assert isinstance(sent, Given)
    assert sent().named("psoas") == ("psoas",)
    assert sent().named("iliacus") == ()


def test_site_is_the_same_however_many_make_it(tmp_path: Path) -> None:
    texts = {f"page{n}": f"The psoas, {n} times. See [another](page{(n + 1) % 12}.md) [@a]." for n in range(12)}
    config = site(tmp_path / "site", **texts)
    for jobs in ("1", "2", "3"):
        words = ["--config", str(config), "--date", "2026-01-02", "--no-cache", "--jobs", jobs]
        assert main([*words, "--output", str(tmp_path / jobs)]) == 0
    alone, two, three = (
        {str(path.relative_to(tmp_path / jobs)): path.read_bytes() for path in sorted((tmp_path / jobs).rglob("*.*"))}
        for jobs in ("1", "2", "3")
    )
    assert alone == two == three
