"""Loading: the good rows stand, the bad ones are named, and a second time changes nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from serai.commons.partnership import models as nouns
from serai.commons.partnership.errors import NotAllowed, UnreadableFolder
from serai.commons.partnership.models import (
    Activity,
    ActivityCount,
    Component,
    Organisation,
    Topic,
)
from serai.commons.partnership.report import LoadReport
from serai.commons.partnership.services import load_partnership, preview_partnership

from .folders import add, edit, load, rows_in_database

pytestmark = pytest.mark.django_db


def test_every_row_of_every_file_stands_in_the_database(invented: Path) -> None:
    report = load(invented)
    assert [str(refusal) for refusal in report.refusals] == []
    expected = {path.stem: len(path.read_text().splitlines()) - 1 for path in invented.glob("*.csv")}
    expected["partnership"] = 1
    found = rows_in_database()
    assert {name: number for name, number in found.items() if number} == expected
    assert report.total("rows") == report.total("created") == sum(expected.values())


def test_loaded_twice_nothing_changes(invented: Path) -> None:
    first = load(invented)
    before = rows_in_database()
    second = load(invented)
    assert (second.total("created"), second.total("updated"), second.total("refused")) == (0, 0, 0)
    assert second.total("unchanged") == first.total("rows")
    assert second.changes == ()
    assert rows_in_database() == before


def test_an_edited_row_is_updated_with_what_it_was(invented: Path) -> None:
    load(invented)
    edit(invented, "activities.csv", "Old Quay", "New Quay")
    report = load(invented)
    assert [(c.file, c.line, c.key, c.action) for c in report.changes] == [
        ("activities.csv", 2, "R1", "updated")
    ]
    assert [(f.field, f.before, f.after) for f in report.changes[0].fields] == [
        ("place", "Old Quay", "New Quay")
    ]
    assert Activity.objects.get(pk="R1").place == "New Quay"


def test_edited_references_are_updated(invented: Path) -> None:
    load(invented)
    edit(invented, "components.csv", "PACT-1; PACT-2", "PACT2-1; PACT-2")
    edit(invented, "projects.csv", "TIDES,EBB,2", "TIDES,,2")
    report = load(invented)
    assert report.total("updated") == 2
    assert set(Component.objects.get(pk="EBB-K1").topics.values_list("pk", flat=True)) == {
        "PACT2-1",
        "PACT-2",
    }
    assert nouns.Project.objects.get(pk="FLOW").follows is None


def test_rows_may_swap_their_places(invented: Path) -> None:
    load(invented)
    edit(invented, "topics.csv", "PACT-1,PACT,priority,1", "PACT-1,PACT,priority,2")
    edit(invented, "topics.csv", "PACT-2,PACT,priority,2", "PACT-2,PACT,priority,1")
    assert load(invented).ok
    assert dict(Topic.objects.filter(framework="PACT").values_list("pk", "number")) == {
        "PACT-1": 2,
        "PACT-2": 1,
    }


def test_a_row_that_leaves_its_file_stays_and_is_counted(invented: Path) -> None:
    load(invented)
    edit(invented, "organisations.csv", "BRINE-ISLES,", "BRINE-REEFS,")
    report = load(invented)
    assert Organisation.objects.filter(pk="BRINE-ISLES").exists()
    assert {file.file: file.absent for file in report.files}["organisations.csv"] == 1


def test_a_preview_says_the_same_and_writes_nothing(invented: Path) -> None:
    add(invented, "topics.csv", "PACT-9,NOWHERE,priority,1,Sails,L1,invented")
    preview = preview_partnership(invented)
    assert not any(rows_in_database().values())
    assert not preview.written
    done = load(invented)
    assert done.written
    assert preview.files == done.files
    assert preview.changes == done.changes
    assert preview.refusals == done.refusals


def test_what_the_house_saw_is_never_overwritten_by_what_it_is_told(invented: Path) -> None:
    load(invented)
    Activity.objects.filter(pk="R1").update(observed=True, place="The pier, as seen")
    ActivityCount.objects.create(
        key="R1/participants/observed", activity_id="R1", measure="participants", value=41, kind="observed"
    )
    edit(invented, "activities.csv", "Old Quay", "New Quay")
    edit(invented, "activity_counts.csv", "40,more_than", "400,more_than")
    report = load(invented)
    assert Activity.objects.get(pk="R1").place == "The pier, as seen"
    counts = ActivityCount.objects.filter(activity="R1", measure="participants")
    assert {(row.kind, row.source_id, row.value) for row in counts} == {
        ("observed", None, 41),
        ("reported", "L1", 400),
        ("reported", "L2", 35),
    }
    by_file = {file.file: file for file in report.files}
    assert by_file["activities.csv"].kept == 1
    assert by_file["activity_counts.csv"].absent == 0


def test_a_file_cannot_claim_what_the_house_saw(invented: Path) -> None:
    path = invented / "activity_counts.csv"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([f"{lines[0]},kind", *(f"{line},reported" for line in lines[1:])]) + "\n")
    number = add(invented, "activity_counts.csv", "R1,countries,3,exact,,L1,invented,observed")
    report = load(invented)
    assert [(refusal.line, refusal.field) for refusal in report.refusals] == [(number, "kind")]


def test_progress_is_told_and_ends_at_one(invented: Path) -> None:
    told: list[tuple[str, float]] = []
    load_partnership(invented, actor="a test", progress=lambda part, fraction: told.append((part, fraction)))
    fractions = [fraction for _part, fraction in told]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert "activities.csv" in [part for part, _fraction in told]


def test_an_empty_folder_and_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFolder, match="no partnership file"):
        load(tmp_path)
    with pytest.raises(UnreadableFolder, match="no such folder"):
        load(tmp_path / "none")


class Stranger:
    """An account without any role."""

    is_authenticated = True
    is_active = True
    roles: frozenset[str] = frozenset()
    pk = 7


def test_an_account_without_the_permission_may_not_load(invented: Path) -> None:
    with pytest.raises(NotAllowed):
        load_partnership(invented, actor=Stranger())  # type: ignore[arg-type]
    assert not any(rows_in_database().values())


def test_the_report_prints_itself_and_goes_to_json_and_back(invented: Path) -> None:
    add(invented, "states.csv", "QQE,QQE,,,invented")
    report = load(invented)
    assert "Refused: states.csv, line 5: iso2: it is empty" in str(report)
    assert LoadReport.from_dict(report.as_dict()) == report
    assert report.as_dict()["refused"] == 1


def test_a_load_is_all_or_nothing(invented: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from serai.commons.partnership.services import writing

    write = writing.Writer.write

    def dies(self: writing.Writer, file: object, drafts: object, *, refused: int) -> None:
        if file.name == "statements.csv":  # type: ignore[attr-defined]
            raise KeyboardInterrupt
        write(self, file, drafts, refused=refused)  # type: ignore[arg-type]

    monkeypatch.setattr(writing.Writer, "write", dies)
    with pytest.raises(KeyboardInterrupt):
        load(invented)
    assert not any(rows_in_database().values())


@pytest.mark.parametrize(
    "sql",
    [
        pytest.param(
            "UPDATE partnership_participation SET until = '1999' WHERE since = '2001'", id="dates ordered"
        ),
        pytest.param("UPDATE partnership_participation SET since = 'June 2001'", id="dates are dates"),
        pytest.param("UPDATE partnership_participation SET state_id = NULL", id="one party"),
        pytest.param(
            "UPDATE partnership_activity SET first_day = last_day + 1 WHERE key = 'R1'", id="days ordered"
        ),
        pytest.param(
            "UPDATE partnership_activity SET date_precision = 'none' WHERE key = 'R1'",
            id="no days without precision",
        ),
        pytest.param("UPDATE partnership_activity SET same_as_id = key", id="not the same as itself"),
        pytest.param(
            "UPDATE partnership_activitycount SET source_id = NULL", id="a reported count has a source"
        ),
        pytest.param("UPDATE partnership_activitycount SET value = -1", id="no count below zero"),
        pytest.param("DELETE FROM partnership_source", id="a source that is used stays"),
        pytest.param("UPDATE partnership_state SET iso2 = 'QA'", id="a code once"),
    ],
)
def test_the_database_itself_refuses(invented: Path, sql: str) -> None:
    load(invented)
    with pytest.raises(IntegrityError), transaction.atomic():
        _execute(sql)


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_files_with_a_byte_order_mark_and_windows_lines_load(invented: Path, tmp_path: Path) -> None:
    folder = tmp_path / "windows"
    shutil.copytree(invented, folder)
    for path in folder.glob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    load(invented)
    assert load(folder).changes == ()
