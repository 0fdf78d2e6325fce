"""The words of the interface and the form of dates, by language.

A language is one `Words` value; the type checker and a test see that none is half done. A site in a language
that is not here gets English words round its own text.
"""

from __future__ import annotations

import datetime
from typing import NamedTuple

RIGHT_TO_LEFT = ("ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi")


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


ENGLISH_LEARNING = LearningWords(
    title="Review what you looked up",
    lede="Words you looked up and questions you missed, back for another look after 1, 3, 7 and 21 days.",
    description=(
        "Words you looked up on {site} and questions you missed, back after 1, 3, 7 and 21 days. "
        "Kept in your browser only, and only if you ask."
    ),
    how_title="How this works",
    how=(
        "To recall a thing again after some days helps you to keep it. So this page can note the words that you look "
        "up and the questions that you miss, and ask you again after 1, 3, 7 and 21 days. Know it, and the next gap "
        "is longer. Miss it, and it starts again with 1 day. After 21 days it is done.",
        "The notes stay in this browser, on this device. There is no account and no score, and nothing is sent.",
    ),
    no_scripts=(
        "Scripts are switched off here, and this page cannot remember anything without them. "
        "The questions themselves work: they are listed below."
    ),
    from_disk=(
        "You have opened this site from disk. Some browsers, Firefox among them, then keep the notes of each page "
        "apart: what you look up on other pages does not arrive here. Others keep them together."
    ),
    blocked="This browser does not let the site store anything, so nothing can come back here.",
    off="Nothing is stored now. Nothing will be until you ask for it:",
    opt_in="Remember what I look up, on this device only",
    today="For today",
    due=Count("{n} thing to look at. Stop whenever you like.", "{n} things to look at. Stop whenever you like."),
    none_due="Nothing more for today.",
    empty="Nothing is stored yet. Look up a word or try a question: what you open or miss comes back tomorrow.",
    next_day="Next: {date}.",
    meaning="What does it mean? Say it to yourself first.",
    show="Show the meaning",
    knew="I knew it",
    not_yet="Not yet",
    comes_back="“{name}” comes back on {date}.",
    done="“{name}” is done: it does not come back.",
    go_on="Go on",
    stored="What is stored",
    stored_note="This list, in this browser, and nothing else: which page, how far, and the day it comes back.",
    stored_name="Word or question",
    stored_day="Comes back on",
    stored_today="today",
    export="Save as text for Anki",
    export_note="One line a card, front and back with a tab between them. Anki reads it with “Import file”.",
    export_file="review.txt",
    forget="Forget everything",
    forgotten="Everything is forgotten.",
    by_article="The questions, article by article",
    question_count=Count("{n} question", "{n} questions"),
    after_article="Questions that you miss can come back later: how reviewing works",
    test_ends="End the test and show the names",
    test_how=(
        "The names are hidden. Choose one, then point at its part or its number. Or point first, and read what it is."
    ),
    test_names="Names",
    test_find="Where is it: {name}?",
    test_right="Right. {name}",
    test_other="That is another part. {name}",
    test_all="That was the last name.",
    test_part="Part {n}",
)

