"""The worst inputs known, a megabyte of each: all end, and say why; `microsite/text/limits.py` has the limits."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Mapping

from microsite.text.budget import SECONDS, OverBudget, limited
from tests.audit.tools import Done
from tests.test_properties import draft_of

SIZE = 1_000_000
MIDDLE = 40_000
"""Some texts stay below every limit when they are shorter, and are read to the end."""

Make = Callable[[int], str]


def run(unit: str) -> Make:
    """Return what repeats `unit`."""
    return lambda size: (unit * (size // len(unit) + 1))[:size]


def numbered(form: str) -> Make:
    """Return what repeats `form`, each time with another number in place of {}."""
    return lambda size: "".join(form.replace("{}", str(n)) for n in range(size // (len(form) + 3)))


def nested(before: str, after: str) -> Make:
    """Return what nests, as deep as there is room."""
    return lambda size: before * (size // len(before + after)) + after * (size // len(before + after))


RUNS = (
    *(
        "![a][",
        "[",
        "![",
        "[a](",
        "[a][",
        "<![CDATA[",
        "<a ",
        "<http://",
        "*",
        "_",
        "`",
        "&",
        "<",
        "#",
        "=",
        " ",
        "\n",
        "\t",
    ),
    *(
        "~",
        ":",
        "|",
        "\\",
        "*a ",
        "a*",
        "a**a*",
        "_a ",
        "*a_b~~c",
        "**a *b ",
        "`a",
        "``a` ",
        "[[",
        "[[hip]] ",
        "[[a|",
        "[@",
    ),
    *(
        "[@hu2011] ",
        "{claim:",
        "{claim:burns-fat} ",
        "{fact:psoas.origin} ",
        "*a*{.c} ",
        "*a*{",
        "{",
        "<!--",
        "<?",
        "<!a ",
    ),
    *(
        "<!-- a -->",
        "<b>a</b>",
        "<b>",
        "</b>",
        "<div>\n",
        '<a b="',
        "[a](b.md) ",
        "[a](https://a.org) ",
        "[a](nope.md) ",
    ),
    *(
        "![a](x.png) ",
        "![a](x.png)\n\n",
        "https://a.org ",
        "https://",
        "a@b.c ",
        "a@",
        "a.",
        "www.",
        "&auml;",
        "# a\n",
        "---\n\n",
    ),
    *(
        "```\n",
        "> a\n",
        "- a\n",
        "- a\n\n",
        "- [ ] a\n",
        "1. a\n",
        "::: note\na\n:::\n\n",
        "::: note\n",
        "::: nope\n\n",
    ),
    *(
        "::: question q\n- [x] a\n  b\n- [ ] c\n  d\n:::\n\n",
        "hip psoas ",
        "psoas major of the hip joint ",
        "a",
        "a ",
        ". ",
    ),
    *(
        '"a" ',
        "'",
        "$$a",
        ":a:",
        "a:",
        "[x]: b.md\n",
        "[x]: ",
        "a  \n",
        "a\\\n",
        "&#65;",
        "** a ** ",
        "[a] (b.md) ",
        "](a b",
    ),
    *(
        "(a)[b.md]",
        "[[a](b.md)](b.md) ",
        '[a](b "',
        "[a](b(",
        "a’s ",
        "|a|b|c|d\n",
        "|-|-|\n",
        "a|b\n-|-|-\n\n",
        ": a\n",
        "w\n: a\n",
    ),
    *(
        "*[",
        "<details>\n\na\n\n</details>\n\n",
        "<p>a\n\n",
        "    a\n",
        "- a\n+ b\n",
        "ü ",
        "ﬁ",
        "\u0301",
        "a\n===\n",
        "- ",
        "> ",
    ),
    *(
        "w\n: def\n\n",
        "> > > > > > > > > > > > a\n",
        "The quick brown fox jumps over the lazy dog. ",
        "<details>",
        "<table><tr><td>",
    ),
    *(
        "<!-- waive: a",
        "<!-- waive: a -->",
        "::: compare\ncolumn: A\na\ncolumn: B\nb\n:::\n\n",
        "- [ ] a\n  why\n\n",
        "[^",
        "[^1]:",
    ),
)
WORST: Mapping[str, Make] = {
    **{unit: run(unit) for unit in RUNS},
    "[ ... ]": nested("[", "]"),
    "[ ... ](b.md)": nested("[", "](b.md)"),
    "![ ... ](b.md)": nested("![a", "](b.md)"),
    "(": lambda size: "https://a.org/" + "(" * (size // 2) + ")" * (size // 2),
    "address...": lambda size: "https://a.org/" + ".)" * (size // 2),
    "one footnote": lambda size: "[^1] " * (size // 5) + "\n\n[^1]: note\n",
    "footnotes": lambda size: numbered("[^{}] ")(size // 2) + "\n\n" + numbered("[^{}]: note\n")(size // 2),
    "references": lambda size: numbered("[a][r{}] ")(size // 2) + "\n\n" + numbered("[r{}]: b.md\n")(size // 2),
    "abbreviations": lambda size: numbered("*[A{}]: m\n")(size // 2) + "\n\n" + numbered("A{} ")(size // 2),
    "wide table": lambda size: "|a" * (size // 6) + "|\n" + "|-" * (size // 6) + "|\n" + "|b" * (size // 6) + "|\n",
    "long table": lambda size: "|a|b|\n|-|-|\n" + "|c|d|\n" * (size // 6),
    "code that never ends": lambda size: "```\n" + "a\n" * (size // 2),
    "lazy lines": lambda size: "> a\n" + "a\n" * (size // 2),
    "stairs": lambda size: "\n".join("  " * n + "- x" for n in range(int(size**0.5))),
    "attributes": lambda size: "<a " + "b=c " * (size // 4),
    "quoted attributes": lambda size: "<a " + 'b="c ' * (size // 5),
    "headings": numbered("## part {}\n\n"),
    "ids": numbered("*a*{#i{}} "),
    "missing links": numbered("[a](nope{}.md) "),
    "runs of ticks": lambda size: " ".join("`" * n for n in range(1, int((2 * size) ** 0.5))),
    "a word": lambda size: "a" * size,
    "a long number": lambda size: "a " + "1" * (size - 8) + " x 5 %",
}


def audit() -> Done:
    """Read each of the worst inputs, long and less long; what takes longer than the budget is a fault."""
    faults, slowest = [], (0.0, "")
    for name, make in WORST.items():
        for size in (MIDDLE, SIZE):
            began = time.process_time()
            try:
                with limited("page.md"):
                    draft_of(make(size))
            except OverBudget:
                faults.append(f"{name!r}: {size:,} characters take longer than {SECONDS:g} s")
            slowest = max(slowest, (time.process_time() - began, f"{size:,} characters of {name!r}"))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    said = f"limits: {len(WORST)} worst inputs, {MIDDLE:,} and {SIZE:,} characters of each; at most {most:,} MB"
    return Done(f"{said}; the slowest took {slowest[0]:.1f} s: {slowest[1]}", tuple(faults))
