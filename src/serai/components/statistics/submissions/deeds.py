"""What moves a submission on: the question that is asked before, and the verb that does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from serai.commons.accounts.models import User
from serai.components.statistics.submissions import services, tasks
from serai.components.statistics.submissions.forms import ApproveForm, EmbargoForm, SureForm, WordsForm


@dataclass(frozen=True)
class Question:
    """What is asked before something is done, what follows from it, and what has to be said."""

    title: Any
    text: Any
    form: type[forms.Form]
    danger: bool = False


QUESTIONS = {
    "hand_in": Question(
        _("Hand in for approval"),
        _("Whoever approves is told. You can add nothing until it is approved or returned."),
        SureForm,
    ),
    "approve": Question(
        _("Approve"),
        _("You have looked at the figures and at what the check found. Nothing is published by this."),
        ApproveForm,
    ),
    "publish": Question(
        _("Publish now"),
        _("The figures are published for everybody whom the table is for. What is out cannot be taken back."),
        SureForm,
    ),
    "embargo": Question(
        _("Publish at a later moment"),
        _("The moment is announced in the calendar. It can be moved to a later one only."),
        EmbargoForm,
    ),
    "return": Question(
        _("Return with a comment"), _("Whoever sent the figures is told and reads what you write."), WordsForm
    ),
    "withdraw": Question(
        _("Withdraw"),
        _("The figures are not published. You can begin anew at any time."),
        SureForm,
        danger=True,
    ),
    "correct": Question(
        _("Correct what was published"),
        _("A new submission begins. Its reason stands beside the revision for everybody."),
        WordsForm,
    ),
}


def question(action: str) -> Question:
    """What is asked before ``action``; a page answers 404 to any other."""
    if action not in QUESTIONS:
        raise Http404
    return QUESTIONS[action]


def do(action: str, *, actor: User, submission: int, given: Mapping[str, Any]) -> str:
    """Do it; the address of the page that shows what came of it. Raises: SubmissionRefused, UnknownSubmission."""
    on: dict[str, Any] = {"actor": actor, "submission": submission}
    match action:
        case "hand_in":
            services.hand_in(**on)
        case "approve":
            services.approve(**on, seen=given["seen"])
        case "return":
            services.give_back(**on, text=given["text"])
        case "embargo":
            services.embargo(**on, until=given["until"])
        case "withdraw":
            services.withdraw(**on)
        case "publish":
            return reverse("job", args=[tasks.ask_for_publishing(**on)])
        case "correct":
            made = services.correct(**on, reason=given["text"])
            return reverse("statistics:submission", args=[made.pk])
    return reverse("statistics:submission", args=[submission])
