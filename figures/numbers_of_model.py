"""The model's numbers (figures/data), rows marked reliable only."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "length_moment_arm_by_hip_angle.csv"


@cache
def curve(muscle: str, knee: int = 0, model: str = "rajagopal2015") -> dict[int, tuple[float, float]]:
    """Return hip angle -> (length, flexion moment arm) in centimetres."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            int(row["hip_flexion_deg"]): (
                100 * float(row["muscle_tendon_length_m"]),
                100 * float(row["hip_flexion_moment_arm_m"]),
            )
            for row in csv.DictReader(file)
            if row["model"] == model
            and row["muscle"] == muscle
            and row["reliable"] == "yes"
            and int(row["knee_flexion_deg"]) == knee
        }


def length(muscle: str, hip: int, knee: int = 0) -> float:
    return curve(muscle, knee)[hip][0]


def has_value(muscle: str, hip: int, knee: int = 0) -> bool:
    return hip in curve(muscle, knee)


def change(muscle: str, hip: int, knee: int = 0) -> int:
    """Return the length against standing, in whole per cent."""
    return round(100 * (length(muscle, hip, knee) / length(muscle, 0) - 1))


def signed(value: int) -> str:
    """Return a number with a real minus sign, and a plus sign when it is above zero."""
    return f"+{value}" if value > 0 else f"−{-value}" if value < 0 else "0"
