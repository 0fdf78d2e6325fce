"""Several processes make the same site as one, and what they cannot make is made here."""

from __future__ import annotations

import datetime
import io
import math
import multiprocessing
import os
import pickle
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ThreadPoolExecutor
from functools import cache, partial
from importlib.machinery import ModuleSpec
from itertools import groupby
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import pytest

from microsite import pipeline
from microsite.cli import main
from microsite.commands import wanted
from microsite.memory import crew, stopwatch
from microsite.memory.crew import Crew, Workers, cluster, processes
from microsite.memory.memo import SHELF, Forgetful, MemoryMemo, Task
from microsite.pages.render import AT_ONCE
from microsite.pipeline import Order, build
from microsite.text.scope import Given, Narrowing
from tests.sample import ROOT
from tests.sites import write_site
from tests.test_build import bytes_of
from tests.test_commands import site

T = TypeVar("T")


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


def threads(started: list[Executor]) -> Callable[[], Workers]:
    def hire() -> Workers:
        started.append(ThreadPoolExecutor(2))
        return Workers(started[-1], 2, started[-1].shutdown)

    return hire


class Odd(ThreadPoolExecutor):
    """Breaks when it is sent another chunk than the first `good` ones; `lost` are those that never come back."""

    def __init__(self, good: int = 0, lost: Exception | None = None) -> None:
        super().__init__(1)
        self.good, self.lost, self.asked = good, lost, 0

    def submit(self, *words: Any, **more: Any) -> Future[Any]:  # type: ignore[override]
        self.asked += 1
        if self.asked <= self.good:
            return super().submit(*words, **more)
        if self.lost is None:
            raise BrokenExecutor("the pool is broken")
        gone: Future[Any] = Future()
        gone.set_exception(self.lost)
        return gone


def pid(n: int) -> tuple[int, int]:
    return n, os.getpid()


def failing() -> None:
    raise KeyError("psoas")


GATE = threading.Event()


def waiting() -> bool:
    return GATE.wait(10)


def dying() -> None:
    if os.getpid() != HERE:
        os._exit(9)


def dying_once(flag: Path) -> tuple[int, int]:
    """Take the process along, unless it was done before."""
    try:
        flag.touch(exist_ok=False)
    except FileExistsError:
        return pid(20)
    os._exit(9)


HERE = int(os.environ.setdefault("MICROSITE_TESTS_RUN_IN", str(os.getpid())))
"""The process of the tests, also where a process that was started afresh reads this file."""


def test_what_is_announced_is_made_by_other_processes() -> None:
    made_by = Crew(Forgetful(), partial(processes, 2))
    made_by.ahead("n", [Task(str(n), partial(pid, n), "") for n in range(40)])
    found = [made_by("n", str(n), partial(pid, n)) for n in range(40)]
    made_by.save()
    assert [n for n, _ in found] == [*range(40)]
    assert HERE not in {process for _, process in found}


def test_what_is_known_is_not_made_again(workers: list[Executor]) -> None:
    memo = MemoryMemo()
    memo("n", "1", lambda: "kept")
    made_by = Crew(memo, threads(workers))
    made_by.ahead("n", [Task("1", failing, ""), *(Task(str(n), partial(pid, n), "") for n in (2, 3))])
    assert made_by("n", "1", failing) == "kept"
    assert [made_by("n", str(n), failing) for n in (2, 3)] == [(2, HERE), (3, HERE)]


def test_little_work_starts_no_process(monkeypatch: pytest.MonkeyPatch, workers: list[Executor]) -> None:
    monkeypatch.setattr(crew, "TRIAL", 60.0)
    made_by = Crew(Forgetful(), threads(workers))
    made_by.ahead("n", [Task(str(n), partial(pid, n), "") for n in range(10)])
    assert made_by("n", "3", failing) == (3, HERE)
    assert not workers


def test_single_thing_is_left_to_who_asks_for_it(workers: list[Executor]) -> None:
    made_by = Crew(Forgetful(), threads(workers))
    made_by.ahead("n", [Task("1", failing, "")])
    assert made_by("n", "1", lambda: "here") == "here"
    assert not workers


def test_nobody_waits_for_what_was_announced(workers: list[Executor]) -> None:
    GATE.clear()
    made_by = Crew(Forgetful(), threads(workers))
    made_by.ahead("n", [Task(str(n), waiting, "") for n in range(10)])
    assert made_by.knows("n", "3")
    GATE.set()
    assert made_by("n", "3", failing) is True


