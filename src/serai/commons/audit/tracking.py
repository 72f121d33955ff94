"""History of a noun: triggers of the database write every change down, whoever makes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import pghistory
from django.db import models

M = TypeVar("M", bound=type[models.Model])


def tracked(*, without: Sequence[str] = (), **more: Any) -> Callable[[M], M]:
    """Keep the history of a model: every row as it was made, changed and deleted.

    ``without`` names fields that must never enter a history: passwords, tokens, secrets of factors.
    """
    return pghistory.track(  # type: ignore[no-any-return]
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(without) or None,
        obj_field=None,
        **more,
    )
