"""Django's name for the room."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from serai.commons.access.readers import Reader
    from serai.commons.audit.declaring import Noun
    from serai.commons.jobs.schedules import Schedule
    from serai.kernel.findable import Findable


class FilesConfig(AppConfig):
    """Files stored once by content."""

    name = "serai.commons.files"
    label = "files"
    default_auto_field = "django.db.models.BigAutoField"

    def search_entries(self) -> Iterator[Findable]:
        """Files of organisations, by name and description."""
        from serai.commons.files.findable import entries

        return entries()

    def search_visible(self, reader: Reader, noun: str, keys: Iterable[str]) -> set[str]:
        """Which of these the reader may see now."""
        from serai.commons.files.findable import visible

        return visible(reader, keys)

    def schedules(self) -> tuple[Schedule, ...]:
        """What is over goes."""
        from serai.commons.files.services import sweep
        from serai.commons.jobs.schedules import Schedule

        return (Schedule("files", timedelta(days=1), sweep, _("Files past their day, unused contents")),)

    def mentions(self, subject: Any) -> list[str]:
        """Files that name a person, told before they are erased."""
        from serai.commons.files.erasure import mentions

        return mentions(subject)

    def erase(self, subject: Any) -> list[str]:
        """A person goes from the lists of files."""
        from serai.commons.files.erasure import erase

        return erase(subject)

    def histories(self) -> tuple[Noun, ...]:
        """How the histories of this room's nouns read."""
        from serai.commons.files.history import nouns

        return nouns()
