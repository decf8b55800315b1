"""What is in the repository is in the package."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from tests.running import ROOT

HOUSE = ("core", "explorer", "lessons")


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]


def package(folder: Path) -> str:
    return "transformer_explore." + ".".join(folder.relative_to(ROOT).parts)


def test_every_folder_that_holds_python_files_is_a_package_and_no_other_is() -> None:
    folders = {path.parent for part in HOUSE for path in (ROOT / part).rglob("*.py")}
    assert project()["packages"] == sorted(package(folder) for folder in folders)


def test_every_package_has_an_init_file() -> None:
    for part in HOUSE:
        for path in (ROOT / part).rglob("*.py"):
            assert (path.parent / "__init__.py").exists(), path.parent


def test_the_three_top_folders_install_under_one_name() -> None:
    assert project()["package-dir"] == {f"transformer_explore.{part}": part for part in HOUSE}


def test_every_file_beside_the_code_is_installed_with_it() -> None:
    installed: set[Path] = set()
    for name, patterns in project()["package-data"].items():
        folder = ROOT.joinpath(*name.split(".")[1:])
        installed |= {path for pattern in patterns for path in folder.glob(pattern)}
    there = {
        path
        for part in HOUSE
        for path in (ROOT / part).rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    }
    assert there - installed == set()
