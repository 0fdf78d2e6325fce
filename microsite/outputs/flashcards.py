"""The glossary as a text that Anki and others like it import: terms.txt.

Tabs between the fields and `#` lines before them, as Anki reads text files. The first field is what Anki knows a note
by, so that importing again changes cards and does not double them. There is no `#columns:` line: where its names are
not those of the reader's own cards, which differ by language, Anki (26.09) fills the first field and leaves the second
empty; without it, fields are filled in their order.
"""

from __future__ import annotations

from ..model import Library, Term
from ..pages.views import full_address
from ..words import words_of


def flashcards(library: Library) -> bytes:
    """Return one line a term: title, definition, other names, full address; the first lines say how to read them."""
    words = words_of(library.config.language)
    heads = (words.term, words.definition, words.also_called, words.address)
    rows = (_row(term, library.config.site_url) for term in library.terms)
    return "".join(f"{line}\n" for line in ("#separator:tab", "#html:false", f"# {', '.join(heads)}", *rows)).encode()


def _row(term: Term, site_url: str) -> str:
    names = ", ".join(name for name in dict.fromkeys((term.everyday, *term.aliases)) if name)
    return "\t".join(map(_field, (term.title, term.summary, names, full_address(site_url, term.url))))


def _field(text: str) -> str:
    """Return a field on one line; what a reader of such files could take for a mark is put into quotes."""
    text = " ".join(text.split())
    return '"' + text.replace('"', '""') + '"' if '"' in text or text.startswith("#") else text
