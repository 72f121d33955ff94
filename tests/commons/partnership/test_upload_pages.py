"""The upload page: seen before written, confirmed by the one who sent it, and refused to others."""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from serai.commons.partnership.models import Activity, Source, State, Upload
from serai.commons.partnership.services import load_partnership

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


def packed(folder: Path) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in sorted(folder.iterdir()):
            archive.writestr(f"{folder.name}/{path.name}", path.read_bytes())
    return SimpleUploadedFile("folder.zip", buffer.getvalue(), content_type="application/zip")


def send(client: Client, *files: SimpleUploadedFile) -> str:
    """Send files; gives the address of the preview."""
    response = client.post(reverse("load_partnership"), {"folder": list(files)})
    assert response.status_code == 302, response.content.decode()
    return str(response.headers["Location"])


@pytest.mark.parametrize("role", ["secretariat", "administrator"])
def test_a_folder_is_previewed_then_loaded(signed_in: SignIn, invented: Path, role: str) -> None:
    client = signed_in(role)
    page = send(client, packed(invented))
    shown = client.get(page).content.decode()
    assert "Nothing has been written yet." in shown
    assert "activities.csv" in shown
    assert not Activity.objects.exists()
    response = client.post(page, {"confirm": "1"})
    assert response.headers["Location"] == page
    assert Activity.objects.count() == 4
    shown = client.get(page).content.decode()
    assert "The files were loaded." in shown
    assert Upload.objects.get().archive is None


def test_the_preview_names_what_is_new_changed_and_refused(signed_in: SignIn, invented: Path) -> None:
    load_partnership(invented, actor="a test")
    path = invented / "states.csv"
    path.write_text(path.read_text() + "QQD,QQD,QD,,invented\nQQE,QQE,Q,,invented\n")
    path = invented / "activities.csv"
    path.write_text(path.read_text().replace("Old Quay", "New <Quay>"))
    client = signed_in("secretariat")
    page = send(client, packed(invented))
    shown = client.get(page).content.decode()
    assert "states.csv, 5: QQD" in shown
    assert "activities.csv, 2: R1" in shown
    assert "<del>Old Quay</del> <ins>New &lt;Quay&gt;</ins>" in shown
    assert "this word" not in shown
    assert "Use the letters" not in shown
    cells = re.sub(r' data-label="[^"]*"', "", shown)
    assert '<td class="num">6</td><td dir="ltr">iso2</td><td><bdi>Q</bdi></td>' in cells
    client.post(page, {"confirm": "1"})
    assert State.objects.filter(key__in=["QQD", "QQE"]).count() == 1


def test_single_files_can_be_sent(signed_in: SignIn, invented: Path) -> None:
    client = signed_in("secretariat")
    files = [
        SimpleUploadedFile(name, (invented / name).read_bytes()) for name in ("sources.csv", "states.csv")
    ]
    page = send(client, *files)
    client.post(page, {"confirm": "1"})
    assert (Source.objects.count(), State.objects.count()) == (2, 3)


def test_an_upload_given_up_writes_nothing_and_its_bytes_are_gone(signed_in: SignIn, invented: Path) -> None:
    client = signed_in("secretariat")
    page = send(client, packed(invented))
    assert client.post(page, {"give_up": "1"}).headers["Location"] == reverse("load_partnership")
    client.post(page, {"confirm": "1"})  # too late
    assert not Source.objects.exists()
    assert Upload.objects.get().archive is None
    assert "This upload was given up" in client.get(page).content.decode()


def test_confirmed_twice_is_loaded_once(signed_in: SignIn, invented: Path) -> None:
    client = signed_in("secretariat")
    page = send(client, packed(invented))
    client.post(page, {"confirm": "1"})
    Activity.objects.filter(pk="N1").update(title="Changed since")
    client.post(page, {"confirm": "1"})
    assert Activity.objects.get(pk="N1").title == "Changed since"


def test_nothing_new_offers_nothing_to_load(signed_in: SignIn, invented: Path) -> None:
    load_partnership(invented, actor="a test")
    client = signed_in("secretariat")
    shown = client.get(send(client, packed(invented))).content.decode()
    assert "There is nothing to load" in shown
    assert 'name="confirm"' not in shown


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("notes.txt", b"hello", "This is no file of a partnership (notes.txt)"),
        ("folder.zip", b"no zip", "The zip file cannot be read (folder.zip)"),
        ("README.md", b"hello", "The upload holds no partnership file"),
        ("sources.csv", b"x" * (5 * 1024 * 1024 + 1), "Together the files are too large"),
        ("sources.csv", b"", "empty"),
    ],
)
def test_an_unsafe_upload_is_refused_on_the_page(
    signed_in: SignIn, name: str, content: bytes, told: str
) -> None:
    client = signed_in("secretariat")
    response = client.post(reverse("load_partnership"), {"folder": SimpleUploadedFile(name, content)})
    assert response.status_code == 422
    assert told in response.content.decode()
    assert not Upload.objects.exists()


def test_sending_nothing_is_told(signed_in: SignIn) -> None:
    response = signed_in("secretariat").post(reverse("load_partnership"), {})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.content.decode()


@pytest.mark.parametrize("role", ["statistician", "focal_point", "reader"])
def test_other_roles_may_not_load(signed_in: SignIn, role: str) -> None:
    client = signed_in(role)
    assert client.get(reverse("load_partnership")).status_code == 403
    assert client.post(reverse("load_partnership"), {}).status_code == 403


def test_a_visitor_is_asked_to_sign_in(client: Client) -> None:
    response = client.get(reverse("load_partnership"))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_login"))


def test_somebody_elses_upload_is_not_there(
    signed_in: SignIn, person: Callable[..., object], invented: Path
) -> None:
    page = send(signed_in("secretariat"), packed(invented))
    other = Client()
    other.force_login(person("administrator"))  # type: ignore[arg-type]
    assert other.get(page).status_code == 404
    assert other.post(page, {"confirm": "1"}).status_code == 404
    assert other.get(reverse("load_preview", args=[uuid.uuid4()])).status_code == 404
    assert not Source.objects.exists()
