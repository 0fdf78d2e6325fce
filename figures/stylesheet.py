"""static/css/60-figures.css: the palette as custom properties, and the rules that drawings in a page need."""

from __future__ import annotations

from pathlib import Path

STEPS = 8
"""Most frames a stepped figure may have."""

RULES = """
/* A figure's own column decides between names and numbers, not the window. */
.figure {
  container-type: inline-size;
}

svg.drawing {
  display: block;
  inline-size: 100%;
  block-size: auto;
  background: var(--fig-panel);
  border-radius: 6px;
}

svg.drawing a {
  cursor: pointer;
}

svg.drawing a text {
  text-decoration: none;
}

svg.drawing a:hover text,
svg.drawing a:focus-visible text {
  text-decoration: underline;
}

/* The numbers in the picture are those of this list. */
.figure-parts ul {
  list-style: decimal;
}

svg.drawing .label-number {
  display: none;
}

@container (max-width: 639px) {
  svg.drawing .label-text {
    display: none;
  }

  svg.drawing .label-number {
    display: inline;
  }
}

/* Stepped figures: the chosen radio button shows its frame and its sentence. */
.drawing:has(> .step-choice) {
  display: flex;
  flex-wrap: wrap;
  gap: 0.25rem 0.4rem;
  align-items: center;
}

.drawing > .step-choice + label {
  margin-inline-end: 0.8rem;
}

.drawing > .step-texts,
.drawing > .picture {
  flex-basis: 100%;
}

.drawing > .step-texts {
  margin: 0.3rem 0;
  padding: 0;
  list-style: none;
}

.drawing > .step-choice ~ .step-texts > li,
.drawing > .step-choice ~ .picture [data-step] {
  display: none;
}

@steps@

@media print {
  svg.drawing {
    break-inside: avoid;
  }

  .drawing > .step-choice ~ .step-texts > li {
    display: list-item;
  }
}
"""


def write_stylesheet(palette: dict[str, dict[str, str]], file: Path) -> None:
    rules = RULES.replace("@steps@", _steps()).lstrip("\n")
    lines = [
        "/* Written by figures/draw.py from figures/palette.yaml and figures/stylesheet.py; edit those. */",
        ":root {",
    ]
    lines += [f"  --fig-{role}: {value};" for role, value in palette["light"].items()]
    lines += ["}", "", "/* Paper stays light. */", "@media screen and (prefers-color-scheme: dark) {", "  :root {"]
    lines += [f"    --fig-{role}: {value};" for role, value in palette["dark"].items()]
    lines += ["  }", "}", ""]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines) + "\n" + rules, encoding="utf-8", newline="\n")


def _steps() -> str:
    frames = ",\n".join(f'.drawing > .step-{n}:checked ~ .picture [data-step="{n}"]' for n in range(1, STEPS + 1))
    texts = ",\n".join(f".drawing > .step-{n}:checked ~ .step-texts > li:nth-child({n})" for n in range(1, STEPS + 1))
    return f"{frames} {{\n  display: inline;\n}}\n\n{texts} {{\n  display: list-item;\n}}"
