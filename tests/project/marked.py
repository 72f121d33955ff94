"""A person with a readable marker in every room: what ``test_erase`` looks for afterwards.

Each function below puts the marker where a room, or a library behind it, keeps words.
"""

from __future__ import annotations

import io
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import yaml
from django.utils import timezone

from serai.commons.accounts import services as accounts
from serai.commons.audit.services import record_read


def everywhere(user: Any, person: Any, marker: str) -> None:
    """Name the person in all rooms: by the name and address of today, and by former ones."""
    other = accounts.create_account(
        actor="tests", email="else@example.org", name="Somebody Else", roles=["reader"]
    )
    former = f"{marker} Former"
    user.name = former
    user.save()
    user.name = f"نشانه {marker}"  # JSON may write these letters as numbers
    user.save()
    names = [former, user.name, f"{marker} Name"]
    notices(user, other, names)
    jobs(names, marker)
    lists(person, other, user, marker)
    files(names, marker)
    newsroom(user, names, marker)
    desk(user, marker)
    record_read(actor=other.pk, noun="accounts.user", keys=[str(user.pk)], purpose=f"about {names[0]}")
    search()


def notices(user: Any, other: Any, names: list[str]) -> None:
    """Notices to the person and to others about them, and mails that wait, also to a second address."""
    from serai.commons.notices import services

    for name in names:
        services.notify(to=[user, other], kind="job_failed", words={"title": name}, actor=user.pk)
    second = user.email.replace("@", "-other@")
    for address in (user.email, second):
        services.send_mail(address=address, language="en", kind="welcome", words={"name": names[1]})


def jobs(names: list[str], marker: str) -> None:
    """A job that waits with the name in its arguments, one that gave it back, one whose error quotes it."""
    from django_tasks_db.models import DBTaskResult

    from serai.commons.jobs import services
    from serai.components.newsroom.services.issues import send_issue

    for name in names:
        services.enqueue(send_issue, name if name == names[1] else 0, title="A job")
    waits = DBTaskResult.objects.get(args_kwargs__icontains=marker)
    gives, fails = DBTaskResult.objects.filter(task_path=waits.task_path).exclude(pk=waits.pk)
    gives.set_successful({"said": names[0]})
    fails.set_failed(OSError(f"no mailbox {names[2]} <{marker}@example.org>"))


def lists(person: Any, other: Any, user: Any, marker: str) -> None:
    """A mailing list, a form of address, and invitations to an address of today and to one long gone."""
    from serai.commons.directory.models import FormOfAddress, Invitation, ListExit, ListMember, MailingList

    made = MailingList.objects.create(key="all", name="All", purpose="everything")
    ListMember.objects.create(mailing_list=made, person=person)
    ListExit.objects.create(mailing_list=MailingList.objects.create(key="few", name="Few"), person=person)
    FormOfAddress.objects.create(person=person, language="en", text=f"Her Excellency {marker}")
    until = timezone.now() + timedelta(days=1)
    for address, account in ((f"{marker}@example.org", None), (f"{marker}-gone@example.org", user)):
        Invitation.objects.create(
            address=address,
            name=f"{marker} Name",
            title=f"{marker} officer",
            invited_by=other,
            account=account,
            expires_at=until,
        )


def files(names: list[str], marker: str) -> None:
    """An export that a job made, a sheet, a letter that names the person, and one that does not."""
    from serai.commons.files import services

    book = openpyxl.Workbook()
    book.active.append([names[1], "12"])
    sheet = io.BytesIO()
    book.save(sheet)
    sheet.seek(0)
    export = f"name,address\n{names[0]},{marker}@example.org\n".encode()
    for name, stream in (
        ("list.csv", io.BytesIO(export)),
        ("list.xlsx", sheet),
        ("letter.txt", io.BytesIO(f"Dear {names[2]},\nwe met.".encode())),
        ("somebody else.txt", io.BytesIO(b"Dear Somebody Else, we met.")),
    ):
        services.keep(actor=None, stream=stream, name=name, audience="partnership")


def newsroom(user: Any, names: list[str], marker: str) -> None:
    """A story with the name in title, words and address, an older version of it, two subscribers, an issue."""
    from serai.components.newsroom.models import Issue, NewsPage, Subscriber
    from serai.components.newsroom.services.content import make_site

    story = {
        "slug": f"course-{marker}-name",
        "day": "2026-01-10",
        "title": f"A course for {names[2]}",
        "lead": f"{names[1]} opened a course.",
        "activities": [],
        "body": [{"text": f"<p>Opened by {names[1]}, closed by Somebody Else.</p>"}],
    }
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "news.yaml").write_text(yaml.safe_dump([story], allow_unicode=True))
        make_site(Path(folder))
    page = NewsPage.objects.get()
    page.lead = f"{names[0]} wrote to {marker}@example.org."
    page.save_revision(user=user, log_action=True).publish(user=user, skip_permission_checks=True)
    now = timezone.now()
    for address in (f"{marker}@example.org", f"{marker}-other@example.org"):
        Subscriber.objects.create(email=address, language="en", confirmed_at=now)
    issue = Issue.objects.create(language="en", title="News", opening=f"With a word of {names[0]}")
    Issue.objects.filter(pk=issue.pk).update(opening=f"With a word of {names[2]}")


def desk(user: Any, marker: str) -> None:
    """A link of the desk that the person used."""
    from serai.web.desk.models import UsedLink

    until = timezone.now() + timedelta(days=7)
    UsedLink.objects.create(digest="0" * 64, account=user, item=marker, action="seen", expires_at=until)


def search() -> None:
    """The index holds all of it."""
    from serai.commons.search.models import Entry
    from serai.commons.search.services import rebuild

    rebuild()
    assert Entry.objects.exists()
