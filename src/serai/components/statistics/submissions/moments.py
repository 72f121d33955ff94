"""A moment that people type: a day in any calendar, and the hour of this site's clock."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from serai.commons.places.fields import DateWidget, DayField
from serai.kernel.texts import fold

_HOUR = re.compile(r"(\d{1,2})[:.](\d{2})")


class MomentWidget(DateWidget):
    """The date and its calendar, and a line for the hour."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        hour = forms.TextInput(
            attrs={"class": "form-control", "dir": "ltr", "autocomplete": "off", "aria-label": _("Hour")}
        )
        day, calendar = self.widgets
        forms.MultiWidget.__init__(self, {"date": day, "calendar": calendar, "hour": hour}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        """A moment as the day, its calendar and the hour; midnight of nothing."""
        if value in (None, ""):
            return [*super().decompress(None), "00:00"]
        local = timezone.localtime(value)
        return [*super().decompress(local.date()), f"{local:%H:%M}"]


class MomentField(DayField):
    """A day in any calendar and an hour in any digits, as a moment by the clock of this site."""

    widget = MomentWidget

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.fields = (*self.fields, forms.CharField(required=False, max_length=10))

    def compress(self, data_list: list[Any]) -> Any:
        """The moment. Raises ``ValidationError`` for a day or an hour that there is not."""
        day: Any = super().compress(data_list[:2])
        if day is None:
            return None
        hour = fold(str((data_list[2] if len(data_list) > 2 else "") or "00:00")).strip()
        found = _HOUR.fullmatch(hour)
        if not found or int(found[1]) > 23 or int(found[2]) > 59:
            raise forms.ValidationError(_("Write the hour as 9:30 or 17:00."))
        return timezone.make_aware(datetime.combine(day, time(int(found[1]), int(found[2]))))
