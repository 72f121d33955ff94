"""Stocks beside flows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from serai.engine.api.places import told_where
from serai.engine.publish.balance import Balance, close_population


@told_where()
def balance_population(stocks: Path, flows: Path, out: Path, *, first: date, last: date) -> Balance:
    """Does the population close? P1 = P0 + B - D + I - E, by group, with what is left over.

    ``stocks`` is a CSV or Parquet file with opening, births, deaths and counted, in persons, and any of
    citizenship, sex and age_group; ``flows`` is ``flows.parquet`` of ``compile_crossings``, of which the published
    figures of the months from ``first`` to ``last``, both inclusive, are taken. Writes ``balance.parquet`` into
    the folder ``out``: its residual is what was counted less what is expected, ``share`` that for each person
    expected.

    >>> from serai.engine.api import compile_crossings
    >>> made = compile_crossings(
    ...     [folder / "crossings.parquet"], folder / "out", country="QRV", observed_until=date(2022, 6, 30)
    ... )
    >>> _ = (folder / "stocks.csv").write_text("opening,births,deaths,counted\\n1000,20,10,1013\\n")
    >>> closed = balance_population(
    ...     folder / "stocks.csv", made.files["flows"], folder / "out", first=date(2020, 1, 1), last=date(2020, 12, 31)
    ... )
    >>> [(line["emigration"], line["expected"], line["residual"]) for line in closed.lines]
    [(1, 1009, 4)]

    Raises:  FileUnreadable, MissingColumn, BadStocks, PlaceRefused, DiskFull.
    """
    return close_population(stocks, flows, out, first=first, last=last)
