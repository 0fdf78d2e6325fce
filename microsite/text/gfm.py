"""The block structure of GitHub-style Markdown, on Python-Markdown's tree.

Python-Markdown reads blocks by other rules than GitHub, where editors preview what they write: it loses fenced code
in lists and quotes, flattens lists nested by two or three blanks, and misses tables and lists right under a
paragraph. So its block parser is replaced by this one, which follows the container rules of CommonMark 0.31
(section 5) and GitHub's tables, alerts and task lists, and adds definition lists, footnotes, abbreviations and
`:::` blocks. What stands inside a line is read by `inline`. It also knows what Python-Markdown's tree does not: the
line of the file on which each block stands.

Work is linear in the text: each line is looked at once per container around it, and containers nest at most
DEEPEST levels.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.etree.ElementTree import Element, SubElement

from markdown.blockparser import BlockParser
from markdown.util import AtomicString

from ..problem import counted, did_you_mean
from .blocks import as_here
from .citations import may_miscite, miscited
from .doubts import doubts, lists_apart, prose_of
from .limits import MOST_ABBREVIATIONS, holds_too_much
from .lines import (
    ABBREVIATION,
    ALERT,
    ALERT_LIKE,
    ALERTS,
    BLOCK_CLOSE,
    BLOCK_OPEN,
    BOX_LIKE,
    DEFINITION,
    DELIMITER,
    FENCE,
    FOOTNOTE,
    HEADING,
    ITEM,
    MARKS,
    PART,
    QUOTE,
    RULE,
    TASK,
    UNDERLINE,
    Inner,
    Line,
    alignment,
    begins_table,
    cells,
    columns,
    continued,
    dedented,
    fence_after,
    joined,
    opened_html,
)
from .marks import fence_slip
from .safe import COMMENT, OTHER_BLOCK
from .spans import definitions, unescaped

if TYPE_CHECKING:
    from markdown import Markdown

DEEPEST = 12
"""Lists and quotes inside each other; beyond that Python's own stack would be the limit."""
HTML_BLOCK = "html-block"
"""Element round the placeholder of an author's HTML block; it is taken away when the page is written."""
DIRECTIVES = frozenset(
    "sidebar margin figure image math table list-table csv-table glossary toctree tableofcontents bibliography "
    "exercise solution include tab-set grid card epigraph eval-rst".split()
)
"""What MyST and Sphinx, beside boxes, write as the language of fenced code, in braces, and show otherwise than code."""
DRAWN_BY_GITHUB = frozenset({"mermaid", "math", "geojson", "topojson", "stl"})
"""Languages of fenced code that GitHub shows as a drawing or a formula."""


class Fault(NamedTuple):
    """Something wrong in the structure of a text."""

    line: int
    rule: str
    message: str
    hint: str = ""
    literal: str = ""
    """What stands in the line, to find the column by."""
    is_broken: bool = True
    """False where GitHub shows what was probably meant."""
    like_it: int = 0
    """How many that are written alike stand before it on its line."""


class RawHtml(NamedTuple):
    """HTML that the author wrote, kept out of the tree; OTHER_BLOCK for a block that stands among it."""

    line: int
    text: str
    container: int
    """Number of the container that holds it: tags must balance inside one."""


@dataclass(slots=True)
class Collected:
    """What the parser learned beside the tree."""

    lines: dict[Element, int] = field(default_factory=dict)
    """The line on which a block begins."""
    faults: list[Fault] = field(default_factory=list)
    raw: list[RawHtml] = field(default_factory=list)
    html_in: set[int] = field(default_factory=set)
    """Containers that hold raw HTML."""
    inline: dict[int, str] = field(default_factory=dict)
    """Number in Python-Markdown's stash -> a tag that stands inside a line."""
    attributes: list[tuple[Element, str, str]] = field(default_factory=list)
    """Elements with an attribute list that asks for what may not be: the list, and why not."""
    said: set[str] = field(default_factory=set)
    """Doubts that were raised already."""
    footnotes: dict[str, int] = field(default_factory=dict)
    """Footnote -> its line."""
    miscited: list[tuple[int, int, str, str]] = field(default_factory=list)
    """What may be meant as a citation: its line, how many begin like it before it there, itself, and its key."""


