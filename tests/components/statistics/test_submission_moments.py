"""Moments typed in any calendar, people named by address, and the calendar of publications in turn."""

from __future__ import annotations

from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.components.statistics import submitting
from tests.components.statistics.submitting import FLOW, address, brought, words

from serai.components.statistics.models import Provision
from serai.components.statistics.submissions import services

pytestmark = pytest.mark.django_db


def test_naming_somebody_does_not_tell_whether_the_address_has_an_account(as_, who, row):
    made = brought(who, row, "embargoed")
    client, at = as_("judge"), address("submission", made.pk)
    told = []
    for mail in ("clerk@example.org", "nobody@example.org"):
        given = {"mail": mail, "until_date": "2090-01-31", "until_hour": "17:00"}
        answer = client.post(address("submission_grant", made.pk), given, follow=True)
        told.append((answer.redirect_chain, words(answer).count(mail)))
        [access] = made.pre_releases.filter(mail=mail)
        page = words(client.get(at))
        assert mail in page and "Test clerk" not in page
        client.post(address("submission_grant_end", made.pk, access.pk))
        made.pre_releases.all().delete()
    assert told[0] == told[1]
    history = words(client.get(reverse("history", args=["statistics.submission", made.pk])))
    assert "clerk@example.org" in history and "Test clerk" not in history
    # an account that somebody opens later is not the one that was meant
    services.grant(
        actor=who["judge"],
        submission=made.pk,
        mail="late@example.org",
        until=timezone.now() + timedelta(days=1),
    )
    from serai.testing.people import make_person

    late = make_person("reader", name="late", organisation="OWN")
    assert late.email == "late@example.org"
    who["late"] = late
    assert as_("late").get(at).status_code == 404


def test_moments_are_typed_in_any_calendar(as_, who, row):
    made = brought(who, row, "approved")
    at = address("submission_do", made.pk, "embargo")
    page = words(as_("judge").get(at))
    assert 'type="date' not in page and 'name="until_calendar"' in page
    # 1 Mizan 1470 is 23 September 2091
    given = {"until_date": "۱۴۷۰-۰۷-۰۱", "until_calendar": "solar_afghan", "until_hour": "۱۷:۰۵"}
    late = as_("judge").post(at, given | {"until_hour": "25:00"})
    assert late.status_code == 422 and "Write the hour" in words(late)
    assert as_("judge").post(at, given).status_code == 302
    made.refresh_from_db()
    assert timezone.localtime(made.embargo_until).strftime("%Y-%m-%d %H:%M") == "2091-09-23 17:05"


def test_of_each_table_the_calendar_shows_what_is_late_and_next_and_folds_the_rest(as_, row):
    Provision.objects.update(since=date(2026, 6, 1))
    submitting.provision(dataflow="DF_REPORTED_FIGURES", since=date(2026, 6, 1))
    with patch("django.utils.timezone.now", return_value=timezone.now().replace(2026, 11, 23)):
        page = as_("").get(address("calendar"))
    first, later = page.context["first"], page.context["later"]
    # 60 days after June, July and August are over; September comes out on 29 November
    assert [(one.day, one.delayed) for one in first if one.key.startswith(FLOW)] == [
        (date(2026, 8, 29), True), (date(2026, 9, 29), True), (date(2026, 10, 30), True), (date(2026, 11, 29), False),
    ]  # fmt: skip
    assert len(first) == 8 and len(first) + len(later) == len(page.context["announced"])
    assert not any(one.delayed for one in later)
    assert f"{len(later)} later publications" in words(page)
