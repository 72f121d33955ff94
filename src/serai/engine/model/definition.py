"""Who counts as a resident: the definition as an object that every series carries.

A definition is never a constant inside a calculation. Two figures can only be compared when the
definitions they were made with can be laid side by side, so the definition travels with the figure
into its release.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from serai.engine.errors import EngineError


class UnknownDefinition(EngineError):
    """A definition was asked for by a name that nobody has written down."""


@dataclass(frozen=True)
class Definition:
    """A test of residence by what a person then did: so many days out of so many.

    ``threshold_days`` days on one side of the border, out of the ``window_days`` that follow a
    crossing (its own day included), make the person a resident (inside) or a non-resident (outside).
    The day of arrival counts as a day inside, the day of departure as a day outside.

    Units:   days, whole; a window is counted in days, not in calendar months.
    Raises:  UnknownDefinition when the threshold is not more than half of the window: then one window
             could prove a person resident and non-resident at once.
    """

    name: str
    threshold_days: int
    window_days: int
    orphans: str = "drop"
    words: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not (self.window_days / 2 < self.threshold_days <= self.window_days):
            raise UnknownDefinition(
                f"{self.threshold_days} of {self.window_days} days cannot decide residence",
                where=f"definition {self.name}",
                advice="Choose a threshold of more than half the window and no more than the whole window.",
            )
        if self.orphans != "drop":
            raise UnknownDefinition(
                f"The policy for unmatched crossings {self.orphans!r} is not known",
                where=f"definition {self.name}",
                advice="Use 'drop', which keeps the first of two crossings in the same direction.",
            )

    @property
    def slack_days(self) -> int:
        """Days on the other side that a window allows; one more, and the test has failed for good."""
        return self.window_days - self.threshold_days

    def as_dict(self) -> dict[str, Any]:
        """The definition as plain values, for a passport."""
        return asdict(self)

    def what_counts(self) -> dict[str, Any]:
        """The same without its words, which may be written better without changing a figure."""
        return {name: value for name, value in asdict(self).items() if name != "words"}


TWELVE_SIXTEEN = Definition(
    name="12/16",
    threshold_days=365,
    window_days=487,
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

DEFINITIONS: dict[str, Definition] = {TWELVE_SIXTEEN.name: TWELVE_SIXTEEN}


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
