"""The code of `docs/python.md` and of the notebook runs."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_the_tour_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = (ROOT / "docs" / "python.md").read_text()
    blocks = re.findall(r"```python\n(.*?)```", text, re.S)
    assert len(blocks) >= 6
    monkeypatch.chdir(ROOT / "scenarios")
    names: dict[str, object] = {"folder": tmp_path}
    for block in blocks:
        needs = re.findall(r"^(?:import|from) (SALib|ema_workbench|negmas)", block, re.M)
        for name in needs:
            pytest.importorskip(name)
        exec(compile(block, "docs/python.md", "exec"), names)


def test_the_notebook_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    path = ROOT / "python" / "notebooks" / "from_a_spreadsheet_to_a_report.ipynb"
    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(path.parent)}}).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert outputs and not [output for output in outputs if output.output_type == "error"]
    assert json.dumps(notebook)
