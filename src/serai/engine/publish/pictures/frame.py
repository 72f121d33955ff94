"""What every picture has around it: title, notes, letters, colours, and the word synthetic."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from serai.kernel.texts import DECIMAL_MARK, THOUSANDS_MARK

Spec = dict[str, Any]

# told apart by people who see few colours (Okabe and Ito 2008), darkened where white is behind
COLOURS = ("#0072b2", "#c4501b", "#00795a", "#a8527f", "#8a6d00", "#3a8fb7", "#555555", "#7a4fa3")
SHAPES = (
    "circle",
    "square",
    "triangle-up",
    "diamond",
    "cross",
    "triangle-down",
    "triangle-right",
    "triangle-left",
)
INK, PALE, LAND, WARN = "#1f2933", "#5f6b76", "#e9e7e1", "#a4262c"
FONTS = "Noto Sans, Vazirmatn, Noto Sans Bengali, sans-serif"
FONTS_RTL = "Vazirmatn, Noto Sans, sans-serif"


@dataclass(frozen=True)
class Words:
    """The words around a picture, in the reader's language.

    ``stamp`` is set for synthetic data and drawn across the picture and above it; ``notes`` stand
    below (source, disclaimer, how many figures are withheld). ``digits`` are the ten digits of the
    reader's script for the axes; empty for Western ones.
    """

    title: str
    subtitle: str = ""
    notes: tuple[str, ...] = ()
    stamp: str = ""
    rtl: bool = False
    digits: str = ""


def wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False)


def embedded(text: str, rtl: bool) -> str:
    # keeps the full stop and the brackets of a right-to-left sentence on their sides
    return f"\u202b{text}\u202c" if rtl else text


def page(chart: Spec, words: Words, width: int, height: int) -> Spec:
    """Title above, notes below, and for synthetic data the word in large letters above and across."""
    head = [(line, 15, INK, "bold") for line in wrapped(words.title, width // 8)]
    head += [(line, 12, WARN, "bold") for line in wrapped(words.stamp, width // 7)]
    head += [(line, 11, PALE, "normal") for line in wrapped(words.subtitle, width // 6)]
    foot = [(line, 10, PALE, "normal") for note in words.notes for line in wrapped(note, width // 5)]
    across: list[Spec] = []
    if words.stamp:
        size = max(10, width * 1.5 // len(words.stamp))
        across.append(
            {
                "data": {"values": [{}]},
                "mark": {
                    "type": "text",
                    "text": words.stamp,
                    "x": width / 2,
                    "y": height / 2,
                    "align": "center",
                    "baseline": "middle",
                    "fontSize": size,
                    "fontWeight": "bold",
                    "color": WARN,
                    "opacity": 0.3,
                    "angle": 0 if height < 120 else -16,
                },
            }
        )
    parts = [
        _lines(head, words.rtl, width),
        {**chart, "layer": chart["layer"] + across, "width": width, "height": height},
    ]
    if "data" in chart:
        # the data stand with their own layers, so that the words across belong to no series
        data = parts[1].pop("data")
        parts[1]["layer"] = [
            {"data": data, **layer} if "data" not in layer else layer for layer in parts[1]["layer"]
        ]
    if foot:
        parts.append(_lines(foot, words.rtl, width))
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "padding": 12,
        "background": "white",
        "spacing": 14,
        "vconcat": parts,
        "resolve": {"legend": {"color": "independent", "stroke": "independent", "shape": "independent"}},
        "config": {
            "font": FONTS_RTL if words.rtl else FONTS,
            "view": {"stroke": None},
            "axis": {"labelColor": INK, "labelFontSize": 11},
            "legend": {"labelColor": INK, "labelFontSize": 11},
            "text": {"color": INK},
            **({"locale": {"number": _numbers(words.digits)}} if words.digits else {}),
        },
    }


def _lines(lines: Sequence[tuple[str, int, str, str]], rtl: bool, width: int) -> Spec:
    """Lines of text one below the other. Each is a mark of its own: right-aligned runs of lines overlap."""
    layers: list[Spec] = []
    y = 0.0
    for text, size, colour, weight in lines:
        shown = embedded(text, rtl)
        layers.append(
            {
                "mark": {
                    "type": "text",
                    "text": shown,
                    "x": width if rtl else 0,
                    "y": y,
                    "align": "right" if rtl else "left",
                    "baseline": "top",
                    "fontSize": size,
                    "fontWeight": weight,
                    "color": colour,
                    "clip": False,
                }
            }
        )
        y += size * 1.4
    return {"data": {"values": [{}]}, "width": width, "height": y, "layer": layers}


def _numbers(digits: str) -> Spec:
    marks = {"decimal": DECIMAL_MARK, "thousands": THOUSANDS_MARK}
    return {**marks, "grouping": [3], "currency": ["", ""], "numerals": list(digits)}
