"""Data sets as SDMX-ML 3, specific to their structure, in pieces."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

import duckdb
import pyarrow as pa

from serai.engine.model.exchange.queries import ALL_DIMENSIONS
from serai.engine.model.exchange.structures import MEASURE, Structure
from serai.engine.publish.exchange.json import ACTIONS
from serai.engine.publish.exchange.pieces import at_once, figure, joined, number, pieces, quoted
from serai.engine.publish.exchange.selecting import MERGE, DataSet

_SCHEMAS = "http://www.sdmx.org/resources/sdmxml/schemas"
_ESCAPED = (("&", "&amp;"), ("<", "&lt;"), ('"', "&quot;"), ("\n", "&#10;"), ("\r", "&#13;"), ("\t", "&#9;"))


def as_xml(
    connection: duckdb.DuckDBPyConnection,
    answers: Sequence[tuple[Sequence[DataSet], str]],
    *,
    version: str,
    message: str,
    prepared: dt.datetime,
) -> Iterator[bytes]:
    """The data sets of one or more dataflows as a message, each dataflow with its dimension at the observations.

    Unknown: a value that is missing or withheld has no attribute OBS_VALUE; OBS_STATUS says why.
    Source:  SDMX-ML 3.0 and 3.1, structure-specific data.
    """
    yield _head([(sets[0].structure, apart) for sets, apart in answers], version, message, prepared)
    for at, (sets, apart) in enumerate(answers):
        for one in sets:
            # the first version does not know that an answer may be in part
            in_part = "Information" if version.startswith("3.0") else "Merge"
            yield from _data_set(connection, one, apart, at, (ACTIONS | {MERGE: in_part})[one.action])
    yield b"</mes:StructureSpecificData>"


def _head(flows: Sequence[tuple[Structure, str]], version: str, message: str, prepared: dt.datetime) -> bytes:
    schemas = f"{_SCHEMAS}/v{version[0]}_{version[2]}"
    spaces = "".join(
        f' xmlns:ns{at}="{_space(structure, apart)}"' for at, (structure, apart) in enumerate(flows)
    )
    told = "".join(
        f'<mes:Structure structureID="S{at}" namespace="{_space(structure, apart)}"'
        f' dimensionAtObservation="{apart}"><com:StructureUsage>{_urn(structure)}</com:StructureUsage>'
        "</mes:Structure>"
        for at, (structure, apart) in enumerate(flows)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<mes:StructureSpecificData xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        f' xmlns:mes="{schemas}/message" xmlns:com="{schemas}/common"'
        f' xmlns:ss="{schemas}/data/structurespecific"{spaces}>'
        f"<mes:Header><mes:ID>{escape(message)}</mes:ID><mes:Test>false</mes:Test>"
        f'<mes:Prepared>{prepared.isoformat()}</mes:Prepared><mes:Sender id="SERAI"/>{told}</mes:Header>'
    ).encode()


def _urn(structure: Structure) -> str:
    return f"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow={structure.short}"


def _space(structure: Structure, apart: str) -> str:
    return f"{_urn(structure)}:ObsLevelDim:{apart}"


def _data_set(
    connection: duckdb.DuckDBPyConnection, one: DataSet, apart: str, at: int, action: str
) -> Iterator[bytes]:
    until = f' ss:validToDate="{one.valid_to.isoformat()}"' if one.valid_to else ""
    yield (
        f'<mes:DataSet ss:structureRef="S{at}" xsi:type="ns{at}:DataSetType"'
        f' ss:action="{action}" ss:validFromDate="{one.valid_from.isoformat()}"{until}>'
    ).encode()
    places = [place.id for place in one.structure.dimensions]
    series = [] if apart == ALL_DIMENSIONS else [place for place in places if place != apart]
    if one.few is not None:
        yield from _few(one, one.few, series)
        yield b"</mes:DataSet>"
        return
    special = _special(connection, one)
    inside = [_said(name, special) for name in one.columns if name not in series]
    observation = joined(["'<Obs'", *inside, "'/>'"])
    if not series:
        yield from pieces(connection, one, observation, between="")
    else:
        begins = joined(["'<Series'", *(_said(name, special) for name in series), "'>'"])
        some = False
        for piece in pieces(connection, one, observation, between="", series=begins, turn="</Series>"):
            some = True
            yield piece
        yield b"</Series>" if some else b""
    yield b"</mes:DataSet>"


def _few(one: DataSet, rows: pa.Table, series: list[str]) -> Iterator[bytes]:
    """The same of rows that were read already, for which DuckDB would have to plan longer than it writes."""
    told: dict[str, list[str]] = {}
    for name in one.columns:
        values = rows.column(name).to_pylist()
        texts = {value: _attribute(name, value) for value in set(values)}
        told[name] = [texts[value] for value in values]
    inside = [told[name] for name in one.columns if name not in series]
    observations = [f"<Obs{''.join(parts)}/>" for parts in zip(*inside, strict=True)]
    if not series:
        yield from at_once(observations, between="")
        return
    begins = [f"<Series{''.join(parts)}>" for parts in zip(*(told[name] for name in series), strict=True)]
    yield from at_once(observations, begins, between="", turn="</Series>")
    yield b"</Series>" if begins else b""


def _attribute(name: str, value: str | float | None) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):  # in which no letter is special
        return f' {name}="{figure(value) if name == MEASURE else value}"'
    for letter, entity in _ESCAPED:
        value = value.replace(letter, entity)
    return f' {name}="{value}"'


def _special(connection: duckdb.DuckDBPyConnection, one: DataSet) -> set[str]:
    """The columns in which a letter stands that XML has a use for: looked for once, because most have none."""
    names = [name for name in one.columns if name != MEASURE]
    found = set()
    for name in names:
        hit = f"select 1 from (select distinct {_column(name)} as text from ({one.rows}))"
        if connection.execute(f"{hit} where {_has_letter('text')} limit 1", list(one.values)).fetchall():
            found.add(name)
    return found


def _has_letter(column: str) -> str:
    return " or ".join(f"contains({column}, {_text(letter)})" for letter, _ in _ESCAPED)


def _said(name: str, special: set[str]) -> str:
    """The attribute of a component, or nothing where it has no value."""
    value = number() if name == MEASURE else f'"{name}"'
    if name in special:
        for letter, entity in _ESCAPED:
            value = f"replace({value}, {_text(letter)}, {quoted(entity)})"
    return f"""coalesce(' {name}="' || {value} || '"', '')"""


def _text(letter: str) -> str:
    return quoted(letter) if letter.isprintable() else f"chr({ord(letter)})"


def _column(name: str) -> str:
    return f'"{name}"'
