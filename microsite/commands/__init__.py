"""What `build.py` can be told to do: one file a command, each with `options` and `run`.

A command's file is loaded when it is asked for, so that none slows the others down.
"""

COMMANDS = {
    "build": "build the site and publish it",
    "check": "check everything that build checks, and write nothing",
    "serve": "show the site on this machine, and again after each save",
    "mentions": "print every glossary link: page, term, surface, separated by tabs",
    "explain": "say why a word is linked on a page, or not",
    "clean": "delete the published site, the preview and the cache",
}

DONE, PROBLEMS, MISUSE, OURS, DISK = 0, 1, 2, 70, 74
"""Exit statuses: done · the content has problems, so nothing was published · wrong use · our own fault · the disk."""
STOPPED = 130


class Misuse(Exception):
    """The command cannot be followed as it was given."""
