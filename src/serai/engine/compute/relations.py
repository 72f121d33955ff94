"""Everything around the kernel that is plain relational work: one lazy expression each, for DuckDB and Spark.

Nothing is read here. What the two engines take differently is kept out: days and times are counted from 1970 by
difference, text is cut to the form that both read alike, and nothing is added up that is not a whole number.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import ibis
import ibis.expr.types as ir

from serai.engine.compute import kernel
from serai.engine.compute.records import EPOCH, TIMED
from serai.engine.model.definition import Definition

FAULTS = {
    1: (
        "person_id",
        "nobody is named",
        "Give each person a number or a pseudonym, the same on every crossing.",
    ),
    2: ("crossed_on", "there is no day", "Write days as dates, such as 2024-03-31."),
    3: ("direction", "the direction is not known", "Write IN for an arrival and OUT for a departure."),
}
"""What is wrong with a row: the column, what, and the way out."""
READ = ("person_id", "crossed_on", "crossed_at", "direction", "post", "citizenship", "sex", "birth_year",
        "purpose", "intended_days")  # fmt: skip
"""The columns of crossings that mean something; a file may lack some and have more."""
ABOUT = ("citizenship", "sex", "birth_year", "post")
MIDNIGHT = dt.datetime.combine(EPOCH, dt.time())
DAY_IN_TEXT = "^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
MOMENT_IN_TEXT = DAY_IN_TEXT + "([ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,6})?)?)?"


def day_of(crossings: ir.Table) -> Any:
    """The date of a crossing: of its moment, where there is one, else its day.

    Unknown: what is no date is null. Text is read as year-month-day, whatever follows.
    """
    if "crossed_at" not in crossings.columns:
        return _date(crossings["crossed_on"])
    at = _moment(crossings).cast("date")
    return ibis.coalesce(at, _date(crossings["crossed_on"])) if "crossed_on" in crossings.columns else at


def _date(column: Any) -> Any:
    if column.type().is_date() or column.type().is_timestamp():
        return column.cast("date")
    return column.cast("string").strip().re_extract(DAY_IN_TEXT, 0).try_cast("date")


def _moment(crossings: ir.Table) -> Any:
    """The moment of a crossing by the clock of its post; where a zone is given, by that of Greenwich."""
    column = crossings["crossed_at"]
    if column.type().is_date() or column.type().is_timestamp():
        return column.cast("timestamp")
    return column.cast("string").strip().re_extract(MOMENT_IN_TEXT, 0).try_cast("timestamp")


def _whole(column: Any) -> Any:
    """A number of any type, or in text, without its fraction; what is none is null."""
    if column.type().is_integer():
        return column.try_cast("int32")
    number = column.try_cast("float64")
    return (number - number % 1).try_cast("int32")  # one engine would round, the other not


def profile_of(crossings: ir.Table, country: str) -> Any:
    """Citizen or not, sex and broad age as one number: people whose undecided changes end alike."""
    age = day_of(crossings).year() - _whole(crossings["birth_year"])
    sex = crossings["sex"].cast("string")
    return (
        ibis.ifelse(crossings["citizenship"].cast("string") == country, 16, 0)
        + ibis.cases((sex == "F", 4), (sex == "M", 8), else_=0)
        + ibis.cases((age < 15, 1), (age < 65, 2), (age >= 65, 3), else_=0)
    )


def fault_of(crossings: ir.Table) -> Any:
    """Which of ``FAULTS`` a row has, or 0."""
    person = crossings["person_id"].cast("string")
    direction = crossings["direction"].cast("string")
    return ibis.cases(
        (person.isnull() | (person == ""), 1),
        (day_of(crossings).isnull(), 2),
        (direction.isnull() | ~direction.isin(("IN", "OUT")), 3),
        else_=0,
    )


def records(crossings: ir.Table, definition: Definition, country: str, *, about: bool = False) -> ir.Table:
    """Every row in the kernel's terms.

    Shape:   crossings, with ``input_row`` -> (person_id, row, key, marks, intended, fault), none of them null; with
             ``about`` also what the tables say of a person, and the direction.
    """
    key = day_of(crossings).delta(EPOCH, unit="day")
    if "crossed_at" in crossings.columns:
        # a day times the scale and the time within it; behind all times of the day where there is none
        moment = _moment(crossings).delta(MIDNIGHT, unit="microsecond")
        key = ibis.coalesce(moment + key, key * TIMED + (TIMED - 1))
    marks = (
        ibis.ifelse(crossings["direction"].cast("string") == "IN", kernel.INSIDE, 0)
        + ibis.ifelse(crossings["citizenship"].cast("string") == country, kernel.CITIZEN, 0)
        + 2**kernel.PROFILE * profile_of(crossings, country)
    )
    if definition.exclusions and "purpose" in crossings.columns:
        excluded = crossings["purpose"].cast("string").isin(definition.exclusions)
        marks = marks + ibis.ifelse(excluded, kernel.EXCLUDED, 0)
    intended = ibis.literal(-1)
    if definition.clock == "intention":
        intended = _whole(crossings["intended_days"]).fill_null(-1)
    return crossings.select(
        person_id=crossings["person_id"].cast("string").fill_null(""),
        row=crossings["input_row"],
        key=key.fill_null(0).cast("int64"),
        marks=marks.cast("int32"),
        intended=intended.cast("int32"),
        fault=fault_of(crossings).cast("int32"),
        **(_described(crossings) | {"direction": crossings["direction"].cast("string")} if about else {}),
    )


def _described(crossings: ir.Table) -> dict[str, Any]:
    text = {name: crossings[name].cast("string") for name in ABOUT if name != "birth_year"}
    return {**text, "birth_year": _whole(crossings["birth_year"])}


def seen(crossings: ir.Table, definition: Definition, country: str) -> ir.Table:
    """What the rows hold, by fault: (fault, rows, row of the first, lowest key, highest key)."""
    found = records(crossings, definition, country)
    return found.group_by("fault").agg(
        rows=found.count(), row=found["row"].min(), low=found["key"].min(), high=found["key"].max()
    )


def refused(crossings: ir.Table) -> ir.Table:
    """The rows that cannot be used: the number of each from 1, what is wrong, and the row as it is."""
    fault = fault_of(crossings)
    words = [(fault == code, f"{column}: {what}") for code, (column, what, _) in FAULTS.items()]
    rest = [name for name in crossings.columns if name not in ("input_row", "reason")]
    return crossings.filter(fault != 0).select(
        *rest, input_row=crossings["input_row"] + 1, reason=ibis.cases(*words)
    )["input_row", "reason", *rest]


def told(crossings: ir.Table, judged: ir.Table) -> ir.Table:
    """What was judged, with what is known of the person at that crossing.

    Shape:   ``judged`` (row, date, table, side, status, warm_up, added, crossings, profile) -> the same without
             ``row``, and (person_id, citizenship, sex, birth_year, post, direction).
    """
    raw = crossings.select("input_row", "person_id", "direction", *ABOUT)
    joined = judged.join(raw, judged["row"] == raw["input_row"])
    return joined.select(
        "date", "table", "side", "status", "warm_up", "added", "crossings",
        profile=joined["profile"].cast("int32"),
        person_id=joined["person_id"].cast("string"),
        direction=joined["direction"].cast("string"),
        **_described(joined),
    )  # fmt: skip


def _kind(one: ir.Table) -> Any:
    return ibis.cases((one["side"] == 1, "immigration"), (one["side"] == 0, "emigration"))


def _status(one: ir.Table) -> Any:
    return ibis.cases(
        (one["status"] == kernel.FINAL, "final"),
        (one["status"] == kernel.EARLY, "early"),
        (one["status"] == kernel.PROVISIONAL, "provisional"),
    )


def tables(found: ir.Table, crossings: ir.Table, first: dt.date, last: dt.date) -> dict[str, ir.Table]:
    """The tables that compiling makes of what was told, by name."""

    def changes(which: int) -> ir.Table:
        some = found.filter(found["table"] == which)
        return some.select(
            "person_id", "date", kind=_kind(some), status=_status(some), warm_up=some["warm_up"],
            **{name: some[name] for name in (*ABOUT, "crossings", "added")},
        )  # fmt: skip

    apart = found.filter(found["table"] == kernel.UNESTABLISHED)
    return {
        "migrations": changes(kernel.MIGRATION),
        "conditional": changes(kernel.CONDITIONAL),
        "unestablished": apart.select("person_id", "date", *ABOUT, kind=_kind(apart), status=_status(apart)),
        "orphans": _by_post(found, crossings, first, last),
    }


def _by_post(found: ir.Table, crossings: ir.Table, first: dt.date, last: dt.date) -> ir.Table:
    """Crossings and, among them, orphans by border post and month; none of them after a death."""
    sound = crossings.filter(fault_of(crossings) == 0)
    all_days = sound.select(
        post=sound["post"].cast("string"),
        direction=sound["direction"].cast("string"),
        date=day_of(sound),
        table=ibis.literal(-1, "int8"),
    )
    marked = found.filter(found["table"].isin((kernel.ORPHAN, kernel.AFTER_DEATH)))
    marked = marked.select("post", "direction", "date", "table")
    both = ibis.union(all_days.filter(all_days["date"].between(first, last)), marked)
    counted = both.group_by(
        "post",
        "direction",
        year=both["date"].year().cast("int64"),
        month=both["date"].month().cast("int64"),
    ).agg(
        crossings=both.count(where=both["table"] == -1)
        - both.count(where=both["table"] == kernel.AFTER_DEATH),
        orphans=both.count(where=both["table"] == kernel.ORPHAN),
    )
    counted = counted.filter(counted["crossings"] > 0)
    return counted["post", "direction", "year", "month", "crossings", "orphans"]


def moves(found: ir.Table, last: dt.date) -> ir.Table:
    """What may be migrations, each with its state: what ``flows.flow_cells`` counts.

    Shape:   ``told`` -> (date, kind, state, profile, step, citizenship, sex, birth_year). What waits for a decision
             has the profile of the person and the steps of time since; the rest has -1, because it is alike.
    """
    some = found.filter(found["table"].isin((kernel.MIGRATION, kernel.CONDITIONAL)))
    open_ = some["status"] == kernel.PROVISIONAL
    awaited = open_ & ~some["warm_up"] & (some["table"] == kernel.MIGRATION)
    decided = ~open_ & ~some["warm_up"] & (some["table"] == kernel.MIGRATION)
    waited = ibis.literal(last).delta(some["date"], unit="day") + 1
    return some.select(
        "date", "citizenship", "sex", "birth_year",
        kind=_kind(some),
        state=ibis.cases((awaited, "awaited"), (decided, "decided"), else_="possible"),
        profile=ibis.ifelse(awaited, some["profile"], -1).cast("int32"),
        step=ibis.ifelse(awaited, waited // kernel.ELAPSED, -1).cast("int32"),
    )  # fmt: skip
