"""What a page weighs on a slow line: its own bytes and those of its style sheet and script, as browsers ask.

The limit is the house's: 100 kB for the first load without fonts, 60 kB of fonts for one page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client

pytestmark = pytest.mark.django_db

ACCEPTED = {"Accept-Encoding": "gzip, deflate, br"}
PAGES = {"the first page": "/", "a table": "/partnership/states/", "a form": "/accounts/login/"}
TONGUES = {"en": "", "ur": "/ur", "bn": "/bn", "ru": "/ru"}
SHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)"')
SCRIPT = re.compile(r'<script[^>]* src="([^"]+)"')
IMAGE = re.compile(r'<img[^>]* src="([^"]+)"')
FONT = re.compile(r'url\("?([^")]+\.woff2)"?\)[^}]*unicode-range:([^;}]+)')


def sent(client: Client, address: str) -> bytes:
    """The bytes that travel for an address."""
    answer = client.get(address, headers=ACCEPTED)
    assert answer.status_code == 200, address
    return body(answer)


def body(answer: HttpResponse) -> bytes:
    return b"".join(answer) if answer.streaming else answer.content  # type: ignore[arg-type]


def letters(ranges: str) -> Iterator[range]:
    for part in ranges.split(","):
        first, _, last = part.strip().upper().removeprefix("U+").partition("-")
        yield range(int(first, 16), int(last or first, 16) + 1)


@pytest.mark.parametrize("tongue", TONGUES)
@pytest.mark.parametrize("page", PAGES)
def test_the_first_load_stays_below_100_kb(client: Client, grow, page: str, tongue: str) -> None:
    grow(40)
    address = TONGUES[tongue] + PAGES[page]
    html = client.get(address).content.decode()
    parts = SHEET.findall(html) + SCRIPT.findall(html) + IMAGE.findall(html)
    assert len(SHEET.findall(html)) == 1
    assert len(parts) >= 3
    weights = {part: len(sent(client, part)) for part in {address, *parts}}
    assert sum(weights.values()) < 100_000, weights


@pytest.mark.parametrize("tongue", TONGUES)
@pytest.mark.parametrize("page", PAGES)
def test_fonts_of_a_page_stay_below_60_kb(client: Client, grow, page: str, tongue: str) -> None:
    """A browser fetches a font when a letter of its range is shown; what stands in closed panels counts too."""
    grow(5)
    html = client.get(TONGUES[tongue] + PAGES[page]).content.decode()
    shown = {
        ord(letter) for letter in re.sub(r'<ul class="tongues">.*?</ul>|<[^>]+>', "", html, flags=re.DOTALL)
    }
    [sheet] = SHEET.findall(html)
    css = body(client.get(sheet)).decode()
    fonts = {
        address: any(letter in part for part in letters(ranges) for letter in shown if letter > 0x20)
        for address, ranges in FONT.findall(css)
    }
    assert len(fonts) == 5
    wanted = [address for address, needed in fonts.items() if needed]
    assert wanted
    folder = sheet.rpartition("/")[0].removesuffix("css")
    assert sum(len(sent(client, folder + address.removeprefix("../"))) for address in wanted) <= 60_000, (
        wanted
    )


def test_what_follows_its_content_is_kept_for_ever_and_old_names_still_answer(client: Client) -> None:
    [sheet] = SHEET.findall(client.get("/accounts/login/").content.decode())
    answer = client.get(sheet, headers=ACCEPTED)
    assert re.search(r"/serai\.[0-9a-f]{12}\.css$", sheet)
    assert "immutable" in answer["Cache-Control"]
    assert answer["Content-Encoding"] == "br"
    stale = client.get(re.sub(r"[0-9a-f]{12}", "0" * 12, sheet))
    assert stale.status_code == 200
    assert "immutable" not in stale["Cache-Control"]
    assert client.get("/static/vendor/css/nothing.0123456789ab.css").status_code == 404


def test_the_font_of_the_page_is_fetched_at_once(client: Client) -> None:
    for tongue, name in {"": "latin", "/ur": "arabic", "/bn": "bengali", "/ru": "cyrillic"}.items():
        html = client.get(f"{tongue}/accounts/login/").content.decode()
        [font] = re.findall(r'<link rel="preload" href="([^"]+)" as="font"', html)
        assert f"-{name}." in font or font.rpartition("/")[2].startswith(f"noto-sans-{name}.")
        assert "immutable" in client.get(font)["Cache-Control"]
