"""From a checkpoint to a running model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import orjson
import torch

from ..nn.transformer import Transformer
from ..operations.operation import Array
from .checkpoint import CONFIGURATION, WEIGHTS, Checkpoint, CheckpointError


def load_model(checkpoint: Checkpoint, device: str = "cpu") -> Transformer:
    """The model with its weights, in evaluation mode.

    Raises:
        CheckpointError: the weights are not those of the configuration.
    """
    model = Transformer(checkpoint.configuration)
    put(model, checkpoint.parameters, str(checkpoint.folder / WEIGHTS))
    return model.to(device).eval()


def put(model: Transformer, parameters: Mapping[str, Array], where: str) -> None:
    """Copies weights into a model; every parameter must be there, in its shape, and no other."""
    expected = dict(model.named_parameters())
    if missing := sorted(expected.keys() - parameters.keys()):
        raise CheckpointError(f"{where}: {missing[0]} is missing")
    if extra := sorted(parameters.keys() - expected.keys()):
        raise CheckpointError(f"{where}: {extra[0]} belongs to no part of the model")
    with torch.no_grad():
        for name, parameter in expected.items():
            array = parameters[name]
            if array.shape != tuple(parameter.shape):
                raise CheckpointError(f"{where}: {name} is {list(array.shape)}, not {list(parameter.shape)}")
            parameter.copy_(torch.from_numpy(np.array(array)))


def take(model: Transformer) -> dict[str, Array]:
    """The weights of a model by name, each shared matrix once."""
    return {name: p.detach().cpu().numpy() for name, p in model.named_parameters()}


def write_model(model: Transformer, folder: Path) -> None:
    """Writes weights (float16) and configuration; the folder is made if need be."""
    from safetensors.numpy import save

    from ..trace.atomic import write_atomically

    folder.mkdir(parents=True, exist_ok=True)
    halves = {name: array.astype(np.float16) for name, array in take(model).items()}
    write_atomically(folder / WEIGHTS, save(halves))
    settings = orjson.dumps(
        model.configuration.as_dict(), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    )
    write_atomically(folder / CONFIGURATION, settings)
