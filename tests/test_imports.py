"""Which parts import which, and which modules are never loaded, tested in new processes."""

import sys
from pathlib import Path

import pytest

from tests.process import ROOT, python, run


def modules(*parts: str) -> list[str]:
    """The names of a module, or of all modules below a folder."""
    found: list[Path] = []
    for part in parts:
        path = ROOT / part
        found += sorted(path.rglob("*.py")) if path.is_dir() else [path.with_suffix(".py")]
    dotted = (path.relative_to(ROOT).with_suffix("").parts for path in found)
    return ["transformer_explore." + ".".join(p).removesuffix(".__init__") for p in dotted]


PLAIN = [
    name
    for name in modules("explorer/ui/plain", "explorer/features")
    if name.rpartition(".")[2].startswith(("plain", "state"))
]


def loading(names: list[str], forbidden: str) -> str:
    """The first module that loads the forbidden one, or the error; empty if none does."""
    assert names
    result = python(f"""
import importlib, sys
for name in {names!r}:
    importlib.import_module(name)
    if {forbidden!r} in sys.modules:
        sys.exit(name + " loads {forbidden}")
""")
    return result.stderr.strip()


def test_reading_traces_and_drawing_never_load_torch() -> None:
    parts = (
        "core/operations",
        "core/trace",
        "core/checkpoints/checkpoint",
        "core/nn/configuration",
        "core/running/engine",
    )
    assert loading(modules(*parts, "explorer"), "torch") == ""


def test_the_explorer_leaves_the_grammar_to_the_engine() -> None:
    """It needs tens of megabytes, of which each explorer of a class would get a copy."""
    assert loading(modules("explorer"), "transformer_explore.core.grammar") == ""


def test_core_and_lessons_never_load_textual() -> None:
    assert loading(modules("core", "lessons"), "textual") == ""


def test_the_plain_views_never_load_textual() -> None:
    assert loading(PLAIN, "textual") == ""


def test_these_tests_notice_a_forbidden_import() -> None:
    assert (
        loading(modules("core/recording/recording"), "torch")
        == "transformer_explore.core.recording.recording loads torch"
    )
    assert "No module named" in loading(["transformer_explore.core.nothing"], "torch")


def test_import_linters_contracts_hold() -> None:
    result = run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        ROOT,
        PYTHONPATH=str(ROOT / ".types"),
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 broken" in result.stdout


@pytest.mark.parametrize("name", ["core", "explorer", "lessons"])
def test_our_folders_are_not_top_level_modules(name: str) -> None:
    result = python(f"import {name}")
    assert f"No module named '{name}'" in result.stderr
