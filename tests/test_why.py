"""The preview says why a word is linked, or not, and what it offers to paste does what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from microsite.commands import Misuse
from microsite.commands.serve import editor_of, link_to
from microsite.desk.written import TextOf
from microsite.link import link
from microsite.model import Site
from microsite.preview.board import Answer, Question, Reason
from microsite.preview.why import why
from microsite.problem import Place
from tests.sites import library_of, write_site

TEXT = """\
---
title: A page
summary: What it says.
aliases_off: [rim]
---
## The psoas

The **psoas major** bends
the hip. [Read of the psoas](b.md).

- The psoas and a rim, and the [[iliacus]].
- The [[!iliacus]], the psoas-like, and `psoas`.

A process of bone.
"""


def term(title: str, more: str = "") -> str:
    return f"---\ntitle: {title}\nsummary: A word.\n{more}---\nText.\n"


FILES = {
    "config.yaml": "title: Site\nglossary:\n  density: all\n",
    "content/articles/a.md": TEXT,
    "content/articles/b.md": "---\ntitle: B\nsummary: B.\n---\nNothing.\n",
    "content/glossary/psoas.md": term("Psoas", "aliases: [psoas major]\n"),
    "content/glossary/iliacus.md": term("Iliacus"),
    "content/glossary/rim.md": term("Rim"),
    "content/glossary/process.md": term("Process", "autolink: false\n"),
    "content/glossary/b.md": term("B"),
}


def site(root: Path, text: str = TEXT) -> Site:
    library, _ = library_of(write_site(root, FILES | {"content/articles/a.md": text}))
    return link(library)


def asked(root: Path, word: str, before: str = "", after: str = "", text: str = TEXT) -> Answer:
    answer = why(site(root, text), text_in(root), Question("articles/a.html", word, before, after))
    assert answer
    return answer


def text_in(root: Path) -> TextOf:
    return lambda path: (root / path).read_text(encoding="utf-8")


def here(answer: Answer) -> Reason:
    assert [reason.is_here for reason in answer.reasons].count(True) == 1
    assert answer.reasons[0].is_here
    return answer.reasons[0]


@pytest.mark.parametrize(
    ("word", "before", "after", "place", "surface", "said", "pastes"),
    [
        ("psoas major", "The ", " bends the hip.", "8:7", "psoas major", "linked", ["[[!psoas major]]"]),
        ("major", "The psoas ", " bends the hip.", "8:7", "psoas major", "linked", ["[[!psoas major]]"]),
        ("psoas", "Read of the ", ".", "9:23", "psoas", "not linked: in a link", []),
        ("psoas", "The ", "", "6:8", "psoas", "not linked: in a heading", []),
        ("psoas", "The ", " and a rim,", "11:7", "psoas", "not linked: the page links it in line 8", ["[[psoas]]"]),
        ("rim", "The psoas and a ", ", and the iliacus.", "11:19", "rim", "not linked: the page lists", ["[[rim]]"]),
        (
            "iliacus",
            "and the ",
            ".",
            "11:34",
            "iliacus",
            "linked: the text marks it, [[ ]]",
            ["iliacus", "[[!iliacus]]"],
        ),
        (
            "iliacus",
            "The ",
            ", the psoas-like",
            "12:10",
            "iliacus",
            "not linked: the text says so, [[! ]]",
            ["iliacus", "[[iliacus]]"],
        ),
        ("process", "A ", " of bone", "14:3", "process", "not linked: the term has autolink", ["[[process]]"]),
    ],
)
def test_the_mention_that_was_pointed_at_is_told_from_the_others(
    tmp_path: Path, word: str, before: str, after: str, place: str, surface: str, said: str, pastes: list[str]
) -> None:
    reason = here(asked(tmp_path, word, before, after))
    assert str(reason.place) == f"content/articles/a.md:{place}"
    assert (reason.surface, reason.said[: len(said)]) == (surface, said)
    assert [way.paste for way in reason.ways] == pastes


def test_other_mentions_of_the_term_follow_with_their_lines(tmp_path: Path) -> None:
    answer = asked(tmp_path, "psoas major", "The ", " bends the hip.")
    lines = [reason.place.line for reason in answer.reasons[1:]]
    assert lines == [6, 9, 11, 12, 12]
    assert {title for reason in answer.reasons for _, title in reason.terms} == {"Psoas"}
    assert answer.reasons[0].terms[0][0] == "glossary/psoas.html"


@pytest.mark.parametrize(
    ("before", "words", "after"),
    [("The ", "psoas", " and a rim"), ("The ", "iliacus", ", the psoas-like"), ("A ", "process", " of bone")],
)
def test_what_is_offered_links_the_word(tmp_path: Path, before: str, words: str, after: str) -> None:
    reason = here(asked(tmp_path, words, before, after))
    paste = next(way.paste for way in reason.ways if way.does.startswith("links it here"))
    lines = TEXT.split("\n")
    n = reason.place.line - 1
    written = f"[[!{words}]]" if f"[[!{words}]]" in lines[n] else words
    lines[n] = lines[n].replace(written, paste, 1)
    assert here(asked(tmp_path, words, before, after, "\n".join(lines))).said == "linked: the text marks it, [[ ]]"


def test_what_is_offered_unlinks_the_word(tmp_path: Path) -> None:
    reason = here(asked(tmp_path, "psoas major", "The ", " bends"))
    changed = TEXT.replace("**psoas major**", f"**{reason.ways[0].paste}**")
    after = here(asked(tmp_path, "psoas major", "The ", " bends", changed))
    assert after.said == "not linked: the text says so, [[! ]]"


def test_a_name_of_several_terms_is_offered_for_each(tmp_path: Path) -> None:
    files = {
        "config.yaml": "title: Site\n",
        "content/articles/a.md": "---\ntitle: A\nsummary: A.\n---\nThe disc.\n",
        "content/glossary/one.md": term("Disc", "context: [anatomy]\n"),
        "content/glossary/two.md": term("Disc", "context: [care]\n"),
    }
    library, _ = library_of(write_site(tmp_path, files))
    answer = why(link(library), text_in(tmp_path), Question("articles/a.html", "disc", "The ", "."))
    assert answer
    assert [way.paste for way in here(answer).ways] == ["[[one|disc]]", "[[two|disc]]"]


def test_a_word_of_no_term_is_said_with_a_way_to_make_it_one(tmp_path: Path) -> None:
    answer = asked(tmp_path, "iliacuss", "The ", "")
    assert answer.reasons == ()
    assert answer.note == "“iliacuss” is no name of a term. Did you mean Iliacus?"
    assert answer.ways[0].paste == 'python3 build.py new term "iliacuss"'


def test_a_word_is_not_taken_for_a_part_of_others(tmp_path: Path) -> None:
    assert asked(tmp_path, "a", "Words that stand ", " nowhere").note == "“a” is no name of a term."
    answer = asked(tmp_path, "major", "Words that stand ", " nowhere")
    assert [reason.surface for reason in answer.reasons] == ["psoas major"]


def test_what_is_offered_to_a_shell_runs_nothing_else(tmp_path: Path) -> None:
    answer = asked(tmp_path, 'a "b" $(c) `d` \\ !e', "", "")
    assert answer.ways[0].paste == 'python3 build.py new term "a b (c) d  e"'


def test_a_name_that_stands_elsewhere_only_is_answered_for_there(tmp_path: Path) -> None:
    answer = asked(tmp_path, "iliacus", "Words that stand ", " nowhere in the text")
    assert [reason.is_here for reason in answer.reasons] == [False, False]


def test_a_name_of_a_term_outside_the_text_is_no_unknown_word(tmp_path: Path) -> None:
    answer = asked(tmp_path, "Iliacus", "In a menu: ", "", text=ASKING)
    assert (answer.reasons, answer.ways) == ((), ())
    assert answer.note == "“Iliacus” (iliacus) does not stand in the text of this page; nothing else is linked."


def test_a_page_that_is_made_has_no_answer(tmp_path: Path) -> None:
    assert why(site(tmp_path), text_in(tmp_path), Question("glossary/index.html", "psoas", "", "")) is None


ASKING = """\
---
title: A page
summary: What it says.
---
Some words.

