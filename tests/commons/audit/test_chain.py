"""The chain finds every break, accepts true erasures, and no two writers fork it."""

from __future__ import annotations

import json
import threading

import pytest
from django.db import DatabaseError, connection, connections, transaction

from serai.commons.audit import triggers
from serai.commons.audit.models import Link, Seal
from serai.commons.audit.rules import link_hash
from serai.commons.audit.sealing import Head, head, seal, seal_file
from serai.commons.audit.verifying import verify
from serai.commons.partnership.models import ActivityKind

from .conftest import EVENTS, behind_the_back

pytestmark = pytest.mark.django_db(transaction=True)


def kinds_of_fault() -> list[tuple[str, str, str]]:
    return [(fault.kind, fault.table, fault.row) for fault in verify().faults]


def link_of(event: int) -> Link:
    return Link.objects.get(source=EVENTS, event=event)


def event_of(key: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(pgh_id) FROM {EVENTS} WHERE key = %s", [key])
        return int(cursor.fetchone()[0])


def test_what_is_committed_has_one_link_each_and_all_is_well(kinds):
    before = Link.objects.count()
    (kind,) = kinds("a")
    kind.title = "Other"
    kind.save()
    kind.delete()
    assert list(Link.objects.filter(source=EVENTS).order_by("seq").values_list("seq", flat=True)) == [
        before + 1,
        before + 2,
        before + 3,
    ]
    report = verify()
    assert report.faults == []
    assert report.links == report.rows == before + 3


def test_a_rolled_back_change_leaves_nothing(kinds):
    kinds("a")
    before = Link.objects.count()
    with transaction.atomic():
        ActivityKind.objects.create(key="b", title="B", family="meeting")
        transaction.set_rollback(True)
    assert Link.objects.count() == before
    assert verify().ok


def test_one_changed_letter_is_found(kinds):
    kinds("a", "b")
    event = event_of("a")
    with behind_the_back(EVENTS) as cursor:
        cursor.execute(f"UPDATE {EVENTS} SET title = 'kind a' WHERE pgh_id = %s", [event])
    (fault, *others) = verify().faults
    assert (fault.kind, fault.table, fault.row, fault.seq) == (
        "changed",
        EVENTS,
        str(event),
        link_of(event).seq,
    )
    assert fault.at == link_of(event).at
    # and the noun is no longer what its history says
    assert [(other.kind, other.table, other.row) for other in others] == [
        ("changed", "partnership_activitykind", "a")
    ]


def test_a_changed_actor_is_found(kinds):
    kinds("a")
    with behind_the_back(EVENTS) as cursor:
        cursor.execute(f"UPDATE {EVENTS} SET pgh_context = '{{\"user\": 1}}'")
    assert kinds_of_fault() == [("changed", EVENTS, str(event_of("a")))]


def test_a_missing_row_is_found(kinds):
    (kind,) = kinds("a")
    kind.delete()
    event = event_of("a")
    with behind_the_back(EVENTS) as cursor:
        cursor.execute(f"DELETE FROM {EVENTS} WHERE pgh_id = %s", [event])
    assert kinds_of_fault() == [("missing", EVENTS, str(event))]


def test_an_added_row_is_found(kinds):
    kinds("a")
    with behind_the_back(EVENTS) as cursor:
        cursor.execute(
            f"INSERT INTO {EVENTS} (pgh_created_at, pgh_label, key, provenance, note, title, family)"
            " SELECT pgh_created_at, 'update', key, provenance, note, title, family"
            f" FROM {EVENTS} RETURNING pgh_id"
        )
        added = cursor.fetchone()[0]
    assert kinds_of_fault() == [("added", EVENTS, str(added))]


def test_a_row_changed_past_its_history_is_found(kinds):
    kinds("a", "b")
    with behind_the_back("partnership_activitykind") as cursor:
        cursor.execute("UPDATE partnership_activitykind SET title = 'Past' WHERE key = 'a'")
        cursor.execute("DELETE FROM partnership_activitykind WHERE key = 'b'")
        cursor.execute(
            "INSERT INTO partnership_activitykind (key, provenance, note, title, family)"
            " VALUES ('c', 'found', '', 'C', 'meeting')"
        )
    assert sorted(kinds_of_fault()) == [
        ("added", "partnership_activitykind", "c"),
        ("changed", "partnership_activitykind", "a"),
        ("missing", "partnership_activitykind", "b"),
    ]


def test_a_trigger_that_is_switched_off_is_found(kinds):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {EVENTS} DISABLE TRIGGER audit_chain")
        assert kinds_of_fault() == [("unguarded", EVENTS, "")]
        cursor.execute(f"ALTER TABLE {EVENTS} ENABLE TRIGGER audit_chain")
    assert verify().ok


def test_a_link_taken_out_of_the_middle_is_found(kinds):
    kinds("a", "b", "c")
    with behind_the_back("audit_link") as cursor:
        cursor.execute("DELETE FROM audit_link WHERE source = %s AND event = %s", [EVENTS, event_of("b")])
    assert sorted(kind for kind, _table, _row in kinds_of_fault()) == ["added", "gap"]


def test_a_changed_link_is_found(kinds):
    kinds("a", "b")
    event = event_of("a")
    with behind_the_back("audit_link") as cursor:
        cursor.execute(
            "UPDATE audit_link SET at = at - interval '1 day' WHERE source = %s AND event = %s",
            [EVENTS, event],
        )
    assert kinds_of_fault() == [("link", EVENTS, str(event))]


def cut(number: int) -> None:
    """Take the newest ``number`` rows of the history and their links away, and the nouns with them."""
    with behind_the_back("audit_link", EVENTS, "partnership_activitykind") as cursor:
        cursor.execute("DELETE FROM audit_link WHERE seq > (SELECT max(seq) - %s FROM audit_link)", [number])
        cursor.execute(
            f"DELETE FROM {EVENTS} e WHERE NOT EXISTS"
            " (SELECT FROM audit_link l WHERE l.source = %s AND l.event = e.pgh_id)",
            [EVENTS],
        )
        cursor.execute(
            f"DELETE FROM partnership_activitykind k WHERE NOT EXISTS (SELECT FROM {EVENTS} e WHERE e.key = k.key)"
        )


@pytest.mark.parametrize("also_the_seal", [False, True], ids=["seal left", "seal taken too"])
def test_a_cut_tail_is_found_by_its_seal_in_the_database_or_beside_it(kinds, also_the_seal):
    kinds("a", "b", "c")
    assert seal() == f"history sealed at link {Link.objects.count()}"
    sealed = Link.objects.count()
    cut(2)
    if also_the_seal:
        with behind_the_back("audit_seal") as cursor:
            cursor.execute("DELETE FROM audit_seal")
    (fault,) = verify().faults
    assert (fault.kind, fault.seq) == ("cut", sealed)


def test_a_cut_tail_is_found_by_a_head_that_was_kept(kinds):
    kinds("a", "b")
    kept = Head.from_json(head().as_json())
    kinds("c")
    assert verify(head=kept).ok
    cut(2)
    assert verify().ok  # nothing was sealed: the rest is a whole chain
    (fault,) = verify(head=kept).faults
    assert (fault.kind, fault.seq) == ("cut", kept.seq)


def forge_chain() -> None:
    """Change a row and make every link after it anew, as somebody can who has the database but not the key."""
    with behind_the_back("audit_link", EVENTS, "partnership_activitykind") as cursor:
        cursor.execute(f"UPDATE {EVENTS} SET title = 'Forged' WHERE key = 'a'")
        cursor.execute("UPDATE partnership_activitykind SET title = 'Forged' WHERE key = 'a'")
        cursor.execute(
            "UPDATE audit_link l SET digest = sha256(uuid_send(l.salt) || convert_to(to_jsonb(e)::text, 'UTF8'))"
            f" FROM {EVENTS} e WHERE l.source = %s AND e.pgh_id = l.event",
            [EVENTS],
        )
        previous = b""
        for link in Link.objects.order_by("seq"):
            previous = link_hash(
                previous,
                seq=link.seq,
                at=link.at,
                source=link.source,
                event=link.event,
                shape=link.shape,
                actor=link.actor,
                digest=bytes(link.digest),
            )
            cursor.execute("UPDATE audit_link SET hash = %s WHERE seq = %s", [previous, link.seq])


def test_a_chain_made_anew_without_the_key_is_found(kinds):
    kinds("a", "b")
    seal()
    forge_chain()
    # told twice: by the seal in the database and by the file beside it
    assert {fault.kind for fault in verify().faults} == {"rewritten"}


def test_a_seal_made_without_the_key_is_found(kinds):
    kinds("a", "b")
    seal()
    seal_file().unlink()
    forge_chain()
    last = Link.objects.order_by("-seq").first()
    with behind_the_back("audit_seal") as cursor:
        cursor.execute("UPDATE audit_seal SET hash = %s, seq = %s", [bytes(last.hash), last.seq])
    assert [fault.kind for fault in verify().faults] == ["forged"]


def test_the_head_has_the_words_that_were_signed(kinds):
    kinds("a")
    words = json.loads(head().as_json())
    last = Link.objects.order_by("-seq").first()
    assert (words["seq"], words["hash"]) == (last.seq, bytes(last.hash).hex())


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {EVENTS} SET title = ''",
        f"DELETE FROM {EVENTS}",
        f"INSERT INTO {EVENTS} SELECT * FROM {EVENTS}",
        "UPDATE audit_link SET actor = ''",
        "DELETE FROM audit_link",
        "INSERT INTO audit_link SELECT * FROM audit_link",
        "UPDATE audit_read SET account = 1",
        "DELETE FROM audit_read",
        "DELETE FROM audit_seal",
    ],
)
def test_even_the_owner_is_refused_while_triggers_are_on(kinds, statement):
    kinds("a")
    with pytest.raises(DatabaseError, match="a history only grows"), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", [EVENTS, "audit_link", "partnership_activitycount"])
