"""Say who may see a thing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from serai.commons.access.readers import Reader
from serai.commons.partnership import models
from serai.commons.partnership.access import may_set_audience
from serai.commons.partnership.errors import NotAllowed, UnknownRow, WrongAudience
from serai.commons.partnership.models.audience import Audience
from serai.commons.partnership.rules import check_audience

NOUNS: dict[str, Any] = {
    "activity": models.Activity,
    "project": models.Project,
    "body": models.Body,
    "framework": models.Framework,
    "organisation": models.Organisation,
    "register": models.Register,
    "source": models.Source,
    "disagreement": models.Disagreement,
}


def set_audience(
    *, actor: Reader, noun: str, key: str, audience: str, body: str = "", organisations: Iterable[str] = ()
) -> None:
    """Change who may see a row. Everything happens in one transaction; the history says who did it.

    ``actor`` is whoever asks (``request.reader``): the secretariat, or a focal point of the owner.
    Raises:  UnknownRow (also for a row that the actor may not see), NotAllowed, WrongAudience.
    """
    named = tuple(organisations)
    with transaction.atomic():
        model = NOUNS.get(noun, models.Activity)
        row = model.objects.visible_to(actor).filter(pk=key).first() if noun in NOUNS else None
        if row is None:
            raise UnknownRow(noun, key)
        if not may_set_audience(actor, row.owner_id):
            raise NotAllowed("You may not change who sees this", advice="Ask the owner's focal point.")
        given = {"owner": row.owner_id or "", "audience": audience, "audience_body": body}
        given["audience_organisations"] = ";".join(named)
        problems = check_audience(given)
        strange = audience not in Audience.values
        if strange or problems or not _seen(actor, body, named):
            reason = problems[0].reason if problems else "the audience names something that is not there"
            raise WrongAudience(reason, advice="Choose from the lists.")
        row.audience, row.audience_body_id = audience, body or None
        row.save(update_fields=["audience", "audience_body"])
        row.audience_organisations.set(named)
        if not model.objects.visible_to(actor).filter(pk=key).exists():
            raise WrongAudience(
                "You would not see it yourself any more, and could not open it again",
                advice="Its owner's focal point can do that.",
            )


def _seen(actor: Reader, body: str, organisations: tuple[str, ...]) -> bool:
    """Nobody can name what they do not see."""
    known = models.Organisation.objects.visible_to(actor).filter(pk__in=organisations).count()
    return known == len(set(organisations)) and (
        not body or models.Body.objects.visible_to(actor).filter(pk=body).exists()
    )
