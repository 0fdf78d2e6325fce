"""Pages without a text: a link to one leads a reader to a title, and nothing below it."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Page, Site, Term
from ..problem import Place, Problem, Severity
from ..text.safe import COMMENT


def of_page(page: Page, site: Site) -> Iterator[Problem]:
    """Yield a warning for an article or a plain page that holds nothing, or nothing but comments.

    A term has its summary, the home page its lists; a draft is still to be written.
    """
    needs_none = isinstance(page, Term) or not page.folder or page.draft or site.bodies[page.key].sketch.words
    if not (needs_none or COMMENT.sub("", page.source.text).strip()):
        # Where the front matter ends, so that there is a line to show.
        place = Place(page.source.path, page.source.first_line - 1, 1)
        hint = "Write it below this line, or hold the page back: `draft: true`."
        yield Problem(place, "unfinished", "a page without a text", hint, Severity.WARNING)
