"""One text becomes one Draft: everything that happens inside a page, and nothing that needs another.

`to_draft` sees a source and its Scope. What it cannot see cannot make its result stale, which is what lets a build
remember it (see `memo`). Problems are given their line here: the tree knows the line of each block, and the author's
literal text is looked for from there (see `places`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import chain
from xml.etree.ElementTree import Element, SubElement

from ..memory.later import Later
from ..model import Cited, CrossRef, Draft, Figure, Heading, Miscited, ReadingFacts, Source, Wording
from ..problem import Place, Problem, Severity
from ..terms.glossary import Sighting, explain_mentions, mark_candidates
from ..terms.page_text import HEADINGS, NO_TERMS, WRITTEN_AT
from ..terms.salience import met_in
from ..words import block_words, without_region, words_of
from .blocks import Expanded, expand
from .checklists import put_controls
from .citations import marks_in, put_numbers
from .crossrefs import resolve
from .dialect import dialect, processed, serialised, texts_to_read
from .drawings import figure_element
from .headings import github_id, unique
from .limits import Overrun, overrun
from .own_html import STASHED, Tag, block_tags, is_inline, line_tags
from .places import Places
from .prose import first_sentence, reading_facts
from .questions import questions_in
from .safe import NO_ALT
from .scope import Named, Scope
from .spans import label_of, picture_alone
from .typography import set_quotes
from .wording import poor_alt, vague_link

OUTSIDE_LINK = re.compile(r'<a\s[^>]*?\bhref="(https?://[^"]*)"', re.IGNORECASE)
"""A link to another site; `90-print.css` counts the same links in the same order."""
SILENCED = re.compile(r"\[\[!([^\[\]|\\]+)(?:\\?\|([^\[\]]+))?\]\]")
"""A name that its author does not want to be a link: [[!name]], [[!name|words]]."""


def to_draft(source: Source, scope: Scope) -> Draft:
    """Return the converted text with its candidates marked, and all that is wrong inside it."""
    return _Conversion(source, scope).draft()


def to_sightings(source: Source, scope: Scope) -> tuple[Sighting, ...]:
    """Return every place of the text where words of a term stand, and what is decided of each."""
    conversion = _Conversion(source, scope)
    try:
        root, _ = conversion.tree()
    except _TooMuch:
        return ()
    return explain_mentions(
        root, scope.lexicon(), own=scope.own, off=scope.off, context=scope.context, opaque=conversion.raw
    )


class _TooMuch(Exception):
    """The text goes beyond a limit: there is no draft of it, only a problem."""


class _Conversion:
    """One run of `to_draft`: the tree and what is found on the way through it."""

    def __init__(self, source: Source, scope: Scope) -> None:
        self.source = source
        self.scope = scope
        self.places = Places(source)
        self.words = block_words(scope.language)
        self.md = dialect(scope.language, trusts_html=scope.trusts_html)
        self.problems: list[Problem] = []
        self.where: dict[Element, int] = {}
        self.ids: dict[str, int] = {}
        self.headings: list[Heading] = []
        self.written: dict[Element, int] = {}
        """Levels of headings that were moved down, as they were written."""
        self.crossrefs: list[CrossRef] = []
        self.citations: list[Cited] = []
        self.numbers: dict[str, int] = {}
        self.linkless: dict[Element, str] = {}
        """Marks of terms that stand where nothing is linked -> where that is."""
        self.claims: list[tuple[str, Place]] = []
        self.tags: list[Tag] = []
        """Of the author's own HTML."""
        self.figures: list[tuple[str, Place]] = []
        self.figure_counts: dict[str, int] = defaultdict(int)
        self.line = 1

    # ------------------------------------------------------------------------------------------------ the course

    def tree(self) -> tuple[Element, Expanded]:
        """Return the finished tree and what its blocks hold; _TooMuch when the text goes beyond a limit."""
        try:
            return self.grown()
        except RecursionError:
            self.report(1, "limit", "nested too deep to be read", "Use fewer levels of lists, quotes and emphasis.")
            raise _TooMuch from None

    def grown(self) -> tuple[Element, Expanded]:
        root = self.md.blocks.parse(self.places.lines)
        self.where = self.md.blocks.collected.lines
        self.keep_to_limits(root)
        self.put_figures(root)
        expanded = self.expand_blocks(root)
        root = processed(self.md, root)
        self.drop_footnotes(root)
        self.level_headings(root)
        self.finish(root)
        put_controls(root)
        set_quotes(root, self.scope.language)
        return root, expanded

    def keep_to_limits(self, root: Element) -> None:
        """Report where the text holds more than can be read in time, and read no further: _TooMuch."""
        blocks = [*texts_to_read(self.md, root)]
        if not self.scope.trusts_html:
            # HTML has another reader.
            blocks += [(raw.line, raw.text) for raw in self.md.blocks.collected.raw]
        if found := overrun(text for _, text in blocks):
            self.report_overrun(found, *blocks[found.block])
            raise _TooMuch

    def report_overrun(self, found: Overrun, first: int, text: str) -> None:
        line = first + text.count("\n", 0, found.offset)
        start = text.rfind("\n", 0, found.offset) + 1
        before = self.places.before(text[start:].partition("\n")[0], line)
        column = before + found.offset - start + 1
        self.report(line, "limit", found.message, found.hint, column=column)

    def raw(self, placeholder: str) -> str:
        """Return the author's HTML that a placeholder stands for, "" for anything else."""
        match = STASHED.fullmatch(placeholder)
        return self.md.blocks.collected.inline.get(int(match[1]), "") if match else ""

    def draft(self) -> Draft:
        try:
            root, expanded = self.tree()
        except _TooMuch:
            return Draft(problems=tuple(self.problems))
        self.report_structure()
        self.take_html(root)
        prose, questions = tuple(_prose(root)), tuple(questions_in(root))
        scope = self.scope
        marked = mark_candidates(
            root, scope.lexicon(), own=scope.own, off=scope.off, context=scope.context, opaque=self.raw
        )
        for open_name in marked.undecided:
            hint = f"Write [[{open_name.terms[0]}|{open_name.surface}]], say, or [[!{open_name.surface}]]."
            message = f"“{open_name.surface}” has several senses and `context` decides for none"
            self.report_at(self.places.of_words(open_name.surface, 1), "term", message, hint, Severity.WARNING)
        for element in root.iter():
            # Said to the linker alone.
            element.attrib.pop(NO_TERMS, None)
            element.attrib.pop(WRITTEN_AT, None)
        html, text = serialised(self.md, root), "\n".join(prose)
        return Draft(
            wording=Later(Wording(html, marked.candidates, marked.blocks, text)),
            met=met_in(marked.candidates, scope.title),
            headings=tuple(self.headings),
            ids=tuple(sorted(self.ids)),
            crossrefs=tuple(self.crossrefs),
            citations=tuple(self.citations),
            miscited=tuple(self.miscited()),
            silenced=tuple(_silenced(self.source, self.places.alone.values())),
            claims=tuple(self.claims),
            figures=tuple(self.figures),
            own_html=tuple(found for tag in self.tags for found in tag.attributes()),
            outside=tuple(unescape(address) for address in OUTSIDE_LINK.findall(html)),
            is_stepped='class="step-choice' in html,
            block_names=tuple(expanded.names),
            questions=questions,
            opening=first_sentence(text),
            words=sum(len(line.split()) for line in prose),
            reading=self.reading(root, {candidate.surface for candidate in marked.candidates}),
            problems=tuple(self.problems),
        )

    def miscited(self) -> Iterator[Miscited]:
        """Yield what may be meant as a citation and is printed as it stands; [key] may be a link that is defined."""
        for line, like_it, written, key in self.md.blocks.collected.miscited:
            if not (written == f"[{key}]" and label_of(key) in self.md.references):
                yield Miscited(key, written, self.places.of_words(written.partition(" ")[0], line, like_it))

    def reading(self, root: Element, surfaces: set[str]) -> ReadingFacts:
        def line_of(element: Element) -> int:
            line = self.where.get(element, 0)
            return self.source.first_line + line - 1 if line else 0

        return reading_facts(root, line_of, surfaces, is_english=without_region(self.scope.language) == "en")

    # ------------------------------------------------------------------------------------------------- problems

    def report(
        self, line: int, rule: str, message: str, hint: str = "", severity: Severity = Severity.ERROR, column: int = 0
    ) -> None:
        """Report a problem on a line of the text (not yet of the file)."""
        self.report_at(self.places.of_line(line, column), rule, message, hint, severity)

    def report_at(self, place: Place, rule: str, message: str, hint: str, severity: Severity = Severity.ERROR) -> None:
        self.problems.append(Problem(place, rule, message, hint, severity))

    # ---------------------------------------------------------------------------- before the inline patterns run

    def put_figures(self, root: Element) -> None:
        """Put a <figure> in place of each paragraph that is a picture and nothing else."""
        for parent in list(root.iter()):
            for n, child in enumerate(parent):
                if child.tag == "p" and (alone := picture_alone(child.text or "", self.md.references)):
                    parent[n] = self.figure(child, *alone)

    def figure(self, paragraph: Element, alt: str, written: str) -> Element:
        if resolve(written, self.source.path, self.scope.url).path not in self.scope.figures:
            # Left to `image`, which says what is wrong with it.
            return paragraph
        line = self.where.get(paragraph, 1)
        figure = self.picture(written, alt, self.places.of_address(written, line))
        assert figure is not None
        self.figure_counts[figure.path] += 1
        count = self.figure_counts[figure.path]
        element = figure_element(figure, alt, count, self.scope.url, self.words, self.md.htmlStash.store)
        for part in element.iter():
            self.where[part] = line
        self.places.alone[line] = figure
        return element

    def picture(self, written: str, alt: str, place: Place) -> Figure | None:
        """Return the picture that `written` leads to, remembering that the text shows it; None when there is none."""
        target = resolve(written, self.source.path, self.scope.url)
        if target.fault or not target.path:
            said = target.fault or "pictures are files of this site"
            self.report_at(place, "image", said, target.hint or "Put the picture into content/figures/.")
            return None
        self.figures.append((target.path, place))
        figure = self.scope.figures.get(target.path)
        if figure is not None and not (alt or figure.alt):
            hint = "Say in [...] what the picture shows, or write a sidecar with `alt:`."
            self.report_at(place, "alt", NO_ALT, hint)
        name = target.path.rpartition("/")[2].rpartition(".")[0]
        if wrong := poor_alt(alt, name, figure.caption if figure else ""):
            hint = "Say what the picture shows and the text beside it does not."
            self.report_at(place, "alt", wrong, hint, Severity.WARNING)
        return figure

    def expand_blocks(self, root: Element) -> Expanded:
        def report(
            element: Element, rule: str, message: str, hint: str, severity: Severity = Severity.ERROR, /
        ) -> None:
            line = self.where.get(element, 1)
            self.report(line, rule, message, hint, severity, column=self.places.first_column(line))

        def moved(new: Element, old: Element) -> None:
            self.where[new] = self.where.get(old, 1)

        expanded = expand(root, self.words, self.scope.claims, report, moved)
        for key, element in expanded.claims:
            if not key:
                continue  # The block has said so.
            line = self.where.get(element, 1)
            self.claims.append((key, self.places.of_words(key, line)))
        return expanded

    # ------------------------------------------------------------------------------- after the patterns have run

    def level_headings(self, root: Element) -> None:
        """Make room for the page's title, its only <h1>: drop a heading that repeats it, move the others down.

        A text that begins with another level needs no moving: there a heading of the first is a slip.
        """
        found = [element for element in root.iter() if element.tag in ("h1", "h2", "h3", "h4", "h5", "h6")]
        if not any(element.tag == "h1" for element in found):
            return
        first = found[0]
        if first.tag == "h1" and first in list(root) and "".join(first.itertext()).strip() == self.scope.title:
            root.remove(first)
            found.remove(first)
            if not any(element.tag == "h1" for element in found):
                return
        is_slip = found[0].tag != "h1"
        for element in found:
            if element.tag == "h1" or not is_slip:
                self.written[element] = int(str(element.tag)[1])
                element.tag = f"h{min(6, self.written[element] + 1)}"
                if is_slip:
                    line = self.where.get(element, 1)
                    said = "a heading of level 1 stands below one of another level"
                    column = self.places.first_column(line)
                    self.report(line, "heading", said, "Use ##.", Severity.WARNING, column=column)

    def drop_footnotes(self, root: Element) -> None:
        """Take away footnotes to which no mark leads, as GitHub does, and say so."""
        footnotes = self.md.blocks.footnotes
        unmarked = [name for name in footnotes.footnotes if f"fnref:{name}" not in footnotes.found_refs]
        for name in unmarked:
            said, hint = f"no mark leads to the footnote “{name}”: it is not shown", f"Put [^{name}] into the text."
            place = self.places.of_words(f"[^{name}]", self.md.blocks.collected.footnotes[name])
            self.report_at(place, "footnote", said, hint, Severity.WARNING)
        for holder in root.findall("div[@class='footnote']") if unmarked else ():
            listing = holder.find("ol")
            assert listing is not None
            listing[:] = [note for note in listing if str(note.get("id")).removeprefix("fn:") not in unmarked]
            if not len(listing):
                root.remove(holder)

    def finish(self, root: Element) -> None:
        """Walk the tree in the order of the text and put the real thing where patterns left a mark."""
        wrongs: dict[Element, list[tuple[str, str]]] = defaultdict(list)
        for element, written, wrong in self.md.blocks.collected.attributes:
            wrongs[element].append((written, wrong))
        if any("data-term-mark" in span.attrib for span in root.iter("span")):
            self.linkless = dict(_linkless(root))
        for element in list(root.iter()):
            self.line = self.where.get(element, self.line)
            if element.tag == "a":
                # What stands for a part of a drawing is the generator's own link.
                if element.attrib.pop("data-term", None) is None:
                    self.link(element)
            elif element.tag == "img" and "loading" not in element.attrib:
                self.image(element)
            elif element.tag == "span":
                self.mark(element)
            elif element.tag in ("h2", "h3", "h4", "h5", "h6"):
                self.heading(element)
            elif element.tag == "li" and "data-task" in element.attrib:
                self.task(element)
            for written, wrong in wrongs.pop(element, ()):
                hint = "Only id, class and the like may stand in {...}; for the sign itself write \\{."
                self.report_at(self.places.of_words(written, self.line), "html", wrong, hint)
            self.keep_id(element)
        level = 1
        for parent in list(root.iter()):
            if parent.tag in ("h2", "h3", "h4", "h5", "h6"):
                level = int(str(parent.tag)[1])
            elif parent.get("role") == "heading":
                # One below the section it stands in; what a block calls its parts, one below that.
                parent.set("aria-level", str(level + (2 if parent.get("class") == "block-label" else 1)))
            self.wrap_tables(parent)
            if parent.get("role") == "group" and len(parent) and parent[0].get("class") == "block-title":
                parent.set("aria-label", " ".join(_words_of(parent[0]).split()))

    def mark(self, element: Element) -> None:
        written = element.attrib.pop("data-written", "")
        if "data-cite" in element.attrib:
            self.citation(element, element.attrib["data-cite"], written)
        elif "data-claim" in element.attrib:
            self.claim(element, element.attrib["data-claim"], written)
        elif "data-fact" in element.attrib:
            self.fact(element, element.attrib["data-fact"], written)
        elif "data-term-mark" in element.attrib:
            self.term_mark(element, element.attrib["data-term-mark"], written)
        else:
            self.undefined(element, written)

    def citation(self, element: Element, inside: str, written: str) -> None:
        place = self.places.of_words(written, self.line)
        marks, wrong = marks_in(inside)
        if wrong:
            hint = "Write [@key], [@key, p. 3] or [@one; @two]."
            self.report_at(place, "citation", f"“{wrong[:60]}” is not a citation", hint)
        cited = []
        for mark in marks:
            number = self.numbers.setdefault(mark.key, len(self.numbers) + 1)
            nth = 1 + sum(earlier.key == mark.key for earlier in self.citations)
            anchor = unique(f"cite-{number}" if nth == 1 else f"cite-{number}-{nth}", self.ids)
            self.citations.append(Cited(mark.key, mark.locator, place, number, anchor))
            cited.append((number, mark.locator, anchor))
        tail = element.tail
        put_numbers(element, cited)
        element.tail = tail

    def claim(self, element: Element, key: str, written: str) -> None:
        """Put the ledger's verdict in place of a mark, as a link to the ledger.

        Inside a text the saying stands with it: a bare “Wrong” would be read of the sentence before. In a `claim`
        block, which marks its own key, the saying is there already.
        """
        claim = self.scope.claims.get(key)
        is_in_text = written != key
        if is_in_text:
            self.claims.append((key, self.places.of_words(written, self.line)))
        element.attrib.clear()
        element.tag = "a"
        element.set("href", resolve("claims.yaml", "content/x.md", self.scope.url).href + f"#{key}")
        if is_in_text:
            # No part of the sentence beside it, whether there is such a claim or not.
            element.set("class", "checked-claim")
        if claim is None:
            element.text = key
            return
        verdict = words_of(self.scope.language).verdict(claim.verdict).name
        badge = f"badge verdict-{claim.verdict.lower()}"
        if is_in_text:
            element.set(WRITTEN_AT, str(claim.place_of("said")))
            SubElement(element, "q").text = claim.said.rstrip(".")
            element[0].tail = " "
            SubElement(element, "span", {"class": badge}).text = verdict
        else:
            element.set("class", badge)
            element.text = verdict

    def fact(self, element: Element, key: str, written: str) -> None:
        fact = self.scope.facts.get(key)
        if fact is None or not fact.said:
            hint = "Write {fact:term.field}, with a muscle's slug and origin, insertion, nerve, action or artery."
            self.report_at(self.places.of_words(written, self.line), "fact", f"there is no fact “{key[:80]}”", hint)
        element.attrib.clear()
        element.set("class", "fact")
        element.text = key
        if fact is not None and fact.said:
            element.text = fact.said
            element.set(WRITTEN_AT, str(fact.place))

    def term_mark(self, element: Element, name: str, written: str) -> None:
        if name == "!":
            return
        named = self.scope.names.get(name, Named(()))
        if len(named.terms) == 1:
            element.set("data-term-mark", named.terms[0])
            if where := self.linkless.get(element):
                said = f"“{' '.join(written.split())}” {where} links nothing"
                hint = "No links are made there: write the words alone, and mark them in the text."
                self.report_at(self.places.of_words(written, self.line), "term", said, hint, Severity.WARNING)
            return
        place = self.places.of_words(written, self.line)
        if named.terms:
            said = f"“{name}” is a name of several terms: {', '.join(named.terms)}"
            self.report_at(place, "term", said, "Write the slug of one of them: [[slug|words]].")
        elif named.held_back:
            self.report_at(place, "term", f"“{name}” is not published: {named.held_back}", named.hint)
        elif not named.may_be_unread:
            self.report_at(place, "term", f"no glossary term is called “{name}”", named.hint)
        element.set("data-term-mark", "!")

    def undefined(self, element: Element, written: str) -> None:
        """Report a reference or a footnote that no definition answers: it is printed as text."""
        if name := element.attrib.pop("data-undefined-link", ""):
            said, hint = f"the link “{name}” is not defined", f"Add a line [{name}]: address"
            # `[words][]` is often meant as text, in notes on code above all; `[words][name]` never is.
            severity = Severity.WARNING if written.endswith("[]") else Severity.ERROR
            self.report_at(self.places.of_words(written, self.line), "crossref", said, hint, severity)
        elif name := element.attrib.pop("data-undefined-footnote", ""):
            said, hint = f"the footnote “{name}” is not defined", f"Add a line [^{name}]: ..."
            self.report_at(self.places.of_words(written, self.line), "footnote", said, hint)

    def link(self, element: Element) -> None:
        written = element.get("href", "")
        if element.get("class") in ("footnote-ref", "footnote-backref") and written.startswith("#fn"):
            return
        target = resolve(written, self.source.path, self.scope.url)
        element.set("href", target.href)
        if target.href.startswith(("http:", "https:")):
            element.set("rel", "noopener")
        holds_link = any(_will_link(part) for part in element.iter() if part is not element)
        words = "".join(element.itertext()).strip()
        has_words = words or element.find(".//img") is not None
        vague = "" if element.find(".//code") is not None else vague_link(words)
        if not (target.fault or target.path or holds_link or vague or not has_words):
            return
        place = self.places.of_address(written, self.line)
        if target.path:
            self.crossrefs.append(CrossRef(target.path, target.anchor, written, place))
        if target.path in self.scope.figures:
            # A picture that is linked is published as one that is shown.
            self.figures.append((target.path, place))
        if target.fault:
            self.report_at(place, "crossref", target.fault, target.hint)
        if holds_link:
            said, hint = "a link or a citation inside the words of a link", "Put it before or behind the link."
            self.report_at(place, "markdown", said, hint)
        if not has_words:
            said, hint = "a link without words, which nobody can see", "Write them in [...]."
            self.report_at(place, "link-text", said, hint, Severity.WARNING)
        if vague:
            hint = "Link the words that name what is there."
            self.report_at(place, "link-text", vague, hint, Severity.WARNING)

    def image(self, element: Element) -> None:
        written = element.get("src", "")
        place = self.places.of_address(written, self.line)
        known = self.scope.figures.get(resolve(written, self.source.path, self.scope.url).path)
        if known is not None and known.svg:
            hint = "Put a blank line before and after it."
            self.report_at(place, "image", "a drawing stands alone, not in a sentence, a list or a table", hint)
        figure = self.picture(written, element.get("alt", ""), place)
        element.set("src", resolve(written, self.source.path, self.scope.url).href)
        if figure is not None:
            element.set("alt", element.get("alt") or figure.alt)
            if figure.width:
                element.set("width", str(figure.width))
                element.set("height", str(figure.height))
        element.set("loading", "lazy")

    def heading(self, element: Element) -> None:
        kept, column = element.get("id"), self.places.first_column(self.line)
        text = " ".join(_words_of(element).split())
        if not text:
            self.report(self.line, "heading", "a heading without words", "Write them, or delete the #.", column=column)
        if kept and kept in self.ids:
            self.report(
                self.line, "heading", f"the id “{kept}” is taken already", "Choose another {#id}.", column=column
            )
        name = kept if kept and kept not in self.ids else unique(github_id(text), self.ids)
        self.ids.setdefault(name, 0)
        element.set("id", name)
        level, line = int(str(element.tag)[1]), self.source.first_line + self.line - 1
        self.headings.append(Heading(level, name, text, line, self.written.get(element, 0)))

    def task(self, element: Element) -> None:
        """Show a task list's box as GitHub does: a disabled check box before the words."""
        attributes = {"type": "checkbox", "disabled": "disabled"}
        if element.attrib.pop("data-task") == "done":
            attributes["checked"] = "checked"
        box = Element("input", attributes)
        holder = element[0] if len(element) and element[0].tag == "p" and not (element.text or "").strip() else element
        box.tail = " " + (holder.text or "")
        holder.text = None
        holder.insert(0, box)
        element.set("class", "task")

    def keep_id(self, element: Element) -> None:
        name = element.get("id")
        if name and element.tag not in ("h2", "h3", "h4", "h5", "h6") and name not in self.ids:
            self.ids[name] = 0

    def wrap_tables(self, parent: Element) -> None:
        """Put each table into a box that scrolls by itself on a narrow screen and can be reached by keyboard.

        The first cell of a row is its name, without which who hears a cell does not know of what it speaks.
        """
        if parent.get("class") == "table":
            return
        for n, child in enumerate(list(parent)):
            if child.tag == "table":
                box = Element("div", {"class": "table", "role": "region", "tabindex": "0"})
                heads = (" ".join(_words_of(cell).split()) for cell in child.iterfind("thead/tr/th"))
                box.set("aria-label", ", ".join(filter(None, heads)) or self.words.table)
                for row in child.iterfind("tbody/tr"):
                    if len(row) > 1 and (len(row[0]) or (row[0].text or "").strip()):
                        row[0].tag = "th"
                        row[0].set("scope", "row")
                box.tail, child.tail = child.tail, None
                box.append(child)
                parent[n] = box

    # ------------------------------------------------------------------------------------------- what is left over

    def report_structure(self) -> None:
        places = self.places
        for fault in self.md.blocks.collected.faults:
            severity = Severity.ERROR if fault.is_broken else Severity.WARNING
            literal, line = fault.literal, fault.line
            place = places.of_words(literal, line, fault.like_it) if literal else places.of_line(line)
            self.report_at(place, fault.rule, fault.message, fault.hint, severity)

    def take_html(self, root: Element) -> None:
        """Remember the tags that the author wrote, and report what may not stand here."""
        collected, places, trusts = self.md.blocks.collected, self.places, self.scope.trusts_html
        in_blocks = block_tags(collected.raw, places, trusts_html=trusts)
        in_lines = line_tags(root, collected.inline, self.where, places, trusts_html=trusts)
        for found in chain(in_blocks, in_lines):
            if isinstance(found, Tag):
                self.tags.append(found)
            else:
                self.problems.append(found)


