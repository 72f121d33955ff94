"""pytest plug-in: one embedded PostgreSQL for the whole run, real data where it is laid, markers."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest_plugins = ("serai.testing.people", "serai.testing.visits")

REPOSITORY = Path(__file__).resolve().parents[3]
WHOLE_HOUSES = ("journeys", "project")
_home: Path | None = None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--full",
        action="store_true",
        help="also the long tests: Spark, every screenshot, long fault injection",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "full: long; runs with --full only")
    config.addinivalue_line("markers", "journey: drives Debian's Chromium")


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Start PostgreSQL before Django's settings are read; workers find it through DATABASE_URL."""
    if not os.environ.get("PYTEST_SERAI_HOME"):
        _start()
    return (yield)


def _start() -> None:
    global _home
    from serai.project import postgres

    for name in ("DATABASE_URL", "SERAI_WEB_DATABASE_URL", "SERAI_KEYS"):
        os.environ.pop(name, None)
    _home = Path(tempfile.mkdtemp(prefix="serai-test-"))
    os.environ["PYTEST_SERAI_HOME"] = os.environ["SERAI_HOME"] = str(_home)
    # with PYTEST_SERAI_SERVER a server stays up from run to run, and with it the migrated template
    kept = os.environ.get("PYTEST_SERAI_SERVER")
    if kept:
        postgres.start(Path(kept))
        os.environ["DATABASE_URL"] = postgres.address(Path(kept)).django
        os.environ["SERAI_WEB_DATABASE_URL"] = web(Path(kept))
    else:
        os.environ["SERAI_WEB_DATABASE_URL"] = web(_home)
        os.environ["DATABASE_URL"] = postgres.ensure(_home).django


def web(home: Path) -> str:
    """The address by which pages reach the embedded server of ``home``; tests themselves are the owner."""
    from serai.project import addresses

    return addresses._embedded(home, addresses.WEB, "web").django


def pytest_unconfigure(config: pytest.Config) -> None:
    if _home is not None:
        from serai.project import postgres

        postgres.release(_home)
        shutil.rmtree(_home, ignore_errors=True)
        shutil.rmtree(_home.with_name(_home.name + "-keys"), ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # whole houses first, the longest of all at the head: no process is left alone with them at the end
    items.sort(key=lambda item: (item.path.name != "test_kill.py", item.path.parent.name not in WHOLE_HOUSES))
    if config.getoption("--full"):
        return
    long = [item for item in items if item.get_closest_marker("full")]
    items[:] = [item for item in items if not item.get_closest_marker("full")]
    config.hook.pytest_deselected(items=long)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data that lies beside the checkout; on the build machine it must be there."""
    folder = REPOSITORY.parent / "shared"
    if not folder.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"the real data is missing: {folder}")
        pytest.skip("the real data does not lie beside this checkout")
    return folder


@pytest.fixture
def catalogue_url() -> Iterator[str]:
    """A fresh PostgreSQL database of its own, as a SQLAlchemy URL, for tests that know no Django."""
    import psycopg
    from psycopg import sql

    from serai.project.postgres import Database
    from serai.testing import databases

    base = os.environ["DATABASE_URL"]
    name = f"engine_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(base, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    head, _, query = base.partition("?")
    yield Database(django=f"{head.rpartition('/')[0]}/{name}?{query}", embedded=True).url
    databases.drop(name)


@pytest.fixture(autouse=True)
def _own_language() -> Iterator[None]:
    """What language a test leaves behind is not the next one's."""
    yield
    translation = sys.modules.get("django.utils.translation")
    if translation is not None:
        translation.deactivate()
