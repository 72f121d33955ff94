"""What the partnership's own records say about a reported figure: its source, its state, who disagrees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from django.db import connection
from django.utils import timezone
from django.utils.translation import get_language

from serai.commons.partnership.models import Disagreement, Source, StateName
from serai.commons.partnership.records import DisagreementLine, SourceRef
from serai.commons.partnership.selectors.parts import Names, disagreement_lines, source_ref
from serai.components.statistics.rules.figures import Dimension, Figure
from serai.components.statistics.rules.reported import AREA

LANGUAGE_OF_NAMES = "en"
# all rows that pages of figures show of the partnership: names of states, sources, both sides of a
# disagreement (what else a disagreement speaks of is not said there)
ROWS = (StateName, Source, Disagreement, Disagreement.sources_a.through, Disagreement.sources_b.through)


def state() -> str:
    """What changes whenever those rows do, or the day whose names are shown. One query.

    Asking for the hash is many times cheaper than making the records out of the rows.
    """
    names = (connection.ops.quote_name(model._meta.db_table) for model in ROWS)
    lines = " UNION ALL ".join(f"SELECT t.tableoid::text || t::text AS line FROM {name} t" for name in names)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(sha256(convert_to(string_agg(line, E'\\n' ORDER BY line COLLATE \"C\"), 'UTF8')), 'hex')"  # noqa: S608
            f" FROM ({lines}) rows"
        )
        return f"{timezone.localdate()} {cursor.fetchone()[0]}"


def source_key(figure: Figure) -> str:
    """The key of the source that told a figure; empty for a figure counted here."""
    return figure.attributes.get("SOURCE") or figure.codes.get("SOURCE", "")


def source_keys(figures: Iterable[Figure]) -> frozenset[str]:
    """The keys of all sources that told these figures."""
    return frozenset(key for figure in figures if (key := source_key(figure)))


def sources(keys: Iterable[str]) -> dict[str, SourceRef]:
    """The known sources among ``keys``, in the order of their keys. One query."""
    return {row.pk: source_ref(row) for row in Source.objects.filter(pk__in=list(keys)).order_by("pk")}


def named(dimensions: Sequence[Dimension]) -> list[Dimension]:
    """The dimensions with states called as the partnership calls them today. One query.

    The partnership's files are written in English; in other languages the labels of the release stay.
    """
    if (get_language() or LANGUAGE_OF_NAMES).split("-")[0] != LANGUAGE_OF_NAMES:
        return list(dimensions)
    names, today = Names(), timezone.localdate()
    return [
        _renamed(dimension, names, today) if dimension.id == AREA else dimension for dimension in dimensions
    ]


def disagreements(keys: Iterable[str]) -> tuple[DisagreementLine, ...]:
    """Where one of these sources and another one disagree. At most four queries."""
    keys = list(keys)
    rows = Disagreement.objects.filter(sources_a__in=keys) | Disagreement.objects.filter(sources_b__in=keys)
    return disagreement_lines(rows)


def _renamed(dimension: Dimension, names: Names, today: date) -> Dimension:
    codes = {}
    for code, label in dimension.codes.items():
        name = names.state(code, today).name
        codes[code] = label if name == code else name
    return replace(dimension, codes=codes)
