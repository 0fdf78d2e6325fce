"""What a language has to say, and where: each field is a text of the interface."""

from __future__ import annotations

import datetime
from typing import NamedTuple


class Count(NamedTuple):
    """A number of things in words."""

    one: str
    many: str

    def __call__(self, n: int) -> str:
        """Return “1 source” or “12 sources”."""
        return (self.one if n == 1 else self.many).format(n=n)


class Grade(NamedTuple):
    """How sure the evidence is: its name and what the name means."""

    name: str
    meaning: str


class LearningWords(NamedTuple):
    """What the review page and the test of a drawing's names say."""

    title: str
    lede: str
    description: str
    """With {site}."""
    search: tuple[str, ...]
    """What readers type who look for the review page."""
    how_title: str
    how: tuple[str, ...]
    no_scripts: str
    from_disk: str
    blocked: str
    off: str
    opt_in: str
    today: str
    due: Count
    none_due: str
    empty: str
    next_day: str
    """With {date}."""
    meaning: str
    """Asks for a term's meaning."""
    show: str
    knew: str
    not_yet: str
    comes_back: str
    """With {name} and {date}."""
    done: str
    """With {name}."""
    go_on: str
    stored: str
    stored_note: str
    stored_name: str
    stored_day: str
    stored_today: str
    export: str
    export_note: str
    export_file: str
    forget: str
    forgotten: str
    by_article: str
    question_count: Count
    after_article: str
    """Leads from an article's questions to the review page."""
    test_ends: str
    test_how: str
    test_names: str
    test_find: str
    """With {name}."""
    test_right: str
    """With {name}, which brings the note on the part."""
    test_other: str
    """With {name}, that of the part that was pointed at."""
    test_all: str
    test_part: str
    """With {n}, the number of a part."""


class QualityWords(NamedTuple):
    """What the build report says."""

    title: str
    lede: str
    description: str
    """With {site}."""
    quiet: str
    outside: str
    broken: str
    links: Count
    inline: str
    unguarded: str
    all_pages: str
    pages: str
    weight: str
    weight_note: str
    kinds: tuple[tuple[str, str], ...]
    """Kind of page, or file that all share -> what it is called."""
    kind: str
    typical: str
    heaviest: str
    requests: str
    reading: str
    reading_note: str
    page: str
    grade: str
    plain_grade: str
    words: str
    links_per_thousand: str
    more: Count
    evidence: str
    reviews: str
    reviewed: str
    """With {who}, {n}, {all} and {rest}."""
    next_check: str
    overdue: str

    def name(self, kind: str) -> str:
        """Return what a kind of page is called."""
        return dict(self.kinds)[kind]


class ReferenceWords(NamedTuple):
    """What stands between the parts of a reference in Vancouver style."""

    months: tuple[str, ...]
    """As short as references have them."""
    month_form: str
    """With {month} and {year}."""
    day_form: str
    """With {day}, {month} and {year}."""
    both: str
    """With {first} and {second}: two authors in passing."""
    marks: tuple[tuple[str, str], ...]
    """CSL type → what stands in brackets behind the title."""
    editors: Count
    ordinals: tuple[str, str, str, str]
    """Behind a number that ends in 1, 2, 3, and behind any other."""
    edition: str
    """With {edition}."""
    pages: str
    """With {pages}."""
    report: str
    """With {number}."""
    cited: str
    """With {day}."""
    available: str

    def mark(self, kind: str) -> str:
        """Return what stands in brackets behind the title of a source of this type, or ""."""
        return dict(self.marks).get(kind, "")


