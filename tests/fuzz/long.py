"""Fuzzing without end: made-up sites, courses of edits and mangled corpora through whole builds, until a count is full.

`python -m tests.fuzz.long COUNT [SEED] [FOLDER]` runs so many texts (FOLDER holds the corpora), says what it did, and
keeps each new fault's site below the folder that it names; `build.py audit fuzz COUNT` does the same.
"""

from __future__ import annotations

import itertools
import os
import random
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from microsite.memory.memo import MemoryMemo, remember_nothing
from microsite.problem import Severity
from tests.fuzz.corpora import documents
from tests.fuzz.oracle import Outcome, Tree, lay, outcome
from tests.fuzz.strategies import sites

FRONT = "---\ntitle: Title {}\nsummary: A summary.\n---\n"
WITHOUT_LIMITS: dict[str, Any] = {"deadline": None, "suppress_health_check": list(HealthCheck), "print_blob": False}
TOGETHER = 24
"""Documents of one site."""
SPLICED = 3_000
"""Characters of a document that is cut and joined with others."""


@dataclass(slots=True)
class Tally:
    """What a run of fuzzing did."""

    kept: Path
    """Folder for the sites that brought out a fault."""
    counts: Counter[str] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)
    """What is alike in faults of one kind -> the first of them."""

    def take(self, tree: Tree, done: Outcome) -> tuple[str, ...]:
        """Count a build and return its faults of a new kind."""
        self.counts["builds"] += 1
        self.counts["published"] += bool(done.built and done.built.is_publishable)
        self.counts["problems"] += len(done.built.problems) if done.built else 0
        return tuple(fault for fault in done.faults if sign(fault) not in self.faults)

    def count(self, tree: Tree) -> None:
        """Count the texts of a site that is built for the first time."""
        self.counts["sites"] += 1
        self.counts["texts"] += sum(path.startswith("content/") for path in tree)

    def keep(self, tree: Tree, fault: str) -> None:
        """Remember a fault of a new kind with its site."""
        self.faults[sign(fault)] = fault
        lay(self.kept / f"{len(self.faults):03}", tree, is_bare=False)
        (self.kept / f"{len(self.faults):03}/fault.txt").write_text(fault, encoding="utf-8", errors="replace")

    def __str__(self) -> str:
        names = ("texts", "sites", "builds", "published", "problems")
        counted = ", ".join(f"{self.counts[name]:,} {name}" for name in names)
        return f"{counted}; {len(self.faults)} kinds of faults"


def sign(fault: str) -> str:
    """Return what faults of one kind have in common: their words without numbers, names and quotations."""
    first = fault.split("\n")[0]
    last = re.findall(r'File "[^"]*/(\w+\.py)", line (\d+)', fault)
    return re.sub(r"'[^']*'|“[^”]*”|[\w/.-]+\.(?:md|html|yaml|svg)|\d+", "_", first)[:100] + str(last[-1:])


@dataclass(slots=True)
class Ground:
    """Where sites are laid out and built."""

    root: Path
    bytecode: Path

    def build(self, tree: Tree, tally: Tally, *, is_bare: bool = True) -> tuple[Tree, tuple[str, ...]]:
        """Return what is new of what was found, and the site that brought it out.

        A site with errors is built again without the files that hold them, since only what may be published shows
        whether its pages are sound.
        """
        tally.count(tree)
        for _ in range(3):
            lay(self.root, tree, is_bare=is_bare)
            done = outcome(self.root, self.bytecode)
            faults = tally.take(tree, done)
            if faults or done.built is None or done.built.is_publishable:
                return tree, faults
            bad = {problem.place.path for problem in done.built.problems if problem.severity == Severity.ERROR}
            less = {path: data for path, data in tree.items() if path not in bad}
            if len(less) in (0, len(tree)):
                break
            tree = less
        return tree, ()


# -------------------------------------------------------------------------------------------------- made-up sites


def fuzz_sites(ground: Ground, tally: Tally, count: int, number: int) -> None:
    """Build `count` sites that Hypothesis makes up; of each new fault its smallest site is kept."""
    for step in range(0, count, 500):
        # Made smaller by `_smaller`: shrinking a whole site takes Hypothesis minutes.
        @seed(number + step)
        @settings(max_examples=min(500, count - step), database=None, phases=[Phase.generate], **WITHOUT_LIMITS)
        @given(sites())
        def hold(tree: Tree) -> None:
            # One in eight with the project's own templates, which take longer.
            is_bare = len(repr(tuple(tree))) % 8 != 0
            tree, faults = ground.build(tree, tally, is_bare=is_bare)
            for fault in faults:
                tally.keep(_smaller(ground, tree, sign(fault)), fault)

        hold()


# ----------------------------------------------------------------------------------------------------- the corpora


def fuzz_corpora(ground: Ground, tally: Tally, count: int, number: int, folder: Path) -> None:
    """Build sites of documents from the corpora, first as they are, then mangled, until `count` texts are read."""
    corpora = documents(folder)
    chance = random.Random(number)
    end = tally.counts["texts"] + count
    stream = _stream(corpora, chance)
    while tally.counts["texts"] < end:
        tree, faults = ground.build(dict(itertools.islice(stream, TOGETHER)), tally)
        for fault in faults:
            tally.keep(_smaller(ground, tree, sign(fault)), fault)


def _stream(corpora: Mapping[str, Sequence[str]], chance: random.Random) -> Iterator[tuple[str, bytes]]:
    """Yield files of a site without end: each document once as it is, in each place; then mangled ones."""
    n = 0
    everything = [text for texts in corpora.values() for text in texts]
    for text in everything:
        for place in (in_body, in_item, in_front_matter, in_title):
            n += 1
            yield place(text, n)
    while True:
        n += 1
        text = mangled(chance.choice(everything), chance.choice(everything), chance)
        yield chance.choice((in_body, in_body, in_body, in_item, in_block, in_front_matter, in_title))(text, n)


