"""Where the files of submissions lie: in the data folder, for this process alone, served to nobody but by selectors."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from django.conf import settings

from serai.components.statistics.models import SubmissionFile

SENT, OBSERVATIONS, MARKED, GUARDED = "sent", "observations.parquet", "marked", "withheld.json"
PART, LEFT_BEHIND = "part-", 24 * 3600


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


def guarded(file: SubmissionFile) -> Path:
    """What of it is withheld from whoever sees it early."""
    return place(file) / GUARDED


@contextmanager
def workroom() -> Iterator[Path]:
    """A folder beside the submissions in which a new version is put together; it goes with the work."""
    home().mkdir(mode=0o700, parents=True, exist_ok=True)
    for left in home().glob(f"{PART}*"):  # by a process that was killed
        if time.time() - left.stat().st_mtime > LEFT_BEHIND:
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(mkdtemp(prefix=PART, dir=home()))
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


def add(folder: Path, file: SubmissionFile) -> None:
    """Put what a check has made beside the file that was sent; what an earlier attempt had made is replaced."""
    for path in folder.iterdir():
        path.chmod(0o600)
        path.replace(place(file) / path.name)


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()
