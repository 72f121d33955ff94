"""Which versions a query is after, by the sentences of SDMX REST 2.2, "querying versions"."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from serai.engine.model.exchange.errors import BadQuery
from serai.engine.model.exchange.versions import matching, version_of, wanted

PAGE = "data/sdmx/specs/sdmx-rest/doc/querying_versions.md"
THERE = [version_of(one) for one in (
    "1", "2", "0.9", "1.0", "1.1", "2.3", "0.4.0", "1.0.0", "1.0.1", "1.1.0", "1.2.0", "1.2.3", "2.0.0", "2.1.0",
    "2.1.0-draft", "3.0.0-alpha", "3.0.0-alpha.2", "3.0.0-alpha.10",
)]  # fmt: skip


def asked(text: str) -> list[str]:
    found = matching(THERE, wanted(text))
    return [".".join(map(str, one.numbers)) + (f"-{one.extension}" if one.extension else "") for one in found]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("1.0.0", ["1.0.0"], id="this version, not 1.0"),
        pytest.param("1.0", ["1.0"], id="this version, not 1.0.0"),
        pytest.param("2.1.0-draft", ["2.1.0-draft"], id="a draft by its name"),
        pytest.param("+", ["2.1.0"], id="the latest stable"),
        pytest.param("+.0.0", ["2.1.0"], id="the same as +"),
        pytest.param("1+.0.0", ["2.1.0"], id="the same as + again"),
        pytest.param("1.+.0", ["1.2.3"], id="the latest stable of 1"),
        pytest.param("1.0+.0", ["1.2.3"], id="the same as 1.+.0"),
        pytest.param("1.0.+", ["1.0.1"], id="the latest stable of 1.0"),
        pytest.param("1.0.0+", ["1.0.1"], id="the same as 1.0.+"),
        pytest.param("2+.2.0", [], id="no stable one from 2.2.0 on"),
        pytest.param("1.2+.1", ["1.2.3"], id="of 1, from 1.2.1 on"),
        pytest.param("1.2.4+", [], id="of 1.2, none from 1.2.4 on"),
        pytest.param("~", ["3.0.0-alpha.10"], id="the latest, draft or not; parts of a draft count as numbers"),
        pytest.param("~.0", ["2.3"], id="the latest of two numbers"),
        pytest.param("~.0.0", ["3.0.0-alpha.10"], id="the latest of three numbers"),
        pytest.param("1.~", ["1.1"], id="the latest 1.y"),
        pytest.param("1.~.0", ["1.2.3"], id="the latest 1.y.z"),
        pytest.param("2.1.~", ["2.1.0"], id="what is out comes after its draft"),
        pytest.param("1~.1", ["2.3"], id="the latest x.y from 1.1 on"),
        pytest.param("*.0", ["2.3", "1.1", "1.0", "0.9"], id="all of two numbers"),
        pytest.param("1.*", ["1.1", "1.0"], id="all 1.y"),
        pytest.param("1.0.*", ["1.0.1", "1.0.0"], id="all 1.0.z"),
        pytest.param("1.1*.0", ["1.2.3", "1.2.0", "1.1.0"], id="all of 1 from 1.1.0 on"),
        pytest.param("2*.1.0", ["3.0.0-alpha.10", "3.0.0-alpha.2", "3.0.0-alpha", "2.1.0", "2.1.0-draft"],
                     id="all of three numbers from 2.1.0 on"),
        pytest.param("+,1.2.1*", ["2.1.0", "1.2.3"], id="one or the other"),
    ],
)  # fmt: skip
def test_versions_that_answer(text: str, found: list[str]) -> None:
    assert asked(text) == found


def test_a_star_is_everything() -> None:
    assert len(asked("*")) == len(THERE)


@pytest.mark.parametrize("text", ["", "1.0.0.0", "v1", "01.0", "1..0", "1.0.0-", "1.0.0 ", "0.+.0", "**"])
def test_what_is_no_version(text: str) -> None:
    with pytest.raises(BadQuery):
        wanted(text)


def test_what_the_standard_calls_unsupported_is_refused(shared: Path) -> None:
    section = (shared / PAGE).read_text(encoding="utf-8").split("## Unsupported syntax")[1]
    refused = re.findall(r"^- `([^`]+)`", section, re.MULTILINE)
    assert len(refused) == 13
    for text in refused:
        with pytest.raises(BadQuery):
            wanted(text)


def test_what_the_standard_writes_is_understood(shared: Path) -> None:
    section = (shared / PAGE).read_text(encoding="utf-8").split("## Unsupported syntax")[0]
    section = section.split("## Query for a specific version")[1]
    forms = re.findall(r"^\s*- `([^`]+)`", section, re.MULTILINE)
    assert len(forms) > 40
    for form in forms:
        wanted(form.replace("-EXT", "-draft").replace("X", "3").replace("Y", "2").replace("Z", "1"))
