"""From a name to a model, and from a trace to the model that made it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ..running.request import DEFAULT_MODEL
from ..support.localization import N_, _
from ..trace import Trace, TraceError
from .checkpoint import CONFIGURATION, HERE, Checkpoint, CheckpointError
from .sequence import SequenceCheckpoint, find_sequence, sequence_models

# Weights as other programs write them. Hugging Face puts them beside a config.json.
FOREIGN = (".pt", ".pth", ".ckpt", ".bin", ".gguf", ".onnx", ".h5", ".keras", ".safetensors", ".pkl")
FOREIGN_FOLDER = "config.json"
CAN_BE_OPENED = N_(
    "--model takes a name that `transformer-explore models` lists, or what `transformer-explore train` wrote; "
    "see docs/models.md"
)

Model = Checkpoint | SequenceCheckpoint


def shipped() -> tuple[str, ...]:
    """The names of the Transformers that come with the program."""
    return tuple(sorted(path.parent.name for path in HERE.glob(f"*/{CONFIGURATION}")))


def find(name: str = DEFAULT_MODEL) -> Checkpoint:
    """A Transformer that translates: a shipped model by name, or a model's folder by path.

    Raises:
        CheckpointError: there is neither, or the name is that of a sequence model.
    """
    found = find_any(name)
    if isinstance(found, SequenceCheckpoint):
        raise CheckpointError(
            _(
                "{name} answers where it is asked, token by token, and does not translate; "
                "this needs a Transformer such as {transformer}",
                name=found.name,
                transformer=DEFAULT_MODEL,
            )
        )
    return found


def find_any(name: str = DEFAULT_MODEL) -> Model:
    """A shipped model of any kind by name, a Transformer's folder or a sequence model's file by path.

    Raises:
        CheckpointError: there is no such thing.
    """
    if name in shipped():
        return Checkpoint(name, HERE / name)
    folder = Path(name)
    try:
        if (sequence := find_sequence(name)) is not None:
            return sequence
        folder = Path(name).expanduser()
        found = (folder / CONFIGURATION).is_file()
    except (OSError, RuntimeError, ValueError):  # a name too long for a file, the home of nobody, a null
        found = False
    if found:
        folder = folder.resolve()  # a relative path means another folder after a change of directory
        return Checkpoint(folder.name, folder)
    wrong = (
        _("{name!r:.60} is a model of another program")
        if _is_foreign(folder)
        else _("there is no model {name!r:.60}")
    )
    raise CheckpointError(f"{wrong.format(name=name)}: {_(CAN_BE_OPENED)}")


def _is_foreign(path: Path) -> bool:
    """Whether there is a model that another program wrote: a file of weights, or a folder with one."""
    try:
        if path.is_dir():
            return any(path.glob(FOREIGN_FOLDER)) or any(map(_is_foreign_file, path.iterdir()))
        return _is_foreign_file(path) and path.is_file()
    except (OSError, ValueError):
        return False


def _is_foreign_file(path: Path) -> bool:
    return path.suffix.lower() in FOREIGN


def owner(trace: Trace, name: str | None = None) -> Trace:
    """The trace with its weights: those of the model called `name`, else of the shipped model that made it.

    Raises:
        TraceError: the model called `name` is not the one the trace was made with.
    """
    if name is not None:
        model = find_any(name)
        if not model.belongs_to(trace):
            raise TraceError(
                _("the trace was made with other weights than those of {name!r} (SHA-256 differs)", name=name)
            )
        return replace(trace, parameters=model.parameters)
    for model in _probable(trace):
        if model.belongs_to(trace):
            return replace(trace, parameters=model.parameters)
    return trace


def _probable(trace: Trace) -> Iterator[Model]:
    """Shipped models that may have made a trace; the one that it names first."""
    names = (*shipped(), *sequence_models())
    for name in sorted(names, key=lambda name: name != trace.model.name):
        model = find_any(name)
        if model.architecture == trace.model.architecture:
            yield model
