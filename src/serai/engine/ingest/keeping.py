"""What was checked, kept in a file until it is published: figures, findings and where they came from."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from serai.engine.errors import FileUnreadable
from serai.engine.model.observations import Checked, Finding

_KEY = b"serai.checked"


def keep_checked(checked: Checked, path: Path) -> None:
    """Write everything of ``checked`` into one Parquet file."""
    words = {f.name: getattr(checked, f.name) for f in fields(checked) if f.name != "observations"}
    words["findings"] = [finding.as_dict() for finding in checked.findings]
    told = json.dumps(words, ensure_ascii=False).encode()
    pq.write_table(checked.observations.replace_schema_metadata({_KEY: told}), path, compression="zstd")


def kept_checked(path: Path) -> Checked:
    """What ``keep_checked`` wrote.

    Raises:  FileUnreadable for any other file.
    """
    try:
        table = pq.read_table(path)
        words = json.loads(table.schema.metadata[_KEY])
    except (pa.ArrowException, OSError, KeyError, TypeError) as error:
        raise FileUnreadable(
            "This is no file of a checked submission", where=path.name, advice="Check the submission again."
        ) from error
    words["findings"] = tuple(Finding(**finding) for finding in words["findings"])
    words["periods"] = tuple(words["periods"])
    return Checked(observations=table.replace_schema_metadata(None), **words)
