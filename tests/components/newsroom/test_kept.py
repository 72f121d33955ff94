"""No write to a page escapes: the database keeps it, whoever makes it and by whatever means."""

import pytest
from django.db import connection
from pghistory.core import event_models

from serai.commons.partnership.models import Organisation
from serai.components.newsroom.models import NewsPage, NewsReader

pytestmark = pytest.mark.django_db


def kept(model):
    return next(event for event in event_models() if event.pgh_tracked_model is model)


def test_a_write_past_the_editor_stands_in_the_history_of_the_page(site, write):
    story = write("kept")
    with connection.cursor() as cursor:
        cursor.execute(
            "update newsroom_newspage set lead = 'quite other words' where page_ptr_id = %s", [story.pk]
        )
    last = kept(NewsPage).objects.filter(page_ptr_id=story.pk).order_by("pgh_id").last()
    assert (last.pgh_label, last.lead) == ("update", "quite other words")


def test_who_may_see_a_story_is_kept_too(site, write):
    story = write("kept")
    organisation = Organisation.objects.create(key="ZZ-NAMED", name="Office", kind="agency")
    NewsReader.objects.create(page=story, organisation=organisation)
    NewsReader.objects.filter(page=story).delete()
    rows = kept(NewsReader).objects.filter(page_id=story.pk).order_by("pgh_id")
    assert [(row.pgh_label, row.organisation_id) for row in rows] == [
        ("insert", organisation.pk),
        ("delete", organisation.pk),
    ]
