"""Remarks of an editor that a rule does not hold on one line, with the reason.

    <!-- waive: reading because a legal name, given whole -->      in a text
    # waive: unused because the next article cites it              in front matter and in YAML files

Alone on its line a remark is about the next line that has something on it; behind other words, about its own. About
the first line of a file's content it also stands for what is wrong with the file as a whole. A remark that waives
nothing is named: what it waived was mended, and the next fault on its line would pass unseen.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate

from ..model import Waiver
from ..problem import Place, Problem, Severity, did_you_mean
from ..rules import CONTENT, UNWAIVABLE, is_off
from ..text.spans import code_spans

SIGN = "waive:"
IN_TEXT = re.compile(rf"<!--\s*{SIGN}(?P<said>.{{0,1000}}?)-->", re.S)
IN_YAML = re.compile(rf"(?:^|(?<=[ \t]))#[ \t]*{SIGN}(?P<said>.*)", re.M)
SAID = re.compile(r"\s*(?P<rule>[a-z-]*)\s*(?:because\b\s*(?P<reason>.*))?", re.S)
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")


def waivers_in(text: str, path: str) -> tuple[Waiver, ...]:
    """Return the waivers of a file of the site, a Markdown file with its front matter or a YAML file, in order."""
    # Nearly all files have none, and are not looked into.
    return tuple(_waivers(text.split("\n"), path)) if SIGN in text else ()


def _waivers(lines: list[str], path: str) -> Iterator[Waiver]:
    body = _first_of_body(lines) if path.endswith(".md") else len(lines)
    yield from _found(lines, path, 0, body, IN_YAML)
    # Code shows what a waiver looks like; it is none. The lines stay, so that they can be counted.
    yield from _found(_without_code(lines, body), path, body, len(lines), IN_TEXT)


def _first_of_body(lines: list[str]) -> int:
    """Return the index of the line below the front matter."""
    if lines[0].rstrip() != "---":
        return 0
    return next((n + 1 for n, line in enumerate(lines) if n and line.rstrip() in ("---", "...")), len(lines))


def _without_code(lines: list[str], start: int) -> list[str]:
    kept, fence = lines[:start], ""
    for line in lines[start:]:
        opened = FENCE.match(line)
        if opened and (not fence or opened[1].startswith(fence)):
            fence = "" if fence else opened[1]
        kept.append("" if fence else _without_spans(line) if "`" in line else line)
    return kept


def _without_spans(line: str) -> str:
    parts: list[str] = []
    at = 0
    for begin, end in code_spans(line):
        parts += (line[at:begin], "x" * (end - begin))
        at = end
    return "".join((*parts, line[at:]))


def _found(lines: list[str], path: str, start: int, stop: int, pattern: re.Pattern[str]) -> Iterator[Waiver]:
    """Yield the waivers in lines[start:stop]."""
    text = "\n".join(lines[start:stop])
    starts = [0, *accumulate(len(line) + 1 for line in lines[start:stop])]
    following = _following(lines, pattern)
    first = following[int(lines[0].rstrip() == "---")]
    for match in pattern.finditer(text):
        begin, end = bisect_right(starts, match.start()) - 1, bisect_right(starts, match.end() - 1) - 1
        before = text[starts[begin] : match.start()]
        after = text[match.end() : starts[end + 1] - 1]
        line = start + begin if (before + after).strip() else following[start + end + 1]
        said = SAID.match(match["said"])
        assert said is not None
        reason = " ".join((said["reason"] or "").split())
        place = Place(path, start + begin + 1, len(before) + 1)
        yield Waiver(place, said["rule"], reason, line + 1, line == first)


def _following(lines: list[str], pattern: re.Pattern[str]) -> list[int]:
    """Return for each line, and for the end, the index of the first line from there that has more than a waiver."""
    following = [len(lines)]
    for n in range(len(lines) - 1, -1, -1):
        following.append(n if pattern.sub("", lines[n]).strip() else following[-1])
    return following[::-1]


# ------------------------------------------------------------------------------------------------------- what they do


def unwaived(
    problems: Iterable[Problem], waivers: Iterable[Waiver], checks: Mapping[str, Severity | None]
) -> Iterator[Problem]:
    """Yield the problems that nobody has waived, and what is wrong with the waivers."""
    waivable = CONTENT.keys() - UNWAIVABLE
    sound = {waiver: None for waiver in waivers if waiver.reason and waiver.rule in waivable}
    targets: dict[tuple[str, int, str], Waiver] = {}
    for waiver in sound:
        for line in (waiver.line, 0) if waiver.is_first else (waiver.line,):
            targets.setdefault((waiver.place.path, line, waiver.rule), waiver)
    used: set[Waiver] = set()
    for problem in problems:
        waiver_of = targets.get((problem.place.path, problem.place.line, problem.rule))
        if waiver_of is None:
            yield problem
        else:
            used.add(waiver_of)
    for waiver in waivers:
        if waiver not in sound:
            yield _wrong(waiver)
        elif waiver not in used and not is_off(waiver.rule, checks):
            said = f"nothing on line {waiver.line} breaks the rule “{waiver.rule}”"
            yield Problem(waiver.place, "waiver", said, "Delete this waiver.", Severity.WARNING)


def _wrong(waiver: Waiver) -> Problem:
    if waiver.rule in UNWAIVABLE:
        said = f"the rule “{waiver.rule}” cannot be waived"
        hint = "It keeps pages safe." if waiver.rule in CONTENT else "It holds the site together."
        return Problem(waiver.place, "waiver", said, hint)
    if waiver.rule not in CONTENT:
        hint = did_you_mean(waiver.rule, CONTENT) or "README.md lists them under “Rules”."
        return Problem(waiver.place, "waiver", f"there is no rule “{waiver.rule}”", hint)
    hint = f"Write waive: {waiver.rule} because ..., for whoever reads it next."
    return Problem(waiver.place, "waiver", "a waiver without a reason", hint)
