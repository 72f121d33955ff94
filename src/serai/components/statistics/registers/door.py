"""What others may do with registers of people."""

from __future__ import annotations

from serai.commons.vaults.keys import Scope
from serai.components.statistics.refusals import in_words as refusal_in_words
from serai.components.statistics.registers.clerks import judge, write_sheet
from serai.components.statistics.registers.clock import keep
from serai.components.statistics.registers.folders import scope_of
from serai.components.statistics.registers.selectors import Held, compilations, registers
from serai.components.statistics.registers.services import compile_register, erase, link
from serai.components.statistics.registers.taking import take

__all__ = [
    "Held",
    "Scope",
    "compilations",
    "compile_register",
    "erase",
    "judge",
    "keep",
    "link",
    "refusal_in_words",
    "registers",
    "scope_of",
    "take",
    "write_sheet",
]
