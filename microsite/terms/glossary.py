"""Where the terms of the glossary stand on a page, and the links that are made there.

A pure linker on an ElementTree, after all Markdown is done; it knows nothing of Markdown. It puts marks round every
mention that may become a link; which do is chosen later, when all pages are known (`apply_links`). What counts as a
mention is decided in `mentions`, where one may be linked in `page_text`; here, which term it means, and how a link
keeps the markup well nested.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import NamedTuple
from xml.etree.ElementTree import Element

from ..model import MARK_CLOSE, MARK_END, MARK_OPEN, Candidate
from ..problem import Place
from .lexicon import Form, Lexicon
from .mentions import BREAK, LINKABLE, Found, Why, mentions_in
from .page_text import NOWHERE, TERM_MARK, Block, PageText, Piece, Spot, Stretch, page_text


class Undecided(NamedTuple):
    """A mention whose name several terms share, and which `context` leaves open."""

    surface: str
    terms: tuple[str, ...]
    """Slugs."""
    text: str
    """Of the block that holds it."""


class Marked(NamedTuple):
    """What was found on a page whose tree now holds the marks."""

    candidates: tuple[Candidate, ...] = ()
    """In the order of the text; the number in a mark is the index here."""
    blocks: tuple[str, ...] = ()
    """The plain text of each block that holds a candidate, with single blanks."""
    undecided: tuple[Undecided, ...] = ()


class Excerpt(NamedTuple):
    """What of a block is written in one and the same file."""

    place: Place | None
    """Of the value that holds it; None for what is written in the page itself."""
    text: str
    start: int
    """Offset of the surface in that text."""


class Sighting(NamedTuple):
    """Any place where the words of a term stand, and what is decided of it."""

    surface: str
    terms: tuple[str, ...]
    """Slugs: one, or all that share the name."""
    why: Why
    text: str
    """Of the block that holds it."""
    start: int
    """Offset of the surface in that text."""
    section: int
    """As in Candidate; a heading counts as part of its own section."""
    written: Excerpt
    """What is written round it."""
    candidate: int = -1
    """Index into Marked.candidates; -1 when it cannot be linked."""


class Link(NamedTuple):
    """The link that a candidate becomes."""

    href: str
    id: str = ""


def _nothing_known(_: str) -> str:
    return ""


def mark_candidates(
    root: Element,
    lexicon: Lexicon,
    *,
    own: str = "",
    off: Collection[str] = (),
    context: Collection[str] = (),
    opaque: Callable[[str], str] = _nothing_known,
) -> Marked:
    """Put marks into the tree round every mention that may become a link, and return what was marked.

    `own` is the slug of the term whose page this is, `off` the slugs not to link on it, `context` the page's slug and
    kind. `opaque` says which HTML a run `\\x02...\\x03` in a text stands for, "" where it is not known: such a run ends
    every word. Elements with data-term-mark go, their content stays.
    """
    text = page_text(root, opaque, everything=False)
    shown = text.as_shown
    candidates: list[Candidate] = []
    blocks: list[str] = []
    undecided: list[Undecided] = []
    edits: list[_Edit] = []
    block, plain, number = NOWHERE, _Plain("", 0), -1
    is_undecided, is_forced = Why.UNDECIDED, Why.FORCED
    for start, end, terms, why, marks, around in _sighted(text, lexicon, _Page(own, off, context)):
        if marks is None and why is not is_undecided:
            continue
        if around is not block:
            block, plain, number = around, _plain(shown, around), -1
        start, end = plain.at(start, end)
        surface = plain.text[start:end]
        if marks is None:
            undecided.append(Undecided(surface, terms, plain.text))
            continue
        if number < 0:
            number = len(blocks)
            blocks.append(plain.text)
        edits += ((*marks[0], f"{MARK_OPEN}{len(candidates)}{MARK_CLOSE}"), (*marks[1], MARK_END))
        candidates.append(Candidate(terms[0], surface, number, start, block.section, why is is_forced))
    _edit(edits)
    _unwrap_term_marks(root)
    return Marked(tuple(candidates), tuple(blocks), tuple(undecided))


def explain_mentions(
    root: Element,
    lexicon: Lexicon,
    *,
    own: str = "",
    off: Collection[str] = (),
    context: Collection[str] = (),
    opaque: Callable[[str], str] = _nothing_known,
) -> tuple[Sighting, ...]:
    """Return every place where words of a term stand, in the order of the text, and what is decided of each.

    The tree stays as it is. Arguments as for `mark_candidates`, whose candidates are among the sightings.
    """
    text = page_text(root, opaque, everything=True)
    found = [*_sighted(text, lexicon, _Page(own, off, context)), *_hidden(text, lexicon)]
    shown = text.as_shown
    sightings: list[Sighting] = []
    number = 0
    block, plain = NOWHERE, _Plain("", 0)
    for each in sorted(found, key=itemgetter(0)):
        if each.block is not block:
            block, plain = each.block, _plain(shown, each.block)
        start, end = plain.at(each.start, each.end)
        candidate = number if each.marks else -1
        number += each.marks is not None
        surface = plain.text[start:end]
        written = _written(text, each, plain)
        sightings.append(Sighting(surface, each.terms, each.why, plain.text, start, block.section, written, candidate))
    return tuple(sightings)


def _written(text: PageText, sighted: _Sighted, plain: _Plain) -> Excerpt:
    """Return what is written round a mention: what was put into its block together with it, or else all but that."""
    block, words = sighted.block, plain.text
    start, _ = plain.at(sighted.start, sighted.end)
    inside = [part for part in text.put_in if part.start < block.end and block.start < part.end]
    for part in inside:
        first, last = plain.at(max(part.start, block.start), min(part.end, block.end))
        if part.start <= sighted.start < part.end:
            # What the generator says is written nowhere.
            place = Place.of(part.written_at) if part.written_at else None
            return Excerpt(place, words[max(0, first) : last], start - max(0, first))
    for part in reversed(inside):
        first, last = plain.at(part.start, part.end)
        words = words[:first] + words[last:]
        start -= last - first if first < start else 0
    return Excerpt(None, words, start)


_MARKS = re.compile(f"{MARK_OPEN}(\\d*){MARK_CLOSE}")


def apply_links(marked: str, chosen: Mapping[int, Link]) -> str:
    """Return HTML with marks as HTML with links: `chosen` by their numbers, no trace of all others."""
    is_open = False

    def replaced(match: re.Match[str]) -> str:
        nonlocal is_open
        if not match[1]:
            return "</a>" if is_open else ""
        link = chosen.get(int(match[1]))
        is_open = link is not None
        return _anchor(link) if link else ""

    return _MARKS.sub(replaced, marked) if MARK_OPEN in marked else marked


def unmarked(marked: str) -> str:
    """Return HTML without its marks: what it was before the mentions were looked for."""
    return _MARKS.sub("", marked) if MARK_OPEN in marked else marked


def _anchor(link: Link) -> str:
    id_ = f' id="{html.escape(link.id)}"' if link.id else ""
    return f'<a class="term" href="{html.escape(link.href)}"{id_}>'


class _Page(NamedTuple):
    """What a page says of the links on it."""

    own: str
    off: Collection[str]
    context: Collection[str]


def _sense(found: Found, page: _Page) -> tuple[tuple[str, ...], Why]:
    """Return the term that a mention means and LINKABLE, or all it may mean and why it is not linked."""
    _, _, forms, why = found
    if why is not LINKABLE:
        return _terms(forms), why
    form = forms[0]
    if len(forms) == 1 and form.autolink and not (form.context or form.term == page.own or form.term in page.off):
        return (form.term,), LINKABLE
    if page.own and any(form.term == page.own for form in forms):
        return (page.own,), Why.OWN_PAGE
    if len(forms) > 1 or form.context:
        forms = tuple(form for form in forms if not form.context or any(c in page.context for c in form.context))
        if not forms:
            terms = _terms(found.forms)
            return terms, Why.OTHER_CONTEXT if len(terms) == 1 else Why.UNDECIDED
        best = max(map(_rank, forms))
        forms = tuple(form for form in forms if _rank(form) == best)
        form = forms[0]
        if len(terms := _terms(forms)) > 1:
            # Without any `context` two terms of one name are an error already, at both of them.
            is_open = form.is_declared and any(other.context for other in found.forms)
            return terms, Why.UNDECIDED if is_open else Why.SHARED
    if form.term in page.off:
        return (form.term,), Why.OFF
    return (form.term,), LINKABLE if form.autolink else Why.NO_AUTOLINK


def _rank(form: Form) -> tuple[bool, bool, bool]:
    # What an editor wrote before what a rule made; capitals that fit exactly; a sense given for just this page.
    return form.is_declared, form.is_strict, bool(form.context)


def _terms(forms: Iterable[Form]) -> tuple[str, ...]:
    return tuple(sorted({form.term for form in forms}))


_Edit = tuple[Element, bool, int, str]
"""A spot and the mark that goes there."""


class _Sighted(NamedTuple):
    """A mention at its place in the page's text."""

    start: int
    end: int
    terms: tuple[str, ...]
    why: Why
    marks: tuple[Spot, Spot] | None
    """Where its marks go; None where it cannot be linked."""
    block: Block


