"""Who may change the partnership. Reading it is open to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from serai.commons.access import permission
from serai.commons.access.roles import Role
from serai.commons.partnership.errors import NotAllowed

if TYPE_CHECKING:
    from serai.commons.accounts.models import User

LOAD_PARTNERSHIP = permission(
    "partnership.load_partnership",
    _("Load the partnership's files"),
    [Role.ADMINISTRATOR, Role.SECRETARIAT],
)


def check_may_load(actor: User | str) -> None:
    """Refuse an account that may not load.

    A word such as "command line" is a programme of the house itself, started by somebody who can
    change anything on the machine anyway.
    """
    if not isinstance(actor, str) and not LOAD_PARTNERSHIP.granted_to(actor):
        raise NotAllowed(
            "You may not load the partnership's files", advice="Ask somebody of the secretariat to do it."
        )


def actor_name(actor: User | str) -> str:
    """How an actor is written down beside what was done: the account's number, never its address."""
    return actor if isinstance(actor, str) else f"account {actor.pk}"
