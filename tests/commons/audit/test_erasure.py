"""A person is erased: histories are blanked, the chain stays whole, and nobody can forge it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from django.db import connection, transaction

from serai.commons.audit import services
from serai.commons.audit.models import Blanked, Erasure, Link, Read
from serai.commons.audit.verifying import verify
from serai.commons.partnership.models import ActivityKind

from .conftest import EVENTS, behind_the_back

pytestmark = pytest.mark.django_db(transaction=True)


def kinds_of_fault() -> list[tuple[str, str, str]]:
    return [(fault.kind, fault.table, fault.row) for fault in verify().faults]


def event_of(key: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(pgh_id) FROM {EVENTS} WHERE key = %s", [key])
        return int(cursor.fetchone()[0])


def test_an_erasure_blanks_a_row_and_the_chain_stays_whole(kinds):
    kinds("a", "b")
    ActivityKind.objects.filter(key="a").update(note="a marker nobody may read")
    assert services.redact("partnership.activitykind", ["a"], ["title", "note"], actor=7, reason="asked") == 2
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT title, note, family FROM {EVENTS} WHERE key = 'a'")
        assert cursor.fetchall() == [("", "", "meeting")] * 2
    erasure = Erasure.objects.get()
    assert (erasure.noun, erasure.rows, erasure.account, erasure.fields) == (
        "partnership.activitykind",
        2,
        7,
        ["note", "title"],
    )
    assert Link.objects.filter(source="audit_erasure", actor="7").count() == 1
    assert Link.objects.filter(salt=None).count() == 2
    report = verify()
    assert (report.faults, report.erased) == ([], 2)


def test_a_row_may_be_blanked_again(kinds):
    kinds("a")
    services.redact("partnership.activitykind", ["a"], ["title"])
    services.redact("partnership.activitykind", ["a"])
    assert verify().faults == []


def test_a_change_and_its_erasure_in_one_transaction(kinds):
    with transaction.atomic():
        kinds("a")
        services.redact("partnership.activitykind", ["a"])
    assert verify().faults == []


def test_what_an_erasure_left_is_still_guarded(kinds):
    kinds("a")
    services.redact("partnership.activitykind", ["a"], ["title"])
    with behind_the_back(EVENTS) as cursor:
        cursor.execute(f"UPDATE {EVENTS} SET title = 'Put in afterwards'")
    assert kinds_of_fault()[0] == ("changed", EVENTS, str(event_of("a")))
    with behind_the_back(EVENTS) as cursor:
        cursor.execute(f"UPDATE {EVENTS} SET title = '', family = 'visit'")
    assert kinds_of_fault()[0] == ("changed", EVENTS, str(event_of("a")))


def test_a_forged_erasure_is_refused(kinds):
    kinds("a")
    event = event_of("a")
    with behind_the_back(EVENTS, "audit_link") as cursor:
        cursor.execute(f"UPDATE {EVENTS} SET title = ''")
        cursor.execute("UPDATE audit_link SET salt = NULL WHERE source = %s", [EVENTS])
        cursor.execute(f"SELECT to_jsonb(e)::text FROM {EVENTS} e")
        left: dict[str, Any] = json.loads(cursor.fetchone()[0])
    del left["title"]
    digest = hashlib.sha256(json.dumps(left, sort_keys=True).encode()).digest()
    erasure = Erasure.objects.create(
        at="2026-01-01T00:00:00Z",
        noun="partnership.activitykind",
        fields=["title"],
        rows=1,
        root=b"0" * 32,
        key_id="0",
        signature=b"0" * 64,
    )
    Blanked.objects.create(erasure=erasure, source=EVENTS, event=event, fields=["title"], digest=digest)
    faults = kinds_of_fault()
    assert ("forged", "audit_erasure", str(erasure.pk)) in faults
    assert ("changed", EVENTS, str(event)) in faults


def test_reads_are_chained_and_forget_an_erased_thing(kinds):
    kinds("a")
    services.record_read(actor=5, noun="partnership.activitykind", keys=["a", "b", "a"], purpose="call back")
    assert list(Read.objects.order_by("id").values_list("account", "key", "purpose")) == [
        (5, "a", "call back"),
        (5, "b", "call back"),
    ]
    assert Link.objects.filter(source="audit_read", actor="5").count() == 2
    services.redact("partnership.activitykind", ["a"])
    assert list(Read.objects.order_by("id").values_list("key", "purpose")) == [("", ""), ("b", "call back")]
    assert verify().faults == []
