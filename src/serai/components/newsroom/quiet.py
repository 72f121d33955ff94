"""Wagtail mails whoever is in a group; here the desk says what is due, to those whose role is in force.

A group still holds people whose role has ended until they come back to the editor; a mail about a draft
would reach them.
"""

from __future__ import annotations

from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted


def silence() -> None:
    """Unhook Wagtail's mails about workflows. Twice is no error."""
    task_submitted.disconnect(
        sender=TaskState, dispatch_uid="group_approval_task_submitted_email_notification"
    )
    for signal, word in (
        (workflow_submitted, "submitted"),
        (workflow_rejected, "rejected"),
        (workflow_approved, "approved"),
    ):
        signal.disconnect(sender=WorkflowState, dispatch_uid=f"workflow_state_{word}_email_notification")
