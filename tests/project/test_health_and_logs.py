"""Health for machines, and a log that holds no personal data."""

from __future__ import annotations

import json
import logging
import sys
from pathlib import Path

import pytest
from django.test import Client

from serai.project.logs import JsonFormatter


@pytest.mark.django_db
def test_alive_and_ready(client: Client) -> None:
    assert client.get("/healthz").json() == {"ok": True}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "faults": []})


@pytest.mark.django_db
def test_not_ready_names_what_is_not(client: Client, settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    settings.HOME = tmp_path / "gone"  # type: ignore[attr-defined]
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["faults"]) == (503, ["data folder"])


@pytest.mark.django_db
def test_a_request_is_logged_by_its_route_alone(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="serai.request"):
        client.get(
            "/healthz?name=Marwa", headers={"user-agent": "a phone of somebody"}, REMOTE_ADDR="203.0.113.9"
        )
    line = json.loads(JsonFormatter().format(caplog.records[-1]))
    assert (line["route"], line["method"], line["status"]) == ("healthz", "GET", 200)
    assert set(line) == {"at", "level", "logger", "event", "method", "route", "status", "ms"}


def test_an_error_is_logged_without_the_values_in_its_message() -> None:
    try:
        raise ValueError("passport A1234567 of Marwa")
    except ValueError:
        record = logging.LogRecord(
            "django.request",
            logging.ERROR,
            __file__,
            1,
            "Internal Server Error: %s",
            ("/case/Marwa",),
            sys.exc_info(),
        )
    line = JsonFormatter().format(record)
    assert "Marwa" not in line
    assert json.loads(line)["error"] == "ValueError"
    assert json.loads(line)["trace"][-1].startswith(__file__.rsplit("/site-packages/", 1)[-1])
