"""A site of any size to measure on: articles of some 900 words that mention a glossary, always the same for one seed.

    python3 tests/bench/corpus.py FOLDER [pages] [terms] [--seed N]

Writes config.yaml and content/ into FOLDER: articles with headings, emphasis, lists, a table, links to each other,
code, notes and citations; terms of one to four words with aliases; a file of sources. Words are drawn by Zipf's law,
as in real texts: few are common, most are rare.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

SYLLABLES = "ba co di fe gu ha il jo ka lum mi nor os pel qua ri sar ti ul ven xy zo tra sten ple mor vi cus".split()
SMALL = "the of and to in is that it for as with on by from this at an or not you may when which more are be".split()
SOURCES = 60
CONFIG = """title: A site to measure
summary: Texts without meaning, in the form of real ones.
site_url: https://bench.example/
parts:
{parts}
"""
PART = "  - title: Part {n}\n    summary: The articles of part {n}."
PARTS = 12


class Words:
    """Draws words and sentences."""

    def __init__(self, seed: int, terms: int) -> None:
        self.chance = random.Random(seed)
        self.common = [self.word() for _ in range(4000)]
        self.weights = list(accumulate(1 / (n + 3) for n in range(len(self.common))))
        self.titles = self.names(terms)
        self.title_weights = list(accumulate(1 / (n + 8) for n in range(len(self.titles))))

    def word(self) -> str:
        return "".join(self.chance.choices(SYLLABLES, k=self.chance.randint(2, 4)))

    def names(self, count: int) -> list[str]:
        shared = [self.word() for _ in range(40)]
        made: dict[str, None] = {}
        while len(made) < count:
            length = self.chance.choices((1, 2, 3, 4), (4, 5, 2, 1))[0]
            parts = [self.chance.choice(shared) if self.chance.random() < 0.3 else self.word() for _ in range(length)]
            made[" ".join(parts)] = None
        return list(made)

    def some(self, count: int) -> list[str]:
        """Return words of a text; one in forty is the name of a term."""
        kinds = self.chance.choices((0, 1, 2), (45, 52, 2.5), k=count)
        common = self.chance.choices(self.common, cum_weights=self.weights, k=count)
        titles = self.chance.choices(self.titles, cum_weights=self.title_weights, k=count)
        small = self.chance.choices(SMALL, k=count)
        drawn = [(small, common, titles)[kind][n] for n, kind in enumerate(kinds)]
        # No author writes “the the”, and thousands of warnings of it would be timed, too.
        pairs = zip(drawn, ("", *drawn), strict=False)
        return [word for word, before in pairs if word.split()[0] != before.split(" ")[-1]]

    def sentence(self) -> str:
        words = self.some(self.chance.randint(8, 20))
        if self.chance.random() < 0.3:
            at = self.chance.randrange(len(words))
            mark = self.chance.choice(("*", "**", "`", "_"))
            words[at] = f"{mark}{words[at]}{mark}"
        text = " ".join(words)
        return text[0].upper() + text[1:] + self.chance.choice((".", ".", ".", "?", ": so it is."))


def article(words: Words, n: int, pages: int, length: int = 900) -> str:
    """Return the text of article number `n` of `pages`."""
    chance = words.chance
    title = " ".join(words.some(4)).capitalize()
    head = f"---\ntitle: {title} {n}\nsummary: {words.sentence()!r}\npart: Part {n % PARTS + 1}\norder: {n}\n---\n"
    return head + "\n\n".join(_blocks(words, chance, pages, length)) + "\n\n[^1]: A note at the foot.\n"


def _blocks(words: Words, chance: random.Random, pages: int, length: int) -> Iterator[str]:
    written = 0
    while written < length:
        block = " ".join(words.sentence() for _ in range(chance.randint(2, 5)))
        kind = chance.random()
        if written == 0:
            block += f" A note[^1]. A source [@s{chance.randrange(SOURCES)}]."
        elif kind < 0.16:
            yield f"## {' '.join(words.some(4)).capitalize()} {written}"
        elif kind < 0.3:
            block = "\n".join(f"- {words.sentence()}" for _ in range(4))
        elif kind < 0.4:
            block += f" See [another article](a{chance.randrange(pages):05}.md) [@s{chance.randrange(SOURCES)}]."
        elif kind < 0.44:
            rows = "\n".join(f"| {' '.join(words.some(2))} | {' '.join(words.some(3))} |" for _ in range(4))
            block = f"| One | Two |\n|---|---|\n{rows}"
        written += len(block.split())
        yield block


def write_corpus(folder: Path, pages: int = 160, terms: int = 200, seed: int = 1) -> None:
    """Write the site; what else lies in `folder` stays."""
    words = Words(seed, terms)
    for name in ("content/articles", "content/glossary"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    parts = "\n".join(PART.format(n=n + 1) for n in range(PARTS))
    (folder / "config.yaml").write_text(CONFIG.format(parts=parts), encoding="utf-8")
    taken = set(words.titles)
    for n, title in enumerate(words.titles):
        alias = f"{words.word()} {title.split()[-1]}"
        # Two terms of one name are an error.
        aliases = f"aliases: [{alias}]\n" if n % 3 == 0 and alias not in taken else ""
        taken.add(alias)
        head = f"---\ntitle: {title.capitalize()}\nsummary: {words.sentence()!r}\n{aliases}---\n"
        (folder / f"content/glossary/t{n:05}.md").write_text(f"{head}{words.sentence()} {words.sentence()}\n")
    for n in range(pages):
        (folder / f"content/articles/a{n:05}.md").write_text(article(words, n, pages), encoding="utf-8")
    sources = "".join(
        f"- id: s{n}\n  type: book\n  title: {words.sentence()!r}\n  issued: 2020\n" for n in range(SOURCES)
    )
    (folder / "content/references.yaml").write_text(f"references:\n{sources}", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("pages", type=int, nargs="?", default=160)
    parser.add_argument("terms", type=int, nargs="?", default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    write_corpus(asked.folder, asked.pages, asked.terms, asked.seed)
