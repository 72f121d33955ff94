"""Accounts are made and access is given back here; nobody makes their own."""

from serai.commons.accounts.services.demo import DemoAccount, make_demo_accounts
from serai.commons.accounts.services.people import (
    Handover,
    account_of,
    create_account,
    enrol_totp,
    first_administrator,
    give_access,
    needs_second_factor,
    new_totp_secret,
)

__all__ = [
    "DemoAccount",
    "Handover",
    "account_of",
    "create_account",
    "enrol_totp",
    "first_administrator",
    "give_access",
    "make_demo_accounts",
    "needs_second_factor",
    "new_totp_secret",
]