GERMAN_LEARNING = LearningWords(
    title="Wiederholen, was neu war",
    lede="Was Sie nachgeschlagen oder nicht gewusst haben, noch einmal nach 1, 3, 7 und 21 Tagen.",
    description=(
        "Nachgeschlagene Wörter und offene Fragen von {site}, wieder vorgelegt nach 1, 3, 7 und 21 Tagen. "
        "Nur im Browser, und nur auf Wunsch."
    ),
    how_title="So geht es",
    how=(
        "Was man sich nach einigen Tagen noch einmal selbst sagt, bleibt besser. Darum kann diese Seite merken, welche "
        "Wörter Sie nachschlagen und welche Fragen Sie nicht richtig beantworten, und Sie nach 1, 3, 7 und 21 Tagen "
        "wieder fragen. Gewusst: Der nächste Abstand ist länger. Nicht gewusst: Es beginnt wieder mit einem Tag. "
        "Nach 21 Tagen ist es erledigt.",
        "Die Notizen bleiben in diesem Browser, auf diesem Gerät. Es gibt kein Konto und keine Punkte, und nichts wird "
        "gesendet.",
    ),
    no_scripts=(
        "Skripte sind hier abgeschaltet, und ohne sie kann diese Seite nichts festhalten. "
        "Die Fragen selbst gehen: Sie stehen unten."
    ),
    from_disk=(
        "Sie haben diese Website von der Festplatte geöffnet. Manche Browser, darunter Firefox, halten dann die "
        "Notizen jeder Seite getrennt: Was Sie auf anderen Seiten nachschlagen, kommt hier nicht an. Andere halten "
        "sie zusammen."
    ),
    blocked="Dieser Browser lässt die Website nichts speichern; darum kann hier nichts wiederkommen.",
    off="Jetzt ist nichts gespeichert. Das bleibt so, bis Sie es wünschen:",
    opt_in="Merken, was ich nachschlage, nur auf diesem Gerät",
    today="Für heute",
    due=Count(
        "{n} Sache zum Ansehen. Hören Sie auf, wann Sie mögen.",
        "{n} Sachen zum Ansehen. Hören Sie auf, wann Sie mögen.",
    ),
    none_due="Für heute ist nichts mehr da.",
    empty=(
        "Noch ist nichts gespeichert. Schlagen Sie ein Wort nach oder probieren Sie eine Frage: "
        "Was Sie öffnen oder nicht wissen, kommt morgen wieder."
    ),
    next_day="Als Nächstes: {date}.",
    meaning="Was bedeutet es? Sagen Sie es sich zuerst selbst.",
    show="Bedeutung zeigen",
    knew="Gewusst",
    not_yet="Noch nicht",
    comes_back="„{name}“ kommt am {date} wieder.",
    done="„{name}“ ist erledigt und kommt nicht wieder.",
    go_on="Weiter",
    stored="Was gespeichert ist",
    stored_note="Diese Liste, in diesem Browser, und sonst nichts: welche Seite, wie weit, an welchem Tag wieder.",
    stored_name="Wort oder Frage",
    stored_day="Kommt wieder",
    stored_today="heute",
    export="Als Text für Anki sichern",
    export_note="Eine Zeile je Karte, Vorder- und Rückseite mit einem Tabulator dazwischen. Anki liest sie ein.",
    export_file="wiederholen.txt",
    forget="Alles vergessen",
    forgotten="Alles ist vergessen.",
    by_article="Die Fragen, Artikel für Artikel",
    question_count=Count("{n} Frage", "{n} Fragen"),
    after_article="Was Sie nicht gewusst haben, kann wiederkommen: So geht das Wiederholen",
    test_ends="Prüfung beenden und Namen zeigen",
    test_how=(
        "Die Namen sind verdeckt. Wählen Sie einen und zeigen Sie dann auf seinen Teil oder dessen Zahl. "
        "Oder zeigen Sie zuerst und lesen Sie, was es ist."
    ),
    test_names="Namen",
    test_find="Wo ist das: {name}?",
    test_right="Richtig. {name}",
    test_other="Das ist ein anderer Teil. {name}",
    test_all="Das war der letzte Name.",
    test_part="Teil {n}",
)


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
    """With {n}, {all} and {rest}."""
    next_check: str
    overdue: str

    def name(self, kind: str) -> str:
        """Return what a kind of page is called."""
        return dict(self.kinds)[kind]


