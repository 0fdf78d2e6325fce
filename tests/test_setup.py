"""Which interpreter runs a command, how .venv comes to be, and which Chromium the tests get."""

import ast
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
import zipfile
from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from microsite import setup_tests

Standing = tuple[Path, list[tuple[int, str, str]]]
"""A project with a .venv; status, output and messages of the commands that made it."""

ROOT = Path(__file__).resolve().parent.parent
STUB = """
import os, sys
def main(argv):
    print("prefix", sys.prefix)
    print("argv", argv)
    print("modules", *sys.modules)
    return 7 if argv == ["fail"] else 0
"""


def a_project(folder: Path, lock: str) -> Path:
    """Return a folder with build.py, this lock and a command line that only tells how it was called."""
    (folder / "microsite").mkdir(parents=True)
    shutil.copy(ROOT / "build.py", folder)
    (folder / "requirements.lock").write_text(lock)
    (folder / "requirements-test.lock").write_text(lock + "\n")
    (folder / "microsite/__init__.py").touch()
    (folder / "microsite/cli.py").write_text(STUB)
    return folder


def a_wheel(folder: Path, name: str) -> str:
    """Write a wheel of an empty package into `folder`; return its line for a lock."""
    folder.mkdir(exist_ok=True)
    wheel, info = folder / f"{name}-1.0-py3-none-any.whl", f"{name}-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(f"{name}.py", "")
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", f"{name}.py,,\n{info}/METADATA,,\n{info}/WHEEL,,\n{info}/RECORD,,\n")
    return f"{name.replace('_', '-')}==1.0 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


def loaded(project: Path) -> Any:
    """Return the build.py of `project` as a module; Any, because it is not the one that mypy knows."""
    spec = spec_from_file_location("build_in_a_copy", project / "build.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# What runs when everything stands.


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 8, 18), (3, 10, 0)])
def test_old_python_gets_a_sentence(version: tuple[int, ...]) -> None:
    sentence = loaded(ROOT).too_old(version)
    assert "needs Python 3.11 or later; this is " + ".".join(map(str, version)) in sentence


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 1), (4, 0, 0)])
def test_new_python_gets_no_sentence(version: tuple[int, ...]) -> None:
    assert loaded(ROOT).too_old(version) == ""


