"""The regular inflections of an English noun or phrase, with the Latin and Greek plurals that anatomy keeps.

Used to find mentions, never to write words: a form too many costs nothing unless it is a word of its own, so the
rules are broad where the result could be nothing else (`epiphyses`) and by list where it could (`cola`, `slouse`).
What no rule gives, an editor lists under `forms`; other languages list all.

Sources: Allen and Greenough, New Latin Grammar, sections 40-100 (nouns) and 110-131 (adjectives); Terminologia
Anatomica 2 for the words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import product


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _pairs(text: str) -> Mapping[str, str]:
    return dict(pair.split("/") for pair in text.split())


PREPOSITIONS = _words("of in to for with by at on from against without between through during")
"""The head of a phrase stands before the first of these: ranges of motion."""

# ------------------------------------------------------------------------------------------------------- English

IRREGULAR = _pairs(
    "die/dice goose/geese louse/lice man/men mouse/mice ox/oxen person/people elf/elves half/halves knife/knives "
    "loaf/loaves self/selves sheaf/sheaves thief/thieves wolf/wolves echo/echoes hero/heroes potato/potatoes "
    "tomato/tomatoes torpedo/torpedoes veto/vetoes embargo/embargoes quiz/quizzes"
)
IRREGULAR_AT_END = _pairs(
    "calf/calves child/children foot/feet leaf/leaves life/lives shelf/shelves tooth/teeth wife/wives woman/women"
)
"""Irregular at the end of a longer word, too: forefoot, midwife."""

UNCHANGED = re.compile(r"(?:ceps|ics|series|species|facies|[cr]a[rb]ies|diabetes|means|news|sheep|deer|data)$", re.I)

SINGULAR_IN_S = _words(
    "achilles alias always atlas axis bias bus canvas chaos cosmos dens ethos frons gas glans gens herpes hives "
    "kubernetes lens measles menses mons mumps os pancreas pathos pes pons psoas pus stapes tetanus vas yes"
)
"""End like a plural, and are none."""

# --------------------------------------------------------------------------------------------- Latin and Greek

DECLINED = _pairs(
    "ala/alae calcar/calcaria caput/capita cartilago/cartilagines coccyx/coccyges cor/corda cornu/cornua "
    "corpus/corpora crus/crura dens/dentes femur/femora frons/frontes genu/genua genus/genera glans/glandes "
    "glomus/glomera hallux/halluces iris/irides latus/latera mons/montes os/ossa ovum/ova pars/partes "
    "pecten/pectines pes/pedes pons/pontes rete/retia tuber/tubera ulcus/ulcera vas/vasa viscus/viscera"
)
"""Nouns whose stem shows only in the plural."""

NEUTER = _words("calcar caput cor cornu corpus crus femur genu genus glomus latus os rete tuber ulcus vas viscus")
"""Those of DECLINED that take adjectives in -um."""

LIKE_PLEXUS = _words(
    "adnexus apparatus arcus bonus campus cantus census consensus coitus ductus excursus fetus foetus fremitus "
    "habitus hiatus ictus lapsus manus meatus nexus partus plexus processus prolapsus prospectus recessus sinus "
    "situs spiritus status tinnitus tractus versus virus visus"
)
"""Nouns in -us that never take -i: the fourth declension, and words that are only English now."""

NO_LATIN = _words(
    "agenda album area asylum banana bus camera circus drama drum extra gum hymen idea lotus lynx media metropolis "
    "minus museum opera panda pizza plus possum premium pus quota regimen schema sofa specimen sphinx surplus "
    "tantrum tennis thus trellis umbrella walrus women annex complex crucifix duplex fix flex mix phoenix prefix "
    "reflex sex six suffix affix latex"
)
"""Words with such an ending and a plain English plural."""

Rule = tuple[re.Pattern[str], str]
"""What a word looks like, its stem in group 1, and the ending that takes the place of the rest."""


def _rules(*rules: tuple[str, str, str]) -> Mapping[str, tuple[Rule, ...]]:
    """Return rules from (stem, ending, new ending), by the ending's last letter; stems are patterns."""
    found: dict[str, tuple[Rule, ...]] = {}
    for stem, old, new in rules:
        found[old[-1]] = (*found.get(old[-1], ()), (re.compile(rf"(.*(?:{stem})){old}$", re.I), new))
    return found


