"""How a file is to be read: the mapping, as frozen records checked on the way in.

A mapping says which columns of a file become which columns of a dataset, of what type, which marks
stand for which kind of absence, what makes a row unique and what is measured.
"""

from serai.engine.model.mapping.parsing import parse
from serai.engine.model.mapping.records import (
    SHEET,
    Column,
    Filter,
    Grid,
    Mapping,
    MappingInfo,
    Place,
    Reader,
    Source,
    Unpivot,
    Word,
)

__all__ = [
    "SHEET",
    "Column",
    "Filter",
    "Grid",
    "Mapping",
    "MappingInfo",
    "Place",
    "Reader",
    "Source",
    "Unpivot",
    "Word",
    "parse",
]
