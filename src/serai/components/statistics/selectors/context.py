"""What the partnership's own records say about a reported figure: its source, its state, who disagrees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from django.db import connection
from django.db.models import Value
from django.utils import timezone
from django.utils.translation import get_language

from serai.commons.access.readers import Reader
from serai.commons.partnership.models import Disagreement, Source, StateName
from serai.commons.partnership.records import DisagreementLine, SourceRef
from serai.commons.partnership.selectors.parts import Names, disagreement_lines, source_ref
from serai.commons.partnership.selectors.tellings import Tellings
from serai.commons.places.languages import stand_ins
from serai.components.statistics.rules.figures import Dimension, Figure
from serai.components.statistics.rules.reported import AREA

LANGUAGE_OF_NAMES = "en"
# all rows that pages of figures show of the partnership: names of states, sources, both sides of a
# disagreement (what else a disagreement speaks of is not said there)
ROWS = (StateName, Source, Disagreement, Disagreement.sources_a.through, Disagreement.sources_b.through)


def state(reader: Reader) -> tuple[object, ...]:
    """What changes whenever those rows do, or which of them the reader may see, or the day. Two queries.

    Asking for the hash is many times cheaper than making the records out of the rows. Two readers who may
    see the same get the same answer.
    """
    names = (connection.ops.quote_name(model._meta.db_table) for model in ROWS)
    lines = " UNION ALL ".join(f"SELECT t.tableoid::text || t::text AS line FROM {name} t" for name in names)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(sha256(convert_to(string_agg(line, E'\\n' ORDER BY line COLLATE \"C\"), 'UTF8')), 'hex')"  # noqa: S608
            f" FROM ({lines}) rows"
        )
        rows = cursor.fetchone()[0]
    keys = (
        model.objects.visible_to(reader).order_by().values_list(Value(model.__name__), "pk")
        for model in (StateName, Source, Disagreement)
    )
    first, *others = keys
    return timezone.localdate(), rows, frozenset(first.union(*others, all=True))


def source_key(figure: Figure) -> str:
    """The key of the source that told a figure; empty for a figure counted here."""
    return figure.attributes.get("SOURCE") or figure.codes.get("SOURCE", "")


def source_keys(figures: Iterable[Figure]) -> frozenset[str]:
    """The keys of all sources that told these figures."""
    return frozenset(key for figure in figures if (key := source_key(figure)))


def sources(keys: Iterable[str], *, reader: Reader) -> dict[str, SourceRef]:
    """The sources among ``keys`` that the reader may see, in the order of their keys. One query."""
    rows = Source.objects.visible_to(reader).filter(pk__in=list(keys)).order_by("pk")
    return {row.pk: source_ref(row) for row in rows}


def named(dimensions: Sequence[Dimension], *, reader: Reader) -> list[Dimension]:
    """The dimensions with states called as the partnership calls them today, in the language of the page.

    Where it has no name in that language, the label of the release stays. One query.
    """
    names, today = Names(reader), timezone.localdate()
    return [
        _renamed(dimension, names, today) if dimension.id == AREA else dimension for dimension in dimensions
    ]


def disagreements(keys: Iterable[str], *, reader: Reader) -> tuple[DisagreementLine, ...]:
    """Where one of these sources and another one disagree. At most five queries."""
    wanted = list(keys)
    rows = Disagreement.objects.visible_to(reader)
    found = rows.filter(sources_a__in=wanted) | rows.filter(sources_b__in=wanted)
    return disagreement_lines(found, Tellings(reader))


def _renamed(dimension: Dimension, names: Names, today: date) -> Dimension:
    codes, told = {}, stand_ins(get_language() or LANGUAGE_OF_NAMES)
    told = told[:-1] or told  # a label of the release is better than an English name on a page in Urdu
    for code, label in dimension.codes.items():
        name = names.state(code, today).name
        codes[code] = name if getattr(name, "language", "") in told else label
    return replace(dimension, codes=codes)
