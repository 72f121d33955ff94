"""Bad rows and bad files: named by file, line, field, reason and way out, and the rest loads."""

from __future__ import annotations

from pathlib import Path

import pytest

from serai.commons.partnership.models import Activity, Organisation, Partnership, Source, State

from .folders import add, edit, load

pytestmark = pytest.mark.django_db
NUMBER = "+" + "99 1 234 56 78"  # nobody's, and put together so that no search takes it for somebody's


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
        *("organisations.csv", f"OFFICE,Call {NUMBER},,agency,,,L1,invented"),
        ("name", "it looks like a mail address or a telephone number"),
        id="a telephone number",
    ),
]


@pytest.mark.parametrize(("file", "line", "told"), BAD)
def test_a_bad_row_is_named_and_the_rest_loads(
    invented: Path, file: str, line: str, told: tuple[str, str]
) -> None:
    number = add(invented, file, line)
    report = load(invented)
    assert len(report.refusals) == 1
    refusal = report.refusals[0]
    assert (refusal.file, refusal.line, refusal.field) == (file, number, told[0])
    assert told[1] in refusal.reason
    assert refusal.advice
    assert report.total("loaded") == report.total("rows") - 1
    assert report.refused == 1


def test_a_second_partnership_is_not_mixed_into_the_first(invented: Path) -> None:
    load(invented)
    edit(invented, "partnership.yaml", "key: lagoon", "key: river")
    refusal = load(invented).refusals[0]
    assert (refusal.file, refusal.line, refusal.field) == ("partnership.yaml", 2, "key")
    assert refusal.reason == "this installation already serves the partnership lagoon"
    assert Partnership.objects.get().key == "lagoon"


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
        ("# note\n- key: L1\n  title: A\n  kind: press\n  title: B\n", 2, "the field title stands twice"),
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
