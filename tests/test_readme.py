"""The README tells what is recorded, and everything that is recorded is an operation described in full."""

from __future__ import annotations

from itertools import product

import pytest
from transformer_explore.core.nn.configuration import ACTIVATIONS, POSITIONS, RESIDUALS
from transformer_explore.core.nn.leaf import Leaf
from transformer_explore.core.nn.transformer import build
from transformer_explore.core.operations import OPERATIONS, Operation

from docs.operations import BEGIN, END, README, placed, table
from tests.support import tiny


def test_the_table_of_operations_is_up_to_date() -> None:
    readme = README.read_text(encoding="utf-8")
    assert readme == placed(readme, table(OPERATIONS.values())), "run .venv/bin/python docs/operations.py"


def test_it_has_a_row_for_each_operation_and_all_rows_are_as_long() -> None:
    lines = table(OPERATIONS.values()).splitlines()
    assert [line.split("`")[1] for line in lines[2:]] == list(OPERATIONS)
    assert len(set(map(len, lines))) == 1
    assert {line.replace(r"\|", "").count("|") for line in lines} == {5}


def test_only_what_stands_between_the_markers_changes() -> None:
    assert placed(f"before {BEGIN} old {END} after", "new") == f"before {BEGIN}\nnew\n{END} after"
    for broken in ("", BEGIN, END, f"{END}{BEGIN}", f"{BEGIN}{END}{BEGIN}", f"{BEGIN}{BEGIN}{END}"):
        with pytest.raises(ValueError, match="each once"):
            placed(broken, "new")


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_an_operation_lacks_nothing(operation: Operation) -> None:
    assert operation.formula.linear().strip()
    assert all(axis.strip() for axis in operation.axes) and operation.axes
    assert operation.meaning.strip()
    assert operation.paper.strip()
    for name in ("reference", "explain"):
        method = getattr(type(operation), name)
        assert method is not getattr(Operation, name), f"{operation.name} has no {name}"


@pytest.mark.parametrize(
    ("residual", "positions", "activation"), list(product(RESIDUALS, POSITIONS, ACTIVATIONS))
)
def test_every_leaf_of_the_model_computes_an_operation_that_is_known(
    residual: str, positions: str, activation: str
) -> None:
    model = build(tiny(residual=residual, positions=positions, activation=activation))
    leaves = {name: module for name, module in model.named_modules() if isinstance(module, Leaf)}
    assert leaves
    unknown = {
        n: leaf.operation.name for n, leaf in leaves.items() if leaf.operation not in OPERATIONS.values()
    }
    assert not unknown
