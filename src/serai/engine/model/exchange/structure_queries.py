"""One structure query of SDMX REST 2.2 as a record, from the path and the parameters of its address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from serai.engine.model.exchange.errors import BadQuery
from serai.engine.model.exchange.queries import (
    Artefacts,
    artefacts_asked,
    flag,
    moment,
    name_of,
    parameters_of,
    places_of,
)

TYPES = (
    "datastructure", "metadatastructure", "categoryscheme", "conceptscheme", "codelist", "hierarchy",
    "hierarchyassociation", "valuelist", "agencyscheme", "dataproviderscheme", "metadataproviderscheme",
    "dataconsumerscheme", "organisationunitscheme", "dataflow", "metadataflow", "reportingtaxonomy",
    "provisionagreement", "metadataprovisionagreement", "structuremap", "representationmap", "conceptschememap",
    "categoryschememap", "organisationschememap", "reportingtaxonomymap", "process", "categorisation",
    "dataconstraint", "metadataconstraint", "transformationscheme", "rulesetscheme",
    "userdefinedoperatorscheme", "customtypescheme", "namepersonalisationscheme", "vtlmappingscheme",
)  # fmt: skip
"""The types of artefacts that the standard has."""
ITEM_SCHEMES = (
    "categoryscheme", "conceptscheme", "codelist", "agencyscheme", "dataproviderscheme",
    "metadataproviderscheme", "dataconsumerscheme", "organisationunitscheme", "reportingtaxonomy",
    "transformationscheme", "rulesetscheme", "userdefinedoperatorscheme", "customtypescheme",
    "namepersonalisationscheme", "vtlmappingscheme", "valuelist",
)  # fmt: skip
DETAILS = ("full", "allstubs", "referencestubs", "allcompletestubs", "referencecompletestubs",
           "referencepartial", "raw")  # fmt: skip
REFERENCES = ("none", "parents", "parentsandsiblings", "ancestors", "children", "descendants", "all")
GONE = ("structureset", "namealiasscheme")
"""Types that the list of references still has, and that no version of the standard since 3.0 has artefacts of."""
SCHEMA_CONTEXTS = ("datastructure", "metadatastructure", "dataflow", "metadataflow", "provisionagreement",
                   "metadataprovisionagreement")  # fmt: skip


@dataclass(frozen=True)
class StructureQuery:
    """What is asked of structures; the context of ``artefacts`` is their type. ``items`` are ids, "*" is any.

    Unknown: a moment that was not given is None.
    """

    artefacts: Artefacts
    items: tuple[str, ...] = ("*",)
    detail: str = "full"
    references: tuple[str, ...] = ("none",)
    as_of: dt.datetime | None = None


def structure_query(path: Sequence[str], parameters: Sequence[tuple[str, str]]) -> StructureQuery:
    """The query of ``/structure/{path}?{parameters}``, already without percent signs.

    Raises:  BadQuery.
    Source:  SDMX REST 2.2, structure queries.
    """
    given_places = len([part for part in path if part])
    places = places_of(path, 5, "structure/{type}/{agency}/{id}/{version}/{item}")
    kind, items = places[0], tuple(places[4].split(","))
    if kind != "*" and kind not in TYPES:
        raise BadQuery(f"{kind!r} is no type of artefact", advice="Write dataflow, codelist, or * for any.")
    if given_places > 4 and kind not in (*ITEM_SCHEMES, "*"):
        raise BadQuery(f"{kind!r} has no items", advice="Ask for items of a codelist or a conceptscheme.")
    if "" in items:
        raise BadQuery("The id of an item is missing", advice="Write A,Q,M, or * for any.")
    if given_places < 4:
        places[3] = "~"
    given, filters = parameters_of(parameters, ("detail", "references", "asOf"))
    if filters:
        raise BadQuery("Structures have no filters", advice="Use c[...] with data and availability.")
    detail, references = given.get("detail", "full"), tuple(given.get("references", "none").split(","))
    if detail not in DETAILS:
        raise BadQuery(f"{detail!r} is no detail", advice=f"Write {', '.join(DETAILS)}.")
    if strange := [one for one in references if one not in (*REFERENCES, *TYPES, *GONE)]:
        raise BadQuery(
            f"{strange[0]!r} cannot be referenced", advice=f"Write {', '.join(REFERENCES)} or a type."
        )
    return StructureQuery(artefacts_asked(places), items, detail, references, moment(given, "asOf"))


def schema_query(
    path: Sequence[str], parameters: Sequence[tuple[str, str]]
) -> tuple[StructureQuery, str | None, bool]:
    """The query of ``/schema/{path}?{parameters}`` as one for structures, the dimension at the observations, deletion.

    A schema is made of the data structure with the items that it uses.

    Raises:  BadQuery.
    Source:  SDMX REST 2.2, schema queries.
    """
    given_places = [part for part in path if part]
    places = places_of(path, 4, "schema/{context}/{agency}/{id}/{version}")
    if places[0] not in SCHEMA_CONTEXTS:
        raise BadQuery(f"{places[0]!r} is no context", advice=f"Write {', '.join(SCHEMA_CONTEXTS)}.")
    if len(given_places) < 3 or any(mark in "".join(given_places[1:]) for mark in "*,"):
        raise BadQuery(
            "A schema is of one artefact", advice="Name its agency, its id and at most one version."
        )
    if len(given_places) < 4:
        places[3] = "~"
    given, filters = parameters_of(parameters, ("dimensionAtObservation", "deletion", "asOf"))
    if filters:
        raise BadQuery("Schemas have no filters", advice="Use c[...] with data and availability.")
    asked = artefacts_asked(places)
    query = StructureQuery(
        asked, detail="referencepartial", references=("descendants",), as_of=moment(given, "asOf")
    )
    return query, name_of(given, "dimensionAtObservation"), flag(given, "deletion")
