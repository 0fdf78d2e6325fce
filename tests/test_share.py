"""A page goes to a reviewer as one file, and comes back as notes at file and line."""

from __future__ import annotations

import re
import shlex
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from microsite.cli import main
from microsite.desk.comments import read_comments
from microsite.desk.passages import numbered, spot
from microsite.text.budget import limited
from tests.conftest import SECONDS
from tests.test_commands import run

ARTICLE = """---
title: The psoas
summary: Where it runs.
main_message: It bends the hip.
draft: true
---
::: key
- It starts at the lower [spine](../glossary/spine.md).
:::

## Where does it run?

The psoas runs past the rim of the pelvis [@a],
and ends on the thigh bone. See [elsewhere](https://example.org/) & <b>more</b>.

![](../figures/course.svg)

| task | effort |
|---|---|
| sit-up | 15 |

![A dot](../figures/dot.png)

::: question What does it bend?
- [ ] The knee
  It does not reach it.
- [x] The hip
  That is its job.
:::
"""
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)
FILES: dict[str, str | bytes] = {
    "config.yaml": "title: Small & plain\nsite_url: https://small.example/\nfeedback: mailto:desk@small.example\n",
    "content/articles/psoas.md": ARTICLE,
    "content/glossary/spine.md": "---\ntitle: Spine\nsummary: A column of bones.\n---\nBones. The psoas.\n",
    "content/glossary/pelvis.md": "---\ntitle: Pelvis\nsummary: A ring of bones below the belly.\n---\nA ring.\n",
    "content/references.yaml": "references:\n- id: a\n  type: book\n  title: A <book>\n",
    "content/figures/course.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0"/></svg>',
    "content/figures/course.yaml": "alt: The muscle\ncaption: How the muscle runs, seen from the front.\n",
    "content/figures/dot.png": DOT,
}


def write(root: Path) -> Path:
    for name, data in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    return root / "config.yaml"


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def copy(config: Path) -> Path:
    """Return the copy of the draft, as a reviewer gets it."""
    file = config.parent / "copy.html"
    done = run(config, "share", "psoas", "--to", str(file), "--no-cache")
    assert done.returncode == 0, done.stderr
    assert "copy.html" in done.stdout
    return file


@pytest.fixture(scope="module")
def text(copy: Path) -> str:
    return copy.read_text(encoding="utf-8")


# ----------------------------------------------------------------------------------------------------------- the copy


def test_a_copy_says_that_it_is_a_draft_and_of_what(text: str) -> None:
    assert "<h2>Draft for review</h2>" in text
    assert "This copy from “Small &amp; plain” is for checking" in text
    assert '<meta name="robots" content="noindex">' in text


def test_every_passage_has_a_number_in_order(text: str) -> None:
    numbers = [int(n) for n in re.findall(r'<div class="remark" id="p(\d+)">', text)]
    assert numbers[:-1] == list(range(1, len(numbers)))
    assert numbers[-1] == 0, "the page as a whole comes last"


def test_what_is_nobodys_words_has_none(text: str) -> None:
    said = re.findall(r'data-words="([^"]*)"', text)
    assert said[:4] == ["The psoas", "Where it runs.", "It bends the hip.", "It starts at the lower spine."]
    assert "task effort sit-up 15" in said
    assert "How the muscle runs, seen from the front." in said
    assert "A ring of bones below the belly." in said
    assert not {"Key points", "See the answer"} & set(said)


def test_a_copy_holds_all_that_it_shows_and_asks_for_nothing(text: str) -> None:
    assert '<path d="M0 0"' in text
    assert "data:image/png;base64,iVBORw0KGgo" in text
    assert not re.search(r"<(?:link|iframe|object|embed|base)\b|<script[^>]+src|<img[^>]+src=\"(?!data:)", text)
    style = text.partition("<style>")[2].partition("</style>")[0]
    assert not re.search(r"@import|url\((?!\"data:)", style)


def test_a_word_leads_to_its_definition_and_no_link_to_another_page(text: str) -> None:
    assert 'href="#word-pelvis"' in text
    assert '<dt id="word-pelvis">' in text
    leads = re.findall(r'href="([^"]*)"', text.partition("<article")[2])
    assert all(lead.startswith(("#", "https:", "mailto:")) for lead in leads), leads


