"""Every page of submissions, provisions, agreements and the calendar, by whoever works with it; and by others."""

from __future__ import annotations

import re
from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from tests.components.statistics import submitting
from tests.components.statistics.submitting import BAD, FLOW, GOOD, ODD, WRITTEN, address, brought, words

from serai.commons.audit.models import Read
from serai.components.statistics.models import Provision, SharingAgreement, Submission, SubmissionFile
from serai.components.statistics.submissions import entry, rules, services

pytestmark = pytest.mark.django_db


def test_an_agency_sees_what_is_due_and_late_ones_on_top(as_, row):
    with patch("django.utils.timezone.now", return_value=timezone.now().replace(2026, 11, 23)):
        submitting.provision(dataflow="DF_REPORTED_FIGURES", since=date(2026, 11, 1))
        page = as_("sender").get(address("sending"))
    desk = page.context["desk"]
    assert [(one.key == row.pk, one.late) for one in desk.to_send] == [(True, 1), (False, 0)]
    assert "1 late" in words(page)
    empty = words(as_("other").get(address("sending")))
    assert "The secretariat writes down who sends which table" in empty


def test_from_the_list_to_a_submission_that_waits_for_approval(as_, row):
    client = as_("sender")
    page = client.get(address("provision", row.pk))
    assert page.status_code == 200 and "Begin a submission" in words(page)
    begun = client.post(address("begin", row.pk))
    made = Submission.objects.get()
    assert begun.url == address("submission", made.pk)
    assert "No figures were sent yet" in words(client.get(begun.url))
    file = SimpleUploadedFile("figures.csv", GOOD.encode())
    sent = client.post(address("submission_upload", made.pk), {"file": file})
    assert sent.status_code == 302
    page = words(client.get(begun.url))
    assert "2 rows in = 2 accepted + 0 refused + 0 repeated" in page
    assert WRITTEN[2] in page
    asked = client.get(address("submission_do", made.pk, "hand_in"))
    assert asked.status_code == 200 and Submission.objects.get().state == "draft"
    assert client.post(address("submission_do", made.pk, "hand_in")).status_code == 302
    judge = as_("judge")
    assert "Waits for you" in words(judge.get(address("sending")))
    assert judge.post(address("submission_do", made.pk, "approve")).status_code == 302
    page = words(judge.get(begun.url))
    assert "Test judge" in page and "Who did what" in page
    assert "Publish now" in page


def test_what_is_no_table_is_said_beside_the_field(as_, who, row):
    made = brought(who, row, "empty")
    file = SimpleUploadedFile("figures.pdf", b"%PDF-1.4")
    answer = as_("sender").post(address("submission_upload", made.pk), {"file": file})
    assert answer.status_code == 422
    assert "CSV file or an Excel workbook" in words(answer)


def test_findings_stand_by_severity_with_their_places(as_, who, row):
    made = brought(who, row, "draft", BAD)
    page = as_("sender").get(address("submission", made.pk))
    severity, _title, number, groups = page.context["page"].findings[0]
    assert (severity, number) == ("error", 2)
    assert {group.check for group in groups} == {"code", "number"}
    assert "row 3" in words(page) and "row 4" in words(page)
    answer = as_("sender").post(address("submission_do", made.pk, "hand_in"))
    assert answer.status_code == 422 and "errors" in words(answer)


def test_a_file_comes_back_as_it_was_sent(as_, who, row):
    made = brought(who, row, "draft", BAD)
    answer = as_("sender").get(address("submission_file", made.pk, 1, "sent"))
    assert b"".join(answer.streaming_content).decode() == BAD
    assert answer["Cache-Control"] == "private, no-store"
    assert as_("sender").get(address("submission_file", made.pk, 1, "observations")).status_code == 404


def test_the_template_is_for_the_chosen_periods(as_, row):
    from io import BytesIO

    import openpyxl

    chosen = row.since.strftime("%Y-%m")
    answer = as_("sender").get(address("template", row.pk), {"periods": chosen})
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))
    assert any(chosen in str(cell.value) for line in book["Data"].iter_rows() for cell in line)
    assert as_("sender").get(address("template", row.pk)).status_code == 422


