"""The `:::` blocks: what each may hold, and the HTML it becomes.

The parser in `gfm` finds a block and its labelled parts; `expand` gives them their shape before the text inside is
read, so that citations, links and terms work in every title and label.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from xml.etree.ElementTree import Element, SubElement

from .model import Claim
from .problem import did_you_mean
from .words import BlockWords


@dataclass(frozen=True, slots=True)
class Shape:
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
    }
)

STRUCTURED = frozenset(name for name, shape in SHAPES.items() if shape.parts)
TITLED = frozenset({"column"})

# GitHub's five alerts are the same two blocks; the words they open with differ.
ALERTS = {"note": "note", "tip": "note", "important": "note", "warning": "caution", "caution": "caution"}

Report = Callable[[Element, str, str, str], None]
"""Takes an element near the fault, the rule, the message and the hint."""


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
            _plain(block, ALERTS[title], titles[title])
            expanded.names.append(ALERTS[title])
            continue
        shape = SHAPES.get(name)
        if shape is None:
            hint = did_you_mean(name, SHAPES) or f"There are: {', '.join(SHAPES)}."
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
        elif name == "steps":
            _steps(block, title or titles[name], labels)
        elif shape.parts:
            _grades(block, name, title or titles[name], labels)
        else:
            _plain(block, name, title or titles[name])
    return expanded


def _check_parts(block: Element, name: str, shape: Shape, report: Report) -> None:
    """Report options that the block does not have, needed ones that are missing, and text before the first."""
    given = [part.get("data-part", "") for part in block if part.get("data-part")]
    for part in block:
        label = part.get("data-part")
        if label and label not in shape.parts:
            hint = did_you_mean(label, shape.parts) or f"It has: {', '.join(shape.parts)}."
            report(part, "block", f"the block “{name}” has no option “{label}”", hint)
        elif label and label != "column" and given.count(label) > 1:
            report(part, "block", f"“{label}” is given twice in this block", "Put both into one.")
        elif label and not len(part) and not (part.text or "").strip():
            report(part, "block", f"“{label}” is empty", "Write its text behind the colon.")
        elif shape.parts and not label:
            report(part, "block", f"text before the first option of “{name}”", f"Begin with {shape.parts[0]}: ...")
    for label in shape.required:
        if label not in given:
            report(block, "block", f"the block “{name}” needs “{label}:”", f"Add a line `{label}: ...`.")


def _head(block: Element, name: str, title: str, tag: str | None = None) -> Element:
    """Make `block` the element of its kind and put its title first."""
    block.tag = tag or SHAPES[name].tag
    block.set("class", f"block {name}")
    if block.tag == "div":
        block.set("role", "group")
        block.set("aria-label", title)
    head = Element("p", {"class": "block-title"})
    head.text = title
    block.insert(0, head)
    return head


def _plain(block: Element, name: str, title: str) -> None:
    _head(block, name, title)


def _grades(block: Element, name: str, title: str, labels: Mapping[str, str]) -> None:
    """Shape `help` (three grades) and `care` (labelled points)."""
    parts = list(block)
    for part in parts:
        label = part.attrib.pop("data-part", "")
        part.set("class", f"{name}-part {label}")
        head = Element("p", {"class": "block-label"})
        head.text = labels.get(f"{name}.{label}", label)
        part.insert(0, head)
    _head(block, name, title)


def _steps(block: Element, title: str, labels: Mapping[str, str]) -> None:
    _grades(block, "steps", title, labels)


def _compare(block: Element, title: str, report: Report) -> None:
    columns = [part for part in block if part.get("data-part") == "column"]
    if len(columns) == 1:
        report(block, "block", "“compare” has one column only", "Add another `column: Title`.")
    for column in columns:
        column.attrib.pop("data-part")
        column.set("class", "column")
        if len(column) and column[0].tag == "p":
            column[0].set("class", "block-label")
    block.set("class", "block compare")
    if title:
        _head(block, "compare", title, "div")


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
    claim = claims.get(key)
    if not key:
        report(block, "claim", "a claim block without the claim's id", "Write `::: claim the-id`.")
    parts = {part.get("data-part"): part for part in block if part.get("data-part")}
    fallback = {"said": claim.said, "evidence": claim.evidence} if claim else {}
    for label in ("said", "evidence"):
        if label in parts or label not in fallback:
            continue
        part = SubElement(block, "div", {"data-part": label})
        moved(part, block)
        paragraph = SubElement(part, "p")
        moved(paragraph, block)
        cited = f" [@{'; @'.join(claim.sources)}]" if claim and claim.sources and label == "evidence" else ""
        paragraph.text = fallback[label] + cited
        parts[label] = part
    block[:] = [parts[label] for label in ("said", "evidence") if label in parts]
    for part in block:
        label = part.attrib.pop("data-part", "")
        part.set("class", f"claim-part {label}")
        head = Element("p", {"class": "block-label"})
        head.text = labels[f"claim.{label}"]
        part.insert(0, head)
    head = _head(block, "claim", title)
    if key:
        badge = SubElement(head, "span", {"data-claim": key, "data-written": key})
        badge.text = ""
        head.text = f"{title} "


def _question(
    block: Element,
    asked: str,
    words: BlockWords,
    number: int,
    report: Report,
    moved: Callable[[Element, Element], None],
) -> None:
    """Shape a self-check question: its options, and behind a <details> the reason for each."""
    lists = [child for child in block if child.tag == "ul"]
    items = list(lists[0]) if lists else []
    right = sum(item.get("data-task") == "done" for item in items)
    if not asked:
        report(block, "question", "a question without its words", "Write `::: question What ...?`.")
    if len(items) < 2 or any(item.get("data-task") is None for item in items) or len(lists) != 1:
        hint = "List the options as `- [ ] option` and the right one as `- [x] option`."
        report(block, "question", "a question needs a list of at least two options", hint)
    elif right != 1:
        report(block, "question", f"{right or 'no'} options are marked as right", "Mark exactly one with [x].")
    options = Element("ol", {"class": "options"})
    reasons = Element("ol", {"class": "reasons"})
    for item in items:
        words_of_option, _, reason = (item.text or "").partition("\n")
        if not reason.strip() and not len(item):
            report(item, "question", "this option has no reason", "Say why it is right or not, indented below it.")
        is_right = item.get("data-task") == "done"
        option = SubElement(options, "li")
        option.text = words_of_option
        because = SubElement(reasons, "li", {"class": "right" if is_right else "not-right"})
        verdict = SubElement(because, "strong")
        verdict.text = f"{words.right if is_right else words.not_right}."
        verdict.tail = f" {reason.strip()}"
        because.extend(list(item))
        moved(option, item)
        moved(because, item)
    block[:] = [child for child in block if child.tag != "ul"]
    block.append(options)
    answer = SubElement(block, "details", {"class": "answer"})
    SubElement(answer, "summary").text = words.answer
    answer.append(reasons)
    _head(block, "question", asked, "div")
    block.set("id", f"question-{number}")
