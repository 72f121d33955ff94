"""The one door of the statistics engine."""

from serai.engine.api.linkage import judge_linkage, link_registers, link_tables
from serai.engine.api.loading import load
from serai.engine.api.registers import StandardRegister, pseudonym_in_register, standardise_register
from serai.engine.api.releases import cell_passport, publish_reported, publish_residence_flows, read_cells
from serai.engine.api.residence import (
    assess_quality,
    compare_definitions,
    compile_crossings,
    compile_residence,
    compile_triangle,
)
from serai.engine.compute.pseudonyms import PseudonymKey, Separated, pseudonyms, separated
from serai.engine.errors import EngineError, FileUnreadable, MappingInvalid, StoreBusy, StoreRefused
from serai.engine.ingest.mappings import mappings, read_mapping
from serai.engine.model.dataflow import Dataflow
from serai.engine.model.dataset import DatasetInfo, ReleaseInfo
from serai.engine.model.definition import DEFINITIONS, ORPHANS, Definition, definition
from serai.engine.model.limits import Limits
from serai.engine.model.mapping import Mapping, MappingInfo
from serai.engine.model.receipt import Receipt, Refusal
from serai.engine.publish.bridges import Bridge
from serai.engine.publish.dataflows import read_dataflow
from serai.engine.publish.linkage import Linkage
from serai.engine.publish.migrants import Compiled
from serai.engine.publish.quality import Quality
from serai.engine.store.store import Store

__all__ = [
    "DEFINITIONS",
    "ORPHANS",
    "Bridge",
    "Compiled",
    "Dataflow",
    "DatasetInfo",
    "Definition",
    "EngineError",
    "FileUnreadable",
    "Limits",
    "Linkage",
    "Mapping",
    "MappingInfo",
    "MappingInvalid",
    "PseudonymKey",
    "Quality",
    "Receipt",
    "Refusal",
    "ReleaseInfo",
    "Separated",
    "StandardRegister",
    "Store",
    "StoreBusy",
    "StoreRefused",
    "assess_quality",
    "cell_passport",
    "compare_definitions",
    "compile_crossings",
    "compile_residence",
    "compile_triangle",
    "definition",
    "judge_linkage",
    "link_registers",
    "link_tables",
    "load",
    "mappings",
    "pseudonym_in_register",
    "pseudonyms",
    "publish_reported",
    "publish_residence_flows",
    "read_cells",
    "read_dataflow",
    "read_mapping",
    "separated",
    "standardise_register",
]
