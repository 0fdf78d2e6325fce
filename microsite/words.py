"""The words of the interface and the form of dates, by language.

A language is one `Words` value; the type checker and a test see that none is half done. A site in a language
that is not here gets English words round its own text.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, fields, replace

RIGHT_TO_LEFT = ("ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi")


@dataclass(frozen=True, slots=True)
class Count:
    """A number of things in words."""

    one: str
    many: str

    def __call__(self, n: int) -> str:
        """Return “1 source” or “12 sources”."""
        return (self.one if n == 1 else self.many).format(n=n)


@dataclass(frozen=True, slots=True)
class Grade:
    """How sure the evidence is: its name and what the name means."""

    name: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """All that the interface says. {braces} are filled in by `format`."""

    # Dates and lists
    months: tuple[str, ...]
    day_form: str
    """With {day}, {month} and {year}."""
    separator: str
    """Between a label and what it labels."""

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
    review_due: str
    written_by: str
    reviewed_by: str
    reviewed_on: str
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
    copied: str
    share_system: str
    send_mail: str
    print: str

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

    # Sources
    sources_intro: Count
    sources_description: str
    cited_in: str
    not_cited: str

    # Not found, moved
    lost_title: str
    lost_text: str
    lost_description: str
    moved_title: str
    moved_text: str

    def day(self, date: datetime.date) -> str:
        """Return the date as a reader says it: “5 March 2026”."""
        return self.day_form.format(day=date.day, month=self.months[date.month - 1], year=date.year)

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
    review_due="next check due",
    written_by="Written by",
    reviewed_by="Reviewed by",
    reviewed_on="on",
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
    copied="Link copied",
    share_system="Share",
    send_mail="E-mail",
    print="Print",
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
    filter_shown="{n} of {all} claims",
    said="You may have read",
    evidence_says="What the evidence says",
    discussed_in="Discussed in",
    no_source="no source found",
    sources_intro=Count("{n} source, by author.", "{n} sources, by author."),
    sources_description="Every source that {site} cites, with links to find it and the pages that use it.",
    cited_in="Cited in",
    not_cited="Not cited at present.",
    lost_title="This page is not here",
    lost_text="It may have moved, or the address may have a slip in it. One of these will take you on:",
    lost_description="There is no page at this address. From here you can go to the start or the articles.",
    moved_title="This page has moved",
    moved_text="It is now here:",
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
    review_due="nächste Prüfung fällig",
    written_by="Verfasst von",
    reviewed_by="Geprüft von",
    reviewed_on="am",
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
    copied="Link kopiert",
    share_system="Teilen",
    send_mail="Per E-Mail senden",
    print="Drucken",
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
    filter_shown="{n} von {all} Behauptungen",
    said="Vielleicht haben Sie gelesen",
    evidence_says="Was belegt ist",
    discussed_in="Besprochen in",
    no_source="keine Quelle gefunden",
    sources_intro=Count("{n} Quelle, nach Verfasser.", "{n} Quellen, nach Verfassern."),
    sources_description="Alle Quellen von {site}, mit Links zu ihnen und den Seiten, die sie nutzen.",
    cited_in="Zitiert in",
    not_cited="Zurzeit nicht zitiert.",
    lost_title="Diese Seite gibt es hier nicht",
    lost_text="Sie ist vielleicht umgezogen, oder die Adresse enthält einen Fehler. Von hier geht es weiter:",
    lost_description="Unter dieser Adresse gibt es keine Seite. Von hier geht es zum Anfang.",
    moved_title="Diese Seite ist umgezogen",
    moved_text="Sie ist jetzt hier:",
)

LANGUAGES = (
    ("en", ENGLISH),
    ("en-us", replace(ENGLISH, day_form="{month} {day}, {year}")),
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


FIELDS = tuple(field.name for field in fields(Words))


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockWords:
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
    not_drawn="Diese Zeichnung fehlt noch.",
    grade="Belege",
    footnotes="Fußnoten",
)


def block_words(language: str) -> BlockWords:
    """Return the words of the blocks in the site's language, else in English."""
    return GERMAN_BLOCKS if language.split("-")[0].lower() == "de" else ENGLISH_BLOCKS
