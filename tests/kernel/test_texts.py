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


def test_a_search_key_drops_vowel_marks_and_case() -> None:
    assert texts.search_key("مُهَاجِر") == texts.search_key("مهاجر")
    assert texts.search_key("Zürich") == texts.search_key("ZURICH")
