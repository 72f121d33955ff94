"""The import receipt: what became of every row of a file."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from serai.engine.errors import EngineError

EXAMPLES_KEPT = 200


class ReceiptDoesNotAddUp(EngineError):
    """A receipt whose parts are not its whole is never written."""


@dataclass(frozen=True)
class Refusal:
    """One refused row: where it stands in the file, which field, why, and the way out.

    ``value`` is None where the mapping is about single people: their values leave no trace.
    """

    sheet: str
    row: int
    field: str
    value: str | None
    reason: str
    advice: str


@dataclass(frozen=True)
class Receipt:
    """What became of every row of one file under one mapping.

    Always: ``rows_in == accepted + sum(rejected.values()) + duplicates``. A row is a record: the line
    of a long file, the cell of a wide one. ``sums`` holds the sum of each measure over the accepted
    rows, ``missing`` how many accepted observations carry each mark (":", "..", "*", "" for blank).
    ``key`` are the columns that tell one observation from another: with the measures in ``sums`` they say
    which cell is which. It is empty where rows are about single people or every row counts. ``vintage`` is
    the owner's name of the edition, ``loaded_at`` the moment from which the rows were known here.
    ``places`` says of each ``sheet`` and ``place`` (a border post) how many of its rows came in (``rows_in``) and
    were ``accepted``, left out as meant (``left_out``: totals and the like), ``refused`` or ``duplicates``; it is empty
    where rows have no place. A place that a refused row does not say is "".
    """

    import_id: str
    dataset: str
    mapping: str
    file_name: str
    file_sha256: str
    bytes: int
    rows_in: int
    accepted: int
    rejected: dict[str, int] = field(default_factory=dict)
    duplicates: int = 0
    sums: dict[str, int | float] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=dict)
    examples: list[Refusal] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    mode: str = "append"
    key: list[str] = field(default_factory=list)
    vintage: str = ""
    places: list[dict[str, int | str]] = field(default_factory=list)
    synthetic: bool = False
    loaded_at: str = ""
    already_loaded: bool = False

    def __post_init__(self) -> None:
        counted = self.accepted + sum(self.rejected.values()) + self.duplicates
        if self.rows_in != counted:
            raise ReceiptDoesNotAddUp(
                f"{self.rows_in} rows came in and {counted} were accounted for",
                where=self.file_name,
                advice="Nothing was stored. Please report this file: it shows a fault of the program.",
            )

    def as_dict(self) -> dict[str, Any]:
        """The receipt as plain values, as the command line prints it."""
        return asdict(self)

    def to_json(self) -> str:
        """The receipt as it rides in a snapshot: without examples, which lie in the file of refused rows."""
        values = asdict(replace(self, examples=[], already_loaded=False))
        del values["examples"], values["already_loaded"]
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str, examples: list[Refusal]) -> Receipt:
        """A receipt read back from a snapshot, with its examples."""
        return cls(**json.loads(text), examples=examples)
