"""Keys: made, rotated, locked, destroyed, copied; refused where they must not lie."""

from __future__ import annotations

import stat
from pathlib import Path
from uuid import UUID, uuid4

import pyrage
import pytest

from serai.commons.vaults import crypto, keyfiles, sealing
from serai.commons.vaults.errors import BadKeyFolder, KeyGone, VaultLocked, VaultRefused
from serai.commons.vaults.keys import KeyFolder, Scope

CENTRE, SECOND, ABROAD = Scope("QRV", "one"), Scope("QRV", "two"), Scope("QRW", "one")
PERSON = UUID(int=7)


@pytest.fixture
def keys(tmp_path: Path) -> KeyFolder:
    return KeyFolder(tmp_path / "keys")


def officer(tmp_path: Path, name: str) -> tuple[str, Path]:
    identity = pyrage.x25519.Identity.generate()
    (tmp_path / name).write_text(f"{identity}\n")
    return str(identity.to_public()), tmp_path / name


def test_context_binds_a_value_to_its_place() -> None:
    key = crypto.new_key()
    closed = crypto.close(key, b"text", "vault", "table", "column", "row")
    assert crypto.open_closed(key, closed, "vault", "table", "column", "row") == b"text"
    for place in (("vault", "table", "column", "other"), ("vault", "table", "columnrow", ""), ()):
        with pytest.raises(KeyGone):
            crypto.open_closed(key, closed, *place)
    with pytest.raises(KeyGone):
        crypto.open_closed(crypto.new_key(), closed, "vault", "table", "column", "row")
    with pytest.raises(KeyGone):
        crypto.open_closed(key, closed[:-1] + bytes([closed[-1] ^ 1]), "vault", "table", "column", "row")


def test_the_pads_give_the_hmac_of_rfc_4231() -> None:
    """Test case 2 of RFC 4231: key "Jefe", data "what do ya want for nothing?"."""
    import hashlib

    text = "what do ya want for nothing?"
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    inner, outer = crypto.pads(b"Jefe")
    assert hashlib.sha256(outer + hashlib.sha256(inner + text.encode()).digest()).hexdigest() == expected
    assert crypto.sign(b"Jefe", text) == expected


def test_each_person_has_a_key_that_stays_and_that_can_be_destroyed(keys: KeyFolder) -> None:
    first = keys.person("drill", CENTRE, PERSON, make=True)
    assert keys.person("drill", CENTRE, PERSON) == first
    assert keys.person("drill", CENTRE, uuid4(), make=True) != first
    assert keys.person("other", CENTRE, PERSON, make=True) != first
    assert keys.forget("drill", PERSON) == 1
    with pytest.raises(KeyGone):
        keys.person("drill", CENTRE, PERSON)
    assert keys.person("other", CENTRE, PERSON)


def test_no_key_of_a_person_lies_open_and_all_files_are_closed_to_others(keys: KeyFolder) -> None:
    plain = keys.person("drill", CENTRE, PERSON, make=True)
    keys.token("drill")
    assert stat.S_IMODE(keys.root.stat().st_mode) == 0o700
    files = [path for path in keys.root.rglob("*") if path.is_file() and path.name != ".lock"]
    assert len(files) == 4  # the scope's key and index, the person's key, the key of tokens
    for path in files:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        assert plain not in path.read_bytes()


def test_a_new_key_closes_every_persons_key_anew(keys: KeyFolder) -> None:
    people = {uuid4(): b"" for _ in range(5)}
    people = {person: keys.person("drill", CENTRE, person, make=True) for person in people}
    told: list[tuple[int, int]] = []
    assert keys.rotate("drill", CENTRE, lambda done, total: told.append((done, total))) == 5
    assert told[-1] == (5, 5)
    assert keys.versions("drill", CENTRE) == [2]
    assert {person: keys.person("drill", CENTRE, person) for person in people} == people


