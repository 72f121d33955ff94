"""People without a stated sex, from the register to the published table: counted, in the totals, and protected.

Observed from 2018-01-01 to 2023-12-31, the days of visitors. Everybody else comes on 2020-03-01 from QRX,
born in 1985, and stays: immigrants of the first quarter of 2020, 35 years old at its end.
"""

from __future__ import annotations

from pathlib import Path

from serai.engine import api
from serai.engine.store.store import Store

HEAD = "record,person_id,crossed_on,direction,post,citizenship,sex,birth_year,synthetic"
VISITS = (("2018-01-01", "IN"), ("2018-01-04", "OUT"), ("2023-12-30", "IN"), ("2023-12-31", "OUT"))
CELL = "{freq}.QRV.I.{sex}.{age}.{citizenship}.{period}"


def published(folder: Path, url: str, people: dict[str, int]) -> dict[str, float | None]:
    """The cells of a release of so many immigrants by sex as the register writes it."""
    rows = [f"V{n},VISITOR,{day},{way},North,QRX,F,1970,true" for n, (day, way) in enumerate(VISITS)]
    sexes = [sex for sex, count in people.items() for _ in range(count)]
    rows += [f"R{n},P{n},2020-03-01,IN,North,QRX,{sex},1985,true" for n, sex in enumerate(sexes)]
    (folder / "crossings.csv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    store = Store.open(folder / "home", url)
    receipt = api.load(
        store, folder / "crossings.csv", "crossings_daily", dataset="crossings_qrv", synthetic=True
    )
    assert (receipt.accepted, receipt.rejected) == (len(rows), {})
    cells = api.read_cells(api.publish_residence_flows(store))
    return {str(cell["CELL_KEY"]): cell["OBS_VALUE"] for cell in cells}


def told(cells: dict[str, float | None], freq: str, period: str, **other: str) -> dict[str, float | None]:
    about = {"age": "Y30T44", "citizenship": "QRX"} | other
    return {
        sex: cells[CELL.format(freq=freq, period=period, sex=sex, **about)] for sex in ("F", "M", "_U", "_T")
    }


def test_they_are_counted_and_the_total_has_them(tmp_path: Path, catalogue_url: str) -> None:
    # seven fields are empty, and two say U
    cells = published(tmp_path, catalogue_url, {"F": 12, "M": 20, "": 7, "U": 2})
    everybody = {"F": 12, "M": 20, "_U": 9, "_T": 41}
    assert told(cells, "A", "2020") == everybody
    assert told(cells, "Q", "2020-Q1") == everybody
    assert told(cells, "A", "2020", age="_T", citizenship="_T") == everybody
    assert told(cells, "A", "2021") == dict.fromkeys(everybody, 0)


def test_few_of_them_are_withheld_and_cannot_be_worked_out_of_the_total(
    tmp_path: Path, catalogue_url: str
) -> None:
    cells = published(tmp_path, catalogue_url, {"F": 12, "M": 20, "": 3})
    for freq, period in (("A", "2020"), ("Q", "2020-Q1")):
        shown = told(cells, freq, period)
        assert shown["_U"] is None
        others = [shown["F"], shown["M"], shown["_T"]]
        # with all three the difference would say it
        assert None in others
        assert {value for value in others if value is not None} <= {12, 20, 35}
