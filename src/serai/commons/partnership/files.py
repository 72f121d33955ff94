"""The files of a partnership: which there are, in which order they load, and how one is read.

Nothing here knows the database. A file is a CSV with a header, or a YAML list of mappings; both give
rows with the line they stand on, so that a bad row can be named.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from serai.commons.partnership.rules import TOLD

MAX_FILE_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True)
class Table:
    """One kind of file. ``key_from`` names the columns a key is put together from when none is given."""

    name: str
    model: str
    key_from: tuple[str, ...] = ()


_PARTY = ("state", "organisation")
TABLES: tuple[Table, ...] = (
    Table("sources", "Source"),
    Table("partnership", "Partnership"),
    Table("states", "State"),
    Table("state_names", "StateName", ("state", "kind", "language", "since")),
    Table("organisations", "Organisation"),
    Table("registers", "Register"),
    Table("participations", "Participation", (*_PARTY, "since")),
    Table("bodies", "Body"),
    Table("body_members", "BodyMember", ("body", *_PARTY, "since")),
    Table("body_roles", "BodyRole", ("body", "role", *_PARTY, "since")),
    Table("frameworks", "Framework"),
    Table("topics", "Topic"),
    Table("topic_links", "TopicLink", ("topic", "relation", "other")),
    Table("commitments", "Commitment"),
    Table("programmes", "Programme"),
    Table("projects", "Project"),
    Table("phases", "Phase"),
    Table("project_partners", "ProjectPartner", ("project", "role", *_PARTY, "since")),
    Table("objectives", "Objective"),
    Table("components", "Component"),
    Table("activity_kinds", "ActivityKind"),
    Table("activities", "Activity"),
    Table("activity_components", "ActivityComponent", ("activity", "component")),
    Table("activity_roles", "ActivityRole", ("activity", "role", *_PARTY)),
    Table("activity_counts", "ActivityCount", ("activity", "measure", "source")),
    Table(
        "dated_statements",
        "DatedStatement",
        ("project", "organisation", "activity", "framework", "about", "standing", "when", "source"),
    ),
    Table("disagreements", "Disagreement"),
    Table(
        "disagreement_links",
        "DisagreementLink",
        ("disagreement", "activity", "project", "organisation", "body", "framework", "topic"),
    ),
    Table("statements", "Statement", ("source", "number")),
    Table(
        "tellings",
        "Telling",
        (*TOLD, "column", "language"),
    ),
)
OF_OTHER_ROOMS = frozenset({"figures.csv"})
KNOWN_NAMES = frozenset(f"{table.name}{ending}" for table in TABLES for ending in (".csv", ".yaml"))


@dataclass(frozen=True)
class FileRow:
    """One row as it stands in its file; ``line`` is the line on which it starts, from 1."""

    line: int
    values: dict[str, str]


@dataclass
class TableFile:
    """A file that was read. ``fault`` says why nothing in it can be used, with the line and a way out."""

    table: Table
    name: str
    columns: tuple[str, ...] = ()
    rows: list[FileRow] = field(default_factory=list)
    fault: str = ""
    fault_line: int = 1
    advice: str = ""


def read_folder(folder: Path) -> Iterator[TableFile]:
    """Every table that the folder holds, in the order in which tables load."""
    for table in TABLES:
        found = [folder / f"{table.name}{ending}" for ending in (".csv", ".yaml")]
        found = [path for path in found if path.is_file()]
        if not found:
            continue
        if len(found) == 2:
            yield TableFile(
                table,
                found[0].name,
                fault=f"{found[0].name} and {found[1].name} hold the same table",
                advice="Keep one of the two.",
            )
            continue
        yield _read(table, found[0])


def strange_files(folder: Path) -> list[str]:
    """Files that look like tables but are none, so that a misspelt name does not go unseen."""
    return sorted(
        path.name
        for path in folder.iterdir()
        if path.is_file()
        and path.suffix in {".csv", ".yaml", ".yml"}
        and path.name not in KNOWN_NAMES | OF_OTHER_ROOMS
    )


def _read(table: Table, path: Path) -> TableFile:
    file = TableFile(table, path.name)
    if path.stat().st_size > MAX_FILE_BYTES:
        file.fault = f"the file is larger than {MAX_FILE_BYTES // 1024 // 1024} MB"
        file.advice = "A partnership's table is small; check what is in it."
        return file
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        file.fault = "the file is not written in UTF-8"
        file.fault_line = error.object[: error.start].count(b"\n") + 1
        file.advice = "Save it again with the encoding UTF-8."
        return file
    if "\x00" in text:
        file.fault, file.advice = "the file holds bytes that are no text", "Save it again as text."
        file.fault_line = text[: text.index("\x00")].count("\n") + 1
    elif path.suffix == ".csv":
        _read_csv(file, text)
    else:
        _read_yaml(file, text)
    return file


def _read_csv(file: TableFile, text: str) -> None:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, None)
        if header is None:
            return
        file.columns = tuple(name.strip() for name in header)
        repeated = {name for name in file.columns if file.columns.count(name) > 1}
        if repeated:
            file.fault = f"the column {', '.join(sorted(repeated))} stands twice in the header"
            file.advice = "Keep each column once."
            return
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                values = {name: cell.strip() for name, cell in zip(file.columns, cells, strict=False)}
                if len(cells) != len(file.columns):
                    values["\0cells"] = f"{len(cells)} cells where the header has {len(file.columns)}"
                file.rows.append(FileRow(line, values))
            line = reader.line_num + 1
    except csv.Error as error:
        file.fault = f"the table cannot be read from here on: {error}"
        file.fault_line = reader.line_num
        file.advice = "Look for a quotation mark that is not closed."
        file.rows.clear()


def _read_yaml(file: TableFile, text: str) -> None:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        file.fault = f"this is not YAML: {error.problem}"
        file.fault_line = mark.line + 1 if mark else 1
        file.advice = "Indent with spaces, and put quotation marks around texts that hold a colon."
        return
    if root is None:
        return
    if not isinstance(root, yaml.SequenceNode):
        file.fault = "the file is not a list"
        file.advice = "Begin each row with a dash."
        return
    names: dict[str, None] = {}
    for node in root.value:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            file.rows.append(FileRow(line, {"\0cells": "this is not a row of fields and values"}))
            continue
        values: dict[str, str] = {}
        for name, value in node.value:
            field_name = str(name.value)
            names[field_name] = None
            if field_name in values:
                values["\0cells"] = f"the field {field_name} stands twice"
            elif isinstance(value, yaml.ScalarNode):
                values[field_name] = "" if value.tag.endswith(":null") else str(value.value).strip()
            elif isinstance(value, yaml.SequenceNode):
                values[field_name] = ";".join(str(item.value).strip() for item in value.value)
            else:
                values["\0cells"] = f"the field {field_name} holds fields of its own"
        file.rows.append(FileRow(line, values))
    file.columns = tuple(names)
