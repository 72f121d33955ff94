"""Letters and digits of the scripts that the house meets, brought to one form for comparison.

Nothing here changes what is stored or shown: a name stays as its owner writes it. These forms only
decide whether two spellings are the same word, and what number a row of digits means.
"""

from __future__ import annotations

import unicodedata

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
    """``fold`` without case and without vowel marks: what an index and a question share."""
    bare = (c for c in unicodedata.normalize("NFD", fold(text)) if not unicodedata.combining(c))
    return unicodedata.normalize("NFC", "".join(bare)).casefold()
