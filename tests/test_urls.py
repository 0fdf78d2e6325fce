"""urls.lock: an address that was published does not go unnoticed, and a new one is no problem."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sites import run, write_site

ONE = "---\ntitle: One\nsummary: S.\n---\n## First part\n\nText.\n\n## Second part\n\nText.\n"
TWO = "---\ntitle: Two\nsummary: S.\nredirect_from: [older]\n---\nSee [one](one.md).\n"
SITE = {"config.yaml": "title: Site\n", "content/articles/one.md": ONE, "content/articles/two.md": TWO}


@pytest.fixture
def site(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    root = write_site(tmp_path, SITE)
    assert run(root, "urls", "--accept") == 0
    capsys.readouterr()
    return root


def told(root: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Return what `check` says of the addresses."""
    capsys.readouterr()
    run(root, "check", *words)
    said = capsys.readouterr().err
    return said if "[urls]" in said else ""


def test_the_list_holds_pages_headings_and_old_addresses_sorted(site: Path) -> None:
    lines = [line for line in (site / "urls.lock").read_text(encoding="utf-8").split("\n") if not line.startswith("# ")]
    assert lines[:6] == [
        "about.html" if "about.html" in lines else "articles/index.html",
        "articles/older.html",
        "articles/one.html",
        "articles/one.html#first-part",
        "articles/one.html#second-part",
        "articles/two.html",
    ]
    assert lines[-1] == ""
    assert lines[:-1] == sorted(lines[:-1])
    assert "404.html" not in lines


def test_the_list_is_the_same_however_often_it_is_made(site: Path) -> None:
    before = (site / "urls.lock").stat().st_mtime_ns
    assert run(site, "urls", "--accept") == 0
    assert (site / "urls.lock").stat().st_mtime_ns == before


def test_a_site_without_the_list_is_held_to_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = write_site(tmp_path, SITE)
    (root / "content/articles/one.md").write_text(ONE.replace("First", "Last"), encoding="utf-8")
    assert not told(root, capsys)


def test_new_pages_and_headings_are_no_problem(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "content/articles/one.md").write_text(ONE + "\n## Third part\n", encoding="utf-8")
    (site / "content/articles/new.md").write_text(ONE.replace("One", "New"), encoding="utf-8")
    assert not told(site, capsys, "--strict")
    capsys.readouterr()
    assert run(site, "urls") == 0
    said = capsys.readouterr().out
    assert "+ articles/new.html\n+ articles/new.html#first-part\n" in said
    assert "4 came since urls.lock was written" in said


def test_a_heading_worded_anew_is_an_error_at_its_line(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "content/articles/one.md").write_text(ONE.replace("First part", "First parts"), encoding="utf-8")
    said = told(site, capsys)
    assert (
        "urls.lock:6: error: the heading “first-part” that was published is gone from content/articles/one.md" in said
    )
    assert "     6 | articles/one.html#first-part\n" in said
    assert "If “First parts” has its place now (content/articles/one.md:5), write {#first-part} behind it;" in said
    assert run(site, "check") == 1
    assert run(site, "urls") == 1


