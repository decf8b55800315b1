"""Turns a checkpoint into a model that runs."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import torch
from torch import nn

from ..nn.sequence import SequenceModel, build
from ..nn.shapes import shapes_only
from ..nn.transformer import Transformer
from ..operations.operation import Array
from ..running.torch_settings import pinned
from ..support.localization import _
from .checkpoint import CONFIGURATION, WEIGHTS, Checkpoint
from .model import CheckpointError, Model
from .sequence import SequenceCheckpoint

# A model that is only a little too large for its weights is built anyway, so that the message can name what differs.
LARGER, MOST_UNKNOWN = 4, 2**16


def load_model(checkpoint: Checkpoint, device: str = "cpu") -> Transformer:
    """A Transformer with its weights, in evaluation mode; CheckpointError if they do not fit the configuration."""
    _refuse_another_size(checkpoint)
    with torch.random.fork_rng(devices=[]):  # for its initial weights, which are replaced
        model = Transformer(checkpoint.configuration)
    set_weights(model, checkpoint.parameters, str(checkpoint.folder / WEIGHTS))
    return model.to(device).eval()


def load_sequence(checkpoint: SequenceCheckpoint, device: str = "cpu") -> SequenceModel:
    """A sequence model with its weights, in evaluation mode; CheckpointError if they do not fit the configuration."""
    sizes, there, where = checkpoint.configuration, checkpoint.parameters, str(checkpoint.file)
    count = sum(array.size for array in there.values())
    if sizes.size > count or sizes.layers > len(there):  # before building a model that fills the memory
        raise CheckpointError(
            _("{where}: {count:,} weights, too few for its configuration", where=where, count=count)
        )
    with shapes_only():
        _require_fit(SequenceModel(replace(sizes, longest=1)), there, where)
    with torch.random.fork_rng(devices=[]):
        model = SequenceModel(sizes)
    set_weights(model, there, where)
    return model.to(device).eval()


def load_assigned(model: Model, build: Callable[[Any], nn.Module], device: str = "cpu") -> nn.Module:
    """A model in evaluation mode whose parameters are the arrays of `model.parameters`, on the CPU without a copy.

    A memory-mapped array is read when it is used, and none may be changed in place.

    Args:
        build: returns the module for a configuration; weights that it uses in several places stay one.

    Raises:
        CheckpointError: the weights do not fit the configuration.
    """
    # First, so that a checkpoint whose weights are too few is refused before anything is built.
    parameters = model.parameters
    with shapes_only():
        module = build(model.configuration)
    _require_names(module, parameters, model.name)
    assigned: dict[int, nn.Parameter] = {}
    for name, parameter in module.named_parameters():
        array = parameters[name]
        _require_shape(name, array, parameter, model.name)
        assigned[id(parameter)] = nn.Parameter(_tensor(array), requires_grad=False)
    for part in module.modules():
        for name, own in part._parameters.items():
            if own is not None:
                part._parameters[name] = assigned[id(own)]
    return module.to(device).eval()


def _tensor(array: Array) -> torch.Tensor:
    """An array as a tensor that shares its memory."""
    with warnings.catch_warnings():  # the array may be read-only; nothing changes weights in place
        warnings.filterwarnings("ignore", "The given NumPy array is not writable", UserWarning)
        return torch.from_numpy(array)


@pinned(grad=True)
def initial_sequence(checkpoint: SequenceCheckpoint) -> SequenceModel:
    """A sequence model as it was before its first update."""
    recipe = checkpoint.card["recipe"]
    return build(checkpoint.configuration, recipe["seed"], recipe["remember"])


def _refuse_another_size(checkpoint: Checkpoint) -> None:
    """Raises CheckpointError if the configuration describes a model far larger than its weights.

    Building such a model would fill the memory before the missing weights are noticed.
    """
    sizes, there = checkpoint.configuration, checkpoint.parameters
    of_layer = sizes.d_model * (12 * sizes.d_model + 4 * sizes.d_ff)  # at least
    wanted = sizes.d_model * sizes.vocabulary + sizes.layers * of_layer
    found = sum(array.size for array in there.values())
    if wanted > LARGER * (found + MOST_UNKNOWN) or sizes.layers > len(there):
        raise CheckpointError(
            _(
                "{folder}: a model with layers = {layers:,} has at least {wanted:,} weights, but "
                "{weights} contains {count:,} arrays with {found:,} weights",
                folder=checkpoint.folder / CONFIGURATION,
                layers=sizes.layers,
                wanted=wanted,
                weights=WEIGHTS,
                count=len(there),
                found=found,
            )
        )


def set_weights(model: nn.Module, parameters: Mapping[str, Array], where: str) -> None:
    """Copies weights into a model; raises CheckpointError unless names and shapes match its parameters."""
    _require_fit(model, parameters, where)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(torch.from_numpy(np.array(parameters[name])))


def _require_fit(model: nn.Module, parameters: Mapping[str, Array], where: str) -> None:
    """Raises CheckpointError if a parameter is missing, has a different shape, or does not belong to the model."""
    _require_names(model, parameters, where)
    for name, parameter in model.named_parameters():
        _require_shape(name, parameters[name], parameter, where)


def _require_names(model: nn.Module, parameters: Mapping[str, Array], where: str) -> None:
    """Raises CheckpointError if a parameter is missing or does not belong to the model."""
    expected = {name for name, _parameter in model.named_parameters()}
    if missing := sorted(expected - parameters.keys()):
        raise CheckpointError(_("{where}: {name} is missing", where=where, name=missing[0]))
    if extra := sorted(parameters.keys() - expected):
        raise CheckpointError(_("{where}: {name} does not belong to the model", where=where, name=extra[0]))


def _require_shape(name: str, array: Array, parameter: nn.Parameter, where: str) -> None:
    """Raises CheckpointError if an array cannot be the values of a parameter."""
    if array.shape != tuple(parameter.shape):
        raise CheckpointError(
            _(
                "{where}: {name} is {shape}, not {expected}",
                where=where,
                name=name,
                shape=list(array.shape),
                expected=list(parameter.shape),
            )
        )


def take(model: nn.Module) -> dict[str, Array]:
    """The weights of a model by name; a matrix that several parts share is listed once."""
    return {name: p.detach().cpu().numpy() for name, p in model.named_parameters()}


def write_model(model: nn.Module, folder: Path, **about: Any) -> None:
    """Writes weights (float16) and configuration; creates the folder if necessary.

    Args:
        about: further entries of configuration.json.
    """
    from safetensors.numpy import save

    from ..support.atomic import write_atomically

    folder.mkdir(parents=True, exist_ok=True)
    halves = {name: array.astype(np.float16) for name, array in take(model).items()}
    write_atomically(folder / WEIGHTS, save(halves))
    settings: Any = {**about, **model.configuration.as_dict()}  # type: ignore[union-attr, operator]
    written = orjson.dumps(settings, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    write_atomically(folder / CONFIGURATION, written)
