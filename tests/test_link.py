"""What only the whole site can tell: faults between pages, and what pages say of each other."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest

from microsite import faults as faults_module
from microsite.faults import MOST_HINTS
from microsite.link import link, sentence_around
from microsite.memory.cache import DiskMemo
from microsite.memory.memo import SHELF, MemoryMemo
from microsite.model import Draft, Page, Site, Sketch, Source
from microsite.problem import Problems, in_order, nearest
from microsite.text import body
from microsite.text import texts as texts_module
from microsite.text.budget import OverBudget
from microsite.text.scope import Scope
from microsite.text.scopes import Scopes
from tests.sites import files_of, library_of, write_site
from tests.snippets import Snippet, read_snippets, rewrite, said

CASES = "cases/site.txt"


def linked(root: Path, files: dict[str, str]) -> tuple[Site, Problems]:
    """Return the linked site of some files, and all its problems."""
    library, problems = library_of(write_site(root, files))
    site = link(library)
    return site, in_order((*problems, *site.problems))


def faults(snippet: Snippet, root: Path) -> tuple[str, Problems]:
    return "", linked(root, files_of(snippet.given))[1]


if os.environ.get("UPDATE_GOLDEN"):
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        rewrite(CASES, lambda each: faults(each, Path(folder) / each.place.replace("/", "-")), has_path=True)


@pytest.mark.parametrize("snippet", read_snippets(CASES), ids=str)
def test_site_has_these_problems(snippet: Snippet, tmp_path: Path):
    assert said(faults(snippet, tmp_path)[1], snippet.problems, has_path=True) == snippet.problems


# ------------------------------------------------------------------------------------- what pages say of each other


def article(title: str, text: str, more: str = "") -> str:
    return f"---\ntitle: {title}\nsummary: {title}.\n{more}---\n{text}\n"


def site_of(root: Path, **texts: str) -> Site:
    """Return the site of articles (`one="text"`) and terms (`glossary_hip="text"`)."""
    files = {}
    for name, text in texts.items():
        folder, _, slug = name.rpartition("_")
        more, _, text = text.rpartition("|")
        title = slug.capitalize()
        files[f"content/{folder or 'articles'}/{slug}.md"] = article(title, text, f"{more}\n" if more else "")
    return linked(root, files)[0]


def test_backlink_leads_to_the_mention_with_its_sentence(tmp_path: Path):
    text = "First.\n\n## Part\n\nIt is so. Here a hip moves, [see](one.md). Then."
    site = site_of(tmp_path, one=text, glossary_hip="A")
    (mention,) = site.mentions_of("hip")
    assert (mention.page, mention.anchor, mention.section) == ("one", "mention-hip", "Part")
    assert (mention.before, mention.surface, mention.after) == ("Here a ", "hip", " moves, see.")
    assert f'id="{mention.anchor}"' in site.bodies["one"].html


def test_backlinks_stand_in_the_order_of_the_site(tmp_path: Path):
    site = site_of(
        tmp_path, one="order: 2|A hip.", two="order: 1|A hip.", glossary_hip="B", glossary_knee="Next to the hip."
    )
    assert [mention.page for mention in site.mentions_of("hip")] == ["two", "one", "glossary/knee"]


def test_term_page_does_not_link_itself(tmp_path: Path):
    site = site_of(tmp_path, glossary_hip="A hip is a hip.")
    assert "hip" not in site.linked_by
    assert "<a" not in site.bodies["glossary/hip"].html


def test_each_source_knows_its_pages_once(tmp_path: Path):
    site = site_of(tmp_path, one="[@a] [@b] [@a]", two="[@a]")
    assert site.cited_by == {"a": ("one", "two"), "b": ("one",)}


def test_each_claim_knows_its_pages_once(tmp_path: Path):
    site = site_of(tmp_path, one="{claim:x} {claim:x}\n\n::: claim y\nsaid: a\nevidence: b\n:::", two="{claim:x}")
    assert site.claimed_by == {"x": ("one", "two"), "y": ("one",)}


def test_articles_that_share_rare_terms_are_related(tmp_path: Path):
    site = site_of(
        tmp_path,
        one="Hip and knee.",
        two="Hip and foot.",
        three="Hip and knee.",
        four="Nothing.",
        glossary_hip="A",
        glossary_knee="B",
        glossary_foot="C",
    )
    assert site.related["one"] == ("three", "two")
    assert site.related["four"] == ()


def test_articles_without_terms_are_related_by_what_they_lead_to(tmp_path: Path):
    site = site_of(tmp_path, one="See [it](three.md).", two="Go [there](three.md).", three="x", four="y")
    assert set(site.related["one"]) == {"three", "two"}
    assert set(site.related["three"]) == {"one", "two"}
    assert site.related["four"] == ()


def test_articles_with_one_picture_are_related(tmp_path: Path):
    site = site_of(tmp_path, one="![A hip](../figures/hip.png)", two="Hip: ![A hip](../figures/hip.png)", three="x")
    assert (site.related["one"], site.related["three"]) == (("two",), ())


def test_what_an_author_calls_related_stands_first(tmp_path: Path):
    site = site_of(tmp_path, one="related: [four]|Knee.", two="Knee.", three="x", four="y", glossary_knee="B")
    assert site.related["one"] == ("four", "two")


def test_term_on_every_page_relates_none(tmp_path: Path):
    site = site_of(tmp_path, one="Hip.", two="Hip.", glossary_hip="A")
    assert site.related == {"one": (), "two": ()}


SENTENCES = [
    ("One. Two hip three. Four.", "hip", "Two ", " three."),
    ("hip", "hip", "", ""),
    ("Is it? A hip! Yes.", "hip", "A ", "!"),
    ("See p. 3 of the hip (cf. b).", "hip", "See p. 3 of the ", " (cf. b)."),
    ("He said “no.” The hip.", "hip", "The ", "."),
    ("A 1.5 cm hip. Next", "hip", "A 1.5 cm ", "."),
    ("Das ist so. Über die hip.", "hip", "Über die ", "."),
]


@pytest.mark.parametrize(("text", "surface", "before", "after"), SENTENCES)
def test_sentence_round_a_mention(text: str, surface: str, before: str, after: str):
    assert sentence_around(text, text.index(surface), len(surface)) == (before, after)


def test_long_sentence_is_cut_at_a_word():
    text = "word " * 60 + "hip" + " word" * 60
    before, after = sentence_around(text, text.index("hip"), 3)
    assert before.startswith("… word ")
    assert after.endswith(" word …")
    assert len(before) <= 165
    assert len(after) <= 165


def test_density_of_all_links_each_first_mention_and_off_none(tmp_path: Path):
    site = site_of(tmp_path, one="A hip, a hip.", two="glossary: off|A hip, [[hip]].", glossary_hip="A")
    assert site.bodies["one"].html.count('class="term"') == 1
    assert site.bodies["two"].html.count('class="term"') == 1
    assert "A hip, <a" in site.bodies["two"].html


def test_a_thousand_links_to_nothing_are_all_told_and_the_first_have_hints(tmp_path: Path) -> None:
    """Looking for a name among a thousand takes long, and that many at once have one cause."""
    page = "---\ntitle: T\nsummary: S.\n---\n"
    links = "".join(f"[a](tow.md) [b](#{n})\n\n" for n in range(150))
    library, _ = library_of(
        write_site(tmp_path, {f"content/articles/{name}.md": page + links for name in ("one", "two")})
    )
    told = [problem for problem in link(library).problems if problem.rule == "crossref"]
    assert len(told) == 600
    assert sum("Did you mean two.md?" in problem.hint for problem in told) == MOST_HINTS // 2


def test_a_file_that_many_links_miss_is_looked_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Documentation of another program brought in has such links by the thousand, and each build looked 200 times."""
    page = "---\ntitle: T\nsummary: S.\n---\n"
    written = {"content/articles/two.md": page + "A.\n", "content/articles/one.md": page + "[a](tow.md)\n\n" * 90}
    library, _ = library_of(write_site(tmp_path, written))
    looks: list[str] = []

    def counted(word: str, known: Iterable[str]) -> tuple[str, ...]:
        looks.append(word)
        return nearest(word, known)

    monkeypatch.setattr(faults_module, "nearest", counted)
    memo = MemoryMemo()
    for _ in range(2):
        told = [problem for problem in link(library, memo).problems if problem.rule == "crossref"]
        assert [problem.hint for problem in told] == ["Did you mean two.md?"] * 90
    assert looks == ["tow.md"], "neither a second time in the next build"