ENGLISH_QUALITY = QualityWords(
    title="This site in numbers",
    lede="Counted on the finished pages at every build. Nothing here is typed by hand.",
    description=(
        "What every build of {site} counts: requests to others, broken links, weight, reading grade, evidence, reviews."
    ),
    quiet="Quiet and whole",
    outside="Requests to other hosts",
    broken="Links that lead nowhere",
    links=Count("{n} link followed", "{n} links followed"),
    inline="Scripts, styles or handlers inside a page",
    unguarded="Pages without a content security policy",
    all_pages="Pages, this one and that for lost addresses (404.html) included",
    pages="Pages",
    weight="Weight",
    weight_note="As a page travels, packed by gzip; in brackets unpacked. Drawings are part of their page.",
    kinds=(
        ("home", "Home"),
        ("article", "Articles"),
        ("term", "Glossary words"),
        ("list", "Lists"),
        ("page", "Other pages"),
        ("site.css", "Stylesheet"),
        ("site.js", "Script"),
    ),
    kind="Kind",
    typical="Typical",
    heaviest="Heaviest",
    requests="Requests, at most",
    reading="Reading",
    reading_note=(
        "The grade is Flesch-Kincaid: about how many years of school a text asks for. The plain grade counts each "
        "glossary word, which the page explains, as an everyday one."
    ),
    page="Page",
    grade="Grade",
    plain_grade="Plain grade",
    words="Words",
    links_per_thousand="Links per 1,000 words",
    more=Count("{n} more page is not listed.", "{n} more pages are not listed."),
    evidence="Evidence",
    reviews="Reviews",
    reviewed="Articles reviewed by a clinician: {n} of {all}. Not yet: {rest}.",
    next_check="Next check due",
    overdue="overdue",
)


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
    part_number: str
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
    about_page: str
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
    evidence_says: str
    discussed_in: str
    no_source: str

    learning: LearningWords
    quality: QualityWords

    # Sources
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
        if size < 1_000_000:
            return f"{self.number(max(10, round(size, -4) // 1000))} kB"
        return f"{self.number(size / 1_000_000, 0 if size >= 10_000_000 else 1)} MB"

    def grade(self, code: str) -> Grade | None:
        """Return the name and meaning of an evidence grade, or None where the site has its own."""
        return dict(self.grades).get(code)

    def verdict(self, name: str) -> Grade:
        """Return the word for a verdict of the claims ledger and what it means."""
        return dict(self.verdicts)[name]

    def fact(self, name: str) -> str:
        """Return the label of a muscle's fact."""
        return dict(self.fact_names)[name]


