"""Links as editors write them, between source files, become addresses between pages.

An address follows from a path alone, so a text can be converted without knowing which other pages exist; `link`
checks later that they do.
"""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

from .spans import decoded

SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
OUTSIDE = ("http", "https", "mailto", "tel")
"""Where a link may lead, besides to other pages of the site."""
SLIP = re.compile(r"(?P<scheme>https?)(?::/?(?=[\w.-]*\w\.\w)|//)|(?=www\.[\w-]+\.\w)", re.IGNORECASE)
"""Begins what was meant to lead to another host, and leads to a place on this one."""

CLAIMS_FILE, REFERENCES_FILE = "content/claims.yaml", "content/references.yaml"
GENERATED = {
    CLAIMS_FILE: "claims.html",
    REFERENCES_FILE: "sources.html",
    "content/figures": "credits.html",
    "content/articles": "articles/index.html",
    "content/glossary": "glossary/index.html",
    "content": "index.html",
}
"""What an editor links to in order to reach a page that the site makes itself."""


class Target(NamedTuple):
    """Where a link leads."""

    href: str
    """As it is printed into the page; "" when the link cannot be used."""
    path: str = ""
    """Source file of the target, relative to the site folder; "" for the outside."""
    anchor: str = ""
    fault: str = ""
    hint: str = ""


def url_of(path: str) -> str:
    """Return the address of the page made of the source file `path`: content/articles/x.md → articles/x.html."""
    if path in GENERATED:
        return GENERATED[path]
    inside = path.removeprefix("content/")
    if inside.startswith("pages/"):
        inside = inside.removeprefix("pages/")
    return inside.removesuffix(".md") + ".html" if inside.endswith(".md") else inside


def relative(target: str, start: str) -> str:
    """Return the link from the page at address `start` to the one at `target`, both from the site's root."""
    here, there = start.split("/")[:-1], target.split("/")
    common = 0
    while common < min(len(here), len(there) - 1) and here[common] == there[common]:
        common += 1
    return "../" * (len(here) - common) + "/".join(there[common:])


def resolve(written: str, source: str, page_url: str) -> Target:
    """Return where the link `written` in the file `source` leads, seen from the page at `page_url`.

    Refused: other schemes than OUTSIDE (also when hidden by entities or control characters), addresses of another
    host without a scheme, and site-absolute ones, which break under a sub-path and on disk.
    """
    # What a browser would read: it ignores tabs and line ends.
    url = re.sub(r"[\x00-\x20]+", lambda blank: " " if " " in blank[0] else "", decoded(written)).strip()
    scheme = SCHEME.match(url)
    if slip := SLIP.match(url):
        hint = f"Write {slip['scheme'] or 'https'}://{url[slip.end() :][:80]}"
        return Target("", fault=f"“{url[:80]}” names no host as it is written", hint=hint)
    if scheme:
        if scheme[1].lower() in OUTSIDE and not url[scheme.end() :].strip("/"):
            return Target("", fault="a link without a target", hint="Write the whole address.")
        if scheme[1].lower() in OUTSIDE and _is_address(url):
            return Target(url.replace(" ", "%20"))
        if scheme[1].lower() in OUTSIDE:
            return Target("", fault=f"“{url[:80]}” is no address", hint="Look for a stray [ or ] in it.")
        return Target("", fault=f"links may not begin with “{scheme[1]}:”", hint=f"Allowed: {', '.join(OUTSIDE)}.")
    if url.startswith(("//", "\\")):
        return Target("", fault="a link to another host without its scheme", hint="Write https: in front.")
    if url.startswith("/"):
        hint = "Link to the source file, as in ../glossary/name.md: that works everywhere."
        return Target("", fault=f"“{url[:80]}” begins at the root of a server", hint=hint)
    path, _, anchor = url.partition("#")
    path, _, query = path.partition("?")
    anchor = unquote(anchor)
    if not path:
        return Target(f"#{quote(anchor, safe=SAFE)}" if anchor else "", source, anchor, *_empty(url))
    full = posixpath.normpath(posixpath.join(posixpath.dirname(source), unquote(path)))
    if full != "content" and not full.startswith("content/"):
        return Target("", fault=f"“{path[:80]}” lies outside content/", hint="Link to a file below content/.")
    if path.endswith(".html"):
        hint = f"Link to the source file {path.removesuffix('.html')}.md."
        return Target("", fault=f"“{path[:80]}” is a page of the finished site", hint=hint)
    href = quote(relative(url_of(full), page_url), safe="/.-_~")
    href += f"?{query}" if query else ""
    return Target(href + (f"#{quote(anchor, safe=SAFE)}" if anchor else ""), full, anchor)


def _is_address(url: str) -> bool:
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True


SAFE = "/?:@!$&'()*+,;=-._~"


def _empty(url: str) -> tuple[str, str]:
    return (
        ("", "") if url.startswith("#") and len(url) > 1 else ("a link without a target", "Write the target in (...).")
    )