def _sighted(text: PageText, lexicon: Lexicon, page: _Page) -> list[_Sighted]:
    """Return what a page says of terms, in order, with the author's own marks."""
    sighted = []
    at_piece = at_block = 0
    pieces, blocks = text.pieces, text.blocks
    seen = "".join(text.seen)
    for found in mentions_in(seen, lexicon):
        start, end, _, _ = found
        while blocks[at_block].end <= start:
            at_block += 1
        while at_piece < len(pieces) - 1 and pieces[at_piece][1] <= start:
            at_piece += 1
        block = blocks[at_block]
        if block.why is not LINKABLE:
            sighted.append(_Sighted(start, end, _terms(found.forms), block.why, None, block))
            continue
        first, last, element, is_tail, offset, width, _ = pieces[at_piece]
        if end > last:
            found = _emphasised(text, found, seen, lexicon)
            start, end = found.start, found.end
        terms, why = _sense(found, page)
        marks = None
        if why is LINKABLE and first <= start and end <= last and width == last - first:
            # Nearly all: inside one string.
            offset -= first
            marks = (element, is_tail, offset + start), (element, is_tail, offset + end)
        elif why is LINKABLE:
            marks = _marks(text, at_piece, start, end)
            why = why if marks else Why.CROSSES_TAG
        sighted.append(_Sighted(start, end, terms, why, marks, block))
    forced = [_forced(text, stretch, page) for stretch in text.stretches if stretch.term] if text.stretches else []
    return sorted((*sighted, *forced), key=itemgetter(0)) if forced else sighted


