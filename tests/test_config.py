"""config.yaml: what it says, what holds where it is silent, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from microsite.model import Config, Part, Policies, Route
from microsite.problem import Place, Severity
from microsite.reading.config import DENSITY, read_config
from microsite.rules import CONTENT, STRUCTURE
from tests.cases import Case, read_cases
from tests.sites import files_of, library_of, lines_of, write_site


def config_of(text: str) -> Config:
    config, problems = read_config(f"title: Hips\n{text}", "config.yaml")
    assert not problems
    return config


@pytest.mark.parametrize("case", read_cases("cases/read/config.txt"), ids=str)
def test_fault_of_the_settings_is_said_at_its_place(case: Case, tmp_path: Path):
    _, problems = library_of(write_site(tmp_path, files_of(case.given)))
    assert lines_of(problems, case.expected) == case.expected


def test_title_alone_leaves_the_defaults():
    config = config_of("")
    assert config == Config(
        title="Hips", density=DENSITY, policies=Policies(), output="public", language="en", places=config.places
    )
    assert dict(config.places) == {"title": Place("config.yaml", 1, 8)}


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://example.org", "https://example.org/"),
        ("https://example.org/", "https://example.org/"),
        ("https://example.org/hips///", "https://example.org/hips/"),
        ("http://localhost:8000", "http://localhost:8000/"),
        ("https://example.org/@me", "https://example.org/@me/"),
        ("'https://[::1]:80/'", "https://[::1]:80/"),
        ("~", ""),
    ],
)
def test_address_of_the_site_ends_with_a_slash(written: str, url: str):
    assert config_of(f"site_url: {written}").site_url == url


@pytest.mark.parametrize(
    ("written", "is_english"), [("en", True), ("en-GB", True), ("EN", True), ("de", False), ("enm", False)]
)
def test_language_is_kept_as_written(written: str, is_english: bool):
    config = config_of(f"language: {written}")
    assert (config.language, config.is_english) == (written, is_english)


def test_language_that_is_none_falls_back_to_english():
    assert read_config("title: x\nlanguage: '?'", "config.yaml")[0].language == "en"


def test_parts_are_titles_with_or_without_a_summary_in_order():
    config = config_of("parts:\n  - Know\n  - {title: Care, summary: What helps.}\n  - no\n")
    assert config.parts == (Part("Know"), Part("Care", "What helps."), Part("no"))


def test_routes_are_in_order_with_places_for_their_articles():
    config = config_of("routes:\n  - {title: A, articles: [x, y]}\n  - {title: B, text: t, articles: [z]}\n")
    assert config.routes == (Route("A", ("x", "y")), Route("B", ("z",), "t"))
    assert config.places["routes.0.articles.1"] == Place("config.yaml", 3, 30)
    assert config.places["routes.1.articles.0"] == Place("config.yaml", 4, 36)


@pytest.mark.parametrize(
    ("written", "density"),
    [
        ("glossary: {density: all}", None),
        ("glossary: {density: 0}", 0.0),
        ("glossary: {density: 6.5}", 6.5),
        ("glossary: {density: 1000}", 1000.0),
        ("glossary: {density: }", DENSITY),
        ("glossary: {}", DENSITY),
        ("glossary:", DENSITY),
    ],
)
def test_density_is_a_number_or_all_or_the_default(written: str, density: float | None):
    assert config_of(written).density == density


@pytest.mark.parametrize("rule", sorted(CONTENT))
@pytest.mark.parametrize(("written", "weight"), [("error", Severity.ERROR), ("warn", Severity.WARNING), ("off", None)])
def test_every_rule_on_content_can_be_weighed(rule: str, written: str, weight: Severity | None):
    assert dict(config_of(f"checks:\n  {rule}: {written}").checks) == {rule: weight}


@pytest.mark.parametrize("rule", sorted(STRUCTURE))
@pytest.mark.parametrize("written", ["error", "warn", "off"])
def test_no_rule_of_the_structure_can_be_weighed(rule: str, written: str):
    config, problems = read_config(f"title: x\nchecks:\n  {rule}: {written}", "config.yaml")
    assert dict(config.checks) == {}
    assert [problem.message for problem in problems] == [f"the rule “{rule}” cannot be changed"]


def test_weights_cannot_be_changed_afterwards():
    with pytest.raises(TypeError):
        config_of("checks: {alt: off}").checks["yaml"] = None  # type: ignore[index]


def test_policies_are_read():
    config = config_of("policies:\n  article_fields: [kind, part]\n  article_sources: 4\n  care_blocks: true\n")
    assert config.policies == Policies(article_fields=("kind", "part"), article_sources=4, care_blocks=True)


@pytest.mark.parametrize("written", ["strict", "trusted"])
def test_html_is_trusted_only_on_demand(written: str):
    assert config_of(f"html: {written}").trusts_html == (written == "trusted")


@pytest.mark.parametrize("written", ["mailto:editors@example.org", "https://example.org/write?to=us"])
def test_feedback_is_an_address(written: str):
    assert config_of(f"feedback: {written}").feedback == written


@pytest.mark.parametrize(
    "written", ["mailto:", "mailto:a b@example.org", "http://example.org", "https://", "'https://x y'", "a@b"]
)
def test_feedback_that_is_no_address_is_left_out(written: str):
    config, problems = read_config(f"title: x\nfeedback: {written}", "config.yaml")
    assert config.feedback == ""
    assert len(problems) == 1


def test_texts_may_be_folded_over_lines():
    assert config_of("disclaimer: >-\n  One\n  two.\n").disclaimer == "One two."


KEYS = st.sampled_from(
    "title site_url language parts routes glossary checks policies output html feedback menu x".split()
)
VALUES = st.sampled_from(
    [
        *("x [] {} [x] [[x]] '' ~ https://[ 9e9".split()),
        *("{x: y}", "[{title: a}]", "[{articles: [b]}]", "{density: 3}", "{alt: off}", "{a: {b: c}}"),
    ]
)


@given(st.dictionaries(KEYS, VALUES))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_any_settings_make_a_config(pairs: dict[str, str]):
    text = "".join(f"{key}: {value}\n" for key, value in pairs.items())
    config, problems = read_config(text, "config.yaml")
    assert config.language
    assert all(0 < problem.place.line <= text.count("\n") + 1 for problem in problems)
