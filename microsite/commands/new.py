"""Write the skeleton of an article or a term, as a draft."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from ..desk.skeleton import TO_WRITE, article, term
from ..memory.memo import remember_nothing
from ..model import Article, Library, Term
from ..pipeline import Order
from ..problem import Problem, counted, did_you_mean
from ..reading.fields import on_one_line
from ..reading.files import stray_character
from ..reading.page import ARTICLE_KINDS, TERM_KINDS, as_slug, slug_fault
from ..terms.lexicon import Lexicon, lexicon_of
from ..terms.mentions import Why, mentions_in
from . import DONE, Misuse, conclude
from .changing import not_written
from .named import refuse_taken
from .say import shown
from .wanted import build_unpublished, library_of, order_of

FOLDERS = {"article": "articles", "term": "glossary"}
OF_WORDS = ("description", "reading")
"""Rules on the words of a page: of those that only keep a place they say nothing."""
OTHER = "choose another --slug"


def options(parser: argparse.ArgumentParser) -> None:
    """Add what only this command knows."""
    parser.add_argument("what", choices=tuple(FOLDERS), help="article or term")
    parser.add_argument("title", help="its title, in quotes")
    parser.add_argument("--slug", help="its file name, which is its address (default: made from the title)")
    parser.add_argument("--summary", default="", help="one or two sentences that say what it is about")
    parser.add_argument("--kind", default="", help="as in the reference: care, anatomy ...; muscle, bone ...")
    parser.add_argument("--part", default="", help="the part of the learning path to which the article is added, last")


def run(wanted: argparse.Namespace) -> int:
    """Write the skeleton of an article or a term, and say what is still to be written."""
    order = order_of(wanted, has_drafts=True)
    library = library_of(order, remember_nothing)
    title, folder = _title(wanted.title), FOLDERS[wanted.what]
    slug = _slug(wanted.slug, title, folder, library.config.language)
    lexicon, _ = lexicon_of(library.terms, library.config.language)
    refuse_taken(library, folder, slug, OTHER)
    _refuse_taken_title(library, lexicon, title, folder)
    _refuse_unknown(wanted, library)
    mentioned = _terms_in(title, lexicon)
    path = f"content/{folder}/{slug}.md"
    try:
        (order.root / path).parent.mkdir(parents=True, exist_ok=True)
        with (order.root / path).open("x", encoding="utf-8", newline="\n") as file:
            file.write(_text(wanted, library, order, title, mentioned))
    except FileExistsError:
        raise Misuse(f"{path} is there already: {OTHER}.") from None
    except OSError as reason:
        return not_written(path, reason)
    _say(wanted, order, path, mentioned)
    return DONE


def _text(wanted: argparse.Namespace, library: Library, order: Order, title: str, mentioned: tuple[str, ...]) -> str:
    config, today, summary = library.config, order.today, on_one_line(wanted.summary)
    if wanted.what == "term":
        return term(title, config, today, kind=wanted.kind, summary=summary, related=mentioned)
    part = wanted.part
    last = max((each.order for each in library.articles if each.part == part), default=0)
    return article(title, config, today, kind=wanted.kind, part=part, order=last + 1, summary=summary)


def _say(wanted: argparse.Namespace, order: Order, path: str, mentioned: tuple[str, ...]) -> None:
    """Say what was made, and what it still lacks in the words of the rules."""
    conclude(f"{shown(order.root / path)} is a draft: the preview shows it, the published site does not.", wanted)
    if mentioned and wanted.what == "article":
        conclude(f"Terms in the title, which will link themselves in the text: {', '.join(mentioned)}.", wanted)
    elif mentioned:
        conclude(f"Terms in the title are given as `related`: {', '.join(mentioned)}.", wanted)
    built = build_unpublished(order, wanted)
    lacking = tuple(_lacking([problem for problem in built.problems if problem.place.path == path]))
    if lacking and not wanted.quiet:
        print("To do before `draft: true` is taken out:")
        print(*(f"    {line}" for line in lacking), sep="\n")


def _lacking(problems: Sequence[Problem]) -> Iterator[str]:
    """Yield what is still to be done on a new page, and of all that is to be written only where it begins."""
    unwritten = [each for each in problems if each.rule == "unfinished"]
    for each in problems:
        if each.rule not in ("unfinished", *OF_WORDS):
            yield f"{each.place}: {each.message} [{each.rule}]"
    if unwritten:
        more = counted(len(unwritten) - 1, "more place")
        also = f", and in {more}" if len(unwritten) > 1 else ""
        yield f"{unwritten[0].place}: put words in the place of {TO_WRITE.removesuffix(':')} here{also} [unfinished]"


# ------------------------------------------------------------------------------------------------------ what is asked


def _title(given: str) -> str:
    title = on_one_line(given)
    stray = stray_character(title)
    if not title or stray:
        raise Misuse(f"{stray[1]} in the title." if stray else "a title needs words.")
    return title


def _slug(given: str | None, title: str, folder: str, language: str) -> str:
    slug = as_slug(title, language) if given is None else given
    if given is None and slug == "name" and title.casefold() != "name":
        raise Misuse(f"no address can be made of “{title}”. Give one: --slug name-of-the-file.")
    if fault := slug_fault(folder, slug, language):
        near = as_slug(slug, language)
        hint = f"try --slug {near}" if near != slug else OTHER
        raise Misuse(f"{fault[0]}: {hint}.")
    return slug


def _refuse_taken_title(library: Library, lexicon: Lexicon, title: str, folder: str) -> None:
    """Raise Misuse where the title is another article's, or a name of another term."""
    for page in library.everything:
        if isinstance(page, Article) and folder == "articles" and page.title.casefold() == title.casefold():
            raise Misuse(f"{page.place('title')} has that title already.")
    named = lexicon.named(title) if folder == "glossary" else ()
    for known in library.terms:
        if known.slug in named:
            raise Misuse(_taken_name(known, title))


def _taken_name(term: Term, title: str) -> str:
    places = [term.place("title")]
    for field, names in (("aliases", term.aliases), ("forms", term.forms)):
        places += [term.place(f"{field}.{n}") for n, name in enumerate(names) if name.casefold() == title.casefold()]
    hint = f"For another sense put it in brackets, “{title} (sense)”, and say its `context`."
    return f"“{title}” is a name of the term {term.title} already ({places[-1]}). {hint}"


def _refuse_unknown(wanted: argparse.Namespace, library: Library) -> None:
    kinds = ARTICLE_KINDS if wanted.what == "article" else TERM_KINDS
    if wanted.kind and wanted.kind not in kinds:
        hint = did_you_mean(wanted.kind, kinds) or f"One of: {', '.join(kinds)}."
        raise Misuse(f"there is no kind “{wanted.kind}”. {hint}")
    if wanted.part and wanted.what == "term":
        raise Misuse("a term has no part: only articles stand in the learning path.")
    parts = [part.title for part in library.config.parts]
    if wanted.part and wanted.part not in parts:
        hint = did_you_mean(wanted.part, parts) or f"config.yaml has: {', '.join(parts) or 'no parts'}."
        raise Misuse(f"config.yaml has no part “{wanted.part}”. {hint}")


def _terms_in(title: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Return the slugs of the terms whose names stand in a title, each once, in order."""
    found = (found.forms for found in mentions_in(title, lexicon) if found.why is Why.LINKABLE)
    return tuple(dict.fromkeys(forms[0].term for forms in found))
