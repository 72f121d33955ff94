"""The service against the OpenAPI document of SDMX REST, by schemathesis: each answer is one that is described.

The operations that answer 501 are left out here (``test_contract`` asks them): 501 is an error to schemathesis.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from .contract import DOCUMENT

CHECKS = "not_a_server_error,status_code_conformance,unsupported_method,allow_header_conformance"
OPERATIONS = 5
# without what is there, almost every question would meet 404
KNOWN = {"context": "dataflow", "agencyID": "SERAI", "resourceID": "DF_TEST_FLOWS", "version": "1.0.0"}


def tried(
    server: str, shared: Path, folder: Path, phases: str, *, examples: int, seed: int
) -> dict[str, Any]:
    """What schemathesis reports, which has to be no fault; the same seed asks the same."""
    config, report = folder / "schemathesis.toml", folder / "report.json"
    lines = [f"[dictionaries.{name}]\nvalues = [{json.dumps(value)}]" for name, value in KNOWN.items()]
    lines += ["[[operations]]", 'include-path-regex = "^/(data|availability|schema|structure)/"']
    lines += [f'parameters."path.{name}" = {{ dictionary = "{name}", probability = 0.6 }}' for name in KNOWN]
    config.write_text("\n".join(lines))
    command = [
        sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run", str(shared / DOCUMENT),
        "--url", f"{server}/sdmx/v2", "--include-path-regex", "^/(data|availability|schema|structure)/",
        "--checks", CHECKS, "--phases", phases, "--mode", "all", "--max-examples", str(examples),
        "--seed", str(seed), "--generation-deterministic", "--no-shrink", "--suppress-health-check", "all",
        "--continue-on-failure", "--no-color", "--report", "json", "--report-json-path", str(report),
        "--request-timeout", "30",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=1500, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    told: dict[str, Any] = json.loads(report.read_text())
    assert told["complete"]
    assert told["operations"]["tested"] == OPERATIONS
    return told


def test_the_service_is_as_the_document_describes_it(
    site: str, published: Any, shared: Path, tmp_path: Path
) -> None:
    told = tried(site, shared, tmp_path, "fuzzing", examples=4, seed=1)
    assert told["test_cases"]["generated"] > 2 * OPERATIONS
    # not everything was refused before it was looked at
    accepted = [one for one in told["valid_rates"].values() if any(each["accepted"] for each in one.values())]
    assert len(accepted) >= OPERATIONS - 1


@pytest.mark.full
@pytest.mark.parametrize("seed", [2, 3])
def test_the_service_is_as_the_document_describes_it_for_long(
    site: str, published: Any, shared: Path, tmp_path: Path, seed: int
) -> None:
    told = tried(site, shared, tmp_path, "coverage,fuzzing", examples=300, seed=seed)
    assert told["test_cases"]["generated"] > 1000
