"""The working languages, each as one record: what it is called, how it is written, what stands in for it.

Standard library only: the settings read it before Django is there. Facts: Unicode CLDR (digits,
direction, plural rules) and the partnership's own notes on languages and calendars.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Language:
    """One working language.

    ``code`` is Django's code and the first part of its addresses, ``locale`` the folder of its catalogue,
    ``habits`` the CLDR locale whose numbers and dates it uses, ``tag`` the BCP 47 tag, ``iso`` the
    ISO 639-3 code for export. ``plurals`` is the rule of its catalogue. ``stand_in`` is the language whose
    texts are shown where it has none of its own. ``beside`` is the calendar shown beside the Gregorian one
    until the reader chooses.
    """

    code: str
    locale: str
    habits: str
    iso: str
    name: str
    english: str
    plurals: str
    rtl: bool = False
    stand_in: str = ""
    beside: str = ""

    @property
    def forms(self) -> int:
        """How many plural forms a text has."""
        return int(self.plurals.partition(";")[0].partition("=")[2])


TWO = "nplurals=2; plural=(n != 1);"
ZERO_IS_ONE = "nplurals=2; plural=(n > 1);"
ARABIC = (
    "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 && n%100<=99 ? 4 : 5;"
)
RUSSIAN = (
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
)

LANGUAGES = (
    Language("en", "en", "en_GB", "eng", "English", "English", TWO),
    Language("ar", "ar", "ar_IQ", "ara", "العربية", "Arabic", ARABIC, rtl=True),
    Language("fa", "fa", "fa_IR", "fas", "فارسی", "Persian", ZERO_IS_ONE, rtl=True, beside="solar"),
    # fa-af and not prs: Django then stands in Persian, and CLDR knows fa_AF and not prs
    Language(
        "fa-af", "fa_AF", "fa_AF", "prs", "دری / Dari", "Dari", ZERO_IS_ONE,
        rtl=True, stand_in="fa", beside="solar_afghan",
    ),
    Language("ps", "ps", "ps_AF", "pus", "پښتو", "Pashto", ZERO_IS_ONE, rtl=True, beside="solar_afghan"),
    Language("ur", "ur", "ur_PK", "urd", "اردو", "Urdu", TWO, rtl=True),
    Language("ckb", "ckb", "ckb_IQ", "ckb", "کوردیی ناوەندی", "Central Kurdish", TWO, rtl=True),
    Language("bn", "bn", "bn_BD", "ben", "বাংলা", "Bangla", ZERO_IS_ONE),
    Language("tr", "tr", "tr_TR", "tur", "Türkçe", "Turkish", ZERO_IS_ONE),
    Language("ru", "ru", "ru_RU", "rus", "Русский", "Russian", RUSSIAN),
)  # fmt: skip
BY_CODE = {language.code: language for language in LANGUAGES}
CODES = tuple(BY_CODE)


def language(code: str | None) -> Language:
    """The record of a code; of its first part where the code is none of ours ("en-gb"), else English."""
    code = (code or "en").lower().replace("_", "-")
    return BY_CODE.get(code) or BY_CODE.get(code.split("-")[0]) or BY_CODE["en"]


def stand_ins(code: str) -> tuple[str, ...]:
    """The language itself, then those whose words stand in for it, English last."""
    chain = [language(code).code]
    while language(chain[-1]).stand_in:
        chain.append(language(chain[-1]).stand_in)
    return tuple(dict.fromkeys([*chain, "en"]))


def choices() -> list[tuple[str, str]]:
    """Code and own name of each, as Django's setting ``LANGUAGES`` wants them."""
    return [(one.code, one.name) for one in LANGUAGES]


def infos() -> dict[str, dict[str, Any]]:
    """What Django's ``LANG_INFO`` lacks or says otherwise: without it ``/ps/`` answers nothing."""
    return {
        one.code: {"bidi": one.rtl, "code": one.code, "name": one.english, "name_local": one.name}
        for one in LANGUAGES
    }


def right_to_left() -> list[str]:
    """Codes for ``LANGUAGES_BIDI``: Django looks at the first part of a code only, Wagtail at the whole."""
    return sorted({code for one in LANGUAGES if one.rtl for code in (one.code, one.code.split("-")[0])})
