"""Finding a model by name or path, and the model that made a trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ..running.architecture import architectures
from ..running.request import DEFAULT_MODEL
from ..support.localization import N_, _
from ..trace import Trace, TraceError
from . import gguf, hugging_face, model_folders
from .checkpoint import Checkpoint
from .hugging_face.weights import PICKLES
from .model import CheckpointError, Model

# Suffixes of the files in which other programs store weights. `hugging_face` opens safetensors with a config.json, and
# `gguf` opens GGUF files.
FOREIGN = (".pt", ".pth", ".ckpt", ".bin", ".gguf", ".onnx", ".h5", ".keras", ".safetensors", ".pkl")
FOREIGN_FOLDER = "config.json"
MOST_NAMES = 3  # of the models in a folder, in a message
CAN_BE_OPENED = N_(
    "--model takes a name listed by `transformer-explore models`, a model written by `transformer-explore train`, "
    "a Hugging Face folder or a GGUF file; see docs/models.md"
)


def shipped() -> tuple[str, ...]:
    """The names of all models that come with the program."""
    return tuple(_shipped_models())


def _shipped_models() -> dict[str, Model]:
    """All models that come with the program, by name."""
    return {name: model for architecture in architectures() for name, model in architecture.shipped().items()}


def find_any(name: str = DEFAULT_MODEL) -> Model:
    """A model of any architecture; CheckpointError if there is none, or it is not supported.

    Args:
        name: that of a shipped model, the path of a folder or file, or a name in `model_folders.found`.
    """
    path = Path(name)
    try:
        if (shipped_model := _shipped_models().get(name)) is not None:  # whatever files are in this folder
            return shipped_model
        path = _path_of(name)
        for architecture in architectures():
            if (found := architecture.model_at(path)) is not None:
                return found
        if (
            reason := hugging_face.why_not(path)
            or gguf.why_not(path)
            or (_models_inside(path) if name else "")
        ):
            raise CheckpointError(reason)
    except CheckpointError:
        raise
    except (OSError, RuntimeError, ValueError):  # a name too long for a file, an unknown user's home, a NUL
        pass
    wrong = _what_is_wrong(name, path).format(name=name)
    raise CheckpointError(_("{wrong}: {rest}", wrong=wrong, rest=_(CAN_BE_OPENED)))


def _path_of(name: str) -> Path:
    path = Path(name).expanduser()
    if not path.exists() and len(path.parts) == 1:
        return model_folders.found().get(name, path)
    return path


def full_name(name: str) -> str:
    """A name by which any folder of this machine finds the model: that of a shipped one, or an absolute path."""
    return name if name in shipped() else str(_path_of(name).absolute())


def find(name: str = DEFAULT_MODEL) -> Checkpoint:
    """A translator made by `transformer-explore train`: a shipped one by name, or its folder by path.

    Raises CheckpointError if there is no such model, or it is another kind of model.
    """
    found = find_any(name)
    if isinstance(found, Checkpoint):
        return found
    raise CheckpointError(
        _(
            "{name} is not a translator made by `transformer-explore train`, which this needs; choose one, "
            "for example --model {transformer}",
            name=found.name,
            transformer=DEFAULT_MODEL,
        )
    )


def _models_inside(path: Path) -> str:
    """For a folder that is no model but contains some: what to specify instead; otherwise ""."""
    inside = model_folders.found_in(path) if path.is_dir() else {}
    if not inside or path in inside.values():
        return ""
    names = [f"{name!r:.60}" for name in inside]
    return _(
        "{folder!r:.200} is a folder with models: {names}; specify one of them, such as {example!r:.200}, or set the "
        "environment variable {variable} to this folder, and `transformer-explore models` lists them",
        folder=str(path),
        names=_(", ").join(names if len(names) <= MOST_NAMES else [*names[:MOST_NAMES], "…"]),
        example=str(next(iter(inside.values()))),
        variable=model_folders.VARIABLE,
    )


def _what_is_wrong(name: str, path: Path) -> str:
    """Why there is no model at a path, with a place for its name."""
    if not _is_foreign(path):
        if name and _is(Path.is_file, path):
            return _("{name!r:.60} is not a model that can be opened")
        if name and _is(Path.is_dir, path):
            return _("the folder {name!r:.60} contains no model")
        return _("there is no model {name!r:.60}")
    if path.suffix.lower() in PICKLES and _is(Path.is_file, path):  # a pickle was refused before
        return _("{name!r:.60} is not a model that can be opened")
    return _("{name!r:.60} is a model from another program")


def _is(kind: Callable[[Path], bool], path: Path) -> bool:
    try:
        return kind(path)
    except (OSError, ValueError):  # a name too long for a file, a NUL
        return False


def _is_foreign(path: Path) -> bool:
    """Whether this is another program's model: a file of weights, or a folder with one."""
    try:
        if path.is_dir():
            return any(path.glob(FOREIGN_FOLDER)) or any(map(_is_foreign_file, path.iterdir()))
        return _is_foreign_file(path) and path.is_file()
    except (OSError, ValueError):
        return False


def _is_foreign_file(path: Path) -> bool:
    return path.suffix.lower() in FOREIGN


def owner(trace: Trace, name: str | None = None) -> Trace:
    """The trace with its weights: those of the model called `name`, or else of the shipped model that made it.

    Raises TraceError if the trace was not made with the model called `name`.
    """
    if name is not None:
        model = find_any(name)
        if not model.belongs_to(trace):
            raise TraceError(
                _("the trace was not made with the weights of {name!r} (SHA-256 differs)", name=name)
            )
        return replace(trace, parameters=model.parameters)
    models = _shipped_models().values()
    for model in sorted(models, key=lambda each: each.name != trace.model.name):  # the one it names first
        if model.architecture == trace.model.architecture and model.belongs_to(trace):
            return replace(trace, parameters=model.parameters)
    return trace