ENGLISH = Words(
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    day_form="{day} {month} {year}",
    separator=": ",
    decimal_mark=".",
    thousands_mark=",",
    skip="Skip to the text",
    main_menu="Main",
    foot_menu="About this site",
    breadcrumb="You are here",
    home="Home",
    articles="Articles",
    glossary="Glossary",
    claims="Claims",
    sources="Sources",
    about="About",
    feedback="Tell us what is wrong or missing",
    mistake="A mistake?",
    feed="New and changed articles",
    a_to_z="A–Z",
    search="Search",
    search_hint="A word, a muscle, a question",
    search_close="Close",
    search_none="Nothing found for “{query}”. Try another word, or look in the list from A to Z:",
    search_count=Count("{n} result", "{n} results"),
    search_asking="a an the what who is are was does do mean means",
    search_kinds=("Article", "Glossary", "Page", "Popular claim"),
    start_here="Where to start",
    learning_path="The learning path",
    path_intro="Each part builds on the one before, but every page also stands alone.",
    part_number="Part {n}",
    look_up="Look something up",
    glossary_note=Count("{n} word, explained plainly", "{n} words, explained plainly"),
    claims_note=Count("{n} popular claim, checked", "{n} popular claims, checked"),
    sources_note=Count("The {n} source behind the text", "The {n} sources behind the text"),
    all_articles=Count("{n} article with its summary", "All {n} articles with their summaries"),
    more_articles=Count("{n} more article", "{n} more articles"),
    articles_intro=Count("{n} article.", "{n} articles."),
    articles_description="Every article of {site} in the order of its learning path, with a short summary.",
    in_short="In short",
    contents="On this page",
    about_page="About this page",
    updated="Updated",
    changes="What changed",
    what_changed="what changed",
    review_due="next check due",
    written_by="Written by",
    reviewed_by="Reviewed by",
    reviewed_on="on",
    edited_since="edited since",
    review="Review",
    not_reviewed="Not yet reviewed by a clinician",
    overdue="This page was due to be checked again by {date}. Newer evidence may be missing.",
    evidence="Evidence",
    grades=(
        ("A", Grade("Strong (A)", "several trials or reviews agree")),
        ("B", Grade("Fair (B)", "one sound trial, or consistent studies in people")),
        ("C", Grade("Limited (C)", "small, mixed or indirect studies")),
        ("D", Grade("Theory (D)", "no data from people yet")),
        ("mixed", Grade("Mixed", "some statements rest on firmer ground than others")),
    ),
    count_sources=Count("{n} source", "{n} sources"),
    funding="Funding",
    related_articles="Related articles",
    reading_order="Reading order",
    previous="Before this",
    next="Next",
    back_to_text="Back to the text",
    unread="We have not seen this source ourselves; it never stands alone.",
    check="Check my answer",
    section_link="Link to the section “{title}”",
    share="Pass it on",
    copy_link="Copy link",
    copy_sentence="Copy link to this sentence",
    copied="Link copied",
    share_system="Share",
    send_mail="E-mail",
    print="Print",
    words_used="Words used here",
    addresses="Addresses of the links",
    this_page="This page",
    take_along="Take it with you",
    whole_site="The whole site as one file",
    whole_site_note="A zip of about {size}. Unpack it and open index.html: all of it works without the internet.",
    cards=Count("The {n} term as a flash card", "All {n} terms as flash cards"),
    cards_note="A text file that Anki and similar programs import.",
    term="Term",
    address="Address",
    glossary_intro=Count("{n} term", "{n} terms"),
    glossary_everyday=Count("{n} everyday word", "{n} everyday words"),
    glossary_description="The words of {site} from A to Z, each with a plain definition and everyday name.",
    letters="Letters",
    other_letter="0–9",
    see="see",
    definition="Definition",
    everyday="Everyday word",
    say="Say it",
    latin="Latin",
    also_called="Also called",
    ids="In databases",
    facts="At a glance",
    fact_names=(
        ("origin", "Starts at (origin)"),
        ("insertion", "Ends at (insertion)"),
        ("nerve", "Nerve"),
        ("action", "What it does (action)"),
        ("artery", "Artery"),
    ),
    related_terms="Related terms",
    not_confused="Not to be confused with",
    appears_in="Where this word appears",
    appears_count=Count("Linked in {n} place.", "Linked in {n} places."),
    appears_more=Count("Show {n} more place", "Show {n} more places"),
    appears_nowhere="No page links to this word yet.",
    in_glossary="Glossary",
    preview_more="More on this word",
    claims_title="Popular claims, checked",
    claims_intro=Count(
        "{n} claim that you may have read, beside what the evidence says.",
        "{n} claims that you may have read, each beside what the evidence says.",
    ),
    claims_description="What you may have read, beside what the evidence says: claims checked one by one.",
    topics="Topics",
    other_topic="Other claims",
    verdicts=(
        ("Supported", Grade("Supported", "right as it is said")),
        ("Partly", Grade("Partly", "a true core, but wrong or overstated in detail")),
        ("Unsupported", Grade("Unsupported", "no good evidence for it in people")),
        ("Wrong", Grade("Wrong", "anatomy or evidence says otherwise")),
    ),
    verdict_key="What the verdicts mean",
    filter_verdict="Verdict",
    filter_topic="Topic",
    filter_all="all",
    filter_shown="Claims shown: {n} of {all}",
    said="You may have read",
    evidence_says="What the evidence says",
    discussed_in="Discussed in",
    no_source="no source found",
    learning=ENGLISH_LEARNING,
    quality=ENGLISH_QUALITY,
    sources_intro=Count("{n} source, by author.", "{n} sources, by author."),
    sources_description="Every source that {site} cites, with links to find it and the pages that use it.",
    cited_in="Cited in",
    not_cited="Not cited at present.",
    credits="Picture credits",
    credits_intro=Count("{n} picture, with its sources and terms.", "{n} pictures, with their sources and terms."),
    credits_description="What the pictures of {site} are made from, under which terms, and where they are shown.",
    shown_in="Shown in",
    not_shown="Not shown at present.",
    lost_title="This page is not here",
    lost_text="It may have moved, or the address may have a slip in it. One of these will take you on:",
    lost_description="There is no page at this address. From here you can go to the start or the articles.",
    moved_title="This page has moved",
    moved_text="It is now here:",
)