def test_nothing_is_emptied_at_a_stroke(kinds, table):
    with connection.cursor() as cursor:
        cursor.execute("SET audit.may_empty = 'no'")
        try:
            with pytest.raises(DatabaseError, match="a history only grows"):
                cursor.execute(f"TRUNCATE {table}")
        finally:
            cursor.execute("SET audit.may_empty = 'yes'")


def test_no_setting_switches_history_off(kinds):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'partnership_activitykind'::regclass"
            " AND tgname LIKE 'pgtrigger%'"
        )
        names = ",".join(name for (name,) in cursor.fetchall())
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, false)", [f"{{{names}}}"])
        kinds("a")
        cursor.execute("SELECT set_config('pgtrigger.ignore', '', false)")
    assert link_of(event_of("a"))


def test_writers_at_once_keep_one_unbroken_chain(kinds):
    before = Link.objects.count()
    wrong: list[BaseException] = []

    def write(writer: int) -> None:
        try:
            for number in range(12):
                with transaction.atomic():
                    ActivityKind.objects.bulk_create(
                        ActivityKind(key=f"{writer}-{number}-{row}", title="T", family="meeting")
                        for row in range(3)
                    )
        except DatabaseError as error:  # told by the test, not by a thread that nobody watches
            wrong.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert Link.objects.count() == before + 6 * 12 * 3
    assert verify().faults == []


def test_installing_again_changes_nothing(kinds):
    kinds("a")
    assert triggers.install() is False
    assert verify().faults == []


def test_sealing_twice_makes_one_seal(kinds):
    kinds("a")
    assert seal()
    assert seal() == ""
    assert Seal.objects.count() == 1
