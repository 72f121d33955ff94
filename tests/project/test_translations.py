"""Translations of one installation: out as a file, in again checked, read by Django above the package's."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import trans_real
from openpyxl import load_workbook
from typer.testing import CliRunner

from serai.project import translations, words_cli


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SERAI_HOME", str(tmp_path))
    return tmp_path / "locale"


def test_a_sheet_goes_out_is_filled_and_comes_back(own_folder: Path, tmp_path: Path) -> None:
    sheet = load_workbook(io.BytesIO(translations.exported("ps", "xlsx")))
    page = sheet.worksheets[0]
    head = [cell.value for cell in page[1]]
    filled = 0
    for row in page.iter_rows(min_row=2):
        if row[head.index("English")].value in ("Activities", "more than %(number)s"):
            row[head.index("translation")].value = "چارې"
            filled += 1
    assert filled == 2
    sheet.save(tmp_path / "ps.xlsx")
    told = CliRunner().invoke(
        words_cli.translations_app, ["import", str(tmp_path / "ps.xlsx"), "--language", "ps"]
    )
    assert told.exit_code == 1
    assert "'more than %(number)s': %(number)s is missing" in told.stderr
    assert (own_folder / "ps" / "LC_MESSAGES" / "django.mo").is_file()
    again = translations.exported("ps", "po").decode()
    assert 'msgid "Activities"\nmsgstr "چارې"' in again


def test_django_reads_them_above_the_package_s(own_folder: Path, tmp_path: Path, settings: object) -> None:
    file = tmp_path / "ar.json"
    file.write_text('{"Activities": "أعمال"}', encoding="utf-8")
    assert translations.taken("ar", file).taken == 1
    settings.LOCALE_PATHS = [own_folder, *settings.LOCALE_PATHS]  # type: ignore[attr-defined]
    kept = dict(trans_real._translations)
    trans_real._translations.clear()
    try:
        with translation.override("ar"):
            assert translation.gettext("Activities") == "أعمال"
            assert translation.gettext("no date stated") == "لم يُذكر تاريخ"  # the package's still stands
    finally:
        trans_real._translations.clear()
        trans_real._translations.update(kept)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["export", "--language", "de"], "is no language to translate into"),
        (["export", "--language", "en"], "is no language to translate into"),
        (["import", "nowhere.xlsx", "--language", "ps"], "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said(own_folder: Path, arguments: list[str], told: str) -> None:
    result = CliRunner().invoke(words_cli.translations_app, arguments)
    assert told in str(result.exception)
