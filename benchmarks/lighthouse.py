"""Lighthouse over a running site: home, a news item, a table and a form, each in English and Dari.

Run by hand, as Lighthouse is no part of the project and wants a quiet machine: its scores for performance
are times. It is installed outside the repository once,

    mkdir /tmp/lighthouse && cd /tmp/lighthouse && PUPPETEER_SKIP_DOWNLOAD=1 npm install --ignore-scripts lighthouse@12

and measured against a site that runs (``serai demo --port 8100``):

    .venv/bin/python benchmarks/lighthouse.py --tool /tmp/lighthouse --site http://127.0.0.1:8100

Prints the four scores of every page, and what cost points; ends with 1 when a score is below 95.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import tempfile
import urllib.request
from pathlib import Path
from typing import Any

AIM = 95
LANGUAGES = {"English": "", "Dari": "/fa-af"}
PAGES = {"home": "/", "table": "/statistics/DF_MIGRATION_FLOWS/", "form": "/contact/"}
CHROME = "--headless=new --no-sandbox --disable-gpu"


def main() -> int:
    """Measure every page and print it; 1 when one stays below the aim."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--tool", type=Path, required=True, help="folder where lighthouse@12 is installed")
    options.add_argument("--site", default="http://127.0.0.1:8000")
    options.add_argument("--chrome", default="/usr/bin/chromium")
    asked = options.parse_args()
    pages = PAGES | {"news item": _news(asked.site)}
    worst = 100
    for language, prefix in LANGUAGES.items():
        for name, path in pages.items():
            report = _measure(asked.tool, asked.chrome, f"{asked.site}{prefix}{path}")
            scores = {key: round(100 * part["score"]) for key, part in report["categories"].items()}
            worst = min(worst, *scores.values())
            told = "  ".join(f"{key} {score:3}" for key, score in scores.items())
            print(f"{name:10} {language:8} {told}")
            for line in _lost(report):
                print(f"    {line}")
    print(f"aim: at least {AIM} everywhere; worst {worst}")
    return int(worst < AIM)


def _news(site: str) -> str:
    """The newest story that the list of news leads to."""
    with urllib.request.urlopen(f"{site}/news/") as answer:  # noqa: S310  our own site
        found = re.search(r'<h2[^>]*><a href="(/[^"]+)"', answer.read().decode())
    return found[1] if found else "/news/"


def _measure(tool: Path, chrome: str, address: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "report.json")
        program = tool / "node_modules" / ".bin" / "lighthouse"
        command = [str(program), address, "--quiet", f"--chrome-flags={CHROME}", "--output=json"]
        environment = dict(os.environ, CHROME_PATH=chrome)
        subprocess.run([*command, f"--output-path={out}"], check=True, env=environment, timeout=300)
        report: dict[str, Any] = json.loads(out.read_text())
        return report


def _lost(report: dict[str, Any]) -> list[str]:
    """What cost points: category, audit and its value."""
    return [
        f"{key}: {audit['id']} {audit.get('displayValue', '')} ({audit['title']})"
        for key, part in report["categories"].items()
        for item in part["auditRefs"]
        if item["weight"] and (audit := report["audits"][item["id"]])["score"] is not None
        if audit["score"] < 0.9
    ]


if __name__ == "__main__":
    raise SystemExit(main())