class Asking:
    """Asks, while it is sent, for the last of what is sent with it."""

    made_by: Crew

    def __call__(self) -> str:
        return "asked"

    def __reduce__(self) -> tuple[Any, ...]:
        assert Asking.made_by("n", "7", partial(pid, 7)) == (7, HERE)
        return Asking, ()


def test_what_is_sent_may_ask_for_something_on_its_way(workers: list[Executor]) -> None:
    faults: list[Exception] = []
    made_by = Asking.made_by = Crew(Forgetful(), threads(workers), lost=faults.append)
    first = Task("0", Asking(), "")
    made_by.ahead("n", [first, *(Task(str(n), partial(pid, n), "") for n in range(1, 100))])
    assert made_by("n", "0", failing) == "asked"
    assert [made_by("n", str(n), failing) for n in range(1, 100)] == [(n, HERE) for n in range(1, 100)]
    assert not faults


def test_what_is_announced_twice_is_sent_once() -> None:
    pool = Odd(good=1000)
    made_by = Crew(Forgetful(), lambda: Workers(pool, 2, pool.shutdown))
    for _ in range(2):
        made_by.ahead("n", [Task(str(n % 8), partial(pid, n % 8), "") for n in range(32)])
    assert pool.asked == 1
    made_by.close()


def test_no_more_is_sent_than_there_is_room_for() -> None:
    pool = Odd(good=1000)
    made_by = Crew(Forgetful(), lambda: Workers(pool, 2, pool.shutdown))
    made_by.ahead("n", [Task(str(n), partial(pid, n), "") for n in range(1000)])
    assert pool.asked == crew.AHEAD * 2
    assert [made_by("n", str(n), failing) for n in range(1000)] == [(n, HERE) for n in range(1000)]
    assert pool.asked == 1000 // crew.CHUNK
    made_by.close()


def test_fault_of_a_worker_comes_out_where_the_thing_is_asked_for(workers: list[Executor]) -> None:
    made_by = Crew(Forgetful(), threads(workers))
    made_by.ahead("n", [Task("1", failing, ""), Task("2", partial(pid, 2), "")])
    assert made_by("n", "2", failing) == (2, HERE)
    with pytest.raises(KeyError, match="psoas"):
        made_by("n", "1", failing)


def all_made(made_by: Crew) -> bool:
    """Announce two rounds of things, and tell whether each came out right."""
    for name in ("draft", "page"):
        tasks = [Task(str(n), partial(pid, n), "") for n in range(60)]
        made_by.ahead(name, tasks)
        if [made_by(name, task.key, task.make)[0] for task in tasks] != [*range(60)]:
            return False
    return True


def test_dead_worker_costs_nothing_but_time() -> None:
    faults: list[Exception] = []
    made_by = Crew(Forgetful(), partial(processes, 2), lost=faults.append)
    tasks = [Task(str(n), dying if n == 20 else partial(pid, n), "") for n in range(400)]
    made_by.ahead("n", tasks)
    assert [made_by("n", task.key, task.make) is None for task in tasks] == [n == 20 for n in range(400)]
    assert len(faults) == 1
    assert all_made(made_by)
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("good", [0, 1, 5])
@pytest.mark.parametrize("lost", [None, ConnectionError("gone"), CancelledError()])
def test_workers_who_fail_are_given_up_for_the_rest_of_the_run(good: int, lost: Exception | None) -> None:
    odd, faults = Odd(good, lost), list[Exception]()
    made_by = Crew(Forgetful(), lambda: Workers(odd, 2, odd.shutdown), lost=faults.append)
    assert all_made(made_by)
    assert len(faults) == 1
    with pytest.raises(RuntimeError, match="shutdown"):
        ThreadPoolExecutor.submit(odd, pid, 1)
    asked = odd.asked
    assert all_made(made_by)
    assert odd.asked == asked


def test_workers_who_cannot_be_hired_are_asked_once() -> None:
    asked, faults = list[None](), list[Exception]()

    def hire() -> Workers:
        asked.append(None)
        raise OSError("no such cluster")

    assert all_made(Crew(Forgetful(), hire, lost=faults.append))
    assert len(asked) == len(faults) == 1


def test_workers_who_never_answer_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(Executor):
        def submit(self, *_: object, **__: object) -> Future[Any]:  # type: ignore[override]
            return Future()

    monkeypatch.setattr(crew, "PATIENCE", 0.01)
    faults: list[Exception] = []
    assert all_made(Crew(Forgetful(), lambda: Workers(Silent(), 2, lambda: None), lost=faults.append))
    assert [type(fault) for fault in faults] == [TimeoutError]


