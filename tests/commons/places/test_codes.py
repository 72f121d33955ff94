"""Codes of states against two published lists (IOM's, and country-codes of datasets on GitHub)."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from serai.commons.places import names
from serai.commons.places.codes import Codes, System, UnknownCode, every, lookup

REPOSITORY = Path(__file__).resolve().parents[3]
# UNHCR's code of Austria, Australia and Türkiye, from its list of 2024
UNHCR = {"AUT": "AUS", "AUS": "AUL", "TUR": "TUR"}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_iso_and_m49_agree_with_iom_s_list(shared: Path) -> None:
    ours = {row.iso3: row for row in every()}
    # Kosovo and the Channel Islands stand there under codes that ISO 3166 does not have
    listed = [
        row
        for row in rows(shared / "data/reference/iom_countrynames_m49.csv")
        if row["iso2"] and row["iso3"] not in ("XKX", "XCX", "ANT")
    ]
    assert len(listed) > 240
    wrong = [
        (row["iso3"], ours.get(row["iso3"]))
        for row in listed
        if row["iso3"] not in ours
        or ours[row["iso3"]].iso2 != row["iso2"]
        or (row["m49"] and ours[row["iso3"]].m49 != row["m49"].zfill(3))
    ]
    assert wrong == []
    assert {row["iso3"] for row in listed} >= set(ours) - {"TWN"}


def test_iso_and_m49_agree_with_the_second_list(shared: Path) -> None:
    ours = {row.iso3: row for row in every()}
    for row in rows(shared / "data/reference/country-codes.csv"):
        iso3 = row["ISO3166-1-Alpha-3"]
        if iso3 and iso3 in ours and row["M49"]:
            assert ours[iso3].iso2 == row["ISO3166-1-Alpha-2"]
            assert ours[iso3].m49 == row["M49"].zfill(3)


def test_the_partnership_s_unhcr_codes_agree_with_unhcr_s_list(shared: Path) -> None:
    listed = {
        row["iso_code"]: row["unhcr_code"]
        for row in rows(shared / "data/migration/unhcr/unhcr_countries_GT2024.csv")
    }
    for row in rows(REPOSITORY / "partnerships/silk_routes/states.csv"):
        if row["unhcr_code"]:
            assert listed[row["iso3"]] == row["unhcr_code"]


@pytest.mark.parametrize(
    ("code", "system", "iso3"),
    [
        ("AF", System.ISO2, "AFG"),
        ("AFG", System.ISO3, "AFG"),
        ("004", System.M49, "AFG"),
        ("4", System.M49, "AFG"),
        ("NA", System.ISO2, "NAM"),
        ("AUS", System.ISO3, "AUS"),
        ("AUS", System.UNHCR, "AUT"),
        ("AUL", System.UNHCR, "AUS"),
        ("729", System.M49, "SDN"),
    ],
)
def test_a_code_is_read_in_its_own_system(code: str, system: System, iso3: str) -> None:
    assert lookup(code, system, UNHCR).iso3 == iso3


@pytest.mark.parametrize(
    ("code", "system"),
    [
        ("AUS", System.ISO2),
        ("GFR", System.ISO3),
        ("DEU", System.UNHCR),
        ("YUG", System.ISO3),
        ("736", System.M49),
        ("", System.ISO3),
        ("ZZ", System.ISO2),
        ("XK", System.ISO2),
    ],
)
def test_a_code_of_another_system_or_of_none_is_unknown(code: str, system: System) -> None:
    with pytest.raises(UnknownCode, match="is no code of"):
        lookup(code, system, UNHCR)


def test_what_nobody_mapped_is_named_as_unknown() -> None:
    assert lookup("DEU", System.ISO3, UNHCR).unknown == (System.UNHCR,)
    assert lookup("TUR", System.ISO3, UNHCR).unknown == ()
    assert Codes("", "TUR", "").unknown == (System.ISO2, System.M49, System.UNHCR)


# names as CLDR prints them; Asia is 142 and Southern Asia 034 in UN M49
@pytest.mark.parametrize(
    ("m49", "language", "name"),
    [
        ("034", "en", "Southern Asia"),
        ("034", "ur", "جنوبی ایشیا"),
        ("142", "bn", "এশিয়া"),
        ("142", "ckb", "ئاسیا"),
        ("143", "tr", "Orta Asya"),
        ("145", "ru", "Западная Азия"),
    ],
)
def test_regions_have_names_in_the_working_languages(m49: str, language: str, name: str) -> None:
    assert names.region_name(m49, language)[0] == name


def test_a_document_s_name_comes_before_cldr_s() -> None:
    told = list(names.missing_names([("TUR", "TR")], [("TUR", "tr"), ("TUR", "en")]))
    assert ("TUR", "ar", "تركيا") in told
    assert {language for _state, language, _name in told} == {
        "ar",
        "fa",
        "fa-af",
        "ps",
        "ur",
        "ckb",
        "bn",
        "ru",
    }


def test_the_partnership_s_file_is_what_the_generator_writes(tmp_path: Path) -> None:
    folder = REPOSITORY / "partnerships/silk_routes"
    for file in ("states.csv", "state_names.csv"):
        (tmp_path / file).write_bytes((folder / file).read_bytes())
    names.complete(tmp_path)
    assert (tmp_path / "state_names.csv").read_bytes() == (folder / "state_names.csv").read_bytes()


def test_every_state_of_the_partnership_has_a_name_in_every_working_language() -> None:
    folder = REPOSITORY / "partnerships/silk_routes"
    held = {(row["state"], row["language"]) for row in rows(folder / "state_names.csv")}
    wanted = {
        (row["key"], language)
        for row in rows(folder / "states.csv")
        for language in ("en", "ar", "fa", "fa-af", "ps", "ur", "ckb", "bn", "tr", "ru")
    }
    assert wanted - held == set()