def test_a_copy_is_the_same_each_time(config: Path, text: str, tmp_path: Path) -> None:
    assert run(config, "share", "articles/../psoas", "--no-cache").returncode == 2
    assert run(config, "share", "psoas", "--to", str(tmp_path / "x.html"), "--no-cache").returncode == 0
    assert (tmp_path / "x.html").read_text(encoding="utf-8") == text


def test_what_is_printed_is_the_command_for_what_comes_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = write(tmp_path / "my site")
    monkeypatch.chdir(tmp_path)
    assert main(["--config", str(config), "--no-cache", "share", "psoas", "--to", "a copy.html"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("Wrote 'a copy.html' (")
    command = said.rpartition(" comes back: ")[2]
    Path("psoas-comments.txt").write_text("Page: content/articles/psoas.md\n\n¶ 1: Good.\n", encoding="utf-8")
    words = shlex.split(command)
    assert words[:2] == ["python3", "build.py"]
    assert main([*words[2:], "--no-cache"]) == 0
    assert "¶ 1: Good." in capsys.readouterr().out


@pytest.mark.parametrize("words", [("share", "psoas", "-q"), ("-q", "share", "psoas"), ("share", "psoas", "--quiet")])
def test_quiet_has_a_short_form_wherever_it_stands(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    config = write(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(["--config", str(config), "--no-cache", *words]) == 0
    assert capsys.readouterr() == ("", "")
    assert Path("psoas.review.html").is_file()


def test_an_unknown_page_is_wrong_use(config: Path) -> None:
    done = run(config, "share", "psoa", "--no-cache")
    assert done.returncode == 2
    assert "there is no page “psoa”. Did you mean psoas?" in done.stderr


def test_a_place_that_cannot_be_written_is_said_plainly(config: Path, tmp_path: Path) -> None:
    done = run(config, "share", "psoas", "--to", str(tmp_path / "no/x.html"), "--no-cache")
    assert done.returncode == 74
    assert "Choose another place with --to FILE" in done.stderr


def test_a_page_with_faults_is_shared_with_its_faults_named(tmp_path: Path) -> None:
    config = write(tmp_path)
    (tmp_path / "content/articles/psoas.md").write_text(ARTICLE + "\nAnd [@b].\n", encoding="utf-8")
    done = run(config, "share", "psoas", "--to", str(tmp_path / "x.html"), "--no-cache")
    assert done.returncode == 1
    assert "there is no source “b”" in done.stderr
    assert "And" in (tmp_path / "x.html").read_text(encoding="utf-8")


# ------------------------------------------------------------------------------------------------------- the way back


def saved(*notes: tuple[int, str, str], by: str = "Dr A") -> str:
    """Return a file of comments as a copy saves it."""
    said = "\n".join(f"¶ {n}\n> {words}\n  {text}\n" for n, words, text in notes)
    return f"Comments on “The psoas”\nPage: content/articles/psoas.md\nBy: {by}\n\n{said}"


def comments(config: Path, text: str, *words: str) -> tuple[int, str, str]:
    file = config.parent / "comments.txt"
    file.write_text(text, encoding="utf-8")
    done = run(config, "comments", str(file), "--no-cache", *words)
    return done.returncode, done.stdout, done.stderr


RUNS = "The psoas runs past the rim of the pelvis, and ends on the thigh bone. See elsewhere & more."


def test_a_comment_comes_back_at_its_line(config: Path) -> None:
    status, said, _ = comments(config, saved((6, RUNS, "Not past: over.")))
    assert status == 0
    assert said.splitlines()[:3] == [
        "content/articles/psoas.md:13:1: notice: Dr A, ¶ 6: Not past: over. [comment]",
        "    13 | The psoas runs past the rim of the pelvis [@a],",
        "       | ^",
    ]
    assert f"    On: “{RUNS[:60]}" in said
    assert "changed" not in said


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("How the muscle runs, seen from the front.", "content/figures/course.yaml:2:10"),
        ("A ring of bones below the belly.", "content/glossary/pelvis.md:3:10"),
        ("It bends the hip.", "content/articles/psoas.md:4:15"),
        ("It does not reach it.", "content/articles/psoas.md:26:3"),
        ("task effort sit-up 15", "content/articles/psoas.md:18:3"),
    ],
)
def test_a_comment_finds_the_file_that_its_words_come_from(config: Path, words: str, place: str) -> None:
    assert comments(config, saved((9, words, "Hm.")))[1].startswith(f"{place}: notice:")


def test_a_comment_on_an_edited_passage_says_so(config: Path) -> None:
    older = RUNS.replace("rim of the pelvis", "edge of the bony pelvis")
    _, said, _ = comments(config, saved((6, older, "Right.")))
    assert said.startswith("content/articles/psoas.md:13:1: notice:")
    assert "The text has changed since. It was: “The psoas runs past the edge of the bony pelvis" in said


def test_a_comment_on_a_passage_that_is_gone_stays_with_the_page(config: Path) -> None:
    _, said, _ = comments(config, saved((6, "Every whale has vestigial femora somewhere inside.", "Really?")))
    assert said.startswith("content/articles/psoas.md: notice: Dr A, ¶ 6: Really? [comment]")
    assert "these words are gone: “Every whale" in said


def test_a_comment_on_the_whole_page_is_one_on_the_file(config: Path) -> None:
    _, said, _ = comments(config, saved((0, "On the page as a whole", "Good.")))
    assert said.startswith("content/articles/psoas.md: notice: Dr A: on the page as a whole: Good. [comment]")


def test_an_e_mail_by_number_is_read_with_a_caution(config: Path) -> None:
    _, said, _ = comments(config, "Hello,\n\n¶ 6: not past, but over\nit\n\n-- \nDr A\n", "--page", "psoas")
    assert said.startswith("content/articles/psoas.md:13:1: notice: ¶ 6: not past, but over it [comment]")
    assert "Found by its number alone" in said
    assert "Dr A" not in said


def test_a_number_that_no_passage_has_is_said(config: Path) -> None:
    _, said, _ = comments(config, "¶ 999: hm\n", "--page", "psoas")
    assert "The page has no passage of that number" in said


def test_comments_come_as_json_and_for_github(config: Path) -> None:
    text = saved((6, RUNS, "Not past:\n  over, 50% of it."))
    assert (
        '"line": 13, "column": 1, "severity": "notice", "rule": "comment"'
        in comments(config, text, "--format", "json")[1]
    )
    github = comments(config, text, "--format", "github")[1]
    assert github.startswith(
        "::notice file=content/articles/psoas.md,line=13,col=1,title=comment::Dr A, ¶ 6: Not past:%0Aover"
    )
    assert github.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Page: content/articles/psoas.md\n\nAll fine.\n", "there is no comment in"),
        ("¶ 3: fine\n", "does not say which page it is about"),
        ("Page: content/articles/psoa.md\n\n¶ 3: fine\n", "Did you mean psoas?"),
        ("x" * 1_000_001, "has more than 1,000,000 bytes"),
        ("Page: psoas\n" + "¶ 3: fine\n" * 1_001, "has more than 1,000 comments"),
    ],
    ids=["no comment", "no page", "another page", "too large", "too many"],
)
def test_a_file_that_is_none_is_wrong_use(config: Path, text: str, said: str) -> None:
    status, _, errors = comments(config, text)
    assert status == 2
    assert said in errors