def in_body(text: str, n: int) -> tuple[str, bytes]:
    """Return a page with the text as its body."""
    return f"content/articles/a{n % TOGETHER}.md", _encoded(FRONT.format(n) + text)


def in_item(text: str, n: int) -> tuple[str, bytes]:
    """Return a page with the text in a quotation in a list."""
    inner = text.replace("\n", "\n  > ")
    return f"content/articles/b{n % TOGETHER}.md", _encoded(FRONT.format(n) + f"- > {inner}")


def in_block(text: str, n: int) -> tuple[str, bytes]:
    """Return a term with the text in a note."""
    return f"content/glossary/c{n % TOGETHER}.md", _encoded(FRONT.format(n) + f"::: note\n{text}\n:::\n")


def in_front_matter(text: str, n: int) -> tuple[str, bytes]:
    """Return a page whose front matter is the text."""
    return f"content/pages/d{n % TOGETHER}.md", _encoded(f"---\n{text}\n---\nText.\n")


def in_title(text: str, n: int) -> tuple[str, bytes]:
    """Return a term that is called so, as far as that can be quoted."""
    said = text[:200].replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    front = f'---\ntitle: "{said}"\nsummary: "{said}"\naliases: ["{said}x"]\n---\n'
    return f"content/glossary/e{n % TOGETHER}.md", _encoded(front + text[:200])


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def mangled(text: str, other: str, chance: random.Random) -> str:
    """Return a piece of one document with pieces of another in it, cut, doubled and repeated."""
    start = chance.randrange(max(1, len(text) - SPLICED))
    text = text[start : start + SPLICED]
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(text))
        size = chance.choice((1, 3, 20, 200))
        piece = chance.choice((text, other))
        begin = chance.randrange(max(1, len(piece)))
        put = piece[begin : begin + size] * chance.choice((1, 1, 1, 2, 50))
        text = text[:at] + put + text[at + chance.choice((0, 0, 1, 5)) :]
    return text[: 4 * SPLICED]


def _smaller(ground: Ground, tree: Tree, wanted: str) -> Tree:
    """Return as few of a site's files as bring out the same fault."""

    def shows(part: Tree) -> bool:
        lay(ground.root, part)
        return any(sign(fault) == wanted for fault in outcome(ground.root, ground.bytecode).faults)

    for path in sorted(tree):
        less = {name: data for name, data in tree.items() if name != path}
        if less and shows(less):
            tree = less
    return tree


# -------------------------------------------------------------------------------------------------------- edits


def fuzz_edits(ground: Ground, tally: Tally, count: int, number: int) -> None:
    """Go through courses of edits: each site turns into the next, built with a memo that lives on and without."""
    memo = MemoryMemo()

    @seed(number)
    @settings(max_examples=count, database=None, phases=[Phase.generate], **WITHOUT_LIMITS)
    @given(sites())
    def hold(tree: Tree) -> None:
        lay(ground.root, tree)
        memo.turn()
        warm, cold = (outcome(ground.root, ground.bytecode, each) for each in (memo, remember_nothing))
        different = told(warm).items() ^ told(cold).items()
        tally.count(tree)
        faults = tally.take(tree, cold)
        if different:
            faults += (f"what was remembered changed {min(name for name, _ in different)}",)
        for fault in faults:
            if sign(fault) not in tally.faults:
                tally.keep(tree, fault)

    hold()


def told(done: Outcome) -> dict[str, bytes]:
    """Return all that came of a site, by name."""
    built = done.built
    said = repr([sign(fault) for fault in done.faults]) if built is None else f"{built.problems} {built.is_publishable}"
    return {**done.files, "what is said": said.encode("utf-8", "surrogatepass")}


# ------------------------------------------------------------------------------------------------------- the whole


def fuzz(count: int, number: int, folder: Path | None, say: Callable[[str], None]) -> Tally:
    """Run `count` texts, most of them from the corpora if `folder` holds them, and return what was found."""
    tally = Tally(Path(tempfile.mkdtemp(prefix="fuzz-faults-")))
    # In memory, where there is such a place: a disk would be waited for more than anything else.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="fuzz-", dir=memory) as place:
        ground = Ground(Path(place) / "site", Path(place) / "bytecode")
        ground.bytecode.mkdir()
        has_corpora = folder is not None and any(documents(folder).values())
        step = 0
        while tally.counts["texts"] < count:
            step += 1
            room = min(3_000, count - tally.counts["texts"])
            if has_corpora and folder is not None:
                fuzz_corpora(ground, tally, room * 5 // 6, number + step, folder)
            fuzz_sites(ground, tally, max(1, room // 40), number + step)
            fuzz_edits(ground, tally, max(1, room // 150), number + step)
            say(f"{tally}")
    if not tally.faults:
        shutil.rmtree(tally.kept)
    return tally


def main(arguments: Sequence[str]) -> int:
    """Fuzz as the arguments say; 1 when something was found."""
    count, number = int(arguments[0]), int(arguments[1]) if len(arguments) > 1 else random.randrange(1 << 30)
    folder = Path(arguments[2]) if len(arguments) > 2 else None
    print(f"Fuzzing {count:,} texts, seed {number} ...", flush=True)
    tally = fuzz(count, number, folder, lambda said: print(said, flush=True))
    for fault in tally.faults.values():
        print(f"- {fault[:600]}")
    if tally.faults:
        print(f"Their sites are kept in {tally.kept}.")
    return 1 if tally.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
