"""A person with a readable marker everywhere; after ``serai erase`` no byte of it is below the data folder.

Nor is it after a backup from before is restored, nor do destroyed keys come back with it.
"""

from __future__ import annotations

import json
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage
import pytest
from tests.project.small_house import House, copy_of

SEED = """
import io, json
from datetime import date
from pathlib import Path
import pyarrow as pa
from django.conf import settings
from serai.commons.accounts import services as accounts
from serai.commons.audit.services import record_read
from serai.commons.directory.models import Person, PersonMail
from serai.commons.files import services as files
from serai.commons.vaults.drill import DRILL
from serai.commons.vaults.folders import EncryptedFolder
from serai.commons.vaults.keys import KeyFolder, Scope
from serai.commons.vaults.models import DrillEvent, DrillPerson
from serai.commons.vaults.sessions import opened_by_house
M = {marker!r}
mail = M + "@example.org"
word = "correct-horse-battery"
user = accounts.create_account(actor="tests", email=mail, name=M + " Name", roles=["reader"], password=word)
user.name = M + " Renamed"
user.save()
person = Person.objects.create(account=user, name=M + " Name", family_name=M, provenance=M)
PersonMail.objects.create(person=person, address=mail, is_main=True)
from tests.project.marked import everywhere
everywhere(user, person, M)
text = io.BytesIO(b"about somebody")
files.keep(actor=user.pk, stream=text, name=M + " Renamed.txt", note=mail, audience="partnership")
record_read(actor=None, noun="directory.person", keys=[str(person.pk)], purpose="test")
scope = Scope("QRV", "centre_qrv")
day = date(2026, 1, 1)
values = dict(name=M + " Name", email=mail, passport=M)
with opened_by_house(DRILL, purpose="test", rights="rw") as session:
    made = session.add(DrillPerson, scope=scope, since=day, **values)
    session.change(DrillPerson, made.id, name=M + " Changed")
    session.add(DrillEvent, scope=scope, subject=made.subject, since=day, happened_on=day, note=M)
    other = session.add(DrillPerson, scope=scope, since=day, name="Somebody Else", email="else@example.org")
keys = KeyFolder(settings.KEYS)
folder = EncryptedFolder(settings.HOME / "vaults", keys, vault="drill", scope=scope, name="crossings")
people = [str(made.subject), str(other.subject)]
folder.write(pa.table({{"subject": people, "name": [M, "Somebody Else"]}}))
print(json.dumps({{"subject": str(made.subject), "other": str(other.id), "account": user.pk}}))
"""

# after the backup: the address and the name by which a backup could be recognised are others now
LATER = """
from serai.commons.accounts.models import User
from serai.commons.directory.models import Person
User.objects.filter(pk={account}).update(email="{marker}-new@example.org", name="{marker} Newest")
Person.objects.filter(account={account}).update(name="{marker} Newest")
print("0")
"""

READ = """
import json
from serai.commons.vaults.drill import DRILL
from serai.commons.vaults.errors import VaultError
from serai.commons.vaults.exporting import folders_of
from serai.commons.vaults.models import DrillPerson, Tombstone
from serai.commons.vaults.sessions import opened_by_house
found = []
try:
    with opened_by_house(DRILL, purpose="test", rights="r") as session:
        found = [record.values["name"] for record in session.each(DrillPerson)]
except VaultError as error:
    found = [type(error).__name__]
rows = [name for folder in folders_of("drill") for batch in folder.read() for name in batch.column("name").to_pylist()]
print(json.dumps({"people": found, "rows": rows, "tombstones": Tombstone.objects.count()}))
"""


WORDS = """
import json
from serai.commons.files.models import KeptFile
from serai.commons.search.models import Entry
from serai.components.newsroom.models import NewsPage
page = NewsPage.objects.get()
print(json.dumps({
    "title": page.title,
    "body": str(page.body[0].value.source),
    "found": Entry.objects.filter(noun__startswith="newsroom", title__contains="[…]").count(),
    "files": sorted(KeptFile.objects.values_list("name", flat=True)),
}))
"""


