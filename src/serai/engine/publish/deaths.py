"""A file of deaths, after which nobody is on any side of the border.

The spell that is open on the day of death ends there: the day itself is spent where the person was, the days after
it on neither side. For what a change proves they are days that were not spent on its side, and they are known to
the end of every window: who arrives and dies after 100 days did not become a resident, who leaves and dies abroad
after 100 days did not emigrate, and nobody emigrates by dying; who had days enough before did become what they prove.
A definition by intention believes what was declared, whoever dies. Crossings after the day of death are left out and
counted. A death after the days observed is as if not known.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from serai.engine.publish.dated import read_dated

ALSO_CALLED = {"died_on": ("date_of_death", "death_date")}
"""Names under which other systems send the same column."""


def read_deaths(file: Path) -> pa.Table:
    """The deaths of a Parquet file; of several dates of one person the earliest will count.

    Shape:   (person_id, died_on), dates or texts of dates.
    Unknown: a death without a person or a day is refused.
    Raises:  FileUnreadable, MissingColumn.
    """
    return read_dated(
        file,
        "deaths",
        "died_on",
        also_called=ALSO_CALLED,
        columns="person_id is that of the crossings, died_on the day of death.",
        empty="Give each death a person and a day, and leave out deaths whose day nobody knows.",
    )
