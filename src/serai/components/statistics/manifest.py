"""What the room of statistics declares: its pages, its menu entry, who may see receipts, its cards."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from serai.commons.access.requests import HttpRequest
from serai.components.statistics.access import SEE_RECEIPTS, START_WORK
from serai.components.statistics.registers.vault import VAULT
from serai.web.manifest import HomeCard, MenuItem, Room


def home_cards(request: HttpRequest) -> Iterable[HomeCard]:
    """The latest figure of each published dataflow."""
    from serai.components.statistics.selectors.headlines import cards

    return cards(request.reader)


MANIFEST = Room(
    name="statistics",
    title=_("Statistics"),
    url_prefix="statistics/",
    url_module="serai.components.statistics.urls",
    menu=(
        MenuItem(_("Statistics"), "statistics:list"),
        MenuItem(_("Imports"), "statistics:imports", SEE_RECEIPTS, section="work"),
        MenuItem(VAULT.title, "statistics:registers", START_WORK, section="work"),
    ),
    permissions=(SEE_RECEIPTS, START_WORK),
    home_cards=home_cards,
    endpoints="serai.components.statistics.endpoints",
)