def test_the_form_keeps_what_was_typed_while_something_is_wrong(as_, who, row):
    made = brought(who, row, "empty")
    client, at = as_("sender"), address("submission_form", made.pk)
    assert "For which periods" in words(client.get(at))
    shown = client.get(at, {"periods": "2026-09"})
    # three kinds of border and all, sexes, citizenships and directions: 4 x 4 x 4 x 3
    assert words(shown).count(f'name="{entry.PREFIX}') == 192
    typed = {"periods": "2026-09", f"{entry.PREFIX}AIR.F.NAT.IN.2026-09": "many"}
    wrong = client.post(at, typed)
    assert wrong.status_code == 422 and 'value="many"' in words(wrong)
    assert not SubmissionFile.objects.exists()
    right = client.post(at, typed | {f"{entry.PREFIX}AIR.F.NAT.IN.2026-09": "12"})
    assert right.status_code == 302
    file = SubmissionFile.objects.get()
    assert (file.accepted, file.typed) == (1, True)
    again = words(client.get(at, {"periods": "2026-09"}))
    assert 'value="12"' in again


def test_a_form_that_would_be_too_large_leads_to_the_template(as_, who, row):
    Provision.objects.update(since=date(2026, 1, 1))
    made = brought(who, row, "empty")
    many = {"periods": ["2026-01", "2026-02", "2026-03"]}  # 576 places
    assert "too large to be typed" in words(as_("sender").get(address("submission_form", made.pk), many))
    nothing = as_("sender").post(address("submission_form", made.pk), {"periods": "2026-09"})
    assert nothing.status_code == 422 and "Nothing was filled in" in words(nothing)


def test_a_warning_is_explained_and_a_comment_said(as_, who, row):
    made = brought(who, row, "validated", ODD)
    [warning] = [one for one in SubmissionFile.objects.get().findings if one["severity"] == "warning"]
    client = as_("sender")
    page = words(client.get(address("submission", made.pk)))
    assert "1 warning is not explained" in page
    at = address("submission_explain", made.pk, rules.finding_id(warning))
    assert at in page
    assert client.post(at, {"text": "Everybody left at once"}).status_code == 302
    assert client.post(address("submission_comment", made.pk), {"text": "See the letter"}).status_code == 302
    page = words(as_("judge").get(address("submission", made.pk)))
    assert "Everybody left at once" in page and "See the letter" in page
    assert "is not explained" not in page


def test_a_named_person_sees_figures_alone_and_each_look_is_written_down(as_, who, row):
    made = brought(who, row, "embargoed")
    at = address("submission", made.pk)
    assert as_("clerk").get(at).status_code == 404
    until = timezone.localtime() + timedelta(days=2)
    given = {"mail": "clerk@example.org", "until_date": str(until.date()), "until_hour": "9:30"}
    assert as_("judge").post(address("submission_grant", made.pk), given).status_code == 302
    page = words(as_("clerk").get(at))
    assert WRITTEN[2] in page
    assert "Receipt" not in page and "Comments" not in page and "Who did what" not in page
    assert as_("clerk").get(address("submission_file", made.pk, 1, "sent")).status_code == 404
    assert list(Read.objects.filter(account=who["clerk"].pk).values_list("noun", "key")) == [
        ("statistics.submission", str(made.pk))
    ]
    assert "looked 1 time" in words(as_("judge").get(at))
    [access] = made.pre_releases.all()
    assert as_("judge").post(address("submission_grant_end", made.pk, access.pk)).status_code == 302
    assert as_("clerk").get(at).status_code == 404


def test_nobody_but_who_approves_names_people(as_, who, row):
    made = brought(who, row, "embargoed")
    for name in ("sender", "second"):
        with pytest.raises(Exception, match="not yours"):
            services.grant(
                actor=who[name], submission=made.pk, mail="clerk@example.org",
                until=timezone.now() + timedelta(days=1),
            )  # fmt: skip
    assert not made.pre_releases.exists()


