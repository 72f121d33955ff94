"""Figures are sent, checked, kept, judged and explained; and refused to whoever may not, or too early."""

from __future__ import annotations

import stat
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.components.statistics import submitting
from tests.components.statistics.submitting import BAD, GOOD, HEAD, ODD, brought, send

from serai.commons.directory.selectors import reader_of
from serai.commons.files.errors import FileRefused
from serai.commons.notices.models import Notice
from serai.components.statistics.errors import SubmissionRefused, UnknownSubmission
from serai.components.statistics.models import Explanation, Submission, SubmissionFile
from serai.components.statistics.submissions import folders, page, rules, sending, services, sight

pytestmark = pytest.mark.django_db


def test_a_file_is_kept_as_it_was_sent_with_a_receipt_that_sums(who, row):
    made = brought(who, row, "draft", BAD)
    file = SubmissionFile.objects.get(submission=made)
    assert (file.rows_in, file.accepted, file.refused, file.duplicates) == (3, 1, 2, 0)
    assert file.errors == 2
    assert folders.sent(file).read_text() == BAD
    assert made.periods == ["2026-09"]
    for path in (folders.home(), folders.place(file)):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders.place(file).iterdir()} == {0o600}


def test_each_finding_has_its_place(who, row):
    made = brought(who, row, "draft", BAD)
    found = {(one["check"], one["row"]) for one in SubmissionFile.objects.get(submission=made).findings}
    assert {("code", 3), ("number", 4)} <= found


def test_a_receipt_that_does_not_sum_is_kept_nowhere(who, row):
    made = brought(who, row, "draft")
    with pytest.raises(IntegrityError), transaction.atomic():
        SubmissionFile.objects.filter(submission=made).update(refused=1)


def test_a_new_version_stands_beside_the_old_one(who, row):
    made = brought(who, row, "draft", BAD)
    send(who["second"], made.pk)
    assert list(made.files.values_list("version", "errors")) == [(2, 0), (1, 2)]
    assert len(list((folders.home() / str(made.pk)).iterdir())) == 2


def test_what_was_typed_goes_through_the_same_check(who, row):
    made = brought(who, row, "empty")
    cell = {"BORDER": "AIR", "CITIZENSHIP": "NAT", "DIRECTION": "IN", "TIME_PERIOD": "2026-09"}
    rows = [cell | {"SEX": "F", "OBS_VALUE": "12"}, cell | {"SEX": "X", "OBS_VALUE": "12"}]
    file = sending.send_rows(actor=who["sender"], submission=made.pk, rows=rows)
    assert (file.rows_in, file.accepted, file.refused, file.typed) == (2, 1, 1, True)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("figures.csv", b"PK\x03\x04 no archive", id="an archive that calls itself a table"),
        pytest.param("figures.xlsx", b"a,b\n1,2\n", id="a table that calls itself a workbook"),
        pytest.param("figures.pdf", b"%PDF-1.4\n", id="a document"),
        pytest.param("figures.txt", b"a,b\n1,2\n", id="a text"),
        pytest.param("figures.csv", b"", id="nothing"),
        pytest.param("figures.exe", b"MZ\x00\x00", id="a program"),
    ],
)
def test_what_is_no_table_is_refused_and_kept_nowhere(who, row, name, content):
    from io import BytesIO

    made = brought(who, row, "empty")
    with pytest.raises(FileRefused):
        sending.send_file(actor=who["sender"], submission=made.pk, stream=BytesIO(content), name=name)
    assert not SubmissionFile.objects.exists()
    assert list(folders.home().iterdir()) == []


def test_a_file_beyond_the_limit_is_refused_before_it_is_read_to_its_end(who, row, settings):
    settings.FILE_LIMIT = 1024
    made = brought(who, row, "empty")
    with pytest.raises(FileRefused, match="larger"):
        send(who["sender"], made.pk, GOOD + "AIR,M,NAT,OUT,2026-09,1\n" * 200)


