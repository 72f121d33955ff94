"""HTTP around the answers: methods, conditions, compression, languages, and refusals, of a running site."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

from serai.components.statistics.sdmx import answers, kept

from .contract import Answer, Question, ask
from .invented import register, release

SERVED = (
    "data/dataflow/SERAI/DF_TEST_FLOWS", "availability/dataflow/SERAI/DF_TEST_FLOWS",
    "structure/dataflow/SERAI/DF_TEST_FLOWS", "schema/dataflow/SERAI/DF_TEST_FLOWS",
)  # fmt: skip
DATA = SERVED[0]
CSV, JSON, XML = (f"application/vnd.sdmx.data+{form}" for form in ("csv", "json", "xml"))


@pytest.fixture
def server(site: str, published: Any) -> str:
    return site


def got(server: str, target: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return ask(server, Question("", "", "", f"/sdmx/v2/{target}", named), method, body)


def varies(answer: Answer) -> set[str]:
    return {name.strip().lower() for name in answer.headers["vary"].split(",")}


@pytest.mark.parametrize("target", SERVED)
def test_head_is_get_without_the_body(server: str, target: str) -> None:
    for accept in ("*/*", "application/xml", "text/html"):
        whole, head = (got(server, target, method, Accept=accept) for method in ("GET", "HEAD"))
        assert (head.status, head.body) == (whole.status, b"")
        for name in ("content-type", "etag", "last-modified", "content-language", "vary", "cache-control"):
            assert head.headers.get(name) == whole.headers.get(name), name
    tag = whole.headers.get("etag") or got(server, target).headers["etag"]
    assert got(server, target, "HEAD", If_None_Match=tag).status == 304


def test_head_does_not_write_what_nobody_reads(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of an answer of any length no more is worked out than it takes to see that it is long."""
    written: list[int] = []

    def long(*_about: Any, **_more: Any) -> Iterator[bytes]:
        for at in range(1000):
            written.append(at)
            yield b"x" * kept.LARGEST

    monkeypatch.setattr(answers, "answered", long)
    assert got(server, DATA, "HEAD").status == 200
    assert len(written) <= 2


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_methods_are_told_which_ones_there_are(server: str, method: str) -> None:
    for target in SERVED:
        answer = got(server, target, method)
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
        assert answer.headers["content-type"] == "application/problem+json"
        assert json.loads(answer.body)["status"] == 405


def test_what_is_too_large_is_refused(server: str, settings: Any) -> None:
    """A body has no meaning here; an address longer than servers read has none either."""
    small = got(server, DATA, body=b"x" * settings.API_LARGEST_BODY)
    large = got(server, DATA, body=b"x" * (settings.API_LARGEST_BODY + 1))
    assert (small.status, large.status) == (200, 413)
    assert got(server, f"{DATA}?c[KIND]=" + "I," * 4000 + "I").status == 414
    terms = ",".join(["I"] * 1001)
    assert got(server, f"{DATA}?c[KIND]={terms}").status == 400
    for answer in (large, got(server, f"{DATA}?c[KIND]={terms}")):
        assert json.loads(answer.body)["detail"]


# gzip


