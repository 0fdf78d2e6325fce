"""The glossary linker: what is a mention, where it may be linked, and that nothing else of a page changes."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.model import MARK_END, MARK_OPEN, Source, Term
from microsite.problem import Place, Problem, Severity
from microsite.terms.acronyms import abbreviates, title_forms
from microsite.terms.glossary import Link, Marked, Sighting, apply_links, explain_mentions, mark_candidates, unmarked
from microsite.terms.lexicon import Lexicon, lexicon_of
from microsite.terms.mentions import Why
from tests.cases import ROOT, Case, read_cases

FILES = sorted(path.name for path in (ROOT / "cases/glossary").glob("*.txt") if not path.name.startswith("plurals"))
CASES = [case for name in FILES for case in read_cases(f"cases/glossary/{name}")]


# ------------------------------------------------------------------------------------------------------- helpers


def term(said: str, taken: frozenset[str] = frozenset()) -> Term:
    """Return the term of a line `title; alias, alias; context: a, b; forms: a; auto: no; exact`."""
    title, *rest = said.split("; ")
    fields: dict[str, object] = {}
    for part in rest:
        key, colon, value = part.partition(": ")
        values = tuple(value.split(", "))
        if not colon:
            fields |= {"is_exact": True} if key == "exact" else {"aliases": tuple(key.split(", "))}
        else:
            fields |= {"autolink": False} if key == "auto" else {key: values}
    slug = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "term"
    slug = f"{slug}-1" if slug in taken else slug
    places = {"title": Place(f"content/glossary/{slug}.md", 2)}
    places |= {f"aliases.{n}": Place(f"content/glossary/{slug}.md", 4 + n) for n in range(9)}
    source = Source.of(f"content/glossary/{slug}.md", "")
    return Term(source=source, slug=slug, title=title, summary="", places=MappingProxyType(places), **fields)  # type: ignore[arg-type]


def terms(*said: str) -> tuple[Term, ...]:
    made: list[Term] = []
    for line in said:
        made.append(term(line, frozenset(each.slug for each in made)))
    return tuple(made)


def lexicon(*said: str, language: str = "en") -> Lexicon:
    return lexicon_of(terms(*said), language)[0]


def problems(*said: str) -> tuple[Problem, ...]:
    return lexicon_of(terms(*said), "en")[1]


def tree(html: str) -> ET.Element:
    held = html.replace("⟪", "&#57344;").replace("⟫", "&#57345;")
    root = ET.fromstring(f"<div>{held}</div>")
    for element in root.iter():
        # XML admits no control characters, Python-Markdown's trees do.
        element.text = element.text and element.text.replace("\ue000", "\x02").replace("\ue001", "\x03")
        element.tail = element.tail and element.tail.replace("\ue000", "\x02").replace("\ue001", "\x03")
    return root


def serialised(root: ET.Element) -> str:
    html = ET.tostring(root, encoding="unicode", short_empty_elements=True)
    html = re.sub(r"<(\w+)([^<>]*)></\1>", r"<\1\2 />", html)
    return html.removeprefix("<div>").removesuffix("</div>").replace("\x02", "⟪").replace("\x03", "⟫")


def marked(html: str, known: Lexicon, **fields: object) -> tuple[str, Marked]:
    root = tree(html)
    result = mark_candidates(root, known, **fields)  # type: ignore[arg-type]
    return serialised(root), result


def shown(html: str, result: Marked) -> str:
    """Return HTML with each candidate as [words|slug]."""
    html = re.sub(f"{MARK_OPEN}(\\d+)\x0f", "[", html)
    slugs = iter(candidate.term for candidate in result.candidates)
    return re.sub(MARK_END, lambda _: f"|{next(slugs)}]", html)


def linked(case: Case) -> str:
    opaque = dict(line.split(" = ", 1) for line in case.all("opaque"))
    known = lexicon(*case.all("term"), language=case.one("language", "en"))
    html, result = marked(
        case.given,
        known,
        own=case.one("own"),
        off=case.all("off"),
        context=case.all("context"),
        opaque=lambda run: opaque.get(run.replace("\x02", "⟪").replace("\x03", "⟫"), ""),
    )
    return shown(html, result)


# --------------------------------------------------------------------------------------------------------- cases


@pytest.mark.parametrize("case", CASES, ids=str)
def test_text_is_linked_as_the_case_says(case: Case):
    assert linked(case) == case.expected, case.place


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case_needs_no_more_of_the_lexicon_than_its_own_words(case: Case):
    known = lexicon(*case.all("term"), language=case.one("language", "en"))
    fields = {"own": case.one("own"), "off": case.all("off"), "context": case.all("context")}
    assert marked(case.given, known, **fields) == marked(case.given, known.narrowed(case.given), **fields)


# -------------------------------------------------------------------------------------------- what comes with the marks


def test_candidates_know_their_block_and_section_and_stand_there():
    known = lexicon("psoas", "hip flexor")
    _, result = marked(
        "<p>psoas</p><h2>A</h2><p>x</p><p>A hip\n  flexor, <em>psoas</em>.</p><h3>B</h3><p>psoas</p>", known
    )
    assert result.blocks == ("psoas", "A hip flexor, psoas.", "psoas")
    assert [(c.surface, c.block, c.start, c.section) for c in result.candidates] == [
        ("psoas", 0, 0, -1),
        ("hip flexor", 1, 2, 0),
        ("psoas", 1, 14, 0),
        ("psoas", 2, 0, 1),
    ]


def test_sections_count_headings_that_hold_no_links_of_their_own():
    html = (
        '<h2>A</h2><div data-no-terms=""><h3>B</h3></div><details><summary><h3>C</h3></summary><p>psoas</p></details>'
    )
    assert marked(html, lexicon("psoas"))[1].candidates[0].section == 2


def test_block_shows_code_and_links_but_no_note_numbers_and_no_drawings():
    html = '<p>The <code>x</code> psoas<sup><a href="#1">1</a></sup> of <a href="y">Y</a><svg><text>Z</text></svg>.</p>'
    assert marked(html, lexicon("psoas"))[1].blocks == ("The x psoas of Y.",)


def test_block_is_one_line_without_blanks_at_its_ends():
    html = '<p> <img alt="" /> The\n  psoas<br />muscle.\t</p>'
    assert marked(html, lexicon("psoas"))[1].blocks == ("The psoas muscle.",)


def test_name_on_the_page_of_one_of_its_senses_means_that_one():
    known = lexicon("Block (a); context: x", "Block (b); context: y")
    assert marked("A block.", known, own="block-b", context={"z"})[1] == Marked()


def test_author_mark_is_a_forced_candidate():
    html = '<p>The <span data-term-mark="iliacus">flat\n<em>partner</em></span> and the psoas.</p>'
    _, result = marked(html, lexicon("psoas"))
    assert [(c.term, c.surface, c.start, c.is_forced) for c in result.candidates] == [
        ("iliacus", "flat partner", 4, True),
        ("psoas", "psoas", 25, False),
    ]


def test_author_mark_is_heard_even_where_the_page_switches_the_term_off():
    html = '<span data-term-mark="psoas">psoas</span>, psoas'
    assert [c.is_forced for c in marked(html, lexicon("psoas"), off={"psoas"})[1].candidates] == [True]


def test_author_mark_inside_another_goes_with_it():
    html, _ = marked(
        '<p><span data-term-mark="a">A <span data-term-mark="b">B</span> <em>C</em></span> '
        '<span data-term-mark="">D</span></p>',
        lexicon(),
    )
    assert unmarked(html) == "<p>A B <em>C</em> D</p>"


def test_numbers_in_marks_follow_the_text():
    html, _ = marked('<p>psoas <span data-term-mark="x">y</span> psoas</p>', lexicon("psoas"))
    assert re.findall(f"{MARK_OPEN}(\\d+)", html) == ["0", "1", "2"]


def test_name_that_context_leaves_open_is_reported_with_its_block():
    known = lexicon("Block (a); context: x", "Block (b); context: y")
    _, result = marked("<p>Some <em>blocks</em> here.</p>", known, context={"z"})
    assert result.candidates == ()
    assert [(u.surface, u.terms, u.text) for u in result.undecided] == [
        ("blocks", ("block-a", "block-b"), "Some blocks here.")
    ]


def test_form_that_two_rules_make_is_passed_over_in_silence():
    assert marked("Two axes.", lexicon("axe", "axis"))[1] == Marked()


# ------------------------------------------------------------------------------------------------------ the links


def test_chosen_marks_become_links_and_the_others_go():
    html, _ = marked("The psoas, psoas &amp; <em>psoas</em>.", lexicon("psoas"))
    made = apply_links(html, {1: Link("../glossary/psoas.html", "m-1"), 2: Link('a"b&c')})
    assert made == (
        'The psoas, <a class="term" href="../glossary/psoas.html" id="m-1">psoas</a> &amp; '
        '<em><a class="term" href="a&quot;b&amp;c">psoas</a></em>.'
    )


def test_page_without_marks_is_returned_as_it_is():
    assert apply_links("<p>psoas</p>", {0: Link("x")}) == "<p>psoas</p>" == unmarked("<p>psoas</p>")


# ---------------------------------------------------------------------------------------------------- explanations


def sightings(html: str, *said: str, **fields: object) -> list[tuple[str, Why]]:
    found = explain_mentions(tree(html), lexicon(*said), **fields)  # type: ignore[arg-type]
    return [(sighting.surface, sighting.why) for sighting in found]


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("<p>psoas</p>", Why.LINKABLE),
        ('<p><span data-term-mark="psoas">psoas</span></p>', Why.FORCED),
        ('<p><span data-term-mark="!">psoas</span></p>', Why.SUPPRESSED),
        ("<h2>The psoas</h2>", Why.HEADING),
        ("<p><a href='x'>psoas</a></p>", Why.LINK),
        ("<p><code>psoas</code></p>", Why.CODE),
        ("<pre>psoas</pre>", Why.CODE),
        ("<details><summary>psoas</summary></details>", Why.CONTROL),
        ("<p><label>psoas</label></p>", Why.CONTROL),
        ("<p><span data-no-terms=''>psoas</span></p>", Why.NO_TERMS),
        ("<div data-no-terms=''><p>psoas</p></div>", Why.NO_TERMS),
        ("<p>psoas-like</p>", Why.LONGER_WORD),
        ("<p>PSOAS</p>", Why.CASE),
        ("<p>the Boston Psoas</p>", Why.NAME),
    ],
)
def test_explanation_says_why(html: str, why: Why):
    assert [said for _, said in sightings(html, "psoas")] == [why]


@pytest.mark.parametrize(
    ("said", "fields", "why"),
    [
        ("psoas", {"own": "psoas"}, Why.OWN_PAGE),
        ("psoas", {"off": {"psoas"}}, Why.OFF),
        ("psoas; auto: no", {}, Why.NO_AUTOLINK),
        ("psoas; context: x", {"context": {"y"}}, Why.OTHER_CONTEXT),
    ],
)
def test_explanation_says_what_the_term_or_the_page_asked_for(said: str, fields: dict[str, object], why: Why):
    assert sightings("psoas", said, **fields) == [("psoas", why)]


def test_explanation_says_that_markup_is_in_the_way():
    assert sightings("The <em>left hip</em> flexor", "hip flexor") == [("hip flexor", Why.CROSSES_TAG)]


def test_explanation_says_that_terms_share_a_form():
    found = explain_mentions(tree("axes"), lexicon("axe", "axis"))
    assert [(each.terms, each.why) for each in found] == [(("axe", "axis"), Why.SHARED)]


def test_explanation_numbers_the_candidates_as_marking_does():
    html = "<h2>psoas</h2><p>psoas-like <code>psoas</code> psoas</p><p>Psoas</p>"
    found = explain_mentions(tree(html), lexicon("psoas"))
    assert [(each.why, each.candidate, each.section) for each in found] == [
        (Why.HEADING, -1, 0),
        (Why.LONGER_WORD, -1, 0),
        (Why.CODE, -1, 0),
        (Why.LINKABLE, 0, 0),
        (Why.LINKABLE, 1, 0),
    ]


def test_explanation_tells_the_blocks_of_a_closed_part_apart():
    html = "<ul data-no-terms=''><li>The psoas</li><li>Psoas <a href='x'>psoas</a>: <em>big</em></li></ul>"
    found = explain_mentions(tree(html), lexicon("psoas"))
    assert [(each.text, each.start, each.why) for each in found] == [
        ("The psoas", 4, Why.NO_TERMS),
        ("Psoas psoas: big", 0, Why.NO_TERMS),
        ("Psoas psoas: big", 6, Why.LINK),
    ]


def test_explanation_leaves_the_tree_as_it_is():
    root = tree('<p>A <span data-term-mark="x">y</span> psoas</p>')
    before = ET.tostring(root)
    explain_mentions(root, lexicon("psoas"))
    assert ET.tostring(root) == before


# ----------------------------------------------------------------------------------------------------- the lexicon


def test_title_alias_form_inflection_and_slug_name_a_term():
    known = lexicon("Hip flexor; thigh lifter; forms: hip flexer", "Block (CSS)")
    for name in ("Hip flexor", "hip flexors", "thigh lifter", "Thigh lifters", "hip flexer", "hip-flexor"):
        assert known.named(name) == ("hip-flexor",), name
    for name in ("Block (CSS)", "block", "block-css", "blocks"):
        assert known.named(name) == ("block-css",), name


def test_unknown_name_names_nothing():
    known = lexicon("hip flexor")
    assert [known.named(name) for name in ("hip", "flexor", "hip flexor strain", "", "--")] == [(), (), (), (), ()]


def test_shared_name_names_all_its_terms():
    assert lexicon("Block (a); context: x", "Block (b); context: y").named("block") == ("block-a", "block-b")


def test_name_as_written_is_nearer_than_one_in_other_letters_or_by_rule():
    known = lexicon("rest", "REST", "bases", "base")
    assert known.named("REST") == ("rest-1",)
    assert known.named("rest") == ("rest",)
    assert known.named("bases") == ("bases",)
    assert known.named("Rest") == ("rest",)


def test_digest_is_that_of_the_content_alone():
    made = terms("psoas; hip lifter", "hip flexor; context: b, a", "ROM")
    turned = tuple(reversed(made))
    assert lexicon_of(made, "en")[0].digest == lexicon_of(turned, "en")[0].digest
    others = ("psoas; hip lifters", "psoas; context: a", "psoas; auto: no", "psoas; exact", "psoas; forms: psoi")
    digests = {lexicon(said, "hip flexor; context: a, b", "ROM").digest for said in ("psoas; hip lifter", *others)}
    assert len(digests) == 6
    assert lexicon("psoas").digest != lexicon("psoas", language="de").digest


def test_narrowed_lexicon_holds_only_forms_whose_words_all_occur():
    known = lexicon("hip flexor", "hip joint", "psoas", "FADH2", "lesser trochanter")
    few = known.narrowed("The **hip** flexor, ps*oas*, FADH<sub>2</sub> and the lesser.")
    assert {form.term for form in few.forms} == {"hip-flexor", "psoas", "fadh2"}
    assert "hip flexors" not in {form.text for form in few.forms}


def test_narrowed_lexicon_of_another_text_with_the_same_words_has_the_same_digest():
    known = lexicon("hip flexor", "psoas", "knee")
    assert known.narrowed("psoas, hip flexor").digest == known.narrowed("The flexor of the hip: PSOAS").digest
    assert known.narrowed("psoas").digest != known.narrowed("knee").digest


def test_shared_forms_are_listed():
    known = lexicon("axe", "axis", "Block (a); context: x", "Block (b); context: y", "psoas")
    assert dict(known.shared) == {
        "axes": ("axe", "axis"),
        "Block": ("block-a", "block-b"),
        "Blocks": ("block-a", "block-b"),
    }


# ---------------------------------------------------------------------------------------------------- faulty names


def test_two_terms_with_one_name_are_an_error_at_both_places():
    found = problems("psoas major; psoas", "psoas muscle; Psoas")
    assert [(str(each.place), each.severity) for each in found] == [
        ("content/glossary/psoas-major.md:4", Severity.ERROR),
        ("content/glossary/psoas-muscle.md:4", Severity.ERROR),
    ]
    assert found[0].message == "“psoas” is also a name of “psoas muscle” (content/glossary/psoas-muscle.md:4)"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("core; context: a", "apple; core; context: b"),
        ("core; context: a", "apple; core"),
        ("REST", "rest"),
        ("March; exact", "march"),
        ("sit-up", "sit up"),
        ("base", "basis; forms: bases"),
        ("axe", "axis"),
        ("C", "C++"),
    ],
)
def test_names_that_can_be_told_apart_are_no_error(one: str, other: str):
    assert problems(one, other) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("core", "apple; core"),
        ("core", "apple; CORE, Core"),
        ("core; context: a, b", "apple; core; context: b, c"),
        ("Ménière", "man; Meniere"),
        ("base; forms: bases", "basis; forms: bases"),
        ("Block (a)", "Block (b)"),
    ],
)
def test_names_that_cannot_be_told_apart_are_an_error(one: str, other: str):
    assert {each.rule for each in problems(one, other)} == {"term"}
    assert len(problems(one, other)) == 2


def test_alias_that_repeats_the_title_is_a_warning():
    found = problems("Psoas major; psoas major")
    assert [(each.message, each.severity) for each in found] == [
        ("“psoas major” is the term's own title", Severity.WARNING)
    ]


def test_short_alias_of_small_letters_is_a_warning():
    assert [each.severity for each in problems("iliacus; il")] == [Severity.WARNING]
    assert problems("iliacus; IL") == problems("iliacus; il; auto: no") == problems("iliacus; il; exact") == ()


def test_alias_without_a_letter_is_an_error():
    assert [each.message for each in problems("iliacus; --")] == ["“--” has no letter or digit"]


def test_title_without_a_letter_is_let_be():
    assert problems("???") == ()
    assert lexicon("???").named("term") == ("term",)


def test_name_of_too_many_words_is_a_warning_and_breaks_nothing():
    title = " ".join(["hip"] * 5_000)
    assert [each.severity for each in problems(title)] == [Severity.WARNING]
    assert marked(f"<p>{title}</p>", lexicon(title, "hip hip"))[1].candidates[2499].surface == "hip hip"


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("XSS", "cross-site scripting"),
        ("PCSA", "physiological cross-sectional area"),
        ("ROM", "range of motion"),
        ("EMG", "electromyography"),
        ("MRI", "magnetic resonance imaging"),
        ("FAI", "femoroacetabular impingement"),
        ("SUFE", "slipped upper femoral epiphysis"),
        ("TFL", "tensor fasciae latae"),
        ("XML", "extensible markup language"),
        ("JSON", "JavaScript Object Notation"),
        ("ASCII", "American Standard Code for Information Interchange"),
        ("1RM", "one-repetition maximum"),
        ("fMRI", "functional MRI"),
        ("i18n", "internationalisation"),
    ],
)
def test_acronym_abbreviates_its_name(short: str, name: str):
    assert abbreviates(short, name)


@pytest.mark.parametrize(
    ("short", "name"),
    [
        ("CSS", "block"),
        ("CSS", "class"),
        ("HTML", "frame"),
        ("CSS", "style sheet"),
        ("MRI", "magnetic imaging"),
        ("ROM", "range of a motion unit"),
        ("os coxae", "hip bone"),
        ("nerve", "block"),
        ("C", "cell"),
        ("i18n", "internationality"),
        ("DNA", "cell division"),
    ],
)
def test_other_brackets_abbreviate_nothing(short: str, name: str):
    assert not abbreviates(short, name)


def test_bracket_in_the_middle_of_a_title_stays():
    assert title_forms("Muscle (skeletal) fibre") == ("Muscle (skeletal) fibre",)


# ------------------------------------------------------------------------------------------------------ properties

any_page = settings(deadline=None, max_examples=150)

WORDS = "psoas major Psoas hip flexor flexors FADH 2 the of PSOAS psoas's iliacus bursae Major. Hip".split()
GLUE = (" ", " ", " ", " ", "\n", "  ", "-", ", ", ". ", "/", "’", " – ")
TAGS = "p ul li em em strong a code h2 sub sub sup br img td div kbd q".split()
NAMES = ("psoas", "psoas major", "hip", "hip flexor", "FADH2", "bursa", "of the hip", "iliacus", "major hip")
CLOSE, HIDE = "</>", "<div data-no-terms>"
TOKENS = (*WORDS, *GLUE, *(f"<{tag}>" for tag in TAGS), *(CLOSE,) * 12, HIDE)


def grown(tokens: list[str]) -> ET.Element:
    """Return the tree that tokens grow: tags go down, CLOSE goes up, words are text wherever that leads."""
    root = ET.Element("div")
    open_now: list[ET.Element] = [root]
    for token in tokens:
        here = open_now[-1]
        if token == CLOSE:
            open_now = open_now[:-1] or open_now
        elif token.startswith("<"):
            open_now.append(ET.SubElement(here, token[1:-1].split()[0], {"data-no-terms": ""} if token == HIDE else {}))
        elif len(here):
            here[-1].tail = (here[-1].tail or "") + token
        else:
            here.text = (here.text or "") + token
    return root


pages = st.lists(st.sampled_from(TOKENS), max_size=60).map(grown)
lexicons = st.lists(st.sampled_from(NAMES), unique=True).map(lambda names: lexicon(*names))


def as_html(root: ET.Element) -> str:
    return ET.tostring(root, encoding="unicode")


def copied(root: ET.Element) -> ET.Element:
    return ET.fromstring(as_html(root))


@any_page
@given(pages, lexicons)
def test_taking_the_marks_away_gives_back_the_very_same_html(root: ET.Element, known: Lexicon):
    before = as_html(root)
    mark_candidates(root, known)
    assert unmarked(as_html(root)) == before


@any_page
@given(pages, lexicons, st.sets(st.integers(0, 20)))
def test_taking_the_links_away_gives_back_the_very_same_html(root: ET.Element, known: Lexicon, chosen: set[int]):
    before = as_html(root)
    result = mark_candidates(root, known)
    made = apply_links(as_html(root), {n: Link(f"{n}.html", f"m{n}") for n in chosen})
    ours = re.findall(r'<a class="term" href="(\d+)\.html" id="m\1">', made)
    assert [int(n) for n in ours] == sorted(chosen & {*range(len(result.candidates))})
    # Well nested, so an XML parser finds our links and we can unwrap them.
    links = [each for each in ET.fromstring(made).iter("a") if each.get("class") == "term"]
    assert all(each.find(".//a") is None for each in links)
    assert re.sub(r'<a class="term"[^>]*>(.*?)</a>', r"\1", made, flags=re.S) == before


@any_page
@given(pages, lexicons)
def test_linking_with_the_narrowed_lexicon_is_linking_with_the_whole(root: ET.Element, known: Lexicon):
    text, other = as_html(root), copied(root)
    assert mark_candidates(root, known) == mark_candidates(other, known.narrowed(text))
    assert as_html(root) == as_html(other)


@any_page
@given(pages, lexicons)
def test_each_mark_holds_the_words_of_its_candidate(root: ET.Element, known: Lexicon):
    result = mark_candidates(root, known)
    html = as_html(root)
    held = re.findall(f"{MARK_OPEN}(\\d+)\x0f(.*?){MARK_END}", html, flags=re.S)
    assert [int(n) for n, _ in held] == list(range(len(result.candidates)))
    for candidate, (_, inner) in zip(result.candidates, held, strict=True):
        assert " ".join(re.sub(r"<[^>]*>", "", inner).split()) == candidate.surface
        block = result.blocks[candidate.block]
        assert block[candidate.start : candidate.start + len(candidate.surface)] == candidate.surface


@any_page
@given(pages, lexicons)
def test_explanation_has_the_same_candidates_as_marking(root: ET.Element, known: Lexicon):
    found: tuple[Sighting, ...] = explain_mentions(root, known)
    result = mark_candidates(root, known)
    said = [(each.terms[0], each.surface, each.section) for each in found if each.candidate >= 0]
    assert said == [(each.term, each.surface, each.section) for each in result.candidates]


@settings(deadline=None, max_examples=20)
@given(st.lists(st.sampled_from(NAMES), unique=True), st.randoms())
def test_lexicon_does_not_depend_on_the_order_of_terms(names: list[str], chance: object):
    made = list(terms(*names))
    first = lexicon_of(made, "en")
    chance.shuffle(made)  # type: ignore[attr-defined]
    assert lexicon_of(made, "en")[0].digest == first[0].digest
    assert lexicon_of(made, "en")[1] == first[1]


RAW = {"b": "<b>", "/b": "</b>", "sub": "<sub>", "/sub": "</sub>", "a": '<a href="x">', "/a": "</a>", "nbsp": "&nbsp;"}
RAW_TOKENS = (*TOKENS, *(f"\x02{name}\x03" for name in (*RAW, "?")))


def is_balanced(html: str) -> bool:
    open_now: list[str] = []
    for end, tag, empty in re.findall(r"<(/?)(\w+)[^<>]*?(/?)>", html):
        if not end:
            open_now += [] if empty else [tag]
        elif not open_now or open_now.pop() != tag:
            return False
    return not open_now


@any_page
@given(st.lists(st.sampled_from(RAW_TOKENS), max_size=60).map(grown), lexicons)
def test_links_nest_with_raw_html_behind_placeholders(root: ET.Element, known: Lexicon):
    before = as_html(root)
    result = mark_candidates(root, known, opaque=lambda run: RAW.get(run[1:-1], ""))
    assert unmarked(as_html(root)) == before
    made = apply_links(as_html(root), {n: Link("x") for n in range(len(result.candidates))})
    whole = re.sub("\x02([^\x03]*)\x03", lambda match: RAW.get(match[1], ""), made)
    for inner in re.findall(r'<a class="term" href="x">(.*?)</a>', whole, flags=re.S):
        assert "<a" not in inner
        assert is_balanced(inner)


@pytest.mark.parametrize(
    "html", ["⟪b⟫psoas", "psoas⟪/b⟫", "<em>⟪b⟫</em> psoas⟪/b⟫", "<ul><li>⟪b⟫x<p>psoas</p></li></ul>"]
)
def test_raw_tag_without_its_partner_leaves_mentions_alone(html: str):
    opaque = {"\x02b\x03": "<b>", "\x02/b\x03": "</b>"}
    root = tree(html)
    assert len(mark_candidates(root, lexicon("psoas"), opaque=lambda run: opaque[run]).candidates) == 1


def test_raw_link_that_is_never_closed_ends_with_its_block():
    root = tree("<p>⟪a⟫psoas <em>psoas</em></p><p>psoas</p>")
    result = mark_candidates(root, lexicon("psoas"), opaque=lambda _: "<a href='x'>")
    assert [candidate.block for candidate in result.candidates] == [0]
    assert result.blocks == ("psoas",)
