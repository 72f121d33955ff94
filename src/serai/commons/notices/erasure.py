"""Forgetting a person: what they were told, what was mailed to them, and what others were told of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from serai.commons.notices.models import Mail, Notice, Preference, Rhythm


def erase(subject: Any) -> list[str]:
    """Let ``subject`` (account, names, emails) go from notices and mails; sentences saying what was done."""
    own, named = Q(), Q()
    addressed = Q()
    if subject.account is not None:
        own |= Q(account=subject.account)
    for email in subject.emails:
        addressed |= Q(address__iexact=email)
    for word in (*subject.names, *subject.emails):
        if word:
            named |= Q(words__icontains=word)
    lines = []
    notices = _delete(Notice, own) + _delete(Notice, named)
    lines += [f"{notices} notices removed"] if notices else []
    mails = _delete(Mail, own) + _delete(Mail, addressed) + _delete(Mail, named)
    lines += [f"{mails} mails removed from the log"] if mails else []
    if subject.account is not None:
        Notice.objects.filter(actor=subject.account).update(actor=None)
        chosen = _delete(Preference, own) + _delete(Rhythm, own)
        lines += [f"{chosen} choices about mail removed"] if chosen else []
    return lines


def _delete(model: Any, condition: Q) -> int:
    """Rows that meet the condition go; an empty condition meets none."""
    return int(model.objects.filter(condition).delete()[0]) if condition else 0
