"""A copy of one page for review: one file that opens from an e-mail, takes comments and asks nobody for anything.

It carries its look, its drawings and a script for its comment boxes, and a policy that lets nothing else in. What it
is sent back as is read by `comments`.
"""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote

from ..model import Page, Site, Term
from ..outputs.assets import STYLES
from ..pages.render import Fill
from ..pages.setting import sheets_of
from ..pages.vancouver import vancouver
from ..pages.views import Html
from ..problem import Problem
from ..words import block_words, copy_words, direction_of, words_of
from ..words.shape import CopyWords
from .passages import numbered

FORM = Path(__file__).with_name("review_form")
PICTURES = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp", "svg": "image/svg+xml"}
OUTSIDE = ("http:", "https:", "mailto:", "tel:", "#")
"""How links begin that still lead somewhere from a file on its own."""

Put = Callable[[str], str]
"""Takes the words of a passage and returns what is to stand behind it."""


@dataclass(frozen=True, slots=True)
class CopyView:
    """What the frame of a copy shows."""

    path: str
    """Of the page's source."""
    title: str
    site: str
    language: str
    direction: str
    file: str
    """Name of the file that the comments are saved as."""
    digest: str
    """Of the text, so that comments on another version are not brought back."""
    mail: str
    """Address of a letter to the editors, or ""."""
    policy: str
    text: Html
    whole: Html
    """The box for what belongs to no passage."""
    sources: tuple[tuple[int, Html], ...]
    style: Html
    script: Html
    """Elements: the policy names their digests. No page of the site has any like them."""


def review_copy(site: Site, page: Page, root: Path, fill: Fill, static: Mapping[str, bytes]) -> str | Problem:
    """Return the copy as HTML, or what is wrong with a template.

    `root` is the site's folder, where its pictures lie; `static` holds the static files of the site, by address.
    """
    config = site.library.config
    words = copy_words(config.language)
    boxes: list[str] = []

    def put(said: str) -> str:
        boxes.append(said)
        return _box(fill, words, len(boxes), said)

    text = _copied_text(site, page, root, fill, put)
    if isinstance(text, Problem):
        return text
    script = (FORM / "form.js").read_text(encoding="utf-8")
    sheets = b"".join(static.get(name, b"") for name in (STYLES, *sheets_of(site.bodies[page.key])))
    style = _alone(sheets.decode("utf-8", "replace")) + (FORM / "form.css").read_text(encoding="utf-8")
    view = CopyView(
        path=page.source.path,
        title=page.title,
        site=config.title,
        language=config.language,
        direction=direction_of(config.language),
        file=comments_file(page),
        digest=hashlib.sha256("\n".join(boxes).encode()).hexdigest()[:16],
        mail=_mail(config.feedback, page.title),
        policy=_policy(style, script),
        text=Html(text),
        whole=Html(_box(fill, words, 0, words.whole)),
        sources=_sources(site, page),
        style=Html(f"<style>{style}</style>"),
        script=Html(f"<script>{script}</script>"),
    )
    return fill("copy.html", {"view": view, "words": words})


def comments_file(page: Page) -> str:
    """Return the name under which a reviewer's comments on a page are saved."""
    return f"{page.slug}-comments.txt"


def passages(site: Site, page: Page, fill: Fill) -> tuple[str, ...]:
    """Return the words of each passage that a copy of the page numbers, from 1 on."""
    found: list[str] = []

    def put(said: str) -> str:
        found.append(said)
        return ""

    _copied_text(site, page, None, fill, put)
    return tuple(found)


def linked_terms(site: Site, page: Page) -> tuple[Term, ...]:
    """Return the terms that a page links to, in the order of the text."""
    terms = {term.slug: term for term in site.library.terms}
    slugs = dict.fromkeys(site.bodies[page.key].linked)
    return tuple(terms[slug] for slug in slugs if slug in terms)


def _copied_text(site: Site, page: Page, root: Path | None, fill: Fill, put: Put) -> str | Problem:
    """Return the text with a box behind each passage; without `root` pictures stay outside."""
    language = site.library.config.language
    terms = linked_terms(site, page)
    shown = {
        "page": page,
        "body": Html(site.bodies[page.key].html),
        "terms": terms,
        "words": copy_words(language),
    }
    html = fill("parts/copy-text.html", shown)
    if isinstance(html, Problem):
        return html
    # What a block is called where its author gave no title: nobody's words to comment on.
    given = {title for _, title in block_words(language).titles} | {copy_words(language).terms}
    slugs = {term.slug for term in terms}
    return numbered(
        html,
        lambda said: "" if said in given else put(said),
        lambda tag, attributes: _carried(tag, attributes, page, slugs, root),
    )


def _box(fill: Fill, words: CopyWords, number: int, said: str) -> str:
    box = fill("parts/copy-remark.html", {"words": words, "number": number, "said": said})
    assert isinstance(box, str), box
    return box


def _carried(
    tag: str, attributes: Mapping[str, str], page: Page, slugs: set[str], root: Path | None
) -> Mapping[str, str]:
    """Return an element's attributes as they are in a file on its own."""
    if tag == "details":
        # A reviewer reads everything.
        return {**attributes, "open": ""}
    if tag == "a" and "href" in attributes:
        return _link(attributes, slugs)
    if tag == "img" and root:
        return {**attributes, "src": _picture(attributes.get("src", ""), page, root)}
    return attributes


def _link(attributes: Mapping[str, str], slugs: set[str]) -> Mapping[str, str]:
    """Return a link that leads out, or to a word's definition in the same file; others lead nowhere."""
    if attributes["href"].startswith(OUTSIDE):
        return attributes
    term = re.search(r"(?:^|/)glossary/([a-z0-9-]+)\.html", attributes["href"])
    rest = {name: value for name, value in attributes.items() if name != "href"}
    return {**rest, "href": f"#word-{term[1]}"} if term and term[1] in slugs else rest


def _picture(src: str, page: Page, root: Path) -> str:
    """Return a picture of the site as an address that holds it."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page.url), unquote(src)))
    kind = PICTURES.get(path.rpartition(".")[2].lower(), "")
    file = root / "content" / path
    if not kind or path.startswith("..") or not file.is_file():
        return "data:,"
    return f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"


def _sources(site: Site, page: Page) -> tuple[tuple[int, Html], ...]:
    """Return the page's sources, each with its number."""
    known, words = site.library.references, words_of(site.library.config.language).references
    cited = {(cited.number, cited.key) for cited in site.bodies[page.key].draft.citations if cited.key in known}
    return tuple((number, Html(vancouver(known[key], words))) for number, key in sorted(cited))


def _mail(feedback: str, title: str) -> str:
    return f"{feedback.partition('?')[0]}?subject={quote(title)}" if feedback.startswith("mailto:") else ""


def _alone(style: str) -> str:
    """Return a stylesheet that names no other file and cannot end the element that it stands in."""
    style = re.sub(r"""url\(\s*(?!["']?data:)[^)]*\)""", 'url("data:,")', style)
    return re.sub(r"@import[^;]*;", "", style).replace("</", "<\\/")


def _policy(style: str, script: str) -> str:
    """Return the policy of the copy: this style and this script, pictures that it holds, and nothing else."""

    def digest(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    return (
        f"default-src 'none'; style-src {digest(style)}; script-src {digest(script)}; img-src data:; "
        "form-action 'none'; base-uri 'none'"
    )
