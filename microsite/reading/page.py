"""A Markdown file becomes a page: its front matter field by field, its name, its dates.

Owns the validity of fields. Nothing here knows Markdown, nor any other file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import takewhile
from types import MappingProxyType

from ..memory.memo import Memo, key_of, remember_nothing
from ..model import FACTS, Article, Change, Config, Date, Linking, Page, Source, Term
from ..problem import Place, Problem, Problems, did_you_mean
from ..terms.folding import LIGATURES
from ..words import without_region
from .fields import Fields, parse_yaml

PAGE = frozenset(
    (
        "title summary main_message updated changes reviewed review_by reviewer reviewer_role reviewed_words "
        "reviewed_typos authors draft publish expires redirect_from glossary aliases_off related search"
    ).split()
)
ARTICLE = PAGE | frozenset(["question", "kind", "part", "order", "evidence"])
TERM = (
    PAGE
    | frozenset(
        ["kind", "everyday", "aliases", "forms", "case", "autolink", "context", "latin", "ids", "say", "orphan_ok"]
    )
    | frozenset(FACTS)
)

ARTICLE_KINDS = ("guide", "anatomy", "care", "symptom", "evidence")
TERM_KINDS = ("muscle", "bone", "joint", "nerve", "movement", "condition", "test", "exercise", "concept")
EVIDENCE = ("A", "B", "C", "D", "mixed")

FOLDERS = ("articles", "glossary", "pages")
"""Where pages lie, besides the home page."""
RESERVED = frozenset(
    ("index 404 claims sources credits articles glossary feed sitemap robots search quality review figures").split()
)
"""Addresses that the site makes itself, so that no plain page may have them."""
DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))]
)
LONGEST_NAME = 150
"""Characters of a file's name, which is an address."""
NO_INDEX = "Name it after its topic; the words of the home page stand in content/index.md."
"""For index.md and _index.md, in which other programs keep the words of a folder's own page."""
LONGEST_REVIEW = 3 * 366
"""Days between two reviews, at most; the PIF TICK asks for three years."""


def split_front_matter(text: str, path: str) -> tuple[str, str, int, Problems]:
    """Return front matter, body, the line on which the body begins, and what is wrong with the fences."""
    lines = text.split("\n")
    if OTHER_DASHES.fullmatch(lines[0].rstrip()):
        return "", text, 1, (_other_dashes(path, 1),)
    if lines[0].rstrip() != "---":
        hint = "Begin the file with a line `---`, then `title: ...` and `summary: ...`, then a line `---`."
        if lines[0].rstrip() == "+++":
            hint = "This is TOML: write `---` for each `+++`, and `title: ...` for `title = ...`."
        return "", text, 1, (Problem(Place(path, 1), "front-matter", "there is no front matter", hint),)
    for n, line in enumerate(lines[1:], 1):
        if line.rstrip() in ("---", "..."):
            return "\n".join(lines[1:n]), "\n".join(lines[n + 1 :]), n + 2, ()
    for n, line in enumerate(takewhile(str.strip, lines), 1):
        if OTHER_DASHES.fullmatch(line.rstrip()):
            return "", "", len(lines), (_other_dashes(path, n),)
    hint = "Put a line `---` below the last field."
    return "", "", len(lines), (Problem(Place(path, 1, 1), "front-matter", "the front matter is never closed", hint),)


OTHER_DASHES = re.compile(r"(?=-*[–—])[–—-]{1,3}")
"""What word processors make of three hyphens."""


def _other_dashes(path: str, line: int) -> Problem:
    said, hint = "these dashes are not the three hyphens of front matter", "Write ---, each typed by itself."
    return Problem(Place(path, line, 1), "front-matter", said, hint)


def read_page(
    path: str, text: str, config: Config, today: Date, memo: Memo = remember_nothing
) -> tuple[Page | None, Problems]:
    """Return the page that a Markdown file describes, of the type that its folder asks for.

    None only when the front matter cannot be told from the body: the text is never published as a guess.
    """
    front, body, line, faults = split_front_matter(text, path)
    if faults:
        return None, faults
    table, faults = memo("front", key_of(path, front), partial(parse_yaml, front, path, first_line=2))
    problems: list[Problem] = list(faults)
    fields = Fields(table, problems)
    folder = path.split("/")[-2]
    # The search does not show the home page, from which it is opened.
    make, known = SHAPES.get(folder, (_plain, PAGE - {"search"}))
    fields.only(known)
    page = make(fields, Source.of(path, body, line, key_of(path, text)), config)
    if faults and not table.entries:
        # Of YAML that could not be read, a missing title is only a consequence.
        return page, faults
    problems += _date_faults(page, today)
    return page, tuple(problems)


