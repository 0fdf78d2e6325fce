"""The public build report: what can be counted on the finished pages, for readers who want to see for themselves.

It is made last, from what the checks have learned of all other pages; nothing in it is typed by hand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from statistics import median_low
from urllib.parse import urlsplit

from .check.pages import PageFacts, packed_size
from .model import Page, Site, Verdict
from .outputs.assets import SCRIPTS, STYLES
from .pages.setting import owes_review
from .pages.show import quality_frame
from .pages.views import HOME, QUALITY, ChangeRow, Link, QualityView, ReadingRow, ReviewRow, Weight
from .problem import Problem, Severity
from .reading.page import EVIDENCE

BROKEN = ("link", "crossref", "image")
"""Rules under which a link that leads nowhere is an error; what was only meant as one is a warning."""
MOST_PAGES = 250
"""Listed one by one; a site of thousands is no list."""
MOST_CHANGES = 50
SHEET_LOADS = re.compile(r"""url\(\s*["']?\s*([^"')\s]+)|@import\s+["']([^"']+)""")


def reports(site: Site) -> frozenset[str]:
    """Return the addresses of what `quality` yields."""
    return frozenset({QUALITY} if site.library.articles else ())


def quality(
    site: Site, pages: Mapping[str, PageFacts], shared: Mapping[str, bytes], problems: Iterable[Problem]
) -> Iterator[QualityView]:
    """Yield the build report of a site that has articles.

    `pages` are all other pages, by address; `shared` are the stylesheets and the script of all pages, by address;
    `problems` are those of the whole site, before it is judged which of them weigh.
    """
    library = site.library
    if not reports(site):
        return
    sheets = " ".join(data.decode("utf-8", "replace") for name, data in shared.items() if name.endswith(".css"))
    outside = {*filter(is_outside, {url for facts in pages.values() for url in facts.loads})}
    # Words of the glossary are too short to be graded.
    read = (*library.articles, *library.pages)
    rows = tuple(_reading(site, page) for page in read[:MOST_PAGES])
    # Words that nobody has checked are not reviewed, whoever read those that stood there before.
    reviewed = sum(bool(article.reviewer) and article.key not in site.edited for article in library.articles)
    yield QualityView(
        frame=quality_frame(site),
        # Itself among them.
        pages=page_count(site, pages) + 1,
        outside=len(outside | {url for found in SHEET_LOADS.findall(sheets) for url in found if is_outside(url)}),
        broken=sum(problem.rule in BROKEN and problem.severity == Severity.ERROR for problem in problems),
        links=sum(facts.link_count for facts in pages.values()),
        inline=sum(facts.inline for facts in pages.values()),
        unguarded=sum(not facts.has_policy for facts in pages.values()),
        weights=tuple(_weights(site, pages)),
        shared=tuple(
            (name, len(shared[name]), packed_size(shared[name])) for name in (STYLES, SCRIPTS) if name in shared
        ),
        is_graded=any(row.grade is not None for row in rows),
        reading=rows,
        more_reading=max(0, len(read) - MOST_PAGES),
        evidence=_tally(EVIDENCE, (article.evidence for article in library.articles)),
        verdicts=_tally(tuple(map(str, Verdict)), (str(claim.verdict) for claim in library.claims.values())),
        articles=len(library.articles),
        reviewed=reviewed,
        unreviewed=len(library.articles) - reviewed,
        reviews=tuple(_reviews(library.everything, site.edited))[:MOST_PAGES],
        changes=tuple(_changes(library.everything))[:MOST_CHANGES],
    )


def page_count(site: Site, files: Iterable[str]) -> int:
    """Return how many of a site's files are pages; 404.html is one, what only leads on from an old address is none."""
    return sum(file.endswith(".html") for file in set(files) - _stubs(site))


def _stubs(site: Site) -> frozenset[str]:
    """Return the old addresses of all pages."""
    return frozenset(url for page in site.library.everything for url in page.redirect_from)


def is_outside(url: str) -> bool:
    """Return whether an address belongs to another host; what cannot be read as one does."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return True
    return bool(parts.netloc or parts.scheme not in ("", "data"))


def _tally(names: Iterable[str], given: Iterable[str]) -> tuple[tuple[str, int], ...]:
    counts = Counter(given)
    return tuple((name, counts[name]) for name in names if name in counts)


def _weights(site: Site, pages: Mapping[str, PageFacts]) -> Iterator[Weight]:
    """Yield a row for each kind of page; stubs at old addresses are not weighed."""
    library = site.library
    kinds = {
        "home": [HOME],
        "article": [article.url for article in library.articles],
        "term": [term.url for term in library.terms],
        "page": [page.url for page in library.pages],
    }
    known = _stubs(site).union(*kinds.values())
    kinds["list"] = [url for url in pages if url not in known]
    for kind, urls in kinds.items():
        found = [pages[url] for url in urls if url in pages]
        if found:
            yield _weight(kind, found)


def _weight(kind: str, found: list[PageFacts]) -> Weight:
    heaviest = max(found, key=lambda facts: (facts.packed, facts.size))
    return Weight(
        kind=kind,
        pages=len(found),
        typical=median_low(facts.size for facts in found),
        typical_packed=median_low(facts.packed for facts in found),
        heaviest=heaviest.size,
        heaviest_packed=heaviest.packed,
        requests=1 + max(len(facts.loads) for facts in found),
    )


def _reading(site: Site, page: Page) -> ReadingRow:
    body = site.bodies[page.key]
    text = body.sketch
    return ReadingRow(
        page=_link(page),
        grade=text.grade,
        plain_grade=text.masked_grade,
        words=text.words,
        sources=len(text.cited),
        links=1000 * len(body.linked) / text.words if text.words else None,
    )


def _link(page: Page) -> Link:
    return Link(page.url, page.title)


def _reviews(pages: Iterable[Page], edited: Collection[str]) -> Iterator[ReviewRow]:
    """Yield a row for every article that must say who checked it, and for any page that is due to be checked or was."""
    for page in pages:
        if owes_review(page) or page.review_by or page.reviewer:
            yield ReviewRow(
                page=_link(page),
                reviewer=page.reviewer,
                reviewer_role=page.reviewer_role,
                reviewed=page.reviewed if page.reviewer else None,
                is_edited=page.key in edited,
                updated=page.updated,
                review_by=page.review_by,
            )


def _changes(pages: Iterable[Page]) -> list[ChangeRow]:
    """Return all changes, the newest first; those of one day in the order of the site."""
    rows = [ChangeRow(change, _link(page)) for page in pages for change in page.changes]
    return sorted(rows, key=lambda row: row.change.date, reverse=True)
