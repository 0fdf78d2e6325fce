"""Why a site could not be written, in words for the person at the keyboard."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..problem import Place, Problem
from .exchange import HalfDone

CANNOT_WRITE = 74
"""Exit status: disk or network (EX_IOERR of sysexits.h)."""

CHOOSE = "Choose a folder for the site alone: --output DIR, or `output:` in config.yaml."


class PublishFailed(Exception):
    """Why the site could not be published, as a problem for the person at the keyboard."""

    def __init__(self, problem: Problem, status: int = CANNOT_WRITE) -> None:
        super().__init__(problem.message)
        self.problem = problem
        self.status = status
        """Exit status: 74, or 1 when the site asks for something that no folder can hold."""


@contextmanager
def plainly(output: Path, what: str) -> Iterator[None]:
    """Turn an error of the disk into words: what could not be written, why, what to do, and what stands."""
    try:
        yield
    except OSError as error:
        advice = ADVICE.get(error.errno or 0, "Mend that and run the same command again.")
        message = f"cannot write {what}: {reason_of(error)}"
        raise PublishFailed(output_problem(output, message, f"{advice} The site was left as it was.")) from error
    except HalfDone as error:
        message = f"half of the old site and half of the new one stand there: {error}"
        raise PublishFailed(output_problem(output, message, "Mend that and run the same command again.")) from error


ADVICE = {
    errno.ENOSPC: "Make room on the disk.",
    errno.EDQUOT: "Make room on the disk.",
    errno.EACCES: f"Change who may write there. {CHOOSE}",
    errno.EPERM: f"Change who may write there. {CHOOSE}",
    errno.EROFS: CHOOSE,
    errno.EMFILE: "Raise the limit (ulimit -n), or close other programs.",
    errno.ENFILE: "Raise the limit (ulimit -n), or close other programs.",
    errno.ENOTDIR: f"A file stands where a folder should be. {CHOOSE}",
    errno.EEXIST: f"A file stands where a folder should be. {CHOOSE}",
    errno.ETIMEDOUT: "Wait until it is done, or end it.",
}


def reason_of(error: OSError) -> str:
    """Return what the system says, as the end of a sentence."""
    if error.errno == errno.ENOSPC:
        return "the disk is full"
    text = error.strerror or str(error)
    return text[:1].lower() + text[1:]


def output_problem(output: Path, message: str, hint: str) -> Problem:
    """Return what is wrong with an output folder."""
    return Problem(Place(shown(output)), "output", message, hint)


def shown(path: Path) -> str:
    """Return a path as one would type it here."""
    with suppress(ValueError):
        return path.absolute().relative_to(Path.cwd()).as_posix()
    return path.as_posix()


def refused(address: str, why: str, hint: str = "") -> PublishFailed:
    """Return the failure of a site that asks for something that no folder can hold."""
    return PublishFailed(Problem(Place(address), "output", why, hint), status=1)
