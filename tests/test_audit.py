"""The audit itself: which parts there are, what it says of what is missing, and that no build loads it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.audit import __main__ as audit
from tests.audit import browsers, kills, pages
from tests.audit.limits import WORST
from tests.audit.server import served
from tests.audit.tools import Done, Missing, npm_file, program

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def lacks() -> Done:
    raise Missing("nothing is not installed: nowhere to get it")


def test_each_part_is_described():
    table = README.partition("### Audit")[2].partition("###")[0]
    described = re.findall(r"^\| `(\w+)(?: \[N\])?` \|", table, re.M)
    assert described == list(audit.parts_of(Path(), is_long=False, count=0, number=0))


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        ({"a": Done("a")}, 0),
        ({"a": Done("a"), "b": None}, 74),
        ({"a": Done("a", ("x",)), "b": None}, 1),
        ({"a": None, "b": Done("a", ("x",))}, 1),
    ],
)
def test_status_says_what_was_found_and_what_could_not_be_looked_for(
    outcomes: dict[str, Done | None], status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    parts = {name: (lambda done=done: done) if done else lacks for name, done in outcomes.items()}
    monkeypatch.setattr(audit, "parts_of", lambda *_, **__: parts)
    assert audit.main(list(outcomes)) == status
    said = capsys.readouterr().out
    assert ("NOT RUN  b: nothing is not installed: nowhere to get it" in said) == (outcomes.get("b", 0) is None)
    assert ("  - x" in said) == (status == 1)


def test_part_that_is_not_there_is_wrong_use(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as stop:
        audit.main(["nope"])
    assert stop.value.code == 2
    assert "there is no part nope; there are html, lighthouse" in capsys.readouterr().err


def test_number_belongs_to_kills_or_fuzz(monkeypatch: pytest.MonkeyPatch):
    given: list[int] = []

    def parts(site: Path, *, is_long: bool, count: int, number: int) -> dict[str, object]:
        given.append(count)
        return {"kills": lambda: Done("kills")}

    monkeypatch.setattr(audit, "parts_of", parts)
    assert audit.main(["kills", "7"]) == 0
    assert given[-1] == 7


def test_program_that_is_missing_is_named_with_the_way_to_get_it():
    with pytest.raises(Missing, match=r"no-such-program is not installed: buy it"):
        program("no-such-program", how="buy it")
    with pytest.raises(Missing, match=r"npm install --ignore-scripts --prefix \.cache/audit nothing$"):
        npm_file("nothing/none.js", "nothing")


def test_killed_builds_leave_a_whole_site():
    done = kills.audit(2, 1)
    assert done.faults == ()
    assert "kills: 2 builds killed" in done.said


def test_browsers_that_are_missing_are_all_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "index.html").write_bytes(b"<p>a")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Missing, match=r"^firefox-esr is not installed: .*; WebKitWebDriver is not installed: apt"):
        browsers.audit(tmp_path)


def test_what_a_browser_says_of_a_page_is_found(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(browsers, "SECONDS", 0)

    def tell(name: str, **given: object) -> object:
        if name == "said":
            return ["Error: x"]
        if given.get("script") == browsers.OTHERS:
            return ["file:///site/site.css", "http://elsewhere.example/x"]
        return given.get("args") == [".find"] and "!!document.querySelector(arguments[0])" in str(given["script"])

    assert list(browsers._faults(tell, "file:///site/", ["404.html", "index.html"])) == [
        "file:///site/index.html: search does not work",
        "file:///site/index.html: Error: x",
        "file:///site/index.html: asks for http://elsewhere.example/x",
    ]


def test_data_for_machines_is_no_script():
    about_data = {"message": "Inline script violates Content Security Policy", "extract": f"<script {pages.DATA}>{{"}
    assert pages._is_about_data(about_data)
    assert not pages._is_about_data({**about_data, "extract": "<script>x()</script>"})


def test_site_is_served_as_it_is(tmp_path: Path):
    import urllib.request

    (tmp_path / "a.html").write_bytes(b"<p>a")
    with served(tmp_path) as address, urllib.request.urlopen(address + "a.html") as answer:
        assert answer.read() == b"<p>a"


def test_worst_inputs_are_as_long_as_they_say():
    for name, make in WORST.items():
        assert 1_000 < len(make(10_000)) < 30_000, name


def test_no_build_loads_the_audit_or_the_tests(tmp_path: Path):
    (tmp_path / "content").mkdir()
    (tmp_path / "config.yaml").write_text("title: Site\n", encoding="utf-8")
    (tmp_path / "content/index.md").write_text("---\ntitle: Home\n---\n", encoding="utf-8")
    code = "import sys; from microsite.cli import main; status = main(sys.argv[1:])\n"
    code += "print([name for name in sys.modules if name.startswith(('tests', 'microsite.commands.audit'))], status)"
    command = [sys.executable, "-c", code, "--quiet", "--config", str(tmp_path / "config.yaml")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[] 0", done.stderr
