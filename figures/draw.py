"""Draw the figures: `python figures/draw.py [name ...]` writes content/figures/<name>.svg; without names, all of them.

`python figures/draw.py palette` writes the stylesheets of drawings from palette.yaml. See figures/README.md.
"""

from __future__ import annotations

import os
import sys
import time
import trace
from pathlib import Path

import yaml

from stage import Stage

HERE = Path(__file__).parent
CONTENT = HERE.parent / "content" / "figures"
CACHE = Path(os.environ.get("FIGURES_CACHE", ".figenv/bones"))


def main(names: list[str]) -> None:
    palette = yaml.safe_load((HERE / "palette.yaml").read_text(encoding="utf-8"))
    trace.use_palette(palette["light"])
    if names == ["palette"]:
        from stylesheet import write_stylesheets

        write_stylesheets(palette, HERE.parent / "static")
        return
    import plates

    stage = Stage(CACHE)
    for name in names or plates.ALL:
        start = time.time()
        weight = plates.ALL[name](stage, CONTENT)
        print(f"{name}: {weight / 1000:.1f} kB gzipped, {time.time() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