def test_a_heading_that_keeps_its_id_is_none(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = ONE.replace("## First part", "## Where it begins {#first-part}")
    (site / "content/articles/one.md").write_text(text, encoding="utf-8")
    assert not told(site, capsys)


def test_a_page_that_is_gone_is_an_error_once(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "content/articles/one.md").unlink()
    (site / "content/articles/two.md").write_text(TWO.replace("[one](one.md)", "one"), encoding="utf-8")
    said = told(site, capsys)
    assert said.count("[urls]") == 1
    assert "urls.lock:5: error: the page “articles/one.html” that was published is gone: there is neither" in said
    assert "redirect_from: [one]" in said


def test_a_page_whose_address_is_sent_on_is_none(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "content/articles/one.md").unlink()
    text = TWO.replace("[one](one.md)", "one").replace("[older]", "[older, one]")
    (site / "content/articles/two.md").write_text(text, encoding="utf-8")
    assert not told(site, capsys)


def test_a_redirect_that_is_taken_out_is_an_error(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "content/articles/two.md").write_text(TWO.replace("redirect_from: [older]\n", ""), encoding="utf-8")
    assert "the page “articles/older.html” that was published is gone" in told(site, capsys)


def test_a_draft_does_not_count(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = ONE.replace("title: One", "draft: true\ntitle: Three")
    (site / "content/articles/three.md").write_text(draft, encoding="utf-8")
    assert run(site, "urls", "--accept") == 0
    assert "three" not in (site / "urls.lock").read_text(encoding="utf-8")
    assert run(site, "urls", "--accept", "--drafts") == 2
    text = ONE.replace("title: One", "draft: true\ntitle: One")
    (site / "content/articles/one.md").write_text(text, encoding="utf-8")
    (site / "content/articles/two.md").write_text(TWO.replace("[one](one.md)", "one"), encoding="utf-8")
    assert "is held back: content/articles/one.md, draft [urls]" in told(site, capsys)


def test_a_page_that_expires_is_only_a_warning(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = ONE.replace("title: One", "expires: 2026-11-01\ntitle: One")
    (site / "content/articles/one.md").write_text(text, encoding="utf-8")
    (site / "content/articles/two.md").write_text(TWO.replace("[one](one.md)", "one"), encoding="utf-8")
    assert "urls.lock:5: warning: the page “articles/one.html” that was published has expired on 2026-11-01" in told(
        site, capsys
    )


def test_the_preview_says_it_as_a_warning(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "content/articles/one.md").write_text(ONE.replace("First part", "First parts"), encoding="utf-8")
    assert "urls.lock:6: warning:" in told(site, capsys, "--drafts")


def test_the_rule_can_be_weighed(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "content/articles/one.md").write_text(ONE.replace("First part", "First parts"), encoding="utf-8")
    (site / "config.yaml").write_text("title: Site\nchecks: {urls: off}\n", encoding="utf-8")
    assert not told(site, capsys)


def test_of_several_new_headings_the_most_like_the_old_is_named(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = ONE.replace("## First part", "## Third chapter\n\nText.\n\n## First parts")
    (site / "content/articles/one.md").write_text(text, encoding="utf-8")
    assert "If “First parts” has its place now (content/articles/one.md:9), write {#first-part} behind it;" in told(
        site, capsys
    )


def test_what_goes_must_be_accepted(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "content/articles/one.md").write_text(ONE.replace("First part", "Other"), encoding="utf-8")
    assert run(site, "urls", "--accept") == 0
    assert capsys.readouterr().out == (
        "- articles/one.html#first-part\n+ articles/one.html#other\n"
        f"urls.lock now holds {(site / 'urls.lock').read_text().count(chr(10)) - 2} addresses; commit it.\n"
    )
    assert not told(site, capsys)


def test_each_lost_address_says_what_it_was_and_how_to_keep_it(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (site / "content/articles/two.md").unlink()
    (site / "content/articles/one.md").write_text(ONE.replace("Second part", "The rest"), encoding="utf-8")
    assert run(site, "urls") == 1
    said = capsys.readouterr().out
    accept = "if it is to go, run `build.py urls --accept`.\n"
    gone = (
        "    The page “articles/{0}.html” that was published is gone: there is neither content/articles/{0}.md nor a "
    )
    gone += (
        "`redirect_from` with its name.\n    Put `redirect_from: [{0}]` into the page that took its place; " + accept
    )
    assert said == (
        f"- articles/older.html\n{gone.format('older')}"
        "- articles/one.html#second-part\n"
        "    The heading “second-part” that was published is gone from content/articles/one.md.\n"
        f"    If “The rest” has its place now (content/articles/one.md:9), write {{#second-part}} behind it; {accept}"
        f"- articles/two.html\n{gone.format('two')}"
        "+ articles/one.html#the-rest\n"
        "6 addresses; 1 came, 3 went without a redirect since urls.lock was written.\n"
    )


@pytest.mark.parametrize(("path", "written"), [("articles/uno", "one"), ("glossary/uno", "articles/one")])
def test_a_file_moved_by_hand_is_known_by_its_headings(
    site: Path, capsys: pytest.CaptureFixture[str], path: str, written: str
) -> None:
    (site / "content/glossary").mkdir()
    (site / "content/articles/one.md").rename(site / f"content/{path}.md")
    (site / "content/articles/two.md").write_text(TWO.replace("one.md", f"../{path}.md"), encoding="utf-8")
    (site / "content/articles/on.md").write_text(
        TWO.replace("[one](one.md)", "x").replace("[older]", "[]"), encoding="utf-8"
    )
    hint = f"If content/{path}.md has its place now, put `redirect_from: [{written}]` into it; if it is to go"
    assert hint in told(site, capsys)
    text = ONE.replace("title: One", f"title: One\nredirect_from: [{written}]")
    (site / f"content/{path}.md").write_text(text, encoding="utf-8")
    assert not told(site, capsys)
    run(site, "urls")
    said = capsys.readouterr().out
    assert "- articles/one.html#first-part\n- articles/one.html#second-part\n+ " in said, "no way out is needed"
    assert "2 headings went with pages that lead on since" in said


def test_a_page_that_the_site_made_is_sought_in_no_file(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (site / "urls.lock").open("a", encoding="utf-8") as file:
        file.write("claims.html\n")
    said = told(site, capsys)
    assert "error: the page “claims.html” that was published is gone [urls]" in said
    assert "The site makes it where it has something to show there: bring that back; if it is to go" in said
    assert "redirect_from" not in said


def test_nothing_is_accepted_while_pages_cannot_be_read(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (site / "urls.lock").read_bytes()
    (site / "content/articles/one.md").write_text("no front matter", encoding="utf-8")
    assert run(site, "urls", "--accept") == 1
    assert "Mend this first" in capsys.readouterr().err
    assert (site / "urls.lock").read_bytes() == before


def test_a_link_that_leads_nowhere_hides_no_address(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (site / "urls.lock").read_bytes()
    (site / "content/articles/one.md").rename(site / "content/articles/uno.md")
    assert run(site, "urls") == 1
    assert "If content/articles/uno.md has its place now, put `redirect_from: [one]`" in capsys.readouterr().out
    assert run(site, "urls", "--accept") == 1
    assert "only what may be published is accepted" in capsys.readouterr().err
    assert (site / "urls.lock").read_bytes() == before


def test_a_damaged_line_is_named(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (site / "urls.lock").open("a", encoding="utf-8") as file:
        file.write("<<<<<<< HEAD\n\n  articles/two.html\r\n")
    said = told(site, capsys)
    assert said.count("[urls]") == 1
    assert "“<<<<<<< HEAD” is no address" in said


def test_renaming_breaks_no_published_address(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(site, "rename", "one", "first") == 0
    assert not told(site, capsys)
