"""A figure inside a text: the picture with its caption, long text, labels, credit and numbers.

A drawing is put into the page itself, so that its colours follow the theme and its parts can be reached; its ids
then need a prefix, or two drawings on a page would share them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from functools import lru_cache
from xml.etree.ElementTree import Element, SubElement

from ..model import Figure
from ..words.shape import BlockWords
from .crossrefs import relative
from .typography import set_quotes

PROLOGUE = re.compile(r"<\?xml.*?\?>|<!--.*?-->", re.S)

CLOSED = {"data-no-terms": ""}
"""Of what few readers open: the first mention of a term, which becomes its link, is one that all can see."""


def inlined(figure: Figure, occurrence: int, page_url: str) -> str:
    """Return the drawing's SVG to stand inside a page: ids prefixed, its labels linked to their terms."""
    return _inlined(figure.svg, _prefix(figure, occurrence), page_url)


def _prefix(figure: Figure, occurrence: int) -> str:
    return f"{figure.name}{_suffix(occurrence)}-"


@lru_cache(maxsize=16)
def _inlined(svg: str, prefix: str, page_url: str) -> str:
    # In the preview a text with the same drawings is converted again and again.
    svg = PROLOGUE.sub("", svg).strip()
    # A number stands for a name of the list below, which who cannot see the drawing is read anyway.
    svg = re.sub(r'<(?:a|g)\s[^>]*?class="label-number"', r'\g<0> aria-hidden="true"', svg)
    if "<a " in svg:
        # A picture with links in it is no single picture: a screen reader would not get to them.
        svg = svg.replace('role="img"', 'role="group"', 1)
    svg = re.sub(r'(\sid\s*=\s*["\'])', rf"\g<1>{prefix}", svg)
    # Only where a part is pointed at: fill="#d9a55a" begins with the same sign and is a colour.
    svg = re.sub(r'(href\s*=\s*["\']\s*#)', rf"\g<1>{prefix}", svg)
    svg = re.sub(r"url\(#([^)]*)\)", rf"url(#{prefix}\g<1>)", svg)

    def listed(match: re.Match[str]) -> str:
        return match[1] + " ".join(prefix + name for name in match[2].split()) + '"'

    svg = re.sub(r'(\saria-(?:labelledby|describedby)=")([^"#]*)"', listed, svg)

    def linked(match: re.Match[str]) -> str:
        href = html.escape(relative(f"glossary/{match[1]}.html", page_url))
        # The list below leads to the same places: nobody need pass them twice with the Tab key.
        # Words on two lines are one word where they are read out, unless there is a blank between, on the side that
        # moves neither line.
        blank = r"\g<0> " if 'text-anchor="end"' in match[2] else r" \g<0>"
        words = re.sub(r"</tspan><tspan\b[^>]*>", blank, match[2])
        return f'<a href="{href}" tabindex="-1" data-term="{match[1]}"{words}'

    return re.sub(r'<a\s+data-term="([a-z0-9-]+)"(.*?</a>)', linked, svg, flags=re.S)


def title_of(figure: Figure) -> str:
    """Return the drawing's own title, or the words of the file's name where it has none."""
    found = re.search(r"<title[^>]*>([^<]+)</title>", figure.svg)
    return html.unescape(found[1]).strip() if found else figure.name.replace("-", " ").capitalize()


def terms_of(figure: Figure, language: str) -> str:
    """Return whom a picture is owed to and under which terms, as read: typographic quotes, links by their words."""
    said = " ".join(filter(None, (figure.credit, figure.licence)))
    holder = Element("p")
    holder.text = re.sub(r"\[([^\]\[]*)\]\([^()\s]*\)", r"\1", said)
    set_quotes(holder, language)
    return holder.text


def anchor_of(figure: Figure, occurrence: int = 1) -> str:
    """Return the id of a figure in its page."""
    return f"figure-{figure.name}" + _suffix(occurrence)


