"""Maps of figures: hexagons of invented places, bubbles on the real world."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from serai.engine.publish.pictures.frame import COLOURS, INK, LAND, Spec, Words, embedded, page, wrapped


@dataclass(frozen=True)
class Place:
    """A place with its figure. ``value`` is None where there is none to draw and ``sign`` then says why."""

    label: str
    value: float | None
    x: float
    y: float
    sign: str = ""
    text: str = ""


def tile_map(places: Sequence[Place], words: Words, *, narrow: bool = False) -> Spec:
    """A map of places that do not exist: hexagons with their names, none of it real geography.

    Shape:   ``x`` and ``y`` are columns and rows of a hexagonal grid; see ``ring``.
    Unknown: a place without a value is drawn pale with its ``sign``.
    """
    width = 300 if narrow else 540
    columns = max(p.x for p in places) - min(p.x for p in places) + 1
    step = min(width / columns, 96)
    height = int(step * (1.16 + 0.866 * (max(p.y for p in places) - min(p.y for p in places))))
    middle, top = (min(p.x for p in places) + columns / 2 - 0.5), min(p.y for p in places)
    largest = max((p.value or 0 for p in places), default=0) or 1
    letter = step / 8.8
    tiles: list[Spec] = []
    texts: list[Spec] = []
    for p in places:
        x, y = width / 2 + (p.x - middle) * step, step * 0.58 + (p.y - top) * step * 0.866
        share = None if p.value is None else p.value / largest
        ink = "white" if share is not None and share > 0.55 else INK
        tiles.append({"x": x, "y": y, "fill": LAND if share is None else _shade(share)})
        lines = wrapped(p.label, 12)[:3]
        for number, line in enumerate(lines):
            above = (len(lines) - number - 1) * (letter + 1)
            texts.append(
                {
                    "x": x,
                    "y": y - step * 0.02 - above,
                    "text": embedded(line, words.rtl),
                    "ink": ink,
                    "size": letter,
                    "weight": "normal",
                }
            )
        texts.append(
            {
                "x": x,
                "y": y + step * 0.18,
                "text": p.text if p.value is not None else p.sign,
                "ink": ink,
                "size": letter + (2 if p.value is not None else 0),
                "weight": "bold",
            }
        )
    hexagon = "M0,-1L0.866,-0.5L0.866,0.5L0,1L-0.866,0.5L-0.866,-0.5Z"
    place: Spec = {
        axis: {"field": axis, "type": "quantitative", "scale": None, "axis": None} for axis in ("x", "y")
    }
    as_is: Spec = {"scale": None, "legend": None, "type": "nominal"}
    letters: Spec = {
        **place,
        "text": {"field": "text"},
        "color": {"field": "ink", **as_is},
        "size": {"field": "size", **as_is, "type": "quantitative"},
    }
    layers: list[Spec] = [
        {
            "data": {"values": tiles},
            "mark": {
                "type": "point",
                "shape": hexagon,
                "filled": True,
                "size": (step * 1.12) ** 2,
                "opacity": 1,
            },
            "encoding": {**place, "fill": {"field": "fill", **as_is}},
        },
        *(
            {
                "data": {"values": texts},
                "transform": [{"filter": f"datum.weight === '{weight}'"}],
                "mark": {"type": "text", "fontWeight": weight},
                "encoding": letters,
            }
            for weight in ("normal", "bold")
        ),
    ]
    return page({"layer": layers}, words, width, height)


def ring(count: int) -> list[tuple[float, float]]:
    """Places around a middle tile at (0, 0): columns and rows of a hexagonal grid.

    Shape:   six tiles in the first ring, twelve in the second, and so on, the last one filled evenly;
             ``count`` pairs.
    """
    sides = ((-0.5, 1), (-1.0, 0), (-0.5, -1), (0.5, -1), (1.0, 0), (0.5, 1))
    tiles: list[tuple[float, float]] = []
    radius = 1
    while len(tiles) < count:
        x, y = float(radius), 0.0
        around: list[tuple[float, float]] = []
        for dx, dy in sides:
            for _ in range(radius):
                around.append((x, y))
                x, y = x + dx, y + dy
        wanted = min(count - len(tiles), len(around))
        tiles += [around[i * len(around) // wanted] for i in range(wanted)]
        radius += 1
    return tiles


def bubble_map(places: Sequence[Place], world: dict[str, Any], words: Words, *, narrow: bool = False) -> Spec:
    """Bubbles at places of the real world, over land whose boundaries are all drawn alike and none firmly.

    Shape:   ``x`` and ``y`` are longitude and latitude in degrees; ``world`` is a TopoJSON with an object
             ``countries``. The view is fitted to the places.
    Unknown: a place without a value gets its name and ``sign``, and no bubble.
    """
    width, height = (300, 240) if narrow else (540, 340)
    lons, lats = [p.x for p in places], [p.y for p in places]
    centre = [(min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2]
    spread = max((max(lons) - min(lons)) / width, (max(lats) - min(lats)) * 1.3 / height, 20 / width)
    largest = max((p.value or 0 for p in places), default=0) or 1
    rows = [_bubble(p) for p in places]
    spot = {
        "longitude": {"field": "lon", "type": "quantitative"},
        "latitude": {"field": "lat", "type": "quantitative"},
    }
    reach, letter = (20, 9) if narrow else (36, 12)
    size = {
        "field": "value",
        "type": "quantitative",
        "legend": None,
        "scale": {"type": "linear", "domain": [0, largest], "range": [0, 3.14 * reach**2]},
    }
    # a white edge under the letters keeps them readable over land and bubbles
    edges: tuple[Spec, ...] = ({"stroke": "white", "strokeWidth": 3, "strokeJoin": "round"}, {"color": INK})
    above = {"type": "text", "fontSize": letter, "dy": -letter * 1.7}
    name = {"type": "text", "fontSize": letter, "dy": -letter * 0.6}
    figure = {"type": "text", "fontSize": letter, "fontWeight": "bold", "dy": letter * 0.7}
    layers: list[Spec] = [
        {
            "data": {"values": world, "format": {"type": "topojson", "feature": "countries"}},
            "mark": {
                "type": "geoshape",
                "fill": LAND,
                "stroke": "#ffffff",
                "strokeWidth": 0.8,
                "strokeDash": [2, 2],
                "clip": True,
            },
        },
        {
            "data": {"values": rows},
            "transform": [{"filter": "isValid(datum.value)"}],
            "mark": {
                "type": "circle",
                "fill": COLOURS[0],
                "fillOpacity": 0.4,
                "stroke": COLOURS[0],
                "opacity": 1,
                "clip": True,
            },
            "encoding": {**spot, "size": size},
        },
        *(
            {
                "data": {"values": rows},
                "mark": {**mark, **edge},
                "encoding": {**spot, "text": {"field": field}},
            }
            for mark, field in ((above, "above"), (name, "label"), (figure, "text"))
            for edge in edges
        ),
    ]
    projection = {
        "type": "mercator",
        "center": centre,
        "scale": 57.3 / (spread * 1.32),
        "translate": [width / 2, height / 2],
        "clipExtent": [[-9, -9], [width + 9, height + 9]],
    }
    return page(
        {"layer": layers, "projection": projection, "view": {"fill": "#f4f7f9", "stroke": None}},
        words,
        width,
        height,
    )


def _shade(share: float) -> str:
    pale, full = (0xDC, 0xEB, 0xF5), (0x1F, 0x6A, 0x9E)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in zip(pale, full, strict=True))


def _bubble(place: Place) -> Spec:
    """A place as a row of data; without a value it has none, so that nothing is drawn for it."""
    lines = wrapped(place.label, 14) or [""]
    row = {"lon": place.x, "lat": place.y, "above": " ".join(lines[:-1]), "label": lines[-1]}
    if place.value is None:
        return {**row, "text": place.sign}
    return {**row, "text": place.text, "value": place.value}
