"""One structure message in the format that is wished."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from serai.engine.model.exchange.artefacts import Artefact
from serai.engine.model.exchange.availability import Available
from serai.engine.publish.exchange.answering import Form
from serai.engine.publish.exchange.structures_json import structures_as_json
from serai.engine.publish.exchange.structures_xml import structures_as_xml


def structure_message(
    artefacts: Sequence[Artefact],
    available: Sequence[Available],
    form: Form,
    *,
    message: str,
    prepared: dt.datetime,
    home: str,
) -> bytes:
    """Artefacts and what is available; ``home`` is the address of the service, ``message`` an id of its own."""
    if form.kind == "json":
        return structures_as_json(
            artefacts,
            available,
            version=form.version,
            language=form.language,
            message=message,
            prepared=prepared,
            home=home,
        )
    return structures_as_xml(
        artefacts, available, version=form.version, message=message, prepared=prepared, home=home
    )