def figure_element(
    figure: Figure, alt: str, occurrence: int, page_url: str, words: BlockWords, stash: Callable[[str], str]
) -> Element:
    """Return the <figure> of a picture that stands alone in its paragraph.

    Texts are still Markdown and are read with the page. `stash` keeps raw HTML out of the tree.
    """
    element = Element("figure", {"class": "figure", "id": anchor_of(figure, occurrence)})
    if figure.steps:
        element.set("class", "figure stepped")
    written = {} if alt else _written(figure, "alt")
    alt = alt or figure.alt
    if not figure.is_drawn:
        holder = SubElement(element, "p", {"class": "figure-missing", "data-no-terms": "", **written})
        holder.text = f"{words.not_drawn} {alt}"
    elif figure.svg:
        # By its caption it would be called by all that is in there: list, description and whom it is owed to.
        element.attrib |= _name_of(figure, occurrence)
        holder = SubElement(element, "div", {"class": "drawing"})
        if figure.steps:
            _steps(holder, figure, occurrence)
        picture = SubElement(holder, "div", {"class": "picture"}) if figure.steps else holder
        picture.text = stash(inlined(figure, occurrence, page_url))
    else:
        attributes = {"src": relative(figure.path.removeprefix("content/"), page_url), "alt": alt}
        attributes |= {"width": str(figure.width), "height": str(figure.height), "loading": "lazy"}
        SubElement(element, "img", attributes)
    # Last, and all in one: HTML lets nothing stand behind a caption that is not in it.
    caption = Element("figcaption")
    if figure.caption:
        SubElement(caption, "p", _written(figure, "caption")).text = figure.caption
    _labels(caption, figure, page_url, words)
    _table(caption, figure, words)
    _long_text(caption, figure, words)
    if figure.credit:
        credit = SubElement(caption, "p", {"class": "credit", "data-no-terms": "", **_written(figure, "credit")})
        credit.text = " ".join(filter(None, (figure.credit, figure.licence)))
    if len(caption):
        element.append(caption)
    return element


def _name_of(figure: Figure, occurrence: int) -> dict[str, str]:
    """Return the attribute by which what holds a drawing is called as the drawing is."""
    title = re.search(r'<title(?: id="([^"\s]+)")?[^>]*>[^<]', figure.svg)
    if title and title[1]:
        return {"aria-labelledby": _prefix(figure, occurrence) + title[1]}
    return {"aria-label": title_of(figure)}


def _written(figure: Figure, field: str) -> dict[str, str]:
    """Return the attribute that says where words of a sidecar are written."""
    return {"data-written-at": str(figure.place_of(field))}


def _suffix(occurrence: int) -> str:
    return "" if occurrence == 1 else f"-{occurrence}"


def _steps(holder: Element, figure: Figure, occurrence: int) -> None:
    """Put one radio button per frame before the picture: CSS shows the frame, no script is needed."""
    name = f"step-{figure.name}{_suffix(occurrence)}"
    holder.set("role", "radiogroup")
    holder.attrib |= _name_of(figure, occurrence)
    for n, step in enumerate(figure.steps, 1):
        attributes = {"type": "radio", "name": name, "id": f"{name}-{n}", "class": f"step-choice step-{n}"}
        if n == 1:
            attributes["checked"] = "checked"
        SubElement(holder, "input", attributes)
        written = _written(figure, f"steps.{n - 1}")
        SubElement(holder, "label", {"for": f"{name}-{n}", "data-no-terms": "", **written}).text = step.title
    # Who has chosen a frame without seeing it hears what it shows.
    texts = SubElement(holder, "ol", {"class": "step-texts", "aria-live": "polite"})
    for n, step in enumerate(figure.steps):
        SubElement(texts, "li", _written(figure, f"steps.{n}")).text = step.text or step.title


def _labels(element: Element, figure: Figure, page_url: str, words: BlockWords) -> None:
    if not figure.labels:
        return
    # Open: in a narrow column the drawing shows numbers, and this list says what they mean.
    attributes = {"class": "figure-parts", "open": "open"}
    if len(figure.labels) > 1:
        # Scripts make a button with these words.
        attributes["data-test"] = words.names_test
    details = SubElement(element, "details", attributes)
    SubElement(details, "summary").text = words.parts_shown
    listing = SubElement(details, "ul", {"data-no-terms": ""})
    for n, label in enumerate(figure.labels):
        item = SubElement(listing, "li", _written(figure, f"labels.{n}"))
        href = relative(f"glossary/{label.term}.html", page_url)
        link = SubElement(item, "a", {"href": href, "data-term": label.term})
        link.text = label.text
        link.tail = f": {label.note}" if label.note else ""


def _table(element: Element, figure: Figure, words: BlockWords) -> None:
    if not figure.table:
        return
    details = SubElement(element, "details", {"class": "figure-numbers", **CLOSED, **_written(figure, "table")})
    SubElement(details, "summary").text = words.numbers
    table = SubElement(details, "table")
    head = SubElement(SubElement(table, "thead"), "tr")
    for cell in figure.table[0]:
        SubElement(head, "th", {"scope": "col"}).text = cell
    body = SubElement(table, "tbody")
    for row in figure.table[1:]:
        line = SubElement(body, "tr")
        for n, cell in enumerate(row):
            SubElement(line, "td" if n else "th", {} if n else {"scope": "row"}).text = cell


def _long_text(element: Element, figure: Figure, words: BlockWords) -> None:
    if not figure.long:
        return
    details = SubElement(element, "details", {"class": "figure-words", **CLOSED, **_written(figure, "long")})
    SubElement(details, "summary").text = words.long_text
    for paragraph in re.split(r"\n\s*\n", figure.long):
        SubElement(details, "p").text = " ".join(paragraph.split())
