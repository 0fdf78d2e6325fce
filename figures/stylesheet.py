"""static/css/60-figures.css from the palette."""
from __future__ import annotations

from pathlib import Path

RULES = """
/* The drawings: see figures/README.md. A figure's column decides between names and numbers, not the window. */
svg.drawing { display: block; width: 100%; height: auto; background: var(--fig-panel); }
figure:has(svg.drawing) { container-type: inline-size; }
svg.drawing .label-number { display: none; }
svg.drawing a { cursor: pointer; }
svg.drawing a text { text-decoration: none; }
svg.drawing a:hover text, svg.drawing a:focus-visible text { text-decoration: underline; }
@container (max-width: 639px) {
  svg.drawing .label-text { display: none; }
  svg.drawing .label-number { display: inline; }
}
@media print {
  svg.drawing { break-inside: avoid; }
}
"""


def write_stylesheet(palette: dict[str, dict[str, str]], file: Path) -> None:
    lines = ["/* Written by figures/draw.py from figures/palette.yaml; edit that. */", ":root {"]
    lines += [f"  --fig-{role}: {value};" for role, value in palette["light"].items()]
    lines += ["}", "@media screen and (prefers-color-scheme: dark) {", "  :root {"]
    lines += [f"    --fig-{role}: {value};" for role, value in palette["dark"].items()]
    lines += ["  }", "}"]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines) + "\n" + RULES.lstrip("\n"), encoding="utf-8", newline="\n")