def _common(fields: Fields, source: Source) -> dict[str, object]:
    """Return the fields that every kind of page has."""
    title = fields.required("title")
    is_home = source.path == "content/index.md"
    return {
        "source": source,
        "slug": source.path.rpartition("/")[2].removesuffix(".md"),
        "title": title,
        "summary": fields.text("summary") if is_home else fields.required("summary"),
        "main_message": fields.text("main_message"),
        "updated": fields.date("updated"),
        "changes": _changes(fields),
        "reviewed": fields.date("reviewed"),
        "review_by": fields.date("review_by"),
        "reviewer": fields.text("reviewer"),
        "reviewer_role": fields.text("reviewer_role"),
        "reviewed_words": _digest(fields),
        "reviewed_typos": fields.texts("reviewed_typos"),
        "authors": fields.texts("authors"),
        "draft": fields.flag("draft"),
        "publish": fields.date("publish"),
        "expires": fields.date("expires"),
        "redirect_from": _addresses(fields, source),
        "linking": Linking(fields.choice("glossary", tuple(Linking), Linking.FIRST)),
        "aliases_off": fields.texts("aliases_off"),
        "related": fields.texts("related"),
        "search": fields.texts("search"),
    }


def _digest(fields: Fields) -> str:
    """Return the digest of the words that were reviewed."""
    digest = fields.text("reviewed_words")
    if digest and not re.fullmatch(r"[0-9a-f]{16}", digest):
        hint = "Run `build.py review`, which writes it."
        fields.report(fields.places["reviewed_words"], f"“{digest[:40]}” is no digest of words", hint)
        return ""
    return digest


CHANGE = "Write each as `- date: 2026-01-31`, and on the line below, under `date`, `text: What is new`."


def _changes(fields: Fields) -> tuple[Change, ...]:
    """Return what has changed, the newest first; their places are remembered as `changes.0.date`."""
    changes = []
    for n, table in enumerate(fields.tables("changes", CHANGE)):
        inner = fields.inside(table)
        inner.only(("date", "text"))
        if table.get("date") is None:
            inner.report(table.place, "a change without a date", "Add a line `date: YYYY-MM-DD`.")
        date, text = inner.date("date"), inner.required("text")
        fields.places |= {f"changes.{n}.{name}": place for name, place in inner.places.items()}
        if date and text:
            changes.append(Change(date, text))
    return tuple(sorted(changes, key=lambda change: change.date, reverse=True))


def _plain(fields: Fields, source: Source, config: Config) -> Page:
    return Page(**_common(fields, source), places=fields.frozen_places())  # type: ignore[arg-type]


def _article(fields: Fields, source: Source, config: Config) -> Article:
    common = _common(fields, source)
    part = fields.text("part")
    titles = [known.title for known in config.parts]
    if part and part not in titles and not config.is_unread:
        hint = did_you_mean(part, titles) or f"config.yaml has: {', '.join(titles) or 'no parts'}."
        fields.report(fields.places["part"], f"config.yaml has no part “{part}”", hint)
    return Article(
        **common,  # type: ignore[arg-type]
        question=fields.text("question"),
        kind=fields.choice("kind", ARTICLE_KINDS),
        part=part,
        order=fields.integer("order"),
        evidence=fields.choice("evidence", EVIDENCE),
        places=fields.frozen_places(),
    )


def _term(fields: Fields, source: Source, config: Config) -> Term:
    common = _common(fields, source)
    return Term(
        **common,  # type: ignore[arg-type]
        kind=fields.choice("kind", TERM_KINDS),
        everyday=fields.text("everyday"),
        aliases=fields.texts("aliases"),
        forms=fields.texts("forms"),
        is_exact=fields.choice("case", ("exact",)) == "exact",
        autolink=fields.flag("autolink", True),
        context=fields.texts("context"),
        latin=fields.text("latin"),
        ids=fields.texts("ids"),
        say=fields.text("say"),
        facts=MappingProxyType({name: said for name in FACTS if (said := fields.text(name))}),
        orphan_ok=fields.text("orphan_ok"),
        places=fields.frozen_places(),
    )


Make = Callable[[Fields, Source, Config], Page]
SHAPES: Mapping[str, tuple[Make, frozenset[str]]] = MappingProxyType(
    {"articles": (_article, ARTICLE), "glossary": (_term, TERM), "pages": (_plain, PAGE)}
)


def _addresses(fields: Fields, source: Source) -> tuple[str, ...]:
    """Return the old addresses of a page, from the site's root; a bare name means the page's own folder."""
    folder = source.path.split("/")[-2]
    kept = []
    for scalar in fields.scalars("redirect_from"):
        names = scalar.text.strip("/").removesuffix(".html").split("/")
        if not all(map(_is_address, names)):
            hint = "Write the old name, as in `old-name` or `articles/old-name.html`."
            fields.report(scalar.place, f"“{scalar.text[:80]}” is not an address of this site", hint)
            continue
        if len(names) == 1 and folder in ("articles", "glossary"):
            names.insert(0, folder)
        if names[-1] == "index" or (len(names) == 1 and names[0] in RESERVED):
            fields.report(scalar.place, f"the site makes the address “{names[-1]}.html” itself", "Leave it out.")
            continue
        kept.append("/".join(names) + ".html")
    return tuple(kept)


