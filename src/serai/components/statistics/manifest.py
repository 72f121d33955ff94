"""What the room of statistics declares: its pages, its menu entry, who may see receipts, its cards."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from serai.commons.access.readers import Reader
from serai.commons.access.requests import HttpRequest
from serai.components.statistics.access import (
    APPROVE_FIGURES,
    ARRANGE_SENDING,
    EDIT_INVENTORY,
    HAVE_AGREEMENTS,
    LOAD_SHEETS,
    LOAD_STRUCTURES,
    SEE_INVENTORY,
    SEE_RECEIPTS,
    SEND_FIGURES,
    START_WORK,
)
from serai.components.statistics.registers.vault import VAULT
from serai.web.manifest import DeskItem, HomeCard, MenuItem, Room


def home_cards(request: HttpRequest) -> Iterable[HomeCard]:
    """The latest figure of each published dataflow."""
    from serai.components.statistics.selectors.headlines import cards

    return cards(request.reader)


def desk_items(reader: Reader) -> Iterable[DeskItem]:
    """Figures to approve, figures that were returned, tables that are late."""
    from serai.components.statistics.submissions.due import due

    return due(reader)


MANIFEST = Room(
    name="statistics",
    title=_("Statistics"),
    url_prefix="statistics/",
    url_module="serai.components.statistics.urls",
    menu=(
        MenuItem(_("Statistics"), "statistics:list"),
        MenuItem(_("Structures"), "statistics:structures", section="work"),
        MenuItem(_("Imports"), "statistics:imports", SEE_RECEIPTS, section="work"),
        MenuItem(_("Data to send"), "statistics:sending", HAVE_AGREEMENTS, section="work"),
        MenuItem(_("Data-sharing agreements"), "statistics:agreements", HAVE_AGREEMENTS, section="work"),
        MenuItem(_("Workbench"), "statistics:workbench", LOAD_SHEETS, section="work"),
        MenuItem(_("Inventory of registers"), "statistics:inventory", SEE_INVENTORY, section="work"),
        MenuItem(VAULT.title, "statistics:registers", START_WORK, section="work"),
    ),
    permissions=(
        SEE_RECEIPTS,
        START_WORK,
        SEND_FIGURES,
        APPROVE_FIGURES,
        ARRANGE_SENDING,
        HAVE_AGREEMENTS,
        LOAD_STRUCTURES,
        LOAD_SHEETS,
        SEE_INVENTORY,
        EDIT_INVENTORY,
    ),
    home_cards=home_cards,
    desk_items=desk_items,
    endpoints="serai.components.statistics.endpoints",
    machines=(("sdmx/v2/", "serai.components.statistics.sdmx.urls"),),
)
