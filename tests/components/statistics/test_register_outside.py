"""Nothing of a person lies outside the vault while a file of people is brought, pointed at, taken, refused or left."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.components.statistics.crossers import (
    BORDER,
    CODES,
    COLUMNS,
    FIRST,
    HEAD,
    HEADERS,
    LIST,
    MARKERS,
    SECOND,
    answer,
    bring,
    in_database,
    month,
    nothing_outside,
    readable,
    taken_once,
    takings,
    work,
)
from tests.components.statistics.crossers import border as border
from tests.components.statistics.crossers import clerk as clerk

from serai.components.statistics.models import RegisterMatching
from serai.components.statistics.registers import (
    door,
    folders,
    matchings,
    pointing,
    taking,
    tasks,
    waiting,
    workrooms,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_nothing_of_a_person_lies_outside_the_vault(clerk, home, person):
    asked = bring(clerk, month(FIRST), base="register_crossings")
    nothing_outside(home)  # while it waits, abandoned
    answer(clerk, asked.url, COLUMNS)
    nothing_outside(home)
    refused = answer(
        clerk, asked.url + "?step=columns&all", COLUMNS | {HEADERS[4]: "field:post", HEADERS[3]: ""}
    )
    assert refused.status_code == 422
    assert "is no column of codes" in refused.content.decode()
    assert not any(word in refused.content.decode() for word in MARKERS)
    nothing_outside(home)
    answer(clerk, asked.url, CODES)
    nothing_outside(home)  # in the queue
    work()
    nothing_outside(home)
    assert list(folders.place(BORDER).glob("waiting-*")) == []
    bring(clerk, month(SECOND))
    work()
    nothing_outside(home)
    # what is remembered has neither a post nor a remark
    text = clerk.get(f"/statistics/registers/matchings/{RegisterMatching.objects.get().name}/mapping.yaml")
    assert not any(word in text.content.decode() for word in (*MARKERS, "دروازه", "یادداشت"))


def test_large_files_are_kept_in_memory_from_the_first_byte(clerk, home, settings, tmp_path):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "spool")
    (tmp_path / "spool").mkdir()
    with patch("tempfile.NamedTemporaryFile", side_effect=AssertionError("a file on the disk")):
        assert bring(clerk, month(FIRST), base="register_crossings").status_code == 302


def test_what_is_read_of_a_file_lies_in_memory_alone(clerk):
    seen: list[Path] = []

    def opened(event: str, args: tuple[Any, ...]) -> None:
        if (
            watching
            and event == "open"
            and not isinstance(args[0], int)
            and isinstance(args[1], str)
            and set(args[1]) & set("wax+")
        ):
            seen.append(Path(str(args[0])).resolve())

    watching = True
    sys.addaudithook(opened)
    try:
        bring(
            clerk,
            SimpleUploadedFile("w.csv", "\n".join([HEAD, *FIRST]).encode("utf-16")),
            base="register_crossings",
        )
    finally:
        watching = False
    vault = folders.root().resolve()
    keys = folders.keys().root.resolve()
    strangers = [
        path
        for path in seen
        if not str(path).startswith("/dev/") and vault not in path.parents and keys not in path.parents
    ]
    assert seen and strangers == []


@pytest.mark.parametrize("at", ["look", "queue"])
def test_a_killed_run_leaves_nothing_that_can_be_read(clerk, home, at):
    """A kill takes no exception's way: what it leaves is what lies there while the work goes on."""
    found: list[str] = []

    def killed(*_args: Any, **_more: Any) -> Any:
        found.extend(readable(home))
        found.extend(in_database())
        raise KeyboardInterrupt

    if at == "look":
        with patch.object(pointing.api, "look_at_register", killed), pytest.raises(KeyboardInterrupt):
            bring(clerk, month(FIRST), base="register_crossings")
    else:
        asked = bring(clerk, month(FIRST), base="register_crossings")
        answer(clerk, asked.url, COLUMNS)
        answer(clerk, asked.url, CODES)
        with patch.object(taking.api, "standardise_register", killed):
            work()  # the worker writes down that it was killed
        assert takings().get().status == "FAILED"
    assert found == []
    nothing_outside(home)


def test_what_a_killed_process_left_in_memory_goes_at_the_next_look(clerk):
    left = workrooms._rooms() / "killed"
    left.mkdir()
    (left / "hamal.csv").write_text(FIRST[0], encoding="utf-8")
    with workrooms.for_file(10) as mine:
        assert not left.exists()
        with workrooms.for_file(10) as other:
            assert mine.exists() and mine != other
    assert not mine.exists()


def test_a_fault_of_the_program_quotes_nobody(clerk, home):
    asked = bring(clerk, month(FIRST), base="register_crossings")
    answer(clerk, asked.url, COLUMNS)
    with patch.object(
        taking.api, "standardise_register", side_effect=ValueError("could not read OMIDPASS1290")
    ):
        answer(clerk, asked.url, CODES)
        work()
    task = takings().get()
    assert task.status == "FAILED" and "ValueError in" in task.traceback
    nothing_outside(home)
    assert "could not be taken" in clerk.get(LIST).content.decode()
    with patch.object(
        pointing.api, "look_at_register", side_effect=ValueError("could not read OMIDPASS1290")
    ):
        refused = bring(clerk, month(SECOND))
    assert refused.status_code == 422
    assert "OMIDPASS1290" not in refused.content.decode()
    # the file that could not be taken can be pointed at again
    assert answer(clerk, asked.url, COLUMNS).status_code == 302
    work()
    assert door.registers()[0].rows == 4


def test_files_that_nobody_takes_go_with_their_keys(clerk, home):
    asked = bring(clerk, month(FIRST), base="register_crossings")
    before = set(home.rglob("people/*/*"))
    assert waiting.drop_old(timezone.now() + timedelta(days=2)) == ""
    assert "1 files" in waiting.drop_old(timezone.now() + timedelta(days=4))
    assert list(folders.place(BORDER).glob("waiting-*")) == []
    assert len(before - set(home.rglob("people/*/*"))) == 1
    assert clerk.get(asked.url).status_code == 404


def test_the_job_holds_keys_and_nothing_else(clerk):
    taken_once(clerk)
    args = takings().get().args_kwargs["args"]
    assert args[:2] == ["QRV", "border_qrv"] and len(args[2]) == 32
    assert tasks.TAKING == "Take a file into a register of people"
    assert matchings.headers(RegisterMatching.objects.get()) == HEADERS
