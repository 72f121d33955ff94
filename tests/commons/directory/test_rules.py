"""Names, numbers and forms of address, as tables of cases."""

from __future__ import annotations

import pytest

from serai.commons.directory.rules import forms_of_address, lines, name_key, one_line, phone_number


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("Al-Rashid, Omar", "al rashid omar", id="hyphen, comma and case"),
        pytest.param("كريم", "کریم", id="Arabic and Persian kaf and yeh"),
        pytest.param("Zoë", "Zoe\u0308", id="one letter or two code points"),
        pytest.param("می‌نا", "مینا", id="a joiner that nobody sees"),
    ],
)
def test_two_spellings_of_one_name_are_one(one, other):
    assert name_key(one) == name_key(other)


def test_two_names_stay_two():
    assert name_key("Karim") != name_key("Karima")


@pytest.mark.parametrize(
    ("typed", "region", "kept"),
    [
        # numbers that belong to nobody: Ofcom keeps +44 20 7946 0xxx for drama
        pytest.param("+44 20 7946 0018", "", "+442079460018", id="with the country's code"),
        pytest.param("020 7946 0018", "GB", "+442079460018", id="as it is dialled in its country"),
        pytest.param("+٤٤٢٠٧٩٤٦٠٠١٨", "", "+442079460018", id="in Arabic digits"),
        pytest.param("020 7946 0018", "", None, id="without a country nobody knows whose it is"),
        pytest.param("ask the porter", "", None, id="words"),
        pytest.param("+44 1", "", None, id="too short"),
    ],
)
def test_a_telephone_number_is_kept_in_international_form(typed, region, kept):
    assert phone_number(typed, region) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        pytest.param("Nour\r\nBcc: all@example.org", "Nour Bcc: all@example.org", id="a header smuggled in"),
        pytest.param("  Nour \t Haddad ", "Nour Haddad", id="spaces"),
        pytest.param("Nour\u2028Haddad\x00", "Nour Haddad", id="a line separator and a null"),
        pytest.param("می‌نا", "می‌نا", id="a joiner is part of the name"),
    ],
)
def test_a_name_stands_on_one_line(typed, kept):
    assert one_line(typed) == kept


def test_forms_of_address_are_read_by_language():
    found, bad = forms_of_address("en: Her Excellency\nar: معالي\nde: Exzellenz\nnothing", ["en", "ar"])
    assert found == {"en": "Her Excellency", "ar": "معالي"}
    assert bad == ["de: Exzellenz", "nothing"]


def test_each_line_is_one_thing():
    assert lines("a@example.org\n\n b@example.org \r\n") == ["a@example.org", "b@example.org"]
