"""Form fields for dates in any calendar and numbers in any digits. They need no script."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from serai.commons.places.calendars import TITLES, active
from serai.commons.places.digits import UnreadableNumber, read_number
from serai.commons.places.months import Calendar
from serai.commons.places.reading import UnreadableInput, read_date
from serai.kernel.clock import PartialDate, Precision


class DateWidget(forms.MultiWidget):
    """A line for the date and a choice of the calendar in which it is written.

    The calendar is first the one that stands on the reader's pages; a date that is already there is shown
    in the Gregorian calendar, in which it is kept.
    """

    template_name = "places/date_widget.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        # the field's own words are the legend around both; each of the two still needs a name of its own
        text = forms.TextInput(
            attrs={"class": "form-control", "dir": "auto", "autocomplete": "off", "aria-label": _("Date")}
        )
        calendar = forms.Select(
            choices=list(TITLES.items()), attrs={"class": "form-select", "aria-label": _("Calendar")}
        )
        super().__init__({"date": text, "calendar": calendar}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """A stored date and the calendar in which it is shown."""
        if value in (None, ""):
            return ["", str(active())]
        return [str(value), str(Calendar.GREGORIAN)]


class PartialDateField(forms.MultiValueField):
    """A day, a month or a year in any calendar, as a ``PartialDate``; the unknown date when left empty."""

    widget = DateWidget

    def __init__(self, **kwargs: Any) -> None:
        fields = (
            forms.CharField(required=False, max_length=60),
            forms.TypedChoiceField(choices=list(TITLES.items()), coerce=Calendar, required=False),
        )
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[Any]) -> Any:
        """What was typed as a ``PartialDate``. Raises ``ValidationError`` that says what was expected."""
        text, calendar = (*(data_list or ["", ""]), "")[:2]
        try:
            return read_date(text or "", Calendar(calendar or Calendar.GREGORIAN))
        except UnreadableInput as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self, value: Any) -> Any:
        """The date. A choice of a calendar alone is not an answer."""
        if self.required and not (value and str(value[0] or "").strip()):
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return super().clean(value)


class DayField(PartialDateField):
    """A day in any calendar, as a ``date``; ``None`` when left empty."""

    def compress(self, data_list: list[Any]) -> date | None:
        """The day. Raises ``ValidationError`` for a month or a year alone."""
        found: PartialDate = super().compress(data_list)
        if not found.known:
            return None
        if found.precision is not Precision.DAY:
            raise forms.ValidationError(_("Write the day too, not only the month or the year."))
        return found.first


class NumberField(forms.CharField):
    """A number in any of the region's digits and groups; an ``int`` or a ``float``, ``None`` when left empty."""

    def to_python(self, value: Any) -> Any:
        """The number. Raises ``ValidationError`` that says what was expected."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            return read_number(text)
        except UnreadableNumber as error:
            message = _(
                "“%(text)s” is not a number. Write for example 12345 or 12,345; digits of any script will do."
            )
            raise forms.ValidationError(message, params={"text": text}) from error
