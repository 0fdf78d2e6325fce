"""Several processes that make things ahead of the time they are asked for, where there is enough to do.

A crew stands before a memo and is one itself. `ahead` is told what will be asked for and does not wait: what the memo
does not know is made by workers meanwhile, a few at a time, and waited for when it is asked for. Nothing depends on
them: if they cannot be started, if one dies or a cluster goes away, all are dismissed for the rest of the run, and what
is not made is made when it is asked for, in this process, where a fault shows its place.
"""

from __future__ import annotations

import os
import pickle
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from functools import cache, partial
from typing import Any, NamedTuple, Self, TypeVar

from .cache import version_of
from .memo import Full, Memo, Task
from .stopwatch import Unwatched

T = TypeVar("T")

TRIAL = 0.2
"""Seconds for which this process works alone, to learn how long a thing takes."""
WORTHWHILE = 0.6
"""Seconds of work from which on it pays to start processes, which takes some 0.1 s and their share of memory."""
CHUNK = 8
"""Things that are sent at once."""
AHEAD = 3
"""Chunks per hand that wait for their turn, so that what is sent does not pile up."""
GREETING = 10
"""Seconds within which a cluster must answer."""
PATIENCE = 30
"""Seconds for which a chunk is waited for: a cluster that has lost all its workers would keep it for ever."""


Sent = tuple[list[Full], Future[list["Made | None"]]]
"""What a chunk will bring."""


class Workers(NamedTuple):
    """Those who work for a crew."""

    executor: Executor
    hands: int
    """How many things they make at once."""
    dismiss: Callable[[], object]


class Crew:
    """A memo whose things are made by the workers that `hire` returns, where there is enough to do.

    Without `hire` this process does all. `lost` hears of the fault for which the workers were given up.
    """

    def __init__(
        self,
        memo: Memo,
        hire: Callable[[], Workers] | None,
        watch: Unwatched | None = None,
        lost: Callable[[Exception], object] = lambda fault: None,
    ) -> None:
        self.memo = memo
        self.hire = hire
        self.watch = watch or Unwatched()
        self.lost = lost
        self._workers: Workers | None = None
        self._announced: deque[tuple[Full, Callable[[], Any]]] = deque()
        """What is to be sent when there is room."""
        self._sent: deque[Sent] = deque()
        self._coming: set[Full] = set()
        """What was announced or sent and has not come back."""
        self._made: dict[Full, bytes] = {}
        self._is_sending = False
        """What is pickled may ask for something, and must not send or wait in the middle of that."""
        self._timed_so_far = 0.0

    def __call__(self, name: str, key: str, make: Callable[[], T], *, is_whole: bool = False) -> T:
        if self._coming and not self._is_sending:
            self._look_for((name, key))
        blob = self._made.pop((name, key), None)
        if blob is None:
            made: T = self.memo(name, key, partial(self._timed, name, key, make), is_whole=is_whole)
        else:
            made = self.memo(name, key, lambda: pickle.loads(blob), is_whole=is_whole)
        return made

    def _timed(self, name: str, key: str, make: Callable[[], T]) -> T:
        started, before = time.perf_counter(), self._timed_so_far
        made = make()
        # What it asked for on its way has been timed by itself.
        seconds = time.perf_counter() - started - (self._timed_so_far - before)
        self._timed_so_far += seconds
        self.watch.took(name, key, seconds)
        self.watch.spent(seconds)
        return made

    def knows(self, name: str, key: str) -> bool:
        full = (name, key)
        return full in self._made or full in self._coming or self.memo.knows(name, key)

    def ahead(self, name: str, tasks: Iterable[Task]) -> None:
        """Have the tasks done that the memo knows nothing of, in the meantime."""
        started = time.perf_counter()
        todo = [*{task.key: task for task in tasks if not self.knows(name, task.key)}.values()]
        self.watch.expects(name, todo)
        unknown = iter(todo)
        # Nobody can take a share of a single thing.
        if self.hire and len(todo) > 1 and (self._workers or self._is_worthwhile(name, unknown, len(todo))):
            new = [((name, task.key), task.make) for task in unknown]
            self._announced += new
            self._coming.update(full for full, _ in new)
            with self._hoping():
                self._send(self.hire)
        self.watch.spent(time.perf_counter() - started)

    def _is_worthwhile(self, name: str, tasks: Iterator[Task], count: int) -> bool:
        """Do the first of `count` tasks, and tell whether it pays to have help with the others."""
        started, done = time.perf_counter(), 0
        while (spent := time.perf_counter() - started) < TRIAL and (task := next(tasks, None)):
            self._keep([(name, task.key)], _made([task.make]))
            done += 1
        return spent / max(1, done) * (count - done) >= WORTHWHILE

    def _keep(self, fulls: list[Full], made: list[Made | None]) -> None:
        for full, thing in zip(fulls, made, strict=True):
            if thing is not None:
                self._made[full] = thing.blob
                self.watch.took(*full, thing.seconds)

    def _look_for(self, full: Full) -> None:
        """Take in what the workers have made; where a thing is to come from them, wait for it."""
        if not self._is_due(full):
            return
        started = time.perf_counter()
        with self._hoping():
            while self.hire and self._is_due(full):
                fulls, future = self._sent.popleft()
                self._keep(fulls, future.result(PATIENCE))
                self._coming.difference_update(fulls)
                self._send(self.hire)
        seconds = time.perf_counter() - started
        self._timed_so_far += seconds
        self.watch.spent(seconds)

    def _is_due(self, full: Full) -> bool:
        """Tell whether a thing is to come from the workers, or something else has come."""
        return full in self._coming or bool(self._sent and self._sent[0][1].done())

    def _send(self, hire: Callable[[], Workers]) -> None:
        """Give the workers what they have room for."""
        while self._announced and not (self._workers and len(self._sent) >= AHEAD * self._workers.hands):
            self._workers = workers = self._workers or hire()
            chunk = [self._announced.popleft() for _ in range(min(CHUNK, len(self._announced)))]
            # Dask looks into whatever is not bytes, which takes it longer than the work.
            self._is_sending = True
            try:
                blob = pickle.dumps([make for _, make in chunk], pickle.HIGHEST_PROTOCOL)
            finally:
                self._is_sending = False
            self._sent.append(([full for full, _ in chunk], workers.executor.submit(_made_of, blob)))

    @contextmanager
    def _hoping(self) -> Iterator[None]:
        """Give the workers up when something is wrong with them: the fault of a task is caught where it is made."""
        try:
            yield
        except Exception as fault:
            self.hire = None
            self.close()
            self.lost(fault)

    def save(self) -> None:
        """Dismiss the workers, and save what the memo holds."""
        self.close()
        self.memo.save()

    def close(self) -> None:
        """Take the progress line away, and dismiss the workers."""
        self.watch.close()
        self._announced.clear()
        self._sent.clear()
        self._coming.clear()
        if self._workers is not None:
            # What is broken may not even be ended in order.
            with suppress(Exception):
                self._workers.dismiss()
            self._workers = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *fault: object) -> None:
        self.close()


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


