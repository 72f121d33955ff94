"""Who may see what: releases are public, receipts and the quality of registers are for those who work with files."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from serai.commons.access import permission
from serai.commons.access.roles import Role

SEE_RECEIPTS = permission(
    "statistics.see_receipts",
    _("See what became of every loaded file"),
    [Role.STATISTICIAN, Role.SECRETARIAT, Role.ADMINISTRATOR],
)
START_WORK = permission(
    "statistics.start_work",
    _("Have who migrated compiled and the quality of a register measured"),
    [Role.STATISTICIAN],
)
SEND_FIGURES = permission(
    "statistics.send_figures",
    _("Prepare and send figures of one's organisation, sign its data-sharing agreements"),
    [Role.FOCAL_POINT, Role.STATISTICIAN],
)
APPROVE_FIGURES = permission(
    "statistics.approve_figures",
    _("Approve, return and publish figures that were sent to one's organisation"),
    [Role.STATISTICIAN],
)
ARRANGE_SENDING = permission(
    "statistics.arrange_sending",
    _("Say who sends which table by when, and draft data-sharing agreements"),
    [Role.SECRETARIAT],
)
LOAD_STRUCTURES = permission(
    "statistics.load_structures",
    _("Load code lists, data structures and other structures into the registry"),
    [Role.STATISTICIAN],
)
SEE_INVENTORY = permission(
    "statistics.see_inventory",
    _("See which registers each state holds, their legal basis, gaps and plans"),
    [Role.STATISTICIAN, Role.FOCAL_POINT, Role.PROJECT_MANAGER, Role.SECRETARIAT, Role.ADMINISTRATOR],
)
EDIT_INVENTORY = permission(
    "statistics.edit_inventory",
    _("Say what is known of the registers of one's state, and plan how they get better"),
    [Role.STATISTICIAN, Role.FOCAL_POINT],
)
LOAD_SHEETS = permission(
    "statistics.load_sheets",
    _("Bring files of figures to the workbench, say what their labels mean, load and publish them"),
    [Role.STATISTICIAN],
)
HAVE_AGREEMENTS = permission(
    "statistics.have_agreements",
    _("See, draft and end data-sharing agreements of one's organisation"),
    [Role.FOCAL_POINT, Role.STATISTICIAN, Role.SECRETARIAT],
)
