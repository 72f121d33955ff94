"""The API against its own description, by schemathesis: whatever is sent, no 500, no answer that is not described.

Its command is run against a server of this process, which stands inside the test's transaction; its
pytest plug-in is left alone, because it does not know the pytest of today.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Page

from serai.commons.partnership.services import load_partnership
from serai.components.newsroom.models import NewsIndex, NewsPage
from serai.components.statistics import services as statistics
from serai.components.statistics.selectors import releases
from serai.testing.people import make_person
from serai.testing.serving import serving
from serai.web.api.access import SCOPES
from serai.web.api.build import REFUSALS
from serai.web.api.services import make_token

TESTS = Path(__file__).resolve().parents[2]
INVENTED = TESTS / "commons" / "partnership" / "invented"
OPENAPI = "/api/v1/openapi.json"
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
    "negative_data_rejection", "missing_required_header", "unsupported_method", "ignored_auth",
    "allow_header_conformance",
)  # fmt: skip
# without keys that exist, most requests for one row would meet nothing but 404
KNOWN = {
    "/api/v1/partnership/activities/{key}": {"key": "R1"},
    "/api/v1/partnership/states/{key}": {"key": "QQA"},
    "/api/v1/statistics/dataflows/{dataflow}/releases": {"dataflow": "DF_TEST_FLOWS"},
    "/api/v1/statistics/dataflows/{dataflow}/releases/{revision}/observations": {
        "dataflow": "DF_TEST_FLOWS",
        "revision": 1,
    },
    "/api/v1/newsroom/news/{slug}": {"slug": "regatta"},
}

pytestmark = pytest.mark.django_db


def _releases() -> Any:
    """The builders of hand-written releases."""
    path = TESTS / "components" / "statistics" / "conftest.py"
    spec = importlib.util.spec_from_file_location("releases", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def lagoon(db, settings, tmp_path, monkeypatch):
    settings.API_LIMIT_ADDRESS = settings.API_LIMIT_TOKEN = 1_000_000
    settings.ALLOWED_HOSTS = ["*"]
    settings.HOME = tmp_path
    monkeypatch.setattr(releases, "_cache", type(releases._cache)())  # no cells of another test
    cache.clear()
    assert load_partnership(INVENTED, actor="a test").ok
    made = _releases()
    statistics.register(made.Shelf([made.receipt()], [made.write_flows(tmp_path / "releases")]))
    _tell_of_the_regatta()


def _tell_of_the_regatta() -> None:
    locale = Locale.objects.get(language_code="en")
    index = NewsIndex(title="News", slug="news", locale=locale)
    Page.get_first_root_node().add_child(instance=index)
    story = NewsPage(
        slug="regatta", title="First regatta", lead="They rowed.", day=date(2006, 7, 1), locale=locale
    )
    index.add_child(instance=story)
    story.save_revision().publish()


@pytest.fixture
def server(lagoon) -> Iterator[str]:
    """The address of the site as it runs."""
    with serving() as address:
        yield address


def tried(server: str, folder: Path, token: str = "") -> set[str]:
    """Try every resource as the holder of ``token``; gives the paths that answered what was asked of them.

    The requests are the same each time; a third of those for one row ask for a row that exists.
    """
    config, report = folder / "schemathesis.toml", folder / "report.json"
    config.write_text(_known())
    command = [
        sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run", server + OPENAPI,
        "--checks", ",".join(CHECKS), "--phases", "coverage,fuzzing", "--mode", "all", "--max-examples", "8",
        "--seed", "1", "--generation-deterministic", "--no-shrink", "--suppress-health-check", "all",
        "--continue-on-failure", "--no-color", "--report", "json", "--report-json-path", str(report),
    ]  # fmt: skip
    if token:
        command += ["-H", f"Authorization: Bearer {token}"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=600, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    told = json.loads(report.read_text())
    assert told["complete"]
    assert told["operations"]["tested"] == told["operations"]["total"] >= 15
    assert told["test_cases"]["generated"] > 30 * told["operations"]["total"]
    return {
        operation.removeprefix("GET /api/v1/")
        for operation, phases in told["valid_rates"].items()
        if any(phase["accepted"] for phase in phases.values())
    }


def _known() -> str:
    lines = []
    for number, (path, values) in enumerate(KNOWN.items()):
        lines += ["[[operations]]", f"include-path = {json.dumps(path)}"]
        for name, value in values.items():
            word = f"known_{number}_{name}"
            lines.insert(0, f"[dictionaries.{word}]\nvalues = [{json.dumps(value)}]")
            binding = f'{{ dictionary = "{word}", probability = 0.3 }}'
            lines.append(f'parameters."path.{name}" = {binding}')
    return "\n".join(lines)


def resources() -> set[str]:
    """Every resource, as the description names it."""
    document = json.loads(Client().get(OPENAPI).content)
    return {path.removeprefix("/api/v1/") for path in document["paths"]}


def test_nobody_in_particular(server, tmp_path):
    assert tried(server, tmp_path) == resources() - {"me"}


def test_a_reader_whose_token_reaches_the_partnership_only(server, tmp_path):
    answered = tried(server, tmp_path, token_of("reader", "read:partnership"))
    assert answered == {path for path in resources() if not path.startswith("statistics/")}


def test_a_token_with_every_scope(server, tmp_path):
    token = token_of("statistician", *(scope.code for scope in SCOPES))
    assert tried(server, tmp_path, token) == resources()


def token_of(role: str, *scopes: str) -> str:
    """The words of a token until tomorrow."""
    day = timezone.localdate() + timedelta(1)
    return make_token(actor=make_person(role), name="x", scopes=scopes, expires=day)[1]


def test_the_description_is_openapi_3_1_and_tells_every_refusal(lagoon):
    document = json.loads(Client().get(OPENAPI).content)
    assert document["openapi"].startswith("3.1")
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert len(operations) >= 15
    for operation in operations:
        assert {"200", "304", *map(str, REFUSALS)} == set(operation["responses"])
        assert operation["security"]
    assert set(document["components"]["securitySchemes"]) == {"Needs"}


def test_the_description_is_the_same_in_every_language(lagoon):
    ask = Client().get
    assert ask(OPENAPI).content == ask(OPENAPI, headers={"accept-language": "ar"}).content