class Words(NamedTuple):
    """All that the interface says. {braces} are filled in by `format`."""

    # Dates and lists
    months: tuple[str, ...]
    day_form: str
    """With {day}, {month} and {year}."""
    separator: str
    """Between a label and what it labels."""
    decimal_mark: str
    thousands_mark: str

    # Round every page
    skip: str
    main_menu: str
    foot_menu: str
    breadcrumb: str
    home: str
    articles: str
    glossary: str
    claims: str
    sources: str
    about: str
    feedback: str
    mistake: str
    """Asks for feedback, before the link to it."""
    feed: str
    a_to_z: str
    """Leads to the glossary where there are no scripts, and so no search."""

    # Search
    search: str
    search_hint: str
    search_close: str
    search_none: str
    """With {query}."""
    search_count: Count
    search_asking: str
    """Words round a name in a question for it: passed over where names are compared, not where words are."""
    search_kinds: tuple[str, ...]
    """Of an article, a term, another page, a claim: what stands beside a result."""

    # Home
    start_here: str
    learning_path: str
    path_intro: str
    look_up: str
    glossary_note: Count
    claims_note: Count
    sources_note: Count
    all_articles: Count
    more_articles: Count

    # Articles
    articles_intro: Count
    articles_description: str
    in_short: str
    contents: str
    updated: str
    changes: str
    what_changed: str
    """In running text."""
    review_due: str
    written_by: str
    reviewed_by: str
    reviewed_on: str
    edited_since: str
    """Stands behind the day of a review: the words have changed."""
    review: str
    not_reviewed: str
    """With {who}."""
    expert: str
    """Who reviews where a site does not say."""
    overdue: str
    evidence: str
    grades: tuple[tuple[str, Grade], ...]
    count_sources: Count
    funding: str
    related_articles: str
    reading_order: str
    previous: str
    next: str
    back_to_text: str
    unread: str
    check: str
    """Asks for the answer to a question, once one is chosen."""
    section_link: str
    """With {title}."""
    share: str
    copy_link: str
    copy_sentence: str
    copied: str
    share_system: str
    send_mail: str
    print: str
    words_used: str
    addresses: str
    this_page: str
    """Before the page's address, on paper."""
    take_along: str
    whole_site: str
    whole_site_note: str
    """With {size}."""
    cards: Count
    cards_note: str
    term: str
    address: str

    # Glossary
    glossary_intro: Count
    glossary_everyday: Count
    glossary_description: str
    letters: str
    other_letter: str
    see: str
    definition: str
    everyday: str
    say: str
    latin: str
    also_called: str
    ids: str
    facts: str
    fact_names: tuple[tuple[str, str], ...]
    related_terms: str
    not_confused: str
    appears_in: str
    appears_count: Count
    appears_more: Count
    appears_nowhere: str
    in_glossary: str
    preview_more: str
    """Leads from a term's preview to its page."""

    # Claims
    claims_title: str
    claims_intro: Count
    claims_description: str
    topics: str
    other_topic: str
    verdicts: tuple[tuple[str, Grade], ...]
    verdict_key: str
    filter_verdict: str
    filter_topic: str
    filter_all: str
    filter_shown: str
    """With {n} and {all}."""
    said: str
    discussed_in: str
    no_source: str

    learning: LearningWords
    quality: QualityWords

    # Sources
    references: ReferenceWords
    sources_intro: Count
    sources_description: str
    cited_in: str
    not_cited: str
    credits: str
    credits_intro: Count
    credits_description: str
    shown_in: str
    not_shown: str

    # Not found, moved
    lost_title: str
    lost_text: str
    lost_description: str
    moved_title: str
    moved_text: str

    def day(self, date: datetime.date) -> str:
        """Return the date as a reader says it: “5 March 2026”."""
        return self.day_form.format(day=date.day, month=self.months[date.month - 1], year=date.year)

    def number(self, value: float | None, places: int = 0) -> str:
        """Return a number as it is written: “1,234.5”; a dash for none."""
        if value is None:
            return "–"
        whole, _, part = f"{value:,.{places}f}".partition(".")
        return whole.replace(",", self.thousands_mark) + (self.decimal_mark + part if part else "")

    def weight(self, size: int) -> str:
        """Return a number of bytes as “12.3 kB”."""
        return f"{self.number(size / 1000, 1)}\N{NO-BREAK SPACE}kB"

    def about_bytes(self, size: int) -> str:
        """Return a number of bytes in round numbers: “640 kB”, “1.4 MB”, “23 MB”."""
        # Rounded first: 999,999 bytes are 1.0 MB, not 1,000 kB.
        if (tens := round(size, -4)) < 1_000_000:
            return f"{self.number(max(10, tens // 1000))} kB"
        return f"{self.number(size / 1_000_000, 0 if round(size, -5) >= 10_000_000 else 1)} MB"

    def grade(self, code: str) -> Grade | None:
        """Return the name and meaning of an evidence grade, or None where the site has its own."""
        return dict(self.grades).get(code)

    def verdict(self, name: str) -> Grade:
        """Return the word for a verdict of the claims ledger and what it means."""
        return dict(self.verdicts)[name]

    def fact(self, name: str) -> str:
        """Return the label of a muscle's fact."""
        return dict(self.fact_names)[name]


class BlockWords(NamedTuple):
    """What the `:::` blocks and figures inside a text say."""

    titles: tuple[tuple[str, str], ...]
    """Block or alert -> its title where the author gives none."""
    parts: tuple[tuple[str, str], ...]
    """`block.part` -> the label of a part."""
    answer: str
    """Opens the answers of a self-check question."""
    right: str
    not_right: str
    long_text: str
    """Opens the long description of a figure."""
    numbers: str
    """Opens the table behind a chart."""
    parts_shown: str
    """Stands before the list of a drawing's labels."""
    names_test: str
    """Begins the test of a drawing's names."""
    not_drawn: str
    """Stands for a drawing that is still to be made."""
    grade: str
    footnotes: str
    table: str
    """Names a table whose head is empty to those who hear it."""


class CopyWords(NamedTuple):
    """What a copy for review says."""

    mark: str
    about: str
    """With {site}."""
    how: tuple[str, ...]
    without: str
    """For a reader without scripts."""
    mail: str
    comment: str
    comment_on: str
    """With {n}, the number of a passage."""
    whole: str
    """Stands before the box for what belongs to no passage."""
    terms: str
    sources: str
    separator: str
    name: str
    save: str
    comments: Count
    saved: str
    """With {file}."""


class Language(NamedTuple):
    """All that the interface says in one language."""

    words: Words
    blocks: BlockWords
    copy: CopyWords
