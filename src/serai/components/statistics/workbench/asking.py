"""Which labels a form asks about: those not known, those asked about again, those that were taught."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.components.statistics.models import Bench, Import, Matching
from serai.components.statistics.workbench import rules, selectors
from serai.components.statistics.workbench.forms import MeaningForm
from serai.components.statistics.workbench.wordings import Concepts
from serai.engine.model.looks import SeenLabel

KNOWN_PLACES = 300


def of_bench(reader: Reader, row: Bench, also: Sequence[str], given: Any) -> MeaningForm:
    """The form about a file: its labels that are not known, and those of ``also`` that somebody wants otherwise."""
    look = selectors.look(row)
    remembered = row.matching.words if row.matching else {}
    by_text = {label.text: label for label in look.labels}
    wanted = [*row.asked, *(text for text in also if text in by_text or text in look.places)]
    labels = [
        by_text.get(text) or SeenLabel(text, "row", known=text in look.places)
        for text in dict.fromkeys(wanted)
    ]
    title = row.matching.title if row.matching else _title(row)
    return MeaningForm(
        [(label, rules.suggestion(label, remembered)) for label in labels],
        Concepts(reader, selectors.place_of(row.base)),
        _places(row.base, row.matching.dataset if row.matching else "", look.places),
        given,
        initial={"title": title},
    )


def of_matching(reader: Reader, row: Matching, given: Any) -> MeaningForm:
    """The form about everything that was taught."""
    kinds = {text: rules.kind_of(text, row.words) for text in sorted(row.words)}
    labels = [SeenLabel(text, kind, known=True, heading=axis) for text, (kind, axis) in kinds.items()]
    return MeaningForm(
        [(label, rules.suggestion(label, row.words)) for label in labels],
        Concepts(reader, selectors.place_of(row.base)),
        _places(row.base, row.dataset, ()),
        given,
        initial={"title": row.title},
    )


def _title(row: Bench) -> str:
    kind = next((info.title for info in selectors.kinds() if info.name == row.base), row.base)
    return (
        f"{kind} ({row.owner})"
        if row.owner
        else _("%(kind)s, like %(file)s") % {"kind": kind, "file": row.name}
    )


def _places(base: str, dataset: str, seen: Sequence[str]) -> list[str]:
    """Names of places that a label may stand for: those of the file and of files loaded before."""
    before = Import.objects.filter(dataset=dataset).values_list("places", flat=True) if dataset else []
    names = {str(one["place"]) for places in before for one in places} | set(seen)
    return sorted(names - {""})[:KNOWN_PLACES]