def _silenced(source: Source, figures: Iterable[Figure]) -> Iterator[tuple[str, Place]]:
    """Yield the names that a text and the figures in it do not want to be links, in small letters, and where."""
    marks = [(match, source.place(match.start())) for match in SILENCED.finditer(source.text)]
    for figure in figures:
        marks += [(match, figure.place_of(name)) for name, text in figure.texts() for match in SILENCED.finditer(text)]
    for match, place in marks:
        yield " ".join(match[1].split()).casefold(), place


NO_WORDS = frozenset("cites badge checked-claim footnote-ref".split())
"""Classes of what stands in a heading without being a word of it."""


def _will_link(element: Element) -> bool:
    """Return whether an element is a link, or a mark that becomes one."""
    is_mark = {"data-cite", "data-claim"} & element.attrib.keys() or element.get("data-term-mark", "!") != "!"
    return bool(is_mark) or element.tag == "a"


def _linkless(root: Element) -> Iterator[tuple[Element, str]]:
    """Yield the spans in which no link to a term is made, and where they stand."""
    for element in root.iter():
        parts, where = [element], ""
        if element.tag in HEADINGS:
            where = "in a heading"
        elif NO_TERMS in element.attrib:
            where = "in an option of a question" if element.get("class") == "options" else "in this part of a figure"
        elif element.get("class") == "block checklist":
            parts, where = [item for item in element.iter("li") if "data-task" in item.attrib], "beside a box to tick"
        yield from ((span, where) for part in parts if where for span in part.iter("span"))


def _words_of(element: Element) -> str:
    """Return the text of a heading, or of another name, without citations, badges and tags of raw HTML."""
    if NO_WORDS.intersection(element.get("class", "").split()) or {"data-cite", "data-claim"} & element.attrib.keys():
        return ""
    words = (element.text or "") + "".join(_words_of(child) + (child.tail or "") for child in element)
    return STASHED.sub("", words)


def _prose(root: Element) -> Iterator[str]:
    """Yield the visible prose of each block, without code, figures' credits and citation numbers."""
    for element in root.iter():
        if element.tag in ("p", "li", "dt", "dd", "td", "th", "h2", "h3", "h4", "h5", "h6", "figcaption"):
            text = " ".join(STASHED.sub(" ", _own_text(element)).split())
            if text:
                yield text


def _own_text(element: Element) -> str:
    """Return the text of a block less that of the blocks inside it."""
    parts = [element.text or ""]
    for child in element:
        if is_inline(child) and child.get("class") != "cites":
            parts.append(_own_text(child))
        parts.append(child.tail or "")
    return "".join(parts)
