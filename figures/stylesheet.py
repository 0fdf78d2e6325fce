"""static/css/60-figures.css, the rules that drawings in a page need, and static/stepped.css, those with frames alone."""

from __future__ import annotations

from pathlib import Path

STEPS = 8
"""Most frames a stepped figure may have."""
PAPER = "panel"
"""The role whose colour is not the drawing's own."""
SHOWN = (50, 60, 75, 90)
"""What our drawings show of their width in narrow columns, in per cent."""

RULES = """
/* Of the palette only the paper, which is the page's own: each drawing holds its other colours for the light itself. */
:root {
  --fig-panel: var(--sheet);
}

/* Paper stays light. */
@media screen and (prefers-color-scheme: dark) {
  :root {
@dark@
  }
}

/* A picture may be wider than the text, where the window lets it. */
.measure > .text > .figure {
  max-inline-size: 44rem;
}

.figure figcaption {
  max-inline-size: var(--measure);
  margin-inline: auto;
}

.drawing {
  overflow: hidden;
}

svg.drawing {
  display: block;
  inline-size: 100%;
  block-size: auto;
  border-radius: var(--round);
  background: var(--fig-panel);
  font-family: var(--sans);
  font-size-adjust: none;
}

svg.drawing a {
  cursor: pointer;
}

svg.drawing a text {
  text-decoration: none;
}

svg a:hover text {
  text-decoration: underline;
}

/* The numbers in the picture are those of this list; room for two digits. */
.figure-parts ul {
  padding-inline-start: 2em;
  list-style: decimal;
}

/* Narrow windows show numbers for names, and of a picture with names at its sides only the middle. */
@media screen and (max-width: 39.99em) {
  svg.drawing {
    max-inline-size: none;
    inline-size: calc(100% / var(--shown, 1));
    margin-inline-start: calc(50% - 50% / var(--shown, 1));
  }

  svg.drawing .label-text {
    display: none;
  }

  svg.drawing .label-number {
    display: inline;
  }

@shown@
}

/* The picture and its caption stay together; lists and tables below them may go on overleaf. */
@media print {
  .measure > .text > .figure {
    max-inline-size: none;
  }

  .figure figcaption > p:first-child {
    break-inside: avoid;
    break-after: avoid;
  }
}
"""


STEPPED = """
/* Stepped figures: the chosen radio button shows its frame and its sentence. */
.drawing:has(> .step-choice) {
  display: flex;
  flex-wrap: wrap;
  gap: 0.4rem;
  font: var(--small) / 1.5 var(--sans);
  font-size-adjust: none;
}

.step-choice {
  position: absolute;
  opacity: 0;
}

.step-choice + label {
  padding: 0.5rem 0.7rem;
  border: 1px solid var(--edge);
  border-radius: var(--round);
  cursor: pointer;
}

.step-choice:checked + label {
  border-color: var(--accent);
  box-shadow: inset 0 0 0 2px var(--accent);
}

/* Where colours are forced there is no shadow, and all borders are alike. */
@media (forced-colors: active) {
  .step-choice:checked + label {
    background: Highlight;
    color: HighlightText;
    forced-color-adjust: none;
  }
}

.step-choice:focus-visible + label {
  outline: 3px solid var(--link);
  outline-offset: -3px;
}

.drawing > .step-texts,
.drawing > .picture {
  flex-basis: 100%;
}

.drawing > .picture {
  overflow: hidden;
}

/* All sentences lie in one place, which is as tall as the longest: the picture stays where it is from step to step. */
.drawing > .step-texts {
  display: grid;
  margin: 0.3rem 0;
  padding: 0;
  list-style: none;
}

.drawing > .step-choice ~ .step-texts > li {
  grid-area: 1 / 1;
  margin: 0;
  visibility: hidden;
}

.drawing > .step-choice ~ .picture [data-step] {
  display: none;
}

/* Chromium still reads the links of a drawing that has no display out. */
.drawing > .step-choice ~ .picture [data-step] {
  visibility: hidden;
}

@steps@

@media print {
  .step-choice,
  .step-choice + label {
    display: none;
  }

  .drawing:has(> .step-choice) {
    break-inside: avoid;
  }

  .drawing > .step-texts {
    display: block;
  }

  .drawing > .step-choice ~ .step-texts > li {
    visibility: visible;
  }
}
"""


def write_stylesheets(palette: dict[str, dict[str, str]], folder: Path) -> None:
    dark = "\n".join(f"    --fig-{role}: {value};" for role, value in palette["dark"].items() if role != PAPER)
    _write(folder / "css" / "60-figures.css", RULES.replace("@dark@", dark).replace("@shown@", _shown()))
    _write(folder / "stepped.css", STEPPED.replace("@steps@", _steps()))


def _write(file: Path, rules: str) -> None:
    head = "/* Written by figures/draw.py from figures/palette.yaml and figures/stylesheet.py; edit those. */\n\n"
    file.write_text(head + rules.lstrip("\n"), encoding="utf-8", newline="\n")


def _shown() -> str:
    """Return the rules that let the middle of a picture fill the column, by its share of the width."""
    return "\n\n".join(f"  svg.shown-{share} {{\n    --shown: {share / 100:g};\n  }}" for share in SHOWN)


def _steps() -> str:
    frames = ",\n".join(f'.drawing > .step-{n}:checked ~ .picture [data-step="{n}"]' for n in range(1, STEPS + 1))
    texts = ",\n".join(f".drawing > .step-{n}:checked ~ .step-texts > li:nth-child({n})" for n in range(1, STEPS + 1))
    return f"{frames} {{\n  display: inline;\n  visibility: visible;\n}}\n\n{texts} {{\n  visibility: visible;\n}}"
