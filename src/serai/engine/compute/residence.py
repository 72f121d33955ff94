"""Who changed the country of residence, read from border crossings. Steps of SQL; nothing runs here.

Each step is one ``select`` with a name and a sentence. They use only what DuckDB and Spark both
understand (integer day numbers, ``range between current row and n following``, no ``ignore nulls``), so
the same text runs on either: create each step as a temporary view, in order, and read the last ones.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from serai.engine.errors import EngineError
from serai.engine.model.definition import Definition, UnknownDefinition

CROSSING_COLUMNS = {
    "person_id": "string, the pseudonym of a person",
    "crossed_on": "date, or crossed_at: timestamp",
    "direction": "IN or OUT",
    "post": "string, the border post",
    "citizenship": "string, a three-letter code",
    "sex": "F or M",
    "birth_year": "integer",
}


class MissingColumn(EngineError):
    """The crossings lack columns that the calculation reads."""


@dataclass(frozen=True)
class Step:
    """One named step of a calculation: what it makes, in words, and the SQL that makes it."""

    name: str
    says: str
    sql: str


def residence_steps(
    definition: Definition,
    *,
    crossings: str,
    columns: list[str],
    home: str,
    observed_from: dt.date,
    observed_until: dt.date,
    deaths: str = "",
) -> list[Step]:
    """The steps from ``crossings`` to ``migrations``, ``conditional``, ``unestablished`` and ``orphans``.

    This is the readable reference for definitions in days and the policy ``drop``; what runs in life is the
    compiled kernel, which gives the same rows.
    Shape:   crossings (person_id, crossed_on | crossed_at, direction, post, citizenship, sex,
             birth_year, and ``_import``, ``_row`` or ``record`` for the order of the file) ->
             migrations (person_id, date, kind, status, warm_up, citizenship, sex, birth_year, post,
             crossings, added): one row per change of residence; conditional (the same): changes that are
             migrations only if an undecided change before them turns out to be one;
             unestablished (person_id, date, citizenship, sex, birth_year, post, kind, status): one row
             per person whose status before the first record nobody knows; ``kind`` is the change that
             the first decided crossing would be, null if there is none;
             orphans (post, month, direction, crossings, orphans): crossings that follow one in the same
             direction, by border post and month.
             ``deaths``, where there is such a table: (person_id, died_on), of which the earliest counts. The
             spell that is open on the day of death ends with it; days after it are spent on neither side, so they
             prove nothing and nobody emigrates by dying. Crossings after it are left out. A death after
             ``observed_until`` is as if not known.
    Units:   days. ``observed_until`` is the last day seen, inclusive.
    Unknown: a person first seen leaving who is not a citizen of ``home`` has no known status; such a
             person's first change goes to ``unestablished`` and never to ``migrations``.
    Raises:  MissingColumn, naming every absent column at once.
    Source:  the outcomes-based 12/16-month rule of Stats NZ (2019) and the ABS (2006), in days.
    """
    if not home.isalnum():
        raise MissingColumn(
            f"{home!r} is not a code of a state",
            advice="Give three letters, such as QRV.",
        )
    moment, order = _order_columns(columns, crossings)
    first, end = _day(observed_from), _day(observed_until) + 1
    if definition.unit != "days" or definition.clock != "outcome" or definition.exclusions:
        raise UnknownDefinition(
            "The steps of SQL count days only, by outcome and without exclusions",
            where=f"definition {definition.name}",
            advice="Use the compiled kernel, which knows every definition.",
        )
    window, threshold = definition.window, definition.threshold + definition.extra_days
    slack = window - threshold
    known = f"""
select person_id as dead, min(cast(cast(died_on as date) - date '1970-01-01' as int)) as died
from {deaths}
group by person_id
having min(cast(cast(died_on as date) - date '1970-01-01' as int)) < {end}"""
    nobody = "\nselect cast(null as string) as dead, cast(null as int) as died\nwhere 1 = 0"
    return [
        Step("dead", "Who died by the last day observed, and when.", known if deaths else nobody),
        Step(
            "ordered",
            "Every crossing observed, up to the day of death, with a whole day number and its place in the "
            "person's history: by day, then by time, then as the file has it.",
            f"""
select person_id, day, direction, post, citizenship, sex, birth_year, died,
       row_number() over (partition by person_id
                          order by day, moment nulls last, {order}, direction, post) as place
