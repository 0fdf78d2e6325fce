"""Several processes that make things ahead of the time they are asked for, where there is enough to do.

A crew stands before a memo and is one itself. `ahead` is told what will be asked for; what the memo does not know is
made by worker processes and kept until then. Nothing depends on it: what a worker could not make – a fault, a process
that died, a cluster that went away – is made when it is asked for, in this process, where a fault shows its place.
"""

from __future__ import annotations

import os
import pickle
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from functools import partial
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from .memo import Memo, Task
from .stopwatch import Unwatched

T = TypeVar("T")

TRIAL = 0.2
"""Seconds for which this process works alone, to learn how long a thing takes."""
WORTHWHILE = 0.6
"""Seconds of work from which on it pays to start processes, which takes some 0.1 s and their share of memory."""
CHUNK = 8
"""Things that are sent at once."""
AHEAD = 3
"""Chunks per worker that wait for their turn, so that what is sent does not pile up."""


class Crew:
    """A memo whose things are made by `jobs` workers of `executor` where there is enough to do."""

    def __init__(
        self, memo: Memo, jobs: int, executor: Callable[[int], Executor], watch: Unwatched | None = None
    ) -> None:
        self.memo = memo
        self.jobs = jobs
        self.executor = executor
        self.watch = watch or Unwatched()
        self._workers: Executor | None = None
        self._made: dict[tuple[str, str], bytes] = {}

    def __call__(self, name: str, key: str, make: Callable[[], T]) -> T:
        blob = self._made.pop((name, key), None)
        if blob is None:
            made: T = self.memo(name, key, partial(self._timed, name, key, make))
        else:
            made = self.memo(name, key, lambda: pickle.loads(blob))
        return made

    def _timed(self, name: str, key: str, make: Callable[[], T]) -> T:
        started = time.perf_counter()
        made = make()
        self.watch.took(name, key, time.perf_counter() - started)
        return made

    def knows(self, name: str, key: str) -> bool:
        return (name, key) in self._made or self.memo.knows(name, key)

    def ahead(self, name: str, tasks: Iterable[Task]) -> None:
        """Have the tasks done that the memo knows nothing of."""
        todo = [task for task in tasks if not self.memo.knows(name, task.key)]
        self.watch.expects(name, todo)
        if self.jobs < 2:
            return
        unknown = iter(todo)
        if self._workers is None:
            started, done = time.perf_counter(), 0
            while (spent := time.perf_counter() - started) < TRIAL and (task := next(unknown, None)):
                self._keep(name, [task.key], _made([task.make]))
                done += 1
            if spent / max(1, done) * (len(todo) - done) < WORTHWHILE:
                return
        for keys, future in self._sent(unknown):
            try:
                self._keep(name, keys, future.result())
            except Exception:
                continue

    def _keep(self, name: str, keys: list[str], made: list[Made | None]) -> None:
        for key, thing in zip(keys, made, strict=True):
            if thing is not None:
                self._made[name, key] = thing.blob
                self.watch.took(name, key, thing.seconds)

    def _sent(self, tasks: Iterator[Task]) -> Iterator[tuple[list[str], Future[list[Made | None]]]]:
        """Yield what was sent to the workers, in order, when it is its turn."""
        waiting: deque[tuple[list[str], Future[list[Made | None]]]] = deque()
        while chunk := [*islice(tasks, CHUNK)]:
            if self._workers is None:
                self._workers = self.executor(self.jobs)
            waiting.append(([task.key for task in chunk], self._workers.submit(_made, [task.make for task in chunk])))
            if len(waiting) > AHEAD * self.jobs:
                yield waiting.popleft()
        yield from waiting

    def save(self) -> None:
        """Dismiss the workers, and save what the memo holds."""
        self.watch.close()
        self.close()
        self.memo.save()

    def close(self) -> None:
        """Dismiss the workers."""
        if self._workers is not None:
            self._workers.shutdown(cancel_futures=True)
            self._workers = None


class Made(NamedTuple):
    """What a worker made."""

    blob: bytes
    """Pickled."""
    seconds: float


def _made(makes: list[Callable[[], Any]]) -> list[Made | None]:
    """Return what each function makes; None where it fails."""
    made: list[Made | None] = []
    for make in makes:
        started = time.perf_counter()
        try:
            blob = pickle.dumps(make(), pickle.HIGHEST_PROTOCOL)
        except Exception:
            made.append(None)
        else:
            made.append(Made(blob, time.perf_counter() - started))
    return made


def processes(jobs: int) -> Executor:
    """Return so many processes of this machine."""
    # Loaded late: most builds have too little to do for it.
    import multiprocessing
    import threading
    from concurrent.futures import ProcessPoolExecutor

    # A fork takes a tenth of a fresh start; beside other threads it could copy a lock that nobody opens again.
    can_fork = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    context = multiprocessing.get_context("fork" if can_fork else "spawn")
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=_deafen)


def cluster(address: str, jobs: int) -> Executor:
    """Return the workers of a Dask cluster that runs at `address`; ImportError without the package distributed."""
    from distributed import Client

    executor: Executor = Client(address).get_executor()
    return executor


def _deafen() -> None:
    """Leave Ctrl-C to the process that started this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
