"""Every number that a figure's words or picture give for a muscle is that of the model, from rows marked reliable only.

Needs no drawing tools: the model's numbers are committed beside the scripts (figures/data).
"""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.test_figures import sidecar

ROOT = Path(__file__).parent.parent
FIGURES = ROOT / "content" / "figures"
TABLE = ROOT / "figures" / "data" / "length_moment_arm_by_hip_angle.csv"
SVG = "{http://www.w3.org/2000/svg}"
PSOAS, ILIACUS, RECTUS = "psoas major", "iliacus", "rectus femoris"
NO_VALUE = "no reliable value"
COLUMNS = ("muscle_tendon_length_m", "hip_flexion_moment_arm_m")

Curve = dict[int, float]


@cache
def curve(muscle: str, column: str, knee: int = 0) -> Curve:
    """Return hip angle -> centimetres from -20 to 100 degrees, where the model can be trusted."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            int(row["hip_flexion_deg"]): 100 * float(row[column])
            for row in csv.DictReader(file)
            if (row["model"], row["muscle"], row["reliable"]) == ("rajagopal2015", muscle, "yes")
            and int(row["knee_flexion_deg"]) == knee
            and -20 <= int(row["hip_flexion_deg"]) <= 100
        }


def length(muscle: str, hip: int, knee: int = 0) -> float:
    return curve(muscle, COLUMNS[0], knee)[hip]


def arm(muscle: str) -> Curve:
    return curve(muscle, COLUMNS[1])


def share(muscle: str, hip: int) -> float:
    """Return the length in per cent of that when standing."""
    return 100 * length(muscle, hip) / length(muscle, 0)


def longer(muscle: str, hip: int) -> float:
    return share(muscle, hip) - 100


def vanishing(muscle: str) -> float:
    """Return the hip angle at which a muscle has no leverage, by a straight line between two rows."""
    rows = sorted(arm(muscle).items())
    (a, one), (b, other) = next((p, q) for p, q in itertools.pairwise(rows) if p[1] > 0 >= q[1])
    return a + (b - a) * one / (one - other)


def whole(*values: float) -> tuple[int, ...]:
    return tuple(round(value) for value in values)


Case = tuple[str, str, str, Callable[[], tuple[float, ...]]]

# Figure, where it stands, the words, and the numbers in them as the model has them.
SAID: tuple[Case, ...] = (
    (
        "hip-angle-stepper",
        "long",
        "20 degrees behind the body, psoas is about 4 percent longer than when standing, iliacus about 6 and rectus "
        "femoris about 2 percent",
        lambda: (20, *whole(longer(PSOAS, -20), longer(ILIACUS, -20), longer(RECTUS, -20))),
    ),
    (
        "moment-arms",
        "alt",
        "Psoas and iliacus stay nearly flat between 2 and 4",
        lambda: whole(min(arm(PSOAS).values()), max(arm(ILIACUS).values())),
    ),
    (
        "moment-arms",
        "alt",
        "adductor longus falls from 5 to below zero at about 75 degrees",
        lambda: (round(arm("adductor longus")[0]), 5 * round(vanishing("adductor longus") / 5)),
    ),
    (
        "moment-arms",
        "long",
        "Psoas major keeps about 2 to 3 cm and iliacus about 3 to 4 cm",
        lambda: whole(*(f(arm(m).values()) for m in (PSOAS, ILIACUS) for f in (min, max))),
    ),
    (
        "moment-arms",
        "long",
        "Rectus femoris has most, about 5 cm, with the hip bent 40 to 60 degrees",
        lambda: (
            round(max(arm(RECTUS).values())),
            *(angle for angle, _ in (min(best()), max(best()))),
        ),
    ),
    (
        "moment-arms",
        "long",
        "Sartorius and tensor fasciae latae begin with 1 cm in extension and reach about 7 and 9 cm",
        lambda: (
            *{*whole(arm("sartorius")[-20], arm("tensor fasciae latae")[-20])},
            *whole(max(arm("sartorius").values()), max(arm("tensor fasciae latae").values())),
        ),
    ),
    (
        "moment-arms",
        "long",
        "Adductor longus has almost 5 cm when standing, none at about 75 degrees",
        lambda: (round(arm("adductor longus")[0]), 5 * round(vanishing("adductor longus") / 5)),
    ),
    (
        "moment-arms",
        "psoas-major",
        "About 2 to 3 cm at all angles",
        lambda: whole(*(f(arm(PSOAS).values()) for f in (min, max))),
    ),
    (
        "moment-arms",
        "iliacus",
        "About 3 to 4 cm at all angles",
        lambda: whole(*(f(arm(ILIACUS).values()) for f in (min, max))),
    ),
    (
        "moment-arms",
        "rectus-femoris",
        "Greatest in the middle, about 5 cm",
        lambda: whole(max(arm(RECTUS).values())),
    ),
    (
        "moment-arms",
        "sartorius",
        "Grows from about 1 to 7 cm",
        lambda: whole(*(f(arm("sartorius").values()) for f in (min, max))),
    ),
    (
        "moment-arms",
        "adductor-longus",
        "past about 75 degrees",
        lambda: (5 * round(vanishing("adductor longus") / 5),),
    ),
    (
        "muscle-length",
        "alt",
        "psoas to 77 and rectus femoris to 85 percent at 100 degrees",
        lambda: (*whole(share(PSOAS, 100), share(RECTUS, 100)), 100),
    ),
    (
        "muscle-length",
        "long",
        "With the thigh 20 degrees behind the body all three are a little longer than when standing: rectus femoris by "
        "about 2 percent, psoas by about 4, iliacus by about 6",
        lambda: (20, *whole(longer(RECTUS, -20), longer(PSOAS, -20), longer(ILIACUS, -20))),
    ),
    (
        "muscle-length",
        "long",
        "At 80 degrees, near sitting, rectus femoris has about 87 percent of its standing length, psoas about 82 and "
        "iliacus about 73",
        lambda: (80, *whole(share(RECTUS, 80), share(PSOAS, 80), share(ILIACUS, 80))),
    ),
    (
        "muscle-length",
        "long",
        "The curve for iliacus ends at 95 degrees",
        lambda: (max(curve(ILIACUS, COLUMNS[0])),),
    ),
    ("muscle-length", "psoas-major", "About 4 percent longer in extension", lambda: whole(longer(PSOAS, -20))),
    (
        "rectus-femoris-knee",
        "caption",
        "Bending the knee to 90 degrees lengthens it by about 6 to 7 cm",
        lambda: (90, *about(length(RECTUS, 0, 90) - length(RECTUS, 0))),
    ),
    (
        "rectus-femoris-knee",
        "caption",
        "taking the thigh 20 degrees back adds only about 1 cm",
        lambda: (20, *whole(length(RECTUS, -20) - length(RECTUS, 0))),
    ),
    (
        "rectus-femoris-knee",
        "alt",
        "With the knee straight rectus femoris measures about 51 cm with its tendons, with the knee bent to 90 degrees "
        "about 58 cm",
        lambda: (*whole(length(RECTUS, 0)), 90, *whole(length(RECTUS, 0, 90))),
    ),
)
# Shares written as words, and between which per cents each is true.
FRACTIONS = (
    ("hip-angle-stepper", "long", "psoas is about a fifth shorter", PSOAS, 90, (18, 22)),
    ("hip-angle-stepper", "long", "iliacus almost a third", ILIACUS, 90, (29, 33.3)),
    ("hip-angle-stepper", "long", "rectus femoris about a seventh", RECTUS, 90, (13, 15.5)),
    ("muscle-length", "psoas-major", "about a fifth shorter when sitting", PSOAS, 90, (18, 22)),
    ("muscle-length", "alt", "iliacus most, to under 70 percent", ILIACUS, 95, (30.01, 35)),
)
# Numbers that are no measure of a muscle: angles of the pictures, other models, levels of the spine.
NOT_OURS = (
    "from 20 degrees of extension to 100 degrees of flexion",
    "standing is 100 percent",
    "no trustworthy value at 100 degrees",
    "With the thigh lifted to 90 degrees",
    "other models give up to 4 cm",
    "the knee is bent to 90 degrees",
    "to under 70 percent",
    "T12 to L5",
    "L1 to L5",
)


def best() -> list[tuple[int, float]]:
    """Return the twenty-degree steps at which rectus femoris has its greatest leverage, to the whole centimetre."""
    top = round(max(arm(RECTUS).values()), 0)
    return [(angle, value) for angle, value in arm(RECTUS).items() if angle % 20 == 0 and round(value, 1) >= top]


def about(value: float) -> tuple[int, int]:
    """Return the whole numbers on either side."""
    return int(value), int(value) + 1


def words_of(figure: str) -> dict[str, str]:
    """Return field -> its words on one line; a label's note stands under its term."""
    words = sidecar(figure)
    fields = {key: words[key] for key in ("caption", "alt", "long")}
    fields |= {label["term"]: label["note"] for label in words["labels"]}
    return {key: " ".join(text.split()) for key, text in fields.items()}


