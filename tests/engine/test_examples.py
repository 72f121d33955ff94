"""The examples in the engine's door run, and give what they say."""

from __future__ import annotations

import datetime as dt
import doctest
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from serai.engine import api

CROSSINGS = [
    ("p", dt.date(2020, 1, 1), "IN", "QRX"),  # comes and stays
    ("q", dt.date(2020, 3, 1), "OUT", "QRV"),  # a citizen who leaves for good
    ("r", dt.date(2020, 6, 1), "IN", "QRX"),  # a visitor of four weeks
    ("r", dt.date(2020, 6, 30), "OUT", "QRX"),
]


def test_the_examples_of_the_door(tmp_path: Path) -> None:
    pq.write_table(
        pa.Table.from_pylist(
            [
                {"person_id": person, "crossed_on": day, "direction": way, "post": "North",
                 "citizenship": state, "sex": "F", "birth_year": 1990}
                for person, day, way, state in CROSSINGS
            ]
        ),
        tmp_path / "crossings.parquet",
    )  # fmt: skip
    done = doctest.testmod(api, extraglobs={"folder": tmp_path}, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert done.failed == 0
    assert done.attempted > 0