@pytest.mark.parametrize("state", ["draft", "validated", "returned", "approved", "embargoed", "withdrawn"])
def test_others_get_no_page_no_file_and_no_form(as_, who, row, state):
    made = brought(who, row, state)
    pages = [
        address("submission", made.pk), address("submission_form", made.pk),
        address("submission_file", made.pk, 1, "sent"), address("submission_do", made.pk, "approve"),
        address("provision", row.pk), address("template", row.pk) + "?periods=2026-09",
        reverse("history", args=["statistics.submission", made.pk]),
    ]  # fmt: skip
    for name in ("", "clerk", "other", "otherpoint", "deskreader", "administrator"):
        client = as_(name)
        for at in pages:
            answer = client.get(at)
            assert answer.status_code in (302, 403, 404), (name, at)
            assert answer.status_code != 302 or "/login/" in answer.url, (name, at)


OPEN = ["list", "calendar", "calendar_file", "sending"]


@pytest.mark.parametrize("state", ["validated", "approved", "embargoed"])
def test_no_list_calendar_or_search_holds_a_figure_or_a_sender(as_, who, row, state):
    brought(who, row, state)
    from serai.commons.search.services import rebuild

    rebuild()
    pages = [reverse(f"statistics:{name}") for name in OPEN] + [
        reverse("home"), reverse("search") + "?q=736251", reverse("search") + f"?q={FLOW}",
        reverse("api:dataflows"), "/sdmx/v2/data/dataflow/SERAI/DF_BORDER_FLOWS/1.0.0/*",
    ]  # fmt: skip
    for name in ("", "clerk", "other", "otherpoint", "deskreader", "secretary", "administrator"):
        client = as_(name)
        for at in pages:
            said = client.get(at).content.decode(errors="replace")
            assert not [one for one in WRITTEN[1:] if one in said], (name, at)
            assert (
                "736251" not in said.replace("?q=736251", "").replace('value="736251"', "") or "search" in at
            )
    told = words(as_("").get(address("calendar")))
    assert "Office OWN" not in told and "embargo" not in told.lower().replace("until then", "")


def test_the_calendar_says_title_and_date_alone(as_, who, row):
    made = brought(who, row, "embargoed")
    page = as_("").get(address("calendar"))
    coming = [one for one in page.context["announced"] if one.at]
    assert [one.at for one in coming] == [made.embargo_until]
    assert "September 2026" in coming[0].title
    told = Calendar.from_ical(as_("").get(address("calendar_file")).content)
    events = {str(event["uid"]): event for event in told.walk("VEVENT")}
    mine = events[f"{FLOW}-2026-09-{row.pk}@testserver"]
    assert mine["status"] == "CONFIRMED"
    assert abs(mine.decoded("dtstart") - made.embargo_until) < timedelta(seconds=1)
    assert not any(one in str(event.to_ical()) for event in events.values() for one in WRITTEN)


def test_what_is_not_for_everybody_is_not_announced_to_everybody(as_, row):
    Provision.objects.update(audience="owner")
    assert as_("").get(address("calendar")).context["announced"] == []
    assert as_("other").get(address("calendar")).context["announced"] == []
    assert as_("clerk").get(address("calendar")).context["announced"] != []


def test_the_secretariat_writes_down_who_sends_what(as_, who):
    terms = {
        "organisation": "OWN", "dataflow": FLOW, "frequency": "M", "since_date": "2026-09-01", "due_days": "30",
        "contact": "DESK", "audience": "public",
    }  # fmt: skip
    client = as_("secretary")
    assert client.get(address("arrange")).status_code == 200
    assert client.post(address("arrange"), terms).status_code == 302
    made = Provision.objects.get()
    assert client.get(address("arrange_change", made.pk)).status_code == 200
    changed = client.post(
        address("arrange_change", made.pk), terms | {"due_days": "45", "until_date": "2026-01-01"}
    )
    assert changed.status_code == 422
    assert client.post(address("arrange_change", made.pk), terms | {"due_days": "45"}).status_code == 302
    assert Provision.objects.get().due_days == 45
    page = words(client.get(address("sending")))
    assert "Who sends what" in page and "Office OWN" in page
    assert as_("sender").get(address("arrange")).status_code == 403


