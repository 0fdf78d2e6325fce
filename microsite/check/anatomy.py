"""Sentences that say of a muscle what its own fields do not.

A muscle's facts live once, in the front matter of its term. A text that inserts them ({fact:...}) cannot contradict
them; one that says them in its own words can: “the psoas attaches to the knee” stood in a popular article, between two
paragraphs that had it right. Three kinds of statement are read, each only where it is said plainly and of the muscle
itself: where it is attached, which nerve serves it, which joint it bends or straightens.

Silence is preferred to a false alarm: a sentence that quotes, doubts, denies or speaks of variants is not judged, and
places count as different only where they lie in different parts of the body. English only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from ..model import Page, Site, Term
from ..problem import Problem, Severity
from ..terms.inflect import inflections_of
from .places import place_near

HEDGED = re.compile(
    r"[“”\"?‘]|\b(?:not|never|no|nor|neither|without|n't|if|whether|unless|may|might|can|could|would|should|sometimes|"
    r"rarely|some|few|many|often|says?|said|claims?|claimed|myths?|wrong|wrongly|false|mistaken|believed?|thought|"
    r"supposed|idea|popular|unlike|instead|rather|variants?|people|books?|texts?)\b|n’t\b"
)
"""What makes of a statement something else."""

REGIONS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        name: re.compile(rf"\b(?:{words})\b", re.I)
        for name, words in {
            "the head and neck": r"skull|jaw|neck|cervical",
            "the shoulder and arm": r"shoulders?|scapula\w*|clavicle|collarbone|humerus|arms?|elbow|radius|ulna|hands?",
            "the chest": r"ribs?|rib cage|sternum|breastbone|chest|diaphragm",
            "the spine": r"(?<!iliac )spine|spinal|vertebra\w*|lumbar|thoracic|transverse process\w*|discs?|disks?|"
            r"T\d+|L\d|lower back|sacr\w+",
            "the pelvis": r"pelvi\w+|hip ?bones?|iliac|ilium|iliopubic|pubi\w+|pecten|ischi\w+|sitting bones?|"
            r"acetabul\w+|sacr\w+|coccyx|tailbone|inguinal",
            "the thigh": r"femur|femora|femoral|thigh\w*|trochanter\w*|linea aspera|pectineal|iliotibial",
            "the knee and shin": r"knees?|kneecaps?|patell\w+|tibia\w*|shins?|fibula\w*|pes anserinus|iliotibial|gerdy",
            "the foot": r"ankles?|feet|foot|heels?|calcaneus|toes?",
        }.items()
    }
)
"""Parts of the body by the words that name a place in them. “Hip”, “leg” and “front” name none for certain."""

FILL = r"(?:\s+(?:muscles?|tendon|both|all|also|then|itself))*"
SUBJECT = (
    r"(?:^|[,;:–]\s|\b(?:and|but|because|as|since|while|where|so)\s)"
    r"(?:(?:the|your|each|a|this)\s)?(?:(?:tendon|fibres?|muscle)\s+of\s+(?:the\s+)?)?"
)
"""What stands before a muscle that is the subject itself, not a neighbour of it."""
ATTACHES = (
    r"(?P<verb>attach(?:es)?|inserts?|ends?|originates?|starts?|begins?|arises?|(?:is|are)\s(?:attached|anchored|fixed))"
    r"\s+(?:to|on|onto|into|in|at|from)\s+(?P<object>[^.;:,()]{0,200}?)"
    r"(?=[.;:,()]|$|\s(?:and|but|while|which|whereas|that|so|then|where|before|after|with|when)\b)"
)
ENDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "o": ("origin",),
        "s": ("origin",),
        "b": ("origin",),
        "insert": ("insertion",),
        "end": ("insertion",),
    }
)
NERVE = r"(?P<nerve>(?:[a-z]+\s){1,3})nerve"
SERVED = rf"(?:(?:is|are)\s+(?:supplied|served|driven|innervated)\s+by|gets?|has|have|uses?)\s+(?:the|a)\s+{NERVE}\b"
SERVES = rf"\b(?:the|a)\s{NERVE}\s+(?:also\s+)?(?:supplies|serves|drives|innervates|feeds)\s+"
NO_NAME = frozenset(
    "the a an this that same main single own short large small other another different spinal one".split()
)
MOVES = (
    r"(?P<move>bends?|flex(?:es)?|straightens?|extends?)\s+(?:the|your)\s+"
    r"(?P<joint>hip|knee|elbow|ankle|spine|trunk|neck|shoulder)\b"
)


MOVEMENT = re.compile(r"\b(hip|knee|elbow|ankle|spine|trunk|neck|shoulder) (flexion|extension)\b")
"""How a field may name what it does."""


class Fault(NamedTuple):
    """A statement that does not fit."""

    said: str
    """The words, as they stand."""
    slug: str
    field: str


class Muscles:
    """The muscles of a site. Their reader is made for the first page that is new: other builds need none."""

    def __init__(self, site: Site) -> None:
        self.terms = {term.slug: term for term in site.library.terms if term.facts}

    @cached_property
    def reader(self) -> Reader:
        return Reader(self.terms)

    @property
    def seen(self) -> str:
        """What stands for all that is looked at of them."""
        told = ((t.slug, t.title, t.aliases, t.forms, dict(t.facts), t.source.path) for t in self.terms.values())
        return repr([*told])


def of_page(page: Page, site: Site, muscles: Muscles) -> Iterator[Problem]:
    """Yield a warning for every plain statement of a page on a muscle that its term's fields contradict."""
    for stated in site.bodies[page.key].draft.reading.stated if muscles.terms else ():
        for fault in muscles.reader.faults(stated.text):
            term = muscles.terms[fault.slug]
            said = f"“{fault.said}”, but the {fault.field} of {term.title} is “{term.facts[fault.field][:120]}”"
            hint = f"Mend the sentence or {term.source.path}; what others claim belongs in ::: claim."
            yield Problem(place_near(page, fault.said, stated.line), "contradiction", said, hint, Severity.WARNING)


