"""Links to other sites are asked politely, judged with care and reported at their line."""

from __future__ import annotations

import datetime
import threading
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from microsite.cli import main
from microsite.desk import outside
from microsite.desk.outside import Answer, ask_all, asker, is_offline, judged, remember, remembered
from microsite.problem import Place, Severity
from tests.sites import TODAY, write_site

asks: Counter[str] = Counter()
agents: set[str] = set()


MOVES = {
    "for-good": (301, "/200"),
    "for-now": (302, "/200"),
    "good-good": (301, "/for-good"),
    "good-now": (301, "/for-now"),
    "now-good": (302, "/for-good"),
    "round": (301, "/round"),
    "to-file": (302, "file:///etc/passwd"),
}
"""Name of an address -> status, and where it leads."""


class Host(BaseHTTPRequestHandler):
    """Answers with the status that the address names."""

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        asks[f"{self.command} {self.path}"] += 1
        agents.add(self.headers["User-Agent"])
        name = self.path.strip("/").split("?")[0]
        if name == "no-head":
            status = 405 if self.command == "HEAD" else 200
        elif name == "slow":
            time.sleep(1)
            status = 200
        else:
            status = MOVES[name][0] if name in MOVES else int(name or 200)
        self.send_response(status)
        if name in MOVES:
            self.send_header("Location", MOVES[name][1])
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("no_proxy", "*")
    monkeypatch.setattr(outside, "ask_all", partial(ask_all, pause=0))
    asks.clear()
    agents.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def check(root: Path, *words: str) -> int:
    return main(["--config", str(root / "config.yaml"), "--date", "2026-11-22", *words, "check", "--external"])


def site(root: Path, text: str, **more: str) -> Path:
    page = f"---\ntitle: One\nsummary: S.\n---\n{text}\n"
    config = "title: Site\nsite_url: https://site.example/\n"
    return write_site(root, {"config.yaml": config, "content/articles/one.md": page, **more})


@pytest.mark.parametrize(
    ("name", "severity", "said"),
    [
        ("200", None, ""),
        ("204", None, ""),
        ("for-now", None, ""),
        ("now-good", None, ""),
        ("good-now", None, ""),
        ("no-head", None, ""),
        ("404", Severity.WARNING, "is gone: 404 Not Found"),
        ("410", Severity.WARNING, "is gone: 410 Gone"),
        ("401", Severity.NOTICE, "could not be asked: 401 Unauthorized"),
        ("403", Severity.NOTICE, "could not be asked: 403 Forbidden"),
        ("429", Severity.NOTICE, "could not be asked: 429 Too Many Requests"),
        ("503", Severity.NOTICE, "could not be asked: 503 Service Unavailable"),
        ("round", Severity.NOTICE, "could not be asked: 301"),
        ("to-file", Severity.NOTICE, "could not be asked: 302 Found"),
        ("for-good", Severity.NOTICE, "has moved for good"),
        ("good-good", Severity.NOTICE, "has moved for good"),
        ("slow", Severity.NOTICE, "could not be asked: timed out"),
    ],
)
def test_an_answer_is_judged_with_care(host: str, name: str, severity: Severity | None, said: str) -> None:
    # Only who is to be too slow is given little time: the others may be slow on a busy machine.
    answer = asker("test", timeout=0.3 if name == "slow" else 20)(f"{host}/{name}")
    found = judged(f"{host}/{name}", answer, Place("a.md", 1))
    assert (found.severity if found else None) == severity
    assert said in (found.message if found else "")


def test_a_host_without_a_name_is_gone() -> None:
    answer = Answer(said="Name or service not known", is_unreachable=True)
    found = judged("https://gone.invalid/", answer, Place("a.md", 1))
    assert found is not None
    assert found.severity == Severity.WARNING


