"""The benchmarks import only names that exist, also in the programs that they run as text."""

import ast
import importlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.process import ROOT

BENCHMARKS = sorted((ROOT / "benchmarks").glob("*.py"))


def imports(code: str) -> Iterator[tuple[str, str]]:
    """The names of ours that a program imports, and those imported by programs in its strings."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("transformer_explore"):
            yield from ((str(node.module), alias.name) for alias in node.names)
        elif isinstance(node, ast.Constant) and "import transformer_explore" in str(node.value).replace(
            "from", "import"
        ):
            with suppress(SyntaxError):  # a docstring
                yield from imports(str(node.value))


@pytest.mark.parametrize("path", BENCHMARKS, ids=lambda path: path.name)
def test_each_imported_name_exists(path: Path) -> None:
    for module, name in imports(path.read_text(encoding="utf-8")):
        with suppress(ModuleNotFoundError):
            importlib.import_module(f"{module}.{name}")
            continue
        assert hasattr(importlib.import_module(module), name), f"{module}.{name}"
