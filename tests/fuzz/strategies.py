"""Sites that Hypothesis makes up: front matter from the schema and then broken, Markdown from a grammar, odd trees."""

from __future__ import annotations

from hypothesis import strategies as st

from microsite.reading.config import KNOWN
from microsite.reading.page import ARTICLE, ARTICLE_KINDS, EVIDENCE, TERM, TERM_KINDS
from microsite.text.blocks import SHAPES
from tests.fuzz.oracle import Tree
from tests.test_properties import MARKS, STARTS, WORDS

SLUGS = ("one", "two", "hip", "psoas", "iliacus")
TITLES = (
    *("Hip", "Psoas", "psoas major", "One", "Two: a colon", "“Quoted”", "#", "---", "no", "010", "12:30", "~", "null"),
    *(
        "<script>alert(1)</script>",
        "</script><b>",
        "{{ 7*7 }}",
        "{% raw %}",
        "javascript:alert(1)",
        "&amp;",
        "%s",
        "\\",
    ),
    *(
        "ﬁ",
        "İ",
        "ß",
        "Ω",
        "👩‍👩‍👧",
        "\u202eabc",
        "a\u0301",
        "Ｆｕｌｌ",
        "../../etc/passwd",
        "CON",
        "[[hip]]",
        "*a*",
        "'",
        '"',
        "",
    ),
)
ADDRESSES = (
    *(
        "one.md",
        "../glossary/hip.md",
        "two.md#part",
        "#part",
        "none.md",
        "../../config.yaml",
        "https://example.org/a?b=c&d",
    ),
    *(
        "javascript:alert(1)",
        "JaVa\tScript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//example.org",
        "\\\\example.org",
    ),
    *(
        "mailto:a@example.org",
        "tel:+1",
        "file:///etc/passwd",
        "http://[::1",
        "&#106;avascript:x",
        "%6aavascript:x",
        "<a b>",
    ),
    *(
        "../figures/leg.svg",
        "../figures/dot.png",
        "../claims.yaml",
        "../references.yaml",
        "../glossary/",
        "x y.md",
        "?",
        ".",
    ),
)
DATES = ("2026-01-31", "2026-02-30", "2031-01-01", "1999-1-1", "yesterday", "0000-00-00", "2026-11-22", "99999-01-01")
VALUES = st.one_of(
    st.sampled_from(
        (*TITLES, *DATES, *SLUGS, *ARTICLE_KINDS, *TERM_KINDS, *EVIDENCE, "true", "false", "exact", "every")
    ),
    st.sampled_from(
        (
            "[hip, psoas]",
            "[]",
            "{}",
            "{a: b}",
            "[[a]]",
            "|\n  block",
            ">-\n  folded",
            "!!python/none x",
            "&a b",
            "*a",
            "? x",
        )
    ),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=20),
)

# ------------------------------------------------------------------------------------------------------- a text

links = st.tuples(st.sampled_from(("", "!")), st.sampled_from((*WORDS, "", "*a*")), st.sampled_from(ADDRESSES)).map(
    lambda parts: f"{parts[0]}[{parts[1]}]({parts[2]})"
)
raw = st.tuples(
    st.sampled_from("a b p div span img svg script style iframe details summary table td input form base math".split()),
    st.sampled_from(
        (
            "",
            ' href="{}"',
            " src='{}'",
            " onclick=x()",
            ' style="x"',
            " id=a",
            ' class="b" title=\'"\'',
            " xlink:href={}",
            """ title=='"><script>'""",
            " title=a\u00a0lang='><script>'",
            " <!-- -->",
        )
    ),
    st.sampled_from(ADDRESSES),
    st.sampled_from((">", "/>", "", ">x</{}>", "\n>")),
).map(lambda p: f"<{p[0]}{p[1].format(p[2])}{p[3].format(p[0])}")
pieces = st.one_of(st.sampled_from((*WORDS, *MARKS, " ", " ", "  ")), links, raw, st.text(max_size=6))
lines = st.tuples(st.lists(st.sampled_from(STARTS), max_size=3), st.lists(pieces, max_size=8)).map(
    lambda line: "".join(line[0]) + "".join(line[1])
)
blocks = st.tuples(
    st.sampled_from(sorted(SHAPES)), st.lists(lines, max_size=4), st.sampled_from((":::", "", "::::"))
).map(lambda block: f"::: {block[0]}\n" + "\n".join(block[1]) + f"\n{block[2]}\n")
texts = st.lists(st.one_of(lines, lines, blocks), max_size=8).map("\n".join)
runs = st.tuples(st.lists(pieces, min_size=1, max_size=3).map("".join), st.integers(2, 3000)).map(
    lambda run: run[0] * min(run[1], 20_000 // max(1, len(run[0])))
)

# ------------------------------------------------------------------------------------------------- front matter


@st.composite
def front_matter(draw: st.DrawFn, known: frozenset[str]) -> str:
    """Return front matter that may well be right, and is broken by one edit half of the time."""
    fields = {"title": draw(st.sampled_from(TITLES)), "summary": "A summary."}
    for name in draw(st.lists(st.sampled_from(sorted(known)), max_size=4)):
        fields[name] = draw(VALUES)
    text = "---\n" + "".join(f"{name}: {value}\n" for name, value in fields.items()) + "---\n"
    return draw(broken(text)) if draw(st.booleans()) else text


@st.composite
def broken(draw: st.DrawFn, text: str) -> str:
    """Return a text with one edit: something taken out, put in, doubled or moved."""
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 12)))
    put = draw(
        st.one_of(
            st.just(""),
            st.just(text[start:end] * 2),
            st.sampled_from(
                (*"\t\n:-[]{}\"'|>&*!%@`#,?~", "---\n", "\x00", "\x85", "\u2028", "\ufeff", "\x1b[31m", "\r")
            ),
            st.text(max_size=4),
        )
    )
    return text[:start] + put + text[end:]


