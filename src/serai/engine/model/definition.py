"""Who counts as a resident: the definition as an object that every series carries.

A definition is never a constant inside a calculation. Two figures can only be compared when the
definitions they were made with can be laid side by side, so the definition travels with the figure
into its release.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from serai.engine.errors import EngineError

CALENDAR = "-cal"
"""After the name of a definition: the same in calendar months."""
ORPHANS = {
    "drop": "Of two crossings in one direction the first is kept.",
    "midpoint": "Between two crossings in one direction the missing one is put half way.",
    "permit-expiry": "Between two arrivals the missing departure is put on the day after a permit ended; "
    "where no permit ends between them, and between two departures, the first is kept.",
    "unknown": "The days between two crossings in one direction count neither as inside nor as outside.",
}
"""What may be done about a crossing whose other half is missing, and what that means."""


class UnknownDefinition(EngineError):
    """A definition, or a policy for orphans, that nobody has written down or that cannot decide."""


@dataclass(frozen=True)
class Definition:
    """A test of residence by what a person then did, or said on crossing: so much out of so much.

    ``threshold`` of the ``window`` that follows a crossing (its own day included), spent on the side of
    the border that it leads to, makes the person a resident (inside) or a non-resident (outside). The day
    of arrival counts as a day inside, the day of departure as a day outside.

    Units:   ``threshold`` and ``window`` in days, or in calendar months from the day of the crossing, as
             ``unit`` says; ``extra_days`` are days on top of the threshold. A month added to the 31st ends
             on the last day of a shorter month.
    Clock:   "outcome" counts days; "intention" believes the ``intended_days`` declared on crossing.
    Excluded: a crossing whose ``purpose`` is among ``exclusions`` proves nothing.
    Raises:  UnknownDefinition when the threshold is not more than half of the window: then one window
             could prove a person resident and non-resident at once.
    """

    name: str
    threshold: int
    window: int
    unit: str = "days"
    extra_days: int = 0
    clock: str = "outcome"
    exclusions: tuple[str, ...] = ()
    words: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # half of twelve months and a day is more than half: a day is a thirty-first of a month at least
        half = self.threshold + self.extra_days / (31 if self.unit == "months" else 1)
        if not (self.window / 2 < half <= self.window):
            raise UnknownDefinition(
                f"{self.threshold} of {self.window} {self.unit} cannot decide residence",
                where=f"definition {self.name}",
                advice="Choose a threshold of more than half the window and no more than the whole window.",
            )
        if self.unit not in ("days", "months") or self.clock not in ("outcome", "intention"):
            raise UnknownDefinition(
                f"It counts in {self.unit!r} by {self.clock!r}",
                where=f"definition {self.name}",
                advice="Count in days or months, by outcome or by intention.",
            )

    def window_from(self, day: dt.date) -> int:
        """The days of the window that begins on ``day``."""
        return self.window if self.unit == "days" else (add_months(day, self.window) - day).days

    def threshold_from(self, day: dt.date) -> int:
        """The days that decide, in the window that begins on ``day``."""
        base = self.threshold if self.unit == "days" else (add_months(day, self.threshold) - day).days
        return base + self.extra_days

    @property
    def longest_window(self) -> int:
        """Days of the longest window there can be."""
        return self.window if self.unit == "days" else self.window_from(dt.date(2023, 3, 1)) + 1

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def what_counts(self) -> dict[str, Any]:
        """The same without its words, which may be written better without changing a figure."""
        return {name: value for name, value in asdict(self).items() if name != "words"}


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


TWELVE_SIXTEEN = Definition(
    name="12/16",
    threshold=365,
    window=487,
    words={
        "en": (
            "A person becomes a resident by spending 365 of the 487 days that follow an arrival inside "
            "the country, and stops being one by spending 365 of the 487 days that follow a departure "
            "outside it. The day of arrival counts as inside, the day of departure as outside; the stay "
            "need not be in one piece. A migration is a change between the two, dated at the crossing "
            "that began it."
        ),
        "ar": (
            "يصبح الشخص مقيما إذا أمضى داخل البلد 365 يوما من الأيام الـ487 التي تلي وصوله، ولا يعود "
            "مقيما إذا أمضى خارجه 365 يوما من الأيام الـ487 التي تلي مغادرته. يحسب يوم الوصول داخل البلد "
            "ويوم المغادرة خارجه، ولا يشترط أن تكون الإقامة متصلة. والهجرة هي الانتقال من إحدى الحالتين "
            "إلى الأخرى، وتاريخها تاريخ العبور الذي بدأت به."
        ),
    },
)


def _written(name: str, threshold: int, window: int, en: str, ar: str) -> Definition:
    return Definition(name, threshold, window, words={"en": en, "ar": ar})


_DAYS = (
    TWELVE_SIXTEEN,
    _written(
        "un1998",
        365,
        365,
        "Recommendations of 1998: a long-term migrant stays on the other side of the border for at least "
        "twelve months, here 365 days without a break.",
        "توصيات 1998: المهاجر لأمد طويل يبقى في الجانب الآخر من الحدود اثني عشر شهرا على الأقل، وهي هنا "
        "365 يوما متصلة.",
    ),
    _written(
        "un2021-12m",
        365,
        365,
        "Framework of 2021, first test: residence changes with twelve months on the other side of the "
        "border, here 365 days without a break.",
        "إطار 2021، الاختبار الأول: تتغير الإقامة باثني عشر شهرا في الجانب الآخر من الحدود، وهي هنا 365 "
        "يوما متصلة.",
    ),
    _written(
        "un2021-6m1",
        183,
        365,
        "Framework of 2021, second test: residence is where a person spends most of twelve months, six "
        "months and a day, here 183 of 365 days.",
        "إطار 2021، الاختبار الثاني: الإقامة حيث يمضي الشخص معظم اثني عشر شهرا، أي ستة أشهر ويوما، وهي "
        "هنا 183 من 365 يوما.",
    ),
    _written(
        "3m",
        90,
        90,
        "A stay of three months on the other side of the border, here 90 days without a break. Under the "
        "framework of 2021 this is temporary mobility and no change of residence.",
        "بقاء ثلاثة أشهر في الجانب الآخر من الحدود، وهي هنا 90 يوما متصلة. ويعد ذلك في إطار 2021 تنقلا "
        "مؤقتا لا تغييرا للإقامة.",
    ),
)
_MONTHS = {"12/16": (12, 16, 0), "un1998": (12, 12, 0), "un2021-12m": (12, 12, 0), "un2021-6m1": (6, 12, 1),
           "3m": (3, 3, 0)}  # fmt: skip
_IN_MONTHS = {
    "en": "Counted in calendar months from the day of the crossing, not in days.",
    "ar": "تحسب بالأشهر التقويمية من يوم العبور لا بالأيام.",
}


def _in_months(one: Definition) -> Definition:
    threshold, window, extra = _MONTHS[one.name]
    return replace(
        one,
        name=one.name + CALENDAR,
        threshold=threshold,
        window=window,
        extra_days=extra,
        unit="months",
        words={language: f"{said} {_IN_MONTHS[language]}" for language, said in one.words.items()},
    )


DEFINITIONS: dict[str, Definition] = {
    one.name: one for day in _DAYS for one in (day, _in_months(day))
}  # each in days, then in months


def definition(name: str) -> Definition:
    """The definition of that name.

    Raises:  UnknownDefinition, naming those that exist.
    """
    try:
        return DEFINITIONS[name]
    except KeyError:
        known = ", ".join(sorted(DEFINITIONS))
        raise UnknownDefinition(
            f"There is no definition called {name!r}",
            advice=f"Known definitions: {known}.",
        ) from None


def orphans_policy(name: str) -> str:
    """The name of a policy for orphans, if it is one.

    Raises:  UnknownDefinition, naming those that exist.
    """
    if name not in ORPHANS:
        raise UnknownDefinition(
            f"The policy for unmatched crossings {name!r} is not known",
            advice="Known policies: "
            + "; ".join(f"{word} ({meaning.lower()[:-1]})" for word, meaning in ORPHANS.items())
            + ".",
        )
    return name
