"""What a reviewer wrote in a copy for review, brought back to the files: each comment at the line it is about.

Words find the place, so that a text may have changed since; numbers do only where no words came with a comment.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..model import Source
from ..problem import Place, Problem, Problems, Severity
from .passages import spot, words_of

RULE = "comment"
FOUND = 0.5
"""Share of a passage's words that must still stand in a file for it to be that passage, edited."""
DEEPEST = 20
"""Answers round each other from which the comments are taken out."""
MOST_COMMENTS = 1_000
"""In one file: each is looked for in all texts of its page."""
LONGEST_PASSAGE = 2_000
"""Characters of a passage by which it is found; the rest of it stands behind them."""
LONGEST_QUOTE = 90
"""Characters of a passage that are repeated."""

NOTE = re.compile(r"[ \t]*¶[ \t]*(\d{1,5})\b[ \t]*[:.)]?[ \t]*(.*)")
SIGNATURE = "-- "
"""Begins the signature of an e-mail."""
FIELD = re.compile(r"(Page|By):[ \t]*(.*)")


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment of a reviewer."""

    number: int
    """Of the passage in the copy, from 1; 0 means the page as a whole."""
    words: str
    """Of the passage, as the copy had it; "" where the reviewer gave its number only."""
    text: str


@dataclass(frozen=True, slots=True)
class Comments:
    """All comments of one file."""

    page: str
    """Path of the page's source, or ""."""
    by: str
    comments: tuple[Comment, ...]


def read_comments(text: str) -> Comments:
    """Return what a file of comments holds: the one that a copy saves, or an e-mail that was written by hand."""
    fields: dict[str, str] = {}
    found: list[tuple[int, list[str]]] = []
    for line in _unquoted(text.removeprefix("\ufeff").splitlines()):
        if line == SIGNATURE:
            break
        note = NOTE.match(line)
        # A reviewer's own words are indented in a saved file: a ¶ among them begins nothing.
        if note and not (found and line.startswith("  ")):
            found.append((int(note[1]), [note[2]]))
        elif found:
            found[-1][1].append(line)
        elif field := FIELD.match(line.strip()):
            fields.setdefault(field[1], field[2].strip())
    comments = (_comment(number, lines) for number, lines in found)
    said = tuple(comment for comment in comments if comment.text)
    return Comments(fields.get("Page", ""), fields.get("By", ""), said)


def _unquoted(lines: Sequence[str]) -> Sequence[str]:
    """Return the lines of an answer that quotes the whole file without the marks of quotation."""
    for _ in range(DEEPEST):
        if not any(lines) or not all(line.startswith(">") for line in lines if line.strip()):
            break
        lines = [line.removeprefix(">").removeprefix(" ") for line in lines]
    return lines


def _comment(number: int, lines: Sequence[str]) -> Comment:
    """Return a comment: first what it is about, behind `>`, then what it says."""
    begun = next((n for n, line in enumerate(lines) if line.strip() and not line.startswith(">")), len(lines))
    words = " ".join(line.lstrip("> ") for line in lines[:begun] if line.strip())
    return Comment(number, words.strip(), "\n".join(line.strip() for line in lines[begun:]).strip())


def placed(comments: Comments, passages: Sequence[str], files: Mapping[str, str]) -> Problems:
    """Return each comment as a notice at its line, in the order of the copy.

    `passages` are those of the page as it is now. `files` hold the texts in which their words may stand, by path,
    the page's own first.
    """
    return tuple(_placed(comment, comments.by, passages, files) for comment in comments.comments)


def _placed(comment: Comment, by: str, passages: Sequence[str], files: Mapping[str, str]) -> Problem:
    page = Place(next(iter(files)))
    if not comment.number:
        return _note(page, by or "a reviewer", f"on the page as a whole: {comment.text}")
    words = comment.words or next(iter(passages[comment.number - 1 : comment.number]), "")
    found = _best(words[:LONGEST_PASSAGE], files)
    if not words:
        hint = "The page has no passage of that number; read the comment beside the copy that was sent."
    elif not comment.words:
        hint = f"Found by its number alone, so it fits only if the text has not changed since: {_quoted(words)}"
    elif words_of(words) in map(words_of, passages):
        hint = f"On: {_quoted(words)}"
    elif found:
        hint = f"The text has changed since. It was: {_quoted(words)}"
    else:
        hint = f"The text has changed since, and these words are gone: {_quoted(words)}"
    return _note(found or page, f"{by}, ¶ {comment.number}" if by else f"¶ {comment.number}", comment.text, hint)


def _note(place: Place, whose: str, said: str, hint: str = "") -> Problem:
    return Problem(place, RULE, f"{whose}: {said}", hint, Severity.NOTICE)


def _best(words: str, files: Mapping[str, str]) -> Place | None:
    """Return where most of the words stand together; None where that is less than FOUND of them."""
    best, most = None, 0.0
    for path, text in files.items():
        found = spot(words, text)
        if found and found.share >= FOUND and found.share > most:
            best, most = Source.of(path, text).place(found.start), found.share
    return best


def _quoted(words: str) -> str:
    return f"“{words if len(words) <= LONGEST_QUOTE else words[:LONGEST_QUOTE].rpartition(' ')[0] + ' …'}”"
