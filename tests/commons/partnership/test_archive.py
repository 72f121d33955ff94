"""What an upload may hold, and what is refused by name."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from serai.commons.partnership.archive import MAX_TOTAL_BYTES, MAX_UPLOAD_BYTES, Sent, clean_archive, unpack
from serai.commons.partnership.errors import UnsafeArchive

TABLE = b"key,kind,title\nL1,press,A\n"


def packed(entries: dict[str, bytes]) -> Sent:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return Sent("folder.zip", buffer.getvalue())


def inside(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param([packed({"sources.csv": TABLE})], id="a zip file"),
        pytest.param([packed({"lagoon/": b"", "lagoon/sources.csv": TABLE})], id="a zip file of a folder"),
        pytest.param([Sent("sources.csv", TABLE)], id="a single file"),
        pytest.param(
            [Sent("sources.csv", TABLE), Sent("README.md", b"hello"), Sent("figures.csv", b"x")],
            id="a description and another room's file are passed over",
        ),
    ],
)
def test_the_files_of_a_partnership_are_kept(sent: list[Sent]) -> None:
    assert inside(clean_archive(sent)) == {"sources.csv": TABLE}


def test_unpacked_files_are_what_was_sent(tmp_path: Path) -> None:
    unpack(clean_archive([packed({"sources.csv": TABLE, "bodies.yaml": b"[]"})]), tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        "sources.csv": TABLE,
        "bodies.yaml": b"[]",
    }


@pytest.mark.parametrize(
    ("sent", "reason"),
    [
        pytest.param([packed({"../sources.csv": TABLE})], "outside of one folder", id="a way out"),
        pytest.param([packed({"/etc/sources.csv": TABLE})], "outside of one folder", id="an absolute path"),
        pytest.param([packed({"a\\sources.csv": TABLE})], "outside of one folder", id="a backslash"),
        pytest.param([packed({"a/b/sources.csv": TABLE})], "outside of one folder", id="a deep folder"),
        pytest.param(
            [packed({"a/sources.csv": TABLE, "b/states.csv": b""})],
            "no file of a partnership",
            id="two folders",
        ),
        pytest.param([packed({"run.sh": b"echo"})], "no file of a partnership", id="a strange name"),
        pytest.param([Sent("notes.txt", b"a")], "no file of a partnership", id="a strange single file"),
        pytest.param([Sent("README.md", b"a")], "holds no partnership file", id="nothing to load"),
        pytest.param([Sent("sources.csv", TABLE)] * 2, "there twice", id="a file twice"),
        pytest.param([Sent("folder.zip", b"PK nothing")], "cannot be read", id="no zip file"),
        pytest.param([Sent("sources.csv", b"x" * (MAX_UPLOAD_BYTES + 1))], "larger than 5 MB", id="large"),
        pytest.param(
            [packed({f"s{number}.csv": b"" for number in range(101)})], "more than 100 files", id="too many"
        ),
        pytest.param(
            [packed({"sources.csv": b"0" * (MAX_TOTAL_BYTES + 1)})], "too large when unpacked", id="a bomb"
        ),
        pytest.param(
            [packed({"sources.csv": b"0" * (10 * 1024 * 1024 + 1)})],
            "too large when unpacked",
            id="one large",
        ),
    ],
)
def test_what_is_unsafe_is_refused_with_a_reason(sent: list[Sent], reason: str) -> None:
    with pytest.raises(UnsafeArchive, match=reason):
        clean_archive(sent)


def test_an_encrypted_zip_file_is_refused() -> None:
    content = bytearray(packed({"sources.csv": TABLE}).content)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + offset] |= 1
    with pytest.raises(UnsafeArchive, match="encrypted"):
        clean_archive([Sent("folder.zip", bytes(content))])
