"""Pyright finds the types of the public API, in the repository and where the wheel is installed."""

import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.process import ROOT, run

USE = Path(__file__).with_name("typed_use.py")
PARTS = ("api", "core", "explorer", "lessons", "pyproject.toml", "README.md", "LICENSE")
pytestmark = pytest.mark.slow


def errors(file: Path, folder: Path, interpreter: str) -> str:
    """What pyright says about the file, if it found an error."""
    command = [sys.executable, "-m", "pyright", "--pythonpath", interpreter, str(file)]
    done = run(command, folder, PYRIGHT_PYTHON_IGNORE_WARNINGS="1")
    if "error" not in done.stdout:
        pytest.skip(f"pyright cannot run here: {done.stdout[-300:]}{done.stderr[-300:]}")
    return "" if done.returncode == 0 else done.stdout


def test_in_the_repository() -> None:
    assert errors(USE, ROOT, sys.executable) == ""


def test_where_the_wheel_is_installed(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "site"
    source.mkdir()
    for part in PARTS:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, source / part)
    install = ["install", "--no-build-isolation", "--no-deps", "--no-index", "--no-compile", "-q"]
    done = run([sys.executable, "-m", "pip", *install, "--target", str(target), str(source)], tmp_path)
    assert done.returncode == 0, done.stderr
    shutil.rmtree(source)

    environment = tmp_path / "venv"
    run([sys.executable, "-m", "venv", "--without-pip", str(environment)], tmp_path)
    site = next(environment.glob("lib/python*/site-packages"), environment / "Lib" / "site-packages")
    (site / "paths.pth").write_text(f"{target}\n{Path(np.__file__).parents[1]}\n", encoding="utf-8")
    shutil.copy(USE, tmp_path / USE.name)
    interpreter = environment / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    assert errors(tmp_path / USE.name, tmp_path, str(interpreter)) == ""
