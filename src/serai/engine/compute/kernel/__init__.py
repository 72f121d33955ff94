"""The compiled heart of "who migrated": records of crossings in, judged changes out. No file, no table.

One record is one crossing, 32 bytes, without a name: two hashes of the person (96 bits together: among a
hundred million people the odds that any two meet are one in ten million million), the row in the input,
the moment, and what the rules look at. Records are dealt to partitions by person, so that a partition
holds all of a person, fits the processor's cache and can be judged apart from all others.

The functions are compiled on first use and kept; they hold no lock while they run.
"""

from serai.engine.compute.kernel.dealing import deal, fingerprint, gather
from serai.engine.compute.kernel.judging import (
    AFTER_DEATH,
    CITIZEN,
    CONDITIONAL,
    EARLY,
    ELAPSED,
    EVIDENCE,
    EXCLUDED,
    FINAL,
    INSIDE,
    MIGRATION,
    ORPHAN,
    PROFILE,
    PROFILES,
    PROVISIONAL,
    UNESTABLISHED,
    UNKNOWN_DAY,
    judge,
    months_later,
)
from serai.engine.compute.kernel.words import COUNTS, DEATH, JUDGED, PERMIT, POLICIES, RECORD, Rule

__all__ = [
    "AFTER_DEATH",
    "CITIZEN",
    "CONDITIONAL",
    "COUNTS",
    "DEATH",
    "EARLY",
    "ELAPSED",
    "EVIDENCE",
    "EXCLUDED",
    "FINAL",
    "INSIDE",
    "JUDGED",
    "MIGRATION",
    "ORPHAN",
    "PERMIT",
    "POLICIES",
    "PROFILE",
    "PROFILES",
    "PROVISIONAL",
    "RECORD",
    "UNESTABLISHED",
    "UNKNOWN_DAY",
    "Rule",
    "deal",
    "fingerprint",
    "gather",
    "judge",
    "months_later",
]  # fmt: skip
