"""What a token may reach: scopes. A token never sees more than its person and its scopes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Scope:
    """``code`` is "read:partnership"; ``title`` says it to people."""

    code: str
    title: Any


READ_PARTNERSHIP = Scope("read:partnership", _("Read the partnership: activities, projects, bodies, sources"))
READ_STATISTICS = Scope("read:statistics", _("Read statistics: releases and their observations"))
SCOPES = (READ_PARTNERSHIP, READ_STATISTICS)
