"""The invented people of the demonstration: one account for each role.

Their passwords and secrets are random, made at the first start and kept in the demonstration's data
folder, so that a second start prints the same. No real installation can have them: whoever calls says
that this is the demonstration, and the database refuses their addresses on any other account.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import transaction

from serai.commons.access.roles import Role
from serai.commons.accounts.errors import AccountRefused
from serai.commons.accounts.models import DEMO_DOMAIN, User
from serai.commons.accounts.services import people

FILE = "demo_accounts.json"


@dataclass(frozen=True)
class DemoAccount:
    """What the demonstration prints; ``totp_secret`` is "" for roles that need no second factor.

    ``encoded`` is the password as the database keeps it; it is remembered and not printed.
    """

    role: str
    email: str
    name: str
    password: str
    totp_secret: str
    encoded: str = ""

    def as_dict(self) -> dict[str, str]:
        """For the machine-readable summary."""
        return {name: value for name, value in asdict(self).items() if name != "encoded"}


def make_demo_accounts(folder: Path, *, is_demo: bool) -> list[DemoAccount]:
    """Make the demonstration's accounts, or find them again; ``folder`` keeps their words. Idempotent.

    Raises: AccountRefused when ``is_demo`` is false, or when people with real addresses have accounts here.
    """
    if not is_demo:
        raise AccountRefused("Invented accounts exist in the demonstration only")
    # whom the demonstration's people invited may have any address
    if User.objects.filter(is_demo=False).exists() and not User.objects.filter(is_demo=True).exists():
        advice = "Run the demonstration with a data folder of its own (SERAI_HOME)."
        raise AccountRefused("Real people have accounts in this database", advice=advice)
    kept = _read(folder / FILE) or _write(folder / FILE, [_invent(role) for role in Role])
    with transaction.atomic():
        users = [_bring_up(account) for account in kept]
    encoded = [replace(account, encoded=user.password) for account, user in zip(kept, users, strict=True)]
    return kept if encoded == kept else _write(folder / FILE, encoded)


def _invent(role: Role) -> DemoAccount:
    return DemoAccount(
        role=role.value,
        email=role.value.replace("_", "-") + DEMO_DOMAIN,
        name=f"Demo {role.name.replace('_', ' ').title()}",
        password=secrets.token_urlsafe(12),
        totp_secret=people.new_totp_secret() if people.needs_second_factor([role]) else "",
    )


def _bring_up(account: DemoAccount) -> User:
    """Make the database agree with ``account``; writes nothing when it does."""
    user = User.objects.filter(email=account.email).first()
    if user is None:
        user = people.make(
            email=account.email,
            name=account.name,
            roles=[account.role],
            password=account.password,
            is_demo=True,
        )
    # to check a password costs a fifth of a second by intent: what was stored last time is known to fit
    fits = user.password == account.encoded or user.check_password(account.password)
    if user.must_change_password or not fits:
        user.set_password(account.password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
    if account.totp_secret and _secret_of(user) != account.totp_secret:
        people.enrol_totp(user, account.totp_secret)
    return user


def _secret_of(user: User) -> str:
    factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return str(get_adapter().decrypt(factor.data["secret"])) if factor else ""


def _read(path: Path) -> list[DemoAccount]:
    if not path.exists():
        return []
    return [DemoAccount(**record) for record in json.loads(path.read_text())]


def _write(path: Path, accounts: list[DemoAccount]) -> list[DemoAccount]:
    """Write the file whole, readable by its owner only."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        json.dump([asdict(account) for account in accounts], stream, indent=1)
    fresh.replace(path)
    return accounts
