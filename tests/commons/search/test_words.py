"""Words of every script: where they begin and end, how they are found, how they are shown again."""

from __future__ import annotations

import pytest

from serai.commons.search.words import Piece, asked, is_hit, marked, query, snippet, vector, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Budapest Process, 1993", ["budapest", "process", "1993"]),
        ("می‌روم به کابل", ["میروم", "به", "کابل"]),
        ("Qur'an; the FIA's", ["quran", "the", "fias"]),
        ("বাংলাদেশে অভিবাসন", ["বাংলাদেশে", "অভিবাসন"]),
        ("سال ۱۴۰۳، تهران", ["سال", "1403", "تهران"]),
        ("", []),
        ("— … !", []),
    ],
)
def test_words_are_runs_of_letters_marks_and_digits(text: str, expected: list[str]) -> None:
    assert words(text) == expected


# a text as somebody wrote it, and a question as somebody else types it
FOUND = [
    ("Arabic kaf in the question", "سفر به کابل", "كابل"),
    ("Urdu heh in the text", "ہجرت کے قوانین", "هجرت"),
    ("vowel marks in the text", "حقوق المُهَاجِرِين", "مهاجر"),
    ("a joiner in the text", "من می‌روم", "میروم"),
    ("a joiner in the question", "من میروم", "می‌روم"),
    ("Turkish capitals in the text", "TÜRKİYE", "turkiye"),
    ("Turkish letters in the question", "Turkiye", "Türkiye"),
    ("Bangladesh in Arabic with another yeh", "بنغلاديش", "بنغلادیش"),
    ("Bangla in two encodings", "পড়া", "পড\u09bcা"),
    ("the beginning of a word", "readmission agreements", "readm"),
    ("digits of another script", "در سال ۱۴۰۳", "1403"),
    ("the Arabic article in the text", "المهاجرون", "مهاجر"),
    ("the Arabic article in the question", "مهاجرون", "المهاجرون"),
    ("hamza left out", "وزارة شؤون اللاجئين", "شوون"),
    ("several words in another order", "working group on return", "return group"),
]


@pytest.mark.parametrize(("text", "question"), [row[1:] for row in FOUND], ids=[row[0] for row in FOUND])
def test_a_word_is_found_whatever_its_spelling(text: str, question: str) -> None:
    held = words(text)
    assert asked(question)
    assert all(any(is_hit(word, [one]) for word in held) for one in asked(question))


@pytest.mark.parametrize(
    ("text", "question"),
    [("Cumilla", "Comilla"), ("agreement", "greement"), ("a b c", "ab"), ("বড", "বড়")],
    ids=["two spellings of a city", "the end of a word", "letters apart", "another Bangla letter"],
)
def test_other_words_are_not_found(text: str, question: str) -> None:
    assert not any(is_hit(word, asked(question)) for word in words(text))


def test_the_title_weighs_more_than_the_text() -> None:
    assert vector("Return", "to return", "R1") == "'return':1A,4D 'r1':2B 'to':3D"


def test_a_question_becomes_beginnings_of_words_and_never_syntax() -> None:
    assert query(asked("return & 'group' | !x:*")) == "('return':*) & ('group':*) & ('x')"
    assert query(asked("المهاجر")) == "('المهاجر':* | 'مهاجر':*)"
    assert asked("the the THE") == ("the",)
    assert len(asked(" ".join(map(str, range(40))))) == 12


def test_a_snippet_shows_the_word_as_it_was_written() -> None:
    assert snippet("وزارت امور مُهَاجِرین", asked("مهاجر")) == (
        Piece("وزارت امور "),
        Piece("مُهَاجِرین", marked=True),
    )
    assert snippet("Mail from TÜRKİYE today", asked("turkiye")) == (
        Piece("Mail from "),
        Piece("TÜRKİYE", marked=True),
        Piece(" today"),
    )


def test_a_long_text_is_cut_around_the_word_at_the_ends_of_words() -> None:
    text = " ".join(["before"] * 60 + ["river"] + ["after"] * 60)
    pieces = snippet(text, asked("river"), size=60)
    shown = "".join(piece.text for piece in pieces)
    assert shown.startswith("… before")
    assert shown.endswith("after …")
    assert [piece.text for piece in pieces if piece.marked] == ["river"]
    assert len(shown) < 80


def test_a_title_is_shown_whole() -> None:
    title = "Information and counselling in the centre of Kabul"
    assert marked(title, asked("kabul")) == (
        Piece("Information and counselling in the centre of "),
        Piece("Kabul", marked=True),
    )


def test_a_text_without_the_word_shows_its_beginning() -> None:
    assert snippet("short", asked("river")) == (Piece("short"),)
    assert snippet("", asked("river")) == ()
