"""The checkpoints in the folders that the environment variable TRANSFORMER_EXPLORE_MODELS lists."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from .checkpoint import CONFIGURATION
from .gguf.gguf_file import SUFFIX
from .hugging_face.model import name_of
from .hugging_face.settings import NAME as HUGGING_FACE

VARIABLE = "TRANSFORMER_EXPLORE_MODELS"
MOST = 1000  # entries of a folder that are looked at


def model_folders() -> tuple[Path, ...]:
    """The folders that the environment variable lists, separated as in PATH."""
    listed = os.environ.get(VARIABLE, "").split(os.pathsep)
    return tuple(Path(os.path.expanduser(folder)) for folder in listed if folder)  # noqa: PTH111 (Path raises)


def found() -> dict[str, Path]:
    """The checkpoints by name, in the order of the folders; the first of two with the same name.

    A name is that of the folder or file, or that of the repository in the download cache of Hugging Face. No
    checkpoint is opened, so it may turn out that one cannot be used.
    """
    names: dict[str, Path] = {}
    for folder in model_folders():
        for name, path in found_in(folder).items():
            names.setdefault(name, path)
    return names


def found_in(folder: Path) -> dict[str, Path]:
    """The checkpoints in one folder by name, or the folder itself if it is one."""
    names: dict[str, Path] = {}
    for path in _checkpoints(folder):
        names.setdefault(_name(path), path)
    return names


def _name(path: Path) -> str:
    return path.stem if path.suffix.lower() == SUFFIX else name_of(path)


def _checkpoints(folder: Path) -> Iterator[Path]:
    """The checkpoints in a folder, or the folder itself if it is one."""
    if _is_checkpoint(folder):
        yield folder
        return
    for path in _entries(folder):
        if _is_checkpoint(path):
            yield path
        elif path.name.startswith("models--"):  # the download cache of Hugging Face
            yield from filter(_is_checkpoint, _entries(path / "snapshots"))


def _is_checkpoint(path: Path) -> bool:
    try:
        if path.suffix.lower() == SUFFIX:
            return path.is_file()
        return any((path / name).is_file() for name in (HUGGING_FACE, CONFIGURATION))
    except (OSError, ValueError):
        return False


def _entries(folder: Path) -> list[Path]:
    """The entries of a folder in alphabetical order; none if it cannot be read."""
    try:
        return sorted(islice(folder.iterdir(), MOST))
    except (OSError, ValueError):
        return []
