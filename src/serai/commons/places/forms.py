"""The shape of what a reader chooses about dates."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from serai.commons.places.calendars import TITLES
from serai.commons.places.fields import DayField


class CalendarForm(forms.Form):
    """Which calendar stands beside the Gregorian one."""

    calendar = forms.ChoiceField(
        label=_("Beside the Gregorian date, show"),
        choices=[("", _("what is usual in the language of the page")), *TITLES.items()],
        required=False,
        widget=forms.RadioSelect,
    )


class DayForm(forms.Form):
    """A day to be seen in every calendar."""

    day = DayField(
        label=_("Day"),
        help_text=_("For example 24 May 2017 or 3 Jawza 1396; digits of any script will do."),
        required=False,
    )
