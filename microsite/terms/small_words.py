"""The small words of a language: articles, pronouns, prepositions, conjunctions, auxiliary verbs.

They stand in nearly every text and name nothing, so none is the name of a term.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from types import MappingProxyType

ENGLISH = (
    "a about above after again against all also although am among an and any are as at be because been before behind "
    "being below between both but by can could did do does doing during each either else ever every few for from had "
    "has have having he her here hers him his how however i if in into is it its itself just many may me might more "
    "most much must my neither no nor not of off often on once one only or other our ours out over own per quite "
    "rather shall she should since so some such than that the their theirs them then there these they this those "
    "through thus to too under until up upon us very was we were what when where whether which while who whom whose "
    "why will with within without would yet you your yours"
)
GERMAN = (
    "ab aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bin bis bist da dadurch "
    "daher damit dann das dass dein deine dem den denn der deren des deshalb dessen die dies diese diesem diesen "
    "dieser dieses doch dort du durch ein eine einem einen einer eines er es etwa etwas euer für gegen haben hat hatte "
    "hatten hier hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ins ist jede jedem jeden jeder jedes jedoch "
    "jetzt kann kannst kein keine keinem keinen keiner können könnte man manche mehr mein meine mich mir mit müssen "
    "nach neben nicht nichts noch nun nur ob oder ohne sehr sein seine seinem seinen seiner seit sich sie sind so "
    "sollte sollten sondern soll sollen über um und uns unser unsere unter vom von vor war waren was weil welche "
    "welcher welches wenn wer werden wie wieder will wir wird wo wurde wurden zu zum zur zwischen"
)
SMALL_WORDS: Mapping[str, Set[str]] = MappingProxyType(
    {"en": frozenset(ENGLISH.split()), "de": frozenset(GERMAN.split())}
)
"""By language, in two or three letters."""
