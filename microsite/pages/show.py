"""What pages with a text of their own show, and those that lead to them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import Article, Body, Draft, Page, Site
from ..words import block_words
from .setting import (
    Setting,
    body_of,
    frame_of,
    items_of,
    last_updated,
    links_to,
    setting_of,
    source_entries,
    tab_title,
    text_of,
    told,
)
from .views import (
    ARTICLES,
    HOME,
    LOST,
    QUALITY,
    REVIEW,
    ArticlesView,
    ArticleView,
    Downloads,
    Frame,
    HomeView,
    Item,
    Link,
    LostView,
    MovedView,
    PartView,
    PlainView,
    ReviewView,
    RouteView,
    full_address,
)

MOST_OF_A_PART = 12
"""Articles of one part on the home page; the rest stands on the page of all articles."""
HELP = re.compile(r"\s*:::+[ \t]*help\b")
"""How a text begins whose reader may have to act before reading on."""


def home_view(setting: Setting) -> HomeView:
    """Return the home page; a site need not have written one."""
    library, config, page = setting.library, setting.config, setting.library.home
    body = body_of(setting, page) if page else Body.of(Draft())
    title = page.title if page else config.title
    summary = (page.summary if page else "") or config.summary
    return HomeView(
        frame=frame_of(
            setting,
            HOME,
            title,
            summary,
            title=tab_title(config.title, title),
            card="home",
            updated=page.updated if page else None,
        ),
        title=title,
        summary=summary,
        body=text_of(body),
        sources=source_entries(setting, body.draft.citations),
        routes=_routes(setting),
        parts=tuple(_shortened(part) for part in _parts(setting)),
        articles=len(library.articles),
        terms=len(library.terms),
        claims=len(library.claims),
        references=len(library.references),
    )


def _routes(setting: Setting) -> tuple[RouteView, ...]:
    made = (RouteView(r.title, r.text, links_to(setting, r.articles)) for r in setting.config.routes)
    return tuple(route for route in made if route.articles)


def _shortened(part: PartView) -> PartView:
    """Return the part as the home page shows it: the reader's question is not given away by a summary."""
    shown = tuple(Item(item.url, item.title, "") for item in part.articles[:MOST_OF_A_PART])
    return PartView(
        number=part.number,
        title=part.title,
        summary=part.summary,
        articles=shown,
        more=len(part.articles) - len(shown),
    )


def _parts(setting: Setting) -> tuple[PartView, ...]:
    summaries = {part.title: part.summary for part in setting.config.parts}
    articles: dict[str, list[Item]] = {title: [] for title in (*setting.parts, "")}
    for article in setting.library.articles:
        articles[article.part].append(Item(article.url, article.title, article.summary, article.evidence))
    return tuple(
        PartView(
            number=setting.parts.get(title, 0),
            title=title,
            summary=summaries.get(title, ""),
            articles=tuple(items),
        )
        for title, items in articles.items()
        if items
    )


def articles_view(setting: Setting) -> ArticlesView:
    """Return the list of all articles, by parts."""
    words = setting.words
    return ArticlesView(
        frame=frame_of(
            setting,
            ARTICLES,
            words.articles,
            words.articles_description.format(site=setting.config.title),
            card="articles",
            updated=last_updated(setting.library.articles),
        ),
        parts=_parts(setting),
        articles=len(setting.library.articles),
    )


def article_view(setting: Setting, n: int) -> ArticleView:
    """Return the n-th article, from 0."""
    article = setting.library.articles[n]
    part = setting.parts.get(article.part, 0)
    trail = [Link(ARTICLES, setting.words.articles)]
    if part:
        trail.append(Link(f"{ARTICLES}#part-{part}", article.part))
    return ArticleView(
        frame=frame_of(
            setting,
            article.url,
            article.title,
            article.summary,
            section=ARTICLES,
            card=article.part or "articles",
            trail=tuple(trail),
            updated=article.updated,
        ),
        question=article.question,
        main_message=article.main_message,
        kind=article.kind,
        is_help_first=HELP.match(article.source.text) is not None,
        related=_related(setting, article),
        has_questions=bool(body_of(setting, article).draft.questions),
        previous=_neighbour(setting, article, n - 1),
        next=_neighbour(setting, article, n + 1),
        **told(setting, article),
    )


def _related(setting: Setting, article: Article) -> tuple[Item, ...]:
    near = (setting.pages[key] for key in setting.site.related.get(article.key, ()) if key in setting.pages)
    # Their titles say enough here; with their summaries they would weigh as much as a paragraph of the text.
    return tuple(Item(page.url, page.title, "") for page in near)


def _neighbour(setting: Setting, article: Article, n: int) -> Link | None:
    if not 0 <= n < len(setting.library.articles):
        return None
    other = setting.library.articles[n]
    return Link(other.url, other.title, other.part if other.part != article.part else "")


def plain_view(setting: Setting, page: Page, downloads: Downloads | None = None) -> PlainView:
    """Return a page outside the learning path; with `downloads` it offers the whole site."""
    return PlainView(
        frame=frame_of(setting, page.url, page.title, page.summary, updated=page.updated),
        main_message=page.main_message,
        related=related_pages(setting, page),
        downloads=downloads,
        **told(setting, page),
    )


def related_pages(setting: Setting, page: Page) -> tuple[Item, ...]:
    """Return the pages that a plain page names as related."""
    keys = (key for slug in page.related for key in (slug, f"pages/{slug}") if key in setting.pages)
    return items_of(setting.pages[key] for key in keys)


def lost_view(setting: Setting) -> LostView:
    """Return the page for addresses that lead nowhere."""
    words = setting.words
    # A server shows this page at any address, so its links start from the root of the site.
    path = "/" + setting.config.site_url.partition("://")[2].partition("/")[2]
    frame = frame_of(setting, LOST, words.lost_title, words.lost_description, is_indexed=False, root=path)
    return LostView(frame)


def moved_views(setting: Setting) -> Iterator[MovedView]:
    """Yield a stub for every old address; a page that lives at the address keeps it."""
    taken = {page.url for page in setting.library.everything}
    for page in setting.library.everything:
        for old in page.redirect_from:
            if old in taken:
                continue
            taken.add(old)
            said = setting.words.moved_title
            title = tab_title(page.title, said)
            frame = frame_of(setting, old, said, page.summary, title=title, is_indexed=False)
            yield MovedView(
                frame=frame, target=Link(page.url, page.title, full_address(setting.config.site_url, page.url))
            )


def review_view(setting: Setting) -> ReviewView:
    """Return the page that brings things back for another look."""
    words, blocks = setting.words.learning, block_words(setting.config.language)
    said = words.description.format(site=setting.config.title)
    asked = ((page, body_of(setting, page).sketch.questions) for page in setting.library.everything)
    return ReviewView(
        # A reader's own tool: a search engine has nothing to show of it.
        frame=frame_of(setting, REVIEW, words.title, said, is_indexed=False),
        questions=tuple((Link(f"{page.url}#{found[0]}", page.title), len(found)) for page, found in asked if found),
        has_terms=bool(setting.library.terms),
        right=f"{blocks.right}.",
        not_right=f"{blocks.not_right}.",
    )


def quality_frame(site: Site) -> Frame:
    """Return what stands round the build report, which is made when all other pages are."""
    setting = setting_of(site)
    words = setting.words.quality
    said = words.description.format(site=setting.config.title)
    return frame_of(setting, QUALITY, words.title, said, updated=last_updated(setting.library.everything))
