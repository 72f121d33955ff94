"""Registers of invented people whose truth is known: each person's records, as different clerks write them.

A person writes in one of six ways (Persian, Arabic, Urdu, Pashto, Bangla, Latin letters); one in five is the
brother or sister of another. Some registers write everybody in Latin letters, others in the person's own; each
record has its own slips: spelling and transliteration, words dropped or turned round, letters mistyped, day and
month exchanged, births on the first of January or of Hamal, years alone, fields left empty, documents renewed.
Nobody real is meant.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import pyarrow as pa

from serai.engine.model.solar import to_solar

WRITINGS = ("fa", "ar", "ur", "ps", "bn", "la")
"""Persian (and Dari), Arabic, Urdu, Pashto, Bangla; la is Latin letters alone."""
_DIGITS = {"fa": "۰۱۲۳۴۵۶۷۸۹", "ps": "۰۱۲۳۴۵۶۷۸۹", "ar": "٠١٢٣٤٥٦٧٨٩", "bn": "০১২৩৪৫৬৭৮৯"}
_BEFORE = {
    "fa": ("حاجی", "سید", "محمد", "ملا"), "ar": ("الحاج", "السيد", "محمد", "محمّد"),
    "ur": ("حاجی", "سید", "محمد", "محمّد"), "ps": ("حاجي", "سيد", "محمد", "مولوي"),
    "bn": ("মোঃ", "মোহাম্মদ", "হাজী", "মুহাম্মদ"), "la": ("Haji", "Md.", "Syed", "Muhammad", "Mohammad"),
}  # fmt: skip
_AFTER = {
    "fa": ("بی‌بی", "خانم", "گل"), "ar": ("خانم",), "ur": ("بیگم", "بی بی", "خاتون"), "ps": ("بي بي", "جان"),
    "bn": ("বেগম", "খাতুন", "আক্তার"), "la": ("Begum", "Khatun", "Bibi", "Khanum"),
}  # fmt: skip
# letters of invented surnames: Latin, Arabic letters, Bangla; consonants that every one of the scripts has
_CONSONANTS = [
    ("b", "ب", "ব"), ("d", "د", "দ"), ("f", "ف", "ফ"), ("k", "ک", "ক"), ("l", "ل", "ল"), ("m", "م", "ম"),
    ("n", "ن", "ন"), ("r", "ر", "র"), ("s", "س", "স"), ("t", "ت", "ত"), ("z", "ز", "জ"), ("sh", "ش", "শ"),
    ("gh", "غ", "গ"), ("kh", "خ", "খ"), ("j", "ج", "জ"), ("h", "ه", "হ"),
]  # fmt: skip
_VOWELS = [("a", "ا", "া"), ("i", "ی", "ি"), ("u", "و", "ু"), ("a", "", "")]
_ENDINGS = [("i", "ی", "ী"), ("an", "ان", "ান"), ("zai", "زی", "জাই"), ("", "", "")]


@dataclass(frozen=True)
class Name:
    """One name and its spellings in each way of writing."""

    spellings: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class Person:
    """An invented person as they are, before anybody has written anything down."""

    number: int
    writing: str
    sex: str
    given: tuple[Name, ...]
    family: Name | None
    father: tuple[Name, ...]
    born: dt.date
    knows_birthday: bool
    document: str
    national_id: str


@dataclass(frozen=True)
class Invented:
    """Registers by name, and for each record of theirs, in order, whose it is and in which writing."""

    registers: dict[str, pa.Table]
    truth: pa.Table  # register, record_id, person, writing, home

    @property
    def people(self) -> list[int]:
        """The person behind each record, in the order of the registers."""
        numbers: list[int] = self.truth["person"].to_pylist()
        return numbers


def invented_registers(
    people: int,
    *,
    seed: int = 1,
    registers: Sequence[str] = ("border", "permits", "returns"),
    writings: Sequence[str] = WRITINGS,
    twice: float = 0.15,
) -> Invented:
    """Registers in which ``people`` invented persons have records: each in one to three, some twice in one.

    The first register writes everybody in Latin letters; in the others a record in four is in Latin
    letters and the rest in the person's own.
    """
    dice = random.Random(seed)  # noqa: S311  chance, not secrecy
    rows: dict[str, list[dict[str, str | None]]] = {name: [] for name in registers}
    truth: dict[str, list[dict[str, object]]] = {name: [] for name in registers}
    family: list[Person] = []
    for number in range(people):
        person = _person(dice, number, dice.choice(list(writings)))
        if family and dice.random() < 0.2:
            person = _sibling(dice, person, dice.choice(family))
        family = [*family[-19:], person]
        for place, name in enumerate(registers):
            times = (dice.random() < 0.7) + (dice.random() < twice)
            for _ in range(times):
                writing = "la" if place == 0 or dice.random() < 0.25 else person.writing
                record = f"{name[0].upper()}{len(rows[name]) + 1:07d}"
                rows[name].append({"record_id": record, **_record(dice, person, writing)})
                truth[name].append(
                    {"register": name, "record_id": record, "person": number, "writing": writing,
                     "home": person.writing}
                )  # fmt: skip
    tables = {name: pa.Table.from_pylist(found, schema=_WRITTEN) for name, found in rows.items()}
    return Invented(
        tables, pa.Table.from_pylist([row for name in registers for row in truth[name]], schema=_TRUE)
    )


_WRITTEN = pa.schema(
    [(name, pa.string()) for name in
     ("record_id", "name", "father_name", "birth_date", "sex", "document_number", "national_id")]
)  # fmt: skip
_TRUE = pa.schema(
    [("register", pa.string()), ("record_id", pa.string()), ("person", pa.int64()), ("writing", pa.string()),
     ("home", pa.string())]
)  # fmt: skip


def _person(dice: random.Random, number: int, writing: str) -> Person:
    names = _names()
    sex = "F" if dice.random() < 0.45 else "M"
    given = [dice.choice(names[sex.lower()])]
    if dice.random() < 0.3:
        given.append(dice.choice(names[sex.lower()]))
    family = None
    if dice.random() < 0.8:
        family = dice.choice(names["s"]) if dice.random() < 0.5 else _surname(dice)
    father = (dice.choice(names["m"]), *((family,) if family and dice.random() < 0.6 else ()))
    return Person(
        number, writing, sex, tuple(given), family, father,
        dt.date(1945, 1, 1) + dt.timedelta(days=dice.randrange(62 * 365)),
        dice.random() < 0.75,
        f"P{dice.randrange(10**8):08d}",
        f"{dice.randrange(10**12):012d}",
    )  # fmt: skip


def _sibling(dice: random.Random, person: Person, other: Person) -> Person:
    """The person as brother or sister of another: their father, their family's name, a few years between."""
    apart = dt.timedelta(days=dice.choice((-1, 1)) * dice.randrange(300, 3000))
    return replace(
        person, writing=other.writing, family=other.family, father=other.father, born=other.born + apart
    )