# ------------------------------------------------------------------------------------------------------- a site

references = st.tuples(st.sampled_from(("hu2011", "a", "A B")), VALUES, VALUES).map(
    lambda row: (
        f"references:\n  - id: {row[0]}\n    type: book\n    title: {row[1]}\n    issued: {row[2]}\n    URL: {row[1]}\n"
    )
)
claims = st.tuples(st.sampled_from(("burns-fat", "x")), VALUES, VALUES).map(
    lambda row: (
        f"claims:\n  - id: {row[0]}\n    topic: T\n    said: {row[1]}\n    verdict: Wrong\n    evidence: {row[2]}\n"
    )
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}</svg>'
drawings = st.lists(
    st.sampled_from(
        (
            *(
                "<title>Leg</title>",
                '<path id="a" d="M0 0"/>',
                '<a data-term="hip"><path/></a>',
                "<script>x()</script>",
            ),
            *(
                '<use href="#a"/>',
                '<use href="https://a.org"/>',
                "<foreignObject/>",
                '<g onclick="x()">',
                "</g>",
                "&e;",
            ),
            *(
                "<!-- x -->",
                "<![CDATA[x]]>",
                "<style>a{}</style>",
                '<image href="data:x"/>',
                "<text>hip</text>",
                "<set/>",
            ),
        )
    ),
    max_size=4,
).map(lambda inner: SVG.format("".join(inner)))
configs = st.lists(st.tuples(st.sampled_from(sorted(KNOWN)), VALUES), max_size=4).map(
    lambda fields: "title: Site\n" + "".join(f"{name}: {value}\n" for name, value in fields if name != "output")
)
NAMES = (
    *("content/articles/Ä.md", "content/articles/con.md", "content/articles/a b.md", "content/articles/index.md"),
    *("content/articles/sub/one.md", "content/pages/about.md", "content/pages/claims.md", "content/glossary/Hip.md"),
    *(
        "content/articles/.hidden.md",
        "content/articles/one.md~",
        "content/other.txt",
        "content/one.md",
        "content/figures/x.yaml",
    ),
    *(
        "content/articles/one.svg",
        "content/figures/dot.png",
        "content/urls.yaml",
        "urls.lock",
        "templates/article.html",
    ),
    *(
        "static/css/01-x.css",
        "static/js/99-x.js",
        "static/x.html",
        "static/site.css",
        "static/404.html",
        "static/A.TXT",
    ),
)


@st.composite
def pages(draw: st.DrawFn) -> dict[str, bytes]:
    """Return a handful of articles and terms."""
    tree = {}
    for folder, known in (("articles", ARTICLE), ("glossary", TERM), ("pages", ARTICLE)):
        for slug in draw(st.lists(st.sampled_from(SLUGS), max_size=3, unique=True)):
            text = draw(front_matter(known)) + draw(st.one_of(texts, texts, texts, runs))
            tree[f"content/{folder}/{slug}.md"] = text.encode("utf-8", "surrogatepass")
    return tree


@st.composite
def sites(draw: st.DrawFn) -> Tree:
    """Return a whole site: pages, and now and then data, drawings, settings and files that are out of place."""
    tree: dict[str, bytes | None] = dict(draw(pages()))
    if draw(st.booleans()):
        tree["content/index.md"] = (draw(front_matter(ARTICLE)) + draw(texts)).encode("utf-8", "surrogatepass")
    for path, made in (
        ("config.yaml", configs),
        ("content/references.yaml", references),
        ("content/claims.yaml", claims),
        ("content/figures/leg.svg", drawings),
        ("content/figures/leg.yaml", VALUES.map(lambda said: f"alt: A leg\ncaption: {said}\n")),
    ):
        if draw(st.integers(0, 2)) == 0:
            text = draw(made)
            tree[path] = (draw(broken(text)) if draw(st.integers(0, 3)) == 0 else text).encode("utf-8", "surrogatepass")
    for name in draw(st.lists(st.sampled_from(NAMES), max_size=1)):
        tree[name] = draw(
            st.one_of(st.none(), st.binary(max_size=40), texts.map(lambda text: text.encode("utf-8", "replace")))
        )
    return tree
