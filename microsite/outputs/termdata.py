"""The definitions that term previews show, as one script that a page loads when a reader first asks.

A classic script that sets names, because a page that is opened from disk may fetch nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from ..model import Library, Site
from ..pages.views import TERMS_FILE
from ..words import words_of


def term_data(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the address and the bytes of terms.js, where the site has terms."""
    if site.library.terms:
        more = words_of(site.library.config.language).preview_more
        yield TERMS_FILE, as_script("MICROSITE_TERMS", definitions(site.library)) + as_script("MICROSITE_MORE", more)


def definitions(library: Library) -> dict[str, list[str]]:
    """Return slug -> title, everyday word, summary and, where there is one, how to say it."""
    return {
        term.slug: [term.title, term.everyday, term.summary] + ([term.say] if term.say else [])
        for term in library.terms
    }


def as_script(name: str, value: object) -> bytes:
    """Return a script that sets `window.name` to a value of JSON's kinds, in the order in which it came."""
    return script_of(name, as_json(value))


def as_json(value: object) -> str:
    """Return a value of JSON's kinds as JSON, as short as can be, that may stand in a script.

    Nothing in it can end the script, wherever it stands: `<` and the line ends of Unicode are escaped.
    """
    said = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<\u2028\u2029":
        said = said.replace(character, f"\\u{ord(character):04x}")
    return said


def script_of(name: str, said: str) -> bytes:
    """Return a script that sets `window.name` to what is said in JSON, as `as_json` writes it."""
    return f"window.{name}={said};\n".encode("utf-8", "surrogatepass")
