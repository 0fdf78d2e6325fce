"""Markdown as it is written here: Python-Markdown with GitHub's blocks and our inline patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import markdown
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.postprocessors import build_postprocessors
from markdown.treeprocessors import build_treeprocessors
from markdown.util import AMP_SUBSTITUTE, AtomicString, Registry

from ..words import words_of
from . import inline
from .blocks import SHAPES, STRUCTURED, TITLED
from .gfm import HTML_BLOCK, GitHubBlocks
from .spans import decoded


class Dialect(markdown.Markdown):
    """Python-Markdown with GitHub's blocks and our inline patterns."""

    def build_parser(self) -> Dialect:
        # A page has a converter of its own: what would only be taken out again is not put in.
        self.preprocessors, self.inlinePatterns = Registry(), Registry()
        self.treeprocessors, self.postprocessors = build_treeprocessors(self), build_postprocessors(self)
        self.treeprocessors.deregister("prettify")
        self.blocks = GitHubBlocks(self, STRUCTURED, TITLED, SHAPES)
        self.parser = self.blocks
        return self


def dialect(language: str = "en", *, trusts_html: bool = False) -> Dialect:
    """Return a fresh converter; none is shared, so that no page can leave anything behind for the next."""
    footnotes = FootnoteExtension(USE_DEFINITION_ORDER=False, BACKLINK_TITLE=words_of(language).back_to_text)
    abbreviations = AbbrExtension()
    md = Dialect(extensions=[footnotes, abbreviations, AttrListExtension()], output_format="html")
    inline.register(md, trusts_html=trusts_html)
    md.blocks.footnotes, md.blocks.abbreviations = footnotes, abbreviations
    md.blocks.language = language
    return md


def to_html(text: str) -> str:
    """Return what the dialect alone makes of a text: no links are resolved, no terms marked."""
    md = dialect()
    root = processed(md, md.blocks.parse(text.split("\n")))
    for element in root.iter():
        for name in element.attrib.keys() & {"href", "src"}:
            element.set(name, decoded(element.attrib[name]))
    return serialised(md, root)


def texts_to_read(md: Dialect, root: Element) -> Iterator[tuple[int, str]]:
    """Yield line and text of each block in which patterns are still to be looked for."""
    line, collected = 1, md.blocks.collected
    for element in root.iter():
        line = collected.lines.get(element, line)
        if not isinstance(element.text, AtomicString):
            yield line, element.text or ""
    # A footnote's text is read later.
    yield from ((collected.footnotes.get(name, 1), text) for name, text in md.blocks.footnotes.footnotes.items())


def processed(md: Dialect, root: Element) -> Element:
    """Return the tree of a text with what stands inside its blocks read as well, and its footnotes behind it."""
    for processor in md.treeprocessors:
        found = processor.run(root)
        root = root if found is None else found
    return root


def serialised(md: Dialect, root: Element) -> str:
    """Return the HTML of a tree, which is changed by it."""
    for element in root.iter():
        # What stands in the tree is text: an & in it never begins an entity, as Python-Markdown would have it.
        element.text, element.tail = _with_amp(element.text), _with_amp(element.tail)
        for name, value in element.attrib.items():
            element.set(name, _with_amp(value) or "")
    for child in root:
        child.tail = (child.tail or "").rstrip() + "\n"
    output: str = md.serializer(root)
    output = output.strip().removeprefix(f"<{md.doc_tag}>").removesuffix(f"</{md.doc_tag}>").strip()
    output = re.sub(f"</?{HTML_BLOCK}>", "", output)
    for processor in md.postprocessors:
        output = processor.run(output)
    return output + "\n" if output else ""


def _with_amp(text: str | None) -> str | None:
    return text.replace("&", f"{AMP_SUBSTITUTE}amp;") if text and "&" in text else text
