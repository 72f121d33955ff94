"""How histories of sources and disagreements read."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from serai.commons.audit.declaring import Noun, Part
from serai.commons.partnership import models
from serai.commons.partnership.history.parts import (
    EVERYWHERE,
    REFERENCES,
    ROW,
    SHOWN,
    WRITTEN,
    linked,
    part,
    shown,
)


def evidence() -> tuple[Noun, ...]:
    """Sources and disagreements."""
    return (
        Noun(
            models.Source,
            _("source"),
            name="title",
            url="source",
            fields={
                **ROW,
                **SHOWN,
                **WRITTEN,
                "kind": _("the kind"),
                "url": _("the address"),
                "low_authority": _("whether its authority is low"),
            },
            parts=(
                part(
                    models.Statement,
                    "source",
                    _("a statement"),
                    {"number": _("the number"), "text": _("the text")},
                ),
                *shown(models.Source, sources=False),
            ),
        ),
        Noun(
            models.Disagreement,
            _("disagreement"),
            name="subject",
            fields={
                **ROW,
                **SHOWN,
                "subject": _("the subject"),
                "statement_a": _("what one side says"),
                "statement_b": _("what the other side says"),
                "handling": _("how it is handled"),
            },
            parts=(
                linked(models.Disagreement, "sources_a", _("a source of one side")),
                linked(models.Disagreement, "sources_b", _("a source of the other side")),
                linked(
                    models.Disagreement,
                    "audience_organisations",
                    _("an organisation that may see it"),
                ),
                Part(
                    models.DisagreementLink,
                    "disagreement",
                    _("a thing that it speaks of"),
                    {**EVERYWHERE, **REFERENCES},
                    tuple(REFERENCES),
                ),
            ),
        ),
    )
