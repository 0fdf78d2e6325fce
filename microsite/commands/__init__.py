"""What `build.py` can be told to do: one file a command, each with `options` and `run`.

A command's file is loaded when it is asked for, so that none slows the others down.
"""

import argparse
import sys

COMMANDS = {
    "build": "build the site and publish it",
    "check": "check everything that build checks, and write nothing",
    "serve": "show the site on this machine, and again after each save",
    "mentions": "print every glossary link: page, term, surface, separated by tabs",
    "explain": "say why a word is linked on a page, or not",
    "share": "write a copy of one page for review, as one file to send",
    "comments": "print what a reviewer wrote in it, each comment at its line",
    "new": "write the skeleton of an article or a term",
    "rename": "give a page another name, and edit all that names it",
    "review": "stamp that somebody has checked a page, bound to its words",
    "urls": "say what has come and gone of the published addresses, or accept it",
    "audit": "run the long checks of the generator: HTML, servers, kills, fuzzing, advisories",
    "clean": "delete the published site, the preview and the cache",
}

DONE, PROBLEMS, MISUSE, OURS, DISK = 0, 1, 2, 70, 74
"""Exit statuses: done · the content has problems, so nothing was published · wrong use · our own fault · the disk."""
STOPPED = 130


class Misuse(Exception):
    """The command cannot be followed as it was given."""


def conclude(sentence: str, wanted: argparse.Namespace, *, always: bool = False) -> None:
    """Print the last line; with --quiet only where it must be said."""
    if always or not wanted.quiet:
        print(sentence, file=sys.stderr if wanted.format != "text" or always else sys.stdout)
