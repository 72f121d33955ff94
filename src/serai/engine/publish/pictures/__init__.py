"""Charts and maps of published figures: Vega-Lite specs as plain dicts, and their drawing to SVG and PNG.

Specs are built from what the caller passes in; fonts and map lines come in as paths or values, and
nothing is fetched. A withheld or missing figure is never part of a spec's data: it is a gap in a line and a
sign on a map. Whatever must not be parted from the picture (its source, the word that it is synthetic,
the disclaimer about boundaries) is drawn into it.
"""

from __future__ import annotations

from serai.engine.publish.pictures.charts import Point, series_chart
from serai.engine.publish.pictures.drawing import png, svg
from serai.engine.publish.pictures.frame import Spec, Words
from serai.engine.publish.pictures.maps import Place, bubble_map, ring, tile_map

__all__ = ["Place", "Point", "Spec", "Words", "bubble_map", "png", "ring", "series_chart", "svg", "tile_map"]
