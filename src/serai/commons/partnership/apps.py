"""The Django application of the partnership."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from serai.commons.access.readers import Reader
    from serai.commons.audit.declaring import Noun
    from serai.commons.jobs.schedules import Schedule
    from serai.kernel.findable import Findable


class PartnershipConfig(AppConfig):
    """Label ``partnership``; the nouns that every room hangs on."""

    name = "serai.commons.partnership"
    label = "partnership"
    verbose_name = _("Partnership")
    default_auto_field = "django.db.models.BigAutoField"

    def search_entries(self) -> Iterator[Findable]:
        """Everything of this room that has a page."""
        from serai.commons.partnership.selectors.findable import entries

        return entries()

    def search_visible(self, reader: Reader, noun: str, keys: Iterable[str]) -> set[str]:
        """Which of these the reader may see now."""
        from serai.commons.partnership.selectors.findable import visible

        return visible(reader, noun, keys)

    def schedules(self) -> tuple[Schedule, ...]:
        """What is due by the clock in this room."""
        from serai.commons.jobs.schedules import Schedule
        from serai.commons.partnership.services.uploads import forget_stale_uploads

        title = _("Partnership files that nobody confirmed")
        return (Schedule("uploads", timedelta(hours=1), forget_stale_uploads, title),)

    def histories(self) -> tuple[Noun, ...]:
        """How the histories of this room's nouns read."""
        from serai.commons.partnership.history import nouns

        return nouns()