def test_what_cannot_be_dismissed_is_forgotten(workers: list[Executor]) -> None:
    def dismiss() -> None:
        raise OSError("the scheduler has gone")

    made_by = Crew(Forgetful(), lambda: threads(workers)()._replace(dismiss=dismiss))
    assert all_made(made_by)
    made_by.save()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a system without fork")
@pytest.mark.parametrize("started", [0, 1])
def test_fork_that_fails_costs_nothing_but_time(monkeypatch: pytest.MonkeyPatch, started: int) -> None:
    fork, left = os.fork, [None] * started

    def failing_fork() -> int:
        if not left:
            raise BlockingIOError("no more processes")
        left.pop()
        return fork()

    monkeypatch.setattr(os, "fork", failing_fork)
    # The browser of another test leaves a thread behind, beside which no process would be forked.
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    faults: list[Exception] = []
    assert all_made(Crew(Forgetful(), partial(processes, 2), lost=faults.append))
    assert [type(fault) for fault in faults] == [BlockingIOError]
    assert not multiprocessing.active_children()


def test_fault_that_ends_a_build_leaves_no_worker_and_no_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    screen, dismissed = Screen(), list[None]()
    monkeypatch.setattr(stopwatch, "PATIENCE", -1.0)
    monkeypatch.setattr(stopwatch, "PERIOD", -1.0)
    monkeypatch.setattr(sys, "__stderr__", screen)

    def hire(jobs: int) -> Workers:
        pool = ThreadPoolExecutor(jobs)
        return Workers(pool, jobs, lambda: (pool.shutdown(), dismissed.append(None)))

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(wanted, "processes", hire)
    monkeypatch.setattr(pipeline, "check", broken)
    words = ["--config", str(site(tmp_path, a="The psoas.")), "--date", "2026-01-02", "--jobs", "2", "--no-cache"]
    assert main(words) == 70
    assert dismissed == [None]
    *_, blank, rest = screen.getvalue().split("\r")
    assert blank
    assert not (blank + rest).strip()


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_scope_takes_to_another_process_only_the_names_in_its_text() -> None:
    from microsite.model import Source, Term
    from microsite.terms.lexicon import lexicon_of

    terms = [
        Term(source=Source.of(f"content/glossary/{name}.md", ""), slug=name, title=name, summary="")
        for name in ("psoas", "iliacus")
    ]
    lexicon, _ = lexicon_of(terms, "en")
    sent = pickle.loads(pickle.dumps(Narrowing(lexicon, "the psoas")))
    assert isinstance(sent, Given)
    assert sent().named("psoas") == ("psoas",)
    assert sent().named("iliacus") == ()


@pytest.fixture
def words(tmp_path: Path) -> list[str]:
    """What builds a site of some pages anew."""
    texts = {f"page{n}": f"The psoas, {n} times. See [another](page{(n + 1) % 12}.md) [@a]." for n in range(12)}
    return ["--config", str(site(tmp_path / "site", **texts)), "--date", "2026-01-02", "--no-cache"]


def test_site_is_the_same_however_many_make_it(tmp_path: Path, words: list[str]) -> None:
    for jobs in ("1", "2", "3"):
        assert main([*words, "--jobs", jobs, "--output", str(tmp_path / jobs)]) == 0
    assert bytes_of(tmp_path / "1") == bytes_of(tmp_path / "2") == bytes_of(tmp_path / "3")


@pytest.mark.parametrize("home", ["", "Our psoas."])
def test_workers_can_make_every_text_and_every_page(tmp_path: Path, words: list[str], home: str) -> None:
    """Else they would be given up without a word, and a large site take twice its time."""
    config = Path(words[1])
    if home:
        (config.parent / "content/index.md").write_text(f"---\ntitle: Home\n---\n{home}\n", encoding="utf-8")
    faults: list[Exception] = []
    memo = Crew(Forgetful(), partial(processes, 2), lost=faults.append)
    build(Order(config=config, today=datetime.date(2026, 1, 2)), lambda file: None, memo)
    memo.close()
    assert faults == []


