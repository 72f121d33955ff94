"""A register with the time of day: what happened first on a day is what the clock says, not the file."""

from __future__ import annotations

from datetime import date

import pyarrow.parquet as pq
import pytest

from serai.commons.vaults import gate
from serai.commons.vaults.keys import Scope
from serai.components.statistics.registers import door

pytestmark = pytest.mark.django_db

BORDER = Scope("QRV", "border_qrv")
# Omid came in February 2020, left on the morning of 1 March and was back at two: he has been here since
HOURS = """record_id,date,direction,post,passport,name,date of birth,sex,citizenship
1,2018-01-01 08:00,IN,North,VISITOR771,Visitor Ahmadzai,1970,M,AFG
2,2018-01-04 08:00,OUT,North,VISITOR771,Visitor Ahmadzai,1970,M,AFG
3,2020-02-27 10:00,IN,East,OMIDPASS1290,Omid Rezaei,1990,M,AFG
4,2020-03-01 14:00,IN,East,OMIDPASS1290,Omid Rezaei,1990,M,AFG
5,2020-03-01 09:00,OUT,East,OMIDPASS1290,Omid Rezaei,1990,M,AFG
"""


def test_crossings_of_one_day_follow_the_clock(home, settings, tmp_path):
    settings.HOME, settings.KEYS = home / "data", home / "keys"
    settings.HOME.mkdir()
    gate.put_token_keys()
    file = tmp_path / "raw.csv"
    file.write_text(HOURS, encoding="utf-8")
    door.take(file, mapping="register_crossings_timed", register="crossings", scope=BORDER)
    made = door.compile_register("crossings", tmp_path / "out", scope=BORDER, until=date(2023, 12, 31))
    rows = pq.read_table(made.files["flows"]).to_pylist()
    assert [(str(r["month"]), r["kind"], r["low"], r["high"]) for r in rows] == [
        ("2020-02-01", "immigration", 1, 1)
    ]