def test_a_dead_link_is_a_warning_at_its_line(host: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = site(tmp_path, f"First.\n\nSee [good]({host}/200) and [bad]({host}/404#part).")
    assert check(root) == 0
    said = capsys.readouterr().err
    assert (
        f"content/articles/one.md:7:{len(f'See [good]({host}/200) and [bad](') + 1}: warning: “{host}/404#part” is"
        in said
    )
    assert said.count("[outside]") == 1
    assert check(root, "--strict") == 1


def test_a_source_is_reported_where_it_is_listed(host: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entry = f"references:\n- id: a\n  type: webpage\n  title: A\n  URL: {host}/404\n"
    assert check(site(tmp_path, "So it is [@a].", **{"content/references.yaml": entry})) == 0
    assert "content/references.yaml:2:" in capsys.readouterr().err


def test_each_address_is_asked_once_and_by_name(host: str, tmp_path: Path) -> None:
    root = site(tmp_path, f"[a]({host}/200#a) [b]({host}/200#b) [c]({host}/200)")
    check(root)
    assert asks == {"HEAD /200": 1}
    assert {name.partition("/")[0] for name in agents} == {"microsite"}
    assert all("link check (+https://site.example/)" in name for name in agents)


def test_what_answered_well_is_remembered_for_a_week(host: str, tmp_path: Path) -> None:
    root = site(tmp_path, f"[a]({host}/200) [b]({host}/404) [c]({host}/403)")
    check(root)
    check(root)
    assert asks == {"HEAD /200": 1, "HEAD /404": 2, "GET /404": 2, "HEAD /403": 2, "GET /403": 2}
    main(["--config", str(root / "config.yaml"), "--date", "2026-12-22", "check", "--external"])
    assert asks["HEAD /200"] == 2
    check(root, "--no-cache")
    assert asks["HEAD /200"] == 3


def test_damaged_notes_are_no_notes(tmp_path: Path) -> None:
    file = tmp_path / "outside.json"
    for text in ("", "[]", "{", '{"a": 1}', '{"a": [200, "", "no day"]}', '{"a": [200, "", "2999-01-01"]}'):
        file.write_text(text, encoding="utf-8")
        assert remembered(file, TODAY) == {}
    remember(file, {}, {"a": Answer(200), "b": Answer(404)}, TODAY)
    assert remembered(file, TODAY) == {"a": Answer(200)}
    assert remembered(file, TODAY + datetime.timedelta(days=8)) == {}


def test_without_a_network_it_says_so_and_blames_no_link(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "*")
    root = site(tmp_path, "[a](http://127.0.0.1:9/x) [b](http://127.0.0.1:9/y)")
    monkeypatch.setattr(outside, "ask_all", partial(ask_all, pause=0))
    assert check(root) == 74
    said = capsys.readouterr().err
    assert "No other site can be reached from here" in said
    assert "[outside]" not in said


def test_the_rule_can_be_weighed(host: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = site(tmp_path, f"[b]({host}/404)")
    config = (root / "config.yaml").read_text(encoding="utf-8")
    (root / "config.yaml").write_text(config + "checks: {outside: error}\n", encoding="utf-8")
    assert check(root) == 1
    (root / "config.yaml").write_text(config + "checks: {outside: off}\n", encoding="utf-8")
    assert check(root) == 0
    assert "[outside]" not in capsys.readouterr().err.rpartition("Not Found")[2].partition("\n\n")[2]


def test_one_host_is_asked_one_thing_at_a_time() -> None:
    running: Counter[str] = Counter()
    most: Counter[str] = Counter()
    guard = threading.Lock()

    def ask(url: str) -> Answer:
        host = url.split("/")[2]
        with guard:
            running[host] += 1
            most[host] = max(most[host], running[host])
        time.sleep(0.01)
        with guard:
            running[host] -= 1
        return Answer(200)

    urls = [f"https://{host}.example/{n}" for host in "abc" for n in range(4)]
    assert list(ask_all(urls, ask, pause=0)) == urls
    assert set(most.values()) == {1}


def test_nothing_is_asked_without_the_option(host: str, tmp_path: Path) -> None:
    root = site(tmp_path, f"[b]({host}/404)")
    assert main(["--config", str(root / "config.yaml"), "--no-cache", "--strict", "check"]) == 0
    assert not asks


def test_offline_means_that_nothing_at_all_was_reached() -> None:
    assert not is_offline({})
    assert is_offline({"a": Answer(is_unreachable=True)})
    assert not is_offline({"a": Answer(is_unreachable=True), "b": Answer(404)})
