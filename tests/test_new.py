"""A new page is valid from the start, a draft, and takes nobody's place."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microsite.cli import _parser, main
from microsite.commands import COMMANDS
from microsite.desk.edits import quoted
from microsite.desk.skeleton import article, term
from microsite.model import Config, Policies
from microsite.problem import Problem
from microsite.reading.fields import Fields, parse_yaml
from tests.sites import TODAY, library_of, write_site

PSOAS = "---\ntitle: Psoas major\nsummary: A muscle.\naliases: [psoas]\nforms: [psoai]\n---\n"
PARTS = "title: Site\nparts: [Start, Care]\npolicies: {article_fields: [question, authors], care_blocks: true}\n"
FIRST = "---\ntitle: First\nsummary: S.\npart: Care\norder: 7\nredirect_from: [older]\n---\nThe psoas.\n"
SITE = {"config.yaml": PARTS, "content/glossary/psoas-major.md": PSOAS, "content/articles/first.md": FIRST}


def new(root: Path, *words: str) -> int:
    return main(["--config", str(root / "config.yaml"), "--no-cache", "--date", "2026-11-22", "new", *words])


def problems_with_drafts(root: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, str]]:
    capsys.readouterr()
    main(["--config", str(root / "config.yaml"), "--no-cache", "--drafts", "--format", "json", "check"])
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("kind", ["", "guide", "anatomy", "care", "symptom", "evidence"])
def test_a_new_article_builds_and_shows_in_the_preview(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    root = write_site(tmp_path, SITE)
    assert new(root, "article", "My topic", "--part", "Care", *(["--kind", kind] if kind else [])) == 0
    assert main(["--config", str(root / "config.yaml"), "--no-cache", "check"]) == 0
    assert dict(library_of(root)[0].held_back) == {"content/articles/my-topic.md": "draft"}
    found = problems_with_drafts(root, capsys)
    assert {each["severity"] for each in found} == {"warning"}
    assert "unfinished" in {each["rule"] for each in found}
    assert any("asks every article for “question”" in each["message"] for each in found)


@pytest.mark.parametrize("kind", ["", "muscle", "bone"])
def test_a_new_term_builds_and_shows_in_the_preview(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    root = write_site(tmp_path, SITE)
    assert new(root, "term", "Snapping hip", *(["--kind", kind] if kind else [])) == 0
    assert main(["--config", str(root / "config.yaml"), "--no-cache", "check"]) == 0
    assert "error" not in {each["severity"] for each in problems_with_drafts(root, capsys)}


def test_an_article_is_the_last_of_its_part(tmp_path: Path) -> None:
    root = write_site(tmp_path, SITE)
    new(root, "article", "Second", "--part", "Care")
    new(root, "article", "Third", "--part", "Care")
    library, _ = library_of(root, drafts=True)
    assert [(page.title, page.order) for page in library.articles] == [("First", 7), ("Second", 8), ("Third", 9)]


def test_the_terms_in_a_title_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write_site(tmp_path, SITE)
    new(root, "article", "What the psoas does")
    assert "which will link themselves in the text: psoas-major." in capsys.readouterr().out
    new(root, "term", "Psoas abscess")
    assert "Terms in the title are given as `related`: psoas-major." in capsys.readouterr().out
    assert "related: [psoas-major]\n" in (root / "content/glossary/psoas-abscess.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "empty"),
    [
        (("term", "Ilium"), ["kind", "everyday", "aliases", "search"]),
        (("term", "Ilium", "--kind", "bone"), ["everyday", "aliases", "search"]),
        (
            ("term", "Iliacus", "--kind", "muscle"),
            ["everyday", "aliases", "search", "origin", "insertion", "nerve", "action", "artery"],
        ),
        (("article", "Ilium"), ["question", "authors"]),
    ],
)
def test_every_empty_field_says_what_belongs_there(tmp_path: Path, words: tuple[str, ...], empty: list[str]) -> None:
    root = write_site(tmp_path, SITE)
    new(root, *words)
    folder = {"term": "glossary", "article": "articles"}[words[0]]
    front = (root / f"content/{folder}/{words[1].lower()}.md").read_text(encoding="utf-8").split("---\n")[1]
    found = [line.partition(":") for line in front.splitlines() if line.partition(":")[2].strip()[:1] in ("", "#")]
    assert [name for name, _, _ in found] == empty
    assert all(len(said.partition("# ")[2].split()) > 2 for _, _, said in found)
    assert "draft: true   # take this line out to publish the page\n" in front


def test_what_is_still_to_do_is_said_once_and_of_words_that_are_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asks = PARTS.replace("care_blocks: true", "care_blocks: true, descriptions: true, article_sources: 2")
    root = write_site(tmp_path, SITE | {"config.yaml": asks, "content/articles/first.md": FIRST + "\nTODO: more.\n"})
    new(root, "article", "Why it hurts", "--kind", "symptom")
    path = "content/articles/why-it-hurts.md"
    assert capsys.readouterr().out.partition("not.\n")[2] == (
        "To do before `draft: true` is taken out:\n"
        f"    {path}: 0 sources; this site asks for 2 [policy]\n"
        f"    {path}: this site asks every article for “question” and “authors” [policy]\n"
        f"    {path}:3:10: put words in the place of TODO here, and in 5 more places [unfinished]\n"
    )
    new(root, "article", "Another", "--quiet")
    assert not capsys.readouterr().out


def test_a_title_with_signs_of_yaml_comes_back_whole(tmp_path: Path) -> None:
    root = write_site(tmp_path, SITE)
    title = "Hips: 'tight' #1 – \"why\", [really]?"
    assert new(root, "article", title, "--summary", "- a: b") == 0
    library, problems = library_of(root, drafts=True)
    assert not problems
    page = next(page for page in library.articles if page.slug == "hips-tight-1-why-really")
    assert (page.title, page.summary) == (title, "- a: b")


TEXT = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=30)


@given(text=TEXT.map(lambda text: " ".join(text.split())).filter(bool))
def test_any_line_can_be_written_as_yaml(text: str) -> None:
    for written, name in ((f"k: {quoted(text)}\nl: m", "k"), (f"k: [a, {quoted(text, in_list=True)}]", "k")):
        table, faults = parse_yaml(written, "")
        problems: list[Problem] = []
        fields = Fields(table, problems)
        read = fields.text(name) if "[a, " not in written[:7] else fields.texts(name)[-1]
        assert (read, faults, problems) == (text, (), [])


@pytest.mark.parametrize(
    ("language", "title", "slug"),
    [
        ("de", "Übergröße", "uebergroesse"),
        ("de-AT", "A\u0308pfel", "aepfel"),
        ("en", "Über", "uber"),
        ("sv", "Höft", "hoft"),
    ],
)
def test_an_address_is_spelt_as_the_language_does_without_accents(
    tmp_path: Path, language: str, title: str, slug: str
) -> None:
    root = write_site(tmp_path, {**SITE, "config.yaml": f"title: Site\nlanguage: {language}\n"})
    assert new(root, "term", title) == 0
    assert (root / f"content/glossary/{slug}.md").is_file()


@pytest.mark.parametrize(("language", "asked"), [("de", True), ("en-GB", False)])
def test_a_new_term_asks_for_its_forms_where_no_rule_knows_them(language: str, asked: bool) -> None:
    config = Config(title="Site", language=language)
    assert ("\nforms:" in term("Kruste", config, datetime.date(2026, 11, 22))) is asked


@given(title=TEXT.map(lambda text: " ".join(text.split())).filter(bool))
def test_any_title_makes_valid_front_matter(title: str) -> None:
    config = Config(
        title="Site", language="de", policies=Policies(article_fields=("title", "question", "order", "kind"))
    )
    day = datetime.date(2026, 11, 22)
    for text in (article(title, config, day, kind="care", part="P", order=1), term(title, config, day, kind="muscle")):
        table, faults = parse_yaml(text.split("---\n")[1], "")
        assert not faults
        assert Fields(table, []).text("title") == title


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("article", "First"), "content/articles/first.md is there already: choose another --slug."),
        (("article", "first", "--slug", "other"), "content/articles/first.md:2:8 has that title already."),
        (
            ("article", "New", "--slug", "older"),
            "first.md:6:17 sends that address on already: take it out there, or choose another --slug.",
        ),
        (("article", "New", "--slug", "Two Words"), "try --slug two-words."),
        (("article", "New", "--slug", "con"), "a device on Windows"),
        (("article", "New", "--slug", "x" * 151), "at most 150"),
        (("article", "New", "--slug", "../x"), "cannot be an address"),
        (("article", "骨"), "no address can be made of “骨”. Give one: --slug"),
        (("article", "New", "--part", "Cure"), "config.yaml has no part “Cure”. Did you mean Care?"),
        (("article", "New", "--kind", "car"), "there is no kind “car”. Did you mean care"),
        (("article", "New", "--kind", "x"), "there is no kind “x”. One of: guide, anatomy, care, symptom, evidence."),
        (("article", "  "), "a title needs words"),
        (("article", "a\x07b"), "a control character (U+0007) in the title"),
        (("term", "Psoas"), "is a name of the term Psoas major already (content/glossary/psoas-major.md:4:11)"),
        (("term", "psoai"), "(content/glossary/psoas-major.md:5:9)"),
        (("term", "psoas majors"), "is a name of the term Psoas major already"),
        (("term", "Other", "--slug", "psoas-major"), "content/glossary/psoas-major.md is there already"),
        (("term", "New", "--part", "Care"), "a term has no part"),
        (("page", "New"), "“page” is none of article, term."),
    ],
)
def test_what_cannot_be_is_said_with_a_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    root = write_site(tmp_path, SITE)
    before = sorted(root.rglob("*"))
    assert new(root, *words) == 2
    assert said in capsys.readouterr().err
    assert sorted(root.rglob("*")) == before


def test_another_sense_may_have_the_name_in_brackets(tmp_path: Path) -> None:
    root = write_site(tmp_path, SITE)
    assert new(root, "term", "Psoas (word)") == 0
    assert (root / "content/glossary/psoas-word.md").is_file()


def test_a_file_that_came_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    root = write_site(tmp_path, SITE)
    # An ignored look-alike: `read` knows no page of it, the disk does.
    (root / "content/articles/mine.md").mkdir(parents=True)
    assert new(root, "article", "Mine") == 2


def test_the_first_page_of_an_empty_site_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("title: Site\n", encoding="utf-8")
    assert new(tmp_path, "article", "First") == 0
    assert f"updated: {TODAY}" in (tmp_path / "content/articles/first.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("renam", "a", "b"), "Did you mean rename?"),
        (("new", "artikle", "X"), "Did you mean article?"),
        (("check", "--format", "jsn"), "Did you mean json?"),
        (("new", "article"), "the following arguments are required: title"),
    ],
)
def test_a_slip_on_the_command_line_is_answered_with_what_was_meant(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert main(words) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1, "what is wrong is not hidden behind all options"


def test_a_slip_is_answered_the_same_where_python_guesses_too(capsys: pytest.CaptureFixture[str]) -> None:
    """As Python 3.15 does."""
    with pytest.raises(SystemExit):
        _parser(()).error("invalid choice: 'renam', maybe you meant 'rename'? (choose from 'new', 'rename')")
    assert "“renam” is none of new, rename. Did you mean rename?" in capsys.readouterr().err


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str], command: str) -> None:
    for help_me in ("--help", "-h"):
        assert main([command, help_me]) == 0
        said = capsys.readouterr().out
        assert f"usage: build.py {command}" in said
        assert "-q, --quiet" in said
        assert "-v, --verbose" in said