from (select *, cast(cast({moment} as date) - date '1970-01-01' as int) as day,
             {moment if moment == "crossed_at" else "cast(null as timestamp)"} as moment
      from {crossings}) dated
left join dead on person_id = dead
where day >= {first} and day < {end} and (died is null or day <= died)""",
        ),
        Step(
            "followed",
            "Each crossing beside the direction of the one before it.",
            """
select *, lag(direction) over (partition by person_id order by place) as before
from ordered""",
        ),
        Step(
            "orphans",
            "Crossings, and among them those whose other half is missing because the one before went the "
            "same way, by border post and month.",
            """
select post, direction, year, month,
       count(*) as crossings,
       cast(sum(case when before = direction then 1 else 0 end) as bigint) as orphans
from (select *, extract(year from on_date) as year, extract(month from on_date) as month
      from (select *, date '1970-01-01' + day as on_date from followed) d) m
group by post, direction, year, month""",
        ),
        Step(
            "persons",
            "The first record of each person. Who comes first was outside; who leaves first was inside if "
            "a citizen, and otherwise nobody knows. 1 is inside, 0 outside.",
            f"""
select person_id, first_day, first_direction, first_post,
       citizenship as first_citizenship, sex as first_sex, birth_year as first_birth_year,
       case when first_direction = 'IN' then 0
            when citizenship = '{home}' then 1 end as status_before,
       case when first_direction = 'IN' and first_day < {first + window}
            then 1 else 0 end as seen_coming_early,
       crossings
from (select *, day as first_day, direction as first_direction, post as first_post,
             count(*) over (partition by person_id) as crossings
      from ordered) o
where place = 1""",
        ),
        Step(
            "evenings",
            "The state at evening of each day with crossings: the side where the last one left the person.",
            """
select person_id, day, post, citizenship, sex, birth_year, died, place,
       case when direction = 'IN' then 1 else 0 end as inside
from (select *, row_number() over (partition by person_id, day order by place desc) as from_last
      from ordered) o
where from_last = 1""",
        ),
        Step(
            "changes",
            "Evenings on which the state is not that of the evening before: of two crossings in one "
            "direction the first is kept, and a day trip that ends where it began changes nothing.",
            """
select *
from (select e.*, coalesce(lag(e.inside) over (partition by e.person_id order by e.day),
                           case when p.first_direction = 'IN' then 0 else 1 end) as inside_before
      from evenings e join persons p on e.person_id = p.person_id) c
where inside <> inside_before""",
        ),
        Step(
            "spells",
            "From each change to the next one, or to the end of what was observed or lived: so many days.",
            f"""
select person_id, day, post, citizenship, sex, birth_year, died, place, inside,
       coalesce(lead(day) over (partition by person_id order by day), died + 1, {end}) - day as days
from changes""",
        ),
        Step(
            "windows",
            f"The days inside and outside of all spells that begin within {window} days of a change.",
            f"""
select *,
       sum(days * inside)       over ahead as days_in,
       sum(days * (1 - inside)) over ahead as days_out,
       last_value(day + days)   over ahead as last_end,
       last_value(inside)       over ahead as last_inside
from spells
window ahead as (partition by person_id order by day
                 range between current row and {window - 1} following)""",
        ),
        Step(
            "counted",
            "The same, without what the last spell has beyond the end of the window, and the days in it after "
            "a death, which are known whether the window is complete or not.",
            f"""
select person_id, day, post, citizenship, sex, birth_year, place, inside,
       days_in  - last_inside       * greatest(0, last_end - (day + {window})) as days_in,
       days_out - (1 - last_inside) * greatest(0, last_end - (day + {window})) as days_out,
       case when died < day + {window} then day + {window} - 1 - died else 0 end as days_dead,
       case when day + {window} <= {end} then 1 else 0 end as complete
from windows""",
        ),
        Step(
            "evidence",
            f"What a change proves: residence with {threshold} days inside after an arrival, non-residence "
            "with as many outside after a departure. A window that is not complete may have decided "
            "already, or have become impossible; what is neither is undecided.",
            f"""
select *,
       case when inside = 1 and days_in  >= {threshold} then 1
            when inside = 0 and days_out >= {threshold} then 0 end as proves,
       case when complete = 0
             and (case when inside = 1 then days_in else days_out end) < {threshold}
             and (case when inside = 1 then days_out else days_in end) + days_dead <= {slack}
            then 1 else 0 end as undecided
