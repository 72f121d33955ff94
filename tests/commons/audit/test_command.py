"""``serai audit``: what it prints, and how it ends."""

from __future__ import annotations

import json
from contextlib import contextmanager

import pytest
from django.conf import settings
from typer.testing import CliRunner

from serai.commons.audit import sealing
from serai.commons.audit.models import Check
from serai.project import audit_cli, installation

from .conftest import EVENTS, behind_the_back

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def serai(monkeypatch, tmp_path, kinds):
    """The commands, in the database of the test."""

    @contextmanager
    def here():
        yield tmp_path

    monkeypatch.setattr(installation, "house", here)
    monkeypatch.setattr(installation, "require_own", lambda **_more: None)
    kinds("a", "b")
    return lambda *words: CliRunner().invoke(audit_cli.app, list(words))


def test_a_whole_chain_ends_well_and_is_kept(serai):
    done = serai("verify", "--json")
    assert done.exit_code == 0
    said = json.loads(done.stdout)
    assert (said["ok"], said["found"], said["links"]) == (True, 0, said["rows"])
    assert Check.objects.get().faults == []


def test_a_broken_chain_names_table_row_and_time_and_ends_badly(serai):
    with behind_the_back(EVENTS) as cursor:
        cursor.execute(f"UPDATE {EVENTS} SET note = 'x' WHERE key = 'a' RETURNING pgh_id")
        row = str(cursor.fetchone()[0])
    done = serai("verify", "--json")
    assert done.exit_code == 1
    fault = json.loads(done.stdout)["faults"][0]
    assert (fault["kind"], fault["table"], fault["row"]) == ("changed", EVENTS, row)
    assert fault["at"] is not None
    assert f"A row of the history was changed ({EVENTS}, row {row}; link " in done.stderr
    assert Check.objects.get().faults[0]["kind"] == "changed"


def test_the_head_that_was_printed_is_taken_back(serai, tmp_path):
    printed = serai("head")
    assert printed.exit_code == 0
    kept = tmp_path / "head.json"
    kept.write_text(printed.stdout)
    assert serai("verify", "--head", str(kept)).exit_code == 0
    said = json.loads(printed.stdout)
    kept.write_text(json.dumps({**said, "seq": said["seq"] + 5}))  # no longer what was signed
    assert serai("verify", "--head", str(kept)).exit_code == 1


def test_a_file_without_a_head_is_refused(serai, tmp_path):
    wrong = tmp_path / "head.json"
    wrong.write_text("{}")
    assert isinstance(serai("verify", "--head", str(wrong)).exception, audit_cli.NoHead)


def test_a_restored_older_history_says_what_it_may_be_and_how_to_go_on(serai, tmp_path):
    """As after a restore by hand: the database ends earlier than the file of seals beside it."""
    sealing.seal()
    with behind_the_back("audit_link", "audit_seal", EVENTS, "partnership_activitykind") as cursor:
        cursor.execute("DELETE FROM audit_link WHERE seq = (SELECT max(seq) FROM audit_link) RETURNING seq")
        lost = cursor.fetchone()[0]
        cursor.execute(f"DELETE FROM {EVENTS} WHERE key = 'b'")
        cursor.execute("DELETE FROM partnership_activitykind WHERE key = 'b'")
        cursor.execute("DELETE FROM audit_seal")
    done = serai("verify", "--json")
    assert done.exit_code == 1
    assert [fault["kind"] for fault in json.loads(done.stdout)["faults"]] == ["cut"]
    assert "run 'serai audit after-restore'" in done.stderr
    assert "If nothing was restored, somebody cut the history" in done.stderr
    assert f"sealed up to link {lost:,}" in serai("after-restore").stderr
    assert len(list((tmp_path / "audit").glob("seals-before-restore-*.jsonl"))) == 1
    after = serai("verify")
    assert after.exit_code == 0
    assert "A backup was restored on" in after.stderr  # told for ever, not passed over
    assert "nothing to set aside" in serai("after-restore").stderr


def test_seals_that_still_fit_stay_where_they_are_after_a_restore(serai, kinds):
    sealing.seal()
    kinds("c")
    assert sealing.set_aside() == ""
    assert len(sealing.seal_file().read_text().splitlines()) == 1
    assert sealing.restores() == []


def test_another_key_than_the_houses_is_named_with_the_way_out(serai, monkeypatch):
    sealing.seal()
    monkeypatch.setattr(settings, "AUDIT_KEY", "the key of another house")
    done = serai("verify")
    assert done.exit_code == 1
    assert "bring SERAI_HOME/secrets/audit back" in done.stderr