def test_a_comment_may_look_like_the_file_itself() -> None:
    read = read_comments(saved((4, "Words.", "One\n  ¶ 99 two\n  > three"))).comments
    assert [(one.number, one.words, one.text) for one in read] == [(4, "Words.", "One\n¶ 99 two\n> three")]


def test_each_comment_has_its_own_words() -> None:
    read = read_comments(saved((4, "Words.", "One"), (0, "", "Two"), (7, "More.", "Three\n  lines"))).comments
    assert [(one.number, one.words, one.text) for one in read] == [
        (4, "Words.", "One"),
        (0, "", "Two"),
        (7, "More.", "Three\nlines"),
    ]


def test_a_whole_answer_in_marks_of_quotation_is_read() -> None:
    quoted = "".join(f"> {line}\n" for line in saved((4, "Words.", "One")).splitlines())
    assert read_comments(quoted) == read_comments(saved((4, "Words.", "One")))


def test_marks_of_quotation_without_end_are_read_in_time() -> None:
    with limited("comments.txt"):
        assert not read_comments(">" * 1_000_000).comments


def test_what_a_file_says_cannot_write_to_the_terminal(config: Path) -> None:
    assert "\x1b" not in comments(config, saved((6, RUNS, "\x1b[2J")))[1]


# ----------------------------------------------------------------------------------------------------------- passages