GERMAN_QUALITY = QualityWords(
    title="Diese Website in Zahlen",
    lede="Bei jedem Bau an den fertigen Seiten gezählt. Nichts davon ist von Hand geschrieben.",
    description=(
        "Was jeder Bau von {site} zählt: fremde Anfragen, tote Links, Gewicht, Lesbarkeit, Belege und Prüfungen."
    ),
    quiet="Still und ganz",
    outside="Anfragen an fremde Server",
    broken="Links, die nirgendwohin führen",
    links=Count("{n} Link verfolgt", "{n} Links verfolgt"),
    inline="Skripte, Stile oder Handler in einer Seite",
    unguarded="Seiten ohne Content Security Policy",
    all_pages="Seiten, diese und die für verlorene Adressen (404.html) eingeschlossen",
    pages="Seiten",
    weight="Gewicht",
    weight_note="Wie eine Seite reist, mit gzip gepackt; in Klammern ungepackt. Zeichnungen gehören zu ihrer Seite.",
    kinds=(
        ("home", "Startseite"),
        ("article", "Artikel"),
        ("term", "Wörter des Glossars"),
        ("list", "Listen"),
        ("page", "Andere Seiten"),
        ("site.css", "Stylesheet"),
        ("site.js", "Skript"),
    ),
    kind="Art",
    typical="Üblich",
    heaviest="Schwerste",
    requests="Anfragen, höchstens",
    reading="Lesbarkeit",
    reading_note=(
        "Die Stufe nach Flesch-Kincaid sagt etwa, wie viele Schuljahre ein englischer Text verlangt. Die schlichte "
        "Stufe zählt jedes Wort des Glossars als Alltagswort."
    ),
    page="Seite",
    grade="Stufe",
    plain_grade="Schlichte Stufe",
    words="Wörter",
    links_per_thousand="Links je 1.000 Wörter",
    more=Count("{n} weitere Seite ist nicht aufgeführt.", "{n} weitere Seiten sind nicht aufgeführt."),
    evidence="Belege",
    reviews="Prüfungen",
    reviewed="Von einer Fachperson geprüfte Artikel: {n} von {all}. Noch nicht: {rest}.",
    next_check="Nächste Prüfung fällig",
    overdue="überfällig",
)


