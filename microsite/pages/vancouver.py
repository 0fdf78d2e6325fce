"""References as a reader sees them: Vancouver style, with links to where the source can be found.

The style is that of the ICMJE's sample references, which follow the NLM's Citing Medicine. What it says in words is
said in the language of the site, as Zotero and other users of CSL's `vancouver` do.
"""

from __future__ import annotations

import re
from html import escape
from urllib.parse import quote

from ..model import Name, Reference
from ..words.shape import ReferenceWords

MOST_AUTHORS = 6
SERIALS = ("article-journal", "article-magazine", "article-newspaper", "article", "review")


def vancouver(reference: Reference, words: ReferenceWords) -> str:
    """Return the reference as HTML: text escaped, links for DOI, PMID, PMCID, or else the address."""
    if reference.kind in SERIALS and reference.container:
        said = _of_a_journal(reference, words)
    elif reference.kind == "chapter":
        said = _of_a_chapter(reference, words)
    else:
        said = _of_its_own(reference, words)
    return " ".join((escape(said, quote=False), *_links(reference, words)))


def short_name(reference: Reference, words: ReferenceWords) -> str:
    """Return how a reference is named in passing: “Avman et al. 2019”, “World Health Organization 2020”."""
    people = reference.authors or reference.editors
    year = str(reference.issued[0]) if reference.issued else ""
    if not people:
        return f"{_clipped(reference.title)} {year}".strip()
    who = people[0].family
    if len(people) == 2:
        who = words.both.format(first=who, second=people[1].family)
    elif len(people) > 2:
        who = f"{who} et al."
    return f"{who} {year}".strip()


def web_address(url: str) -> str:
    """Return `url` where it is one of the web, or "": a reference never links anywhere else."""
    return url if re.match(r"https?://[^\s<>\"\\]+\Z", url) else ""


# ---------------------------------------------------------------------------------------- the kinds of source


def _of_a_journal(source: Reference, words: ReferenceWords) -> str:
    volume = source.volume + (f"({source.issue})" if source.issue else "")
    # The month tells issues apart only where no volume does.
    when = _year(source) if volume else _day(source.issued, words)
    where = when + (f";{volume}" if volume else "") + (f":{source.pages}" if source.pages else "")
    return _sentences(_people(source.authors), source.title, source.container, where)


def _of_a_chapter(source: Reference, words: ReferenceWords) -> str:
    book = f"In: {_sentences(_editors(source, words), source.container)}"
    pages = words.pages.format(pages=source.pages) if source.pages else ""
    edition, imprint = _edition(source.edition, words), _imprint(source, words)
    return _sentences(_people(source.authors), source.title, book, edition, imprint, pages)


def _of_its_own(source: Reference, words: ReferenceWords) -> str:
    """Return a book, report, thesis, web page, data set, or a kind that nobody has named yet."""
    who = _people(source.authors) or _editors(source, words)
    mark = words.mark(source.kind)
    title = f"{source.title} [{mark}]" if mark else source.title
    number = words.report.format(number=source.number) if source.number and source.kind == "report" else ""
    container = source.container if source.container != source.publisher else ""
    return _sentences(who, title, container, _edition(source.edition, words), _imprint(source, words), number)


def _imprint(source: Reference, words: ReferenceWords) -> str:
    """Return “London: Elsevier; 2016 [cited 2026 Nov 22]” as far as it is known."""
    house = ": ".join(filter(None, (source.publisher_place, source.publisher)))
    when = _day(source.issued, words) if source.kind == "webpage" else _year(source)
    said = "; ".join(filter(None, (house, when)))
    cited = words.cited.format(day=_day(source.accessed, words)) if source.accessed else ""
    return f"{said} {cited}".strip()


# -------------------------------------------------------------------------------------------------- its parts


def _people(names: tuple[Name, ...]) -> str:
    parts = [(name.family, _initials(name.given), name.suffix) for name in names[:MOST_AUTHORS]]
    shown = [" ".join(filter(None, each)) for each in parts]
    return ", ".join(shown + ["et al."] * (len(names) > MOST_AUTHORS))


def _initials(given: str) -> str:
    """Return “JH” for “JH”, “J. H.”, “Jaap Hendrik” and “Jaap-Hendrik”."""
    parts = [part for part in re.split(r"[\s.\-‐]+", given) if part]
    return "".join(part if part.isupper() and len(part) <= 3 else part[0].upper() for part in parts)


def _editors(source: Reference, words: ReferenceWords) -> str:
    return f"{_people(source.editors)}, {words.editors(len(source.editors))}" if source.editors else ""


def _edition(edition: str, words: ReferenceWords) -> str:
    if not edition:
        return ""
    if edition.isdecimal():
        n = int(edition)
        ending = 4 if n % 100 in (11, 12, 13) or not 1 <= n % 10 <= 3 else n % 10
        edition = f"{n}{words.ordinals[ending - 1]}"
    is_said = re.search(r"\b(?:ed(?:\b|ition)|Aufl(?:\b|age)|Ausg(?:\b|abe))", edition)
    return edition if is_said else words.edition.format(edition=edition)


def _year(source: Reference) -> str:
    return str(source.issued[0]) if source.issued else ""


def _day(date: tuple[int, ...], words: ReferenceWords) -> str:
    """Return “2026 Nov 22”, or as much of it as is known."""
    year, month, day = (*date, 0, 0, 0)[:3]
    if not 1 <= month <= 12:
        return str(year or "")
    form = words.day_form if day else words.month_form
    return form.format(year=year, month=words.months[month - 1], day=day)


def _sentences(*parts: str) -> str:
    return " ".join(part if part[-1] in ".?!" else f"{part}." for part in parts if part)


def _clipped(title: str) -> str:
    words = title.split()
    return " ".join(words[:4]) + (" …" if len(words) > 4 else "")


# -------------------------------------------------------------------------------------------------- its links


def _links(source: Reference, words: ReferenceWords) -> tuple[str, ...]:
    doi = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:)\s*", "", source.doi.strip(), flags=re.IGNORECASE)
    pmid = source.pmid.strip()
    pmcid = source.pmcid.strip().upper()
    pmcid = f"PMC{pmcid}" if pmcid.isdecimal() else pmcid
    found = []
    if doi:
        found.append(_link(f"https://doi.org/{quote(doi, safe='/:;()._-')}", doi, "doi:"))
    if pmid.isdecimal():
        found.append(_link(f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/", pmid, "PMID: "))
    if re.fullmatch(r"PMC\d+", pmcid):
        found.append(_link(f"https://pmc.ncbi.nlm.nih.gov/articles/{pmcid}/", pmcid, "PMCID: "))
    if not doi and source.url:
        address = web_address(source.url)
        shown = _link(address, source.url, f"{words.available} ", end="") if address else escape(source.url)
        found.append(shown)
    return tuple(found)


def _link(url: str, text: str, before: str, end: str = ".") -> str:
    return f'{before}<a href="{escape(url)}">{escape(text, quote=False)}</a>{end}'
