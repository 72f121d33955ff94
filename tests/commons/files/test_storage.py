"""The same contract for a folder and for a bucket that speaks S3, tried against a small server of our own."""

from __future__ import annotations

import hashlib
import io
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from serai.commons.files import storage, tasks
from serai.commons.files.models import Content
from serai.commons.jobs import services as jobs
from serai.project import buckets
from serai.project.errors import BadSetting

CONTENT = b"minutes of a meeting"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


class Bucket(BaseHTTPRequestHandler):
    """As much of S3 as one content needs: PUT, GET, HEAD, DELETE, and the list of a folder."""

    kept: dict[str, bytes] = {}
    protocol_version = "HTTP/1.1"

    def _answer(self, code: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", headers.get("X_Length", str(len(body))))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _key(self) -> str:
        return unquote(urlsplit(self.path).path).removeprefix("/bucket/")

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if "aws-chunked" in self.headers.get("Content-Encoding", "") or self.headers.get(
            "X-Amz-Content-SHA256", ""
        ).startswith("STREAMING"):
            body = _unchunk(body)
        self.kept[self._key()] = body
        self._answer(200, ETag='"x"')

    def do_HEAD(self) -> None:
        body = self.kept.get(self._key())
        if body is None:
            self._answer(404)
        else:
            moment = format_datetime(datetime.now(UTC), usegmt=True)
            self._answer(200, X_Length=str(len(body)), ETag='"x"', Last_Modified=moment)

    def do_GET(self) -> None:
        query = parse_qs(urlsplit(self.path).query)
        if "list-type" in query or "prefix" in query:
            return self._list(query.get("prefix", [""])[0])
        body = self.kept.get(self._key())
        if body is None:
            return self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
        return self._answer(200, body, ETag='"x"')

    def _list(self, prefix: str) -> None:
        below = [key.removeprefix(prefix) for key in self.kept if key.startswith(prefix)]
        folders = sorted({name.partition("/")[0] for name in below if "/" in name})
        files = "".join(
            f"<Contents><Key>{prefix}{name}</Key><Size>1</Size></Contents>"
            for name in below
            if "/" not in name
        )
        within = "".join(f"<CommonPrefixes><Prefix>{prefix}{f}/</Prefix></CommonPrefixes>" for f in folders)
        inside = f"<IsTruncated>false</IsTruncated>{files}{within}"
        body = f'<?xml version="1.0"?><ListBucketResult>{inside}</ListBucketResult>'
        self._answer(200, body.encode(), Content_Type="application/xml")

    def do_DELETE(self) -> None:
        self.kept.pop(self._key(), None)
        self._answer(204)

    def log_message(self, *args: object) -> None:
        """Quiet."""


def _unchunk(body: bytes) -> bytes:
    """What stands inside aws-chunked framing."""
    whole, rest = b"", body
    while rest:
        size, _line, rest = rest.partition(b"\r\n")
        number = int(size.partition(b";")[0], 16)
        if number == 0:
            break
        whole, rest = whole + rest[:number], rest[number + 2 :]
    return whole


@pytest.fixture
def bucket() -> Iterator[str]:
    """The address of an empty bucket, as SERAI_FILES_URL says it."""
    Bucket.kept = {}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bucket)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"s3+http://key:se%2Fcret@127.0.0.1:{server.server_port}/bucket/inside?region=eu-1"
    server.shutdown()
    server.server_close()


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, settings: object, tmp_path: Path) -> str:
    """Each storage that the setting can choose."""
    url = request.getfixturevalue("bucket") if request.param == "bucket" else ""
    settings.STORAGES = {**settings.STORAGES, "contents": buckets.storage(url, tmp_path / "files")}  # type: ignore[attr-defined]
    return str(request.param)


def test_a_content_is_put_read_found_and_removed(place, tmp_path):
    source = tmp_path / "source"
    source.write_bytes(CONTENT)
    assert list(storage.lying()) == []
    storage.put(SHA256, source)
    storage.put(SHA256, source)
    with storage.opened(SHA256) as stream:
        assert stream.read() == CONTENT
    [(name, since)] = storage.lying()
    assert name == SHA256
    assert abs(datetime.now(UTC) - since) < timedelta(minutes=5)
    storage.remove(SHA256)
    storage.remove(SHA256)
    assert list(storage.lying()) == []
    with pytest.raises(FileNotFoundError):
        storage.opened(SHA256)


def test_a_content_that_was_cut_short_is_written_again(place, tmp_path):
    source = tmp_path / "source"
    source.write_bytes(CONTENT[:5])
    storage.put(SHA256, source)
    source.write_bytes(CONTENT)
    storage.put(SHA256, source)
    with storage.opened(SHA256) as stream:
        assert stream.read() == CONTENT


def test_a_killed_write_leaves_no_content_and_its_rest_is_swept(shelf, tmp_path):
    class Killed(io.BytesIO):
        def chunks(self, size: int) -> Iterator[bytes]:
            yield CONTENT[:5]
            raise KeyboardInterrupt

    shelf_storage = storage.store()
    with pytest.raises(KeyboardInterrupt):
        shelf_storage._save(storage.place(SHA256), Killed())
    assert not shelf_storage.exists(storage.place(SHA256))
    part = shelf / "sha256" / "aa" / "bb" / ".left.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"x")
    storage.sweep_parts(datetime.now(UTC), timedelta(days=1))
    assert part.exists()
    storage.sweep_parts(datetime.now(UTC) + timedelta(days=2), timedelta(days=1))
    assert not part.exists()


@pytest.mark.parametrize(
    "url", ["s3://key:hidden@host/bucket", "s3+https://key:hidden@host", "ftp://hidden/bucket", "hidden"]
)
def test_a_wrong_address_is_refused_without_its_secret(url):
    with pytest.raises(BadSetting) as refused:
        buckets.storage(url, Path("files"))
    assert "hidden" not in str(refused.value)


@pytest.mark.django_db(transaction=True)
def test_the_check_of_all_contents_finds_the_damaged_one_and_tells_its_progress(shelf, person):
    from unittest.mock import patch

    for content in (b"one", b"two", b"three"):
        digest = hashlib.sha256(content).hexdigest()
        source = shelf.parent / "source"
        source.write_bytes(content)
        storage.put(digest, source)
        Content.objects.create(sha256=digest, size=len(content), media_type="text/plain")
    damaged = hashlib.sha256(b"two").hexdigest()
    (shelf / storage.place(damaged)).write_bytes(b"owt")
    job = tasks.ask_for_check(actor=person("administrator").pk)
    with patch("signal.signal"):
        jobs.run_worker(once=True)
    status = jobs.status(job)
    assert (status.state, status.done, status.total) == ("successful", 3, 3)
    assert status.result == {"said": tasks.DAMAGED, "number": 1}
    assert list(Content.objects.filter(intact=False).values_list("pk", flat=True)) == [damaged]
