"""The `:::` blocks: what each may hold, and the HTML it becomes.

The parser in `gfm` finds a block and its labelled parts; `expand` gives them their shape before the text inside is
read, so that citations, links and terms work in every title and label.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple, Protocol
from xml.etree.ElementTree import Element, SubElement

from ..model import Claim
from ..problem import Place, Severity, did_you_mean, listed, nearest
from ..words.shape import BlockWords
from .checklists import BLANK
from .lines import ALERTS

MARKUP = re.compile(r"[\\`*_\[<&{~]")
"""Signs that Markdown may take for more than themselves inside a paragraph."""


class Shape(NamedTuple):
    """What an editor may write in one kind of block."""

    parts: tuple[str, ...] = ()
    """Labels that begin a part; empty = plain text inside."""
    required: tuple[str, ...] = ()
    tag: str = "div"


SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "key": Shape(tag="aside"),
        "note": Shape(tag="aside"),
        "caution": Shape(tag="aside"),
        "help": Shape(("emergency", "urgent", "ask"), ("emergency", "urgent", "ask")),
        "care": Shape(
            ("how", "benefit", "risk", "nothing", "options", "dose", "stop-if"),
            ("how", "benefit", "risk", "nothing", "options", "dose", "stop-if"),
        ),
        "steps": Shape(
            ("dose", "start", "steps", "stop-if", "easier", "harder"), ("dose", "start", "steps", "stop-if")
        ),
        "question": Shape(),
        "claim": Shape(("said", "evidence")),
        "compare": Shape(("column",), ("column",)),
        "checklist": Shape(),
    }
)

STRUCTURED = frozenset(name for name, shape in SHAPES.items() if shape.parts)
TITLED = frozenset({"column"})

ELSEWHERE = {
    **dict.fromkeys(("tip", "info", "hint", "important", "success", "example", "abstract", "seealso"), "note"),
    **dict.fromkeys(("admonition", "callout", "quote", "todo"), "note"),
    **dict.fromkeys(("warning", "danger", "attention", "error", "failure", "bug"), "caution"),
}
"""Names of such blocks in Docusaurus, VitePress, MyST, Quarto and MkDocs, and the block here that is meant for it."""


class Report(Protocol):
    """Takes an element near the fault, the rule, the message, the hint, and how much it weighs."""

    def __call__(
        self, element: Element, rule: str, message: str, hint: str, severity: Severity = Severity.ERROR, /
    ) -> None: ...


@dataclass(slots=True)
class Expanded:
    """What a text's blocks hold, beside the tree."""

    names: list[str] = field(default_factory=list)
    claims: list[tuple[str, Element]] = field(default_factory=list)


def expand(
    root: Element,
    words: BlockWords,
    claims: Mapping[str, Claim],
    report: Report,
    moved: Callable[[Element, Element], None],
) -> Expanded:
    """Give every block below `root` its shape, in place, and report what an editor must mend.

    `moved(new, old)` is told of elements that take another's place, so that the line it stands on is kept.
    """
    expanded = Expanded()
    titles, labels = dict(words.titles), dict(words.parts)
    for block in [element for element in root.iter("div") if element.get("data-block")]:
        name, title = block.attrib.pop("data-block"), block.attrib.pop("data-arg", "")
        if name == "alert":
            _check_text(block, title, "Write it below, behind `> `, or delete the line.", report)
            _plain(block, ALERTS[title], "", titles[title])
            expanded.names.append(ALERTS[title])
            continue
        shape = SHAPES.get(name)
        if shape is None:
            hint = as_here(name, title) or did_you_mean(name, SHAPES) or f"There are: {', '.join(SHAPES)}."
            report(block, "block", f"there is no block “{name}”", hint)
            continue
        expanded.names.append(name)
        _check_parts(block, name, shape, report)
        if name == "question":
            _question(block, title, words, expanded.names.count(name), report, moved)
        elif name == "claim":
            _claim(block, title, titles[name], labels, claims, report, moved)
            expanded.claims.append((title, block))
        elif name == "compare":
            _compare(block, title, report)
        elif shape.parts:
            _grades(block, name, title, titles[name], labels)
        elif name == "checklist":
            _checklist(block, title, titles[name], report)
        else:
            _check_text(block, name, f"Write it between `::: {name}` and `:::`, or delete the block.", report)
            _plain(block, name, title, titles[name])
    return expanded


def as_here(name: str, title: str) -> str:
    """Return how to write a block that is called and titled as in another program, or "".

    MyST writes `:::{note} Title`, Quarto `::: {.callout-note title="Title"}`, Docusaurus `:::note[Title]`. Who moves
    a site has hundreds of them, and a list of our names says of none what becomes of it.
    """
    in_quotes = re.search(r"""title=(["'])(.*?)\1""", name)
    plain = re.sub(r"^[{#. ]*(?:callout-)?|[ }].*", "", name).lower()
    words = in_quotes[2] if in_quotes else re.sub(r"^\[(.*)\]$", r"\1", title)
    if plain in ("details", "dropdown"):
        return f"Write <details><summary>{words or 'Title'}</summary>, a blank line, the text, and </details>."
    here = plain if plain in SHAPES else ELSEWHERE.get(plain)
    return f"Write `{f'::: {here} {words}'.strip()}`." if here else ""


