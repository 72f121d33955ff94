"""The chain."""

from __future__ import annotations

import pytest

from serai.commons.audit.models import Link


@pytest.mark.django_db(transaction=True)
def test_a_commit_adds_its_links():
    before = Link.objects.count()
    from serai.commons.partnership.models import ActivityKind
    ActivityKind.objects.create(key="k", title="x", family="meeting")
    print(list(Link.objects.values()))
    assert Link.objects.count() == before + 1
