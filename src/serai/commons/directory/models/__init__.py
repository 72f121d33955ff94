"""People, what they hold in organisations, how they are written to, and who was invited."""

from serai.commons.directory.models.invitation import Invitation
from serai.commons.directory.models.mailing import ListExit, ListMember, ListRule, MailingList
from serai.commons.directory.models.person import FormOfAddress, Person, PersonMail, PersonPhone, Post
from serai.commons.directory.models.upload import ContactUpload

__all__ = [
    "ContactUpload",
    "FormOfAddress",
    "Invitation",
    "ListExit",
    "ListMember",
    "ListRule",
    "MailingList",
    "Person",
    "PersonMail",
    "PersonPhone",
    "Post",
]
