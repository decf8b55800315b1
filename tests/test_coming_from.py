"""The equivalents in docs/coming-from.md run, and its names are those of steps."""

import re
from pathlib import Path

import numpy as np
import pytest
import torch
import transformer_explore as te
from torch import nn

from tests.explorer.ui.test_html import continued
from tests.process import ROOT

PAGES = [ROOT / "docs" / name for name in ("coming-from.md", "coming-from.zh-CN.md")]
HOOK = re.compile(r"(?:blocks\.\d+\.|hook_)")
pages = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def rows(page: Path) -> list[list[str]]:
    """The rows of the tables: code spans, cell by cell."""
    lines = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    return [[*re.split(r"(?<!\\)\|", line.strip("|"))] for line in lines]


def code(cell: str) -> str:
    return "".join(re.findall(r"`([^`]+)`", cell)[:1])


@pytest.fixture
def names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    monkeypatch.chdir(tmp_path)
    return {"te": te, "np": np, "module": nn.TransformerEncoderLayer(8, 2, 16), "torch": torch}


@pages
def test_each_equivalent_runs(page: Path, names: dict[str, object]) -> None:
    equivalents = [code(row[3]) for row in rows(page) if len(row) == 4 and code(row[3])]
    assert len(equivalents) > 10
    for line in equivalents:
        exec(line, names)
    neuron = re.search(r"`(trace\.explain\(\"encoder[^`]+)`", page.read_text(encoding="utf-8"))
    assert neuron is not None
    exec(neuron[1], names)


@pages
def test_each_name_is_that_of_a_step(page: Path) -> None:
    pairs = [(code(row[0]), code(row[1])) for row in rows(page) if len(row) == 2 and code(row[0])]
    assert len(pairs) > 10 and all(HOOK.match(hook) for hook, _name in pairs)
    assert [name for _hook, name in pairs if name not in continued()] == []


def test_both_pages_show_the_same_code() -> None:
    english, chinese = ([[code(cell) for cell in row] for row in rows(page)] for page in PAGES)
    assert [row[-1] for row in english] == [row[-1] for row in chinese]
