"""Small counts are withheld and cannot be worked out: worked cases, and a reader who tries every table."""

from __future__ import annotations

import dataclasses
import random
import time

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from serai.engine.model.cells import Cell
from serai.engine.model.dataflow import Dataflow, Dimension, Part
from serai.engine.protect.audit import Unsafe, audit, require
from serai.engine.protect.linked import DoesNotAddUp, linked_table
from serai.engine.protect.protection import protect
from serai.engine.protect.suppress import Suppression, suppress

from .attacker import Cells, Sums, spread
from .tables import AGE, FREQ, KIND, SEX, flow, full_table

TWO_WAY = flow(SEX, AGE)
counts = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 8])


def shown_values(cells: list[Cell]) -> dict[tuple[str, ...], int | None]:
    return {cell.codes: None if cell.value is None else int(cell.value) for cell in cells}


def sums_of(dataflow: Dataflow) -> Sums:
    return [
        {total: [(part.code, part.sign) for part in parts] for total, parts in dimension.adds_up.items()}
        for dimension in dataflow.dimensions
    ]


def given_away(view: Cells, sums: Sums, small: set[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Withheld cells of which a reader knows more than allowed: any exactly, or a small one within 3."""
    wanted = {codes: 4 if codes in small else 1 for codes, value in view.items() if value is None}
    return [codes for codes, enough in wanted.items() if spread(view, sums, codes, 16, enough) < enough]


def small_ones(cells: list[Cell]) -> set[tuple[str, ...]]:
    return {cell.codes for cell in cells if cell.value in (1, 2, 3, 4) and "N" not in cell.codes}


@pytest.mark.parametrize(
    ("values", "withheld"),
    [
        pytest.param([10, 20, 30, 11, 21, 31], set(), id="nothing small, nothing withheld"),
        pytest.param([0, 20, 30, 11, 21, 31], set(), id="nobody at all is shown as zero"),
        pytest.param(
            [3, 20, 30, 11, 21, 31],
            # 3 alone is its row's total less two others: the square with the two cheapest others closes
            {("F", "Y0T17"), ("F", "Y18T64"), ("M", "Y0T17"), ("M", "Y18T64")},
            id="one small cell takes three others with it",
        ),
        pytest.param(
            [5, 20, 30, 11, 21, 31], set(), id="five is not small where counts from one to four are"
        ),
    ],
)
def test_hand_worked_table(values: list[int], withheld: set[tuple[str, ...]]) -> None:
    shown, certificate = protect(full_table(TWO_WAY, values), TWO_WAY)
    assert {cell.codes for cell in shown if cell.withheld} == withheld
    assert certificate.withheld == len(withheld)


def test_a_withheld_cell_does_not_say_why() -> None:
    cells = [
        dataclasses.replace(cell, attributes={"RECORDS": "7"})
        for cell in full_table(TWO_WAY, [3, 20, 30, 11, 21, 31])
    ]
    shown, _ = protect(cells, TWO_WAY)
    bare = {(c.value, c.status, c.confidentiality, str(c.attributes)) for c in shown if c.withheld}
    assert bare == {(None, "Q", "C", "{}")}


def test_the_threshold_is_a_parameter() -> None:
    ten = flow(SEX, AGE, threshold=10, width=9)
    shown, _ = protect(full_table(ten, [9, 20, 30, 11, 21, 31]), ten)
    assert next(cell for cell in shown if cell.codes == ("F", "Y0T17")).withheld


@settings(max_examples=40, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(counts, min_size=6, max_size=6))
def test_no_reader_learns_a_small_count_of_a_two_way_table(values: list[int]) -> None:
    cells = full_table(TWO_WAY, values)
    shown, _ = protect(cells, TWO_WAY)
    view: Cells = shown_values(shown)
    small = small_ones(cells)
    assert all(view[codes] is None for codes in small)
    assert given_away(view, sums_of(TWO_WAY), small) == []


BALANCED = flow(KIND, AGE)


@settings(max_examples=12, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(counts, min_size=6, max_size=6))
def test_no_reader_learns_it_through_net_migration(values: list[int]) -> None:
    cells = full_table(BALANCED, values)
    shown, _ = protect(cells, BALANCED)
    view: Cells = shown_values(shown)
    small = small_ones(cells)
    assert all(view[codes] is None for codes in small)
    assert given_away(view, sums_of(BALANCED), small) == []


PLACE = Dimension(
    "PLACE", {"en": "Place"}, {c: {} for c in ("P", "Q", "_T")}, {"_T": (Part("P", 1), Part("Q", 1))}
)
OTHER = dataclasses.replace(PLACE, id="OTHER")
THREE_WAY = flow(SEX, PLACE, OTHER)


@settings(max_examples=15, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from([0, 1, 3, 6]), min_size=8, max_size=8))
def test_no_reader_learns_a_small_count_of_a_three_way_table(values: list[int]) -> None:
    cells = full_table(THREE_WAY, values)
    shown, _ = protect(cells, THREE_WAY)
    view: Cells = shown_values(shown)
    small = small_ones(cells)
    assert all(view[codes] is None for codes in small)
    # sums over three ways may hold for fractions only, so whole numbers are tried: more than one must fit
    leaves = sorted(codes for codes in small if "_T" not in codes)
    assert [codes for codes in leaves[:3] if spread(view, sums_of(THREE_WAY), codes, 8, 1) < 1] == []


def quarterly(values: list[list[int]]) -> tuple[Dataflow, list[Cell]]:
    """Four quarters of a two-way table, and their year."""
    dataflow = flow(FREQ, SEX)
    plain = flow(SEX)
    cells: list[Cell] = []
    year: dict[tuple[str, ...], float] = {}
    for number, quarter in enumerate(values, 1):
        for cell in full_table(plain, quarter):
            cells.append(Cell(("Q", *cell.codes), f"2022-Q{number}", cell.value))
            year[cell.codes] = year.get(cell.codes, 0) + (cell.value or 0)
    cells += [Cell(("A", *codes), "2022", value) for codes, value in year.items()]
    return dataflow, cells


def test_a_quarter_cannot_be_had_from_its_year() -> None:
    dataflow, cells = quarterly([[3, 20], [10, 21], [12, 22], [14, 23]])
    shown, _ = protect(cells, dataflow)
    hidden = {(cell.codes, cell.period) for cell in shown if cell.withheld}
    assert (("Q", "F"), "2022-Q1") in hidden
    rest_of_year = {(("Q", "F"), f"2022-Q{n}") for n in (2, 3, 4)} | {(("A", "F"), "2022")}
    assert hidden & rest_of_year  # else 3 is the year less three quarters
    assert hidden & {(("Q", "M"), "2022-Q1"), (("Q", "_T"), "2022-Q1")}  # else it is the total less the men


@pytest.mark.parametrize(
    ("withheld", "says"),
    [
        pytest.param({("F", "Y0T17")}, "exactly", id="a small cell alone is its total less the rest"),
        pytest.param(
            {("F", "Y0T17"), ("F", "Y18T64"), ("M", "Y0T17")},
            "exactly",
            id="a square that lacks a corner opens",
        ),
    ],
)
def test_the_audit_refuses_what_the_sums_give_away(withheld: set[tuple[str, ...]], says: str) -> None:
    cells = full_table(TWO_WAY, [3, 20, 30, 11, 21, 31])
    with pytest.raises(Unsafe, match=says):
        examine(cells, withheld)


def test_the_audit_refuses_an_interval_that_is_too_narrow() -> None:
    # F: 1 and 2 are withheld, their sum 3 can be had: each is between 0 and 3
    cells = full_table(TWO_WAY, [1, 2, 30, 11, 21, 31])
    square: set[tuple[str, ...]] = {("F", "Y0T17"), ("F", "Y18T64"), ("M", "Y0T17"), ("M", "Y18T64")}
    with pytest.raises(Unsafe, match="too closely"):
        examine(cells, square)


def examine(cells: list[Cell], withheld: set[tuple[str, ...]]) -> None:
    table = linked_table(cells, TWO_WAY)
    small = small_ones(cells)
    places = {cell.codes: at for at, cell in enumerate(cells)}
    chosen = Suppression(
        frozenset(places[codes] for codes in small), frozenset(places[codes] for codes in withheld)
    )
    shown = [
        dataclasses.replace(cell, value=None, status="Q", confidentiality="C")
        if cell.codes in withheld
        else cell
        for cell in cells
    ]
    audit(table, chosen, TWO_WAY.protection, shown)


def test_a_certificate_is_good_for_its_own_cells_only() -> None:
    shown, certificate = protect(full_table(TWO_WAY, [3, 20, 30, 11, 21, 31]), TWO_WAY)
    assert require(certificate, shown) == certificate
    opened = [dataclasses.replace(shown[0], value=3.0, status="A", confidentiality="F"), *shown[1:]]
    with pytest.raises(Unsafe, match="have not passed"):
        require(certificate, opened)
    with pytest.raises(Unsafe, match="have not passed"):
        require(None, shown)


def test_the_audit_refuses_cells_that_show_what_is_withheld() -> None:
    cells = full_table(TWO_WAY, [3, 20, 30, 11, 21, 31])
    table = linked_table(cells, TWO_WAY)
    chosen = suppress(table, TWO_WAY.protection)
    with pytest.raises(Unsafe, match="not shown as the protection has it"):
        audit(table, chosen, TWO_WAY.protection, cells)


def test_a_table_that_does_not_add_up_is_refused_with_its_numbers() -> None:
    cells = full_table(TWO_WAY, [10, 20, 30, 11, 21, 31])
    wrong = [dataclasses.replace(c, value=61.0) if c.codes == ("F", "_T") else c for c in cells]
    with pytest.raises(DoesNotAddUp, match=r"F\._T\.2022 is 61"):
        protect(wrong, TWO_WAY)
    half = [dataclasses.replace(c, value=10.5) if c.codes == ("F", "Y0T17") else c for c in cells]
    with pytest.raises(DoesNotAddUp, match="not a whole number"):
        protect(half, TWO_WAY)


def test_about_five_thousand_cells_are_protected_and_audited_in_seconds() -> None:
    generator = random.Random(4)
    places = [f"P{number}" for number in range(12)]
    place = Dimension(
        "PLACE", {"en": "Place"}, {c: {} for c in (*places, "_T")}, {"_T": tuple(Part(c, 1) for c in places)}
    )
    dataflow = flow(KIND, SEX, AGE, place)
    cells = [
        cell
        for year in range(2012, 2023)
        for cell in full_table(
            dataflow, [int(generator.expovariate(1 / 25)) for _ in range(2 * 2 * 3 * 12)], str(year)
        )
    ]
    begin = time.perf_counter()
    shown, certificate = protect(cells, dataflow)
    assert len(cells) == 5148
    assert certificate.published + certificate.withheld == len(shown) == 5148
    assert certificate.published > 2000
    assert time.perf_counter() - begin < 60


def test_an_empty_table_is_protected() -> None:
    shown, certificate = protect([], TWO_WAY)
    assert (shown, certificate.published, certificate.withheld) == ([], 0, 0)


def test_everything_small_withholds_everything_that_could_tell() -> None:
    cells = full_table(TWO_WAY, [1, 0, 0, 0, 0, 1])
    shown, _ = protect(cells, TWO_WAY)
    view = shown_values(shown)
    assert view["F", "Y0T17"] is view["M", "Y_GE65"] is view["_T", "_T"] is None
    table = linked_table(cells, TWO_WAY)
    assert np.array_equal(np.sort(table.values), [0] * 5 + [1] * 6 + [2])