GERMAN = Words(
    months=(
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ),
    day_form="{day}. {month} {year}",
    separator=": ",
    decimal_mark=",",
    thousands_mark=".",
    skip="Zum Text springen",
    main_menu="Hauptmenü",
    foot_menu="Über diese Website",
    breadcrumb="Sie sind hier",
    home="Startseite",
    articles="Artikel",
    glossary="Glossar",
    claims="Behauptungen",
    sources="Quellen",
    about="Über uns",
    feedback="Sagen Sie uns, was falsch ist oder fehlt",
    mistake="Ein Fehler?",
    feed="Neue und geänderte Artikel",
    a_to_z="A bis Z",
    search="Suchen",
    search_hint="Ein Wort, ein Muskel, eine Frage",
    search_close="Schließen",
    search_none="Nichts gefunden zu „{query}“. Versuchen Sie ein anderes Wort oder die Liste von A bis Z:",
    search_count=Count("{n} Treffer", "{n} Treffer"),
    search_asking="der die das ein eine was wer ist sind war bedeutet heißt",
    search_kinds=("Artikel", "Glossar", "Seite", "Verbreitete Behauptung"),
    start_here="Womit anfangen?",
    learning_path="Der Lernweg",
    path_intro="Jeder Teil baut auf dem vorigen auf, aber jede Seite steht auch für sich.",
    part_number="Teil {n}",
    look_up="Nachschlagen",
    glossary_note=Count("{n} Begriff, einfach erklärt", "{n} Begriffe, einfach erklärt"),
    claims_note=Count("{n} verbreitete Behauptung, geprüft", "{n} verbreitete Behauptungen, geprüft"),
    sources_note=Count("Die Quelle hinter dem Text", "Die {n} Quellen hinter dem Text"),
    all_articles=Count("{n} Artikel mit Zusammenfassung", "Alle {n} Artikel mit Zusammenfassung"),
    more_articles=Count("{n} weiterer Artikel", "{n} weitere Artikel"),
    articles_intro=Count("{n} Artikel.", "{n} Artikel."),
    articles_description="Alle Artikel von {site} in der Folge des Lernwegs, jeder mit Zusammenfassung.",
    in_short="Kurz gesagt",
    contents="Auf dieser Seite",
    about_page="Über diese Seite",
    updated="Geändert",
    changes="Was sich geändert hat",
    what_changed="was sich geändert hat",
    review_due="nächste Prüfung fällig",
    written_by="Verfasst von",
    reviewed_by="Geprüft von",
    reviewed_on="am",
    edited_since="seither geändert",
    review="Prüfung",
    not_reviewed="Noch nicht von einer Fachperson geprüft",
    overdue="Diese Seite sollte bis {date} erneut geprüft werden. Neuere Erkenntnisse können fehlen.",
    evidence="Belege",
    grades=(
        ("A", Grade("Stark (A)", "mehrere Studien oder Übersichten stimmen überein")),
        ("B", Grade("Brauchbar (B)", "eine gute Studie oder übereinstimmende Befunde beim Menschen")),
        ("C", Grade("Begrenzt (C)", "kleine, uneinheitliche oder indirekte Studien")),
        ("D", Grade("Theorie (D)", "noch keine Daten vom Menschen")),
        ("mixed", Grade("Gemischt", "manche Aussagen sind besser belegt als andere")),
    ),
    count_sources=Count("{n} Quelle", "{n} Quellen"),
    funding="Finanzierung",
    related_articles="Verwandte Artikel",
    reading_order="Lesereihenfolge",
    previous="Davor",
    next="Weiter",
    back_to_text="Zurück zum Text",
    unread="Diese Quelle haben wir nicht selbst gesehen; sie steht nie allein.",
    check="Antwort prüfen",
    section_link="Link zum Abschnitt „{title}“",
    share="Weitergeben",
    copy_link="Link kopieren",
    copy_sentence="Link zu diesem Satz kopieren",
    copied="Link kopiert",
    share_system="Teilen",
    send_mail="Per E-Mail senden",
    print="Drucken",
    words_used="Wörter auf dieser Seite",
    addresses="Adressen der Links",
    this_page="Diese Seite",
    take_along="Zum Mitnehmen",
    whole_site="Die ganze Website als eine Datei",
    whole_site_note="Ein Zip von etwa {size}. Entpacken und index.html öffnen: Alles geht ohne Internet.",
    cards=Count("Der {n} Begriff als Lernkarte", "Alle {n} Begriffe als Lernkarten"),
    cards_note="Eine Textdatei, die Anki und ähnliche Programme einlesen.",
    term="Begriff",
    address="Adresse",
    glossary_intro=Count("{n} Begriff", "{n} Begriffe"),
    glossary_everyday=Count("{n} Alltagswort", "{n} Alltagswörter"),
    glossary_description="Die Wörter von {site} von A bis Z, einfach erklärt und mit ihrem Alltagsnamen.",
    letters="Buchstaben",
    other_letter="0–9",
    see="siehe",
    definition="Bedeutung",
    everyday="Im Alltag",
    say="Aussprache",
    latin="Latein",
    also_called="Auch",
    ids="In Datenbanken",
    facts="Auf einen Blick",
    fact_names=(
        ("origin", "Ursprung"),
        ("insertion", "Ansatz"),
        ("nerve", "Nerv"),
        ("action", "Wirkung"),
        ("artery", "Arterie"),
    ),
    related_terms="Verwandte Begriffe",
    not_confused="Nicht zu verwechseln mit",
    appears_in="Wo dieses Wort vorkommt",
    appears_count=Count("An {n} Stelle verlinkt.", "An {n} Stellen verlinkt."),
    appears_more=Count("{n} weitere Stelle zeigen", "{n} weitere Stellen zeigen"),
    appears_nowhere="Noch keine Seite verweist auf dieses Wort.",
    in_glossary="Glossar",
    preview_more="Mehr zu diesem Wort",
    claims_title="Verbreitete Behauptungen, geprüft",
    claims_intro=Count(
        "{n} Behauptung, die Sie gelesen haben können, und was darüber bekannt ist.",
        "{n} Behauptungen, die Sie gelesen haben können, jeweils mit dem, was darüber bekannt ist.",
    ),
    claims_description="Was Sie gelesen haben können, neben dem, was belegt ist: einzeln geprüft.",
    topics="Themen",
    other_topic="Weitere Behauptungen",
    verdicts=(
        ("Supported", Grade("Belegt", "stimmt so")),
        ("Partly", Grade("Teilweise", "im Kern richtig, im Einzelnen falsch oder übertrieben")),
        ("Unsupported", Grade("Unbelegt", "keine guten Belege beim Menschen")),
        ("Wrong", Grade("Falsch", "Anatomie oder Befunde sprechen dagegen")),
    ),
    verdict_key="Was die Urteile bedeuten",
    filter_verdict="Urteil",
    filter_topic="Thema",
    filter_all="alle",
    filter_shown="Behauptungen: {n} von {all}",
    said="Vielleicht haben Sie gelesen",
    evidence_says="Was belegt ist",
    discussed_in="Besprochen in",
    no_source="keine Quelle gefunden",
    learning=GERMAN_LEARNING,
    quality=GERMAN_QUALITY,
    sources_intro=Count("{n} Quelle, nach Verfasser.", "{n} Quellen, nach Verfassern."),
    sources_description="Alle Quellen von {site}, mit Links zu ihnen und den Seiten, die sie nutzen.",
    cited_in="Zitiert in",
    not_cited="Zurzeit nicht zitiert.",
    credits="Bildnachweise",
    credits_intro=Count("{n} Bild, mit Quellen und Lizenz.", "{n} Bilder, mit Quellen und Lizenzen."),
    credits_description="Woraus die Bilder von {site} gemacht sind, unter welchen Lizenzen, und wo sie zu sehen sind.",
    shown_in="Zu sehen in",
    not_shown="Zurzeit nicht gezeigt.",
    lost_title="Diese Seite gibt es hier nicht",
    lost_text="Sie ist vielleicht umgezogen, oder die Adresse enthält einen Fehler. Von hier geht es weiter:",
    lost_description="Unter dieser Adresse gibt es keine Seite. Von hier geht es zum Anfang.",
    moved_title="Diese Seite ist umgezogen",
    moved_text="Sie ist jetzt hier:",
)

