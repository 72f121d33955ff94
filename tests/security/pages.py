"""The table of who sees what: ``access_table.csv``, one line for each address of the site.

``url_name`` is what ``reverse()`` takes, ``sample`` the arguments of a real page (parted by "|"), ``writes``
says whether the page takes a POST. Then the answer to GET: for nobody signed in ("public"), and for an
account with one role, its second factor set up. The order of lines does not matter: append yours.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from django.urls import reverse

TABLE = Path(__file__).with_name("access_table.csv")
ROLES = (
    "reader",
    "focal_point",
    "project_manager",
    "editor",
    "protection_officer",
    "statistician",
    "secretariat",
    "administrator",
)
WHO = ("public", *ROLES)


@dataclass(frozen=True)
class Page:
    """``sample`` holds arguments of a real page; ``expected`` is the answer to GET for each visitor."""

    url_name: str
    sample: tuple[str, ...]
    writes: bool
    expected: dict[str, str]


def read_table() -> list[Page]:
    """Every line of the table, in its order."""
    with TABLE.open(newline="") as stream:
        return [
            Page(
                row["url_name"],
                tuple(row["sample"].split("|")) if row["sample"] else (),
                row["writes"] == "yes",
                {who: row[who] for who in WHO},
            )
            for row in csv.DictReader(stream)
        ]


def address(page: Page) -> str:
    """Where the sample of ``page`` stands."""
    return reverse(page.url_name, args=list(page.sample))


PAGES = read_table()
