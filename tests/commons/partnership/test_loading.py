"""Loading: the good rows stand, the bad ones are named, and a second time changes nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from serai.commons.partnership import models as nouns
from serai.commons.partnership.errors import NotAllowed, UnreadableFolder
from serai.commons.partnership.files import TABLES
from serai.commons.partnership.models import (
    Activity,
    ActivityCount,
    Component,
    Organisation,
    Source,
    State,
    Topic,
)
from serai.commons.partnership.report import LoadReport
from serai.commons.partnership.services import load_partnership, preview_partnership

pytestmark = pytest.mark.django_db


def load(folder: Path) -> LoadReport:
    return load_partnership(folder, actor="a test")


def edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} must stand once in {name}"
    path.write_text(text.replace(old, new), encoding="utf-8")


def add(folder: Path, name: str, line: str) -> int:
    """Add a line to a file; gives its number."""
    path = folder / name
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    return path.read_text(encoding="utf-8").count("\n")


def rows_in_database() -> dict[str, int]:
    return {table.name: getattr(nouns, table.model).objects.count() for table in TABLES}


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


BAD = [
    pytest.param(
        *("activities.csv", "X1,circus,A,held,,,,,,no,,,,,,,,L1,invented"),
        ("kind", "there is no circus among the activity_kinds"),
        id="a kind that does not exist",
    ),
    pytest.param(
        *("activities.csv", "X1,regatta,A,held,2006-02-30,,,,,no,,,,,,,,L1,invented"),
        ("when", "'2006-02-30' is not in the calendar"),
        id="a day that does not exist",
    ),
    pytest.param(
        *("activities.csv", "X1,regatta,A,held,2006-07-03/2006-07-01,,,,,no,,,,,,,,L1,invented"),
        ("when", "lies before the start"),
        id="dates the wrong way round",
    ),
    pytest.param(
        *("activities.csv", "X1,regatta,A,perhaps,,,,,,no,,,,,,,,L1,invented"),
        ("status", "this word is not known here"),
        id="a word that is no status",
    ),
    pytest.param(
        *("activities.csv", "X1,regatta,A,held,,,,,,maybe,,,,,,,,L1,invented"),
        ("online", "this is neither yes nor no"),
        id="neither yes nor no",
    ),
    pytest.param(
        *("activities.csv", "X1,regatta,A,held,,,,,,no,,,,,,X1,,L1,invented"),
        ("same_as", "it points to itself"),
        id="the same as itself",
    ),
    pytest.param(
        *("activities.csv", "X1,regatta,A,held,,,,,,no,,,,,,,,,invented"),
        ("sources", "it is empty"),
        id="no source",
    ),
    pytest.param(
        *("activities.csv", "R1,regatta,A,held,,,,,,no,,,,,,,,L1,invented"),
        ("key", "the key R1 already stands on line 2"),
        id="a key twice",
    ),
    pytest.param(
        *("activities.csv", "bad key,regatta,A,held,,,,,,no,,,,,,,,L1,invented"),
        ("key", "this is no key"),
        id="a key with a space",
    ),
    pytest.param(
        *("activities.csv", "X1,regatta,A,held"),
        ("", "4 cells where the header has 19"),
        id="too few cells",
    ),
    pytest.param(
        *("activity_counts.csv", "R1,countries,about five,exact,,L1,invented"),
        ("value", "an integer"),
        id="a number in words",
    ),
    pytest.param(
        *("activity_counts.csv", "R1,countries,,exact,,L1,invented"),
        ("value", "it is empty"),
        id="a count without a number",
    ),
    pytest.param(
        *("activity_counts.csv", "R1,countries,-3,exact,,L1,invented"),
        ("value", "greater than or equal to 0"),
        id="a count below zero",
    ),
    pytest.param(
        *("activity_counts.csv", "R1,countries,3,exact,,,invented"),
        ("source", "a reported number needs its source"),
        id="a number without a source",
    ),
    pytest.param(
        *("participations.csv", "QQA,BRINE-GOV,participant,,,L1,invented"),
        ("organisation", "it names state and organisation"),
        id="a state and an organisation",
    ),
    pytest.param(
        *("participations.csv", ",,participant,,,L1,invented"),
        ("state", "it names nothing"),
        id="nobody",
    ),
    pytest.param(
        *("participations.csv", "QQC,,participant,2010,2009-12,L1,invented"),
        ("until", "it ends (2009-12) before it begins (2010)"),
        id="an end before the beginning",
    ),
    pytest.param(
        *("participations.csv", "QQC,,participant,June 2010,,L1,invented"),
        ("since", "Write a date as 2006"),
        id="a date in words",
    ),
    pytest.param(
        *("states.csv", "QQD,QQA,QD,,invented"),
        ("iso3", "the same iso3 stand in line 2"),
        id="a code that is taken",
    ),
    pytest.param(
        *("topics.csv", "PACT-9,PACT,priority,1,Sails,L1,invented"),
        ("framework, kind, number", "the same framework, kind, number stand in line 2"),
        id="a place that is taken",
    ),
    pytest.param(
        *("topic_links.csv", "PACT-1,covers,PACT-1,L1,invented"),
        ("other", "it points to itself"),
        id="a topic that continues itself",
    ),
    pytest.param(
        *("disagreement_links.csv", "DIS1,R1,EBB,invented"),
        ("project", "it names activity and project"),
        id="a disagreement about two things in one row",
    ),
    pytest.param(
        *("statements.csv", "L1,2,Something.,activities:NOT,invented"),
        ("rows", "there is no NOT among the activities"),
        id="a statement whose row is not there",
    ),
    pytest.param(
        *("statements.csv", "L1,2,Something.,R1,invented"),
        ("rows", "'R1' is not written as file:key"),
        id="a statement whose row is not named rightly",
    ),
    pytest.param(
        *("organisations.csv", "OFFICE,Ask reed@lagoon.invalid,,agency,,,L1,invented"),
        ("name", "it looks like a mail address or a telephone number"),
        id="a mail address",
    ),
    pytest.param(
        *("organisations.csv", "OFFICE,Call +99 1 234 56 78,,agency,,,L1,invented"),
        ("name", "it looks like a mail address or a telephone number"),
        id="a telephone number",
    ),
]


@pytest.mark.parametrize(("file", "line", "told"), BAD)
def test_a_bad_row_is_named_and_the_rest_loads(
    invented: Path, file: str, line: str, told: tuple[str, str]
) -> None:
    good = load(invented).total("rows")
    number = add(invented, file, line)
    report = load(invented)
    assert len(report.refusals) == 1
    refusal = report.refusals[0]
    assert (refusal.file, refusal.line, refusal.field) == (file, number, told[0])
    assert told[1] in refusal.reason
    assert refusal.advice
    assert report.total("loaded") == good
    assert report.total("rows") == good + 1
    assert report.refused == 1


def test_rows_that_depend_on_a_bad_row_are_refused_with_that_reason(invented: Path) -> None:
    edit(invented, "activities.csv", "R1,regatta,First", "R1,circus,First")
    report = load(invented)
    told = {(refusal.file, refusal.line): refusal.reason for refusal in report.refusals}
    because = "the row R1 that it needs was refused (activities.csv, line 2)"
    assert told.pop(("activities.csv", 2)) == "there is no circus among the activity_kinds"
    # everything that hangs on the regatta, the other report of it and the plan for it
    dependent = {
        *(("activities.csv", 3), ("activities.csv", 4)),
        *(("activity_components.csv", 2), ("activity_roles.csv", 2), ("activity_roles.csv", 3)),
        *(("activity_counts.csv", 2), ("activity_counts.csv", 3), ("activity_counts.csv", 4)),
        *(("disagreement_links.csv", 2), ("activity_components.csv", 3), ("statements.csv", 2)),
    }
    assert set(told) == dependent
    assert because in told[("activity_counts.csv", 2)]
    assert list(Activity.objects.values_list("pk", flat=True)) == ["N1"]
    assert report.total("rows") == report.total("loaded") + report.total("refused")


def test_a_chain_inside_one_file_falls_with_its_first_row(invented: Path) -> None:
    edit(
        invented,
        "organisations.csv",
        "BRINE-GOV,Government of Brine,,agency,QQB",
        "BRINE-GOV,Government of Brine,,agency,QQX",
    )
    report = load(invented)
    lines = [
        (refusal.file, refusal.line) for refusal in report.refusals if refusal.file == "organisations.csv"
    ]
    assert lines == [("organisations.csv", 2), ("organisations.csv", 3)]
    assert not Organisation.objects.exists()


def test_a_row_may_point_to_a_row_further_down(invented: Path) -> None:
    edit(invented, "activities.csv", "Boats,,,L1", "Boats,,N1,L1")
    assert load(invented).ok
    assert Activity.objects.get(pk="R1").plan_of_id == "N1"


FAULTS = [
    pytest.param(
        b"key,kind,title,colour\nL1,press,A,red\n",
        "colour",
        "no column has this name",
        1,
        id="strange column",
    ),
    pytest.param(b"key,kind\nL1,press\n", "title", "the column is missing", 1, id="missing column"),
    pytest.param(b"key,kind,key\nL1,press,L1\n", "", "stands twice in the header", 1, id="a column twice"),
    pytest.param(
        b"key,kind,title\nL1,press,A\nL2,press,\xe9t\xe9\n", "", "not written in UTF-8", 3, id="latin 1"
    ),
    pytest.param(
        b'key,kind,title\nL1,press,"A\nL2,press,B\n', "", "cannot be read from here", 3, id="open quotation"
    ),
    pytest.param(b"key,kind,title\nL1,press,A\x00\n", "", "bytes that are no text", 2, id="null byte"),
]


@pytest.mark.parametrize(("content", "field", "reason", "line"), FAULTS)
def test_a_file_that_cannot_be_read_is_named_and_the_others_are_tried(
    invented: Path, content: bytes, field: str, reason: str, line: int
) -> None:
    (invented / "sources.csv").write_bytes(content)
    report = load(invented)
    first = report.refusals[0]
    assert (first.file, first.field, first.line) == ("sources.csv", field, line)
    assert reason in first.reason
    assert report.refused >= 1
    assert State.objects.count() == 3
    assert not Source.objects.exists()


def test_yaml_rows_are_named_by_their_line(invented: Path) -> None:
    (invented / "sources.csv").unlink()
    (invented / "sources.yaml").write_text(
        "# two sources\n- key: L1\n  kind: document\n  title: Minutes\n  provenance: invented\n"
        "\n- key: L2\n  kind: rumour\n  title: The Reed Courier\n"
    )
    report = load(invented)
    refusal = report.refusals[0]
    assert (refusal.file, refusal.line, refusal.field, refusal.value) == ("sources.yaml", 7, "kind", "rumour")
    assert Source.objects.get().title == "Minutes"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("- key: [\n", 2, "this is not YAML"),
        ("key: L1\n", 1, "the file is not a list"),
        ("- just words\n", 1, "this is not a row"),
        ("- key: L1\n  kind: {a: b}\n  title: A\n", 1, "holds fields of its own"),
    ],
)
def test_yaml_that_is_no_table_is_refused(invented: Path, text: str, line: int, reason: str) -> None:
    (invented / "sources.csv").unlink()
    (invented / "sources.yaml").write_text(text)
    refusal = load(invented).refusals[0]
    assert (refusal.file, refusal.line) == ("sources.yaml", line)
    assert reason in refusal.reason


def test_one_table_in_two_files_is_refused(invented: Path) -> None:
    (invented / "sources.yaml").write_text("- {key: L9, kind: press, title: A}\n")
    assert "hold the same table" in load(invented).refusals[0].reason


def test_a_misspelt_file_is_told(invented: Path) -> None:
    (invented / "activites.csv").write_text("key\nA\n")
    told = [refusal for refusal in load(invented).refusals if refusal.file == "activites.csv"]
    assert [refusal.reason for refusal in told] == ["no table has this name"]


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
