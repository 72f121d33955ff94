"""Clerks' answers to the sheet of a register: what they say, and that the sheet with names goes.

The sample of the hand-worked case: of 100 linked pairs ten are drawn, nine of them are one person; of 50 pairs
left alone ten are drawn, two of them are one person. So nine in ten links are right, 90 of the linked pairs and
10 of the others are of one person, and 90 of these 100 are found.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from serai.commons.vaults import gate
from serai.commons.vaults.keys import Scope
from serai.components.statistics.errors import RegisterRefused
from serai.components.statistics.registers import clerks, door, folders
from serai.engine.compute.linkage import AnswersRefused, Sample

pytestmark = pytest.mark.django_db

BORDER = Scope("QRV", "border_qrv")
SAME = {*range(1, 10), 11, 12}
"""The pairs that are of one person: 1 to 10 are linked, 11 to 20 are not."""


def sample(first: str = "a" * 32) -> Sample:
    """Twenty pairs; the records of 1, 11 and 12 are in Arabic letters; 1 is of ``first`` and another."""
    number = list(range(1, 21))
    script = ["Arab" if n in (1, 11, 12) else "Latn" for n in number]
    sheet: dict[str, Any] = {"pair": pa.array(number), "same_person": [""] * 20}
    for side in ("a", "b"):
        sheet[f"record_id_{side}"] = [first if n == 1 and side == "a" else f"{n:031d}{side}" for n in number]
        sheet |= {f"{name}_{side}": [f"{name} {n}{side}" for n in number] for name in clerks.SHOWN}
    key: dict[str, Any] = {"pair": pa.array(number), "linked": [n <= 10 for n in number]}
    key["stratum"] = ["linked 4 to 6" if n <= 10 else "left 0 to 2" for n in number]
    for side in ("l", "r"):
        key |= {f"script_{side}": script, f"sex_{side}": ["F"] * 20, f"single_{side}": ["false"] * 20}
    everybody = {"linked 4 to 6": 100, "left 0 to 2": 50}
    sizes = dict.fromkeys(("all", "sex F", "single false"), everybody)
    sizes |= {
        "script Arab": dict.fromkeys(everybody, 10),
        "script Latn": {"linked 4 to 6": 90, "left 0 to 2": 40},
    }
    return Sample(pa.table(sheet), pa.table(key), sizes)


@pytest.fixture
def sheet(home: Path, settings: Any, tmp_path: Path) -> Callable[..., Path]:
    """The sheet as it comes back from clerks: every answer given, in Persian and English words."""
    settings.HOME, settings.KEYS = home / "data", home / "keys"
    settings.HOME.mkdir()
    gate.put_token_keys()
    clerks.keep_sample(BORDER, sample(), ["crossings"])

    def giving(name: str = "sheet.csv", **other: str) -> Path:
        out = tmp_path / name
        door.write_sheet(out, scope=BORDER)
        with out.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
        for row in rows:
            row["same_person"] = other.get(row["pair"], "بله" if int(row["pair"]) in SAME else "no")
        with out.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]), delimiter=";")
            writer.writeheader()
            writer.writerows(rows)
        return out

    return giving


def test_answers_give_precision_and_recall_and_the_sheet_goes(sheet):
    answers = sheet()
    found = door.judge(answers, scope=BORDER)
    said = found.quality
    assert (said["precision"]["value"], said["recall"]["value"]) == (0.9, 0.9)
    assert said["precision"]["low"] < 0.9 < said["precision"]["high"]
    assert (said["pairs_answered"], said["pairs_unsure"]) == (20, 0)
    # in Arabic letters there are ten linked pairs, and the one drawn is right; and ten left alone, and the two
    # drawn are of one person: ten found, ten missed
    assert said["by"]["script"]["Arab"]["precision"]["value"] == 1.0
    assert said["by"]["script"]["Arab"]["recall"]["value"] == 0.5
    assert (found.removed, found.left) == (True, ())
    assert not answers.exists()
    kept, _day = clerks.last_judged(BORDER)
    assert kept == said


def test_unsure_pairs_are_left_out_and_counted(sheet):
    said = door.judge(sheet(**{"10": "?", "20": ""}), scope=BORDER).quality
    assert (said["pairs_answered"], said["pairs_unsure"]) == (18, 2)
    assert said["precision"]["value"] == 1.0  # nine of nine


def test_a_sheet_of_another_linkage_is_refused_and_stays(sheet):
    old = sheet()
    clerks.keep_sample(BORDER, sample(), ["crossings"])
    with pytest.raises(RegisterRefused, match="no sheet of the last linkage") as refused:
        door.judge(old, scope=BORDER)
    assert "serai registers sheet" in refused.value.advice
    assert old.exists() and clerks.last_judged(BORDER) is None
    assert clerks.given_out(BORDER) == [old]  # still known after the next linkage


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        (("no", "perhaps"), AnswersRefused, "no answer"),
        (("20;", "99;"), AnswersRefused, "Pair 99 is not in this sample"),
        (("linkage", "other"), RegisterRefused, "no sheet of the last linkage"),
    ],
    ids=["a word that is no answer", "a pair that never was", "the column that tells the linkage is gone"],
)
def test_answers_that_do_not_fit_are_refused_and_the_sheet_stays(sheet, change, error, said):
    answers = sheet()
    text = answers.read_text(encoding="utf-8")
    answers.write_text(text.replace("\n" + change[0], "\n" + change[1]).replace(*change), encoding="utf-8")
    with pytest.raises(error, match=said):
        door.judge(answers, scope=BORDER)
    assert answers.exists()


def test_whoever_was_erased_meanwhile_is_passed_over(sheet):
    answers = sheet()
    folders.folder(BORDER, "sheet").erase(["a" * 32])
    said = door.judge(answers, scope=BORDER).quality
    assert (said["pairs_answered"], said["precision"]["value"]) == (19, round(8 / 9, 4))


def test_another_sheet_is_told_and_left(sheet):
    first, second = sheet("first.csv"), sheet("second.csv")
    assert door.judge(first, scope=BORDER).left == (second,)
    assert second.exists()


def test_judging_is_in_the_log_of_the_vault(logged, sheet):
    door.judge(sheet(), scope=BORDER)
    assert logged() == [
        "the sheet with names for clerks is written out (QRV/border_qrv)",
        "answers of clerks are judged (QRV/border_qrv)",
    ]
