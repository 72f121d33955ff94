"""What tests of files of people in the browser share: two months of invented people, and a clerk who brings them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django_tasks_db.models import DBTaskResult

from serai.commons.jobs import services as jobs
from serai.commons.partnership.models import Organisation, State
from serai.commons.vaults import gate
from serai.commons.vaults.keys import Scope
from serai.components.statistics.registers import (
    workrooms,
)

LIST = "/statistics/registers/files/"
BORDER = Scope("QRV", "border_qrv")
HEAD = "شماره ثبت تردد,تاریخ تردد,نوع تردد,مرز,نام و تخلص,تاریخ تولد,جنس,تابعیت,شماره پاسپورت,یادداشت"
HEADERS = HEAD.split(",")
CONCEPTS = [
    "record_id", "crossed_on", "direction", "post", "name", "birth_date", "sex", "citizenship", "document_number",
    "ignored",
]  # fmt: skip
# "برون" (outwards) and 9 are nobody's words; the day of row 6 does not exist; ZZX stands in one row alone
FIRST = [
    "۱,۱۴۰۲/۰۱/۱۵,ورود,دروازه شمال,زرغونه مارکریمی,۱۳۶۶/۰۳/۰۳,زن,افغان,ZARGHPASS3301,تماس 0700999123",
    "۲,۱۴۰۲/۰۱/۱۵,ورود,دروازه شمال,Omidmark Rezaizada,1990,مرد,افغان,OMIDPASS1290,",
    "۳,۱۴۰۲/۰۱/۱۶,برون,دروازه شمال,Omidmark Rezaizada,1990,مرد,افغان,OMIDPASS1290,",
    "۴,۱۴۰۲/۰۱/۱۶,برون,دروازه شرق,Visitmark Ahmadzai,1970,9,ایرانی,VISITPASS771,",
    "۵,۱۴۰۲/۰۱/۱۷,برون,دروازه شرق,Secondmark Ahmadzai,1971,مرد,ZZX,VISITPASS882,",
    "۶,۱۴۰۲/۱۳/۱۷,برون,دروازه شرق,Thirdmark Ahmadzai,1972,مرد,ایرانی,VISITPASS993,",
]
# the gate in the east is gone, that in the north fell from three rows to one, the one in the west is new
SECOND = [
    "۷,۱۴۰۲/۰۲/۰۱,ورود,دروازه غرب,Omidmark Rezaizada,1990,مرد,افغان,OMIDPASS1290,",
    "۸,۱۴۰۲/۰۲/۰۱,ورود,دروازه غرب,Fourthmark Ahmadzai,1973,مرد,افغان,VISITPASS994,",
    "۹,۱۴۰۲/۰۲/۰۲,ورود,دروازه غرب,Fifthmark Ahmadzai,1974,9,افغان,VISITPASS995,",
    "۱۰,۱۴۰۲/۰۲/۰۳,برون,دروازه شمال,Sixthmark Ahmadzai,1975,مرد,افغان,VISITPASS996,",
]
MARKERS = (
    "زرغونه", "مارکریمی", "Omidmark", "Rezaizada", "Visitmark", "Secondmark", "Thirdmark", "Ahmadzai", "ZARGHPASS",
    "OMIDPASS", "VISITPASS", "0700999123", "۱۳۶۶/۰۳/۰۳", "1366/03/03",
)  # fmt: skip


def month(rows: list[str], head: str = HEAD, name: str = "hamal.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join([head, *rows, ""]).encode())


@pytest.fixture
def border(home: Path, settings: Any) -> Organisation:
    """The border police of an invented state, with a data folder and keys of their own."""
    settings.HOME, settings.KEYS = home / "data", home / "keys"
    settings.HOME.mkdir()
    gate.put_token_keys()
    state = State.objects.create(key="QRV", iso2="QV", iso3="QRV")
    return Organisation.objects.create(
        key="border_qrv", name="Border police of an invented state", kind="agency", state=state
    )


@pytest.fixture
def clerk(border: Organisation, client: Any, person: Callable[..., Any]) -> Any:
    client.force_login(person("statistician", organisation="border_qrv"))
    return client


def bring(client: Any, file: Any, **more: str) -> Any:
    return client.post(LIST, {"file": file, "base": "", "register": "", **more})


def work() -> None:
    with patch("signal.signal"):
        jobs.run_worker(once=True)


def answer(client: Any, url: str, meant: dict[str, str]) -> Any:
    """Fill the form in by its labels and send it."""
    form = client.get(url).context["form"]
    said = {f"first_{at}": meant.get(label, "") for at, label in enumerate(form.labels)}
    return client.post(url, {"title": "Crossings of our gates", **said})


def takings() -> Any:
    """The jobs that take files; failed ones have others tell somebody."""
    return DBTaskResult.objects.filter(task_path__endswith="take_file")


COLUMNS = {header: f"field:{concept}" for header, concept in zip(HEADERS, CONCEPTS, strict=True)}
CODES = {
    "تاریخ تردد": "dates:solar", "نوع تردد = برون": "direction:OUT", "جنس = 9": "sex:U",
}  # fmt: skip


def taken_once(client: Any) -> None:
    asked = bring(client, month(FIRST), base="register_crossings")
    assert asked.status_code == 302, asked.content.decode()
    assert answer(client, asked.url, COLUMNS).url == asked.url
    begun = answer(client, asked.url, CODES)
    assert begun.url.startswith("/jobs/"), begun.content.decode()
    work()


def readable(place: Path) -> list[str]:
    """Files in which anything of a person can be read."""
    forms = [
        form for word in MARKERS for form in (word.encode(), word.lower().encode(), word.encode("utf-16-le"))
    ]
    return [
        str(path)
        for path in place.rglob("*")
        if path.is_file() and not path.is_symlink() and any(form in path.read_bytes() for form in forms)
    ]


def in_database() -> list[str]:
    """Tables in which anything of a person can be read, in any column, histories and queues too."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "select quote_ident(table_schema) || '.' || quote_ident(table_name) from information_schema.tables"
            " where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"select exists (select 1 from {table} t where t::text like any (%s))",
                           [[f"%{word}%" for word in MARKERS]])  # fmt: skip
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def nothing_outside(home: Path) -> None:
    assert readable(home) == []
    assert readable(workrooms._rooms()) == []
    assert in_database() == []


def account_of(client: Any) -> Any:
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(pk=client.session["_auth_user_id"])
