"""Quotes and apostrophes are set by the page's language, and only in prose."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring, tostring

import pytest

from microsite.text.typography import set_quotes


def set_in(html: str, language: str = "en") -> str:
    root = fromstring(f"<div>{html}</div>")
    set_quotes(root, language)
    return tostring(root, "unicode").removeprefix("<div>").removesuffix("</div>")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('<p>"tight"</p>', "<p>“tight”</p>"),
        ("<p>it's</p>", "<p>it’s</p>"),
        ("<p>the muscles' pull</p>", "<p>the muscles’ pull</p>"),
        ("<p>'so-called'</p>", "<p>‘so-called’</p>"),
        ("<p>in '98</p>", "<p>in ’98</p>"),
        ('<p>("x")</p>', "<p>(“x”)</p>"),
        ('<p>say <em>"x"</em>, "y"</p>', "<p>say <em>“x”</em>, “y”</p>"),
        ("<p>the <em>psoas</em>'s</p>", "<p>the <em>psoas</em>’s</p>"),
        ('<p>"a</p><p>b"</p>', "<p>“a</p><p>b”</p>"),
        ('<p><code>"x"</code></p>', '<p><code>"x"</code></p>'),
        ('<pre>"x"</pre>', '<pre>"x"</pre>'),
    ],
)
def test_english_quotes(typed: str, printed: str) -> None:
    assert set_in(typed) == printed


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ('<p>"eng"</p>', "<p>„eng“</p>"),
        ("<p>'eng'</p>", "<p>‚eng‘</p>"),
        ("<p>\"er sagt 'ja'\", 'nein'.</p>", "<p>„er sagt ‚ja‘“, ‚nein‘.</p>"),
        ('<p>\'er sagt "ja"\' und ("nein")</p>', "<p>‚er sagt „ja“‘ und („nein“)</p>"),
        ("<p>'<a>Kruste</a>'</p>", "<p>‚<a>Kruste</a>‘</p>"),
        ("<p>'wie geht's' in Hans' Brot</p>", "<p>‚wie geht’s‘ in Hans’ Brot</p>"),
        ("<p>'auf</p><p>Hans' Brot</p>", "<p>‚auf</p><p>Hans’ Brot</p>"),
        ("<p>im Jahr '98</p>", "<p>im Jahr ’98</p>"),
    ],
)
def test_german_quotes(typed: str, printed: str) -> None:
    assert set_in(typed, "de-AT") == printed


@pytest.mark.parametrize(
    ("language", "printed"),
    [
        ("fr", "«\u202fl’arc\u202f», d’un l’«\u202farc\u202f»: ‘arc’"),
        ("it-CH", "«l’arc», d’un l’«arc»: ‘arc’"),
        ("es", "“l’arc”, d’un l’“arc”: ‘arc’"),
        ("sv", "”l’arc”, d’un l’”arc”: ’arc’"),
        ("pl", "„l’arc”, d’un l’„arc”: «arc»"),
        ("cs", "„l’arc“, d’un l’„arc“: ‚arc‘"),
        ("ru", "«l’arc», d’un l’«arc»: „arc“"),
        ("hu", "„l’arc”, d’un l’„arc”: »arc«"),
    ],
)
def test_quotes_of_other_languages(language: str, printed: str) -> None:
    assert set_in("""<p>"l'arc", d'un l'"arc": 'arc'</p>""", language) == f"<p>{printed}</p>"


def test_a_language_without_known_quotes_keeps_what_was_typed() -> None:
    assert set_in('<p>"x"</p>', "ja") == '<p>"x"</p>'
