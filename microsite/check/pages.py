"""What the checks need to know of a finished page, learned from its bytes alone and remembered with them."""

from __future__ import annotations

import html
import re
import zlib
from typing import NamedTuple

from ..model import BETWEEN, File

TAG = re.compile(r"<([a-zA-Z][\w-]*)((?:\s+[^\s=>\"']+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?)*)\s*/?>")
ATTRIBUTE = re.compile(r"([^\s=\"']+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+)))?")
UNREAD = re.compile(r"<!--.*?-->|<script\b[^>]*>.*?</script>", re.S)
LOOKED_FOR = re.compile(r"\s(?:id|href|src|style|on)", re.IGNORECASE)
TITLE = re.compile(r"<title>(.*?)</title>", re.S)
DRAWING = re.compile(r"<svg\b.*?</svg>", re.S)
TOLD = frozenset({"h1", "meta", "style", "script"})
LOADS = frozenset({"script", "img", "link", "iframe", "source", "video", "audio", "embed", "object", "use", "image"})
STATEMENTS = frozenset({"canonical", "alternate", "prev", "next", "license", "author", "help", "search"})
"""What a <link> may be that loads nothing; its element is called `rel` here."""


class PageFacts(NamedTuple):
    """One finished page. Ten thousand are held at once, so its ids and links are no more than a text."""

    digest: str
    """Of the page."""
    written_ids: str
    written_links: str
    double_ids: tuple[str, ...]
    link_count: int
    loads: tuple[str, ...]
    """Addresses of what the page asks for by itself."""
    h1: int
    """How many there are."""
    size: int
    """Bytes."""
    packed: int
    """Bytes on their way to the reader."""
    drawn: int
    """Bytes of `size` that are drawings."""
    title: str
    description: str
    is_indexed: bool
    """Whether search engines may list it."""
    has_policy: bool
    """Whether it has a content security policy of its own."""
    inline: int
    """Scripts, styles and handlers that stand in the page itself; data for machines is none."""

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(filter(None, self.written_ids.split(BETWEEN)))

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Element and address of everything that the page leads to or loads, each once, in order."""
        written = self.written_links.split(BETWEEN) if self.link_count else ()
        return tuple((tag, url) for tag, _, url in (link.partition(" ") for link in written))


def facts_of(page: File) -> PageFacts:
    """Return what the checks need to know of a finished page."""
    data = page.data
    written = data.decode("utf-8", "replace")
    text = UNREAD.sub(lambda match: re.sub(r">.*<", "><", match[0], flags=re.S), written)
    found = _Found()
    for element, attributes in TAG.findall(text):
        tag = element.lower()
        # Most tags have none of the attributes that are looked for.
        if tag in TOLD or LOOKED_FOR.search(attributes):
            pairs = ATTRIBUTE.findall(attributes)
            found.put(tag, {name.lower(): html.unescape(a or b or c) for name, a, b, c in pairs})
    title = TITLE.search(text)
    loads = (url for tag, url in found.links if tag in LOADS and not url.startswith(("#", "data:")))
    return PageFacts(
        digest=page.digest,
        written_ids=BETWEEN.join(sorted(found.ids)),
        written_links=BETWEEN.join(f"{tag} {url}" for tag, url in found.links),
        double_ids=tuple(name for name, count in found.ids.items() if count > 1),
        link_count=len(found.links),
        loads=tuple(dict.fromkeys(loads)),
        h1=found.h1,
        size=page.size,
        packed=packed_size(data),
        drawn=sum(len(drawing.encode()) for drawing in DRAWING.findall(text)),
        title=html.unescape(title[1]).strip() if title else "",
        description=found.meta.get("description", ""),
        is_indexed="noindex" not in found.meta.get("robots", ""),
        has_policy="content-security-policy" in found.meta,
        inline=found.inline,
    )


def packed_size(data: bytes) -> int:
    """Return how many bytes travel, packed as by a server in a hurry: nginx, where it is not told otherwise."""
    return len(zlib.compress(data, zlib.Z_BEST_SPEED))


class _Found:
    """Sorts the tags of a page as they come; lives only inside `facts_of`."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self.links: dict[tuple[str, str], None] = {}
        self.meta: dict[str, str] = {}
        self.h1 = self.inline = 0

    def put(self, tag: str, attributes: dict[str, str]) -> None:
        self.h1 += tag == "h1"
        self.inline += tag == "style" or (tag == "script" and not {"src", "type"} & attributes.keys())
        for name, value in attributes.items():
            if name == "id":
                self.ids[value] = self.ids.get(value, 0) + 1
            elif name in ("href", "src"):
                is_said = tag == "link" and attributes.get("rel", "").lower() in STATEMENTS
                self.links["rel" if is_said else tag, value] = None
            elif name == "style" or name.startswith("on"):
                self.inline += 1
            elif tag == "meta" and name in ("name", "http-equiv"):
                self.meta[value.lower()] = attributes.get("content", "")