def _emphasised(text: PageText, found: Found, seen: str, lexicon: Lexicon) -> Found:
    """Return the mention of another term that markup at the end of a longer one sets off, else the longer one.

    In “a page _collection_” the author says where the name begins; “_psoas_ major” only stresses half a name.
    """
    first = bisect_right(text.containers, found.start, key=attrgetter("start"))
    last = bisect_left(text.containers, found.end, key=attrgetter("start"))
    for container in text.containers[first:last]:
        if container.end == found.end and (
            inner := next(mentions_in(seen[container.start : found.end], lexicon), None)
        ):
            is_whole = (inner.start, inner.end) == (0, found.end - container.start)
            is_other = not {*_terms(inner.forms)} & {*_terms(found.forms)}
            if is_whole and is_other and inner.why is LINKABLE:
                return inner._replace(start=container.start, end=found.end)
    return found


def _forced(text: PageText, stretch: Stretch, page: _Page) -> _Sighted:
    block = _block_at(text, stretch.start)
    why, marks = (Why.OWN_PAGE, None) if stretch.term == page.own else (stretch.why, stretch.marks)
    return _Sighted(stretch.start, stretch.end, (stretch.term,), why, marks, block)


def _block_at(text: PageText, at: int) -> Block:
    return text.blocks[bisect_right(text.blocks, at, key=attrgetter("end"))]


def _hidden(text: PageText, lexicon: Lexicon) -> Iterator[_Sighted]:
    """Yield what stands in the parts of a page that are never linked."""
    shown = text.as_shown
    for stretch in text.stretches:
        if not stretch.term:
            block = _block_at(text, stretch.start)
            for found in mentions_in(shown[stretch.start : stretch.end], lexicon):
                start, end = stretch.start + found.start, stretch.start + found.end
                yield _Sighted(start, end, _terms(found.forms), stretch.why, None, block)


def _marks(text: PageText, at_piece: int, start: int, end: int) -> tuple[Spot, Spot] | None:
    """Return where the marks go round a stretch of text, None where a link would not nest with the markup.

    It begins in the piece `at_piece` or after it.
    """
    pieces = text.pieces
    while pieces[at_piece][1] <= start:
        at_piece += 1
    first = last = pieces[at_piece]
    while last[1] < end:
        at_piece += 1
        last = pieces[at_piece]
    before, after = _spot_in(first, start), _spot_in(last, end)
    if first is not last and first[6] != last[6]:
        shared = {*_around(text, first[6])} & {*_around(text, last[6])}
        before = _lifted(text, first[6], shared, start, before, is_start=True)
        after = _lifted(text, last[6], shared, end, after, is_start=False)
    return (before, after) if before is not None and after is not None else None


