"""Columns of a vault: closed text, and the blind index by which an exact text is found again."""

from __future__ import annotations

from typing import Any

from django.db import models


class Sealed(models.BinaryField):  # type: ignore[type-arg]
    """A text that stands in the database as ciphertext only; opened by ``sessions.Session``."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"null": True, "editable": False} | kwargs)


class Blind(models.BinaryField):  # type: ignore[type-arg]
    """A keyed hash of the folded text of the column ``of``, equal for every spelling of one text.

    ``kind`` says what the text is ("email", "name", "document"): erasing a person by mail address looks
    into every column of that kind.
    """

    def __init__(self, *args: Any, of: str = "", kind: str = "", **kwargs: Any) -> None:
        self.of, self.kind = of, kind
        super().__init__(*args, **{"null": True, "editable": False, "db_index": True} | kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"of": self.of, "kind": self.kind}
