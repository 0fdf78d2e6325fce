"""The index behind the search, and the definitions behind previews: what is in the scripts, and what is not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

import pytest

from microsite.memory.memo import SHELF, Memo, MemoryMemo
from microsite.model import Site
from microsite.outputs import search
from microsite.outputs.search import (
    ARTICLE,
    CLAIM,
    PAGE,
    TERM,
    Result,
    results,
    shelves_of,
    words_in,
    written,
)
from microsite.outputs.termdata import as_script, definitions, term_data
from tests.sample import STATIC, body, plain_site, sample, searched, term


def read_script(name: str, data: bytes):
    """Return the value that a line of a script sets."""
    assert data.endswith(b";\n")
    (value,) = re.findall(rf"^window\.{name}=(.*);$", data.decode(), re.M)
    return json.loads(value)


def index(site: Site):
    return read_script("MICROSITE_SEARCH", searched(site)["search.js"])


def numbers(words: str, word: str) -> list[int]:
    """Return the numbers of the results that the list of words gives for `word`, read as the script does."""
    rows = dict(line.split(" ", 1) for line in words.split("\n"))
    found, number = [], -1
    for step in rows.get(word, "").split():
        number += int(step, 36)
        found.append(number)
    return found


def word_list(found: Iterable[Result]) -> str:
    _, words = written([*shelves_of([(f"{n}", partial(replace, result)) for n, result in enumerate(found)])])
    listed: str = json.loads(f'"{words}"')
    return listed


def named(site: Site, title: str) -> Result:
    return next(result for result in results(site) if result.title == title)


def test_everything_that_can_be_found_is_there_once():
    found = list(results(sample()))
    assert [sum(result.kind == kind for result in found) for kind in (ARTICLE, TERM, PAGE, CLAIM)] == [3, 6, 3, 4]
    assert len({result.url for result in found}) == len(found)


def test_term_goes_by_all_its_names_and_their_plurals():
    femur = named(sample(), "Femur")
    assert (femur.everyday, femur.note) == ("thigh bone", "The bone of the thigh, from the hip to the knee.")
    assert {"thighbone", "femora", "thigh bones", "thighbones", "os femoris"} <= set(femur.names)
    assert "femur" not in map(str.lower, femur.names)


def test_page_goes_by_what_its_editor_knows_that_readers_type():
    site = sample()
    library = site.library
    for name, pages in (("articles", library.articles), ("terms", library.terms), ("pages", library.pages)):
        asked = replace(pages[0], search=("warfarin",))
        known = replace(site, library=replace(library, **{name: (asked, *pages[1:])}))  # type: ignore[arg-type]
        assert "warfarin" in named(known, asked.title).names


def test_review_page_is_found_by_what_readers_call_it_where_there_is_one():
    review = next(result for result in results(sample()) if result.url == "review.html")
    assert (review.kind, review.title) == (PAGE, "Review what you looked up")
    assert "quiz" in review.names
    assert "review.html" not in {result.url for result in results(plain_site(0))}


def test_plurals_come_by_rule_in_english_only():
    assert "thigh bones" not in named(sample(language="de"), "Femur").names


def test_same_bytes_come_from_the_same_site():
    assert searched(sample()) == searched(sample())
    assert list(term_data(sample())) == list(term_data(sample()))


def test_site_without_anything_to_find_has_no_index():
    assert searched(plain_site(0)) == {}
    assert dict(term_data(plain_site(1))) == {}


def test_word_of_a_text_leads_to_its_pages():
    site = sample()
    texts = {"psoas": "Xylophones play.", "stretching": "Two xylophones.", "glossary/femur": "None here."}
    made = replace(site, bodies=MappingProxyType({**site.bodies, **{k: body("", text=t) for k, t in texts.items()}}))
    said = index(made)
    titles = [said["results"][n][2] for n in numbers(said["words"], "xylophones")]
    assert titles == ["The psoas: what it is and what it is not", "Stretching the front of the hip"]


def test_text_itself_is_not_in_the_index():
    assert "Short of nothing" not in searched(sample())["search.js"].decode()


def test_word_that_is_shown_anyway_is_not_listed_again():
    shown = Result(url="a.html", kind=PAGE, title="A femur", note="", more="The femur moves.")
    hidden = Result(url="b.html", kind=PAGE, title="B", note="", more="A femur.")
    words = word_list([shown, hidden])
    assert numbers(words, "femur") == [1]
    assert numbers(words, "moves") == [0]


def test_numbers_survive_the_steps():
    held = (0, 36, 37, 1400)
    found = [Result(url=f"{n}", kind=PAGE, title="", note="", more="x" * (n in held)) for n in range(1401)]
    assert numbers(word_list(found), "x") == [*held]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Range-of-motion", ["range", "of", "motion"]),
        ("Fémur, FEMUR", ["femur", "femur"]),
        ("Cœur, ŒUF, Straße", ["coeur", "oeuf", "strasse"]),
        ("the psoas’s T12", ["the", "psoas", "s", "t12"]),
        ("ﬁbre_two", ["fibre", "two"]),
        ("", []),
    ],
)
def test_words_are_cut_and_folded(text: str, said: list[str]):
    assert words_in(text) == said


@pytest.mark.parametrize("evil", ["</script><script>alert(1)</script>", "<!--", "\u2028\u2029", '"];alert(1);//', "\\"])
def test_nothing_breaks_out_of_a_script(evil: str):
    made = as_script("X", {"a": [evil]})
    assert read_script("X", made) == {"a": [evil]}
    assert not set("<\u2028\u2029") & set(made.decode())


def test_preview_gets_title_everyday_word_definition_and_sound():
    terms = (term("a", "A", "An a.", say="AY", everyday="alpha"), term("b", "B", "A b."))
    library = replace(sample().library, terms=terms)
    assert definitions(library) == {"a": ["A", "alpha", "An a.", "AY"], "b": ["B", "", "A b."]}


def test_term_that_is_held_back_is_in_neither_script():
    site = sample()
    fewer = replace(site, library=replace(site.library, terms=site.library.terms[1:]))
    assert b"Femur" not in searched(fewer)["search.js"] + dict(term_data(fewer))["terms.js"]


def test_index_of_a_hundred_and_sixty_pages_fits_into_sixty_kilobytes():
    import brotli

    words = sorted({word for path in Path(__file__).parent.glob("*.py") for word in words_in(path.read_text("utf-8"))})
    found = [
        Result(
            url=f"articles/a-page-of-some-length-{n}.html",
            kind=ARTICLE,
            title=" ".join(words[n * 7 % 900 :: 911][:5]),
            note=" ".join(words[n * 13 % 700 :: 701][:18]),
            # A page of about 350 words of which 130 are words of its own kind.
            more=" ".join(words[n * 31 % len(words) :][:70] + words[n % 50 :: 50]),
        )
        for n in range(160)
    ]
    rows = [[r.url, r.kind, r.title, r.note, r.everyday, [], []] for r in found]
    made = as_script("MICROSITE_SEARCH", {"results": rows, "words": word_list(found)})
    assert len(brotli.compress(made, quality=11)) <= 60_000


def test_what_a_page_loads_at_once_is_light():
    import brotli

    from microsite.outputs.assets import assets

    made = dict(assets([STATIC]))
    assert len(brotli.compress(made["site.js"], quality=11)) <= 3000
    assert len(brotli.compress(made["site.css"], quality=11)) <= 6000
    assert len(brotli.compress(made["search-dialog.js"], quality=11)) <= 4000


def test_edit_puts_one_shelf_in_order_also_after_builds_that_changed_nothing(monkeypatch: pytest.MonkeyPatch):
    made: list[int] = []
    shelf_of = search._shelf

    def counted(memo: Memo, shelf: Sequence[search.Findable]) -> search.Shelf:
        made.append(len(shelf))
        return shelf_of(memo, shelf)

    monkeypatch.setattr(search, "_shelf", counted)
    site, memo = plain_site(5 * SHELF), MemoryMemo()
    for _ in range(4):
        memo.turn()
        searched(site, memo)
    assert len(made) == 5
    edited = replace(site, bodies=MappingProxyType({**site.bodies, "a0040": body("<p>x</p>", text="Another word.")}))
    memo.turn()
    script = searched(edited, memo)["search.js"]
    assert len(made) == 6
    assert script == searched(edited)["search.js"]
    assert b"another" in script