def _made_of(chunk: bytes) -> list[Made | None]:
    """Return what each of the pickled functions makes."""
    return _made(pickle.loads(chunk))


def processes(jobs: int) -> Workers:
    """Return so many processes of this machine."""
    # Loaded late: most builds have too little to do for it.
    import multiprocessing
    import threading
    from concurrent.futures import ProcessPoolExecutor

    # A fork takes a tenth of a fresh start; beside other threads it could copy a lock that nobody opens again.
    can_fork = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    context = multiprocessing.get_context("fork" if can_fork else "spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_deafen)

    def dismiss() -> None:
        pool.shutdown(cancel_futures=True)
        # A pool of which not all could be started forgets the others, and Python would wait for them at its end.
        for process in multiprocessing.active_children():
            process.kill()
            process.join()

    return Workers(pool, jobs, dismiss)


def cluster(address: str) -> Workers:
    """Return the workers of the Dask cluster at `address`, which must run the very code that runs here.

    ImportError without the package distributed, OSError where no such cluster is.
    """
    import logging

    from distributed import Client

    # Who loses a worker hears of it in tracebacks, and no page is missed; who loses all hears it from the crew.
    for name in ("distributed", "distributed.client", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    client = Client(address, timeout=GREETING, set_as_default=False)
    try:
        hands = sum(client.nthreads().values())
        if not hands:
            raise OSError("it has no workers")
        # The scheduler, too, looks up the function that is sent.
        if {client.run_on_scheduler(_version), *client.run(_version).values()} != {_version()}:
            raise OSError("it runs another microsite, with other libraries or another Python; start it anew")
        return Workers(client.get_executor(), hands, client.close)
    except Exception:
        client.close()
        raise


@cache
def _version() -> str:
    """Return the version of the code that this process runs, even when there has been a newer one since."""
    return version_of()


def _deafen() -> None:
    """Leave Ctrl-C to the process that started this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
