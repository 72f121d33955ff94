"""The examples in the engine's door run, and give what they say."""

from __future__ import annotations

import datetime as dt
import doctest
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

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
    rooms = [import_module(f"{api.__name__}.{room.name}") for room in iter_modules(api.__path__)]
    done = [
        doctest.testmod(room, extraglobs={"folder": tmp_path}, optionflags=doctest.NORMALIZE_WHITESPACE)
        for room in rooms
    ]
    assert sum(one.failed for one in done) == 0
    assert sum(one.attempted for one in done) > 5
