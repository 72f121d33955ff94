"""What the newsroom decides without a database: tables worked by hand."""

from __future__ import annotations

from datetime import date

import pytest

from serai.components.newsroom import rules
from serai.components.newsroom.rules import Approval

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("consent", "alt", "ends", "problem"),
    [
        pytest.param("", "A hall", None, "consent", id="no word about the people is refused"),
        pytest.param("nobody", "  ", None, "alt", id="no words for those who cannot see it is refused"),
        pytest.param("agreed", "A hall", None, "end", id="people who agreed did not agree for ever"),
        pytest.param("nobody", "A hall", date(2026, 11, 21), "past", id="an end that is over is refused"),
        pytest.param("nobody", "A hall", None, "", id="where nobody is shown no end is needed"),
        pytest.param("agreed", "A hall", date(2026, 11, 22), "", id="the last day itself is still allowed"),
        pytest.param("public_event", "A hall", None, "", id="a public event needs no end"),
    ],
)
def test_which_pictures_may_be_kept(consent, alt, ends, problem):
    assert rules.picture_problem(consent, alt, ends, TODAY) == problem


BOTH = {"secretariat", "project_manager"}


@pytest.mark.parametrize(
    ("owner", "account", "roles", "given", "problem"),
    [
        pytest.param("secretariat", 1, {"secretariat"}, [], "", id="the secretariat approves first"),
        pytest.param("project_manager", 1, {"secretariat"}, [], "role", id="nobody approves for another office"),
        pytest.param("editor", 1, {"editor"}, [], "role", id="the editors are no owner"),
        pytest.param(
            "secretariat", 2, {"secretariat"}, [Approval("secretariat", 1)], "again", id="an owner approves once"
        ),
        pytest.param(
            "project_manager", 1, BOTH, [Approval("secretariat", 1)], "same_person",
            id="who holds both roles cannot approve for both",
        ),
        pytest.param(
            "project_manager", 2, {"project_manager"}, [Approval("secretariat", 1)], "", id="a second person may"
        ),
    ],
)  # fmt: skip
def test_who_may_approve_an_issue(owner, account, roles, given, problem):
    assert rules.may_approve(owner, account, roles, given) == problem


@pytest.mark.parametrize(
    ("given", "approved"),
    [
        pytest.param([], False, id="nobody"),
        pytest.param([Approval("secretariat", 1)], False, id="one owner"),
        pytest.param(
            [Approval("secretariat", 1), Approval("project_manager", 1)], False, id="one person twice"
        ),
        pytest.param(
            [Approval("secretariat", 1), Approval("project_manager", 2)], True, id="two owners, two people"
        ),
    ],
)
def test_when_an_issue_is_approved(given, approved):
    assert rules.is_approved(given) is approved


@pytest.mark.parametrize(
    ("available", "wanted", "found"),
    [
        pytest.param({"en", "ar"}, "ar", "ar", id="the reader's own language comes first"),
        pytest.param({"en", "fa"}, "fa-af", "fa", id="Persian is nearest to Dari"),
        pytest.param({"en", "ar"}, "tr", "en", id="else the first language of the site"),
        pytest.param({"tr", "ar"}, "ps", "ar", id="else whichever is there, the same for everybody"),
    ],
)
def test_in_which_language_a_story_is_read(available, wanted, found):
    assert rules.best_language(available, wanted, "en") == found
