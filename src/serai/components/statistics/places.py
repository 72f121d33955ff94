"""Roughly the middle of states: (longitude, latitude) in whole or half degrees, by ISO alpha-3 code.

A bubble stands for the whole state; the point is chosen so that neighbouring bubbles can be told apart.
"""

from __future__ import annotations

PLACES: dict[str, tuple[float, float]] = {
    "AFG": (66.0, 34.0),
    "ARE": (54.0, 23.5),
    "BGD": (90.0, 24.0),
    "BHR": (50.5, 26.0),
    "GRC": (22.0, 39.5),
    "IRN": (54.5, 32.5),
    "IRQ": (43.5, 33.0),
    "ITA": (12.5, 42.5),
    "JOR": (36.5, 31.0),
    "KOR": (128.0, 36.5),
    "KWT": (47.5, 29.5),
    "MUS": (57.5, -20.5),
    "MYS": (102.5, 4.0),
    "OMN": (56.5, 20.5),
    "PAK": (69.5, 29.5),
    "QAT": (51.0, 25.0),
    "ROU": (25.0, 46.0),
    "SAU": (44.5, 24.0),
    "SGP": (104.0, 1.5),
    "TUR": (35.0, 39.0),
}
