"""Save after save is shown in one open page, and leaves nothing behind. `python -m tests.bench.preview` does 200."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.bench.preview import EVERY_BROKEN, soak
from tests.sites import write_site

SAVES = EVERY_BROKEN + 2


@pytest.mark.browser
def test_twenty_saves_are_shown_and_leave_nothing_behind(chromium: Any, tmp_path: Path) -> None:
    files = {
        "content/articles/a.md": "---\ntitle: A\nsummary: A.\n---\nThe psoas.\n",
        "content/glossary/psoas.md": "---\ntitle: Psoas\nsummary: A muscle.\n---\nText.\n",
    }
    write_site(tmp_path, files)
    found = soak(chromium, tmp_path / "config.yaml", tmp_path / "content/articles/a.md", SAVES)
    assert found.lost == [], found.said
    # One of them was broken on purpose.
    assert len(found.ways) == SAVES - 1
    assert found.nodes[0] == found.nodes[-1]
    assert found.heap[-1] < 1.2 * found.heap[0]
