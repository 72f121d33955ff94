"""Who may see one thing, for whoever wants to change it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.commons.partnership.access import may_set_audience
from serai.commons.partnership.errors import NotAllowed, UnknownRow
from serai.commons.partnership.records import AudiencePage, Link
from serai.commons.partnership.selectors.parts import shown_to
from serai.commons.partnership.services.audience import NOUNS


def audience_of(noun: str, key: str, *, reader: Reader) -> AudiencePage:
    """A row as its page of audience shows it. At most six queries.

    Raises:  UnknownRow for a row that the reader may not see, NotAllowed for one that others decide about.
    """
    model = NOUNS.get(noun)
    row = model.objects.visible_to(reader).filter(pk=key).first() if model else None
    if model is None or row is None:
        raise UnknownRow(noun, key)
    if not may_set_audience(reader, row.owner_id):
        raise NotAllowed(_("You may not change who sees this"), advice=_("Ask the owner's focal point."))
    title = next(str(getattr(row, name)) for name in ("title", "name", "subject") if hasattr(row, name))
    return AudiencePage(
        thing=Link(noun, row.pk, title),
        shown_to=shown_to(row, reader),
        body=row.audience_body_id or "",
        organisations=tuple(row.audience_organisations.values_list("pk", flat=True)),
    )
