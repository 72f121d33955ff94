"""What forms about people offer to choose from, for whoever asks."""

from __future__ import annotations

from typing import Any

from serai.commons.access.readers import Reader
from serai.commons.access.roles import Role
from serai.commons.accounts.access import may_give
from serai.commons.directory.access import INVITE_ANYBODY
from serai.commons.directory.selectors.people import focal_of
from serai.commons.partnership.models import Body, Organisation
from serai.commons.partnership.rules import sorting_key
from serai.commons.partnership.selectors.parts import Names, today

Choices = list[tuple[str, Any]]


def organisations(reader: Reader) -> Choices:
    """Every organisation that the reader may see, by name."""
    rows = Organisation.objects.visible_to(reader).values_list("key", "name")
    return sorted(rows, key=lambda row: sorting_key(row[1]))


def organisations_to_invite_to(reader: Reader) -> Choices:
    """The organisations to which the reader may invite."""
    if INVITE_ANYBODY.roles & reader.roles:
        return organisations(reader)
    rows = Organisation.objects.filter(pk__in=focal_of(reader)).values_list("key", "name")
    return sorted(rows, key=lambda row: sorting_key(row[1]))


def states(reader: Reader) -> Choices:
    """Every state that has an organisation which the reader may see, by its name today."""
    keys = Organisation.objects.visible_to(reader).exclude(state=None).values_list("state_id", flat=True)
    names = Names(reader)
    rows = [(key, names.state(key, today()).name) for key in sorted(set(keys))]
    return sorted(rows, key=lambda row: sorting_key(str(row[1])))


def bodies(reader: Reader) -> Choices:
    """Every body that the reader may see."""
    return list(Body.objects.visible_to(reader).values_list("key", "name"))


def roles_to_give(reader: Reader) -> Choices:
    """The roles that the reader may give."""
    given = may_give(reader.roles)
    return [(role, label) for role, label in Role.choices if role in given]
