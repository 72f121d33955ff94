"""The shape of what people choose."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import dates
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from serai.commons.notices.models import Delivery, Rhythm
from serai.commons.notices.selectors import Choice, time_zones
from serai.commons.places.digits import native


class ChoicesForm(forms.Form):
    """One choice for each kind of news, and when digests go out."""

    time_zone = forms.ChoiceField(label=_("Your time zone"))
    hour = forms.TypedChoiceField(label=_("Hour of the day"), coerce=int)
    week_day = forms.TypedChoiceField(label=_("Day of the weekly mail"), coerce=int)

    def __init__(self, choices: Iterable[Choice], rhythm: Rhythm, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = dict(self.fields)
        fields["time_zone"].choices = [(zone, zone.replace("_", " ")) for zone in time_zones()]
        fields["hour"].choices = [(hour, native(f"{hour:02}:00", get_language())) for hour in range(24)]
        fields["week_day"].choices = list(dates.WEEKDAYS.items())
        self.initial = {
            **self.initial,
            "time_zone": rhythm.time_zone,
            "hour": rhythm.hour,
            "week_day": rhythm.week_day,
        }
        own: dict[str, Any] = {}
        for choice in choices:
            if not choice.kind.security:
                own[f"kind_{choice.kind.code}"] = forms.ChoiceField(
                    label=choice.kind.title, choices=Delivery.choices, initial=choice.delivery
                )
        self.fields = own | fields

    def wanted(self) -> dict[str, str]:
        """Kind -> delivery, as it was sent."""
        return {
            name.removeprefix("kind_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("kind_")
        }
