"""What others may do with registers of people."""

from __future__ import annotations

from serai.commons.vaults.keys import Scope
from serai.components.statistics.registers.folders import scope_of
from serai.components.statistics.registers.selectors import Held, registers
from serai.components.statistics.registers.services import compile_register, erase, link, write_sheet
from serai.components.statistics.registers.taking import take

__all__ = [
    "Held",
    "Scope",
    "compile_register",
    "erase",
    "link",
    "registers",
    "scope_of",
    "take",
    "write_sheet",
]
