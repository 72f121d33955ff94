"""Nothing about the shipped partnership stands in the code: another folder makes another partnership."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils.translation import override

from serai.commons.access.readers import NOBODY
from serai.commons.partnership import selectors
from serai.commons.partnership.services import load_partnership

SOURCE = Path(__file__).resolve().parents[3] / "src" / "serai"
# built files, and catalogues of words, may hold anything
LEFT_OUT = ("static/vendor/", "/locale/")
OF_THE_PARTNERSHIP = re.compile(r"silk.?routes?\b|budapest|istanbul|icmpd|migrant resource", re.IGNORECASE)
OF_THE_REGION = re.compile(
    r"afghan|pakistan|bangladesh|\biran|\biraq|\bturkey\b|türkiye|turkiye|kurdistan|\b(AFG|PAK|BGD|IRN|IRQ|TUR)\b",
    re.IGNORECASE,
)
# the same words where they are a fact of something else than the partnership
ALLOWED = {
    "project/environment.py": "the folder that the demonstration loads",
    "web/templates/web/about.html": "what a serai was",
}
ALLOWED_COUNTRIES = {
    "engine/ingest/grids/": "citizenships as sheets of the region write them",
    "engine/ingest/mappings/": "descriptions of published files",
    "engine/ingest/tables/": "names of countries in published files",
    "engine/publish/": "names of countries and shapes of maps as published",
    "commons/places/": "languages, calendars and weeks of countries",
    "kernel/": "letters, digits and calendars of languages",
}


def files() -> list[Path]:
    endings = {".py", ".html", ".txt", ".css", ".js", ".yaml"}
    return [
        path
        for path in sorted(SOURCE.rglob("*"))
        if path.suffix in endings and not any(part in path.as_posix() for part in LEFT_OUT)
    ]


def hits(words: re.Pattern[str], allowed: dict[str, str]) -> list[str]:
    found = []
    for path in files():
        name = path.relative_to(SOURCE).as_posix()
        if name.startswith(tuple(allowed)):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if words.search(line):
                found.append(f"{name}:{number}: {line.strip()[:80]}")
    return found


def test_no_word_of_the_shipped_partnership_stands_in_the_code() -> None:
    assert hits(OF_THE_PARTNERSHIP, ALLOWED) == []


def test_no_country_of_the_region_stands_in_the_code() -> None:
    assert hits(OF_THE_REGION, ALLOWED_COUNTRIES) == []


def test_the_search_sees_what_it_looks_for() -> None:
    for word in ("Silk Routes", "silk_routes", "Budapest Process", "ICMPD"):
        assert OF_THE_PARTNERSHIP.search(f"a line with {word} in it"), word
    for word in ("Afghan officials", "Iraq", '"PAK"', "Türkiye"):
        assert OF_THE_REGION.search(f"a line with {word} in it"), word
    assert len(files()) > 100


@pytest.mark.django_db
def test_an_invented_partnership_is_served_like_any_other(invented: Path) -> None:
    assert load_partnership(invented, actor="a test").ok
    with override("en"):
        home = selectors.home_overview(reader=NOBODY)
    assert home.partnership is not None
    assert home.partnership.name == "Lagoon Dialogue on Movement (invented)"
    assert {line.kind for line in selectors.activities(reader=NOBODY).lines} == {"regatta", "lesson"}
