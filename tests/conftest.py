"""What all tests share: one real browser."""

from __future__ import annotations

import datetime
import os
import shutil
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from microsite import PROJECT
from microsite.pipeline import Order, build

# The same texts in every run, so that a test which passes here passes there; chance is for `audit fuzz`.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def real_site() -> Mapping[str, bytes]:
    """Return the project's own site as it is published: address -> bytes."""
    files: dict[str, bytes] = {}
    build(Order(config=PROJECT / "config.yaml", today=datetime.date(2026, 11, 22)), files.__setitem__)
    return MappingProxyType(files)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the browser of the whole run: Playwright cannot have two in one thread."""
    program = os.environ.get("MICROSITE_CHROMIUM") or shutil.which("chromium")
    assert program, "no Chromium; `python3 build.py test` finds or fetches one, or says how"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield browser
        browser.close()
