"""Which addresses and templates the tests have visited, so that none stays unseen.

Each process writes down the URL names and template names that its responses used. A refusal is no visit,
but of the addresses in ``REFUSING``. When the whole suite has run, short or long (no selection by path,
keyword or marker, and nothing failed), the run names every page or template of ours that is missing from
the lists, and fails.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

FOLDER = "PYTEST_VISITS"
# addresses that exist to refuse, whoever asks for whatever: their refusal is the visit
REFUSING = {
    "api:unknown": "answers every address below the API that is no resource, as a problem",
    "sdmx:metadata": "says that reference metadata is not offered",
    "sdmx:registration": "says that registrations are not offered",
    "sdmx:unknown": "answers every address below the service that is no resource, as a problem",
}
_seen: dict[str, set[str]] = {"urls": set(), "templates": set()}


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="serai-visits-")


@pytest.fixture(scope="session", autouse=True)
def _record_visits() -> None:
    """Listen to every answer and every template of any test, from the test client and the live server."""
    from django.core.handlers import base
    from django.test.signals import template_rendered

    handlers: Any = base.BaseHandler  # its inner step is no public name
    answer = handlers._get_response

    def answering(handler: Any, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = answer(handler, request)
        if request.resolver_match is not None and is_visit(request, response):
            _seen["urls"].add(request.resolver_match.view_name)
        return response

    handlers._get_response = answering
    template_rendered.connect(_record_template, weak=False)


def is_visit(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether an answer of the page that ``request`` was resolved to shows what the page is for."""
    match = request.resolver_match
    if match is not None and match.view_name in REFUSING:
        return response.status_code >= 400
    # to be sent on to sign in, or to confirm, is no visit
    sent_on = "/accounts/" in response.get("Location", "") and request.method == "GET"
    return response.status_code < 400 and not sent_on


def _record_template(template: Any, **_details: Any) -> None:
    if template.name:
        _seen["templates"].add(template.name)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    folder = Path(os.environ[FOLDER])
    words = {kind: sorted(names) for kind, names in _seen.items()}
    (folder / f"{os.getpid()}.json").write_text(json.dumps(words))
    if hasattr(session.config, "workerinput") or exitstatus != 0 or not _whole(session.config):
        return
    missing = unseen(folder)
    if missing:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            reporter.write_line("")
            for line in missing:
                reporter.write_line(f"no test visits {line}", red=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput") and not os.environ.get("PYTEST_KEEP_VISITS"):
        shutil.rmtree(os.environ[FOLDER], ignore_errors=True)


def _whole(config: pytest.Config) -> bool:
    """Whether the run was asked for everything."""
    option = config.option
    chosen = option.keyword or option.markexpr or getattr(option, "deselect", None) or option.collectonly
    return not chosen and list(config.args) == list(config.getini("testpaths"))


def unseen(folder: Path) -> list[str]:
    """The URL names and template names of ours that no process has written down in ``folder``."""
    seen: dict[str, set[str]] = {"urls": set(), "templates": set()}
    for path in folder.glob("*.json"):
        for kind, names in json.loads(path.read_text()).items():
            seen[kind].update(names)
    urls = [f"the page {name}" for name in sorted(url_names() - seen["urls"])]
    return urls + [f"the template {name}" for name in sorted(template_names() - seen["templates"])]


def url_names() -> set[str]:
    """Every named address of the site."""
    from serai.testing.addresses import addresses

    return {address.name for address in addresses()}


def template_names() -> set[str]:
    """Every template in a ``templates`` folder of the package."""
    package = Path(__file__).resolve().parents[1]
    return {
        path.relative_to(folder).as_posix()
        for folder in package.rglob("templates")
        if folder.is_dir()
        for path in folder.rglob("*")
        if path.is_file()
    }
