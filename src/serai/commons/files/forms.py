"""The shape of an upload."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from serai.commons.access.readers import Reader
from serai.commons.files import kinds
from serai.commons.files.selectors import owners_for
from serai.commons.partnership.models import Body
from serai.commons.partnership.models.audience import Audience


class UploadForm(forms.Form):
    """One file, whose it is and who may see it."""

    file = forms.FileField(label=_("File"))
    note = forms.CharField(label=_("What it is"), max_length=300, required=False)
    owner = forms.ChoiceField(label=_("Owner organisation"))
    audience = forms.ChoiceField(label=_("Who may see it"))
    body = forms.ChoiceField(label=_("Which body"), required=False)
    keep_until = forms.DateField(
        label=_("Keep until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_(
            "After this day it is removed. You are told a month before. Empty: until somebody removes it."
        ),
    )

    def __init__(self, reader: Reader, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = dict(self.fields)
        limit = int(settings.FILE_LIMIT) // 1024 // 1024
        fields["file"].help_text = _("At most %(limit)s MB. Kinds: %(endings)s.") % {
            "limit": limit,
            "endings": ", ".join(kinds.ENDINGS),
        }
        fields["file"].widget.attrs["accept"] = ",".join(f".{ending}" for ending in kinds.ENDINGS)
        fields["owner"].choices = owners_for(reader)
        if not fields["owner"].choices:
            del self.fields["owner"]
        bodies = Body.objects.visible_to(reader).filter(pk__in=reader.bodies).order_by("name")
        fields["body"].choices = [("", "–"), *bodies.values_list("pk", "name")]
        audiences = [Audience.OWNER, Audience.PARTNERSHIP, Audience.BODY, Audience.PUBLIC]
        if "owner" not in self.fields:
            audiences.remove(Audience.OWNER)
        if len(fields["body"].choices) == 1:
            audiences.remove(Audience.BODY)
            del self.fields["body"]
        fields["audience"].choices = [(one.value, one.label) for one in audiences]

    def clean(self) -> dict[str, Any]:
        """The audience of a body names the body, and no other audience does."""
        given = super().clean() or {}
        if given.get("audience") != Audience.BODY:
            given["body"] = None
        elif not given.get("body"):
            self.add_error("body", _("Choose the body whose members may see it."))
        return given


class SearchForm(forms.Form):
    """Words that a file's name or note must hold."""

    words = forms.CharField(label=_("Words in the name"), required=False, max_length=100)
