"""The weights in a folder: model.safetensors, or several files with an index."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn

from numpy.typing import NDArray

from ...operations.operation import Array
from ...support.files import FileError, identity, opened
from ...support.localization import _
from ...support.os_errors import reason
from ..json_file import json_object
from ..model import CheckpointError
from .precision import widened
from .tensor_file import LARGEST_HEADER, TensorFile, shown

WEIGHTS, INDEX, SUFFIX = "model.safetensors", "model.safetensors.index.json", ".safetensors"
LARGEST_INDEX = 2**24  # bytes
LONGEST_NAME = 255  # characters, as in most file systems
MOST_FILES = 1000
CHUNK = 2**20  # bytes that are read at once
PICKLES = (".bin", ".pt", ".pth", ".ckpt", ".pkl")
# The first bytes of a zip file, in which PyTorch stores a pickle, and of a pickle: protocol 2 and later, or 0 and 1.
PICKLED = (b"PK\x03\x04", b"\x80", b"c", b"(", b"]", b"}")


class Weights(Mapping[str, Array]):
    """The weights of a folder by their own names, float32; each is read when it is looked up.

    float32 is memory-mapped, so that an array costs no memory until its numbers are used; other formats are converted
    to float32 at each look-up.

    Attributes:
        path: the file to name in messages: the only one, or the index.

    Raises:
        CheckpointError: there are no weights, or a file is not readable.
    """

    def __init__(self, folder: Path, converts_with: str = "AutoModel") -> None:
        self.path = folder / (WEIGHTS if (folder / WEIGHTS).exists() else INDEX)
        if not self.path.exists():
            raise CheckpointError(_missing(folder, converts_with))
        if self.path.name == WEIGHTS:
            file = TensorFile(self.path)
            self._files = [file]
            self._of = dict.fromkeys(file.tensors, file)
        else:
            self._files, self._of = _from_index(self.path)

    def __getitem__(self, name: str) -> Array:
        return widened(self.stored(name), self.precision(name))

    def __iter__(self) -> Iterator[str]:
        return iter(self._of)

    def __len__(self) -> int:
        return len(self._of)

    def __contains__(self, name: object) -> bool:  # without reading the numbers
        return name in self._of

    def stored(self, name: str) -> NDArray[Any]:
        """The numbers as they are stored; see `TensorFile.stored`."""
        return self._of[name].stored(name)

    def shape(self, name: str) -> tuple[int, ...]:
        return self._of[name].tensors[name].shape

    def precision(self, name: str) -> str:
        """The number format; see `precision.BITS`."""
        return self._of[name].tensors[name].precision

    def stored_as(self, name: str) -> str:
        """The same."""
        return self.precision(name)

    @property
    def size(self) -> int:
        """The bytes of all files."""
        return sum(file.path.stat().st_size for file in self._files)

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file, or that of the files' lines in the output of `sha256sum`."""
        each = [(file.path.name, sha256_of(file.path)) for file in self._files]
        if self.path.name == WEIGHTS:
            return each[0][1]
        return hashlib.sha256(
            "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(each)).encode()
        ).hexdigest()


def weight_files(folder: Path) -> list[Path]:
    """The files that may hold the weights of a folder."""
    try:
        shards = sorted(path for path in folder.iterdir() if path.suffix == SUFFIX)[:MOST_FILES]
    except OSError:
        shards = []
    return [*shards, folder / INDEX]


def is_pickle(path: Path) -> bool:
    """Whether a file has a pickle's suffix and begins like one, or cannot be read."""
    if path.suffix.lower() not in PICKLES or not path.is_file():
        return False
    try:
        with opened(path) as file:
            return file.read(4).startswith(PICKLED)
    except (OSError, FileError):
        return True


def how_to_convert(pickle: Path, converts_with: str = "AutoModel") -> str:
    """Why a pickle is not opened, and how to convert it."""
    return _(
        "{path}: a pickle can run any program when it is opened, so it is not opened; convert it with transformers: "
        "{model}.from_pretrained(FOLDER).save_pretrained(FOLDER)",
        path=pickle,
        model=converts_with,
    )


def _missing(folder: Path, converts_with: str) -> str:
    try:
        pickle = next((path for path in sorted(folder.iterdir()) if is_pickle(path)), None)
    except OSError:
        pickle = None
    return (
        how_to_convert(pickle, converts_with)
        if pickle
        else _("{folder}: no {file}", folder=folder, file=WEIGHTS)
    )


def _from_index(index: Path) -> tuple[list[TensorFile], dict[str, TensorFile]]:
    """The files that the index names, and the file of each tensor."""
    file_of = json_object(index, LARGEST_INDEX).get("weight_map")
    if not isinstance(file_of, dict) or not all(isinstance(name, str) for name in file_of.values()):
        _refuse_index(index, _("it has no weight_map"))
    names = sorted(set(file_of.values()))
    if (wrong := next((name for name in names if not _is_plain(name)), None)) is not None:
        _refuse_index(
            index, _("{name} is not the name of a safetensors file in this folder", name=shown(wrong))
        )
    if not 0 < len(names) <= MOST_FILES:
        _refuse_index(
            index,
            _("it lists {count:,} files; from 1 to {most:,} are allowed", count=len(names), most=MOST_FILES),
        )
    files: dict[str, TensorFile] = {}
    left = LARGEST_HEADER  # all headers together
    for name in names:
        files[name] = TensorFile(index.parent / name, left)
        left -= files[name].header_bytes
    found = {(tensor, name) for name, file in files.items() for tensor in file.tensors}
    if wrong := min(file_of.items() - found, default=None):
        _refuse_index(index, _("{tensor} is not in {name}", tensor=shown(wrong[0]), name=shown(wrong[1])))
    if wrong := min(found - file_of.items(), default=None):
        _refuse_index(
            index, _("it does not list {tensor} in {name}", tensor=shown(wrong[0]), name=shown(wrong[1]))
        )
    return [*files.values()], {tensor: files[name] for tensor, name in file_of.items()}


def _is_plain(name: str) -> bool:
    """Whether it names a file in the same folder."""
    return (
        len(name) <= LONGEST_NAME
        and name.endswith(SUFFIX)
        and name.isprintable()
        and not set(name) & set("/\\:")
        and not name.startswith(".")
    )


def _refuse_index(index: Path, reason: str) -> NoReturn:
    raise CheckpointError(_("{path}: not a usable index ({reason})", path=index, reason=reason))


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file in hexadecimal; CheckpointError if it cannot be read."""
    return _sha256(path, identity(path))


@lru_cache(maxsize=2 * MOST_FILES)
def _sha256(path: Path, files: tuple[object, ...]) -> str:
    """The SHA-256 of a file, computed once as long as it does not change."""
    try:
        with opened(path) as file:
            total = hashlib.sha256()
            while part := file.read(CHUNK):
                total.update(part)
            return total.hexdigest()
    except FileError as error:
        raise CheckpointError(str(error)) from None
    except OSError as error:
        raise CheckpointError(f"{path}: {reason(error)}") from None
