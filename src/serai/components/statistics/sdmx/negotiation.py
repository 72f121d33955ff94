"""Which format a machine gets, by what it accepts. Text in, a format out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from serai.engine.model.exchange.errors import BadQuery
from serai.engine.model.exchange.versions import matching, version_of, wanted
from serai.engine.publish.exchange.answering import Form
from serai.engine.publish.exchange.csv import USUAL, Columns

_VERSIONS = (
    ("json", "2.1.0"),
    ("xml", "3.1.0"),
    ("csv", "2.1.0"),
    ("json", "2.0.0"),
    ("xml", "3.0.0"),
    ("csv", "2.0.0"),
)
_STRUCTURE = tuple(("structure", *one) for one in _VERSIONS if one[0] != "csv")
_SCHEMA = tuple(("schema", *one) for one in _VERSIONS if one[0] != "csv")
OFFERED: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "data": tuple(("data", *one) for one in _VERSIONS),
    "structure": _STRUCTURE,
    "schema": (*_SCHEMA[:2], *_STRUCTURE[:2], *_SCHEMA[2:], *_STRUCTURE[2:]),
}
"""What each kind of query is answered with: message, format and version, the one that is sent without a wish first."""
_PLAIN = {"application/json": "json", "application/xml": "xml", "text/xml": "xml", "text/csv": "csv"}
_OURS = re.compile(r"application/vnd\.sdmx\.(data|structure|schema)\+(json|xml|csv)")
# what the media type of SDMX-CSV may say more, and its values, the usual one first
_COLUMNS = {
    "labels": ("id", "name", "both"),
    "timeformat": ("original", "normalized"),
    "keys": ("none", "obs", "series", "both"),
}


@dataclass(frozen=True)
class Wish:
    """One entry of a header Accept: a media type, its parameters in small letters, and how much it is wished."""

    media: str
    parameters: dict[str, str] = field(default_factory=dict)
    weight: float = 1.0


def form_of(accept: str, language: str = "en", resource: str = "data") -> Form | None:
    """The format of "data" or "structure" that is wished most; None when none of those offered is accepted."""
    found = message_of(accept, language, resource)
    return found[1] if found else None


def message_of(accept: str, language: str, resource: str) -> tuple[str, Form] | None:
    """What is wished most of what a "data", "structure" or "schema" query is answered with: kind of message, format."""
    for wish in sorted(wishes(accept or "*/*"), key=lambda one: -one.weight):
        if wish.weight > 0 and (found := _fitting(wish, OFFERED[resource])):
            message, kind, version = found
            return message, Form(kind, version, language, _columns(wish) if kind == "csv" else USUAL)
    return None


def media_type(form: Form, resource: str = "data") -> str:
    """The media type of an answer, with what is not usual of its columns."""
    usual, shown = USUAL, form.columns
    pairs = (("labels", shown.labels, usual.labels), ("timeFormat", shown.times, usual.times),
             ("keys", shown.keys, usual.keys))  # fmt: skip
    more = "".join(f";{name}={value}" for name, value, without in pairs if value != without)
    return f"application/vnd.sdmx.{resource}+{form.kind};version={form.version}{more}"


def wishes(accept: str) -> list[Wish]:
    """The entries of a header Accept, in their order."""
    found = []
    for entry in accept.split(","):
        media, *rest = (part.strip() for part in entry.split(";"))
        pairs = {
            name.strip().lower(): value.strip().strip('"')
            for name, _, value in (p.partition("=") for p in rest)
        }
        try:
            weight = float(pairs.pop("q", "1"))
        except ValueError:
            weight = 0.0
        if media:
            found.append(Wish(media.lower(), pairs, weight))
    return found


def _fitting(wish: Wish, offered: Sequence[tuple[str, str, str]]) -> tuple[str, str, str] | None:
    if wish.media in ("*/*", "application/*"):
        return offered[0]
    ours = _OURS.fullmatch(wish.media)
    if ours:
        fit = [one for one in offered if one[:2] == (ours[1], ours[2])]
    else:
        kind = ("csv", "xml") if wish.media == "text/*" else (_PLAIN.get(wish.media),)
        fit = [one for one in offered if one[1] in kind]
        fit = [one for one in fit if one[:2] == fit[0][:2]]
    if not fit or any(wish.parameters.get(name, known[0]) not in known for name, known in _COLUMNS.items()):
        return None
    if "version" not in wish.parameters:
        return fit[0]
    try:
        found = matching([version_of(one[2]) for one in fit], wanted(wish.parameters["version"]))
    except BadQuery:
        return None
    return (*fit[0][:2], ".".join(str(number) for number in found[0].numbers)) if found else None


def _columns(wish: Wish) -> Columns:
    return Columns(*(wish.parameters.get(name, known[0]) for name, known in _COLUMNS.items()))