from counted""",
        ),
        Step(
            "judged",
            "Each change beside the status of the person before it: what the latest proof before it says, "
            "else what the first record says; and whether an undecided change since then may have altered it.",
            """
select e.*, p.first_day, p.status_before, p.seen_coming_early, p.crossings,
       latest_proof % 2 as proved_before,
       coalesce(latest_proof % 2, p.status_before) as resident_before,
       case when open_in  > coalesce(floor(latest_proof / 2), 0) then 1 else 0 end as may_be_in,
       case when open_out > coalesce(floor(latest_proof / 2), 0) then 1 else 0 end as may_be_out
from (select *,
             max(place * 2 + proves) over earlier as latest_proof,
             max(case when undecided = 1 and inside = 1 then place end) over earlier as open_in,
             max(case when undecided = 1 and inside = 0 then place end) over earlier as open_out
      from evidence
      window earlier as (partition by person_id order by place
                         rows between unbounded preceding and 1 preceding)) e
join persons p on e.person_id = p.person_id""",
        ),
        Step(
            "moved",
            "Changes that prove a residence, or still may.",
            """
select *, case when inside = 1 then 'immigration' else 'emigration' end as kind,
       case when complete = 1 then 'final' when undecided = 1 then 'provisional' else 'early' end as status
from judged
where proves is not null or undecided = 1""",
        ),
        Step(
            "migrations",
            "Changes of residence: the person was on the other side before. An immigration that rests on "
            "nothing but the first record, made while the data were young, is a warm-up: the person may be "
            "a resident coming home.",
            """
select person_id, date '1970-01-01' + day as date, kind, status,
       (proved_before is null and seen_coming_early = 1 and inside = 1) as warm_up,
       citizenship, sex, birth_year, post, crossings, false as added
from moved
where resident_before = 1 - inside""",
        ),
        Step(
            "conditional",
            "Changes to the side where the person is taken to be already, after an undecided change to the "
            "other one: migrations if that one was. The upper bound counts them.",
            """
select person_id, date '1970-01-01' + day as date, kind, status, false as warm_up,
       citizenship, sex, birth_year, post, crossings, false as added
from moved
where coalesce(resident_before, inside) = inside and (case when inside = 1 then may_be_out else may_be_in end) = 1""",
        ),
        Step(
            "unestablished",
            "People first seen leaving who are not citizens: one row each, with the first change that is "
            "decided, if any. They are counted apart and never dropped.",
            """
select p.person_id, date '1970-01-01' + p.first_day as date,
       p.first_citizenship as citizenship, p.first_sex as sex, p.first_birth_year as birth_year,
       p.first_post as post, m.kind, m.status
from persons p
left join (select * from moved where resident_before is null and proves is not null) m
  on p.person_id = m.person_id
where p.status_before is null""",
        ),
    ]


SHARED = frozenset({"ordered", "persons", "moved"})
"""Steps that several others read: worth keeping where an engine has temporary tables."""


def create_views(
    execute: Callable[[str], object], steps: list[Step], *, kept: frozenset[str] = frozenset()
) -> None:
    """Give every step its temporary view, in order, on whatever engine ``execute`` speaks to.

    Steps named in ``kept`` become temporary tables, so that they are worked out once.
    """
    for step in steps:
        form = "table" if step.name in kept else "view"
        execute(f"create or replace temporary {form} {step.name} as {step.sql}")


def _order_columns(columns: list[str], crossings: str) -> tuple[str, str]:
    """Which column says when, and which ones say in what order the file has the rows."""
    moment = "crossed_at" if "crossed_at" in columns else "crossed_on"
    missing = [
        name
        for name in CROSSING_COLUMNS
        if name not in columns and not (name == "crossed_on" and moment == "crossed_at")
    ]
    if missing:
        raise MissingColumn(
            "The crossings lack the columns " + ", ".join(missing),
            where=crossings,
            advice="Name them in the mapping file; "
            + "; ".join(f"{name} is {CROSSING_COLUMNS[name]}" for name in missing)
            + ".",
        )
    # the row in the file first: a record number may be a text, in which 10 comes before 9
    order = (
        ("_import", "_row") if "_row" in columns else ("record",) if "record" in columns else ("person_id",)
    )
    return moment, ", ".join(order)


def _day(date: dt.date) -> int:
    """The day number that the steps count in: days since 1 January 1970."""
    return (date - dt.date(1970, 1, 1)).days