LANGUAGES = (
    ("en", ENGLISH),
    ("en-us", ENGLISH._replace(day_form="{month} {day}, {year}")),
    ("de", GERMAN),
)


def words_of(language: str) -> Words:
    """Return the words for a language tag: the nearest that there is, English where there is none."""
    tag = language.replace("_", "-").lower()
    known = dict(LANGUAGES)
    while tag and tag not in known:
        tag = tag.rpartition("-")[0]
    return known.get(tag, ENGLISH)


def direction_of(language: str) -> str:
    """Return `rtl` for a language that is written from right to left, otherwise `ltr`."""
    return "rtl" if language.replace("_", "-").split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


FIELDS = Words._fields


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


ENGLISH_BLOCKS = BlockWords(
    titles=(
        ("key", "Key points"),
        ("note", "Note"),
        ("tip", "Tip"),
        ("important", "Important"),
        ("caution", "Take care"),
        ("warning", "Warning"),
        ("help", "When to get help"),
        ("care", "What to weigh up"),
        ("steps", "Exercise"),
        ("claim", "A popular claim"),
        ("question", "Check yourself"),
        ("checklist", "To tick"),
    ),
    parts=(
        ("help.emergency", "Emergency"),
        ("help.urgent", "Urgent"),
        ("help.ask", "Ask"),
        ("care.how", "How it works"),
        ("care.benefit", "Benefit"),
        ("care.risk", "Risk"),
        ("care.nothing", "If you do nothing"),
        ("care.options", "Other options"),
        ("care.dose", "Dose"),
        ("care.stop-if", "Stop if"),
        ("steps.dose", "Dose"),
        ("steps.start", "Start"),
        ("steps.steps", "Steps"),
        ("steps.stop-if", "Stop if"),
        ("steps.easier", "Easier"),
        ("steps.harder", "Harder"),
        ("claim.said", "What you may have read"),
        ("claim.evidence", "What the evidence says"),
    ),
    answer="See the answer",
    right="Right",
    not_right="Not this one",
    long_text="Describe this picture in words",
    numbers="The numbers behind this chart",
    parts_shown="In this picture",
    names_test="Test yourself: find the parts",
    not_drawn="This drawing is still to be made.",
    grade="evidence",
    footnotes="Footnotes",
)

