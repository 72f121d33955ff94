"""Accounts are made and access is given back here; nobody makes their own."""

from serai.commons.accounts.services import links, resets, sessions
from serai.commons.accounts.services.demo import DemoAccount, make_demo_accounts
from serai.commons.accounts.services.people import (
    Actor,
    Handover,
    account_of,
    create_account,
    enrol_totp,
    first_administrator,
    give_access,
    needs_second_factor,
    new_totp_secret,
)
from serai.commons.accounts.services.roles import check_may_give, end_access, end_role, give_role, reopen

__all__ = [
    "Actor",
    "DemoAccount",
    "Handover",
    "account_of",
    "check_may_give",
    "create_account",
    "end_access",
    "end_role",
    "enrol_totp",
    "first_administrator",
    "give_access",
    "give_role",
    "links",
    "make_demo_accounts",
    "needs_second_factor",
    "new_totp_secret",
    "reopen",
    "resets",
    "sessions",
]