@pytest.mark.parametrize(("figure", "field", "phrase", "numbers"), SAID, ids=[f"{c[0]}: {c[2][:40]}" for c in SAID])
def test_numbers_in_words_are_those_of_the_model(figure, field, phrase, numbers):
    assert phrase in words_of(figure)[field]
    assert tuple(map(int, re.findall(r"\d+", phrase))) == numbers()


@pytest.mark.parametrize(("figure", "field", "phrase", "muscle", "hip", "limits"), FRACTIONS)
def test_shares_in_words_are_those_of_the_model(figure, field, phrase, muscle, hip, limits):
    assert phrase in words_of(figure)[field]
    assert limits[0] <= -longer(muscle, hip) <= limits[1]


@pytest.mark.parametrize("figure", ["hip-angle-stepper", "moment-arms", "muscle-length", "rectus-femoris-knee"])
def test_no_number_in_words_escapes_the_comparison(figure):
    known = [phrase for name, _, phrase, _ in SAID if name == figure] + list(NOT_OURS)
    for field, text in words_of(figure).items():
        rest = re.sub(r"\[@[^\]]*\]", "", text)
        for phrase in sorted(known, key=len, reverse=True):
            rest = rest.replace(phrase, "")
        assert not re.search(r"\d", rest), f"{field}: {rest}"