def test_a_very_large_file_is_checked_and_kept_without_a_copy_with_marks(who, row, monkeypatch):
    monkeypatch.setattr(sending, "MARKED_MOST", (len(BAD) - 1, 0))
    made = brought(who, row, "draft", BAD)
    file = SubmissionFile.objects.get(submission=made)
    assert (file.marked, file.errors) == ("", 2)
    with pytest.raises(UnknownSubmission):
        page.file_of(reader_of(who["sender"]), made.pk, 1, "marked")
    assert page.file_of(reader_of(who["sender"]), made.pk, 1, "sent")[0].read_text() == BAD


def test_errors_are_not_handed_in(who, row):
    made = brought(who, row, "draft", BAD)
    with pytest.raises(SubmissionRefused, match="errors"):
        services.hand_in(actor=who["sender"], submission=made.pk)


def test_an_unexplained_warning_stands_in_the_way_of_approval(who, row):
    made = brought(who, row, "validated", ODD)
    with pytest.raises(SubmissionRefused, match="not explained"):
        services.approve(actor=who["judge"], submission=made.pk)
    findings = SubmissionFile.objects.get(submission=made).findings
    [warning] = [one for one in findings if one["severity"] == "warning"]
    assert warning["check"] == "both_ways"
    services.explain(
        actor=who["sender"], submission=made.pk, finding=rules.finding_id(warning), text="An exodus"
    )
    services.approve(actor=who["judge"], submission=made.pk)
    assert Submission.objects.get(pk=made.pk).state == "approved"


def test_nobody_explains_for_the_sender_or_what_is_no_warning(who, row):
    made = brought(who, row, "validated", ODD)
    with pytest.raises(SubmissionRefused):
        services.explain(actor=who["judge"], submission=made.pk, finding="a" * 64, text="Fine")
    with pytest.raises(SubmissionRefused, match="no such warning"):
        services.explain(actor=who["sender"], submission=made.pk, finding="a" * 64, text="Fine")
    assert not Explanation.objects.exists()


@pytest.mark.parametrize("hand", ["created_by", "validated_by", "sent_by", "written_by"])
def test_whoever_had_a_hand_in_it_does_not_approve(who, hand):
    """An agency that approves its own figures needs two people as well."""
    row = submitting.provision(contact_id=None)
    made = brought(who, row, "validated", ODD)
    findings = SubmissionFile.objects.get(submission=made).findings
    [warning] = [rules.finding_id(one) for one in findings if one["severity"] == "warning"]
    services.explain(actor=who["sender"], submission=made.pk, finding=warning, text="An exodus")
    services_allow = Submission.objects.filter(pk=made.pk)
    if hand == "sent_by":
        SubmissionFile.objects.filter(submission=made).update(sent_by=who["second"])
    elif hand == "written_by":
        Explanation.objects.filter(submission=made).update(written_by=who["second"])
    else:
        services_allow.update(**{hand: who["second"]})
    with pytest.raises(SubmissionRefused, match="took part"):
        services.approve(actor=who["second"], submission=made.pk)


def test_an_agency_without_a_contact_approves_by_another_hand(who):
    made = brought(who, submitting.provision(contact_id=None), "validated")
    services.approve(actor=who["second"], submission=made.pk)
    assert Submission.objects.get(pk=made.pk).approved_by == who["second"]


@pytest.mark.parametrize("field", ["created_by", "validated_by"])
def test_the_database_holds_four_eyes_too(who, row, field):
    made = brought(who, row, "approved")
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=made.pk).update(**{field: who["judge"]})


def test_a_return_says_why_and_the_sender_is_told(who, row):
    made = brought(who, row, "returned")
    assert list(made.comments.values_list("text", "written_by__email")) == [
        ("The sum is wrong", "judge@example.org")
    ]
    assert Notice.objects.filter(account=who["sender"], kind="submission_judged").exists()
    assert not Notice.objects.filter(account=who["other"]).exists()


def test_those_who_approve_are_told_and_nobody_else(who, row):
    brought(who, row, "validated")
    told = set(Notice.objects.filter(kind="submission_handed_in").values_list("account__email", flat=True))
    assert told == {"judge@example.org"}


