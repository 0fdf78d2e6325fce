"""Words that help nobody: links called “here”, pictures described by their file's name, words that stand twice.

Each rule is a function of plain text and returns what is wrong with it. Opinions, so warnings; each finds only what
hardly anyone writes on purpose, as a rule that cries wolf is switched off.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..words import without_region
from .signs import by_end, held

VAGUE = re.compile(
    r"(?:(?:please )?(?:click|tap|press)(?: on)?(?: here| this(?: link)?)?|(?:see |go )?here|this|that|link|more|"
    r"(?:this|that|the)(?: very)? (?:page|link|article|site|post)|(?:read|learn|see|find out|show) more(?: here)?|"
    r"(?:for )?(?:more|further) (?:info|information|details)|continue(?: reading)?|"
    r"(?:bitte )?(?:hier )?klicken(?: sie)?(?: hier)?|(?:siehe |mehr )?hier|mehr(?: (?:lesen|erfahren|infos?))?|"
    r"weiter(?:lesen)?|dies(?:e|er|es|en|em) (?:seite|link|artikel))",
    re.I,
)
ADDRESS = re.compile(r"(?:https?://|www\.)\S{42,}")
"""One that takes more than a line on a phone."""

FILE_NAME = re.compile(r"\S+\.(?:png|jpe?g|gif|svg|webp|tiff?|bmp)", re.I)
SAYS_PICTURE = re.compile(
    r"(?:an? |the )?(?:image|picture|graphic)s? (?:of|showing|that shows)\b|"
    r"(?:ein |das |eine )?(?:bild|abbildung) (?:von|der|des)\b",
    re.I,
)

TWICE = re.compile(r"[^\w'’“„\"\\/.-]([a-zß-öø-ÿ]++)\s++(\1)(?![\w'’/-]|\.\w)", re.I)
"""With what stands before the first of the two: what begins with a class is found sooner than what looks back."""
APART = re.compile(r"[^\w\s'’“„\"\\/.-]")
"""What a word may follow as if it were a blank."""
MEANT_TWICE = frozenset(
    "had that is in on very so ha no yes many long far blah bye wow x der die das sie den dem was vous nous".split()
)
LANGUAGES_WITHOUT_DOUBLES = frozenset({"en", "de"})
"""Elsewhere a word said twice is grammar: Turkish yavaş yavaş, Hindi dhīre dhīre."""

LEFT_IN = re.compile(
    r"\b(?:TODO|FIXME|XXX|TBD)(?=\(|\s*:|\s*\Z)|\[(?:TODO|FIXME|TBD|TK|XXX)\b[^\]\n]{0,80}\]|\bTKTK\b|^(?:TODO|FIXME|TBD)\b|"
    r"\b[Ll]orem ipsum\b",
    re.M,
)
SIGNS = by_end(("TODO", "FIXME", "XXX", "TBD", "TK", "orem ipsum"))
"""One of these stands in all that the pattern finds; nearly no text has any."""


def vague_link(words: str) -> str:
    """Return what is wrong with the words of a link, or "".

    Who listens to a page, or looks over its links, meets them without their sentence: “here” says nothing then, and an
    address is spelt out letter by letter. WCAG 2.4.9 and technique G91; the GOV.UK and NHS style guides ask the same.
    """
    plain = " ".join(words.split()).strip(" .,:;!›»→>…")
    if VAGUE.fullmatch(plain):
        return f"a link that says no more than “{plain}”"
    return "a link that shows a long address for its words" if ADDRESS.fullmatch(plain) else ""


def poor_alt(alt: str, name: str, caption: str) -> str:
    """Return what is wrong with the text of a picture for those who cannot see it, or "".

    `name` is the picture's file without its ending. A screen reader says “image” itself, then this text, then the
    caption: whoever hears it learns nothing from a file's name or from the caption twice. WCAG failure F30, and the
    W3C's guide to alternative texts.
    """
    if FILE_NAME.fullmatch(alt) or (alt.casefold() == name.casefold() and re.search(r"[-_\d]", alt)):
        return f"“{alt[:60]}” is the name of a file, not what the picture shows"
    if said := SAYS_PICTURE.match(alt):
        return f"the text begins with “{said[0]}”, which a screen reader says by itself"
    return "the text repeats the caption" if caption and _words(alt) == _words(caption) else ""


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", re.sub(r"\[@[^\]]*\]", "", text).casefold())


def repeated(text: str, language: str) -> Iterator[tuple[int, str]]:
    """Yield offset and literal of each word that stands twice: “the the”, also across a line break.

    The commonest slip that no spelling checker sees and every reader stumbles over. Not what may be meant (“had had”),
    what is quoted, names (“Bora Bora”), nor languages in which doubling is grammar.
    """
    if without_region(language) not in LANGUAGES_WITHOUT_DOUBLES:
        return
    words = APART.sub(" ", text.lower()).split()
    # Hardly ever does a word begin with all of the one before it.
    if not any(map(str.startswith, words[1:], words)):
        return
    for match in TWICE.finditer(f" {text}"):
        first, second = match.groups()
        if second.islower() and first[1:] == second[1:] and second not in MEANT_TWICE:
            yield match.start(1) - 1, match[0][1:]


def unfinished(text: str) -> Iterator[tuple[int, str]]:
    """Yield offset and literal of each remark or filler that its author meant to replace before publishing.

    `TODO:` in capitals with what usually follows it, and the filler text of layouts; the plain word “to do” is prose.
    """
    if held(text, SIGNS):
        for match in LEFT_IN.finditer(text):
            yield match.start(), match[0]
