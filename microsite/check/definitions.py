"""Definitions that lead back to themselves, and terms that are hard to tell apart."""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping

from ..memory.memo import Memo, key_of
from ..model import Site, Term
from ..problem import Place, Problem, Severity, distance
from ..terms.folding import LIGATURES, without_accents
from ..terms.inflect import singulars_of
from ..terms.lexicon import lexicon_of
from ..terms.mentions import Why, mentions_in

POINTER = re.compile(r"\s*(?:see|same as|another (?:name|word) for|short for|stands for)\b", re.I)
"""How a definition begins that only leads to another."""
REST = re.compile(
    r"\b(?:that|which|who|whose|where|when|while|used|made|passed|called|located|found|known|because|so that)\b|[;:(]|"
    r",\s+(?:and|but|or|from|with|at|in|on|by|like|such|so|[a-z]+(?:ed|ing))\b",
    re.I,
)
"""Where the core of a definition ends and what is only said besides begins."""
LONGEST_CIRCLE = 5
"""Terms of a circle that a reader still notices."""
LEAST_LETTERS, MOST_LETTERS = 5, 60
"""Of a name that may be taken for another: of shorter ones, most differ by a letter; longer ones are no names."""


def circular(site: Site, memo: Memo) -> Iterator[Problem]:
    """Yield a warning for each circle of terms whose definitions explain each other.

    “An array is a sequence of elements”, “an element is a member of an array”: who knows neither learns nothing. Only
    the core of a summary counts, up to the first that, which, comma with a participle and the like, as what is said
    besides explains no less for naming its neighbours. ISO 704 counts circles among the faults of definitions.
    English only, where the core can be told from the rest.
    """
    terms = {term.slug: term for term in site.library.terms}
    if not site.library.config.is_english:
        return
    key = key_of(repr([(t.slug, t.title, t.aliases, t.forms, t.summary, t.is_exact) for t in terms.values()]))
    for circle in memo("circles", key, lambda: tuple(_circles(_uses(terms)))):
        chain = " – ".join(f"“{terms[slug].title}”" for slug in (*circle, circle[0]))
        first = terms[circle[0]]
        hint = "Explain one of them by other words, from the everyday ones on."
        said = f"definitions that lead in a circle: {chain}"
        yield Problem(first.place("summary"), "circular", said, hint, Severity.WARNING)


def core(summary: str) -> str:
    """Return the part of a definition that says what the thing is."""
    if POINTER.match(summary):
        return ""
    # “Used within a template, a function ...”: the thing itself comes behind the comma.
    opened = re.match(r"\s*(?:\w+ed|As|In|On|At|Within|For|From)\b[^,]*,\s*", summary)
    rest = summary[opened.end() :] if opened else summary
    sentence = re.split(r"(?<=[.!?])\s", rest, maxsplit=1)[0]
    end = REST.search(sentence)
    return sentence[: end.start()] if end else sentence


def _uses(terms: Mapping[str, Term]) -> dict[str, tuple[str, ...]]:
    """Return for each term those that the core of its definition uses."""
    lexicon, _ = lexicon_of(terms.values(), "en")
    uses = {}
    for slug, term in terms.items():
        found = mentions_in(core(term.summary), lexicon)
        used = dict.fromkeys(form.term for mention in found if mention.why == Why.LINKABLE for form in mention.forms)
        uses[slug] = tuple(other for other in used if other != slug)
    return uses