def test_what_was_sent_stays_with_whoever_sent_it(as_, who, row):
    made = brought(who, row, "draft")
    terms = {
        "organisation": "OTHER", "dataflow": FLOW, "frequency": "M", "since_date": "2026-09-01", "due_days": "30",
        "contact": "DESK", "audience": "public",
    }  # fmt: skip
    at = address("arrange_change", row.pk)
    answer = as_("secretary").post(at, terms)
    assert answer.status_code == 422 and "Figures were sent for it already" in words(answer)
    assert as_("otherpoint").get(address("submission", made.pk)).status_code == 404
    assert as_("secretary").post(at, terms | {"organisation": "OWN", "due_days": "45"}).status_code == 302


def test_what_is_approved_is_what_was_looked_at(as_, who, row):
    made = brought(who, row, "validated")
    page = words(as_("judge").get(address("submission", made.pk)))
    link = re.search(r'href="([^"]+/do/approve/\?seen=\w+)"', page)[1]
    asked = as_("judge").get(link)
    services.give_back(actor=who["judge"], submission=made.pk, text="Once more")
    submitting.send(who["sender"], made.pk, GOOD.replace("736252", "736253"))
    services.hand_in(actor=who["sender"], submission=made.pk)
    answer = as_("judge").post(link, {"seen": asked.context["form"]["seen"].value()})
    assert answer.status_code == 422 and "changed since" in words(answer)
    made.refresh_from_db()
    assert made.state == "validated"
    asked = as_("judge").get(address("submission_do", made.pk, "approve"))
    assert as_("judge").post(link, {"seen": asked.context["form"]["seen"].value()}).status_code == 302
    made.refresh_from_db()
    assert made.state == "approved"


def test_ending_an_access_that_is_not_ones_own_to_end_is_refused_in_words(as_, who, row):
    made = brought(who, row, "validated")
    answer = as_("judge").post(address("submission_grant_end", made.pk, 1), follow=True)
    assert answer.status_code == 200 and "has moved on" in words(answer)


def test_the_secretariat_sees_who_is_late_and_no_submission(as_, who, row):
    made = brought(who, row, "draft")
    client = as_("secretary")
    page = words(client.get(address("provision", row.pk)))
    assert address("submission", made.pk) not in page
    assert client.get(address("submission", made.pk)).status_code == 404


def _queries(client, at) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(at)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(at).status_code == 200
    return len(found)


@pytest.mark.parametrize("name", ["sender", "judge", "otherpoint"])
def test_a_hundred_rows_cost_as_many_queries_as_one(as_, who, row, name):
    submitting.agreed(who)
    brought(who, row, "approved")
    before = {
        at: _queries(as_(name), at) for at in (address("sending"), address("calendar"), address("agreements"))
    }
    for at in range(3):
        other = submitting.provision(since=date(2025 - at, 1, 1))
        Submission.objects.create(
            provision=other, created_by=who["sender"], state="validated", periods=["2026-09"]
        )
        SharingAgreement.objects.create(
            provider_id="OTHER", receiver_id="OWN", purpose="x", legal_basis="x", level="approved",
            since=date(2026, 1, at + 1),
        )  # fmt: skip
    after = {at: _queries(as_(name), at) for at in before}
    assert after == before


def test_a_page_with_many_findings_costs_as_many_queries(as_, who, row):
    made = brought(who, row, "draft", BAD)
    at = address("submission", made.pk)
    before = _queries(as_("sender"), at)
    submitting.send(who["sender"], made.pk, BAD + "AIR,X,FOR,IN,2026-09,5\n" * 40)
    for number in range(5):
        services.comment(actor=who["sender"], submission=made.pk, text=f"Comment {number}")
    assert _queries(as_("sender"), at) <= before + 2  # two versions, comments by one more person