def angle_of(title: str) -> int:
    if title.startswith("standing"):
        return 0
    angle, way = re.fullmatch(r"(\d+)° (extension|flexion)", title).groups()
    return int(angle) * (-1 if way == "extension" else 1)


def signed(value: float) -> str:
    number = round(value)
    return f"+{number}%" if number > 0 else f"−{-number}%"


def said_of(muscle: str, hip: int) -> str:
    return signed(longer(muscle, hip)) if hip in curve(muscle, COLUMNS[0]) else NO_VALUE


STEPS = sidecar("hip-angle-stepper")["steps"]


@pytest.mark.parametrize("step", STEPS, ids=[step["title"] for step in STEPS])
def test_sentence_of_each_step_is_that_of_the_model(step):
    hip = angle_of(step["title"])
    if hip == 0:
        psoas, iliacus, rectus = (round(length(muscle, 0)) for muscle in (PSOAS, ILIACUS, RECTUS))
        wanted = (
            f"All three muscles at their standing length: psoas about {psoas} cm, iliacus about {iliacus} cm, "
            f"rectus femoris about {rectus} cm."
        )
    else:
        parts = (
            f"{m}{': ' if said_of(m, hip) == NO_VALUE else ' '}{said_of(m, hip)}" for m in (PSOAS, ILIACUS, RECTUS)
        )
        wanted = f"Against standing: {', '.join(parts)}."
        wanted = wanted.replace(f"{NO_VALUE},", f"{NO_VALUE} at this angle,")
    assert step["text"] == wanted


@pytest.mark.parametrize("step", STEPS, ids=[step["title"] for step in STEPS])
def test_bars_of_each_step_say_what_its_sentence_says(step):
    hip = angle_of(step["title"])
    root = ElementTree.parse(FIGURES / "hip-angle-stepper.svg").getroot()
    frame = next(g for g in root.iter(f"{SVG}g") if g.get("data-step-title") == step["title"])
    texts = [text.text for text in frame.iter(f"{SVG}text")]
    wanted = ["100%"] * 3 if hip == 0 else [said_of(muscle, hip) for muscle in (PSOAS, ILIACUS, RECTUS)]
    assert [text for text in texts if text and (text.endswith("%") or text == NO_VALUE)] == wanted


def test_lengths_in_the_picture_of_the_knee_are_those_of_the_model():
    root = ElementTree.parse(FIGURES / "rectus-femoris-knee.svg").getroot()
    shown = {text.text for text in root.iter(f"{SVG}text") if text.text and text.text.endswith(" cm")}
    assert shown == {f"about {round(length(RECTUS, 0, knee))} cm" for knee in (0, 90)}


def test_rows_that_cannot_be_trusted_are_left_out():
    assert 100 not in curve(ILIACUS, COLUMNS[0])
    with pytest.raises(KeyError):
        length(ILIACUS, 100)


@pytest.mark.parametrize("figure", ["hip-angle-stepper", "moment-arms", "muscle-length", "rectus-femoris-knee"])
def test_one_generic_model_not_you_stands_beside_the_numbers(figure):
    words = words_of(figure)
    assert "generic model, not you" in words["caption"]
    texts = " ".join(t.text or "" for t in ElementTree.parse(FIGURES / f"{figure}.svg").getroot().iter(f"{SVG}text"))
    assert "not you" in texts
