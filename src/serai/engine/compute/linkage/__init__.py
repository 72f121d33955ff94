"""Which records are of one person, within a register and across registers, and how far that can be trusted."""

from serai.engine.compute.linkage.clerical import AnswersRefused, Sample, clerical_sample, judged
from serai.engine.compute.linkage.intervals import Share, Stratum, recalled, share_of, wilson
from serai.engine.compute.linkage.linking import BadThreshold, Linked, link
from serai.engine.compute.linkage.model import MODEL, ModelRefused, completed, default_model
from serai.engine.compute.linkage.quality import linkage_quality
from serai.engine.compute.linkage.records import FIELDS, NoNames, prepare_people

__all__ = [
    "FIELDS",
    "MODEL",
    "AnswersRefused",
    "BadThreshold",
    "Linked",
    "ModelRefused",
    "NoNames",
    "Sample",
    "Share",
    "Stratum",
    "clerical_sample",
    "completed",
    "default_model",
    "judged",
    "link",
    "linkage_quality",
    "prepare_people",
    "recalled",
    "share_of",
    "wilson",
]