def test_numbering_leaves_everything_else_as_it_was() -> None:
    body = (Path(__file__).parent / "cases/every-block.html").read_text(encoding="utf-8")
    marked = numbered(body, lambda said: "\x00", lambda tag, attributes: attributes)
    assert marked.count("\x00") > 40
    assert marked.replace("\x00", "") == body


@pytest.mark.parametrize(
    ("body", "passages"),
    [
        ("<ul><li>one<ul><li>two</li></ul>three</li></ul>", ["one", "two", "three"]),
        ("<table><tr><td>one</td><td>two</td></tr></table>", ["one two"]),
        ("<p>a &amp; b&#8217;s</p>", ["a & b’s"]),
        ("<p>a <span class='cites'>[<a href='#x'>1</a>]</span>. b</p>", ["a. b"]),
        ("<p class='block-label'>Dose</p><p>a</p>", ["a"]),
        (
            "<figure><svg><text>x</text></svg><figcaption>a <small class='credit'>me</small></figcaption></figure>",
            ["a"],
        ),
        ("<p> </p><hr><p>—</p>", []),
        ("<p>one<br>two</p>", ["one two"]),
    ],
)
def test_a_passage_is_what_a_reader_takes_in_as_one(body: str, passages: list[str]) -> None:
    found: list[str] = []
    numbered(body, lambda said: found.append(said) or "", lambda tag, attributes: attributes)
    assert found == passages


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("the one\n\nthe **psoas** bends\nthe hip", 3),
        ("the one\n\nthe [psoas](the-psoas.md) bends [@key1999, p. 3] the [[hip|hip]]", 3),
        ("the hip\n\nThe  Psoas\nbends: the hip", 3),
        ("said: >\n  the psoas bends\n  the hip", 2),
    ],
)
def test_words_are_found_through_marks_and_line_ends(source: str, line: int) -> None:
    found = spot("The psoas bends the hip.", source)
    assert found
    assert (source.count("\n", 0, found.start) + 1, found.share) == (line, 1)


def test_words_that_stand_nowhere_are_not_found() -> None:
    assert spot("one two", "three four") is None
    assert spot("the hip", "the one and the other hip") is None


def test_what_is_said_over_and_over_is_found_without_comparing_it_with_itself() -> None:
    """Each word with each would be a thousand million pairs, and minutes."""
    source = "a b " * 250_000 + "x " + "a b " * 1_000 + "the end"
    found = spot("a b " * 1_000 + "the end", source)
    assert found is not None
    assert (found.start, found.share) == (1_000_002, 1)


# -------------------------------------------------------------------------------------------------------- the browser


@pytest.fixture
def reviewer(chromium: Any) -> Iterator[Any]:
    """Return a tab without a net, that listens for what may not be."""
    context = chromium.new_context(offline=True, accept_downloads=True)
    tab = context.new_page()
    tab.set_default_timeout(20_000)
    tab.complaints = []
    tab.on("console", lambda said: tab.complaints.append(said.text))
    tab.on("pageerror", lambda fault: tab.complaints.append(str(fault)))
    tab.on(
        "request", lambda asked: asked.url.startswith(("file:", "data:", "blob:")) or tab.complaints.append(asked.url)
    )
    yield tab
    context.close()


def sent_back(tab: Any, to: Path) -> str:
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Save my comments").click()
    assert download.value.suggested_filename == "psoas-comments.txt"
    download.value.save_as(to)
    return to.read_text(encoding="utf-8")


