"""What became of the rows of files that were taken, and which places lost rows: counts, nobody's values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.vaults.keys import Scope
from serai.components.statistics import refusals
from serai.components.statistics.registers import folders
from serai.components.statistics.registers.scopes import own_scopes
from serai.components.statistics.registers.vault import VAULT
from serai.engine.checks.reasons import EXPECTED
from serai.engine.model.posts import FELL, HELD, MISSING, NEW
from serai.engine.model.receipt import Receipt, Refusal
from serai.web import wording

_RANKS = {MISSING: 0, FELL: 1, HELD: 2, NEW: 3, "": 2}


@dataclass(frozen=True)
class Place:
    """The rows of one place in a file and in the one before; ``state`` is "" where there is none before."""

    name: str
    rows: int
    before: int
    taken: int
    left_out: int
    refused: int
    repeated: int
    state: str


@dataclass(frozen=True)
class TakenPage:
    """A register's files, the newest first, and the receipt of one of them. Tables are for the table part.

    ``locked`` is set where its keys are not open, and nothing else.
    """

    scope: Scope
    register: str
    locked: bool = False
    files: tuple[dict[str, Any], ...] = ()
    receipt: Receipt | None = None
    refused: int = 0
    reasons: dict[str, Any] | None = None
    places: dict[str, Any] | None = None
    lost: int = 0
    examples: dict[str, Any] | None = None
    births: tuple[str, ...] = ()


def taken_page(reader: Reader, country: str, organisation: str, register: str, number: str = "") -> TakenPage:
    """The files of a register of the reader's organisations. Raises: Http404 when there is no such."""
    scope = next(
        (s for s in own_scopes(reader) if (s.country, s.organisation) == (country, organisation)), None
    )
    if scope is None or register not in folders.registers_in(scope):
        raise Http404(_("There is no such register."))
    if folders.keys().state(VAULT.name, scope) != "open":
        return TakenPage(scope, register, locked=True)
    snapshots = folders.taken(scope, register)
    receipts = {one.number: Receipt.from_json(one.note["receipt"], []) for one in snapshots}
    chosen = next((one for one in snapshots if str(one.number) == number), snapshots[-1])
    receipt = receipts[chosen.number]
    before = [receipts[one.number] for one in snapshots if one.number < chosen.number]
    places = compared(receipt, before[-1] if before else None)
    return TakenPage(
        scope,
        register,
        files=tuple(
            {"number": n, "receipt": one, "at": parse_datetime(one.loaded_at), "refused": sum(one.rejected.values()),
             "current": n == chosen.number}
            for n, one in sorted(receipts.items(), reverse=True)
        ),
        receipt=receipt,
        refused=sum(receipt.rejected.values()),
        reasons=_reasons(receipt),
        places=_places(places) if any(one.name for one in places) else None,
        lost=sum(one.state in (MISSING, FELL) for one in places),
        # other notes of a receipt repeat rows above the table, which may be anybody's
        births=tuple(note for note in receipt.notes if note.startswith("birth_date: ")),
        examples=_examples([Refusal(**one) for one in chosen.note.get("examples", ())]),
    )  # fmt: skip


def compared(receipt: Receipt, before: Receipt | None) -> list[Place]:
    """The places of a file beside those of the file before it: missing ones, those that fell by more than half, then
    those of which most rows were refused."""
    now, earlier = _by_place(receipt), _by_place(before) if before else {}
    found = []
    for name in {*now, *earlier}:
        here = now.get(name, {})
        rows, had = here.get("rows_in", 0), earlier.get(name, {}).get("rows_in", 0)
        fell = FELL if 2 * rows < had else HELD
        state = "" if before is None or not name else MISSING if not rows else fell if had else NEW
        found.append(
            Place(
                name,
                rows,
                had,
                taken=here.get("accepted", 0),
                left_out=here.get("left_out", 0),
                refused=here.get("refused", 0),
                repeated=here.get("duplicates", 0),
                state=state,
            )
        )
    return sorted(found, key=lambda one: (_RANKS[one.state], -one.refused, one.rows - one.before, one.name))


def _by_place(receipt: Receipt) -> dict[str, dict[str, int]]:
    return {
        str(one["place"]): {key: int(value) for key, value in one.items() if key not in ("place", "sheet")}
        for one in receipt.places
    }


def _reasons(receipt: Receipt) -> dict[str, Any] | None:
    if not receipt.rejected:
        return None
    rows = sorted(receipt.rejected.items(), key=lambda item: (item[0] in EXPECTED, -item[1], item[0]))
    return {
        "columns": [{"title": _("Reason"), "numeric": False}, {"title": _("Rows"), "numeric": True}],
        "rows": [[refusals.in_words(reason), count] for reason, count in rows],
    }


def _places(places: list[Place]) -> dict[str, Any]:
    words = {
        MISSING: _("missing: it had rows in the file before"),
        FELL: _("fell by more than half"),
        NEW: _("new"),
        HELD: _("as before"),
        "": "–",
    }
    titles = (
        _("Rows, file before"), _("Rows now"), _("Taken"), _("Left out"), _("Refused"), _("Repeated"),
    )  # fmt: skip
    return {
        "columns": [
            {"title": _("Place"), "numeric": False},
            {"title": _("What happened"), "numeric": False},
            *({"title": title, "numeric": True} for title in titles),
        ],
        "rows": [
            [one.name or _("no place, or one that hardly any row has"), words[one.state],
             one.before if one.state else "–", one.rows, one.taken, one.left_out, one.refused, one.repeated]
            for one in places
        ],
    }  # fmt: skip


def _examples(found: list[Refusal]) -> dict[str, Any] | None:
    """Where the first refused rows stand and what to do; their values are nowhere."""
    if not found:
        return None
    titles = (_("Row"), _("Field"), _("What is wrong"), _("What to do"))
    return {
        "columns": [{"title": title, "numeric": False} for title in titles],
        "rows": [
            [
                f"{one.sheet} {wording.digits(str(one.row))}".strip(),
                one.field,
                refusals.in_words(one.reason),
                refusals.advice(one.reason, one.advice),
            ]
            for one in found
        ],
    }
