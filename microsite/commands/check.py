"""Check everything and write nothing."""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from ..model import Config, File
from ..pipeline import Built, Order, build
from ..problem import Problem, Problems, counted, in_order, tally
from ..rules import weighed
from . import DISK, DONE, PROBLEMS, conclude
from .say import about_held_back, say_problems
from .wanted import memo_of, nowhere, order_of


def options(parser: argparse.ArgumentParser) -> None:
    """Add what only this command knows."""
    parser.add_argument("--external", action="store_true", help="ask links to other sites, too, whether they answer")


def run(wanted: argparse.Namespace) -> int:
    """Check everything and write nothing."""
    order = order_of(wanted)
    files: dict[str, File] = {}

    def keep(file: File) -> None:
        files[file.address] = file

    with memo_of(order, wanted) as memo:
        built = build(order, keep if wanted.external else nowhere, memo)
        held_back = about_held_back(built, order, memo, wanted)
        memo.save()
    outside = _outside(built, files, order) if wanted.external else ()
    problems = in_order((*built.problems, *(outside or ())))
    say_problems(problems, order, wanted)
    if held_back:
        conclude(held_back, wanted)
    if outside is None:
        conclude("No other site can be reached from here: links to them were not checked.", wanted, always=True)
        return DISK if built.is_publishable else PROBLEMS
    is_good = built.is_publishable and not any(problem.severity in order.forbidding for problem in outside)
    checked = f"{counted(len(built.files), 'file')} checked"
    conclude(f"{checked}: {tally(problems) or 'no problems'}.", wanted, always=not is_good)
    return DONE if is_good else PROBLEMS


def _outside(built: Built, files: Mapping[str, File], order: Order) -> Problems | None:
    """Return what is wrong with the links to other sites; None where none of them can be reached."""
    # Loaded late: what speaks to the network takes a while to load, and nothing else needs it.
    from ..check.outside import links_out
    from ..desk.outside import agent, ask_all, asker, is_offline, judged, named, remember, remembered

    config = built.site.library.config
    links = links_out(built.site, {address: file.data for address, file in files.items() if address.endswith(".html")})
    file = order.bytecode.parent / "outside.json" if order.bytecode else None
    known = remembered(file, order.today) if file else {}
    asked = ask_all((url for url in links if named(url) not in known), asker(agent(config.site_url)))
    if file:
        remember(file, known, asked, order.today)
    if is_offline(asked):
        return None
    answers = known | asked
    found = (judged(url, answers[named(url)], place) for url, place in links.items())
    return tuple(each for problem in found if problem and (each := _weighed(problem, config)))


def _weighed(problem: Problem, config: Config) -> Problem | None:
    severity = weighed(problem.severity, problem.rule, config.checks)
    return problem._replace(severity=severity) if severity else None
