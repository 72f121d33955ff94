"""Where the files of submissions lie: in the data folder, for this process alone, served to nobody but by selectors."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from django.conf import settings

from serai.components.statistics.models import SubmissionFile

SENT, OBSERVATIONS, MARKED = "sent", "observations.parquet", "marked"


def home() -> Path:
    """The folder of all submissions."""
    return Path(settings.HOME) / "submissions"


def place(file: SubmissionFile) -> Path:
    """The folder of one version."""
    return home() / str(file.submission_id) / str(file.version)


def sent(file: SubmissionFile) -> Path:
    """The file as it was sent."""
    return place(file) / f"{SENT}.{_ending(file.name)}"


def marked(file: SubmissionFile) -> Path:
    """The copy in which the findings are marked."""
    return place(file) / f"{MARKED}.{_ending(file.marked)}"


def observations(file: SubmissionFile) -> Path:
    """The figures that the check accepted."""
    return place(file) / OBSERVATIONS


@contextmanager
def workroom() -> Iterator[Path]:
    """A folder beside the submissions in which a new version is put together; it goes with the work."""
    home().mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix="part-", dir=home()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def keep(folder: Path, file: SubmissionFile) -> None:
    """Make a workroom the folder of ``file``, readable by nobody else."""
    for path in folder.iterdir():
        path.chmod(0o600)
    target = place(file)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if target.exists():  # left by a transaction that was rolled back
        shutil.rmtree(target)
    folder.replace(target)


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()