::: care Rest
how: Lie down.
benefit: None.
risk: None.
nothing: The same.
options: Many.
dose: An hour.
stop-if: It hurts.
:::

::: question What bends the hip?
- [ ] Nothing
  Psoas.
- [x] Something
  A rim is no process, right?
- [ ] Much else
  The psoas.
:::
"""


def test_short_reasons_of_a_question_are_found_where_they_stand(tmp_path: Path) -> None:
    first = here(asked(tmp_path, "Psoas", "Not this one. ", ".", ASKING))
    assert (str(first.place), first.said[:6]) == ("content/articles/a.md:19:3", "linked")
    other = here(asked(tmp_path, "psoas", "Not this one. The ", ".", ASKING))
    assert (str(other.place), other.said) == ("content/articles/a.md:23:7", "not linked: the page links it in line 19")


@pytest.mark.parametrize(("word", "before", "after"), [("Dose", "", ""), ("Right", "", ". A rim is no process")])
def test_words_that_no_author_wrote_are_no_mentions(tmp_path: Path, word: str, before: str, after: str) -> None:
    root = write_site(
        tmp_path,
        FILES
        | {
            "content/articles/a.md": ASKING,
            "content/glossary/ours.md": term(word),
        },
    )
    built = link(library_of(root)[0])
    assert 'href="../glossary/ours.html"' not in built.bodies["a"].html.partition("no process")[0]
    answer = why(built, text_in(root), Question("articles/a.html", word, before, after))
    assert answer
    assert here(answer).said.startswith("not linked: in a part of the page that links no terms")


def test_word_of_an_author_is_linked_though_a_label_had_it_before(tmp_path: Path) -> None:
    root = write_site(
        tmp_path,
        FILES | {"content/articles/a.md": ASKING, "content/glossary/right.md": term("Right")},
    )
    html = link(library_of(root)[0]).bodies["a"].html
    assert re.search(r'no process, <a class="term" href="../glossary/right.html"[^>]*>right</a>', html)


# ------------------------------------------------------------------------------------------- words of other files

SHOWING = """\
---
title: A page
summary: What it says.
---
The {fact:psoas.origin}.

