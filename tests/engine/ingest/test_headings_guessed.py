"""What common headings of sheets in Persian, Arabic and Urdu are read as, and that no guess makes a state of them."""

from __future__ import annotations

import pytest

from serai.engine.ingest.grids.words import house, one_slip

READ = {
    "آیندگان": ("direction", "IN"),
    "آمدگان": ("direction", "IN"),
    "القادمون": ("direction", "IN"),
    "الوافدون": ("direction", "IN"),
    "الواصلين": ("direction", "IN"),
    "داخل‌شدگان": ("direction", "IN"),
    "آمد": ("direction", "IN"),
    "آنے والے": ("direction", "IN"),
    "ورودی": ("direction", "IN"),
    "روندگان": ("direction", "OUT"),
    "رفتگان": ("direction", "OUT"),
    "مغادرون": ("direction", "OUT"),
    "المغادرين": ("direction", "OUT"),
    "خارج‌شدگان": ("direction", "OUT"),
    "روانگی": ("direction", "OUT"),
    "جانے والے": ("direction", "OUT"),
    "خروجی": ("direction", "OUT"),
    "زنان": ("sex", "F"),
    "الإناث": ("sex", "F"),
    "خواتین": ("sex", "F"),
    "مردان": ("sex", "M"),
    "الذكور": ("sex", "M"),
}
TOTALS = ["جمع کل", "المجموع", "المجموع الكلي", "الإجمالي", "مجموع", "کل تعداد", "جمله"]
# pilgrims, returnees, migrants, refugees, the displaced, drivers, by air, by land, transit, children, those who pass,
# those evicted, those who set out, workers, students, guests, families
UNKNOWN = """
زائران زائرین الزوار بازگشتگان عودت‌کنندگان العائدون واپسی مهاجران المهاجرون مہاجرین پناهندگان اللاجئون
نازحون بیجاشدگان راننده السائقون رانندگان هوائی هوایی زمینی بحري ترانزیت العابرون عبورکنندگان اطفال کودکان بچے
اخراج‌شدگان رهسپاران روانه‌شدگان کارگران العمال طلاب مہمان خانواده‌ها العائلات سیاحتی تجارتی روادید المنفذ معبر
"""


@pytest.mark.parametrize(("text", "meant"), READ.items(), ids=READ)
def test_a_common_heading_is_read(text, meant):
    label = house().read(text)
    assert label is not None and dict(label.codes) == {meant[0]: frozenset({meant[1]})}


@pytest.mark.parametrize("text", TOTALS)
def test_a_total_is_a_total(text):
    assert house().is_total(text)


@pytest.mark.parametrize("text", UNKNOWN.split())
def test_no_state_is_guessed_from_a_word_that_only_resembles_its_name(text):
    assert "citizenship" not in house().guess(text)


@pytest.mark.parametrize(
    ("text", "guessed"),
    [
        ("arivals of men by rail", {"direction": "IN", "sex": "M"}),
        ("Depratures", {"direction": "OUT"}),
        ("افغانستاان", {"citizenship": "AFG"}),
        ("پاکستن", {"citizenship": "PAK"}),
        ("Irag", {}),
    ],
    ids=[
        "a letter too few",
        "two letters changed places",
        "a letter too many",
        "in Persian",
        "too short to tell",
    ],
)
def test_one_slip_of_the_pen_is_still_guessed(text, guessed):
    assert house().guess(text) == guessed


def test_two_slips_are_two_words():
    assert not one_slip("departrues", "arrivals") and not one_slip("deprtrues", "departures")
    assert one_slip("male", "male")
