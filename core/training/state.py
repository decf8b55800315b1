"""A training run on disk, so that it can be stopped and resumed: tensors only, no code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as serialized
from torch import Tensor

from ..support.atomic import write_atomically
from ..support.errors import Problem
from ..support.localization import _
from .loop import Training

MOMENTS = ("exp_avg", "exp_avg_sq", "step")


class StateError(Problem):
    """A saved training run that cannot be resumed; the message is one line."""


def save(training: Training[Any, Any], path: Path) -> None:
    """Saves weights, Adam's moments, the checkpoints for the average, and the state of the random generator."""
    tensors: dict[str, Tensor] = {"random": training.random}
    for name, parameter in training.model.named_parameters():
        tensors[f"weight/{name}"] = parameter.detach()
        for moment in MOMENTS:
            if parameter in training.optimiser.state:
                tensors[f"{moment}/{name}"] = training.optimiser.state[parameter][moment]
    for number, weights in enumerate(training.recent):
        tensors |= {f"recent {number}/{name}": weight for name, weight in weights.items()}
    about = {
        "step": training.step,
        "seconds": training.seconds,
        "measured": training.measured,
        "recipe": training.recipe.as_dict(),
    }
    write_atomically(path, serialized(tensors, {"training": json.dumps(about)}))


def resume(training: Training[Any, Any], path: Path) -> None:
    """Loads a saved run of the same recipe into `training`; StateError if it is damaged or of a different recipe."""
    try:
        with safe_open(path, framework="pt") as file:
            about = json.loads((file.metadata() or {})["training"])
            if about["recipe"] != training.recipe.as_dict():
                raise StateError(
                    _(
                        "{path} belongs to a run of a different recipe; resume that one, or delete the file",
                        path=path,
                    )
                )
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        if isinstance(error, StateError):
            raise
        raise StateError(
            _("{path} cannot be resumed ({error}); delete it to start again", path=path, error=error)
        ) from None
    training.step, training.seconds, training.random = about["step"], about["seconds"], tensors["random"]
    training.measured = {int(step): loss for step, loss in about["measured"].items()}
    with torch.no_grad():
        for name, parameter in training.model.named_parameters():
            parameter.copy_(tensors[f"weight/{name}"])
            moments = {m: tensors[f"{m}/{name}"] for m in MOMENTS if f"{m}/{name}" in tensors}
            if moments:
                training.optimiser.state[parameter] = moments
    kept = sorted({int(name.split()[1].split("/")[0]) for name in tensors if name.startswith("recent ")})
    for number in kept:
        prefix = f"recent {number}/"
        training.recent.append(
            {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}
        )