def _check_text(block: Element, name: str, hint: str, report: Report) -> None:
    """Report a block in which nothing stands: its frame and its title would be shown, and promise something."""
    if not len(block):
        report(block, "block", f"the block “{name}” has no text", hint, Severity.WARNING)


def _check_parts(block: Element, name: str, shape: Shape, report: Report) -> None:
    """Report parts that the block does not have, needed ones that are missing, and text before the first."""
    given = [part.get("data-part", "") for part in block if part.get("data-part")]
    for part in block:
        label = part.get("data-part")
        if label and label not in shape.parts:
            hint = did_you_mean(label, shape.parts) or f"It has: {', '.join(shape.parts)}."
            report(part, "block", f"the block “{name}” has no part “{label}”", hint)
        elif label and label != "column" and given.count(label) > 1:
            report(part, "block", f"“{label}” is given twice in this block", "Put both into one.")
        elif label and not len(part) and not (part.text or "").strip():
            report(part, "block", f"“{label}” is empty", "Write its text behind the colon.")
        elif shape.parts and not label:
            apart = _part_apart(block, shape.parts)
            hint = f"Write `{apart}:`, {NO_BLANK}" if apart else f"Begin with {shape.parts[0]}: ..."
            report(part, "block", f"text before the first part of “{name}”", hint)
    # A part that is misspelt is not missed besides.
    meant = {name for label in given if label not in shape.parts for name in nearest(label, shape.parts, most=1)}
    missing = [label for label in shape.required if label not in given and label not in meant]
    if missing:
        hint = f"Add a line `{missing[0]}: ...`" + (" and so on, one for each." if len(missing) > 1 else ".")
        if apart := _part_apart(block, missing):
            hint = f"Write `{apart}:`, {NO_BLANK}"
        report(block, "block", f"the block “{name}” needs {listed([f'“{label}:”' for label in missing])}", hint)


NO_BLANK = "without a blank before the colon."


def _part_apart(block: Element, parts: Collection[str]) -> str:
    """Return which of these parts a block has with a blank before the colon, as French writes it; "" for none."""
    found = re.search(rf"^\s*({'|'.join(parts)})\s+:", "\n".join(block.itertext()), re.M)
    return found[1] if found else ""


OURS = {"data-no-terms": "", "data-written-at": ""}
"""Attributes of words that no author wrote: a “Risk” or a “Right.” is no mention of a term."""


def _head(block: Element, name: str, title: str, default: str = "", tag: str | None = None) -> Element:
    """Make `block` the element of its kind and put its title first, or the one that such blocks have by default."""
    block.tag = tag or SHAPES[name].tag
    block.set("class", f"block {name}")
    if block.tag == "div":
        # Its name is the title's words, which are known when the title has been read.
        block.set("role", "group")
    head = Element("p", {"class": "block-title"} | ({} if title else OURS))
    if name not in ("question", "claim"):
        # Who goes from heading to heading shall not pass by the warning signs. Its level is known when the text has
        # been read. A question is the legend of its form.
        head.set("role", "heading")
    head.text = title or default
    block.insert(0, head)
    return head


def _plain(block: Element, name: str, title: str, default: str) -> None:
    _head(block, name, title, default)


def _checklist(block: Element, title: str, default: str, report: Report) -> None:
    """Shape a checklist; its boxes and blanks are made real when its words have been read (`checklists`)."""
    has_box = any(item.get("data-task") for item in block.iter("li"))
    has_blank = any(BLANK.search(text) for text in block.itertext()) or block.find(".//hr") is not None
    if not has_box and not has_blank:
        hint = "List items as `- [ ] item`, or leave blanks to fill in: `Since when? ____`."
        report(block, "block", "a checklist with nothing to tick or to fill in", hint)
    _plain(block, "checklist", title, default)


def _grades(block: Element, name: str, title: str, default: str, labels: Mapping[str, str]) -> None:
    """Shape a block of labelled parts: `help`, `care`, `steps`."""
    for part in block:
        if label := part.attrib.pop("data-part", ""):
            _labelled(part, name, label, labels.get(f"{name}.{label}", label))
    _head(block, name, title, default)


def _labelled(part: Element, name: str, label: str, said: str) -> None:
    part.set("class", f"{name}-part {label}")
    head = Element("p", {"class": "block-label"} | OURS)
    if name == "help":
        head.set("role", "heading")
    head.text = said
    part.insert(0, head)


