"""What was taught about files of people: which matchings somebody may use, and which one fits a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.text import slugify
from django.utils.translation import gettext as _

from serai.commons.access.readers import Reader
from serai.components.statistics.access import START_WORK
from serai.components.statistics.models import RegisterMatching
from serai.components.statistics.workbench.rules import best_fit
from serai.engine import api
from serai.kernel.ids import is_name
from serai.kernel.texts import fold


@dataclass(frozen=True)
class Fit:
    """The matching that comes nearest to a file, and the headers by which the file differs, as they are written."""

    row: RegisterMatching
    new: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether no header differs."""
        return not self.new and not self.gone


def own(reader: Reader) -> QuerySet[Any]:
    """Matchings of the reader's organisations; none without the permission."""
    if not START_WORK.held_by(reader):
        return RegisterMatching.objects.none()
    return RegisterMatching.objects.filter(owner__in=reader.organisations)


def of(reader: Reader) -> list[RegisterMatching]:
    """What was taught in the reader's organisations. One query."""
    return list(own(reader).select_related("owner", "changed_by"))


def one(reader: Reader, name: str) -> RegisterMatching:
    """One matching. Raises: Http404."""
    found: RegisterMatching | None = own(reader).select_related("owner").filter(name=name).first()
    if found is None:
        raise Http404(_("There is no such matching."))
    return found


def headers(row: RegisterMatching) -> list[str]:
    """The headers of the files that a matching was made for."""
    return [header for shape in row.shapes for header in shape]


def nearest(
    shape: Sequence[str], known: Iterable[RegisterMatching], base: str = "", register: str = ""
) -> Fit | None:
    """The matching whose files have most headers in common with a file; None where no file has half of them.

    ``base`` and ``register`` leave only matchings of this kind and for this register.
    """
    rows = [row for row in known if base in ("", row.base) and register in ("", row.register)]
    written = {_key(header): header for row in rows for header in headers(row)}
    written |= {_key(header): header for header in shape}
    shapes = [(row.pk, [list(map(_key, one)) for one in row.shapes]) for row in rows]
    fit = best_fit([_key(header) for header in shape], shapes)
    if fit is None:
        return None
    row = next(row for row in rows if row.pk == fit.matching)
    return Fit(row, tuple(written[key] for key in fit.new), tuple(written[key] for key in fit.gone))


def mapping_text(row: RegisterMatching) -> str:
    """The matching as a mapping of the engine, which ``serai registers take`` takes as well."""
    return api.with_words(row.base, name=row.name, title=row.title, words=row.words)


def remember(
    row: RegisterMatching | None,
    *,
    actor: Any,
    title: str,
    words: Mapping[str, Any],
    shape: Sequence[str],
    **new: str,
) -> RegisterMatching:
    """One version more of what was taught, where anything changed; without a ``row`` the first of ``new``.

    Raises:  MappingInvalid, before anything is kept.
    """
    made = row or RegisterMatching(name=_free_name(title, new["base"]), version=0, **new)
    known = [list(map(_key, one)) for one in made.shapes]
    shapes = made.shapes if not shape or list(map(_key, shape)) in known else [*made.shapes, list(shape)]
    if made.pk and (dict(words), shapes, title) == (made.words, made.shapes, made.title):
        return made
    made.words, made.shapes, made.title = dict(words), shapes, title
    made.version, made.changed_by = made.version + 1, actor
    mapping_text(made)
    made.save()
    return made


def _key(header: str) -> str:
    return " ".join(fold(header).casefold().replace("_", " ").split())


def _free_name(title: str, base: str) -> str:
    plain = slugify(title).replace("-", "_")[:50]
    stem = plain if is_name(plain) else f"{base}_own"
    taken = set(RegisterMatching.objects.filter(name__startswith=stem).values_list("name", flat=True))
    names = (stem, *(f"{stem}_{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)
