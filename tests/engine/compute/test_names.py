"""Names in the scripts of the region: one person's name gives one skeleton however it is written."""

from __future__ import annotations

import pyarrow as pa
import pytest

from serai.engine.compute.names import prepare_names, skeleton

# Worked by hand: the consonants by sound, A for a vowel at either end; stop words and ranks set aside.
SAME = [
    ("MHMD", ["Mohammad", "Muhammad", "Mohammed", "Md.", "محمد", "محمّد", "مُحَمَّد", "محـمد", "মোহাম্মদ", "মুহাম্মদ", "মোঃ"]),
    ("HSYN", ["Hussain", "Hossein", "Hossain", "Husein", "حسین", "حسين", "হোসেন", "হোসাইন", "হুসাইন"]),
    ("HSN", ["Hasan", "Hassan", "حسن", "হাসান", "হাছান"]),
    ("ABDRHMN", ["Abdul Rahman", "Abdur Rahman", "Abdulrahman", "Abd al-Rahman", "Abd-ur-Rahman", "عبدالرحمن",
                 "عبد الرحمن", "عبدالرحمان", "আব্দুর রহমান", "আবদুর রহমান"]),
    ("ABDALHA", ["Abdullah", "Abdulla", "Abd Allah", "عبدالله", "عبد الله", "عبداللہ", "আব্দুল্লাহ", "আবদুল্লাহ"]),
    ("NR ASLM", ["Nurul Islam", "Noor ul Islam", "نورالاسلام", "نور الإسلام", "নুরুল ইসলাম"]),
    ("SMS DYN", ["Shamsuddin", "Shams ud-Din", "شمس‌الدین", "شمس الدين", "শামসুদ্দিন"]),
    ("NZB ALHA", ["Najibullah", "Najib Ullah", "نجیب‌الله", "نجیب اللہ", "নজিবুল্লাহ"]),
    ("KSM", ["Qasem", "Ghasem", "Kasem", "Qasim", "قاسم", "কাসেম"]),
    ("YSF", ["Yusuf", "Yousef", "یوسف", "يوسف", "ইউসুফ"]),
    ("WHD", ["Wahid", "Vahid", "وحید", "ওয়াহিদ"]),
    ("FTMA", ["Fatima", "Fatemeh", "Fatimah", "فاطمه", "فاطمة", "ফাতেমা", "ফাতিমা", "Mst. Fatema Khatun"]),
    ("YHA", ["Yahya", "Yahia", "یحیی", "يحيى", "ইয়াহিয়া"]),
    ("ZHNKR", ["Jahangir", "جهانگیر", "جہانگیر", "জাহাঙ্গীর"]),
    ("BRN", ["Parvin", "Parveen", "پروین", "بروين", "পারভীন"]),
    ("RMZN", ["Ramazan", "Ramadan", "رمضان", "রমজান"]),
    ("RZA RHMN", ["Raza-ur-Rehman", "Reza Rahman", "رضاالرحمن", "রাজা-উর-রেহমান"]),
    ("SMHA", ["Samaha", "Samahah", "سماحة"]),
    ("MHA DYN", ["Muhiuddin", "Mohi ud-Din", "محی‌الدین", "محيي الدين", "মহিউদ্দিন"]),
    ("HSMA", ["Hashimi", "Al-Hashemi", "Elhashimi", "الهاشمي", "هاشمی", "হাশেমী"]),
    ("ASMN", ["Usman", "Osman", "Othman", "عثمان", "ওসমান"]),
]  # fmt: skip


@pytest.mark.parametrize(("expected", "spellings"), SAME, ids=[spellings[0] for _, spellings in SAME])
def test_one_name_has_one_skeleton_in_every_script(expected: str, spellings: list[str]) -> None:
    assert {spelling: skeleton(spelling) for spelling in spellings} == dict.fromkeys(spellings, expected)


def one(name: str | None) -> dict[str, object]:
    [row] = prepare_names(pa.array([name], pa.string())).to_pylist()
    return dict(row)


APART = [
    ("Haji Mohammad Akbar Khan", ["AKBR"], "haji mohammad khan"),
    ("مولوی سید محمد اکبر", ["AKBR"], "maulana sayed mohammad"),
    ("মোসাঃ রহিমা খাতুন", ["RHMA"], "mosammat khatun"),
    ("أم كلثوم", ["KLSM"], "umm"),
    ("ابوطالب", ["TLB"], "abu"),
    ("Ahmad bin Saeed", ["AHMD", "SYYD"], "bin"),
    ("Ahmad s/o Saeed", ["AHMD", "SYYD"], "bin"),
]


@pytest.mark.parametrize(("name", "kept", "apart"), APART, ids=[name for name, _, _ in APART])
def test_stop_words_ranks_and_kunya_are_set_aside_and_not_lost(
    name: str, kept: list[str], apart: str
) -> None:
    row = one(name)
    assert (row["words"], row["apart"]) == (kept, apart)


def test_a_name_of_nothing_but_such_words_is_compared_by_them() -> None:
    row = one("محمد خان")
    assert (row["words"], row["apart"], row["single"]) == (["MHMD", "XN"], "mohammad khan", False)


@pytest.mark.parametrize(
    ("name", "single"),
    [("Gulalai", True), ("গুলশান", True), ("Md. Rahim", True), ("عبد الرحمن", True), ("علی رضا", False)],
)
def test_single_names_are_marked(name: str, single: bool) -> None:
    assert one(name)["single"] is single


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Mizanur Rahman", ["MZN", "RHMN"]),
        ("মিজানুর রহমান", ["MZN", "RHMN"]),
        ("Nurun Nahar", ["NR", "NHR"]),
        ("নুরুন নাহার", ["NR", "NHR"]),
        ("Harun Noori", ["HRN", "NRA"]),
        ("Yunus Salim", ["YNS", "SLYM"]),
        ("Mansoor Rahimi", ["MNSR", "RHMA"]),
        ("Noor Rahman", ["NR", "RHMN"]),
    ],
)
def test_the_article_at_the_end_of_a_word_goes_and_the_words_own_letters_stay(
    name: str, kept: list[str]
) -> None:
    assert one(name)["words"] == kept


def test_it_does_not_matter_where_a_name_is_divided() -> None:
    names = ["Ali Reza Karimi", "Alireza Karimi", "علی‌رضا کریمی", "علیرضا كريمي"]
    assert set(prepare_names(pa.array(names)).column("key").to_pylist()) == {"ALRZKRMA"}


def test_the_script_is_told_and_the_own_letters_are_kept_for_comparison() -> None:
    table = prepare_names(pa.chunked_array([["Zahra", "زهرا"], ["زہرا", "জোহরা", "Захра"]]))
    assert table.column("script").to_pylist() == ["Latn", "Arab", "Arab", "Beng", "Zzzz"]
    assert table.column("normal").to_pylist() == ["zahra", "زهرا", "زهرا", "জোহরা", "захра"]


@pytest.mark.parametrize("name", [None, "", "  ", "---", "12345"])
def test_no_name_is_no_name(name: str | None) -> None:
    assert one(name) == {
        "key": None, "words": None, "normal": None, "apart": None, "script": None, "single": None,
    }  # fmt: skip


def test_an_empty_column_is_an_empty_table() -> None:
    assert prepare_names(pa.array([], pa.string())).num_rows == 0
