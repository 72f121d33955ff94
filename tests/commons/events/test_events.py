"""News is told after the commit, to everybody, and only if there is something to tell."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import pytest
from django.db import transaction

from serai.commons import events
from serai.commons.jobs.models import ScheduleRun


@dataclass(frozen=True)
class CourseHeld:
    key: str


@dataclass(frozen=True)
class CourseHeldAbroad(CourseHeld):
    state: str = ""


@dataclass
class Loose:
    key: str


@pytest.fixture
def heard():
    """What a listener was told, in order."""
    told: list[object] = []
    events.listen(CourseHeld, told.append)
    yield told
    events.unlisten(CourseHeld, told.append)


@pytest.mark.django_db(transaction=True)
def test_a_listener_hears_after_the_commit_and_not_before(heard):
    with transaction.atomic():
        events.announce(CourseHeld("K1"))
        assert heard == []
    assert heard == [CourseHeld("K1")]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_told_of_what_was_rolled_back(heard):
    with transaction.atomic():
        events.announce(CourseHeld("K1"))
        transaction.set_rollback(True)
    assert heard == []


@pytest.mark.django_db(transaction=True)
def test_a_failing_listener_stops_no_other_loses_its_writes_and_is_logged_without_data(heard, caplog):
    def fail(event: CourseHeld) -> None:
        ScheduleRun.objects.create(name="half done")
        raise ValueError("disk full")

    events.listen(CourseHeldAbroad, fail)
    try:
        with caplog.at_level(logging.ERROR):
            events.announce(CourseHeldAbroad("a name of somebody"))
    finally:
        events.unlisten(CourseHeldAbroad, fail)
    assert heard == [CourseHeldAbroad("a name of somebody")]
    assert not ScheduleRun.objects.exists()
    assert "failed on CourseHeldAbroad" in caplog.text
    assert "somebody" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_listener_that_is_named_twice_hears_once(heard):
    events.listen(CourseHeld, heard.append)
    events.announce(CourseHeld("K1"))
    # two bound methods of one list are equal, so the second one is the first
    assert heard == [CourseHeld("K1")]


@pytest.mark.parametrize("thing", [Loose("K1"), "K1", CourseHeld], ids=["not frozen", "no record", "a class"])
def test_only_frozen_records_are_events(thing):
    with pytest.raises(TypeError):
        events.announce(thing)
