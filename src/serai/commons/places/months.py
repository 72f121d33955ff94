"""Names of months that no library has: Solar Hijri in Iran and in Afghanistan, and Hijri, by language.

The Afghan names are those of ``languages_calendars.yaml`` of the domain notes, in their own letters; the
others follow Unicode CLDR's "persian" and "islamic" calendars, which Babel does not carry, written as the
languages write them. No speaker has reviewed the table.
"""

from __future__ import annotations

from enum import StrEnum


class Calendar(StrEnum):
    """The calendars of the region."""

    GREGORIAN = "gregorian"
    SOLAR = "solar"  # Solar Hijri, as in Iran
    SOLAR_AFGHAN = "solar_afghan"  # the same days under the names of the zodiac
    HIJRI = "hijri"  # lunar, by the tables of Umm al-Qura


def _names(words: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in words.split(","))


_SOLAR = {
    "en": "Farvardin, Ordibehesht, Khordad, Tir, Mordad, Shahrivar, Mehr, Aban, Azar, Dey, Bahman, Esfand",
    "fa": "فروردین, اردیبهشت, خرداد, تیر, مرداد, شهریور, مهر, آبان, آذر, دی, بهمن, اسفند",
    "ps": "فروردین, اردیبهشت, خرداد, تیر, مرداد, شهریور, مهر, آبان, آذر, دي, بهمن, اسفند",
    "ar": "فروردين, أرديبهشت, خرداد, تير, مرداد, شهريور, مهر, آبان, آذر, دي, بهمن, إسفند",
    "ur": "فروردین, اردی بہشت, خرداد, تیر, مرداد, شہریور, مہر, آبان, آذر, دی, بہمن, اسفند",
    "ckb": "خاکەلێوە, گوڵان, جۆزەردان, پووشپەڕ, گەلاوێژ, خەرمانان, ڕەزبەر, گەڵاڕێزان, سەرماوەز, "
    "بەفرانبار, ڕێبەندان, ڕەشەمە",
    "bn": "ফারভার্দিন, অর্দিবেহেশ্ত, খোরদাদ, তির, মোরদাদ, শাহরিভার, মেহর, আবান, আজার, দেই, বাহমান, ইসফান্দ",
    "tr": "Ferverdin, Ordibeheşt, Hordad, Tir, Mordad, Şehriver, Mehr, Aban, Azer, Dey, Behmen, Esfend",
    "ru": "фарвардин, ордибехешт, хордад, тир, мордад, шахривар, мехр, абан, азар, дей, бахман, эсфанд",
}
_SOLAR_AFGHAN = {
    "en": "Hamal, Sawr, Jawza, Saratan, Asad, Sunbula, Mizan, Aqrab, Qaws, Jadi, Dalw, Hut",
    "fa": "حمل, ثور, جوزا, سرطان, اسد, سنبله, میزان, عقرب, قوس, جدی, دلو, حوت",
    "ps": "وری, غویی, غبرګولی, چنګاښ, زمری, وږی, تله, لړم, لیندۍ, مرغومی, سلواغه, کب",
    "ar": "الحمل, الثور, الجوزاء, السرطان, الأسد, السنبلة, الميزان, العقرب, القوس, الجدي, الدلو, الحوت",
    "ur": "حمل, ثور, جوزا, سرطان, اسد, سنبلہ, میزان, عقرب, قوس, جدی, دلو, حوت",
    "ckb": "حەمەل, سەور, جەوزا, سەرەتان, ئەسەد, سونبولە, میزان, عەقرەب, قەوس, جەدی, دەلو, حووت",
    "bn": "হামাল, সাওর, জাওজা, সারাতান, আসাদ, সুনবুলা, মিজান, আকরাব, কাওস, জাদি, দালও, হুত",
    "tr": "Hamel, Sevr, Cevza, Seretan, Esed, Sünbüle, Mizan, Akrep, Kavs, Cedi, Delv, Hut",
    "ru": "хамаль, савр, джауза, саратан, асад, сунбула, мизан, акраб, каус, джади, далв, хут",
}
_HIJRI = {
    "en": "Muharram, Safar, Rabi al-Awwal, Rabi al-Thani, Jumada al-Ula, Jumada al-Akhirah, Rajab, Shaban, "
    "Ramadan, Shawwal, Dhu al-Qadah, Dhu al-Hijjah",
    "fa": "محرم, صفر, ربیع‌الاول, ربیع‌الثانی, جمادی‌الاول, جمادی‌الثانی, رجب, شعبان, رمضان, شوال, ذیقعده, ذیحجه",
    "ps": "محرم, صفر, ربیع الاول, ربیع الثاني, جمادي الاول, جمادي الثاني, رجب, شعبان, رمضان, شوال, "
    "ذوالقعده, ذوالحجه",
    "ar": "محرم, صفر, ربيع الأول, ربيع الآخر, جمادى الأولى, جمادى الآخرة, رجب, شعبان, رمضان, شوال, "
    "ذو القعدة, ذو الحجة",
    "ur": "محرم, صفر, ربیع الاول, ربیع الثانی, جمادی الاول, جمادی الثانی, رجب, شعبان, رمضان, شوال, "
    "ذوالقعدہ, ذوالحجہ",
    "ckb": "موحەڕڕەم, سەفەر, ڕەبیعی یەکەم, ڕەبیعی دووەم, جەمادی یەکەم, جەمادی دووەم, ڕەجەب, شەعبان, "
    "ڕەمەزان, شەووال, زولقەعدە, زولحیججە",
    "bn": "মুহররম, সফর, রবিউল আউয়াল, রবিউস সানি, জমাদিউল আউয়াল, জমাদিউস সানি, রজব, শাবান, রমজান, শাওয়াল, জ্বিলকদ, জ্বিলহজ্জ",
    "tr": "Muharrem, Safer, Rebiülevvel, Rebiülahir, Cemaziyelevvel, Cemaziyelahir, Recep, Şaban, "
    "Ramazan, Şevval, Zilkade, Zilhicce",
    "ru": "мухаррам, сафар, раби аль-авваль, раби ас-сани, джумада аль-уля, джумада ас-сани, "
    "раджаб, шаабан, рамадан, шавваль, зуль-каада, зуль-хиджа",
}
NAMES: dict[Calendar, dict[str, tuple[str, ...]]] = {
    calendar: {language: _names(words) for language, words in table.items()}
    for calendar, table in (
        (Calendar.SOLAR, _SOLAR),
        (Calendar.SOLAR_AFGHAN, _SOLAR_AFGHAN),
        (Calendar.HIJRI, _HIJRI),
    )
}
