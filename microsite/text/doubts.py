"""What in a paragraph is shown otherwise than its author meant: Markdown that slipped, and what GitHub alone shows.

Here as on GitHub a slip stays text, and nobody notices; so do words that were left in by mistake. Opinions, so
warnings: each is a pattern that prose does not hold by chance. Code, tags and addresses in <...> are never looked into.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from .limits import MOST_DOUBTS
from .marks import false_marks
from .signs import holds
from .spans import VERBATIM, delimiters_left
from .wording import repeated, unfinished


class Doubt(NamedTuple):
    """Something in a text that an editor should look at."""

    start: int
    """Offset in the text."""
    literal: str
    """As it stands there, to find the column by."""
    message: str
    hint: str
    is_once: bool = False
    """Whether saying it once a page is enough."""
    rule: str = "markdown"
    is_broken: bool = False
    """Whether a mark of ours was meant, so that it is an error."""


NO_BLANK_BEFORE = "Put them behind a link, a picture or emphasis without a blank, or on a line of their own below."

ADDRESS = (
    r"(?:https?://|\.{1,2}/|/|#)[^()\[\]\n]*|[^()\[\]\n]*\.(?:md|html?|svg|png|jpe?g|webp|ya?ml|pdf)(?:#[^()\[\]\n]*)?"
)
LINK_WITH_BLANKS = re.compile(rf"\]\((?=[^()\n<>\"']*[^()\n<>\"'\s][ \t]+[^()\n<>\"'\s])(?:{ADDRESS})\)")
LINK_APART = re.compile(rf"\][ \t]\((?:{ADDRESS})\)")
LINK_REVERSED = re.compile(rf"\([^()\n]+\)\[(?:{ADDRESS})\](?!\()")
LINK_OPEN = re.compile(
    r"\]\((?:(?:https?://|\.{1,2}/|/|#)[^()\[\]\s]*|"
    r"[^()\[\]\s]*\.(?:md|html?|svg|png|jpe?g|webp|ya?ml|pdf)(?:#[^()\[\]\s]*)?[.,;:]?)(?=\s|\Z)(?![^()]*(?:\([^()]*\))?[^()]*\))"
)
ATTRIBUTES_OPEN = re.compile(r"(?<=[ \t*_)`\]])\{:?[ \t]*[#.][\w-]+[^{}\n]*$", re.M)
EMOJI = re.compile(r"(?<![\w:./-]):[a-z+-][a-z0-9_+-]+:(?![\w:/])")
FORMULA = re.compile(
    r"(?<![\\$\w])(?:\$\$[^$]+\$\$|\$`[^`\n]+`\$|\$(?:[A-Za-z]|(?=[^\s$])(?=[^$\n]*[\\^_=])[^$\n]*(?<!\s))\$(?![\w$]))"
)
"""Between single dollars only what is no price and no variable of a shell: a letter, or what holds one of \\ ^ _ =."""
NO_HEADING = re.compile(r"^#{2,6}(?=[^#\s])", re.M)
BULLET = re.compile(r"^[•◦▪‣][ \t]", re.M)
BOX = re.compile(
    r"^(?:(?:!!!|\?\?\?\+?)[ \t]*[a-z][\w-]*|/{3,}[ \t]+[a-z][\w-]*(?=[ \t]*(?:\||$))|[!?]>(?=[ \t]))", re.M
)
TAB = re.compile(r"^===[!+]?[ \t]+[\"'](?=\S)", re.M)
SHORTCODE = re.compile(
    r"\{\{[<%][ \t]*/?[ \t]*[\w-]+|\{%-?[ \t]*\w+[^%\n]*%\}|\{\{-?[ \t]+[A-Za-z_.$][^{}\n]*\}\}|"
    r"^-+8<-+(?=[ \t]+[\"'])|^--8<--(?=[ \t]*$)",
    re.M,
)
SCRIPT = re.compile(
    r"^import (?:[^\n]* from )?(?:\"[^\"\n]+\"|'[^'\n]+');?[ \t]*$|^export (?:const|let|function) \w+ ?[=(]|"
    r"^export default (?:function\b|\w+;|\{)|\{/\*",
    re.M,
)
HIGHLIGHT = re.compile(r"(?<![=\w!<>])==(?=[^\s=])[^=\n]*(?<=[^\s=])==(?![=\w])")
KEYS = re.compile(r"(?<![\w+])\+\+[a-z][\w-]*(?:\+[\w-]+)*\+\+(?![\w+])")
REMARK = re.compile(r"(?<!\S)%%(?!%)(?:[^%]|%(?!%))+%%(?![^\s.,;:)])")
REFERENCE = re.compile(r"(?<![\w@\[/.-])@(?:fig|tbl|sec|eq|lst)-[\w-]+")
LABEL = re.compile(r"^\([A-Za-z][\w:.-]*\)=[ \t]*$", re.M)
CONTENTS = re.compile(r"^\[(?:TOC|toc)\][ \t]*$", re.M)
LATEX = re.compile(r"\\(?:begin|ref|eqref|cite[tp]?|label)\{[^{}\n]+\}")
APART = re.compile(r"\A\{:[^{}\n]*\}")
BEHIND_BLANK = re.compile(
    r"(?<=[^\s|])[ \t]+(?P<list>\{:?[ \t]*(?:[#.][\w:-]|(?:width|height|target)=)[^{}\n]*\})[ \t]*$", re.M
)
"""No attribute list in a paragraph, where it must touch the emphasis or the link; of a heading or a cell it is one."""
NOTE = re.compile(r"(?<=[\w.,;:!?)*_’”\"'])\^\[(?=[^\s\[\]]+[ \n][^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\])")
SPAN = re.compile(r"(?<!\])\[[^\[\]\n]+\]\{[.#][\w:-][^{}\n]*\}")
ROLE = re.compile(r"\{[a-z][\w:.-]*\}`[^`\n]+`")
COMMENT = re.compile(r"<!--")

SLIPS: tuple[tuple[tuple[str, ...], re.Pattern[str], str, str], ...] = (
    (
        ("](",),
        LINK_WITH_BLANKS,
        "this is no link, on account of the blanks in its address",
        "Write %20 for each blank, or put <...> round the address.",
    ),
    (("]",), LINK_APART, "this is no link, on account of the blank before (", "Take the blank out."),
    ((")[",), LINK_REVERSED, "this is no link: the brackets are the wrong way round", "Write [words](address)."),
    (("](",), LINK_OPEN, "this is no link: its address is not closed by )", "Put the ) behind the address."),
    (
        ("{",),
        ATTRIBUTES_OPEN,
        "this { is not closed by }: it would be printed as it is",
        "Close it, or write \\{ for the sign.",
    ),
    (("##",), NO_HEADING, "this is no heading: there is no blank behind the #", "Put one."),
    (("•", "◦", "▪", "‣"), BULLET, "this makes no list", "Begin each item with “- ”."),
    (
        ("!!!", "???", "///", "!>", "?>"),
        BOX,
        "this makes no box here, as it does in other programs",
        "Write `::: note Title`, the text below it, and `:::`.",
    ),
    (("===",), TAB, "this makes no tab here, as it does in MkDocs", "Write a heading, and the text below it."),
    (
        ("import ", "export ", "{/*"),
        SCRIPT,
        "this is meant for a program: it would be printed as it is",
        "Delete it, or make it code.",
    ),
    (("==",), HIGHLIGHT, "== marks no words here", "Write **words**, or <mark>words</mark>."),
    (("++",), KEYS, "++ makes no keys here", "Write <kbd>Ctrl</kbd>+<kbd>C</kbd>."),
    (("%%",), REMARK, "this is no comment here: it would be printed as it is", "Write <!-- ... -->."),
    (("@",), REFERENCE, "this leads nowhere: it would be printed as it is", "Write [words](#its-id)."),
    ((")=",), LABEL, "this names nothing here", "Put {#its-id} behind the heading, and link to [words](#its-id)."),
    (("[T", "[t"), CONTENTS, "no table of contents is made here", "Delete it."),
    (("^[",), NOTE, "this makes no footnote here", "Write [^name], and a line `[^name]: ...` below the paragraph."),
    (("]{",), SPAN, "these brackets make no span here", 'Write the words alone, or <span class="name">words</span>.'),
    (("\\",), LATEX, "LaTeX means nothing in a text", "Write it out, or make it a figure."),
    (
        ("{:",),
        APART,
        "these attributes belong to nothing: they would be printed as they are",
        "Put them behind the words of a heading or a link, or on the last line of a paragraph.",
    ),
    (
        ("{", "8<"),
        SHORTCODE,
        "shortcodes and tags of templates mean nothing in a text",
        "Use a `:::` block, or make it code.",
    ),
    (
        ("<!--",),
        COMMENT,
        "this comment is never closed, and is shown as text",
        "Close it with -->, before any blank line.",
    ),
)
"""Signs of which a text must hold one for a pattern to find anything, the pattern, what it means, and a way out."""
GITHUB_ONLY = (
    ((":",), EMOJI, "such a name is a picture elsewhere; here it stays text", "Put the character itself, or nothing."),
    (("$",), FORMULA, "GitHub sets this as a formula; here it stays text", "Write it out, or make it a figure."),
)


def lists_apart(text: str) -> Iterator[Doubt]:
    """Yield the attribute lists in the text of a paragraph that are printed, as a blank stands before them.

    `Figure: words {#fig-a}`, `![words](a.png) {.wide}`: so Pandoc and MkDocs write them.
    """
    for match in BEHIND_BLANK.finditer(prose_of(text)) if "}" in text else ():
        said, hint = "these attributes belong to nothing: they would be printed as they are", NO_BLANK_BEFORE
        yield Doubt(match.start("list"), text[match.start("list") : match.end("list")], said, hint)


@lru_cache(maxsize=2_000)
def doubts(text: str, language: str = "en") -> tuple[Doubt, ...]:
    """Return what its author should look at in the text of a paragraph, a heading or a cell."""
    return tuple(islice(_doubts(text, language), MOST_DOUBTS))


def prose_of(text: str) -> str:
    """Return a text with an x for each character of its code, its tags, and all else that is no text."""
    return re.sub(VERBATIM, lambda match: "x" * len(match[0]), text, flags=re.S) if HIDDEN.search(text) else text


def _doubts(text: str, language: str) -> Iterator[Doubt]:
    visible = prose_of(text)
    yield from _words_left_in(visible, language)
    for found in false_marks(visible):
        # All of the line: what begins alike before it may be whole.
        literal = text[found.start :].partition("\n")[0]
        yield Doubt(found.start, literal, found.message, found.hint, rule=found.rule, is_broken=True)
    for match in MERGE.finditer(visible) if "<<<<<<< " in visible else ():
        said, hint = "both sides of a merge stand here, as git left them", "Keep one, and delete git’s three lines."
        yield Doubt(match.start(), match[0], said, hint, rule="unfinished", is_broken=True)
    yield from _slips(text, visible)


def _words_left_in(visible: str, language: str) -> Iterator[Doubt]:
    for start, literal in repeated(visible, language):
        if set(literal) - set("x \n\t"):
            said = f"“{' '.join(literal.split())}”: a word that stands twice"
            yield Doubt(start, literal, said, "Delete one of them.", rule="repeated")
    for start, literal in unfinished(visible):
        said, hint = f"“{literal[:40]}” was left in the text", "Write what is meant, or put it into <!-- ... -->."
        yield Doubt(start, literal, said, hint, rule="unfinished")


def _slips(text: str, visible: str) -> Iterator[Doubt]:
    for slip in (*SLIPS, *GITHUB_ONLY):
        signs, pattern, message, hint = slip
        for match in pattern.finditer(visible) if holds(visible, signs) else ():
            yield Doubt(match.start(), text[match.start() : match.end()], message, hint, is_once=slip in GITHUB_ONLY)
    # Its own backticks are code, which is hidden: what stands before them is not.
    for match in ROLE.finditer(text) if "}`" in text else ():
        if visible[match.start()] == "{":
            said, hint = "a role of MyST means nothing here", "Write a link, [[a term]] or [@a-source]."
            yield Doubt(match.start(), match[0], said, hint)
    # Emphasis is read from end to end only where some ** is not plainly one of a pair.
    left = delimiters_left(visible, "**") if "**" in visible and "**" in BOLD.sub("", visible) else []
    if len(left) > 1:
        said = "these ** make nothing bold; they stay as they are"
        hint = "Put no blank inside the stars, and one behind them where the bold words end in a mark like “:”."
        yield Doubt(left[0], text[left[0] :].partition("\n")[0][:12], said, hint)


BOLD = re.compile(r"(?<![^\s(])\*\*(?=[^\W_])[^*\n\[\]`<_~\\]*(?<=[^\W_])\*\*(?![\w*])")
"""Words that are bold whatever stands round them."""
MERGE = re.compile(r"^<{7} \S.*", re.M)
"""Where git has left both versions of a text for its editor to choose."""
HIDDEN = re.compile(r"[`<\\]")
"""What all that is no text begins with."""
