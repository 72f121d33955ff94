"""Who may change the partnership, and who decides who sees what. Reading follows each row's audience."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from serai.commons.access import permission
from serai.commons.access.readers import Reader
from serai.commons.access.roles import Role
from serai.commons.partnership.errors import NotAllowed

if TYPE_CHECKING:
    from serai.commons.accounts.models import User

LOAD_PARTNERSHIP = permission(
    "partnership.load_partnership",
    _("Load the partnership's files"),
    [Role.ADMINISTRATOR, Role.SECRETARIAT],
)


SET_AUDIENCE = permission(
    "partnership.set_audience",
    _("Say who may see what: the secretariat everything, focal points what their organisation owns"),
    [Role.SECRETARIAT, Role.FOCAL_POINT],
)


def may_set_audience(reader: Reader, owner: str | None) -> bool:
    """Whether ``reader`` decides who sees a row of ``owner``, the key of an organisation or None."""
    return Role.SECRETARIAT in reader.roles or (
        Role.FOCAL_POINT in reader.roles and owner in reader.organisations
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