def test_an_embargo_is_moved_later_only(who, row):
    made = brought(who, row, "embargoed")
    with pytest.raises(SubmissionRefused, match="later moment"):
        services.embargo(
            actor=who["judge"], submission=made.pk, until=made.embargo_until - timedelta(hours=1)
        )
    services.embargo(actor=who["judge"], submission=made.pk, until=made.embargo_until + timedelta(days=1))


STATES = ("draft", "validated", "returned", "approved", "embargoed", "withdrawn")
ON = {
    "hand_in": {},
    "approve": {},
    "withdraw": {},
    "give_back": {"text": "No"},
    "embargo": {"until": timezone.now() + timedelta(days=9)},
    "comment": {"text": "Hello"},
    "correct": {"reason": "Recount"},
}


@pytest.mark.parametrize("state", STATES)
def test_others_do_nothing_and_learn_nothing(who, row, state):
    """Not a reader of the same house, not the same roles of another, not those who run the site."""
    made = brought(who, row, state)
    for name in ("clerk", "other", "otherpoint", "deskreader", "secretary", "administrator"):
        _does_nothing(who[name], made, row, state)


def _does_nothing(actor, made, row, state):
    assert not sight.submissions(reader_of(actor)).exists()
    for verb, more in ON.items():
        with pytest.raises(UnknownSubmission):
            getattr(services, verb)(actor=actor, submission=made.pk, **more)
    with pytest.raises(UnknownSubmission):
        send(actor, made.pk)
    with pytest.raises(UnknownSubmission):
        services.explain(actor=actor, submission=made.pk, finding="a" * 64, text="Fine")
    with pytest.raises(UnknownSubmission):
        services.begin(actor=actor, provision=row.pk)
    for which in ("sent", "marked"):
        with pytest.raises(UnknownSubmission):
            page.file_of(reader_of(actor), made.pk, 1, which)
    assert Submission.objects.get(pk=made.pk).state == state


@pytest.mark.parametrize("verb", ["approve", "give_back", "embargo"])
def test_a_sender_judges_nothing(who, row, verb):
    made = brought(who, row, "validated")
    for name in ("sender", "second"):
        with pytest.raises(SubmissionRefused, match="not yours"):
            getattr(services, verb)(actor=who[name], submission=made.pk, **ON[verb])


def test_a_judge_sees_no_draft(who, row):
    made = brought(who, row, "draft")
    assert not sight.submissions(reader_of(who["judge"])).exists()
    services.hand_in(actor=who["sender"], submission=made.pk)
    assert sight.submissions(reader_of(who["judge"])).exists()


def test_a_post_that_has_ended_opens_nothing(who, row):
    from serai.commons.directory.models import Post

    brought(who, row, "validated")
    yesterday = timezone.localdate() - timedelta(days=1)
    Post.objects.all().update(since=yesterday - timedelta(days=9), until=yesterday)
    for name in ("sender", "judge"):
        assert not sight.submissions(reader_of(who[name])).exists()


def test_nobody_sends_figures_of_another_state(who, row, monkeypatch):
    """The table here has no areas; one that has is held against the state of whoever sends."""
    import pyarrow as pa

    from serai.commons.partnership.models import Organisation, State

    State.objects.create(key="QRV", iso3="QRV", iso2="QV")
    Organisation.objects.filter(pk="OWN").update(state="QRV")
    made = brought(who, row, "draft")
    own = Submission.objects.select_related("provision__organisation__state").get(pk=made.pk)
    sending.own_figures(own, pa.table({"REF_AREA": ["QRV", "QRV"]}))
    with pytest.raises(SubmissionRefused, match="QRX"):
        sending.own_figures(own, pa.table({"REF_AREA": ["QRV", "QRX"]}))


def test_a_figure_below_the_head_alone_is_nothing(who, row):
    made = brought(who, row, "draft", HEAD)
    with pytest.raises(SubmissionRefused):
        services.hand_in(actor=who["sender"], submission=made.pk)
