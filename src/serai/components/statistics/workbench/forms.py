"""What a person fills in at the workbench: a file, what its labels mean, how it is published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from serai.commons.access.readers import Reader
from serai.commons.partnership.models.audience import Audience
from serai.components.statistics.workbench import rules, selectors
from serai.components.statistics.workbench.wordings import Concepts
from serai.engine.model.looks import SeenLabel
from serai.web import wording

ENDINGS = ".csv,.tsv,.xlsx"
LEAST, MOST = 3, 50


class BringForm(forms.Form):
    """One file, whose it is, and what kind of sheet it is."""

    file = forms.FileField(label=_("File"), widget=forms.FileInput(attrs={"accept": ENDINGS}))
    owner = forms.ChoiceField(label=_("Organisation whose figures these are"))
    country = forms.CharField(
        label=_("State whose borders these are"),
        help_text=_("Three letters of ISO 3166, such as QRV."),
        max_length=3,
        required=False,
        validators=[RegexValidator("^[A-Z]{3}$", _("Write three capital letters."))],
    )
    base = forms.ChoiceField(
        label=_("What kind of sheet it is"),
        help_text=_("A file like one of an earlier month is recognised by itself."),
        required=False,
    )
    layout = forms.ChoiceField(
        label=_("How it is laid out"),
        choices=[
            ("", _("Find it out")),
            ("grid", _("Figures under headers that say what they are about, such as arrivals")),
            ("columns", _("One record in each row, the figures in one column")),
        ],
        required=False,
    )

    def __init__(self, reader: Reader, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = dict(self.fields)
        fields["file"].help_text = _("CSV or Excel (XLSX), at most %(limit)s MB.") % {
            "limit": wording.number(int(settings.FILE_LIMIT) // 1024 // 1024)
        }
        desks = selectors.desks(reader)
        fields["owner"].choices = [(desk.owner, desk.name) for desk in desks]
        if all(desk.state for desk in desks):
            del self.fields["country"]
        elif len(desks) == 1:
            fields["country"].required = True
        kinds = [(kind.name, _(kind.title)) for kind in selectors.kinds()]
        fields["base"].choices = [("", _("Find it out")), *kinds]


class MeaningForm(forms.Form):
    """What each of some labels means: a first choice, and a second one for labels that say two things."""

    title = forms.CharField(
        label=_("Name of this kind of file"),
        help_text=_("Under this name it is remembered for the next month."),
        max_length=120,
    )

    def __init__(
        self,
        labels: Sequence[tuple[SeenLabel, tuple[str, str, bool]]],
        concepts: Concepts,
        places: list[str],
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.labels = [label.text for label, _suggested in labels]
        for number, (label, (first, second, remembered)) in enumerate(labels):
            choices = concepts.choices_of(label, places)
            self.fields[f"first_{number}"] = forms.ChoiceField(
                label=label.text, choices=choices, initial=first, required=False,
                help_text=_help(label, bool(first), remembered),
            )  # fmt: skip
            if label.where in ("column", "row"):
                self.fields[f"second_{number}"] = forms.ChoiceField(
                    label=_("“%(label)s” also says") % {"label": label.text}, choices=concepts.besides(),
                    initial=second, required=False,
                )  # fmt: skip

    @property
    def words(self) -> dict[str, Any]:
        """Each label with what it means as a word of a mapping; None where nobody is sure."""
        given = self.cleaned_data
        return {
            label: rules.word_of(given.get(f"first_{number}", ""), given.get(f"second_{number}", ""))
            for number, label in enumerate(self.labels)
        }


def _help(label: SeenLabel, guessed: bool, remembered: bool) -> str:
    parts = []
    if label.figures and label.where in ("field", "code"):
        words = ngettext("It stands in %(n)s row.", "It stands in %(n)s rows.", label.figures)
        parts.append(words % {"n": wording.number(label.figures)})
    elif label.figures:
        words = ngettext("%(n)s figure stands under it.", "%(n)s figures stand under it.", label.figures)
        parts.append(words % {"n": wording.number(label.figures)})
    if remembered:
        parts.append(str(_("As it was said before.")))
    elif guessed:
        parts.append(str(_("This is a guess: not sure. Please look at it.")))
    elif not label.known:
        parts.append(str(_("Not known.")))
    return " ".join(parts)


class PublishForm(forms.Form):
    """How protected, shown to whom, and why it revises what was published."""

    threshold = forms.IntegerField(
        label=_("Smallest count that is shown"),
        help_text=_(
            "Counts from 1 up to below it are withheld, and as many others as keep them from being worked out."
        ),
        min_value=LEAST,
        max_value=MOST,
        initial=5,
    )
    audience = forms.ChoiceField(
        label=_("Who may see it"),
        choices=[
            (Audience.PUBLIC.value, Audience.PUBLIC.label),
            (Audience.PARTNERSHIP.value, Audience.PARTNERSHIP.label),
        ],
        initial=Audience.PARTNERSHIP.value,
    )
    reason = forms.CharField(
        label=_("Why it revises what was published"),
        help_text=_("Needed from the second revision on; readers see it."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