@pytest.mark.browser
def test_a_reviewer_comments_saves_and_sends_and_the_notes_come_back(
    config: Path, copy: Path, reviewer: Any, tmp_path: Path
) -> None:
    reviewer.goto(copy.as_uri())
    reviewer.locator("#p6 summary").click()
    # The box is ready to be written into, as soon as the browser has told of its opening.
    reviewer.wait_for_function("document.activeElement.tagName === 'TEXTAREA'")
    reviewer.keyboard.type("Not past: over.\n¶ 1 is fine\n> so to say")
    reviewer.get_by_label("Your name and role").fill("Dr A, physiotherapist")
    assert reviewer.get_by_role("status").inner_text() == "1 comment"
    reviewer.locator("#p0 summary").click()
    reviewer.get_by_label("Comment on ¶ 0").fill("Good.")
    text = sent_back(reviewer, tmp_path / "sent.txt")
    assert f"\n¶ 6\n> {RUNS}\n  Not past: over.\n  ¶ 1 is fine\n  > so to say\n" in text
    assert "Saved as psoas-comments.txt" in reviewer.get_by_role("status").inner_text()
    status, said, _ = comments(config, text)
    assert status == 0
    assert (
        "content/articles/psoas.md:13:1: notice: Dr A, physiotherapist, ¶ 6: "
        "Not past: over. ¶ 1 is fine > so to say [comment]" in said
    )
    assert "content/articles/psoas.md: notice: Dr A, physiotherapist: on the page as a whole: Good." in said
    assert reviewer.complaints == []


@pytest.mark.browser
def test_what_was_written_is_there_again_after_a_reload(copy: Path, reviewer: Any) -> None:
    reviewer.goto(copy.as_uri())
    reviewer.locator("#p2 summary").click()
    reviewer.get_by_label("Comment on ¶ 2").fill("Half a thought")
    reviewer.get_by_label("Your name and role").fill("Dr A")
    asked: list[str] = []
    reviewer.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    box, late = reviewer.get_by_label("Comment on ¶ 2"), time.monotonic() + SECONDS
    reviewer.reload()
    # What is stored lies with another process of the browser, which on a busy machine hears of it late.
    while not box.input_value() and time.monotonic() < late:
        reviewer.reload()
    # Nobody leaves without being asked what was never saved.
    assert set(asked) == {"beforeunload"}
    assert box.input_value() == "Half a thought"
    assert box.is_visible()
    assert reviewer.get_by_label("Your name and role").input_value() == "Dr A"
    assert reviewer.get_by_role("status").inner_text() == "1 comment"


@pytest.mark.browser
def test_a_foreign_script_in_a_copy_does_not_run(copy: Path, reviewer: Any, tmp_path: Path) -> None:
    changed = copy.read_text(encoding="utf-8").replace("</main>", "<script>document.title = 'hit'</script></main>")
    (tmp_path / "changed.html").write_text(changed, encoding="utf-8")
    reviewer.goto((tmp_path / "changed.html").as_uri())
    assert reviewer.title() != "hit"
    assert any("Content Security Policy" in complaint for complaint in reviewer.complaints)


@pytest.mark.browser
def test_without_scripts_a_copy_says_how_to_comment(chromium: Any, copy: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(copy.as_uri())
    assert "Write them in an e-mail instead" in tab.inner_text("body")
    assert tab.get_by_role("link", name="Write the e-mail").get_attribute("href") == (
        "mailto:desk@small.example?subject=The%20psoas"
    )
    assert not tab.locator("textarea").first.is_visible()
    assert tab.locator("#p6").inner_text() == "¶ 6"
    context.close()


@pytest.mark.browser
def test_a_copy_fits_a_small_phone(chromium: Any, copy: Path) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 640})
    tab = context.new_page()
    tab.goto(copy.as_uri())
    tab.locator("#p6 summary").click()
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_copy_has_no_barrier_that_axe_finds(chromium: Any, copy: Path, scheme: str) -> None:
    context = chromium.new_context(bypass_csp=True, color_scheme=scheme)
    tab = context.new_page()
    tab.goto(copy.as_uri())
    tab.locator("#p6 summary").click()
    tab.evaluate((Path(__file__).parent / "vendor/axe.min.js").read_text(encoding="utf-8"))
    found = tab.evaluate("axe.run()")["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
    context.close()
