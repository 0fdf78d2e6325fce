"""Draw the pictures for shared links: `python figures/cards.py` writes static/cards/*.png, 1200 × 630 pixels each.

Needs the packages pillow and playwright and a Chromium: MICROSITE_CHROMIUM names it where it is not called so. What a
card says comes from config.yaml; which drawing it shows stands here. See figures/README.md.
"""

from __future__ import annotations

import html
import io
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SIZE = {"width": 1200, "height": 630}
COLOURS = 48
"""Of the palette: few enough for 40 kB, enough for smooth letters."""
DRAWINGS = {
    "Start": "hip-flexors-front",
    "Know the muscles": "psoas-slips",
    "How they work": "hip-side-view",
    "Tightness": "sitting",
    "Care": "half-kneeling-stretch",
    "Get help": "body-locator",
}
LISTS = {
    "glossary": ("Glossary", "The words of the hip, from A to Z, in plain words.", "femoral-triangle"),
    "claims": ("Popular claims, checked", "What you may have read, beside what the evidence says.", "pelvic-tilt"),
    "sources": ("Sources", "What every statement of this site rests on.", ""),
}
STYLE = """
* { box-sizing: border-box; margin: 0 }
body { inline-size: 1200px; block-size: 630px; display: flex; overflow: hidden; background: #fbf7ef; color: #27211a;
  border-block-start: 14px solid #8a3113; font: 34px/1.35 Charter, "Bitstream Charter", "Liberation Serif", serif }
main { flex: 1; padding: 62px 30px 60px 76px; display: flex; flex-direction: column }
p.site { display: flex; align-items: center; gap: 16px; font-size: 32px; font-weight: 700 }
p.site svg { inline-size: 44px; block-size: 44px }
h1 { margin-block: auto 22px; font-size: 76px; line-height: 1.08; letter-spacing: -0.012em; text-wrap: balance }
p.said { margin-block-end: auto; color: #554a3d; font-size: 37px; text-wrap: balance }
div { flex: none; inline-size: 500px; padding: 34px 40px 34px 0; display: grid; place-items: center }
div svg { max-inline-size: 460px; max-block-size: 550px; inline-size: 460px; block-size: 550px }
div svg :is(.label-text, .label-number, .leader, text) { display: none }
"""


@dataclass(frozen=True, slots=True)
class Card:
    """What one picture says and shows."""

    name: str
    title: str
    text: str
    drawing: str


def cards(config: dict[str, object]) -> Iterator[Card]:
    """Yield the site's card, one for each part, and those of the lists."""
    yield Card("site", str(config["title"]), str(config["summary"]), "hip-flexors-front")
    parts = config["parts"]
    assert isinstance(parts, list)
    for part in parts:
        title = part["title"]
        yield Card(title.lower().replace(" ", "-"), title, part["summary"], DRAWINGS[title])
    for name, (title, text, drawing) in LISTS.items():
        yield Card(name, title, text, drawing)


def page_of(card: Card, site: str) -> str:
    """Return the page of which the card is a picture."""
    icon = re.sub(r"<style>.*?</style>", "", (ROOT / "static/icon.svg").read_text(encoding="utf-8"))
    icon = icon.replace("<path", '<path fill="none" stroke="#8a3113" stroke-width="2.6" stroke-linecap="round"')
    drawn = ROOT / f"content/figures/{card.drawing}.svg"
    drawing = f"<div>{drawn.read_text(encoding='utf-8')}</div>" if card.drawing else ""
    said = f'<h1>{html.escape(card.title)}</h1><p class="said">{html.escape(card.text)}</p>'
    head = f'<p class="site">{icon}{html.escape(site)}</p>'
    return f'<!doctype html><meta charset="utf-8"><style>{STYLE}</style><main>{head}{said}</main>{drawing}'


def packed(picture: bytes) -> bytes:
    """Return the picture with a palette, as small as PNG makes it."""
    out = io.BytesIO()
    whole = Image.open(io.BytesIO(picture)).convert("RGB")
    whole.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> None:
    """Draw every card."""
    config = yaml.safe_load((ROOT / "config.yaml").read_text(encoding="utf-8"))
    folder = ROOT / "static/cards"
    folder.mkdir(exist_ok=True)
    program = os.environ.get("MICROSITE_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        for card in cards(config):
            page.set_content(page_of(card, config["title"]))
            data = packed(page.screenshot())
            (folder / f"{card.name}.png").write_bytes(data)
            print(f"{card.name}.png {len(data) / 1000:.1f} kB")
        browser.close()


if __name__ == "__main__":
    main()
