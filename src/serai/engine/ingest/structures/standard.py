"""pysdmx, which nothing else of the product touches: texts in, artefacts out, and back.

It holds one language of each name and no parents of codes; ``labels`` brings both back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from pysdmx.errors import PysdmxError
from pysdmx.io.json.sdmxjson2.messages import JsonStructureMessage
from pysdmx.io.xml.sdmx21.reader import structure as reader_21
from pysdmx.io.xml.sdmx21.writer import structure as writer_21
from pysdmx.io.xml.sdmx30.reader import structure as reader_30
from pysdmx.io.xml.sdmx30.writer import structure as writer_30
from pysdmx.io.xml.sdmx31.reader import structure as reader_31
from pysdmx.io.xml.sdmx31.writer import structure as writer_31
from pysdmx.model import Agency, AvailabilityConstraint, Codelist, decoders, encoders
from pysdmx.model.__base import ItemScheme
from pysdmx.model.message import Header, StructureMessage

from serai.engine.model.exchange.kinds import BY_CLASS

FORMS = ("ml-3.1", "ml-3.0", "ml-2.1", "json-2.1", "json-2.0")
"""Forms of a message that are read and written."""
_READERS = {"ml-2.1": reader_21.read, "ml-3.0": reader_30.read, "ml-3.1": reader_31.read}
_WRITERS: dict[str, Callable[..., str | None]] = {
    "ml-2.1": writer_21.write,
    "ml-3.0": writer_30.write,
    "ml-3.1": writer_31.write,
}
_CLASSES = {"DataStructureDefinition": "datastructure", "MultiRepresentationMap": "representationmap"}
_FAILURES = (
    PysdmxError, msgspec.MsgspecError, LookupError, TypeError, ValueError, AttributeError, StopIteration
)  # fmt: skip
"""What pysdmx fails by where it meets what it does not know; each failure is one artefact refused."""


class Unreadable(Exception):
    """pysdmx does not read or write this, and says so, or falls over it."""


def read(text: str, form: str) -> list[Any]:
    """The artefacts of a message of that form.

    Raises:  Unreadable, with what pysdmx says.
    """
    try:
        if form.startswith("json"):
            message = msgspec.json.decode(text, type=JsonStructureMessage, dec_hook=decoders).to_model()
            return list(message.structures or ())
        return list(_READERS[form](text, validate=False))
    except _FAILURES as error:
        raise Unreadable(_said(error)) from None


def write(artefacts: Sequence[Any], form: str) -> str:
    """A message of these artefacts.

    Raises:  Unreadable, with what pysdmx says.
    """
    called = [named(one) for one in artefacts]
    try:
        if form.startswith("json"):
            version: Any = {"json-2.0": "2.0.0", "json-2.1": "2.1"}[form]
            message = JsonStructureMessage.from_model(StructureMessage(Header(), called), version)
            return msgspec.json.encode(message, enc_hook=encoders).decode()
        return _WRITERS[form](called, prettyprint=False) or ""
    except _FAILURES as error:
        raise Unreadable(_said(error)) from None


def kind_of(artefact: Any) -> str:
    """The type of an artefact; "" for what is available, which is no artefact."""
    if isinstance(artefact, AvailabilityConstraint):
        return ""
    if isinstance(artefact, Codelist):
        return artefact.sdmx_type
    name = type(artefact).__name__
    return _CLASSES.get(name) or BY_CLASS.get(name, "")


def agency_of(artefact: Any) -> str:
    """The id of the agency that maintains it."""
    return artefact.agency.id if isinstance(artefact.agency, Agency) else str(artefact.agency)


def plain(text: str) -> dict[str, Any]:
    """The data of a message in JSON."""
    found: dict[str, Any] = json.loads(text)["data"]
    return found


def named(artefact: Any) -> Any:
    """What has no name is called by its id, because messages cannot be without."""
    changed: dict[str, Any] = {} if artefact.name else {"name": artefact.id}
    items = getattr(artefact, "items", ()) if isinstance(artefact, ItemScheme) else ()
    if any(hasattr(item, "name") and not item.name for item in items):
        changed["items"] = [
            item if not hasattr(item, "name") or item.name else msgspec.structs.replace(item, name=item.id)
            for item in items
        ]
    return msgspec.structs.replace(artefact, **changed) if changed else artefact


def _said(error: Exception) -> str:
    words = f"{error.title}: {error.description}" if isinstance(error, PysdmxError) else str(error)
    plain_words = " ".join(words.replace("None", "").split()).strip(": ")
    return plain_words if isinstance(error, PysdmxError) else f"{type(error).__name__}: {plain_words}"
