"""What stands in a page itself and never runs: scripts, styles and handlers, which its policy forbids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..model import Site
from ..problem import Problem, Severity, counted
from .pages import PageFacts


def check(site: Site, pages: Mapping[str, PageFacts]) -> Iterator[Problem]:
    """Yield the pages whose trusted HTML (`html: trusted`) asks for more than its page allows.

    Elsewhere such HTML is an error at its line. Each page carries a policy by which browsers run and load only files of
    the site, so that what stands in the text does nothing, and nobody would know why (CSP Level 3, W3C).
    """
    for page in site.library.everything if site.library.config.trusts_html else ():
        facts = pages.get(page.url)
        if facts and facts.inline:
            what = counted(facts.inline, "script, style or handler", "scripts, styles or handlers")
            said = f"{what} in the page itself"
            hint = "No browser runs it here. Put it into a file: static/js/NAME.js, static/css/NAME.css."
            yield Problem(page.place(), "html", said, hint, Severity.WARNING)
