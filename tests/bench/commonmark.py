"""How many CommonMark examples come out with the same structure.

Run: python tests/bench/commonmark.py SPEC [--show SECTION]

SPEC is spec.txt of the specification (in the npm package commonmark-spec). Structure = the tags with what matters of
their attributes, and the text between them with blanks folded; what differs only in entities, percent-encoding, line
ends between blocks or the id of a heading counts as the same. Prints a table: section, examples, Python-Markdown with
the extensions that people add for GitHub's Markdown, and ours.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import markdown

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from microsite.text.dialect import to_html

BLOCKS = frozenset("p ul ol li pre blockquote h1 h2 h3 h4 h5 h6 hr table thead tbody tr td th div dl dt dd br".split())
KEPT = ("href", "src", "alt", "title", "start", "class")


class Structure(HTMLParser):
    """Reads HTML into a list that is equal for equal structure."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.text = ""
        self.pre = 0

    def flush(self, *, edge: bool) -> None:
        text = self.text if self.pre else re.sub(r"\s+", " ", self.text)
        if edge and not self.pre:
            text = text.strip()
        if text:
            self.found.append(text)
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "span":  # ours alone: the mark of something undefined, which is shown as text
            return
        self.flush(edge=tag in BLOCKS)
        self.pre += tag == "pre"
        kept = [f"{name}={unquote(value or '')}" for name, value in attrs if name in KEPT]
        self.found.append(f"<{tag} {' '.join(sorted(kept))}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "span":
            return
        self.flush(edge=tag in BLOCKS)
        self.pre -= tag == "pre"
        self.found.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.text += data


def structure(html: str) -> list[str]:
    reader = Structure()
    reader.feed(html)
    reader.close()
    reader.flush(edge=True)
    # Blank text beside a block says nothing.
    return [item.strip() if not item.startswith("<") else item for item in reader.found if item.strip()]


def examples(spec: str) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    section = ""
    pattern = r"^`{32,} example *\n(.*?)^\.\n(.*?)^`{32}$|^#{1,6} *([^\n]*)$"
    for match in re.finditer(pattern, spec.partition("\n<!-- END TESTS -->")[0], re.S | re.M):
        if match[3] is not None:
            section = match[3]
        else:
            found.append((section, match[1].replace("→", "\t"), match[2].replace("→", "\t")))
    return found


def stock(text: str) -> str:
    return markdown.markdown(text, extensions=["fenced_code", "tables", "sane_lists", "footnotes", "def_list"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("spec", type=Path)
    parser.add_argument("--show", default="", help="print the examples of this section that differ")
    wanted = parser.parse_args()
    total, same_stock, same_ours = Counter[str](), Counter[str](), Counter[str]()
    for section, text, expected in examples(wanted.spec.read_text(encoding="utf-8")):
        total[section] += 1
        goal = structure(expected)
        same_stock[section] += structure(stock(text)) == goal
        ours = to_html(text)
        same_ours[section] += structure(ours) == goal
        if wanted.show == section and structure(ours) != goal:
            print(f"--- source\n{text}--- wanted\n{expected}--- ours\n{ours}")
    for section in total:
        print(f"{section:44}{total[section]:5}{same_stock[section]:7}{same_ours[section]:7}")
    print(f"{'all':44}{sum(total.values()):5}{sum(same_stock.values()):7}{sum(same_ours.values()):7}")


if __name__ == "__main__":
    main()
