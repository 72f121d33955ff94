"""The way of a submission, who may send it there and who sees its figures, as tables worked by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from serai.components.statistics.submissions import periods, rules
from serai.components.statistics.submissions.rules import Facts, Standing

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
BEFORE, AFTER, LATER = (datetime(2026, 11, day, 12, tzinfo=UTC) for day in (22, 24, 30))
SENDER, JUDGE = Standing(sender=True), Standing(judge=True)
OWN = Standing(sender=True, judge=True, own_hand=True)
NAMED = Standing(named=True)
SHARED, AFTERWARDS = Standing(levels=frozenset({"approved"})), Standing(levels=frozenset({"published"}))
NOBODY = Standing()
STATES = ("draft", "validated", "returned", "approved", "embargoed", "published", "withdrawn")


def fit(state: str, **more: Any) -> Facts:
    return Facts(state, has_file=True, accepted=9, **more)


@pytest.mark.parametrize(
    ("action", "facts", "who", "more", "expected"),
    [
        pytest.param("send", fit("draft"), SENDER, {}, "", id="a draft is sent again"),
        pytest.param("send", fit("returned"), SENDER, {}, "", id="what was returned is sent again"),
        pytest.param("send", fit("validated"), SENDER, {}, "state", id="what waits for approval is not"),
        pytest.param("send", fit("draft"), JUDGE, {}, "who", id="nobody sends for others"),
        pytest.param("hand_in", Facts("draft"), SENDER, {}, "no_file", id="nothing is handed in"),
        pytest.param("hand_in", fit("draft", errors=1), SENDER, {}, "errors", id="errors are not handed in"),
        pytest.param(
            "hand_in", fit("draft", checking=True), SENDER, {}, "checking", id="nor one that is still checked"
        ),
        pytest.param(
            "hand_in", Facts("draft", has_file=True), SENDER, {}, "empty", id="nor a file without a row"
        ),
        pytest.param(
            "hand_in", fit("draft", unexplained=2), SENDER, {}, "", id="warnings may be explained later"
        ),
        pytest.param(
            "hand_in", fit("draft", published_before=True), SENDER, {}, "published_before",
            id="published periods are corrected, not sent again",
        ),
        pytest.param("approve", fit("validated"), JUDGE, {}, "", id="a judge approves"),
        pytest.param("approve", fit("validated"), SENDER, {}, "who", id="a sender does not"),
        pytest.param("approve", fit("validated"), OWN, {}, "own_hand", id="nobody approves their own"),
        pytest.param(
            "approve", fit("validated", unexplained=1), JUDGE, {}, "unexplained",
            id="a warning that nobody explained stands in the way",
        ),
        pytest.param("approve", fit("draft"), JUDGE, {}, "state", id="a draft is not approved"),
        pytest.param("approve", fit("published"), JUDGE, {}, "state", id="nor what is published"),
        pytest.param("return", fit("validated"), JUDGE, {"said": "Sum"}, "", id="a return says why"),
        pytest.param("return", fit("validated"), JUDGE, {"said": " "}, "words", id="and blanks say nothing"),
        pytest.param("return", fit("embargoed"), JUDGE, {"said": "Sum"}, "", id="under embargo too"),
        pytest.param(
            "return", fit("embargoed", publishing=True), JUDGE, {"said": "x"}, "publishing",
            id="not while it is published",
        ),
        pytest.param("return", fit("published"), JUDGE, {"said": "x"}, "state", id="not afterwards"),
        pytest.param("embargo", fit("approved"), JUDGE, {"until": AFTER}, "", id="an embargo lies ahead"),
        pytest.param("embargo", fit("approved"), JUDGE, {"until": BEFORE}, "past", id="not behind"),
        pytest.param("embargo", fit("approved"), JUDGE, {}, "past", id="and has a moment"),
        pytest.param("embargo", fit("validated"), JUDGE, {"until": AFTER}, "state", id="after approval"),
        pytest.param(
            "embargo", fit("embargoed", embargo_until=AFTER), JUDGE, {"until": LATER}, "",
            id="an embargo is moved to a later moment",
        ),
        pytest.param(
            "embargo", fit("embargoed", embargo_until=LATER), JUDGE, {"until": AFTER}, "earlier",
            id="and never to an earlier one",
        ),
        pytest.param("publish", fit("approved"), JUDGE, {}, "", id="what is approved is published"),
        pytest.param(
            "publish", fit("approved", published_before=True), JUDGE, {}, "published_before",
            id="nothing takes the place of what was published, unless it corrects it",
        ),
        pytest.param("publish", fit("validated"), JUDGE, {}, "state", id="what is not approved is not"),
        pytest.param(
            "publish", fit("embargoed", embargo_until=AFTER), JUDGE, {}, "embargo",
            id="nobody publishes before the embargo ends",
        ),
        pytest.param(
            "publish", fit("embargoed", embargo_until=BEFORE), JUDGE, {}, "", id="afterwards one may"
        ),
        pytest.param("publish", fit("approved"), OWN, {}, "own_hand", id="not of one's own figures"),
        pytest.param("publish", fit("approved"), SENDER, {}, "who", id="and no sender does"),
        pytest.param("withdraw", fit("embargoed"), SENDER, {}, "", id="a sender takes back in time"),
        pytest.param("withdraw", fit("published"), SENDER, {}, "state", id="what is out is out"),
        pytest.param("withdraw", fit("draft"), JUDGE, {}, "who", id="a judge takes nothing back"),
        pytest.param("correct", fit("published"), SENDER, {"said": "Recount"}, "", id="it is corrected"),
        pytest.param("correct", fit("published"), SENDER, {}, "words", id="with a reason"),
        pytest.param("correct", fit("approved"), SENDER, {"said": "x"}, "state", id="once it is out"),
        pytest.param("send", fit("withdrawn"), SENDER, {}, "state", id="what is withdrawn stays so"),
    ],
)  # fmt: skip
def test_what_may_be_done(action, facts, who, more, expected):
    assert rules.obstacle(action, facts, who, now=NOW, **more) == expected


@pytest.mark.parametrize("action", sorted({action for _state, action in rules.MOVES} | {"correct"}))
@pytest.mark.parametrize("state", STATES)
def test_whoever_neither_sends_nor_judges_does_nothing(state, action):
    for who in (NOBODY, NAMED, SHARED, AFTERWARDS):
        assert rules.obstacle(action, fit(state), who, now=NOW, until=AFTER, said="x") == "who"


@pytest.mark.parametrize(
    ("who", "states"),
    [
        pytest.param(SENDER, set(STATES), id="the sender sees all of it"),
        pytest.param(
            JUDGE, {"validated", "returned", "approved", "embargoed", "published"}, id="a judge, no draft"
        ),
        pytest.param(NAMED, {"approved", "embargoed", "published"}, id="a named person, what is approved"),
        pytest.param(SHARED, {"approved", "published"}, id="an agreement never opens an embargo"),
        pytest.param(AFTERWARDS, {"published"}, id="an agreement on what is published"),
        pytest.param(NOBODY, set(), id="everybody else, nothing"),
    ],
)
def test_who_sees_figures_before_everybody_does(who, states):
    assert {state for state in STATES if rules.sees_figures(state, who)} == states


@pytest.mark.parametrize("state", STATES)
def test_whoever_sees_figures_alone_sees_no_work_on_them(state):
    for who in (NAMED, SHARED, AFTERWARDS, NOBODY):
        assert not rules.works(state, who)


WARNING = {"check": "jump", "severity": "warning", "key": "A.1", "value": "12", "said": "Far from 2024"}


@pytest.mark.parametrize(
    ("changed", "counted"),
    [
        pytest.param({}, 0, id="an explained warning"),
        pytest.param({"said": "In other words"}, 0, id="said in another language"),
        pytest.param({"value": "13"}, 1, id="another value needs another explanation"),
        pytest.param({"key": "A.2"}, 1, id="so does another figure"),
        pytest.param({"check": "sum"}, 1, id="and another check"),
        pytest.param({"severity": "note", "key": "A.2"}, 0, id="a note needs none"),
        pytest.param({"severity": "error", "key": "A.2"}, 0, id="an error is corrected, not explained"),
    ],
)
def test_an_explanation_holds_for_what_it_explains(changed, counted):
    explained = {rules.finding_id(WARNING)}
    assert rules.unexplained([{**WARNING, **changed}], explained) == counted


@pytest.mark.parametrize(
    ("frequency", "day", "code", "first", "last"),
    [
        ("A", date(2024, 2, 29), "2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("S", date(2025, 7, 1), "2025-S2", date(2025, 7, 1), date(2025, 12, 31)),
        ("Q", date(2025, 3, 31), "2025-Q1", date(2025, 1, 1), date(2025, 3, 31)),
        ("Q", date(2025, 10, 1), "2025-Q4", date(2025, 10, 1), date(2025, 12, 31)),
        ("M", date(2024, 2, 1), "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("M", date(2025, 12, 31), "2025-12", date(2025, 12, 1), date(2025, 12, 31)),
    ],
)
def test_the_period_of_a_day(frequency, day, code, first, last):
    assert periods.period_of(frequency, day) == periods.Period(code, first, last)


def test_parts_of_periods_are_nobodys_duty():
    codes = [p.code for p in periods.periods("Q", date(2025, 2, 1), date(2025, 11, 30), date(2026, 6, 1))]
    assert codes == ["2025-Q2", "2025-Q3"]


@pytest.mark.parametrize(
    ("today", "states", "expected"),
    [
        pytest.param(
            date(2026, 3, 31), {}, [("2025-Q4", date(2026, 3, 31), False), ("2026-Q1", date(2026, 6, 29), False)],
            id="on its last day it is not late",
        ),
        pytest.param(
            date(2026, 4, 1), {},
            [("2025-Q4", date(2026, 3, 31), True), ("2026-Q1", date(2026, 6, 29), False),
             ("2026-Q2", date(2026, 9, 28), False)],
            id="on the day after it is",
        ),
        pytest.param(
            date(2026, 4, 1), {"2025-Q4": "returned"},
            [("2025-Q4", date(2026, 3, 31), True), ("2026-Q1", date(2026, 6, 29), False),
             ("2026-Q2", date(2026, 9, 28), False)],
            id="what was returned is late again",
        ),
        pytest.param(
            date(2026, 4, 1), {"2025-Q4": "validated"},
            [("2025-Q4", date(2026, 3, 31), False), ("2026-Q1", date(2026, 6, 29), False),
             ("2026-Q2", date(2026, 9, 28), False)],
            id="what was handed in is not",
        ),
    ],
)  # fmt: skip
def test_what_is_expected_by_when(today, states, expected):
    lines = periods.expected("Q", date(2025, 10, 1), None, 90, today=today, states=states)
    assert [(one.period.code, one.due, one.late) for one in lines] == expected


def test_late_ones_come_on_top_and_received_ones_are_done():
    lines = periods.expected(
        "A", date(2023, 1, 1), None, 90, today=date(2026, 2, 1), states={"2024": "published"}
    )
    assert [(one.period.code, one.late) for one in periods.open_first(lines)] == [
        ("2023", True), ("2025", False), ("2026", False),
    ]  # fmt: skip
