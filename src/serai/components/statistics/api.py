"""The door of the room: its index and the store, where a dataflow can be read, SDMX files, registers of people."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType

from django.urls import reverse

from serai.commons.access.readers import NOBODY
from serai.components.statistics.errors import ReleaseDamaged
from serai.components.statistics.quoting import Quoted, Shown, picture_of, quote
from serai.components.statistics.sdmx.exporting import export as export_sdmx
from serai.components.statistics.selectors.releases import release
from serai.components.statistics.services import Registered, register

__all__ = [
    "Addresses",
    "Quoted",
    "Registered",
    "Shown",
    "addresses",
    "export_sdmx",
    "make_demo_submissions",
    "picture_of",
    "quote",
    "register",
    "registers_of_people",
    "registry_of_structures",
]


def registers_of_people() -> ModuleType:
    """Verbs and questions about registers of people; imported when asked for, because they bring the engine.

    ``take``, ``link``, ``write_sheet``, ``judge``, ``compilations``, ``compile_register``, ``keep``, ``erase``,
    ``registers``, ``scope_of``, ``Scope``, ``refusal_in_words``.
    """
    from serai.components.statistics.registers import door

    return door


def registry_of_structures() -> ModuleType:
    """Verbs and questions about structures; imported when asked for, because they bring pysdmx.

    ``load``, ``list_structures``, ``write``, ``as_json``, ``FORMS``, ``Loaded``.
    """
    from serai.components.statistics.structures import door

    return door


@dataclass(frozen=True)
class Addresses:
    """Paths on this site: the page of a release, and its files by name."""

    page: str
    downloads: dict[str, str]


def make_demo_submissions() -> int:
    """An invented agency and what it sent, for the demonstration; how many submissions were made. Idempotent."""
    from serai.components.statistics.submissions.demo import furnish

    return furnish()


def addresses(dataflow: str) -> Addresses:
    """Where the latest public release of ``dataflow`` stands.

    Raises:  ReleaseDamaged when none is registered.
    """
    found = release(NOBODY, dataflow)
    if found is None:
        raise ReleaseDamaged(
            "this dataflow has no registered release",
            where=dataflow,
            advice="Start the house again: it registers what the store holds.",
        )
    place = [found.dataflow, found.revision]
    return Addresses(
        page=reverse("statistics:release", args=[found.dataflow]),
        downloads={
            file["name"]: reverse("statistics:download", args=[*place, file["name"]]) for file in found.files
        },
    )
