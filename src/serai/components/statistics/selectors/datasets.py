"""A dataset, the files in it, and what work on it has found; for those who work with files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from serai.commons.access.readers import Reader
from serai.components.statistics.models import Import
from serai.components.statistics.selectors.imports import imports
from serai.web import wording

INDICATORS = {
    "open_days": gettext_lazy("Days on which the post recorded a crossing, of the days of the month"),
    "duplicates": gettext_lazy("Crossings that repeat another in every word, of all"),
    "orphans": gettext_lazy("Crossings whose other half is missing, of all"),
    "missing_citizenship": gettext_lazy("Crossings without a citizenship, of all"),
    "missing_sex": gettext_lazy("Crossings without a sex, of all"),
    "missing_birth_year": gettext_lazy("Crossings without a year of birth, of all"),
    "missing_post": gettext_lazy("Crossings without a border post, of all"),
    "heaped_births": gettext_lazy(
        "People said to be born in a year that ends in 0 or 5, of those with a year of birth"
    ),
    "late_records": gettext_lazy(
        "Crossings recorded more than a week after the day, of those with a day of record"
    ),
    "unestablished": gettext_lazy("People of whose earlier residence nobody knows, of all"),
    "days_unknown": gettext_lazy("Days of which nobody knows where the person was, of all days followed"),
    "days_added": gettext_lazy("Days between two crossings in one direction, of all days followed"),
    "warm_up": gettext_lazy("Migrations that may be residents coming home, of all"),
    "provisional": gettext_lazy("Migrations that are not decided, of all"),
}
POLICIES = {
    "drop": gettext_lazy("The first of the two is kept"),
    "midpoint": gettext_lazy("The missing one is put half way"),
    "permit-expiry": gettext_lazy("Departure on the day after a permit ended"),
    "unknown": gettext_lazy("The days between count on neither side"),
}
REASONS = {
    "both": gettext_lazy("Counted by both definitions at the same crossing"),
    "dated elsewhere": gettext_lazy("Counted by both definitions, dated at different crossings"),
    "fails the test": gettext_lazy("The stay that follows does not pass the other definition's test"),
    "undecided": gettext_lazy("The other definition has not decided yet"),
    "warm-up": gettext_lazy("The other definition takes it for a resident coming home, perhaps"),
    "status before": gettext_lazy(
        "The stay passes the other definition's test, but there the person was on that side already"
    ),
}
KINDS = {"immigration": gettext_lazy("Immigration"), "emigration": gettext_lazy("Emigration")}


@dataclass(frozen=True)
class Finding:
    """What work on a dataset found: what was asked, when it ended, and tables for the table part, by name."""

    order: Mapping[str, str]
    at: Any
    tables: Mapping[str, Any]

    @property
    def policy(self) -> Any:
        """What was done about missing halves, in words; nothing where every policy was looked at."""
        return POLICIES.get(self.order.get("orphans", "")) if self.order["kind"] == "bridge" else None


@dataclass(frozen=True)
class Dataset:
    """A dataset with its imports, newest first, and what was found, if anybody asked."""

    name: str
    imports: list[Import]
    quality: Finding | None
    bridge: Finding | None

    @property
    def synthetic(self) -> bool:
        return any(one.synthetic for one in self.imports)


def dataset(reader: Reader, name: str) -> Dataset | None:
    """A dataset of which the reader may see an import; None otherwise."""
    seen = [one for one in imports(reader) if one.dataset == name]
    if not seen:
        return None
    quality, bridge = _found(name, "quality"), _found(name, "bridge")
    return Dataset(
        name,
        seen,
        _finding(quality, _quality_tables(quality)) if quality else None,
        _finding(bridge, {"spans": _spans(bridge)}) if bridge else None,
    )


def place(name: str, kind: str) -> Path:
    """Where what was found of a dataset is kept."""
    return Path(settings.HOME) / "measured" / name / f"{kind}.json"


def _found(name: str, kind: str) -> dict[str, Any] | None:
    path = place(name, kind)
    if not path.is_file():
        return None
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return told


def _finding(told: dict[str, Any], tables: dict[str, Any]) -> Finding:
    return Finding(told["order"], parse_datetime(told["at"]), tables)


def _quality_tables(told: dict[str, Any]) -> dict[str, Any]:
    shares = [(name, part, whole) for name, (part, whole) in told["shares"].items() if whole]
    # the least reliable first; an open day is no fault, so it comes last
    shares.sort(key=lambda one: (one[0] == "open_days", -one[1] / one[2]))
    return {
        "indicators": _table(
            (_("Indicator"), _("Share"), _("Part"), _("Whole")),
            [[str(INDICATORS[name]), _percent(part / whole), part, whole] for name, part, whole in shares],
        ),
        "net": _table(
            (_("Year and rule"), _("Immigration"), _("Emigration"), _("Net migration"), _("Undecided")),
            [
                [f"{wording.digits(str(row['year']))}: {POLICIES[row['policy']]}",
                 row["immigration"], row["emigration"], row["net"], row["undecided"]]
                for row in told["net"]
            ],
        ),
        "posts": _table(
            (_("Border post"), _("Migrations that move"), _("Missing halves"), _("Crossings")),
            [
                [row["post"] or _("no post written"), row["moved"], row["orphans"], row["crossings"]]
                for row in told["posts"]
            ],
        ),
    }  # fmt: skip


def _spans(told: dict[str, Any]) -> dict[str, Any]:
    here, there = told["order"]["definition"], told["order"]["other"]
    by = {(True, True): _("both"), (True, False): here, (False, True): there}
    return _table(
        (_("Why"), _("Direction"), _("Counted by"), _("Migrations")),
        [
            [str(REASONS[row["reason"]]), str(KINDS[row["kind"]]),
             by[row["counted_here"], row["counted_there"]], row["migrations"]]
            for row in told["spans"]
        ],
    )  # fmt: skip


def _table(columns: tuple[str, ...], rows: list[list[Any]]) -> dict[str, Any]:
    numbers = {at for row in rows for at, cell in enumerate(row) if isinstance(cell, int)}
    titled = [{"title": title, "numeric": at in numbers} for at, title in enumerate(columns)]
    return {"columns": titled, "rows": rows}


def _percent(share: float) -> str:
    return wording.digits(f"{share:.2%}")