def _lifted(
    text: PageText, container: int, shared: Set[int], at: int, spot: Spot | None, *, is_start: bool
) -> Spot | None:
    """Return `spot` outside of all containers but the `shared` ones; None where they hold more than the mention."""
    while spot is not None and container not in shared:
        around = text.containers[container]
        edge, beyond = (around.start, around.before) if is_start else (around.end, around.after)
        spot, container = beyond if at == edge else None, around.around
    return spot


def _around(text: PageText, container: int) -> Iterator[int]:
    """Yield a container and those around it, from the inside to the block, -1."""
    while container >= 0:
        yield container
        container = text.containers[container].around
    yield container


def _spot_in(piece: Piece, at: int) -> Spot | None:
    """Return the place in the tree of an offset in a text; None inside what the tree holds as an opaque run."""
    start, end, element, is_tail, offset, width, _ = piece
    if width == end - start or at == start:
        return element, is_tail, offset + at - start
    return (element, is_tail, offset + width) if at == end else None


class _Plain(NamedTuple):
    """The text of a block as a reader sees it, with single blanks and none at the ends."""

    text: str
    start: int
    """Of the block in the page's text."""
    cuts: Sequence[int] = ()
    """Where characters of the page's text are left out before."""
    left_out: Sequence[int] = ()
    """How many, all in all, before the first cut and from each on."""

    def at(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the page's text is in this one."""
        _, origin, cuts, left_out = self
        if not cuts:
            return start - origin, end - origin
        cut = bisect_right(cuts, start)
        further = bisect_right(cuts, end, cut)
        return start - origin - left_out[cut], end - origin - left_out[further]


_RAGGED = re.compile(f"^[ {BREAK}]+|[ {BREAK}]+$| *{BREAK}[ {BREAK}]*|  [ {BREAK}]*")


def _plain(page: str, block: Block) -> _Plain:
    shown = page[block.start : block.end]
    if not (BREAK in shown or "  " in shown or shown[0] == " " or shown[-1] == " "):
        return _Plain(shown, block.start)
    kept: list[str] = []
    cuts: list[int] = []
    left_out = [0]
    last = 0
    for match in _RAGGED.finditer(shown):
        is_inside = match.start() > 0 and match.end() < len(shown)
        blank = " " if is_inside and " " in match[0] else ""
        kept += (shown[last : match.start()], blank)
        last = match.end()
        cuts.append(block.start + last)
        left_out.append(left_out[-1] + len(match[0]) - len(blank))
    return _Plain("".join((*kept, shown[last:])), block.start, cuts, left_out)


def _edit(edits: Iterable[_Edit]) -> None:
    """Insert marks into the strings of a tree; they come in the order of the text."""
    for (element, is_tail), marks in groupby(edits, itemgetter(0, 1)):
        string = (element.tail if is_tail else element.text) or ""
        parts: list[str] = []
        last = 0
        for _, _, at, mark in marks:
            parts += (string[last:at], mark)
            last = at
        parts.append(string[last:])
        if is_tail:
            element.tail = "".join(parts)
        else:
            element.text = "".join(parts)


def _unwrap_term_marks(root: Element) -> None:
    """Put the content of each element that the author marked in the element's place."""
    elements = [*root.iter()]
    if any(TERM_MARK in element.attrib for element in elements):
        # From the last to the first, so that the inner of two marks comes before the outer.
        for parent in reversed(elements):
            if any(TERM_MARK in child.attrib for child in parent):
                _unwrap_in(parent)


def _unwrap_in(parent: Element) -> None:
    children: list[Element] = []
    strings = [[parent.text or ""]]
    for child in parent:
        if TERM_MARK in child.attrib:
            strings[-1].append(child.text or "")
            for inner in child:
                children.append(inner)
                strings.append([inner.tail or ""])
        else:
            children.append(child)
            strings.append([])
        strings[-1].append(child.tail or "")
    parent[:] = children
    parent.text = "".join(strings[0])
    for child, string in zip(children, strings[1:], strict=True):
        child.tail = "".join(string)