LEARNED_PLURALS = _rules(
    ("..", "us", "i"),
    ("..", "um", "a"),
    (".it|glott", "is", "ides"),
    ("..", "is", "es"),
    ("..m", "a", "ata"),
    ("...", "a", "ae"),
    (".m", "en", "ina"),
    ("[bcdlmnrtv]|^ap", "[ei]x", "ices"),
    ("thora", "x", "ces"),
    (".l", "yx", "yces"),
    (".[aiy]n", "x", "ges"),
    ("gangli|chondri|acromi|criteri|olecran|phenomen|automat|encephal|crani", "on", "a"),
)

LEARNED_SINGULARS = _rules(
    ("..", "ae", "a"),
    ("foram|lum|abdom|tegm|culm", "ina", "en"),
    (".om|[aegiru]m|sm", "ata", "a"),
    ("rad|med", "ii", "ius"),
    (".[lnct]e|..[bcdfghlmnrstv]", "i", "us"),
    ("abul|labr|sacr|isch?i|^c?ili|organ|atri|sept|theli|bacteri|crani", "a", "um"),
    ("antr|ament|cerebell|cerebr|ticul|frenul|hil|haustr|manubri|osti|philtr|cardi|tone|perine|stern", "a", "um"),
    ("gangli|chondri|phenomen|criteri|olecran|acromi", "a", "on"),
    ("cort|ap|vert|vort|ind|cod|poll", "ices", "ex"),
    ("cerv|append|matr|hel|cal|forn|rad|var", "ices", "ix"),
    ("phala|phary|lary|meni|syri|salpi", "nges", "nx"),
    ("pelv|phys|lys|thes|stas|gnos|ptos|(?:ner|eur|kyph|lord|sten|li|cr)os|ostos|^ax|^nar", "es", "is"),
    ("pelv|^ir", "ises", "is"),
    (".it|glott", "ides", "is"),
    ("thora", "ces", "x"),
)

AGENT = re.compile(r"(?:flex|extens|dduct|bduct|tens|levat|obturat|rect|nat|constrict|corrugat|depress|compress)or$")
"""Muscles named for what they do: the Latin nouns in -or that are not merely English words."""

LATIN_ENDS = ("us", "a", "um", "is", "e", "i", "ae", "or", "ns", "psoas")
LATIN_PLURAL_ENDS = ("i", "ae", "a", "es", "us", "is", "um", "psoas")
ADJECTIVE_ENDS = (("us", "i"), ("a", "ae"), ("um", "a"), ("is", "es"), ("e", "ia"))
ADJECTIVE_IN_IS = re.compile(r"(?:al|ar|il|ens|stri|brev|commun|ten|grand|moll)(?:is|e)$")
GENITIVE = re.compile(r"(?:ae|[^aeiou]i|ii|orum|arum|[^aeiou](?<!it)(?<![sx])is|manus|plexus)$")
SURE_ADJECTIVE = re.compile(
    r"(?:(?:ac|ic|in|os|iv|tern|fund|vers|long|magn|xim|nim|medi|flav|lat|asper|alb|nigr|vag|lg|lan|cav|fid)"
    r"(?:us|a|um)|(?:al|ar|il|ens)(?:is|e)|brevis|communis|ior|major|minor|[ae]ns)$"
)
"""Words at the end of a Latin name that leave it no English plural: glutei maximi."""

# ------------------------------------------------------------------------------------------------------- phrases


@lru_cache(maxsize=20_000)
def inflections_of(name: str) -> tuple[str, ...]:
    """Return the plurals of `name`, or its singulars where it is a plural already: each once, without `name`.

    A phrase inflects its head: the last word, the word before a preposition (heads of the femur), or all that
    agree in a Latin name (vertebrae lumbales). Capitals stay as they are; an acronym takes a plain s.
    """
    words = name.split()
    latin = _latin_plural(words)
    singular = _latin_singulars(words)
    found = (*_with_english(latin, words), *singular) if latin or singular else _at_head(words, _inflections)
    return tuple(form for form in dict.fromkeys(found) if form != name)


