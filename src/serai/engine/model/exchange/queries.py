"""One data or availability query of SDMX REST 2.2 as a record, from the path and the parameters of its address."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from serai.engine.model.exchange.errors import BadQuery
from serai.engine.model.exchange.filters import MOST_TERMS, Filter, filter_of
from serai.engine.model.exchange.versions import Wanted, wanted

CONTEXTS = ("datastructure", "dataflow", "provisionagreement", "*")
ALL_DIMENSIONS, TIME = "AllDimensions", "TIME_PERIOD"
_AGENCY = re.compile(r"\*|[A-Za-z][A-Za-z\d_-]*(\.[A-Za-z][A-Za-z\d_-]*)*")
_RESOURCE = re.compile(r"\*|[A-Za-z\d_@$-]+")
_NAME = re.compile(r"[A-Za-z][A-Za-z\d_-]*")
_SORT = re.compile(r"([A-Za-z\d_@$-]+|\*)(?::(asc|desc))?")
_KEY = re.compile(r"\S+")
_C = re.compile(r"c\[(.*)\]")
MOST_KEYS = 1000
MOST_NUMBER = 10**12
DATA = ("updatedAfter", "firstNObservations", "lastNObservations", "dimensionAtObservation", "attributes",
        "measures", "includeHistory", "offset", "limit", "sort", "asOf", "reportingYearStartDay")  # fmt: skip
AVAILABILITY = ("updatedAfter", "references", "mode", "reportingYearStartDay")
REFERENCES = ("codelist", "valuelist", "datastructure", "conceptscheme", "dataflow", "dataproviderscheme", "none",
              "all")  # fmt: skip


@dataclass(frozen=True)
class Artefacts:
    """Which artefacts a query is about: agencies and ids ("*" is any), and their versions."""

    context: str = "*"
    agencies: tuple[str, ...] = ("*",)
    ids: tuple[str, ...] = ("*",)
    versions: tuple[Wanted, ...] = field(default_factory=lambda: wanted("*"))

    def names(self, agency: str, identity: str) -> bool:
        """Whether an artefact's agency and id are asked for."""
        return ("*" in self.agencies or agency in self.agencies) and ("*" in self.ids or identity in self.ids)


@dataclass(frozen=True)
class DataQuery:
    """What is asked of the data. ``keys`` are alternatives; every one of ``filters`` has to hold.

    Unknown: a moment, number or dimension that was not given is None. ``attributes`` and ``measures`` hold the
             keywords of the standard or names. ``sort`` has names with True for descending.
    """

    artefacts: Artefacts = Artefacts()
    keys: tuple[str, ...] = ("*",)
    filters: tuple[Filter, ...] = ()
    updated_after: dt.datetime | None = None
    as_of: dt.datetime | None = None
    first: int | None = None
    last: int | None = None
    at_observation: str | None = None
    attributes: tuple[str, ...] = ("dsd",)
    measures: tuple[str, ...] = ("all",)
    history: bool = False
    offset: int = 0
    limit: int | None = None
    sort: tuple[tuple[str, bool], ...] = ()
    year_begins: str = "--01-01"


@dataclass(frozen=True)
class AvailabilityQuery:
    """What is asked of availability: of which components ("*": all), in which mode, with which references."""

    data: DataQuery
    components: tuple[str, ...]
    mode: str
    references: tuple[str, ...]


