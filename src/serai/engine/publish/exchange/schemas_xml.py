"""The schema that data of one structure are valid by, as XML Schema: what SDMX-ML leaves to each structure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import quoteattr

from serai.engine.model.exchange.artefacts import DIMENSION, PERIOD, VALUE, Part
from serai.engine.model.exchange.queries import ALL_DIMENSIONS

_NAMESPACES = "http://www.sdmx.org/resources/sdmxml/schemas"
_KINDS = {PERIOD: "common:ObservationalTimePeriodType", VALUE: "xs:double"}


def schema_as_xml(
    usage: str,
    parts: Sequence[Part],
    codes: Mapping[str, Sequence[str]],
    *,
    version: str,
    apart: str,
    deletion: bool,
) -> bytes:
    """The schema of one dataflow or structure with the name ``usage``.

    ``codes`` are the codes of each list by the name of the list; ``apart`` is the dimension at the observations.
    To delete, a message may leave any dimension out.
    Source:  SDMX-ML 3.0 and 3.1, the types that data sets, series and observations are derived from.
    """
    own = f"{usage}:ObsLevelDim:{apart}"
    short = f"{version[0]}_{version[2]}"
    series = [] if apart == ALL_DIMENSIONS else [one for one in parts if _within_series(one, apart)]
    inside = [one for one in parts if one not in series]
    lists = sorted({one.codelist for one in parts if one.codelist})
    kinds = {name: f"ns1:CODES_{at}" for at, name in enumerate(lists)}

    def said(there: Sequence[Part]) -> str:
        return "".join(
            f'<xs:attribute name="{one.id}" type="{kinds.get(one.codelist) or _KINDS.get(one.role, "xs:string")}"'
            f' use="{"required" if one.role in (DIMENSION, PERIOD) and not deletion else "optional"}"/>'
            for one in there
        )

    below = "Series" if series else "Obs"
    made = [_derived("DataSetType", _choice(below, f"ns1:{below}Type"))]
    if series:
        gone = "" if _timed(series) else '<xs:attribute name="TIME_PERIOD" use="prohibited"/>'
        made.append(_derived("SeriesType", _choice("Obs", "ns1:ObsType") + said(series) + gone))
    gone = "" if _timed(inside) else '<xs:attribute name="TIME_PERIOD" use="prohibited"/>'
    made.append(_derived("ObsType", f"<xs:sequence>{_NOTES}</xs:sequence>" + said(inside) + gone))
    made += [_enumeration(kinds[name].partition(":")[2], codes.get(name, ())) for name in lists]
    place = f"https://xml.sdmx.org/{version[:3]}"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:ns1={quoteattr(own)}'
        f' xmlns:common="{_NAMESPACES}/v{short}/common"'
        f' xmlns:dsd="{_NAMESPACES}/v{short}/data/structurespecific" targetNamespace={quoteattr(own)}'
        ' elementFormDefault="qualified" attributeFormDefault="unqualified">'
        f'<xs:import namespace="{_NAMESPACES}/v{short}/common" schemaLocation="{place}/SDMXCommon.xsd"/>'
        f'<xs:import namespace="{_NAMESPACES}/v{short}/data/structurespecific"'
        f' schemaLocation="{place}/SDMXDataStructureSpecific.xsd"/>'
        f"{''.join(made)}</xs:schema>"
    ).encode()


_NOTES = '<xs:element ref="common:Annotations" minOccurs="0"/>'


def _within_series(one: Part, apart: str) -> bool:
    return one.role in (DIMENSION, PERIOD) and one.id != apart


def _timed(parts: Sequence[Part]) -> bool:
    return any(one.role == PERIOD for one in parts)


def _choice(name: str, kind: str) -> str:
    element = (
        f'<xs:element name="{name}" type="{kind}" form="unqualified" minOccurs="0" maxOccurs="unbounded"/>'
    )
    return f"<xs:sequence>{_NOTES}{element}</xs:sequence>"


def _derived(name: str, inside: str) -> str:
    return (
        f'<xs:complexType name="{name}"><xs:complexContent><xs:restriction base="dsd:{name}">{inside}'
        "</xs:restriction></xs:complexContent></xs:complexType>"
    )


def _enumeration(name: str, codes: Sequence[str]) -> str:
    listed = "".join(f"<xs:enumeration value={quoteattr(code)}/>" for code in codes)
    return f'<xs:simpleType name="{name}"><xs:restriction base="xs:string">{listed}</xs:restriction></xs:simpleType>'