def test_old_python_can_read_the_file_as_far_as_the_sentence() -> None:
    ast.parse((ROOT / "build.py").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_interpreter_that_holds_the_lock_is_used_as_it_is(tmp_path: Path) -> None:
    pytest_version = pytest.__version__
    project = a_project(tmp_path / "a folder", f"pytest=={pytest_version} \\\n    --hash=sha256:00\n")
    ran = subprocess.run([sys.executable, project / "build.py", "fail"], capture_output=True, text=True, cwd="/")
    assert (ran.returncode, ran.stderr) == (7, "")
    assert f"prefix {sys.prefix}\nargv ['fail']\n" in ran.stdout
    assert not (project / ".venv").exists()


def test_almost_nothing_is_imported_before_the_command(tmp_path: Path) -> None:
    project = a_project(tmp_path / "a", f"pytest=={pytest.__version__}\n")
    plain = subprocess.run([sys.executable, "-c", "import sys; print(*sys.modules)"], capture_output=True, text=True)
    ran = subprocess.run([sys.executable, project / "build.py"], capture_output=True, text=True)
    modules = ran.stdout.partition("modules ")[2].split()
    assert set(modules) - set(plain.stdout.split()) <= {"zlib", "microsite", "microsite.cli"}


def test_package_for_another_system_is_not_missed(tmp_path: Path) -> None:
    build = loaded(a_project(tmp_path / "a", "colorama==0.4.6 ; sys_platform == 'win32' \\\n    --hash=sha256:00\n"))
    assert build.lacking(["requirements.lock"]) == []


def test_another_version_is_missed(tmp_path: Path) -> None:
    build = loaded(a_project(tmp_path / "a", "pytest==0.1\n"))
    assert build.lacking(["requirements.lock"]) == ["pytest==0.1"]


# The set-up, with commands that only pretend.


class Commands:
    """Stands in for build.ask: keeps what was called, makes what `python -m venv` makes, fails on demand."""

    def __init__(self, build: Any) -> None:
        self.build = build
        self.called: list[str] = []
        self.pip_answers: tuple[int, str] = (0, "")
        self.has_pip = True
        self.before_pip: Callable[[], None] = lambda: None

    def __call__(self, command: list[str], turn: int) -> tuple[int, str]:
        words = " ".join(command[2:])
        if "sys.prefix" in words:
            self.called.append("probe")
            return 0, f"{self.build.VENV}\n{sys.version_info[0]}\n{sys.version_info[1]}\n"
        self.called.append(words)
        if words.startswith("-m venv"):
            Path(self.build.VENV_PYTHON).parent.mkdir()
            Path(self.build.VENV_PYTHON).touch()
        if words == "-m pip --version":
            return int(not self.has_pip), ""
        if words.startswith("-m pip install"):
            self.before_pip()
            return self.pip_answers
        return 0, ""

    def count(self, start: str) -> int:
        """Return how many calls began so, and forget all calls."""
        number = sum(call.startswith(start) for call in self.called)
        self.called.clear()
        return number


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The build.py of a project that needs one package, with commands that only pretend."""
    module = loaded(a_project(tmp_path / "a", "tiny-thing==1.0\n"))
    monkeypatch.setattr(module, "ask", Commands(module))
    monkeypatch.setattr(module, "enter_venv", lambda starts: 100 + starts)
    monkeypatch.setattr(sys, "argv", ["build.py"])
    monkeypatch.delenv(module.STARTS, raising=False)
    return module


def test_set_up_happens_once(build: Any) -> None:
    assert build.main() == 101
    assert build.ask.count("-m venv") == 1
    assert build.main() == 101
    assert build.ask.called == []


def test_interrupted_set_up_is_done_anew(build: Any, capsys: pytest.CaptureFixture[str]) -> None:
    def ctrl_c() -> None:
        raise KeyboardInterrupt

    build.ask.before_pip = ctrl_c
    assert build.main() == 130
    assert "Stopped." in capsys.readouterr().err
    assert not build.is_stamped(["requirements.lock"])
    build.ask.called.clear()
    build.ask.before_pip = lambda: None
    assert build.main() == 101
    assert build.ask.count("-m venv") == 1
    assert build.is_stamped(["requirements.lock"])


def test_changed_lock_is_installed_into_the_same_venv(build: Any) -> None:
    build.main()
    build.ask.called.clear()
    Path(build.ROOT, "requirements.lock").write_text("tiny-thing==2.0\n")
    assert build.main() == 101
    assert [call.split()[2] for call in build.ask.called if call.startswith("-m pip")] == [
        "--version",
        "install",
    ]
    assert build.ask.count("-m venv") == 0
    assert build.is_stamped(["requirements.lock"])


def test_moved_folder_is_set_up_anew(build: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    build.main()
    moved = loaded(Path(shutil.move(build.ROOT, build.ROOT + " moved")))
    monkeypatch.setattr(moved, "ask", Commands(moved))
    monkeypatch.setattr(moved, "enter_venv", lambda starts: 100 + starts)
    assert not moved.is_stamped(["requirements.lock"])
    assert moved.main() == 101
    assert moved.ask.count("-m venv") == 1


def test_venv_of_another_python_is_set_up_anew(build: Any) -> None:
    build.main()
    lines = build.stamp()
    build.write_stamp(["python 3.0", *lines[1:]])
    build.set_up(["requirements.lock"])
    assert build.stamp() == lines
    assert build.ask.count("-m venv") == 2


def test_venv_of_someone_else_is_added_to(build: Any) -> None:
    build.main()
    os.remove(build.STAMP)
    build.ask.called.clear()
    build.ask.has_pip = False
    assert build.main() == 101
    assert build.ask.called.count("-m ensurepip") == 1
    assert build.ask.count("-m venv") == 0


def test_linked_venv_is_replaced_and_what_it_links_to_is_left(build: Any, tmp_path: Path) -> None:
    precious = tmp_path / "elsewhere/file"
    precious.parent.mkdir()
    precious.touch()
    os.symlink(precious.parent, build.VENV)
    assert build.main() == 101
    assert precious.exists()
    assert not os.path.islink(build.VENV)


def test_without_network_pip_is_quoted_and_the_venv_that_stood_still_stands(
    build: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    build.main()
    lines = build.stamp()
    Path(build.ROOT, "requirements.lock").write_text("tiny-thing==2.0\n")
    build.ask.pip_answers = (
        1,
        "noise\n" * 50 + "WARNING: name resolution\nERROR: No matching distribution found\n",
    )
    assert build.main() == 74
    message = capsys.readouterr().err
    assert "ERROR: No matching distribution found" in message
    assert "They come from the network, this once" in message
    assert message.count("noise") == 1
    assert build.stamp() == lines


def test_package_without_a_wheel_for_a_newer_python_is_taken_as_for_the_newest_known(
    build: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build, "NEWEST", (3, 10))
    lines = "other==2.0 --hash=sha256:b", "tiny-thing==1.0 \\", "    --hash=sha256:a", "    # via x"
    Path(build.ROOT, "requirements.lock").write_text("\n".join(lines))
    answers = [(1, "ERROR: No matching distribution found for tiny-thing==1.0\n"), (0, ""), (0, "")]
    build.ask.before_pip = lambda: setattr(build.ask, "pip_answers", answers.pop(0))
    assert build.main() == 101
    first, earlier, late, last = (call for call in build.ask.called if re.match("-m pip (un)?install", call))
    assert first == last
    assert earlier == "-m pip uninstall --quiet --yes tiny-thing", "pip would leave that of another lock beside it"
    assert "--require-hashes --only-binary :all:" in late
    assert "--no-deps --python-version 3.10" in late
    asked = Path(late.split()[-1]).read_text()
    assert asked == "tiny-thing==1.0 \\\n    --hash=sha256:a\n"
    assert "tiny-thing 1.0 has no wheel for python 3." in capsys.readouterr().err
    assert build.is_stamped(["requirements.lock"])


def test_what_is_not_found_for_a_newer_python_either_ends_the_set_up(
    build: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build, "NEWEST", (3, 10))
    build.ask.pip_answers = (1, "ERROR: No matching distribution found for tiny-thing==1.0\n")
    assert build.main() == 74
    assert build.ask.count("-m pip install") == 2
    assert "too new for one of them; python3.14 build.py" in capsys.readouterr().err
    assert build.main() == 74
    assert build.ask.count("-m venv") == 1, "the empty one is another Python's to make anew"


def test_folder_that_cannot_be_written_is_named(
    build: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(path: str, flags: int) -> int:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr(os, "open", refuse)
    assert build.main() == 74
    message = capsys.readouterr().err
    assert "Permission denied" in message
    assert build.VENV in message
    assert "copy the project to a folder of your own" in message


def test_python_without_ensurepip_names_debians_package(
    build: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert build.main() == 74
    assert "apt install python3-venv" in capsys.readouterr().err
    assert not os.path.exists(build.VENV)


def test_venv_beyond_mending_does_not_loop(
    build: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    build.main()
    build.ask.called.clear()
    monkeypatch.setenv(build.STARTS, "2")
    assert build.main() == 74
    assert "Delete that folder" in capsys.readouterr().err
    assert build.ask.called == []
    assert build.STARTS not in os.environ


# The set-up for real, once, with a package made here.


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Standing:
    """A project with a real .venv, and what two first commands at the same moment came to."""
    folder = tmp_path_factory.mktemp("set-up")
    project = a_project(folder / "with a space", a_wheel(folder / "wheels", "tiny_thing"))
    env = {**os.environ, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": (folder / "wheels").as_uri(), "PIP_USER": "1"}
    command = [sys.executable, str(project / "build.py")]
    both = [
        subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd="/")
        for _ in range(2)
    ]
    texts = [process.communicate(timeout=120) for process in both]
    return project, [(process.returncode, *text) for process, text in zip(both, texts, strict=True)]


def starts_of(command: list[str], folder: Path) -> int:
    """Return how many interpreters one command starts."""
    folder.mkdir()
    counted = folder / "counted"
    (folder / "sitecustomize.py").write_text(f"with open({str(counted)!r}, 'a') as file: file.write('1')\n")
    subprocess.run(command, env={**os.environ, "PYTHONPATH": str(folder)}, check=True, stdout=subprocess.DEVNULL)
    return len(counted.read_text())


@pytest.mark.slow
def test_two_set_ups_at_once_both_end_well(standing: Standing) -> None:
    project, outcomes = standing
    assert [status for status, _, _ in outcomes] == [0, 0], outcomes
    assert all(f"prefix {project / '.venv'}\n" in out for _, out, _ in outcomes)
    messages = "".join(err for _, _, err in outcomes)
    assert messages.count(f"Setting up {project / '.venv'} (once) with tiny-thing 1.0 ...") == 1
    assert "another process" in messages.lower()


@pytest.mark.slow
def test_standing_venv_takes_one_more_interpreter(standing: Standing, tmp_path: Path) -> None:
    assert starts_of([sys.executable, str(standing[0] / "build.py")], tmp_path / "count") == 2


@pytest.mark.slow
def test_venvs_own_interpreter_takes_none_more(standing: Standing, tmp_path: Path) -> None:
    build = loaded(standing[0])
    assert starts_of([build.VENV_PYTHON, str(standing[0] / "build.py")], tmp_path / "count") == 1


@pytest.mark.slow
def test_package_taken_out_behind_our_back_is_noticed(
    standing: Standing,
) -> None:
    project, _ = standing
    (info,) = project.glob(".venv/[Ll]ib/**/site-packages/tiny_thing-1.0.dist-info")
    info.rename(info.with_name("tiny_thing-0.9.dist-info"))
    try:
        python, code = loaded(project).VENV_PYTHON, "import build; print(build.holds(['requirements.lock']))"
        asked = subprocess.run([python, "-c", code], capture_output=True, text=True, cwd=project)
    finally:
        info.with_name("tiny_thing-0.9.dist-info").rename(info)
    assert asked.stdout == "False\n"


# The locks.


def pins(lock: str) -> dict[str, str]:
    """Return the version of every package in a lock."""
    return dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", (ROOT / lock).read_text(), re.MULTILINE))


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_lock_has_digests_and_no_addresses(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert not re.search(r"://|index|find-links|^\s*#.*/", text, re.MULTILINE)
    packages = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]
    assert packages
    assert all("--hash=sha256:" in package for package in packages)


def test_locks_agree() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-test.lock").items()


def test_lock_holds_what_the_project_declares() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    for lock, declared in [("requirements.lock", []), ("requirements-test.lock", extras["test"])]:
        names = {re.split(r"[<>=]", name)[0].lower() for name in [*project["dependencies"], *declared]}
        assert names <= pins(lock).keys()


# Chromium for the tests.


@pytest.fixture
def no_chromium(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A machine without any Chromium, where nothing can be fetched, and where pytest must not run."""
    monkeypatch.delenv(setup_tests.CHROMIUM, raising=False)
    monkeypatch.setattr(setup_tests, "installed_chromium", lambda: "")
    monkeypatch.setattr(setup_tests, "succeeds", lambda command, seconds: False)
    monkeypatch.setattr(pytest, "main", lambda arguments: pytest.fail("the tests were run"))
    return setup_tests


def a_program(path: Path, status: int) -> str:
    """Write a program that ends with `status`; return its path."""
    path.write_text(f"#!/bin/sh\nexit {status}\n")
    path.chmod(0o755)
    return str(path)


def test_without_any_chromium_the_tests_fail_and_say_how_to_get_one(
    no_chromium: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert no_chromium.run_tests([]) == 74
    message = capsys.readouterr().err
    assert "apt install chromium" in message
    assert "playwright install" in message
    assert setup_tests.CHROMIUM in message


def test_named_chromium_that_does_not_start_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = a_program(tmp_path / "chromium", 1)
    monkeypatch.setenv(setup_tests.CHROMIUM, broken)
    monkeypatch.setattr(pytest, "main", lambda arguments: pytest.fail("the tests were run"))
    assert setup_tests.run_tests([]) == 74
    assert f"names {broken}, which does not start" in capsys.readouterr().err


def test_chromium_that_only_pretends_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_program(tmp_path / "chromium-browser", 1)
    good = a_program(tmp_path / "google-chrome", 0)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert setup_tests.installed_chromium() == good


def test_debians_chromium_is_installed_only_as_root(no_chromium: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    monkeypatch.setattr(setup_tests, "succeeds", lambda command, seconds: asked.append(command))
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/" + name)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert no_chromium.debians_chromium() == ""
    assert asked == []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(setup_tests, "installed_chromium", lambda: "/usr/bin/chromium")
    assert no_chromium.debians_chromium() == "/usr/bin/chromium"
    assert [command[:2] for command in asked] == [["apt-get", "update"], ["apt-get", "install"]]


def test_pytest_gets_the_arguments_and_the_tests_get_the_chromium(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = a_program(tmp_path / "chromium", 0)
    monkeypatch.setenv(setup_tests.CHROMIUM, program)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pytest, "main", lambda arguments: (arguments, os.getcwd()) == (["-x"], str(ROOT)) and 5)
    assert setup_tests.run_tests(["-x"]) == 5
    assert os.environ[setup_tests.CHROMIUM] == program


def test_all_tests_are_run_on_all_cores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(setup_tests.CHROMIUM, a_program(tmp_path / "chromium", 0))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pytest, "main", lambda arguments: "--numprocesses=auto" in arguments and 5)
    assert setup_tests.run_tests([]) == 5


def test_download_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    # The child has its parent's output, which would also keep us waiting if that were a pipe.
    began, late = time.monotonic(), tmp_path / "late"
    assert not setup_tests.succeeds(["sh", "-c", f"(sleep 1; touch '{late}') & wait"], 0.2)
    assert time.monotonic() - began < 0.9
    time.sleep(1.1)
    assert not late.exists()