def data_query(path: Sequence[str], parameters: Sequence[tuple[str, str]]) -> DataQuery:
    """The query of ``/data/{path}?{parameters}``, already without percent signs, in which "+" is a plus.

    Raises:  BadQuery.
    """
    places = places_of(path, 5, "data/{context}/{agency}/{id}/{version}/{key}")
    given, filters = parameters_of(parameters, DATA)
    found = DataQuery(
        artefacts=_artefacts(places),
        keys=_keys(places[4]),
        filters=filters,
        updated_after=moment(given, "updatedAfter"),
        as_of=moment(given, "asOf"),
        first=_number(given, "firstNObservations", least=1),
        last=_number(given, "lastNObservations", least=1),
        at_observation=name_of(given, "dimensionAtObservation"),
        attributes=tuple(given.get("attributes", "dsd").split(",")),
        measures=tuple(given.get("measures", "all").split(",")),
        history=flag(given, "includeHistory"),
        offset=_number(given, "offset", least=0) or 0,
        limit=_number(given, "limit", least=1),
        sort=_sort(given.get("sort")),
        year_begins=_year_begins(given),
    )
    if "" in found.attributes or "" in found.measures:
        raise BadQuery("A name is missing", advice="Write attributes=OBS_STATUS,UNIT_MEASURE.")
    if found.updated_after and found.as_of and found.updated_after > found.as_of:
        raise BadQuery(
            "updatedAfter is later than asOf", advice="Ask for changes before the day you look from."
        )
    return found


def availability_query(path: Sequence[str], parameters: Sequence[tuple[str, str]]) -> AvailabilityQuery:
    """The query of ``/availability/{path}?{parameters}``; raises as ``data_query``."""
    places = places_of(path, 6, "availability/{context}/{agency}/{id}/{version}/{key}/{component}")
    given, filters = parameters_of(parameters, AVAILABILITY)
    components = tuple(places[5].split(","))
    if not all(one == "*" or _NAME.fullmatch(one) for one in components):
        raise BadQuery(f"{places[5]!r} cannot be components", advice="Write SEX or SEX,AGE or *.")
    mode = given.get("mode", "exact")
    if mode not in ("exact", "available"):
        raise BadQuery(f"{mode!r} is no mode", advice="Write exact or available.")
    references = tuple(given.get("references", "none").split(","))
    if strange := [one for one in references if one not in REFERENCES]:
        raise BadQuery(f"{', '.join(strange)} cannot be referenced", advice=f"Write {', '.join(REFERENCES)}.")
    query = DataQuery(
        artefacts=_artefacts(places),
        keys=_keys(places[4]),
        filters=filters,
        updated_after=moment(given, "updatedAfter"),
        year_begins=_year_begins(given),
    )
    return AvailabilityQuery(query, components, mode, references)


def places_of(path: Sequence[str], most: int, form: str) -> list[str]:
    """The parts of an address, as many as there can be; what is not said is any.

    Raises:  BadQuery.
    """
    places = list(path)
    while places and not places[-1]:
        places.pop()  # a slash at the end says nothing
    if len(places) > most:
        raise BadQuery("The address has too many parts", advice=f"It goes {form}.")
    if "" in places:
        raise BadQuery("A part of the address is empty", advice=f"It goes {form}; * stands for any.")
    return places + ["*"] * (most - len(places))


def _artefacts(places: list[str]) -> Artefacts:
    if places[0] not in CONTEXTS:
        raise BadQuery(f"{places[0]!r} is no context", advice=f"Write {', '.join(CONTEXTS)}.")
    return artefacts_asked(places)


def artefacts_asked(places: Sequence[str]) -> Artefacts:
    """The artefacts of an address: what they are, their agencies, ids and versions.

    Raises:  BadQuery.
    """
    context, agencies, ids, versions = places[0], places[1].split(","), places[2].split(","), places[3]
    if strange := [one for one in agencies if not _AGENCY.fullmatch(one)]:
        raise BadQuery(f"{strange[0]!r} cannot be an agency", advice="Write SERAI, or * for any.")
    if strange := [one for one in ids if not _RESOURCE.fullmatch(one)]:
        raise BadQuery(f"{strange[0]!r} cannot be an id", advice="Write DF_MIGRATION_FLOWS, or * for any.")
    return Artefacts(context, tuple(agencies), tuple(ids), wanted(versions))


