"""What a load did, or would do: rows counted per file, every refusal named, every change shown."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Refusal:
    """One row, or a whole file when ``line`` is of its header, that was not taken."""

    file: str
    line: int
    field: str
    value: str
    reason: str
    advice: str

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}"
        what = f"{self.field}: " if self.field else ""
        value = f" ({self.value!r})" if self.value else ""
        return f"{place}: {what}{self.reason}{value}. {self.advice}"


@dataclass(frozen=True)
class FieldChange:
    """A field of a row that is no longer what it was."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """A new or changed row. ``action`` is created or updated."""

    file: str
    line: int
    key: str
    action: str
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True)
class FileReport:
    """The count of one file: ``rows`` is always loaded + refused."""

    file: str
    rows: int
    created: int
    updated: int
    unchanged: int
    kept: int  # seen by the house itself; what the file tells about it is left aside
    refused: int
    absent: int  # in the database and no longer in the file; nothing is deleted

    def __post_init__(self) -> None:
        if self.rows != self.loaded + self.refused:
            raise ValueError(f"{self.file}: {self.rows} rows are not {self.loaded} + {self.refused}")

    @property
    def loaded(self) -> int:
        """Rows that stand in the database after the load."""
        return self.created + self.updated + self.unchanged + self.kept


@dataclass(frozen=True)
class LoadReport:
    """The whole load. ``written`` is False for a preview."""

    written: bool
    files: tuple[FileReport, ...]
    refusals: tuple[Refusal, ...] = ()
    changes: tuple[Change, ...] = ()
    left_alone: tuple[str, ...] = field(default=())  # files of other rooms

    @property
    def ok(self) -> bool:
        """Whether nothing was refused."""
        return not self.refusals

    def total(self, name: str) -> int:
        """The sum of one count over all files: rows, loaded, created, updated, unchanged, kept, refused."""
        return sum(int(getattr(file, name)) for file in self.files)

    @property
    def refused(self) -> int:
        """How many rows were refused; a file that cannot be read at all counts at least once."""
        return max(self.total("refused"), len({(refusal.file, refusal.line) for refusal in self.refusals}))

    def __str__(self) -> str:
        """The report for a terminal: a line per file, then every refusal."""
        lines = [
            f"{file.file}: {file.rows} rows, {file.created} new, {file.updated} changed, "
            f"{file.unchanged + file.kept} as they were, {file.refused} refused"
            for file in self.files
        ]
        verb = "Loaded" if self.written else "Would load"
        lines.append(
            f"{verb} {self.total('loaded')} of {self.total('rows')} rows: {self.total('created')} new, "
            f"{self.total('updated')} changed, {self.total('unchanged') + self.total('kept')} as they were."
        )
        lines += [f"Refused: {refusal}" for refusal in self.refusals]
        return "\n".join(lines)

    @property
    def changed(self) -> bool:
        """Whether anything is new or different."""
        return bool(self.changes)

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        counts = ("rows", "loaded", "created", "updated", "unchanged", "kept", "refused", "absent")
        return {
            "written": self.written,
            "ok": self.ok,
            **{name: self.total(name) for name in counts},
            "files": [asdict(file) | {"loaded": file.loaded} for file in self.files],
            "refusals": [asdict(refusal) for refusal in self.refusals],
            "changes": [asdict(change) for change in self.changes],
            "left_alone": list(self.left_alone),
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> LoadReport:
        """Read back what :meth:`as_dict` wrote."""
        files = tuple(
            FileReport(**{key: value for key, value in file.items() if key != "loaded"})
            for file in data["files"]
        )
        changes = tuple(
            Change(**change | {"fields": tuple(FieldChange(**item) for item in change["fields"])})
            for change in data["changes"]
        )
        refusals = tuple(Refusal(**refusal) for refusal in data["refusals"])
        return cls(data["written"], files, refusals, changes, tuple(data["left_alone"]))
