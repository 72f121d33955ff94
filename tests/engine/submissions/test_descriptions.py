"""Descriptions of tables that are submitted: shared code lists, attributes, frequency."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from serai.engine import api
from serai.engine.model.dataflow import Attribute, BadDataflow, Part, dataflow_from

from .tables import SPEC, table

COUNTRY = {
    "id": "COUNTRY",
    "title": "Country",
    "codes_from": "lands",
    "codes": {"_T": "All"},
    "adds_up": {"_T": "*"},
}


def written(folder: Path, **more: Any) -> Path:
    path = folder / "camp.yaml"
    path.write_text(yaml.safe_dump(SPEC | more, allow_unicode=True), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lands.yaml", "codes:\n  QRV: {en: Karvania, fa: کاروانیا}\n  QRX: {en: Ruritania}\n"),
        ("lands.yaml", "QRV: {en: Karvania, fa: کاروانیا}\nQRX: {en: Ruritania}\n"),
        ("lands.csv", "# invented\ncode,en,fa\nQRV,Karvania,کاروانیا\nQRX,Ruritania,\n"),
    ],
)
def test_a_dimension_takes_the_codes_of_a_shared_list(name: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "codes").mkdir()
    (tmp_path / "codes" / name).write_text(text, encoding="utf-8")
    country = api.read_dataflow(written(tmp_path, dimensions=[COUNTRY])).dimension("COUNTRY")
    assert list(country.codes) == ["QRV", "QRX", "_T"]
    assert country.codes["QRV"] == {"en": "Karvania", "fa": "کاروانیا"}
    assert country.adds_up == {"_T": (Part("QRV", 1), Part("QRX", 1))}


def test_a_list_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadDataflow, match="no code list lands"):
        api.read_dataflow(written(tmp_path, dimensions=[COUNTRY]))


def test_a_submitted_table_has_a_dataset_and_attributes_of_its_own() -> None:
    flow = table(attributes=[{"id": "BASIS", "title": "Basis", "codes": {"C": "Counted"}, "required": True}])
    assert flow.dataset == "submitted_df_camp"
    assert flow.attributes == (Attribute("BASIS", {"en": "Basis"}, {"C": {"en": "Counted"}}, True),)


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ({"origin": "invented", "dataset": "d"}, "origin"),
        ({"frequency": "D"}, "frequency"),
        ({"across": "AGE"}, "across"),
        ({"attributes": [{"id": "X", "name": "x"}]}, "attribute"),
        ({"checks": {"id": "x"}}, "checks"),
    ],
)
def test_what_is_not_understood_is_told(more: dict[str, Any], what: str) -> None:
    with pytest.raises(BadDataflow, match=what):
        table(**more) if "checks" not in more else dataflow_from(SPEC | more, where="camp.yaml")


def test_a_required_attribute_is_asked_for() -> None:
    flow = table(attributes=[{"id": "BASIS", "title": "Basis", "codes": {"C": "Counted"}, "required": True}])
    row = {"REGION": "N", "MOVE": "IN", "TIME_PERIOD": "2024-05", "OBS_VALUE": "1"}
    (finding,) = api.check_values(flow, [row]).findings
    assert (finding.check, finding.column, finding.said) == ("required", "BASIS", "Basis is empty.")
    assert api.check_values(flow, [row | {"BASIS": "counted"}]).may_go_on
