"""What a text may see beside itself when it is converted: its scope, and what of it a text asks for.

Kept apart from the conversion, so that a build that remembers every text need not load the Markdown library.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from ..model import Claim, Figure, Source
from ..problem import Place
from ..terms.lexicon import Lexicon
from .crossrefs import resolve


class Named(NamedTuple):
    """What a name that an author wrote in [[...]] means."""

    terms: tuple[str, ...]
    """Slugs: one is right, none is unknown, more are shared."""
    hint: str = ""
    may_be_unread: bool = False
    """Of an unknown name: it may be one of a term whose page could not be read."""
    held_back: str = ""
    """Of an unknown name: why the term that has it is not published."""


class Fact(NamedTuple):
    """What a text inserts by {fact:...}."""

    said: str
    """"" for one that does not exist."""
    place: Place
    """Where it is written."""


@dataclass(frozen=True)
class Narrowing:
    """Makes the lexicon of only the forms whose words occur in a text, when a conversion asks for it."""

    lexicon: Lexicon
    text: str

    def __call__(self) -> Lexicon:
        return self.narrowed

    @cached_property
    def narrowed(self) -> Lexicon:
        return self.lexicon.narrowed(self.text)

    def __reduce__(self) -> tuple[Callable[[Lexicon], Given], tuple[Lexicon]]:
        # To another process goes what it needs, not the whole glossary.
        return Given, (self(),)


@dataclass(frozen=True, slots=True)
class Given:
    """A lexicon that was narrowed before."""

    lexicon: Lexicon

    def __call__(self) -> Lexicon:
        return self.lexicon


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """All that a text may see beside itself. Keep it thin: it is the key by which the result is remembered."""

    lexicon: Callable[[], Lexicon]
    """Makes the lexicon of only the forms whose words occur in the text."""
    lexicon_digest: str
    url: str
    """Address of the page."""
    language: str = "en"
    own: str = ""
    """Slug of the term whose page this is."""
    off: tuple[str, ...] = ()
    """Slugs of terms that are not linked here."""
    context: tuple[str, ...] = ()
    """What decides between senses of a shared name: the page's slug, kind and part."""
    names: Mapping[str, Named] = field(default_factory=lambda: MappingProxyType({}))
    claims: Mapping[str, Claim] = field(default_factory=lambda: MappingProxyType({}))
    facts: Mapping[str, Fact] = field(default_factory=lambda: MappingProxyType({}))
    """By `slug.field`, those that the text inserts."""
    figures: Mapping[str, Figure] = field(default_factory=lambda: MappingProxyType({}))
    title: str = ""
    trusts_html: bool = False

    @property
    def digest(self) -> str:
        """A short text that differs when anything in the scope differs."""
        parts = (
            self.lexicon_digest,
            self.url,
            self.language,
            self.own,
            self.off,
            self.context,
            self.title,
            self.trusts_html,
            sorted(self.names.items()),
            sorted(self.claims.items()),
            # Their places are shown by no page: only `explain` asks for them.
            sorted((key, fact.said) for key, fact in self.facts.items()),
            sorted(self.figures.items()),
            # Where a fault of a caption stands.
            [(path, sorted(figure.places.items())) for path, figure in sorted(self.figures.items())],
        )
        return hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()


CLAIM_ID = re.compile(r"\{claim:([^{}\s]+)\}|^:::+[ \t]*claim[ \t]+(\S+)", re.M)
FACT_ID = re.compile(r"\{fact:([^{}\s]+)\}")
TERM_NAME = re.compile(r"\[\[!?([^\[\]|]+)")
ADDRESS = re.compile(r"\](?:\(|:)\s*(?:<([^<>\n]*)>|((?:[^\s()\\]|\\.|\([^\s()]*\))+))")
"""What [...](...) leads to, or what [...]: defines."""
PAGE = re.compile(r"https?://.*|[^#?]*\.md(#.*)?")
"""An address that is no picture's, however it is read."""
NOTHING: frozenset[str] = frozenset()


def claims_in(text: str) -> frozenset[str]:
    """Return the ids of the claims that a text shows. May find some in code too: a scope is allowed to be wide."""
    return frozenset(one or other for one, other in CLAIM_ID.findall(_bare(text))) if "claim" in text else NOTHING


def facts_in(text: str) -> frozenset[str]:
    """Return the facts that a text inserts, as `slug.field`."""
    return frozenset(FACT_ID.findall(_bare(text))) if "{fact:" in text else NOTHING


def names_in(text: str) -> frozenset[str]:
    """Return the names that a text marks as terms with [[...]]."""
    return frozenset(" ".join(name.split()) for name in TERM_NAME.findall(_bare(text))) if "[[" in text else NOTHING


def _bare(text: str) -> str:
    """Return a text without what escapes a sign or makes code: a mark names the same thing with it."""
    return text.replace("\\", "").replace("`", "")


def pictures_in(source: Source) -> frozenset[str]:
    """Return the paths of the pictures that a text shows; other files that it leads to are among them."""
    written = {angled or re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", bare) for angled, bare in ADDRESS.findall(source.text)}
    return frozenset(resolve(address, source.path, "").path for address in written if not PAGE.fullmatch(address))
