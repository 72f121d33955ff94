"""The one door of the statistics engine."""

from typing import TYPE_CHECKING, Any

from serai.engine.api.balance import balance_population
from serai.engine.api.linkage import judge_linkage, link_registers, link_tables
from serai.engine.api.loading import load
from serai.engine.api.registers import (
    StandardRegister,
    look_at_register,
    pseudonym_in_register,
    register_concepts,
    register_headers,
    standardise_register,
)
from serai.engine.api.releases import cell_passport, publish_reported, publish_residence_flows, read_cells
from serai.engine.api.residence import (
    assess_quality,
    compare_definitions,
    compile_crossings,
    compile_residence,
    compile_triangle,
)
from serai.engine.api.sheets import (
    TABLES,
    SheetTable,
    Withholding,
    coverage,
    look_at,
    places_beside_month_before,
    publish_sheets,
    rows_of_cell,
    withholding,
)
from serai.engine.api.submissions import check_submission, check_values, write_marked
from serai.engine.api.submitting import publish_submitted
from serai.engine.compute.linkage import judged
from serai.engine.compute.pseudonyms import PseudonymKey, Separated, pseudonyms, separated
from serai.engine.errors import EngineError, FileUnreadable, MappingInvalid, StoreBusy, StoreRefused
from serai.engine.ingest.keeping import keep_checked, kept_checked
from serai.engine.ingest.mappings import mappings, read_mapping, with_words
from serai.engine.ingest.people import read_answers
from serai.engine.model.dataflow import Dataflow
from serai.engine.model.dataset import DatasetInfo, ReleaseInfo, Revised
from serai.engine.model.definition import DEFINITIONS, ORPHANS, Definition, definition
from serai.engine.model.limits import Limits
from serai.engine.model.looks import Look
from serai.engine.model.mapping import Mapping, MappingInfo
from serai.engine.model.observations import Checked, Finding
from serai.engine.model.pointing import RegisterLook, SeenColumn
from serai.engine.model.receipt import Receipt, Refusal
from serai.engine.publish.balance import Balance
from serai.engine.publish.bridges import Bridge
from serai.engine.publish.dataflows import read_dataflow
from serai.engine.publish.linkage import Linkage
from serai.engine.publish.migrants import Compiled
from serai.engine.publish.quality import Quality
from serai.engine.publish.template import write_template
from serai.engine.store.vintages import revised, rows_known

if TYPE_CHECKING:
    from serai.engine.store.store import Store

__all__ = [
    "DEFINITIONS",
    "ORPHANS",
    "TABLES",
    "Balance",
    "Bridge",
    "Checked",
    "Compiled",
    "Dataflow",
    "DatasetInfo",
    "Definition",
    "EngineError",
    "FileUnreadable",
    "Finding",
    "Limits",
    "Linkage",
    "Look",
    "Mapping",
    "MappingInfo",
    "MappingInvalid",
    "PseudonymKey",
    "Quality",
    "Receipt",
    "Refusal",
    "RegisterLook",
    "ReleaseInfo",
    "Revised",
    "SeenColumn",
    "Separated",
    "SheetTable",
    "StandardRegister",
    "Store",
    "StoreBusy",
    "StoreRefused",
    "Withholding",
    "assess_quality",
    "balance_population",
    "cell_passport",
    "check_submission",
    "check_values",
    "compare_definitions",
    "compile_crossings",
    "compile_residence",
    "compile_triangle",
    "coverage",
    "definition",
    "judge_linkage",
    "judged",
    "keep_checked",
    "kept_checked",
    "link_registers",
    "link_tables",
    "load",
    "look_at",
    "look_at_register",
    "mappings",
    "places_beside_month_before",
    "pseudonym_in_register",
    "pseudonyms",
    "publish_reported",
    "publish_residence_flows",
    "publish_sheets",
    "publish_submitted",
    "read_answers",
    "read_cells",
    "read_dataflow",
    "read_mapping",
    "register_concepts",
    "register_headers",
    "revised",
    "rows_known",
    "rows_of_cell",
    "separated",
    "standardise_register",
    "with_words",
    "withholding",
    "write_marked",
    "write_template",
]


def __getattr__(name: str) -> Any:
    """``Store`` on first use: its libraries take a second to import, and most commands open no store."""
    if name != "Store":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from serai.engine.store.store import Store

    return Store