class GitHubBlocks(BlockParser):
    """Takes the place of Python-Markdown's block parser; see the module's docstring."""

    def __init__(
        self,
        md: Markdown,
        structured: Collection[str] = (),
        titled: Collection[str] = (),
        named: Collection[str] = (),
    ) -> None:
        super().__init__(md)
        self.named = named
        """Names of all `:::` blocks."""
        self.structured = structured
        """Names of `:::` blocks whose margin lines `label: text` begin parts."""
        self.titled = titled
        """Labels whose own line is a title, apart from what follows."""
        self.abbreviations: Any
        self.footnotes: Any
        """Python-Markdown's extensions, which are made before it and put here after it."""
        self.language = "en"
        self.collected = Collected()
        self.containers = 0
        self.is_in_footnote = False
        self.may_miscite = False

    # ---------------------------------------------------------------------------- what Python-Markdown calls

    def parseChunk(self, parent: Element, text: str) -> None:
        # A footnote's text is parsed when the footnotes are set: its first line was remembered by its name.
        name = next((name for name, said in self.footnotes.footnotes.items() if said is text), "")
        number = self.collected.footnotes.get(name, 1)
        self.is_in_footnote = True
        self.blocks(parent, list(enumerate(text.split("\n"), number)), 1)
        if not len(parent):
            # The way back to the text needs something to stand in.
            self.add(parent, "p", number).text = ""
            self.fault(number, "footnote", f"the footnote “{name}” has no words", "Write them.", literal=f"[^{name}]")

    # ------------------------------------------------------------------------------------------------ blocks

    def parse(self, lines: Iterable[str]) -> Element:
        """Return the tree of a whole text."""
        root, numbered = Element(self.md.doc_tag), list(enumerate(lines, 1))
        self.may_miscite = may_miscite("\n".join(text for _, text in numbered))
        if numbered and not numbered[-1][1]:
            numbered.pop()
        self.blocks(root, numbered, 0)
        return root

    def blocks(self, parent: Element, lines: list[Line], depth: int) -> bool:
        """Append to `parent` the blocks that `lines` hold; return whether a blank line lies between two of them."""
        if depth > DEEPEST:
            number = lines[0][0] if lines else 1
            self.fault(number, "limit", f"lists and quotes nested more than {DEEPEST} deep", "Use fewer levels.")
            return False
        self.containers += 1
        container = self.containers
        has_begun, has_gap, i = False, False, 0
        while i < len(lines):
            text = lines[i][1]
            if not text or text.isspace():
                i += 1
                continue
            has_gap |= has_begun and not lines[i - 1][1].strip()
            has_begun = True
            number, known = lines[i][0], len(self.collected.raw)
            if columns(text) >= 4:
                i = self.indented_code(parent, lines, i)
            else:
                i = self.block(parent, lines, i, depth, container)
            self.note_html(number, container, known)
        return has_gap

    def note_html(self, number: int, container: int, known: int) -> None:
        """Remember which containers hold HTML, and what else stands in those behind it; `known` pieces were known."""
        collected = self.collected
        if len(collected.raw) > known and collected.raw[known].container == container:
            collected.html_in.add(container)
        elif container in collected.html_in:
            collected.raw.append(RawHtml(number, OTHER_BLOCK, container))

    def block(self, parent: Element, lines: list[Line], i: int, depth: int, container: int) -> int:
        """Append the one block that begins at `lines[i]`; return the index after it."""
        number, text = lines[i]
        first = text.lstrip(" ")[0]
        if first in "`~" and (match := FENCE.match(text)):
            return self.fenced_code(parent, lines, i, match)
        if first == "#" and (match := HEADING.match(text)):
            self.heading(parent, number, len(match[1]), match[2] or "")
            return i + 1
        if first in "-_*" and RULE.match(text):
            self.add(parent, "hr", number)
            return i + 1
        if first == ">":
            return self.quote(parent, lines, i, depth)
        if first in "-+*0123456789" and (match := ITEM.match(text)):
            return self.listing(parent, lines, i, depth, match)
        if first == ":" and text.startswith(":::"):
            return self.fenced_block(parent, lines, i, depth)
        if first == "<":
            begins, end = opened_html(text, alone=True)
            if begins:
                return self.html(parent, lines, i, end, container)
        if first == "[" and (match := FOOTNOTE.match(text)):
            return self.footnote(lines, i, match)
        if first == "*" and (match := ABBREVIATION.match(text)):
            self.abbreviation(number, match[1].strip(), match[2])
            return i + 1
        if self.is_table(lines, i):
            return self.table(parent, lines, i)
        return self.paragraph(parent, lines, i, depth)

    def add(self, parent: Element, tag: str, number: int, **attributes: str) -> Element:
        element = SubElement(parent, tag, {name.replace("_", "-"): value for name, value in attributes.items()})
        self.collected.lines[element] = number
        return element

    def fault(
        self,
        line: int,
        rule: str,
        message: str,
        hint: str = "",
        *,
        literal: str = "",
        is_broken: bool = True,
        like_it: int = 0,
    ) -> None:
        self.collected.faults.append(Fault(line, rule, message, hint, literal, is_broken, like_it))

    def doubt(self, line: int, message: str, hint: str, literal: str) -> None:
        """Remember something that is shown as on GitHub, or almost, but hardly as it was meant."""
        self.fault(line, "markdown", message, hint, literal=literal, is_broken=False)

    def doubt_words(self, number: int, text: str, bar: str = "|", beside: Callable[[], str] = str) -> None:
        """Look for slips in the text of a paragraph, a heading or a cell that begins on line `number`.

        `bar` is how the file writes one; `beside` returns what stands before the text on that line.
        """
        if holds_too_much(text):
            return

        def like_it(start: int, literal: str) -> int:
            # What is whole may begin like it: `[@key] and [@key`.
            begun = text.rfind("\n", 0, start) + 1
            return text.count(literal, begun, start) + (0 if begun else beside().count(literal))

        for found in doubts(text, self.language):
            if found.is_once and found.message in self.collected.said:
                continue
            self.collected.said.add(found.message)
            line = number + text.count("\n", 0, found.start)
            literal = found.literal.replace("|", bar)
            self.fault(
                line,
                found.rule,
                found.message,
                found.hint,
                literal=literal,
                is_broken=found.is_broken,
                like_it=like_it(found.start, found.literal.partition("\n")[0]),
            )
        for start, written, key in miscited(prose_of(text)) if self.may_miscite else ():
            line = number + text.count("\n", 0, start)
            self.collected.miscited.append((line, like_it(start, written.partition(" ")[0]), written, key))

    def heading(self, parent: Element, number: int, level: int, text: str) -> None:
        # `# a \#` keeps its mark; the closing run of # was dropped by the pattern.
        element = self.add(parent, f"h{level}", number)
        element.text = "" if re.fullmatch(r"#+", text) else text.strip()
        self.doubt_words(number, element.text)

    def indented_code(self, parent: Element, lines: list[Line], i: int) -> int:
        start = i
        while i < len(lines) and (not lines[i][1].strip() or columns(lines[i][1]) >= 4):
            i += 1
        kept = [dedented(text, 4) for _, text in lines[start:i]]
        while kept and not kept[-1].strip():
            kept.pop()
        self.code(parent, lines[start][0], kept)
        return i

    def fenced_code(self, parent: Element, lines: list[Line], i: int, opened: re.Match[str]) -> int:
        number, text = lines[i]
        fence, info = opened[1], opened[2]
        indent = columns(text)
        closing = re.compile(rf" {{0,3}}{re.escape(fence[0])}{{{len(fence)},}}[ \t]*$")
        kept = []
        i += 1
        while i < len(lines) and not closing.match(lines[i][1]):
            kept.append(dedented(lines[i][1], indent))
            i += 1
        if i == len(lines):
            hint = f"Put a line {fence} below the code."
            said = "this fenced code is never closed"
            self.doubt(number, said, hint, fence)
        # GitHub takes the first word as the language, whatever follows it.
        word = re.match(r"[^\s{}`]*", info)
        language = unescaped(word[0]) if word else ""
        if language in DRAWN_BY_GITHUB:
            hint = "Draw it as a figure, or leave the language out."
            self.doubt(number, f"GitHub draws “{language}”; here it is shown as code", hint, fence)
        if directive := re.match(r"\{([a-z-]+)\}", info):
            hint = as_here(directive[1], info[directive.end() :].strip())
            if hint or directive[1] in DIRECTIVES:
                hint = hint or "Write a picture as ![what it shows](../figures/name.png), all else in Markdown."
                self.doubt(number, f"“{directive[0]}” is shown as code here", hint, directive[0])
        self.code(parent, number, kept, language)
        return i + 1

    def code(self, parent: Element, number: int, kept: list[str], language: str = "") -> None:
        pre = self.add(parent, "pre", number)
        code = SubElement(pre, "code")
        if language:
            code.set("class", f"language-{language}")
        code.text = AtomicString("\n".join(kept) + "\n" if kept else "")

    def html(self, parent: Element, lines: list[Line], i: int, end: re.Pattern[str] | None, container: int) -> int:
        start = i
        while i < len(lines):
            text = lines[i][1]
            if end is None and not text.strip():
                break
            i += 1
            if end is not None and end.search(text):
                break
        else:
            if end is not None:
                said = "this comment is never closed" if "--" in end.pattern else "this HTML is never closed"
                hint = f"Close it with {_plain(end)}."
                self.fault(lines[start][0], "html", said, hint, literal=lines[start][1].strip())
        raw = "\n".join(text for _, text in lines[start:i])
        self.collected.raw.append(RawHtml(lines[start][0], raw, container))
        # One that is never closed goes to the end: it was reported, and looking on from each would take for ever.
        self.stash(parent, lines[start][0], COMMENT.sub("", raw).strip())
        return i

    def stash(self, parent: Element, number: int, raw: str) -> None:
        """Put HTML behind a placeholder, as Python-Markdown does; its postprocessor brings it back."""
        if raw:
            self.add(parent, HTML_BLOCK, number).text = AtomicString(self.md.htmlStash.store(raw))

    def abbreviation(self, number: int, short: str, meaning: str) -> None:
        known, said = self.abbreviations.abbrs, f"more than {MOST_ABBREVIATIONS} abbreviations on one page"
        if len(known) < MOST_ABBREVIATIONS:
            known[short] = meaning
        elif said not in self.collected.said:
            self.collected.said.add(said)
            self.fault(number, "markdown", said, "Write them as terms of the glossary.")

    def define(self, lines: list[Line]) -> int:
        """Take in the link definitions with which a paragraph begins; return how many of its lines they fill."""
        if not lines[0][1].lstrip(" ").startswith("["):
            return 0
        text, filled, end = "\n".join(line.strip(" \t") for _, line in lines), 0, 0
        for found in definitions(text):
            # The first definition counts, as on GitHub.
            known = self.md.references.setdefault(found.label, (found.address, found.title))  # type: ignore[arg-type]
            if known[0] != found.address:
                said = f"the link “{found.label}” is defined already, with another address"
                self.doubt(lines[filled][0], said, "The first counts: leave this one out.", lines[filled][1].strip())
            filled += text.count("\n", end, found.end) + (found.end == len(text) and not text.endswith("\n"))
            end = found.end
        return filled

    # -------------------------------------------------------------------------------------------- containers

    def interrupts(self, text: str, *, is_lazy: bool = False) -> bool:
        """Return whether the line `text` ends a paragraph that stands above it.

        `is_lazy`: it stands outside the container of the paragraph, where any block may begin.
        """
        if columns(text) >= 4:
            return False
        first = text.lstrip(" ")[0]
        if first in "`~":
            return FENCE.match(text) is not None
        if first == "#":
            return HEADING.match(text) is not None
        if first == "*" and ABBREVIATION.match(text):
            return True
        if first in "-+*_0123456789":
            match = ITEM.match(text)
            # An empty item or a number other than 1 cannot interrupt: “it was\n1986. A good year”.
            begins = match and (is_lazy or (text[match.end() :].strip() and match[3] in (None, "1")))
            return bool(begins) or RULE.match(text) is not None
        if first == "<":
            return opened_html(text, alone=is_lazy)[0]
        if first == "[":
            return FOOTNOTE.match(text) is not None
        return first == ">" or text.startswith(":::")

    def quote(self, parent: Element, lines: list[Line], i: int, depth: int) -> int:
        gathered = Inner([])
        inner, start = gathered.lines, i
        while i < len(lines):
            number, text = lines[i]
            if match := QUOTE.match(text):
                rest = text[match.end() :]
                is_apart = rest.startswith((" ", "\t"))
                inner.append((number, dedented(" " * match.end() + rest, match.end() + 1) if is_apart else rest))
            elif not text.strip() or not self.is_lazy(gathered, text):
                break
            else:
                inner.append((number, continued(text)))
            i += 1
        alert = ALERT.match(inner[0][1].strip())
        self.doubt_alert(lines[start][0], inner[0][1].strip())
        if alert and parent.tag in ("li", "blockquote"):
            said = "GitHub shows such a box only at the margin; inside a list or a quote it shows a plain quote"
            self.doubt(lines[start][0], said, "Move it out, or use a ::: block.", alert[0].strip())
        if alert and not self.is_in_footnote:
            block = self.add(parent, "div", lines[start][0], data_block="alert", data_arg=alert[1].lower())
            self.blocks(block, inner[1:], depth + 1)
        else:
            self.blocks(self.add(parent, "blockquote", lines[start][0]), inner, depth + 1)
        return i

    def doubt_alert(self, number: int, first: str) -> None:
        """Say why a quote that begins like one of GitHub's alerts is none."""
        match = ALERT_LIKE.match(first)
        if match is None or ALERT.match(first):
            return
        if match[1].casefold() in ALERTS:
            said = f"“[!{match[1]}]” with words behind it makes no box"
            hint = "Let it stand alone on its line, or write `::: note Title`, the text below it, and `:::`."
        else:
            said, hint = f"there is no alert “{match[1]}”", did_you_mean(match[1].upper(), map(str.upper, ALERTS))
            hint = hint or f"There are: {', '.join(ALERTS).upper()}; a box with a title is `::: note Title`."
        self.doubt(number, said, hint, match[0])

    def is_lazy(self, inner: Inner, text: str) -> bool:
        """Return whether the line `text` goes on with the paragraph that is open at the end of `inner`."""
        return inner.is_open() and not self.interrupts(text, is_lazy=True)

    def gathered(self, inner: Inner, lines: list[Line], i: int, width: int, stop: re.Pattern[str] | None = None) -> int:
        """Take in from `lines[i]` on what belongs to a container whose text is indented by `width` columns.

        Return the index after it, and after the blank lines that follow it; `stop` begins what belongs to it never.
        """
        while i < len(lines):
            number, text = lines[i]
            if not text.strip():
                # An item may begin with one blank line at most.
                if len(inner.lines) == 1 and not inner.lines[0][1]:
                    break
                inner.lines.append((number, ""))
            elif columns(text) >= width:
                inner.lines.append((number, dedented(text, width)))
            elif (stop and stop.match(text)) or not self.is_lazy(inner, text):
                break
            else:
                inner.lines.append((number, continued(text)))
            i += 1
        while len(inner.lines) > 1 and not inner.lines[-1][1].strip():
            inner.lines.pop()
        return i

    def listing(self, parent: Element, lines: list[Line], i: int, depth: int, match: re.Match[str]) -> int:
        """Append the list that begins at `lines[i]`; items with the same mark belong to it."""
        kind = match[4] or match[2]
        attributes = {"start": str(int(match[3]))} if match[3] and int(match[3]) != 1 else {}
        element = self.add(parent, "ol" if match[3] else "ul", lines[i][0], **attributes)
        is_loose = False
        while True:
            number = lines[i][0]
            inner, i = self.item(lines, i, match)
            is_loose |= self.list_item(element, number, inner, depth)
            after = i
            while after < len(lines) and not lines[after][1].strip():
                after += 1
            found = ITEM.match(lines[after][1]) if after < len(lines) else None
            if found is None or (found[4] or found[2]) != kind or RULE.match(lines[after][1]):
                break
            is_loose |= not lines[after - 1][1].strip()
            i, match = after, found
        if not is_loose:
            for item in element:
                self.tighten(item)
        return i

    def item(self, lines: list[Line], i: int, match: re.Match[str]) -> tuple[list[Line], int]:
        """Return the lines inside the item that begins at `lines[i]`, and the index after it."""
        number, text = lines[i]
        rest = text[match.end() :]
        line = " " * match.end() + rest
        # Tabs behind further marks end where they did before this one was taken away.
        marks = MARKS.match(line)
        line = line[: marks.end()].expandtabs(4) + line[marks.end() :] if marks else line
        blanks = columns(line) - match.end()
        # Five blanks and more begin indented code one blank after the mark.
        width = match.end() + (blanks if rest.strip() and blanks <= 4 else 1)
        inner = Inner([(number, dedented(line, width) if rest.strip() else "")])
        return inner.lines, self.gathered(inner, lines, i + 1, width)

    def list_item(self, parent: Element, number: int, inner: list[Line], depth: int) -> bool:
        """Append one item; return whether a blank line lies between two of its blocks."""
        element = self.add(parent, "li", number)
        task = TASK.match(inner[0][1])
        if not task and (like := BOX_LIKE.match(inner[0][1])):
            self.doubt(number, "this makes no box to tick", "Write “- [ ] ” or “- [x] ”, and words.", like[0])
        if task:
            element.set("data-task", "done" if task[1] in "xX" else "open")
            inner = [(inner[0][0], inner[0][1][task.end() :]), *inner[1:]]
        return self.blocks(element, inner, depth + 1)

    def tighten(self, parent: Element) -> None:
        """Take the paragraphs directly inside `parent` out of their <p>, as a list without blank lines is shown."""
        kept: list[Element] = []
        for child in parent:
            if child.tag != "p" or child.attrib:
                kept.append(child)
            elif kept:
                kept[-1].tail = "\n".join(filter(None, (kept[-1].tail, child.text)))
            else:
                parent.text = "\n".join(filter(None, (parent.text, child.text)))
        parent[:] = kept

    def footnote(self, lines: list[Line], i: int, match: re.Match[str]) -> int:
        number = lines[i][0]
        inner = Inner([(number, match[2])])
        i = self.gathered(inner, lines, i + 1, 4)
        text = "\n".join(line for _, line in inner.lines).strip("\n")
        if self.is_in_footnote:
            said = f"the footnote “{match[1]}” is defined inside another"
            self.fault(number, "footnote", said, "Take the blanks before it out.", literal=f"[^{match[1]}]")
            return i
        if match[1] in self.footnotes.footnotes:
            said = f"the footnote “{match[1]}” is defined twice"
            self.fault(number, "footnote", said, "Leave one out.", literal=f"[^{match[1]}]")
        self.footnotes.setFootnote(match[1], text)
        self.collected.footnotes[match[1]] = number
        return i

    def fenced_block(self, parent: Element, lines: list[Line], i: int, depth: int) -> int:
        """Append a `:::` block; its lines go on to the closing `:::` of the same length or longer."""
        number, text = lines[i]
        opened = BLOCK_OPEN.match(text)
        if self.is_in_footnote:
            self.fault(number, "block", "a block cannot stand in a footnote", "Put it into the text.", literal=":::")
            return i + 1
        if not opened:
            said = "a `:::` that closes nothing" if BLOCK_CLOSE.match(text) else "a `:::` without a block's name"
            hint = "A block is opened by `::: name` and closed by `:::`."
            self.fault(number, "block", said, hint, literal=text.strip())
            return i + 1
        start, fence, open_blocks = i, "", [len(opened[1])]
        i += 1
        while i < len(lines) and open_blocks:
            text = lines[i][1]
            was_code, fence = bool(fence), fence_after(fence, text)
            if not was_code and (closed := BLOCK_CLOSE.match(text)) and len(closed[1]) >= open_blocks[-1]:
                open_blocks.pop()
            elif not was_code and (nested := BLOCK_OPEN.match(text)):
                open_blocks.append(len(nested[1]))
            i += 1
        end = i if open_blocks else i - 1
        if open_blocks:
            said = f"the block “{opened[2]}” is never closed"
            self.fault(number, "block", said, "Put a line `:::` below it.", literal=lines[start][1].strip())
        if opened[2] in self.named and re.match(r":+[ \t]*[\w-]+\[[^\[\]]+\]$", lines[start][1].rstrip()):
            hint = f"Write `::: {opened[2]} {opened[3].strip('[]')}`."
            self.doubt(number, f"the title “{opened[3]}” is shown with its brackets", hint, opened[3])
        block = self.add(parent, "div", number, data_block=opened[2], data_arg=opened[3])
        self.doubt_words(number, opened[3])
        self.block_content(block, opened[2], lines[start + 1 : end], depth)
        return i

    def block_content(self, block: Element, name: str, inner: list[Line], depth: int) -> None:
        if name not in self.structured:
            self.blocks(block, inner, depth + 1)
            return
        parts: list[tuple[Element, list[Line]]] = [(block, [])]
        fence = ""
        for number, text in inner:
            part = None if fence else PART.match(text)
            fence = fence_after(fence, text)
            if part:
                element = self.add(block, "div", number, data_part=part[1])
                parts.append((element, [(number, part[2] or "")]))
                if part[1] in self.titled:
                    parts.append((element, []))
            else:
                parts[-1][1].append((number, text))
        for element, kept in parts:
            self.blocks(element, kept, depth + 1)

    # ---------------------------------------------------------------------------------------- tables and text

    def is_table(self, lines: list[Line], i: int) -> bool:
        """Return whether a table's head stands at `lines[i]`."""
        return i + 1 < len(lines) and begins_table(lines[i][1], lines[i + 1][1])

    def table(self, parent: Element, lines: list[Line], i: int) -> int:
        table = self.add(parent, "table", lines[i][0])
        aligned = [alignment(cell) for cell in cells(lines[i + 1][1])]
        head = SubElement(SubElement(table, "thead"), "tr")
        self.row(head, "th", lines[i], aligned)
        i += 2
        body = None
        while i < len(lines) and lines[i][1].strip() and not self.interrupts(lines[i][1], is_lazy=True):
            body = SubElement(table, "tbody") if body is None else body
            self.row(SubElement(body, "tr"), "td", lines[i], aligned)
            i += 1
        return i

    def row(self, parent: Element, tag: str, line: Line, aligned: list[str]) -> None:
        found = cells(line[1])
        if len(found) > len(aligned):
            width = counted(len(aligned), "column")
            said = f"this row has {len(found)} cells, the table {width}: the rest is not shown"
            self.doubt(line[0], said, "Write \\| for a bar inside a cell.", line[1].strip())
        for n, side in enumerate(aligned):
            cell = self.add(parent, tag, line[0])
            cell.text = found[n] if n < len(found) else ""
            self.doubt_words(line[0], cell.text, bar="\\|", beside=partial(_joined, found, n))
            if side:
                cell.set("class", f"align-{side}")

    def paragraph(self, parent: Element, lines: list[Line], i: int, depth: int) -> int:
        end, level = self.paragraph_end(lines, i)
        start = i + self.define(lines[i:end])
        if start == end and not level:
            return end
        if start == end:
            # A line under definitions alone underlines nothing: it is text.
            end, level = self.paragraph_end(lines, end)[0], 0
        if level:
            self.heading(parent, lines[start][0], level, joined(lines[start:end]))
            return end + 1
        if self.defined(lines, end):
            return self.definitions(parent, lines, start, end, depth)
        for number, line in lines[start:end]:
            if line.lstrip(" ").startswith(":::"):
                said, hint = "a `:::` that does not stand at the margin", "Take the blanks before it out."
                self.fault(number, "block", said, hint, literal=":::")
            elif slip := fence_slip(line, self.named):
                self.fault(number, "block", *slip, literal=line.strip())
        text = joined(lines[start:end])
        self.add(parent, "p", lines[start][0]).text = text
        self.doubt_words(lines[start][0], text)
        for found in lists_apart(text):
            self.doubt(lines[start][0] + text.count("\n", 0, found.start), found.message, found.hint, found.literal)
        self.doubt_table(lines[start:end])
        return end

    def doubt_table(self, lines: list[Line]) -> None:
        for (number, row), (_, below) in itertools.pairwise(lines):
            if "|" in row and "|" in below and DELIMITER.match(below) and len(cells(row)) != len(cells(below)):
                above = counted(len(cells(row)), "cell")
                said = f"this is no table: {above} above a row of dashes for {len(cells(below))}"
                self.doubt(number, said, "Give both the same number of cells.", row.strip())

    def paragraph_end(self, lines: list[Line], i: int) -> tuple[int, int]:
        """Return the index after the paragraph that begins at `lines[i]`, and the level if a line under it says so."""
        i += 1
        while i < len(lines) and lines[i][1].strip():
            text = lines[i][1]
            if underline := UNDERLINE.match(text):
                return i, 1 if "=" in underline[1] else 2
            if self.interrupts(lines[i][1]) or self.is_table(lines, i) or DEFINITION.match(text):
                break
            i += 1
        return i, 0

    def defined(self, lines: list[Line], i: int) -> bool:
        """Return whether a definition `: ...` stands at `lines[i]`, or after one blank line."""
        if i < len(lines) and not lines[i][1].strip():
            i += 1
        return i < len(lines) and DEFINITION.match(lines[i][1]) is not None

    def definitions(self, parent: Element, lines: list[Line], start: int, i: int, depth: int) -> int:
        last = parent[-1] if len(parent) else None
        is_open = last is not None and last.tag == "dl"
        element = last if is_open and last is not None else self.add(parent, "dl", lines[start][0])
        for number, text in lines[start:i]:
            self.add(element, "dt", number).text = joined([(number, text)])
            self.doubt_words(number, joined([(number, text)]))
        while self.defined(lines, i):
            has_gap = not lines[i][1].strip() or not lines[i - 1][1].strip()
            i += not lines[i][1].strip()
            i = self.definition(element, lines, i, depth, has_gap=has_gap)
        return i

    def definition(self, parent: Element, lines: list[Line], i: int, depth: int, *, has_gap: bool) -> int:
        """Append one definition; a blank line above it makes its words a paragraph."""
        number, text = lines[i]
        rest = text[text.index(":") + 1 :]
        width = len(text) - len(rest) + min(columns(rest), 4)
        inner = Inner([(number, rest.strip())])
        i = self.gathered(inner, lines, i + 1, width, DEFINITION)
        element = self.add(parent, "dd", number)
        self.blocks(element, inner.lines, depth + 1)
        if not has_gap and all(line.strip() for _, line in inner.lines):
            self.tighten(element)
        return i


def _joined(found: Sequence[str], n: int) -> str:
    """Return the first `n` cells of a row; asked for where something is wrong, as a row may have 100,000."""
    return "|".join(found[:n])


def _plain(pattern: re.Pattern[str]) -> str:
    """Return what an editor types to satisfy an end pattern."""
    return pattern.pattern.replace("\\", "").replace("(?:pre|script|style|textarea)", "...")
