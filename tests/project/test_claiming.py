"""Whose database it is, and that a first start that was killed is made whole by the next."""

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType

from serai.project import installation
from serai.project.models import Installation


@pytest.mark.django_db
def test_a_start_killed_between_migrations_and_what_follows_them_is_made_whole_by_the_next():
    Installation.objects.all().delete()
    lost = ContentType.objects.get(app_label="desk", model="usedlink")
    assert Permission.objects.filter(content_type=lost).count() == 4
    lost.delete()
    ContentType.objects.clear_cache()
    assert installation.pending() == []
    installation.claim("demo")
    found = ContentType.objects.get(app_label="desk", model="usedlink")
    assert Permission.objects.filter(content_type=found).count() == 4
    assert installation.kind() == "demo"