def test_answers_are_smaller_by_gzip_and_the_same(site: str, tmp_path: Path, builders: Any) -> None:
    cells = [
        {"X": f"C{at % 50}", "TIME_PERIOD": str(1900 + at // 50), "OBS_VALUE": at, "OBS_STATUS": "A"}
        for at in range(2500)
    ]
    register(builders, release(tmp_path / "releases", "DF_TEST_FLOWS", cells, ["X"]))
    for target in SERVED:
        for accept in (CSV, JSON, XML) if target == DATA else ("*/*", "application/xml"):
            plain = got(site, target, Accept=accept, Accept_Encoding="identity")
            packed = got(site, target, Accept=accept, Accept_Encoding="deflate, gzip;q=0.8")
            assert "content-encoding" not in plain.headers
            assert packed.headers["content-encoding"] == "gzip"
            assert gzip.decompress(packed.body) == plain.body
            assert len(packed.body) * (3 if target == DATA else 1) < len(plain.body), (target, accept)
            for name in ("etag", "content-type", "last-modified", "content-language"):
                assert packed.headers[name] == plain.headers[name], name
            assert "accept-encoding" in varies(plain) & varies(packed)


@pytest.mark.parametrize("target", SERVED)
def test_an_answer_that_is_there_already_is_the_same_with_and_without_gzip(server: str, target: str) -> None:
    """The tag is weak, because the octets are others; a condition compares weakly (RFC 9110, 13.1.2)."""
    tags = {got(server, target, Accept_Encoding=way).headers["etag"] for way in ("identity", "gzip")}
    [tag] = tags
    assert tag.startswith('W/"')
    for way in ("identity", "gzip"):
        for condition in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
            same = got(server, target, Accept_Encoding=way, If_None_Match=condition)
            assert (same.status, same.body, same.headers["etag"]) == (304, b"", tag), condition
            # what a cache has to know of an answer that it keeps (RFC 9110, 15.4.5)
            assert {"accept", "accept-language", "accept-encoding", "authorization"} <= varies(same)
            assert same.headers["cache-control"] == "no-cache"
            assert "content-encoding" not in same.headers
    assert got(server, target, If_None_Match='"other"').status == 200


def test_an_answer_is_asked_for_if_it_is_newer(server: str) -> None:
    """Published on 21 November 2026 at eight; a tag goes before a date (RFC 9110, 13.2.2)."""
    first = got(server, DATA)
    assert first.headers["last-modified"] == "Sat, 21 Nov 2026 08:00:00 GMT"
    for since, status in (
        ("Sat, 21 Nov 2026 08:00:00 GMT", 304), ("Sat, 21 Nov 2026 07:59:59 GMT", 200),
        ("Mon, 01 Jan 2100 00:00:00 GMT", 304), ("yesterday", 200), ("", 200),
    ):  # fmt: skip
        assert got(server, DATA, If_Modified_Since=since).status == status, since
    late = "Mon, 01 Jan 2100 00:00:00 GMT"
    assert got(server, DATA, If_None_Match='"other"', If_Modified_Since=late).status == 200


# languages


@pytest.mark.parametrize(
    ("wished", "language", "name"),
    [
        ("ar", "ar", "عنوان الجدول"),
        ("ar-EG;q=0.9, en;q=0.5", "ar", "عنوان الجدول"),
        ("en;q=0.5, ar;q=0.9", "ar", "عنوان الجدول"),
        ("ru, en-gb;q=0.8, en;q=0.7", "ru", "Title of DF_TEST_FLOWS"),  # it has no Russian name
        ("tlh", "en", "Title of DF_TEST_FLOWS"),
        ("*", "en", "Title of DF_TEST_FLOWS"),
        (";;q=,", "en", "Title of DF_TEST_FLOWS"),
        ("", "en", "Title of DF_TEST_FLOWS"),
    ],
)
def test_names_come_in_a_language_that_is_wished(server: str, wished: str, language: str, name: str) -> None:
    data, structure = (
        got(server, target, Accept="application/json", Accept_Language=wished) for target in (DATA, SERVED[2])
    )
    for answer in (data, structure):
        assert answer.headers["content-language"] == language
        assert "accept-language" in varies(answer)
    told = json.loads(data.body)
    assert told["data"]["structures"][0]["name"] == name
    assert told["meta"]["contentLanguages"] == [language]
    assert json.loads(structure.body)["data"]["dataflows"][0]["name"] == name


def test_answers_in_two_languages_have_two_tags(server: str) -> None:
    tags = {got(server, DATA, Accept_Language=one).headers["etag"] for one in ("en", "ar")}
    assert len(tags) == 2


# refusals


@pytest.mark.parametrize(
    ("target", "accept", "status"),
    [
        (f"{DATA}?limit=0", "*/*", 400),
        ("data/dataflow/SERAI/DF_NOTHING", "*/*", 404),
        (DATA, "text/html", 406),
        (f"{DATA}?c[AGE]=Y", "*/*", 422),
        ("metadata/metadataflow/SERAI/X", "*/*", 501),
        ("registration/id/X", "*/*", 501),
    ],
)
def test_a_refusal_says_why_and_is_not_kept_on_the_way(
    server: str, target: str, accept: str, status: int
) -> None:
    for method in ("GET", "HEAD"):
        answer = got(server, target, method, Accept=accept)
        assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json")
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers
        assert {"accept", "authorization"} <= varies(answer)
        assert not answer.body if method == "HEAD" else json.loads(answer.body)["detail"]


def test_nothing_is_204_without_a_body(server: str) -> None:
    for target in (f"{DATA}/+/M", f"{SERVED[1]}/+/M", "structure/process", "data/dataflow/OTHERS"):
        answer = got(server, target)
        assert (answer.status, answer.body) == (204, b"")
        assert not {"content-type", "etag"} & set(answer.headers), target


def test_who_asks_is_told_what_is_wrong_with_the_asking(server: str, settings: Any) -> None:
    unknown = got(server, DATA, Authorization="Bearer nothing")
    assert (unknown.status, unknown.headers["www-authenticate"][:6]) == (401, "Bearer")
    settings.API_LIMIT_ADDRESS = 2
    cache.clear()
    statuses = [got(server, DATA) for _again in range(3)]
    assert [one.status for one in statuses] == [200, 200, 429]
    assert [one.headers["ratelimit-remaining"] for one in statuses] == ["1", "0", "0"]
    assert 0 < int(statuses[2].headers["retry-after"]) <= 60
