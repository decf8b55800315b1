"""Everything in the repository's folders is in the package."""

import tomllib
from pathlib import Path
from typing import Any

from tests.process import ROOT

TOP = "transformer_explore"
FOLDERS = {TOP: "api"} | {f"{TOP}.{name}": name for name in ("core", "explorer", "lessons")}


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]


def package(folder: Path) -> str:
    parts = folder.relative_to(ROOT).parts
    return ".".join([TOP, *parts] if parts[0] != "api" else [TOP, *parts[1:]])


def test_every_folder_with_python_files_is_a_package() -> None:
    folders = {path.parent for part in FOLDERS.values() for path in (ROOT / part).rglob("*.py")}
    assert project()["packages"] == sorted(package(folder) for folder in folders)


def test_every_package_has_an_init_file() -> None:
    for part in FOLDERS.values():
        for path in (ROOT / part).rglob("*.py"):
            assert (path.parent / "__init__.py").exists(), path.parent


def test_the_top_folders_install_under_one_name() -> None:
    assert project()["package-dir"] == FOLDERS


def test_every_data_file_is_installed() -> None:
    installed: set[Path] = set()
    for name, patterns in project()["package-data"].items():
        folder = ROOT.joinpath(*name.split(".")[1:]) if name != TOP else ROOT / "api"
        installed |= {path for pattern in patterns for path in folder.glob(pattern)}
    there = {
        path
        for part in FOLDERS.values()
        for path in (ROOT / part).rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    }
    assert there - installed == set()


def test_the_links_in_types_lay_the_folders_out_as_installed() -> None:
    links = {path.name: path.resolve() for path in (ROOT / ".types" / TOP).iterdir()}
    expected = [*(ROOT / "api").iterdir(), *(ROOT / part for part in FOLDERS.values() if part != "api")]
    assert links == {path.name: path for path in expected if path.name != "__pycache__"}