![](../figures/x.svg)

::: claim fat
:::
"""
SIDECAR = """\
# Where the iliacus lies.
alt: The iliacus from the front.
caption: >-
  Psoas and [its rim](../articles/b.md):
  the [[!rim]] of the [@key] process.
steps:
- title: Bent iliacus
  text: Iliacus bends.
- {title: Two, text: The process.}
labels:
- term: psoas
  text: psoas
  note: Beside the rim.
table:
  header: [muscle, rim]
  rows: [[psoas, '1'], [rim, '2']]
long: |-
  The iliacus is deep.

  The psoas is beside it.
credit: 'By the rim''s people.'
"""
AROUND = {
    "content/articles/a.md": SHOWING,
    "content/figures/x.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0,0"/></svg>',
    "content/references.yaml": "references:\n- {id: key, type: book, title: T, author: A, issued: 2020}\n",
    "content/claims.yaml": "claims:\n- id: fat\n  verdict: Wrong\n"
    "  said: The rim burns.\n  evidence: The process is.\n",
    "content/glossary/psoas.md": term("Psoas", "kind: muscle\norigin: the rim of it\n"),
}


def said_of(root: Path, word: str, before: str, after: str, sidecar: str = SIDECAR) -> Reason:
    library, _ = library_of(write_site(root, FILES | AROUND | {"content/figures/x.yaml": sidecar}))
    answer = why(link(library), text_in(root), Question("articles/a.html", word, before, after))
    assert answer
    return here(answer)


@pytest.mark.parametrize(
    ("word", "before", "after", "place", "said"),
    [
        ("Psoas", "", " and its rim: the", "figures/x.yaml:4:3", "linked: config.yaml asks"),
        ("rim", "Psoas and its ", ": the rim", "figures/x.yaml:4:18", "not linked: in a link"),
        ("rim", "its rim: the ", " of the [1] process.", "figures/x.yaml:5:10", "not linked: the text says so"),
        ("process", " rim of the [1] ", ".", "figures/x.yaml:5:30", "not linked: the term has autolink: false"),
        ("iliacus", "Bent ", "", "figures/x.yaml:7:15", "not linked: in a part of the page"),
        ("Iliacus", "", " bends.", "figures/x.yaml:8:9", "linked: config.yaml asks"),
        ("process", "The ", ".", "figures/x.yaml:9:26", "not linked: the term has autolink: false"),
        ("psoas", "", ": Beside the rim", "figures/x.yaml:12:9", "not linked: in a link"),
        ("rim", "psoas: Beside the ", ".", "figures/x.yaml:13:20", "not linked: in a part of the page"),
        ("rim", "", "", "figures/x.yaml:15:20", "not linked: in a part of the page"),
        ("psoas", "", "", "figures/x.yaml:16:11", "not linked: in a part of the page"),
        ("iliacus", "The ", " is deep.", "figures/x.yaml:18:7", "not linked: in a part of the page"),
        ("psoas", "The ", " is beside it.", "figures/x.yaml:20:7", "not linked: in a part of the page"),
        ("rim", "By the ", "’s people.", "figures/x.yaml:21:17", "not linked: in a part of the page"),
        ("rim", "The the ", " of it.", "glossary/psoas.md:5:13", "linked: config.yaml asks"),
        ("rim", "The ", " burns.", "claims.yaml:4:13", "not linked: the page links it in content/glossary/psoas.md"),
        ("process", "The ", " is.", "claims.yaml:5:17", "not linked: the term has autolink: false"),
    ],
)
def test_words_of_another_file_are_found_there(
    tmp_path: Path, word: str, before: str, after: str, place: str, said: str
) -> None:
    reason = said_of(tmp_path, word, before, after)
    assert (str(reason.place), reason.said[: len(said)]) == (f"content/{place}", said)


CAPTION = 'alt: A line.\ncaption: {0}\nsteps: [{{title: One, text: {1}}}, {{title: Two, text: "{2}"}}]\n'


@pytest.mark.parametrize(
    ("caption", "before", "word", "after", "paste", "does"),
    [
        ("See the psoas.", "See the ", "psoas", ".", "[[!psoas]]", "does not link it here"),
        ("Psoas.", "", "Psoas", ".", "[[!Psoas]]", "does not link it here, with quotes round the whole value"),
        ("'Psoas.'", "", "Psoas", ".", "[[!Psoas]]", "does not link it here"),
        (">-\n  Psoas.", "", "Psoas", ".", "[[!Psoas]]", "does not link it here"),
        ("A process.", "A ", "process", ".", "[[process]]", "links it here to process"),
        ("Process.", "", "Process", ".", "[[Process]]", "links it here to process, with quotes round the whole value"),
        ("A [[!psoas]].", "A ", "psoas", ".", "psoas", "leaves it to the glossary"),
        ("A [[!psoas]].", "A ", "psoas", ".", "[[psoas]]", "links it here to psoas"),
        ("A.", "In ", "process", " one", "[[process]]", "links it here to process, with quotes round the whole value"),
        ("A.", "In ", "process", " two", "[[process]]", "links it here to process"),
    ],
)
def test_what_is_offered_for_words_of_a_sidecar_works_there(
    tmp_path: Path, caption: str, before: str, word: str, after: str, paste: str, does: str
) -> None:
    sidecar = CAPTION.format(caption, "In process one", "In process two")
    reason = said_of(tmp_path, word, before, after, sidecar)
    way = next(way for way in reason.ways if way.paste == paste)
    assert way.does == f"in content/figures/x.yaml {does}"
    lines = sidecar.split("\n")
    start = reason.place.column - 1
    head, rest = lines[reason.place.line - 1][:start], lines[reason.place.line - 1][start:]
    if head.endswith(("[[", "[[!")):
        head, rest = head.rpartition("[[")[0], rest.replace("]]", "", 1)
    head, rest = head + paste, rest.removeprefix(word)
    if "with quotes" in does:
        for value in (paste + ".", f"In {paste} one"):
            head, rest = (head + rest).replace(value, f'"{value}"', 1), ""
    lines[reason.place.line - 1] = head + rest
    said = {"[[!": "not linked: the text says so, [[! ]]", "[[": "linked: the text marks it, [[ ]]"}
    now = said_of(tmp_path, word, before, after, "\n".join(lines)).said
    assert now.startswith(next((words for mark, words in said.items() if paste.startswith(mark)), "linked: config"))


def test_nothing_is_offered_where_no_mark_can_stand(tmp_path: Path) -> None:
    assert said_of(tmp_path, "rim", "The the ", " of it.").ways == ()
    assert said_of(tmp_path, "process", "The ", " is.").ways == ()


def test_a_sidecar_that_was_edited_since_names_its_field(tmp_path: Path) -> None:
    library, _ = library_of(write_site(tmp_path, FILES | AROUND | {"content/figures/x.yaml": SIDECAR}))
    answer = why(link(library), lambda path: "caption: >-\n", Question("articles/a.html", "process", "The ", "."))
    assert answer
    assert str(here(answer).place) == "content/figures/x.yaml:9:3"


# -------------------------------------------------------------------------------------------------------- the editor


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("", ""),
        ("vscode", "vscode://file/{path}:{line}:{column}"),
        ("x-my://open?f=/{path}", "x-my://open?f=/{path}"),
    ],
)
def test_an_editor_is_known_by_name_or_address(given: str, address: str) -> None:
    assert editor_of(given) == address


@pytest.mark.parametrize(
    "given", ["word", "x-my://open", "javascript:alert('{path}')", "data:text/html,{path}", "{path}"]
)
def test_what_opens_no_file_is_no_editor(given: str) -> None:
    with pytest.raises(Misuse, match="no editor is known"):
        editor_of(given)


def test_a_link_names_the_file_wherever_it_lies(tmp_path: Path) -> None:
    (tmp_path / "site/content").mkdir(parents=True)
    (tmp_path / "project").mkdir()
    (tmp_path / "site/content/a b%.md").write_text("")
    (tmp_path / "project/base.html").write_text("")
    folders = (tmp_path / "site", tmp_path / "project")
    at = str(tmp_path).lstrip("/")
    editor = editor_of("vscode")
    assert (
        link_to(Place("content/a b%.md", 3, 7), editor, *folders) == f"vscode://file/{at}/site/content/a%20b%25.md:3:7"
    )
    assert link_to(Place("base.html"), editor, *folders) == f"vscode://file/{at}/project/base.html:1:1"
    assert link_to(Place("gone.md", 3), editor, *folders) == ""
    assert link_to(Place(""), editor, *folders) == ""
    assert link_to(Place("base.html"), "", *folders) == ""