def test_a_file_that_comes_later_is_named_as_what_was_meant(tmp_path: Path) -> None:
    page = "---\ntitle: T\nsummary: S.\n---\n"
    written = {"content/articles/one.md": page + "[a](tow.md)\n"}
    memo = MemoryMemo()
    before = link(library_of(write_site(tmp_path, written))[0], memo).problems
    after = link(library_of(write_site(tmp_path, {"content/articles/two.md": page}))[0], memo).problems
    assert [problem.hint for problem in (*before, *after) if problem.rule == "crossref"] == ["", "Did you mean two.md?"]


def test_text_that_was_too_slow_once_is_linked_when_it_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Nothing of it is remembered, neither that it mentions nothing."""
    term, text = article("Psoas", "A muscle."), article("One", "The psoas bends the hip.")
    library, _ = library_of(write_site(tmp_path, {"content/glossary/psoas.md": term, "content/articles/one.md": text}))
    memo = DiskMemo(tmp_path / "memo", "1")

    def too_slow(source: Source, scope: Scope) -> Draft:
        raise OverBudget

    with monkeypatch.context() as slow:
        slow.setattr(body, "to_draft", too_slow)
        assert link(library, memo).bodies["one"].linked == ()
    memo.save()
    for later in (memo, DiskMemo(tmp_path / "memo", "1")):
        assert link(library, later).bodies["one"].linked == ("psoas",)
        later.save()


def test_what_texts_mention_is_known_without_them_where_a_term_gets_another_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """All of a large site need not be loaded to choose its links anew."""
    texts = {f"content/articles/a{n:02}.md": article(f"A{n}", f"The psoas, {n}.") for n in range(80)}
    loaded: list[str] = []
    sites = []
    load = texts_module._loaded

    def heard(scopes: Scopes, page: Page, sketch: Sketch) -> Draft:
        loaded.append(page.key)
        return load(scopes, page, sketch)

    monkeypatch.setattr(texts_module, "_loaded", heard)
    # A build between the two asks for nothing of it.
    for more, twist in (("", ""), ("", " And more."), ("aliases: [iliopsoas]\n", " Iliopsoas too.")):
        texts["content/glossary/psoas.md"] = article("Psoas", "A muscle.", more)
        texts["content/articles/a07.md"] = article("A7", f"The hip.{twist}")
        library, _ = library_of(write_site(tmp_path / "site", texts))
        memo = DiskMemo(tmp_path / "memo", "1")
        loaded.clear()
        sites.append({key: each.linked for key, each in link(library, memo).bodies.items()})
        memo.save()
    assert [site["a07"] for site in sites] == [(), (), ("psoas",)]
    # Those of two shelves at most, which the article and the term stand on.
    assert len({*loaded}) <= 2 * SHELF
    assert sites[2] == {key: each.linked for key, each in link(library).bodies.items()}
