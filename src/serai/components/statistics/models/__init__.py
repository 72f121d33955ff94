"""The nouns of the room, one file for each."""

from serai.components.statistics.models.inventory import ImprovementStep, RegisterEntry
from serai.components.statistics.models.provisions import Provision, SharingAgreement
from serai.components.statistics.models.registers import RegisterMatching
from serai.components.statistics.models.releases import Import, Release
from serai.components.statistics.models.structures import Artefact
from serai.components.statistics.models.submissions import (
    Explanation,
    PreRelease,
    Submission,
    SubmissionComment,
    SubmissionFile,
)
from serai.components.statistics.models.workbench import Bench, Matching

__all__ = [
    "Artefact",
    "Bench",
    "Explanation",
    "Import",
    "ImprovementStep",
    "Matching",
    "PreRelease",
    "Provision",
    "RegisterEntry",
    "RegisterMatching",
    "Release",
    "SharingAgreement",
    "Submission",
    "SubmissionComment",
    "SubmissionFile",
]
