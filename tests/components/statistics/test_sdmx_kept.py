"""Small answers are kept: the same question is not worked out twice, and nobody gets an answer of somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from serai.components.statistics import services
from serai.components.statistics.models import Release
from serai.components.statistics.sdmx import answers, kept

FLOWS = "/sdmx/v2/data/dataflow/SERAI/DF_TEST_FLOWS"


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The format of every answer that had to be worked out."""
    made: list[str] = []
    first = answers.answered

    def counted(flows: Any, query: Any, form: Any, **more: Any) -> Any:
        made.append(form.kind)
        return first(flows, query, form, **more)

    monkeypatch.setattr(answers, "answered", counted)
    return made


def told(client: Any, path: str = FLOWS, kind: str = "csv") -> bytes:
    answer = client.get(path, headers={"Accept": f"application/vnd.sdmx.data+{kind}"})
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_the_same_question_is_worked_out_once(client, published, worked):
    assert told(client) == told(client)
    assert told(client, kind="json") != told(client)
    assert told(client, f"{FLOWS}?limit=1").count(b"\n") == 2
    assert worked == ["csv", "json", "csv"]


def test_a_new_revision_is_another_answer(client, published, builders, home, worked):
    before = told(client)
    cells = [(*one[:3], 1512.0 if one[3] == 1500.0 else one[3], *one[4:]) for one in builders["cells"]]
    revised = builders["flows"](home / "releases", revision=2, cells=cells)
    services.register(builders["shelf"]([], [*published.releases(), revised]))
    after = told(client)
    assert (b"1500" in before, b"1512" in before) == (True, False)
    assert (b"1500" in after, b"1512" in after) == (False, True)
    assert worked == ["csv", "csv"]


def test_what_is_kept_is_not_for_whom_may_not_see_it(client, published):
    told(client)
    Release.objects.filter(dataflow="DF_TEST_FLOWS").delete()
    assert client.get(FLOWS, headers={"Accept": "text/csv"}).status_code in (204, 404)


def test_large_answers_go_by_in_pieces() -> None:
    piece = b"x" * (kept.LARGEST // 2)
    taken: list[int] = []

    def pieces() -> Iterator[bytes]:
        for at in range(10):
            taken.append(at)
            yield piece

    for _again in range(2):
        taken.clear()
        answer = kept.answer("large", pieces)
        assert answer is not None
        assert len(taken) == 3
        assert list(answer) == [piece] * 10


def test_no_more_is_kept_than_there_is_room_for() -> None:
    shelf: kept.Shelf[str] = kept.Shelf(room=3 * 2048)
    for name in ("a", "b", "c"):
        shelf.put(name, name.upper(), 1024)
    assert shelf.get("a") == "A"
    shelf.put("d", "D", 1024)
    assert [shelf.get(name) for name in "abcd"] == ["A", None, "C", "D"]
    shelf.put("e", "E", 4096)
    assert [shelf.get(name) for name in "acde"] == [None, None, None, "E"]
