"""Large files are checked by a job: done again after a kill, overtaken by a newer file; all findings are counted."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.components.statistics.submitting import BAD, GOOD, HEAD, brought, send

from serai.commons.files.errors import FileRefused
from serai.commons.jobs import selectors as jobs
from serai.components.statistics.errors import SubmissionRefused
from serai.components.statistics.models import Submission, SubmissionFile
from serai.components.statistics.submissions import checks, folders, rules, sending, services
from serai.components.statistics.submissions.facts import facts_of
from serai.components.statistics.submissions.words import plain
from serai.engine.errors import FileUnreadable

pytestmark = pytest.mark.django_db
# the engine keeps a thousand findings of a check, the room two hundred
MANY = 1_200
CONFLICTS = HEAD + "AIR,F,NAT,IN,2026-09,736251\n" + "AIR,X,NAT,IN,2026-09,5\n" * MANY


@pytest.fixture
def large(monkeypatch):
    """Every file counts as a large one."""
    monkeypatch.setattr(sending, "AT_ONCE_TEXT", 10)


@pytest.fixture
def as_(who):
    def client(name: str) -> Client:
        made = Client()
        made.force_login(who[name])
        return made

    return client


def newest(made: Submission) -> SubmissionFile:
    return SubmissionFile.objects.filter(submission=made).first()


def shown(client: Client, made: Submission) -> str:
    return client.get(reverse("statistics:submission", args=[made.pk])).content.decode()


def test_a_large_file_waits_for_its_check_and_then_has_its_receipt(who, row, large, as_):
    made = brought(who, row, "draft", BAD)
    file = newest(made)
    assert (file.state, file.rows_in, file.findings) == ("waiting", 0, [])
    job = jobs.jobs(submitting_reader(who))[0]
    assert job.job_id == str(file.job) and job.attempts == 3
    page = shown(as_("sender"), made)
    assert "is being checked" in page and reverse("job", args=[file.job]) in page
    assert "rows in =" not in page and "The check found nothing" not in page
    with pytest.raises(SubmissionRefused, match="still being checked"):
        services.hand_in(actor=who["sender"], submission=made.pk)
    told: list[tuple[str, float]] = []
    checks.check_now(file.pk, "en", lambda step, fraction: told.append((step, fraction)))
    file.refresh_from_db()
    assert (file.state, file.rows_in, file.accepted, file.refused, file.errors) == ("checked", 3, 1, 2, 2)
    assert folders.observations(file).is_file() and folders.marked(file).is_file()
    assert [fraction for _step, fraction in told] == sorted(fraction for _step, fraction in told)
    assert {step for step, _fraction in told} >= {"read", "check", "mark"}
    made.refresh_from_db()
    assert made.periods == ["2026-09"]
    assert "3 rows in = 1 accepted + 2 refused + 0 repeated" in shown(as_("sender"), made)


def submitting_reader(who: dict[str, Any]) -> Any:
    from serai.commons.directory.selectors import reader_of

    return reader_of(who["sender"])


def test_a_check_that_is_killed_is_done_again_and_leaves_the_same(who, row, large, monkeypatch):
    file = newest(brought(who, row, "draft", BAD))
    once = sending.settle

    def killed(*_words: Any, **_more: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sending, "settle", killed)
    with pytest.raises(KeyboardInterrupt):
        checks.check_now(file.pk, "en")
    file.refresh_from_db()
    assert (file.state, file.rows_in) == ("waiting", 0)
    monkeypatch.setattr(sending, "settle", once)
    assert checks.check_now(file.pk, "en") == "Done."
    assert checks.check_now(file.pk, "en") == "Done."  # a second attempt finds nothing left to do
    file.refresh_from_db()
    assert (file.state, file.rows_in, file.refused) == ("checked", 3, 2)
    assert sorted(path.name for path in folders.place(file).iterdir()) == [
        "marked.xlsx", "observations.parquet", "sent.csv",
    ]  # fmt: skip
    assert not [path for path in folders.home().iterdir() if path.name.startswith("part-")]


@pytest.mark.parametrize("when", ["before the check", "in the midst of it"])
def test_a_newer_file_overtakes_the_check_of_the_one_before(who, row, large, when, as_):
    made = brought(who, row, "draft", BAD)
    first = newest(made)

    def newer(*_words: Any) -> None:
        if newest(made).pk == first.pk:
            send(who["second"], made.pk, GOOD)

    if when == "before the check":
        newer()
    said = checks.check_now(first.pk, "en", newer)
    first.refresh_from_db()
    assert first.state == "passed" and said == checks.PASSED
    second = newest(made)
    assert (second.version, second.state) == (2, "waiting")
    checks.check_now(second.pk, "en")
    second.refresh_from_db()
    assert (second.state, second.rows_in, second.accepted) == ("checked", 2, 2)
    assert "not checked: a newer version came" in shown(as_("sender"), made)
    services.hand_in(actor=who["sender"], submission=made.pk)


def test_a_submission_that_was_withdrawn_is_not_checked(who, row, large):
    made = brought(who, row, "draft", BAD)
    services.withdraw(actor=who["sender"], submission=made.pk)
    assert checks.check_now(newest(made).pk, "en") == checks.PASSED


def test_a_large_file_that_cannot_be_read_says_why_on_its_page(who, row, large, as_):
    made = brought(who, row, "draft", "BORDER,SEX,CITIZENSHIP,DIRECTION,1403-05\nAIR,F,NAT,IN,5\n")
    file = newest(made)
    assert checks.check_now(file.pk, "en") == checks.UNREAD
    file.refresh_from_db()
    assert file.state == "unread"
    assert file.trouble == (
        "The cell E1 says 1403-05, which seems to be a year of another calendar. "
        "Write the periods in the Gregorian calendar, like 2024 or 2024-05."
    )
    page = shown(as_("sender"), made)
    assert "The file could not be read" in page and "The cell E1" in page
    with pytest.raises(SubmissionRefused, match="No row"):
        services.hand_in(actor=who["sender"], submission=made.pk)


def test_of_many_findings_the_first_are_shown_and_all_are_counted(who, row, as_):
    made = brought(who, row, "draft", CONFLICTS)
    file = newest(made)
    assert (file.rows_in, file.refused, file.errors) == (MANY + 1, MANY, MANY)
    assert len(file.findings) == 200 and file.beyond == {"error": {"code": MANY - 200}}
    page = shown(as_("sender"), made)
    assert "Errors (1,200)" in page
    # fifty are listed, and the marked copy has the first thousand
    assert "and 1,150 more; the marked copy holds the first 1,000" in page
    book = openpyxl.load_workbook(folders.marked(file))
    assert "only the first 1000" in book["Findings"]["A3"].value
    assert book["Findings"].max_row == 4 + 1000


def test_a_file_without_findings_has_no_copy_with_marks(who, row, as_):
    made = brought(who, row, "draft", GOOD)
    assert newest(made).marked == ""
    page = shown(as_("sender"), made)
    assert "copy with marks" not in page and "The check found nothing" in page


def test_warnings_that_are_too_many_are_explained_all_at_once(who, row, as_):
    made = brought(who, row, "draft", HEAD + "AIR,F,NAT,IN,2026-09,736251\n" * (MANY + 1))
    file = newest(made)
    assert (file.accepted, file.duplicates) == (1, MANY)
    assert facts_of(made).unexplained == MANY + 1
    key = rules.check_id("twice", file.sha256)
    at = reverse("statistics:submission_explain", args=[made.pk, key])
    client = as_("sender")
    assert at in shown(client, made)
    assert client.post(at, {"text": "The register printed the sheet again"}).status_code == 302
    assert facts_of(made).unexplained == 0
    assert "Of all of them: The register printed" in shown(client, made)
    # it was said of this file: another one is explained anew
    send(who["sender"], made.pk, HEAD + "AIR,F,NAT,IN,2026-09,736252\n" * 3)
    assert facts_of(made).unexplained == 3


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        pytest.param("f.xls", OLD, "old Office file (.xls)", id="an old workbook"),
        pytest.param("f.xlsx", OLD, "old Office file (.xls)", id="an old workbook under a new name"),
        pytest.param(
            "f.xlsx", OLD + "EncryptedPackage".encode("utf-16-le"), "protected by a password", id="a password"
        ),
    ],
)
def test_workbooks_that_are_not_taken_are_told_as_what_they_are(who, row, name, content, said, as_):
    made = brought(who, row, "empty")
    with pytest.raises(FileRefused) as refused:
        sending.send_file(actor=who["sender"], submission=made.pk, stream=BytesIO(content), name=name)
    assert (said in refused.value.what and ".xlsx" in plain(refused.value)) or "password" in said
    answer = as_("sender").post(
        reverse("statistics:submission_upload", args=[made.pk]), {"file": SimpleUploadedFile(name, content)}
    )
    assert answer.status_code == 422 and said in answer.content.decode()


KINDS = [
    "action", "calendar", "damaged", "empty", "format", "heading", "letters", "nothing", "other_table",
    "other_version", "password", "quote", "sparse", "unpacked",
]  # fmt: skip
TOLD = {
    "row": "7", "must": "SEX", "cell": "C1", "text": "1403", "action": "D", "name": "DF_OTHER", "ours": "DF_OWN",
    "version": "1.0",
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_unreadable_file_has_words_of_the_room(kind):
    error = FileUnreadable("in English", advice="also", kind=kind, told=TOLD)
    said = plain(error)
    assert "in English" not in said and "%(" not in said and said.endswith(".")
    assert "Sheet May: " in plain(FileUnreadable("x", kind=kind, told=TOLD | {"sheet": "May"}))


def test_no_kind_of_the_engine_is_without_words():
    import re
    from pathlib import Path

    import serai.engine.ingest as ingest
    from serai.components.statistics.refusals import FILES

    folder = Path(ingest.__file__).parent
    names = ("submission", "headings", "workbooks", "extents", "rows", "sniff")
    text = "".join((folder / f"{name}.py").read_text() for name in names)
    assert set(re.findall(r'kind="(\w+)"', text)) | {"calendar"} <= set(FILES)
    assert set(KINDS) <= set(FILES)
