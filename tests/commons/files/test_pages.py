"""Pages of files: upload, list, details, download in parts, remove; a request that is too large is not read."""

from __future__ import annotations

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from serai.commons.audit.models import Read
from serai.commons.directory.models import Person, Post
from serai.commons.files import downloads
from serai.commons.files.models import KeptFile
from serai.commons.jobs.models import Job
from serai.commons.partnership.models import Organisation

from .conftest import PDF, lying

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shelf")]


@pytest.fixture
def focal_point(client, person):
    """Somebody who works for a ministry, signed in."""
    user = person("focal_point")
    organisation = Organisation.objects.create(key="MIN", name="Ministry of the Interior", kind="ministry")
    known = Person.objects.filter(account=user).first() or Person.objects.create(account=user, name="F")
    Post.objects.create(person=known, organisation=organisation)
    client.force_login(user)
    return user


def send(client, content=PDF, name="paper.pdf", **more):
    given = {"file": SimpleUploadedFile(name, content), "audience": "owner", "owner": "MIN", "note": "draft"}
    return client.post(reverse("file_upload"), given | more)


def test_a_file_is_sent_found_read_and_removed(
    client, focal_point, shelf, django_capture_on_commit_callbacks
):
    answer = send(client)
    kept = KeptFile.objects.get()
    assert answer["Location"] == reverse("file", args=[kept.pk])
    assert (kept.owner_id, kept.audience, kept.kept_by) == ("MIN", "owner", focal_point)
    page = client.get(reverse("file", args=[kept.pk])).content.decode()
    assert kept.content_id in page
    assert "paper.pdf" in client.get(reverse("files") + "?words=draft").content.decode()
    assert "No file fits these words" in client.get(reverse("files") + "?words=nothing").content.decode()
    assert "It cannot be brought back" in client.get(reverse("file_remove", args=[kept.pk])).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("file_remove", args=[kept.pk]))
    assert lying(shelf) == []
    assert client.get(reverse("file", args=[kept.pk])).status_code == 404


def test_a_disguised_file_is_refused_in_words(client, focal_point, shelf):
    answer = send(client, b"MZ\x90\x00" + b"x" * 50, "paper.pdf")
    assert answer.status_code == 422
    assert "its content is: a Windows program" in answer.content.decode()
    assert lying(shelf) == []


def test_nobody_keeps_a_file_for_an_organisation_that_is_not_theirs(client, focal_point):
    Organisation.objects.create(key="OTHER", name="Another ministry", kind="ministry")
    assert send(client, owner="OTHER").status_code == 422
    assert send(client, audience="body").status_code == 422
    assert not KeptFile.objects.exists()


def test_a_request_that_is_too_large_is_refused_before_it_is_read(client, focal_point, settings, shelf):
    settings.FILE_LIMIT = 1024 * 1024
    answer = send(client, b"a" * (2 * 1024 * 1024 + 10), "long.txt")
    assert answer.status_code == 413
    assert "At most 1 MB" in answer.content.decode()
    assert lying(shelf) == []
    assert not KeptFile.objects.exists()


def test_a_download_is_inert_and_written_down(client, focal_point):
    send(client, name="صورت‌جلسه.pdf")
    kept = KeptFile.objects.get()
    answer = client.get(reverse("file_download", args=[kept.pk]))
    assert b"".join(answer) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%D8%B5")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"
    read = Read.objects.get()
    assert (read.account, read.noun, read.key) == (focal_point.pk, "files.keptfile", str(kept.pk))
    again = client.get(reverse("file_download", args=[kept.pk]), HTTP_IF_NONE_MATCH=answer["ETag"])
    assert again.status_code == 304
    client.logout()
    assert client.get(reverse("file_download", args=[kept.pk])).status_code == 404


def test_a_public_file_is_there_for_everybody_and_its_reading_is_not_written_down(client, focal_point):
    send(client, audience="public")
    kept = KeptFile.objects.get()
    client.logout()
    answer = client.get(reverse("file_download", args=[kept.pk]))
    assert b"".join(answer) == PDF
    assert answer["Cache-Control"] == "public, max-age=3600"
    page = client.get(reverse("file", args=[kept.pk])).content.decode()
    assert "Test focal_point" not in page
    assert not Read.objects.exists()


def test_a_part_of_a_file_is_given(client, focal_point):
    send(client)
    where = reverse("file_download", args=[KeptFile.objects.get().pk])
    answer = client.get(where, HTTP_RANGE="bytes=0-4", HTTP_ACCEPT_ENCODING="gzip")
    assert (answer.status_code, b"".join(answer)) == (206, b"%PDF-")
    assert answer["Content-Range"] == f"bytes 0-4/{len(PDF)}"
    assert client.get(where, HTTP_RANGE=f"bytes={len(PDF)}-").status_code == 416
    assert client.get(where, HTTP_RANGE="bytes=0-4", HTTP_IF_RANGE='"other"').status_code == 200


PARTS = {
    "from the start": ("bytes=0-9", (0, 9)),
    "from the middle to the end": ("bytes=90-", (90, 99)),
    "the last ten": ("bytes=-10", (90, 99)),
    "more than there is": ("bytes=95-500", (95, 99)),
    "more from the end than there is": ("bytes=-500", (0, 99)),
    "several parts: the whole": ("bytes=0-1,5-6", None),
    "backwards: the whole": ("bytes=9-3", None),
    "nonsense: the whole": ("lines=1-2", None),
    "nothing asked": ("", None),
}


@pytest.mark.parametrize(("asked", "bounds"), PARTS.values(), ids=PARTS.keys())
def test_which_part_of_a_hundred_bytes(asked, bounds):
    assert downloads.part(asked, 100) == bounds


@pytest.mark.parametrize("asked", ["bytes=100-", "bytes=200-300", "bytes=-0"])
def test_a_part_outside_of_the_file_is_no_part(asked):
    with pytest.raises(ValueError, match="bytes="):
        downloads.part(asked, 100)


def test_a_file_is_kept_for_another_year(client, focal_point):
    send(client, keep_until=str(timezone.localdate()))
    kept = KeptFile.objects.get()
    page = client.post(reverse("file_prolong", args=[kept.pk]), follow=True).content.decode()
    assert "kept for another year" in page
    kept.refresh_from_db()
    assert kept.keep_until > timezone.localdate()


def test_an_administrator_has_all_contents_checked_by_a_job(client, person):
    administrator = person("administrator")
    client.force_login(administrator)
    answer = client.post(reverse("files_check"))
    job = Job.objects.get()
    assert answer["Location"] == reverse("job", args=[job.pk])
    assert (job.owner, job.title) == (administrator, "Check all stored files")


def test_no_such_file(client):
    assert client.get(reverse("file_download", args=[uuid.uuid4()])).status_code == 404
