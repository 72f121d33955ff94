"""The shipped partnership holds what the domain facts say, with sources, qualifiers, precision and doubt."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from serai.commons.partnership.files import KNOWN_NAMES, OF_OTHER_ROOMS, read_folder
from serai.commons.partnership.models import (
    Activity,
    ActivityCount,
    Disagreement,
    Participation,
    Source,
    State,
    Statement,
    StateName,
)
from serai.commons.partnership.rules import CONTACT, row_names
from serai.commons.partnership.services import load_partnership

Rows = list[dict[str, str]]


def table(folder: Path, name: str) -> Rows:
    with (folder / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def facts(shared: Path) -> Path:
    return shared / "domain"


def ours(source_id: str) -> str:
    return {"SEED1": "D1", "SEED2": "D2"}.get(source_id, source_id)


@pytest.mark.django_db
def test_everything_loads_and_a_second_time_nothing_changes(silk_routes: Path) -> None:
    first = load_partnership(silk_routes, actor="a test")
    assert [str(refusal) for refusal in first.refusals] == []
    assert first.total("created") == first.total("rows") > 1400
    assert first.left_alone == ("figures.csv",)
    second = load_partnership(silk_routes, actor="a test")
    assert (second.total("created"), second.total("updated"), second.refused) == (0, 0, 0)
    assert second.total("unchanged") == first.total("rows")


@pytest.mark.django_db
def test_every_statement_of_the_two_documents_has_its_rows(silk_routes: Path) -> None:
    load_partnership(silk_routes, actor="a test")
    numbers = {
        source: list(Statement.objects.filter(source=source).values_list("number", flat=True))
        for source in ("D1", "D2")
    }
    # the digest has 24 statements, the description of the project 29, counted by reading them
    assert numbers == {"D1": list(range(1, 25)), "D2": list(range(1, 30))}
    assert all(row_names(rows) for rows in Statement.objects.values_list("rows", flat=True))


# what the two documents say, in words of this test -> where it must stand: (file, key, column, text)
STATEMENTS = [
    ("over 75 senior officials met", "activity_counts.csv", "SE01", "participants", "75", "more_than"),
    ("from 36 countries", "activity_counts.csv", "SE01", "countries", "36", "exact"),
    ("and 7 organisations", "activity_counts.csv", "SE01", "organisations", "7", "exact"),
    ("over 30 met in Ankara", "activity_counts.csv", "SE02", "participants", "30", "more_than"),
    ("22 trainers got certificates", "activity_counts.csv", "SE03", "participants", "22", "exact"),
    ("fifteen completed", "activity_counts.csv", "SE04", "participants", "15", "exact"),
    ("three of them women", "activity_counts.csv", "SE04", "women", "3", "exact"),
    ("over 11 institutions", "activity_counts.csv", "SE13", "institutions", "11", "more_than"),
]


@pytest.mark.parametrize(("said", "file", "activity", "measure", "value", "qualifier"), STATEMENTS)
def test_a_number_of_the_documents_stands_with_its_qualifier(
    silk_routes: Path, said: str, file: str, activity: str, measure: str, value: str, qualifier: str
) -> None:
    rows = [
        row
        for row in table(silk_routes, file)
        if (row["activity"], row["measure"], row["source"]) == (activity, measure, "D1")
    ]
    assert [(row["value"], row["qualifier"]) for row in rows] == [(value, qualifier)], said


WHEN = {
    "SE01": "2017-11-27/2017-11-28",
    "SE02": "2017-09-20/2017-09-21",
    "SE03": "2017-05-24",
    "SE04": "2017-05-16",
    "SE05": "2016-05-15..2016-05-19",
    "SE06": "2016-05-15..2016-05-19",
    "SE07": "",
    "SE09": "2015-09-19/2015-09-22",
    "SE10": "2015-09-14/2015-09-18",
    "SE11": "2015-06-08/2015-06-09",
    "SE12": "2015-03-17/2015-03-18",
    "SE13": "",
    "SE14": "2013-04-19",
    "SE15": "2014-02",
    "SE16": "2017-04",
    "SE20": "2018-10",
}


def test_the_dates_of_the_documents_stand_as_precisely_as_they_were_said(silk_routes: Path) -> None:
    found = {row["key"]: row["when"] for row in table(silk_routes, "activities.csv")}
    assert {key: found[key] for key in WHEN} == WHEN


def test_all_112_events_are_there_with_every_column(silk_routes: Path, facts: Path) -> None:
    events = {row["event_id"]: row for row in table(facts, "events.csv")}
    rows = {row["key"]: row for row in table(silk_routes, "activities.csv")}
    assert len(events) == 112
    assert set(events) <= set(rows)
    for key, event in events.items():
        row = rows[key]
        assert row["state"] == event["country"], key
        assert row["days_stated"] == event["duration_days_stated"], key
        assert row["sources"].split(";") == [ours(source) for source in event["source_ids"].split(";")], key
        assert row["provenance"] == {"seed": "document", "found": "found"}[event["provenance"]], key
        dates = [date for date in (event["start_date"], event["end_date"]) if date]
        assert all(date in row["when"] for date in dates), key
        for told, kept in (
            ("participants_composition", "attendance"),
            ("outcome", "outcome"),
            ("topic", "subject"),
        ):
            if event[told] not in ("", "not stated", "not visible", "newsletter"):
                assert row[kept] or row["outcome"] or row["framework"] or row["project"], (key, told)
        if event["source_conflict"]:
            assert row["note"] or row["same_as"], key


PRECISION = {
    "SE03": ("stated", "certificates"),
    "SE04": ("stated", "completion"),
    "F020": ("announced", ""),
    "F021": ("inferred", "year"),
    "F022": ("inferred", "year"),
    "F068": ("inferred", "year"),
    "F071": ("reported", "month"),
    "F075": ("inferred", "weekday|day of the week"),
    "F085": ("reported", "month"),
    "F091": ("inferred", "month and year"),
    "F093": ("inferred", ""),
}


def test_precision_and_certainty_of_dates_are_kept(silk_routes: Path, facts: Path) -> None:
    rows = {row["key"]: row for row in table(silk_routes, "activities.csv")}
    for key, (certainty, note) in PRECISION.items():
        assert rows[key]["certainty"] == certainty, key
        assert re.search(note, rows[key]["date_note"]), key
    certain = {key for key, row in rows.items() if row["certainty"] != "stated"}
    assert certain == {key for key, (certainty, _note) in PRECISION.items() if certainty != "stated"}
    for event in table(facts, "events.csv"):
        window = "window" in event["date_precision"]
        assert (".." in rows[event["event_id"]]["when"]) is window, event["event_id"]


def test_every_number_of_the_events_is_kept_with_its_qualifier(silk_routes: Path, facts: Path) -> None:
    counts = {
        (row["activity"], row["measure"], row["value"], row["qualifier"])
        for row in table(silk_routes, "activity_counts.csv")
    }
    together = ("countries_and_organisations", "states_and_organisations")
    for event in table(facts, "events.csv"):
        key, qualifier = event["event_id"], event["count_qualifier"]
        if event["participants"]:
            assert (key, "participants", event["participants"], qualifier) in counts
        if event["women"]:
            assert (key, "women", event["women"], "exact") in counts
        if event["orgs_count"]:
            assert (key, "organisations", event["orgs_count"], "exact") in counts
        if event["countries_count"] and qualifier in together:
            assert (key, "parties", event["countries_count"], "exact") in counts
        elif key == "F068":  # "more than 30 countries and organisations"
            assert (key, "parties", "30", "more_than") in counts
        elif event["countries_count"]:
            assert (key, "countries", event["countries_count"], "exact") in counts


def test_hosts_and_partners_of_the_events_are_parties(silk_routes: Path, facts: Path) -> None:
    hosting = {"host", "organiser", "co_host", "chair", "co_chair"}
    roles = table(silk_routes, "activity_roles.csv")
    hosts = {row["activity"] for row in roles if row["role"] in hosting}
    helpers = {row["activity"] for row in roles if row["role"] == "co_organiser"}
    events = table(facts, "events.csv")
    assert {event["event_id"] for event in events if event["host"]} <= hosts
    assert {event["event_id"] for event in events if event["co_organisers"]} <= helpers


def test_components_are_kept_and_doubt_is_marked(silk_routes: Path, facts: Path) -> None:
    links: dict[str, set[tuple[str, str]]] = {}
    for row in table(silk_routes, "activity_components.csv"):
        links.setdefault(row["activity"], set()).add((row["component"], row["inferred"]))
    for event in table(facts, "events.csv"):
        told = event["component"]
        doubt = "yes" if "?" in told or "inferred" in told else "no"
        numbered = {(f"SRP-{code}", doubt) for code in re.findall(r"C\d", told)}
        if numbered:
            assert links[event["event_id"]] == numbered, event["event_id"]
        else:
            assert links[event["event_id"]], event["event_id"]


def test_plans_lead_to_what_happened_and_second_reports_to_the_first(silk_routes: Path) -> None:
    rows = {row["key"]: row for row in table(silk_routes, "activities.csv")}
    assert {key: row["plan_of"] for key, row in rows.items() if row["plan_of"]} == {
        "SE18": "SE07",
        "SE19": "F022",
        "SE20": "F006",
    }
    assert {key: row["same_as"] for key, row in rows.items() if row["same_as"]} == {
        "F041": "SE13",
        "F042": "SE05",
        "SE14": "F005",
    }
    planned = {
        key for key, row in rows.items() if row["status"] == "planned" and row["kind"] != "policy_text"
    }
    assert planned == {"SE16", "SE18", "SE19", "SE20", "SE21", "SE22"}


@pytest.mark.django_db
def test_all_26_disagreements_are_kept_with_both_sides(silk_routes: Path, facts: Path) -> None:
    load_partnership(silk_routes, actor="a test")
    told = {row["id"]: row for row in table(facts, "source_conflicts.csv")}
    assert len(told) == 26
    for row in Disagreement.objects.prefetch_related("sources_a", "sources_b"):
        for side, sources in (("a", row.sources_a), ("b", row.sources_b)):
            named = set(re.findall(r"S\d+|SEED\d", told[row.key][f"source_{side}"]))
            assert {source.key for source in sources.all()} == {ours(name) for name in named}, row.key
    assert set(Disagreement.objects.values_list("key", flat=True)) == set(told)
    # those about figures alone have no activity to hang on
    unlinked = set(Disagreement.objects.filter(links=None).values_list("key", flat=True))
    assert unlinked == {"C18", "C19", "C20", "C21"}


@pytest.mark.django_db
def test_names_of_states_are_not_the_labels_of_a_data_source(silk_routes: Path, facts: Path) -> None:
    load_partnership(silk_routes, actor="a test")
    labels = {
        "Netherlands (Kingdom of the)",
        "Iran (Islamic Rep. of)",
        "Rep. of Moldova",
        "Serbia and Kosovo: S/RES/1244 (1999)",
    }
    listed = {row["iso3"]: row for row in table(facts, "participating_states.csv")}
    assert labels < {row["name"] for row in listed.values()}
    assert not StateName.objects.filter(text__in=labels).exists()
    shown = StateName.objects.exclude(kind="official")
    assert not shown.filter(text="United Kingdom of Great Britain and Northern Ireland").exists()
    assert not shown.filter(text="Russian Federation").exists()
    assert "1244" in StateName.objects.get(state="SRB", kind="short", language="en").footnote
    assert not State.objects.filter(iso3="XKX").exists()
    written = {"IRN": "Iran", "NLD": "the Netherlands", "GBR": "the United Kingdom", "CHE": "Switzerland"}
    found = dict(StateName.objects.filter(kind="partnership", state__in=written).values_list("state", "text"))
    assert found == written
    for row in StateName.objects.select_related("source"):
        assert (row.source_id == "BG") == (row.provenance == "background"), row.key


@pytest.mark.django_db
def test_the_55_participants_have_their_codes_a_status_and_a_source(silk_routes: Path, facts: Path) -> None:
    load_partnership(silk_routes, actor="a test")
    listed = {row["iso3"]: row for row in table(facts, "participating_states.csv")}
    assert len(listed) == 55
    today = Participation.objects.filter(state__isnull=False, until="")
    assert set(today.values_list("state", flat=True)) == set(listed)
    assert set(today.values_list("status", flat=True)) == {"not_separated"}
    for state in State.objects.filter(key__in=listed):
        row = listed[state.key]
        assert (state.iso2, state.unhcr_code) == (row["iso2"], row["unhcr_code"]), state.key


def test_the_37_holders_of_data_are_there(silk_routes: Path, facts: Path) -> None:
    told = table(facts, "data_agencies.csv")
    registers = table(silk_routes, "registers.csv")
    organisations = {row["key"]: row["state"] for row in table(silk_routes, "organisations.csv")}
    assert len(told) == len(registers) == 37
    states = sorted(organisations[row["organisation"]] or "ALL" for row in registers)
    assert states == sorted(row["country"] for row in told)


def test_the_figures_are_the_published_ones_and_their_sources_are_known(
    silk_routes: Path, facts: Path
) -> None:
    told, kept = table(facts, "headline_figures.csv"), table(silk_routes, "figures.csv")
    assert list(kept[0]) == list(told[0])
    without_note = [{name: value for name, value in row.items() if name != "note"} for row in told]
    assert [{name: value for name, value in row.items() if name != "note"} for row in kept] == without_note
    assert [bool(row["note"]) for row in kept] == [bool(row["note"]) for row in told]
    known = {row["key"] for row in table(silk_routes, "sources.csv")}
    assert {row["source_id"] for row in kept} <= known


def test_sources_are_those_of_the_facts(silk_routes: Path, facts: Path) -> None:
    told = {ours(row["source_id"]): row for row in table(facts, "sources.csv")}
    for row in table(silk_routes, "sources.csv"):
        if row["key"] == "CLDR":
            continue  # names of states in other languages, which the facts do not tell
        url = told[row["key"]]["url"]
        if url.startswith("http"):
            assert row["url"] == url


def test_no_commitment_is_made_up(silk_routes: Path) -> None:
    commitments = table(silk_routes, "commitments.csv")
    assert {row["framework"] for row in commitments} == {"IC-2019"}
    assert len(commitments) == 5


def test_nobody_can_be_reached_through_the_files(silk_routes: Path) -> None:
    for file in read_folder(silk_routes):
        for row in file.rows:
            for name, value in row.values.items():
                assert name == "url" or not CONTACT.search(value), (file.name, row.line, name)
    text = "".join(path.read_text(encoding="utf-8") for path in silk_routes.rglob("*.*"))
    # example.org belongs to nobody (RFC 2606)
    assert not re.search(r"[\w.+-]+@(?!example\.org)[\w-]+\.\w+", text)


PROPER_NAMES = [
    "the Secretariat of the State Commission for Migration Issues",
    "the Ministry of Migration and Displacement and the Ministry of Interior",
    "the Ministry of Refugees and Repatriations",
    "Istanbul Ministerial Declaration on a Silk Routes Partnership for Migration",
    "Support to the Silk Routes Partnership for Migration under the Budapest Process",
    "Institute for Political and International Studies",
    "Call for Action on large movements of refugees and migrants",
    "Silk Routes Partnership Project",
    "the Netherlands, Norway, Sweden, Switzerland, Turkey and the United Kingdom",
]
LONGEST_RUN = 60


def test_no_sentence_of_the_documents_is_copied(silk_routes: Path, shared: Path) -> None:
    """No run of 60 letters of the two documents stands in the files, apart from proper names."""
    text = " ".join(path.read_text(encoding="utf-8") for path in sorted(silk_routes.rglob("*.*")))
    documents = [path.read_text(encoding="utf-8") for path in sorted((shared / "seeds").glob("*.txt"))]
    for name in PROPER_NAMES:
        text = text.replace(name, "")
        documents = [document.replace("*", "").replace(name, "|") for document in documents]
    text = " ".join(text.split())
    assert len(documents) == 2
    for document in documents:
        words = " ".join(document.split())
        runs = (words[start : start + LONGEST_RUN] for start in range(len(words) - LONGEST_RUN))
        assert [run for run in runs if run in text] == []


def test_every_file_has_a_name_that_is_known(silk_routes: Path) -> None:
    assert {path.name for path in silk_routes.iterdir() if path.is_file()} <= KNOWN_NAMES | OF_OTHER_ROOMS | {
        "README.md"
    }


@pytest.mark.django_db
def test_reported_counts_of_several_sources_stand_side_by_side(silk_routes: Path) -> None:
    load_partnership(silk_routes, actor="a test")
    counts = ActivityCount.objects.filter(activity="SE01", measure="countries").order_by("value")
    assert [(row.value, row.source_id, str(row.count)) for row in counts] == [
        (34, "S29", "34"),
        (36, "D1", "36"),
    ]
    assert not Activity.objects.filter(observed=True).exists()
    assert Source.objects.filter(low_authority=True).exists()