@dataclass(frozen=True)
class Erased:
    """What stood before, and what the commands said."""

    house: House
    marker: str
    before: list[str]
    backup: Path
    identity: Path
    made: dict[str, Any]
    said: str


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Not below pytest's own folder, which another run of pytest closes to the server's system user."""
    made = Path(tempfile.mkdtemp(prefix="serai-erase-"))
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def erased(django_db_setup: None, folder: Path) -> Erased:
    from django.db import connection

    house = House(folder / "home", folder / "keys")
    copy_of(connection.settings_dict["TEST"]["TEMPLATE"], house)
    marker = "mark" + secrets.token_hex(6)
    made = house.python(SEED.format(marker=marker))
    before = house.holding(marker)
    identity = pyrage.x25519.Identity.generate()
    (folder / "identity").write_text(f"{identity}\n")
    backup = folder / "before.tar.age"
    house.well("backup", str(backup), SERAI_BACKUP_RECIPIENT=str(identity.to_public()))
    house.python(LATER.format(marker=marker, account=made["account"]))
    other = f"{marker}-other@example.org"  # known to nothing but the newsletter and the mails
    said = house.well("erase", "--account", str(made["account"]), "--email", other, "--yes")
    return Erased(house, marker, before, backup, folder / "identity", made, said)


def test_the_marker_stood_in_readable_files_before(erased: Erased) -> None:
    """Or the next test could not fail. Vaults and their encrypted folders never held it readable."""
    assert any("pg_wal" in name for name in erased.before)
    assert any("/base/" in name for name in erased.before)
    assert not any(name.startswith("vaults/") for name in erased.before)


def test_after_erasing_no_byte_of_the_marker_is_left(erased: Erased) -> None:
    assert erased.house.holding(erased.marker) == [], erased.said
    assert "vault drill: 3 records erased" in erased.said
    assert "still named" not in erased.said


@pytest.mark.parametrize(
    "told",
    [
        pytest.param("page /site-en/news/", id="before it asks, which pages name the person"),
        pytest.param("names the person", id="before it asks, which files name the person"),
        pytest.param("removed: it named the person", id="files: an export by a job, a sheet, a letter"),
        pytest.param("texts of the site no longer name the person", id="pages, drafts, pictures"),
        pytest.param("newsletter: 2 addresses removed", id="both addresses of the newsletter"),
        pytest.param("3 results of jobs that named the person", id="arguments, results and errors of jobs"),
        pytest.param("2 invitations blanked", id="invitations to either address"),
        pytest.param("1 used links forgotten", id="what was done on the desk by a link"),
    ],
)
def test_the_command_says_what_it_did(told: str, erased: Erased) -> None:
    assert told in erased.said


def test_the_chain_of_histories_is_whole_and_other_words_stand(erased: Erased) -> None:
    assert "The chain is whole." in erased.house.well("audit", "verify")
    words = erased.house.python(WORDS)
    assert words["title"] == "A course for […]"
    assert words["body"] == "<p>Opened by […], closed by Somebody Else.</p>"
    assert words["found"] == 1
    assert words["files"] == ["file.txt", "somebody else.txt"]


def test_others_stay_and_a_tombstone_says_nothing_of_the_person(erased: Erased) -> None:
    found = erased.house.python(READ)
    assert found["people"] == ["Somebody Else"]
    assert found["rows"] == ["Somebody Else"]
    assert found["tombstones"] == 3


def test_the_list_beside_the_keys_holds_no_name_and_no_address(erased: Erased) -> None:
    written = (erased.house.keys / "erased.jsonl").read_text()
    assert erased.made["subject"] in written
    assert erased.marker not in written


def test_a_backup_from_before_is_erased_again_when_it_is_restored_and_seals_hold(
    erased: Erased, folder: Path
) -> None:
    again = House(folder / "again", erased.house.keys)
    said = again.well("restore", str(erased.backup), "--identity", str(erased.identity))
    assert "erasures since the backup were done again" in said
    assert again.holding(erased.marker) == [], said
    assert "still named" not in said
    found = again.python(READ)
    assert found["people"] == ["Somebody Else"]
    assert found["rows"] == ["Somebody Else"]
    safe = folder / "safe.jsonl.age"
    officer = pyrage.x25519.Identity.from_str(erased.identity.read_text().strip())
    again.well("seal", "export", str(safe), "--country", "QRV", "--recipient", str(officer.to_public()))
    lines = [json.loads(line) for line in pyrage.decrypt(safe.read_bytes(), [officer]).splitlines()]
    assert [line["name"] for line in lines] == ["Somebody Else", "Somebody Else"]
    public = str(officer.to_public())
    again.well("seal", "lock", "--organisation", "centre_qrv", "--recipient", public)
    assert again.python(READ)["people"] == ["VaultLocked"]
    again.well("seal", "unlock", "--organisation", "centre_qrv", "--identity", str(erased.identity))
    assert again.python(READ)["people"] == ["Somebody Else"]
    assert again.serai("seal", "destroy", "--all", "--confirm", "yes").returncode == 1
    again.well("seal", "destroy", "--all", "--confirm", "DESTROY")
    assert again.python(READ)["people"] == ["KeyGone"]
    later = House(folder / "later", erased.house.keys)
    later.well("restore", str(erased.backup), "--identity", str(erased.identity))
    assert later.python(READ) == {"people": ["KeyGone"], "rows": [], "tombstones": 2}