def singulars_of(name: str) -> tuple[str, ...]:
    """Return the singulars of a plural noun or phrase; () where it does not look like a plural."""
    words = name.split()
    return _latin_singulars(words) or (() if _latin_plural(words) else _at_head(words, _singulars))


def _with_english(latin: str, words: list[str]) -> tuple[str, ...]:
    """Return a Latin name's plural, with the English ones where it is not certain that it is such a name."""
    if latin and (SURE_ADJECTIVE.search(words[-1]) or GENITIVE.search(words[-1])):
        return (latin,)
    return (*((latin,) if latin else ()), *_at_head(words, _plurals))


def _at_head(words: list[str], inflected: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    """Return the phrase with its head inflected in each way."""
    if not words:
        return ()
    at = next((i - 1 for i, word in enumerate(words) if i and word.lower() in PREPOSITIONS), len(words) - 1)
    before, hyphen, last = words[at].rpartition("-")
    return tuple(" ".join((*words[:at], before + hyphen + form, *words[at + 1 :])) for form in inflected(last))


# ------------------------------------------------------------------------------------------------------- one word


def _inflections(word: str) -> tuple[str, ...]:
    return _singulars(word) or _plurals_of_singular(word)


def _plurals(word: str) -> tuple[str, ...]:
    return () if _singulars(word) else _plurals_of_singular(word)


def _plurals_of_singular(word: str) -> tuple[str, ...]:
    if len(word) < 2 or not word.isalpha():
        return ()
    if _has_inner_capital(word):
        return () if word[-1] in "sS" else (word + "s",)
    if irregular := _irregular(word, IRREGULAR, IRREGULAR_AT_END):
        return (irregular,)
    if UNCHANGED.search(word):
        return ()
    learned = _learned_plural(word)
    if learned and re.search(r"(?:[sx]is|itis)$", word, re.I):
        return (learned,)
    return (learned, _regular_plural(word)) if learned else (_regular_plural(word),)


def _learned_plural(word: str) -> str:
    low = word.lower()
    if low in NO_LATIN or low in LIKE_PLEXUS:
        return ""
    return _like(word, DECLINED.get(low, "")) or _first(LEARNED_PLURALS, word)


def _regular_plural(word: str) -> str:
    if re.search(r"[^aeiou]y$", word, re.I):
        return word[:-1] + "ies"
    if re.search(r"(?:[sxz]|sh|(?<!stoma)(?<!epo)(?<!monar)ch)$", word, re.I):
        return word + "es"
    return word + "s"


def _singulars(word: str) -> tuple[str, ...]:
    if _has_inner_capital(word):
        return (word[:-1],) if re.fullmatch(r"[A-Z]{2,}s", word) else ()
    low = word.lower()
    found = _irregular(word, IRREGULAR_SINGULARS, SINGULARS_AT_END) or _like(word, DECLINED_SINGULARS.get(low, ""))
    if not found and low[-1:] in "aeis" and low not in SINGULAR_IN_S and not UNCHANGED.search(low):
        found = _first(LEARNED_SINGULARS, word) or _regular_singular(word)
    return (found,) if found else ()


def _regular_singular(word: str) -> str:
    if re.search(r"..[^aeiou]ies$", word, re.I):
        return word[:-3] + "y"
    if re.search(r"(?:ss|sh|(?<!a)ch|x|zz|[lnptxb]us)es$", word, re.I):
        return word[:-2]
    # Iliacus, pelvis, psoas are no plurals: -s counts only after letters that rarely end a singular in -s.
    if re.search(r".(?:[^aious]|[im]a|[eiydt]o)s$", word, re.I):
        return word[:-1]
    return ""


def _irregular(word: str, whole: Mapping[str, str], at_end: Mapping[str, str]) -> str:
    """Return the other number of an irregular word or of a compound of one, or ""."""
    low = word.lower()
    if found := whole.get(low) or at_end.get(low):
        return _like(word, found)
    # At least three letters before it: relives and olives are none.
    ends = (n for n in range(4, min(9, len(low) - 2)) if low[-n:] in at_end)
    return next((word[:-n] + at_end[low[-n:]] for n in ends), "")


def _turned(table: Mapping[str, str]) -> Mapping[str, str]:
    return {plural: singular for singular, plural in table.items()}


IRREGULAR_SINGULARS, SINGULARS_AT_END = _turned(IRREGULAR), _turned(IRREGULAR_AT_END)
DECLINED_SINGULARS = _turned(DECLINED)


def _first(rules: Mapping[str, tuple[Rule, ...]], word: str) -> str:
    """Return `word` as the first rule that fits changes it, or ""."""
    for pattern, ending in rules.get(word[-1:].lower(), ()):
        if match := pattern.match(word):
            return match[1] + ending
    return ""


def _like(word: str, other: str) -> str:
    """Return `other` with a capital where `word` has one."""
    return other[:1].upper() + other[1:] if word[:1].isupper() else other


def _has_inner_capital(word: str) -> bool:
    return not word[1:].islower() and any(c.isupper() for c in word[1:])


# ------------------------------------------------------------------------------------------------- Latin phrases


def _latin_plural(words: list[str]) -> str:
    """Return the plural of a Latin name, noun first (fossae iliacae, ossa coxae); "" if it is no such name."""
    if len(words) < 2 or not all(word.endswith(LATIN_ENDS) for word in words[1:]):
        return ""
    noun = words[0].lower()
    is_neuter = noun in NEUTER or noun.endswith(("um", "men", "ma"))
    rest = [_latin_follower(word.lower(), noun, is_neuter) for word in words[1:]]
    plural = _latin_noun(words[0]) if all(rest) else ""
    return " ".join((plural, *rest)) if plural else ""


def _latin_noun(word: str) -> str:
    low = word.lower()
    if low.endswith("ceps") or low in LIKE_PLEXUS:
        return word
    return word + "es" if AGENT.search(low) else _learned_plural(word)


def _latin_follower(word: str, noun: str, is_neuter: bool) -> str:
    """Return a later word of a Latin name in the plural, a genitive unchanged; "" if it is neither."""
    is_adjective = ADJECTIVE_IN_IS.search(word) is not None
    if word == "psoas" or (not is_adjective and GENITIVE.search(word)):
        return word
    if word.endswith(("ior", "major", "minor")):
        return word + "es"
    if word.endswith(("ans", "ens")):
        return word[:-1] + ("tia" if is_neuter else "tes")
    agrees = "um" if is_neuter else "a" if noun.endswith("a") else "us"
    if is_adjective or (word.endswith(agrees) and len(word) > 3 and word not in LIKE_PLEXUS):
        return next(word.removesuffix(end) + plural for end, plural in ADJECTIVE_ENDS if word.endswith(end))
    return ""


def _latin_singulars(words: list[str]) -> tuple[str, ...]:
    """Return the Latin names of which `words` may be the plural: a genitive can look like one."""
    if not 1 < len(words) < 5 or not all(word.endswith(LATIN_PLURAL_ENDS) for word in words[1:]):
        return ()
    noun = "" if _latin_plural(words) == " ".join(words) else _latin_noun_singular(words[0])
    options = [(word, *_latin_follower_singulars(word)) for word in words[1:]] if noun else []
    names = ([noun, *rest] for rest in product(*options)) if noun else ()
    return tuple(" ".join(name) for name in names if _latin_plural(name) == " ".join(words))


def _latin_noun_singular(word: str) -> str:
    low = word.lower()
    if low.endswith("ceps") or low in LIKE_PLEXUS:
        return word
    if AGENT.search(low.removesuffix("es")):
        return word.removesuffix("es")
    return _like(word, DECLINED_SINGULARS.get(low, "")) or _first(LEARNED_SINGULARS, word)


def _latin_follower_singulars(word: str) -> tuple[str, ...]:
    ends = (("es", ""), ("ntia", "ns"), ("ntes", "ns"), *((plural, end) for end, plural in ADJECTIVE_ENDS))
    return tuple(word.removesuffix(plural) + end for plural, end in ends if word.endswith(plural))