def _compare(block: Element, title: str, report: Report) -> None:
    columns = [part for part in block if part.get("data-part") == "column"]
    if len(columns) == 1:
        report(block, "block", "“compare” has one column only", "Add another `column: Title`.")
    for column in columns:
        if len(column) == 1:
            hint = "Write it below the title, or delete the column."
            report(column, "block", "this column has a title and no text", hint, Severity.WARNING)
        column.attrib.pop("data-part")
        column.set("class", "column")
        if len(column) and column[0].tag == "p":
            column[0].set("class", "block-label")
    block.set("class", "block compare")
    if title:
        _head(block, "compare", title, tag="div")


def _claim(
    block: Element,
    key: str,
    title: str,
    labels: Mapping[str, str],
    claims: Mapping[str, Claim],
    report: Report,
    moved: Callable[[Element, Element], None],
) -> None:
    """Shape a claim: what is said, the verdict, what the evidence says; the ledger fills in what is left out."""
    if not key:
        report(block, "claim", "a claim block without the claim's id", "Write `::: claim the-id`.")
    parts = {part.get("data-part"): part for part in block if part.get("data-part")}
    for label, text, place in _from_ledger(claims.get(key)):
        if label not in parts:
            parts[label] = SubElement(block, "div", {"data-part": label})
            paragraph = SubElement(parts[label], "p", {"data-written-at": str(place)})
            paragraph.text = text
            moved(parts[label], block)
            moved(paragraph, block)
    block[:] = [parts[label] for label in ("said", "evidence") if label in parts]
    for part in block:
        label = part.attrib.pop("data-part", "")
        _labelled(part, "claim", label, labels[f"claim.{label}"])
    head = _head(block, "claim", title)
    if key:
        badge = SubElement(head, "span", {"data-claim": key, "data-written": key})
        badge.text = ""
        head.text = f"{title} "


def _from_ledger(claim: Claim | None) -> Iterator[tuple[str, str, Place]]:
    """Yield label, text and place of what the ledger says of a claim."""
    if claim:
        cited = f" [@{'; @'.join(claim.sources)}]" if claim.sources else ""
        yield "said", _as_written(claim.said), claim.place_of("said")
        yield "evidence", _as_written(claim.evidence) + cited, claim.place_of("evidence")


def _as_written(text: str) -> str:
    """Return Markdown that comes out as the plain text: the page of all claims prints the same words as they stand."""
    return MARKUP.sub(r"\\\g<0>", text)


def _question(
    block: Element,
    asked: str,
    words: BlockWords,
    number: int,
    report: Report,
    moved: Callable[[Element, Element], None],
) -> None:
    """Shape a self-check question: its options, and behind a <details> the reason for each."""
    if not asked:
        report(block, "question", "a question without its words", "Write `::: question What ...?`.")
    lists = [child for child in block if child.tag == "ul"]
    items = list(lists[0]) if lists else []
    _check_options(block, items, len(lists), report)
    # A link would give the right one away, and be followed where the option is meant.
    options = Element("ol", {"class": "options", "data-no-terms": ""})
    reasons = Element("ol", {"class": "reasons"})
    for item in items:
        option, because = SubElement(options, "li"), SubElement(reasons, "li")
        moved(option, item)
        moved(because, item)
        if not _put_option(item, option, because, words):
            report(item, "question", "this option has no reason", "Say why it is right or not, indented below it.")
    block[:] = [child for child in block if child.tag != "ul"]
    block.append(options)
    answer = SubElement(block, "details", {"class": "answer"})
    SubElement(answer, "summary").text = words.answer
    answer.append(reasons)
    _head(block, "question", asked, tag="div")
    block.set("id", f"question-{number}")


def _check_options(block: Element, items: list[Element], lists: int, report: Report) -> None:
    right = sum(item.get("data-task") == "done" for item in items)
    if len(items) < 2 or any(item.get("data-task") is None for item in items) or lists != 1:
        hint = "List the options as `- [ ] option` and the right one as `- [x] option`."
        report(block, "question", "a question needs a list of at least two options", hint)
    elif right != 1:
        report(block, "question", f"{right or 'no'} options are marked as right", "Mark exactly one with [x].")


def _put_option(item: Element, option: Element, because: Element, words: BlockWords) -> bool:
    """Put an item's first line into `option`, its verdict and the rest into `because`; return whether there is any."""
    rest = list(item)
    text = item.text or ""
    if not text.strip() and rest and rest[0].tag == "p":
        # With blank lines between the options their words are paragraphs.
        text = rest.pop(0).text or ""
    option.text, _, reason = text.partition("\n")
    is_right = item.get("data-task") == "done"
    because.set("class", "right" if is_right else "not-right")
    holder, because[:] = because, rest
    if not reason.strip() and rest and rest[0].tag == "p":
        holder, reason = rest[0], rest[0].text or ""
        holder.text = None
    verdict = Element("strong", OURS)
    verdict.text = f"{words.right if is_right else words.not_right}."
    verdict.tail = f" {reason.strip()}"
    holder.insert(0, verdict)
    return bool(reason.strip() or rest)
