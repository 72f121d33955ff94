"""Mails of the newsroom, handed to the house's notices; nothing here opens a connection."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import override

from serai.commons.notices import services as notices
from serai.commons.notices import texts
from serai.components.newsroom.models import ContactRole, Issue, Subscriber


def absolute(path: str) -> str:
    """The whole address of a page, for words that leave the site."""
    return texts.absolute(path)


def send_confirmation(row: Subscriber, token: str) -> None:
    """Ask the owner of an address whether they want the newsletter."""
    with override(row.language):
        url = absolute(reverse("newsroom:confirm", args=[token]))
    _send(row.email, row.language, "newsroom_confirm", {"url": url})


def send_issue_mail(issue: Issue, words: dict[str, Any], row: Subscriber, leave: str) -> None:
    """One issue to one subscriber, with their own way out. No picture, and nothing that tells who read it."""
    with override(issue.language):
        way_out = absolute(reverse("newsroom:leave", args=[leave]))
    _send(row.email, issue.language, "newsroom_issue", {**issue_text(words), "leave": way_out})


def issue_text(words: dict[str, Any]) -> dict[str, str]:
    """The words of an issue as the mail's template takes them."""
    stories = "\n\n".join(f"{s['title']}\n{s['lead']}\n{s['url']}" for s in words["stories"])
    return {"title": words["title"], "opening": words["opening"], "stories": stories, "url": words["url"]}


def send_message(role: ContactRole, *, email: str, subject: str, message: str) -> None:
    """A visitor's message to the mailbox of a role; it is kept nowhere."""
    words = {"sender": email, "subject": " ".join(subject.split()), "message": message, "role": str(role)}
    _send(role.mailbox, "en", "newsroom_contact", words)


def _send(address: str, language: str, kind: str, words: dict[str, str]) -> None:
    notices.send_mail(address=address, language=language, kind=kind, words=words)
