"""Translators send a file, see what it would change, and say yes: nothing of the file is lost on the way."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import trans_real
from openpyxl import Workbook, load_workbook

from serai.commons.directory.selectors import reader_of
from serai.commons.places.languages import BY_CODE
from serai.commons.vaults.erasure import Subject
from serai.web.desk import items
from serai.web.messages import exchange, live, own, review
from serai.web.messages.catalogues import done, forms_of, house, po_path, read, texts
from serai.web.messages.exchange import COLUMNS, NotReadable
from serai.web.translators import services
from serai.web.translators.models import Delivery

pytestmark = pytest.mark.django_db
PS = BY_CODE["ps"]
# a plural text of the house, and the two forms that Pashto asks for
ROWS = "See your %(shown)s passkey"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings) -> Path:
    """An installation that took nothing in yet."""
    settings.LOCALE_PATHS = [tmp_path / "locale", *settings.LOCALE_PATHS[1:]]
    kept = dict(trans_real._translations)
    trans_real._translations.clear()
    live.freshen()
    yield tmp_path / "locale"
    trans_real._translations.clear()
    trans_real._translations.update(kept)


def sheet(*rows: tuple[object, ...], title: str = "Pashto") -> bytes:
    """A sheet with these rows: context, English, form, translation, reviewed."""
    book = Workbook()
    page = book.active
    page.title = title
    page.append(COLUMNS)
    for context, english, form, words, reviewed in rows:
        page.append([context, english, "", form, words, reviewed, "visitors", "a.html"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def send(client: Client, content: bytes, name: str = "serai-ps.xlsx", **more: str):
    sent = SimpleUploadedFile(name, content)
    return client.post(reverse("translations_language", args=["ps"]), {"file": sent, **more})


def words_of(english: str, context: str | None = None) -> tuple[tuple[str, ...], str]:
    shown = own.shown(PS, house(), live.folder())
    message = shown.get(english, context)
    return forms_of(message), exchange._review(message)


def test_every_row_is_counted_once_and_said_what_became_of_it(signed_in, folder):
    client = signed_in("editor")
    (activities,), _mark = words_of("Activities")
    answer = send(
        client,
        sheet(
            ("", "Home", "", "کور پاڼه", ""),  # 2: new words
            ("", "Activities", "", activities, "x"),  # 3: the same words, ticked as read
            ("", "States", "", words_of("States")[0][0], ""),  # 4: unchanged
            ("", "Projects", "", "", ""),  # 5: left empty
            ("", "No page says this", "", "هیڅ", ""),  # 6: unknown
            ("", "more than %(number)s", "", "ډېر", ""),  # 7: its number is lost
            ("", "Home", "", "بل کور", ""),  # 8: twice
            ("", ROWS, 1, "%(shown)s", ""),  # 9: the first form of this plural is missing
            ("", "", "", "بې انګلیسي", ""),  # 10: its English was deleted
        ),
    )
    assert answer.status_code == 302
    page = client.get(answer.url).context["page"]
    assert page.waiting
    assert not (folder / "ps").exists(), "nothing is written before the yes"
    counts = (page.changed, page.marked, page.same, page.empty, page.unknown, page.refused)
    assert counts == (1, 1, 1, 1, 2, 3)
    assert page.texts == sum(counts) == 9
    assert [(line.row, line.reasons[0]) for line in page.refusals] == [
        ("7", ("%(mark)s is missing", {"mark": "%(number)s"})),
        ("8", ("the file has this text twice; the first one counts", {})),
        (
            "9",
            (
                "it has %(forms)s forms, and %(language)s needs %(due)s",
                {"forms": "1", "language": "Pashto", "due": "2"},
            ),
        ),
    ]
    assert [line.row for line in page.strangers] == ["6", "10"]
    shown = client.get(answer.url).text
    assert "%(number)s is missing" in shown
    assert "it has 1 forms, and Pashto needs 2" in shown
    after = client.post(answer.url, {"confirm": "1"}, follow=True).context["page"]
    assert (after.waiting, after.taken, after.texts) == (False, 2, 9)
    today = f"{timezone.localdate():%Y-%m-%d}"
    assert words_of("Home") == (("کور پاڼه",), "")
    assert words_of("Activities") == ((activities,), f"{today} Test editor")
    assert Delivery.objects.get().content is None


def test_new_words_are_on_the_next_page_without_a_restart(signed_in, folder):
    client = signed_in("administrator")
    assert "کورنی څراغ" not in client.get("/ps/about/").text
    answer = send(client, sheet(("", "Languages of this site", "", "کورنی څراغ", "")))
    assert "کورنی څراغ" not in client.get("/ps/about/").text
    client.post(answer.url, {"confirm": "1"})
    assert "کورنی څراغ" in client.get("/ps/about/").text
    assert "کورنی څراغ" not in client.get("/fa/about/").text


def test_only_what_differs_from_the_package_is_kept(signed_in, folder):
    client = signed_in("editor")
    whole = load_workbook(io.BytesIO(client.get(reverse("translations_file", args=["ps", "xlsx"])).content))
    page = whole.worksheets[0]
    head = [cell.value for cell in page[1]]
    changed = 0
    for row in page.iter_rows(min_row=2):
        if row[head.index("English")].value == "Home" and not row[head.index("context")].value:
            row[head.index("translation")].value = "کور پاڼه"
            changed += 1
    assert changed == 1
    stream = io.BytesIO()
    whole.save(stream)
    answer = send(client, stream.getvalue())
    page = client.get(answer.url).context["page"]
    assert (page.changed, page.marked, page.unknown, page.refused) == (1, 0, 0, 0)
    assert page.texts == page.changed + page.same + page.empty
    client.post(answer.url, {"confirm": "1"})
    held = texts(read(po_path(PS, folder)))
    assert [one.id for one in held if done(one)] == ["Home"]


def test_a_speaker_who_read_everything_marks_what_bears_no_mark(signed_in, folder):
    client = signed_in("editor")
    rows = [
        ("", "Home", "", words_of("Home")[0][0], "2026-02-03 Reviewer of the ministry"),
        ("", "Activities", "", words_of("Activities")[0][0], ""),
        ("", "Projects", "", "", ""),
    ]
    before = review.told(PS).public_reviewed
    answer = send(client, sheet(*rows), read_all="on")
    client.post(answer.url, {"confirm": "1"})
    today = f"{timezone.localdate():%Y-%m-%d}"
    assert words_of("Home")[1] == "2026-02-03 Reviewer of the ministry"
    assert words_of("Activities")[1] == f"{today} Test editor"
    assert words_of("Projects")[1] == "", "an empty row was not read"
    assert review.told(PS).public_reviewed == before + 2
    again = send(client, sheet(*rows), read_all="on")
    page = client.get(again.url).context["page"]
    assert (page.taken, page.same, page.empty) == (0, 2, 1), "an earlier mark stays"


def test_a_po_file_goes_the_same_way(signed_in, folder):
    client = signed_in("editor")
    answer = client.get(reverse("translations_file", args=["ps", "po"]))
    assert answer["Content-Disposition"] == 'attachment; filename="serai-ps.po"'
    head = answer.content.decode().partition("\n\n")[0]
    body = (
        '\n\nmsgid "Home"\nmsgstr "کور پاڼه"\n\n#, fuzzy\nmsgid "Activities"\nmsgstr "شاید"\n'
        '\nmsgid "Home"\nmsgstr "بل"\n\n#~ msgid "Gone"\n#~ msgstr "تللی"\n'
    )
    sent = send(client, (head + body).encode(), "serai-ps.po")
    page = client.get(sent.url).context["page"]
    assert (page.changed, page.refused, page.unknown, page.texts) == (1, 2, 1, 4)
    assert [line.reasons[0][0] for line in page.refusals] == [
        "it is marked as unsure (fuzzy)",
        "the file has this text twice; the first one counts",
    ]


def test_plural_forms_find_each_other_in_a_sorted_sheet():
    rows = sheet(("", ROWS, 1, "two %(shown)s", ""), ("", "Home", "", "h", ""), ("", ROWS, 0, "one", "x"))
    entries = {entry.english: entry for entry in exchange.from_xlsx(rows, PS)}
    assert entries[ROWS].forms == ("one", "two %(shown)s")
    assert (entries[ROWS].row, entries[ROWS].review) == ("2, 4", "x")


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        pytest.param("a.xlsx", b"PK but no more", "this is no XLSX file, or a damaged one", id="damaged"),
        pytest.param(
            "a.xlsx", sheet(title="Urdu"), "this file holds Urdu texts", id="another language's sheet"
        ),
        pytest.param(
            "a.po",
            b'msgid ""\nmsgstr ""\n"Language: ur\\n"\n',
            "this file holds Urdu texts, and Pashto ones are wanted",
            id="another language's PO file",
        ),
        pytest.param("a.po", b"no such thing", "this is no PO file", id="no PO file"),
        pytest.param("a.docx", b"x", "“docx” is not allowed", id="another kind of file"),
    ],
)
def test_a_file_that_is_no_use_is_told_on_the_form(signed_in, name, content, told):
    answer = send(signed_in("editor"), content, name)
    assert answer.status_code == 422
    assert told in answer.text
    assert not Delivery.objects.exists()


def test_a_sheet_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(exchange, "LARGEST", 1000)
    with pytest.raises(NotReadable, match="too large when unpacked"):
        list(exchange.from_xlsx(sheet(), PS))


def test_what_waits_stands_on_the_desk_and_belongs_to_its_sender(client, person, folder):
    sender, other = person("editor", name="sender"), person("editor", name="other")
    client.force_login(sender)
    answer = send(client, sheet(("", "Home", "", "کور پاڼه", "")))
    mine = [item for item in items.commons(reader_of(sender)) if item.key.startswith("translation:")]
    assert [(item.url, item.due) for item in mine] == [
        (answer.url, timezone.localdate(Delivery.objects.get().received_at + timedelta(days=1)))
    ]
    assert not [item for item in items.commons(reader_of(other)) if item.key.startswith("translation:")]
    stranger = Client()
    stranger.force_login(other)
    assert stranger.get(answer.url).status_code == 404
    assert stranger.post(answer.url, {"confirm": "1"}).status_code == 404
    assert client.post(answer.url, {"give_up": "1"}).status_code == 302
    assert not Delivery.objects.exists()
    assert not (folder / "ps").exists()


def test_a_confirmation_twice_takes_once(client, person, folder):
    client.force_login(person("editor"))
    answer = send(client, sheet(("", "Home", "", "کور پاڼه", "")))
    assert client.post(answer.url, {"confirm": "1"}).status_code == 302
    assert client.post(answer.url, {"confirm": "1"}).status_code == 404
    assert Delivery.objects.get().report["changes"][0][4] == ["کور پاڼه"]


def test_what_nobody_confirms_goes_after_a_day(client, person):
    client.force_login(person("editor"))
    send(client, sheet(("", "Home", "", "کور پاڼه", "")))
    assert services.forget_stale(timezone.now()) == ""
    assert services.forget_stale(timezone.now() + timedelta(days=2)).startswith("1 ")
    assert not Delivery.objects.exists()


def test_an_erased_person_leaves_the_marks(client, person, folder):
    user = person("editor", name="gone")
    client.force_login(user)
    answer = send(client, sheet(("", "Home", "", "کور پاڼه", "x")))
    client.post(answer.url, {"confirm": "1"})
    assert words_of("Home")[1].endswith(" Test gone")
    said = services.forget_person(Subject(account=user.pk, names=("Test gone",)))
    assert said == ["2 marks of reviewed translations without the name"]
    assert words_of("Home")[1] == f"{timezone.localdate():%Y-%m-%d} erased"
    assert b"Test gone" not in b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert "Test gone" not in str(Delivery.objects.get().report)


def test_the_page_of_languages_counts_what_was_taken_in(signed_in, folder):
    with translation.override("en"):
        before = review.told(PS).public_reviewed
    answer = send(client := signed_in("editor"), sheet(("", "Home", "", words_of("Home")[0][0], "x")))
    client.post(answer.url, {"confirm": "1"})
    assert review.told(PS).public_reviewed == before + 1
    assert client.get(reverse("translations")).status_code == 200
    assert client.get(reverse("translations_language", args=["en"])).status_code == 404
    assert client.get(reverse("translations_file", args=["ps", "exe"])).status_code == 404
