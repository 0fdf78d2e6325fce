"""How long the linker takes for one article of 900 words, with 200, 2,000 and 20,000 terms.

    python3 tests/bench/linker.py [repeats]

The article and the terms it mentions stay the same; the further terms share words with them, as real ones do.
Prints milliseconds, the best of all repeats: building the lexicon, narrowing it to the article (with its digest),
marking the article's tree with the whole lexicon and with the narrowed one, making the links.
"""

from __future__ import annotations

import copy
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from microsite.model import Source, Term
from microsite.terms.glossary import Link, apply_links, mark_candidates
from microsite.terms.lexicon import lexicon_of

SYLLABLES = "ba co di fe gu ha il jo ka lum mi nor os pel qua ri sar ti ul ven xy zo".split()
FILLERS = "the of and to in is that it for as with on by from this at an or not you may when which more".split()


def word(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randint(2, 4)))


def names(chance: random.Random, count: int) -> list[str]:
    """Return term titles of one to four words; a tenth of the words come back in several of them."""
    shared = [word(chance) for _ in range(60)]
    made: dict[str, None] = {}
    while len(made) < count:
        length = chance.choices((1, 2, 3, 4), (3, 5, 2, 1))[0]
        made[" ".join(chance.choice(shared) if chance.random() < 0.3 else word(chance) for _ in range(length))] = None
    return list(made)


def terms(titles: list[str]) -> list[Term]:
    return [
        Term(source=Source.of(f"content/glossary/t{n}.md", ""), slug=f"t{n}", title=title, summary="")
        for n, title in enumerate(titles)
    ]


def article(chance: random.Random, titles: list[str], length: int = 900, mentions: int = 60) -> Element:
    """Return an article's tree: paragraphs, a list, emphasis, links and code."""
    # No name of one word among the fillers, so that the mentions stay the same however many terms there are.
    single = {title for title in titles if " " not in title}
    fillers = [*FILLERS * 20, *(other for other in (word(chance) for _ in range(600)) if other not in single)]
    words = [chance.choice(fillers) for _ in range(length)]
    for at in chance.sample(range(length), mentions):
        words[at] = chance.choice(titles[:200])
    root = Element("div")
    while words:
        if len(root) % 4 == 0:
            SubElement(root, "h2").text = " ".join(words[:4])
        holder = SubElement(SubElement(root, "ul"), "li") if len(root) % 7 == 6 else SubElement(root, "p")
        holder.text = " ".join(words[:10]) + "\n" + " ".join(words[10:20]) + " "
        for tag in ("em", "a", "code", "strong"):
            inline = SubElement(holder, tag)
            inline.text, inline.tail = words[20:21][0] if words[20:21] else "", " " + " ".join(words[21:35]) + ". "
            del words[20:35]
        inline.tail = inline.tail.rstrip()
        del words[:20]
    return root


def best(repeats: int, timed: Callable[[Element], object], root: Element) -> float:
    """Return the shortest time of `timed`, each on a fresh copy of the tree, in milliseconds."""
    times = []
    for _ in range(repeats):
        tree = copy.deepcopy(root)
        start = time.perf_counter()
        timed(tree)
        times.append(time.perf_counter() - start)
    return min(times) * 1000


def main() -> None:
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    chance = random.Random(1)
    titles = names(chance, 20_000)
    root = article(chance, titles)
    text = "".join(root.itertext())
    print(f"{len(text.split())} words, {sum(1 for _ in root.iter())} elements")
    print("  terms  build  narrow    mark  narrowed  links  candidates")
    for count in (200, 2_000, 20_000):
        glossary = terms(titles[:count])
        build = best(1 if count > 2_000 else 3, lambda _, g=glossary: lexicon_of(g, "en"), root)
        lexicon, _ = lexicon_of(glossary, "en")
        few = lexicon.narrowed(text)
        narrow = best(repeats, lambda _, lexicon=lexicon: lexicon.narrowed(text).digest, root)
        mark = best(repeats, lambda tree, lexicon=lexicon: mark_candidates(tree, lexicon), root)
        marked_few = best(repeats, lambda tree, few=few: mark_candidates(tree, few), root)
        tree = copy.deepcopy(root)
        marked = mark_candidates(tree, lexicon)
        html = tostring(tree, encoding="unicode")
        chosen = {n: Link(f"../glossary/{c.term}.html", f"term-{n}") for n, c in enumerate(marked.candidates)}
        links = best(repeats, lambda _, html=html, chosen=chosen: apply_links(html, chosen), root)
        row = f"{count:>7,} {build:>6.0f} {narrow:>7.3f} {mark:>7.3f} {marked_few:>9.3f} {links:>6.3f}"
        print(f"{row}  {len(marked.candidates):>10}")


if __name__ == "__main__":
    main()
