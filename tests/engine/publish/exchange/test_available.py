"""What there is for a query: the table of the standard, invented releases worked out by hand, and what is withheld."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from serai.engine.model.exchange.availability import Available
from serai.engine.model.exchange.errors import BadQuery, Meaningless
from serai.engine.model.exchange.queries import availability_query
from serai.engine.model.exchange.structures import structure_of
from serai.engine.publish.exchange.available import availability, referenced
from serai.engine.publish.exchange.selecting import Revision

from .published import revisions

EMPLOYMENT = [("UK", "EMP", "M"), ("FR", "EMP", "M"), ("FR", "UEMP", "F")]
"""The data set of the page on availability of SDMX REST."""


@pytest.fixture(scope="module")
def employment(tmp_path_factory: pytest.TempPathFactory) -> list[Revision]:
    path = tmp_path_factory.mktemp("employment") / "cells.parquet"
    columns = ("AREA", "STATUS", "SEX", "TIME_PERIOD", "OBS_VALUE", "CELL_KEY")
    rows = [dict(zip(columns, (*one, "2024", 1.0, ".".join(one)), strict=True)) for one in EMPLOYMENT]
    pq.write_table(pa.Table.from_pylist(rows), path)
    codes = {"AREA": ("UK", "FR"), "STATUS": ("EMP", "UEMP"), "SEX": ("M", "F")}
    passport = {
        "agency": "SERAI",
        "dataflow": "DF_EMPLOYMENT",
        "version": "1.0.0",
        "title": {"en": "Employment"},
        "dimensions": [
            {"id": name, "title": {"en": name}, "codes": {code: {"en": code} for code in there}}
            for name, there in codes.items()
        ],
    }
    return [Revision(path, dt.datetime(2024, 1, 1, tzinfo=dt.UTC), structure_of(passport, columns))]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> list[Revision]:
    return revisions(tmp_path_factory.mktemp("published"))


def there(
    flow: list[Revision], spill: Path, key: str = "*", component: str = "*", **parameters: str
) -> Available | None:
    pairs = [
        (f"c[{name[2:]}]" if name.startswith("c_") else name, value) for name, value in parameters.items()
    ]
    path = ["dataflow", "*", "*", "*", key, component]
    found = availability([flow], availability_query(path, pairs), spill=spill)
    return found[0] if found else None


def values(one: Available | None) -> dict[str, tuple[str, ...]]:
    assert one is not None
    return dict(one.values)


@pytest.mark.parametrize("asked", ["filters", "keys"])
@pytest.mark.parametrize(
    ("sexes", "mode", "areas", "statuses", "found", "series"),
    [
        ("F", "exact", ("FR",), ("UEMP",), ("F",), 1),
        ("F", "available", ("FR",), ("UEMP",), ("M", "F"), 1),
        ("M,F", "exact", ("FR",), ("EMP", "UEMP"), ("M", "F"), 2),
        ("M,F", "available", ("UK", "FR"), ("EMP", "UEMP"), ("M", "F"), 2),
    ],
)
def test_the_table_of_the_standard(
    employment: list[Revision],
    tmp_path: Path,
    asked: str,
    sexes: str,
    mode: str,
    areas: tuple[str, ...],
    statuses: tuple[str, ...],
    found: tuple[str, ...],
    series: int,
) -> None:
    if asked == "filters":
        one = there(employment, tmp_path, mode=mode, c_AREA="FR", c_SEX=sexes)
    else:
        one = there(employment, tmp_path, ",".join(f"FR.*.{sex}" for sex in sexes.split(",")), mode=mode)
    assert values(one) == {"AREA": areas, "STATUS": statuses, "SEX": found, "TIME_PERIOD": ("2024",)}
    assert one is not None
    assert (one.series, one.cells) == (series, series)


def test_a_form_that_is_filled_in_step_by_step(employment: list[Revision], tmp_path: Path) -> None:
    """The use case of the same page: UK alone; with France; then women, for whom UK has nothing."""
    uk = values(there(employment, tmp_path, mode="available", c_AREA="UK"))
    assert (uk["AREA"], uk["STATUS"], uk["SEX"]) == (("UK", "FR"), ("EMP",), ("M",))
    both = values(there(employment, tmp_path, mode="available", c_AREA="UK,FR"))
    assert (both["STATUS"], both["SEX"]) == (("EMP", "UEMP"), ("M", "F"))
    women = values(there(employment, tmp_path, mode="available", c_AREA="UK,FR", c_SEX="F"))
    assert women["AREA"] == ("FR",)


def test_counts_and_values_of_a_release(published: list[Revision], tmp_path: Path) -> None:
    one = there(published, tmp_path)
    assert values(one) == {
        "FREQ": ("A", "Q"),
        "SEX": ("F", "M"),
        "AREA": ("QRV", "QRX"),
        "TIME_PERIOD": ("2021", "2021-Q4", "2022", "2022-Q1"),
    }
    assert one is not None
    assert (one.series, one.cells) == (5, 9)


def test_one_component_alone(published: list[Revision], tmp_path: Path) -> None:
    assert values(there(published, tmp_path, "Q", "SEX")) == {"SEX": ("F",)}
    assert values(there(published, tmp_path, "Q", "SEX", mode="available")) == {"SEX": ("F",)}
    assert set(values(there(published, tmp_path, component="SEX,AREA"))) == {"SEX", "AREA"}


def test_what_is_withheld_is_there_as_a_cell_and_nothing_more(
    published: list[Revision], tmp_path: Path
) -> None:
    """The cell A.F.QRX.2021 is withheld: it counts and can be asked for, its value answers no question."""
    one = there(published, tmp_path, "A.F.QRX.2021")
    assert one is not None
    assert (values(one)["AREA"], one.series, one.cells) == (("QRX",), 1, 1)
    assert there(published, tmp_path, "A.F.QRX.2021", c_OBS_VALUE="ge:0") is None
    assert values(there(published, tmp_path, c_OBS_STATUS="Q"))["TIME_PERIOD"] == ("2021",)


def test_updated_after_counts_what_changed_and_what_is_gone(
    published: list[Revision], tmp_path: Path
) -> None:
    """After the first release Q.M.QRX.2022-Q1 went; three others are new or were revised."""
    one = there(published, tmp_path, updatedAfter="2024-02-01T00:00:00Z")
    assert one is not None
    assert (one.cells, values(one)["TIME_PERIOD"]) == (4, ("2022", "2022-Q1"))
    assert there(published, tmp_path, updatedAfter="2024-07-02T00:00:00Z") is None


def test_referenced_lists_have_the_codes_that_there_are(published: list[Revision], tmp_path: Path) -> None:
    one = there(published, tmp_path, "Q", "SEX,TIME_PERIOD")
    assert one is not None
    found = {artefact.id: artefact for artefact in referenced([one], ("all",))}
    assert set(found) == {"DF_INVENTED", "DSD_INVENTED", "CL_INVENTED_SEX", "CS_SERAI"}
    codes, concepts = found["CL_INVENTED_SEX"], found["CS_SERAI"]
    assert ([item.id for item in codes.items], codes.partial) == (["F"], True)
    assert ({item.id for item in concepts.items}, concepts.partial) == ({"SEX", "TIME_PERIOD"}, True)
    assert [one.id for one in referenced([one], ("dataflow",))] == ["DF_INVENTED"]
    assert referenced([one], ("none",)) == []


def test_what_this_structure_does_not_have(published: list[Revision], tmp_path: Path) -> None:
    for key, component, words in (("*", "AGE", {}), ("*", "OBS_VALUE", {}), ("*", "*", {"c_AGE": "Y0T4"})):
        with pytest.raises(Meaningless):
            there(published, tmp_path, key, component, **words)
    with pytest.raises(BadQuery):
        there(published, tmp_path, "A.F.QRV.2022.X")
    assert there(published, tmp_path, "M") is None
