"""Django's name for the room of statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from serai.commons.access.readers import Reader
    from serai.commons.audit.declaring import Noun
    from serai.commons.jobs.schedules import Schedule
    from serai.commons.notices.kinds import NoticeKind
    from serai.commons.vaults.declarations import Vault
    from serai.commons.vaults.erasure import Subject
    from serai.kernel.findable import Findable


class StatisticsConfig(AppConfig):
    """Figures that were counted here and figures that others published."""

    name = "serai.components.statistics"
    label = "statistics"
    default_auto_field = "django.db.models.BigAutoField"

    def vaults(self) -> tuple[Vault, ...]:
        """Registers of people, in encrypted folders."""
        from serai.components.statistics.registers.vault import VAULT

        return (VAULT,)

    def schedules(self) -> tuple[Schedule, ...]:
        """Registers of people whose time is over are erased; what an embargo holds is published when it ends."""
        from serai.components.statistics.registers.clock import SCHEDULES
        from serai.components.statistics.submissions.tasks import SCHEDULES as EMBARGOES

        return (*SCHEDULES, *EMBARGOES)

    def notice_kinds(self) -> tuple[NoticeKind, ...]:
        """What people are told of figures that are sent."""
        from serai.components.statistics.submissions.telling import KINDS

        return KINDS

    def mentions(self, subject: Subject) -> list[str]:
        """What was written about submissions that names a person, told before they are erased."""
        from serai.components.statistics.submissions.erasure import mentions

        return mentions(subject)

    def erase(self, subject: Subject) -> list[str]:
        """What was compiled about a person from registers, and what was written of them beside submissions."""
        from serai.components.statistics.submissions.erasure import erase

        said = erase(subject)
        if not any(record.startswith("registers:") for record in subject.records):
            return said
        from serai.components.statistics.registers.services import erase_linked

        return [*said, *erase_linked(subject)]

    def search_entries(self) -> Iterator[Findable]:
        """The published tables."""
        from serai.components.statistics.selectors.findable import entries

        return entries()

    def search_visible(self, reader: Reader, noun: str, keys: Iterable[str]) -> set[str]:
        """Which of these the reader may see now."""
        from serai.components.statistics.selectors.findable import visible

        return visible(reader, keys)

    def histories(self) -> tuple[Noun, ...]:
        """How the histories of this room's nouns read."""
        from serai.components.statistics.history import nouns

        return nouns()