GERMAN_BLOCKS = BlockWords(
    titles=(
        ("key", "Das Wichtigste"),
        ("note", "Hinweis"),
        ("tip", "Tipp"),
        ("important", "Wichtig"),
        ("caution", "Vorsicht"),
        ("warning", "Warnung"),
        ("help", "Wann Sie Hilfe brauchen"),
        ("care", "Was abzuwägen ist"),
        ("steps", "Übung"),
        ("claim", "Eine verbreitete Behauptung"),
        ("question", "Prüfen Sie sich"),
        ("checklist", "Zum Ankreuzen"),
    ),
    parts=(
        ("help.emergency", "Notfall"),
        ("help.urgent", "Dringend"),
        ("help.ask", "Nachfragen"),
        ("care.how", "Wie es wirkt"),
        ("care.benefit", "Nutzen"),
        ("care.risk", "Risiko"),
        ("care.nothing", "Wenn Sie nichts tun"),
        ("care.options", "Andere Wege"),
        ("care.dose", "Dosis"),
        ("care.stop-if", "Aufhören, wenn"),
        ("steps.dose", "Dosis"),
        ("steps.start", "Ausgangslage"),
        ("steps.steps", "Schritte"),
        ("steps.stop-if", "Aufhören, wenn"),
        ("steps.easier", "Leichter"),
        ("steps.harder", "Schwerer"),
        ("claim.said", "Was Sie gelesen haben könnten"),
        ("claim.evidence", "Was die Belege sagen"),
    ),
    answer="Antwort zeigen",
    right="Richtig",
    not_right="Diese nicht",
    long_text="Dieses Bild in Worten",
    numbers="Die Zahlen zu diesem Diagramm",
    parts_shown="Auf diesem Bild",
    names_test="Prüfen Sie sich: Finden Sie die Teile",
    not_drawn="Diese Zeichnung fehlt noch.",
    grade="Belege",
    footnotes="Fußnoten",
)


def block_words(language: str) -> BlockWords:
    """Return the words of the blocks in the site's language, else in English."""
    return GERMAN_BLOCKS if language.split("-")[0].lower() == "de" else ENGLISH_BLOCKS


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


ENGLISH_COPY = CopyWords(
    mark="Draft for review",
    about="This copy from “{site}” is for checking: it may differ from what is published, and is no advice. It loads "
    "nothing from elsewhere, and nothing leaves it until you save your comments and send them.",
    how=(
        "Open “Comment” below any passage and write what is wrong, unclear or missing.",
        "Press “Save my comments” at the foot: you get a small text file.",
        "Send that file back to the person who sent you this one.",
    ),
    without="Scripts are switched off here, so this page cannot save your comments. Write them in an e-mail instead, "
    "with the number of the passage before each, at the beginning of a line, as in: ¶ 12: starts higher up.",
    mail="Write the e-mail",
    comment="Comment",
    comment_on="Comment on ¶ {n}",
    whole="On the page as a whole",
    terms="Words that this page links to",
    sources="Sources",
    separator=": ",
    name="Your name and role",
    save="Save my comments",
    comments=Count("{n} comment", "{n} comments"),
    saved="Saved as {file}, in your downloads. Please send that file back.",
)

GERMAN_COPY = CopyWords(
    mark="Entwurf zur Durchsicht",
    about="Diese Abschrift aus „{site}“ ist zum Prüfen da: Sie kann von dem abweichen, was veröffentlicht ist, und ist "
    "kein Rat. Sie lädt nichts von anderswo, und nichts verlässt sie, bis Sie Ihre Anmerkungen speichern und senden.",
    how=(
        "Öffnen Sie „Anmerken“ unter einem Absatz und schreiben Sie, was falsch oder unklar ist oder fehlt.",
        "Drücken Sie am Fuß „Anmerkungen speichern“: Sie erhalten eine kleine Textdatei.",
        "Senden Sie diese Datei an die Person zurück, von der Sie diese hier haben.",
    ),
    without="Skripte sind hier abgeschaltet, deshalb kann diese Seite Ihre Anmerkungen nicht speichern. Schreiben Sie "
    "stattdessen eine E-Mail, mit der Nummer des Absatzes am Anfang der Zeile, wie in: ¶ 12: beginnt weiter oben.",
    mail="E-Mail schreiben",
    comment="Anmerken",
    comment_on="Anmerkung zu ¶ {n}",
    whole="Zur Seite im Ganzen",
    terms="Wörter, zu denen diese Seite führt",
    sources="Quellen",
    separator=": ",
    name="Ihr Name und Beruf",
    save="Anmerkungen speichern",
    comments=Count("{n} Anmerkung", "{n} Anmerkungen"),
    saved="Gespeichert als {file}, bei Ihren Downloads. Bitte senden Sie diese Datei zurück.",
)


def copy_words(language: str) -> CopyWords:
    """Return the words of a copy for review in the site's language, else in English."""
    return GERMAN_COPY if language.split("-")[0].lower() == "de" else ENGLISH_COPY
