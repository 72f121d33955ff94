"""What became of a delivery, as the page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from serai.web.messages.exchange import Answer

SHOWN = 200  # rows of a table on the page; the counts always tell of all


@dataclass(frozen=True)
class ChangeLine:
    """One translation before and after, each of its plural forms, with the mark of its review."""

    row: str
    english: str
    context: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    review: str


@dataclass(frozen=True)
class RefusalLine:
    """A refused text: ``reasons`` are (words, values) for the language of whoever reads."""

    row: str
    english: str
    reasons: tuple[tuple[str, dict[str, str]], ...]


@dataclass(frozen=True)
class DeliveryPage:
    """A delivery. ``texts`` = ``changed`` + ``marked`` + ``same`` + ``empty`` + ``unknown`` + ``refused``.

    ``marked`` kept their words and got a mark of review. ``changes``, ``strangers`` (unknown texts) and
    ``refusals`` hold the first ``SHOWN``.
    """

    key: str
    name: str
    sender: str
    received_at: datetime
    taken_at: datetime | None
    waiting: bool
    read_all: bool
    texts: int
    changed: int
    marked: int
    same: int
    empty: int
    unknown: int
    refused: int
    changes: tuple[ChangeLine, ...]
    strangers: tuple[RefusalLine, ...]
    refusals: tuple[RefusalLine, ...]

    @property
    def taken(self) -> int:
        """How many texts are taken: with new words, or with a new mark."""
        return self.changed + self.marked


def as_report(answer: Answer) -> dict[str, Any]:
    """An answer as the database keeps it."""
    return {
        "same": answer.same,
        "empty": answer.empty,
        "changes": [
            [one.row, one.english, one.context or "", list(one.before), list(one.after), one.review]
            for one in answer.changes
        ],
        "refused": [
            [one.row, one.english, one.unknown, [[reason.words, reason.values] for reason in one.reasons]]
            for one in answer.refused
        ],
    }


def from_report(report: dict[str, Any], **about: Any) -> DeliveryPage:
    """A kept answer with what is known ``about`` its delivery."""
    changes = [
        ChangeLine(row, english, context, tuple(before), tuple(after), review)
        for row, english, context, before, after, review in report["changes"]
    ]
    refused = [
        (unknown, RefusalLine(row, english, tuple((words, values) for words, values in reasons)))
        for row, english, unknown, reasons in report["refused"]
    ]
    strangers = [line for unknown, line in refused if unknown]
    marked = sum(line.before == line.after for line in changes)
    return DeliveryPage(
        texts=len(changes) + len(refused) + report["same"] + report["empty"],
        changed=len(changes) - marked,
        marked=marked,
        same=report["same"],
        empty=report["empty"],
        unknown=len(strangers),
        refused=len(refused) - len(strangers),
        changes=tuple(changes[:SHOWN]),
        strangers=tuple(strangers[:SHOWN]),
        refusals=tuple([line for unknown, line in refused if not unknown][:SHOWN]),
        **about,
    )
