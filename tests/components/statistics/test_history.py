"""Histories of imports and releases: to whoever may see the thing, reached from its page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from serai.components.statistics.models import Import, Release

pytestmark = pytest.mark.django_db


def address(row: Import | Release) -> str:
    return reverse("history", args=[row._meta.label_lower, row.pk])


def test_a_release_leads_to_its_history(published, signed_in):
    row = Release.objects.order_by("pk").first()
    client = signed_in("statistician")
    page = client.get(reverse("statistics:revision", args=[row.dataflow, row.revision])).content.decode()
    assert f'href="{address(row)}"' in page
    words = client.get(address(row)).content.decode()
    assert "entered this release" in words
    back = reverse("statistics:revision", args=[row.dataflow, row.revision])
    assert f'href="{back}"' in words


def test_a_closed_release_has_no_history_for_others(published, signed_in):
    from serai.commons.partnership.models import Organisation

    owner = Organisation.objects.create(key="ZZ-O", name="Office", kind="agency")
    row = Release.objects.order_by("pk").first()
    Release.objects.filter(pk=row.pk).update(owner=owner, audience="owner")
    assert signed_in("statistician").get(address(row)).status_code == 404


def test_a_receipt_leads_to_its_history_for_those_who_see_receipts(published, signed_in):
    row = Import.objects.first()
    client = signed_in("statistician")
    page = client.get(reverse("statistics:receipt", args=[row.import_id])).content.decode()
    assert f'href="{address(row)}"' in page
    assert "entered this import" in client.get(address(row)).content.decode()
    assert signed_in("protection_officer").get(address(row)).status_code == 404