class Reader:
    """Reads sentences for what they say of muscles."""

    def __init__(self, muscles: Mapping[str, Term]) -> None:
        self.muscles = muscles
        self.names = _names(muscles.values())
        names = "|".join(re.escape(name) for name in sorted(self.names, key=lambda name: (-len(name), name)))
        subject = rf"{SUBJECT}(?P<muscle>{names}){FILL}"
        listed = rf"(?:the\s+)?(?:{names})"
        self.attaches = re.compile(rf"{subject}\s+{ATTACHES}", re.I)
        self.served = re.compile(rf"{subject}\s+{SERVED}", re.I)
        self.serves = re.compile(
            rf"{SERVES}(?P<muscles>{listed}(?:(?:,\s+and|,|\s+and)\s+{listed})*)(?=[.;:,()]|$)", re.I
        )
        self.moves = re.compile(rf"{subject}\s+{MOVES}", re.I)
        self.name = re.compile(rf"\b(?:{names})\b", re.I)

    def faults(self, sentence: str) -> Iterator[Fault]:
        """Yield what a sentence says otherwise than the muscles' fields."""
        if HEDGED.search(sentence):
            return
        for match in self.attaches.finditer(sentence):
            yield from self.attached(match)
        for match in self.served.finditer(sentence):
            yield from self.served_by(match, match["muscle"])
        for match in self.serves.finditer(sentence):
            for name in self.name.findall(match["muscles"]):
                yield from self.served_by(match, name)
        for match in self.moves.finditer(sentence):
            yield from self.moved(match)

    def term(self, name: str) -> Term:
        return self.muscles[self.names[_folded(name)]]

    def attached(self, match: re.Match[str]) -> Iterator[Fault]:
        """Where a muscle is attached: both name a part of the body, and none is the same. “The femur at the knee” names
        two, each of which must be right.
        """
        term, verb = self.term(match["muscle"]), match["verb"].lower()
        fields = next((fields for begin, fields in ENDS.items() if verb.startswith(begin)), ("origin", "insertion"))
        known = {region for field in fields for region in _regions(_affirmed(term.facts.get(field, "")))}
        said = filter(None, map(_regions, re.split(r"\sat\s", match["object"])))
        if known and all(term.facts.get(field) for field in fields) and not all(known & part for part in said):
            yield Fault(_words(match), term.slug, fields[-1])

    def served_by(self, match: re.Match[str], name: str) -> Iterator[Fault]:
        """Which nerve serves it: none of the words that name the nerve stands in the field."""
        term = self.term(name)
        words = {word for word in match["nerve"].lower().split() if word not in NO_NAME}
        nerve = term.facts.get("nerve", "").lower()
        if words and nerve and not any(re.search(rf"\b{word}\b", nerve) for word in words):
            yield Fault(_words(match), term.slug, "nerve")

    def moved(self, match: re.Match[str]) -> Iterator[Fault]:
        """What it does to a joint: the field says the opposite, or denies it."""
        term = self.term(match["muscle"])
        does, denies = _moves(term.facts.get("action", ""))
        bends, joint = _bends(match["move"]), match["joint"].lower()
        if (bends, joint) in denies or ((not bends, joint) in does and (bends, joint) not in does):
            yield Fault(_words(match), term.slug, "action")


def _names(muscles: Iterable[Term]) -> dict[str, str]:
    """Return the names of muscles, folded, each with the slug it belongs to alone."""
    owners: dict[str, set[str]] = {}
    for term in muscles:
        for name in (term.title, *term.aliases, *term.forms):
            for form in (name, *inflections_of(name)):
                owners.setdefault(_folded(form), set()).add(term.slug)
    return {name: min(slugs) for name, slugs in owners.items() if len(slugs) == 1}


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def _words(match: re.Match[str]) -> str:
    """Return what was said, without what the pattern needed before it."""
    start = match.start("muscle") if match.re.groupindex.get("muscle") else match.start()
    return " ".join(match.string[start : match.end()].split())


def _regions(text: str) -> set[str]:
    return {name for name, words in REGIONS.items() if words.search(text)}


def _affirmed(fact: str) -> str:
    """Return a field without the clauses that say what is not so: “it does not reach the femur”."""
    return ";".join(clause for clause in fact.split(";") if not re.search(r"\bnot\b", clause))


def _bends(move: str) -> bool:
    return move.lower().startswith(("bend", "flex"))


def _moves(action: str) -> tuple[set[tuple[bool, str]], set[tuple[bool, str]]]:
    """Return which joints an action bends (True) or straightens (False), and which it is said not to."""
    does: set[tuple[bool, str]] = set()
    denies: set[tuple[bool, str]] = set()
    for clause in re.split(r"[;,]", action):
        found = {(_bends(match["move"]), match["joint"].lower()) for match in re.finditer(MOVES, clause, re.I)}
        found |= {(match[2] == "flexion", match[1]) for match in MOVEMENT.finditer(clause)}
        (denies if re.search(r"\bnot\b", clause) else does).update(found)
    return does, denies
