"""Structures as files: in SDMX-ML and SDMX-JSON, or as they were loaded."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from serai.commons.access.readers import Reader
from serai.components.statistics.errors import StructuresRefused
from serai.components.statistics.structures.making import made
from serai.components.statistics.structures.selectors import artefact, kept
from serai.engine.ingest.structures import writing
from serai.engine.ingest.structures.standard import Unreadable
from serai.engine.model.exchange.artefacts import Artefact
from serai.engine.publish.exchange.answering import Form
from serai.engine.publish.exchange.messages import structure_message

FORMS = {
    "xml": "ml-3.1", "xml30": "ml-3.0", "xml21": "ml-2.1", "json": "json-2.1", "json20": "json-2.0", "source": ""
}  # fmt: skip
"""Names of formats, as addresses and commands have them."""


def file_of(reader: Reader, urn: str, form: str, *, home: str = "") -> tuple[str, str]:
    """An artefact as the text of a message, and the ending of its file's name.

    ``form`` is one of ``FORMS``. What tables make comes in SDMX 3 alone.
    Raises:  StructuresRefused when it is not there, or has no place in that format.
    """
    name = FORMS[form]
    table = next((one for one, _origin in made(reader) if one.urn == urn), None)
    if table is not None:
        return _of_table(table, name, home), "xml" if name.startswith("ml") else "json"
    row = artefact(reader, urn)
    if row is None:
        raise StructuresRefused(
            "There is no such structure",
            where=urn,
            advice="serai sdmx structures lists those that there are.",
        )
    name = name or row.form
    if form == "source":
        return row.text, "xml" if name.startswith("ml") else "json"
    try:
        return writing.written([kept(row)], name), "xml" if name.startswith("ml") else "json"
    except Unreadable as error:
        raise StructuresRefused(
            f"This structure has no place in {name}: {error}", where=urn, advice="Choose another format."
        ) from None


def _of_table(one: Artefact, name: str, home: str, now: datetime | None = None) -> str:
    if not name or name == "ml-2.1":
        raise StructuresRefused(
            "Structures of tables come in SDMX 3", where=one.urn, advice="Choose xml, xml30, json or json20."
        )
    form = Form("xml" if name.startswith("ml") else "json", f"{name.rpartition('-')[2]}.0")
    body = structure_message([one], (), form, message=one.id, prepared=now or timezone.now(), home=home)
    return body.decode()
