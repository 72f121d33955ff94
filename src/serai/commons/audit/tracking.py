"""History of a noun: triggers of the database write every change down, whoever makes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import pghistory
from django.db import models
from pghistory.core import event_models

M = TypeVar("M", bound=type[models.Model])


def tracked(*, without: Sequence[str] = (), **more: Any) -> Callable[[M], M]:
    """Keep the history of a model: every row as it was made, changed and deleted, and every row it links.

    ``without`` names fields that must never enter a history: passwords, tokens, secrets of factors.
    The tables that Django makes for the model's many-to-many fields get a history of their own.
    """

    def decorate(model: M) -> M:
        _track(model, exclude=list(without) or None, **more)
        for field in model._meta.local_many_to_many:
            through = field.remote_field.through
            if through is not None and not isinstance(through, str) and through._meta.auto_created:
                _track(through, model_name=f"{model.__name__}{_camel(field.name)}Event")
        return model

    return decorate


def _track(model: Any, **more: Any) -> None:
    pghistory.track(
        pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent(), obj_field=None, **more
    )(model)


def _camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def event_classes() -> list[Any]:
    """The models of all histories; ``pgh_tracked_model`` of each is its noun."""
    return list(event_models())
