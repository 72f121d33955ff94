"""Verbs about people: write, merge, invite, remove, keep lists."""

from serai.commons.directory.services.invitations import accept, invite, opened, resend, token_of, withdraw
from serai.commons.directory.services.leaving import leave
from serai.commons.directory.services.lists import (
    add_member,
    add_rule,
    drop_member,
    drop_rule,
    leave_list,
    leaving,
    leaving_token,
    write_list,
)
from serai.commons.directory.services.people import Details, add_post, end_post, merge, write_person

__all__ = [
    "Details",
    "accept",
    "add_member",
    "add_post",
    "add_rule",
    "drop_member",
    "drop_rule",
    "end_post",
    "invite",
    "leave",
    "leave_list",
    "leaving",
    "leaving_token",
    "merge",
    "opened",
    "resend",
    "token_of",
    "withdraw",
    "write_list",
    "write_person",
]
