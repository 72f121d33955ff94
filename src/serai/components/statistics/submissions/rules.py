"""Which way a submission goes, who may send it there, and who sees its figures. No database, clock or Django."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from serai.kernel.ids import content_id

MOVES: dict[tuple[str, str], str] = {
    ("draft", "send"): "draft",
    ("returned", "send"): "draft",
    ("draft", "hand_in"): "validated",
    ("validated", "approve"): "approved",
    ("validated", "return"): "returned",
    ("approved", "return"): "returned",
    ("embargoed", "return"): "returned",
    ("approved", "embargo"): "embargoed",
    ("embargoed", "embargo"): "embargoed",
    ("approved", "publish"): "published",
    ("embargoed", "publish"): "published",
    **{
        (state, "withdraw"): "withdrawn"
        for state in ("draft", "returned", "validated", "approved", "embargoed")
    },
}
"""Where an action leads from a state; what is not listed cannot be done."""
SENDERS = frozenset({"send", "hand_in", "withdraw", "correct"})
JUDGES = frozenset({"approve", "return", "embargo", "publish"})
APPROVED = frozenset({"approved", "embargoed", "published"})
AT_WORK = frozenset({"validated", "returned", *APPROVED})
SHARED = {"approved": frozenset({"approved", "published"}), "published": frozenset({"published"})}
"""In which states an agreement of each level opens the figures: never under embargo."""


@dataclass(frozen=True)
class Standing:
    """How somebody stands to a submission today.

    ``sender`` works for the provider and may send, ``judge`` may approve for the organisation that receives it.
    ``own_hand``: made, sent, handed in or explained something of it. ``named`` has pre-release access now,
    ``levels`` are those of the agreements in force for one of their organisations.
    """

    sender: bool = False
    judge: bool = False
    own_hand: bool = False
    named: bool = False
    levels: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Facts:
    """What an action depends on; ``errors``, ``accepted`` and ``unexplained`` are of the current file."""

    state: str
    has_file: bool = False
    errors: int = 0
    accepted: int = 0
    unexplained: int = 0
    published_before: bool = False
    embargo_until: datetime | None = None
    publishing: bool = False
    checking: bool = False


def works(state: str, who: Standing) -> bool:
    """Whether they see the work on it: files, findings, comments, history. A draft is the sender's alone."""
    return who.sender or (who.judge and state in AT_WORK)


def sees_figures(state: str, who: Standing) -> bool:
    """Whether they see its figures before and beside publication."""
    return (
        works(state, who)
        or (who.named and state in APPROVED)
        or any(state in SHARED[level] for level in who.levels)
    )


def obstacle(
    action: str,
    facts: Facts,
    who: Standing,
    *,
    now: datetime,
    until: datetime | None = None,
    said: str = "",
) -> str:
    """Why ``who`` may not do ``action`` now, as one word; "" when they may.

    ``until`` is the moment of an embargo, ``said`` what the person writes: a return and a correction need it.
    """
    if (action in SENDERS and not who.sender) or (action in JUDGES and not who.judge):
        return "who"
    if action == "correct":
        if facts.state != "published":
            return "state"
        return "" if said.strip() else "words"
    if (facts.state, action) not in MOVES:
        return "state"
    if facts.publishing:
        return "publishing"
    if action in JUDGES and who.own_hand:
        return "own_hand"
    match action:
        case "hand_in":
            return _unfit(facts)
        case "approve":
            return _unfit(facts) or ("unexplained" if facts.unexplained else "")
        case "return":
            return "" if said.strip() else "words"
        case "embargo":
            return _embargo(facts.embargo_until, until, now)
        case "publish":
            if facts.embargo_until and facts.embargo_until > now:
                return "embargo"
            return "published_before" if facts.published_before else ""
    return ""


def _unfit(facts: Facts) -> str:
    if not facts.has_file:
        return "no_file"
    if facts.checking:
        return "checking"
    if facts.errors:
        return "errors"
    if not facts.accepted:
        return "empty"
    return "published_before" if facts.published_before else ""


def _embargo(before: datetime | None, until: datetime | None, now: datetime) -> str:
    """An embargo lies ahead, and may be moved to a later moment only: others count on it."""
    if until is None or until <= now:
        return "past"
    return "earlier" if before and until < before else ""


def finding_id(finding: Mapping[str, Any]) -> str:
    """What an explanation is for: the same check, in the same place, about the same value."""
    return content_id(*(json.dumps(finding.get(name), sort_keys=True) for name in ("check", "key", "value")))


def check_id(check: str, file: str) -> str:
    """What an explanation of all warnings of one check is for; ``file`` is the hash of the file that has them."""
    return content_id("every", check, file)


def unexplained(
    findings: Iterable[Mapping[str, Any]],
    explained: Collection[str],
    beyond: Mapping[str, int] | None = None,
    file: str = "",
) -> int:
    """How many warnings nobody has explained, each alone or all of its check; ``beyond`` are not in ``findings``."""
    warnings = [one for one in findings if one["severity"] == "warning"]
    waiting = sum(
        finding_id(one) not in explained and check_id(one["check"], file) not in explained for one in warnings
    )
    more = (beyond or {}).items()
    return waiting + sum(count for check, count in more if check_id(check, file) not in explained)


def first_of_each(
    findings: Iterable[dict[str, Any]], most: int
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The first findings of each severity and check, and how many more there are, by severity and check."""
    kept: list[dict[str, Any]] = []
    seen: dict[tuple[str, str], int] = {}
    beyond: dict[str, dict[str, int]] = {}
    for one in findings:
        kind = (one["severity"], one["check"])
        seen[kind] = seen.get(kind, 0) + 1
        if seen[kind] <= most:
            kept.append(one)
        else:
            more = beyond.setdefault(kind[0], {})
            more[kind[1]] = more.get(kind[1], 0) + 1
    return kept, beyond
