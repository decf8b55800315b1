"""The notebook in docs/ runs, in an empty folder, and the Chinese one has the same code."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode

from tests.process import PATIENCE, ROOT

ENGLISH, CHINESE = ROOT / "docs" / "notebook.ipynb", ROOT / "docs" / "notebook.zh-CN.ipynb"
LANGUAGE = "%env TRANSFORMER_EXPLORE_LANG=zh"


def notebook(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def sources(path: Path, kind: str) -> list[str]:
    return [cell.source for cell in notebook(path).cells if cell.cell_type == kind]


@pytest.mark.slow
def test_the_notebook_runs_and_its_results_are_html(tmp_path: Path) -> None:
    read = notebook(ENGLISH)
    client = NotebookClient(
        read, timeout=PATIENCE, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute()
    outputs = [cell.outputs for cell in read.cells if cell.cell_type == "code"]
    assert all(len(each) == 1 for each in outputs)  # nothing but the value of the last line
    shown = [output.data for (output,) in outputs]
    assert all(data["text/plain"] for data in shown)
    ours = [data["text/html"] for data in shown if "transformer-explore" in data.get("text/html", "")]
    assert len(ours) == 7  # two traces, a step, two explanations, a decoding, a comparison
    assert {path.name for path in tmp_path.iterdir()} == {"trace.html", "trace.npz"}


@pytest.mark.parametrize("path", [ENGLISH, CHINESE], ids=lambda path: path.name)
def test_a_notebook_is_stored_without_results(path: Path) -> None:
    cells = notebook(path).cells
    assert all(
        cell.outputs == [] and cell.execution_count is None for cell in cells if cell.cell_type == "code"
    )


def test_the_chinese_notebook_has_the_same_code() -> None:
    assert sources(CHINESE, "code") == [LANGUAGE, *sources(ENGLISH, "code")]
    assert len(sources(CHINESE, "markdown")) == len(sources(ENGLISH, "markdown"))