def _keys(text: str) -> tuple[str, ...]:
    keys = tuple(text.split(","))
    if len(keys) > MOST_KEYS:
        raise BadQuery(f"{len(keys)} keys are too many", advice=f"Ask for at most {MOST_KEYS} at a time.")
    if not all(_KEY.fullmatch(key) for key in keys):
        raise BadQuery("A key is empty or has a space in it", advice="Write A.F.Y15T24, or * for all.")
    return keys


def parameters_of(
    parameters: Sequence[tuple[str, str]], known: tuple[str, ...]
) -> tuple[dict[str, str], tuple[Filter, ...]]:
    """The parameters by their names, and apart from them the filters.

    Raises:  BadQuery for what is not among ``known`` and no filter.
    """
    given: dict[str, str] = {}
    filters: list[Filter] = []
    for name, value in parameters:
        component = _C.fullmatch(name)
        if not component and name not in known:
            raise BadQuery(f"There is no parameter {name}", advice=f"There are c[...], {', '.join(known)}.")
        if name in given:
            raise BadQuery(f"{name} is given twice", advice="Give each parameter once; a comma means or.")
        given[name] = value
        if component:
            filters.append(filter_of(component[1], value))
    if sum(len(option) for one in filters for option in one.options) > MOST_TERMS:
        raise BadQuery("The filters are too long", advice=f"Give at most {MOST_TERMS} values.")
    return given, tuple(filters)


def moment(given: dict[str, str], name: str) -> dt.datetime | None:
    """A moment; without a zone it is of Greenwich, the clock of this service."""
    if name not in given:
        return None
    try:
        found = dt.datetime.fromisoformat(given[name])
        return found.astimezone(dt.UTC) if found.tzinfo else found.replace(tzinfo=dt.UTC)
    except (ValueError, OverflowError):
        raise BadQuery(
            f"{given[name]!r} is no moment for {name}", advice="Write 2024-03-31T12:00:00Z."
        ) from None


def _number(given: dict[str, str], name: str, *, least: int) -> int | None:
    if name not in given:
        return None
    text = given[name]
    if (
        not (text.isascii() and text.isdigit())
        or not least <= int(text[:15])
        or len(text) > len(str(MOST_NUMBER))
    ):
        raise BadQuery(f"{text!r} is no number for {name}", advice=f"Write a whole number from {least} on.")
    return int(text)


def name_of(given: dict[str, str], name: str) -> str | None:
    """The id of a component, or None; raises BadQuery."""
    if name in given and not _NAME.fullmatch(given[name]):
        raise BadQuery(f"{given[name]!r} cannot be a {name}", advice="Write TIME_PERIOD or AllDimensions.")
    return given.get(name)


def flag(given: dict[str, str], name: str) -> bool:
    """True or false, which nothing means; raises BadQuery."""
    words = {"true": True, "false": False}
    if given.get(name, "false") not in words:
        raise BadQuery(f"{given[name]!r} is neither true nor false", where=name)
    return words[given.get(name, "false")]


def _sort(text: str | None) -> tuple[tuple[str, bool], ...]:
    if text is None:
        return ()
    found = []
    for part in text.split("+"):
        one = _SORT.fullmatch(part)
        if not one or (one[1] == "*" and "+" in text):
            raise BadQuery(f"{text!r} is no order", advice="Write REF_AREA+TIME_PERIOD:desc, or *.")
        found.append((one[1], one[2] == "desc"))
    return tuple(found)


def _year_begins(given: dict[str, str]) -> str:
    begins = given.get("reportingYearStartDay", "--01-01")
    try:
        if not re.fullmatch(r"--\d\d-\d\d", begins):
            raise ValueError(begins)
        dt.date(2023, int(begins[2:4]), int(begins[5:]))  # of a common year: no year begins on 29 February
    except ValueError:
        raise BadQuery(f"{begins!r} is no day of the year", advice="Write --07-01.") from None
    return begins
