"""Markdown that slipped, and what other programs read: found by its signs, told with a way out.

Each pattern is one that prose does not hold by chance. It is compiled when a text holds its signs: most sites write few
of them, and to compile them all would be felt at each start.
Where it can it begins with a sign, and looks back from there: what looks back first is tried at each character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from .signs import by_end, held, holds


class Slip(NamedTuple):
    """Something that is printed as it stands, though its author meant it otherwise."""

    signs: tuple[str, ...]
    """Of which a text must hold one for the pattern to find anything."""
    pattern: str
    """^ and $ are the ends of a line."""
    message: str
    hint: str
    is_once: bool = False
    """Whether saying it once a page is enough."""

    def found_in(self, text: str) -> Iterator[re.Match[str]]:
        """Return where it stands in a text."""
        return _compiled(self.pattern).finditer(text) if holds(text, self.signs) else iter(())


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.M)


ADDRESS = (
    r"(?:https?://|\.{1,2}/|/|#)[^()\[\]\n]*|[^()\[\]\n]*\.(?:md|html?|svg|png|jpe?g|webp|ya?ml|pdf)(?:#[^()\[\]\n]*)?"
)
APART = "these attributes belong to nothing: they would be printed as they are"

SLIPPED = (
    Slip(
        ("](",),
        rf"\]\((?=[^()\n<>\"']*[^()\n<>\"'\s][ \t]+[^()\n<>\"'\s])(?:{ADDRESS})\)",
        "this is no link, on account of the blanks in its address",
        "Write %20 for each blank, or put <...> round the address.",
    ),
    Slip(
        ("]",),
        rf"\][ \t]\((?:{ADDRESS})\)",
        "this is no link, on account of the blank before (",
        "Take the blank out.",
    ),
    Slip(
        (")[",),
        rf"\([^()\n]+\)\[(?:{ADDRESS})\](?!\()",
        "this is no link: the brackets are the wrong way round",
        "Write [words](address).",
    ),
    Slip(
        ("](",),
        r"\]\((?:(?:https?://|\.{1,2}/|/|#)[^()\[\]\s]*|"
        r"[^()\[\]\s]*\.(?:md|html?|svg|png|jpe?g|webp|ya?ml|pdf)(?:#[^()\[\]\s]*)?[.,;:]?)"
        r"(?=\s|\Z)(?![^()]*(?:\([^()]*\))?[^()]*\))",
        "this is no link: its address is not closed by )",
        "Put the ) behind the address.",
    ),
    Slip(
        ("{",),
        r"(?<=[ \t*_)`\]])\{:?[ \t]*[#.][\w-]+[^{}\n]*$",
        "this { is not closed by }: it would be printed as it is",
        "Close it, or write \\{ for the sign.",
    ),
    Slip(
        ("{:",),
        r"\A\{:[^{}\n]*\}",
        APART,
        "Put them behind the words of a heading or a link, or on the last line of a paragraph.",
    ),
    Slip(("##",), r"^#{2,6}(?=[^#\s])", "this is no heading: there is no blank behind the #", "Put one."),
    Slip(("•", "◦", "▪", "‣"), r"^[•◦▪‣][ \t]", "this makes no list", "Begin each item with “- ”."),
    Slip(
        ("<!--",),
        r"<!--",
        "this comment is never closed, and is shown as text",
        "Close it with -->, before any blank line.",
    ),
)
"""Markdown that was meant and missed."""

FOREIGN = (
    Slip(
        ("!!!", "???", "///", "!>", "?>"),
        r"^(?:(?:!!!|\?\?\?\+?)[ \t]*[a-z][\w-]*|/{3,}[ \t]+[a-z][\w-]*(?=[ \t]*(?:\||$))|[!?]>(?=[ \t]))",
        "this makes no box here, as it does in other programs",
        "Write `::: note Title`, the text below it, and `:::`.",
    ),
    Slip(
        ("===",),
        r"^===[!+]?[ \t]+[\"'](?=\S)",
        "this makes no tab here, as it does in MkDocs",
        "Write a heading, and the text below it.",
    ),
    Slip(
        ("import ", "export ", "{/*"),
        r"^import (?:[^\n]* from )?(?:\"[^\"\n]+\"|'[^'\n]+');?[ \t]*$|^export (?:const|let|function) \w+ ?[=(]|"
        r"^export default (?:function\b|\w+;|\{)|\{/\*",
        "this is meant for a program: it would be printed as it is",
        "Delete it, or make it code.",
    ),
    Slip(
        ("==",),
        r"==(?<![=\w!<>{]==)(?=[^\s=])[^=\n]*(?<=[^\s=])==(?![=\w])",
        "== marks no words here",
        "Write **words**, or <mark>words</mark>.",
    ),
    Slip(
        ("++",),
        r"\+\+(?<![\w+{]\+\+)[a-z][\w-]*(?:\+[\w-]+)*\+\+(?![\w+])",
        "++ makes no keys here",
        "Write <kbd>Ctrl</kbd>+<kbd>C</kbd>.",
    ),
    Slip(
        ("%%",),
        r"%%(?<!\S%%)(?!%)(?:[^%]|%(?!%))+%%(?![^\s.,;:)])",
        "this is no comment here: it would be printed as it is",
        "Write <!-- ... -->.",
    ),
    Slip(
        ("@",),
        r"@(?<![\w@\[/.-]@)(?:fig|tbl|sec|eq|lst)-[\w-]+",
        "this leads nowhere: it would be printed as it is",
        "Write [words](#its-id).",
    ),
    Slip(
        (")=",),
        r"^\([A-Za-z][\w:.-]*\)=[ \t]*$",
        "this names nothing here",
        "Put {#its-id} behind the heading, and link to [words](#its-id).",
    ),
    Slip(
        (" ^",),
        r"(?<=\S)[ ]\^[A-Za-z0-9-]{2,}[ \t]*$",
        "this names nothing here",
        "Give a heading an id, ## Title {#its-id}, and link to [words](#its-id).",
    ),
    Slip(
        ("^^",),
        r"\^\^(?<!\^\^\^)(?=[^\s^])[^^\n]*(?<=[^\s^])\^\^(?!\^)",
        "^^ underlines nothing here",
        "Write **words**, or <ins>words</ins>.",
    ),
    Slip(
        ("^",),
        r"\^(?<=[^\W_]\^)[\w+−-]{1,12}\^(?![\w^])",
        "^ raises nothing here",
        "Write <sup>2</sup>.",
    ),
    Slip(
        ("{++", "{--", "{~~", "{==", "{>>"),
        r"\{(?:\+\+|--|~~|==|>>)[^{}]*(?:\+\+|--|~~|==|<<)\}",
        "a suggested change stands here as text",
        "Accept it or not, and delete the signs.",
    ),
    Slip(("[T", "[t"), r"^\[(?:TOC|toc)\][ \t]*$", "no table of contents is made here", "Delete it."),
    Slip(
        ("^[",),
        r"(?<=[\w.,;:!?)*_’”\"'])\^\[(?=[^\s\[\]]+[ \n][^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\])",
        "this makes no footnote here",
        "Write [^name], and a line `[^name]: ...` below the paragraph.",
    ),
    Slip(
        ("]{",),
        r"\[(?<!\]\[)[^\[\]\n]+\]\{[.#][\w:-][^{}\n]*\}",
        "these brackets make no span here",
        'Write the words alone, or <span class="name">words</span>.',
    ),
    Slip(
        ("\\",),
        r"\\(?:begin|ref|eqref|cite[tp]?|label)\{[^{}\n]+\}",
        "LaTeX means nothing in a text",
        "Write it out, or make it a figure.",
    ),
    Slip(
        ("{", "8<"),
        r"\{\{[<%][ \t]*/?[ \t]*[\w-]+|\{%-?[ \t]*\w+[^%\n]*%\}|\{\{-?[ \t]+[A-Za-z_.$][^{}\n]*\}\}|"
        r"^-+8<-+(?=[ \t]+[\"'])|^--8<--(?=[ \t]*$)",
        "shortcodes and tags of templates mean nothing in a text",
        "Use a `:::` block, or make it code.",
    ),
    Slip(
        (":",),
        r":(?<![\w:./-]:)[a-z+-][a-z0-9_+-]+:(?![\w:/])",
        "such a name is a picture elsewhere; here it stays text",
        "Put the character itself, or nothing.",
        is_once=True,
    ),
    # Between single dollars only what is no price and no variable of a shell: a letter, or what holds one of \ ^ _ =.
    Slip(
        ("$",),
        r"(?<![\\$\w])(?:\$\$[^$]+\$\$|\$`[^`\n]+`\$|"
        r"\$(?:[A-Za-z]|(?=[^\s$])(?=[^$\n]*[\\^_=])[^$\n]*(?<!\s))\$(?![\w$]))",
        "GitHub sets this as a formula; here it stays text",
        "Write it out, or make it a figure.",
        is_once=True,
    ),
)
"""What MkDocs, Hugo, Docusaurus, MyST, Quarto, Pandoc, Obsidian or GitHub read, and this program prints."""

ANYWHERE = SLIPPED + FOREIGN
"""To be looked for in every text, without its code and tags."""
SIGNS = by_end(dict.fromkeys(sign for slip in ANYWHERE for sign in slip.signs))


def likely(text: str) -> Iterator[Slip]:
    """Yield those of ANYWHERE of which a text holds a sign."""
    present = held(text, SIGNS)
    return (slip for slip in ANYWHERE if not present.isdisjoint(slip.signs)) if present else iter(())


LIST_BEHIND_BLANK = Slip(
    ("}",),
    r"(?<=[^\s|])[ \t]+(?P<list>\{:?[ \t]*(?:[#.][\w:-]|(?:width|height|target)=)[^{}\n]*\})[ \t]*$",
    APART,
    "Put them behind a link, a picture or emphasis without a blank, or on a line of their own below.",
)
"""No list of attributes in a paragraph, where it must touch the emphasis or the link; of a heading or a cell it is one.

`Figure: words {#fig-a}`, `![words](a.png) {.wide}`: so Pandoc and MkDocs write them.
"""
ROLE = Slip(
    ("}`",),
    r"\{[a-z][\w:.-]*\}`[^`\n]+`",
    "a role of MyST means nothing here",
    "Write a link, [[a term]] or [@a-source].",
)
"""To be looked for with the code, which it seems to hold."""
