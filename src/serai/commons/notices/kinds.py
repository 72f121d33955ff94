"""The kinds of news that the house tells people. Each application declares its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps

from serai.commons.notices.models import Delivery


@dataclass(frozen=True)
class NoticeKind:
    """``code`` names the template ``notices/<code>.txt``; ``title`` says to people what it is about.

    ``security`` kinds (a password changed, a factor reset) are mailed at once and cannot be switched off.
    """

    code: str
    title: Any
    security: bool = False
    default: str = Delivery.AT_ONCE.value


DIGEST = "digest"  # not a kind that anybody declares: a mail made of several notices


def kinds() -> dict[str, NoticeKind]:
    """Every kind of the house by code: an application declares its own by a method ``notice_kinds``."""
    found = (getattr(config, "notice_kinds", tuple) for config in apps.get_app_configs())
    return {kind.code: kind for declared in found for kind in declared()}


def kind_of(code: str) -> NoticeKind:
    """One kind; one that nobody declared any more keeps its name and is mailed at once."""
    return kinds().get(code) or NoticeKind(code, code)
