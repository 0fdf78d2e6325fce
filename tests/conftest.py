"""What all tests share: their order, our own site, one real browser."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, expect, sync_playwright

from microsite import PROJECT
from microsite.pipeline import Order, build
from tests.sites import OWN_DAY, into

# The same texts in every run, so that a test which passes here passes there; chance is for `audit fuzz`.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")

FEATURES_OFF = (
    # The list that Playwright passes, whose place ours takes.
    *"AvoidUnnecessaryBeforeUnloadCheckSync DestroyProfileOnBrowserClose HttpsUpgrades".split(),
    *"HttpsFirstBalancedModeAutoEnable LensOverlay MediaRouter PaintHolding ThirdPartyStoragePartitioning".split(),
    *"AvoidCorsURLLoaderRestartOnRedirect OptimizationHints NetworkTimeServiceQuerying AimEnabled".split(),
    "PreconnectToSearch",
    # The pages that the address bar is made of: each new window loads two, which takes as long as many a test.
    *"WebUIOmniboxPopup WebUIOmniboxAimPopup WebUIOmniboxFullPopup".split(),
)
ARGUMENTS = (
    f"--disable-features={','.join(FEATURES_OFF)}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--no-first-run",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that drive a browser last, the longest first."""
    # Last, because Playwright keeps a thread and an event loop in the process, beside which nothing should fork.
    # The longest first, because the cores take file after file: so all of them end at about the same time.
    tests = Counter(item.path for item in items if item.get_closest_marker("browser"))
    items.sort(key=lambda item: (tests[item.path] and 1000 - tests[item.path], tests[item.path] and str(item.path)))


@pytest.fixture(scope="session")
def real_site() -> Mapping[str, bytes]:
    """Return the project's own site as it is published: address -> bytes."""
    files: dict[str, bytes] = {}
    build(Order(config=PROJECT / "config.yaml", today=OWN_DAY), into(files))
    return MappingProxyType(files)


SECONDS = 30
"""How long to wait for what must come in a browser, on a machine that has other things to do. Never a measure."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the browser of the whole run, or of one of its processes: Playwright cannot have two in one thread."""
    program = os.environ.get("MICROSITE_CHROMIUM") or shutil.which("chromium")
    assert program, "no Chromium; `python3 build.py test` finds or fetches one, or says how"
    expect.set_options(timeout=SECONDS * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS), timeout=6 * SECONDS * 1000)
        yield browser
        browser.close()