def _is_address(name: str) -> bool:
    """Return whether a name can be part of an address on every system."""
    return bool(re.fullmatch(r"[a-z0-9-]+", name)) and len(name) <= LONGEST_NAME and name not in DEVICES


def slug_faults(path: str, folder: str, slug: str, language: str) -> Iterable[Problem]:
    """Yield what is wrong with a file's name, which is the page's address."""
    fault = None if path == "content/index.md" else slug_fault(folder, slug, language)
    if fault:
        yield Problem(Place(path), "slug", *fault)


def slug_fault(folder: str, slug: str, language: str) -> tuple[str, str] | None:
    """Return why a page of `folder` cannot have this slug, and a hint; None where it can."""
    if not re.fullmatch(r"[a-z0-9-]+", slug):
        near = as_slug(slug, language)
        hint = f"Rename it, say to {near}.md." if near != "index" else NO_INDEX
        return f"“{slug[:80]}” cannot be an address: a-z, 0-9 and - only", hint
    if len(slug) > LONGEST_NAME:
        return f"the name is {len(slug)} characters long; at most {LONGEST_NAME}", "Shorten it."
    if slug in DEVICES:
        return f"“{slug}” is a device on Windows, where the site could not be unpacked", "Rename it."
    if slug == "index" or (folder == "pages" and slug in RESERVED):
        return f"the site makes the address “{slug}.html” itself", NO_INDEX if slug == "index" else "Rename the file."
    return None


GERMAN = MappingProxyType(str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"}))
"""How German writes these where they are missing; other languages leave out what stands above a letter."""


def as_slug(name: str, language: str) -> str:
    """Return a name that may be an address, as near to this one as can be in the language of the site."""
    folded = unicodedata.normalize("NFC", name).casefold()
    if without_region(language) == "de":
        folded = folded.translate(GERMAN)
    apart = unicodedata.normalize("NFKD", folded.translate(LIGATURES))
    # Ober’s is one word in English, l’été two in French, however the apostrophe is typed; a long dash is a hyphen.
    whole = re.sub(r"['’]", "" if without_region(language) == "en" else "-", apart)
    letters = re.sub(r"[‐-―]", "-", whole).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", letters)[:80].strip("-") or "name"
    return f"{slug}-page" if slug in DEVICES else slug


def _date_faults(page: Page, today: Date) -> Iterable[Problem]:
    """Yield what is wrong with dates that must agree with each other."""

    def fault(name: str, message: str, hint: str) -> Problem:
        return Problem(page.place(name), "review", message, hint)

    if page.reviewed and not (page.reviewer and page.reviewer_role):
        hint = "Give `reviewer` and `reviewer_role`, or leave `reviewed` out until somebody has checked the page."
        yield fault("reviewed", "a review without a reviewer and a role", hint)
    if page.reviewer and not page.reviewed:
        yield fault("reviewer", "a reviewer without a date", "Give the day of the check as `reviewed`.")
    elif page.reviewer_role and not page.reviewed:
        yield fault("reviewer_role", "a reviewer's role without a review", "Give `reviewer` and `reviewed`, too.")
    for name in ("reviewed_words", "reviewed_typos"):
        if name in page.places and not page.reviewed:
            yield fault(name, f"“{name}” without a review", "Leave it out: `build.py review` writes it.")
    if page.reviewed and page.reviewed > today:
        hint = "Use the day on which the text was last checked."
        yield fault("reviewed", f"the review date {page.reviewed} lies in the future", hint)
    # What is scheduled may be dated by the day on which it will appear.
    if page.updated and page.updated > max(today, page.publish or today):
        hint = "Use the day on which the text was last changed."
        yield fault("updated", f"the update of {page.updated} lies in the future", hint)
    newest = max((change.date for change in page.changes), default=None)
    if newest and newest > today:
        yield fault("changes", f"the change of {newest} lies in the future", "Use the day of the change.")
    elif newest and (page.updated or Date.min) < newest:
        said = f"the newest change is of {newest}, but `updated` is {page.updated or 'missing'}"
        yield fault("changes", said, f"Write `updated: {newest}`.")
    begun = page.reviewed or page.updated
    if page.review_by and begun and (page.review_by - begun).days > LONGEST_REVIEW:
        hint = "Health pages are checked at least every three years."
        yield fault("review_by", f"the next review is more than three years after {begun}", hint)
    if page.review_by and begun and page.review_by < begun:
        yield fault("review_by", f"the next review lies before {begun}", "Give a later day.")
    if page.publish and page.expires and page.expires <= page.publish:
        yield fault("expires", f"the page expires before it is published, on {page.publish}", "Give a later day.")


def held_back(page: Page, today: Date) -> str:
    """Return why the page is not published today, or ""."""
    if page.draft:
        return "draft"
    if page.publish and page.publish > today:
        return f"scheduled for {page.publish}"
    if page.expires and page.expires <= today:
        return f"expired on {page.expires}"
    return ""
