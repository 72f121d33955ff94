"""Pictures: what is drawn, what never is, and the words that cannot be parted from them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import serai
from serai.engine.publish.pictures import (
    Place,
    Point,
    Words,
    bubble_map,
    png,
    ring,
    series_chart,
    svg,
    tile_map,
)

FONTS = Path(serai.__file__).parent / "web" / "static" / "vendor" / "fonts"
REAL = Words("Emigrants", "2020", ("Source: a source.", "No boundary is endorsed."))
MADE_UP = Words("Arrivals", "2020", ("Source: a source.",), stamp="SYNTHETIC - nobody lives here")
SQUARE = {
    "type": "Topology",
    "arcs": [[[60, 30], [70, 30], [70, 40], [60, 40], [60, 30]]],
    "objects": {
        "countries": {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "arcs": [[0]]}]}
    },
}


def values(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """All rows of data in a spec, map lines aside."""
    return [
        row
        for part in spec["vconcat"]
        for layer in part["layer"]
        for row in [layer.get("data", {}).get("values", [])]
        if isinstance(row, list)
        for row in row
    ]


def marks(spec: dict[str, Any]) -> set[str]:
    return {layer["mark"]["type"] for part in spec["vconcat"] for layer in part["layer"]}


PERIODS = ["2018", "2019", "2020", "2021"]


def test_a_line_stops_where_a_figure_is_missing():
    points = [Point(period, "A", 10.0) for period in ("2018", "2019", "2021")]
    runs = {row["period"]: row["run"] for row in values(series_chart(points, PERIODS, REAL)) if "run" in row}
    assert runs["2018"] == runs["2019"] != runs["2021"]


def test_two_series_are_two_lines():
    points = [Point(period, name, 10.0) for name in "AB" for period in PERIODS]
    runs = {
        (row["series"], row["run"]) for row in values(series_chart(points, PERIODS, REAL)) if "run" in row
    }
    assert len(runs) == 2


@pytest.mark.parametrize(
    ("periods", "kinds"),
    [
        pytest.param(PERIODS, {"line", "point"}, id="lines over three periods and more"),
        pytest.param(PERIODS[:2], {"bar"}, id="bars for two"),
        pytest.param(PERIODS[:1], {"bar"}, id="lying bars for one"),
    ],
)
def test_the_form_follows_the_number_of_periods(periods, kinds):
    spec = series_chart([Point(period, "A", 10.0, text="10") for period in periods], periods, REAL)
    assert marks(spec) - {"text"} == kinds


def test_a_provisional_figure_is_drawn_hollow():
    points = [Point(period, "A", 10.0, provisional=period == "2021") for period in PERIODS]
    hollow = [row["period"] for row in values(series_chart(points, PERIODS, REAL)) if row.get("hollow")]
    assert set(hollow) == {"2021"}


RINGS = [
    pytest.param(0, 0, id="nobody around"),
    pytest.param(3, 3, id="three neighbours share the first ring"),
    pytest.param(6, 6, id="a full ring"),
    pytest.param(8, 8, id="two go to the second ring"),
]


@pytest.mark.parametrize(("count", "tiles"), RINGS)
def test_tiles_around_the_middle_never_lie_on_each_other(count, tiles):
    places = [(0.0, 0.0), *ring(count)]
    assert len(set(places)) == tiles + 1
    # tiles of a hexagonal grid stand at least one step apart: rows are 0.866 of a column
    apart = [
        ((x - u) ** 2 + (0.866 * (y - v)) ** 2) ** 0.5
        for i, (x, y) in enumerate(places)
        for u, v in places[:i]
    ]
    assert all(distance > 0.99 for distance in apart)


def test_a_withheld_place_is_a_sign_and_no_number():
    places = [
        Place("Neighbour A", 1200.0, 0, 0, text="1,200"),
        Place("Neighbour B", None, 1, 0, sign="withheld"),
    ]
    drawn = svg(tile_map(places, MADE_UP), FONTS)
    assert "1,200" in drawn
    assert "withheld" in drawn
    bubbles = bubble_map(
        [Place("B", None, 65, 35, sign="withheld"), Place("A", 7.0, 66, 36, text="7")], SQUARE, REAL
    )
    assert sorted(row.get("value", 0) for row in values(bubbles) if "lon" in row)[-1] == 7.0
    assert all("value" not in row for row in values(bubbles) if row.get("label") == "B")


def test_synthetic_pictures_carry_the_word_above_and_across():
    points = [Point(period, "A", 10.0) for period in PERIODS]
    for spec in (series_chart(points, PERIODS, MADE_UP), tile_map([Place("A", 1.0, 0, 0)], MADE_UP)):
        assert svg(spec, FONTS).count("SYNTHETIC - nobody lives here") >= 2
    assert "SYNTHETIC" not in svg(series_chart(points, PERIODS, REAL), FONTS)


def test_source_and_disclaimer_stand_in_the_picture_and_lines_are_broken():
    drawn = svg(bubble_map([Place("A", 7.0, 65, 35, text="7")], SQUARE, REAL), FONTS)
    assert "Source: a source." in drawn
    assert "No boundary is endorsed." in drawn
    assert 'stroke-dasharray="2,2"' in drawn


@pytest.mark.parametrize("narrow", [False, True])
def test_pictures_fit_their_page_and_hold_no_style(narrow):
    points = [Point(period, "A", 10.0) for period in PERIODS]
    drawn = svg(series_chart(points, PERIODS, REAL, narrow=narrow), FONTS)
    width = float(drawn.partition('width="')[2].partition('"')[0])
    assert width < (390 if narrow else 720)
    assert "style=" not in drawn
    assert "<script" not in drawn


def test_right_to_left_words_stand_at_the_right_with_the_readers_digits():
    words = Words("عنوان", notes=("المصدر.",), rtl=True, digits="٠١٢٣٤٥٦٧٨٩")
    drawn = svg(series_chart([Point(p, "أ", 2000.0) for p in PERIODS], PERIODS, words), FONTS)
    assert "٢٬٠٠٠" in drawn
    assert 'text-anchor="end"' in drawn
    assert "\u202bعنوان\u202c" in drawn


def test_the_years_under_two_bars_stand_in_the_readers_digits():
    words = Words("শিরোনাম", digits="০১২৩৪৫৬৭৮৯")
    drawn = svg(series_chart([Point(p, "ক", 20.0) for p in PERIODS[:2]], PERIODS[:2], words), FONTS)
    assert "২০১৮" in drawn
    assert "২০১৯" in drawn


def test_png_is_the_same_picture_as_pixels():
    assert png(tile_map([Place("A", 1.0, 0, 0, text="1")], MADE_UP), FONTS).startswith(b"\x89PNG\r\n")
