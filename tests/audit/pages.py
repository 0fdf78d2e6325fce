"""What others' checkers say of the pages: the Nu HTML checker of every one, Lighthouse of five."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

from tests.audit.server import served
from tests.audit.tools import Done, chromium, npm_file, program

DATA = 'type="application/ld+json"'
"""The checker takes data for a script, and says that the policy forbids it; no browser does."""
KINDS = ("index.html", "articles/index.html", "glossary/index.html")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def audit_html(site: Path) -> Done:
    """Run the Nu HTML checker on every page, as a web server sends it."""
    java = program("java", how="apt install default-jre-headless, or any Java from 17 on")
    jar = npm_file("vnu-jar/build/dist/vnu.jar", "vnu-jar")
    pages = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    with served(site) as address:
        # Otherwise it reads no page of this machine.
        command = [java, "-Dnu.validator.servlet.allow-forbidden-hosts=true", "-jar", jar, "--format", "json"]
        done = subprocess.run([*command, *(address + page for page in pages)], capture_output=True, check=False)
        messages = json.loads(done.stderr or b'{"messages": []}')["messages"]
    passed = [message for message in messages if _is_about_data(message)]
    said = Counter(_words(message) for message in messages if message not in passed)
    firsts = {_words(message): message["url"].removeprefix(address) for message in reversed(messages)}
    faults = tuple(f"{words} ({count} times, first in {firsts[words]})" for words, count in said.most_common())
    return Done(
        f"Nu: {len(pages)} pages, {sum(said.values())} errors and warnings ({len(passed)} about JSON-LD left out)",
        faults,
    )


def _is_about_data(message: dict[str, Any]) -> bool:
    return "Inline script violates" in message["message"] and DATA in message.get("extract", "")


def _words(message: dict[str, Any]) -> str:
    kind = message.get("subType") or message["type"]
    return f"{kind}: {message['message']}"


def audit_lighthouse(site: Path) -> Done:
    """Run Lighthouse on five pages; a score below 100 is a fault, but for performance, which is the machine's."""
    node = program("node", how="apt install nodejs, or nodejs.org, from 18 on")
    script = npm_file("lighthouse/cli/index.js", "lighthouse")
    firsts = (next(iter(sorted((site / folder).glob("[!i]*.html"))), None) for folder in ("articles", "glossary"))
    pages = [*KINDS, *(path.relative_to(site).as_posix() for path in firsts if path)]
    env = {**os.environ, "CHROME_PATH": chromium()}
    told, faults = [], []
    with served(site) as address:
        for page in pages:
            options = ["--quiet", "--output=json", "--output-path=stdout"]
            flags = "--chrome-flags=--headless=new --no-sandbox --disable-gpu"
            done = subprocess.run(
                [node, script, address + page, *options, flags], capture_output=True, env=env, check=False
            )
            if done.returncode:
                faults.append(f"{page}: {done.stderr.decode(errors='replace').strip()[-300:]}")
                continue
            report = json.loads(done.stdout)
            scores = {name: round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES}
            told.append(f"{page} {' '.join(map(str, scores.values()))}")
            faults += _lost(page, scores, report)
    return Done(f"Lighthouse ({', '.join(CATEGORIES)}): {'; '.join(told)}", tuple(faults))


def _lost(page: str, scores: dict[str, int], report: dict[str, Any]) -> list[str]:
    """Return what cost a page points, performance apart."""
    lost = []
    for name, score in scores.items():
        if score < 100 and name != "performance":
            refs = [ref["id"] for ref in report["categories"][name]["auditRefs"] if ref["weight"]]
            failed = [report["audits"][ref]["title"] for ref in refs if (report["audits"][ref]["score"] or 0) < 1]
            lost.append(f"{page}: {name} {score}: {'; '.join(failed)}")
    return lost
