"""The types of artefacts that the registry holds: their classes in the information model, their places in messages."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A type of artefact: its class and package in names (URN), its collection in JSON and in XML, its tag in XML.

    ``items`` is the list of its items in JSON; "" where it has none.
    """

    name: str
    of_class: str
    collection: str
    tags: str
    tag: str
    items: str = ""


KINDS = {
    one.name: one
    for one in (
        Kind("agencyscheme", "base.AgencyScheme", "agencySchemes", "AgencySchemes", "AgencyScheme", "agencies"),
        Kind("categorisation", "categoryscheme.Categorisation", "categorisations", "Categorisations",
             "Categorisation"),
        Kind("categoryscheme", "categoryscheme.CategoryScheme", "categorySchemes", "CategorySchemes",
             "CategoryScheme", "categories"),
        Kind("codelist", "codelist.Codelist", "codelists", "Codelists", "Codelist", "codes"),
        Kind("conceptscheme", "conceptscheme.ConceptScheme", "conceptSchemes", "ConceptSchemes", "ConceptScheme",
             "concepts"),
        Kind("customtypescheme", "transformation.CustomTypeScheme", "customTypeSchemes", "CustomTypeSchemes",
             "CustomTypeScheme", "customTypes"),
        Kind("dataconstraint", "registry.DataConstraint", "dataConstraints", "DataConstraints", "DataConstraint"),
        Kind("dataconsumerscheme", "base.DataConsumerScheme", "dataConsumerSchemes", "DataConsumerSchemes",
             "DataConsumerScheme", "dataConsumers"),
        Kind("dataflow", "datastructure.Dataflow", "dataflows", "Dataflows", "Dataflow"),
        Kind("dataproviderscheme", "base.DataProviderScheme", "dataProviderSchemes", "DataProviderSchemes",
             "DataProviderScheme", "dataProviders"),
        Kind("datastructure", "datastructure.DataStructure", "dataStructures", "DataStructures", "DataStructure"),
        Kind("hierarchy", "codelist.Hierarchy", "hierarchies", "Hierarchies", "Hierarchy"),
        Kind("hierarchyassociation", "codelist.HierarchyAssociation", "hierarchyAssociations",
             "HierarchyAssociations", "HierarchyAssociation"),
        Kind("metadataflow", "metadatastructure.Metadataflow", "metadataflows", "Metadataflows", "Metadataflow"),
        Kind("metadataproviderscheme", "base.MetadataProviderScheme", "metadataProviderSchemes",
             "MetadataProviderSchemes", "MetadataProviderScheme", "metadataProviders"),
        Kind("metadataprovisionagreement", "registry.MetadataProvisionAgreement", "metadataProvisionAgreements",
             "MetadataProvisionAgreements", "MetadataProvisionAgreement"),
        Kind("metadatastructure", "metadatastructure.MetadataStructure", "metadataStructures",
             "MetadataStructures", "MetadataStructure"),
        Kind("namepersonalisationscheme", "transformation.NamePersonalisationScheme",
             "namePersonalisationSchemes", "NamePersonalisationSchemes", "NamePersonalisationScheme",
             "namePersonalisations"),
        Kind("provisionagreement", "registry.ProvisionAgreement", "provisionAgreements", "ProvisionAgreements",
             "ProvisionAgreement"),
        Kind("representationmap", "structuremapping.RepresentationMap", "representationMaps",
             "RepresentationMaps", "RepresentationMap"),
        Kind("rulesetscheme", "transformation.RulesetScheme", "rulesetSchemes", "RulesetSchemes",
             "RulesetScheme", "rulesets"),
        Kind("structuremap", "structuremapping.StructureMap", "structureMaps", "StructureMaps", "StructureMap"),
        Kind("transformationscheme", "transformation.TransformationScheme", "transformationSchemes",
             "TransformationSchemes", "TransformationScheme", "transformations"),
        Kind("userdefinedoperatorscheme", "transformation.UserDefinedOperatorScheme",
             "userDefinedOperatorSchemes", "UserDefinedOperatorSchemes", "UserDefinedOperatorScheme",
             "userDefinedOperators"),
        Kind("valuelist", "codelist.ValueList", "valueLists", "ValueLists", "ValueList", "valueItems"),
        Kind("vtlmappingscheme", "transformation.VtlMappingScheme", "vtlMappingSchemes", "VtlMappingSchemes",
             "VtlMappingScheme", "vtlMappings"),
    )
}  # fmt: skip
BY_CLASS = {one.of_class.rpartition(".")[2]: one.name for one in KINDS.values()}
ITEM_CLASSES = {
    "Agency": "agencyscheme", "Code": "codelist", "Concept": "conceptscheme", "Category": "categoryscheme",
    "DataProvider": "dataproviderscheme", "DataConsumer": "dataconsumerscheme",
    "MetadataProvider": "metadataproviderscheme", "ValueItem": "valuelist",
    "Transformation": "transformationscheme", "Ruleset": "rulesetscheme",
    "UserDefinedOperator": "userdefinedoperatorscheme", "CustomType": "customtypescheme",
    "NamePersonalisation": "namepersonalisationscheme", "VtlMapping": "vtlmappingscheme",
    "VtlConceptMapping": "vtlmappingscheme", "VtlCodelistMapping": "vtlmappingscheme",
    "VtlDataflowMapping": "vtlmappingscheme",
}  # fmt: skip
"""Items in names, and the schemes that they stand in."""
_URN = re.compile(
    r"urn:sdmx:org\.sdmx\.infomodel\.\w+\.(\w+)=([^:]+):([^(]+)\(([^)]+)\)(?:\.([A-Za-z0-9_@$.-]+))?"
)


def urn_of(kind: str, agency: str, identity: str, version: str) -> str:
    """The name of an artefact that everybody in the world understands."""
    return f"urn:sdmx:org.sdmx.infomodel.{KINDS[kind].of_class}={agency}:{identity}({version})"


def whole(urn: str) -> str:
    """The name of the artefact that a name is of, or of an item of it; "" for what is no name of either."""
    found = _URN.fullmatch(urn)
    kind = (BY_CLASS.get(found[1]) or ITEM_CLASSES.get(found[1])) if found else None
    return urn_of(kind, found[2], found[3], found[4]) if found and kind else ""


def full(text: str) -> str:
    """A short name, such as ``Codelist=SDMX:CL_FREQ(2.1)``, in full; any other text as it is."""
    of_class, equals, rest = text.partition("=")
    kind = (BY_CLASS.get(of_class) or ITEM_CLASSES.get(of_class)) if equals else None
    name = (
        f"urn:sdmx:org.sdmx.infomodel.{KINDS[kind].of_class.partition('.')[0]}.{of_class}={rest}"
        if kind
        else ""
    )
    return name if name and _URN.fullmatch(name) else text


def parts_of(urn: str) -> tuple[str, str, str, str]:
    """Kind, agency, id and version of a name of an artefact; four empty texts for anything else."""
    found = _URN.fullmatch(urn)
    if not found or found[1] not in BY_CLASS:
        return "", "", "", ""
    return BY_CLASS[found[1]], found[2], found[3], found[4]
