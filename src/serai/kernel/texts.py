"""Letters and digits of the scripts that the house meets, brought to one form for comparison.

Nothing here changes what is stored or shown: a name stays as its owner writes it. These forms only
decide whether two spellings are the same word, and what number a row of digits means.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

ASCII_DIGITS = "0123456789"
# Arabic-Indic, Extended Arabic-Indic (Persian, Urdu, Pashto), Bengali
NATIVE_DIGITS = ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "০১২৩৪৫৬৭৮৯")
DECIMAL_MARK = "\u066b"
THOUSANDS_MARK = "\u066c"
# joiners, direction marks and the byte order mark: invisible, and free to differ between two keyboards
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
SPACES = "\u00a0\u2007\u2009\u202f\t\r\n"
# one letter in two encodings: Arabic yeh and alef maksura against Farsi yeh, Arabic kaf against keheh,
# Urdu heh goal and heh doachashmee against heh
_LETTERS = {"ي": "ی", "ى": "ی", "ك": "ک", "ہ": "ه", "ھ": "ه", "ة": "ه"}

# letters that a search takes for one, beyond those that a comparison does; the key is the letter kept
_FAMILIES = {
    "ا": "آأإٱٲٳٵ",
    "ی": "يىېۍئےۓێۑ",
    "ک": "كڪڬ",
    "گ": "ګ",
    "ه": "ہھةۃۀۂەۿ",
    "و": "ؤۆۇۈۋۉ",
    "ر": "ڕ",
    "ل": "ڵ",
    "i": "ıİ",
    "o": "ø",
    "d": "đð",
    "l": "ł",
    "e": "ə",
    "ae": "æ",
    "oe": "œ",
    "th": "þ",
    "\u09a4\u09cd": "\u09ce",  # Bangla khanda ta
}
# tatweel, the lone hamza, and the marks that stand for ayn and hamza in Latin letters
_SILENT = "\u0640\u0621\u0674\u02bc\u02be\u02bf\u2018\u2019\u0027\u0060\u00b4"

LETTERS_FROM = "".join(_LETTERS)
LETTERS_TO = "".join(_LETTERS.values())

_DIGITS = {
    ord(native): ascii_ for row in NATIVE_DIGITS for native, ascii_ in zip(row, ASCII_DIGITS, strict=True)
}
_FOLD = {
    **_DIGITS,
    **{ord(a): b for a, b in _LETTERS.items()},
    **{ord(c): None for c in INVISIBLE},
    **{ord(c): " " for c in SPACES},
}
_TWINS = {ord(twin): letter for letter, twins in _FAMILIES.items() for twin in twins}
_BEFORE: dict[int, str | None] = {ord("İ"): "i", ord("I"): "i", **{ord(c): None for c in _SILENT}}


class Said(str):
    """A text that knows the language it is written in, wherever it is carried along as plain text."""

    __slots__ = ("language",)

    language: str

    def __new__(cls, text: str, language: str) -> Said:
        """``text`` in ``language`` (a code such as "fa-af")."""
        made = super().__new__(cls, text)
        made.language = language
        return made


def ascii_digits(text: str) -> str:
    """``text`` with every native digit as its ASCII digit; nothing else changes."""
    return text.translate(_DIGITS)


def fold(text: str) -> str:
    """The form in which two spellings of one word are equal.

    Digits become ASCII, twin letters of the Arabic script one letter, invisible marks go, runs of
    space become one space, and the ends are trimmed. Case stays: codes are case-sensitive.
    """
    return " ".join(unicodedata.normalize("NFC", text).translate(_FOLD).split())


def search_key(text: str) -> str:
    """What an index and a question share: the word, whatever its case, marks, joiners and twin letters.

    Arabic script loses vowel marks, hamza, tatweel and joiners, and each family of yeh, kaf, heh, waw and
    alef becomes one letter. Latin and Greek letters lose their accents, and the Turkish dotted and dotless
    i become one. Bangla keeps its marks, which make other words, and only its two encodings of one letter
    meet. Other words stay other words: Cumilla is not Comilla.
    """
    plain = unicodedata.normalize("NFKC", fold(text)).translate(_BEFORE).casefold().translate(_TWINS)
    return unicodedata.normalize("NFC", "".join(_unmarked(unicodedata.normalize("NFD", plain)))).translate(
        _TWINS
    )


def _unmarked(text: str) -> Iterator[str]:
    """The letters without the marks of scripts in which a mark makes no other word."""
    drop = False
    for letter in text:
        if not unicodedata.combining(letter):
            drop = _marks_fall(letter)
        elif drop:
            continue
        yield letter


def _marks_fall(letter: str) -> bool:
    code = ord(letter)
    return code < 0x0400 or 0x0600 <= code < 0x0780 or 0x1E00 <= code < 0x2000 or letter == "\u0435"
