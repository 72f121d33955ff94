"""Questions: what is answered, by which name, and with how many queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from serai.commons.access.readers import NOBODY
from serai.commons.partnership import api, selectors
from serai.commons.partnership.errors import UnknownRow
from serai.commons.partnership.models import Activity
from serai.commons.partnership.records import ActivityFilter
from serai.commons.partnership.services import load_partnership

pytestmark = pytest.mark.django_db


@pytest.fixture
def lagoon(invented: Path) -> None:
    assert load_partnership(invented, actor="a test").ok


@pytest.fixture
def silk(silk_routes: Path) -> None:
    assert load_partnership(silk_routes, actor="a test").ok


QUESTIONS: list[tuple[str, Callable[[], Any], Callable[[], Any]]] = [
    (
        "home",
        partial(selectors.home_overview, reader=NOBODY),
        partial(selectors.home_overview, reader=NOBODY),
    ),
    (
        "activities",
        partial(selectors.activities, reader=NOBODY),
        lambda: selectors.activities(ActivityFilter(year=2020, text="a"), reader=NOBODY),
    ),
    (
        "activity",
        lambda: selectors.activity("SE15", reader=NOBODY),
        lambda: selectors.activity("SE05", reader=NOBODY),
    ),
    (
        "calendar",
        lambda: selectors.calendar(1991, reader=NOBODY),
        lambda: selectors.calendar(2020, reader=NOBODY),
    ),
    ("bodies", partial(selectors.bodies, reader=NOBODY), partial(selectors.bodies, reader=NOBODY)),
    ("body", lambda: selectors.body("FOC", reader=NOBODY), lambda: selectors.body("SOM", reader=NOBODY)),
    ("states", partial(selectors.states, reader=NOBODY), partial(selectors.states, reader=NOBODY)),
    ("state", lambda: selectors.state("NPL", reader=NOBODY), lambda: selectors.state("TUR", reader=NOBODY)),
    (
        "organisations",
        partial(selectors.organisations, reader=NOBODY),
        lambda: selectors.organisations(kind="centre", reader=NOBODY),
    ),
    (
        "organisation",
        lambda: selectors.organisation("EJN", reader=NOBODY),
        lambda: selectors.organisation("ICMPD", reader=NOBODY),
    ),
    ("projects", partial(selectors.projects, reader=NOBODY), partial(selectors.projects, reader=NOBODY)),
    (
        "project",
        lambda: selectors.project("PARIM", reader=NOBODY),
        lambda: selectors.project("SRP", reader=NOBODY),
    ),
    (
        "frameworks",
        partial(selectors.frameworks, reader=NOBODY),
        partial(selectors.frameworks, reader=NOBODY),
    ),
    (
        "framework",
        lambda: selectors.framework("MGI", reader=NOBODY),
        lambda: selectors.framework("GCM", reader=NOBODY),
    ),
    ("sources", partial(selectors.sources, reader=NOBODY), partial(selectors.sources, reader=NOBODY)),
    ("source", lambda: selectors.source("S16", reader=NOBODY), lambda: selectors.source("D1", reader=NOBODY)),
    (
        "disagreements",
        partial(selectors.disagreements, reader=NOBODY),
        partial(selectors.disagreements, reader=NOBODY),
    ),
]


def test_the_number_of_queries_has_a_bound_whatever_the_rows(silk: None) -> None:
    """A relation without rows may save its query; rows never cost queries of their own."""
    for name, small, large in QUESTIONS:
        for question in (small, large):
            with CaptureQueriesContext(connection) as queries:
                question()
            assert len(queries) <= 19, name


def test_an_unknown_key_is_named() -> None:
    for question in ("activity", "body", "state", "organisation", "project", "framework", "source"):
        with pytest.raises(UnknownRow, match="NOT-THERE"):
            getattr(selectors, question)("NOT-THERE", reader=NOBODY)


def test_nothing_loaded_is_no_error() -> None:
    assert selectors.home_overview(reader=NOBODY).partnership is None
    assert selectors.activities(reader=NOBODY).total == 0
    assert selectors.calendar(reader=NOBODY).months == ()
    assert (
        selectors.states(reader=NOBODY)
        == selectors.projects(reader=NOBODY)
        == selectors.sources(reader=NOBODY)
        == ()
    )


def test_the_first_page_counts_what_there_is(lagoon: None) -> None:
    home = selectors.home_overview(on=date(2020, 1, 1), reader=NOBODY)
    assert home.partnership is not None
    assert home.partnership.short_name == "Lagoon Dialogue"
    counted = (home.states, home.organisations, home.bodies, home.frameworks, home.projects, home.activities)
    assert counted == (2, 2, 2, 2, 2, 4)
    assert (home.sources, home.disagreements) == (2, 1)
    assert [(office.role, office.party and office.party.name) for office in home.offices] == [
        ("chair", "Commonwealth of Brine")
    ]
    assert [line.key for line in home.latest] == ["R1", "R1B"]
    # R1 and its second report are the two rows held in the Reeds; the Brine hosted none
    assert [(mark.name, mark.iso3, mark.activities) for mark in home.marks] == [
        ("the Reeds", "QQA", 2),
        ("Commonwealth of Brine", "QQB", 0),
    ]


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        pytest.param(ActivityFilter(), {"R0", "R1", "R1B", "N1"}, id="everything"),
        pytest.param(ActivityFilter(kind="lesson"), {"N1"}, id="a kind"),
        pytest.param(ActivityFilter(family="meeting"), {"R0", "R1", "R1B"}, id="a family"),
        pytest.param(ActivityFilter(state="QQA"), {"R1", "R1B"}, id="a state"),
        pytest.param(ActivityFilter(year=2006), {"R0", "R1", "R1B"}, id="a year"),
        pytest.param(ActivityFilter(year=2007), set(), id="a year without any"),
        pytest.param(ActivityFilter(year=123456), set(), id="a year that does not exist"),
        pytest.param(ActivityFilter(project="EBB"), {"R0", "R1"}, id="a project"),
        pytest.param(ActivityFilter(component="EBB-K1"), {"R0", "R1"}, id="a component"),
        pytest.param(ActivityFilter(body="POOL"), {"N1"}, id="a body"),
        pytest.param(ActivityFilter(status="planned"), {"R0"}, id="plans"),
        pytest.param(ActivityFilter(text="quay BOATS"), {"R1"}, id="words in different fields"),
        pytest.param(ActivityFilter(state="QQA", text="paper"), {"R1B"}, id="two filters together"),
    ],
)
def test_filters_find_what_they_should(lagoon: None, asked: ActivityFilter, keys: set[str]) -> None:
    found = selectors.activities(asked, reader=NOBODY)
    assert {line.key for line in found.lines} == keys
    assert found.total == len(keys)


def test_lists_come_in_pages_and_a_wrong_page_is_the_nearest(lagoon: None) -> None:
    pages = [selectors.activities(page=number, size=3, reader=NOBODY) for number in (1, 2, 99, -4)]
    assert [page.page for page in pages] == [1, 2, 2, 1]
    assert [len(page.lines) for page in pages] == [3, 1, 1, 3]
    assert {page.pages for page in pages} == {2}


def test_an_activity_shows_its_counts_side_by_side_and_what_it_hangs_together_with(lagoon: None) -> None:
    page = selectors.activity("R1", reader=NOBODY)
    counts = [(line.measure, str(line.count), line.source and line.source.key) for line in page.line.counts]
    assert counts == [
        ("participants", "more than 40", "L1"),
        ("participants", "35", "L2"),
        ("women", "12", "L1"),
    ]
    assert [line.key for line in page.reported_again] == ["R1B"]
    assert [line.key for line in page.plans] == ["R0"]
    assert [disagreement.key for disagreement in page.disagreements] == ["DIS1"]
    assert [(role.role, role.party and role.party.name) for role in page.roles] == [
        ("co_organiser", "Government of the Brine Isles"),
        ("host", "Reedland"),
    ]
    plan = selectors.activity("R0", reader=NOBODY)
    assert plan.plan_of is not None
    assert plan.plan_of.key == "R1"
    assert plan.line.when.in_words() == "May 2006 (announced)"
    again = selectors.activity("R1B", reader=NOBODY)
    assert again.same_as is not None
    assert again.same_as.key == "R1"


def test_a_state_is_shown_by_the_name_of_the_day(lagoon: None) -> None:
    assert selectors.activity("R1", reader=NOBODY).line.state is not None
    assert selectors.activity("R1", reader=NOBODY).line.state.name == "Reedland"  # type: ignore[union-attr]
    assert {line.name for line in selectors.states(on=date(2005, 1, 1), reader=NOBODY)} == {
        "Reedland",
        "Commonwealth of Brine",
    }
    assert selectors.state("QQA", on=date(2020, 1, 1), reader=NOBODY).line.name == "the Reeds"
    assert api.state_names(on=date(2020, 1, 1), reader=NOBODY)["QQA"].footnote == "Renamed in 2010."


def test_participation_and_offices_are_those_of_the_day(lagoon: None) -> None:
    early = {line.key: line for line in selectors.states(on=date(2005, 1, 1), reader=NOBODY)}["QQB"]
    late = {line.key: line for line in selectors.states(on=date(2015, 1, 1), reader=NOBODY)}["QQB"]
    assert early.participation is not None
    assert late.participation is not None
    assert (early.participation.status, late.participation.status) == ("observer", "participant")
    assert [office.role for office in early.offices] == []
    assert [office.role for office in late.offices] == ["chair"]


def test_a_project_shows_the_chain_from_topic_to_activity(lagoon: None) -> None:
    page = selectors.project("EBB", reader=NOBODY)
    (objective,) = page.objectives
    (component,) = objective.components
    assert [topic.title for topic in component.topics] == ["Boats", "Nets"]
    assert [(line.key, line.components[0].inferred) for line in component.activities] == [
        ("R0", True),
        ("R1", False),
    ]
    assert [part.key for part in page.loose_components] == ["EBB-K2"]
    assert [(line.about, line.standing, str(line.when)) for line in page.dates] == [
        ("end", "planned", "2007-05"),
        ("end", "reported", "2007-09"),
    ]
    assert [partner.role for partner in page.line.donors] == ["lead_donor"]
    assert [link.key for link in page.followed_by] == ["FLOW"]
    assert [line.key for line in selectors.project("FLOW", reader=NOBODY).other_activities] == ["N1"]


def test_a_framework_says_how_many_commitments_are_missing(lagoon: None) -> None:
    page = selectors.framework("PACT", reader=NOBODY)
    assert (page.line.commitments_stated, page.line.commitments, page.missing_commitments) == (2, 1, 1)
    boats = page.topics[0]
    assert [(cross.relation, cross.forward, cross.other.title) for cross in boats.crosswalk] == [
        ("continues", False, "Nets and boats")
    ]
    assert selectors.framework("PACT2", reader=NOBODY).missing_commitments is None


def test_a_source_shows_what_it_said_and_what_rests_on_it(lagoon: None) -> None:
    page = selectors.source("L2", reader=NOBODY)
    assert {line.key for line in page.activities} == {"R1", "R1B"}
    assert ("state", "QQA") in {(link.noun, link.key) for link in page.rows}
    assert page.line.ref.low_authority
    said = selectors.source("L1", reader=NOBODY).statements
    assert [(line.text, [link.key for link in line.rows]) for line in said] == [
        ("A regatta was rowed at the Old Quay.", ["R1"])
    ]
    uses = {line.ref.key: line.uses for line in selectors.sources(reader=NOBODY)}
    # a name, an activity, a count, a dated statement, the other side of a disagreement
    assert uses["L2"] == 5


def test_a_calendar_places_what_is_known_and_keeps_the_rest_apart(lagoon: None) -> None:
    page = selectors.calendar(2006, reader=NOBODY)
    assert [(month.month, [line.key for line in month.lines]) for month in page.months] == [
        (5, ["R0"]),
        (7, ["R1", "R1B"]),
    ]
    assert [line.key for line in page.undated] == ["N1"]
    assert selectors.calendar(reader=NOBODY) == page
    assert selectors.calendar(2030, reader=NOBODY).months == ()


def test_organisations_are_found_by_kind_and_state(lagoon: None) -> None:
    assert [line.key for line in selectors.organisations(kind="sub_national", reader=NOBODY)] == [
        "BRINE-ISLES"
    ]
    assert len(selectors.organisations(state="QQB", reader=NOBODY)) == 2
    assert selectors.organisations(state="QQC", reader=NOBODY) == ()
    page = selectors.organisation("BRINE-ISLES", reader=NOBODY)
    assert page.line.parent is not None
    assert page.line.parent.key == "BRINE-GOV"
    assert [(part.role, part.words) for part in page.parts] == [("co_organiser", "with boats")]


def test_the_sources_and_disagreements_of_several_keys(lagoon: None) -> None:
    assert set(api.sources_by_key(["L1", "NONE"], reader=NOBODY)) == {"L1"}
    assert [line.key for line in api.disagreements_of(["L2"], reader=NOBODY)] == ["DIS1"]
    assert api.disagreements_of(["NONE"], reader=NOBODY) == ()


def test_the_shipped_partnership_answers_as_its_documents_do(silk: None) -> None:
    assert len(selectors.states(reader=NOBODY)) == 55
    shown = {line.key: line.name for line in selectors.states(on=date(2024, 1, 1), reader=NOBODY)}
    assert shown["TUR"] == "Türkiye"
    assert selectors.activity("SE02", reader=NOBODY).line.state.name == "Turkey"  # type: ignore[union-attr]
    assert selectors.activity("F003", reader=NOBODY).roles[0].party.name == "Czech Republic"  # type: ignore[union-attr]
    assert selectors.framework("CFA-2019", reader=NOBODY).missing_commitments == 41
    ends = [
        (str(line.when), line.standing, line.source.key)
        for line in selectors.project("SRP", reader=NOBODY).dates
    ]
    assert ("2017-04", "planned", "D2") in ends
    assert {("2017-01", "reported", "S20"), ("2017-07", "reported", "S21")} <= set(ends)
    chair = next(
        office
        for office in selectors.home_overview(on=date(2024, 1, 1), reader=NOBODY).offices
        if office.role == "chair"
    )
    assert chair.party is not None
    assert chair.party.name == "Türkiye"
    before = selectors.home_overview(on=date(2005, 1, 1), reader=NOBODY).offices
    assert [office.party.name for office in before if office.party and office.role == "chair"] == ["Hungary"]


def test_what_became_of_an_activity_is_said_by_what_it_is(silk: None) -> None:
    words = {
        key: selectors.activity(key, reader=NOBODY).line.status_word
        for key in ("F006", "P04", "F086", "SE20", "F020")
    }
    assert words == {
        "F006": "held",
        "P04": "published",
        "F086": "done",
        "SE20": "planned",
        "F020": "announced",
    }


def test_an_observed_activity_says_so(lagoon: None) -> None:
    Activity.objects.filter(pk="N1").update(observed=True)
    assert selectors.activity("N1", reader=NOBODY).observed