def _record(dice: random.Random, person: Person, writing: str) -> dict[str, str | None]:
    words = [_spelled(dice, name, writing) for name in person.given]
    if len(words) > 1 and dice.random() < 0.15:
        words.pop()
    if person.family and dice.random() < 0.93:
        words.append(_spelled(dice, person.family, writing))
    if len(words) > 1 and dice.random() < 0.04:
        words.reverse()
    words = [_slipped(dice, word) if dice.random() < 0.03 else word for word in words]
    if dice.random() < 0.2:
        if person.sex == "M":
            words.insert(0, dice.choice(_BEFORE[writing]))
        else:
            words.append(dice.choice(_AFTER[writing]))
    father = " ".join(_spelled(dice, name, writing) for name in person.father)
    if dice.random() < 0.03:
        father = _slipped(dice, father)
    document = person.document
    if dice.random() < 0.2:
        document = f"P{dice.randrange(10**8):08d}"  # renewed
    return {
        "name": " ".join(words),
        "father_name": father if dice.random() < 0.88 else None,
        "birth_date": _birth(dice, person, writing),
        "sex": person.sex if dice.random() < 0.98 else None,
        "document_number": document if dice.random() < 0.5 else None,
        "national_id": person.national_id if dice.random() < 0.2 else None,
    }


def _birth(dice: random.Random, person: Person, writing: str) -> str | None:
    born = person.born
    solar = writing in ("fa", "ps")
    draw = dice.random()
    if draw < 0.03:
        return None
    if draw < 0.06 and born.day <= 12:
        born = born.replace(month=born.day, day=born.month)
    elif draw < 0.09:
        born += dt.timedelta(days=dice.choice((-10, -1, 1, 10)))
    solar_year, solar_month, solar_day = to_solar(born)
    if not person.knows_birthday or dice.random() < 0.05:
        if dice.random() < 0.25:
            text = str(solar_year if solar else born.year)
        else:
            text = f"{solar_year}/01/01" if solar else f"01/01/{born.year}"
    elif solar:
        text = f"{solar_year}/{solar_month:02d}/{solar_day:02d}"
    else:
        text = f"{born:%d/%m/%Y}" if dice.random() < 0.5 else f"{born:%Y-%m-%d}"
    digits = _DIGITS.get(writing) if dice.random() < 0.6 else None
    return text.translate(str.maketrans("0123456789", digits)) if digits else text


def _spelled(dice: random.Random, name: Name, writing: str) -> str:
    return dice.choice(name.spellings[writing])


def _slipped(dice: random.Random, word: str) -> str:
    """A word with one letter left out, doubled, or exchanged with the next."""
    if len(word) < 4:
        return word
    at = dice.randrange(1, len(word) - 1)
    match dice.randrange(3):
        case 0:
            return word[:at] + word[at + 1 :]
        case 1:
            return word[:at] + word[at] + word[at:]
        case _:
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _surname(dice: random.Random) -> Name:
    """A surname that is in no table: syllables, written by the letter in each script."""
    parts = []
    for _ in range(dice.choice((2, 2, 3))):
        parts += [dice.choice(_CONSONANTS), dice.choice(_VOWELS)]
    parts += [dice.choice(_CONSONANTS), dice.choice(_ENDINGS)]
    latin, arabic, bangla = ("".join(part[script] for part in parts) for script in range(3))
    return Name(_in_all({"la": (latin.capitalize(),), "fa": (arabic,), "bn": (bangla,)}))


@cache
def _names() -> dict[str, list[Name]]:
    text = (files(__package__) / "invented_names.csv").read_text(encoding="utf-8")
    names: dict[str, list[Name]] = {}
    for row in csv.DictReader(line for line in text.splitlines() if not line.startswith("#")):
        given = {
            "la" if k == "latin" else k: tuple(v.split("|")) for k, v in row.items() if k != "kind" and v
        }
        names.setdefault(row["kind"], []).append(Name(_in_all(given)))
    return names


def _in_all(given: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Spellings for each writing: where none is given, the Persian one with that keyboard's letters."""
    keyboards = {"ar": ("یک", "يك"), "ur": ("ه", "ہ"), "ps": ("یک", "يک")}
    return given | {
        writing: tuple(word.translate(str.maketrans(come, go)) for word in given["fa"])
        for writing, (come, go) in keyboards.items()
        if writing not in given
    }
