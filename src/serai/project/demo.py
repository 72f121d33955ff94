"""The demonstration: a living partnership, an invented register compiled, real published figures.

Every step finds what an earlier start finished and leaves it alone, so a second start changes nothing
and a killed one goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from serai.kernel.errors import SeraiError
from serai.project import environment, installation

CHECKOUT = Path(__file__).resolve().parents[3]
REGISTER = "crossings_qrv_synthetic.csv"
ACTOR = "demonstration"
Report = Callable[[str, float], None]


class _Steps:
    """Runs named steps with a bar each, and keeps their seconds."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
        )

    @contextmanager
    def step(self, name: str) -> Iterator[Report]:
        task = self.progress.add_task(name, total=1.0)
        begun = time.monotonic()

        def report(part: str, fraction: float) -> None:
            self.progress.update(task, description=f"{name}: {part}" if part else name, completed=fraction)

        yield report
        self.progress.update(task, description=name, completed=1.0)
        self.taken.append({"name": name, "seconds": round(time.monotonic() - begun, 2)})


def run(home: Path, *, address: str) -> dict[str, Any]:
    """Bring the demonstration up in ``home`` and say what stands there; the database is up already."""
    steps = _Steps()
    with steps.progress:
        with steps.step("database"):
            installation.claim("demo")
        with steps.step("partnership") as report:
            loaded = _load_partnership(report)
        receipts, releases = _figures(home, steps)
        with steps.step("public site"):
            _site()
        with steps.step("accounts"):
            accounts = _accounts(home)
            _desks()
        with steps.step("figures of an invented agency"):
            _submissions()
        with steps.step("search"):  # last: it reads what the other steps made
            _index()
    return {
        "ok": not loaded.refused and all(_adds_up(receipt) for receipt in receipts),
        "address": address,
        "datasets": [_dataset(receipt) for receipt in receipts],
        "releases": [_release(release, address) for release in releases],
        "partnership": {name: value for name, value in loaded.as_dict().items() if name != "changes"},
        "accounts": accounts,
        "steps": steps.taken,
    }


def _index() -> None:
    from serai.commons.search import services

    services.rebuild()


def _load_partnership(report: Report) -> Any:
    from serai.commons.partnership import services

    return services.load_partnership(partnership_folder(), actor=ACTOR, progress=report)


def _figures(home: Path, steps: _Steps) -> tuple[list[Any], list[Any]]:
    """The statistics job: register and published figures in, protected releases out."""
    from serai.components.statistics import api as statistics
    from serai.engine import api
    from serai.project.register import write_crossings

    store = installation.open_store(home)
    store.recover()
    register = home / "register" / REGISTER
    with steps.step("register of an invented state"):
        if not register.exists():
            part = register.with_suffix(".part")
            write_crossings(part)
            part.replace(register)
    limits = api.Limits(memory=str(environment.read()["SERAI_MEMORY"]))
    receipts = []
    with steps.step("load crossings") as report:
        load = partial(api.load, store, progress=report, limits=limits)
        receipts.append(load(register, "crossings_daily", dataset="crossings_qrv", synthetic=True))
    with steps.step("load published figures") as report:
        load = partial(api.load, store, progress=report, limits=limits)
        receipts.append(load(partnership_folder() / "figures.csv", "headline_figures"))
    with steps.step("compile who migrated") as report:
        api.compile_residence(store, crossings="crossings_qrv", country="QRV", progress=report)
    with steps.step("protect and publish") as report:
        releases = [
            api.publish_residence_flows(store, progress=report),
            api.publish_reported(store, "headline_figures"),
        ]
    with steps.step("pages"):
        statistics.register(store)
    return receipts, releases


def _site() -> None:
    """News, words around the rows, contacts and donors' lines."""
    from serai.components.newsroom import api as newsroom

    newsroom.make_site(partnership_folder() / "site")


def _accounts(home: Path) -> list[dict[str, str]]:
    from serai.commons.accounts import services
    from serai.commons.directory.services.demo import make_demo_people

    made = services.make_demo_accounts(home / "secrets", is_demo=True)
    make_demo_people()
    return [account.as_dict() for account in made]


def _submissions() -> None:
    """Figures that an invented agency sent: published, returned, under embargo, with errors."""
    from serai.components.statistics import api as statistics

    statistics.make_demo_submissions()


def _desks() -> None:
    from serai.web.desk import demo as desks

    desks.furnish()


def _adds_up(receipt: Any) -> bool:
    return bool(receipt.rows_in == receipt.accepted + sum(receipt.rejected.values()) + receipt.duplicates)


def _dataset(receipt: Any) -> dict[str, Any]:
    return {
        "name": receipt.dataset,
        "rows_in": receipt.rows_in,
        "accepted": receipt.accepted,
        "rejected": receipt.rejected,
        "duplicates": receipt.duplicates,
        "sums": receipt.sums,
        "synthetic": receipt.synthetic,
    }


def _release(release: Any, address: str) -> dict[str, Any]:
    from serai.components.statistics import api as room

    links = room.addresses(release.dataflow)
    return {
        "dataflow": release.dataflow,
        "cells_published": release.passport["cells_published"],
        "cells_suppressed": release.passport["cells_suppressed"],
        "page": address + links.page,
        "downloads": {name: address + link for name, link in links.downloads.items()},
    }


def tell(summary: dict[str, Any], say: Callable[[str], None]) -> None:
    """What was done, where to look and who may sign in, for people."""
    say("")
    for step in summary["steps"]:
        say(f"  {step['name']:34} {step['seconds']:7.1f} s")
    partnership = summary["partnership"]
    say("\nPartnership")
    say(
        f"  {partnership['rows']:,} rows of {len(partnership['files'])} files = {partnership['created']:,} new"
        f" + {partnership['updated']:,} changed + {partnership['unchanged'] + partnership['kept']:,} as they were"
        f" + {partnership['refused']:,} refused"
    )
    for refusal in partnership["refusals"]:
        say(f"  refused: {refusal}")
    say("\nData")
    for dataset in summary["datasets"]:
        refused = sum(dataset["rejected"].values())
        say(
            f"  {dataset['name']:22} {dataset['rows_in']:>9,} rows = {dataset['accepted']:,} accepted"
            f" + {refused:,} refused + {dataset['duplicates']:,} repeated"
            + ("   SYNTHETIC" if dataset["synthetic"] else "")
        )
    say("\nPublished")
    for release in summary["releases"]:
        say(
            f"  {release['dataflow']:22} {release['cells_published']:>9,} cells,"
            f" {release['cells_suppressed']:,} withheld   {release['page']}"
        )
    say("\nAccounts of the demonstration (they exist nowhere else)")
    for account in summary["accounts"]:
        code = f"code secret {account['totp_secret']}" if account["totp_secret"] else ""
        say(f"  {account['role']:15} {account['email']:32} {account['password']:24} {code}")
    say(f"\nStart at {summary['address']}/")
    if not summary["ok"]:
        raise SeraiError(
            "the partnership's files hold rows that were refused", advice="They are listed above."
        )


def partnership_folder() -> Path:
    """The partnership's folder that the demonstration shows."""
    return CHECKOUT / str(environment.read()["SERAI_PARTNERSHIP"])  # an absolute setting stays as it is
