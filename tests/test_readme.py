"""What the README shows can be typed and run, and everything that is recorded is an operation described in full."""

from __future__ import annotations

import argparse
import re
import shlex
import sys
from collections.abc import Iterator
from itertools import pairwise, product
from pathlib import Path

import pytest
from transformer_explore.core.nn.configuration import ACTIVATIONS, POSITIONS, RESIDUALS
from transformer_explore.core.nn.leaf import Leaf
from transformer_explore.core.nn.transformer import build
from transformer_explore.core.operations import OPERATIONS, Operation
from transformer_explore.explorer.cli import parser
from transformer_explore.explorer.commands import COMMANDS
from transformer_explore.explorer.commands.asking import request

from docs.tables import README, TABLES, operations, placed
from tests.models import tiny
from tests.process import ROOT, run

pytestmark = pytest.mark.numbers

PROGRAM = "transformer-explore"
TEXT = README.read_text(encoding="utf-8")
BLOCKS = re.findall(
    r"^```(\w*)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL
)  # the language of each, and what it says
INLINE = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```$", "", TEXT, flags=re.MULTILINE | re.DOTALL))
EXAMPLE, PRINTED = next(
    (code, shown) for (language, code), (_, shown) in pairwise(BLOCKS) if language == "python"
)


def _typed() -> Iterator[str]:
    """Every command line of ours in the README."""
    lines = [*(line for _, block in BLOCKS for line in block.splitlines()), *INLINE]
    yield from dict.fromkeys(line for line in lines if line.split()[:1] == [PROGRAM])


def _parsers() -> dict[str, argparse.ArgumentParser]:
    actions = parser()._actions  # argparse has no other way to ask
    found = next(action for action in actions if isinstance(action, argparse._SubParsersAction))
    return dict(found.choices)


@pytest.mark.parametrize("line", list(_typed()))
def test_every_command_line_can_be_typed(line: str) -> None:
    words = shlex.split(line, comments=True)[1:]
    if words[:1] == [] or words[0] not in COMMANDS:  # a sentence to explore
        words.insert(0, "explore")
    options = parser().parse_args(words)
    if "no_cache" in options:
        request(options)  # refuses settings that make no sense together, and interventions that there are not


def test_every_command_is_in_the_list() -> None:
    first = {(shlex.split(line, comments=True)[1:] or [""])[0] for line in _typed()}
    assert set(COMMANDS) - {"explore"} <= first


def test_every_option_that_is_named_exists() -> None:
    known = {option for command in _parsers().values() for option in command._option_string_actions}
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", TEXT))
    assert named and named <= known


def test_every_file_that_is_named_exists() -> None:
    named = re.findall(
        r"`(?:\.venv/bin/python )?((?:benchmarks|core|docs|explorer)/[\w./-]+)`|\]\(([\w./-]+)\)", TEXT
    )
    missing = [name for names in named for name in names if name and not (ROOT / name).exists()]
    assert not missing


def test_every_section_that_is_linked_exists() -> None:
    heads = {head.lower().replace(" ", "-") for head in re.findall(r"^## (.+)$", TEXT, re.MULTILINE)}
    linked = set(re.findall(r"\]\(#([^)]+)\)", TEXT))
    assert linked and linked <= heads


def test_the_example_in_python_prints_what_stands_below_it(tmp_path: Path) -> None:
    (tmp_path / "example.py").write_text(EXAMPLE, encoding="utf-8")
    done = run([sys.executable, "example.py"], tmp_path, PYTHONUTF8="1")
    assert done.returncode == 0, done.stderr
    assert done.stdout == PRINTED


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_are_up_to_date(name: str) -> None:
    assert placed(TEXT, name, TABLES[name]()) == TEXT, "run .venv/bin/python docs/tables.py"


def test_there_is_a_row_for_each_operation_and_all_rows_are_as_long() -> None:
    lines = operations().splitlines()
    assert [line.split("`")[1] for line in lines[2:]] == list(OPERATIONS)
    assert len(set(map(len, lines))) == 1
    assert {line.replace(r"\|", "").count("|") for line in lines} == {5}


def test_only_what_stands_between_the_markers_changes() -> None:
    begin, end = "<!-- of -->", "<!-- /of -->"
    assert placed(f"before {begin} old {end} after", "of", "new") == f"before {begin}\nnew\n{end} after"
    for broken in ("", begin, end, f"{end}{begin}", f"{begin}{end}{begin}", f"{begin}{begin}{end}"):
        with pytest.raises(ValueError, match="each once"):
            placed(broken, "of", "new")


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