def _circles(uses: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Yield the shortest circle through each term that lies on one, each circle once."""
    known: set[frozenset[str]] = set()
    for start in sorted(uses):
        circle = _circle(uses, start)
        if circle and frozenset(circle) not in known:
            known.add(frozenset(circle))
            yield circle


def _circle(uses: Mapping[str, tuple[str, ...]], start: str) -> tuple[str, ...]:
    """Return the shortest way from a term back to itself, or nothing."""
    met = {start}
    waiting: deque[tuple[str, ...]] = deque([(start,)])
    while waiting:
        way = waiting.popleft()
        for other in uses[way[-1]]:
            if other == start:
                return way
            if other not in met and len(way) < LONGEST_CIRCLE:
                met.add(other)
                waiting.append((*way, other))
    return ()


# ------------------------------------------------------------------------------------------------------- lookalikes


def lookalikes(site: Site, memo: Memo) -> Iterator[Problem]:
    """Yield a warning for names of two terms that differ by a letter, a hyphen, a blank, an accent or the plural.

    Either the same thing has two pages, or two things have names that a reader takes for each other: “ilium” and
    “ileum”, “abduction” and “adduction”. Whoever wrote of one on the page of the other, or names it under `related`,
    has thought of that. Words that only begin alike (“hip flexor”, “hip flexion”) differ by more than a letter.
    """
    terms = {term.slug: term for term in site.library.terms}
    key = key_of(repr([(term.slug, term.title, term.aliases) for term in terms.values()]))
    for name, slug, other_name, other in memo("lookalikes", key, lambda: tuple(_pairs(terms.values()))):
        if _know_each_other(site, terms[slug], terms[other]):
            continue
        said = f"“{name}” is almost “{other_name}”, a name of {terms[other].source.path}"
        hint = "Make one term of them, or say on one page what sets it apart from the other: `related: [...]`."
        yield Problem(_place(terms[slug], name), "lookalike", said, hint, Severity.WARNING)


def _place(term: Term, name: str) -> Place:
    return term.place("title" if name == term.title else f"aliases.{term.aliases.index(name)}")


def _know_each_other(site: Site, one: Term, other: Term) -> bool:
    return (
        other.slug in one.related
        or one.slug in other.related
        or _mentions(site, one, other.slug)
        or _mentions(site, other, one.slug)
    )


def _mentions(site: Site, page: Term, slug: str) -> bool:
    return slug in site.bodies[page.key].sketch.terms


def _pairs(terms: Iterable[Term]) -> Iterator[tuple[str, str, str, str]]:
    """Yield name and slug, other name and other slug, of each pair of terms with names alike, each pair once."""
    named: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for term in terms:
        for name in dict.fromkeys((term.title, *term.aliases)):
            # Capitals tell abbreviations apart: TFL is not TFI for a slip of the pen.
            if not name.isupper():
                named[_plain(name)].append((name, term.slug))
    told: set[frozenset[str]] = set()
    for plain, other in sorted(_near(named)):
        for name, slug in named[plain]:
            for other_name, other_slug in named[other]:
                pair = frozenset((slug, other_slug))
                # One name for two terms is a fault, or decided by `context`: the lexicon sees to that.
                if len(pair) == 2 and pair not in told and _alike(name) != _alike(other_name):
                    told.add(pair)
                    yield name, slug, other_name, other_slug


def _alike(name: str) -> str:
    """Return a name as the lexicon compares it, where accents count."""
    return name.casefold().translate(LIGATURES)


def _plain(name: str) -> str:
    """Return a name without what a reader hardly sees: capitals, accents, ligatures, hyphens, blanks, the plural."""
    words = re.findall(r"\w+", without_accents(_alike(name)))
    return "".join((*singulars_of(word), word)[0] for word in words)


def _near(names: Iterable[str]) -> set[tuple[str, str]]:
    """Return the pairs of names at most one letter apart, among them each name with itself."""
    # Two words one letter apart are alike when that letter is left out: no need to compare all with all.
    shortened: dict[str, list[str]] = defaultdict(list)
    pairs = set()
    for name in names:
        pairs.add((name, name))
        if LEAST_LETTERS <= len(name) <= MOST_LETTERS:
            for without in {name, *(name[:n] + name[n + 1 :] for n in range(len(name)))}:
                shortened[without].append(name)
    for group in shortened.values():
        pairs |= {(a, b) for a in group for b in group if a < b and distance(a, b, 1) == 1 and _is_slip(a, b)}
    return pairs


def _is_slip(a: str, b: str) -> bool:
    """Return whether the difference is one that the eye slips over: not a digit, not the first letter."""
    return a[0] == b[0] and re.sub(r"\D", "", a) == re.sub(r"\D", "", b)
