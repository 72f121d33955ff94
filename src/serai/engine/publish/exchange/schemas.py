"""What data have to look like, for programs that check them: one schema of one dataflow or data structure."""

from __future__ import annotations

from collections.abc import Sequence

from serai.engine.model.exchange.artefacts import DIMENSION, PERIOD, Artefact
from serai.engine.model.exchange.errors import Meaningless
from serai.engine.model.exchange.queries import ALL_DIMENSIONS
from serai.engine.publish.exchange.answering import Form
from serai.engine.publish.exchange.schemas_json import schema_as_json
from serai.engine.publish.exchange.schemas_xml import schema_as_xml


def dimension_apart(found: Sequence[Artefact], asked: str | None) -> str:
    """The dimension at the observations; the period where none is asked for.

    Raises:  Meaningless for what is no dimension.
    """
    [definition, *_] = [one for one in found if one.kind == "datastructure"]
    places = [part.id for part in definition.parts if part.role in (DIMENSION, PERIOD)]
    if asked and asked != ALL_DIMENSIONS and asked not in places:
        raise Meaningless(f"{asked} is no dimension", advice=f"There are {', '.join(sorted(places))}.")
    times = [part.id for part in definition.parts if part.role == PERIOD]
    return asked or (times[0] if times else ALL_DIMENSIONS)


def schema_of(found: Sequence[Artefact], form: Form, *, apart: str, deletion: bool = False) -> bytes:
    """The schema of the dataflow that is first in ``found``, or of the data structure where there is no dataflow."""
    [definition, *_] = [one for one in found if one.kind == "datastructure"]
    [usage, *_] = [*(one for one in found if one.kind == "dataflow"), definition]
    codes = {one.urn: [item.id for item in one.items] for one in found if one.kind == "codelist"}
    if form.kind == "json":
        return schema_as_json(usage.urn, definition.parts, codes, version=form.version, apart=apart)
    return schema_as_xml(
        usage.urn, definition.parts, codes, version=form.version, apart=apart, deletion=deletion
    )
