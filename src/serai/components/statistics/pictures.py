"""Charts and maps of a release: which figures they show, the words around them, and drawing them once."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

import serai.web
from serai.commons.places.middles import MIDDLES
from serai.components.statistics.models import Release
from serai.components.statistics.rules.figures import Dimension, Figure, State, Table
from serai.components.statistics.rules.reported import AREA
from serai.components.statistics.wording import joined, rounded, said, short_period, unit, value
from serai.engine.publish import pictures as draw
from serai.web import wording

VENDOR = Path(serai.web.__file__).parent / "static" / "vendor"
KINDS = {"svg": "image/svg+xml", "png": "image/png"}
PLACE_DIMENSIONS = ("COUNTERPART_AREA", "CITIZENSHIP", "NATIONALITY", "BIRTHPLACE", "REF_AREA")
KEPT = 200
MOST_SERIES = 8
_drawn: OrderedDict[str, bytes] = OrderedDict()
_lock = Lock()


def chart(
    release: Release, table: Table, words: tuple[str, str], notes: Sequence[str], *, narrow: bool
) -> draw.Spec:
    """The table as lines or bars: one series for each column."""
    periods = [code for code, _row in reversed(table.rows)]
    points = [
        draw.Point(short_period(code), label, float(figure.value), figure.provisional, value(figure))
        for column, (_code, label) in enumerate(table.columns[:MOST_SERIES])
        for code, row in reversed(table.rows)
        if (figure := row[column]) is not None and figure.value is not None
    ]
    hollow = [_("Hollow points are provisional.")] if any(point.provisional for point in points) else []
    around = _words(release, *words, (*hollow, *_missing(table.figures()), *notes))
    return draw.series_chart(points, [short_period(code) for code in periods], around, narrow=narrow)


def invented_map(
    release: Release, places: Dimension, figures: Sequence[Figure], words: tuple[str, str], *, narrow: bool
) -> draw.Spec:
    """Hexagons of places that do not exist, the state that the figures are about in the middle."""
    found = {figure.codes[places.id]: figure for figure in figures}
    codes = [code for code in places.codes if code != places.total]
    home = figures[0].codes.get(AREA, "") if figures else ""
    around = [code for code in codes if code != home]
    spots = [(home, (0.0, 0.0))] if home in codes else []
    spots += list(zip(around, draw.ring(len(around)), strict=True))
    drawn = [_place(places.label(code), found.get(code), x, y) for code, (x, y) in spots]
    notes = (_("The places are invented: the picture shows no geography."), *_missing(figures))
    return draw.tile_map(drawn, _words(release, *words, notes), narrow=narrow)


def real_map(
    release: Release,
    places: Dimension,
    figures: Sequence[Figure],
    words: tuple[str, str],
    notes: Sequence[str],
    *,
    narrow: bool,
) -> draw.Spec:
    """Bubbles in the middle of states, with the line that says what the picture does not say."""
    found = {figure.codes[places.id]: figure for figure in figures if figure.codes[places.id] in MIDDLES}
    drawn = [_place(places.label(code), figure, *MIDDLES[code], narrow) for code, figure in found.items()]
    notes = (*_missing(figures), *notes, disclaimer())
    return draw.bubble_map(drawn, _world(), _words(release, *words, notes), narrow=narrow)


def disclaimer() -> str:
    """What a map of the real world says below itself."""
    return _(
        "Boundaries and names shown do not imply endorsement. The lines are approximate and all drawn "
        "alike; they take no position on the status of any territory or border."
    )


def stamp() -> str:
    """The words that synthetic pictures carry across themselves."""
    return _("SYNTHETIC - invented state, invented people")


def subtitle(release: Release, table: Table) -> str:
    """The codes that the table stands at, and its unit."""
    chosen = [
        f"{choice.dimension.title}: {choice.dimension.label(choice.chosen)}"
        for choice in table.layout.choices
        if len(choice.dimension.codes) > 1
    ]
    return joined(*chosen, unit(str(release.passport["unit"])))


def sources(release: Release) -> str:
    """The sources of a release in one line."""
    return _("Source: %(sources)s") % {
        "sources": joined(*(said(item) for item in release.passport["sources"]))
    }


def identity(spec: draw.Spec, kind: str) -> str:
    """What tells one picture from every other: a hash of all that is drawn."""
    return sha256(f"{kind}\n{json.dumps(spec, sort_keys=True)}".encode()).hexdigest()


def drawn(spec: draw.Spec, kind: str, key: str) -> bytes:
    """The picture as a file; drawn once, then kept while there is room. ``key`` is its ``identity``."""
    with _lock:
        if key in _drawn:
            _drawn.move_to_end(key)
            return _drawn[key]
    fonts = VENDOR / "fonts"
    picture = draw.svg(spec, fonts).encode() if kind == "svg" else draw.png(spec, fonts)
    with _lock:
        _drawn[key] = picture
        while len(_drawn) > KEPT:
            _drawn.popitem(last=False)
    return picture


def _words(release: Release, title: str, under: str, notes: Sequence[str]) -> draw.Words:
    published = _("Revision %(revision)s, published %(day)s.") % {
        "revision": wording.number(release.revision),
        "day": wording.day(release.published_at.date()),
    }
    return draw.Words(
        title=title,
        subtitle=under,
        notes=(*notes, published),
        stamp=stamp() if release.synthetic else "",
        rtl=get_language_bidi(),
        digits="" if wording.digits("0") == "0" else wording.digits("0123456789"),
    )


def _missing(figures: Sequence[Figure]) -> list[str]:
    hidden = sum(figure.state is State.WITHHELD for figure in figures)
    if not hidden:
        return []
    words = ngettext(
        "%(count)s figure is withheld to protect people and is not drawn.",
        "%(count)s figures are withheld to protect people and are not drawn.",
        hidden,
    )
    return [words % {"count": wording.number(hidden)}]


def _place(label: str, figure: Figure | None, x: float, y: float, narrow: bool = False) -> draw.Place:
    if figure is None or figure.value is None:
        return draw.Place(label, None, x, y, sign=value(figure) if figure else "")
    text = rounded(figure) if narrow else value(figure)
    return draw.Place(label, float(figure.value), x, y, text=text)


@cache
def _world() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((VENDOR / "maps" / "world.json").read_bytes())
    return loaded


def place_dimension(dimensions: Sequence[Dimension]) -> Dimension | None:
    """The dimension whose codes are places, where there are several; None when there is none."""
    for name in PLACE_DIMENSIONS:
        for dimension in dimensions:
            if dimension.id == name and len(dimension.codes.keys() - {dimension.total}) > 1:
                return dimension
    return None