class Heard(Forgetful):
    """A memo that notes what it is asked for and told of."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.most: Counter[str] = Counter()

    def __call__(self, name: str, key: str, make: Callable[[], T], *, is_whole: bool = False) -> T:
        self.asked.append(name)
        return make()

    def ahead(self, name: str, tasks: Iterable[Task]) -> None:
        self.most[name] = max(self.most[name], len([*tasks]))


def test_while_workers_make_pages_the_search_is_made_bit_by_bit(tmp_path: Path) -> None:
    """Made at a stretch, it would leave them without work; and all views at once would not fit into the memory."""
    articles = {f"content/articles/a{n}.md": f"---\ntitle: A {n}\nsummary: S.\n---\nHip.\n" for n in range(150)}
    memo = Heard()
    root = write_site(tmp_path, articles)
    build(Order(config=root / "config.yaml", today=datetime.date(2026, 1, 2)), lambda file: None, memo)
    order = [name for name in memo.asked if name in ("printed", "shelf")]
    assert order.count("shelf") == math.ceil(151 / SHELF)
    assert max(len([*run]) for name, run in groupby(order) if name == "shelf") <= 2
    assert memo.most["page"] == AT_ONCE < 150


@pytest.mark.parametrize("jobs", ["0", "-1", "two", ""])
def test_fewer_than_one_job_is_a_misuse(words: list[str], capsys: pytest.CaptureFixture[str], jobs: str) -> None:
    assert main([*words, "--jobs", jobs]) == 2
    assert f"“{jobs}” is no number from 1 on" in capsys.readouterr().err


def test_cluster_without_its_package_is_a_misuse(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main([*words, "--cluster", "tcp://127.0.0.1:9"]) == 2
    assert f"{sys.executable} -m pip install -e '{ROOT}[cluster]'" in capsys.readouterr().err


@pytest.mark.parametrize("more", [[], ["--quiet"]])
def test_cluster_that_cannot_be_reached_is_said_once(
    tmp_path: Path,
    words: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    more: list[str],
) -> None:
    class Client:
        def __init__(self, address: str, **_: object) -> None:
            raise OSError(f"Timed out trying\nto connect to {address}")

    stands_for = ModuleType("distributed")
    stands_for.__spec__ = ModuleSpec("distributed", None)
    monkeypatch.setattr(stands_for, "Client", Client, raising=False)
    monkeypatch.setitem(sys.modules, "distributed", stands_for)
    assert main([*words, "--output", str(tmp_path / "alone")]) == 0
    capfd.readouterr()
    assert main([*words, "--output", str(tmp_path / "helped"), "--cluster", "tcp://there:1", *more]) == 0
    said = "The cluster at tcp://there:1 was given up (Timed out trying to connect to tcp://there:1). All else is"
    assert capfd.readouterr().err.count(said) == (not more)
    assert bytes_of(tmp_path / "alone") == bytes_of(tmp_path / "helped")


# ------------------------------------------------------------------------------------------------- a cluster of Dask


@pytest.fixture
def dask(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a cluster with two workers, or as many as are asked for; where `distributed` is installed."""
    count = getattr(request, "param", 2)
    local = pytest.importorskip("distributed").LocalCluster
    with local(n_workers=count, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as running:
        yield running.scheduler_address


@pytest.mark.slow
def test_site_is_the_same_when_a_cluster_makes_it(
    tmp_path: Path, words: list[str], dask: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--jobs", "1", "--output", str(tmp_path / "alone")]) == 0
    capfd.readouterr()
    assert main([*words, "--cluster", dask, "--output", str(tmp_path / "helped")]) == 0
    assert capfd.readouterr().err == ""
    assert bytes_of(tmp_path / "alone") == bytes_of(tmp_path / "helped")


@pytest.mark.slow
def test_worker_of_a_cluster_that_dies_costs_nothing_but_time(tmp_path: Path, dask: str) -> None:
    faults: list[Exception] = []
    made_by = Crew(Forgetful(), partial(cluster, dask), lost=faults.append)
    tasks = [Task(str(n), partial(pid, n), "") for n in range(60)]
    tasks[20] = Task("20", partial(dying_once, tmp_path / "died"), "")
    made_by.ahead("n", tasks)
    assert not faults
    made = [made_by("n", task.key, failing) for task in tasks]
    made_by.save()
    assert (tmp_path / "died").exists()
    assert [n for n, _ in made] == [*range(60)]
    assert HERE not in {process for _, process in made}


@pytest.mark.slow
def test_cluster_that_would_make_other_pages_is_not_asked(dask: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "_version", cache(crew._version.__wrapped__))
    monkeypatch.setattr(crew, "version_of", lambda: "another")
    with pytest.raises(OSError, match="another microsite"):
        cluster(dask)


@pytest.mark.slow
@pytest.mark.parametrize("dask", [0], indirect=True)
def test_cluster_without_workers_is_not_waited_for(dask: str) -> None:
    with pytest.raises(OSError, match="no workers"):
        cluster(dask)
