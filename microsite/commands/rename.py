"""Give a page another name: move it, edit what names it, and send its old address on."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..desk.renaming import Renaming, changes_for
from ..desk.rewrite import Change, diff
from ..link import link
from ..memory.memo import Memo
from ..model import Library, Page, Site, Term
from ..pipeline import Order, build
from ..problem import Problem, as_text, counted
from ..reading.page import as_slug, slug_fault
from . import DONE, PROBLEMS, Misuse, conclude
from .changing import change_files
from .named import page_of, refuse_taken
from .say import seen_from_here
from .wanted import library_of, memo_of, nowhere, order_of


def options(parser: argparse.ArgumentParser) -> None:
    """Add what only this command knows."""
    parser.add_argument("old", help="an article, a term or a plain page: its slug, its file, or a term's name")
    parser.add_argument("new", help="its new slug; for a term also its new name")
    parser.add_argument("--dry-run", action="store_true", help="print what would change, as a diff, and change nothing")


def run(wanted: argparse.Namespace) -> int:
    """Give a page another name, if that leaves the site without a new problem."""
    order = order_of(wanted, has_drafts=True)
    with memo_of(order, wanted) as memo:
        library = library_of(order, memo)
        renaming = _renaming(library, order, wanted.old, wanted.new)
        surfaces = _surfaces(link(library, memo), renaming.page) if renaming.has_new_title else ()
        changes = changes_for(order.root, order.config.name, library, renaming, surfaces)
        faults = _new_problems(order, changes, memo)
        memo.save()
    if wanted.dry_run:
        sys.stdout.writelines(diff(changes))
    if faults:
        print(as_text(faults, lambda place: None, seen_from_here(order)), file=sys.stderr)
        conclude("With the new name the site would have these problems; nothing was changed.", wanted, always=True)
        return PROBLEMS
    if wanted.dry_run:
        if not wanted.quiet:
            files = counted(len(changes), "file")
            print(f"Nothing was changed; without --dry-run, {files} would be.", file=sys.stderr)
        return DONE
    status = change_files(order.root, changes)
    if status == DONE:
        conclude(_summary(renaming, changes), wanted)
    return status


def _summary(renaming: Renaming, changes: Sequence[Change]) -> str:
    page, is_moved = renaming.page, renaming.slug != renaming.page.slug
    edited = sum(page.source.path != change.path == change.new_path for change in changes)
    said = f"{page.source.path} is now {renaming.path}" if is_moved else f"{page.source.path} stays where it is"
    said += f", “{page.title}” is now “{renaming.title}”" if renaming.has_new_title else ""
    if is_moved and not page.draft:
        said += f"; its old address leads to the new one, {page.url} → {renaming.url}"
    return f"{said}. {counted(edited, 'other file')} edited."


# ----------------------------------------------------------------------------------------------------- what is meant


def _renaming(library: Library, order: Order, old: str, new: str) -> Renaming:
    page = page_of(old, library, order)
    if page.folder == "":
        raise Misuse("the home page has no other name; its address is that of the site.")
    new = " ".join(new.split())
    title, language = page.title, library.config.language
    is_by_title = old != page.slug and " ".join(old.split()).casefold() == page.title.casefold()
    is_name = is_by_title or not re.fullmatch(r"[a-z0-9-]+|.*[_/\\].*|.*\.md", new)
    if isinstance(page, Term) and is_name:
        slug, title = as_slug(new, language), new
    else:
        slug = new.removeprefix("content/").removeprefix(f"{page.folder}/").removesuffix(".md")
        if "/" in slug:
            raise Misuse(f"a page stays in its folder; write the new name alone: {slug.rpartition('/')[2]}.")
    if fault := slug_fault(page.folder, slug, language):
        near = as_slug(slug, language)
        raise Misuse(f"{fault[0]}. {f'Try {near}.' if near != slug else fault[1]}")
    if (slug, title) == (page.slug, page.title):
        raise Misuse(f"{page.source.path} has that name already.")
    refuse_taken(library, page.folder, slug, "choose another name", but=page)
    return Renaming(page, slug, title)


def _surfaces(site: Site, page: Page) -> frozenset[str]:
    """Return the words by which texts mention a term without a mark."""
    candidates = (candidate for body in site.bodies.values() for candidate in body.draft.wording().candidates)
    return frozenset(each.surface for each in candidates if each.term == page.slug and not each.is_forced)


# ------------------------------------------------------------------------------------------------------- a trial run


def _new_problems(order: Order, changes: Iterable[Change], memo: Memo) -> tuple[Problem, ...]:
    """Return the problems that the site would have and has not now."""
    changes = tuple(changes)
    before = build(order, nowhere, memo)
    with tempfile.TemporaryDirectory(prefix="rename-") as folder:
        root = Path(folder)
        _copy(order, root)
        for change in changes:
            (root / change.path).unlink()
        for change in changes:
            (root / change.new_path).write_bytes(change.after)
        trial = order._replace(config=root / order.config.name, bytecode=None)
        after = build(trial, nowhere, memo)
    moved = {change.path: change.new_path for change in changes}
    places = Counter((moved.get(problem.place.path, problem.place.path), problem.rule) for problem in before.problems)
    messages = Counter((problem.rule, problem.message) for problem in before.problems)
    found = []
    for problem in after.problems:
        # Lines move and messages name slugs; a link that is the same on many pages is reported on the first of them.
        at, said = (problem.place.path, problem.rule), (problem.rule, problem.message)
        places[at] -= 1
        messages[said] -= 1
        if places[at] < 0 and messages[said] < 0:
            found.append(problem)
    return tuple(found)


def _copy(order: Order, root: Path) -> None:
    """Put a copy of the site into `root`, where everything may be changed."""
    shutil.copyfile(order.config, root / order.config.name)
    for name in ("content", "templates", "static"):
        for folder, _, files in os.walk(order.root / name):
            target = root / Path(folder).relative_to(order.root)
            target.mkdir()
            for file in files:
                source = os.path.join(folder, file)
                # What is no file, or a link to none, the copy can do without. No links to the files themselves: to
                # delete the copy of one that is locked, it would be unlocked first.
                if os.path.isfile(source):
                    shutil.copyfile(source, target / file)
    if (order.root / "urls.lock").is_file():
        shutil.copyfile(order.root / "urls.lock", root / "urls.lock")
