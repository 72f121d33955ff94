"""Data-sharing agreements: drafted, signed by both, ended by either; and what each opens, and to whom."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone
from tests.components.statistics import submitting
from tests.components.statistics.submitting import FLOW, WRITTEN, address, agreed, brought, words

from serai.components.statistics.models import SharingAgreement, Submission
from serai.components.statistics.submissions import agreements

pytestmark = pytest.mark.django_db


TERMS = {
    "provider": "OWN",
    "receiver": "OTHER",
    "level": "approved",
    "purpose": "Mirror statistics",
    "legal_basis": "Protocol 7",
    "since_date": "2026-01-01",
}


def test_an_agreement_is_drafted_signed_by_both_and_ended(as_, who, row):
    brought(who, row, "approved")
    made = Submission.objects.get()
    at = address("submission", made.pk)
    assert "share nothing yet" in words(as_("sender").get(address("agreements")))
    assert as_("sender").get(address("agreement_new")).status_code == 200
    assert as_("sender").post(address("agreement_new"), TERMS).status_code == 302
    agreement = SharingAgreement.objects.get()
    assert as_("otherpoint").get(at).status_code == 404
    for name in ("sender", "otherpoint"):
        assert as_(name).post(address("agreement_sign", agreement.pk)).status_code == 302
    page = words(as_("otherpoint").get(at))
    assert WRITTEN[2] in page and "Receipt" not in page and "Comments" not in page
    assert "in force" in words(as_("other").get(address("agreements")))
    assert as_("otherpoint").get(address("agreement_end", agreement.pk)).status_code == 200
    ended = as_("sender").post(address("agreement_end", agreement.pk), {"text": "Over"})
    assert ended.status_code == 302
    assert as_("otherpoint").get(at).status_code == 404


@pytest.mark.parametrize(
    ("changes", "state", "opens"),
    [
        pytest.param({}, "approved", True, id="in force"),
        pytest.param({}, "embargoed", False, id="never under embargo"),
        pytest.param({}, "validated", False, id="never before approval"),
        pytest.param({"level": "published"}, "approved", False, id="what is published alone"),
        pytest.param({"dataflows": [FLOW]}, "approved", True, id="the table that is named"),
        pytest.param({"dataflows": ["DF_OTHER"]}, "approved", False, id="another table"),
        pytest.param({"until": date(2026, 2, 1)}, "approved", False, id="its time is over"),
        pytest.param({"since": date(2090, 1, 1)}, "approved", False, id="its time has not come"),
        pytest.param({"receiver_signed_at": None}, "approved", False, id="signed by one side"),
        pytest.param({"ended_at": timezone.now()}, "approved", False, id="ended"),
        pytest.param({"receiver_id": "DESK"}, "approved", False, id="of somebody else"),
        pytest.param({"provider_id": "DESK"}, "approved", False, id="about somebody else's figures"),
    ],
)
def test_what_an_agreement_opens(as_, who, row, changes, state, opens):
    made, agreement = brought(who, row, state), agreed(who)
    SharingAgreement.objects.filter(pk=agreement.pk).update(**changes)
    at = address("submission", made.pk)
    for name in ("other", "otherpoint"):
        answer = as_(name).get(at)
        assert answer.status_code == (200 if opens else 404)
        assert (WRITTEN[2] in words(answer)) is opens
    # it opens figures to those who answer for figures there, and to nobody else
    assert as_("deskreader").get(at).status_code == 404


def test_an_agreement_shows_what_would_be_published_and_withholds_the_rest(as_, who, row):
    made = brought(who, row, "approved")
    agreed(who)
    submitting.guard(made, "AIR.F.NAT.IN.2026-09")
    at = address("submission", made.pk)
    for name in ("other", "otherpoint"):
        page = words(as_(name).get(at))
        assert WRITTEN[2] not in page and WRITTEN[0] not in page
        assert WRITTEN[3] in page and "withheld" in page
        assert "Small numbers are withheld" in page
    page = words(as_("judge").get(at))
    assert WRITTEN[2] in page and "Small numbers are withheld" not in page


def test_one_person_does_not_sign_for_both(who):
    made = SharingAgreement.objects.create(
        provider_id="OWN", receiver_id="OTHER", purpose="Mirror", legal_basis="Protocol",
        since=date(2026, 1, 1), level="approved",
    )  # fmt: skip
    with pytest.raises(Exception, match="no such"):
        agreements.sign(actor=who["judge"], agreement=made.pk)
    from serai.commons.directory.models import Person, Post

    Post.objects.create(
        person=Person.objects.get(account=who["sender"]), organisation_id="OTHER", since=date(2026, 1, 1)
    )
    agreements.sign(actor=who["sender"], agreement=made.pk)
    with pytest.raises(Exception, match="took part"):
        agreements.sign(actor=who["sender"], agreement=made.pk)
