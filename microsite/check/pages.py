"""What the checks need to know of a finished page, learned from its bytes alone and remembered with them."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

TAG = re.compile(r"<([a-zA-Z][\w-]*)((?:\s+[^\s=>\"']+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?)*)\s*/?>")
ATTRIBUTE = re.compile(r"([^\s=\"']+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+)))?")
UNREAD = re.compile(r"<!--.*?-->|<script\b[^>]*>.*?</script>", re.S)
LOADS = frozenset({"script", "img", "link", "iframe", "source", "video", "audio", "embed", "object", "use", "image"})


@dataclass(frozen=True, slots=True)
class PageFacts:
    """One finished page."""

    ids: frozenset[str]
    double_ids: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    """Element and address of everything that the page leads to or loads, each once, in order."""
    h1: int
    """How many there are."""
    size: int
    """Bytes."""


def facts_of(page: bytes) -> PageFacts:
    """Return what the checks need to know of a finished page."""
    text = UNREAD.sub(lambda match: re.sub(r">.*<", "><", match[0], flags=re.S), page.decode("utf-8"))
    ids: dict[str, int] = {}
    links: dict[tuple[str, str], None] = {}
    h1 = 0
    for tag, attributes in TAG.findall(text):
        h1 += tag == "h1"
        # Most tags have none of the attributes that are looked for.
        if "id" not in attributes and "href" not in attributes and "src" not in attributes:
            continue
        for name, *values in ATTRIBUTE.findall(attributes):
            value = html.unescape("".join(values))
            if name == "id":
                ids[value] = ids.get(value, 0) + 1
            elif name in ("href", "src"):
                links[tag, value] = None
    doubles = tuple(name for name, count in ids.items() if count > 1)
    return PageFacts(frozenset(ids), doubles, tuple(links), h1, len(page))
