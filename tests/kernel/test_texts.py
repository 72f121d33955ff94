"""Two spellings of one word, and digits of the region's scripts."""

from __future__ import annotations

import pytest

from serai.kernel import texts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("كابل", "کابل"),  # Arabic and Persian kaf
        ("هجرت", "ہجرت"),  # heh and Urdu heh goal
        ("ايران", "ایران"),  # Arabic and Persian yeh
        ("می\u200cروم", "میروم"),  # with and without a joiner
        ("سال  ۱۳۹۰", "سال ١٣٩٠"),  # Persian and Arabic-Indic digits, one space and two
        ("Zoe\u0308", "Zoë"),
    ],
)
def test_spellings_of_one_word_fold_together(one: str, other: str) -> None:
    assert texts.fold(one) == texts.fold(other)


def test_folding_keeps_case_and_different_words_apart() -> None:
    assert texts.fold("NA") != texts.fold("na")
    assert texts.fold("عراق") != texts.fold("ایران")


def test_digits_change_and_nothing_else() -> None:
    assert texts.ascii_digits("۱۲٬۳ ٤٥ ১৬ a") == "12٬3 45 16 a"


SAME = [
    ("Arabic and Persian kaf", "كابل", "کابل"),
    ("Arabic heh and Urdu heh goal", "هجرت", "ہجرت"),
    ("with and without vowel marks", "مُهَاجِر", "مهاجر"),
    ("with and without a joiner", "می\u200cروم", "میروم"),
    ("with and without tatweel", "هجـــرة", "هجرة"),
    ("teh marbuta and heh", "هجرة", "هجره"),
    ("alef with and without hamza", "أفغانستان", "افغانستان"),
    ("alef with madda", "آسیا", "اسیا"),
    ("hamza on waw", "مؤتمر", "موتمر"),
    ("hamza on yeh, typed with either yeh", "لاجئ", "لاجی"),
    ("a lone hamza", "شعراء", "شعرا"),
    ("alef maksura and yeh", "على", "علي"),
    ("Pashto e and yeh", "پېښور", "پیښور"),
    ("Pashto gaf and Persian gaf", "ګډ", "گډ"),
    ("Urdu bari ye", "لئے", "لیی"),
    ("Kurdish with and without the small v", "کوردستان ناوەڕاست", "کوردستان ناوەراست"),
    ("Kurdish waw", "ڕۆژ", "روژ"),
    ("presentation forms of an old document", "\ufefb", "لا"),
    ("Bangla letter of one code or two", "\u09dc", "\u09a1\u09bc"),
    ("Bangla vowel of one code or two", "\u09cb", "\u09c7\u09be"),
    ("Turkish capitals", "TÜRKİYE", "Türkiye"),
    ("Turkish without its marks", "Türkiye", "Turkiye"),
    ("Turkish dotless i", "IĞDIR", "ığdır"),
    ("accents", "Zürich", "ZURICH"),
    ("sharp s", "Straße", "STRASSE"),
    ("Nordic letters", "Ærø", "aero"),
    ("apostrophes of transliteration", "Qur\u02bcan", "Quran"),
    ("Russian yo", "учёт", "учет"),
    ("digits of four scripts", "۱۴۰۳ ١٤٠٣ ১৪০৩", "1403 1403 1403"),
]


@pytest.mark.parametrize(("one", "other"), [row[1:] for row in SAME], ids=[row[0] for row in SAME])
def test_one_word_has_one_search_key(one: str, other: str) -> None:
    assert texts.search_key(one) == texts.search_key(other)


OTHER = [
    ("two spellings of a city are two words", "Cumilla", "Comilla"),
    ("Bangla letters with and without the dot below", "\u09ac\u09a1\u09bc", "\u09ac\u09a1"),
    ("a Bangla conjunct and two letters", "\u0995\u09cd\u09a4", "\u0995\u09a4"),
    ("Russian short i", "мой", "мои"),
    ("two Arabic words", "بنغلاديش", "باكستان"),
    ("Pashto letters of their own", "ښار", "سار"),
]


@pytest.mark.parametrize(("one", "other"), [row[1:] for row in OTHER], ids=[row[0] for row in OTHER])
def test_other_words_keep_other_keys(one: str, other: str) -> None:
    assert texts.search_key(one) != texts.search_key(other)


@pytest.mark.parametrize("text", [row[1] for row in SAME])
def test_a_search_key_is_its_own_search_key(text: str) -> None:
    assert texts.search_key(texts.search_key(text)) == texts.search_key(text)
