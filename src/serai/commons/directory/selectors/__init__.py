"""Questions about people; the first of them is who asks."""

from serai.commons.directory.selectors.choices import (
    bodies,
    organisations,
    organisations_to_invite_to,
    roles_to_give,
    states,
)
from serai.commons.directory.selectors.invitations import due, invitations, known_account, role_words
from serai.commons.directory.selectors.leaving import left_with, successors
from serai.commons.directory.selectors.mailing import list_row, mailing_list, mailing_lists
from serai.commons.directory.selectors.people import (
    alike,
    focal_of,
    found,
    own_person,
    people,
    person,
    person_row,
    post_row,
    visible,
)
from serai.commons.directory.selectors.who import reader_of

__all__ = [
    "alike",
    "bodies",
    "due",
    "focal_of",
    "found",
    "invitations",
    "known_account",
    "left_with",
    "list_row",
    "mailing_list",
    "mailing_lists",
    "organisations",
    "organisations_to_invite_to",
    "own_person",
    "people",
    "person",
    "person_row",
    "post_row",
    "reader_of",
    "role_words",
    "roles_to_give",
    "states",
    "successors",
    "visible",
]
