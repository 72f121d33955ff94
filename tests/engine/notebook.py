"""Runs the code cells of a notebook in order and tells what they print; needs nothing of Jupyter."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any


def run(notebook: Path) -> tuple[list[list[dict[str, Any]]], dict[str, Any]]:
    """The outputs of each code cell, as a notebook keeps them, and the names that the cells leave behind."""
    names: dict[str, Any] = {"__name__": "__main__"}
    outputs = []
    for cell in code_cells(json.loads(notebook.read_text(encoding="utf-8"))):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile("".join(cell["source"]), f"{notebook.name} {cell['id']}", "exec"), names)  # noqa: S102
        lines = said.getvalue().splitlines(keepends=True)
        outputs.append([{"name": "stdout", "output_type": "stream", "text": lines}] if lines else [])
    return outputs, names


def code_cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    """Its cells of code, in order."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def write_outputs(path: Path) -> None:
    """Run the notebook and keep what its cells print in it, without numbers of execution."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell, outputs in zip(code_cells(notebook), run(path)[0], strict=True):
        cell["outputs"], cell["execution_count"] = outputs, None
    path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_outputs(Path(sys.argv[1]))