def test_a_rotation_that_was_killed_goes_on(keys: KeyFolder) -> None:
    people = {(person := uuid4()): keys.person("drill", CENTRE, person, make=True) for _ in range(6)}

    def killed(done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keys.rotate("drill", CENTRE, killed)
    assert keys.versions("drill", CENTRE) == [1, 2]
    assert {person: keys.person("drill", CENTRE, person) for person in people} == people  # read meanwhile
    keys.person("drill", CENTRE, PERSON, make=True)  # and written
    assert keys.rotate("drill", CENTRE) == 3
    assert keys.versions("drill", CENTRE) == [2]
    assert {person: keys.person("drill", CENTRE, person) for person in people} == people


def test_a_folder_inside_the_data_or_open_to_others_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert keyfiles.folder(home) == tmp_path / "home-keys"
    with pytest.raises(BadKeyFolder, match="inside"):
        keyfiles.folder(home, str(home / "keys"))
    with pytest.raises(BadKeyFolder, match="inside"):
        keyfiles.folder(home, str(home / ".." / "home"))
    (tmp_path / "open").mkdir(mode=0o755)
    (tmp_path / "open").chmod(0o755)
    with pytest.raises(BadKeyFolder, match="others can read"):
        KeyFolder(tmp_path / "open")
    (tmp_path / "link").symlink_to(tmp_path / "open")
    with pytest.raises(BadKeyFolder):
        KeyFolder(tmp_path / "link")


@pytest.mark.parametrize("word", ["", "..", "a/b", ".hidden", "a b", "x" * 61])
def test_names_that_would_leave_the_folder_are_refused(word: str) -> None:
    with pytest.raises(VaultRefused):
        Scope("QRV", word)


@pytest.mark.parametrize(
    ("choice", "sealed"),
    [
        pytest.param({"organisation": "two"}, {SECOND}, id="one centre"),
        pytest.param({"country": "QRV"}, {CENTRE, SECOND}, id="one country"),
        pytest.param({"everything": True}, {CENTRE, SECOND, ABROAD}, id="all"),
    ],
)
def test_a_lock_closes_exactly_what_was_chosen_until_both_officers_unlock(
    keys: KeyFolder, tmp_path: Path, choice: dict[str, object], sealed: set[Scope]
) -> None:
    scopes = (CENTRE, SECOND, ABROAD)
    before = {scope: keys.person("drill", scope, PERSON, make=True) for scope in scopes}
    index = {scope: keys.index("drill", scope) for scope in scopes}
    (one, one_file), (two, two_file) = officer(tmp_path, "one"), officer(tmp_path, "two")
    found = sealing.chosen(keys, **choice)  # type: ignore[arg-type]
    assert {scope for _vault, scope in found} == sealed
    sealing.lock(keys, found, [one, two])
    for scope in scopes:
        if scope in sealed:
            with pytest.raises(VaultLocked):
                keys.person("drill", scope, PERSON)
            with pytest.raises(VaultLocked):
                keys.person("drill", scope, uuid4(), make=True)
            assert list(keys.place("drill", scope).glob("key.*")) == []
        else:
            assert keys.person("drill", scope, PERSON) == before[scope]
    for alone in (one_file, two_file):
        with pytest.raises(VaultLocked, match="do not unlock"):
            sealing.unlock(keys, found, [alone])
    assert sealing.unlock(keys, found, [one_file, two_file]) == len(sealed)
    assert {scope: keys.person("drill", scope, PERSON) for scope in scopes} == before
    assert {scope: keys.index("drill", scope) for scope in scopes} == index


def test_destroyed_keys_never_come_back_not_even_from_a_lock_or_a_copy(
    keys: KeyFolder, tmp_path: Path
) -> None:
    public, private = officer(tmp_path, "officer")
    keys.person("drill", CENTRE, PERSON, make=True)
    kept = keys.person("drill", ABROAD, PERSON, make=True)
    copy = tmp_path / "copy.age"
    assert sealing.copy_keys(keys, copy, [public]) > 4
    found = sealing.chosen(keys, country="QRV")
    sealing.lock(keys, found, [public])
    assert sealing.destroy(keys, found, by="test") == 1
    assert sealing.unlock(keys, found, [private]) == 0
    sealing.bring_keys(keys, copy, [private])
    with pytest.raises(KeyGone, match="destroyed"):
        keys.person("drill", CENTRE, PERSON, make=True)
    assert not list((keys.root / "locked").rglob("*.age"))
    assert keys.person("drill", ABROAD, PERSON) == kept
    assert sealing.copies(keys)[0]["file"] == str(copy)


def test_a_copy_brings_a_lost_folder_back_but_no_erased_person(keys: KeyFolder, tmp_path: Path) -> None:
    public, private = officer(tmp_path, "officer")
    kept, erased = keys.person("drill", CENTRE, PERSON, make=True), uuid4()
    keys.person("drill", CENTRE, erased, make=True)
    sealing.copy_keys(keys, tmp_path / "copy.age", [public])
    assert b"vaults" not in (tmp_path / "copy.age").read_bytes()
    elsewhere = KeyFolder(tmp_path / "elsewhere")
    keyfiles.add_line(elsewhere.root / "erased.jsonl", {"records": [f"drill:{erased}"]})
    sealing.bring_keys(elsewhere, tmp_path / "copy.age", [private])
    assert elsewhere.person("drill", CENTRE, PERSON) == kept
    with pytest.raises(KeyGone):
        elsewhere.person("drill", CENTRE, erased)
    _stranger, wrong = officer(tmp_path, "stranger")
    with pytest.raises(VaultRefused, match="does not open"):
        sealing.bring_keys(elsewhere, tmp_path / "copy.age", [wrong])


def test_nothing_named_is_nothing_sealed(keys: KeyFolder) -> None:
    with pytest.raises(VaultRefused, match="nothing was named"):
        sealing.chosen(keys)
    with pytest.raises(VaultRefused, match="no keys"):
        sealing.chosen(keys, country="QRX")
    with pytest.raises(VaultRefused, match="no public age key"):
        sealing.lock(keys, [], ["age1nonsense"])
