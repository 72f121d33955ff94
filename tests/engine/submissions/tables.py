"""A small table of an invented state, as an agency would submit it, and rows for it."""

from __future__ import annotations

from typing import Any

from serai.engine.model.dataflow import Dataflow, dataflow_from

SPEC: dict[str, Any] = {
    "id": "DF_CAMP",
    "agency": "QRV",
    "version": "1.0.0",
    "origin": "submitted",
    "frequency": "M",
    "unit": "persons",
    "title": {"en": "People in reception centres", "fa": "افراد در مراکز پذیرش"},
    "dimensions": [
        {
            "id": "REGION",
            "title": {"en": "Region", "fa": "منطقه", "ar": "المنطقة"},
            "codes": {
                "N": {"en": "North", "fa": "شمال", "ar": "الشمال"},
                "S": {"en": "South", "fa": "جنوب", "ar": "الجنوب"},
                "_T": {"en": "Whole country", "fa": "کل کشور", "ar": "البلد كله"},
            },
            "adds_up": {"_T": ["N", "S"]},
        },
        {
            "id": "MOVE",
            "title": {"en": "Movement", "fa": "جابه‌جایی"},
            "codes": {
                "OPEN": {"en": "At the beginning", "fa": "در آغاز"},
                "IN": {"en": "Came", "fa": "آمده"},
                "OUT": {"en": "Left", "fa": "رفته"},
                "CLOSE": {"en": "At the end", "fa": "در پایان"},
            },
        },
    ],
    "attributes": [{"id": "REMARK", "title": {"en": "Remark", "fa": "توضیح"}}],
    "protection": {"threshold": 0, "width": 0},
}


def table(*checks: dict[str, Any], **more: Any) -> Dataflow:
    """The table with these checks."""
    return dataflow_from(SPEC | {"checks": list(checks)} | more, where="camp.yaml")


def rows(*lines: str) -> list[dict[str, str]]:
    """Rows written as "N IN 2024-05 12"; a fifth word is the remark."""
    names = ("REGION", "MOVE", "TIME_PERIOD", "OBS_VALUE", "REMARK")
    return [dict(zip(names, line.split(maxsplit=4), strict=False)) for line in lines]
